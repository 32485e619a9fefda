//! How a headline is cut into its parts, and compared.

use crate::page::lines::is_cjk;

/// Separators between a headline and a site's name, beside hyphens.
const SEPARATORS: [&str; 9] = ["_", " - ", " | ", "|", "｜", "—", "–", "»", "::"];

/// What stands between the separators of `text`.
pub(in crate::extract::article) fn parts(text: &str) -> impl Iterator<Item = &str> {
    split(text, &SEPARATORS).into_iter().flat_map(at_hyphens)
}

/// `text` cut at its hyphens, but not within words of letters: `Travaillent-ils`.
fn at_hyphens(text: &str) -> Vec<&str> {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_cjk(c));
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('-') {
        let (before, after) = (&text[..at], &text[at + 1..]);
        if !(is_letter(before.chars().next_back()) && is_letter(after.chars().next())) {
            parts.push(&text[from..at]);
            from = at + 1;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// `text` cut at each of `separators`, one after the other.
pub(in crate::extract::article) fn split<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let mut parts = vec![text];
    for separator in separators {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(separator))
            .collect();
    }
    parts
}

/// Letters and digits, lower case: how headlines are compared.
pub(in crate::extract::article) fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut letters = text.to_ascii_lowercase().into_bytes();
        letters.retain(u8::is_ascii_alphanumeric);
        return String::from_utf8(letters).unwrap_or_default();
    }
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
