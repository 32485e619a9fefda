//! How much a text reads like a headline.
//!
//! Counted in units that are alike across scripts: a word of an alphabet is one, a Han, Kana or Hangul
//! character about half of one.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::language;

/// One character of a script without spaces, in words.
const CHARACTER_UNITS: f32 = 0.55;

static CALLS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.calls).collect());
static OPENINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.list_call_opens).collect());
static CLOSINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.list_call_closes).collect());

/// The length of a text in words.
pub(in crate::extract) fn units(text: &str) -> f32 {
    let mut units = 0.0;
    let mut in_word = false;
    for c in text.chars() {
        if c.is_alphabetic() && !is_character(c) {
            if !in_word {
                units += 1.0;
            }
            in_word = true;
        } else if is_character(c) {
            units += CHARACTER_UNITS;
            in_word = false;
        } else if c.is_whitespace() || (!c.is_alphanumeric() && !matches!(c, '\'' | '’' | '.')) {
            in_word = false;
        }
    }
    units
}

/// Is this a character of a script that is written without spaces?
fn is_character(c: char) -> bool {
    c >= '\u{0e00}'
        && matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ac00}'..='\u{d7af}' | '\u{0e00}'..='\u{0eff}'
        | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// 0 for what no headline says, 1 for a text of a headline's length.
pub(in crate::extract) fn headline_quality(text: &str) -> f32 {
    if is_call(text) {
        return 0.0;
    }
    quality_of_units(units(text))
}

/// The same, for a length that is already known.
pub(in crate::extract) fn quality_of_units(units: f32) -> f32 {
    let rising = ((units - 1.2) / 5.8).clamp(0.0, 1.0);
    // Beyond the length of any headline stands a paragraph.
    let falling = (1.0 - (units - 45.0) / 60.0).clamp(0.3, 1.0);
    rising * falling
}

/// No call is longer.
const CALL_LIMIT_BYTES: usize = 36;
/// Nor one in a script without spaces: seven characters.
const CALL_LIMIT_CHARACTERS_BYTES: usize = 21;

/// Does a text only ask to be clicked?
pub(in crate::extract) fn is_call(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    // Nearly every text is a title, and longer than any call.
    let limit = match bare.chars().next() {
        Some(first) if is_character(first) => CALL_LIMIT_CHARACTERS_BYTES,
        _ => CALL_LIMIT_BYTES,
    };
    if bare.len() > limit {
        return false;
    }
    let bare = bare.to_lowercase();
    if bare.is_empty() || CALLS.contains(bare.as_str()) {
        return true;
    }
    // `More articles`, `All news`, `Older posts`
    let mut words = bare.split_whitespace();
    let opens = words.next().is_some_and(|word| OPENINGS.contains(word));
    let rest: Vec<&str> = words.collect();
    opens && rest.len() <= 2 && rest.last().is_some_and(|word| CLOSINGS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call that the limit cuts off would be read as a headline.
    #[test]
    fn every_call_is_known() {
        for call in CALLS.iter() {
            assert!(is_call(call), "{call}");
            assert!(is_call(&format!("{call} »")), "{call}");
        }
    }

    /// A menu must not win over a list because one script counts more than another.
    #[test]
    fn scripts_weigh_alike() {
        let chinese = headline_quality("市图书馆延长周末开放时间至晚九点");
        let english = headline_quality("City library stays open until nine on weekends");
        assert!(chinese > 0.9 && english > 0.9, "{chinese} {english}");
        for menu in [
            "首页",
            "民生",
            "World",
            "Sign in",
            "[详细]",
            "Read more »",
            "2015-01-21",
            "12",
        ] {
            assert!(headline_quality(menu) < 0.1, "{menu}");
        }
    }
}
