//! One HTTP exchange, the second seam.
//!
//! In: an [`Ask`]. Out: an [`Answer`] whose body is whole, decompressed and within its limit, or why there is none.
//! A transport follows no redirects, stores no cookies, and knows neither retries nor pace. [`super::Wire`] is the real
//! one; a test writes its own in a few lines.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::guard::{Blocked, Reach};
use crate::config::{Authorities, Proxy};

/// One request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The method.
    pub method: Method,
    /// What is sent besides; empty with GET.
    pub body: Bytes,
    /// The URL, which the guard has judged.
    pub url: Url,
    /// The headers, `User-Agent` included. The transport adds `Accept-Encoding`.
    pub headers: HeaderMap,
    /// The addresses that the host's name may resolve to. Behind a proxy nobody here sees them.
    pub reach: Reach,
    /// The way to the host.
    pub way: Way,
    /// From connecting to the last byte.
    pub timeout: Duration,
    /// The largest body, after decompression.
    pub limit_bytes: u64,
    /// What to do with a larger one.
    pub beyond: Beyond,
}

/// The way to a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Way {
    /// The proxy on it.
    pub proxy: Option<Arc<Proxy>>,
    /// Authorities that are trusted besides the system's.
    pub authorities: Vec<Arc<Authorities>>,
}

/// What to do with a body beyond its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// Refuse it: a part of a page must not pass for the page.
    Refuse,
    /// Cut it: a robots.txt is read up to its limit (RFC 9309 §2.5).
    Cut,
    /// Cut it, whatever becomes of it: the status is the answer, and of the body as much is read as comes soon.
    Glance,
}

/// An answer of any status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

/// Why there is no answer.
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
        /// Its `Content-Type`.
        content_type: Option<String>,
    },
    /// The name resolves to an address that is not allowed.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// Name, connection, TLS or protocol failed, or the body broke off.
    #[error("{0}")]
    Network(String),
}

/// Exchanges one request for one answer.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request. Dropping the future abandons the exchange.
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>>;
}

impl Answer {
    /// A header as text; `None` when it is absent or not ASCII.
    pub fn header(&self, name: http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
