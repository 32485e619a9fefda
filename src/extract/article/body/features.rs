//! What is measured of a page's blocks.
//!
//! In: the page's lines and its headline. Out: the [`Evidence`] on each block that holds some of the page's running text.
//! Sums over the lines before each line make each measurement constant in time.

use std::ops::Range;

use html5ever::local_name;

use super::evidence::Evidence;
use crate::extract::article::title::Title;
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// The length of an abstract, in units.
const ABSTRACT_UNITS: f32 = 100.0;
/// A block with less of the page's running text than this part is not the body.
const LEAST_TEXT: f32 = 0.05;
/// As much of a block's text is practically all of it.
const WHOLE: f32 = 0.97;
/// What a line counts beside running text, in units.
const LINE_UNITS: f32 = 10.0;
/// More of anything beside the text, as a part of it, counts no more.
const LIMIT: f32 = 3.0;
/// Longer texts of one line that is no text count as this much, in units: a link, another line.
const LINK_LIMIT_UNITS: f32 = 60.0;
const FURNITURE_LIMIT_UNITS: f32 = 40.0;
/// A heading is no running text, however long it is.
const HEADING_UNITS: f32 = 4.0;

/// What lines hold, in units; sums of the lines before a line.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    text: f32,
    link_words: f32,
    links: f32,
    furniture_words: f32,
    furniture: f32,
    short: f32,
}

impl Sums {
    fn combine(self, other: Self, of: impl Fn(f32, f32) -> f32) -> Self {
        Self {
            text: of(self.text, other.text),
            link_words: of(self.link_words, other.link_words),
            links: of(self.links, other.links),
            furniture_words: of(self.furniture_words, other.furniture_words),
            furniture: of(self.furniture, other.furniture),
            short: of(self.short, other.short),
        }
    }

    /// What one line holds. Where short lines may be the text, they count half.
    fn of(flow: &Flow<'_>, index: usize, with_short: bool) -> Self {
        let line = &flow.lines[index];
        let mut sums = Self::default();
        let place = flow.place_of(index);
        if place.has(Hints::FURNITURE.with(Hints::HIDDEN)) {
            sums.furniture = LINE_UNITS;
            sums.furniture_words = line.units.min(FURNITURE_LIMIT_UNITS);
            return sums;
        }
        if line.is_link() {
            sums.links = LINE_UNITS;
            sums.link_words = line.units.min(LINK_LIMIT_UNITS);
            return sums;
        }
        match line.prose() {
            0.0 if with_short => sums.text = 0.5 * line.units,
            0.0 => sums.short = LINE_UNITS,
            prose if heading_level(&flow.elements[line.block].name).is_some() => {
                sums.text = prose.min(HEADING_UNITS);
            }
            prose => sums.text = prose,
        }
        sums
    }
}

/// A block with the evidence that it is the body's.
#[derive(Debug, Clone)]
pub(in crate::extract::article) struct WeighedPlace {
    pub(in crate::extract::article) element: usize,
    pub(in crate::extract::article) evidence: Evidence,
}

/// A page in which the body's block is looked for.
pub(super) struct Scene<'f, 'd> {
    flow: &'f Flow<'d>,
    title: &'f Title,
    sums: Vec<Sums>,
    /// How many lines before each line have running text.
    paragraphs: Vec<usize>,
    /// Whether each element is in `main` and in an `article`.
    within: Vec<[bool; 2]>,
    /// All running text of the page, in units; 1 at the least.
    pub(super) all_text: f32,
}

