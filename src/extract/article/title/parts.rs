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
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.split(|c: char| !c.is_alphanumeric()));
    if folded.is_ascii() {
        folded.make_ascii_lowercase();
        return folded;
    }
    folded.chars().flat_map(char::to_lowercase).collect()
}
