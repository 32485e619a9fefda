//! A page's budget: what all who read it may spend together.
//!
//! In: the size of the page. Out: whether there is still something left. A page of a few KB can be built to cost
//! gigabytes or minutes: a long `<base>` that each link repeats, references that multiply, searches that begin again at
//! each sign. No list of such attacks is ever complete, so what they spend is counted where it is spent:
//!
//! - [`Budget::make`] counts bytes of URLs and texts that are made of the page.
//! - [`Budget::go_on`] and [`Budget::step`] look at the CPU time that the thread has spent.
//!
//! What is refused comes out as nothing, a link or a name less; the page as a whole is refused then by
//! [`Budget::settle`], so that nobody takes a part for the whole. A budget belongs to one thread.

use std::cell::Cell;
use std::thread::yield_now;
use std::time::Duration;

use super::error::Unreadable;

/// What may be made of each byte of a page. Front pages make 2 to 4.
const MADE_PER_BYTE: usize = 16;
/// And of a small page: its links repeat a long address.
const MADE_AT_LEAST: usize = 4 << 20;
/// CPU time for one page. The largest front pages take 0.1 s.
const CPU_TIME: Duration = Duration::from_secs(5);
/// Steps of a loop between two looks at the clock, each of which takes as long as 500 bytes of parsing.
const STEPS_PER_LOOK: u32 = 256;

/// What is left for a page.
#[derive(Debug)]
pub struct Budget {
    made_limit_bytes: usize,
    made_bytes: Cell<usize>,
    time_limit: Duration,
    began: Duration,
    steps: Cell<u32>,
    overdrawn: Cell<Option<Overdraft>>,
}

#[derive(Debug, Clone, Copy)]
enum Overdraft {
    Made,
    Time,
}

impl Budget {
    /// The budget of a page of so many bytes.
    pub fn of_page(bytes: usize) -> Self {
        Self {
            made_limit_bytes: bytes.saturating_mul(MADE_PER_BYTE).max(MADE_AT_LEAST),
            made_bytes: Cell::new(0),
            time_limit: CPU_TIME,
            began: cpu_time(),
            steps: Cell::new(0),
            overdrawn: Cell::new(None),
        }
    }

    /// No bound: for text that is byline's own, and for tests of something else.
    pub fn unbounded() -> Self {
        Self {
            made_limit_bytes: usize::MAX,
            time_limit: Duration::MAX,
            ..Self::of_page(0)
        }
    }

    /// Whether `bytes` more may be made of the page. Counts them.
    pub fn make(&self, bytes: usize) -> bool {
        let made = self.made_bytes.get().saturating_add(bytes);
        self.made_bytes.set(made);
        if made > self.made_limit_bytes {
            self.overdrawn.set(Some(Overdraft::Made));
        }
        self.go_on()
    }

    /// Whether there is anything left. To be asked at each step of a loop over what a page holds.
    pub fn go_on(&self) -> bool {
        let steps = self.steps.get() + 1;
        self.steps.set(steps % STEPS_PER_LOOK);
        if steps == STEPS_PER_LOOK {
            self.look();
        }
        self.overdrawn.get().is_none()
    }

    /// Between two steps of the work, each of some milliseconds: lets threads that answer readers go first.
    ///
    /// # Errors
    /// As [`Budget::settle`].
    pub fn step(&self) -> Result<(), Unreadable> {
        yield_now();
        self.look();
        self.settle()
    }

    /// Whether the page kept within its budget.
    ///
    /// # Errors
    /// [`Unreadable::TooCostly`] when it did not.
    pub fn settle(&self) -> Result<(), Unreadable> {
        match self.overdrawn.get() {
            None => Ok(()),
            Some(Overdraft::Made) => Err(Unreadable::TooCostly {
                what: "bytes of links and texts",
                limit: self.made_limit_bytes,
            }),
            Some(Overdraft::Time) => Err(Unreadable::TooCostly {
                what: "seconds of CPU time",
                limit: usize::try_from(CPU_TIME.as_secs()).unwrap_or_default(),
            }),
        }
    }

    fn look(&self) {
        if cpu_time().saturating_sub(self.began) > self.time_limit {
            self.overdrawn.set(Some(Overdraft::Time));
        }
    }
}

/// The CPU time that this thread has spent: a busy machine makes no page costly.
#[cfg(target_os = "linux")]
fn cpu_time() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(spent).unwrap_or_default()
}

/// Time that has passed, where the thread's own is not told.
#[cfg(not(target_os = "linux"))]
fn cpu_time() -> Duration {
    static BEGINNING: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    BEGINNING.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that makes gigabytes of itself is refused as a whole, with what it was and how much.
    #[test]
    fn what_is_made_is_counted() {
        let budget = Budget::of_page(1_000_000);
        for _ in 0..16 {
            assert!(budget.make(1_000_000));
        }
        assert_eq!(budget.settle(), Ok(()));
        assert!(!budget.make(1));
        assert!(!budget.go_on(), "from then on nothing is left");
        let refused = budget.settle().expect_err("too much").to_string();
        assert!(
            refused.contains("16000000 bytes of links and texts"),
            "{refused}"
        );
        assert!(
            Budget::of_page(10).make(1_000_000),
            "a small page has long links"
        );
    }
}
