//! Time, the first seam: what the calendar says, and how long something has lasted.
//!
//! Dates in feeds come from [`Clock::now`], the wall clock, which somebody may set back. Freshness, schedules and
//! back-off come from [`Clock::steady`], which never goes back: a clock that is set back two hours must not keep feeds
//! from being refreshed for two hours. A test can stand at any moment of both. Waiting (`sleep`, time-outs) is tokio's,
//! which tests pause on their own.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Tells what time it is.
pub trait Clock: std::fmt::Debug + Send + Sync + 'static {
    /// The present instant, as the wall clock has it.
    fn now(&self) -> Timestamp;

    /// The same on a clock that never goes back.
    fn steady(&self) -> Steady;

    /// Both.
    fn reading(&self) -> ClockReading {
        ClockReading {
            wall: self.now(),
            steady: self.steady(),
        }
    }
}

/// A clock that several owners share.
pub type SharedClock = Arc<dyn Clock>;

/// An instant on a clock that never goes back. It is no date: it counts from an arbitrary beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Steady {
    milliseconds: i64,
}

/// One instant on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The date.
    pub wall: Timestamp,
    /// For measuring how long ago it was.
    pub steady: Steady,
}

impl Steady {
    /// Before everything.
    pub const MIN: Self = Self {
        milliseconds: i64::MIN,
    };
    /// After everything.
    pub const MAX: Self = Self {
        milliseconds: i64::MAX,
    };

    /// The instant `elapsed` after the clock's beginning.
    pub fn at(elapsed: Duration) -> Self {
        Self {
            milliseconds: milliseconds(elapsed),
        }
    }

    /// Since the clock's beginning.
    pub const fn milliseconds(self) -> i64 {
        self.milliseconds
    }

    /// The instant `pause` later.
    #[must_use]
    pub fn after(self, pause: Duration) -> Self {
        Self {
            milliseconds: self.milliseconds.saturating_add(milliseconds(pause)),
        }
    }

    /// The instant `pause` earlier.
    #[must_use]
    pub fn before(self, pause: Duration) -> Self {
        Self {
            milliseconds: self.milliseconds.saturating_sub(milliseconds(pause)),
        }
    }

    /// How long it is from `earlier`; nothing if that is later.
    pub fn since(self, earlier: Self) -> Duration {
        let elapsed = self.milliseconds.saturating_sub(earlier.milliseconds);
        Duration::from_millis(u64::try_from(elapsed).unwrap_or(0))
    }

    /// Whole seconds until `then`, rounded up; negative or 0 when it has passed.
    pub fn seconds_until(self, then: Self) -> i64 {
        let milliseconds = then.milliseconds.saturating_sub(self.milliseconds);
        milliseconds.div_euclid(1000) + i64::from(milliseconds.rem_euclid(1000) > 0)
    }
}

impl ClockReading {
    /// The steady instant of a date. What is dated after now was dated by a clock that was set back since: how long ago
    /// it was, nobody knows, and it counts as long ago.
    pub fn of_past(self, date: Timestamp) -> Self {
        let elapsed = Duration::try_from(self.wall.duration_since(date));
        Self {
            wall: date,
            steady: elapsed.map_or(Steady::MIN, |elapsed| self.steady.before(elapsed)),
        }
    }

    /// The same of a date of which it is known how long ago it was, whatever the clocks say that dated it.
    pub fn of_past_by(self, date: Timestamp, age: Option<Duration>) -> Self {
        match age {
            Some(age) => Self {
                wall: date,
                steady: self.steady.before(age),
            },
            None => self.of_past(date),
        }
    }

    /// The steady instant of a date to come; now, if it has passed.
    pub fn of_future(self, date: Timestamp) -> Steady {
        let ahead = Duration::try_from(date.duration_since(self.wall));
        self.steady.after(ahead.unwrap_or_default())
    }

    /// The date of a steady instant, as the wall clock counts now.
    pub fn date_of(self, instant: Steady) -> Timestamp {
        let ahead = instant
            .milliseconds
            .saturating_sub(self.steady.milliseconds);
        let date = self.wall.checked_add(SignedDuration::from_millis(ahead));
        date.unwrap_or(if ahead < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }
}

/// The pause after `failures` failures in a row: `first`, doubled with each further failure, up to `longest`.
pub fn backoff(first: Duration, failures: u32, longest: Duration) -> Duration {
    let doublings = failures.saturating_sub(1).min(31);
    first.saturating_mul(1 << doublings).min(longest)
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Time since the machine was started, sleep included: a feed is stale when a laptop wakes up.
    #[cfg(target_os = "linux")]
    fn steady(&self) -> Steady {
        let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Steady::at(Duration::try_from(since).unwrap_or_default())
    }

    /// Time since the process first asked.
    #[cfg(not(target_os = "linux"))]
    fn steady(&self) -> Steady {
        static BEGINNING: std::sync::LazyLock<std::time::Instant> =
            std::sync::LazyLock::new(std::time::Instant::now);
        Steady::at(BEGINNING.elapsed())
    }
}

/// A clock that stands still until it is moved. For tests and simulations.
#[doc(hidden)]
#[derive(Debug)]
pub struct ManualClock(parking_lot::Mutex<ClockReading>);

impl ManualClock {
    /// A clock that shows `start`.
    pub const fn at(start: Timestamp) -> Self {
        Self(parking_lot::Mutex::new(ClockReading {
            wall: start,
            steady: Steady { milliseconds: 0 },
        }))
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let mut reading = self.reading_mut();
        reading.steady = reading.steady.after(by);
        if let Ok(later) = reading.wall.checked_add(by) {
            reading.wall = later;
        }
    }

    /// Sets the wall clock, without any time passing.
    pub fn set(&self, wall: Timestamp) {
        self.reading_mut().wall = wall;
    }

    fn reading_mut(&self) -> parking_lot::MutexGuard<'_, ClockReading> {
        self.0.lock()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.reading_mut().wall
    }

    fn steady(&self) -> Steady {
        self.reading_mut().steady
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(second: i64, elapsed: u64) -> ClockReading {
        ClockReading {
            wall: crate::testing::at(second),
            steady: Steady::at(Duration::from_secs(elapsed)),
        }
    }

    /// A snapshot that a clock dated wrongly must not count as fresh until the clock has caught up.
    #[test]
    fn what_is_dated_after_now_is_long_ago() {
        let now = reading(1_000_000, 50);
        let minute_ago = now.of_past(reading(999_940, 0).wall);
        assert_eq!(now.steady.since(minute_ago.steady), Duration::from_secs(60));
        let to_come = now.of_past(reading(1_007_200, 0).wall);
        assert_eq!(to_come.steady, Steady::MIN);
        assert!(now.steady.since(to_come.steady) > Duration::from_secs(1 << 40));
    }

    /// The status page shows dates; a step of the clock moves them and nothing else.
    #[test]
    fn instants_are_shown_as_dates_of_the_present_clock() {
        let due = reading(0, 650).steady;
        assert_eq!(
            reading(1_000_000, 50).date_of(due),
            reading(1_000_600, 0).wall
        );
        assert_eq!(reading(900_000, 50).date_of(due), reading(900_600, 0).wall);
        assert_eq!(reading(0, 0).date_of(Steady::MAX), Timestamp::MAX);
        let now = reading(1_000_000, 50);
        assert_eq!(now.of_future(reading(1_000_600, 0).wall), due);
    }
}
