//! The tables and their keys.

use super::pending_rows::Key;
use crate::model::{FeedId, Guid};

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// Guid: first and last seen, URL.
    Sightings,
    /// Guid: [`ArticleRecord`](super::ArticleRecord).
    Articles,
    /// Feed: [`Content`](super::record::Content).
    Snapshots,
    /// Feed: [`Pass`](super::record::Pass).
    Passes,
    /// Guid: [`Takedown`](super::Takedown).
    Takedowns,
    /// Time and number: [`Use`](super::Use).
    Usage,
}

impl Table {
    pub(super) const ALL: [Self; 6] = [
        Self::Sightings,
        Self::Articles,
        Self::Snapshots,
        Self::Passes,
        Self::Takedowns,
        Self::Usage,
    ];
}

pub(super) fn key(guid: Guid) -> Key {
    Key::from(&guid.uuid().as_bytes()[..])
}

pub(super) fn name(feed: &FeedId) -> Key {
    Key::from(feed.as_str().as_bytes())
}
