//! Dates that are set apart at an edge of headline or text.
//!
//! In: the page's lines, its headline and its body. Out: the dates with the lines that they stand in. The rules:
//!
//! - In the headline: a date in an element of its own, or before a mark at the headline's beginning.
//! - At the text's beginning: the dateline (`Cape Town, 3 May 2026 –`, `(3. Mai 2026)`).
//! - At the text's end: the only line that is a date, with a place at most.

use std::ops::Range;

use super::reader::DateReader;
use crate::extract::article::body;
use crate::extract::date::{self, Announced, Form, FoundDate};
use crate::page::hints::Hints;
use crate::page::lines::{Line, units};

/// How many lines of a headline are read.
const HEADLINE_LINES: usize = 4;
/// How many lines at the beginning of a text are read, and of them how many of running text: it may open with an abstract.
const OPENING_LINES: usize = 12;
const OPENING_PROSE: usize = 3;
/// A dateline stands in the first bytes of its line.
const OPENING_LIMIT_BYTES: usize = 120;
/// How much may stand before the date in a dateline, in units.
const PLACE_UNITS: f32 = 14.0;
/// How many lines at the end of a text are read.
const CLOSING_LINES: usize = 3;
/// How much may stand beside the date that closes a text, in units.
const BESIDE_UNITS: f32 = 5.0;

/// All such dates of a page, with their lines.
pub(super) fn edges(reader: &DateReader<'_, '_>) -> Vec<(usize, FoundDate)> {
    let flow = reader.flow;
    let headline = reader.title.place.map(|(_, block)| flow.lines_of(block));
    let mut edges: Vec<(usize, FoundDate)> = Vec::new();
    for line in headline.clone().into_iter().flatten().take(HEADLINE_LINES) {
        let found = in_headline(reader, &flow.lines[line]);
        edges.extend(found.map(|found| (line, found)));
    }
    let Some(place) = reader.body else {
        return edges;
    };
    let (begin, end) = (
        flow.lines_of(place.element).start,
        body::end(flow, place).min(flow.lines.len()),
    );
    let below = headline.map_or(begin, |headline| headline.end.max(begin));
    let shown = |line: &usize| {
        let place = flow.place_of(*line);
        let row = reader.rows.binary_search_by_key(line, |row| row.line);
        let is_before = row.is_ok_and(|row| !reader.rows[row].at.is_in_text());
        !is_before
            && !place.has(Hints::FURNITURE.with(Hints::HIDDEN))
            && !flow.lines[*line].is_link()
    };
    let text: Vec<usize> = (below..end).filter(shown).collect();
    let mut prose = 0;
    let is_opening = |line: &&usize| {
        let goes_on = prose < OPENING_PROSE;
        prose += usize::from(flow.lines[**line].prose() > 0.0);
        goes_on
    };
    let mut first = text.iter().take(OPENING_LINES).take_while(is_opening);
    edges.extend(first.find_map(|&line| Some((line, opening(reader, &flow.lines[line])?))));
    edges.extend(closing(reader, &text));
    edges
}

/// A date in the headline that is no part of its words.
fn in_headline(reader: &DateReader<'_, '_>, line: &Line) -> Option<FoundDate> {
    let dates = date::all(&line.text, &line.gaps, reader.at, 2).into_iter();
    dates
        .filter(|found| found.form == Form::Full)
        .find(|found| {
            let Range { start, end } = found.range;
            let after = line.text[end..].trim_start();
            // An edge is noted before the white space that may stand there.
            let before = line.text[..start].trim_end().len();
            let begins = before == 0 || line.gaps.contains(&before);
            begins && (after.is_empty() || line.gaps.contains(&end) || is_mark_first(after))
        })
}

/// The date of a dateline.
fn opening(reader: &DateReader<'_, '_>, line: &Line) -> Option<FoundDate> {
    let head = line.text.floor_char_boundary(OPENING_LIMIT_BYTES);
    let found = date::all(&line.text[..head], &[], reader.at, 1).pop()?;
    let (before, after) = (
        line.text[..found.range.start].trim_end(),
        &line.text[found.range.end..],
    );
    let is_place = units(before) <= PLACE_UNITS
        && !before.contains(['!', '?', ':', ';'])
        && (before.ends_with([',', '(', '[', '|', '/', '–', '—', '-'])
            || matches!(date::announced(before), Some((Announced::Published, _))));
    // `3. Mai 2026 Die Mühle`: in an element of its own, or the sentence begins behind it.
    let begins_behind = |rest: &str| {
        line.gaps.contains(&found.range.end)
            || rest.starts_with(|c: char| c.is_uppercase() || "\"„“«»‹›‚‘".contains(c))
    };
    let rest = after.trim_start();
    let is_apart = rest.is_empty()
        || is_mark_first(rest)
        || (before.is_empty() && rest.len() < after.len() && begins_behind(rest));
    (found.form == Form::Full && (before.is_empty() || is_place) && is_apart).then_some(found)
}

/// The date that closes a text: the only line that says no more.
fn closing(reader: &DateReader<'_, '_>, text: &[usize]) -> Option<(usize, FoundDate)> {
    let alone = |&line: &usize| {
        let line_of = &reader.flow.lines[line];
        if line_of.units > 3.0 * BESIDE_UNITS {
            return None;
        }
        let found = date::all(&line_of.text, &line_of.gaps, reader.at, 1).pop()?;
        let beside = units(&line_of.text) - units(&line_of.text[found.range.clone()]);
        let is_date = found.form == Form::Full && beside <= BESIDE_UNITS;
        (is_date && !line_of.text.contains([':', '：'])).then_some((line, found))
    };
    let mut dates = text.iter().filter_map(alone);
    let only = dates.next().filter(|_| dates.next().is_none())?;
    let is_last = text
        .iter()
        .rev()
        .take(CLOSING_LINES)
        .any(|&line| line == only.0);
    is_last.then_some(only)
}

/// Whether `text` begins with a mark that sets apart what stands before it.
fn is_mark_first(text: &str) -> bool {
    text.starts_with(['–', '—', '-', '|', '•', '·', ')', ']', ':', '/'])
}
