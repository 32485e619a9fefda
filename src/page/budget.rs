//! A page's budget: the bytes and the CPU time that all readers of the page may spend together.
//!
//! In: the size of the page. Out: whether anything is left. A page of a few KB can be built to cost gigabytes or minutes:
//! a long `<base>` that each link repeats, references that multiply, searches that begin again at each character. A list
//! of these attacks would never be complete, so bytes and time are counted where they are spent:
//!
//! - [`Budget::make`] counts the bytes of URLs and texts that are made from the page.
//! - [`Budget::go_on`] and [`Budget::step`] look at the CPU time that the thread has spent.
//!
//! When nothing is left, a link or a name is left out, and [`Budget::settle`] refuses the whole page, so that no caller uses
//! a part of a page as if it were all of it. A budget belongs to one thread.

use std::cell::Cell;
use std::thread::yield_now;
use std::time::Duration;

use super::error::Unreadable;

/// Bytes that may be made from each byte of a page. Front pages make 2 to 4.
const MADE_PER_BYTE: usize = 16;
/// Bytes that may be made from a page of any size: the links of a small page repeat a long address.
const MADE_AT_LEAST: usize = 4 << 20;
/// CPU time for one page. The largest front pages take 0.1 s.
const CPU_TIME: Duration = Duration::from_secs(5);
/// Steps of a loop between two looks at the clock. A look takes as long as parsing 500 bytes.
const STEPS_PER_LOOK: u32 = 256;

/// What the readers of one page may still spend.
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

    /// A budget without bounds: for byline's own text, and for tests of something else.
    pub fn unbounded() -> Self {
        Self {
            made_limit_bytes: usize::MAX,
            time_limit: Duration::MAX,
            ..Self::of_page(0)
        }
    }

    /// Counts `bytes` that are about to be made from the page, and says whether they may be.
    pub fn make(&self, bytes: usize) -> bool {
        let made = self.made_bytes.get().saturating_add(bytes);
        self.made_bytes.set(made);
        if made > self.made_limit_bytes {
            self.overdrawn.set(Some(Overdraft::Made));
        }
        self.go_on()
    }

    /// Whether anything is left. Each step of a loop over a page's content asks this.
    pub fn go_on(&self) -> bool {
        let steps = self.steps.get() + 1;
        self.steps.set(steps % STEPS_PER_LOOK);
        if steps == STEPS_PER_LOOK {
            self.look();
        }
        self.overdrawn.get().is_none()
    }

    /// Lets threads that answer readers go first. Called between two steps of some milliseconds each.
    ///
    /// # Errors
    /// As [`Budget::settle`].
    pub fn step(&self) -> Result<(), Unreadable> {
        yield_now();
        self.look();
        self.settle()
    }

    /// Whether the page stayed within its budget.
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

/// The wall time that has passed, on systems without a clock of the thread's CPU time.
#[cfg(not(target_os = "linux"))]
fn cpu_time() -> Duration {
    static BEGINNING: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    BEGINNING.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that would grow to gigabytes must be refused as a whole, and the operator must read why.
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
