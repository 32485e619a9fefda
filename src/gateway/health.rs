//! The health of every feed, for operators. Nothing here fetches or waits.
//!
//! In: the reports that refresh runs leave in the feed states. Out: a [`FeedHealth`] for each feed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::conductor::Gateway;
use super::failure::Cause;
use super::feed_state::FeedState;
use super::report::{RefreshResult, SectionReport, SectionResult};
use crate::cache::{CacheEntry, freshness};
use crate::model::{Audience, FeedId, Grant};
pub use crate::origin::{Closed, HostCounts, Outcome as OriginOutcome};
pub use crate::store::StoreSize;

/// How one feed is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedHealth {
    /// The feed.
    pub feed: FeedId,
    /// Its title.
    pub title: String,
    /// Whether it is up to date.
    pub state: HealthState,
    /// How many items it has, as far as it is in memory.
    pub items: Option<usize>,
    /// How many listed articles its filter leaves out, as far as that is known since the start.
    pub filtered: usize,
    /// How many of them have which grant for everyone.
    #[serde(skip)]
    pub by_grant: BTreeMap<Grant, usize>,
    /// Between two refreshes, as it is now, in seconds.
    pub interval_seconds: u64,
    /// When it was last made or found unchanged.
    pub last_success: Option<Timestamp>,
    /// When it is refreshed next; `None` is as soon as may be.
    pub next_refresh: Option<Timestamp>,
    /// Since when its refreshes fail.
    pub failing_since: Option<Timestamp>,
    /// What failed last, in words, if anything does.
    pub last_error: Option<String>,
    /// A page is not what it used to be: an operator has to look.
    pub needs_attention: bool,
    /// What became of its sections when they were last asked.
    pub sections: Vec<SectionReport>,
    /// How many of its refreshes ended in which way, since the start.
    #[serde(skip)]
    pub results: BTreeMap<RefreshResult, u64>,
}

/// The configuration in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigHealth {
    /// Since when it is.
    pub loaded_at: Timestamp,
    /// When a newer `feeds.toml` was refused, if the last one was.
    pub refused_at: Option<Timestamp>,
    /// What tells it from others: 16 hexadecimal digits.
    pub digest: String,
}

/// Whether a feed is up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HealthState {
    /// It is.
    Fresh,
    /// It is served as it was, since it could not be refreshed yet.
    Stale,
    /// It was not read yet.
    Never,
    /// It is retired.
    Gone,
}

impl HealthState {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Never => "never",
            Self::Gone => "gone",
        }
    }
}

impl Gateway {
    /// The health of every feed, by id. It counts as no use of the cached entries.
    pub fn health(&self) -> Vec<FeedHealth> {
        let entries = self.cache.entries();
        let held: HashMap<FeedId, Arc<CacheEntry>> = entries
            .map(|entry| (entry.feed.id.clone(), entry))
            .collect();
        let setup = self.setup();
        let feed_states = setup.feed_states.values();
        feed_states
            .map(|feed_state| self.health_of(feed_state, held.get(&feed_state.spec.id)))
            .collect()
    }

    /// Whether every feed was read, or tried, at least once: from then on readers are served without waiting.
    pub fn is_ready(&self) -> bool {
        let setup = self.setup();
        setup.feed_states.values().all(|feed_state| {
            let memory = feed_state.memory();
            feed_state.spec.gone
                || memory.last.is_some()
                || memory.times.is_some()
                || self.cache.holds(feed_state.spec.id.as_str())
        })
    }

    /// Requests by host and result.
    pub fn origin_counts(&self) -> Vec<HostCounts> {
        self.setup().origin.counts()
    }

    /// The hosts that are not asked for now.
    pub fn closed_hosts(&self) -> Vec<(String, Closed)> {
        self.setup().origin.closed()
    }

    /// How large the store is; `None` when it is in memory.
    pub fn store_size(&self) -> Option<StoreSize> {
        self.store.size()
    }

    /// How the configuration in force came to be.
    pub fn config_health(&self) -> ConfigHealth {
        let setup = self.setup();
        ConfigHealth {
            loaded_at: setup.since,
            refused_at: self.reload_state.refused.now().map(|(at, _)| at),
            digest: setup.digest().to_owned(),
        }
    }

    /// The weight of the cache's entries, in bytes.
    pub fn cache_weight_bytes(&self) -> u64 {
        self.cache.weight_bytes()
    }

    /// The weight of what sections listed, in bytes.
    pub fn teaser_weight_bytes(&self) -> u64 {
        self.teaser_cache.weight_bytes()
    }

    /// Now, as the gateway sees it.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn health_of(&self, feed_state: &FeedState, entry: Option<&Arc<CacheEntry>>) -> FeedHealth {
        let now = self.clock.reading();
        let spec = &feed_state.spec;
        let memory = feed_state.memory();
        let remembered = memory.times.map(|it| (it.refreshed_at, it.fresh_until));
        let times = remembered.or_else(|| entry.map(|it| (it.refreshed_at, it.fresh_until)));
        let (last_success, fresh_until) = times.unzip();
        let interval = times.map_or(spec.interval, |(from, to)| to.since(from.steady));
        let state = match fresh_until {
            _ if spec.gone => HealthState::Gone,
            None => HealthState::Never,
            Some(until) if freshness::is_fresh(until, now.steady) => HealthState::Fresh,
            Some(_) => HealthState::Stale,
        };
        let mut by_grant = BTreeMap::new();
        for item in entry.iter().flat_map(|entry| &entry.feed.items) {
            let grant = item.grant_for(Audience::Public);
            *by_grant.entry(grant).or_default() += 1;
        }
        let last = memory.last.as_deref();
        let sections = last.map_or_else(Vec::new, |report| report.sections.clone());
        let of_section = || sections.iter().find_map(|section| section.error.clone());
        let failing = memory.failing_by();
        FeedHealth {
            feed: spec.id.clone(),
            title: spec.title.clone(),
            state,
            items: entry.map(|entry| entry.feed.items.len()),
            filtered: memory.filtered,
            by_grant,
            interval_seconds: interval.as_secs(),
            last_success: last_success.map(|at| at.wall),
            next_refresh: memory
                .due_at(&spec.id)
                .filter(|_| !spec.gone)
                .map(|due| now.date_of(due)),
            failing_since: memory.failing_since(),
            last_error: last
                .and_then(|report| report.error.clone())
                .or_else(of_section),
            needs_attention: failing == Some(Cause::Page)
                || sections
                    .iter()
                    .any(|section| section.result == SectionResult::Implausible),
            sections,
            results: memory.results.clone(),
        }
    }
}
