//! Takedown: an item leaves everything that byline serves, and stays out.
//!
//! In: an article's URL or an item's guid. Out: what was withdrawn and from which feeds, after it is done.
//! The takedowns in [`crate::store`] are in force, and one lock orders it against what is published. A takedown holds
//! [`Withdrawals::publishing`](super::withdrawals::Withdrawals) alone from the store to the last feed, and counts. A refresh makes its entry without the
//! lock; to put it into the cache it takes the lock shared and compares the count with the one before. If they differ,
//! the entry is made again. So a refresh that began before a takedown cannot bring the item back, a takedown never
//! waits for the work of a refresh, and no lock is held while a reader is served. Tombstones are RFC 6721's.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::conductor::Gateway;
use super::cpu_pool::For;
use super::publish::{put, snapshot};
use crate::cache::CacheEntry;
use crate::config::Config;
use crate::model::{Feed, FeedId, Guid, Moment, page_of, place_url};
use crate::store::{
    EncodedSnapshot, FIRST_SEEN_STORED_DAYS, Fence, Store, StoreError, TakedownChange, wait,
};
pub use crate::store::{Takedown, Withdrawer};

/// The longest reason: every reader of Atom and JSON Feed is sent it.
pub const REASON_LIMIT_CHARS: usize = 1000;

/// Feeds that show an item, with their entries as far as they are in memory.
type Holding = Vec<(FeedId, Option<Arc<CacheEntry>>)>;

/// What a takedown names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The item.
    pub guid: Guid,
    /// Its article, when that was named.
    pub url: Option<Url>,
}

/// What byline knows of a guid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// It was never seen.
    Unknown,
    /// Its article is there.
    Published(Url),
    /// It was withdrawn.
    Withdrawn(Box<Takedown>),
}

/// Why a takedown, or its undoing, was not or not wholly done.
#[derive(Debug, thiserror::Error)]
pub enum TakedownError {
    /// It is in force here, and a restart would forget it.
    #[error("the item is withdrawn on this byline for now, and would be back after a restart: {0}")]
    NotKept(StoreError),
    /// A takedown that was to be undone stays in force.
    #[error("the item stays withdrawn: {0}")]
    NotUndone(StoreError),
    /// A panic; the log has it.
    #[error("the takedown broke off; this is a fault in byline, see its log, and try again")]
    Crashed,
}

impl Subject {
    /// Reads an article's URL, a guid, or an item's address under the public URL of `config`; `None` when it is neither.
    ///
    /// Of a URL, what the publisher's `tracking-parameters` name is no part of it.
    pub fn parse(text: &str, config: &Config) -> Option<Self> {
        let text = text.trim();
        let item = config.server.public_url.join("items/").ok()?;
        let uuid = text.strip_prefix(item.as_str()).unwrap_or(text);
        if let Some(guid) = Guid::parse(uuid) {
            return Some(Self { guid, url: None });
        }
        let url = Url::parse(text).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host())
            .then(|| Self::of(&config.without_tracking(&url, None)))
    }

    fn of(url: &Url) -> Self {
        let url = place_url(url);
        Self {
            guid: Guid::of(&url),
            url: Some(url),
        }
    }

    /// The guids under which a takedown of it may be in force: its own, that of its page, and those that the article had
    /// when http and https were two.
    pub fn guids(&self) -> Vec<Guid> {
        let mut guids = vec![self.guid];
        if let Some(url) = &self.url {
            guids.push(Guid::of(&page_of(url)));
            guids.extend(Guid::former(url));
        }
        guids.dedup();
        guids
    }
}

impl Gateway {
    /// Withdraws an item from everything that is served, for good. When it returns, that is done and on disk.
    ///
    /// An item that was never seen may be withdrawn too, and then never appears. One that is withdrawn already
    /// keeps its date.
    ///
    /// # Errors
    /// [`TakedownError::NotKept`] when the store failed: it is in force all the same, and tried again.
    pub async fn take_down(
        self: &Arc<Self>,
        subject: Subject,
        reason: Option<String>,
    ) -> Result<Takedown, TakedownError> {
        let gateway = self.clone();
        // A task of its own: an operator who hangs up does not leave it half done.
        let by = Withdrawer::Operator;
        tokio::spawn(async move { gateway.withdraw(subject, by, reason).await })
            .await
            .map_err(|_| TakedownError::Crashed)?
    }

