//! The running gateway: what all its parts share.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::cpu_pool::{CpuPool, For};
use super::eviction_listeners::EvictionListeners;
use super::failure::Failure;
use super::feed_state::FeedState;
use super::in_flight::ArticlesInFlight;
use super::limits::RefreshLimits;
use super::notify::endpoints::{EndpointHealth, Endpoints};
use super::partner_state::PartnerState;
use super::refusal::Refusal;
use super::reload_state::ReloadState;
use super::replicas::fleet::{Replicas, default_name};
use super::setup::Setup;
use super::teaser_cache::TeaserCache;
use super::usage_queue::UsageQueue;
use super::withdrawals::Withdrawals;
use crate::cache::{Cache, CacheEntry};
use crate::clock::SharedClock;
use crate::config::Config;
use crate::model::FeedId;
use crate::origin::Origin;
use crate::store::{Store, StoreError};

/// The running gateway.
#[derive(Debug)]
pub struct Gateway {
    pub(super) setup: ArcSwap<Setup>,
    pub(super) clock: SharedClock,
    pub(super) store: Store,
    pub(super) cache: Cache,
    pub(super) eviction_listeners: Arc<EvictionListeners>,
    pub(super) withdrawals: Withdrawals,
    pub(super) reload_state: ReloadState,
    pub(super) partner_state: PartnerState,
    pub(super) usage_queue: UsageQueue,
    pub(super) endpoints: Endpoints,
    pub(super) cpu_pool: CpuPool,
    pub(super) teaser_cache: TeaserCache,
    pub(super) limits: RefreshLimits,
    /// Articles that are being read. Two feeds that list the same article read it once.
    pub(super) articles_in_flight: ArticlesInFlight,
    /// The other bylines over the same database; `None` for one that is alone, and for commands.
    pub(super) replicas: Option<Replicas>,
}

/// The teaser cache gets one part in 16 of `[cache] memory`.
const TEASER_CACHE_SHARE: u64 = 16;

impl Gateway {
    /// A gateway over `config`; nothing is fetched until someone asks or [`Self::keep_fresh`] runs.
    pub fn new(config: Config, clock: SharedClock, origin: Origin, store: Store) -> Self {
        let teaser_cache_bytes = config.cache_memory_bytes / TEASER_CACHE_SHARE;
        let cache_bytes = config.cache_memory_bytes - teaser_cache_bytes;
        let setup = ArcSwap::from_pointee(Setup::new(Arc::new(config), origin, clock.now()));
        let eviction_listeners = Arc::<EvictionListeners>::default();
        let listeners = eviction_listeners.clone();
        let cache = Cache::new(cache_bytes, move |feed| listeners.evicted(feed));
        Self {
            setup,
            clock,
            store,
            cache,
            eviction_listeners,
            withdrawals: Withdrawals::default(),
            reload_state: ReloadState::default(),
            partner_state: PartnerState::default(),
            usage_queue: UsageQueue::default(),
            endpoints: Endpoints::default(),
            cpu_pool: CpuPool::default(),
            teaser_cache: TeaserCache::new(teaser_cache_bytes),
            limits: RefreshLimits::default(),
            articles_in_flight: ArticlesInFlight::default(),
            replicas: None,
        }
    }

    /// The same as a replica, if its store is a database. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when another replica has its name, or when the database is away and there is no local copy.
    pub fn joined(mut self) -> Result<Self, StoreError> {
        let setup = self.setup();
        let config = &setup.config;
        let name = config.replicas.name.clone();
        let name = name.unwrap_or_else(|| default_name(config));
        let now = self.clock.reading();
        self.replicas = Replicas::join(config, setup.digest(), name, &self.store, now)?;
        Ok(self)
    }

    /// The configuration in force.
    pub fn config(&self) -> Arc<Config> {
        self.setup.load().config.clone()
    }

    /// Whether there are partners, and so private documents.
    pub fn has_partners(&self) -> bool {
        self.setup.load().has_partners()
    }

    /// How the endpoints of `[notify]` are.
    pub fn endpoint_health(&self) -> Vec<EndpointHealth> {
        self.endpoints.health(&self.setup.load().config)
    }

    /// What the configuration in force sets up. A task reads it once, so that it sees one configuration.
    pub(super) fn setup(&self) -> Arc<Setup> {
        self.setup.load_full()
    }

    pub(super) fn feed_state(&self, feed: &str) -> Result<Arc<FeedState>, Refusal> {
        self.setup.load().feed_state(feed).cloned()
    }

    /// The cached entry of a feed, if it was made under the terms in force.
    pub(super) fn entry_at(&self, feed_state: &FeedState) -> Option<Arc<CacheEntry>> {
        let entry = self.cache.get(feed_state.spec.id.as_str())?;
        (entry.edition == feed_state.edition).then_some(entry)
    }

    /// A number that changes with each takedown and each undoing. What was made of several feeds may be served for as
    /// long as the number is the same.
    pub fn withdrawals(&self) -> u64 {
        self.withdrawals.count()
    }

    /// Does `work` for `feed` in the CPU pool.
    pub(super) async fn compute<T: Send + 'static>(
        &self,
        feed: &FeedId,
        whom: For<'_>,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Arc<Failure>> {
        match self.cpu_pool.run(whom, work).await {
            Ok(done) => done.map_err(Arc::new),
            Err(_) => Err(Failure::crashed(feed)),
        }
    }
}
