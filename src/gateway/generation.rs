//! What may be answered again as it was: the generation of a feed.
//!
//! In: a feed's id. Out: its [`Generation`], and the documents that are in memory. `serve` caches whole answers for
//! as long as the generation is the same, and drops them when the feed's documents leave the cache ([`Gateway::on_eviction`]).

use std::sync::Arc;

use super::conductor::Gateway;
use crate::cache::Documents;
use crate::cache::freshness::CacheAge;
use crate::model::FeedId;

/// While the generation of a feed is the same, so are its public documents and what is said of their age.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Generation {
    second: i64,
    /// [`crate::cache::Cache::changes`]
    changes: u64,
    /// [`super::feed_state::FeedState::runs_ended`]
    runs_ended: u64,
    edition: [u8; 32],
    partners: bool,
}

impl Generation {
    /// Whether there are partners, and so private documents beside the public ones.
    pub const fn has_partners(&self) -> bool {
        self.partners
    }
}

/// The public documents of a feed as they are in memory.
#[derive(Debug)]
pub struct HeldDocuments {
    /// One for each format.
    pub documents: Documents,
    /// For `Cache-Control` and `Cache-Status`.
    pub age: CacheAge,
}

impl Gateway {
    /// The generation of `feed` now. `None` when there is no such feed, or it is retired.
    pub fn generation(&self, feed: &str) -> Option<Generation> {
        let setup = self.setup.load();
        let feed_state = setup.feed_state(feed).ok()?;
        Some(Generation {
            second: self.clock.now().as_second(),
            changes: self.cache.changes(),
            runs_ended: feed_state.runs_ended(),
            edition: feed_state.edition,
            partners: setup.has_partners(),
        })
    }

    /// The public documents of `feed`, whose `generation` was asked for before. The cache notes that the feed is used,
    /// and a stale feed is refreshed.
    ///
    /// `None` when the feed has to be waited for or is refused: [`Self::document`] says which.
    pub fn held_documents(
        self: &Arc<Self>,
        feed: &str,
        generation: &Generation,
    ) -> Option<HeldDocuments> {
        let feed_state = self.feed_state(feed).ok()?;
        let entry = self.entry_at(&feed_state)?;
        let age = self.age_of_held(&feed_state, generation.runs_ended, &entry);
        Some(HeldDocuments {
            documents: entry.documents.clone(),
            age,
        })
    }

    /// From now on calls `listener` with each feed whose entry leaves the cache or is replaced, after the feed's
    /// generation has changed.
    pub fn on_eviction(&self, listener: impl Fn(&FeedId) + Send + Sync + 'static) {
        self.eviction_listeners.add(listener);
    }
}
