//! A document on its way to a reader: the whole of it in the best coding, or word that nothing changed.
//!
//! In: a prepared [`Document`] and the request's headers. Out: 200 or 304. Terms: RFC 9110 §15.4.5.
//! The bodies are shared and the headers were made with the document; per request there is nothing to
//! hash, compress or copy but a few references.

use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use super::conditional::Validators;
use super::encoding;
use super::reply::Reply;
use crate::render::Document;

/// TDM Reservation Protocol, W3C Community Group.
const TDM_RESERVATION: HeaderName = HeaderName::from_static("tdm-reservation");
const TDM_POLICY: HeaderName = HeaderName::from_static("tdm-policy");

/// All that any answer of ours carries fits without growing.
const HEADERS: usize = 16;

/// `document` for a GET with `request` headers, or 304 when the reader has it.
pub(super) fn deliver(
    document: &Document,
    cache_control: HeaderValue,
    request: &HeaderMap,
) -> Reply {
    let validators = Validators {
        etag: &document.etag,
        last_modified: document.last_modified.as_ref(),
    };
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.insert(ETAG, document.etag.clone());
    headers.insert(CACHE_CONTROL, cache_control);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(last_modified) = &document.last_modified {
        headers.insert(LAST_MODIFIED, last_modified.clone());
    }
    if validators.hold(request) {
        return reply(StatusCode::NOT_MODIFIED, headers, Full::default());
    }
    let coding = encoding::choose(request, |coding| document.representation(coding).is_some());
    let sent = document
        .representation(coding)
        .unwrap_or(document.identity());
    headers.insert(CONTENT_TYPE, document.content_type.clone());
    if let Some(policy) = &document.tdm_policy {
        headers.insert(TDM_RESERVATION, HeaderValue::from_static("1"));
        headers.insert(TDM_POLICY, policy.clone());
    }
    if let Some(coding) = &sent.content_encoding {
        headers.insert(CONTENT_ENCODING, coding.clone());
    }
    reply(StatusCode::OK, headers, Full::new(sent.body.clone()))
}

fn reply(status: StatusCode, headers: HeaderMap, body: Full<bytes::Bytes>) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    *reply.headers_mut() = headers;
    reply
}
