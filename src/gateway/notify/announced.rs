//! What the endpoints were told of one feed, and what follows from how the feed is now.
//!
//! In: the record in the store, and the feed's items or condition. Out: the events, and the record changed by them. Pure.
//! The record is the truth: what it does not have was not told. So after a kill nothing is told that was told, and what was
//! not is found at the next look.
//!
//! An item is published when the feed shows it for the first time, and is not older than the feed's first refresh: what fills
//! a new feed is no news. An item that leaves the list and comes back is not published again, unless it was withdrawn.

use std::collections::HashSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::model::{EventKind, FeedId, Guid, Item, Precision};

/// Items that have left the list, or were withdrawn, are remembered up to so many of each.
const REMEMBERED: usize = 1000;

/// What was told of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Announced {
    /// Counts the changes. The ids of events are made of it, so that an event that is found again has the same id.
    revision: u64,
    /// When the feed was first filled, or filled anew after a change of what it reads.
    since: Option<Timestamp>,
    /// A digest of what decides which items the feed has: its sections, selectors, limit and filter.
    reads: String,
    /// The items that it has.
    shown: Guids,
    /// Items that it had, the last to leave at the end.
    left: Guids,
    /// Items that were withdrawn.
    withdrawn: Guids,
    /// How the feed was when something was last told of that.
    pub(super) condition: Condition,
}

/// How a feed is, as far as it is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Condition {
    /// As it should be.
    #[default]
    Fine,
    /// The origin does not answer, refuses or fails.
    Trouble,
    /// A page is not what it used to be.
    NeedsALook,
}

/// What is to be told of an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ItemNews {
    Published(Arc<Item>),
    Withdrawn(Guid),
}

/// Guids, in base64.
#[derive(Debug, Clone, Default, PartialEq)]
struct Guids(Vec<Guid>);

impl Serialize for Guids {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self
            .0
            .iter()
            .flat_map(|it| it.uuid().into_bytes())
            .collect();
        to.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Guids {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = STANDARD_NO_PAD.decode(text).map_err(de::Error::custom)?;
        let guids = bytes.chunks_exact(16).filter_map(|it| {
            let uuid = Uuid::from_slice(it).ok()?;
            Guid::parse(&uuid.to_string())
        });
        Ok(Self(guids.collect()))
    }
}

impl Guids {
    fn remove(&mut self, guid: Guid) -> bool {
        let before = self.0.len();
        self.0.retain(|it| *it != guid);
        self.0.len() < before
    }

    /// Adds `guid`. Beyond the bound the oldest is forgotten.
    fn add(&mut self, guid: Guid) {
        self.0.push(guid);
        if self.0.len() > REMEMBERED {
            self.0.remove(0);
        }
    }
}

impl Announced {
    /// The id of the event of `kind` about `what`, when this record is the one before it.
    pub(super) fn event_id(&self, kind: EventKind, feed: &FeedId, what: &str) -> String {
        let name = format!("{} {feed} {what} {}", kind.as_str(), self.revision);
        format!(
            "msg_{}",
            Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).simple()
        )
    }

    /// The record after what followed from this one was told.
    #[must_use]
    pub(super) fn next(mut self) -> Self {
        self.revision += 1;
        self
    }

    /// The feed has `items` at `now`, newest first: what of that is news, oldest first. `reads` is the digest of what it reads,
    /// and `is_withdrawn` tells of items that it no longer has.
    pub(super) fn follow(
        &mut self,
        items: &[Arc<Item>],
        is_withdrawn: impl Fn(Guid) -> bool,
        reads: &str,
        now: Timestamp,
    ) -> Vec<ItemNews> {
        let is_first = self.since.is_none();
        if is_first || self.reads != reads {
            self.since = Some(now);
            reads.clone_into(&mut self.reads);
        }
        let since = self.since.unwrap_or(now);
        let mut news = Vec::new();
        let has: HashSet<Guid> = items.iter().map(|item| item.facts().guid).collect();
        let before: HashSet<Guid> = self.shown.0.iter().copied().collect();
        for guid in std::mem::take(&mut self.shown.0) {
            if has.contains(&guid) {
                continue;
            }
            if is_withdrawn(guid) {
                self.withdrawn.add(guid);
                news.push(ItemNews::Withdrawn(guid));
            } else {
                self.left.add(guid);
            }
        }
        let gone: Vec<Guid> = self
            .left
            .0
            .iter()
            .copied()
            .filter(|it| is_withdrawn(*it))
            .collect();
        for guid in gone {
            self.left.remove(guid);
            self.withdrawn.add(guid);
            news.push(ItemNews::Withdrawn(guid));
        }
        for item in items.iter().rev() {
            let guid = item.facts().guid;
            let is_back = self.withdrawn.remove(guid);
            let was_there = before.contains(&guid) || self.left.remove(guid);
            if is_back || (!is_first && !was_there && is_not_before(item, since)) {
                news.push(ItemNews::Published(item.clone()));
            }
        }
        self.shown.0 = items.iter().map(|item| item.facts().guid).collect();
        news
    }

    /// `guid` is withdrawn: whether that is news.
    pub(super) fn withdraw(&mut self, guid: Guid) -> bool {
        let was_there = self.shown.remove(guid) | self.left.remove(guid);
        if was_there {
            self.withdrawn.add(guid);
        }
        was_there
    }

    /// The feed is as `condition` says: what of that is news.
    pub(super) fn is_now(&mut self, condition: Condition) -> Option<EventKind> {
        let before = std::mem::replace(&mut self.condition, condition);
        (before != condition).then_some(match condition {
            Condition::Fine => EventKind::FeedRecovered,
            Condition::Trouble => EventKind::FeedTrouble,
            Condition::NeedsALook => EventKind::FeedNeedsALook,
        })
    }
}

/// Whether the date of `item`, as exactly as its page prints it, may be `since` or later. An item without a date may.
fn is_not_before(item: &Item, since: Timestamp) -> bool {
    let Some(published) = item.facts().published else {
        return true;
    };
    let span = match published.precision() {
        Precision::Day => SignedDuration::from_hours(24),
        Precision::Minute => SignedDuration::from_mins(1),
        Precision::Second => SignedDuration::from_secs(1),
    };
    let end = published.timestamp().checked_add(span);
    end.is_ok_and(|end| end > since)
}
