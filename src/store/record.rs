//! The records of the store, and how they lie in the database.
//!
//! Every row begins with the second it was last of use (eight bytes, big-endian, so that growth is bounded
//! without reading rows), then its content: JSON, in which a later byline may add fields without a migration.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::{Article, FeedId, Guid, Item, Moment, Tombstone, Validators};

/// The facts of one article, and when they were read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleRecord {
    /// The facts.
    pub article: Article,
    /// When its page was last fetched, or found unchanged.
    pub fetched_at: Timestamp,
    /// For asking whether it changed.
    pub validators: Validators,
    /// Since when the origin says that it is gone.
    pub gone_since: Option<Timestamp>,
}

/// A feed's last good refresh.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// Newest first.
    pub items: Vec<Arc<Item>>,
    /// Withdrawn items, newest first.
    pub tombstones: Vec<Tombstone>,
    /// When its content last changed.
    pub changed_at: Timestamp,
    /// When it was last made, or found unchanged.
    pub refreshed_at: Timestamp,
    /// What else the feed remembers: the choice of its list, say.
    pub state: BTreeMap<String, serde_json::Value>,
}

/// Who withdrew an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Withdrawer {
    /// An operator of byline, for good.
    #[default]
    Operator,
    /// Its origin, for as long as it has no page for it.
    Origin,
}

/// A withdrawal, for as long as the store exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takedown {
    /// The item.
    pub guid: Guid,
    /// Its article, when known.
    #[serde(default)]
    pub url: Option<Url>,
    /// Who withdrew it.
    #[serde(default)]
    pub by: Withdrawer,
    /// When it was withdrawn.
    pub when: Moment,
    /// Why, in the operator's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// The feeds it was in.
    #[serde(default)]
    pub feeds: Vec<FeedId>,
    /// The guids that the item had before http and https were one article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Guid>,
}

/// The large part of a snapshot, written when its content changes.
#[derive(Serialize, Deserialize)]
pub(super) struct SnapshotContent {
    pub(super) items: Vec<Arc<Item>>,
    pub(super) tombstones: Vec<Tombstone>,
    pub(super) changed_at: Timestamp,
}

/// The small part, written at every refresh.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LastRefresh {
    pub(super) refreshed_at: Timestamp,
    pub(super) state: BTreeMap<String, serde_json::Value>,
}

/// That an article was seen: since when, where it is, and in which feed first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sighting {
    pub(super) first_second: i64,
    pub(super) last_second: i64,
    pub(super) url: String,
    /// Empty in rows of before feeds were noted.
    pub(super) feed: String,
}

impl Sighting {
    /// First and last second, then the URL, a zero and the feed: the one kind of row that there are many of.
    pub(super) fn row(&self) -> Vec<u8> {
        let mut row = self.last_second.to_be_bytes().to_vec();
        row.extend(self.first_second.to_be_bytes());
        row.extend(self.url.as_bytes());
        if !self.feed.is_empty() {
            row.push(0);
            row.extend(self.feed.as_bytes());
        }
        row
    }

    pub(super) fn read(row: &[u8]) -> Option<Self> {
        let (first, rest) = row.get(STAMP_BYTES..)?.split_first_chunk::<8>()?;
        let rest = std::str::from_utf8(rest).ok()?;
        let (url, feed) = rest.split_once('\0').unwrap_or((rest, ""));
        Some(Self {
            first_second: i64::from_be_bytes(*first),
            last_second: stamp(row)?,
            url: url.to_owned(),
            feed: feed.to_owned(),
        })
    }

    pub(super) fn first_seen(&self) -> Timestamp {
        Timestamp::from_second(self.first_second).unwrap_or_default()
    }
}

const STAMP_BYTES: usize = 8;

/// A row of `content`, last of use at `at`.
pub(super) fn row(at: Timestamp, content: &impl Serialize) -> Option<Vec<u8>> {
    let mut row = at.as_second().to_be_bytes().to_vec();
    serde_json::to_writer(&mut row, content).ok()?;
    Some(row)
}

/// The content of a row; `None` when this byline does not write such a row.
pub(super) fn read<T: for<'de> Deserialize<'de>>(row: &[u8]) -> Option<T> {
    serde_json::from_slice(row.get(STAMP_BYTES..)?).ok()
}

/// The JSON of a row.
pub(super) fn text(row: &[u8]) -> Option<&str> {
    std::str::from_utf8(row.get(STAMP_BYTES..)?).ok()
}

/// The second a row was last of use.
pub(super) fn stamp(row: &[u8]) -> Option<i64> {
    row.first_chunk::<STAMP_BYTES>()
        .map(|bytes| i64::from_be_bytes(*bytes))
}
