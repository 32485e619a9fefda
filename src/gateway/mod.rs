//! The conductor: decides when a feed is refreshed, and gives `serve` what it may send.
//!
//! In: requests for a feed. Out: documents from the cache, or a [`Refusal`] in words.
//! A fresh or stale document is answered at once; a stale one starts a refresh in the background; a
//! cold feed waits for the one refresh that everyone else waits for (RFC 5861; single-flight).
//!
//! - `single_flight`: a refresh run as a request sees it
//! - [`refresh`]: one whole pass over a feed, carried out by `pass`, `sections` and `read`; `plausibility` checks what
//!   they found
//! - `merge`, `compose`, `publish`: many teasers to one list; a teaser and its article to an item; items to an entry
//! - `feed_state`, `teaser_cache`, `snapshots`: what is remembered of a feed between refreshes; what its sections listed;
//!   its snapshot in the store
//! - `generation`: for how long an answer from memory may be given again
//! - `limits`, `cpu_pool`: how many refreshes at once; work that takes CPU time
//! - `health`, `trouble`: what refreshes did, and what is wrong, for operators
//! - `partners`, `usage`: who is let in with which key, what they get, and what they got
//! - `schedule`: refreshes before anyone has to wait
//! - `setup`, `restate`: the configuration in force, and its replacement while serving
//! - `revisit`: known articles, looked at again for corrections and withdrawals
//! - `takedown`: what was withdrawn, and how it stays out
//! - `survey`: what the sections and some articles say now, for `byline check --online`

mod compose;
mod cpu_pool;
mod feed_state;
mod generation;
mod health;
mod limits;
mod merge;
mod partners;
mod pass;
mod plausibility;
mod publish;
mod read;
mod refresh;
mod restate;
mod revisit;
mod schedule;
mod sections;
mod setup;
mod single_flight;
mod snapshots;
mod survey;
mod takedown;
mod teaser_cache;
#[cfg(test)]
mod tests;
mod trouble;
mod usage;
mod whose;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::Timestamp;

pub use crate::cache::Documents;
pub use crate::cache::freshness::{CacheAge, CacheState};
use crate::cache::{Cache, Entry, freshness};
use crate::clock::{SharedClock, Steady};
use crate::config::Config;
use crate::model::{Feed, FeedId, PublisherId};
use crate::origin::Origin;
use crate::render::{Coding, Document, Format, Representation};
use crate::store::Store;
pub use crate::store::{Use, UseQuery};
use cpu_pool::{CpuPool, For};
use feed_state::{Failure, FeedState};
use generation::LetGo;
pub use generation::{Generation, HeldDocuments};
pub use health::{
    Closed, FeedHealth, HostCounts, OriginOutcome, Outcome, PassReport, SectionReport,
    SectionResult, State, StoreSize,
};
use limits::Limit;
use partners::Partners;
pub use partners::{Denied, Guest, PartnerCounts, PartnerUsage};
use setup::Setup;
pub use setup::{ReloadError, Reloaded};
pub use survey::{Against, Findings, Survey, Surveyed};
use takedown::Withdrawals;
pub use takedown::{REASON_LIMIT_CHARS, Subject, Takedown, TakedownError, Whereabouts, Withdrawer};
use trouble::RefusedReload;
pub use trouble::{Trouble, TroubleKind};
pub use usage::Delivery;
use usage::Ledger;

/// A document with how it came to the reader.
#[derive(Debug, Clone)]
pub struct Served {
    /// Whose document it is.
    pub feed: FeedId,
    /// The bytes and their validators.
    pub document: Arc<Document>,
    /// For `Cache-Control` and `Cache-Status`.
    pub age: CacheAge,
    /// How many items are in it.
    pub items: usize,
    /// [`Gateway::withdrawals`] before it was looked up.
    pub withdrawals: u64,
}

