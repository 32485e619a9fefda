//! A show of slides or pictures beside the text, on other subjects than the text.
//!
//! In: a block within a body. Out: whether it is one. The rule: the block's parts are built alike and count themselves
//! (`3/14`), or the block is named for a gallery; and there is text enough without it. A gallery that is the article stays.

use std::ops::Range;

use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// So much text is an article without the slides, in units.
const ARTICLE_UNITS: f32 = 80.0;
/// A gallery that only its name shows stands between paragraphs, so much text on each side.
const SIDE_UNITS: f32 = 40.0;
const LEAST_SLIDES: usize = 3;

/// Whether a block is a show of slides beside the text of `body`.
pub(super) fn are_aside(flow: &Flow<'_>, block: usize, body: &Range<usize>) -> bool {
    let lines = flow.lines_of(block);
    let before = flow.prose_in(body.start..lines.start.max(body.start));
    let after = flow.prose_in(lines.end.min(body.end)..body.end);
    let is_named = || {
        flow.elements[block].hints.has(Hints::GALLERY)
            && before >= SIDE_UNITS
            && after >= SIDE_UNITS
            && flow.prose_in(lines.clone()) > 0.3 * flow.prose_in(body.clone())
    };
    before + after >= ARTICLE_UNITS && (count_themselves(flow, block) || is_named())
}

/// Whether each child of a block, or all but one, begins with its number of their count.
fn count_themselves(flow: &Flow<'_>, block: usize) -> bool {
    let mut number = 0;
    let mut counted = 0;
    for child in flow
        .children(block)
        .filter(|&at| flow.elements[at].is_block)
    {
        let first = flow.lines_of(child).start;
        let count = flow.lines.get(first).and_then(|line| counter(&line.text));
        number += 1;
        counted += usize::from(count.is_some_and(|(at, of)| at <= of && at.abs_diff(number) <= 1));
    }
    number >= LEAST_SLIDES && counted + 1 >= number
}

/// The two numbers that a text begins with: `3/14`, `3 of 14`, `3 / 14`.
fn counter(text: &str) -> Option<(usize, usize)> {
    let number = |text: &str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let number = text[..end].parse().ok().filter(|_| end <= 3)?;
        Some((number, end))
    };
    let (at, end) = number(text)?;
    let rest = text[end..].trim_start();
    let rest = rest
        .strip_prefix(['/', '／'])
        .or_else(|| rest.strip_prefix("of "))?
        .trim_start();
    number(rest).map(|(of, _)| (at, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A price or a date at the beginning of an item must not pass for the number of a slide.
    #[test]
    fn counters_are_two_small_numbers() {
        for (text, count) in [
            ("3/14 Bridge closes", Some((3, 14))),
            ("3 of 14", Some((3, 14))),
            ("3 / 14", Some((3, 14))),
            ("3. Bridge", None),
            ("2015/01/21", None),
            ("1/2015", None),
            ("", None),
        ] {
            assert_eq!(counter(text), count, "{text}");
        }
    }
}
