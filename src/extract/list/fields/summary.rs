//! The abstract beside an item.

use std::ops::Range;

use html5ever::local_name;

use super::{title, wording};
use crate::page::elements::{Index, Page};

/// A link of at most this many characters at the end of an abstract says `more`, it is not part of it.
const MORE_CHARS: usize = 16;

/// The text of `place`, without the link to the whole article that closes it.
pub(in crate::extract) fn at(page: &Page<'_>, place: Index) -> Option<String> {
    let mut span = page.span(place);
    let closing = page.subtree(place).skip(1).find(|&i| {
        let link = page.span(i);
        page.element(i).name == local_name!("a")
            && link.end == span.end
            && link.start > span.start
            && page.slice(link).chars().count() <= MORE_CHARS
    });
    if let Some(link) = closing {
        span.end = page.span(link).start;
    }
    let text = title::tidy(
        page.slice(span)
            .trim_end_matches(['[', '【', '(', '（', ' ']),
    );
    (!text.is_empty()).then_some(text)
}

/// A shorter text beside a title is a label, in words.
const SHORTEST_UNITS: f32 = 7.0;
/// What is longer is an article's body; its beginning serves, in characters.
const LONGEST_CHARS: usize = 600;

/// The longest text beside the title that reads like an abstract.
pub(in crate::extract) fn beside(
    page: &Page<'_>,
    places: &[Index],
    title_span: &Range<usize>,
    title: &str,
) -> Option<String> {
    let mut best: Option<(f32, &str)> = None;
    for &place in places {
        for line in super::date::outside(page, place, title_span) {
            let units = wording::units(line);
            if units >= SHORTEST_UNITS && best.is_none_or(|(most, _)| units > most) {
                best = Some((units, line));
            }
        }
    }
    let text = title::tidy(best?.1);
    let text = without_call(&text);
    let is_title = text == title || title::is_cut_beginning(text, title);
    let end = text.char_indices().nth(LONGEST_CHARS);
    let end = end.map_or(text.len(), |(end, _)| end);
    (!is_title).then(|| text[..end].to_owned())
}

/// `text` without the `[详细]` or `Read more` that closes it.
fn without_call(text: &str) -> &str {
    for (at, _) in text.char_indices().rev().take(MORE_CHARS) {
        let (kept, tail) = text.split_at(at);
        // Whether it is a call is asked last: it takes the longest.
        if kept.ends_with(|c: char| !c.is_alphanumeric())
            && tail.chars().any(char::is_alphanumeric)
            && wording::is_call(tail)
        {
            return kept.trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, '[' | '【' | '(' | '（' | '«' | '|')
            });
        }
    }
    text
}
