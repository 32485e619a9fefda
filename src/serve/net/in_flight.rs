//! The requests of each client that are under way, because they are not answered from memory at once.
//!
//! In: a client. Out: a [`Ticket`], or nothing when the client has its share under way. An HTTP/1.1 connection has one
//! request at a time, so its place is bound enough. An HTTP/2 connection has many requests, and a connection of a
//! trusted proxy has those of many clients. Here each client has one share over all connections.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};
use parking_lot::{Mutex, MutexGuard};

use super::client::Client;

/// A larger body is handed to the kernel in pieces of this size, since it does not fit into the send buffer.
pub(super) const PIECE_BYTES: usize = 256 * 1024;

/// The number of requests under way, for each client that has any.
#[derive(Debug)]
pub(super) struct InFlight {
    per_client: usize,
    clients: Mutex<HashMap<Client, usize>>,
}

impl InFlight {
    pub(super) fn new(per_client: usize) -> Self {
        Self {
            per_client,
            clients: Mutex::default(),
        }
    }

    /// Counts a request of `client` until the ticket is dropped. `None` when the client has its share under way.
    pub(super) fn take(self: &Arc<Self>, client: Client) -> Option<Ticket> {
        let mut clients = self.clients();
        let count = clients.entry(client).or_default();
        if *count >= self.per_client {
            return None;
        }
        *count += 1;
        Some(Ticket {
            of: self.clone(),
            client,
        })
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<Client, usize>> {
        self.clients.lock()
    }
}

/// A request that is counted as under way.
#[derive(Debug)]
pub(super) struct Ticket {
    of: Arc<InFlight>,
    client: Client,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = self.of.clients().entry(self.client) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// The body of a reply. A large body goes out in pieces, so that byline sees whether the reader goes on reading.
#[derive(Debug)]
pub(super) struct Outgoing {
    whole: Full<Bytes>,
    rest: Bytes,
    /// Dropped when the last piece was handed over.
    _ticket: Option<Ticket>,
}

impl Outgoing {
    pub(super) const fn new(whole: Full<Bytes>, ticket: Option<Ticket>) -> Self {
        Self {
            whole,
            rest: Bytes::new(),
            _ticket: ticket,
        }
    }

    /// Whether `body` is handed over in more than one piece.
    pub(super) fn is_large(body: &Full<Bytes>) -> bool {
        body.size_hint().lower() > PIECE_BYTES as u64
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.whole).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(whole) => this.rest = whole,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                end => return Poll::Ready(end),
            }
        }
        let piece = this.rest.split_to(this.rest.len().min(PIECE_BYTES));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.whole.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.rest.len() as u64 {
            0 => self.whole.size_hint(),
            rest => SizeHint::with_exact(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    fn client(last: u8) -> Client {
        Client::of([192, 0, 2, last].into())
    }

    /// A client with a hundred streams has the same share as one with a hundred connections, and gives it back.
    #[test]
    fn a_client_has_its_share_and_no_more() {
        let requests = Arc::new(InFlight::new(2));
        let mut of_one: Vec<Ticket> = (0..2).filter_map(|_| requests.take(client(1))).collect();
        assert_eq!(of_one.len(), 2);
        assert!(requests.take(client(1)).is_none());
        assert!(requests.take(client(2)).is_some(), "another's share");
        of_one.pop();
        assert!(requests.take(client(1)).is_some());
        of_one.clear();
        assert!(requests.clients().is_empty(), "no client is remembered");
    }

    /// A large body arrives whole, and its reader counts until the last of it is handed over.
    #[tokio::test]
    async fn a_large_body_goes_out_in_pieces_and_holds_its_ticket() {
        let requests = Arc::new(InFlight::new(1));
        let whole: Bytes = (0..PIECE_BYTES * 2 + 5).map(|n| n as u8).collect();
        let body = Full::new(whole.clone());
        assert!(Outgoing::is_large(&body));
        let mut body = Outgoing::new(body, requests.take(client(1)));
        assert_eq!(body.size_hint().exact(), Some(whole.len() as u64));
        let mut sent = Vec::new();
        while let Some(frame) = body.frame().await {
            assert!(requests.take(client(1)).is_none());
            let piece = frame.expect("infallible").into_data().expect("data");
            assert!(piece.len() <= PIECE_BYTES);
            sent.extend_from_slice(&piece);
            assert_eq!(
                body.size_hint().exact(),
                Some((whole.len() - sent.len()) as u64)
            );
        }
        assert!(sent == whole);
        drop(body);
        assert!(requests.take(client(1)).is_some());
    }
}
