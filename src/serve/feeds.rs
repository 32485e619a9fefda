//! `/feeds/ID.rss`, `.atom`, `.json`: a feed as bytes, with what caches must know about it.
//!
//! In: what the gateway serves or refuses. Out: the answer. Standards: RFC 9111 and RFC 5861
//! (`Cache-Control`), RFC 9211 (`Cache-Status`), RFC 8288 (`Link`), the Fetch standard (CORS).

use std::io::Write as _;

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderName, LINK};
use http::{HeaderMap, HeaderValue, StatusCode};

use percent_encoding::percent_decode_str;

use super::delivery::{self, Sent};
use super::partners;
use super::reply::{self, Reply, quoted};
use super::respond::cache::CachedResponses;
use crate::gateway::{CacheAge, CacheState, Refusal, Served, Takedown, Withdrawer};
use crate::render::{Document, Format, Site};

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
const ANYONE: HeaderValue = HeaderValue::from_static("*");

/// For how long a downstream cache may serve what it has while we cannot be reached, in seconds.
const STALE_IF_ERROR_SECONDS: u32 = 86_400;

/// Who may be given an answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    /// Everyone; where there are `partners`, a key would open another.
    Public { partners: bool },
    /// Who asked: no cache may give it to anyone else.
    Private,
}

/// The answer to a GET for a feed's document.
pub(super) fn document(served: &Served, whose: Whose, request: &HeaderMap) -> Reply {
    let document = &served.document;
    if delivery::fails(document, request) {
        let mut reply = reply::precondition_failed();
        reply
            .headers_mut()
            .insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
        return reply;
    }
    let sent = delivery::ready(document, request);
    let head = head(document, sent, whose, &served.age);
    delivery::reply(sent, head, delivery::body(document, sent))
}

/// The same for everyone, from what is at hand. `None` if the document is, but not in the coding or the state that is
/// wanted.
pub(super) fn cached(feed: &CachedResponses, format: Format, request: &HeaderMap) -> Option<Reply> {
    let document = feed.document(format);
    if delivery::fails(document, request) {
        return None;
    }
    let sent = delivery::choose(document, request);
    if sent.is_some_and(|coding| document.lacks(coding)) {
        return None;
    }
    let reply = feed.reply(format, sent, || {
        let partners = feed.has_partners();
        let head = head(document, sent, Whose::Public { partners }, feed.age());
        let body = Bytes::from_owner(delivery::body(document, sent));
        delivery::reply(sent, head, body)
    });
    Some(reply)
}

fn head(document: &Document, sent: Sent, whose: Whose, age: &CacheAge) -> HeaderMap {
    let cache_control = match whose {
        Whose::Public { .. } => cache_control("public", age),
        Whose::Private => cache_control("private", age),
    };
    let mut headers = delivery::head(document, sent, cache_control);
    if let Whose::Public { partners: true } = whose {
        partners::open(&mut headers);
    }
    headers.insert(CACHE_STATUS, cache_status(age));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Link, Cache-Status"),
    );
    if let (Some(link), Some(_)) = (&document.link, sent) {
        headers.insert(LINK, delivery::counted_apart(link));
    }
    headers
}

/// Why there is no feed, in words for people; a script of another site may read them too.
pub(super) fn refusal(refusal: &Refusal, feed: &str, site: &Site) -> Reply {
    let feed = quoted(&percent_decode_str(feed).decode_utf8_lossy(), 64);
    let mut reply = match refusal {
        Refusal::Unknown => reply::text(
            StatusCode::NOT_FOUND,
            format!(
                "There is no feed \"{feed}\" here. The feeds are listed at {}\n",
                site.public_url
            ),
        ),
        Refusal::Gone => reply::text(
            StatusCode::GONE,
            format!(
                "The feed \"{feed}\" was retired and will not come back. Please unsubscribe.\n"
            ),
        ),
        Refusal::Origin {
            timed_out,
            retry_after,
            reason,
        } => reply::later(
            if *timed_out {
                StatusCode::GATEWAY_TIMEOUT
            } else {
                StatusCode::BAD_GATEWAY
            },
            format!(
                "The feed \"{feed}\" cannot be read at the moment: {}\n",
                quoted(reason, 300)
            ),
            *retry_after,
        ),
    };
    reply
        .headers_mut()
        .insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
    reply
}

/// 410 for an item that was withdrawn, and why; nobody keeps it, since a withdrawal may be undone.
pub(super) fn withdrawn(takedown: &Takedown) -> Reply {
    let reason = takedown.reason.as_deref().unwrap_or_default();
    let when = takedown.when.rfc3339();
    let mut message = match takedown.by {
        Withdrawer::Operator => format!("This item was withdrawn on {when}."),
        Withdrawer::Origin => format!("Its publisher has withdrawn this item, by {when}."),
    };
    if !reason.is_empty() {
        message = format!("{message} {}", quoted(reason, 1000));
    }
    reply::text(StatusCode::GONE, message + "\n")
}

