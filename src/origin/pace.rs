//! Pace: which request to a host is next, and when it may start.
//!
//! In: a host, the least interval between two starts, an urgency, a deadline; later the outcome of the request.
//! Out: a [`HostPermit`], which holds one of the host's permits, or [`Closed`]. All feeds share one pace, so twenty
//! sections of a portal ask no faster than one. Sections go before articles, and within each kind the requests that a
//! reader waits for go first. Waiting uses tokio's time; the caller reads HTTP dates against the wall clock.
//!
//! With [`SharedManners`] the budget of a host is that of all replicas: a caller who could start now also needs a
//! span of the host's time ([`super::share`]), and a host that closes is closed for all. While the others cannot be
//! asked, a replica paces itself as one of as many as last lived.
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

use super::budget::Budget;
use super::share::{Queue, Share, ShareStep};
use super::shared::SharedManners;
use crate::clock::backoff;
use crate::model::{Closing, HostAnswer, HostKnowledge, HostMessage, MannersNews};

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
    /// What is shared with other replicas.
    budget: Option<Arc<Budget>>,
}

#[derive(Debug)]
struct Host {
    name: String,
    per_host: usize,
    state: Mutex<HostState>,
    budget: Option<Arc<Budget>>,
    /// Notified when a request starts while requests are watched.
    watched_anew: Notify,
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
    share: Share,
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
    /// How many requests it stands for.
    requests: usize,
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
        Self::of(PageKind::Section, reader)
    }

    /// A new article.
    pub const fn article(reader: watch::Receiver<bool>) -> Self {
        Self::of(PageKind::Article, reader)
    }

    /// A known article that is fetched again.
    pub fn look() -> Self {
        Self::of(PageKind::Look, watch::channel(false).1)
    }

    /// The page of a command.
    pub fn now() -> Self {
        Self::section(watch::channel(true).1)
    }

    /// A robots.txt, which comes before any page, and which a page follows.
    pub(super) fn robots() -> Self {
        Self {
            requests: 2,
            ..Self::now()
        }
    }

    const fn of(kind: PageKind, reader: watch::Receiver<bool>) -> Self {
        Self {
            kind,
            reader,
            requests: 1,
        }
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
            budget: None,
        }
    }

    /// A pace that is shared with other replicas through `manners`.
    pub(super) fn shared(per_host: usize, manners: Arc<dyn SharedManners>) -> Arc<Self> {
        let pace = Arc::new(Self {
            budget: Some(Arc::new(Budget::new(manners.clone()))),
            ..Self::new(per_host)
        });
        let listening = Arc::downgrade(&pace);
        manners.listen(Box::new(move |news| {
            let pace = listening.upgrade();
            pace.is_some_and(|pace| {
                pace.heard(news);
                true
            })
        }));
        pace
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
                    NextStep::Ask(message) => {
                        // A caller who leaves does not take the answer along.
                        tokio::spawn(Arc::clone(&host).ask(message));
                        place.wake.notified().await;
                    }
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
        Host::watch(&host);
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

    /// What another replica told.
    fn heard(&self, news: &MannersNews) {
        match news {
            MannersNews::Host {
                host,
                knowledge,
                wanted,
            } => {
                let host = self.hosts.lock().get(host).map(Arc::clone);
                if let Some(host) = host {
                    host.heard(knowledge, *wanted);
                }
            }
            MannersNews::Gap => {
                let hosts: Vec<_> = self.hosts.lock().values().map(Arc::clone).collect();
                for host in hosts {
                    let mut state = host.state.lock();
                    let running = host.running(&state);
                    state.share.doubt(running);
                    state.wake_first();
                }
            }
            MannersNews::Robots { .. } => {}
        }
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
            per_host: self.per_host,
            budget: self.budget.clone(),
            watched_anew: Notify::new(),
            state: Mutex::new(HostState {
                next_start: now,
                closed_until: now,
                asked: false,
                failures: 0,
                free: self.per_host,
                waiting: Vec::new(),
                next_number: 0,
                share: Share::default(),
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
    /// It is first, and asks the other replicas.
    Ask(HostMessage),
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
        let look_at = match &self.budget {
            Some(budget) if state.closed_until <= now => {
                state.share.look_at(start, interval, budget.slack())
            }
            Some(_) | None => start,
        };
        if look_at > now {
            return Ok(NextStep::At(look_at));
        }
        if let Some(budget) = &self.budget
            && let Some(other) =
                self.shared_step(budget, &mut state, (now, start.max(now)), interval)
        {
            return Ok(other);
        }
        state.free -= 1;
        state.next_start = now + interval;
        state.share.started(now);
        Ok(NextStep::Start)
    }

    /// What the caller who is next does because of other replicas; `None` when it may start.
    fn shared_step(
        &self,
        budget: &Budget,
        state: &mut HostState,
        (now, start): (Instant, Instant),
        interval: Duration,
    ) -> Option<NextStep> {
        let queue = Queue {
            now,
            start,
            interval,
            running: self.running(state),
            per_host: self.per_host,
            waiting: state.waiting.iter().map(|it| it.urgency.requests).sum(),
            slack: budget.slack(),
        };
        if let Some(replicas) = budget.alone_among(now) {
            return match state.share.own_share(queue, replicas) {
                None => Some(NextStep::Wait),
                Some(start) => (start > now).then_some(NextStep::At(start)),
            };
        }
        match state.share.step(&self.name, queue) {
            ShareStep::Start => None,
            ShareStep::At(start) => Some(NextStep::At(start)),
            ShareStep::Wait => Some(NextStep::Wait),
            ShareStep::Ask(message) => Some(NextStep::Ask(message)),
        }
    }

    /// Asks the other replicas, and has the next caller look at the answer.
    async fn ask(self: Arc<Self>, message: HostMessage) {
        let Some(budget) = &self.budget else {
            return;
        };
        let answer = budget.ask(message).await;
        let mut state = self.state.lock();
        let running = self.running(&state);
        state.share.answered(answer.as_ref(), running);
        if let Some(HostAnswer {
            knowledge,
            answered_at,
            ..
        }) = answer
        {
            state.failures = knowledge.failures;
            let pause = knowledge.closed_for;
            state.close_until(Instant::from_std(answered_at) + pause, knowledge.asked);
        }
        state.wake_first();
    }

    /// What another replica told of this host.
    fn heard(&self, knowledge: &HostKnowledge, wanted: bool) {
        let now = Instant::now();
        let mut state = self.state.lock();
        let running = self.running(&state);
        state.failures = knowledge.failures;
        state.close_until(now + knowledge.closed_for, knowledge.asked);
        state.share.learn(knowledge, now);
        if wanted {
            let told = state.share.wanted_elsewhere(now, running);
            self.tell_running(told);
        }
        state.wake_first();
    }

    /// Sees to it that other replicas learn of requests that run beyond their span.
    fn watch(host: &Arc<Self>) {
        if host.budget.is_none() {
            return;
        }
        if !host.state.lock().share.watch() {
            host.watched_anew.notify_one();
            return;
        }
        let host = Arc::clone(host);
        tokio::spawn(async move {
            loop {
                let due = {
                    let mut state = host.state.lock();
                    let due = state.share.due().filter(|_| host.running(&state) > 0);
                    if due.is_none() {
                        state.share.unwatch();
                    }
                    due
                };
                let Some(due) = due else {
                    return;
                };
                let _ = timeout_at(due, host.watched_anew.notified()).await;
                let mut state = host.state.lock();
                let running = host.running(&state);
                let told = state.share.overdue(Instant::now(), running);
                host.tell_running(told);
            }
        });
    }

    fn tell_running(&self, running: Option<(u32, Duration)>) {
        if running.is_some() {
            self.tell(|message| message.running = running);
        }
    }

    fn tell(&self, fill: impl FnOnce(&mut HostMessage)) {
        if let Some(budget) = &self.budget {
            let mut message = HostMessage {
                host: self.name.clone(),
                ..HostMessage::default()
            };
            fill(&mut message);
            budget.tell(message);
        }
    }

    fn running(&self, state: &HostState) -> usize {
        self.per_host.saturating_sub(state.free)
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
        if self.host.budget.is_some()
            && state.waiting.is_empty()
            && let Some(unused) = state.share.left_alone(Instant::now())
        {
            self.host.tell(|message| message.unused = Some(unused));
        }
        state.wake_first();
    }
}

impl Drop for HostPermit {
    fn drop(&mut self) {
        let mut state = self.host.state.lock();
        state.free += 1;
        if self.host.budget.is_some() {
            let running = self.host.running(&state);
            let told = state.share.ended(Instant::now(), running);
            self.host.tell_running(told);
        }
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
        let local = self.next_start.max(self.closed_until + memory);
        let shared = self.share.matters_until();
        shared.map_or(local, |shared| shared.max(local))
    }
}

impl HostPermit {
    /// The host answered, with any status.
    pub(super) fn answered(&self) {
        let failures = std::mem::take(&mut self.host.state.lock().failures);
        if failures > 0 {
            self.host.tell(|message| message.failures = Some(0));
        }
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
                let failures = state.failures;
                drop(state);
                self.tell_closed(pause, true, failures);
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
        let failures = state.failures;
        drop(state);
        self.tell_closed(pause, asked, failures);
        pause
    }

    fn tell_closed(&self, pause: Duration, asked: bool, failures: u32) {
        self.host.tell(|message| {
            message.failures = (failures > 0).then_some(failures);
            message.closing = Some(Closing {
                until: (Instant::now() + pause).into_std(),
                asked,
            });
        });
    }
}

impl HostState {
    /// Never shortens a pause.
    fn close(&mut self, pause: Duration, asked: bool) {
        self.close_until(Instant::now() + pause, asked);
    }

    fn close_until(&mut self, until: Instant, asked: bool) {
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
