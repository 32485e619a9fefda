//! The rounds: one look at every connection, every few seconds.
//!
//! In: the marks that connections leave in their [`Pulse`]. Out: word to a connection that it is to leave, or is cut off.
//! One timer for all of them, and nothing of it is in the way of a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::listener::Limits;
use super::pulse::{Marks, Pulse, Verdict};

/// Every open connection, as it was at the last looks.
#[derive(Debug)]
pub(super) struct Rounds {
    every: Duration,
    longest: Looks,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    seen: BTreeMap<u64, Seen>,
}

/// A connection, and at how many looks in a row it was in each state.
#[derive(Debug)]
struct Seen {
    pulse: Arc<Pulse>,
    requests: u32,
    leaving: bool,
    looks: Looks,
}

#[derive(Debug, Default)]
struct Looks {
    /// A request had begun and was not complete.
    head: u32,
    /// Between two requests.
    idle: u32,
    /// The answer lay unread.
    unread: u32,
    /// Told to leave, and still there.
    leaving: u32,
}

impl Rounds {
    /// Rounds often enough to keep `limits`, with nobody there yet.
    pub(super) fn keeping(limits: &Limits) -> Self {
        let shortest = limits
            .head
            .min(limits.idle)
            .min(limits.unread)
            .min(limits.drain);
        let every = (shortest / 4).max(Duration::from_millis(5));
        let looks = |limit: Duration| {
            u32::try_from(limit.as_nanos().div_ceil(every.as_nanos())).unwrap_or(u32::MAX)
        };
        Self {
            every,
            longest: Looks {
                head: looks(limits.head),
                idle: looks(limits.idle),
                unread: looks(limits.unread),
                leaving: looks(limits.drain),
            },
            open: Mutex::default(),
        }
    }

    /// The time between two rounds.
    pub(super) const fn every(&self) -> Duration {
        self.every
    }

    /// From now on `pulse` is looked at, until [`Self::leave_out`] its number.
    pub(super) fn take_in(&self, pulse: Arc<Pulse>) -> u64 {
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.seen.insert(number, Seen::new(pulse));
        number
    }

    /// The connection is over.
    pub(super) fn leave_out(&self, number: u64) {
        self.open().seen.remove(&number);
    }

    /// One look at everyone. `crowded`: others wait for a seat, so the idle are let go.
    pub(super) fn look(&self, crowded: bool) {
        for seen in self.open().seen.values_mut() {
            seen.look(&self.longest, crowded);
        }
    }

    /// Tells everyone the same.
    pub(super) fn tell_all(&self, verdict: Verdict) {
        for seen in self.open().seen.values_mut() {
            seen.tell(verdict);
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn new(pulse: Arc<Pulse>) -> Self {
        Self {
            pulse,
            requests: 0,
            leaving: false,
            looks: Looks::default(),
        }
    }

    fn look(&mut self, longest: &Looks, crowded: bool) {
        let Marks {
            begun,
            busy,
            unread,
            requests,
        } = self.pulse.marks();
        if requests != self.requests {
            (self.looks.head, self.looks.idle) = (0, 0);
        }
        self.requests = requests;
        count(&mut self.looks.head, begun && !busy);
        count(&mut self.looks.idle, !begun && !busy && !unread);
        count(&mut self.looks.unread, unread);
        count(&mut self.looks.leaving, self.leaving);
        // Between the first and the last of n + 1 looks lie n intervals, which are the limit.
        if self.looks.head > longest.head
            || self.looks.unread > longest.unread
            || self.looks.leaving > longest.leaving
        {
            self.tell(Verdict::Cut);
        } else if self.looks.idle > longest.idle || (crowded && self.looks.idle > 1) {
            self.tell(Verdict::Leave);
        }
    }

    fn tell(&mut self, verdict: Verdict) {
        self.leaving = true;
        self.pulse.tell(verdict);
    }
}

fn count(looks: &mut u32, seen: bool) {
    *looks = if seen { *looks + 1 } else { 0 };
}
