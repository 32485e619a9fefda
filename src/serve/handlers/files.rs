//! Files of the site: the subscription list, licences, `robots.txt`, icons.
//!
//! In: the configuration. Out: the reply with the file.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use http_body_util::Full;

use super::site_pages::{SitePage, SitePages};
use crate::config::Config;
use crate::gateway::Gateway;
use crate::model::Publisher;
use crate::render::{self, Document, Site, Subscription};
use crate::serve::net::Reply;
use crate::serve::respond::prepared::PageError;
use crate::serve::respond::ready;

const OPML: HeaderValue = HeaderValue::from_static("text/x-opml; charset=utf-8");
const RSL: HeaderValue = HeaderValue::from_static("application/rsl+xml; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");
const ICO: HeaderValue = HeaderValue::from_static("image/vnd.microsoft.icon");

/// `/feeds.opml`
pub(crate) async fn opml(gateway: &Gateway, site_pages: &SitePages, request: &HeaderMap) -> Reply {
    site_pages
        .of_config(gateway, SitePage::Opml, opml_document, request)
        .await
}

/// `/licenses/PUBLISHER.xml`
pub(crate) async fn licence(
    gateway: &Gateway,
    site_pages: &SitePages,
    file: &str,
    request: &HeaderMap,
) -> Reply {
    let id = file.strip_suffix(".xml").unwrap_or_default();
    let Some(publisher) = gateway.config().publishers.get(id).cloned() else {
        return ready::no_page();
    };
    let page = SitePage::Licence(publisher.id.clone());
    let make = move |config: &Config, site: &Site| licence_document(&publisher, config, site);
    site_pages.of_config(gateway, page, make, request).await
}

/// `/robots.txt`
pub(crate) async fn robots(
    gateway: &Gateway,
    site_pages: &SitePages,
    request: &HeaderMap,
) -> Reply {
    let make = |config: &Config, site: &Site| Ok(robots_document(config, site));
    site_pages
        .of_config(gateway, SitePage::Robots, make, request)
        .await
}

/// Retired feeds are not offered.
fn opml_document(config: &Config, site: &Site) -> Result<Document, PageError> {
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

fn licence_document(
    publisher: &Publisher,
    config: &Config,
    site: &Site,
) -> Result<Document, PageError> {
    let feeds = config.feeds.values();
    let its_own = feeds.filter(|feed| feed.publisher.id == publisher.id);
    let licence = render::licence(publisher, its_own.map(|feed| &feed.id), site)?;
    Ok(Document::new(RSL, licence, None, None))
}

/// Everyone may read what is public. The licences say on what terms (RSL 1.0).
fn robots_document(config: &Config, site: &Site) -> Document {
    let licences = config
        .publishers
        .keys()
        .map(|publisher| format!("License: {}\n", site.licence(publisher)));
    let text = String::from("User-agent: *\nAllow: /\n\n") + &licences.collect::<String>();
    Document::new(TEXT, text, None, None)
}

/// `/favicon.svg`
pub(crate) fn icon_svg() -> Reply {
    icon(SVG, include_bytes!("assets/icon.svg"))
}

/// `/favicon.ico`, for clients that do not read in a page where the icon is.
pub(crate) fn icon_ico() -> Reply {
    icon(ICO, include_bytes!("assets/icon.ico"))
}

fn icon(content_type: HeaderValue, bytes: &'static [u8]) -> Reply {
    let mut reply = Reply::new(Full::new(Bytes::from_static(bytes)));
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=604800"),
    );
    reply
}
