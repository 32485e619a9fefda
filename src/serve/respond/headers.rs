//! Header fields of a reply with a document.
//!
//! In: a [`Document`], what is sent of it, and its age. Out: header fields. Nearly all of them were made with the
//! document; per reply they are copied. Standards: RFC 9111 and RFC 5861 (`Cache-Control`), RFC 9211 (`Cache-Status`).

use std::io::Write as _;

use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::selection::Selection;
use crate::gateway::{CacheAge, CacheState};
use crate::render::Document;

/// `Access-Control-Allow-Origin` of what every site may read (Fetch standard §3.2).
pub(crate) const ANYONE: HeaderValue = HeaderValue::from_static("*");

/// TDM Reservation Protocol, W3C Community Group.
const TDM_RESERVATION: HeaderName = HeaderName::from_static("tdm-reservation");
const TDM_POLICY: HeaderName = HeaderName::from_static("tdm-policy");

/// All header fields of a feed's answer fit without growing, so every copy allocates the same room.
const FIELDS: usize = 12;
/// For how long a downstream cache may serve its copy while byline cannot be reached, in seconds.
const STALE_IF_ERROR_SECONDS: u32 = 86_400;

/// The header fields that go before `selection` of `document`.
pub(crate) fn of_document(
    document: &Document,
    selection: Selection,
    cache_control: HeaderValue,
) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(FIELDS);
    headers.insert(ETAG, counted_apart(&document.etag));
    headers.insert(CACHE_CONTROL, cache_control);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(last_modified) = &document.last_modified {
        headers.insert(LAST_MODIFIED, counted_apart(last_modified));
    }
    let Selection::Whole(coding) = selection else {
        return headers;
    };
    headers.insert(CONTENT_TYPE, document.content_type.clone());
    if let Some(policy) = &document.tdm_policy {
        headers.insert(TDM_RESERVATION, HeaderValue::from_static("1"));
        headers.insert(TDM_POLICY, counted_apart(policy));
    }
    if let Some(coding) = &document.in_coding(coding).content_encoding {
        headers.insert(CONTENT_ENCODING, coding.clone());
    }
    headers
}

/// The same value with a reference count of its own. Threads that counted references to one value would wait for each
/// other.
pub(crate) fn counted_apart(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone())
}

/// `Cache-Control` of a feed's document: RFC 9111 §5.2.2, RFC 5861. `audience` is `public` or `private`.
pub(crate) fn cache_control(audience: &str, age: &CacheAge) -> HeaderValue {
    line(format_args!(
        "{audience}, max-age={}, stale-while-revalidate={}, stale-if-error={STALE_IF_ERROR_SECONDS}",
        age.max_age_seconds, age.stale_while_revalidate_seconds
    ))
}

/// `Cache-Status`: RFC 9211.
pub(crate) fn cache_status(age: &CacheAge) -> HeaderValue {
    match age.state {
        CacheState::Hit | CacheState::Stale => {
            line(format_args!("byline; hit; ttl={}", age.ttl_seconds))
        }
        CacheState::Miss => HeaderValue::from_static("byline; fwd=miss; stored"),
    }
}

/// A header value of words and numbers, written on the stack.
fn line(text: std::fmt::Arguments<'_>) -> HeaderValue {
    let mut room = [0; 128];
    let mut rest = &mut room[..];
    let whole = rest.write_fmt(text);
    let left = rest.len();
    let written = room.len() - left;
    match (whole, HeaderValue::from_bytes(&room[..written])) {
        (Ok(()), Ok(line)) => line,
        // Cannot happen: the longest numbers fit in.
        _ => HeaderValue::from_static("no-cache"),
    }
}
