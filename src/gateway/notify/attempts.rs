//! Which of the events that wait for an endpoint is sent next, and when.
//!
//! In: what waits, in the order of time, and how attempts ended. Out: the next one, or until when to wait. Pure.
//!
//! Events of one feed go in their order. One that is refused [`PATIENCE`] times is set aside: others pass it, and it is tried
//! between them, so that a message that a receiver cannot bear does not hold up a feed for days. When a whole endpoint was
//! down and answers again, what was set aside goes first, in its order.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::clock::{Steady, backoff};
use crate::store::QueuePlace;

/// An event that is refused so often is set aside.
const PATIENCE: u32 = 5;
/// The pause after the first failure; doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// An endpoint's own `Retry-After` is honoured up to here.
const LONGEST_WISH: Duration = Duration::from_secs(24 * 3600);
/// Between two events of which one was refused for what it is.
const SHORT_PAUSE: Duration = Duration::from_secs(1);
/// After so many refusals in a row it is the endpoint that refuses, and not one event that is refused.
const REFUSALS: u32 = 3;

/// How the attempts at one endpoint went. Only what waits there is in the map, so its queue bounds it.
#[derive(Debug)]
pub(super) struct Attempts {
    tries: HashMap<QueuePlace, Tries>,
    /// Attempts that failed one after the other, of any events.
    pub(super) failures: u32,
    /// Those events.
    failed: HashSet<QueuePlace>,
    /// Nothing is sent before this.
    pub(super) paused_until: Steady,
}

/// How the attempts at one event went.
#[derive(Debug, Clone, Copy)]
struct Tries {
    refused: u32,
    due: Steady,
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nothing came back: that is nothing against the event.
    NoAnswer,
    /// The endpoint cannot now (5xx, 408, 425, 429), or sends elsewhere.
    Endpoint,
    /// It does not want this event (other 4xx).
    Event,
}

impl Refusal {
    /// What a status that is no success means.
    pub(super) const fn of(status: u16) -> Self {
        match status {
            408 | 425 | 429 => Self::Endpoint,
            400..=499 => Self::Event,
            _ => Self::Endpoint,
        }
    }
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<'q> {
    Send(&'q QueuePlace),
    WaitUntil(Steady),
    Nothing,
}

impl Attempts {
    pub(super) fn new(failures: u32, paused_until: Steady) -> Self {
        Self {
            tries: HashMap::new(),
            failures,
            failed: HashSet::new(),
            paused_until,
        }
    }

