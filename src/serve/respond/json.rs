//! Replies in JSON, for programs of the operator. No cache keeps them.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use super::ready;
use crate::serve::net::Reply;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// `content` as JSON.
pub(crate) fn reply(status: StatusCode, content: &impl Serialize) -> Reply {
    let Ok(mut body) = serde_json::to_vec_pretty(content) else {
        return ready::our_fault();
    };
    body.push(b'\n');
    let mut reply = ready::text(status, body);
    reply.headers_mut().insert(CONTENT_TYPE, JSON);
    reply
}

/// An object with `error`: why nothing was done.
pub(crate) fn error(status: StatusCode, why: &str) -> Reply {
    #[derive(Serialize)]
    struct ErrorBody<'a> {
        error: &'a str,
    }
    reply(status, &ErrorBody { error: why })
}
