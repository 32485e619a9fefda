//! One connection: its protocol, its requests and its end.
//!
//! In: a socket with a place. Out: nothing; [`Connection::attend`] returns when the connection has ended. The first bytes
//! tell HTTP/1.1 from HTTP/2 with prior knowledge (RFC 9113 §3.3). The reaper bounds the time until they come, which
//! hyper's own detection does not.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, Either, Ready, ready};
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::time::timeout;

use super::activity::{Activity, ConnectionVerdict};
use super::client::{self, Client};
use super::host;
use super::in_flight::{InFlight, Outgoing, Ticket};
use super::observed::PlaceKind;
use super::reaper::Admitted;
use super::reply::{self, EventualReply, Reply};
use super::rules::ConnectionRules;
use super::socket::{Entrance, Peer, Socket};
use super::stream::{Begins, Stream};
use super::traffic::ShedReason;
use crate::traces;

/// The client's half of the HTTP/2 connection preface (RFC 9113 §3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// What an HTTP/2 client may send before byline reads it. No body that byline reads is larger than 16 KiB.
const WINDOW_BYTES: u32 = 64 * 1024;

/// The first bytes of TLS: a handshake record (RFC 8446 §5.1).
const TLS_HANDSHAKE: [u8; 2] = [0x16, 0x03];

enum Protocol {
    Http1,
    Http2,
    /// The port does not speak it; the client is answered in plain HTTP.
    Tls,
}

/// A connection with its place and its peer.
pub(super) struct Connection<A> {
    pub(super) admitted: Admitted,
    pub(super) peer: Peer,
    pub(super) entrance: Entrance,
    /// The peer is a proxy that speaks for many clients.
    pub(super) trusted: bool,
    pub(super) rules: ConnectionRules,
    pub(super) in_flight: Arc<InFlight>,
    pub(super) answer: A,
}

/// What hyper is given to send.
type Answered = Result<Response<Outgoing>, Infallible>;

impl<A, F> Connection<A>
where
    A: Fn(Request<Incoming>, Client, Entrance) -> EventualReply<F> + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    /// Serves `socket` until the connection ends or gets a verdict. `said` was read from it already.
    pub(super) async fn attend(self, mut socket: Socket, said: Bytes) {
        let activity = &self.admitted.activity;
        let first = first_bytes(&mut socket, said, activity);
        let Some(Some((protocol, first))) = activity.until_verdict(first, true).await else {
            return; // Silent, or gone.
        };
        let begins = match protocol {
            Protocol::Http1 | Protocol::Tls => Begins::WithBytes,
            Protocol::Http2 => Begins::Unseen,
        };
        let stream = Stream::new(socket, first, begins, activity.clone());
        let limits = self.admitted.limits();
        match protocol {
            Protocol::Http1 => {
                let connection = http1::Builder::new()
                    // The reaper bounds this time: it can tell a slow request from an idle connection.
                    .header_read_timeout(None)
                    .max_buf_size(limits.header_bytes)
                    .max_header_size(limits.header_bytes)
                    .serve_connection(TokioIo::new(stream), service_fn(|it| self.serve(it)));
                converse(pin!(connection), activity).await;
            }
            Protocol::Http2 => {
                let connection = http2::Builder::new(TokioExecutor::new())
                    .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
                    .max_concurrent_streams(limits.streams)
                    .max_send_buf_size(64 * 1024)
                    .initial_stream_window_size(WINDOW_BYTES)
                    .initial_connection_window_size(WINDOW_BYTES * 2)
                    .serve_connection(TokioIo::new(stream), service_fn(|it| self.serve(it)));
                // Few clients speak HTTP/2. On the heap, its state takes no room in the tasks of the others.
                converse(Box::pin(connection).as_mut(), activity).await;
            }
            Protocol::Tls => {
                if self.admitted.traffic().tls() {
                    tracing::info!(
                        client = %Client::of(self.peer.address),
                        "https was spoken to byline, which speaks http here: use an address that begins with http://, \
                         or have a proxy in front speak https"
                    );
                }
                let _ = activity.until_verdict(refuse_tls(stream), false).await;
            }
        }
    }

    /// The answer to a request: ready, or being made.
    fn serve(
        &self,
        mut request: Request<Incoming>,
    ) -> Either<Ready<Answered>, BoxFuture<'static, Answered>> {
        let activity = &self.admitted.activity;
        activity.request();
        let version = request.version();
        let client = self.client(&request);
        if !self.trusted {
            traces::distrust(request.headers_mut());
        }
        let for_operators = (self.rules.for_operators)(request.uri().path());
        let answer = match self.refusal(&request, client) {
            Some(refusal) => Either::Left(ready(refusal)),
            None => (self.answer)(request, client, self.entrance),
        };
        let (reply, ticket) = match answer {
            // Nearly every answer is ready. No timer is set for it.
            Either::Left(reply) => self.counted(reply.into_inner(), client),
            Either::Right(reply) => match self.in_flight.take(client) {
                // A request for operators is answered however many requests its client has under way.
                ticket if ticket.is_some() || for_operators => {
                    let under_way = UnderWay(activity.clone());
                    let within = self.admitted.limits().answer;
                    return Either::Right(Box::pin(in_time(reply, within, under_way, ticket)));
                }
                _ => (self.shed(ShedReason::Share, client), None),
            },
        };
        activity.answered();
        let mut reply = reply.map(|body| Outgoing::new(body, ticket));
        if version < Version::HTTP_2 && self.ends_with(reply.status()) {
            let close = HeaderValue::from_static("close");
            reply.headers_mut().insert(CONNECTION, close);
        }
        Either::Left(ready(Ok(reply)))
    }

    fn client(&self, request: &Request<Incoming>) -> Client {
        let peer = Client::of(self.peer.address);
        if self.trusted {
            client::behind(peer, request.headers(), &*self.rules.trusts)
        } else {
            peer
        }
    }

    /// The refusal of a request that gets no look.
    fn refusal(&self, request: &Request<Incoming>, client: Client) -> Option<Reply> {
        if !host::is_named(request) {
            return Some(reply::no_host());
        }
        let PlaceKind::Reserved(shed) = self.admitted.place else {
            return None;
        };
        // A reserved place is for one answer.
        self.admitted.activity.give(ConnectionVerdict::Leave);
        let for_operators = (self.rules.for_operators)(request.uri().path());
        (!for_operators).then(|| self.shed(shed, client))
    }

    /// Whether a connection ends after a reply with `status`. After 400, a proxy in front of byline may read the next
    /// bytes as another request than byline does.
    fn ends_with(&self, status: StatusCode) -> bool {
        self.admitted.place != PlaceKind::Ordinary
            || status == StatusCode::BAD_REQUEST
            || (status == StatusCode::SERVICE_UNAVAILABLE && !self.trusted)
    }

    /// A large answer through a trusted proxy counts as under way, since the proxy may pass it on as slowly as its client
    /// reads.
    fn counted(&self, reply: Reply, client: Client) -> (Reply, Option<Ticket>) {
        if !self.trusted || !Outgoing::is_large(reply.body()) {
            return (reply, None);
        }
        match self.in_flight.take(client) {
            Some(ticket) => (reply, Some(ticket)),
            None => (self.shed(ShedReason::Share, client), None),
        }
    }

    /// 503.
    fn shed(&self, shed: ShedReason, client: Client) -> Reply {
        self.admitted.was_shed(shed, client);
        reply::no_room()
    }
}

