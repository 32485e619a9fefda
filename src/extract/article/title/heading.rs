//! A heading in parts: what of it is the headline, where a kicker, a label or a subtitle stands in it as well.
//!
//! In: a heading and the page's declarations. Out: the headline, unless that is the whole heading as it stands. The rules, in
//! order: it is the parts that a declaration has without the others; or all of them, as a declaration sets them apart
//! (`Subject: headline`); or what stays without what no reader sees and what is named a kicker, and of that the parts that are
//! named for a headline.

use std::ops::Range;

use super::parts::{self, fold, split};
use crate::extract::article::head::squash;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// A heading with more parts is drawn letter by letter or word by word.
const PARTS_LIMIT: usize = 8;
/// A heading with more elements is a box, or built to exhaust its reader.
const ELEMENTS_LIMIT: usize = 64;
/// A kicker is shorter than its headline: less than this part of a heading is no headline on a declaration's word.
const LEAST_SHARE: f32 = 0.4;

/// What stands between a subject and its headline.
const MARKS: [char; 5] = [':', '：', '–', '—', '|'];
/// A part that is a smaller share of its declaration may be a subject, and another headline may follow it.
const LEAST_DECLARED: f32 = 0.5;

/// A declaration, folded, and the texts that it begins with, up to each of its separators, colons among them.
pub(super) struct Forms {
    whole: String,
    begins: Vec<Beginning>,
}

struct Beginning {
    folded: String,
    written: String,
    /// Whether no more than a site's name is behind it.
    is_most: bool,
}

impl Forms {
    pub(super) fn of(declaration: &str) -> Self {
        let whole = units(declaration);
        let parts = parts::parts(declaration);
        let parts = parts.flat_map(|part| split(part, &[": ", "："]));
        let mut end = 0;
        let begins = parts.take(PARTS_LIMIT).filter_map(|part| {
            end += declaration.get(end..)?.find(part)? + part.len();
            let written = declaration.get(..end)?.trim();
            Some(Beginning {
                folded: fold(written),
                written: written.to_owned(),
                is_most: units(written) >= LEAST_DECLARED * whole,
            })
        });
        Self {
            whole: fold(declaration),
            begins: begins.filter(|begin| !begin.folded.is_empty()).collect(),
        }
    }
}

/// A part of a heading: text between the edges of elements that set it apart.
struct Part<'f> {
    text: &'f str,
    hints: Hints,
    /// Whether a line or a part that is left out stands before it.
    is_parted: bool,
}

