//! The response cache: answers to nearly every request, made once a second for each feed that is asked for.
//!
//! In: a feed's id. Out: its [`CachedResponses`], while the gateway says that the [`Generation`] of the feed is the same:
//! no longer than a second. Each thread has its own replies, so no thread writes to memory that another reads. When the
//! gateway's cache drops the documents of a feed, they are dropped here too.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use foldhash::fast::RandomState;
use thread_local::ThreadLocal;

use super::selection::Selection;
use crate::gateway::{CacheAge, Documents, Gateway, Generation, HeldDocuments};
use crate::model::FeedId;
use crate::render::{ByFormat, Coding, Document, Format};
use crate::serve::net::Reply;

/// The cached responses of every feed.
#[derive(Debug)]
pub(crate) struct ResponseCache {
    gateway: Arc<Gateway>,
    feeds: Arc<CachedFeeds>,
}

/// One slot for each feed of the configuration, so that a request finds its feed without a lock.
#[derive(Debug, Default)]
struct CachedFeeds(ArcSwap<HashMap<FeedId, FeedSlot, RandomState>>);

/// What is cached of one feed.
type FeedSlot = ArcSwapOption<CachedResponses>;

impl ResponseCache {
    /// The cache of answers with documents of `gateway`.
    pub(crate) fn over(gateway: Arc<Gateway>) -> Self {
        let feeds = Arc::<CachedFeeds>::default();
        let held = Arc::downgrade(&feeds);
        gateway.on_eviction(move |feed| {
            if let Some(feeds) = held.upgrade() {
                feeds.let_go(feed);
            }
        });
        Self { gateway, feeds }
    }

    /// Calls `answer` with the cached responses of `feed`. `None` when the feed has to be waited for or is refused:
    /// [`Gateway::document`] says which.
    pub(crate) fn with<R>(
        &self,
        feed: &str,
        answer: impl FnOnce(&CachedResponses) -> R,
    ) -> Option<R> {
        // Read first, so that a change during this call makes it another generation.
        let generation = self.gateway.generation(feed)?;
        let mut feeds = self.feeds.0.load();
        if !feeds.contains_key(feed) {
            self.feeds.replace(self.gateway.config().feeds.keys());
            feeds = self.feeds.0.load();
        }
        let slot = feeds.get(feed)?;
        let cached = slot.load();
        if let Some(same) = cached.as_ref().filter(|it| it.generation == generation) {
            return Some(answer(same));
        }
        let held = self.gateway.held_documents(feed, &generation)?;
        let cached = Arc::new(CachedResponses::new(generation, held));
        slot.store(Some(cached.clone()));
        if self.gateway.generation(feed) != Some(generation) {
            // The gateway may have dropped the documents before the slot was filled.
            slot.store(None);
        }
        Some(answer(&cached))
    }
}

impl CachedFeeds {
    /// Has an empty slot for each of `feeds`, and no other.
    fn replace<'f>(&self, feeds: impl Iterator<Item = &'f FeedId>) {
        let slots = feeds.map(|feed| (feed.clone(), FeedSlot::empty()));
        self.0.store(Arc::new(slots.collect()));
    }

    fn let_go(&self, feed: &FeedId) {
        if let Some(slot) = self.0.load().get(feed) {
            slot.store(None);
        }
    }
}

/// The documents of one feed in one generation, and the replies with them.
#[derive(Debug)]
pub(crate) struct CachedResponses {
    generation: Generation,
    age: CacheAge,
    documents: Documents,
    replies: ThreadLocal<Box<Replies>>,
}

/// The replies of one thread.
///
/// A reply is cloned by counting references. Threads that counted references to the same reply would wait for each
/// other, so each thread has its own.
type Replies = ByFormat<RepliesByCoding>;

/// The replies of one thread in one format.
#[derive(Debug, Default)]
struct RepliesByCoding {
    not_modified: OnceCell<Reply>,
    identity: OnceCell<Reply>,
    gzip: OnceCell<Reply>,
    brotli: OnceCell<Reply>,
}

impl RepliesByCoding {
    const fn cell(&self, selection: Selection) -> &OnceCell<Reply> {
        match selection {
            Selection::NotModified => &self.not_modified,
            Selection::Whole(Coding::Identity) => &self.identity,
            Selection::Whole(Coding::Gzip) => &self.gzip,
            Selection::Whole(Coding::Brotli) => &self.brotli,
        }
    }
}

impl CachedResponses {
    fn new(generation: Generation, held: HeldDocuments) -> Self {
        Self {
            generation,
            age: held.age,
            documents: held.documents,
            replies: ThreadLocal::new(),
        }
    }

    /// The document in `format`.
    pub(crate) fn document(&self, format: Format) -> &Document {
        self.documents.of(format)
    }

    /// For `Cache-Control` and `Cache-Status`.
    pub(crate) const fn age(&self) -> &CacheAge {
        &self.age
    }

    /// Whether there are partners, and so private documents beside this one.
    pub(crate) const fn has_partners(&self) -> bool {
        self.generation.has_partners()
    }

    /// The reply for `selection`. The first call of a thread makes it with `make`; its clones share its body.
    pub(crate) fn reply(
        &self,
        format: Format,
        selection: Selection,
        make: impl FnOnce() -> Reply,
    ) -> Reply {
        let replies = self.replies.get_or_default();
        replies.of(format).cell(selection).get_or_init(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::CacheState;
    use http::header::{AGE, HeaderValue};
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    fn cached() -> CachedResponses {
        let rss = Format::Rss.content_type();
        let document = Arc::new(Document::new(rss, "news", None, None));
        let age = CacheAge {
            state: CacheState::Hit,
            ttl_seconds: 9,
            max_age_seconds: 9,
            stale_while_revalidate_seconds: 9,
        };
        let documents = Documents {
            rss: document.clone(),
            atom: document.clone(),
            json: document,
        };
        CachedResponses::new(Generation::default(), HeldDocuments { documents, age })
    }

    /// Ten thousand feeds that were each read once must not leave ten thousand answers behind.
    #[test]
    fn nothing_is_cached_of_what_the_gateway_let_go() {
        let [news, city] = ["news", "city"].map(|id| id.parse().expect("a test id"));
        let feeds = CachedFeeds::default();
        feeds.replace([&news, &city].into_iter());
        let has = |feed: &FeedId| feeds.0.load()[feed].load().is_some();
        for feed in [&news, &city] {
            feeds.0.load()[feed].store(Some(Arc::new(cached())));
        }
        feeds.let_go(&news);
        assert!(!has(&news) && has(&city));
        feeds.let_go(&"nowhere".parse().expect("a test id"));
        feeds.replace([&city].into_iter());
        assert!(!has(&city), "another configuration");
    }

    /// An answer that was made for another coding or format would make a feed unreadable.
    #[test]
    fn an_answer_is_made_once_for_each_format_and_coding() {
        let cached = cached();
        let mut made = Vec::new();
        let (rss, json) = (Format::Rss, Format::Json);
        let (unchanged, gzip) = (Selection::NotModified, Selection::Whole(Coding::Gzip));
        for (n, format, selection) in [(0, rss, unchanged), (1, rss, gzip), (2, json, gzip)] {
            for _ in 0..2 {
                let reply = cached.reply(format, selection, || {
                    made.push(n);
                    let mut reply = Reply::default();
                    reply.headers_mut().insert(AGE, HeaderValue::from(n));
                    reply
                });
                assert_eq!(reply.headers()[AGE], n.to_string().as_str());
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
            cached.reply(Format::Atom, Selection::Whole(Coding::Identity), || {
                made.fetch_add(1, Relaxed);
                Reply::default()
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
