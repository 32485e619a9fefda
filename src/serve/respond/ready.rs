//! Replies that are ready-made: short plain texts, redirects, empty replies. No cache keeps them.

use std::time::Duration;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW, CONNECTION, CONTENT_LENGTH, LOCATION,
};
use http::{HeaderValue, Response, StatusCode, Version};
use http_body_util::Full;
use hyper::body::Body as _;
use url::Url;

use crate::serve::net::Reply;
pub(crate) use crate::serve::net::{later, text};

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// The reply of a replica that may not serve, since it is cut off from the others or has just come back.
pub(crate) fn isolated() -> Reply {
    later(
        StatusCode::SERVICE_UNAVAILABLE,
        "This server is cut off from its database at the moment, and another one may answer. Please try again later.\n"
            .to_owned(),
        Duration::from_secs(2),
    )
}

/// 500. The caller has logged why.
pub(crate) fn our_fault() -> Reply {
    text(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This page could not be made. The operator's log says why.\n",
    )
}

/// 302 to an article. No cache keeps it, since the item may be withdrawn at any time.
pub(crate) fn see(article: &Url) -> Reply {
    let mut reply = text(StatusCode::FOUND, format!("{article}\n"));
    match HeaderValue::try_from(article.as_str()) {
        Ok(location) => {
            reply.headers_mut().insert(LOCATION, location);
            reply
        }
        // Cannot happen: URLs are ASCII without control characters.
        Err(_) => our_fault(),
    }
}

/// Makes the reply to a GET the reply to a HEAD: without its body, with the body's length (RFC 9110 §9.3.2).
pub(crate) fn without_body(reply: &mut Reply) {
    if reply.status() != StatusCode::NOT_MODIFIED && reply.status() != StatusCode::NO_CONTENT {
        let length = reply.body().size_hint().exact().unwrap_or(0);
        reply
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    *reply.body_mut() = Full::default();
}

/// 404 for a URL that byline does not have.
pub(crate) fn no_page() -> Reply {
    text(
        StatusCode::NOT_FOUND,
        "There is no such page. The feeds are listed at /\n",
    )
}

/// 405.
pub(crate) fn not_allowed() -> Reply {
    let mut reply = text(
        StatusCode::METHOD_NOT_ALLOWED,
        "Only GET, HEAD and OPTIONS are answered here.\n",
    );
    reply.headers_mut().insert(ALLOW, METHODS);
    reply
}

/// 413.
pub(crate) fn no_body_wanted() -> Reply {
    text(
        StatusCode::PAYLOAD_TOO_LARGE,
        "A request for this takes no body.\n",
    )
}

/// Has an HTTP/1 connection end after this reply, since the request's body is not read to find the next request.
pub(crate) fn closing(mut reply: Reply, version: Version) -> Reply {
    if version < Version::HTTP_2 {
        let close = HeaderValue::from_static("close");
        reply.headers_mut().insert(CONNECTION, close);
    }
    reply
}

/// 412: `If-Match` or `If-Unmodified-Since` asks for another state (RFC 9110 §13.1.1, §13.1.4).
pub(crate) fn precondition_failed() -> Reply {
    text(
        StatusCode::PRECONDITION_FAILED,
        "What there is now is not what If-Match or If-Unmodified-Since asks for.\n",
    )
}

/// 301 to the same URL without the slash at its end. The location is relative, since a proxy may serve byline below a
/// path.
pub(crate) fn without_slash(path: &str, query: Option<&str>) -> Reply {
    let name = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let mut reply = text(StatusCode::MOVED_PERMANENTLY, format!("../{name}{query}\n"));
    match HeaderValue::try_from(format!("../{name}{query}")) {
        Ok(location) => {
            reply.headers_mut().insert(LOCATION, location);
            reply
        }
        // Cannot happen: the path and the query were parts of a valid URL.
        Err(_) => our_fault(),
    }
}

/// 414.
pub(crate) fn too_long(limit_bytes: usize) -> Reply {
    text(
        StatusCode::URI_TOO_LONG,
        format!("A URL may have {limit_bytes} bytes here.\n"),
    )
}

/// The reply to OPTIONS, also to browsers' preflight requests (Fetch standard §3.2).
pub(crate) fn options() -> Reply {
    let mut reply = Response::new(Full::default());
    *reply.status_mut() = StatusCode::NO_CONTENT;
    let headers = reply.headers_mut();
    headers.insert(ALLOW, METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("Authorization, If-None-Match, If-Modified-Since"),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    reply
}

/// At most `limit_chars` characters of a stranger's text, for a line of plain text. Characters that do not print are
/// replaced by U+FFFD.
pub(crate) fn quoted(text: &str, limit_chars: usize) -> String {
    let mut line: String = text
        .chars()
        .take(limit_chars)
        .map(|c| {
            if c.is_control() || is_format(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(limit_chars).is_some() {
        line.push('…');
    }
    line
}

/// Whether `c` changes the direction of the text around it, or hides it.
const fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
