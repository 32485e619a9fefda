//! A feed as it stands: its items, its publisher, and what was withdrawn from it.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{FeedId, Item, Moment, Publisher, Show, Tombstone};

/// What byline publishes at `/feeds/ID.*`.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The id in `feeds.toml` and in the URLs.
    pub id: FeedId,
    /// Its title.
    pub title: String,
    /// One sentence for people.
    pub description: String,
    /// The first section's page: where a reader goes to see the same list.
    pub home: Url,
    /// Whose items these are.
    pub publisher: Arc<Publisher>,
    /// How long until the next refresh; `ttl` and `max-age`.
    pub interval: Duration,
    /// Newest first.
    pub items: Vec<Arc<Item>>,
    /// Withdrawn items, newest first.
    pub tombstones: Vec<Tombstone>,
    /// What a podcast says of itself as a whole.
    pub show: Option<Arc<Show>>,
}

impl Feed {
    /// When the newest of its items changed or was withdrawn. Moves with content, never with the clock.
    pub fn updated(&self) -> Option<Moment> {
        let changed = self.items.iter().map(|item| item.facts().updated);
        let withdrawn = self.tombstones.iter().map(|tombstone| tombstone.when);
        changed.chain(withdrawn).max()
    }
}
