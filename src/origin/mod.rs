//! Pages, politely.
//!
//! In: a URL, and what was known of it. Out: a page as text, "not modified", or why there is none and what to do.
//! Each hop of a fetch passes, in this order: [`guard`] (may it be connected to), [`robots`] (may it be asked),
//! [`pace`] (when), [`transport`] (the exchange), then redirects, [`revalidate`] and [`charset`].
//! Nothing here knows what a page means; nothing outside of here speaks to an origin. Everything is bounded:
//! time by a deadline over the whole, size by the transport, memory by caps on every map keyed by strangers' hosts.

pub mod charset;
mod coding;
mod counts;
mod error;
mod exchange;
mod follow;
pub mod guard;
pub mod pace;
mod page;
mod revalidate;
pub mod robots;
mod robots_cache;
mod rules;
pub mod transport;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderValue;
use tokio::sync::Semaphore;
use url::Url;

pub use counts::{HostCounts, Outcome};
pub use error::{Fault, FetchError, RedirectFault};
pub use pace::Urgency;
pub use page::{Fetched, Page};
pub use transport::{Answer, Ask, Beyond, Transport, TransportError};
pub use wire::Wire;
pub(crate) use wire::innermost_cause;

use crate::clock::SharedClock;
use crate::config;
use crate::model::{PublisherId, Validators};
use counts::Counts;
use guard::Guard;
use pace::{Closed, Pace};
use robots_cache::RobotsCache;

/// Redirects followed, for pages (RFC 9110 §15.4 wants a bound) and for robots.txt (RFC 9309 §2.3.1.2).
pub const MAX_REDIRECTS: usize = 5;

/// The exchanges of one fetch may take this many times `timeout` together, robots.txt and redirects included. Waiting
/// for a turn does not count: that is our own doing.
const WHOLE: u32 = 4;

/// The longest wait for a turn at a host. A refresh gives up sooner.
const LONGEST_QUEUE: Duration = Duration::from_secs(3600);

/// Exchanges at once, over all hosts: bounds memory and sockets when many hosts hang together.
const EXCHANGES: usize = 128;
/// Of these, exchanges for articles, so that hanging hosts of articles leave room for sections.
const EXCHANGES_FOR_ARTICLES: usize = 96;

/// The way to all origins.
#[derive(Clone)]
pub struct Origin {
    fetch: config::Fetch,
    agent: HeaderValue,
    guard: Arc<Guard>,
    transport: Arc<dyn Transport>,
    clock: SharedClock,
    exchanges: Arc<Semaphore>,
    exchanges_for_articles: Arc<Semaphore>,
    pace: Arc<Pace>,
    robots: Arc<RobotsCache>,
    counts: Arc<Counts>,
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin")
            .field("fetch", &self.fetch)
            .finish_non_exhaustive()
    }
}

impl Origin {
    /// `named`: every URL of `feeds.toml` that is fetched, with its publisher. Its scheme, host and port may be private
    /// for that publisher's pages.
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
            fetch: fetch.clone(),
        }
    }

    /// The same origins under a new `feeds.toml`: pauses, robots.txt files and counts are kept.
    #[must_use]
    pub fn reconfigured(
        &self,
        fetch: &config::Fetch,
        named: impl IntoIterator<Item = (Option<PublisherId>, Url)>,
    ) -> Self {
        let pace = if fetch.per_host.max(1) == self.pace.per_host() {
            Arc::clone(&self.pace)
        } else {
            Arc::new(Pace::new(fetch.per_host))
        };
        let robots = if fetch.user_agent == self.fetch.user_agent {
            Arc::clone(&self.robots)
        } else {
            Arc::default() // other rules may hold for another name
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

    /// Fetches a page, or learns that it is as `known`. Its exchanges take at most four times `[fetch] timeout`
    /// together; waiting for turns at its host comes on top.
    ///
    /// Dropping the future abandons the fetch. Two calls for one URL are two fetches: who wants one asks once.
    pub async fn page(
        &self,
        url: &Url,
        known: Option<&Validators>,
        asking: &Asking,
    ) -> Result<Fetched, FetchError> {
        let mut time = Allowance::of(self.fetch.timeout * WHOLE);
        self.follow(url, known, asking, &mut time).await
    }

    /// Requests by host and result: hosts that feeds.toml names, all others together.
    pub fn counts(&self) -> Vec<HostCounts> {
        self.counts.all()
    }

    /// The hosts that are left alone now, and for how long.
    pub fn closed(&self) -> Vec<(String, Closed)> {
        self.pace.all_closed()
    }
}

/// For whom a page is asked for, and how soon.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Whose page leads to it; `None` for a command, which was given its address.
    pub publisher: Option<PublisherId>,
    /// How soon it is wanted.
    pub urgency: Urgency,
}

impl Asking {
    /// A page whose address was given to a command.
    pub fn by_command() -> Self {
        Self {
            publisher: None,
            urgency: Urgency::now(),
        }
    }
}

/// The time that the exchanges of one fetch may take together.
#[derive(Debug)]
struct Allowance {
    whole: Duration,
    left: Duration,
}

impl Allowance {
    const fn of(whole: Duration) -> Self {
        Self { whole, left: whole }
    }

    /// The time for the next exchange, of which one takes `longest`.
    fn for_one(&self, longest: Duration) -> Result<Duration, Fault> {
        if self.left.is_zero() {
            return Err(Fault::Timeout {
                after: self.whole,
                retry_after: None,
            });
        }
        Ok(longest.min(self.left))
    }

    fn spend(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }
}

/// Does `work`, off the runtime's threads when it is `heavy`: those answer readers.
async fn off_runtime<T: Send + 'static>(
    heavy: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    if !heavy {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Fault::Network {
        reason: format!("what came could not be read: {error}"),
        retry_after: None,
    })
}

fn agent(fetch: &config::Fetch) -> HeaderValue {
    HeaderValue::from_str(&fetch.user_agent).unwrap_or_else(|_| HeaderValue::from_static("byline"))
}

/// Credentials in a URL are for its origin, not for feeds, logs or the next hop.
fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for URLs without a host, which have no credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

#[cfg(test)]
mod tests;
