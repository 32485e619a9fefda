//! A document on its way to a reader: the whole of it in the best coding, or word that nothing changed.
//!
//! In: a [`Document`], which has the coding that is wanted, and the request's headers. Out: 200, 304 or 412. Terms:
//! RFC 9110 §13.2.2, §15.4.5.
//! The bodies are shared and the headers were made with the document; per request there is nothing to
//! hash, compress or copy but a few references. Whoever keeps an answer for the next reader spares that too.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use super::conditional::Validators;
use super::encoding;
use super::reply::{self, Reply};
use crate::render::{Coding, Document};

/// TDM Reservation Protocol, W3C Community Group.
const TDM_RESERVATION: HeaderName = HeaderName::from_static("tdm-reservation");
const TDM_POLICY: HeaderName = HeaderName::from_static("tdm-policy");

/// All that a feed's answer carries fits without growing, and no more: every copy has the same room.
const HEADERS: usize = 12;

/// In which coding a document is sent; `None`: the reader has it.
pub(super) type Sent = Option<Coding>;

/// `document` for a GET with `request` headers; 304 when the reader has it, 412 when it asks for another state of it.
pub(super) fn deliver(
    document: &Document,
    cache_control: HeaderValue,
    request: &HeaderMap,
) -> Reply {
    if fails(document, request) {
        return reply::precondition_failed();
    }
    let sent = ready(document, request);
    let head = head(document, sent, cache_control);
    reply(sent, head, body(document, sent))
}

/// Whether a GET with `request` headers asks for another state of `document` than there is: 412.
pub(super) fn fails(document: &Document, request: &HeaderMap) -> bool {
    validators(document).fail(request)
}

fn validators(document: &Document) -> Validators<'_> {
    Validators {
        etag: &document.etag,
        last_modified: document.last_modified.as_ref(),
    }
}

/// What a GET with `request` headers gets of `document`; that may be a coding that is [`lacking`] yet.
pub(super) fn choose(document: &Document, request: &HeaderMap) -> Sent {
    if validators(document).hold(request) {
        return None;
    }
    Some(encoding::choose(request, |coding| document.offers(coding)))
}

/// The coding that has to be made before a GET with `request` headers can be answered.
pub(super) fn lacking(document: &Document, request: &HeaderMap) -> Option<Coding> {
    choose(document, request).filter(|&coding| document.lacks(coding))
}

/// What a GET with `request` headers is sent now: the document as it is, where a coding is lacking all the same.
pub(super) fn ready(document: &Document, request: &HeaderMap) -> Sent {
    let sent = choose(document, request);
    sent.map(|coding| match document.lacks(coding) {
        true => Coding::Identity,
        false => coding,
    })
}

/// What goes before it.
pub(super) fn head(document: &Document, sent: Sent, cache_control: HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.insert(ETAG, counted_apart(&document.etag));
    headers.insert(CACHE_CONTROL, cache_control);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(last_modified) = &document.last_modified {
        headers.insert(LAST_MODIFIED, counted_apart(last_modified));
    }
    let Some(coding) = sent else {
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

/// The same value, with a reference count of its own: one that many threads counted would make them wait for each other.
pub(super) fn counted_apart(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone())
}

/// What is sent of it.
pub(super) fn body(document: &Document, sent: Sent) -> Bytes {
    sent.map_or_else(Bytes::new, |coding| document.in_coding(coding).body.clone())
}

/// `body`, after `head`.
pub(super) fn reply(sent: Sent, head: HeaderMap, body: Bytes) -> Reply {
    let mut reply = Response::new(Full::new(body));
    *reply.status_mut() = match sent {
        None => StatusCode::NOT_MODIFIED,
        Some(_) => StatusCode::OK,
    };
    *reply.headers_mut() = head;
    reply
}
