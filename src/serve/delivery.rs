//! A document on its way to a reader: the whole of it in the best coding, or word that nothing changed.
//!
//! In: a prepared [`Document`] and the request's headers. Out: 200 or 304. Terms: RFC 9110 §15.4.5.
//! The bodies are shared and the headers were made with the document; per request there is nothing to
//! hash, compress or copy but a few references. Whoever keeps a head for the next reply spares that too.

use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use super::conditional::Validators;
use super::encoding;
use super::reply::Reply;
use crate::render::{Coding, Document, Representation};

/// TDM Reservation Protocol, W3C Community Group.
const TDM_RESERVATION: HeaderName = HeaderName::from_static("tdm-reservation");
const TDM_POLICY: HeaderName = HeaderName::from_static("tdm-policy");

/// All that a feed's answer carries fits without growing, and no more: every copy has the same room.
const HEADERS: usize = 12;

/// In which coding a document is sent; `None`: the reader has it.
pub(super) type Sent = Option<Coding>;

/// `document` for a GET with `request` headers, or 304 when the reader has it.
pub(super) fn deliver(
    document: &Document,
    cache_control: HeaderValue,
    request: &HeaderMap,
) -> Reply {
    let sent = choose(document, request);
    reply(document, sent, head(document, sent, cache_control))
}

/// What a GET with `request` headers gets of `document`.
pub(super) fn choose(document: &Document, request: &HeaderMap) -> Sent {
    let validators = Validators {
        etag: &document.etag,
        last_modified: document.last_modified.as_ref(),
    };
    if validators.hold(request) {
        return None;
    }
    let at_hand = |coding| document.representation(coding).is_some();
    Some(encoding::choose(request, at_hand))
}

/// What goes before it.
pub(super) fn head(document: &Document, sent: Sent, cache_control: HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.insert(ETAG, document.etag.clone());
    headers.insert(CACHE_CONTROL, cache_control);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(last_modified) = &document.last_modified {
        headers.insert(LAST_MODIFIED, last_modified.clone());
    }
    let Some(coding) = sent else {
        return headers;
    };
    headers.insert(CONTENT_TYPE, document.content_type.clone());
    if let Some(policy) = &document.tdm_policy {
        headers.insert(TDM_RESERVATION, HeaderValue::from_static("1"));
        headers.insert(TDM_POLICY, policy.clone());
    }
    if let Some(coding) = &in_coding(document, coding).content_encoding {
        headers.insert(CONTENT_ENCODING, coding.clone());
    }
    headers
}

/// It, after `head`.
pub(super) fn reply(document: &Document, sent: Sent, head: HeaderMap) -> Reply {
    let (status, body) = match sent {
        None => (StatusCode::NOT_MODIFIED, Full::default()),
        Some(coding) => {
            let body = in_coding(document, coding).body.clone();
            (StatusCode::OK, Full::new(body))
        }
    };
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    *reply.headers_mut() = head;
    reply
}

fn in_coding(document: &Document, coding: Coding) -> &Representation {
    document
        .representation(coding)
        .unwrap_or(document.identity())
}
