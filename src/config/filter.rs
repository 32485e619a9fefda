//! `[feeds.ID.filter]` and `title-cut`: what a feed leaves out of what its sections list.

use std::time::Duration;

use regex::{Regex, RegexBuilder};

/// What one regular expression may take when it is compiled, in bytes. Matching takes linear time in any case.
const PATTERN_LIMIT_BYTES: usize = 1 << 20;

/// Which items a feed shows. The default leaves nothing out.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// When not empty: at least one rule must match.
    pub include: Vec<FilterRule>,
    /// No rule may match.
    pub exclude: Vec<FilterRule>,
    /// The longest time since an item was published.
    pub max_age: Option<Duration>,
    /// Only the publisher's own items are shown.
    pub own_only: bool,
}

impl Filter {
    /// Whether the filter leaves nothing out.
    pub fn is_open(&self) -> bool {
        self.include.is_empty()
            && self.exclude.is_empty()
            && self.max_age.is_none()
            && !self.own_only
    }
}

/// A regular expression, and the fields in which it is looked for.
#[derive(Debug, Clone)]
pub struct FilterRule {
    /// Matches text in Unicode normalisation form C.
    pub pattern: Regex,
    /// Never empty.
    pub fields: Vec<FilterField>,
}

/// A part of an item that a rule can look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterField {
    /// The title.
    Title,
    /// The abstract, as the article or the section states it.
    Summary,
    /// The name of the source.
    Source,
    /// Each author.
    Author,
    /// Each section's label, the article's category and its keywords.
    Category,
    /// The article's URL.
    Url,
}

impl FilterField {
    /// Each field with its word in `feeds.toml`.
    pub(super) const WORDS: [(&'static str, Self); 6] = [
        ("title", Self::Title),
        ("summary", Self::Summary),
        ("source", Self::Source),
        ("author", Self::Author),
        ("category", Self::Category),
        ("url", Self::Url),
    ];
}

/// Compiles an operator's regular expression, within a bound on its size.
///
/// # Errors
/// What is wrong, as the end of a message that begins with the key and the pattern.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    if text.is_empty() {
        return Err("matches everything; write what is looked for".to_owned());
    }
    let built = RegexBuilder::new(text)
        .size_limit(PATTERN_LIMIT_BYTES)
        .dfa_size_limit(PATTERN_LIMIT_BYTES)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            "is too large when compiled; use smaller repetitions, or several rules".to_owned()
        }
        error => {
            // The last line says what is wrong, the ones before it draw where.
            let shown = error.to_string();
            let why = shown.lines().last().unwrap_or_default();
            let why = why.trim_start_matches("error: ");
            format!("is no regular expression: {why}; see docs.rs/regex for the syntax")
        }
    })
}

/// The regular expression for `words` as a reader sees them: in any letter case, with any spaces between them, and whole
/// where the script puts spaces between words.
///
/// # Errors
/// As [`pattern`].
pub(super) fn words(words: &str) -> Result<Regex, String> {
    let parts: Vec<String> = words.split_whitespace().map(regex::escape).collect();
    let (first, last) = (words.trim().chars().next(), words.trim().chars().last());
    let edge = |edge: Option<char>| match edge {
        Some(edge) if edge.is_alphanumeric() && !is_unspaced(edge) => r"\b",
        _ => "",
    };
    if parts.is_empty() {
        return Err("is empty; write the words that are looked for".to_owned());
    }
    pattern(&format!(
        "(?i){}{}{}",
        edge(first),
        parts.join(r"\s+"),
        edge(last)
    ))
}

/// Whether a letter's script puts no spaces between words (Unicode Line Breaking, classes ID and SA).
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x1000..=0x109F // Myanmar
        | 0x1780..=0x17FF // Khmer
        | 0x2E80..=0x30FF // Han radicals, Hiragana, Katakana
        | 0x3400..=0x9FFF // Han
        | 0xAC00..=0xD7AF // Hangul, where endings are joined to the word
        | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "art" must not hide every party, and 泰安 must be found where no space stands around it.
    #[test]
    fn words_are_whole_where_a_script_has_spaces() {
        for (rule, text, found) in [
            ("art", "Modern ART, and more", true),
            ("art", "The party begins", false),
            ("port  news", "PORT\u{a0}News today", true),
            ("泰安", "今日泰安新闻", true),
            ("C++", "About C++17", true),
            ("порт", "Новый порт открыт", true),
            ("порт", "Новый портфель", false),
            ("ตลาด", "ที่ตลาดน้ำ", true),
        ] {
            let regex = words(rule).expect("words");
            assert_eq!(regex.is_match(text), found, "{rule} in {text}");
        }
    }

    /// A pattern that takes a gigabyte when it is compiled would end byline at a reload.
    #[test]
    fn a_large_pattern_is_refused() {
        let large = pattern(r"(\w{1000}){1000}").expect_err("too large");
        assert!(large.starts_with("is too large"), "{large}");
        let broken = pattern("a(b").expect_err("broken");
        assert!(broken.contains("unclosed group"), "{broken}");
        assert!(pattern("").is_err() && words(" ").is_err());
    }
}
