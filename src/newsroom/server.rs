//! The newsroom on a socket: HTTP/1.1, bounded in connections, time and memory.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// A newsroom: the answer to a request at a time.
pub(crate) type Respond = fn(&Request<Incoming>, Timestamp) -> Response<Bytes>;

/// Connections at once; the next one waits.
const CONNECTIONS: usize = 128;
/// For a request's head, and for an idle connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// For a connection as a whole.
const LIFETIME: Duration = Duration::from_secs(600);
/// For what is in flight when the newsroom closes.
const GRACE: Duration = Duration::from_secs(3);

/// Serves the newsroom that answers with `respond`, as it is at `now()`, until `shutdown` is done; then finishes what is in
/// flight, for at most three seconds. Failures of single connections end those connections only.
///
/// # Errors
/// Never today; the signature is that of a server.
pub(super) async fn serve_at(
    listener: TcpListener,
    respond: Respond,
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let now = Arc::new(now);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, stream) = tokio::select! {
            (place, accepted) = next => match accepted {
                Ok((stream, _)) => (place, stream),
                Err(_) => {
                    // Out of descriptors, or a client that left: neither is helped by spinning.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let now = Arc::clone(&now);
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = respond(&request, now()).map(Full::new);
            async move { Ok::<_, Infallible>(answer) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(16 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is no news.
            let _ = tokio::time::timeout(LIFETIME, connection).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
    Ok(())
}

/// [`serve_at`] with the machine's clock.
///
/// # Errors
/// As [`serve_at`].
pub(crate) async fn serve(
    listener: TcpListener,
    respond: Respond,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_at(listener, respond, Timestamp::now, shutdown).await
}
