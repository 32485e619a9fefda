//! One replica's share of a host's budget: the span of the host's time that is its own, and the requests of others
//! that run.
//!
//! In: the state of the host's queue, answers and news of the other replicas, now. Out: whether a request may start,
//! or what to ask and to tell. No I/O, no clock, no waiting.
//!
//! The rule that keeps the pace: a request starts only inside a span of this replica, one interval before the span's
//! end at the latest. Spans of one host never overlap, so the starts of two replicas are one interval apart. An
//! answer is made somewhere between question and receipt. A span is taken to begin late and to end early by that
//! much, and each span is asked for a little longer (the slack of [`super::budget`]) so that all its starts fit.
//!
//! The rule that keeps the number of requests at once: requests that have not ended when their span ends are told to
//! the others shortly before. So the owner of a span knows of all requests that run beside its own.

use std::time::Duration;

use tokio::time::Instant;

use crate::model::{HostAnswer, HostKnowledge, HostMessage, UnusedSpan, WantedSpan};

/// How long a span is, when more is wanted than one interval. An urgent request of another replica waits that long.
pub(super) const SPAN: Duration = Duration::from_secs(2);
/// The most starts in a span.
const STARTS: u32 = 64;
/// The shortest interval that is shared.
const SHORTEST: Duration = Duration::from_millis(1);
/// Running requests are told this long before their span ends, or half an interval.
const MARGIN: Duration = Duration::from_millis(100);
/// How long requests that run are told to run. They are told again when they take longer.
pub(super) const RUNNING_TOLD: Duration = Duration::from_secs(10);
/// How long it is remembered that another replica waits for requests to end.
const WANTED: Duration = Duration::from_secs(30);

/// What a replica has of a host.
#[derive(Debug, Default)]
pub(super) struct Share {
    span: Option<Span>,
    /// A question is under way.
    asking: bool,
    /// Not to be asked before: others are to go first.
    ask_from: Option<Instant>,
    /// Requests of other replicas that run, and until when at most.
    elsewhere: Option<(usize, Instant)>,
    /// Requests of this replica of which the others know, and until when.
    told: Option<(usize, Instant)>,
    /// When running requests must be told: a span ends that does not go on.
    owed: Option<Instant>,
    /// Until when another replica is taken to wait for requests of this one to end.
    wanted: Option<Instant>,
    last_start: Option<Instant>,
    /// Of the last question.
    interval: Duration,
    /// Whether somebody sees to what is owed.
    watched: bool,
}

/// Time of the host that is this replica's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: Instant,
    end: Instant,
    /// Its end on the shared clock.
    mark: i64,
    interval: Duration,
    /// Whether what runs beyond it was looked at.
    is_seen: bool,
}

/// The queue of a host, as far as its share depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Queue {
    pub(super) now: Instant,
    /// The earliest start of the caller who is next, as far as this replica's own requests go.
    pub(super) start: Instant,
    /// Of that caller.
    pub(super) interval: Duration,
    /// Requests of this replica that run.
    pub(super) running: usize,
    /// The most at once, over all replicas.
    pub(super) per_host: usize,
    pub(super) waiting: usize,
    /// How much longer a span is asked for, so that all its starts fit.
    pub(super) slack: Duration,
}

/// What the caller who is next does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ShareStep {
    Start,
    /// Looks again then.
    At(Instant),
    /// Looks again when something happens.
    Wait,
    /// Asks.
    Ask(HostMessage),
}

