//! A section's list: which articles a listing page announces, and what it says of them.
//!
//! In: decoded markup and a [`Context`]. Out: a [`Listing`] in page order, or an [`ExtractError`] that says
//! what was found instead and what to try.
//!
//! With selectors, [`selected`] applies them. Without, the list is found: [`page`] flattens the document,
//! [`zone`] marks menus and margins, [`anchors`] takes the links, [`repeats`] finds where they repeat,
//! [`family`] what parts they play there, [`judge`] which part in which places is the list, [`item`] reads it.
//! Sections that are not pages: [`json`] reads list endpoints, [`feed`] reads feeds.

mod address;
mod advertise;
mod anchors;
mod blocks;
mod choice;
mod dated;
mod detect;
mod explain;
mod family;
pub mod feed;
mod figures;
mod heading;
mod image;
mod item;
pub mod json;
mod judge;
mod link;
mod mix;
mod next;
mod nothing;
mod page;
mod places;
mod repeats;
mod selected;
mod selectors;
mod state;
mod structured;
mod summary;
#[cfg(test)]
mod tests;
mod title;
mod unite;
mod values;
mod wording;
mod zone;

pub use self::advertise::{FeedLink, advertised};
pub use self::choice::{Choice, Method, Place};
pub use self::next::next_page;
pub use self::selectors::Suggested;

use self::detect::Wanted;
use self::link::Links;
use self::page::Page;
use super::dom::Dom;
use super::{Context, ExtractError, Teaser, challenge};
use crate::config::Select;

/// The articles of a section page.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// In page order, each article once; never empty.
    pub teasers: Vec<Teaser>,
    /// Why these, for people: one sentence for each place that was chosen or left.
    pub explain: Vec<String>,
    /// Where the list was found, to be remembered; `None` when the operator's selectors say where.
    pub choice: Option<Choice>,
    /// Selectors that select the same list; only [`discover()`] looks for them.
    pub select: Option<Suggested>,
}

/// The list of `html`: by `select` when the operator wrote it, else found by its structure.
///
/// # Errors
/// [`ExtractError::NoList`] says what was found instead and what to try, [`ExtractError::TooComplex`] that
/// the page is built to exhaust its reader.
pub fn read(
    html: &str,
    at: &Context<'_>,
    select: Option<&Select>,
) -> Result<Listing, ExtractError> {
    let Some(select) = select else {
        return found(html, at, &Wanted::default());
    };
    if let Some(error) = nothing::not_a_page(html) {
        return Err(error);
    }
    let dom = Dom::parse(html, at.budget)?;
    let page = Page::of(dom.document());
    let links = Links::of(&page, at);
    let (teasers, explain) =
        selected::read(&page, &links, at, select).map_err(|error| challenge::or(html, error))?;
    at.budget.settle()?;
    Ok(Listing {
        teasers: unite::duplicates(teasers),
        explain,
        choice: None,
        select: None,
    })
}

/// The list at the place that was chosen before; chosen anew when nothing is there any more.
///
/// The caller keeps [`Listing::choice`], which differs from `choice` when the page was revised.
///
/// # Errors
/// As [`read`].
pub fn read_remembered(
    html: &str,
    at: &Context<'_>,
    choice: &Choice,
) -> Result<Listing, ExtractError> {
    let wanted = Wanted {
        remembered: Some(choice),
        selectors: false,
    };
    found(html, at, &wanted)
}

/// The list, with selectors that select the same: what an operator pastes into `feeds.toml`.
///
/// # Errors
/// As [`read`].
pub fn discover(html: &str, at: &Context<'_>) -> Result<Listing, ExtractError> {
    let wanted = Wanted {
        remembered: None,
        selectors: true,
    };
    found(html, at, &wanted)
}

/// The most items of one section that are read: five times what a feed may show.
const ITEM_LIMIT: usize = 5_000;
/// Items that are read between two steps of a page's budget.
const ITEMS_PER_STEP: usize = 16;

fn found(html: &str, at: &Context<'_>, wanted: &Wanted<'_>) -> Result<Listing, ExtractError> {
    if let Some(error) = nothing::not_a_page(html) {
        return Err(error);
    }
    let dom = Dom::parse(html, at.budget)?;
    let page = Page::of(dom.document());
    let links = Links::of(&page, at);
    detect::list(&page, &links, at, wanted).map_err(|error| challenge::or(html, error))
}
