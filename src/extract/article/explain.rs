//! Why an article is read as it is: what counts for and against each headline, block, name and date.
//!
//! In: markup and a context. Out: a line for each candidate that came close, from the tables of weights that decided.

use super::body::{self, BLOCK};
use super::candidates::{Page, with_page};
use super::credits::{AUTHORS, Evidence, SOURCE, WeighedNames};
use super::dates::{self, DATE};
use super::title::HEADLINE;
use crate::extract::ExtractError;
use crate::page::Context;

/// How many candidates are named for each fact, the best ones.
const NAMED: usize = 4;
/// As much of a text is printed, in characters.
const TEXT_LIMIT_CHARS: usize = 60;

/// Says why headline, body, authors, source and date of `html` are what [`read`](super::read) makes of it.
///
/// # Errors
/// [`ExtractError::Unreadable`]: the page is built to exhaust its reader.
pub fn explain(html: &str, at: &Context<'_>) -> Result<Vec<String>, ExtractError> {
    with_page(html, at, |page| {
        let mut lines = headlines(page);
        lines.extend(blocks(page));
        let credits = page.credits();
        lines.extend(names("author", credits.authors, &AUTHORS));
        lines.extend(names("source", credits.sources, &SOURCE));
        lines.extend(dates(page));
        lines
    })
}

/// The best candidates of a fact, with their scores and reasons. The first one is chosen, if its score is `least` or more.
fn ranked(
    fact: &str,
    mut candidates: Vec<(f32, String, String)>,
    is_enough: impl Fn(f32) -> bool,
) -> Vec<String> {
    candidates.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    let best = candidates.into_iter().take(NAMED).enumerate();
    let lines = best.map(|(number, (score, text, reasons))| {
        let role = match number == 0 && is_enough(score) {
            true => "chosen",
            false => "left",
        };
        let mut shown: String = text.chars().take(TEXT_LIMIT_CHARS).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        format!("{fact}, {role}: {shown}, {reasons}")
    });
    lines.collect()
}

fn headlines(page: &Page<'_, '_>) -> Vec<String> {
    let all = page.headlines().into_iter();
    let all = all.map(|headline| {
        let evidence = headline.evidence;
        let reasons = evidence.reasons(&HEADLINE);
        (evidence.score(&HEADLINE), headline.text, reasons)
    });
    ranked("title", all.collect(), |score| score > 0.0)
}

fn blocks(page: &Page<'_, '_>) -> Vec<String> {
    let all = body::weighed(page.flow, &page.title).into_iter();
    // Of equals the last is chosen.
    let all = all.rev().map(|block| {
        let evidence = block.evidence;
        (
            evidence.score(&BLOCK),
            place(page, block.element),
            evidence.reasons(&BLOCK),
        )
    });
    ranked("body", all.collect(), |score| score > 0.0)
}

/// `main > div#story`: an element and the one around it.
fn place(page: &Page<'_, '_>, element: usize) -> String {
    let steps = page.flow.around(element).take(2).map(|at| {
        let element = &page.flow.elements[at];
        let id = element.node.attr("id").map(|id| format!("#{id}"));
        let class = element.node.attr("class").unwrap_or_default();
        let classes: String = class
            .split_ascii_whitespace()
            .map(|class| format!(".{class}"))
            .collect();
        format!("{}{}{classes}", element.name, id.unwrap_or_default())
    });
    let steps: Vec<String> = steps.collect();
    steps.into_iter().rev().collect::<Vec<_>>().join(" > ")
}

fn names(fact: &str, all: Vec<WeighedNames>, weights: &Evidence) -> Vec<String> {
    let all = all.into_iter().map(|names| {
        let evidence = names.evidence;
        (
            evidence.score(weights),
            names.names.join("; "),
            evidence.reasons(weights),
        )
    });
    ranked(fact, all.collect(), |score| score > 0.0)
}

/// The dates that the page shows, and the one that is read. A date that is stated for machines may complete the best
/// of them or replace it.
fn dates(page: &Page<'_, '_>) -> Vec<String> {
    let rows = page.rows(page.place());
    let shown = page.date_reader(&rows).weighed().into_iter();
    let (updates, shown): (Vec<_>, Vec<_>) = shown.partition(|date| date.is_update);
    let weighed = |all: Vec<dates::WeighedDate>| {
        let all = all.into_iter().map(|date| {
            let reasons = date.evidence.reasons(&DATE);
            (date.evidence.score(&DATE), date.text, reasons)
        });
        all.collect::<Vec<_>>()
    };
    let mut lines = ranked("date", weighed(shown), |score| score >= 0.0);
    lines.extend(ranked("update", weighed(updates), |score| score >= 0.0));
    let dates = page.dates();
    let read = [("date", dates.published), ("update", dates.updated)];
    lines.extend(read.into_iter().filter_map(|(fact, moment)| {
        let moment = moment?.as_stated();
        Some(format!(
            "{fact}, with what is stated for machines: {moment}"
        ))
    }));
    lines
}