impl Share {
    /// What the caller does who could start now if this byline were alone.
    pub(super) fn step(&mut self, host: &str, queue: Queue) -> ShareStep {
        let Queue { now, running, .. } = queue;
        let interval = queue.interval.max(SHORTEST);
        let elsewhere = self.elsewhere(now);
        let has_room = running + elsewhere < queue.per_host;
        if let Some(span) = self.span
            && has_room
            && span.fits(queue.start, interval)
        {
            let start = span.start.max(queue.start);
            return match start > now {
                true => ShareStep::At(start),
                false => ShareStep::Start,
            };
        }
        if self.asking {
            return ShareStep::Wait;
        }
        if let Some(from) = self.ask_from.filter(|from| *from > now) {
            return ShareStep::At(from);
        }
        // A span in which nothing can start, since the requests of others run, is another's.
        let unused = self.unused(now, Duration::ZERO).filter(|_| !has_room);
        if unused.is_some() {
            self.leave_span(running);
        }
        (self.asking, self.interval) = (true, interval);
        let mut message = HostMessage {
            host: host.to_owned(),
            unused,
            wanted: Some(WantedSpan {
                length: wanted(interval, queue.waiting) + queue.slack,
                room: u32::try_from(queue.per_host.saturating_sub(running + 1)).unwrap_or(u32::MAX),
            }),
            ..HostMessage::default()
        };
        if unused.is_some() {
            message.running = self.tell_running(now, running);
        }
        ShareStep::Ask(message)
    }

    /// The earliest start with a share of `replicas` equal ones, while they cannot be asked; `None` for when one of the
    /// running requests ended.
    pub(super) fn own_share(&mut self, queue: Queue, replicas: u32) -> Option<Instant> {
        self.span = None;
        let replicas = replicas.max(1);
        let permits = (queue.per_host / replicas as usize).max(1);
        if queue.running >= permits {
            return None;
        }
        let start = self.last_start.map(|last| last + queue.interval * replicas);
        Some(start.unwrap_or(queue.start).max(queue.start))
    }

    /// When the caller who can start at `start` is to look again: in time to ask, so that the span goes on before
    /// what runs beyond it must be told.
    pub(super) fn look_at(&self, start: Instant, interval: Duration, slack: Duration) -> Instant {
        match self.span {
            Some(span) if span.fits(start, interval.max(SHORTEST)) => start,
            Some(_) | None => {
                let ahead = slack * 2 + margin(interval);
                start.checked_sub(ahead).unwrap_or(start)
            }
        }
    }

    pub(super) fn started(&mut self, now: Instant) {
        self.last_start = Some(now);
    }

    /// The answer to the question came, or none did.
    pub(super) fn answered(&mut self, answer: Option<&HostAnswer>, running: usize) {
        self.asking = false;
        let Some(answer) = answer else {
            return;
        };
        self.learn(&answer.knowledge, Instant::from_std(answer.answered_at));
        let Some(span) = answer.span else {
            self.ask_from = self.elsewhere.map(|(_, until)| until);
            return;
        };
        let mut start = Instant::from_std(answer.answered_at) + span.starts_in;
        match self.span {
            // It goes on from the last one: there is no gap in which another could start.
            Some(before) if before.mark == span.start => start = before.start,
            Some(_) => self.leave_span(running),
            None => {}
        }
        self.span = Some(Span {
            start,
            end: Instant::from_std(answer.asked_at) + span.ends_in,
            mark: span.end,
            interval: self.interval,
            is_seen: false,
        });
    }

    /// What another replica told of the host.
    pub(super) fn learn(&mut self, knowledge: &HostKnowledge, now: Instant) {
        let (running, lasting) = knowledge.elsewhere;
        let until = now + lasting;
        self.elsewhere = (running > 0).then_some((running as usize, until));
        self.ask_from = None;
    }

    /// Another replica waits for requests of this one to end. Returns what to tell it.
    pub(super) fn wanted_elsewhere(
        &mut self,
        now: Instant,
        running: usize,
    ) -> Option<(u32, Duration)> {
        self.wanted = Some(now + WANTED);
        self.ended(now, running)
    }

    /// A request ended. Returns what to tell those who wait for it.
    pub(super) fn ended(&mut self, now: Instant, running: usize) -> Option<(u32, Duration)> {
        let known = self.told(now);
        if known <= running || self.wanted.is_none_or(|until| until <= now) {
            return None;
        }
        // The one that waits goes first.
        self.ask_from = Some(now + self.interval);
        self.tell_running(now, running)
    }

    /// What is known may be out of date: everything is asked for anew.
    pub(super) fn doubt(&mut self, running: usize) {
        self.leave_span(running);
        self.ask_from = None;
    }

