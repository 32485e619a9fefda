//! What the weights of an article's lines are fitted to.
//!
//! In: markup and a context. Out: the candidates that [`read`](super::read) decides on, with what it measures. No feed is made
//! with it; `tests/accuracy` fits the weights with it.

use super::head::Head;
use super::structured::Structured;
use super::trim::{self, WeighedLine};
use super::{body, copies, pinyin, rows, title};
use crate::extract::ExtractError;
use crate::page::lines::Flow;
use crate::page::{Context, Dom};

/// The candidates of one page.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The lines of the body's block.
    pub lines: Vec<WeighedLine>,
}

/// The candidates of `html`.
///
/// # Errors
/// [`ExtractError::Unreadable`]: the page is built to exhaust its reader.
pub fn candidates(html: &str, at: &Context<'_>) -> Result<Candidates, ExtractError> {
    let html = pinyin::without_readings(html);
    let dom = Dom::parse(&html, at.budget)?;
    let document = dom.document();
    let mut flow = Flow::of(document);
    copies::hide(&mut flow);
    let mut head = Head::of(document, &dom.base(at));
    head.add_comment(&html);
    let page_title = head.title.as_deref().unwrap_or_default();
    let structured = Structured::of(&head.json_ld, page_title, at.budget);
    let title = title::find(&flow, &head, structured.headline.as_deref());
    let place = body::find(&flow, &title);
    let lines = place.map(|place| {
        let rows = rows::read(&flow, &title, Some(place), at);
        trim::weighed(&flow, place, &title, &rows)
    });
    Ok(Candidates {
        lines: lines.unwrap_or_default(),
    })
}
