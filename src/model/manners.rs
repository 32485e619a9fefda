//! What replicas tell each other about origins: a host's time, its pauses, its robots.txt.
//!
//! Plain data. `origin` asks and tells, `store` keeps it where all replicas find it; neither knows the other. Time spans are
//! durations, counted at the one clock that all replicas share.

use std::time::{Duration, Instant};

use super::Validators;

/// What a replica tells about one host, and what it asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostMessage {
    /// The host, as URLs spell it.
    pub host: String,
    /// The host's time that is wanted.
    pub wanted: Option<WantedSpan>,
    /// How many requests of this replica run beyond its span, and for how long at most. `Some(0, …)` when they ended.
    pub running: Option<(u32, Duration)>,
    /// The host is not to be asked.
    pub closing: Option<Closing>,
    /// Failures in a row; 0 when the host answered again.
    pub failures: Option<u32>,
    /// Time that was reserved and is not needed.
    pub unused: Option<UnusedSpan>,
}

/// How much of a host's time is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedSpan {
    /// How long the span is to be.
    pub length: Duration,
    /// How many requests other replicas may have running for it to be of use.
    pub room: u32,
}

/// A host that is not to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// Until when, on this machine's clock that never goes back.
    pub until: Instant,
    /// Whether the host asked for it, or failed.
    pub asked: bool,
}

/// The end of a span that is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusedSpan {
    /// The end of the span: [`GrantedSpan::end`].
    pub end: i64,
    /// How much before its end it is given back.
    pub length: Duration,
}

/// What the replicas know of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostKnowledge {
    /// For how long it is not to be asked; zero when it is open.
    pub closed_for: Duration,
    /// Whether the host asked for that, or failed.
    pub asked: bool,
    /// Failures in a row.
    pub failures: u32,
    /// Requests of other replicas that may run beside those of the span's owner, and for how long at most.
    pub elsewhere: (u32, Duration),
}

/// The answer to a [`HostMessage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostAnswer {
    /// What is known of the host.
    pub knowledge: HostKnowledge,
    /// The span that belongs to this replica alone.
    pub span: Option<GrantedSpan>,
    /// When it was asked, and answered: the answer was made in between.
    pub asked_at: Instant,
    /// When the answer came.
    pub answered_at: Instant,
}

/// A span of a host's time. Durations count from when the answer was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantedSpan {
    /// When it begins.
    pub starts_in: Duration,
    /// When it ends.
    pub ends_in: Duration,
    /// Its beginning on the shared clock, in microseconds: equal to the end of the span that it goes on from.
    pub start: i64,
    /// Its end on the shared clock, in microseconds.
    pub end: i64,
}

/// What another replica told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MannersNews {
    /// About a host.
    Host {
        /// The host.
        host: String,
        /// What is known of it now.
        knowledge: HostKnowledge,
        /// Whether a replica could not start a request, because those of others run.
        wanted: bool,
    },
    /// The robots.txt of an origin (scheme, host and port) may be there.
    Robots {
        /// The origin.
        origin: String,
    },
    /// Something may have been missed: the way to the others was broken.
    Gap,
}

/// A robots.txt as all replicas share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRobots {
    /// The text of the last good answer, cut to what is read; `None` when there never was one.
    pub text: Option<Vec<u8>>,
    /// The validators of that answer.
    pub validators: Option<Validators>,
    /// For how long nobody fetches it again.
    pub good_for: Duration,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure.
    pub reason: String,
    /// Whether that was a time-out.
    pub timed_out: bool,
}

/// Who fetches a robots.txt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobotsTurn {
    /// Nobody: it is good.
    Known(SharedRobots),
    /// This replica, and no other meanwhile. With what was known before.
    Fetch(Option<SharedRobots>),
    /// Another replica, for so long at most.
    Wait(Duration),
}
