//! A stream of teasers behind the text, in the same block as the text.
//!
//! In: a block within a body. Out: whether it is a stream. The rule: several parts built alike, each with a link that leads
//! and little text below it; apart from the element that holds the paragraphs, and behind them. A list of linked entries
//! among the paragraphs is the article's own.

use std::ops::Range;

use foldhash::HashMap;

use crate::page::lines::{Flow, Line};

const LEAST_TEASERS: usize = 4;
/// A teaser has at most so many lines, and so much text, in units.
const TEASER_LINES: usize = 8;
const TEASER_UNITS: f32 = 120.0;

/// What tells the streams of one body.
pub(super) struct Stream {
    /// The element that holds the most paragraphs.
    paragraphs: Option<usize>,
    /// The line after its last paragraph.
    from: usize,
}

impl Stream {
    /// Looks at the lines of a body.
    pub(super) fn behind(flow: &Flow<'_>, body: &Range<usize>) -> Self {
        let mut held: HashMap<usize, (f32, usize)> = HashMap::default();
        for line in body.clone().filter(|&line| !flow.lines[line].is_link()) {
            let text = &flow.lines[line];
            let (units, last) = held.entry(flow.elements[text.block].parent).or_default();
            *units += text.prose();
            *last = line + 1;
        }
        let most = held
            .into_iter()
            .max_by(|(one, (a, _)), (other, (b, _))| a.total_cmp(b).then(other.cmp(one)));
        // Paragraphs without an element of their own stand in the element itself.
        Self {
            paragraphs: most.map(|(element, _)| element),
            from: most.map_or(body.end, |(_, (_, last))| last),
        }
    }

    /// Whether a block is a stream of teasers behind the text.
    pub(super) fn is(&self, flow: &Flow<'_>, block: usize) -> bool {
        let lines = flow.lines_of(block);
        if lines.start < self.from
            || self
                .paragraphs
                .is_none_or(|it| flow.elements[block].parent == it || flow.is_within(block, it))
        {
            return false;
        }
        let (mut parts, mut teasers) = (0, 0);
        for part in flow
            .children(block)
            .filter(|&at| flow.elements[at].is_block)
        {
            let lines = flow.lines_of(part);
            parts += usize::from(!lines.is_empty());
            // A section or a time may stand over the headline. A link below the text tells more of the same.
            let leads = flow.lines[lines.clone()].iter().take(2).any(Line::is_link);
            let is_small = lines.len() <= TEASER_LINES && flow.prose_in(lines) <= TEASER_UNITS;
            teasers += usize::from(leads && is_small);
        }
        parts >= LEAST_TEASERS && teasers * 4 >= parts * 3
    }
}
