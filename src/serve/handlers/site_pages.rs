//! The pages and files of the site that change with the configuration or with a feed: prepared, and sent with what
//! caches and browsers must know about each.
//!
//! In: a [`SitePage`] and how it is made. Out: its reply.

use http::{HeaderMap, HeaderValue};
use tokio::time::Instant;

use super::site::site;
use crate::config::Config;
use crate::gateway::Gateway;
use crate::model::{FeedId, PublisherId};
use crate::render::{Document, Site};
use crate::serve::net::Reply;
use crate::serve::pages;
use crate::serve::respond::document::deliver;
use crate::serve::respond::prepared::{Basis, PageError, PreparedPages};
use crate::serve::respond::ready;

/// Which page. Ids come from `feeds.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SitePage {
    Front,
    Preview(FeedId),
    About,
    Opml,
    Licence(PublisherId),
    Robots,
}

impl SitePage {
    const fn cache_control(&self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Front => "public, max-age=10",
            Self::Preview(_) => "public, max-age=60",
            Self::About | Self::Opml | Self::Licence(_) | Self::Robots => "public, max-age=600",
        })
    }

    const fn is_html(&self) -> bool {
        match self {
            Self::Front | Self::Preview(_) | Self::About => true,
            Self::Opml | Self::Licence(_) | Self::Robots => false,
        }
    }
}

/// The pages that are prepared.
#[derive(Debug)]
pub(crate) struct SitePages {
    prepared: PreparedPages<SitePage>,
    started: Instant,
}

impl SitePages {
    pub(crate) fn new() -> Self {
        Self {
            prepared: PreparedPages::default(),
            started: Instant::now(),
        }
    }

    /// Seconds since byline started.
    pub(crate) fn second(&self) -> u64 {
        self.started.elapsed().as_secs()
    }

    /// The reply with `page`, if it was prepared from `basis`.
    pub(crate) fn find(
        &self,
        page: &SitePage,
        basis: &Basis,
        request: &HeaderMap,
    ) -> Option<Reply> {
        let document = self.prepared.find(page, basis)?;
        Some(send(page, &document, request))
    }

    /// The reply with `page`, which is made with `make` unless it was prepared from `basis`.
    pub(crate) async fn reply<F>(
        &self,
        page: SitePage,
        basis: Basis,
        make: F,
        request: &HeaderMap,
    ) -> Reply
    where
        F: FnOnce() -> Result<Document, PageError> + Send + 'static,
    {
        match self.prepared.prepared(&page, basis, make).await {
            Some(document) => send(&page, &document, request),
            None => ready::our_fault(),
        }
    }

    /// The reply with a page that is made from the configuration alone.
    pub(crate) async fn of_config<F>(
        &self,
        gateway: &Gateway,
        page: SitePage,
        make: F,
        request: &HeaderMap,
    ) -> Reply
    where
        F: FnOnce(&Config, &Site) -> Result<Document, PageError> + Send + 'static,
    {
        let config = gateway.config();
        let (basis, site) = (Basis::config(&config), site(gateway));
        self.reply(page, basis, move || make(&config, &site), request)
            .await
    }
}

/// An HTML page as a document. It has no `Last-Modified`, since it changes with byline as well as with the feed.
pub(crate) fn html(page: String) -> Document {
    Document::new(pages::HTML, page, None, None)
}

fn send(page: &SitePage, document: &Document, request: &HeaderMap) -> Reply {
    let mut reply = deliver(document, page.cache_control(), request);
    if page.is_html() {
        pages::protect(reply.headers_mut());
    }
    reply
}
