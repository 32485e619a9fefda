//! The rows of a page in which it prints author, date and source: the lines around the headline and around the body's end.
//!
//! In: a page's lines, its headline and its body. Out: a [`Row`] for each such line, with its dates and labels. The rule: no
//! other line of the page is read, so that a sidebar's dates and another article's author stay out.

use std::ops::Range;

use super::body::{self, BodyPlace};
use super::labels::{self, Found};
use super::title::Title;
use crate::extract::date;
use crate::page::Context;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line, is_cjk, units};

/// How many lines above the headline are read.
const ABOVE_TITLE: usize = 8;
/// How many lines below the headline are read.
const BELOW_TITLE: usize = 40;
/// How many lines before the body are read.
const BEFORE_BODY: usize = 15;
/// How many lines after the body are read.
const AFTER_BODY: usize = 16;
/// How many lines at the start of the body are read: sites put labels into the body's block.
const INTO_BODY: usize = 6;
/// How many lines at the end of the body are read.
const BODY_TAIL: usize = 24;
/// A longer line is text, not facts.
const LIMIT_UNITS: f32 = 110.0;
const DATES_LIMIT: usize = 4;

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowPosition {
    Above,
    /// Between headline and body.
    Between,
    /// Within the body's block.
    Body,
    After,
    /// Between headline and body, in an element that is named for a foot: its dates count, its names are categories.
    Foot,
}

impl RowPosition {
    /// Whether it is within the body's block or behind it.
    pub(super) const fn is_in_text(self) -> bool {
        matches!(self, Self::Body | Self::After)
    }
}

/// One line, with its dates and labels.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) at: RowPosition,
    pub(super) hidden: bool,
    pub(super) dates: Vec<date::FoundDate>,
    pub(super) labels: Vec<Found>,
}

/// Reads the rows around headline and body.
pub(super) fn read(
    flow: &Flow<'_>,
    title: &Title,
    body: Option<BodyPlace>,
    at: &Context<'_>,
) -> Vec<Row> {
    let end = flow.lines.len();
    let body = body.map_or(end..end, |body| {
        flow.lines_of(body.element).start..body::end(flow, body)
    });
    // Dates in the headline's own words are part of the story.
    let title = title.place.map(|(_, block)| flow.lines_of(block));
    let first_text = body
        .clone()
        .find(|&line| {
            title.as_ref().is_none_or(|title| line >= title.end)
                && flow.lines[line].prose() > 0.0
                && !is_dateline(&flow.lines[line], at)
        })
        .unwrap_or(body.end);
    let summary = title.as_ref().and_then(|title| {
        let next = behind_abstract(flow, title.end, first_text, body.end, at)?;
        Some((first_text, next))
    });
    let first_text = summary.map_or(first_text, |(_, next)| next);
    let mut wanted: Vec<(usize, RowPosition)> = Vec::new();
    let mut ask = |range: Range<usize>, place: RowPosition| {
        wanted.extend((range.start..range.end.min(end)).map(|line| (line, place)));
    };
    let below = match title {
        Some(title) => {
            ask(
                title.start.saturating_sub(ABOVE_TITLE)..title.start,
                RowPosition::Above,
            );
            ask(
                title.end..first_text.min(title.end + BELOW_TITLE),
                RowPosition::Between,
            );
            title.end
        }
        None => 0,
    };
    ask(
        first_text.saturating_sub(BEFORE_BODY).max(below)..first_text,
        RowPosition::Between,
    );
    ask(
        first_text..(first_text + INTO_BODY).min(body.end),
        RowPosition::Body,
    );
    ask(
        body.end.saturating_sub(BODY_TAIL).max(first_text)..body.end,
        RowPosition::Body,
    );
    ask(
        body.end.max(below)..body.end + AFTER_BODY,
        RowPosition::After,
    );
    // In a block that also holds notices and share bars, the editors' lines may stand anywhere.
    let within = first_text..body.end.min(end);
    wanted.extend(
        within
            .filter(|&line| labels::is_short(&flow.lines[line]))
            .map(|line| (line, RowPosition::Body)),
    );

    if let Some((summary, _)) = summary {
        wanted.retain(|(line, _)| *line != summary);
        wanted.push((summary, RowPosition::Body));
    }
    let mut rows: Vec<Row> = Vec::with_capacity(wanted.len());
    wanted.sort_unstable_by_key(|(line, _)| *line);
    wanted.dedup_by_key(|(line, _)| *line);
    for (line, place) in wanted {
        if let Some(row) = row(flow, line, place, at) {
            rows.push(row);
        }
    }
    rows
}

