//! The abstract beside an item.

use dom_query::local_name;

use super::page::{Index, Page};
use super::title;

/// A link of at most this many characters at the end of an abstract says `more`, it is not part of it.
const MORE_CHARS: usize = 16;

/// The text of `place`, without the link to the whole article that closes it.
pub(super) fn at(page: &Page<'_>, place: Index) -> Option<String> {
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
