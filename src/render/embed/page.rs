//! `embed.html`: a feed's headlines as a page for a frame. It needs no script and runs none.

use std::sync::LazyLock;

use askama::Template;

use super::dense::dense_style;
use super::view::View;
use crate::model::{Audience, Feed};
use crate::render::{RenderError, Site};

/// The page's one style sheet; the policy admits it by its hash.
pub(super) static STYLE: LazyLock<String> =
    LazyLock::new(|| dense_style(concat!(include_str!("look.css"), include_str!("page.css"))));

#[derive(Template)]
#[template(path = "page.html", config = "src/render/embed/askama.toml")]
struct Page<'a> {
    view: View<'a>,
    canonical: String,
    licence: String,
    style: &'static str,
}

/// `/feeds/ID/embed.html`: the first `limit` items of `feed`, as `audience` may see them.
///
/// `embed.html#light` and `embed.html#dark` force one of its two looks; no fragment reaches a server.
pub fn page(
    feed: &Feed,
    audience: Audience,
    site: &Site,
    limit: usize,
) -> Result<Vec<u8>, RenderError> {
    let page = Page {
        view: View::of(feed, audience, site, limit),
        canonical: site.page(&feed.id),
        licence: site.licence(&feed.publisher.id),
        style: &STYLE,
    };
    Ok(page.render()?.into_bytes())
}
