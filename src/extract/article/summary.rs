//! The abstract: a text that the page marks as one (摘要, a standfirst), or the description in its head.

use super::head::Head;
use super::structured::Structured;
use super::title::{Title, fold};
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line, units};

/// How far below the headline an abstract stands.
const BELOW_TITLE: usize = 14;
/// A shorter text is a slogan, a longer text is a body.
const LEAST_UNITS: f32 = 10.0;
const MOST_UNITS: f32 = 400.0;

const MARKS: [&str; 16] = [
    "摘要",
    "内容摘要",
    "内容提要",
    "内容提示",
    "核心提示",
    "导读",
    "导语",
    "提要",
    "新闻摘要",
    "本文导读",
    "核心阅读",
    "內容摘要",
    "導讀",
    "核心提要",
    "編者按",
    "Summary",
];

/// Finds the abstract; `body` are the lines of the text.
pub(super) fn find(
    flow: &Flow<'_>,
    head: &Head,
    structured: &Structured,
    title: &Title,
    body: &[usize],
) -> Option<String> {
    let headline = title.text.as_deref().map(fold).unwrap_or_default();
    on_page(flow, title, body).or_else(|| {
        let metas = [
            "og:description",
            "description",
            "twitter:description",
            "dc.description",
            "abstract",
        ];
        metas
            .iter()
            .filter_map(|name| head.get(&[name]))
            .chain(structured.description.as_deref())
            .find(|text| {
                let folded = fold(text);
                let says_more =
                    !folded.is_empty() && folded != headline && !folded.starts_with(&headline)
                        || folded.chars().count() > headline.chars().count() * 2;
                let size = units(text);
                // Slogans of the site and lists of keywords are no abstract.
                says_more
                    && (LEAST_UNITS..MOST_UNITS).contains(&size)
                    && is_text(text)
                    && !text.contains('<')
            })
            .map(str::to_owned)
    })
}

fn on_page(flow: &Flow<'_>, title: &Title, body: &[usize]) -> Option<String> {
    let first = body
        .iter()
        .copied()
        .find(|&line| flow.lines[line].prose() > 0.0)?;
    let from = title
        .place
        .map_or(first.saturating_sub(6), |(line, _)| line + 1);
    let until = (from + BELOW_TITLE).min(first + 2).min(flow.lines.len());
    (from..until).find_map(|index| {
        let line = &flow.lines[index];
        let place = flow.place_of(index);
        if place.has(Hints::FURNITURE.with(Hints::HIDDEN))
            || !(LEAST_UNITS..MOST_UNITS).contains(&line.units)
        {
            return None;
        }
        if let Some(rest) = marked(&line.text) {
            return Some(rest.to_owned());
        }
        if is_repeated(flow, index) {
            return Some(line.text.clone());
        }
        let is_named = flow.around(line.block).take(2).any(|element| {
            flow.elements[element].hints.has(Hints::SUMMARY) && flow.lines_of(element).len() <= 3
        });
        (is_named && !line.is_link() && line.stops > 0).then(|| line.text.clone())
    })
}

/// Whether one of the next lines begins with a dateline and then repeats this line, or the next line of text, in another
/// element, begins with this line.
pub(super) fn is_repeated(flow: &Flow<'_>, index: usize) -> bool {
    /// Lines between the two: a picture's caption, a credit.
    const NEXT: usize = 4;
    /// `某某网泰安1月21日讯`, `EASTQUAY, 21 January (Chronicle) –`.
    const DATELINE_UNITS: f32 = 30.0;
    let line = &flow.lines[index];
    if line.prose() <= 0.0 || !(LEAST_UNITS..MOST_UNITS).contains(&line.units) {
        return false;
    }
    let text = fold(&line.text);
    let next = index + 1..(index + 1 + NEXT).min(flow.lines.len());
    let parent = |line: &Line| flow.elements[line.block].parent;
    let mut is_next = true;
    for next in next.filter(|&next| !flow.place_of(next).has(Hints::HIDDEN)) {
        let next = &flow.lines[next];
        let is_long = next.units >= line.units && next.units < 4.0 * MOST_UNITS;
        let other = if is_long {
            fold(&next.text)
        } else {
            String::new()
        };
        match other.find(&text) {
            Some(0) if is_next && parent(next) != parent(line) => return true,
            Some(at) if at > 0 && units(&other[..at]) <= DATELINE_UNITS => return true,
            Some(_) | None => is_next &= next.prose() <= 0.0,
        }
    }
    false
}

/// The text after `摘要：`, `[核心提示]` and similar labels.
pub(super) fn marked(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['[', '【', '(', '（', ' ']);
    MARKS.iter().find_map(|mark| {
        let rest = text
            .strip_prefix(mark)?
            .trim_start_matches([' ', ']', '】', ')', '）']);
        let rest = rest
            .strip_prefix([':', '：'])
            .or_else(|| (rest.len() < text.len() - mark.len()).then_some(rest))?;
        let rest = rest.trim();
        (units(rest) >= LEAST_UNITS).then_some(rest)
    })
}

fn is_text(text: &str) -> bool {
    text.contains(['。', '，', '！', '？', '.', '!', '?', '…', '、', ','])
        && text.matches([',', '，', '、', '|', '_']).count() * 5 < text.chars().count()
}
