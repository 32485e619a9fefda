//! One connection over time: for how many looks in a row it has been idle, or has stalled.
//!
//! In: the marks of its [`Activity`], at each look of the reaper. Out: the reason to cut it, if there is one.

use std::sync::Arc;

use super::activity::{Activity, ConnectionVerdict, Marks};
use super::client::Client;
use super::traffic::{CutReason, ShedReason};

/// The kind of a connection's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceKind {
    /// All requests are answered.
    Ordinary,
    /// One of the few places for when there is no other: only operators' URLs are answered.
    Reserved(ShedReason),
}

/// A connection, and how many looks in a row found it in each state.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) activity: Arc<Activity>,
    pub(super) client: Client,
    /// The peer is a proxy that speaks for many clients, and has no share of its own.
    pub(super) trusted: bool,
    pub(super) place: PlaceKind,
    requests: u32,
    written: usize,
    /// It was sent away, and its place is free.
    pub(super) going: bool,
    leaving: bool,
    pub(super) looks: Looks,
}

/// How many looks in a row found a connection in each state, or how many may.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// A request had begun and was not complete.
    pub(super) head: u32,
    /// Between two requests.
    pub(super) idle: u32,
    /// The reader read nothing of what was sent.
    pub(super) stalled: u32,
    /// It has to leave, and is still open.
    pub(super) leaving: u32,
}

impl Observed {
    pub(super) fn new(
        activity: Arc<Activity>,
        client: Client,
        trusted: bool,
        place: PlaceKind,
    ) -> Self {
        Self {
            activity,
            client,
            trusted,
            place,
            requests: 0,
            written: 0,
            going: false,
            leaving: false,
            looks: Looks::default(),
        }
    }

    fn has_moved(&self, marks: &Marks) -> bool {
        marks.requests != self.requests || marks.written != self.written
    }

    /// Whether it is between two requests, or waits for the reader to close its end.
    pub(super) fn is_idle(&self) -> bool {
        let marks = self.activity.marks();
        marks.closing || !(marks.begun || marks.busy || marks.unread)
    }

    /// Whether nothing has happened since the look before the last one. The reader has what was sent then.
    pub(super) fn is_long_idle(&self) -> bool {
        let looks = &self.looks;
        (looks.idle > 0 || looks.stalled > 0) && !self.has_moved(&self.activity.marks())
    }

    /// Whether at least one look found that the reader reads nothing of its answer, or that its request does not go on.
    pub(super) fn is_stalled(&self) -> bool {
        let marks = self.activity.marks();
        let unread = marks.unread && self.looks.stalled > 0;
        let begun = marks.begun && !marks.busy && self.looks.head > 0;
        (unread || begun) && !self.has_moved(&marks)
    }

    /// Counts one look. A connection that was idle for too long has to leave. One that stalled for too long is cut, and the
    /// reason is returned.
    pub(super) fn look(&mut self, longest: &Looks) -> Option<CutReason> {
        let marks = self.activity.marks();
        let moved = self.has_moved(&marks);
        if marks.requests != self.requests {
            (self.looks.head, self.looks.idle) = (0, 0);
        }
        (self.requests, self.written) = (marks.requests, marks.written);
        let Marks {
            begun,
            busy,
            unread,
            closing,
            ..
        } = marks;
        let waits = !busy && !unread && !closing;
        count(&mut self.looks.head, begun && waits);
        count(&mut self.looks.idle, !begun && waits && !moved);
        // A slow reader that reads something does not stall.
        count(&mut self.looks.stalled, (unread || closing) && !moved);
        count(&mut self.looks.leaving, self.leaving && !moved);
        // There are n intervals between the first and the last of n + 1 looks. The limit is n intervals.
        let cut = if self.looks.head > longest.head {
            CutReason::Head
        } else if self.looks.stalled > longest.stalled || self.looks.leaving > longest.leaving {
            CutReason::Stalled
        } else {
            if self.looks.idle > longest.idle {
                self.give(ConnectionVerdict::Leave);
            }
            return None;
        };
        let is_new = !self.activity.is_cut();
        self.give(ConnectionVerdict::Cut);
        is_new.then_some(cut)
    }

    pub(super) fn give(&mut self, verdict: ConnectionVerdict) {
        self.leaving = true;
        self.activity.give(verdict);
    }
}

fn count(looks: &mut u32, seen: bool) {
    *looks = if seen { *looks + 1 } else { 0 };
}
