//! `/feeds/ID/embed.html` and `/feeds/ID/embed.js`: headlines for partner sites.
//!
//! In: a feed and how many items of it. Out: documents, and replies with the policy that lets each rendition work and
//! nothing else. No reply sets a cookie or asks for a name.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERER};
use http::{HeaderMap, HeaderValue};
use url::Url;

use super::site::site;
use super::{partners, refusals};
use crate::gateway::{Gateway, Guest};
use crate::model::{Audience, Feed, FeedId};
use crate::render::{Document, Site, embed};
use crate::serve::net::Reply;
use crate::serve::respond::document::deliver;
use crate::serve::respond::prepared::{Basis, PageError, PreparedPages};
use crate::serve::respond::ready;

/// The rendition of an embed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmbedKind {
    /// The page for a frame.
    Page,
    /// The script with the custom element.
    Script,
}

impl EmbedKind {
    /// Its name in URLs and in the usage log.
    pub(crate) const fn file(self) -> &'static str {
        match self {
            Self::Page => "embed.html",
            Self::Script => "embed.js",
        }
    }
}

/// Short, since a withdrawn item stays in partners' pages for this time; long enough for a busy page.
const CACHING: HeaderValue = HeaderValue::from_static(
    "public, max-age=120, stale-while-revalidate=300, stale-if-error=86400",
);
/// The same for an answer to a partner, which the reader's cache alone may keep.
const PRIVATE_CACHING: HeaderValue =
    HeaderValue::from_static("private, max-age=120, stale-while-revalidate=300");

/// The first `limit` items of `feed`, as `audience` may see them.
pub(crate) fn document(
    kind: EmbedKind,
    feed: &Feed,
    audience: Audience,
    limit: usize,
    site: &Site,
) -> Result<Document, PageError> {
    let (content_type, render): (_, fn(_, _, _, _) -> _) = match kind {
        EmbedKind::Page => (embed::PAGE_TYPE, embed::page),
        EmbedKind::Script => (embed::SCRIPT_TYPE, embed::script),
    };
    let body: Vec<u8> = render(feed, audience, site, limit)?;
    let document = Document::new(content_type, body, None, None);
    Ok(document.reserved(site.tdm_policy(&feed.publisher)))
}

/// The reply to a GET for an embed.
fn send(kind: EmbedKind, document: &Document, request: &HeaderMap) -> Reply {
    let mut reply = deliver(document, CACHING, request);
    reply.headers_mut().extend(match kind {
        EmbedKind::Page => embed::page_headers(),
        EmbedKind::Script => embed::script_headers(),
    });
    reply
}

/// One embed. Strangers choose the number of items; [`embed::limit`] allows few numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PreparedEmbed {
    kind: EmbedKind,
    feed: FeedId,
    limit: usize,
    audience: Audience,
}

/// Prepared embeds. They are apart from other pages, since strangers choose how many there are.
#[derive(Debug, Default)]
pub(crate) struct Embeds(PreparedPages<PreparedEmbed>);

impl Embeds {
    /// The reply to a request for the embed `kind` of `feed`.
    pub(crate) async fn reply(
        &self,
        gateway: &Arc<Gateway>,
        kind: EmbedKind,
        feed: &str,
        query: Option<&str>,
        request: &HeaderMap,
    ) -> Reply {
        let site = site(gateway);
        let guest = match partners::key(query, request) {
            None => None,
            Some(key) => {
                let around = site_around(kind, request);
                match gateway.admit(feed, &key, around.as_deref()) {
                    Ok(guest) => Some(guest),
                    Err(denied) => return partners::denial(&denied, feed, &site),
                }
            }
        };
        let feed = match gateway.feed(feed).await {
            Ok(feed) => feed,
            Err(refusal) => return refusals::refusal(&refusal, feed, &site),
        };
        let limit = embed::limit(query, feed.items.len());
        let basis = Basis::feed(&gateway.config(), &feed);
        let audience = guest
            .as_ref()
            .map_or(Audience::Public, |guest| guest.audience_of_embed(&feed));
        let shown = limit.min(feed.items.len());
        let page = PreparedEmbed {
            kind,
            feed: feed.id.clone(),
            limit,
            audience,
        };
        let make = move || document(kind, &feed, audience, limit, &site);
        let mut reply = match self.0.prepared(&page, basis, make).await {
            Some(document) => send(kind, &document, request),
            None => ready::our_fault(),
        };
        match guest {
            None if gateway.has_partners() => partners::open(reply.headers_mut()),
            None => {}
            Some(guest) => {
                close(kind, &mut reply, &guest, request);
                partners::sign(&mut reply, guest, kind.file(), shown);
            }
        }
        reply
    }
}

