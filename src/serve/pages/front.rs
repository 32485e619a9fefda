//! `/`: every feed, by publisher, with its latest headlines.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;

use super::view::{
    DateShown, FormatLink, ItemShown, SectionLink, TextLanguage, counted, href, sections, subscribe,
};
use crate::config::{Config, FeedSpec};
use crate::model::{Feed, FeedId, Publisher};
use crate::render::Site;

/// Headlines of each feed.
const LATEST: usize = 3;
/// With more feeds than this the page is a list, without headlines.
pub(crate) const FEEDS_WITH_HEADLINES: usize = 100;

#[derive(Template)]
#[template(path = "front.html", config = "src/serve/pages/askama.toml")]
struct FrontPage<'a> {
    root: &'static str,
    publishers: Vec<PublisherColumn<'a>>,
}

struct PublisherColumn<'a> {
    id: &'a str,
    name: &'a str,
    language: TextLanguage<'a>,
    url: Option<&'a str>,
    host: &'a str,
    feeds: Vec<FeedCard<'a>>,
}

struct FeedCard<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    sections: Vec<SectionLink<'a>>,
    latest: Vec<ItemShown<'a>>,
    state: String,
    links: Vec<FormatLink>,
}

/// The page. `held`: the feeds that are in memory. No feed is fetched for it.
pub(crate) fn front(
    config: &Config,
    held: &BTreeMap<FeedId, Arc<Feed>>,
    site: &Site,
) -> Result<String, askama::Error> {
    let mut publishers: BTreeMap<&str, PublisherColumn<'_>> = BTreeMap::new();
    for feed in config.feeds.values() {
        let publisher: &Publisher = &feed.publisher;
        publishers
            .entry(publisher.id.as_str())
            .or_insert_with(|| PublisherColumn::of(publisher))
            .feeds
            .push(FeedCard::of(feed, held.get(&feed.id), site));
    }
    FrontPage {
        root: "./",
        publishers: publishers.into_values().collect(),
    }
    .render()
}

impl<'a> PublisherColumn<'a> {
    fn of(publisher: &'a Publisher) -> Self {
        Self {
            id: publisher.id.as_str(),
            name: &publisher.name,
            language: TextLanguage::of(&publisher.language),
            url: href(&publisher.url),
            host: publisher.url.host_str().unwrap_or_default(),
            feeds: Vec::new(),
        }
    }
}

impl<'a> FeedCard<'a> {
    fn of(spec: &'a FeedSpec, held: Option<&'a Arc<Feed>>, site: &Site) -> Self {
        let items = held.map_or(&[][..], |feed| &feed.items);
        Self {
            id: spec.id.as_str(),
            title: &spec.title,
            description: &spec.description,
            sections: sections(&spec.sections),
            latest: items
                .iter()
                .take(LATEST)
                .map(|item| ItemShown::of(item, &spec.publisher))
                .collect(),
            state: match held {
                _ if spec.gone => "Retired; it will not come back.".to_owned(),
                Some(feed) => state(feed),
                None => "Not read yet; it is read when someone asks for it.".to_owned(),
            },
            links: if spec.gone {
                Vec::new()
            } else {
                subscribe(&spec.id, site)
            },
        }
    }
}

/// How many items there are, and when the newest one changed.
pub(super) fn state(feed: &Feed) -> String {
    let items = counted(feed.items.len());
    match feed.updated() {
        Some(updated) => format!("{items}, latest {}", DateShown::of(updated).human),
        None => items,
    }
}