impl<'f, 'd> Scene<'f, 'd> {
    /// `with_short`: short lines may be the text, as in standings, calendars and prices.
    pub(super) fn of(flow: &'f Flow<'d>, title: &'f Title, with_short: bool) -> Self {
        let mut sum = Sums::default();
        let mut sums = vec![sum];
        for index in 0..flow.lines.len() {
            sum = sum.combine(Sums::of(flow, index, with_short), |one, other| one + other);
            sums.push(sum);
        }
        let mut paragraphs = vec![0];
        let mut count = 0;
        for line in &flow.lines {
            count += usize::from(line.prose() > 0.0);
            paragraphs.push(count);
        }
        let mut within: Vec<[bool; 2]> = Vec::with_capacity(flow.elements.len());
        for element in &flow.elements {
            // The parent comes first; the root is its own.
            let [main, article] = within.get(element.parent).copied().unwrap_or_default();
            within.push([
                main || element.name == local_name!("main"),
                article || element.name == local_name!("article"),
            ]);
        }
        Self {
            flow,
            title,
            sums,
            paragraphs,
            within,
            all_text: sum.text.max(1.0),
        }
    }

    /// The blocks that may be the body's, in the page's order.
    pub(super) fn blocks(&self) -> Vec<WeighedPlace> {
        let flow = self.flow;
        let blocks = flow.elements.iter().enumerate();
        let blocks = blocks.filter(|(index, element)| {
            let is_outside = |overlay| !flow.is_within(*index, overlay);
            element.is_block
                && !element.place.has(Hints::HIDDEN)
                && !self.title.overlay.is_some_and(is_outside)
        });
        let weighed = blocks.map(|(index, _)| WeighedPlace {
            element: index,
            evidence: self.evidence(index),
        });
        let mut weighed: Vec<WeighedPlace> = weighed
            .filter(|block| block.evidence.text >= LEAST_TEXT)
            .collect();
        self.find_wrappers(&mut weighed);
        weighed
    }

    fn evidence(&self, element: usize) -> Evidence {
        let flow = self.flow;
        let lines = flow.lines_of(element);
        let within = self.sums[lines.end].combine(self.sums[lines.start], |end, start| end - start);
        let part = |units: f32| (units / self.all_text).clamp(0.0, LIMIT);
        let mut evidence = Evidence {
            text: part(within.text),
            link_words: part(within.link_words),
            links: part(within.links),
            furniture_words: part(within.furniture_words),
            furniture: part(within.furniture),
            short: part(within.short),
            ..Evidence::NONE
        };
        match self.title.place {
            Some((line, _)) if lines.end <= line => evidence.above = evidence.text,
            // Text between the headline and the block belongs to something else, or is the body itself; an abstract stands
            // there too.
            Some((line, _)) if lines.start > line => {
                let between = line + 1..lines.start;
                let text = flow.prose_in(between.clone()) - ABSTRACT_UNITS;
                evidence.gap = part(text).min(1.0);
                evidence.introduction = flag(self.is_introduction(between));
            }
            _ => {}
        }
        let hints = flow.elements[element].hints;
        let [main, article] = self.within[element];
        evidence.marked = flag(hints.has(Hints::ARTICLE_BODY));
        (evidence.main, evidence.article) = (flag(main), flag(article));
        evidence.named = flag(hints.has(Hints::BODY));
        evidence
    }

    /// Whether lines are several paragraphs; one is an abstract.
    fn is_introduction(&self, lines: Range<usize>) -> bool {
        let paragraphs = self.paragraphs[lines.end] - self.paragraphs[lines.start];
        paragraphs > 1 && self.flow.prose_in(lines) > ABSTRACT_UNITS
    }

    /// Finds the blocks in which another one holds practically all of the text, and no paragraphs stand before it.
    fn find_wrappers(&self, weighed: &mut [WeighedPlace]) {
        let flow = self.flow;
        let from = self.title.place.map_or(0, |(line, _)| line + 1);
        // Blocks that are open, innermost last.
        let mut open: Vec<usize> = Vec::new();
        for at in 0..weighed.len() {
            let element = weighed[at].element;
            open.retain(|&outer| flow.is_within(element, weighed[outer].element));
            let start = flow.lines_of(element).start;
            for &outer in &open {
                let from = from.max(flow.lines_of(weighed[outer].element).start);
                if weighed[at].evidence.text >= WHOLE * weighed[outer].evidence.text
                    && !(from < start && self.is_introduction(from..start))
                {
                    weighed[outer].evidence.wraps = 1.0;
                }
            }
            open.push(at);
        }
    }
}

fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}
