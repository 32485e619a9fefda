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
        // Of a feed that was not looked at yet nothing is known: it shows the item.
        let is_unknown = self.since.is_none() && !self.withdrawn.0.contains(&guid);
        let was_there = self.shown.remove(guid) | self.left.remove(guid) | is_unknown;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ItemFacts, Moment};
    use crate::testing::at;

    const HOUR: i64 = 3600;

    /// An item that is dated at `second`, or has no date.
    fn item(number: u32, second: Option<i64>, precision: Precision) -> Arc<Item> {
        let link = crate::testing::url(&format!("http://news.example/{number}.htm"));
        let moment = |second| Moment::new(at(second), jiff::tz::Offset::UTC, precision);
        let model = crate::testing::item(crate::model::Grant::Full, None, "Words.");
        let facts = ItemFacts {
            guid: Guid::of(&link),
            link,
            published: second.map(moment),
            updated: moment(second.unwrap_or(0)),
            ..model.facts().clone()
        };
        Arc::new(Item::new(
            facts,
            crate::model::Content::default(),
            model.ruling().clone(),
        ))
    }

    fn dated(number: u32, second: i64) -> Arc<Item> {
        item(number, Some(second), Precision::Second)
    }

    fn standing(_: Guid) -> bool {
        false
    }

    fn published(news: &[ItemNews]) -> Vec<String> {
        let links = news.iter().map(|it| match it {
            ItemNews::Published(item) => item.facts().link.path().to_owned(),
            ItemNews::Withdrawn(guid) => format!("withdrawn {guid}"),
        });
        links.collect()
    }

    /// A new feed, or one whose receiver is new, must not send an archive as news.
    #[test]
    fn what_fills_a_feed_is_no_news_and_what_follows_is() {
        let mut announced = Announced::default();
        let first = [
            dated(2, 900),
            dated(1, 500),
            item(3, None, Precision::Second),
        ];
        assert_eq!(announced.follow(&first, standing, "reads", at(1000)), []);
        let older = item(4, Some(800), Precision::Second);
        let next = [dated(6, 1200), dated(5, 1100), older, dated(2, 900)];
        let news = announced.follow(&next, standing, "reads", at(1300));
        assert_eq!(published(&news), ["/5.htm", "/6.htm"], "oldest first");
        assert_eq!(announced.follow(&next, standing, "reads", at(1400)), []);
    }

    /// A page that prints the day alone, or minutes, dates its news before the moment at which byline began.
    #[test]
    fn a_date_counts_as_exactly_as_it_is_printed() {
        let mut announced = Announced::default();
        let noon = 12 * HOUR;
        announced.follow(&[], standing, "reads", at(noon + 30));
        let of_today = item(1, Some(0), Precision::Day);
        let of_yesterday = item(2, Some(-24 * HOUR), Precision::Day);
        let of_this_minute = item(3, Some(noon), Precision::Minute);
        let of_the_last_one = item(4, Some(noon - 60), Precision::Minute);
        let undated = item(5, None, Precision::Second);
        let items = [
            undated,
            of_the_last_one,
            of_this_minute,
            of_yesterday,
            of_today,
        ];
        let news = announced.follow(&items, standing, "reads", at(noon + 90));
        assert_eq!(published(&news), ["/1.htm", "/3.htm", "/5.htm"]);
    }

    /// A section that drops an item for one refresh must not announce it twice; one that brings back what was withdrawn must.
    #[test]
    fn what_comes_back_is_news_only_after_a_withdrawal() {
        let mut announced = Announced::default();
        let (one, two) = (dated(1, 500), dated(2, 2000));
        announced.follow(std::slice::from_ref(&one), standing, "reads", at(1000));
        let both = [two.clone(), one.clone()];
        assert_eq!(
            announced.follow(&both, standing, "reads", at(2100)).len(),
            1
        );
        announced.follow(std::slice::from_ref(&one), standing, "reads", at(2200));
        assert_eq!(announced.follow(&both, standing, "reads", at(2300)), []);

        assert!(announced.withdraw(one.facts().guid));
        assert!(!announced.withdraw(one.facts().guid), "it is known");
        let rest = std::slice::from_ref(&two);
        assert_eq!(announced.follow(rest, |_| true, "reads", at(2400)), []);
        let news = announced.follow(&both, standing, "reads", at(2500));
        assert_eq!(published(&news), ["/1.htm"]);
    }

    /// A takedown that a kill kept from being announced is found when the feed is next looked at, also of an item that had
    /// left the list before.
    #[test]
    fn a_takedown_that_was_not_announced_is_found() {
        let mut announced = Announced::default();
        let (one, two) = (dated(1, 500), dated(2, 600));
        announced.follow(&[two.clone(), one.clone()], standing, "reads", at(1000));
        announced.follow(std::slice::from_ref(&two), standing, "reads", at(1100));
        let news = announced.follow(&[], |_| true, "reads", at(1200));
        let guids = [two.facts().guid, one.facts().guid];
        assert_eq!(news, guids.map(ItemNews::Withdrawn));
        assert_eq!(announced.follow(&[], |_| true, "reads", at(1300)), []);
    }

    /// An operator who adds a section to an old feed does not publish that section's archive.
    #[test]
    fn another_section_fills_the_feed_anew() {
        let mut announced = Announced::default();
        announced.follow(&[dated(1, 500)], standing, "one section", at(1000));
        let more = [dated(3, 90_500), dated(2, 90_000), dated(1, 500)];
        assert_eq!(announced.follow(&more, standing, "two", at(91_000)), []);
        let next = [dated(4, 92_000), dated(3, 90_500)];
        let news = announced.follow(&next, standing, "two", at(92_100));
        assert_eq!(published(&news), ["/4.htm"]);
    }

    /// A feed that is in trouble all night is one alarm, and a restart is no second one.
    #[test]
    fn a_condition_is_news_when_it_changes() {
        use Condition::{Fine, NeedsALook, Trouble};
        let mut announced = Announced::default();
        assert_eq!(announced.is_now(Fine), None);
        assert_eq!(announced.is_now(Trouble), Some(EventKind::FeedTrouble));
        let stored = serde_json::to_string(&announced).expect("plain data");
        let mut announced: Announced = serde_json::from_str(&stored).expect("our own writing");
        assert_eq!(announced.is_now(Trouble), None);
        assert_eq!(
            announced.is_now(NeedsALook),
            Some(EventKind::FeedNeedsALook)
        );
        assert_eq!(announced.is_now(Fine), Some(EventKind::FeedRecovered));
    }

    /// A receiver drops what it has by its id: an event that is found again after a kill must have the id of before, and two
    /// events must not share one.
    #[test]
    fn an_event_that_is_found_again_has_its_id() {
        let (feed, kind) = ("news".parse().expect("an id"), EventKind::ItemPublished);
        let before = Announced::default();
        let id = before.event_id(kind, &feed, "urn:uuid:1");
        assert_eq!(before.clone().event_id(kind, &feed, "urn:uuid:1"), id);
        assert_ne!(before.event_id(kind, &feed, "urn:uuid:2"), id);
        assert_ne!(before.next().event_id(kind, &feed, "urn:uuid:1"), id);
    }

    /// A feed that lists something else at each refresh must not fill the store, and forgets what left it longest ago.
    #[test]
    fn what_has_left_is_remembered_within_a_bound() {
        let mut announced = Announced::default();
        for number in 0..1200 {
            announced.follow(&[dated(number, 500)], standing, "reads", at(1000));
        }
        assert_eq!(announced.left.0.len(), REMEMBERED);
        let stored = serde_json::to_string(&announced).expect("plain data");
        assert!(stored.len() < 25_000, "{}", stored.len());
        assert_eq!(
            serde_json::from_str::<Announced>(&stored).expect("our own writing"),
            announced
        );
    }
}
