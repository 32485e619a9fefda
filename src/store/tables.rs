//! The tables and their keys.

use super::pending_rows::Key;
use crate::model::{FeedId, Guid};

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StoreTable {
    /// Guid: first and last seen, URL.
    Sightings,
    /// Guid: [`ArticleRecord`](super::ArticleRecord).
    Articles,
    /// Feed: [`SnapshotContent`](super::record::SnapshotContent).
    Snapshots,
    /// Feed: [`LastRefresh`](super::record::LastRefresh).
    Refreshes,
    /// Guid: [`Takedown`](super::Takedown).
    Takedowns,
    /// Time and number: [`Use`](super::Use).
    Usage,
}

pub(super) fn key(guid: Guid) -> Key {
    Key::from(&guid.uuid().as_bytes()[..])
}

pub(super) fn name(feed: &FeedId) -> Key {
    Key::from(feed.as_str().as_bytes())
}
