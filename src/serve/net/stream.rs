//! The stream of one connection: leaves marks in its [`Activity`], and ends so that nothing of it stays in the kernel.
//!
//! In: a socket, and what hyper writes. Out: the same bytes. After the last byte and the FIN, the stream waits until the
//! reader closes its end, and throws away what still comes. Without that, the kernel would hold unread bytes for minutes
//! without byline counting them, and a reader that still sends would lose its answer (RFC 9112 §9.6). The reaper bounds
//! the time. A stream that is cut is reset: the kernel frees what it holds at once.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::activity::Activity;
use super::socket::Socket;

/// What shows that a request has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// HTTP/1.1: any byte after a request begins the next one.
    WithBytes,
    /// HTTP/2: other frames come between requests too, so a request shows only when it is complete.
    Unseen,
}

/// A stream that leaves marks. Reading it returns the bytes of `first` first, which were read before.
#[derive(Debug)]
pub(super) struct Stream {
    socket: Socket,
    first: Bytes,
    begins: Begins,
    activity: Arc<Activity>,
    /// A FIN was sent.
    fin_sent: bool,
    /// How many more bytes may come after the FIN.
    patience_bytes: usize,
}

/// What a reader may still send after its answer: more than any body that byline accepts.
const PATIENCE_BYTES: usize = 1 << 20;
/// How much is thrown away before other tasks run.
const THROWN_AWAY_BYTES: usize = 4 * 1024;

impl Stream {
    pub(super) const fn new(
        socket: Socket,
        first: Bytes,
        begins: Begins,
        activity: Arc<Activity>,
    ) -> Self {
        Self {
            socket,
            first,
            begins,
            activity,
            fin_sent: false,
            patience_bytes: PATIENCE_BYTES,
        }
    }

    fn wrote(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &outcome {
            Poll::Pending => self.activity.wrote(None),
            Poll::Ready(Ok(bytes)) => self.activity.wrote(Some(*bytes)),
            Poll::Ready(Err(_)) => {}
        }
        outcome
    }

    /// Reads and throws away, until the reader closes its end or has sent too much.
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut room = [0; THROWN_AWAY_BYTES];
        let mut room = ReadBuf::new(&mut room);
        match ready!(Pin::new(&mut self.socket).poll_read(cx, &mut room)) {
            Ok(()) if !room.filled().is_empty() && self.patience_bytes > 0 => {
                self.patience_bytes = self.patience_bytes.saturating_sub(room.filled().len());
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Ok(()) | Err(_) => Poll::Ready(()),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.activity.is_cut() {
            self.socket.reset();
        }
    }
}

impl AsyncRead for Stream {
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
        // Reads on at once: a second read would make hyper enlarge its buffer.
        let outcome = Pin::new(&mut this.socket).poll_read(cx, into);
        if into.filled().len() == before {
            if outcome.is_pending() {
                this.activity.is_waited_for();
            }
            return outcome;
        }
        this.activity.received(this.begins == Begins::WithBytes);
        match outcome {
            Poll::Pending => Poll::Ready(Ok(())),
            outcome => outcome,
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.socket).poll_write(cx, bytes);
        this.wrote(outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.socket).poll_write_vectored(cx, slices);
        this.wrote(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.fin_sent {
            ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
            this.fin_sent = true;
            this.activity.closing();
        }
        if !this.activity.ends_at_once() {
            ready!(this.poll_closed(cx));
        }
        Poll::Ready(Ok(()))
    }
}
