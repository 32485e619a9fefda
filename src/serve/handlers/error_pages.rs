//! Errors for people: a page in place of the short text, where a browser asks for a page.
//!
//! In: a reply that is an error, and the request. Out: the reply as a page, if a person will read it. Programs that read
//! feeds get the text, even if they accept HTML, and so do frames, scripts and monitors.

use http::header::{ACCEPT, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, Method};
use http_body_util::{BodyExt, Full};

use super::request_counts::RequestKind;
use crate::serve::net::Reply;
use crate::serve::pages;
use crate::serve::routes::{Route, RouteAudience};

/// Whether a person would read an error for this request: the request accepts HTML, and its URL is a page's or unknown.
pub(crate) fn would_read(
    what: RequestKind,
    part: &str,
    method: &Method,
    headers: &HeaderMap,
) -> bool {
    let is_page = match what {
        // Without a suffix it is the feed's page.
        RequestKind::Route(Route::Feed) => !part.contains('.'),
        RequestKind::Route(route) => route.audience() == RouteAudience::People,
        RequestKind::Other => true,
        RequestKind::Admin => false,
    };
    is_page && matches!(*method, Method::GET | Method::HEAD) && accept_html(headers)
}

/// RFC 9110 §12.5.1, as far as it is needed: `text/html` is named, and not ruled out.
fn accept_html(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter();
    let mut elements = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
    elements.any(|element| {
        let mut parts = element.split(|&byte| byte == b';').map(<[u8]>::trim_ascii);
        let is_html = parts
            .next()
            .is_some_and(|it| it.eq_ignore_ascii_case(b"text/html"));
        let is_ruled_out =
            |it: &[u8]| matches!(it, b"q=0" | b"q=0." | b"q=0.0" | b"q=0.00" | b"q=0.000");
        is_html && !parts.any(is_ruled_out)
    })
}

/// `reply` as a page, if it is an error in words.
pub(crate) async fn as_page(reply: Reply, path: &str) -> Reply {
    let status = reply.status();
    let is_text = reply.headers().get(CONTENT_TYPE).is_some_and(|it| {
        let it = it.as_bytes();
        it.starts_with(b"text/plain")
    });
    if !(status.is_client_error() || status.is_server_error()) || !is_text {
        return reply;
    }
    let (mut head, body) = reply.into_parts();
    let Ok(body) = body.collect().await;
    let body = body.to_bytes();
    let message = String::from_utf8_lossy(&body);
    match pages::error(status, &message, path) {
        Ok(page) => {
            head.headers.insert(CONTENT_TYPE, pages::HTML);
            head.headers
                .insert(VARY, HeaderValue::from_static("Accept"));
            pages::protect(&mut head.headers);
            Reply::from_parts(head, Full::new(page.into()))
        }
        // The text will do.
        Err(_) => Reply::from_parts(head, Full::new(body)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: &str =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    fn reads(what: RequestKind, part: &str, accept: &str) -> bool {
        let accept = HeaderValue::from_str(accept).expect("a test header");
        let headers = HeaderMap::from_iter([(ACCEPT, accept)]);
        would_read(what, part, &Method::GET, &headers)
    }

    /// A feed reader that accepts everything must not be sent a page, nor a person a bare line.
    #[test]
    fn people_get_pages_and_programs_get_text() {
        let feed = RequestKind::Route(Route::Feed);
        assert!(reads(feed, "city", BROWSER));
        assert!(reads(RequestKind::Other, "", BROWSER));
        assert!(reads(
            RequestKind::Route(Route::Item),
            "0",
            "TEXT/HTML ; q=0.5"
        ));
        for (what, part) in [
            (feed, "city.rss"),
            (feed, "city.xml"),
            (RequestKind::Route(Route::EmbedPage), "city"),
            (RequestKind::Route(Route::EmbedScript), "city"),
            (RequestKind::Route(Route::Licence), "x.xml"),
            (RequestKind::Route(Route::Health), ""),
            (RequestKind::Admin, ""),
        ] {
            assert!(!reads(what, part, BROWSER), "{what:?} {part}");
        }
        for accept in [
            "*/*",
            "application/rss+xml, */*",
            "text/html;q=0, */*",
            "text/html;level=1; q=0.0",
            "",
        ] {
            assert!(!reads(feed, "city", accept), "{accept}");
        }
    }
}
