//! One connection: which protocol it speaks, its requests, its end.
//!
//! HTTP/1.1, and HTTP/2 with prior knowledge (RFC 9113 §3.3), told apart by the first bytes. The time
//! until they come is bounded here, since hyper's own detection waits for ever.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
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
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::listener::House;
use super::pulse::{Begins, Observer, Pulse, Verdict, Watched};
use super::reply::{self, Answer, Reply};

/// The client's half of the HTTP/2 connection preface (RFC 9113 §3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum Protocol {
    Http1,
    Http2,
}

/// Serves `stream` to its end.
pub(super) async fn attend<A, F>(mut stream: TcpStream, answer: A, house: &House)
where
    A: Fn(Request<Incoming>) -> Answer<F>,
    F: Future<Output = Reply> + Send + 'static,
{
    let limits = &house.limits;
    let mut closing = house.closing.clone();
    let first = tokio::select! {
        first = timeout(limits.head, first_bytes(&mut stream)) => first,
        _ = closing.wait_for(|&closing| closing) => return,
    };
    let Ok(Some((protocol, first))) = first else {
        return; // Silent, or gone.
    };
    let pulse = Arc::new(Pulse::begun());
    let io = TokioIo::new(Watched::new(stream, first, pulse.clone()));
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
                Either::Left(ready(Ok::<_, Infallible>(reply.into_inner())))
            }
            Either::Right(reply) => {
                Either::Right(in_time(reply, limits.answer, InFlight(pulse.clone())))
            }
        }
    });
    match protocol {
        Protocol::Http1 => {
            let connection = http1::Builder::new()
                // Watched by pulse, which tells a slow request from an idle connection.
                .header_read_timeout(None)
                .max_buf_size(limits.header_bytes)
                .max_header_size(limits.header_bytes)
                .serve_connection(io, service);
            let observer = Observer::new(limits, Begins::WithBytes);
            converse(connection, observer, &pulse, house).await;
        }
        Protocol::Http2 => {
            let connection = http2::Builder::new(TokioExecutor::new())
                .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
                .max_concurrent_streams(limits.streams)
                .max_send_buf_size(64 * 1024)
                .serve_connection(io, service);
            let observer = Observer::new(limits, Begins::Unseen);
            converse(connection, observer, &pulse, house).await;
        }
    }
}

async fn converse<C: GracefulConnection>(
    connection: C,
    mut observer: Observer,
    pulse: &Pulse,
    house: &House,
) {
    let mut connection = std::pin::pin!(connection);
    let mut closing = house.closing.clone();
    let mut leaving = false;
    let mut look = interval(observer.every());
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            // A connection that breaks off is the reader's affair and nobody's news.
            _ = connection.as_mut() => return,
            _ = closing.wait_for(|&closing| closing), if !leaving => {
                leaving = true;
                connection.as_mut().graceful_shutdown();
            }
            _ = look.tick() => match observer.look(pulse, house.crowded(), leaving) {
                Verdict::Stay => {}
                Verdict::Leave => {
                    leaving = true;
                    connection.as_mut().graceful_shutdown();
                }
                Verdict::Cut => return,
            },
        }
    }
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
