//! Pace: who may ask a host, and when.
//!
//! In: a host, the least interval between two starts, a deadline; later what came of the request. Out: a [`Turn`],
//! which holds one of the host's permits, or [`Closed`]. All feeds share one pace, so twenty sections of a portal
//! are as gentle as one. Waiting is tokio's time, HTTP dates are read against the wall clock by the caller.
//!
//! A host closes after `Retry-After` (at most [`MAX_CLOSED`]), and after failures for 1 s, 2 s, 4 s … up to
//! [`MAX_BACKOFF`], each stretched by up to a half so that hosts that fell together do not rise together.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// The longest that a host's own `Retry-After` closes it: a slip of the pen must not silence a feed for a year,
/// and one request an hour is no burden.
pub const MAX_CLOSED: Duration = Duration::from_secs(3600);

/// The longest pause after failures.
pub const MAX_BACKOFF: Duration = Duration::from_secs(15 * 60);

/// A host that reopens this soon is waited for; later, the caller has better things to do.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hosts remembered. They come from pages, so there must be an end to them.
const HOSTS: usize = 4096;

/// The pace of all hosts.
#[derive(Debug)]
pub struct Pace {
    per_host: usize,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    jitter: Jitter,
}

#[derive(Debug)]
struct Host {
    name: String,
    permits: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    next_start: Instant,
    closed_until: Instant,
    asked: bool,
    failures: u32,
}

/// A host that is not to be asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// When it is worth trying again.
    pub retry_after: Duration,
    /// Whether the host asked for it, or failed.
    pub asked: bool,
}

/// A permit to ask a host once. Say what came of it; dropping it says nothing.
#[derive(Debug)]
pub struct Turn {
    host: Arc<Host>,
    jitter: Jitter,
    _permit: OwnedSemaphorePermit,
}

/// A number in 0..1 for a host and its count of failures.
#[derive(Debug, Clone)]
enum Jitter {
    Random(RandomState),
    #[cfg(test)]
    Fixed(f64),
}

impl Pace {
    /// `per_host` requests to one host at once; at least one.
    pub fn new(per_host: usize) -> Self {
        Self {
            per_host: per_host.max(1),
            hosts: Mutex::default(),
            jitter: Jitter::Random(RandomState::new()),
        }
    }

    /// How many requests to one host at once.
    pub fn per_host(&self) -> usize {
        self.per_host
    }

    /// Waits for a permit and for `interval` to have passed since the last start; gives up rather than start
    /// after `deadline` or wait long for a closed host.
    pub async fn turn(
        &self,
        host: &str,
        interval: Duration,
        deadline: Instant,
    ) -> Result<Turn, Closed> {
        let host = self.host(host);
        let permits = Arc::clone(&host.permits);
        host.open_by(deadline)?;
        let permit = tokio::time::timeout_at(deadline, permits.acquire_owned()).await;
        let Ok(Ok(permit)) = permit else {
            // Others were served up to the deadline: the next turn is one interval away, or more.
            return Err(Closed {
                retry_after: interval.max(Duration::from_secs(1)),
                asked: false,
            });
        };
        // It may close while others hold the permits, and again while the interval passes.
        loop {
            let start = host.reserve(interval, deadline)?;
            sleep_until(start).await;
            if lock(&host.state).closed(Instant::now()).is_none() {
                break;
            }
        }
        Ok(Turn {
            host,
            jitter: self.jitter.clone(),
            _permit: permit,
        })
    }

    /// Whether a host is closed, and for how long yet. For the status page and for errors.
    pub fn closed(&self, host: &str) -> Option<Closed> {
        let host = lock(&self.hosts).get(host).map(Arc::clone)?;
        let state = *lock(&host.state);
        state.closed(Instant::now())
    }

    /// All hosts that are closed now, by name.
    pub fn all_closed(&self) -> Vec<(String, Closed)> {
        let now = Instant::now();
        let mut closed: Vec<_> = lock(&self.hosts)
            .values()
            .filter_map(|host| Some((host.name.clone(), lock(&host.state).closed(now)?)))
            .collect();
        closed.sort_by(|a, b| a.0.cmp(&b.0));
        closed
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = lock(&self.hosts);
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        if hosts.len() >= HOSTS {
            forget(&mut hosts);
        }
        let now = Instant::now();
        let host = Arc::new(Host {
            name: name.to_owned(),
            permits: Arc::new(Semaphore::new(self.per_host)),
            state: Mutex::new(State {
                next_start: now,
                closed_until: now,
                asked: false,
                failures: 0,
            }),
        });
        hosts.insert(name.to_owned(), Arc::clone(&host));
        host
    }
}

