//! How a headline is cut into its parts, and compared.

/// Separators between a headline and a site's name.
const SEPARATORS: [&str; 10] = ["_", " - ", "-", " | ", "|", "｜", "—", "–", "»", "::"];

/// What stands between the separators of `text`.
pub(in crate::extract::article) fn parts(text: &str) -> impl Iterator<Item = &str> {
    split(text, &SEPARATORS).into_iter()
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
