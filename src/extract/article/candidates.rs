//! What the weights of an article's lines and names are fitted to.
//!
//! In: markup and a context. Out: the candidates that [`read`](super::read) decides on, with what it measures. No feed is made
//! with it; `tests/accuracy` fits the weights with it.

use super::credits::{CreditReader, WeighedCredits};
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
    /// The names that may be those of authors or of the source.
    pub credits: WeighedCredits,
}

/// The candidates of `html`.
///
/// # Errors
/// [`ExtractError::Unreadable`]: the page is built to exhaust its reader.
pub fn candidates(html: &str, at: &Context<'_>) -> Result<Candidates, ExtractError> {
    let html = pinyin::without_readings(html);
    let dom = Dom::parse(&html, at.budget)?;
    let base = dom.base(at);
    let mut flow = Flow::of(&dom);
    copies::hide(&mut flow);
    let mut head = Head::of(&dom, &base);
    head.add_comment(&html);
    let page_title = head.title.as_deref().unwrap_or_default();
    let structured = Structured::of(&head.json_ld, page_title, at.budget);
    let title = title::find(&flow, &head, structured.headline.as_deref());
    let place = body::find(&flow, &title);
    let rows = rows::read(&flow, &title, place, at);
    let body = place.map_or_else(Vec::new, |place| {
        trim::cut(&flow, place, &title, &rows).lines
    });
    let reader = CreditReader {
        flow: &flow,
        rows: &rows,
        body: &body,
        head: &head,
        structured: &structured,
        base: &base,
    };
    Ok(Candidates {
        lines: place.map_or_else(Vec::new, |place| trim::weighed(&flow, place, &title, &rows)),
        credits: reader.weighed(),
    })
}