    /// What of `queue`, which is in the order of time, is sent at `now`.
    pub(super) fn next<'q>(&mut self, queue: &'q [QueuePlace], now: Steady) -> Next<'q> {
        if queue.is_empty() {
            self.tries.clear();
            return Next::Nothing;
        }
        if self.paused_until > now {
            return Next::WaitUntil(self.paused_until);
        }
        let mut earliest = Steady::MAX;
        let mut held: HashSet<&str> = HashSet::new();
        let mut aside = None;
        for place in queue {
            let tries = self.tries.get(place);
            let is_due = tries.is_none_or(|it| it.due <= now);
            let is_aside = tries.is_some_and(|it| it.refused >= PATIENCE);
            if let Some(tries) = tries.filter(|_| !is_due) {
                earliest = earliest.min(tries.due);
            }
            match (is_aside, is_due) {
                (true, true) => aside = aside.or(Some(place)),
                (true, false) => {}
                (false, true) if !held.contains(place.feed()) => return Next::Send(place),
                (false, true) => {}
                (false, false) => {
                    held.insert(place.feed());
                }
            }
        }
        aside.map_or(Next::WaitUntil(earliest), Next::Send)
    }

    /// The event at `place` was accepted at `now`, or is given up.
    pub(super) fn accepted(&mut self, place: &QueuePlace, now: Steady) {
        self.tries.remove(place);
        self.failures = 0;
        // Several events failed and one is accepted now: the endpoint was down, and nothing was wrong with them.
        if std::mem::take(&mut self.failed).len() > 1 {
            for tries in self.tries.values_mut() {
                *tries = Tries {
                    refused: 0,
                    due: now,
                };
            }
        }
    }

    /// The event at `place` was not accepted at `now`. `wish` is the endpoint's `Retry-After`, and `stretch` from 0 to 1 says by how
    /// much of a half pauses are longer.
    pub(super) fn failed(
        &mut self,
        place: &QueuePlace,
        refusal: Refusal,
        wish: Option<Duration>,
        stretch: f64,
        now: Steady,
    ) {
        self.failures = self.failures.saturating_add(1);
        self.failed.insert(place.clone());
        let wish = wish.unwrap_or_default().min(LONGEST_WISH);
        let after = |failures: u32| {
            let pause = backoff(FIRST_PAUSE, failures, LONGEST_PAUSE);
            pause.mul_f64(1.0 + stretch.clamp(0.0, 1.0) / 2.0).max(wish)
        };
        let pause = match refusal {
            Refusal::Event if self.failures < REFUSALS => SHORT_PAUSE.max(wish),
            Refusal::Event | Refusal::Endpoint | Refusal::NoAnswer => after(self.failures),
        };
        self.paused_until = now.after(pause);
        if refusal == Refusal::NoAnswer {
            return;
        }
        let tries = self.tries.entry(place.clone()).or_insert(Tries {
            refused: 0,
            due: now,
        });
        tries.refused += 1;
        tries.due = now.after(after(tries.refused));
    }

    /// The operator has read the configuration again: everything may be tried at once.
    pub(super) fn anew(&mut self) {
        *self = Self::new(0, Steady::MIN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;

    const SECOND: Duration = Duration::from_secs(1);

    fn place(feed: &str, second: i64) -> QueuePlace {
        let endpoint = "ops".parse().expect("an id");
        let feed = feed.parse().expect("an id");
        QueuePlace::new(&endpoint, &feed, at(second), 0, "msg_1")
    }

    fn steady(seconds: u64) -> Steady {
        Steady::at(SECOND * u32::try_from(seconds).expect("a test time"))
    }

    fn fresh() -> Attempts {
        Attempts::new(0, Steady::MIN)
    }

    /// A receiver that is down must be asked less and less often, and by several bylines not in step.
    #[test]
    fn an_endpoint_that_fails_is_left_alone_longer_each_time() {
        let (queue, mut attempts) = ([place("a", 1)], fresh());
        let mut pauses = Vec::new();
        let mut now = 0;
        for _ in 0..14 {
            attempts.failed(&queue[0], Refusal::NoAnswer, None, 0.0, steady(now));
            let Next::WaitUntil(until) = attempts.next(&queue, steady(now)) else {
                panic!("no pause after {pauses:?}");
            };
            let pause = steady(now).seconds_until(until);
            pauses.push(pause);
            now += u64::try_from(pause).expect("a pause");
            assert_eq!(attempts.next(&queue, steady(now)), Next::Send(&queue[0]));
        }
        assert_eq!(pauses[..4], [5, 10, 20, 40]);
        assert_eq!(pauses[13], 3600);
        attempts.failed(&queue[0], Refusal::NoAnswer, None, 1.0, steady(now));
        assert_eq!(steady(now).seconds_until(attempts.paused_until), 5400);
    }

    /// `Retry-After` is the receiver's word, within a day.
    #[test]
    fn a_wish_is_honoured_and_bounded() {
        let (queue, mut attempts) = ([place("a", 1)], fresh());
        let wish = |seconds| Some(Duration::from_secs(seconds));
        attempts.failed(&queue[0], Refusal::of(429), wish(700), 0.0, steady(0));
        assert_eq!(steady(0).seconds_until(attempts.paused_until), 700);
        attempts.failed(&queue[0], Refusal::of(503), wish(u64::MAX), 0.0, steady(0));
        assert_eq!(steady(0).seconds_until(attempts.paused_until), 24 * 3600);
    }

    /// A message that a receiver cannot bear must not keep a feed's other news from it for three days.
    #[test]
    fn what_is_refused_again_and_again_is_passed() {
        let queue = [place("a", 1), place("a", 2), place("b", 3)];
        let mut attempts = fresh();
        let mut now = 0;
        let mut sent = Vec::new();
        for _ in 0..40 {
            match attempts.next(&queue, steady(now)) {
                Next::Send(poison) if *poison == queue[0] => {
                    sent.push(0);
                    attempts.failed(poison, Refusal::of(422), None, 0.0, steady(now));
                }
                Next::Send(place) => {
                    sent.push(if place.feed() == "a" { 1 } else { 2 });
                    attempts.accepted(place, steady(now));
                    break;
                }
                Next::WaitUntil(until) => now += steady(now).seconds_until(until).unsigned_abs(),
                Next::Nothing => panic!("three events wait"),
            }
        }
        // The other feed waits for a second, the same feed until the event was refused five times.
        assert_eq!(sent, [0, 2]);
        let queue = &queue[..2];
        let mut refusals = 1;
        let passed = loop {
            match attempts.next(queue, steady(now)) {
                Next::Send(place) if *place == queue[0] => {
                    refusals += 1;
                    attempts.failed(place, Refusal::of(500), None, 0.0, steady(now));
                }
                Next::Send(place) => break place,
                Next::WaitUntil(until) => now += steady(now).seconds_until(until).unsigned_abs(),
                Next::Nothing => panic!("two events wait"),
            }
        };
        assert_eq!((refusals, passed), (PATIENCE, &queue[1]));
    }

    /// After an outage a feed's news come in their order, whichever of them met the outage.
    #[test]
    fn after_an_outage_the_order_is_the_first_one() {
        let queue = [place("a", 1), place("a", 2), place("a", 3)];
        let mut attempts = fresh();
        let mut now = 0;
        // So long that the first one is set aside, and the second one is tried.
        while attempts.failed.len() < 2 {
            match attempts.next(&queue, steady(now)) {
                Next::Send(place) => {
                    attempts.failed(place, Refusal::of(502), None, 0.0, steady(now));
                }
                Next::WaitUntil(until) => now += steady(now).seconds_until(until).unsigned_abs(),
                Next::Nothing => panic!("three events wait"),
            }
        }
        now += 7200;
        let mut left = queue.to_vec();
        let mut order = Vec::new();
        while let Next::Send(place) = attempts.next(&left, steady(now)) {
            let place = place.clone();
            attempts.accepted(&place, steady(now));
            left.retain(|it| *it != place);
            order.push(place.queued_at().as_second());
        }
        // What was tried when the endpoint came back went first; all that was set aside followed in order.
        assert_eq!(order.len(), 3);
        assert!(
            order.windows(2).filter(|two| two[0] > two[1]).count() <= 1,
            "{order:?}"
        );
    }
}
