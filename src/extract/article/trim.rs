//! The parts of the body's block that are not the body: share bars, links to other articles, labels, notices,
//! advertisements.
//!
//! In: the block. Out: a [`Cut`], the lines that stay and the lines and elements that are removed. The rule: each line is
//! measured once ([`features`]), and stays when the sum of what was measured, each times its weight ([`weights`]), is not
//! below zero. A box of which no line stays goes with its pictures.

mod evidence;
mod features;
mod weights;

use foldhash::HashSet;
use html5ever::local_name;

pub use self::evidence::Evidence;
use self::features::Scene;
use self::weights::LINE;
use super::body::BodyPlace;
use super::rows::Row;
use super::title::Title;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// The lines of a body's block that stay, and those that are removed.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Lines that stay, in order.
    pub(super) lines: Vec<usize>,
    /// Lines that are removed.
    pub(super) dropped: HashSet<usize>,
    /// Blocks that are captions, whatever element they are.
    pub(super) captions: Vec<usize>,
    /// Elements that are removed whole.
    pub(super) elements: Vec<usize>,
}

/// A longer text is no caption, whatever its class says.
const CAPTION_LIMIT_UNITS: f32 = 120.0;

/// Trims the body's block.
pub(super) fn cut(flow: &Flow<'_>, place: BodyPlace, title: &Title, rows: &[Row]) -> Cut {
    let mut cut = Cut::default();
    let named = named_captions(flow, place);
    let mut foreign = HashSet::default();
    weigh(flow, place, title, rows, |line, evidence| {
        if evidence.is_none_or(|evidence| evidence.score(&LINE) < 0.0) {
            cut.dropped.insert(line);
            foreign.extend(evidence.map(|_| line));
            if evidence.is_some_and(|evidence| evidence.control > 0.0) {
                cut.elements.extend(pictures_of_control(flow, line, place));
            }
        } else {
            cut.captions.extend(caption(flow, line, place, &named));
            cut.lines.push(line);
        }
    });
    cut.captions.dedup();
    remove_boxes(flow, place, &foreign, &mut cut);
    cut
}

/// Measures each line of the body's block; `None` of a line that is the headline, stands above it, or repeats a text.
fn weigh(
    flow: &Flow<'_>,
    place: BodyPlace,
    title: &Title,
    rows: &[Row],
    mut of: impl FnMut(usize, Option<&Evidence>),
) {
    let scene = Scene::of(flow, place, title, rows);
    let ends = scene.ends();
    let mut is_under = false;
    for line in flow.lines_of(place.element) {
        let evidence = scene.line(line, &ends, is_under);
        is_under = evidence.follows > 0.0 && evidence.above <= 0.0;
        of(line, Some(&evidence).filter(|_| !scene.is_repeated(line)));
    }
}

/// Removes the boxes whose lines are all `foreign`, with their pictures, and words that are hidden within a line.
///
/// A box of one line may be a picture's, so it goes only when its class says that it is not of the article.
fn remove_boxes(flow: &Flow<'_>, place: BodyPlace, foreign: &HashSet<usize>, cut: &mut Cut) {
    let mut gone_until = 0;
    for index in place.element + 1..flow.elements[place.element].after {
        let element = &flow.elements[index];
        if index < gone_until {
            continue;
        }
        let lines = flow.lines_of(index);
        let is_named = |hint| element.hints.has(hint) && element.place.has(hint);
        let goes = if !element.is_block {
            is_named(Hints::HIDDEN) || element.is_empty() && is_named(Hints::SHARE)
        } else if lines.is_empty() {
            element.hints.has(Hints::SHARE) // its icons
        } else {
            let is_box = lines.len() > 1 && element.name != local_name!("figure")
                || element.place.has(Hints::FURNITURE.with(Hints::HIDDEN));
            is_box && { lines }.all(|line| foreign.contains(&line))
        };
        if goes {
            cut.elements.push(index);
            gone_until = element.after;
        }
    }
}

/// A line of a body's block with the evidence on it.
#[derive(Debug)]
pub struct WeighedLine {
    /// Its text.
    pub text: String,
    /// What was measured.
    pub evidence: Evidence,
}

/// The lines that [`cut`] decides on, but for captions: what the weights are fitted to.
pub(super) fn weighed(
    flow: &Flow<'_>,
    place: BodyPlace,
    title: &Title,
    rows: &[Row],
) -> Vec<WeighedLine> {
    let named = named_captions(flow, place);
    let mut lines = Vec::new();
    weigh(flow, place, title, rows, |line, evidence| {
        let evidence = evidence.filter(|_| caption(flow, line, place, &named).is_none());
        lines.extend(evidence.map(|evidence| WeighedLine {
            text: flow.lines[line].text.clone(),
            evidence: *evidence,
        }));
    });
    lines
}

/// The pictures beside a line that only serves the reader's hand: the code beside `Scan to read on your phone`.
fn pictures_of_control(flow: &Flow<'_>, line: usize, place: BodyPlace) -> Vec<usize> {
    flow.around(flow.lines[line].block)
        .take(2)
        .take_while(|&at| at > place.element && flow.lines_of(at).len() == 1)
        .flat_map(|at| at + 1..flow.elements[at].after)
        .filter(|&at| flow.elements[at].name == local_name!("img"))
        .collect()
}

/// The block that a line is the caption in.
fn caption(
    flow: &Flow<'_>,
    line: usize,
    place: BodyPlace,
    named: &HashSet<usize>,
) -> Option<usize> {
    let text = &flow.lines[line];
    if text.units > CAPTION_LIMIT_UNITS {
        return None;
    }
    if named.contains(&line) && flow.lines_of(text.block).len() == 1 && text.block > place.element {
        return Some(text.block);
    }
    flow.around(text.block)
        .take(3)
        .take_while(|&element| element > place.element)
        .find(|&element| flow.elements[element].hints.has(Hints::CAPTION))
        .filter(|&block| flow.elements[block].is_block && flow.lines_of(block).len() <= 3)
}

/// Lines that an inline element named for captions fills.
fn named_captions(flow: &Flow<'_>, place: BodyPlace) -> HashSet<usize> {
    (place.element..flow.elements[place.element].after)
        .filter(|&index| {
            flow.elements[index].hints.has(Hints::CAPTION) && !flow.elements[index].is_block
        })
        .filter_map(|index| {
            let line = flow.lines_of(index).start;
            let whole = flow.lines.get(line)?.text.len();
            (flow.text_of(index).len() + 4 >= whole).then_some(line)
        })
        .collect()
}
