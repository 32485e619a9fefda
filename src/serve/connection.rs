//! One connection: which protocol it speaks, its requests, its end.
//!
//! HTTP/1.1, and HTTP/2 with prior knowledge (RFC 9113 §3.3), told apart by the first bytes. The time
//! until they come is bounded here, since hyper's own detection waits for ever.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, ready};
use http::header::HOST;
use http::{Request, Version};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::listener::Limits;
use super::pulse::{Begins, Pulse, Verdict, Watched};
use super::reply::{self, Answer, Reply};

/// The client's half of the HTTP/2 connection preface (RFC 9113 §3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum Protocol {
    Http1,
    Http2,
}

/// Serves `stream` to its end, or until `pulse` is told otherwise.
pub(super) async fn attend<A, F>(
    mut stream: TcpStream,
    answer: A,
    limits: &Limits,
    pulse: &Arc<Pulse>,
) where
    A: Fn(Request<Incoming>) -> Answer<F>,
    F: Future<Output = Reply> + Send + 'static,
{
    let Some((protocol, first)) = beginning(&mut stream, pulse).await else {
        return; // Silent, or gone.
    };
    let begins = match protocol {
        Protocol::Http1 => Begins::WithBytes,
        Protocol::Http2 => Begins::Unseen,
    };
    let io = TokioIo::new(Watched::new(stream, first, begins, pulse.clone()));
    let service = service_fn(|request| {
        pulse.request();
        // RFC 9112 §3.2
        let complete =
            request.version() != Version::HTTP_11 || request.headers().contains_key(HOST);
        let answer = if complete {
            answer(request)
        } else {
            Either::Left(ready(reply::no_host()))
        };
        match answer {
            // Nearly every time, and then no timer is set.
            Either::Left(reply) => {
                pulse.answered();
                Either::Left(async { Ok::<_, Infallible>(reply.into_inner()) })
            }
            Either::Right(reply) => {
                let in_flight = InFlight(pulse.clone());
                Either::Right(Box::pin(in_time(reply, limits.answer, in_flight)))
            }
        }
    });
    match protocol {
        Protocol::Http1 => {
            let connection = http1::Builder::new()
                // Watched by the rounds, which tell a slow request from an idle connection.
                .header_read_timeout(None)
                .max_buf_size(limits.header_bytes)
                .max_header_size(limits.header_bytes)
                .serve_connection(io, service);
            converse(pin!(connection), pulse).await;
        }
        Protocol::Http2 => {
            let connection = http2::Builder::new(TokioExecutor::new())
                .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
                .max_concurrent_streams(limits.streams)
                .max_send_buf_size(64 * 1024)
                .serve_connection(io, service);
            // Few speak it; the others need not have the room for it.
            converse(Box::pin(connection).as_mut(), pulse).await;
        }
    }
}

async fn converse<C: GracefulConnection>(mut connection: Pin<&mut C>, pulse: &Pulse) {
    let mut leaving = false;
    poll_fn(|cx| {
        loop {
            // A connection that breaks off is the reader's affair and nobody's news.
            if connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            match pulse.verdict(cx) {
                Verdict::Cut => return Poll::Ready(()),
                Verdict::Leave if !leaving => {
                    leaving = true;
                    connection.as_mut().graceful_shutdown();
                }
                Verdict::Leave | Verdict::Stay => return Poll::Pending,
            }
        }
    })
    .await;
}

/// The first bytes, unless it ends or is to end before they are there.
async fn beginning(stream: &mut TcpStream, pulse: &Pulse) -> Option<(Protocol, Bytes)> {
    let mut first = pin!(first_bytes(stream));
    poll_fn(|cx| match (first.as_mut().poll(cx), pulse.verdict(cx)) {
        (Poll::Pending, Verdict::Stay) => Poll::Pending,
        (Poll::Pending, Verdict::Leave | Verdict::Cut) => Poll::Ready(None),
        (first, _) => first,
    })
    .await
}

/// Reads until the protocol is clear. `None` when the connection ends before it says anything.
async fn first_bytes(stream: &mut TcpStream) -> Option<(Protocol, Bytes)> {
    let mut first = [0; PREFACE.len()];
    let mut filled = 0;
    loop {
        match stream.read(&mut first[filled..]).await {
            Ok(0) | Err(_) => return None,
            Ok(more) => filled += more,
        }
        let said = &first[..filled];
        if !PREFACE.starts_with(said) {
            return Some((Protocol::Http1, Bytes::copy_from_slice(said)));
        }
        if filled == PREFACE.len() {
            return Some((Protocol::Http2, Bytes::from_static(PREFACE)));
        }
    }
}

/// The reply, or in its place the regret that it took too long.
async fn in_time(
    reply: impl Future<Output = Reply>,
    within: Duration,
    _in_flight: InFlight,
) -> Result<Reply, Infallible> {
    let reply = timeout(within, reply).await;
    Ok(reply.unwrap_or_else(|_| reply::too_late()))
}

/// Counts a request as in flight until it is answered or abandoned.
struct InFlight(Arc<Pulse>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.answered();
    }
}
