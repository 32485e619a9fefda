//! Where the body is: the block that holds the most running text and the least of anything else.
//!
//! In: a page's lines and its headline. Out: the block. The rule: running text counts its length, links and site furniture
//! count below zero, and the block with the highest sum is the body's. [`super::trim`] cuts what else stands in it.

use std::ops::Range;

use super::title::Title;
use super::{furniture, notice};
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// The length of an abstract, in units.
const ABSTRACT_UNITS: f32 = 100.0;

/// The block of the body, and its score.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyPlace {
    pub(super) element: usize,
    pub(super) worth: f32,
}

/// Below this score, the article may be a table or a list.
const POOR_UNITS: f32 = 60.0;

/// Finds the body's block; `None` when no line of the page is text.
pub(super) fn find(flow: &Flow<'_>, title: &Title) -> Option<BodyPlace> {
    let strict = best(flow, title, worth);
    if strict.is_some_and(|place| place.worth >= POOR_UNITS) || title.place.is_none() {
        return strict;
    }
    // Standings, calendars, prices: short lines, but many of them, and under the headline.
    let lenient = best(flow, title, |flow, index| match worth(flow, index) {
        -0.5 => 0.5 * flow.lines[index].units,
        worth => worth,
    });
    let enough = strict
        .map_or(POOR_UNITS, |place| 2.0 * place.worth)
        .max(POOR_UNITS);
    lenient.filter(|place| place.worth >= enough).or(strict)
}

