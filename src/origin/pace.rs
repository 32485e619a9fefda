//! Pace: which request to a host is next, and when it may start.
//!
//! In: a host, the least interval between two starts, an urgency, a deadline; later the outcome of the request.
//! Out: a [`HostPermit`], which holds one of the host's permits, or [`Closed`]. All feeds share one pace, so twenty
//! sections of a portal ask no faster than one. Sections go before articles, and within each kind the requests that a
//! reader waits for go first. Waiting uses tokio's time; the caller reads HTTP dates against the wall clock.
//!
//! A host closes after `Retry-After` (at most [`MAX_CLOSED`]), and after failures for 1 s, 2 s, 4 s … up to
//! [`MAX_BACKOFF`]. Each pause is stretched by up to a half, so that hosts that failed together are not asked together.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};

use crate::clock::backoff;

/// The longest that a host's own `Retry-After` closes it. A mistake there must not stop a feed for a year, and one
/// request an hour is no burden.
pub(super) const MAX_CLOSED: Duration = Duration::from_secs(3600);

/// The pause after one failure.
const FIRST_BACKOFF: Duration = Duration::from_secs(1);

/// The longest pause after failures.
pub(super) const MAX_BACKOFF: Duration = Duration::from_secs(15 * 60);

/// A caller waits for a host that reopens within this time, and otherwise gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most hosts that are remembered. Pages name them, so their number needs a bound.
const HOSTS: usize = 4096;

/// The pace of all hosts.
#[derive(Debug)]
pub(super) struct Pace {
    per_host: usize,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    jitter: Jitter,
}

#[derive(Debug)]
struct Host {
    name: String,
    state: Mutex<HostState>,
}

#[derive(Debug)]
struct HostState {
    next_start: Instant,
    closed_until: Instant,
    asked: bool,
    failures: u32,
    free: usize,
    waiting: Vec<Waiting>,
    next_number: u64,
}

/// A caller in the queue of a host.
#[derive(Debug)]
struct Waiting {
    number: u64,
    urgency: Urgency,
    wake: Arc<Notify>,
}

/// How soon a page is wanted. The most urgent caller gets the next permit of a host; callers of equal urgency go
/// in the order in which they came.
#[derive(Debug, Clone)]
pub struct Urgency {
    kind: PageKind,
    /// Whether a reader waits for it. That may change while it is in the queue.
    reader: watch::Receiver<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PageKind {
    Section,
    Article,
    Look,
}

impl Urgency {
    /// A section, without which a feed has no items. `reader` tells whether a reader waits for that feed.
    pub const fn section(reader: watch::Receiver<bool>) -> Self {
        let kind = PageKind::Section;
        Self { kind, reader }
    }

    /// A new article.
    pub const fn article(reader: watch::Receiver<bool>) -> Self {
        let kind = PageKind::Article;
        Self { kind, reader }
    }

    /// A known article that is fetched again.
    pub fn look() -> Self {
        let (kind, (_, reader)) = (PageKind::Look, watch::channel(false));
        Self { kind, reader }
    }

    /// The page of a command, or the robots.txt that comes before any page.
    pub fn now() -> Self {
        Self::section(watch::channel(true).1)
    }

    /// Whether this is the urgency of a section.
    pub(super) fn is_for_section(&self) -> bool {
        self.kind == PageKind::Section
    }

    fn rank(&self) -> (PageKind, bool) {
        (self.kind, !*self.reader.borrow())
    }
}

/// A host that is not to be asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// When it is worth trying again.
    pub retry_after: Duration,
    /// Whether the host asked for it, or failed.
    pub asked: bool,
}

/// A permit to ask a host once. Its methods report the outcome; dropping it reports none.
#[derive(Debug)]
pub(super) struct HostPermit {
    host: Arc<Host>,
    jitter: Jitter,
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
    pub(super) fn new(per_host: usize) -> Self {
        Self {
            per_host: per_host.max(1),
            hosts: Mutex::default(),
            jitter: Jitter::Random(RandomState::new()),
        }
    }

