//! How much of a text an excerpt is: whole sentences, within what the page and custom allow.

use std::borrow::Cow;

use super::Content;

/// The longest excerpt cut from a body, in characters.
const EXCERPT_LIMIT_CHARS: usize = 200;
/// An abstract beyond this is the body in disguise, and is cut like one.
const ABSTRACT_LIMIT_CHARS: usize = 500;

/// As much of a body's plain text as an excerpt is cut from, so that no more need be stored.
pub fn opening(text: &str) -> &str {
    // The cut looks one character ahead.
    let end = text.char_indices().nth(EXCERPT_LIMIT_CHARS + 1);
    end.map_or(text, |(end, _)| &text[..end])
}

/// The abstract, or how the body begins.
pub(super) fn excerpt(content: &Content) -> Option<Cow<'_, str>> {
    let (text, limit) = match (&content.summary, &content.text) {
        (Some(summary), _) if !summary.is_empty() => (summary, ABSTRACT_LIMIT_CHARS),
        (_, Some(text)) if !text.is_empty() => (text, EXCERPT_LIMIT_CHARS),
        _ => return None,
    };
    let page = content.max_snippet_chars;
    Some(cut_at_sentence(
        text,
        page.map_or(limit, |page| page.min(limit)),
    ))
}

/// At most `limit_chars` characters of `text`, ending with a sentence where one ends, else with `…`.
fn cut_at_sentence(text: &str, limit_chars: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(limit_chars) else {
        return Cow::Borrowed(text);
    };
    let head = &text[..end];
    let sentence_end = head
        .char_indices()
        .filter(|&(at, c)| {
            let after = at + c.len_utf8();
            match c {
                '。' | '！' | '？' | '…' | '；' => true,
                '.' | '!' | '?' => text[after..].starts_with(char::is_whitespace),
                _ => false,
            }
        })
        .map(|(at, c)| at + c.len_utf8())
        .next_back();
    match sentence_end {
        // A sentence that ends in the first third would be a poor excerpt; better a cut one.
        Some(at) if head[..at].chars().count() * 3 >= limit_chars => Cow::Borrowed(&head[..at]),
        _ => {
            let keep = head
                .char_indices()
                .nth(limit_chars.saturating_sub(1))
                .map_or(0, |(at, _)| at);
            let head = &head[..keep];
            let word = head
                .rfind(char::is_whitespace)
                .filter(|&at| at * 2 > keep)
                .unwrap_or(keep);
            Cow::Owned(format!("{}…", head[..word].trim_end()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> String {
        let content = Content {
            text: Some(text.into()),
            ..Content::default()
        };
        excerpt(&content).map(Cow::into_owned).unwrap_or_default()
    }

    /// What is not stored must not be missed: the excerpt is the same.
    #[test]
    fn an_opening_is_enough_for_an_excerpt() {
        let sentence = "The harbour was rebuilt";
        for end in [". ", "。", ".x", " "] {
            for length in 150..220 {
                let text = format!("{}{end}{}", "x".repeat(length), sentence.repeat(20));
                assert_eq!(of(&text), of(opening(&text)), "{end:?} after {length}");
            }
        }
        assert_eq!(opening("短"), "短");
    }

    /// A reader prefers a whole sentence to half a one.
    #[test]
    fn an_excerpt_ends_with_a_sentence() {
        let long = format!("{}。{}", "一".repeat(120), "二".repeat(120));
        assert_eq!(of(&long), format!("{}。", "一".repeat(120)));
        let endless = of(&"三".repeat(300));
        assert_eq!(
            (endless.chars().count(), endless.ends_with('…')),
            (200, true)
        );
    }

    proptest! {
        /// No text, however odd, yields an excerpt beyond the limit or a panic at a character's middle.
        #[test]
        fn an_excerpt_never_exceeds_its_limit(text in "\\PC{0,600}", limit in 1usize..300) {
            prop_assert!(cut_at_sentence(&text, limit).chars().count() <= limit);
        }
    }
}
