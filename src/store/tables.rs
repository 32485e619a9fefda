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
    /// What endpoints of `[notify]` were told, and what waits for them: see [`notices`](super::notices).
    Notices,
}

impl StoreTable {
    /// Every table.
    pub(super) const ALL: [Self; 7] = [
        Self::Sightings,
        Self::Articles,
        Self::Snapshots,
        Self::Refreshes,
        Self::Takedowns,
        Self::Usage,
        Self::Notices,
    ];

    /// What is in it, in an operator's words.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Sightings => "first-seen dates",
            Self::Articles => "articles",
            Self::Snapshots => "snapshots",
            Self::Refreshes => "times of refreshes",
            Self::Takedowns => "takedowns",
            Self::Usage => "entries of the partners' log",
            Self::Notices => "notes about webhooks",
        }
    }
}

pub(super) fn key(guid: Guid) -> Key {
    Key::from(&guid.uuid().as_bytes()[..])
}

pub(super) fn name(feed: &FeedId) -> Key {
    Key::from(feed.as_str().as_bytes())
}
