//! What is sent on a connection: the type of a reply, short texts, and the refusals that need no look at a feed.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, Either, Ready};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

/// A reply. Its body is whole, and clones of the reply share it.
pub type Reply = Response<Full<Bytes>>;

/// A reply that is ready, or one that is being made.
pub type EventualReply<F = BoxFuture<'static, Reply>> = Either<Ready<Reply>, F>;

/// [`no_room`] as bytes, for a client that gets no connection of its own.
pub(super) const NO_ROOM: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Cache-Control: no-store\r\nRetry-After: 10\r\nConnection: close\r\nContent-Length: 99\r\n\r\n\
    There is no room for more connections or requests of yours at the moment. Please try again later.\r\n";

/// The answer to TLS. Most clients show only that the handshake failed; some recognise plain HTTP.
pub(super) const NO_TLS: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Cache-Control: no-store\r\nConnection: close\r\n\r\n\
    This port speaks http. Use an address that begins with http://\n";

/// 400: RFC 9112 §3.2.
pub(super) fn no_host() -> Reply {
    text(
        StatusCode::BAD_REQUEST,
        "A request names the host that it is for, once: Host: news.example\n",
    )
}

/// 503: the client has its share of connections or requests, or all places are occupied.
pub(super) fn no_room() -> Reply {
    later(
        StatusCode::SERVICE_UNAVAILABLE,
        "There is no room for more connections or requests of yours at the moment. Please try again later.\n",
        Duration::from_secs(10),
    )
}

/// 504: the gateway's own time limits should have answered long before.
pub(super) fn too_late() -> Reply {
    later(
        StatusCode::GATEWAY_TIMEOUT,
        "This took too long. Please try again later.\n",
        Duration::from_secs(30),
    )
}

/// A short plain text. No cache keeps it.
pub(crate) fn text(status: StatusCode, message: impl Into<Bytes>) -> Reply {
    let mut reply = Reply::new(Full::new(message.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    reply
}

/// A text with `Retry-After`: in whole seconds, at least one.
pub(crate) fn later(status: StatusCode, message: impl Into<Bytes>, after: Duration) -> Reply {
    let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
    let mut reply = text(status, message);
    reply
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A length that is not true would leave the reader waiting, or cut its answer.
    #[test]
    fn the_refusal_has_the_length_that_it_says() {
        let text = std::str::from_utf8(NO_ROOM).expect("ASCII");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        assert!(
            head.contains(&format!("Content-Length: {}", body.len())),
            "{}",
            body.len()
        );
    }
}
