//! What is served from memory: for each feed its last good snapshot and the documents rendered from it.
//!
//! In: a [`CacheEntry`] per feed, put there by the gateway. Out: the same, shared. Bounded by weight
//! (`[cache] memory`); what is evicted costs a read from the store or a refresh, never an error.
//! Whether an entry may be served as it is, is decided in [`freshness`], by pure functions.

pub mod freshness;
mod private;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Release},
};

use foldhash::fast::RandomState;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

use crate::clock::{ClockReading, Steady};
use crate::model::{Feed, FeedId};
use crate::render::{ByFormat, Document, Frame};
pub use private::Private;

/// A feed's snapshot with its public documents.
#[derive(Debug, Clone)]
pub struct CacheEntry {
    /// The feed as of the last good refresh.
    pub feed: Arc<Feed>,
    /// Its three public documents.
    pub documents: Documents,
    /// Where the items lie in them.
    pub frame: Arc<Frame>,
    /// The edition of the feed's part of `feeds.toml` that it was made under.
    pub edition: [u8; 32],
    /// What partners have asked for of it so far.
    pub private: Arc<Private>,
    /// When a document last changed.
    pub changed_at: Timestamp,
    /// When the refresh ended.
    pub refreshed_at: ClockReading,
    /// Until when it is fresh.
    pub fresh_until: Steady,
}

impl CacheEntry {
    /// For how long it was meant to be fresh when it was made.
    pub fn life(&self) -> std::time::Duration {
        self.fresh_until.since(self.refreshed_at.steady)
    }
}

/// The public documents of a feed.
pub type Documents = ByFormat<Arc<Document>>;

impl Documents {
    /// Whether these are the very documents of `other`, not only equal ones.
    pub fn same_as(&self, other: &Self) -> bool {
        let mut pairs = self.all().zip(other.all());
        pairs.all(|(own, other)| Arc::ptr_eq(own, other))
    }
}

/// The memory of the gateway.
#[derive(Debug, Clone)]
pub struct Cache {
    entries: moka::sync::Cache<FeedId, Arc<CacheEntry>, RandomState>,
    changes: Arc<AtomicU64>,
    writing: Arc<Mutex<()>>,
}

impl Cache {
    /// A cache that holds at most about `memory_bytes`. It calls `evicted` with each feed whose entry it no longer holds,
    /// after [`Self::changes`] has changed.
    pub fn new(memory_bytes: u64, evicted: impl Fn(&FeedId) + Send + Sync + 'static) -> Self {
        let changes = Arc::new(AtomicU64::new(0));
        let changed = changes.clone();
        let entries = moka::sync::Cache::builder()
            .name("feeds")
            .max_capacity(memory_bytes)
            .weigher(|_, entry: &Arc<CacheEntry>| weight_bytes(entry))
            .eviction_listener(move |feed, _, _| {
                changed.fetch_add(1, Release);
                evicted(&feed);
            })
            .build_with_hasher(RandomState::default());
        Self {
            entries,
            changes,
            writing: Arc::default(),
        }
    }

    /// The entry of `feed`, if it is held.
    pub fn get(&self, feed: &str) -> Option<Arc<CacheEntry>> {
        self.entries.get(feed)
    }

    /// Puts a new entry in place of the old one.
    pub fn put(&self, entry: Arc<CacheEntry>) {
        let _writing = self.writing();
        self.entries.insert(entry.feed.id.clone(), entry);
        // It would make room only after some dozens more, and the bound would be passed by as many.
        self.entries.run_pending_tasks();
        self.changes.fetch_add(1, Release);
    }

    /// Holds nothing of `feed` any more.
    pub fn remove(&self, feed: &str) {
        let _writing = self.writing();
        self.entries.invalidate(feed);
        self.changes.fetch_add(1, Release);
    }

    /// Weighs what is held of `feed` again, after its documents grew.
    pub fn weigh_again(&self, feed: &FeedId) {
        let _writing = self.writing();
        if let Some(held) = self.entries.get(feed) {
            self.entries.insert(feed.clone(), held);
            self.entries.run_pending_tasks();
        }
    }

    /// Who writes, one after the other: what is weighed again must not take the place of what was put meanwhile.
    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock()
    }

    /// A number that is another one after each entry that was put, removed or let go for want of room. What was read
    /// here after this number is as it was for as long as the number stays.
    pub fn changes(&self) -> u64 {
        self.changes.load(Acquire)
    }

    /// Whether another entry fits without pushing one out, as a rule.
    pub fn has_room(&self) -> bool {
        let bound = self.entries.policy().max_capacity();
        bound.is_none_or(|bound| self.entries.weighted_size() < bound / 10 * 9)
    }

    /// Whether anything is held of `feed`.
    pub fn holds(&self, feed: &str) -> bool {
        self.entries.contains_key(feed)
    }

    /// Every entry that is held, without counting as use.
    pub fn entries(&self) -> impl Iterator<Item = Arc<CacheEntry>> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// Bytes held, as weighed.
    pub fn weight_bytes(&self) -> u64 {
        // Not the cache's own sum, which lags behind until it tidies up.
        self.entries()
            .map(|entry| u64::from(weight_bytes(&entry)))
            .sum()
    }
}

/// The heap that items lie in holds about as much again: what came and went around them.
const HEAP_PER_ITEM_BYTE: usize = 2;

/// What an entry costs in memory: its documents to the byte, its items by their size on paper and the heap around them.
fn weight_bytes(entry: &CacheEntry) -> u32 {
    let documents = entry.documents.all();
    let documents: usize = documents.map(|document| document.weight_bytes()).sum();
    let items: usize = entry
        .feed
        .items
        .iter()
        .map(|item| item.weight_bytes() * HEAP_PER_ITEM_BYTE)
        .sum();
    let private = entry.private.weight_bytes();
    let frame = entry.frame.weight_bytes();
    u32::try_from(documents + items + private + frame).unwrap_or(u32::MAX)
}
