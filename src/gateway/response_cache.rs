//! Answers to nearly every request, made once a second for each feed that is asked for.
//!
//! For the first request in a second, the cache notes that the feed is used, and a stale feed is refreshed. Requests in
//! the same second get the same answer, unless something has changed. Each thread keeps its own answers, so threads
//! write to nothing that they share.

use std::cell::OnceCell;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use thread_local::ThreadLocal;

use super::Gateway;
use crate::cache::freshness::CacheAge;
use crate::cache::{Documents, Entry};
use crate::render::{Coding, Document, Format};

/// The answers of one feed in one moment.
#[derive(Debug)]
pub struct CachedResponses {
    moment: Moment,
    age: CacheAge,
    /// Let go when the cache lets go of them.
    documents: Documents,
    answers: ThreadLocal<Box<Answers>>,
}

/// While these values are the same, the answers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    second: i64,
    /// [`crate::cache::Cache::changes`]
    changes: u64,
    /// [`super::feed_state::FeedState::runs_ended`]
    runs_ended: u64,
    /// [`CachedResponses::has_partners`]
    partners: bool,
}

/// An answer. Its clones share its body.
pub type Answer = Response<Full<Bytes>>;

/// What one thread answers, by format and coding; that nothing changed comes first.
///
/// Each thread has its own, since an answer is copied by counting references, and threads that count the same ones
/// wait for each other: the more of them answer for a feed that everybody reads, the longer.
#[derive(Debug, Default)]
struct Answers([[OnceCell<Answer>; 4]; 3]);

impl CachedResponses {
    fn new(moment: Moment, entry: &Entry, age: CacheAge) -> Arc<Self> {
        Arc::new(Self {
            moment,
            age,
            documents: entry.documents.clone(),
            answers: ThreadLocal::new(),
        })
    }

    /// The document in `format`.
    pub fn document(&self, format: Format) -> &Document {
        self.documents.of(format)
    }

    /// For `Cache-Control` and `Cache-Status`.
    pub const fn age(&self) -> &CacheAge {
        &self.age
    }

    /// Whether there are partners, and so private answers beside this one.
    pub const fn has_partners(&self) -> bool {
        self.moment.partners
    }

    /// The answer in `coding`, or that nothing changed: as this thread made it for another reader, or as `make` makes
    /// it.
    pub fn answer(
        &self,
        format: Format,
        coding: Option<Coding>,
        make: impl FnOnce() -> Answer,
    ) -> Answer {
        let Answers(answers) = &**self.answers.get_or_default();
        let coding = coding.map_or(0, |coding| coding as usize + 1);
        answers[format as usize][coding].get_or_init(make).clone()
    }
}

impl Gateway {
    /// Calls `answer` with the cached answers of `feed`. `None` when the feed has to be waited for or is refused:
    /// [`Self::document`] says which.
    pub fn cached_responses<R>(
        self: &Arc<Self>,
        feed: &str,
        answer: impl FnOnce(&CachedResponses) -> R,
    ) -> Option<R> {
        let setup = self.setup.load();
        let feed_state = setup.feed_state(feed).ok()?;
        // Before anything is looked at, so that a change meanwhile makes it another moment.
        let moment = Moment {
            second: self.clock.now().as_second(),
            changes: self.cache.changes(),
            runs_ended: feed_state.runs_ended(),
            partners: setup.has_partners(),
        };
        let cached = feed_state.responses.load();
        if let Some(same) = cached.as_ref().filter(|it| it.moment == moment) {
            return Some(answer(same));
        }
        let entry = self.entry_at(feed_state)?;
        let age = self.age_of_held(feed_state, moment.runs_ended, &entry);
        let cached = CachedResponses::new(moment, &entry, age);
        feed_state.responses.store(Some(cached.clone()));
        if self.cache.changes() != moment.changes {
            // What the cache no longer holds must not be held here.
            feed_state.responses.store(None);
        }
        Some(answer(&cached))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::freshness::CacheState;
    use http::header::{AGE, HeaderValue};
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    fn cached() -> CachedResponses {
        let rss = Format::Rss.content_type();
        let document = Arc::new(Document::new(rss, "news", None, None));
        CachedResponses {
            moment: Moment {
                second: 1,
                changes: 1,
                runs_ended: 1,
                partners: false,
            },
            age: CacheAge {
                state: CacheState::Hit,
                ttl_seconds: 9,
                max_age_seconds: 9,
                stale_while_revalidate_seconds: 9,
            },
            documents: Documents {
                rss: document.clone(),
                atom: document.clone(),
                json: document,
            },
            answers: ThreadLocal::new(),
        }
    }

    /// An answer that was made for another coding or format would make a feed unreadable.
    #[test]
    fn an_answer_is_made_once_for_each_format_and_coding() {
        let cached = cached();
        let mut made = Vec::new();
        let (rss, json) = (Format::Rss, Format::Json);
        let gzip = Some(Coding::Gzip);
        for (n, format, coding) in [(0, rss, None), (1, rss, gzip), (2, json, gzip)] {
            for _ in 0..2 {
                let answer = cached.answer(format, coding, || {
                    made.push(n);
                    let mut answer = Answer::default();
                    answer.headers_mut().insert(AGE, HeaderValue::from(n));
                    answer
                });
                assert_eq!(answer.headers()[AGE], n.to_string().as_str());
            }
        }
        assert_eq!(made, [0, 1, 2]);
    }

    /// Threads that answer at the same time do not wait for each other.
    #[test]
    fn each_thread_makes_its_own() {
        let cached = cached();
        let made = AtomicUsize::new(0);
        let ask = || {
            cached.answer(Format::Atom, Some(Coding::Identity), || {
                made.fetch_add(1, Relaxed);
                Answer::default()
            })
        };
        ask();
        std::thread::scope(|scope| {
            scope.spawn(|| (ask(), ask()));
        });
        ask();
        assert_eq!(made.into_inner(), 2);
    }
}
