//! Whether a connection is alive: is it sending a request, waiting for one, or not reading its answer?
//!
//! Hyper can bound the time for header fields, at the price of a timer per request, and cannot tell a
//! slow request from an idle connection, nor notice a reader that stops reading. Here the connection's
//! I/O and service leave marks in a [`Pulse`], and an [`Observer`] looks at them every few seconds:
//! one timer per connection, none per request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::listener::Limits;

/// Marks left by a connection. Each is looked at on its own, so their order does not matter.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// Bytes came since the last request.
    begun: AtomicBool,
    /// The last write found no room.
    unread: AtomicBool,
    requests: AtomicU32,
    answered: AtomicU32,
}

impl Pulse {
    /// The pulse of a connection whose first bytes are there.
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
}

/// How one sees that a request has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// HTTP/1.1: whatever comes between two requests is the beginning of the next.
    WithBytes,
    /// HTTP/2: other frames come between requests, so a request is seen when it is complete.
    Unseen,
}

/// What to do with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Stay,
    /// Let it end: no further request.
    Leave,
    /// Drop it.
    Cut,
}

/// Looks at a pulse at regular times and remembers for how many looks each state has lasted.
#[derive(Debug)]
pub(super) struct Observer {
    every: Duration,
    begins: Begins,
    head_looks: u32,
    idle_looks: u32,
    unread_looks: u32,
    drain_looks: u32,
    requests: u32,
    head: u32,
    idle: u32,
    unread: u32,
    leaving: u32,
}

impl Observer {
    /// An observer with nothing seen yet.
    pub(super) fn new(limits: &Limits, begins: Begins) -> Self {
        let shortest = limits
            .head
            .min(limits.idle)
            .min(limits.unread)
            .min(limits.drain);
        let every = (shortest / 4).max(Duration::from_millis(5));
        let looks = |limit: Duration| {
            u32::try_from(limit.as_nanos().div_ceil(every.as_nanos())).unwrap_or(u32::MAX)
        };
        Self {
            every,
            begins,
            head_looks: looks(limits.head),
            idle_looks: looks(limits.idle),
            unread_looks: looks(limits.unread),
            drain_looks: looks(limits.drain),
            requests: 0,
            head: 0,
            idle: 0,
            unread: 0,
            leaving: 0,
        }
    }

    /// The time between two looks.
    pub(super) const fn every(&self) -> Duration {
        self.every
    }

    /// What to do now. `crowded`: others wait for a seat. `leaving`: it was told to leave before.
    pub(super) fn look(&mut self, pulse: &Pulse, crowded: bool, leaving: bool) -> Verdict {
        let requests = pulse.requests.load(Relaxed);
        let busy = requests != pulse.answered.load(Relaxed);
        let begun = self.begins == Begins::WithBytes && pulse.begun.load(Relaxed);
        let unread = pulse.unread.load(Relaxed);
        if busy || requests != self.requests {
            (self.head, self.idle) = (0, 0);
        }
        self.requests = requests;
        self.head = if begun && !busy { self.head + 1 } else { 0 };
        self.idle = if begun || busy || unread {
            0
        } else {
            self.idle + 1
        };
        self.unread = if unread { self.unread + 1 } else { 0 };
        self.leaving = if leaving { self.leaving + 1 } else { 0 };
        // Between the first and the last of n + 1 looks lie n intervals, which are the limit.
        if self.head > self.head_looks
            || self.unread > self.unread_looks
            || self.leaving > self.drain_looks
        {
            Verdict::Cut
        } else if self.idle > self.idle_looks || (crowded && self.idle > 1) {
            Verdict::Leave
        } else {
            Verdict::Stay
        }
    }
}

/// A stream that leaves marks, and gives back first the bytes that were read from it already.
#[derive(Debug)]
pub(super) struct Watched {
    stream: TcpStream,
    first: Bytes,
    pulse: Arc<Pulse>,
}

impl Watched {
    pub(super) const fn new(stream: TcpStream, first: Bytes, pulse: Arc<Pulse>) -> Self {
        Self {
            stream,
            first,
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
        if this.first.has_remaining() {
            let now = this.first.len().min(into.remaining());
            into.put_slice(&this.first.split_to(now));
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        let outcome = Pin::new(&mut this.stream).poll_read(cx, into);
        if into.filled().len() > before {
            this.pulse.begun.store(true, Relaxed);
        }
        outcome
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
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
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
