//! Counts of connections and of requests that were not answered: for `/metrics`, and for the log once a minute at most.
//!
//! In: events of the listener. Out: numbers.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use parking_lot::Mutex;
use serde::Serialize;
use tokio::time::Instant;

use super::limits::Limits;

/// Why a request was answered with 503 without a look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShedReason {
    /// Its client has its share of connections, or of requests.
    Share,
    /// All places are occupied.
    Full,
}

/// Why a connection was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutReason {
    /// The header fields of a request did not arrive in time.
    Head,
    /// The reader did not read its answer.
    Stalled,
    /// The place was given to another connection.
    NoRoom,
}

/// The most connections at once.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ConnectionBounds {
    /// For every purpose.
    pub ordinary: usize,
    /// Beyond these, for operators.
    pub reserved: usize,
    /// Of one client.
    pub per_client: usize,
}

/// Counts of one listener.
#[derive(Debug, Default)]
pub struct Traffic {
    ordinary: AtomicUsize,
    reserved: AtomicUsize,
    bounds: OnceLock<ConnectionBounds>,
    shed: ShedCounts,
    cut: CutCounts,
    shed_logged: LastLogged,
    tls_logged: LastLogged,
}

#[derive(Debug, Default)]
struct ShedCounts {
    share: AtomicU64,
    full: AtomicU64,
}

#[derive(Debug, Default)]
struct CutCounts {
    head: AtomicU64,
    stalled: AtomicU64,
    no_room: AtomicU64,
}

/// When the log last had a line of one kind.
#[derive(Debug, Default)]
struct LastLogged(Mutex<Option<Instant>>);

/// The time between two lines in the log about the same event.
const QUIET: Duration = Duration::from_secs(60);

impl ShedReason {
    /// The metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Full => "full",
        }
    }
}

impl CutReason {
    /// The metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Stalled => "stalled",
            Self::NoRoom => "no-room",
        }
    }
}

impl ShedCounts {
    const fn of(&self, reason: ShedReason) -> &AtomicU64 {
        match reason {
            ShedReason::Share => &self.share,
            ShedReason::Full => &self.full,
        }
    }
}

impl CutCounts {
    const fn of(&self, reason: CutReason) -> &AtomicU64 {
        match reason {
            CutReason::Head => &self.head,
            CutReason::Stalled => &self.stalled,
            CutReason::NoRoom => &self.no_room,
        }
    }
}

impl Traffic {
    /// Connections open now: those that are answered, and those on the places that are reserved for operators.
    pub fn connections(&self) -> (usize, usize) {
        (self.ordinary.load(Relaxed), self.reserved.load(Relaxed))
    }

    /// The bounds of the listener, once there is one.
    pub fn bounds(&self) -> Option<ConnectionBounds> {
        self.bounds.get().copied()
    }

    /// Requests answered with 503, by reason.
    pub fn shed_so_far(&self) -> [(ShedReason, u64); 2] {
        let ShedCounts { share, full } = &self.shed;
        [(ShedReason::Share, share), (ShedReason::Full, full)]
            .map(|(reason, count)| (reason, count.load(Relaxed)))
    }

    /// Connections cut, by reason.
    pub fn cut_so_far(&self) -> [(CutReason, u64); 3] {
        let CutCounts {
            head,
            stalled,
            no_room,
        } = &self.cut;
        [
            (CutReason::Head, head),
            (CutReason::Stalled, stalled),
            (CutReason::NoRoom, no_room),
        ]
        .map(|(reason, count)| (reason, count.load(Relaxed)))
    }

    pub(super) fn bounded(&self, limits: &Limits) {
        self.bounds.get_or_init(|| ConnectionBounds {
            ordinary: limits.connections,
            reserved: limits.reserved,
            per_client: limits.per_client,
        });
    }

    pub(super) fn open(&self, ordinary: usize, reserved: usize) {
        self.ordinary.store(ordinary, Relaxed);
        self.reserved.store(reserved, Relaxed);
    }

    pub(super) fn cut(&self, reason: CutReason) {
        self.cut.of(reason).fetch_add(1, Relaxed);
    }

    /// Counts a request that was answered with 503. Returns whether the log is due for a line about it.
    pub(super) fn shed(&self, reason: ShedReason) -> bool {
        self.shed.of(reason).fetch_add(1, Relaxed);
        self.shed_logged.is_due()
    }

    /// Whether the log is due for a line about TLS.
    pub(super) fn tls(&self) -> bool {
        self.tls_logged.is_due()
    }
}

impl LastLogged {
    /// Whether a line is due; if so, the next one is due after [`QUIET`].
    fn is_due(&self) -> bool {
        let now = Instant::now();
        let mut last = self.0.lock();
        let is_due = last.is_none_or(|last| now.duration_since(last) >= QUIET);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}
