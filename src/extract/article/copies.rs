//! A text that a page holds several times: for phones, for print, for reading aloud.
//!
//! In: a page's lines. Out: the same lines, with all copies but one marked as not shown. The rule: two blocks are copies when
//! most lines of running text in each stand in the other too, and when they are most of the text around them. A refrain is
//! not: the verses around it are more. Nor is a section that repeats another: it has a heading of its own. The copy that stays is shown, is marked as the body, has the headline or pictures, or
//! comes first, in this order.

use std::ops::Range;

use foldhash::{HashMap, HashSet};
use html5ever::local_name;

use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line};

/// A copy holds at least so much text, in units.
const LEAST_UNITS: f32 = 40.0;
/// A text has more lines than one; one paragraph may be repeated on purpose.
const LEAST_LINES: usize = 2;
/// How much of a copy stands in another copy too; the rest is dates and notices.
const ALIKE: f32 = 0.6;
/// How much of the text around them copies are; text that the page holds once counts whole.
const SHARE: f32 = 0.4;
/// Repeated lines that are looked at.
const PAIRS_LIMIT: usize = 20_000;

/// Hides all copies of a text but one.
pub(super) fn hide(flow: &mut Flow<'_>) {
    let copies = copies(flow);
    let Some(kept) = copies.iter().rev().max_by_key(|copy| copy.rank(flow)) else {
        return;
    };
    let texts: HashSet<&str> = flow.lines[flow.lines_of(kept.inner)]
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    let is_copy = |copy: &&Copy| {
        let lines = &flow.lines[flow.lines_of(copy.inner)];
        let again = lines
            .iter()
            .filter(|line| texts.contains(line.text.as_str()));
        copy.outer != kept.outer
            && !is_section(flow, kept.inner, copy.inner)
            && again.map(Line::prose).sum::<f32>() >= ALIKE * copy.repeated
    };
    let others: Vec<usize> = copies
        .iter()
        .filter(is_copy)
        .map(|copy| copy.inner)
        .collect();
    flow.hide(&others);
}

/// One copy of a text.
struct Copy {
    /// The largest block with this copy alone.
    outer: usize,
    /// The smallest block with the copied text.
    inner: usize,
    /// How much of its text is in another copy too.
    repeated: f32,
}

impl Copy {
    fn rank(&self, flow: &Flow<'_>) -> [bool; 5] {
        let inside = || &flow.elements[self.outer..flow.elements[self.outer].after];
        let between = |hint| {
            flow.around(self.inner)
                .take_while(|&at| at >= self.outer)
                .any(|at| flow.elements[at].hints.has(hint))
        };
        [
            !between(Hints::HIDDEN) && !flow.elements[self.outer].place.has(Hints::HIDDEN),
            !flow.elements[self.outer].place.has(Hints::FURNITURE),
            between(Hints::ARTICLE_BODY),
            inside().iter().any(|it| it.name == local_name!("h1")),
            inside().iter().any(|it| it.name == local_name!("img")),
        ]
    }
}

