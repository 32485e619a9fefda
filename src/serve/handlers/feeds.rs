//! `/feeds/ID.rss`, `.atom`, `.json`: a feed's document, with what caches must know about it.
//!
//! In: what the gateway serves or refuses. Out: the reply. Standards: RFC 8288 (`Link`), the Fetch standard (CORS).

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderName, LINK};
use http::{HeaderMap, HeaderValue};

use super::site::site;
use super::{partners, refusals};
use crate::gateway::{CacheAge, Gateway, Refusal, Served};
use crate::render::{Document, Format};
use crate::serve::net::Reply;
use crate::serve::respond::cache::{CachedResponses, ResponseCache};
use crate::serve::respond::headers::{self, ANYONE};
use crate::serve::respond::selection::{self, Selection};
use crate::serve::respond::{document, ready};

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// Who may be given an answer.
#[derive(Debug, Clone, Copy)]
enum Visibility {
    /// Everyone. Where there are `partners`, a key would open another answer.
    Public { partners: bool },
    /// The partner who asked: no cache may give it to anyone else.
    Private,
}

/// The public document of a feed, from memory: what nearly every request is for. `file` is `ID.SUFFIX`.
///
/// `None` when it cannot be answered from memory. [`document()`] answers it then.
pub(crate) fn from_memory(
    responses: &ResponseCache,
    file: &str,
    query: Option<&str>,
    request: &HeaderMap,
) -> Option<Reply> {
    let (feed, suffix) = file.rsplit_once('.')?;
    let format = Format::of_suffix(suffix)?;
    if partners::key(query, request).is_some() {
        return None;
    }
    responses
        .with(feed, |cached| cached_reply(cached, format, request))
        .flatten()
}

/// `None` if the document lacks the coding that is wanted, or if the request asks for another state of it.
fn cached_reply(cached: &CachedResponses, format: Format, request: &HeaderMap) -> Option<Reply> {
    let document = cached.document(format);
    if selection::fails(document, request) {
        return None;
    }
    let selection = selection::select(document, request);
    if selection.lacking(document).is_some() {
        return None;
    }
    let reply = cached.reply(format, selection, || {
        let partners = cached.has_partners();
        let head = head(
            document,
            selection,
            Visibility::Public { partners },
            cached.age(),
        );
        let body = Bytes::from_owner(document::body(document, selection));
        document::reply(selection, head, body)
    });
    Some(reply)
}

/// The document of `feed` whose format has this `suffix`, for everyone or for the partner whose key the request shows.
pub(crate) async fn document(
    gateway: &Arc<Gateway>,
    feed: &str,
    suffix: &str,
    query: Option<&str>,
    request: &HeaderMap,
) -> Reply {
    let Some(format) = Format::of_suffix(suffix) else {
        return ready::no_page();
    };
    if let Some(key) = partners::key(query, request) {
        return private_document(gateway, feed, format, &key, request).await;
    }
    let served = packed(gateway, request, || gateway.document(feed, format));
    match served.await {
        Ok(served) => {
            let partners = gateway.has_partners();
            reply_with(&served, Visibility::Public { partners }, request)
        }
        Err(refusal) => refusals::refusal(&refusal, feed, &site(gateway)),
    }
}

async fn private_document(
    gateway: &Arc<Gateway>,
    feed: &str,
    format: Format,
    key: &str,
    request: &HeaderMap,
) -> Reply {
    let guest = match gateway.admit(feed, key, partners::site(request)) {
        Ok(guest) => guest,
        Err(denied) => return partners::denial(&denied, feed, &site(gateway)),
    };
    let served = packed(gateway, request, || {
        gateway.private_document(&guest, format)
    });
    match served.await {
        Ok(served) => {
            let mut reply = reply_with(&served, Visibility::Private, request);
            partners::close(&mut reply, &guest, request);
            partners::sign(&mut reply, guest, format.suffix(), served.items);
            reply
        }
        Err(refusal) => refusals::refusal(&refusal, feed, &site(gateway)),
    }
}

/// What `look` finds, compressed in the coding that the request wants.
async fn packed<L>(
    gateway: &Arc<Gateway>,
    request: &HeaderMap,
    look: impl Fn() -> L,
) -> Result<Served, Refusal>
where
    L: Future<Output = Result<Served, Refusal>>,
{
    loop {
        let served = look().await?;
        let document = &served.document;
        match selection::select(document, request).lacking(document) {
            // An item was withdrawn while the document was compressed.
            Some(coding) if !gateway.pack(&served, coding).await => {}
            Some(_) | None => return Ok(served),
        }
    }
}

/// The reply to a GET for a feed's document.
fn reply_with(served: &Served, visibility: Visibility, request: &HeaderMap) -> Reply {
    let document = &served.document;
    if selection::fails(document, request) {
        let mut reply = ready::precondition_failed();
        reply
            .headers_mut()
            .insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
        return reply;
    }
    let selection = selection::select_ready(document, request);
    let head = head(document, selection, visibility, &served.age);
    document::reply(selection, head, document::body(document, selection))
}

fn head(
    document: &Document,
    selection: Selection,
    visibility: Visibility,
    age: &CacheAge,
) -> HeaderMap {
    let cache_control = match visibility {
        Visibility::Public { .. } => headers::cache_control("public", age),
        Visibility::Private => headers::cache_control("private", age),
    };
    let mut head = headers::of_document(document, selection, cache_control);
    if let Visibility::Public { partners: true } = visibility {
        partners::open(&mut head);
    }
    head.insert(CACHE_STATUS, headers::cache_status(age));
    head.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
    head.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Link, Cache-Status"),
    );
    if let (Some(link), Selection::Whole(_)) = (&document.link, selection) {
        head.insert(LINK, headers::counted_apart(link));
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::CacheState;
    use crate::render::{Coding, Representation};
    use crate::serve::testing::{body_of, headers as asked};
    use http::header::{ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH};
    use jiff::Timestamp;

    const HIT: CacheAge = CacheAge {
        state: CacheState::Hit,
        ttl_seconds: 412,
        max_age_seconds: 412,
        stale_while_revalidate_seconds: 600,
    };

    const PUBLIC: Visibility = Visibility::Public { partners: false };

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

    /// Every reader, cache and hub relies on this head; nothing in it may change unseen.
    #[tokio::test]
    async fn a_feed_says_all_that_caches_must_know() {
        let served = served(HIT);
        let packed = async { Representation::packed(served.document.body(), Coding::Gzip) };
        served.document.pack(Coding::Gzip, packed).await;
        let reply = reply_with(&served, PUBLIC, &asked(&[(ACCEPT_ENCODING, "gzip")]));
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
        assert_eq!(&body_of(reply).await[..2], b"\x1f\x8b");
    }

    /// A reader that has the feed pays for a head, not for a feed, and learns how long its copy is good.
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
            let reply = reply_with(&served(HIT), PUBLIC, &request);
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
            assert!(body_of(reply).await.is_empty());
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
            reply_with(&served(age), PUBLIC, &HeaderMap::new()).headers()[CACHE_STATUS].clone()
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
        let longest = headers::cache_control("private", &age);
        assert!(
            longest
                .to_str()
                .expect("ASCII")
                .ends_with("stale-if-error=86400")
        );
    }
}
