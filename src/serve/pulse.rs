//! Whether a connection is alive: is it sending a request, waiting for one, or not reading its answer?
//!
//! Hyper can bound the time for header fields, at the price of a timer per request, and cannot tell a
//! slow request from an idle connection, nor notice a reader that stops reading. Here the connection's
//! I/O and service leave marks in a [`Pulse`], which [`super::rounds`] look at every few seconds; what they
//! find stands in the pulse too, and wakes the connection.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::sendfile;

/// Marks left by a connection, and by those who look at it. Each is looked at on its own, so their order does not
/// matter.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// Bytes came since the last request.
    begun: AtomicBool,
    /// The last write found no room.
    unread: AtomicBool,
    requests: AtomicU32,
    answered: AtomicU32,
    /// It is to end.
    leave: AtomicBool,
    /// It is not even to end in peace.
    cut: AtomicBool,
    connection: AtomicWaker,
}

impl Pulse {
    /// The pulse of a new connection, whose first request counts as begun.
    pub(super) fn begun() -> Self {
        Self {
            begun: AtomicBool::new(true),
            ..Self::default()
        }
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

    /// What there is to see of the connection now.
    pub(super) fn marks(&self) -> Marks {
        let requests = self.requests.load(Relaxed);
        Marks {
            begun: self.begun.load(Relaxed),
            busy: requests != self.answered.load(Relaxed),
            unread: self.unread.load(Relaxed),
            requests,
        }
    }

    /// Tells the connection what is to become of it.
    pub(super) fn tell(&self, verdict: Verdict) {
        match verdict {
            Verdict::Stay => return,
            Verdict::Leave => self.leave.store(true, Relaxed),
            Verdict::Cut => self.cut.store(true, Relaxed),
        }
        // Orders the mark before it.
        self.connection.wake();
    }

    /// What the connection was told. The task of `cx` is woken when it is told more.
    pub(super) fn verdict(&self, cx: &Context<'_>) -> Verdict {
        self.connection.register(cx.waker());
        if self.cut.load(Relaxed) {
            Verdict::Cut
        } else if self.leave.load(Relaxed) {
            Verdict::Leave
        } else {
            Verdict::Stay
        }
    }
}

/// How one sees that a request has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// HTTP/1.1: whatever comes between two requests is the beginning of the next.
    WithBytes,
    /// HTTP/2: other frames come between requests, so a request is seen when it is complete.
    Unseen,
}

/// What is to become of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes on.
    Stay,
    /// It is to end: no further request.
    Leave,
    /// It is dropped.
    Cut,
}

/// What a pulse tells at one look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// A request has begun.
    pub(super) begun: bool,
    /// A request has no answer yet.
    pub(super) busy: bool,
    /// What was sent is not read.
    pub(super) unread: bool,
    /// Requests so far.
    pub(super) requests: u32,
}

/// A stream that leaves marks, and gives back first the bytes that were read from it already.
#[derive(Debug)]
pub(super) struct Watched {
    stream: TcpStream,
    first: Bytes,
    begins: Begins,
    pulse: Arc<Pulse>,
}

impl Watched {
    pub(super) const fn new(
        stream: TcpStream,
        first: Bytes,
        begins: Begins,
        pulse: Arc<Pulse>,
    ) -> Self {
        Self {
            stream,
            first,
            begins,
            pulse,
        }
    }

    fn written(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.pulse.unread.store(outcome.is_pending(), Relaxed);
        outcome
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        if this.first.has_remaining() {
            let now = this.first.len().min(into.remaining());
            into.put_slice(&this.first.split_to(now));
        }
        // The rest at once: hyper makes its buffer larger when it has to ask again.
        let outcome = Pin::new(&mut this.stream).poll_read(cx, into);
        if into.filled().len() == before {
            return outcome;
        }
        let begun = this.begins == Begins::WithBytes;
        this.pulse.begun.store(begun, Relaxed);
        match outcome {
            Poll::Pending => Poll::Ready(Ok(())),
            outcome => outcome,
        }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.written(outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = sendfile::poll_write(&this.stream, cx, slices)
            .unwrap_or_else(|| Pin::new(&mut this.stream).poll_write_vectored(cx, slices));
        this.written(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
