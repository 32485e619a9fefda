//! byline's own words in an embed, in the publisher's language, and the direction of its script.

use crate::language::{self, Embed, en, zh};

/// byline's own words, by primary subtag and script (BCP 47); English where a language has none.
pub(super) fn words(language: &str) -> &'static Embed {
    let tag = language.to_ascii_lowercase();
    let is_traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"]
        .iter()
        .any(|t| tag.starts_with(t));
    if is_traditional {
        return &zh::TRADITIONAL_EMBED;
    }
    language::of_tag(&tag)
        .and_then(|at| language::ALL[at].embed.as_ref())
        .unwrap_or(&en::EMBED)
}

/// Whether a language is written from right to left: by the script when the tag names one, else by the
/// language (BCP 47; CLDR's likely scripts).
pub fn is_right_to_left(language: &str) -> bool {
    let is_one_of = |tag: &str, tags: &[&str]| tags.iter().any(|t| t.eq_ignore_ascii_case(tag));
    let mut subtags = language.split('-');
    let primary = subtags.next().unwrap_or_default();
    let script = subtags.find(|tag| tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_alphabetic()));
    match script {
        Some(script) => is_one_of(
            script,
            &[
                "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Aran",
            ],
        ),
        None => is_one_of(
            primary,
            &[
                "ar", "fa", "he", "iw", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "arz", "ary",
                "syr", "nqo", "prs", "bal",
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arabic, Hebrew and Uyghur pages are unreadable when laid out the wrong way round.
    #[test]
    fn the_direction_follows_script_then_language() {
        for right_to_left in ["ar", "ar-EG", "HE", "ug-CN", "az-Arab-IR", "ckb"] {
            assert!(is_right_to_left(right_to_left), "{right_to_left}");
        }
        for left_to_right in ["zh-Hant-TW", "ug-Latn", "en-GB", ""] {
            assert!(!is_right_to_left(left_to_right), "{left_to_right}");
        }
    }

    /// A reader must understand the one link that says what may be done.
    #[test]
    fn the_words_follow_the_publishers_language() {
        for (language, terms) in [
            ("zh-CN", "版权声明"),
            ("zh-HK", "版權聲明"),
            ("de-AT", "Nutzungsbedingungen"),
            ("x-unknown", "Terms of use"),
        ] {
            assert_eq!(words(language).terms, terms, "{language}");
        }
    }
}
