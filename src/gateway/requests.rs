//! What requests ask of the gateway: a document, a feed, a refresh.
//!
//! A cached entry is answered at once, and a stale one is refreshed in the background. A request for a feed without an
//! entry waits for the feed's refresh run.

use std::sync::Arc;
use std::time::Duration;

use super::conductor::Gateway;
use super::cpu_pool::For;
use super::failure::{Cause, Failure};
use super::feed_state::FeedState;
use super::publish::snapshot;
use super::refusal::Refusal;
use super::report::RefreshReport;
use crate::cache::CacheEntry;
use crate::cache::freshness::{self, CacheAge};
use crate::clock::Steady;
use crate::model::{Feed, FeedId};
use crate::render::{Coding, Document, Format, Representation};

/// A document and its age in the cache.
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
    fn public(entry: &CacheEntry, age: CacheAge, format: Format, withdrawals: u64) -> Self {
        Self {
            feed: entry.feed.id.clone(),
            document: entry.documents.of(format).clone(),
            age,
            items: entry.feed.items.len(),
            withdrawals,
        }
    }
}

impl Gateway {
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
        feed_state.memory().orders.insisted = true;
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
    ) -> Result<Arc<RefreshReport>, Refusal> {
        let feed_state = self.feed_state(feed)?;
        feed_state.memory().orders.accept |= accept;
        let mut refreshed = self.refresh(feed).await;
        // A refresh run that was under way already did not know of `accept`.
        if accept && feed_state.memory().orders.accept {
            refreshed = self.refresh(feed).await;
        }
        let report = feed_state.memory().last.clone();
        match (report, refreshed) {
            (Some(report), _) => Ok(report),
            (None, Err(refusal)) => Err(refusal),
            (None, Ok(_)) => Err(self.refusal(&Failure::crashed(&feed_state.spec.id), None)),
        }
    }

    /// New articles read, and wanted, by the refresh of `feed` that is under way.
    pub fn progress(&self, feed: &str) -> (usize, usize) {
        self.feed_state(feed)
            .map_or((0, 0), |feed_state| feed_state.memory().progress)
    }

    pub(super) async fn entry(
        self: &Arc<Self>,
        feed: &str,
    ) -> Result<(Arc<CacheEntry>, CacheAge), Refusal> {
        let feed_state = &self.feed_state(feed)?;
        loop {
            let runs_ended = feed_state.runs_ended();
            let held = match self.entry_at(feed_state) {
                // Boxed, since a request's future is moved about and hardly any request needs this.
                None => Box::pin(snapshot::restored(self, feed_state)).await,
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
    pub(super) fn age_of_held(
        self: &Arc<Self>,
        feed_state: &Arc<FeedState>,
        runs_ended: u64,
        entry: &CacheEntry,
    ) -> CacheAge {
        let (now, (retry_at, restated)) = (self.clock.steady(), feed_state.memory().standing());
        let held_off = retry_at.is_some_and(|retry_at| now < retry_at);
        let due = restated || !freshness::is_fresh(entry.fresh_until, now);
        if due && !held_off {
            // Joining is enough: the reader does not wait for the run.
            feed_state.join_or_start(runs_ended, false, |stage| self.start_run(feed_state, stage));
        }
        age(feed_state, entry, false, retry_at, now)
    }

    pub(super) fn refusal(&self, failure: &Failure, retry_at: Option<Steady>) -> Refusal {
        let wait = retry_at.map_or(0, |at| self.clock.steady().seconds_until(at));
        if failure.cause == Cause::Database {
            return Refusal::Paused(failure.reason.clone());
        }
        Refusal::Origin {
            timed_out: failure.timed_out,
            retry_after: Duration::from_secs(u64::try_from(wait).unwrap_or(0).max(1)),
            reason: failure.reason.clone(),
        }
    }
}

fn age(
    feed_state: &FeedState,
    entry: &CacheEntry,
    missed: bool,
    retry_at: Option<Steady>,
    now: Steady,
) -> CacheAge {
    let interval = entry.life().max(feed_state.spec.interval);
    freshness::age(entry.fresh_until, interval, retry_at, missed, now)
}