/// Makes room: idle hosts with nothing to remember first, then those that reopen soonest, a quarter at least.
/// A host in use stays, so that its permits are never dealt out twice.
fn forget(hosts: &mut HashMap<String, Arc<Host>>) {
    let now = Instant::now();
    hosts.retain(|_, host| Arc::strong_count(host) > 1 || lock(&host.state).matters_until() > now);
    if hosts.len() < HOSTS * 3 / 4 {
        return;
    }
    let mut idle: Vec<_> = hosts
        .iter()
        .filter(|(_, host)| Arc::strong_count(host) == 1)
        .map(|(name, host)| (lock(&host.state).matters_until(), name.clone()))
        .collect();
    idle.sort();
    for (_, name) in idle.into_iter().take(HOSTS / 4) {
        hosts.remove(&name);
    }
}

impl Host {
    /// Fails when the host is closed for longer than is worth waiting.
    fn open_by(&self, deadline: Instant) -> Result<(), Closed> {
        let now = Instant::now();
        match lock(&self.state).closed(now) {
            Some(closed)
                if closed.retry_after > PATIENCE || now + closed.retry_after > deadline =>
            {
                Err(closed)
            }
            _ => Ok(()),
        }
    }

    fn reserve(&self, interval: Duration, deadline: Instant) -> Result<Instant, Closed> {
        self.open_by(deadline)?;
        let now = Instant::now();
        let mut state = lock(&self.state);
        let start = state.next_start.max(state.closed_until).max(now);
        if start > deadline {
            return Err(Closed {
                retry_after: start - now,
                asked: false,
            });
        }
        state.next_start = start + interval;
        Ok(start)
    }
}

impl State {
    fn closed(&self, now: Instant) -> Option<Closed> {
        (self.closed_until > now).then(|| Closed {
            retry_after: self.closed_until - now,
            asked: self.asked,
        })
    }

    /// Until when forgetting this host would make us ruder: its failures count for one longest pause more.
    fn matters_until(&self) -> Instant {
        let memory = if self.failures > 0 {
            MAX_BACKOFF
        } else {
            Duration::ZERO
        };
        self.next_start.max(self.closed_until + memory)
    }
}

impl Turn {
    /// The host answered, whatever it said.
    pub fn answered(&self) {
        lock(&self.host.state).failures = 0;
    }

    /// No answer, or a server error. Returns the pause.
    pub fn failed(&self) -> Duration {
        self.close(Duration::ZERO, false)
    }

    /// The host wants a pause (429, 503): as long as it says, or at least `floor` when it says nothing.
    pub fn told_to_wait(&self, retry_after: Option<Duration>, floor: Duration) -> Duration {
        match retry_after {
            Some(pause) => {
                let pause = pause.min(MAX_CLOSED);
                let mut state = lock(&self.host.state);
                state.close(pause, true);
                pause
            }
            None => self.close(floor, true),
        }
    }

    fn close(&self, floor: Duration, asked: bool) -> Duration {
        let mut state = lock(&self.host.state);
        // Requests that ran side by side fail together: that is one failure.
        if state.closed_until <= Instant::now() {
            state.failures = state.failures.saturating_add(1);
        }
        let base = Duration::from_secs(1 << state.failures.saturating_sub(1).min(10)).max(floor);
        let share = self.jitter.share(&self.host.name, state.failures);
        let pause = base.mul_f64(1.0 + share / 2.0).min(MAX_BACKOFF);
        state.close(pause, asked);
        pause
    }
}

impl State {
    /// Never shortens a pause.
    fn close(&mut self, pause: Duration, asked: bool) {
        let until = Instant::now() + pause;
        if until > self.closed_until {
            self.closed_until = until;
            self.asked = asked;
        }
    }
}

impl Jitter {
    fn share(&self, host: &str, failures: u32) -> f64 {
        match self {
            Self::Random(state) => {
                f64::from((state.hash_one((host, failures)) >> 40) as u32) / f64::from(1 << 24)
            }
            #[cfg(test)]
            Self::Fixed(share) => *share,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