async fn converse<C: GracefulConnection>(mut connection: Pin<&mut C>, activity: &Activity) {
    let mut leaving = ConnectionVerdict::Stay;
    poll_fn(|cx| {
        loop {
            // An error means that the reader broke off, which is not logged.
            if connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            match activity.verdict(cx) {
                ConnectionVerdict::Cut => return Poll::Ready(()),
                verdict @ (ConnectionVerdict::Leave | ConnectionVerdict::LeaveAtOnce)
                    if verdict != leaving =>
                {
                    leaving = verdict;
                    connection.as_mut().graceful_shutdown();
                }
                ConnectionVerdict::Leave
                | ConnectionVerdict::LeaveAtOnce
                | ConnectionVerdict::Stay => return Poll::Pending,
            }
        }
    })
    .await;
}

/// Reads until the protocol is clear. `said` was read already. `None` when the connection ends before that.
async fn first_bytes(
    socket: &mut Socket,
    said: Bytes,
    activity: &Activity,
) -> Option<(Protocol, Bytes)> {
    if let Some(protocol) = Protocol::of(&said) {
        return Some((protocol, said));
    }
    let mut first = [0; PREFACE.len()];
    let mut filled = said.len();
    first[..filled].copy_from_slice(&said);
    loop {
        match read_some(socket, activity, &mut first[filled..]).await {
            Ok(0) | Err(_) => return None,
            Ok(more) => filled += more,
        }
        let said = &first[..filled];
        if let Some(protocol) = Protocol::of(said) {
            return Some((protocol, Bytes::copy_from_slice(said)));
        }
    }
}

impl Protocol {
    /// The protocol that begins with `said`; `None` while that is not clear.
    fn of(said: &[u8]) -> Option<Self> {
        if said.starts_with(&TLS_HANDSHAKE) {
            Some(Self::Tls)
        } else if said.starts_with(PREFACE) {
            Some(Self::Http2)
        } else if PREFACE.starts_with(said) || TLS_HANDSHAKE.starts_with(said) {
            None
        } else {
            Some(Self::Http1)
        }
    }
}

/// Reads, and marks the connection as silent if no byte has come yet. The first poll of a new socket is pending even if
/// bytes are there, so the system is asked too.
async fn read_some(socket: &mut Socket, activity: &Activity, into: &mut [u8]) -> io::Result<usize> {
    let mut into = ReadBuf::new(into);
    poll_fn(|cx| {
        let read = Pin::new(&mut *socket).poll_read(cx, &mut into);
        if read.is_pending() && !socket.has_bytes() {
            activity.is_waited_for();
        }
        read
    })
    .await?;
    Ok(into.filled().len())
}

async fn refuse_tls(mut stream: Stream) -> io::Result<()> {
    stream.write_all(reply::NO_TLS).await?;
    stream.shutdown().await
}

/// The reply, or 504 when it takes longer than `within`. It is under way until its last byte is handed over.
async fn in_time(
    reply: impl Future<Output = Reply>,
    within: Duration,
    _under_way: UnderWay,
    ticket: Option<Ticket>,
) -> Answered {
    let reply = timeout(within, reply).await;
    let reply = reply.unwrap_or_else(|_| reply::too_late());
    // A small reply is handed over at once, so its ticket ends here.
    let ticket = ticket.filter(|_| Outgoing::is_large(reply.body()));
    Ok(reply.map(|body| Outgoing::new(body, ticket)))
}

/// Counts a request as under way until it is answered or abandoned.
struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.answered();
    }
}
