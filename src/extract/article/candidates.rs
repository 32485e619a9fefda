//! What headline, body and names of an article are chosen from.
//!
//! In: markup and a context. Out: the candidates that [`read`](super::read) decides on, with what it measures of them. No feed
//! is made with it; `tests/accuracy` fits the weights with it, and `explain` says with it why an article is read as it is.

use super::body::{self, BodyPlace, Evidence as BlockEvidence};
use super::credits::{CreditReader, WeighedCredits};
use super::dates::{self, DateReader, WeighedDate};
use super::head::Head;
use super::rows::{self, Row};
use super::structured::Structured;
use super::title::{self, Title, WeighedHeadline};
use super::trim::{self, WeighedLine};
use super::{copies, pinyin};
use crate::extract::ExtractError;
use crate::page::lines::Flow;
use crate::page::{Base, Context, Dom};

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
    /// The lines of the body's block.
    pub lines: Vec<WeighedLine>,
    /// The names that may be those of authors or of the source.
    pub credits: WeighedCredits,
    /// The dates that the page shows.
    pub dates: Vec<WeighedDate>,
}

/// The candidates of `html`.
///
/// # Errors
/// [`ExtractError::Unreadable`]: the page is built to exhaust its reader.
pub fn candidates(html: &str, at: &Context<'_>) -> Result<Candidates, ExtractError> {
    with_page(html, at, |page| {
        let (place, rows) = (page.place(), page.rows(page.place()));
        Candidates {
            headlines: page.headlines(),
            lines: place.map_or_else(Vec::new, |place| {
                trim::weighed(page.flow, place, &page.title, &rows)
            }),
            credits: page.credits(),
            dates: page.date_reader(&rows).weighed(),
        }
    })
}

/// The blocks of `html` that may be the body's.
///
/// # Errors
/// As of [`candidates`].
pub fn blocks(html: &str, at: &Context<'_>) -> Result<Vec<WeighedBlock>, ExtractError> {
    with_page(html, at, |page| {
        let blocks = body::weighed(page.flow, &page.title).into_iter();
        let blocks = blocks.map(|block| {
            let element = block.element;
            let lines = page.body(BodyPlace { element }).into_iter();
            let lines: Vec<&str> = lines
                .map(|line| page.flow.lines[line].text.as_str())
                .collect();
            WeighedBlock {
                text: lines.join("\n"),
                evidence: block.evidence,
            }
        });
        blocks.collect()
    })
}

/// A page, as far as it is read before its body is.
pub(super) struct Page<'p, 'd> {
    pub(super) flow: &'p Flow<'d>,
    pub(super) title: Title,
    head: Head,
    structured: Structured,
    base: &'p Base<'p>,
    at: &'p Context<'p>,
}

/// Asks something of `html`.
pub(super) fn with_page<T>(
    html: &str,
    at: &Context<'_>,
    ask: impl FnOnce(&Page<'_, '_>) -> T,
) -> Result<T, ExtractError> {
    let html = pinyin::without_readings(html);
    let dom = Dom::parse(&html, at.budget)?;
    let base = dom.base(at);
    let mut flow = Flow::of(&dom);
    copies::hide(&mut flow);
    let mut head = Head::of(&dom, &base);
    head.add_comment(&html);
    let page_title = head.title.as_deref().unwrap_or_default();
    let structured = Structured::of(&head.json_ld, page_title, at.budget);
    Ok(ask(&Page {
        title: title::find(&flow, &head, structured.headline.as_deref()),
        flow: &flow,
        head,
        structured,
        base: &base,
        at,
    }))
}

impl<'d> Page<'_, 'd> {
    pub(super) fn headlines(&self) -> Vec<WeighedHeadline> {
        title::weighed(self.flow, &self.head, self.structured.headline.as_deref())
    }

    pub(super) fn place(&self) -> Option<BodyPlace> {
        body::find(self.flow, &self.title)
    }

    pub(super) fn rows(&self, place: Option<BodyPlace>) -> Vec<Row> {
        rows::read(self.flow, &self.title, place, self.at)
    }

    /// The lines that stay of a block.
    fn body(&self, place: BodyPlace) -> Vec<usize> {
        trim::cut(self.flow, place, &self.title, &self.rows(Some(place))).lines
    }

    pub(super) fn credits(&self) -> WeighedCredits {
        let place = self.place();
        CreditReader {
            flow: self.flow,
            rows: &self.rows(place),
            body: &place.map_or_else(Vec::new, |place| self.body(place)),
            head: &self.head,
            structured: &self.structured,
            base: self.base,
        }
        .weighed()
    }

    /// The dates of the article in words of their own, where the page states them.
    pub(super) fn dates(&self) -> dates::Dates {
        let rows = self.rows(self.place());
        self.date_reader(&rows).find(&self.head, &self.structured)
    }

    pub(super) fn date_reader<'r>(&'r self, rows: &'r [Row]) -> DateReader<'r, 'd> {
        DateReader {
            flow: self.flow,
            title: &self.title,
            body: self.place(),
            rows,
            at: self.at,
        }
    }
}
