//! `/feeds/ID`: a feed as everyone may see it, and how to subscribe to it.

use askama::Template;

use super::front::state;
use super::view::{From, Shown, Subscribe, Tongue, href, sections, subscribe};
use crate::config::FeedSpec;
use crate::model::Feed;
use crate::render::Site;

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
    }
    .render()
}