    /// Nobody waits any more: what is left of the span is given back, if it is much.
    pub(super) fn left_alone(&mut self, now: Instant) -> Option<UnusedSpan> {
        let unused = self.unused(now, SPAN / 2)?;
        let span = self.span.as_mut()?;
        span.end -= unused.length;
        span.mark -= i64::try_from(unused.length.as_micros()).unwrap_or(0);
        Some(unused)
    }

    /// The end of the span that can be given back, if it is longer than `least`.
    fn unused(&self, now: Instant, least: Duration) -> Option<UnusedSpan> {
        let span = self.span?;
        let used = self.last_start.map(|last| last + span.interval);
        let from = used.unwrap_or(span.start).max(span.start).max(now);
        let length = span.end.saturating_duration_since(from);
        (length > least).then_some(UnusedSpan {
            end: span.mark,
            length,
        })
    }

    /// When the one that watches must look at running requests again.
    pub(super) fn due(&self) -> Option<Instant> {
        let span = self.span.filter(|span| !span.is_seen);
        let span = span.map(|span| span.end - margin(span.interval));
        let told = self.told.map(|(_, until)| until - MARGIN * 10);
        [span, told, self.owed].into_iter().flatten().min()
    }

    /// Tells of requests that run beyond their span, if the time has come.
    pub(super) fn overdue(&mut self, now: Instant, running: usize) -> Option<(u32, Duration)> {
        if self.due().is_none_or(|due| due > now) {
            return None;
        }
        self.owed = None;
        if let Some(span) = &mut self.span {
            span.is_seen |= span.end - margin(span.interval) <= now;
        }
        let is_told = self
            .told
            .is_some_and(|(known, until)| known >= running && until - MARGIN * 10 > now);
        if running == 0 || is_told {
            self.told = self.told.filter(|(_, until)| *until - MARGIN * 10 > now);
            return None;
        }
        self.tell_running(now, running)
    }

    /// Whether the caller is to watch from now on, since nobody does.
    pub(super) fn watch(&mut self) -> bool {
        !std::mem::replace(&mut self.watched, true)
    }

    pub(super) fn unwatch(&mut self) {
        self.watched = false;
    }

    /// Until when it must be remembered.
    pub(super) fn matters_until(&self) -> Option<Instant> {
        let told = self.told.map(|(_, until)| until);
        let elsewhere = self.elsewhere.map(|(_, until)| until);
        [self.span.map(|span| span.end), told, elsewhere]
            .into_iter()
            .flatten()
            .max()
    }

    fn tell_running(&mut self, now: Instant, running: usize) -> Option<(u32, Duration)> {
        let known = self.told(now);
        if running == 0 && known == 0 {
            return None;
        }
        self.told = (running > 0).then_some((running, now + RUNNING_TOLD));
        let running = u32::try_from(running).unwrap_or(u32::MAX);
        Some((running, RUNNING_TOLD))
    }

    /// The span is no longer this replica's to start in; what runs must be told by its end.
    fn leave_span(&mut self, running: usize) {
        if let Some(span) = self.span.take()
            && running > 0
        {
            let due = span.end - margin(span.interval);
            self.owed = Some(self.owed.map_or(due, |owed| owed.min(due)));
        }
    }

    fn elsewhere(&self, now: Instant) -> usize {
        match self.elsewhere {
            Some((running, until)) if until > now => running,
            Some(_) | None => 0,
        }
    }

    fn told(&self, now: Instant) -> usize {
        match self.told {
            Some((running, until)) if until > now => running,
            Some(_) | None => 0,
        }
    }
}

impl Span {
    /// Whether a request that could begin at `start` can begin in it.
    fn fits(&self, start: Instant, interval: Duration) -> bool {
        self.start.max(start) + interval <= self.end
    }
}

/// How long a span for those who wait is: one interval for each, [`SPAN`] at most, or one interval.
fn wanted(interval: Duration, waiting: usize) -> Duration {
    let fit = SPAN.as_micros() / interval.as_micros().max(1);
    let fit = u32::try_from(fit).unwrap_or(u32::MAX).clamp(1, STARTS);
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    interval * waiting.clamp(1, fit)
}

fn margin(interval: Duration) -> Duration {
    MARGIN.min(interval / 2)
}
