//! The client of all origins: what its requests share.

use std::sync::Arc;

use http::header::HeaderValue;
use tokio::sync::Semaphore;
use url::Url;

use super::counts::{Counts, HostCounts};
use super::guard::Guard;
use super::pace::{Closed, Pace};
use super::robots_cache::RobotsCache;
use super::shared::SharedManners;
use super::transport::Transport;
use super::turns::RobotsTurns;
use crate::clock::SharedClock;
use crate::config;
use crate::model::PublisherId;

/// Exchanges at once, over all hosts: bounds memory and sockets when many hosts hang together.
const EXCHANGES: usize = 128;
/// Of these, exchanges for articles, so that hanging hosts of articles leave room for sections.
const EXCHANGES_FOR_ARTICLES: usize = 96;

/// The client of all origins. Its clones share all they remember.
#[derive(Clone)]
pub struct Origin {
    pub(super) fetch: config::Fetch,
    pub(super) agent: HeaderValue,
    pub(super) guard: Arc<Guard>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: SharedClock,
    pub(super) exchanges: Arc<Semaphore>,
    pub(super) exchanges_for_articles: Arc<Semaphore>,
    pub(super) pace: Arc<Pace>,
    pub(super) robots: Arc<RobotsCache>,
    pub(super) counts: Arc<Counts>,
    pub(super) shared: Option<Shared>,
}

/// What is shared with other replicas.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) manners: Arc<dyn SharedManners>,
    pub(super) turns: Arc<RobotsTurns>,
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin")
            .field("fetch", &self.fetch)
            .finish_non_exhaustive()
    }
}

impl Origin {
    /// A client over `transport`.
    ///
    /// `named` is every URL of `feeds.toml` that is fetched, with its publisher. The pages of that publisher may lead to
    /// its scheme, host and port, even at a private address.
    pub fn new(
        fetch: &config::Fetch,
        named: impl IntoIterator<Item = (Option<PublisherId>, Url)>,
        transport: Arc<dyn Transport>,
        clock: SharedClock,
    ) -> Self {
        Self {
            agent: agent(fetch),
            guard: Arc::new(Guard::new(named)),
            transport,
            clock,
            exchanges: Arc::new(Semaphore::new(EXCHANGES)),
            exchanges_for_articles: Arc::new(Semaphore::new(EXCHANGES_FOR_ARTICLES)),
            pace: Arc::new(Pace::new(fetch.per_host)),
            robots: Arc::default(),
            counts: Arc::default(),
            shared: None,
            fetch: fetch.clone(),
        }
    }

    /// The same client, which keeps one budget for each host with all replicas that have the same `manners`.
    #[must_use]
    pub fn sharing(self, manners: Arc<dyn SharedManners>) -> Self {
        Self {
            pace: Pace::shared(self.fetch.per_host, manners.clone()),
            shared: Some(Shared {
                turns: RobotsTurns::of(&manners),
                manners,
            }),
            ..self
        }
    }

    /// The same client under a new `feeds.toml`. It remembers the pauses of hosts, the robots.txt files and the counts.
    #[must_use]
    pub fn reconfigured(
        &self,
        fetch: &config::Fetch,
        named: impl IntoIterator<Item = (Option<PublisherId>, Url)>,
    ) -> Self {
        let pace = if fetch.per_host.max(1) == self.pace.per_host() {
            Arc::clone(&self.pace)
        } else {
            match &self.shared {
                Some(shared) => Pace::shared(fetch.per_host, shared.manners.clone()),
                None => Arc::new(Pace::new(fetch.per_host)),
            }
        };
        let robots = if fetch.user_agent == self.fetch.user_agent {
            Arc::clone(&self.robots)
        } else {
            Arc::default() // another user-agent may have other rules
        };
        Self {
            agent: agent(fetch),
            guard: Arc::new(Guard::new(named)),
            pace,
            robots,
            fetch: fetch.clone(),
            ..self.clone()
        }
    }

    /// Requests by host and outcome. Hosts that feeds.toml does not name are counted together.
    pub fn counts(&self) -> Vec<HostCounts> {
        self.counts.all()
    }

    /// The hosts that are not asked now, and for how long.
    pub fn closed(&self) -> Vec<(String, Closed)> {
        self.pace.all_closed()
    }
}

fn agent(fetch: &config::Fetch) -> HeaderValue {
    HeaderValue::from_str(&fetch.user_agent).unwrap_or_else(|_| HeaderValue::from_static("byline"))
}
