//! A feed as a section: RSS 2.0, 1.0 and 0.9x, Atom 1.0 and 0.3, JSON Feed 1.x; a sitemap; the posts of WordPress.
//!
//! In: a document. Out: teasers in its order. What the feed states of an article (source, authors, editors,
//! notice, holder, licence, grant, body) goes along as [`crate::model::Article`], so that passing a feed on
//! drops no one's rights; byline's own feeds come back as they were meant. An item of which a feed says no
//! more than a listing page would is read from its own page.
//!
//! [`xml`] reads markup into a bounded tree, whose elements [`names`] names; [`rss`], [`atom`] and [`json_feed`] know where
//! each format has what; [`enclosures`] finds recordings; [`sitemap`] and [`wordpress`] read what is no feed; [`item_draft`] makes teasers of it. Everything in a feed that may be long or many has a limit there.

mod atom;
mod enclosures;
mod item_draft;
mod json_feed;
mod modules;
mod names;
mod person;
mod rss;
mod show;
mod sitemap;
mod wordpress;
mod xml;

use foldhash::{HashMap, HashSet};
use url::Url;

use self::item_draft::ItemDraft;
pub use self::sitemap::{Sitemap, read as read_sitemap};
use super::ExtractError;
use super::list::unite;
use super::teaser::Teaser;
use crate::model::{Guid, Show, page_of, place_url};
use crate::page::Context;

/// The articles that the feed announces, each once.
///
/// # Errors
/// [`ExtractError::NoList`] when the text is no feed, breaks off, or announces nothing that can be linked;
/// [`ExtractError::Unreadable`] when it is built to exhaust its reader.
pub fn read(text: &str, at: &Context<'_>) -> Result<Vec<Teaser>, ExtractError> {
    read_with_show(text, at).map(|(teasers, _)| teasers)
}

/// The same, and what a podcast says of itself as a whole.
///
/// # Errors
/// As [`read`].
pub fn read_with_show(
    text: &str,
    at: &Context<'_>,
) -> Result<(Vec<Teaser>, Option<Show>), ExtractError> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let (drafts, show) = if text.starts_with('{') {
        json_feed::read(text, at)?
    } else {
        let tree = xml::Tree::parse(text, at.url)?;
        let root = tree.root();
        match root.name() {
            "rss" | "rdf:rdf" => {
                let channel = root.first("channel").unwrap_or(root);
                (rss::read(root, at), show::of_channel(channel, at.url))
            }
            "atom:feed" => (atom::read(root, at), show::of_channel(root, at.url)),
            "html" | "xhtml:html" => return Err(xml::is_page()),
            other => {
                let name: String = other.chars().take(40).collect();
                return Err(ExtractError::no_list(
                    format!("this is XML, but no feed: its root is <{name}>"),
                    "give the address of an RSS, Atom or JSON feed",
                ));
            }
        }
    };
    Ok((announced(drafts, at)?, show))
}

/// The posts that WordPress's REST API lists, each once.
///
/// # Errors
/// As [`read`].
pub fn read_wordpress(text: &str, at: &Context<'_>) -> Result<Vec<Teaser>, ExtractError> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    announced(wordpress::read(text, at)?, at)
}

fn announced(drafts: Vec<ItemDraft>, at: &Context<'_>) -> Result<Vec<Teaser>, ExtractError> {
    let items = drafts.len();
    let teasers: Vec<Teaser> = identified(drafts)
        .into_iter()
        .filter_map(|draft| draft.teaser(at.budget))
        .take_while(|teaser| at.budget.make(teaser.weight_bytes()))
        .collect();
    at.budget.settle()?;
    match (items, teasers.is_empty()) {
        (0, _) => Err(ExtractError::no_list(
            "the feed has no items".to_owned(),
            "open it in a feed reader; byline reads on when there are some",
        )),
        (_, true) => Err(ExtractError::no_list(
            format!("the feed has {items} items, but none with both a link and a title"),
            "use the section's page with `kind = \"html\"`",
        )),
        _ => Ok(unite::duplicates(teasers)),
    }
}

/// Gives each item the URL of its article.
///
/// Items with ids of their own may be places of one page (release notes, live blogs, comments), and the fragments of their
/// links then distinguish them. A fragment that occurs in links to several pages names no place.
fn identified(mut drafts: Vec<ItemDraft>) -> Vec<ItemDraft> {
    let mut ids: HashMap<String, usize> = HashMap::default();
    let mut pages: HashMap<String, HashSet<Guid>> = HashMap::default();
    for draft in &mut drafts {
        draft.url = draft.url.take().map(|url| place_url(&url));
        if let Some(id) = &draft.id {
            *ids.entry(id.clone()).or_default() += 1;
        }
        if let Some(url) = &draft.url
            && let Some(fragment) = url.fragment()
        {
            let page = Guid::of(&page_of(url));
            pages.entry(fragment.to_owned()).or_default().insert(page);
        }
    }
    for draft in &mut drafts {
        let Some(url) = draft.url.as_mut().filter(|_| !draft.is_placed) else {
            continue;
        };
        let is_own = draft.id.as_ref().is_some_and(|id| {
            // One that is the page's address names the page.
            let names_page =
                Url::parse(id).is_ok_and(|id| Guid::of(&id) == Guid::of(&page_of(url)));
            ids.get(id) == Some(&1) && !names_page
        });
        let fragment = url.fragment().unwrap_or_default();
        let is_of_one_page = pages.get(fragment).is_none_or(|pages| pages.len() == 1);
        if !(is_own && is_of_one_page) {
            url.set_fragment(None);
        }
    }
    drafts
}

#[cfg(test)]
mod tests;
