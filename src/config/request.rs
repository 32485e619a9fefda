//! How requests to a publisher's own origins differ from the usual: what they carry, and the way they go.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use url::{Origin, Url};

use super::authorities::Authorities;
use super::proxy::Proxies;
use crate::model::PublisherId;

/// What a section is asked for with, in place of a GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// `Content-Type`.
    pub content_type: HeaderValue,
    /// What is sent; may be empty.
    pub body: Bytes,
}

/// How one publisher's origins are asked.
///
/// Each value may be a secret, so all are marked sensitive: `Debug` shows none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublisherRequest {
    /// Whose origins these are. Only what its own feeds lead to is asked so.
    pub publisher: PublisherId,
    /// Scheme, host and port of its home page and of its sections on its own hosts.
    pub origins: Vec<Origin>,
    /// What is sent to them.
    pub headers: HeaderMap,
    /// The way to all that its feeds lead to; `None` for that of `[fetch]`.
    pub proxies: Option<Arc<Proxies>>,
    /// Authorities that are trusted for its origins, besides those of `[fetch]`.
    pub authorities: Option<Arc<Authorities>>,
}

impl PublisherRequest {
    /// Whether `url` is on one of the origins.
    pub fn is_for(&self, url: &Url) -> bool {
        self.origins.contains(&url.origin())
    }
}

/// The origins of `urls`. What is named over http may redirect to https on the same host, which is no less safe.
pub(super) fn origins<'u>(urls: impl Iterator<Item = &'u Url>) -> Vec<Origin> {
    let mut origins = Vec::new();
    for url in urls {
        let mut safe = url.clone();
        let has_safe = url.scheme() == "http" && url.port().is_none();
        // Of a URL with a host, http becomes https without fail.
        let safe = (has_safe && safe.set_scheme("https").is_ok()).then_some(safe);
        for origin in [Some(url.origin()), safe.map(|safe| safe.origin())] {
            if let Some(origin) = origin.filter(|it| !origins.contains(it)) {
                origins.push(origin);
            }
        }
    }
    origins
}
