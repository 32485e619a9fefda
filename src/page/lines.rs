//! A page as a person sees it: lines of text in order, and the elements that the lines stand in.
//!
//! In: a parsed page. Out: a [`Flow`], made in one pass, so that code which looks for facts reads two vectors and not the
//! tree. The rule: a line is what a browser begins on a new line, the text between the edges of blocks and `<br>`.

use std::ops::Range;

use html5ever::LocalName;

use super::dom::{Node, NodeId};
use super::hints::Hints;

/// A page's lines and elements, both in document order.
pub(crate) struct Flow<'a> {
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) lines: Vec<Line>,
    /// The text nodes that the lines are made of.
    pub(crate) texts: Vec<NodeId>,
    /// `prose[i]` is the prose in all lines before line `i`.
    pub(super) prose: Vec<f32>,
}

/// One element. Its parents come before it.
pub(crate) struct Element<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) name: LocalName,
    /// The index of its parent. The root's parent is the root.
    pub(crate) parent: usize,
    /// What its own name and attributes suggest.
    pub(crate) hints: Hints,
    /// What it and the elements around it suggest, without the suggestions that its content contradicts.
    pub(crate) place: Hints,
    pub(crate) is_block: bool,
    /// One past the last element in it.
    pub(crate) after: usize,
    /// Where its text begins and ends: a line and an offset in it.
    pub(super) start: (usize, usize),
    pub(super) end: (usize, usize),
}

/// One line.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// White space collapsed, trimmed.
    pub(crate) text: String,
    /// The innermost block that it stands in.
    pub(crate) block: usize,
    /// Offsets at which an element begins or ends, or at which a wide gap stands.
    pub(crate) gaps: Vec<usize>,
    /// Links: the range of their text, and their element.
    pub(crate) links: Vec<(Range<usize>, usize)>,
    /// Those of the page's text nodes that it is made of.
    pub(crate) texts: Range<usize>,
    /// How much text it has; see [`units`].
    pub(crate) units: f32,
    /// How much of it is linked.
    pub(crate) linked: f32,
    /// Commas, full stops and other punctuation of sentences.
    pub(crate) stops: usize,
}

impl Element<'_> {
    /// Whether it holds no text.
    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

impl Line {
    /// The units of running text: a line that is long enough, has punctuation and is no link. 0 for any other line.
    pub(crate) fn prose(&self) -> f32 {
        let free = self.units - self.linked;
        let is_enough = match self.stops {
            // `2015-01-21 09:39:00 作者:张三 来源:某某社(非某某网)`: labels make a line long, not a text.
            0 => free >= 60.0 || free >= 26.0 && !self.text.contains([':', '：']),
            _ => free >= 12.0,
        };
        if is_enough && self.linked < 0.5 * self.units {
            free + 0.5 * self.linked
        } else {
            0.0
        }
    }

    /// Whether most of the line is a link.
    pub(crate) fn is_link(&self) -> bool {
        self.linked > 0.6 * self.units
    }
}

/// How much text `text` is: a CJK character counts one, any other letter or digit 0.35, so that a sentence counts about the
/// same in every script.
pub(crate) fn units(text: &str) -> f32 {
    text.chars().map(unit).sum()
}

/// The units of a letter or a digit, unless it is a CJK character.
pub(super) const LETTER_UNITS: f32 = 0.35;

#[inline]
pub(super) fn unit(c: char) -> f32 {
    if is_cjk(c) {
        1.0
    } else if c.is_alphanumeric() {
        LETTER_UNITS
    } else {
        0.0
    }
}

/// Han, kana or hangul.
#[inline]
pub(crate) const fn is_cjk(c: char) -> bool {
    c >= '\u{2e80}'
        && matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

impl<'a> Flow<'a> {
    /// The lines that an element spans. Its first and its last line may also hold text of its neighbours.
    pub(crate) fn lines_of(&self, element: usize) -> Range<usize> {
        let element = &self.elements[element];
        let end = element.end.0 + usize::from(element.end.1 > 0);
        element.start.0.min(end)..end.min(self.lines.len())
    }

    /// Where the text of an element begins and ends: a line and an offset in it.
    pub(crate) fn span_of(&self, element: usize) -> ((usize, usize), (usize, usize)) {
        let element = &self.elements[element];
        (element.start, element.end)
    }

    /// The text of an element; lines are joined by a space.
    pub(crate) fn text_of(&self, element: usize) -> String {
        let (start, end) = (self.elements[element].start, self.elements[element].end);
        let mut text = String::new();
        for index in self.lines_of(element) {
            let line = &self.lines[index].text;
            let from = if index == start.0 { start.1 } else { 0 };
            let to = if index == end.0 { end.1 } else { line.len() };
            let part = line
                .get(from.min(line.len())..to.min(line.len()))
                .unwrap_or(line);
            if !text.is_empty() && !part.is_empty() {
                text.push(' ');
            }
            text.push_str(part.trim());
        }
        text
    }

    /// The prose in a range of lines.
    pub(crate) fn prose_in(&self, lines: Range<usize>) -> f32 {
        if lines.is_empty() {
            return 0.0;
        }
        self.prose[lines.end] - self.prose[lines.start]
    }

    /// Marks elements, with all that they hold, as not shown. Their lines hold no prose any more.
    pub(crate) fn hide(&mut self, elements: &[usize]) {
        let mut is_hidden = vec![false; self.lines.len()];
        for &element in elements {
            is_hidden[self.lines_of(element)].fill(true);
            let after = self.elements[element].after;
            for inner in &mut self.elements[element..after] {
                inner.place = inner.place.with(Hints::HIDDEN);
            }
        }
        let mut sum = 0.0;
        for (line, is_hidden) in is_hidden.iter().enumerate() {
            if !is_hidden {
                sum += self.lines[line].prose();
            }
            self.prose[line + 1] = sum;
        }
    }

    /// What the elements around a line suggest.
    pub(crate) fn place_of(&self, line: usize) -> Hints {
        self.elements[self.lines[line].block].place
    }

    /// Whether `inner` is `outer` or lies in it.
    pub(crate) fn is_within(&self, inner: usize, outer: usize) -> bool {
        (outer..self.elements[outer].after).contains(&inner)
    }

    /// The elements within a line that hold a part of its text, the outer ones first.
    pub(crate) fn around_part(
        &self,
        line: usize,
        part: &Range<usize>,
    ) -> impl Iterator<Item = usize> + '_ {
        let (start, end) = ((line, part.start), (line, part.end));
        let first = self.elements.partition_point(|at| at.start < (line, 0));
        (first..self.elements.len())
            .take_while(move |&at| self.elements[at].start <= start)
            .filter(move |&at| !self.elements[at].is_block && self.elements[at].end >= end)
    }

    /// The elements directly in `element`.
    pub(crate) fn children(&self, element: usize) -> impl Iterator<Item = usize> {
        let after = self.elements[element].after;
        std::iter::successors((element + 1 < after).then_some(element + 1), move |&at| {
            let next = self.elements[at].after;
            (next < after).then_some(next)
        })
    }

    /// `element`, then its parents up to the root.
    pub(crate) fn around(&self, element: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(element), |&at| {
            let parent = self.elements[at].parent;
            (parent != at).then_some(parent)
        })
    }
}
