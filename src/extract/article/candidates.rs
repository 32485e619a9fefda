//! What the weights of an article's lines and names are fitted to.
//!
//! In: markup and a context. Out: the candidates that [`read`](super::read) decides on, with what it measures. No feed is made
//! with it; `tests/accuracy` fits the weights with it.

use super::BlockEvidence;
use super::body::{BodyPlace, WeighedPlace};
use super::credits::{CreditReader, WeighedCredits};
use super::head::Head;
use super::structured::Structured;
use super::title::WeighedHeadline;
use super::trim::{self, WeighedLine};
use super::{body, copies, pinyin, rows, title};
use crate::extract::ExtractError;
use crate::page::lines::Flow;
use crate::page::{Context, Dom};

/// A block that may be the body's.
#[derive(Debug)]
pub struct WeighedBlock {
    /// The text of the lines that stay of it.
    pub text: String,
    /// The evidence on it.
    pub evidence: BlockEvidence,
}

/// The candidates of one page.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The texts that may be the headline.
    pub headlines: Vec<WeighedHeadline>,
    /// The blocks that may be the body's.
    pub blocks: Vec<WeighedBlock>,
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
    let block = |block: WeighedPlace| {
        let place = BodyPlace {
            element: block.element,
        };
        let rows = rows::read(&flow, &title, Some(place), at);
        let lines = trim::cut(&flow, place, &title, &rows).lines.into_iter();
        let lines: Vec<&str> = lines.map(|line| flow.lines[line].text.as_str()).collect();
        WeighedBlock {
            text: lines.join("\n"),
            evidence: block.evidence,
        }
    };
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
    let stated = structured.headline.as_deref();
    Ok(Candidates {
        headlines: title::weighed(&flow, &head, stated),
        blocks: body::weighed(&flow, &title).into_iter().map(block).collect(),
        lines: place.map_or_else(Vec::new, |place| trim::weighed(&flow, place, &title, &rows)),
        credits: reader.weighed(),
    })
}