    /// Withdraws the item of an article that its origin no longer has.
    pub(super) async fn withdrawn_at_origin(&self, url: Url) {
        let now = self.clock.now();
        let long = SignedDuration::from_hours(24 * FIRST_SEEN_STORED_DAYS);
        // The article itself is forgotten by then.
        for old in self.takedowns() {
            let age = now.duration_since(old.when.timestamp());
            if old.by == Withdrawer::Origin && age > long {
                self.back_at_origin(old.guid).await;
            }
        }
        let subject = Subject {
            guid: Guid::of(&url),
            url: Some(url),
        };
        if let Err(error) = self.withdraw(subject, Withdrawer::Origin, None).await {
            tracing::error!(%error, "an article that its origin withdrew");
        }
    }

    /// Ends the withdrawal of an item whose origin has it again. An operator's takedown stays.
    pub(super) async fn back_at_origin(&self, guid: Guid) {
        if let Err(error) = self.end(guid, Some(Withdrawer::Origin)).await {
            tracing::error!(%error, "an article that its origin brought back");
        }
    }

    /// Ends a takedown and starts a refresh of the feeds the item was in; `None` when there was none.
    ///
    /// # Errors
    /// [`TakedownError::NotUndone`] when the store failed: the takedown then stays in force.
    pub async fn undo_takedown(
        self: &Arc<Self>,
        guid: Guid,
    ) -> Result<Option<Takedown>, TakedownError> {
        let gateway = self.clone();
        tokio::spawn(async move {
            let undone = gateway.end(guid, None).await?;
            for feed in undone.iter().flat_map(|takedown| &takedown.feeds) {
                if let Ok(feed_state) = gateway.feed_state(feed.as_str()) {
                    feed_state.join_or_start(feed_state.runs_ended(), false, |stage| {
                        gateway.start_run(&feed_state, stage)
                    });
                }
            }
            Ok(undone)
        })
        .await
        .map_err(|_| TakedownError::Crashed)?
    }

    /// Follows what other replicas withdrew or brought back: in the cache, since they have seen to the store.
    pub(super) async fn withdrawn_elsewhere(&self, changes: Vec<TakedownChange>) {
        let _alone = self.withdrawals.publishing.write().await;
        let mut is_news = false;
        for change in changes {
            let (guid, is_takedown) = (change.guid, change.takedown.is_some());
            if !self.store.follow_takedown(guid, change.takedown) {
                continue;
            }
            is_news = true;
            if !is_takedown {
                tracing::info!(%guid, "no longer withdrawn, by another replica");
                continue;
            }
            tracing::info!(%guid, "withdrawn, by another replica");
            for entry in self.cache.entries().filter(|it| shows(&it.feed, guid)) {
                let feed = entry.feed.id.clone();
                if let Some(entry) = self.without(&feed, entry).await {
                    self.cache.put(entry);
                }
            }
        }
        if is_news {
            self.withdrawals.counted();
        }
    }

    /// Every takedown in force, newest first.
    pub fn takedowns(&self) -> Vec<Takedown> {
        self.store.takedowns()
    }

    /// What is known of `guid`.
    pub async fn item(&self, guid: Guid) -> Whereabouts {
        let link = self.store.link(guid).await;
        let of_link = || self.store.withdrawal(link.as_ref()?);
        match self.store.takedown(guid).or_else(of_link) {
            Some(takedown) => Whereabouts::Withdrawn(Box::new(takedown)),
            None => link.map_or(Whereabouts::Unknown, Whereabouts::Published),
        }
    }

    /// Ends a withdrawal; with `only`, one that this withdrawer made.
    async fn end(
        &self,
        guid: Guid,
        only: Option<Withdrawer>,
    ) -> Result<Option<Takedown>, TakedownError> {
        let _alone = self.withdrawals.publishing.write().await;
        let found = self.store.takedown(guid);
        let Some(found) = found.filter(|found| only.is_none_or(|only| found.by == only)) else {
            return Ok(None);
        };
        let guid = found.guid;
        let undone = self.on_disk(move |store| store.undo_takedown(guid)).await?;
        self.withdrawals.counted();
        tracing::info!(%guid, "no longer withdrawn");
        undone.map_err(TakedownError::NotUndone)
    }

