//! From a page to an HTTP answer: bytes, validators, 304 and HEAD (RFC 9110 §8.8, §13).

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{
    ALLOW, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use jiff::Timestamp;

use super::chance;

/// What is at an address.
pub(super) struct Found {
    pub(super) status: StatusCode,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
    /// When it last changed; only what has a time is revalidated.
    pub(super) changed: Option<Timestamp>,
    pub(super) location: Option<String>,
}

impl Found {
    /// A page, as GB18030 bytes.
    pub(super) fn page(html: &str, content_type: &'static str, changed: Timestamp) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body: encoding_rs::GB18030.encode(html).0.into_owned(),
            changed: Some(changed),
            location: None,
        }
    }

    /// A page, as UTF-8 bytes.
    pub(super) fn page_in_utf8(html: String, changed: Timestamp) -> Self {
        Self {
            changed: Some(changed),
            ..Self::fixed(html, "text/html; charset=utf-8")
        }
    }

    /// Bytes that never change while the program is the same.
    pub(super) fn fixed(body: impl Into<Vec<u8>>, content_type: &'static str) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body: body.into(),
            changed: None,
            location: None,
        }
    }

    /// Elsewhere, for good.
    pub(super) fn moved(to: String) -> Self {
        Self {
            status: StatusCode::MOVED_PERMANENTLY,
            location: Some(to),
            ..Self::fixed("moved", "text/plain")
        }
    }
}

/// The answer to a method that nothing here supports.
pub(super) fn not_allowed() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(b"GET and HEAD only\n"));
    *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    set(answer.headers_mut(), ALLOW, "GET, HEAD");
    set(answer.headers_mut(), CONTENT_TYPE, "text/plain");
    answer
}

/// `found` as the answer to `request`.
pub(super) fn to<B>(request: &Request<B>, found: Found) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    let headers = answer.headers_mut();
    let tag = format!("\"{:x}-{:x}\"", found.body.len(), fingerprint(&found.body));
    if found.status == StatusCode::OK {
        set(headers, ETAG, &tag);
        if let Some(changed) = found.changed {
            set(
                headers,
                LAST_MODIFIED,
                &httpdate::fmt_http_date(whole_second(changed)),
            );
        }
        if is_known(request.headers(), &tag, found.changed) {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            return answer;
        }
    }
    set(headers, CONTENT_TYPE, found.content_type);
    set(headers, CONTENT_LENGTH, &found.body.len().to_string());
    if let Some(location) = &found.location {
        set(headers, LOCATION, location);
    }
    *answer.status_mut() = found.status;
    if request.method() != Method::HEAD {
        *answer.body_mut() = found.body.into();
    }
    answer
}

/// Does the client hold this already? `If-None-Match` decides alone when it is there.
fn is_known(headers: &HeaderMap, tag: &str, changed: Option<Timestamp>) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if headers.contains_key(IF_NONE_MATCH) {
        return text(IF_NONE_MATCH).is_some_and(|held| {
            held.split(',')
                .map(|one| one.trim().trim_start_matches("W/"))
                .any(|one| one == tag || one == "*")
        });
    }
    let since = text(IF_MODIFIED_SINCE).and_then(|date| httpdate::parse_http_date(date).ok());
    match (since, changed) {
        (Some(since), Some(changed)) => whole_second(changed) <= since,
        _ => false,
    }
}

/// `at` as HTTP can say it: whole seconds, not before 1970, not after 9999.
fn whole_second(at: Timestamp) -> SystemTime {
    let seconds = at.as_second().clamp(0, 253_402_300_799).unsigned_abs();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn fingerprint(body: &[u8]) -> u64 {
    let (mut state, mut place) = (0, 0u64);
    for part in body.chunks(8) {
        let word = part
            .iter()
            .fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
        place += 1;
        state = chance::draw("", word ^ place ^ state);
    }
    state
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
