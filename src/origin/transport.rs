//! One HTTP exchange, the second seam.
//!
//! In: an [`Ask`]. Out: an [`Answer`] whose body is whole, decompressed and within its limit, or why not.
//! No redirects, no cookies, no retries, no pace: all that is decided above. [`super::Wire`] is the real one;
//! a test writes its own in a few lines.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode};
use url::Url;

use super::guard::{Blocked, Reach};

/// One GET.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What to get; already judged by the guard.
    pub url: Url,
    /// All headers that matter, `User-Agent` included; `Accept-Encoding` is the transport's own.
    pub headers: HeaderMap,
    /// What addresses the host's name may resolve to.
    pub reach: Reach,
    /// From connecting to the last byte.
    pub timeout: Duration,
    /// The largest body, after decompression.
    pub limit_bytes: u64,
    /// What to do with a larger one.
    pub beyond: Beyond,
}

/// What becomes of a body beyond its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// It is refused: half a page is no page.
    Refuse,
    /// It is cut: robots.txt counts up to its limit (RFC 9309 §2.5).
    Cut,
}

/// What came back, of any status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Not within [`Ask::timeout`].
    #[error("no complete answer within {0:?}")]
    Timeout(Duration),
    /// More than [`Ask::limit_bytes`].
    #[error("the answer exceeds {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
        /// What the answer said it was.
        content_type: Option<String>,
    },
    /// The name leads to where it may not.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// Name, connection, TLS or protocol failed, or the body broke off.
    #[error("{0}")]
    Network(String),
}

/// Exchanges one request for one answer.
pub trait Transport: Send + Sync + 'static {
    /// Asks once. Dropping the future abandons the exchange.
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>>;
}

impl Answer {
    /// A header as text; nothing when absent or not ASCII.
    pub fn header(&self, name: http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