/// The second line of text, where the first is an abstract: no date stands before it, and one stands between both.
fn behind_abstract(
    flow: &Flow<'_>,
    title_end: usize,
    first: usize,
    end: usize,
    at: &Context<'_>,
) -> Option<usize> {
    const NEAR_LINES: usize = 4;
    const HEADLINE_UNITS: f32 = 8.0;
    let is_dated = |line: usize| {
        let line = &flow.lines[line];
        line.units < LIMIT_UNITS
            && line.prose() <= 0.0
            && !line.is_link()
            && !date::all(&line.text, &line.gaps, at, 1).is_empty()
    };
    if title_end > first || first >= end || (title_end..first).take(BELOW_TITLE).any(is_dated) {
        return None;
    }
    let is_text = |line: &usize| {
        let line = &flow.lines[*line];
        line.prose() > 0.0 && !is_dateline(line, at)
    };
    let next = (first + 1..end).take(NEAR_LINES + 1).find(is_text)?;
    let mut between = first + 1..next;
    // The headline of another story, and its date.
    let is_headline = |line: usize| {
        let line = &flow.lines[line];
        line.is_link() && line.units >= HEADLINE_UNITS
    };
    let is_foreign = between.clone().any(is_headline);
    (between.any(is_dated) && !is_foreign).then_some(next)
}

/// Whether a line is a short row of facts that looks like a sentence only because its dates have full stops and commas:
/// `Von Anna Kern 4. Januar 2026 Aktualisiert: 8. Januar 2026`, `Ann Lee January 4, 2026`.
fn is_dateline(line: &Line, at: &Context<'_>) -> bool {
    const LIMIT_UNITS: f32 = 30.0;
    const BESIDE_LIMIT_UNITS: f32 = 12.0;
    if line.units > LIMIT_UNITS || !line.text.contains(['.', ',']) {
        return false;
    }
    let dates = date::all(&line.text, &line.gaps, at, DATES_LIMIT);
    let mut beside = String::new();
    let mut from = 0;
    for date in &dates {
        beside.push_str(&line.text[from..date.range.start]);
        from = date.range.end;
    }
    beside.push_str(&line.text[from..]);
    let has_mark = |date: &date::FoundDate| line.text[date.range.clone()].contains(['.', ',']);
    dates.iter().any(has_mark)
        && units(&beside) <= BESIDE_LIMIT_UNITS
        && !beside.contains(['.', '。', '，', '!', '?', '！', '？'])
}

fn row(flow: &Flow<'_>, line: usize, place: RowPosition, at: &Context<'_>) -> Option<Row> {
    let around = flow.place_of(line);
    let place = match (around.has(Hints::FOOTER), place) {
        (true, RowPosition::Between) => RowPosition::Foot,
        (true, _) => return None,
        (false, place) => place,
    };
    if around.has(Hints::COMMENTS.with(Hints::RELATED)) {
        return None;
    }
    let text = &flow.lines[line];
    if text.units > LIMIT_UNITS {
        return None;
    }
    let mut dates = date::all(&text.text, &text.gaps, at, DATES_LIMIT);
    if dates.is_empty() && (place < RowPosition::Body || place == RowPosition::Foot) {
        dates.extend(alone(text, at));
    }
    // `Par Anne Marais, publié le 12 mars`: the words before a date are not the author's.
    let stops: Vec<Range<usize>> = dates
        .iter()
        .map(|date| {
            let before = &text.text[..date.range.start];
            let is_label = before.trim_end().ends_with([':', '：']);
            let words = date::announced(before)
                .map(|(_, start)| start)
                .filter(|&start| !is_label && !before[start..].starts_with(is_cjk));
            words.unwrap_or(date.range.start)..date.range.end
        })
        .collect();
    let labels = labels::scan(text, &stops, at.language);
    Some(Row {
        line,
        at: place,
        hidden: around.has(Hints::HIDDEN),
        dates,
        labels,
    })
}

/// What stands between the facts of a row.
const FACT_SEPARATORS: [&str; 5] = [", ", " | ", " / ", " • ", " · "];

/// A date that is recognised only as the whole text between two gaps (`115.03.19`) or, with its year, between two marks
/// (`Culture, 2.11.26`).
fn alone(line: &Line, at: &Context<'_>) -> Option<date::FoundDate> {
    let text = line.text.as_str();
    let marks = FACT_SEPARATORS.iter();
    let marks = marks.flat_map(|mark| text.match_indices(mark).map(|(at, mark)| at + mark.len()));
    let ends = |marks: Vec<usize>| {
        let mut ends: Vec<usize> = line.gaps.iter().copied().chain(marks).collect();
        ends.push(text.len());
        ends.sort_unstable();
        ends
    };
    let has_year = |found: &date::FoundDate| found.form == date::Form::Full;
    between(text, &ends(Vec::new()), at)
        .or_else(|| between(text, &ends(marks.collect()), at).filter(has_year))
}

/// The first part of a text that is a date, cut at `ends`.
fn between(text: &str, ends: &[usize], at: &Context<'_>) -> Option<date::FoundDate> {
    let is_mark = |c: char| c.is_whitespace() || ",|/•·".contains(c);
    let mut from = 0;
    ends.iter().find_map(|&to| {
        let part = &text[from..to];
        let start = from + (part.len() - part.trim_start_matches(is_mark).len());
        let end = from + part.trim_end_matches(is_mark).len();
        from = to;
        let part = text.get(start..end)?;
        let digits = part.chars().filter(char::is_ascii_digit).count();
        // Counts and ids are digits too: a date has parts.
        if !(4..=30).contains(&part.len())
            || digits < 4
            || !part.contains(['-', '.', '/', '年', ':', ' '])
        {
            return None;
        }
        date::whole(part, at).map(|found| date::FoundDate {
            range: start..end,
            ..found
        })
    })
}
