//! One connection over time: what it did between looks, and whether it waits, stalls or is idle for too long.
//!
//! In: the marks of its [`Activity`], at each look. Out: why it is cut, if it is. [`super::reaper`] looks at all of them.

use std::sync::Arc;

use super::activity::{Activity, ConnectionVerdict, Marks};
use super::client::Client;
use super::traffic::{CutReason, ShedReason};

/// What kind of place a connection has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceKind {
    /// All its requests are answered.
    Ordinary,
    /// One of the few that are left when there is no room: only operators are answered.
    Reserved(ShedReason),
}

/// A connection, and at how many looks in a row it was in each state.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) activity: Arc<Activity>,
    pub(super) client: Client,
    /// A proxy that holds connections for many clients, and has no share of its own.
    pub(super) trusted: bool,
    pub(super) place: PlaceKind,
    requests: u32,
    written: usize,
    /// Told to leave, and by now without its place.
    pub(super) going: bool,
    leaving: bool,
    pub(super) looks: Looks,
}

/// How many looks in a row found a connection in each state; also how many may.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// A request had begun and was not complete.
    pub(super) head: u32,
    /// Between two requests.
    pub(super) idle: u32,
    /// The reader took nothing of what was sent.
    pub(super) stalled: u32,
    /// Told to leave, and still there.
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

    /// It is between two requests, or waits for the reader to close its end.
    pub(super) fn is_idle(&self) -> bool {
        let marks = self.activity.marks();
        marks.closing || !(marks.begun || marks.busy || marks.unread)
    }

    /// Nothing has happened since the last look but one, so the reader has what was sent.
    pub(super) fn is_long_idle(&self) -> bool {
        let looks = &self.looks;
        (looks.idle > 0 || looks.stalled > 0) && !self.has_moved(&self.activity.marks())
    }

    /// It takes nothing of its answer, or its request does not get on, for at least a look.
    pub(super) fn is_stalled(&self) -> bool {
        let marks = self.activity.marks();
        let unread = marks.unread && self.looks.stalled > 0;
        let begun = marks.begun && !marks.busy && self.looks.head > 0;
        (unread || begun) && !self.has_moved(&marks)
    }

    /// Counts one look. A connection that was idle for too long is told to leave; one that stalled for too long is cut, and
    /// the reason is returned.
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
        // A reader that takes its time is one that takes something.
        count(&mut self.looks.stalled, (unread || closing) && !moved);
        count(&mut self.looks.leaving, self.leaving && !moved);
        // Between the first and the last of n + 1 looks lie n intervals, which are the limit.
        let cut = if self.looks.head > longest.head {
            CutReason::Head
        } else if self.looks.stalled > longest.stalled || self.looks.leaving > longest.leaving {
            CutReason::Stalled
        } else {
            if self.looks.idle > longest.idle {
                self.tell(ConnectionVerdict::Leave);
            }
            return None;
        };
        let is_new = !self.activity.is_cut();
        self.tell(ConnectionVerdict::Cut);
        is_new.then_some(cut)
    }

    pub(super) fn tell(&mut self, verdict: ConnectionVerdict) {
        self.leaving = true;
        self.activity.tell(verdict);
    }
}

fn count(looks: &mut u32, seen: bool) {
    *looks = if seen { *looks + 1 } else { 0 };
}
