//! A section's list: which articles a listing page announces, and what it says of them.
//!
//! In: decoded markup and a [`Context`]. Out: a [`Listing`] in page order, or an [`ExtractError`] that says
//! what was found instead and what to try.

mod dated;
mod image;
mod link;
mod page;
mod selected;
mod summary;
mod title;
mod unite;

use self::link::Links;
use self::page::Page;
use super::dom::Dom;
use super::{Context, ExtractError, Teaser};
use crate::config::Select;

/// The articles of a section page.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// In page order, each article once; never empty.
    pub teasers: Vec<Teaser>,
    /// How the list was found, for people: one statement each.
    pub explain: Vec<String>,
}

/// The list of `html`: by `select` when the operator wrote it, else found by its structure.
pub fn read(
    html: &str,
    at: &Context<'_>,
    select: Option<&Select>,
) -> Result<Listing, ExtractError> {
    let dom = Dom::parse(html)?;
    let page = Page::of(dom.document());
    let links = Links::of(&page, at);
    let Some(select) = select else {
        return Err(ExtractError::NoList {
            found: "the feed has no select table".to_owned(),
            remedy: "write one: `item` selects one element for each article".to_owned(),
        });
    };
    let (teasers, explain) = selected::read(&page, &links, at, select)?;
    Ok(Listing {
        teasers: unite::duplicates(teasers),
        explain,
    })
}
