//! Answers that are not documents or pages: short plain texts, redirects, nothing.
//!
//! None of them is kept by a cache.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

/// Every answer's type: the whole body at once, shared.
pub(super) type Reply = Response<Full<Bytes>>;

/// A short plain text that nobody keeps.
pub(super) fn text(status: StatusCode, message: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(message.into()));
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

/// A text that says when to come back: in whole seconds, never at once.
pub(super) fn later(status: StatusCode, message: impl Into<Bytes>, after: Duration) -> Reply {
    let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
    let mut reply = text(status, message);
    reply
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    reply
}

/// 400: RFC 9112 §3.2.
pub(super) fn no_host() -> Reply {
    text(
        StatusCode::BAD_REQUEST,
        "An HTTP/1.1 request needs a Host header.\n",
    )
}

/// 504: the gateway's own bounds should have answered long before.
pub(super) fn too_late() -> Reply {
    later(
        StatusCode::GATEWAY_TIMEOUT,
        "This took too long. Please try again later.\n",
        Duration::from_secs(30),
    )
}
