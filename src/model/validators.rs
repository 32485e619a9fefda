//! What a version of a page is recognised by at the next request (RFC 9110 §8.8).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// What the origin said of a page, sent back to it verbatim, and a digest of what it sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// `ETag`, quotes and all.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// A SipHash of the answer: servers that never send 304 send the same page again.
    pub digest: Option<u128>,
    /// The page they belong to, after redirects. They are sent to no other page.
    pub url: Option<Url>,
    /// When the page was last sent whole; `None` when that does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_at: Option<Timestamp>,
}