    /// How many requests to one host at once.
    pub(super) fn per_host(&self) -> usize {
        self.per_host
    }

    /// Waits for a permit, and until `interval` has passed since the last start. Gives up rather than start after
    /// `deadline` or wait long for a closed host.
    pub(super) async fn permit(
        &self,
        host: &str,
        interval: Duration,
        urgency: &Urgency,
        deadline: Instant,
    ) -> Result<HostPermit, Closed> {
        let host = self.host(host);
        let place = QueuePlace::in_queue_of(&host, urgency.clone());
        let wait = async {
            loop {
                match host.next(&place, interval)? {
                    NextStep::Start => return Ok(()),
                    // It may close meanwhile, or someone more urgent may come.
                    NextStep::At(start) => {
                        let _ = timeout_at(start, place.wake.notified()).await;
                    }
                    NextStep::Wait => place.wake.notified().await,
                }
            }
        };
        match timeout_at(deadline, wait).await {
            Ok(started) => started?,
            // Others got the permits up to the deadline: the next start is one interval away, or more.
            Err(_) => {
                let next_start = host.state.lock().next_start;
                let wait = next_start.saturating_duration_since(Instant::now());
                return Err(Closed {
                    retry_after: wait.max(interval).max(Duration::from_secs(1)),
                    asked: false,
                });
            }
        }
        drop(place);
        Ok(HostPermit {
            host,
            jitter: self.jitter.clone(),
        })
    }

    /// All hosts that are closed now, by name.
    pub(super) fn all_closed(&self) -> Vec<(String, Closed)> {
        let now = Instant::now();
        let mut closed: Vec<_> = self
            .hosts
            .lock()
            .values()
            .filter_map(|host| Some((host.name.clone(), host.state.lock().closed(now)?)))
            .collect();
        closed.sort_by(|a, b| a.0.cmp(&b.0));
        closed
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock();
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        if hosts.len() >= HOSTS {
            forget(&mut hosts);
        }
        let now = Instant::now();
        let host = Arc::new(Host {
            name: name.to_owned(),
            state: Mutex::new(HostState {
                next_start: now,
                closed_until: now,
                asked: false,
                failures: 0,
                free: self.per_host,
                waiting: Vec::new(),
                next_number: 0,
            }),
        });
        hosts.insert(name.to_owned(), Arc::clone(&host));
        host
    }
}

/// Makes room for new hosts: forgets idle hosts whose state no longer matters, then those that reopen soonest, until a
/// quarter is free. A host in use stays, so that its permits are never given out twice.
fn forget(hosts: &mut HashMap<String, Arc<Host>>) {
    let now = Instant::now();
    hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.state.lock().matters_until() > now);
    if hosts.len() < HOSTS * 3 / 4 {
        return;
    }
    let mut idle: Vec<_> = hosts
        .iter()
        .filter(|(_, host)| Arc::strong_count(host) == 1)
        .map(|(name, host)| (host.state.lock().matters_until(), name.clone()))
        .collect();
    idle.sort();
    for (_, name) in idle.into_iter().take(HOSTS / 4) {
        hosts.remove(&name);
    }
}

/// What a caller in the queue does next.
enum NextStep {
    /// It has the permit.
    Start,
    /// It is first, and may start then.
    At(Instant),
    /// Others go first.
    Wait,
}

