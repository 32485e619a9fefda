//! `/feeds/ID`: a feed as everyone may see it, how to subscribe to it, and how to show it elsewhere.

use askama::Template;

use super::front::state;
use super::view::{From, Shown, Subscribe, Tongue, href, sections, subscribe};
use crate::config::FeedSpec;
use crate::model::Feed;
use crate::render::Site;
use crate::render::embed::{self, Snippets};

#[derive(Template)]
#[template(path = "preview.html", config = "src/serve/pages/askama.toml")]
struct Preview<'a> {
    root: &'static str,
    title: &'a str,
    description: &'a str,
    tongue: Tongue<'a>,
    publisher: &'a str,
    publisher_url: Option<&'a str>,
    sections: Vec<From<'a>>,
    links: Vec<Subscribe>,
    licence: String,
    state: String,
    items: Vec<Shown<'a>>,
    embed: Snippets,
    embed_items: usize,
}

/// The page of `feed`, whose sections stand in `spec`.
pub(crate) fn preview(spec: &FeedSpec, feed: &Feed, site: &Site) -> Result<String, askama::Error> {
    Preview {
        root: "../",
        title: &feed.title,
        description: &feed.description,
        tongue: Tongue::of(&feed.publisher.language),
        publisher: &feed.publisher.name,
        publisher_url: href(&feed.publisher.url),
        sections: sections(&spec.sections),
        links: subscribe(&feed.id, site),
        licence: site.licence(&feed.publisher.id),
        state: state(feed),
        items: feed.items.iter().map(|item| Shown::of(item)).collect(),
        embed: embed::snippets(&feed.id, &feed.title, site),
        embed_items: embed::DEFAULT_ITEMS,
    }
    .render()
}