    async fn withdraw(
        &self,
        subject: Subject,
        by: Withdrawer,
        reason: Option<String>,
    ) -> Result<Takedown, TakedownError> {
        let reason = reason.map(|reason| reason.trim().to_owned());
        let reason = reason.filter(|reason| !reason.is_empty());
        let _alone = self.withdrawals.publishing.write().await;
        let (subject, holding) = self.meant(subject).await?;
        let guid = subject.guid;
        let before = self.store.takedown(guid);
        let known = before.as_ref().and_then(|before| before.url.clone());
        let mut feeds: BTreeSet<FeedId> = holding.iter().map(|(feed, _)| feed.clone()).collect();
        feeds.extend(before.iter().flat_map(|before| before.feeds.clone()));
        let by = match &before {
            Some(before) if by == Withdrawer::Origin => before.by,
            _ => by,
        };
        let takedown = Takedown {
            guid,
            by,
            url: known.or(subject.url),
            when: before
                .as_ref()
                .map_or_else(|| self.moment_for(&feeds), |before| before.when),
            reason: reason.or_else(|| before.as_ref().and_then(|before| before.reason.clone())),
            feeds: feeds.into_iter().collect(),
            former: before.map(|before| before.former).unwrap_or_default(),
        };
        let entry = takedown.clone();
        let stored = self.on_disk(move |store| store.take_down(entry)).await;
        for (feed, entry) in holding {
            self.clear(feed, entry).await;
        }
        self.withdrawals.counted();
        let url = takedown.url.as_ref().map(tracing::field::display);
        let feeds: Vec<&str> = takedown.feeds.iter().map(FeedId::as_str).collect();
        let by = match by {
            Withdrawer::Operator => "operator",
            Withdrawer::Origin => "origin",
        };
        tracing::info!(%guid, by, url, feeds = feeds.join(", "), "withdrawn");
        stored?.map_err(TakedownError::NotKept)?;
        Ok(takedown)
    }

    /// The item that is meant, with the feeds that show it: by its link, the published one where it is known.
    async fn meant(&self, subject: Subject) -> Result<(Subject, Holding), TakedownError> {
        // A former guid, of when http and https were two articles, leads to the link, and the link to the present guid.
        let link = match subject.url {
            Some(url) => Some(url),
            None => self.store.link(subject.guid).await,
        };
        let Some(url) = link else {
            let holding = self.holding(subject.guid, None).await?;
            let named = Subject {
                guid: subject.guid,
                url: None,
            };
            return Ok((named, holding));
        };
        let published = async |url: &Url| self.store.link(Guid::of(url)).await;
        let link = published(&url).await;
        let named = Subject::of(link.as_ref().unwrap_or(&url));
        let holding = self.holding(named.guid, named.url.as_ref()).await?;
        let is_known = !holding.is_empty() || link.is_some();
        if is_known || url.fragment().is_none() {
            return Ok((named, holding));
        }
        // That place was never published as an item: the fragment is only where in the article the reader was.
        let page = page_of(&url);
        let named = Subject::of(published(&page).await.as_ref().unwrap_or(&page));
        let holding = self.holding(named.guid, named.url.as_ref()).await?;
        Ok((named, holding))
    }

    /// The feeds that show `guid`, or a place of the page `url`, with their entries as far as they are in memory.
    async fn holding(&self, guid: Guid, url: Option<&Url>) -> Result<Holding, TakedownError> {
        let (mut holding, mut awake) = (Vec::new(), BTreeSet::new());
        for entry in self.cache.entries() {
            let feed = entry.feed.id.clone();
            awake.insert(feed.clone());
            if shows(&entry.feed, guid) {
                holding.push((feed, Some(entry)));
            }
        }
        let setup = self.setup();
        let asleep = setup
            .feed_states
            .keys()
            .filter(|feed| !awake.contains(*feed));
        let asleep: Vec<FeedId> = asleep.cloned().collect();
        let page = url.filter(|url| url.fragment().is_none()).cloned();
        let stored = self
            .on_disk(move |store| store.feeds_naming(asleep, guid, page.as_ref()))
            .await?;
        holding.extend(stored.into_iter().map(|feed| (feed, None)));
        Ok(holding)
    }

