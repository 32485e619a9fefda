//! `/feeds/ID`: a feed as everyone may see it, how to subscribe to it, and how to embed it.

use askama::Template;

use super::front::state;
use super::view::{FormatLink, ItemShown, SectionLink, TextLanguage, href, sections, subscribe};
use crate::config::FeedSpec;
use crate::model::Feed;
use crate::render::Site;
use crate::render::embed::{self, Snippets};

#[derive(Template)]
#[template(path = "preview.html", config = "src/serve/pages/askama.toml")]
struct PreviewPage<'a> {
    root: &'static str,
    title: &'a str,
    description: &'a str,
    language: TextLanguage<'a>,
    publisher: &'a str,
    publisher_url: Option<&'a str>,
    sections: Vec<SectionLink<'a>>,
    links: Vec<FormatLink>,
    licence: String,
    state: String,
    items: Vec<ItemShown<'a>>,
    embed: Snippets,
    embed_items: usize,
}

/// The page of `feed`. `spec` has its sections.
pub(crate) fn preview(spec: &FeedSpec, feed: &Feed, site: &Site) -> Result<String, askama::Error> {
    PreviewPage {
        root: "../",
        title: &feed.title,
        description: &feed.description,
        language: TextLanguage::of(&feed.publisher.language),
        publisher: &feed.publisher.name,
        publisher_url: href(&feed.publisher.url),
        sections: sections(&spec.sections),
        links: subscribe(&feed.id, site),
        licence: site.licence(&feed.publisher.id),
        state: state(feed),
        items: feed
            .items
            .iter()
            .map(|item| ItemShown::of(item, &feed.publisher))
            .collect(),
        embed: embed::snippets(&feed.id, &feed.title, site),
        embed_items: embed::DEFAULT_ITEMS,
    }
    .render()
}
