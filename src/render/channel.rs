//! What every format says of a feed: clean text, spelled URLs, rights and dates.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

use uuid::Uuid;

use super::entry::{Entry, Party, stamps};
use super::format::Format;
use super::site::Site;
use super::terms::Terms;
use super::text::{clean, visible};
use crate::model::{Audience, Feed, Media, Moment, Show, Tombstone, spelled};

/// byline's name as the generator.
pub(crate) const GENERATOR: &str = "byline";
/// Its version. A release changes every document once.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A feed, ready to be put into any format.
pub(crate) struct Channel<'a> {
    pub(crate) id: String,
    pub(crate) title: Cow<'a, str>,
    pub(crate) description: Cow<'a, str>,
    pub(crate) home: Cow<'a, str>,
    pub(crate) language: Cow<'a, str>,
    pub(crate) publisher: Party<'a>,
    pub(crate) rights: Terms<'a>,
    /// When its content last changed; an empty feed never did.
    pub(crate) updated: Option<Moment>,
    pub(crate) interval: Duration,
    pub(crate) hubs: Vec<Cow<'a, str>>,
    pub(crate) about: String,
    pub(crate) entries: Vec<Entry<'a>>,
    /// The recordings of all items.
    pub(crate) media: Vec<&'a Media>,
    pub(crate) tombstones: &'a [Tombstone],
    /// What a podcast says of itself, where its episodes leave.
    pub(crate) show: Option<&'a Show>,
    feed: &'a Feed,
    site: &'a Site,
}

impl<'a> Channel<'a> {
    /// The feed with all its items.
    pub(crate) fn of(feed: &'a Feed, audience: Audience, site: &'a Site) -> Self {
        let stamps = stamps(&feed.items);
        let entries = feed.items.iter().zip(stamps);
        let entries = entries.map(|(item, stamp)| {
            let publisher = &*feed.publisher;
            Entry::of(item, stamp, audience, publisher, site)
        });
        Self {
            entries: entries.collect(),
            ..Self::around_items(feed, audience, site)
        }
    }

    /// What stands around the items of the feed.
    pub(crate) fn around_items(feed: &'a Feed, audience: Audience, site: &'a Site) -> Self {
        debug_assert!(
            {
                let mut seen = HashSet::new();
                feed.items.iter().all(|item| seen.insert(item.facts().guid))
            },
            "an item twice in one feed"
        );
        let publisher = &*feed.publisher;
        let title = clean(&feed.title);
        let recorded = feed.items.iter().filter_map(|item| item.media(audience));
        let media: Vec<&Media> = recorded.collect();
        Self {
            id: identity(feed),
            description: visible(&feed.description).unwrap_or_else(|| title.clone()),
            title,
            home: spelled(&feed.home),
            language: clean(&publisher.language),
            publisher: Party {
                name: clean(&publisher.name),
                url: spelled(&publisher.url),
            },
            rights: Terms::of(
                &publisher.policy.rights,
                publisher,
                site.licence(&publisher.id),
            ),
            updated: feed.updated(),
            interval: feed.interval,
            hubs: site.hubs.iter().map(spelled).collect(),
            about: site.about(),
            entries: Vec::new(),
            tombstones: &feed.tombstones,
            show: feed.show.as_deref().filter(|_| !media.is_empty()),
            media,
            feed,
            site,
        }
    }

    /// Where this feed is published in `format`.
    pub(crate) fn url(&self, format: Format) -> String {
        self.site.feed(&self.feed.id, format)
    }

    /// `ttl`: minutes until the next refresh, rounded up so that readers do not ask too soon; at least 1.
    pub(crate) fn ttl_minutes(&self) -> u64 {
        self.interval
            .as_secs()
            .saturating_add(u64::from(self.interval.subsec_nanos() > 0))
            .div_ceil(60)
            .max(1)
    }

    /// `sy:updatePeriod` and `sy:updateFrequency`: the shortest period that holds the interval at least once.
    pub(crate) fn update_rate(&self) -> (&'static str, u64) {
        const HOUR: u64 = 3600;
        let seconds = self.interval.as_secs().max(1);
        let (period, length) = [
            ("hourly", HOUR),
            ("daily", 24 * HOUR),
            ("weekly", 7 * 24 * HOUR),
            ("monthly", 30 * 24 * HOUR),
            ("yearly", 365 * 24 * HOUR),
        ]
        .into_iter()
        .find(|&(_, length)| seconds <= length)
        .unwrap_or(("yearly", seconds));
        (period, ((length + seconds / 2) / seconds).max(1))
    }
}

/// The feed's permanent identity (RFC 4287 §4.2.6): a UUIDv5 of its publisher and its id.
///
/// byline's own URL is no part of it: a feed that moves to another host stays the same feed for its readers.
fn identity(feed: &Feed) -> String {
    let name = format!("{}#byline/{}", feed.publisher.url, feed.id);
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
        .urn()
        .to_string()
}