impl Host {
    /// Takes a permit for the caller at `place` if that is next. Fails when the host is closed for longer than
    /// [`PATIENCE`].
    fn next(&self, place: &QueuePlace<'_>, interval: Duration) -> Result<NextStep, Closed> {
        let now = Instant::now();
        let mut state = self.state.lock();
        if let Some(closed) = state.closed(now)
            && closed.retry_after > PATIENCE
        {
            return Err(closed);
        }
        if state
            .first()
            .is_some_and(|first| first.number != place.number)
        {
            state.wake_first();
            return Ok(NextStep::Wait);
        }
        if state.free == 0 {
            return Ok(NextStep::Wait);
        }
        let start = state.next_start.max(state.closed_until);
        if start > now {
            return Ok(NextStep::At(start));
        }
        state.free -= 1;
        state.next_start = now + interval;
        Ok(NextStep::Start)
    }
}

/// A place in the queue of a host, given up when it is dropped.
struct QueuePlace<'h> {
    host: &'h Host,
    number: u64,
    wake: Arc<Notify>,
}

impl<'h> QueuePlace<'h> {
    fn in_queue_of(host: &'h Host, urgency: Urgency) -> Self {
        let mut state = host.state.lock();
        let (number, wake) = (state.next_number, Arc::<Notify>::default());
        state.next_number += 1;
        state.waiting.push(Waiting {
            number,
            urgency,
            wake: Arc::clone(&wake),
        });
        Self { host, number, wake }
    }
}

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        let mut state = self.host.state.lock();
        state
            .waiting
            .retain(|waiting| waiting.number != self.number);
        state.wake_first();
    }
}

impl Drop for HostPermit {
    fn drop(&mut self) {
        let mut state = self.host.state.lock();
        state.free += 1;
        state.wake_first();
    }
}

impl HostState {
    /// The caller that is next.
    fn first(&self) -> Option<&Waiting> {
        self.waiting
            .iter()
            .min_by_key(|waiting| (waiting.urgency.rank(), waiting.number))
    }

    fn wake_first(&self) {
        if let Some(first) = self.first() {
            first.wake.notify_one();
        }
    }

    fn closed(&self, now: Instant) -> Option<Closed> {
        (self.closed_until > now).then(|| Closed {
            retry_after: self.closed_until - now,
            asked: self.asked,
        })
    }

    /// Until when this host must be remembered: its failures count for one longest pause more.
    fn matters_until(&self) -> Instant {
        let memory = if self.failures > 0 {
            MAX_BACKOFF
        } else {
            Duration::ZERO
        };
        self.next_start.max(self.closed_until + memory)
    }
}

impl HostPermit {
    /// The host answered, with any status.
    pub(super) fn answered(&self) {
        self.host.state.lock().failures = 0;
    }

    /// No answer, or a server error. Returns the pause.
    pub(super) fn failed(&self) -> Duration {
        self.close(Duration::ZERO, false)
    }

    /// The host wants a pause (429, 503): as long as it says, or at least `floor` when it says nothing.
    pub(super) fn asked_to_wait(&self, retry_after: Option<Duration>, floor: Duration) -> Duration {
        match retry_after {
            Some(pause) => {
                let pause = pause.min(MAX_CLOSED);
                let mut state = self.host.state.lock();
                state.close(pause, true);
                pause
            }
            None => self.close(floor, true),
        }
    }

    fn close(&self, floor: Duration, asked: bool) -> Duration {
        let mut state = self.host.state.lock();
        // Requests that ran side by side fail together: that is one failure.
        if state.closed_until <= Instant::now() {
            state.failures = state.failures.saturating_add(1);
        }
        let base = backoff(FIRST_BACKOFF, state.failures, MAX_BACKOFF).max(floor);
        let share = self.jitter.share(&self.host.name, state.failures);
        let pause = base.mul_f64(1.0 + share / 2.0).min(MAX_BACKOFF);
        state.close(pause, asked);
        pause
    }
}

impl HostState {
    /// Never shortens a pause.
    fn close(&mut self, pause: Duration, asked: bool) {
        let until = Instant::now() + pause;
        if until > self.closed_until {
            self.closed_until = until;
            self.asked = asked;
            for waiting in &self.waiting {
                waiting.wake.notify_one();
            }
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

#[cfg(test)]
mod tests;