impl Served {
    fn public(entry: &Entry, age: CacheAge, format: Format, withdrawals: u64) -> Self {
        Self {
            feed: entry.feed.id.clone(),
            document: entry.documents.of(format).clone(),
            age,
            items: entry.feed.items.len(),
            withdrawals,
        }
    }
}

/// Why there is nothing to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No such feed: 404.
    Unknown,
    /// A retired feed: 410.
    Gone,
    /// The origin fails and there is no snapshot: 502, or 504 when it did not answer in time.
    Origin {
        /// It did not answer in time.
        timed_out: bool,
        /// When asking again makes sense.
        retry_after: Duration,
        /// In words, for a reader: what failed, not our innards.
        reason: String,
    },
}

/// The running gateway.
#[derive(Debug)]
pub struct Gateway {
    setup: ArcSwap<Setup>,
    clock: SharedClock,
    store: Store,
    cache: Cache,
    let_go: Arc<LetGo>,
    withdrawals: Withdrawals,
    /// Held while one configuration takes another's place.
    reloading: tokio::sync::Mutex<()>,
    /// Told of every reload.
    reloaded: tokio::sync::watch::Sender<()>,
    refused_reload: RefusedReload,
    partners: Partners,
    ledger: Ledger,
    cpu_pool: CpuPool,
    teaser_cache: teaser_cache::TeaserCache,
    /// Refreshes that read their sections, in all and for each host of a first section.
    refreshes: Limit<String>,
    /// The same for feeds that a reader waits for.
    refreshes_for_readers: Limit<String>,
    /// Refreshes that gather articles, likewise.
    gathering: Limit<String>,
    /// Articles that are fetched and read, for each publisher.
    articles: Limit<PublisherId>,
    /// Articles that are being read, so that two feeds that list one read it once.
    reading: read::Reading,
}

/// Refreshes at once. A refresh holds what it has gathered until it is over, and the articles of a thousand feeds do
/// not come the sooner for being asked for together.
const REFRESHES: usize = 256;
/// Refreshes at once of feeds whose first section is on one host. One slow host leaves room for the others.
const REFRESHES_PER_HOST: usize = 32;
/// Articles of one publisher that are fetched and read at once: a bound on what its pages take in memory.
const ARTICLES_PER_PUBLISHER: usize = 24;
/// So much of `[cache] memory` is for what sections listed: one part in so many.
const TEASER_CACHE_SHARE: u64 = 16;

impl Gateway {
    /// A gateway over `config`; nothing is fetched until someone asks or [`Self::keep_fresh`] runs.
    pub fn new(config: Config, clock: SharedClock, origin: Origin, store: Store) -> Self {
        let teaser_cache_bytes = config.cache_memory_bytes / TEASER_CACHE_SHARE;
        let cache_bytes = config.cache_memory_bytes - teaser_cache_bytes;
        let setup = ArcSwap::from_pointee(Setup::new(Arc::new(config), origin));
        let let_go = Arc::<LetGo>::default();
        let listeners = let_go.clone();
        let cache = Cache::new(cache_bytes, move |feed| listeners.tell(feed));
        Self {
            setup,
            clock,
            store,
            cache,
            let_go,
            withdrawals: Withdrawals::default(),
            reloading: tokio::sync::Mutex::default(),
            reloaded: tokio::sync::watch::Sender::default(),
            refused_reload: RefusedReload::default(),
            partners: Partners::default(),
            ledger: Ledger::default(),
            cpu_pool: CpuPool::default(),
            teaser_cache: teaser_cache::TeaserCache::new(teaser_cache_bytes),
            refreshes: Limit::new(REFRESHES, REFRESHES_PER_HOST),
            refreshes_for_readers: Limit::new(REFRESHES, REFRESHES_PER_HOST),
            gathering: Limit::new(REFRESHES, REFRESHES_PER_HOST),
            articles: Limit::each(ARTICLES_PER_PUBLISHER),
            reading: read::Reading::default(),
        }
    }

