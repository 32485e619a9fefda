//! A heading in parts: what of it is the headline, where a kicker, a label or a subtitle stands in it as well.
//!
//! In: a heading and the page's declarations. Out: the headline, unless that is the whole heading. The rule: what no reader
//! sees and what is named a kicker is no part of it. Of the parts that stay, it is those that a declaration has without the
//! others, or else those that are named for a headline, or else those that declarations put behind a separator which the
//! heading lacks.

use std::ops::Range;

use super::parts::{self, fold, split};
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// A heading with more parts is drawn letter by letter or word by word.
const PARTS_LIMIT: usize = 8;
/// A kicker is shorter than its headline: less than this part of a heading is no headline on a declaration's word.
const LEAST_SHARE: f32 = 0.4;

/// What a heading shows between a subject and the headline, when both are one.
const MARKS: [char; 10] = [':', '：', '-', '–', '—', '|', '/', '•', '·', ','];

/// A declaration, folded, and what stands in it between separators, colons among them.
pub(super) struct Forms {
    whole: String,
    /// Texts of one or more parts, each with whether something stands before it.
    runs: Vec<(String, bool)>,
}

impl Forms {
    pub(super) fn of(declaration: &str) -> Self {
        let parts = parts::parts(declaration);
        let parts = parts.flat_map(|part| split(part, &[": ", "："]));
        let parts: Vec<String> = parts.map(fold).filter(|part| !part.is_empty()).collect();
        let parts = &parts[..parts.len().min(PARTS_LIMIT)];
        let runs = ranges(parts.len()).map(|run| (parts[run.clone()].concat(), run.start > 0));
        Self {
            whole: fold(declaration),
            runs: runs.collect(),
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

/// What of the heading at `index` is the headline; `None` for the whole of it.
pub(super) fn headline(flow: &Flow<'_>, index: usize, declared: &[Forms]) -> Option<String> {
    let all = parts(flow, index)?;
    let left_out = Hints::HIDDEN.with(Hints::KICKER);
    let mut kept: Vec<Part<'_>> = Vec::new();
    let mut is_cut = false;
    for mut part in all {
        if part.hints.has(left_out) {
            is_cut = true;
            continue;
        }
        part.is_parted |= is_cut;
        kept.push(part);
    }
    if !kept.iter().any(|part| units(part.text) > 0.0) {
        return None;
    }
    let chosen = declared_part(&kept, declared).or_else(|| named_part(&kept));
    let chosen = chosen.filter(|range| !is_one(&kept, range, declared));
    let range = match chosen {
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

/// The longest run of parts that a declaration has without the others, or behind a separator.
fn declared_part(kept: &[Part<'_>], declared: &[Forms]) -> Option<Range<usize>> {
    let folded: Vec<String> = kept.iter().map(|part| fold(part.text)).collect();
    let size = |range: Range<usize>| kept[range].iter().map(|part| units(part.text)).sum::<f32>();
    let least = LEAST_SHARE * size(0..kept.len());
    let is_declared = |range: &Range<usize>| {
        let text = folded[range.clone()].concat();
        let others = [&folded[..range.start], &folded[range.end..]].concat();
        let others = others.concat();
        let is_last = range.end == kept.len() && !is_marked(kept, range);
        !others.is_empty()
            && declared.iter().any(|forms| {
                let is_alone = !forms.whole.contains(&others);
                let mut runs = forms.runs.iter().filter(|(run, _)| *run == text);
                runs.any(|(_, follows)| is_alone || is_last && *follows)
            })
    };
    ranges(kept.len())
        .filter(|range| range.len() < kept.len() && size(range.clone()) >= least)
        .filter(is_declared)
        .max_by(|one, other| size(one.clone()).total_cmp(&size(other.clone())))
}

/// The parts that are named for a headline, where others are not.
fn named_part(kept: &[Part<'_>]) -> Option<Range<usize>> {
    let is_named = |part: &Part<'_>| part.hints.has(Hints::TITLE);
    let from = kept.iter().position(is_named)?;
    let to = kept.iter().rposition(is_named)? + 1;
    (to - from < kept.len() && kept[from..to].iter().all(is_named)).then_some(from..to)
}

/// Whether some parts and what stands beside them are one headline: `Subject: headline`, and a declaration has it so.
fn is_one(kept: &[Part<'_>], range: &Range<usize>, declared: &[Forms]) -> bool {
    let whole: String = kept.iter().map(|part| fold(part.text)).collect();
    let mut runs = declared.iter().flat_map(|forms| &forms.runs);
    is_marked(kept, range) && runs.any(|(run, _)| *run == whole)
}

/// Whether a mark stands between some parts and those beside them.
fn is_marked(kept: &[Part<'_>], range: &Range<usize>) -> bool {
    let mut edges = [range.start, range.end].into_iter();
    edges.any(|at| {
        (1..kept.len()).contains(&at)
            && (kept[at - 1].text.trim_end().ends_with(MARKS)
                || kept[at].text.trim_start().starts_with(MARKS))
    })
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
    text.trim().to_owned()
}

/// Every range of at least one of `count` things.
fn ranges(count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).flat_map(move |from| (from + 1..=count).map(move |to| from..to))
}
