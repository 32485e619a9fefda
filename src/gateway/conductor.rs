//! The running gateway: what all its parts share.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::cpu_pool::{CpuPool, For};
use super::failure::Failure;
use super::feed_state::FeedState;
use super::in_flight::ArticlesInFlight;
use super::let_go::LetGo;
use super::limits::RefreshLimits;
use super::partner_counts::Partners;
use super::refusal::Refusal;
use super::reloads::Reloads;
use super::setup::Setup;
use super::teaser_cache::TeaserCache;
use super::usage_queue::UsageQueue;
use super::withdrawals::Withdrawals;
use crate::cache::{Cache, Entry};
use crate::clock::SharedClock;
use crate::config::Config;
use crate::model::FeedId;
use crate::origin::Origin;
use crate::store::Store;

/// The running gateway.
#[derive(Debug)]
pub struct Gateway {
    pub(super) setup: ArcSwap<Setup>,
    pub(super) clock: SharedClock,
    pub(super) store: Store,
    pub(super) cache: Cache,
    pub(super) let_go: Arc<LetGo>,
    pub(super) withdrawals: Withdrawals,
    pub(super) reloads: Reloads,
    pub(super) partners: Partners,
    pub(super) usage_queue: UsageQueue,
    pub(super) cpu_pool: CpuPool,
    pub(super) teaser_cache: TeaserCache,
    pub(super) limits: RefreshLimits,
    /// Articles that are being read, so that two feeds that list one read it once.
    pub(super) articles_in_flight: ArticlesInFlight,
}

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
            reloads: Reloads::default(),
            partners: Partners::default(),
            usage_queue: UsageQueue::default(),
            cpu_pool: CpuPool::default(),
            teaser_cache: TeaserCache::new(teaser_cache_bytes),
            limits: RefreshLimits::default(),
            articles_in_flight: ArticlesInFlight::default(),
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

    /// What the configuration in force sets up. A task reads it once, so that it sees one configuration.
    pub(super) fn setup(&self) -> Arc<Setup> {
        self.setup.load_full()
    }

    pub(super) fn feed_state(&self, feed: &str) -> Result<Arc<FeedState>, Refusal> {
        self.setup.load().feed_state(feed).cloned()
    }

    /// What is held of a feed, if it was made under the terms in force.
    pub(super) fn entry_at(&self, feed_state: &FeedState) -> Option<Arc<Entry>> {
        let entry = self.cache.get(feed_state.spec.id.as_str())?;
        (entry.edition == feed_state.edition).then_some(entry)
    }

    /// A number that is another one after each takedown and undoing: what was made of several feeds is good for
    /// as long as it stays.
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