    /// The configuration in force.
    pub fn config(&self) -> Arc<Config> {
        self.setup.load().config.clone()
    }

    /// Whether there are partners, and so private documents.
    pub fn has_partners(&self) -> bool {
        self.setup.load().has_partners()
    }

    /// The public document of `feed` in `format`.
    pub async fn document(self: &Arc<Self>, feed: &str, format: Format) -> Result<Served, Refusal> {
        let withdrawals = self.withdrawals();
        let (entry, age) = self.entry(feed).await?;
        Ok(Served::public(&entry, age, format, withdrawals))
    }

    /// Compresses the document of `served` in `coding`, once for all requests that wait for it.
    ///
    /// Returns whether the document may still be sent. If not, an item was withdrawn meanwhile, and the document has to be
    /// looked up again.
    pub async fn pack(self: &Arc<Self>, served: &Served, coding: Coding) -> bool {
        let (gateway, feed, document) =
            (self.clone(), served.feed.clone(), served.document.clone());
        let packing = tokio::spawn(async move {
            let mut grown = false;
            let make = async {
                grown = true;
                let body = document.body().clone();
                let packed = move || Representation::packed(&body, coding);
                // After a panic, of which the log tells, it is sent as it is.
                gateway
                    .cpu_pool
                    .run(For::Readers, packed)
                    .await
                    .ok()
                    .flatten()
            };
            document.pack(coding, make).await;
            if grown {
                gateway.cache.weigh_again(&feed);
            }
        });
        // When byline is about to end it is sent as it is.
        let _ = packing.await;
        self.withdrawals() == served.withdrawals
    }

    /// The feed itself, for its page.
    pub async fn feed(self: &Arc<Self>, feed: &str) -> Result<Arc<Feed>, Refusal> {
        self.entry(feed).await.map(|(entry, _)| entry.feed.clone())
    }

    /// The feed as it is held now, without waiting or fetching: for the list of feeds.
    pub fn held(&self, feed: &str) -> Option<Arc<Feed>> {
        let feed_state = self.feed_state(feed).ok()?;
        self.entry_at(&feed_state).map(|entry| entry.feed.clone())
    }

    /// Refreshes `feed` now, whatever its age, and answers when that is done.
    pub async fn refresh(self: &Arc<Self>, feed: &str) -> Result<Arc<Feed>, Refusal> {
        let feed_state = self.feed_state(feed)?;
        let refreshed = match self.refreshed(&feed_state).await {
            Ok(None) => self.as_it_was(&feed_state).await,
            Ok(Some(entry)) => Ok(entry),
            Err(failure) => Err(failure),
        };
        match refreshed {
            Ok(entry) => Ok(entry.feed.clone()),
            Err(failure) => Err(self.refusal(&failure, None)),
        }
    }

    /// Refreshes `feed` now and says what that did; `accept` believes whatever its pages list.
    pub async fn refresh_and_report(
        self: &Arc<Self>,
        feed: &str,
        accept: bool,
    ) -> Result<Arc<PassReport>, Refusal> {
        let feed_state = self.feed_state(feed)?;
        feed_state.memory().orders.accept |= accept;
        let mut refreshed = self.refresh(feed).await;
        // A pass that was under way already did not know of it.
        if accept && feed_state.memory().orders.accept {
            refreshed = self.refresh(feed).await;
        }
        let report = feed_state.memory().last.clone();
        match (report, refreshed) {
            (Some(report), _) => Ok(report),
            (None, Err(refusal)) => Err(refusal),
            (None, Ok(_)) => Err(self.refusal(&single_flight::crashed(&feed_state), None)),
        }
    }

    /// New articles read, and wanted, by the refresh of `feed` that is under way.
    pub fn progress(&self, feed: &str) -> (usize, usize) {
        self.feed_state(feed)
            .map_or((0, 0), |feed_state| feed_state.memory().progress)
    }

