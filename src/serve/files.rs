//! Files that are not feeds: pages, the subscription list, licences, `robots.txt`, icons.
//!
//! In: a [`Page`] and what it is made of. Out: its document; its reply with what caches and browsers
//! must know about it.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response};
use http_body_util::Full;

use super::delivery::deliver;
use super::embeds;
use super::pages;
use super::prepared_pages::Page;
use super::reply::Reply;
use crate::config::Config;
use crate::model::Publisher;
use crate::render::{self, Document, RenderError, Site, Subscription};

/// Why a page could not be made. The fault is ours.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageError {
    /// A template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// The XML writer failed.
    #[error(transparent)]
    Render(#[from] RenderError),
}

const OPML: HeaderValue = HeaderValue::from_static("text/x-opml; charset=utf-8");
const RSL: HeaderValue = HeaderValue::from_static("application/rsl+xml; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");
const ICO: HeaderValue = HeaderValue::from_static("image/vnd.microsoft.icon");

/// A page as a document. It has no `Last-Modified`, since it changes with byline as well as with the feed.
pub(super) fn html(page: String) -> Document {
    Document::new(pages::HTML, page, None, None)
}

/// `/about`
pub(super) fn about(config: &Config, site: &Site) -> Result<Document, PageError> {
    Ok(html(pages::about(config, site)?))
}

/// `/feeds.opml`. Retired feeds are not offered.
pub(super) fn opml(config: &Config, site: &Site) -> Result<Document, PageError> {
    let feeds = config.feeds.values().filter(|feed| !feed.gone);
    let subscriptions = feeds.filter_map(|feed| {
        Some(Subscription {
            id: &feed.id,
            title: &feed.title,
            description: &feed.description,
            home: &feed.sections.first()?.url,
            publisher: &feed.publisher,
        })
    });
    let list = render::opml(subscriptions, site)?;
    Ok(Document::new(OPML, list, None, None))
}

/// `/licenses/PUBLISHER.xml`
pub(super) fn licence(
    publisher: &Publisher,
    config: &Config,
    site: &Site,
) -> Result<Document, PageError> {
    let feeds = config.feeds.values();
    let its_own = feeds.filter(|feed| feed.publisher.id == publisher.id);
    let licence = render::licence(publisher, its_own.map(|feed| &feed.id), site)?;
    Ok(Document::new(RSL, licence, None, None))
}

/// `/robots.txt`: everyone may read what is public here; the licences say on what terms (RSL 1.0).
pub(super) fn robots(config: &Config, site: &Site) -> Document {
    let licences = config
        .publishers
        .keys()
        .map(|publisher| format!("License: {}\n", site.licence(publisher)));
    let text = String::from("User-agent: *\nAllow: /\n\n") + &licences.collect::<String>();
    Document::new(TEXT, text, None, None)
}

/// The reply to a GET for a page.
pub(super) fn send(page: &Page, document: &Document, request: &HeaderMap) -> Reply {
    let (cache_control, is_html) = match page {
        Page::Embed(kind, ..) => return embeds::send(*kind, document, request),
        Page::Front => ("public, max-age=10", true),
        Page::Preview(_) => ("public, max-age=60", true),
        Page::About => ("public, max-age=600", true),
        Page::Opml | Page::Licence(_) | Page::Robots => ("public, max-age=600", false),
    };
    let mut reply = deliver(document, HeaderValue::from_static(cache_control), request);
    if is_html {
        pages::protect(reply.headers_mut());
    }
    reply
}

/// `/favicon.svg`
pub(super) fn icon_svg() -> Reply {
    icon(SVG, include_bytes!("assets/icon.svg"))
}

/// `/favicon.ico`, for what asks no page where the icon is.
pub(super) fn icon_ico() -> Reply {
    icon(ICO, include_bytes!("assets/icon.ico"))
}

fn icon(content_type: HeaderValue, bytes: &'static [u8]) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from_static(bytes)));
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=604800"),
    );
    reply
}