fn copies(flow: &Flow<'_>) -> Vec<Copy> {
    let (pairs, repeated) = pairs(flow, 0..flow.lines.len());
    if pairs.is_empty() {
        return Vec::new();
    }
    let repeated_in = |element: usize| {
        let lines = flow.lines_of(element);
        if lines.is_empty() {
            0.0
        } else {
            repeated[lines.end] - repeated[lines.start]
        }
    };
    let mut holds_two = vec![false; flow.elements.len()];
    for (before, line) in pairs {
        let block = flow.lines[line].block;
        let around = flow.around(flow.lines[before].block);
        if let Some(both) = { around }.find(|&at| flow.is_within(block, at)) {
            holds_two[both] = true;
        }
    }
    for index in (0..flow.elements.len()).rev() {
        let parent = flow.elements[index].parent;
        holds_two[parent] |= holds_two[index];
    }
    let mut copies: Vec<Copy> = Vec::new();
    for outer in 0..flow.elements.len() {
        let element = &flow.elements[outer];
        let whole = repeated_in(outer);
        if holds_two[outer]
            || !holds_two[element.parent]
            || !element.is_block
            || whole < LEAST_UNITS
        {
            continue;
        }
        let inner = (outer..element.after)
            .rfind(|&at| flow.elements[at].is_block && repeated_in(at) >= 0.9 * whole)
            .unwrap_or(outer);
        let lines = flow.lines_of(inner);
        let texts = flow.lines[lines.clone()]
            .iter()
            .filter(|line| line.prose() > 0.0);
        let texts: HashSet<&str> = texts.map(|line| line.text.as_str()).collect();
        if texts.len() >= LEAST_LINES && whole >= ALIKE * flow.prose_in(lines) {
            copies.push(Copy {
                outer,
                inner,
                repeated: whole,
            });
        }
    }
    let largest = copies.iter().map(|copy| copy.repeated).fold(0.0, f32::max);
    copies.retain(|copy| copy.repeated >= ALIKE * largest);
    let [first, second, ..] = copies.as_slice() else {
        return Vec::new();
    };
    let mut around = flow.around(first.outer);
    let together = around
        .find(|&at| flow.is_within(second.outer, at))
        .unwrap_or_default();
    let inside = copies
        .iter()
        .filter(|copy| flow.is_within(copy.outer, together));
    let once = flow.prose_in(flow.lines_of(together))
        - inside.map(|copy| copy.repeated).sum::<f32>()
        + largest;
    if largest >= SHARE * once {
        copies
    } else {
        Vec::new()
    }
}

/// Each line of running text with the line before it of the same text, and the sums of all text that stands twice.
fn pairs(flow: &Flow<'_>, lines: Range<usize>) -> (Vec<(usize, usize)>, Vec<f32>) {
    let mut last: HashMap<&str, usize> = HashMap::default();
    let mut pairs = Vec::new();
    let mut repeated = vec![0.0; flow.lines.len() + 1];
    for line in lines {
        let prose = flow.lines[line].prose();
        if prose <= 0.0 || pairs.len() >= PAIRS_LIMIT {
            continue;
        }
        if let Some(before) = last.insert(&flow.lines[line].text, line) {
            repeated[before + 1] = prose;
            repeated[line + 1] = prose;
            pairs.push((before, line));
        }
    }
    let mut sum = 0.0;
    for prose in &mut repeated {
        sum += *prose;
        *prose = sum;
    }
    (pairs, repeated)
}

/// Whether the later of two blocks has a heading of its own directly over it, which does not stand above the other block too.
fn is_section(flow: &Flow<'_>, one: usize, other: usize) -> bool {
    let first_line = |block: usize| flow.lines_of(block).start;
    let (one, other) = (first_line(one), first_line(other));
    has_own_heading(flow, one.max(other), one.min(other))
}

fn has_own_heading(flow: &Flow<'_>, line: usize, earlier: usize) -> bool {
    const ABOVE: usize = 8;
    let Some(over) = line.checked_sub(1).map(|over| &flow.lines[over]) else {
        return false;
    };
    heading_level(&flow.elements[over.block].name).is_some()
        && flow.lines[earlier.saturating_sub(ABOVE)..earlier]
            .iter()
            .all(|line| line.text != over.text)
}

/// Lines of a body that stand in it a second time, where it holds about all of its text twice and no block parts the copies.
pub(super) fn doubled(flow: &Flow<'_>, body: Range<usize>) -> HashSet<usize> {
    /// Once more is half of the whole.
    const AGAIN: f32 = 0.45;
    let again = pairs(flow, body.clone()).0;
    let texts: HashSet<&str> = again
        .iter()
        .map(|&(_, line)| flow.lines[line].text.as_str())
        .collect();
    let prose: f32 = again
        .iter()
        .map(|&(_, line)| flow.lines[line].prose())
        .sum();
    let is_section = again
        .first()
        .is_some_and(|&(before, line)| has_own_heading(flow, line, before));
    if texts.len() < LEAST_LINES || is_section || prose < AGAIN * flow.prose_in(body) {
        return HashSet::default();
    }
    again.into_iter().map(|(_, line)| line).collect()
}
