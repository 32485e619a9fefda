//! A feed as a section: RSS 2.0, 1.0 and 0.9x, Atom 1.0 and 0.3, JSON Feed 1.x.
//!
//! In: a document. Out: teasers in its order. What the feed states of an article (source, authors, editors,
//! notice, holder, licence, grant, body) goes along as [`crate::model::Article`], so that passing a feed on
//! drops no one's rights; byline's own feeds come back as they were meant. An item of which a feed says no
//! more than a listing page would is read from its own page.
//!
//! [`xml`] reads markup into a bounded tree; [`rss`], [`atom`] and [`json_feed`] know where each format keeps
//! what; [`draft`] makes teasers of it.

mod atom;
mod draft;
mod json_feed;
mod rss;
mod xml;

use super::{ITEM_LIMIT, unite};
use crate::extract::{Context, ExtractError, Teaser};

/// The articles that the feed announces, each once.
///
/// # Errors
/// [`ExtractError::NoList`] when the text is no feed, breaks off, or announces nothing that can be linked;
/// [`ExtractError::TooComplex`] when it is built to exhaust its reader.
pub fn read(text: &str, at: &Context<'_>) -> Result<Vec<Teaser>, ExtractError> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let drafts = if text.starts_with('{') {
        json_feed::read(text, at)?
    } else {
        let tree = xml::Tree::parse(text, at.url)?;
        let root = tree.root();
        match root.name() {
            "rss" | "rdf:rdf" => rss::read(root, at),
            "atom:feed" => atom::read(root, at),
            "html" | "xhtml:html" => return Err(page()),
            other => {
                let name: String = other.chars().take(40).collect();
                return Err(no_list(
                    format!("this is XML, but no feed: its root is <{name}>"),
                    "give the address of an RSS, Atom or JSON feed",
                ));
            }
        }
    };
    let items = drafts.len();
    let teasers: Vec<Teaser> = drafts
        .into_iter()
        .filter_map(draft::Draft::teaser)
        .collect();
    match (items, teasers.is_empty()) {
        (0, _) => Err(no_list(
            "the feed has no items".to_owned(),
            "open it in a feed reader; byline reads on when there are some",
        )),
        (_, true) => Err(no_list(
            format!("the feed has {items} items, but none with both a link and a title"),
            "use the section's page with `kind = \"html\"`",
        )),
        _ => Ok(unite::duplicates(teasers)),
    }
}

fn page() -> ExtractError {
    no_list(
        "this is a page, not a feed".to_owned(),
        "set `kind = \"html\"`, or give the feed's own address (pages name it in `<link rel=\"alternate\">`)",
    )
}

fn no_list(found: String, remedy: &str) -> ExtractError {
    ExtractError::NoList {
        found,
        remedy: remedy.to_owned(),
    }
}

#[cfg(test)]
mod tests;
