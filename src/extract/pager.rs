//! The words in a row of page numbers, in every language.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::language;

/// A text longer than this is no button, in characters.
const BUTTON_CHARS: usize = 24;

static NEXT: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.next_page).collect());
static ROW: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.page_row).collect());

/// Whether a button's text says "next page", arrows and brackets around it aside.
pub(super) fn says_next(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.chars().nth(BUTTON_CHARS).is_some() {
        return false;
    }
    let word: String = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    NEXT.contains(&*word)
}

/// Whether a text without brackets is another word of the row: previous, last.
pub(super) fn is_other_word(text: &str) -> bool {
    ROW.contains(text)
}
