//! How many connections there are, and what became of those that were not let in or not let be: for `/metrics`, and
//! for the log once a minute at most.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Why a request was answered with 503 and not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shed {
    /// Its client has its share of connections, or of requests.
    Share,
    /// All places are taken.
    Full,
}

/// Why a connection was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// It did not finish its request's header fields in time.
    Head,
    /// It did not read its answer.
    Stalled,
    /// Its place was given to another.
    NoRoom,
}

/// Counts of one listener.
#[derive(Debug, Default)]
pub struct Traffic {
    ordinary: AtomicUsize,
    reserved: AtomicUsize,
    shed: [AtomicU64; 2],
    cut: [AtomicU64; 3],
    told: [Mutex<Option<Instant>>; 2],
}

/// Between two lines in the log that say who is not let in.
const QUIET: Duration = Duration::from_secs(60);

impl Shed {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 2] = [Self::Share, Self::Full];

    /// The metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Full => "full",
        }
    }
}

impl Cut {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 3] = [Self::Head, Self::Stalled, Self::NoRoom];

    /// The metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Stalled => "stalled",
            Self::NoRoom => "no-room",
        }
    }
}

impl Traffic {
    /// Connections open now: those that are answered, and those on the places that are left for operators.
    pub fn connections(&self) -> (usize, usize) {
        (self.ordinary.load(Relaxed), self.reserved.load(Relaxed))
    }

    /// Requests answered with 503 because of `shed`.
    pub fn shed_so_far(&self, shed: Shed) -> u64 {
        self.shed[shed as usize].load(Relaxed)
    }

    /// Connections cut because of `cut`.
    pub fn cut_so_far(&self, cut: Cut) -> u64 {
        self.cut[cut as usize].load(Relaxed)
    }

    pub(super) fn open(&self, ordinary: usize, reserved: usize) {
        self.ordinary.store(ordinary, Relaxed);
        self.reserved.store(reserved, Relaxed);
    }

    pub(super) fn cut(&self, cut: Cut) {
        self.cut[cut as usize].fetch_add(1, Relaxed);
    }

    /// Counts a request that was not let in. Returns whether the log is to tell of it: once a minute at most, however
    /// many there are.
    pub(super) fn shed(&self, shed: Shed) -> bool {
        self.shed[shed as usize].fetch_add(1, Relaxed);
        self.is_news(0)
    }

    /// Whether the log is to tell that someone spoke TLS.
    pub(super) fn tls(&self) -> bool {
        self.is_news(1)
    }

    fn is_news(&self, of: usize) -> bool {
        let now = Instant::now();
        let mut told = self.told[of].lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = told.is_none_or(|told| now.duration_since(told) >= QUIET);
        if is_due {
            *told = Some(now);
        }
        is_due
    }
}