    /// Waits until everything handed to the store is on disk.
    pub async fn close(&self) {
        self.write_uses();
        let store = self.store.clone();
        if tokio::task::spawn_blocking(move || store.flush())
            .await
            .is_err()
        {
            tracing::error!("the store could not be flushed");
        }
    }

    /// What the configuration in force sets up. A task reads it once, so that it sees one configuration.
    fn setup(&self) -> Arc<Setup> {
        self.setup.load_full()
    }

    fn feed_state(&self, feed: &str) -> Result<Arc<FeedState>, Refusal> {
        self.setup.load().feed_state(feed).cloned()
    }

    /// What is held of a feed, if it was made under the terms in force.
    fn entry_at(&self, feed_state: &FeedState) -> Option<Arc<Entry>> {
        let entry = self.cache.get(feed_state.spec.id.as_str())?;
        (entry.edition == feed_state.edition).then_some(entry)
    }

    async fn entry(self: &Arc<Self>, feed: &str) -> Result<(Arc<Entry>, CacheAge), Refusal> {
        let feed_state = &self.feed_state(feed)?;
        loop {
            let runs_ended = feed_state.runs_ended();
            let held = match self.entry_at(feed_state) {
                // Boxed, since a request's future is moved about and nearly none comes to this.
                None => Box::pin(snapshots::restored(self, feed_state)).await,
                held => held,
            };
            if let Some(entry) = held {
                let age = self.age_of_held(feed_state, runs_ended, &entry);
                return Ok((entry, age));
            }
            let held_off = feed_state.memory().held_off(self.clock.steady());
            if let Some((failure, retry_at)) = held_off {
                return Err(self.refusal(&failure, Some(retry_at)));
            }
            let Some(stage) = feed_state
                .join_or_start(runs_ended, true, |stage| self.start_run(feed_state, stage))
            else {
                continue;
            };
            let seen = Box::pin(self.first_entry(feed_state, stage)).await;
            let retry_at = feed_state.memory().retry_at();
            return match seen {
                Ok((entry, missed)) => {
                    let age = age(feed_state, &entry, missed, retry_at, self.clock.steady());
                    Ok((entry, age))
                }
                Err(failure) => Err(self.refusal(&failure, retry_at)),
            };
        }
    }

    /// How old `entry` is, which is served as it is. A stale one starts a refresh, unless one has ended since `runs_ended`
    /// was read.
    fn age_of_held(
        self: &Arc<Self>,
        feed_state: &Arc<FeedState>,
        runs_ended: u64,
        entry: &Entry,
    ) -> CacheAge {
        let (now, (retry_at, restated)) = (self.clock.steady(), feed_state.memory().standing());
        let held_off = retry_at.is_some_and(|retry_at| now < retry_at);
        let due = restated || !freshness::is_fresh(entry.fresh_until, now);
        if due && !held_off {
            // Joining is enough: the reader is not kept waiting for it.
            feed_state.join_or_start(runs_ended, false, |stage| self.start_run(feed_state, stage));
        }
        age(feed_state, entry, false, retry_at, now)
    }

    fn refusal(&self, failure: &Failure, retry_at: Option<Steady>) -> Refusal {
        let wait = retry_at.map_or(0, |at| self.clock.steady().seconds_until(at));
        Refusal::Origin {
            timed_out: failure.timed_out,
            retry_after: Duration::from_secs(u64::try_from(wait).unwrap_or(0).max(1)),
            reason: failure.reason.clone(),
        }
    }
}

fn age(
    feed_state: &FeedState,
    entry: &Entry,
    missed: bool,
    retry_at: Option<Steady>,
    now: Steady,
) -> CacheAge {
    let interval = entry.life().max(feed_state.spec.interval);
    freshness::age(entry.fresh_until, interval, retry_at, missed, now)
}

/// From `from` to `to`; nothing if it is the other way round.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