/// The two headers that change from second to second; all others were made with the document.
fn cache_control(whose: &str, age: &CacheAge) -> HeaderValue {
    line(format_args!(
        "{whose}, max-age={}, stale-while-revalidate={}, stale-if-error={STALE_IF_ERROR_SECONDS}",
        age.max_age_seconds, age.stale_while_revalidate_seconds
    ))
}

fn cache_status(age: &CacheAge) -> HeaderValue {
    match age.state {
        CacheState::Hit | CacheState::Stale => {
            line(format_args!("byline; hit; ttl={}", age.ttl_seconds))
        }
        CacheState::Miss => HeaderValue::from_static("byline; fwd=miss; stored"),
    }
}

/// A header of words and numbers, written on the stack.
fn line(text: std::fmt::Arguments<'_>) -> HeaderValue {
    let mut room = [0; 128];
    let mut rest = &mut room[..];
    let whole = rest.write_fmt(text);
    let left = rest.len();
    let written = room.len() - left;
    match (whole, HeaderValue::from_bytes(&room[..written])) {
        (Ok(()), Ok(line)) => line,
        // Cannot happen: the longest numbers fit.
        _ => HeaderValue::from_static("no-cache"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Coding, Format, Representation};
    use bytes::Bytes;
    use http::header::{ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH, RETRY_AFTER};
    use http_body_util::BodyExt;
    use jiff::Timestamp;
    use std::sync::Arc;
    use std::time::Duration;

    const HIT: CacheAge = CacheAge {
        state: CacheState::Hit,
        ttl_seconds: 412,
        max_age_seconds: 412,
        stale_while_revalidate_seconds: 600,
    };

    const PUBLIC: Whose = Whose::Public { partners: false };

    fn served(age: CacheAge) -> Served {
        Served {
            feed: "city".parse().expect("a test id"),
            items: 1,
            withdrawals: 0,
            document: Arc::new(Document::new(
                Format::Rss.content_type(),
                "<rss>news</rss>".repeat(100),
                Some(Timestamp::from_second(1_421_804_340).expect("a test time")),
                Some(HeaderValue::from_static("</feeds/city.rss>; rel=\"self\"")),
            )),
            age,
        }
    }

    fn site() -> Site {
        Site {
            public_url: "https://byline.example/".parse().expect("a test URL"),
            hubs: Vec::new(),
        }
    }

    fn asked(fields: &[(HeaderName, &str)]) -> HeaderMap {
        let field = |(name, value): &(HeaderName, &str)| {
            (
                name.clone(),
                HeaderValue::from_str(value).expect("a test header"),
            )
        };
        fields.iter().map(field).collect()
    }

    /// The head as it is sent, one line per field, in alphabetical order.
    fn head(reply: &Reply) -> String {
        let mut lines: Vec<String> = reply
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII")))
            .collect();
        lines.sort();
        format!("{}\n{}", reply.status().as_u16(), lines.join("\n"))
    }

    async fn body(reply: Reply) -> Bytes {
        reply
            .into_body()
            .collect()
            .await
            .expect("a whole body")
            .to_bytes()
    }

    /// Every reader, cache and hub relies on this head; nothing in it may change unseen.
    #[tokio::test]
    async fn a_feed_says_all_that_caches_must_know() {
        let served = served(HIT);
        let packed = async { Representation::packed(served.document.body(), Coding::Gzip) };
        served.document.pack(Coding::Gzip, packed).await;
        let reply = document(&served, PUBLIC, &asked(&[(ACCEPT_ENCODING, "gzip")]));
        let expected = "200\n\
            access-control-allow-origin: *\n\
            access-control-expose-headers: ETag, Link, Cache-Status\n\
            cache-control: public, max-age=412, stale-while-revalidate=600, stale-if-error=86400\n\
            cache-status: byline; hit; ttl=412\n\
            content-encoding: gzip\n\
            content-type: application/rss+xml; charset=utf-8\n\
            etag: W/\"5f2b6c0a\"\n\
            last-modified: Wed, 21 Jan 2015 01:39:00 GMT\n\
            link: </feeds/city.rss>; rel=\"self\"\n\
            vary: Accept-Encoding";
        let etag = &served.document.etag;
        let expected = expected.replace("W/\"5f2b6c0a\"", etag.to_str().expect("ASCII"));
        assert_eq!(head(&reply), expected);
        assert_eq!(&body(reply).await[..2], b"\x1f\x8b");
    }

    /// A reader that has the feed pays for a head, not for a feed; what it has it may go on keeping.
    #[tokio::test]
    async fn a_reader_that_has_it_gets_304() {
        let etag = served(HIT).document.etag.clone();
        let etag = etag.to_str().expect("ASCII");
        for request in [
            asked(&[(IF_NONE_MATCH, etag)]),
            asked(&[(IF_NONE_MATCH, &format!("\"x\", {}", &etag[2..]))]),
            asked(&[(IF_NONE_MATCH, etag), (ACCEPT_ENCODING, "br")]),
            asked(&[(IF_MODIFIED_SINCE, "Wed, 21 Jan 2015 01:39:00 GMT")]),
        ] {
            let reply = document(&served(HIT), PUBLIC, &request);
            let expected = format!(
                "304\n\
                 access-control-allow-origin: *\n\
                 access-control-expose-headers: ETag, Link, Cache-Status\n\
                 cache-control: public, max-age=412, stale-while-revalidate=600, stale-if-error=86400\n\
                 cache-status: byline; hit; ttl=412\n\
                 etag: {etag}\n\
                 last-modified: Wed, 21 Jan 2015 01:39:00 GMT\n\
                 vary: Accept-Encoding"
            );
            assert_eq!(head(&reply), expected);
            assert!(body(reply).await.is_empty());
        }
    }

    /// An operator reads from this line whether the gateway works (RFC 9211).
    #[test]
    fn cache_status_tells_hit_stale_and_miss() {
        let status = |state, ttl_seconds| {
            let age = CacheAge {
                state,
                ttl_seconds,
                ..HIT
            };
            document(&served(age), PUBLIC, &HeaderMap::new()).headers()[CACHE_STATUS].clone()
        };
        assert_eq!(status(CacheState::Hit, 412), "byline; hit; ttl=412");
        assert_eq!(status(CacheState::Stale, -31), "byline; hit; ttl=-31");
        assert_eq!(status(CacheState::Miss, 600), "byline; fwd=miss; stored");
        let age = CacheAge {
            state: CacheState::Hit,
            ttl_seconds: i64::MIN,
            max_age_seconds: u64::MAX,
            stale_while_revalidate_seconds: u64::MAX,
        };
        let longest = cache_control("private", &age);
        assert!(
            longest
                .to_str()
                .expect("ASCII")
                .ends_with("stale-if-error=86400")
        );
    }

    /// A refusal that a cache kept, or that came without Retry-After, would outlive its cause.
    #[tokio::test]
    async fn refusals_are_short_and_nobody_keeps_them() {
        let origin = |timed_out, millis| Refusal::Origin {
            timed_out,
            retry_after: Duration::from_millis(millis),
            reason: "news.example did not answer".into(),
        };
        for (refusal, status, retry_after) in [
            (Refusal::Unknown, 404, None),
            (Refusal::Gone, 410, None),
            (origin(false, 30_000), 502, Some("30")),
            (origin(true, 1_200), 504, Some("2")),
            (origin(true, 0), 504, Some("1")),
        ] {
            let reply = super::refusal(&refusal, "city", &site());
            assert_eq!(reply.status().as_u16(), status);
            assert_eq!(reply.headers()[http::header::CACHE_CONTROL], "no-store");
            assert_eq!(
                reply.headers()[http::header::CONTENT_TYPE],
                "text/plain; charset=utf-8"
            );
            assert_eq!(reply.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
            let after = reply
                .headers()
                .get(RETRY_AFTER)
                .map(|value| value.to_str().expect("ASCII"));
            assert_eq!(after, retry_after);
            let text = body(reply).await;
            let text = std::str::from_utf8(&text).expect("UTF-8");
            assert!(text.contains("\"city\"") && text.len() < 200, "{text}");
        }
    }

    /// What a stranger or an origin wrote must not look like ours, nor turn a terminal upside down.
    #[tokio::test]
    async fn what_others_wrote_is_quoted_and_cut() {
        let reason = format!("<h1>\u{1b}[31m\r\n{}", "x".repeat(5000));
        let refusal = Refusal::Origin {
            timed_out: false,
            retry_after: Duration::ZERO,
            reason,
        };
        let feed = format!("%1B%0d%0A%E2%80%AE{}%ff", "y".repeat(500));
        let reply = super::refusal(&refusal, &feed, &site());
        let text = body(reply).await;
        let text = std::str::from_utf8(&text).expect("UTF-8");
        assert!(text.len() < 600, "{}", text.len());
        assert_eq!(text.lines().count(), 1);
        assert!(
            !text
                .chars()
                .any(|c| (c.is_control() && c != '\n') || c == '\u{202e}')
        );

        let text = body(super::refusal(
            &Refusal::Unknown,
            "%E6%B3%B0%E5%AE%89",
            &site(),
        ))
        .await;
        assert_eq!(
            &text[..],
            "There is no feed \"泰安\" here. The feeds are listed at https://byline.example/\n"
                .as_bytes()
        );
    }
}
