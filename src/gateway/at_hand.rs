//! What is at hand: the answer to nearly every request, made once a second for each feed that is asked for.
//!
//! The first reader in a second is looked after with all care: the cache takes note that the feed is used, and one that
//! is stale is refreshed. Who comes within that second gets the same, unless anything has changed meanwhile. Threads
//! that answer share nothing that they write to.

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

/// A feed as it is served in one moment.
#[derive(Debug)]
pub struct AtHand {
    moment: Moment,
    age: CacheAge,
    /// Let go when the cache lets go of them.
    documents: Documents,
    answers: ThreadLocal<Box<Answers>>,
}

/// While all of this is the same, so is what is served of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    second: i64,
    /// [`crate::cache::Cache::changes`]
    changes: u64,
    /// [`super::desk::Desk::landed`]
    landed: u64,
    /// [`AtHand::has_partners`]
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

impl AtHand {
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
    /// What `answer` makes of `feed`, if it is at hand, as nearly every time. `None` if it must be waited for, or is
    /// refused: [`Self::document`] tells.
    pub fn at_hand<R>(
        self: &Arc<Self>,
        feed: &str,
        answer: impl FnOnce(&AtHand) -> R,
    ) -> Option<R> {
        let setup = self.setup.load();
        let desk = setup.desk(feed).ok()?;
        // Before anything is looked at, so that a change meanwhile makes it another moment.
        let moment = Moment {
            second: self.clock.now().as_second(),
            changes: self.cache.changes(),
            landed: desk.landed(),
            partners: setup.has_partners(),
        };
        let at_hand = desk.at_hand.load();
        if let Some(same) = at_hand.as_ref().filter(|it| it.moment == moment) {
            return Some(answer(same));
        }
        let entry = self.entry_at(desk)?;
        let age = self.age_at_hand(desk, moment.landed, &entry);
        let at_hand = AtHand::new(moment, &entry, age);
        desk.at_hand.store(Some(at_hand.clone()));
        if self.cache.changes() != moment.changes {
            // What the cache no longer holds must not be held here.
            desk.at_hand.store(None);
        }
        Some(answer(&at_hand))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::freshness::CacheState;
    use http::header::{AGE, HeaderValue};
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    fn at_hand() -> AtHand {
        let rss = Format::Rss.content_type();
        let document = Arc::new(Document::new(rss, "news", None, None));
        AtHand {
            moment: Moment {
                second: 1,
                changes: 1,
                landed: 1,
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
        let at_hand = at_hand();
        let mut made = Vec::new();
        let (rss, json) = (Format::Rss, Format::Json);
        let gzip = Some(Coding::Gzip);
        for (n, format, coding) in [(0, rss, None), (1, rss, gzip), (2, json, gzip)] {
            for _ in 0..2 {
                let answer = at_hand.answer(format, coding, || {
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
        let at_hand = at_hand();
        let made = AtomicUsize::new(0);
        let ask = || {
            at_hand.answer(Format::Atom, Some(Coding::Identity), || {
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