fn best(
    flow: &Flow<'_>,
    title: &Title,
    worth: impl Fn(&Flow<'_>, usize) -> f32,
) -> Option<BodyPlace> {
    let mut sums = Vec::with_capacity(flow.lines.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for index in 0..flow.lines.len() {
        sum += worth(flow, index);
        sums.push(sum);
    }
    let of = |element: usize| {
        let lines = flow.lines_of(element);
        sums[lines.end] - sums[lines.start]
    };
    let anchored = |element: usize| {
        let lines = flow.lines_of(element);
        let worth = of(element);
        match title.place {
            // A block that ends before the headline is not its body.
            Some((line, _)) if lines.end <= line => worth * 0.3,
            // Text between the headline and the block belongs to something else, or is the body itself;
            // an abstract stands there too.
            Some((line, _)) if lines.start > line => {
                worth - (flow.prose_in(line + 1..lines.start) - ABSTRACT_UNITS).max(0.0)
            }
            _ => worth,
        }
    };
    let mut best: Option<BodyPlace> = None;
    let mut marked: Option<BodyPlace> = None;
    for (index, element) in flow.elements.iter().enumerate() {
        let is_outside = title
            .overlay
            .is_some_and(|overlay| !flow.is_within(index, overlay));
        if !element.is_block || element.place.has(Hints::HIDDEN) || is_outside {
            continue;
        }
        let worth = anchored(index);
        if element.hints.has(Hints::ARTICLE_BODY)
            && marked.is_none_or(|marked| worth > marked.worth)
        {
            marked = Some(BodyPlace {
                element: index,
                worth,
            });
        }
        // An inner block comes after its outer block: at equal scores the inner block fits closer.
        if worth > 0.0 && best.is_none_or(|best| worth >= best.worth) {
            best = Some(BodyPlace {
                element: index,
                worth,
            });
        }
    }
    let mut best = best?;
    if let Some(marked) = marked
        && marked.worth >= 0.5 * best.worth
    {
        best = marked;
    }
    let place = tightened(flow, best, title, anchored);
    Some(with_introduction(flow, place, title, anchored))
}

/// A block, or the block around it that also holds the paragraphs between it and the headline.
fn with_introduction(
    flow: &Flow<'_>,
    place: BodyPlace,
    title: &Title,
    of: impl Fn(usize) -> f32,
) -> BodyPlace {
    let Some((line, _)) = title.place else {
        return place;
    };
    let start = flow.lines_of(place.element).start;
    if line >= start || !is_introduction(flow, line + 1..start) {
        return place;
    }
    let holds = |at: usize| is_introduction(flow, flow.lines_of(at).start.max(line + 1)..start);
    let around = flow.around(place.element).skip(1);
    { around }
        .find(|&at| flow.elements[at].is_block && holds(at))
        .map(|element| BodyPlace {
            element,
            worth: of(element),
        })
        .filter(|outer| outer.worth >= 0.8 * place.worth)
        .unwrap_or(place)
}

/// Whether lines are several paragraphs; one is an abstract.
fn is_introduction(flow: &Flow<'_>, lines: Range<usize>) -> bool {
    flow.prose_in(lines.clone()) > ABSTRACT_UNITS
        && lines.filter(|&line| flow.lines[line].prose() > 0.0).count() > 1
}

/// Follows a block inwards while one child holds practically all of it, and no text stands between the headline and the
/// child but an abstract.
fn tightened(
    flow: &Flow<'_>,
    place: BodyPlace,
    title: &Title,
    of: impl Fn(usize) -> f32,
) -> BodyPlace {
    let outer = place;
    let from = title.place.map_or(0, |(line, _)| line + 1);
    let from = from.max(flow.lines_of(outer.element).start);
    let mut place = place;
    for at in outer.element + 1..flow.elements[outer.element].after {
        let worth = of(at);
        if flow.elements[at].is_block
            && worth >= 0.97 * outer.worth
            && !is_introduction(flow, from..flow.lines_of(at).start)
        {
            place = BodyPlace { element: at, worth };
        }
    }
    place
}

/// What one line adds to the score of its block.
pub(super) fn worth(flow: &Flow<'_>, index: usize) -> f32 {
    let line = &flow.lines[index];
    if flow
        .place_of(index)
        .has(Hints::FURNITURE.with(Hints::HIDDEN))
    {
        return -2.0 - 0.5 * line.units.min(40.0);
    }
    if line.is_link() {
        return -3.0 - 0.3 * line.units.min(60.0);
    }
    match line.prose() {
        0.0 => -0.5,
        // A heading is no running text, however long it is.
        prose if heading_level(&flow.elements[line.block].name).is_some() => prose.min(4.0),
        prose => prose,
    }
}

/// The line at which links to other articles begin in the body's block, or the end of the block.
pub(super) fn end(flow: &Flow<'_>, place: BodyPlace) -> usize {
    let range = flow.lines_of(place.element);
    let all_prose = flow.prose_in(range.clone());
    range
        .clone()
        .find(|&line| {
            if notice::is_heading(&flow.lines[line]) {
                return flow.prose_in(line..range.end) < flow.prose_in(range.start..line);
            }
            is_afterword(flow, line)
                && flow.prose_in(range.start..line) > 0.0
                && (flow.prose_in(line..range.end) < 0.2 * all_prose
                    || (flow.prose_in(range.start..line) > 0.4 * all_prose
                        && is_teasers(flow, line + 1..range.end)))
        })
        .unwrap_or(range.end)
}

/// Whether lines are mostly links, with hardly ever three lines of text in a row.
fn is_teasers(flow: &Flow<'_>, lines: Range<usize>) -> bool {
    let (mut links, mut run, mut longest) = (0, 0, 0);
    for line in &flow.lines[lines.clone()] {
        let leads = line.links.first().is_some_and(|(link, _)| link.start == 0);
        links += usize::from(leads);
        run = if line.prose() > 0.0 && !leads {
            run + 1
        } else {
            0
        };
        longest = longest.max(run);
    }
    longest < 3 && links * 4 >= lines.len() && links >= 2
}

/// Whether a line is a short heading over other articles.
pub(super) fn is_afterword(flow: &Flow<'_>, line: usize) -> bool {
    let text = &flow.lines[line];
    text.units <= 16.0 && text.prose() <= 0.0 && furniture::is_afterword(&text.text)
}
