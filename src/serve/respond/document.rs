//! A reply with a document: 200 in the best coding, 304 or 412.
//!
//! In: a [`Document`] and the request's headers. Out: the reply. Terms: RFC 9110 §13.2.2, §15.4.5.
//! Bodies are shared and header fields were made with the document, so nothing is hashed or compressed per request.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::Full;

use super::selection::{self, Selection};
use super::{headers, ready};
use crate::render::Document;
use crate::serve::net::Reply;

/// The reply to a GET for `document`.
pub(crate) fn deliver(
    document: &Document,
    cache_control: HeaderValue,
    request: &HeaderMap,
) -> Reply {
    if selection::fails(document, request) {
        return ready::precondition_failed();
    }
    let selection = selection::select_ready(document, request);
    let head = headers::of_document(document, selection, cache_control);
    reply(selection, head, body(document, selection))
}

/// The bytes that are sent.
pub(crate) fn body(document: &Document, selection: Selection) -> Bytes {
    match selection {
        Selection::NotModified => Bytes::new(),
        Selection::Whole(coding) => document.in_coding(coding).body.clone(),
    }
}

/// The reply with `head` and `body`.
pub(crate) fn reply(selection: Selection, head: HeaderMap, body: Bytes) -> Reply {
    let mut reply = Reply::new(Full::new(body));
    *reply.status_mut() = match selection {
        Selection::NotModified => StatusCode::NOT_MODIFIED,
        Selection::Whole(_) => StatusCode::OK,
    };
    *reply.headers_mut() = head;
    reply
}
