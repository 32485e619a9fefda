//! What a connection is doing: sending a request, waiting for an answer, reading it, or nothing.
//!
//! Hyper can bound the time for header fields, at the price of a timer per request, and cannot tell a
//! slow request from an idle connection, nor notice a reader that stops reading. Here the connection's
//! I/O and service leave marks in an [`Activity`], which [`super::reaper`] looks at every few seconds; what it
//! decides stands there too, and wakes the connection.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

/// Marks left by a connection, and by those who look at it. Each is looked at on its own, so their order does not
/// matter.
#[derive(Debug, Default)]
pub(super) struct Activity {
    /// Its first bytes were looked for, and were not there yet.
    waited: AtomicBool,
    /// Bytes came since the last request.
    begun: AtomicBool,
    /// The last write found no room.
    unread: AtomicBool,
    /// All is written, and the reader has not closed its end.
    closing: AtomicBool,
    /// Bytes written. Only the connection itself adds to it.
    written: AtomicUsize,
    requests: AtomicU32,
    answered: AtomicU32,
    /// It is to end.
    leave: AtomicBool,
    /// byline ends, and nobody waits for the reader to close its end.
    at_once: AtomicBool,
    /// It is not even to end in peace.
    cut: AtomicBool,
    connection: AtomicWaker,
}

/// What is to become of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionVerdict {
    /// It goes on.
    Stay,
    /// It is to end: no further request.
    Leave,
    /// It is to end, and byline with it.
    LeaveAtOnce,
    /// It is reset: the kernel, too, forgets what was not read.
    Cut,
}

/// What there is to see of a connection at one look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// Nothing has come of it yet, though it was looked for.
    pub(super) silent: bool,
    /// A request has begun.
    pub(super) begun: bool,
    /// A request has no answer yet.
    pub(super) busy: bool,
    /// What was sent is not read.
    pub(super) unread: bool,
    /// All is sent, and the reader has not closed its end.
    pub(super) closing: bool,
    /// Requests so far.
    pub(super) requests: u32,
    /// Bytes written so far; begins anew when there are more than fit.
    pub(super) written: usize,
}

impl Activity {
    /// Of a new connection, whose first request counts as begun.
    pub(super) fn begun() -> Self {
        Self {
            begun: AtomicBool::new(true),
            ..Self::default()
        }
    }

    /// The first bytes were looked for and are not there.
    pub(super) fn is_waited_for(&self) {
        self.waited.store(true, Relaxed);
    }

    /// Bytes came; `begun`: they are the beginning of a request.
    pub(super) fn received(&self, begun: bool) {
        self.begun.store(begun, Relaxed);
    }

    /// A request is complete as far as its header fields go.
    pub(super) fn request(&self) {
        self.begun.store(false, Relaxed);
        self.requests.fetch_add(1, Relaxed);
    }

    /// A request has its answer, or was abandoned.
    pub(super) fn answered(&self) {
        self.answered.fetch_add(1, Relaxed);
    }

    /// So many bytes found room; `None`: there was none.
    pub(super) fn wrote(&self, bytes: Option<usize>) {
        self.unread.store(bytes.is_none(), Relaxed);
        if let Some(bytes) = bytes {
            // Nobody else writes it, so this need not be one step.
            let written = self.written.load(Relaxed).wrapping_add(bytes);
            self.written.store(written, Relaxed);
        }
    }

    /// All is written and the reader was told; it has not closed its end yet.
    pub(super) fn closing(&self) {
        self.closing.store(true, Relaxed);
    }

    /// What there is to see of the connection now.
    pub(super) fn marks(&self) -> Marks {
        let requests = self.requests.load(Relaxed);
        let begun = self.begun.load(Relaxed);
        Marks {
            silent: begun && requests == 0 && self.waited.load(Relaxed),
            begun,
            busy: requests != self.answered.load(Relaxed),
            unread: self.unread.load(Relaxed),
            closing: self.closing.load(Relaxed),
            requests,
            written: self.written.load(Relaxed),
        }
    }

    /// Tells the connection what is to become of it.
    pub(super) fn tell(&self, verdict: ConnectionVerdict) {
        match verdict {
            ConnectionVerdict::Stay => return,
            ConnectionVerdict::Leave => self.leave.store(true, Relaxed),
            ConnectionVerdict::LeaveAtOnce => {
                self.at_once.store(true, Relaxed);
                self.leave.store(true, Relaxed);
            }
            ConnectionVerdict::Cut => self.cut.store(true, Relaxed),
        }
        // Orders the mark before it.
        self.connection.wake();
    }

    /// What the connection was told. The task of `cx` is woken when it is told more.
    pub(super) fn verdict(&self, cx: &Context<'_>) -> ConnectionVerdict {
        self.connection.register(cx.waker());
        if self.is_cut() {
            ConnectionVerdict::Cut
        } else if !self.leave.load(Relaxed) {
            ConnectionVerdict::Stay
        } else if self.at_once.load(Relaxed) {
            ConnectionVerdict::LeaveAtOnce
        } else {
            ConnectionVerdict::Leave
        }
    }

    /// Whether the connection was told that it is reset.
    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Relaxed)
    }

    /// Whether nobody waits for the reader to close its end.
    pub(super) fn ends_at_once(&self) -> bool {
        self.at_once.load(Relaxed)
    }

    /// What comes of `work`, unless the connection is told that it is cut, or to leave and `leaves`.
    pub(super) async fn unless_told<T>(
        &self,
        work: impl Future<Output = T>,
        leaves: bool,
    ) -> Option<T> {
        let mut work = pin!(work);
        poll_fn(|cx| match (work.as_mut().poll(cx), self.verdict(cx)) {
            (Poll::Ready(done), _) => Poll::Ready(Some(done)),
            (Poll::Pending, ConnectionVerdict::Cut) => Poll::Ready(None),
            (Poll::Pending, ConnectionVerdict::Leave | ConnectionVerdict::LeaveAtOnce)
                if leaves =>
            {
                Poll::Ready(None)
            }
            (Poll::Pending, _) => Poll::Pending,
        })
        .await
    }
}
