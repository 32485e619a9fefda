//! "Did you mean": the known word that a mistyped one was probably meant to be.

/// The word of `known` that `written` most resembles, if any resembles it.
pub(super) fn nearest<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let written = plain(written);
    let letters = written.chars().count();
    let tolerated = (letters / 3).max(1);
    known
        .into_iter()
        .filter_map(|word| {
            let other = plain(word);
            let abbreviated =
                letters >= 3 && (other.starts_with(&written) || written.starts_with(&other));
            let distance = if abbreviated {
                1
            } else {
                strsim::osa_distance(&written, &other)
            };
            (distance <= tolerated && distance < other.chars().count()).then_some((distance, word))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Case, `_`, `-` and spaces are the commonest slips, so they count for nothing.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wrong guess sends the operator the wrong way; no guess is better.
    #[test]
    fn slips_are_seen_through_and_strangers_are_not_guessed() {
        let known = ["sections", "publisher", "max-interval", "limit", "title"];
        for (written, meant) in [
            ("section", Some("sections")),
            ("secitons", Some("sections")),
            ("Max_Interval", Some("max-interval")),
            ("publishers", Some("publisher")),
            ("lim", Some("limit")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
    }
}
