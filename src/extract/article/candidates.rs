//! What the weights of credits are fitted to: a page's names, each with the evidence on them.
//!
//! In: markup and a context. Out: the names that [`credits`](super::credits) decides on. No feed is made with it;
//! `tests/accuracy` fits the weights with it.

use std::collections::HashSet;

use super::credits::{CreditReader, WeighedCredits};
use super::head::Head;
use super::structured::Structured;
use super::{body, copies, rows, title, trim};
use crate::extract::ExtractError;
use crate::page::lines::Flow;
use crate::page::{Context, Dom};

/// The names on the page of `html` that may be its authors or its source.
///
/// # Errors
/// [`ExtractError::Unreadable`]: the page is built to exhaust its reader.
pub fn credit_candidates(html: &str, at: &Context<'_>) -> Result<WeighedCredits, ExtractError> {
    let dom = Dom::parse(html, at.budget)?;
    let base = dom.base(at);
    let mut flow = Flow::of(dom.document());
    copies::hide(&mut flow);
    let head = Head::of(dom.document(), &base);
    let named = head.title.as_deref().unwrap_or_default();
    let structured = Structured::of(&head.json_ld, named, at.budget);
    let title = title::find(&flow, &head, structured.headline.as_deref());
    let place = body::find(&flow, &title);
    let rows = rows::read(&flow, &title, place, at);
    let facts: HashSet<usize> = rows.iter().map(|row| row.line).collect();
    let body = place.map_or_else(Vec::new, |place| {
        trim::cut(&flow, place, &title, &rows, &facts).lines
    });
    let reader = CreditReader {
        flow: &flow,
        rows: &rows,
        body: &body,
        head: &head,
        structured: &structured,
        base: &base,
    };
    Ok(reader.weighed())
}
