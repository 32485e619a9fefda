//! Where the body is, by named evidence.
//!
//! In: a page's lines and its headline. Out: the block. The rule: of the blocks with some of the page's running text
//! ([`features`]), the one with the highest sum of [`evidence`], each times its weight ([`weights`]), is the body's.
//! [`super::trim`] cuts what else stands in it.

mod evidence;
mod features;
mod weights;

use std::ops::Range;

pub use self::evidence::Evidence;
use self::features::Scene;
pub(super) use self::features::WeighedPlace;
pub(super) use self::weights::BLOCK;
use super::title::Title;
use super::{furniture, notice};
use crate::page::lines::Flow;

/// The block of the body.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyPlace {
    pub(super) element: usize,
}

/// With less running text, in units, the article may be a table or a list.
const POOR_UNITS: f32 = 60.0;

/// Finds the body's block; `None` when no line of the page is text.
pub(super) fn find(flow: &Flow<'_>, title: &Title) -> Option<BodyPlace> {
    let blocks = weighed(flow, title);
    best(&blocks).map(|(_, block)| BodyPlace {
        element: block.element,
    })
}

/// The blocks that may be the body's.
pub(super) fn weighed(flow: &Flow<'_>, title: &Title) -> Vec<WeighedPlace> {
    // The worth of the best block, in units of running text.
    let read = |with_short: bool| {
        let scene = Scene::of(flow, title, with_short);
        let blocks = scene.blocks();
        let score = best(&blocks).map_or(0.0, |(score, _)| score);
        (score / BLOCK.text * scene.all_text, blocks)
    };
    let (worth, blocks) = read(false);
    if worth >= POOR_UNITS || title.place.is_none() {
        return blocks;
    }
    // Standings, calendars, prices: short lines, but many of them, and under the headline.
    let (of_short, with_short) = read(true);
    if of_short >= (2.0 * worth).max(POOR_UNITS) {
        with_short
    } else {
        blocks
    }
}

/// The block of the highest sum, if that is above zero. Of equals the last: an inner block comes after its outer block, and
/// fits closer.
fn best(blocks: &[WeighedPlace]) -> Option<(f32, &WeighedPlace)> {
    let scored = blocks
        .iter()
        .map(|block| (block.evidence.score(&BLOCK), block));
    let scored = scored.filter(|(score, _)| *score > 0.0);
    scored.max_by(|(one, _), (other, _)| one.total_cmp(other))
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
