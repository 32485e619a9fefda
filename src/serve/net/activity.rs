//! What a connection is doing: sending a request, waiting for an answer, reading it, or nothing.
//!
//! In: marks that the connection's I/O and service leave in an [`Activity`]. Out: [`Marks`] for the reaper, which looks
//! every few seconds; a [`ConnectionVerdict`] for the connection. Hyper can bound the time for header fields, at the
//! price of a timer per request. It cannot tell a slow request from an idle connection, and does not notice a reader
//! that stops reading.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

/// Marks left by a connection, and verdicts on it. Each is read on its own, so their order does not matter.
#[derive(Debug, Default)]
pub(super) struct Activity {
    /// A read found no bytes.
    waited: AtomicBool,
    /// Bytes came since the last request.
    begun: AtomicBool,
    /// The last write found the send buffer full.
    unread: AtomicBool,
    /// All is written, and the reader has not closed its end.
    closing: AtomicBool,
    /// Bytes written. Only the connection itself adds to it.
    written: AtomicUsize,
    requests: AtomicU32,
    answered: AtomicU32,
    /// It has to end after its last answer.
    leave: AtomicBool,
    /// It has to end without waiting for the reader to close its end, since byline ends.
    at_once: AtomicBool,
    /// It has to be reset.
    cut: AtomicBool,
    connection: AtomicWaker,
}

/// What the reaper or the listener decided about a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionVerdict {
    /// It goes on.
    Stay,
    /// It ends after its last answer.
    Leave,
    /// The same, without waiting for the reader to close its end.
    LeaveAtOnce,
    /// It is reset. The kernel drops what the reader has not read.
    Cut,
}

/// A connection at one look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// No byte has come on it, although byline has tried to read.
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
    /// Bytes written so far; wraps around.
    pub(super) written: usize,
}

impl Activity {
    /// For a new connection. Its first request counts as begun.
    pub(super) fn begun() -> Self {
        Self {
            begun: AtomicBool::new(true),
            ..Self::default()
        }
    }

    /// A read found no bytes.
    pub(super) fn is_waited_for(&self) {
        self.waited.store(true, Relaxed);
    }

    /// Bytes came. `begun`: they begin a request.
    pub(super) fn received(&self, begun: bool) {
        self.begun.store(begun, Relaxed);
    }

    /// The header fields of a request are complete.
    pub(super) fn request(&self) {
        self.begun.store(false, Relaxed);
        self.requests.fetch_add(1, Relaxed);
    }

    /// A request has its answer, or was abandoned.
    pub(super) fn answered(&self) {
        self.answered.fetch_add(1, Relaxed);
    }

    /// So many bytes were written. `None`: the send buffer was full.
    pub(super) fn wrote(&self, bytes: Option<usize>) {
        self.unread.store(bytes.is_none(), Relaxed);
        if let Some(bytes) = bytes {
            // Only the connection writes this, so a load and a store are enough.
            let written = self.written.load(Relaxed).wrapping_add(bytes);
            self.written.store(written, Relaxed);
        }
    }

    /// All is written, and a FIN was sent. The reader has not closed its end yet.
    pub(super) fn closing(&self) {
        self.closing.store(true, Relaxed);
    }

    /// The marks as they are now.
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

    /// Gives the connection a verdict, and wakes it.
    pub(super) fn give(&self, verdict: ConnectionVerdict) {
        match verdict {
            ConnectionVerdict::Stay => return,
            ConnectionVerdict::Leave => self.leave.store(true, Relaxed),
            ConnectionVerdict::LeaveAtOnce => {
                self.at_once.store(true, Relaxed);
                self.leave.store(true, Relaxed);
            }
            ConnectionVerdict::Cut => self.cut.store(true, Relaxed),
        }
        // The waker orders the store before the wake-up.
        self.connection.wake();
    }

    /// The verdict on the connection. The next one wakes the task of `cx`.
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

    /// Whether the connection is to be reset.
    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Relaxed)
    }

    /// Whether the connection ends without waiting for the reader to close its end.
    pub(super) fn ends_at_once(&self) -> bool {
        self.at_once.load(Relaxed)
    }

    /// The result of `work`. `None` if a verdict comes first: to be cut, or, with `leaves`, to leave.
    pub(super) async fn until_verdict<T>(
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
