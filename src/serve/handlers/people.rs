//! `/`, `/feeds/ID` and `/about`: pages for people.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::HeaderMap;

use super::refusals;
use super::site::site;
use super::site_pages::{SitePage, SitePages, html};
use crate::config::Config;
use crate::gateway::Gateway;
use crate::render::Site;
use crate::serve::net::Reply;
use crate::serve::pages;
use crate::serve::respond::prepared::Basis;
use crate::serve::respond::ready;

/// `/`: made anew each second, from the feeds in memory. No feed is fetched for it.
pub(crate) async fn front(
    gateway: &Arc<Gateway>,
    site_pages: &SitePages,
    request: &HeaderMap,
) -> Reply {
    let config = gateway.config();
    let basis = Basis::moment(&config, site_pages.second(), gateway.withdrawals());
    if let Some(reply) = site_pages.find(&SitePage::Front, &basis, request) {
        return reply;
    }
    let mut held = BTreeMap::new();
    if config.feeds.len() <= pages::FEEDS_WITH_HEADLINES {
        for id in config.feeds.keys() {
            if let Some(feed) = gateway.held(id.as_str()) {
                held.insert(id.clone(), feed);
            }
        }
    }
    let site = site(gateway);
    let make = move || Ok(html(pages::front(&config, &held, &site)?));
    site_pages
        .reply(SitePage::Front, basis, make, request)
        .await
}

/// `/feeds/ID`: the feed as a page.
pub(crate) async fn preview(
    gateway: &Arc<Gateway>,
    site_pages: &SitePages,
    feed: &str,
    request: &HeaderMap,
) -> Reply {
    let site = site(gateway);
    let feed = match gateway.feed(feed).await {
        Ok(feed) => feed,
        Err(refusal) => return refusals::refusal(&refusal, feed, &site),
    };
    let config = gateway.config();
    let Some(spec) = config.feeds.get(&feed.id).cloned() else {
        return ready::no_page();
    };
    let page = SitePage::Preview(feed.id.clone());
    let basis = Basis::feed(&config, &feed);
    let make = move || {
        let page = html(pages::preview(&spec, &feed, &site)?);
        Ok(page.reserved(site.tdm_policy(&feed.publisher)))
    };
    site_pages.reply(page, basis, make, request).await
}

/// `/about`
pub(crate) async fn about(gateway: &Gateway, site_pages: &SitePages, request: &HeaderMap) -> Reply {
    let make = |config: &Config, site: &Site| Ok(html(pages::about(config, site)?));
    site_pages
        .of_config(gateway, SitePage::About, make, request)
        .await
}
