//! What was seen while replicas were troubled. All times are milliseconds since the run began, on one steady clock.

use std::sync::Arc;

/// Milliseconds since the run began.
pub(crate) type Millis = u64;

/// What a run is held against.
#[derive(Debug, Clone)]
pub(crate) struct Promises {
    /// The least time between two fetches of one section page.
    pub(crate) section_spacing: Millis,
    /// `[fetch] min-interval`.
    pub(crate) pace: Millis,
    /// `[fetch] per-host`.
    pub(crate) per_host: u64,
    /// How much later than it was sent a request may reach the origin on a machine that does other things too.
    pub(crate) travel: Millis,
    /// Requests to a host that asks for a pause are on their way for so long.
    pub(crate) closing: Millis,
    /// A feed that one replica shows is shown by every other one that is well after so long.
    pub(crate) visible_within: Millis,
}

/// One item as a reader was shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) guid: String,
    pub(crate) url: String,
    /// Published, if that is known, and updated, in seconds of Unix time; of JSON Feed only.
    pub(crate) dates: Option<(Option<i64>, i64)>,
}

/// A whole document that a reader was sent.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    pub(crate) replica: usize,
    pub(crate) feed: String,
    pub(crate) format: &'static str,
    pub(crate) asked: Millis,
    pub(crate) answered: Millis,
    pub(crate) etag: String,
    pub(crate) items: Arc<[Shown]>,
}

/// A reader who was sent something else than the feed.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) replica: usize,
    pub(crate) feed: String,
    pub(crate) asked: Millis,
    pub(crate) answered: Millis,
    pub(crate) status: u16,
    /// Whether the replica is to stop when it is cut off (`isolated = "stop"`).
    pub(crate) may_stop: bool,
}

/// What was said of a takedown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// 200, or listed as confirmed: it is stored, and no replica shows the item.
    Confirmed,
    /// 202: it is stored.
    Stored,
    /// An error, or no answer: nothing is promised.
    Unknown,
}

/// A takedown that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Takedown {
    pub(crate) replica: usize,
    pub(crate) guid: String,
    pub(crate) asked: Millis,
    pub(crate) answered: Millis,
    pub(crate) word: Word,
}

/// A request that reached an origin.
#[derive(Debug, Clone)]
pub(crate) struct Fetch {
    pub(crate) host: &'static str,
    pub(crate) path: String,
    pub(crate) at: Millis,
}

/// An origin that asked for a pause (`Retry-After`).
#[derive(Debug, Clone)]
pub(crate) struct Closure {
    pub(crate) host: &'static str,
    pub(crate) from: Millis,
    pub(crate) until: Millis,
}

/// A fault or a change by the operator, from its beginning until all was well again.
#[derive(Debug, Clone)]
pub(crate) struct Disturbance {
    pub(crate) what: String,
    /// The one that has it; `None` is all of them.
    pub(crate) replica: Option<usize>,
    pub(crate) from: Millis,
    pub(crate) until: Millis,
}

/// What a replica says is withdrawn, when all is well again.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    pub(crate) replica: usize,
    pub(crate) asked: Millis,
    pub(crate) guids: Vec<String>,
}

/// All of it.
#[derive(Debug, Default, Clone)]
pub(crate) struct History {
    pub(crate) reads: Vec<Read>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) takedowns: Vec<Takedown>,
    pub(crate) fetches: Vec<Fetch>,
    pub(crate) closures: Vec<Closure>,
    pub(crate) disturbances: Vec<Disturbance>,
    pub(crate) listings: Vec<Listing>,
}

impl History {
    /// The disturbances that touch the time from `from` to `until`.
    pub(crate) fn disturbed(
        &self,
        from: Millis,
        until: Millis,
    ) -> impl Iterator<Item = &Disturbance> {
        let touches = move |it: &&Disturbance| it.from <= until && from <= it.until;
        self.disturbances.iter().filter(touches)
    }
}

/// The number of the article at `url`: articles of a feed are numbered as they are published.
pub(crate) fn number(url: &str) -> u32 {
    let file = url.rsplit('/').next().unwrap_or_default();
    let number = file.strip_suffix(".htm").and_then(|it| it.parse().ok());
    number.unwrap_or_default()
}
