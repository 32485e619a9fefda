//! Names alone in the last line of a text, which is set apart: to the right, in bold or italics, behind a dash, or before an
//! agency.

use crate::extract::article::{media, names};
use crate::language;
use crate::page::element_names::{heading_level, is_emphasis};
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// A longer line is a sentence.
const LIMIT_CHARS: usize = 60;
/// More names than this are a list.
const NAMES_LIMIT: usize = 4;
/// How many elements around a line are asked for its style.
const LEVELS: usize = 2;

/// The people whom the last line of a body names, or a line right behind it, if the line names nobody else and is set apart.
pub(super) fn people(flow: &Flow<'_>, body: &[usize]) -> Vec<String> {
    let last = body.last().copied().unwrap_or(flow.lines.len());
    let lines = last..(last + LINES).min(flow.lines.len());
    let parts = |line: usize| {
        let around = flow.place_of(line);
        (!around.has(Hints::FURNITURE.with(Hints::HIDDEN))).then(|| of_line(flow, line))
    };
    let mut named = lines.filter_map(parts).filter(|people| !people.is_empty());
    named.next().unwrap_or_default()
}

/// How many lines, the last of the body included, may hold the name: a line with a label is no part of the body.
const LINES: usize = 2;

fn of_line(flow: &Flow<'_>, line: usize) -> Vec<String> {
    let text = flow.lines[line].text.as_str();
    // `Read more`
    let is_call = || {
        let lower = text.to_lowercase();
        language::phrases(|language| language.calls).any(|call| call == lower)
    };
    let mut around = flow.around(flow.lines[line].block).take(LEVELS);
    let is_heading = around.any(|element| heading_level(&flow.elements[element].name).is_some());
    let is_other = is_heading || flow.lines[line].is_link();
    if text.chars().nth(LIMIT_CHARS).is_some() || is_other || is_call() {
        return Vec::new();
    }
    let bare = text.trim_start_matches(['-', '–', '—', '―', ' ']);
    let is_dashed = bare.len() < text.len();
    // `Zofia Bielik (PAP)`
    let agency = bare
        .trim_end()
        .strip_suffix(')')
        .and_then(|inside| inside.rsplit_once('('));
    let has_agency = agency.is_some_and(|(_, agency)| media::is_known_agency(agency.trim()));
    if !(is_dashed || has_agency || is_right(flow, line) || is_emphasised(flow, line)) {
        return Vec::new();
    }
    // `Hải Yến (Theo Mũi Báo)`: what stands in brackets is the source.
    let bare = bare.split(['(', '（']).next().unwrap_or_default();
    let joints = names::CONJUNCTIONS.iter().map(String::as_str);
    let joints = joints.chain([" - "]);
    let bare = joints.fold(bare.to_owned(), |bare, joint| bare.replace(joint, ","));
    let parts = bare.split([',', '、', '/', '–', '&', ';']);
    let parts: Vec<&str> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let are_people = (1..=NAMES_LIMIT).contains(&parts.len())
        && parts
            .iter()
            .all(|part| names::is_person(part) && !names::is_of_pictures(part));
    if !are_people {
        return Vec::new();
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// Whether all of a line is in bold or italics.
fn is_emphasised(flow: &Flow<'_>, line: usize) -> bool {
    let mut elements = 0..flow.elements.len();
    elements.any(|element| {
        is_emphasis(&flow.elements[element].name)
            && flow.lines_of(element) == (line..line + 1)
            && flow.text_of(element) == flow.lines[line].text
    })
}

fn is_right(flow: &Flow<'_>, line: usize) -> bool {
    flow.around(flow.lines[line].block)
        .take(LEVELS)
        .any(|element| {
            let node = &flow.elements[element].node;
            let is_right = |value: &str| {
                value.eq_ignore_ascii_case("right") || value.eq_ignore_ascii_case("end")
            };
            let style = node.attr("style").unwrap_or_default();
            let aligned = style.split(';').filter_map(|rule| rule.split_once(':'));
            let mut aligned =
                aligned.filter(|(name, _)| name.trim().eq_ignore_ascii_case("text-align"));
            node.attr("align")
                .is_some_and(|value| is_right(value.trim()))
                || aligned.any(|(_, value)| is_right(value.trim()))
        })
}