/// What of the heading at `index` is the headline; `None` for the whole of it as it stands.
pub(super) fn headline(flow: &Flow<'_>, index: usize, declared: &[Forms]) -> Option<String> {
    let parts = parts(flow, index)?;
    let whole = declared_whole(&parts, declared);
    // `Subject: headline`, and readers see the mark.
    let is_marked = parts.iter().any(|part| {
        let text = part.text.trim();
        !part.hints.has(Hints::HIDDEN) && (text.starts_with(MARKS) || text.ends_with(MARKS))
    });
    let part = declared_part(&parts, declared).map(|range| joined(&parts[range]));
    let found = match (whole, part) {
        (Some(whole), _) if is_marked => Some(whole),
        (whole, part) => part.or(whole),
    };
    if found.is_some() {
        return found;
    }
    let size = |of: &[Part<'_>]| of.iter().map(|part| units(part.text)).sum::<f32>();
    let all = size(&parts);
    let mut is_cut = false;
    let mut kept: Vec<Part<'_>> = Vec::new();
    for mut part in parts {
        // A kicker is the shorter part, whatever its name.
        let is_kicker =
            part.hints.has(Hints::KICKER) && units(part.text) <= (1.0 - LEAST_SHARE) * all;
        // A colon for screen readers parts what others see in two colours.
        let is_label = part.hints.has(Hints::HIDDEN) && !fold(part.text).is_empty();
        if is_kicker || is_label {
            is_cut = true;
            continue;
        }
        part.is_parted |= is_cut;
        kept.push(part);
    }
    if size(&kept) == 0.0 {
        return None;
    }
    let range = match named_part(&kept) {
        Some(range) => range,
        None if is_cut => 0..kept.len(),
        None => return None,
    };
    Some(joined(&kept[range])).filter(|text| !text.is_empty())
}

/// The parts of a heading, in order; `None` where it is not set in parts.
fn parts<'f>(flow: &'f Flow<'_>, index: usize) -> Option<Vec<Part<'f>>> {
    let (from, to) = flow.span_of(index);
    let inner = index + 1..flow.elements[index].after;
    if inner.len() > ELEMENTS_LIMIT {
        return None;
    }
    let inner: Vec<(usize, _)> = inner.map(|at| (at, flow.span_of(at))).collect();
    let mut cuts: Vec<(usize, usize)> = inner
        .iter()
        .flat_map(|(_, span)| [span.0, span.1])
        .collect();
    cuts.extend([from, to]);
    cuts.extend(flow.lines_of(index).map(|line| (line, 0)));
    cuts.retain(|cut| (from..=to).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut parts = Vec::new();
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let line = &flow.lines.get(start.0)?.text;
        let last = if end.0 == start.0 { end.1 } else { line.len() };
        let text = line.get(start.1.min(line.len())..last.min(line.len()))?;
        if text.trim().is_empty() {
            continue;
        }
        let around = inner
            .iter()
            .filter(|(_, span)| span.0 <= start && end <= span.1);
        let hints = around.map(|(at, _)| flow.elements[*at].hints);
        parts.push(Part {
            text,
            hints: hints.fold(Hints::default(), Hints::with),
            is_parted: start.1 == 0,
        });
    }
    (2..=PARTS_LIMIT).contains(&parts.len()).then_some(parts)
}

/// The longest run of parts that is a declaration without the others.
fn declared_part(parts: &[Part<'_>], declared: &[Forms]) -> Option<Range<usize>> {
    let folded: Vec<String> = parts.iter().map(|part| fold(part.text)).collect();
    let size = |range: Range<usize>| {
        parts[range]
            .iter()
            .map(|part| units(part.text))
            .sum::<f32>()
    };
    let least = LEAST_SHARE * size(0..parts.len());
    let is_declared = |range: &Range<usize>| {
        let text = folded[range.clone()].concat();
        let others = [&folded[..range.start], &folded[range.end..]].concat();
        let others = others.concat();
        let has = |forms: &Forms| {
            let mut begins = forms.begins.iter();
            begins.any(|begin| begin.is_most && begin.folded == text)
        };
        !others.is_empty()
            && declared
                .iter()
                .any(|forms| has(forms) && !forms.whole.contains(&others))
    };
    ranges(parts.len())
        .filter(|range| size(range.clone()) >= least)
        .filter(is_declared)
        .max_by(|one, other| size(one.clone()).total_cmp(&size(other.clone())))
}

/// The declaration that has all parts.
fn declared_whole(parts: &[Part<'_>], declared: &[Forms]) -> Option<String> {
    let shown: String = parts.iter().map(|part| part.text).collect();
    let folded = fold(&shown);
    let marks = |text: &str| text.matches(MARKS).count();
    let mut begins = declared.iter().flat_map(|forms| &forms.begins);
    let begin = begins.find(|begin| begin.folded == folded)?;
    // Without a mark between them, the parts are one sentence in two colours.
    (marks(&begin.written) > 0).then(|| begin.written.clone())
}

/// The parts that are named for a headline, where others are not.
fn named_part(kept: &[Part<'_>]) -> Option<Range<usize>> {
    let is_named = |part: &Part<'_>| part.hints.has(Hints::TITLE);
    let from = kept.iter().position(is_named)?;
    let to = kept.iter().rposition(is_named)? + 1;
    (to - from < kept.len() && kept[from..to].iter().all(is_named)).then_some(from..to)
}

fn joined(parts: &[Part<'_>]) -> String {
    let mut text = String::new();
    for part in parts {
        if part.is_parted && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part.text);
    }
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '|' | '•' | '·' | '/');
    let mut text = text.trim_matches(is_mark);
    for dash in ["- ", "– ", "— "] {
        text = text.strip_prefix(dash).unwrap_or(text);
    }
    squash(text)
}

/// Every range of at least one of `count` things.
fn ranges(count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).flat_map(move |from| (from + 1..=count).map(move |to| from..to))
}