    /// Removes what is withdrawn from `feed`, in the cache and in the store.
    async fn clear(&self, feed: FeedId, entry: Option<Arc<CacheEntry>>) {
        let Some(entry) = entry else {
            let cleared = self.on_disk(move |store| {
                if store.replication().is_some() {
                    return clear_shared(store, &feed);
                }
                if let Some(mut snapshot) = store.snapshot(&feed) {
                    snapshot.items.retain(|item| store.stands(item));
                    store.put_snapshot(&feed, snapshot);
                }
            });
            // A snapshot that cannot be cleared now is filtered when it is restored.
            return cleared.await.unwrap_or_default();
        };
        let Some(entry) = self.without(&feed, entry).await else {
            return;
        };
        self.cache.put(entry.clone());
        let Ok(feed_state) = self.feed_state(feed.as_str()) else {
            return;
        };
        let Some(replicas) = &self.replicas else {
            return snapshot::save(self, &feed_state, entry, For::Readers).await;
        };
        let shared = snapshot::replace(self, &feed_state, replicas, &entry).await;
        match shared {
            Ok(Some(number)) => {
                let mut memory = feed_state.memory();
                memory.numbers.content = memory.numbers.content.max(number);
            }
            // What another replica has published meanwhile is followed, without the item.
            Ok(None) => {}
            Err(failure) => {
                tracing::debug!(%feed, reason = %failure.reason, "the stored snapshot is cleared when it is next published");
            }
        }
    }

    /// The entry of `feed` without what is withdrawn; `None` when the feed leaves the cache instead.
    async fn without(&self, feed: &FeedId, entry: Arc<CacheEntry>) -> Option<Arc<CacheEntry>> {
        let setup = self.setup();
        let Some(feed_state) = setup.feed_states.get(feed) else {
            // A reload has removed the feed from the configuration.
            self.cache.remove(feed.as_str());
            return None;
        };
        let made = put::without_withdrawn(self, feed_state, entry).await;
        made.inspect_err(|failure| {
            tracing::error!(%feed, reason = %failure.reason, "the feed is made anew without a withdrawn item");
            self.cache.remove(feed.as_str());
        })
        .ok()
    }

    /// Now, as the clocks of the feeds' publisher show it.
    fn moment_for(&self, feeds: &BTreeSet<FeedId>) -> Moment {
        let setup = self.setup();
        let feed_state = feeds.first().and_then(|feed| setup.feed_states.get(feed));
        let zone = feed_state.map(|feed_state| &feed_state.spec.publisher.zone);
        let second = self.clock.now().as_second();
        let at = Timestamp::from_second(second).unwrap_or_default();
        Moment::in_zone(at, zone.unwrap_or(&TimeZone::UTC))
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> T + Send + 'static,
    ) -> Result<T, TakedownError> {
        let store = self.store.clone();
        tokio::task::spawn_blocking(move || work(&store))
            .await
            .map_err(|_| TakedownError::Crashed)
    }
}

/// Removes what is withdrawn from the stored snapshot of `feed`, unless another replica publishes a new one meanwhile.
fn clear_shared(store: &Store, feed: &FeedId) {
    let Some(mut stored) = store.numbered_snapshot(feed) else {
        return;
    };
    stored.snapshot.items.retain(|item| store.stands(item));
    if let Some(encoded) = EncodedSnapshot::of(stored.snapshot, Duration::ZERO) {
        let fence = Fence::Snapshot(stored.number);
        let _ = wait(store.publish_snapshot(None, feed, encoded, fence));
    }
}

/// Whether `feed` shows the item `guid`, or a place of the page that has that guid.
fn shows(feed: &Feed, guid: Guid) -> bool {
    feed.items.iter().any(|item| {
        let facts = item.facts();
        let is_place = facts.link.fragment().is_some();
        facts.guid == guid || (is_place && Guid::of(&page_of(&facts.link)) == guid)
    })
}
