//! The order of takedowns and publishing: what is published never shows what was withdrawn before.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::RwLock;

use crate::model::{Feed, FeedId, Tombstone};
use crate::store::{Store, Takedown};

/// Orders takedowns against publishing.
#[derive(Debug, Default)]
pub(super) struct Withdrawals {
    /// Held shared while an entry is put into the cache, alone while something is withdrawn.
    pub(super) publishing: RwLock<()>,
    /// How many times something was withdrawn or brought back, in this process.
    count: AtomicU64,
}

impl Withdrawals {
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    /// Counts a takedown or an undoing.
    pub(super) fn counted(&self) {
        self.count.fetch_add(1, Ordering::Release);
    }
}

/// Feeds show the tombstone of an item for this long. By then readers have asked again, or never will.
const TOMBSTONE_SHOWN_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The tombstones that `feed` shows at `now`, newest first.
pub(super) fn tombstones(store: &Store, feed: &FeedId, now: Timestamp) -> Vec<Tombstone> {
    let recent =
        |takedown: &Takedown| now.duration_since(takedown.when.timestamp()) < TOMBSTONE_SHOWN_FOR;
    store
        .takedowns()
        .into_iter()
        .filter(|takedown| recent(takedown) && takedown.feeds.contains(feed))
        .flat_map(|takedown| {
            // A reader may have the item under a former guid.
            let guids = [takedown.guid].into_iter().chain(takedown.former);
            guids
                .map(|guid| Tombstone {
                    guid,
                    when: takedown.when,
                    reason: takedown.reason.clone(),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether nothing in `feed` is withdrawn.
pub(super) fn all_stand(store: &Store, feed: &Feed) -> bool {
    feed.items.iter().all(|item| store.stands(item))
}
