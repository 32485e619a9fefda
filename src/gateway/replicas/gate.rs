//! The gate: whether this replica may serve at this moment.
//!
//! In: when the database was last asked, and both clocks. Out: open or shut. No I/O.
//!
//! A process can be stopped at any moment, for any time, and does not notice. So every word from the database opens the gate
//! for a while only, from when it was asked for. Whoever wakes up later finds it shut, whatever it was about to do. The
//! steady clock counts the time a machine sleeps; the wall clock counts the time a virtual machine is halted.

use std::sync::atomic::{AtomicI64, Ordering::Acquire, Ordering::Release};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::clock::{Clock, ClockReading};

/// Whether this replica may serve at this moment.
#[derive(Debug)]
pub(in crate::gateway) struct Gate {
    /// On the steady clock, in milliseconds.
    steady_until: AtomicI64,
    /// On the wall clock, in milliseconds.
    wall_until: AtomicI64,
    opened: Notify,
}

impl Gate {
    /// A gate that is shut.
    pub(super) fn shut() -> Self {
        Self {
            steady_until: AtomicI64::new(i64::MIN),
            wall_until: AtomicI64::new(i64::MIN),
            opened: Notify::new(),
        }
    }

    /// Whether it is open now.
    pub(in crate::gateway) fn is_open(&self, clock: &dyn Clock) -> bool {
        let now = clock.reading();
        now.steady.milliseconds() < self.steady_until.load(Acquire)
            && now.wall.as_millisecond() < self.wall_until.load(Acquire)
    }

    /// Opens it for `span` from `since`, or for longer where it was to be open for longer.
    pub(super) fn open(&self, since: ClockReading, span: Duration) {
        let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let until = since.steady.milliseconds().saturating_add(span);
        self.steady_until.fetch_max(until, Release);
        let until = since.wall.as_millisecond().saturating_add(span);
        self.wall_until.store(until, Release);
        self.opened.notify_waiters();
    }

    /// Shuts it now.
    pub(super) fn close(&self) {
        self.steady_until.store(i64::MIN, Release);
    }

    /// Waits until it is open, for `patience` at the most. Whether it is.
    pub(in crate::gateway) async fn wait(&self, clock: &dyn Clock, patience: Duration) -> bool {
        let open = async {
            loop {
                let opened = self.opened.notified();
                if self.is_open(clock) {
                    return;
                }
                opened.await;
            }
        };
        timeout(patience, open).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::testing::at;

    /// A replica that was stopped and wakes up must not show what was withdrawn meanwhile, whichever clock tells it.
    #[test]
    fn it_shuts_by_itself_on_either_clock() {
        const SPAN: Duration = Duration::from_secs(6);
        let (clock, gate) = (ManualClock::at(at(1000)), Gate::shut());
        assert!(!gate.is_open(&clock));
        let asked = clock.reading();
        clock.advance(Duration::from_secs(4));
        gate.open(asked, SPAN);
        assert!(gate.is_open(&clock));
        clock.advance(Duration::from_secs(2));
        assert!(!gate.is_open(&clock), "from when it was asked");
        gate.open(clock.reading(), SPAN);
        clock.set(at(1100));
        assert!(!gate.is_open(&clock), "the wall clock has moved on alone");
        gate.open(clock.reading(), SPAN);
        gate.close();
        assert!(!gate.is_open(&clock));
    }
}