/// The site whose page asks for an embed, as its browser says.
///
/// Browsers ask for scripts without `Origin` but with `Referer`. Without both, the page that the script would run in is
/// unknown and counts as a page that is not listed. A frame is not asked for its site: its policy names the pages that
/// may hold it.
fn site_around(kind: EmbedKind, headers: &HeaderMap) -> Option<Cow<'_, str>> {
    match (partners::site(headers), kind) {
        (Some(site), _) => Some(site.into()),
        (None, EmbedKind::Page) => None,
        (None, EmbedKind::Script) => {
            let referer = headers.get(REFERER).and_then(|referer| {
                let url = Url::parse(referer.to_str().ok()?).ok()?;
                Some(url.origin().ascii_serialization())
            });
            Some(referer.map_or(Cow::Borrowed("null"), Cow::Owned))
        }
    }
}

/// Marks a reply as one for `guest` alone. A frame may be in the pages of the guest's own sites only.
fn close(kind: EmbedKind, reply: &mut Reply, guest: &Guest, request: &HeaderMap) {
    if reply.status().is_server_error() {
        return;
    }
    reply.headers_mut().insert(CACHE_CONTROL, PRIVATE_CACHING);
    if kind == EmbedKind::Page && !guest.origins().is_empty() {
        let policy = embed::page_policy(guest.origins());
        reply.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    partners::close(reply, guest, request);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::testing::{feed, headers, publisher, site, spec};
    use http::header::{CONTENT_TYPE, ORIGIN, SET_COOKIE};

    /// What the browser says of a script's page is all that byline learns: a page that hides it must not count as listed.
    #[test]
    fn the_site_around_an_embed_is_what_browsers_say() {
        let page = "https://harbour.example/news?a=1";
        for (kind, of, site) in [
            (EmbedKind::Page, vec![(REFERER, page)], None),
            (
                EmbedKind::Script,
                vec![(REFERER, page)],
                Some("https://harbour.example"),
            ),
            (
                EmbedKind::Script,
                vec![(REFERER, "about:blank")],
                Some("null"),
            ),
            (EmbedKind::Script, vec![], Some("null")),
            (
                EmbedKind::Script,
                vec![(ORIGIN, "https://b.example"), (REFERER, page)],
                Some("https://b.example"),
            ),
            (EmbedKind::Page, vec![(ORIGIN, "null")], Some("null")),
        ] {
            assert_eq!(site_around(kind, &headers(&of)).as_deref(), site, "{of:?}");
        }
    }

    /// Without its policy a frame is as open as the page around it.
    #[test]
    fn each_rendition_goes_with_its_policy_and_type() {
        let spec = spec("city", "City", &publisher("daily", "Daily", "en"));
        let feed = feed(&spec, Vec::new());
        for (kind, content_type, policy) in [
            (
                EmbedKind::Page,
                "text/html; charset=utf-8",
                "frame-ancestors *",
            ),
            (
                EmbedKind::Script,
                "text/javascript; charset=utf-8",
                "default-src 'none'",
            ),
        ] {
            let document = document(kind, &feed, Audience::Public, 5, &site()).expect("it renders");
            let reply = send(kind, &document, &HeaderMap::new());
            let header = |name| reply.headers()[name].to_str().expect("ASCII");
            assert_eq!(header(CONTENT_TYPE), content_type);
            assert!(header(CONTENT_SECURITY_POLICY).contains(policy));
            assert!(header(CACHE_CONTROL).starts_with("public, max-age="));
            assert!(!reply.headers().contains_key(SET_COOKIE));
        }
    }
}
