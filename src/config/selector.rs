//! Selectors and paths as an operator writes them: do they parse, and if not, where do they stop?
//!
//! CSS is parsed as pages are read with it, so what passes here works there.

use super::wording::quoted;
use crate::model::Selector;

/// The longest selector, in bytes; beyond it nobody wrote it by hand.
const LIMIT_BYTES: usize = 1_000;

/// What is wrong with a selector.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SelectorFault {
    /// The byte of the selector at which it stops making sense.
    pub(super) at: usize,
    /// Fact and remedy.
    pub(super) message: String,
}

/// Whether `selector` is CSS that byline can apply.
pub(super) fn css(selector: &str) -> Result<(), SelectorFault> {
    if selector.len() > LIMIT_BYTES {
        return Err(SelectorFault {
            at: 0,
            message: format!(
                "is longer than {LIMIT_BYTES} bytes; select by a class or an id instead"
            ),
        });
    }
    if selector.trim().is_empty() {
        return Err(SelectorFault {
            at: 0,
            message: "is empty; write a CSS selector, such as \"#list li\"".to_owned(),
        });
    }
    if Selector::new(selector).is_ok() {
        return Ok(());
    }
    let at = readable_prefix(selector);
    let stray = selector[at..].trim_start();
    let at = selector.len() - stray.len();
    let column = selector[..at].chars().count() + 1;
    let place = if stray.is_empty() {
        "at its end".to_owned()
    } else {
        format!("at character {column}, {}", quoted(token(stray)))
    };
    Err(SelectorFault {
        at,
        message: format!(
            "{} is no CSS selector {place}: {}",
            quoted(selector),
            reason(selector, stray)
        ),
    })
}

/// Whether `path` leads into JSON: a JSON Pointer (RFC 6901), keys joined by dots, or nothing for the whole document.
pub(super) fn json_path(path: &str) -> Result<(), SelectorFault> {
    let fault = |at: usize, message: &str| {
        let column = path[..at].chars().count() + 1;
        Err(SelectorFault {
            at,
            message: format!(
                "{} is no path at character {column}: {message}",
                quoted(path)
            ),
        })
    };
    if path.len() > LIMIT_BYTES {
        return fault(0, "it is too long; shorten it");
    }
    if path.starts_with('$') {
        return fault(
            0,
            "JSONPath is not read here; write \"data.list\" or \"/data/list\"",
        );
    }
    if path.starts_with('/') {
        let bad = path
            .match_indices('~')
            .find(|(at, _)| !path[at + 1..].starts_with(['0', '1']));
        return match bad {
            Some((at, _)) => fault(
                at,
                "a \"~\" is written \"~0\" in a JSON Pointer, and a \"/\" in a key \"~1\"",
            ),
            None => Ok(()),
        };
    }
    if let Some(at) = path.find(['[', ']', '*', '#', '>']) {
        return fault(
            at,
            "write keys and numbers joined by dots, such as \"data.0.title\"",
        );
    }
    let mut at = 0;
    for part in path.split('.') {
        if part.trim().is_empty() && !path.is_empty() {
            return fault(
                at,
                "a key is missing; write keys joined by single dots, such as \"data.list\"",
            );
        }
        at += part.len() + 1;
    }
    Ok(())
}

/// The length of the longest beginning that is a selector by itself.
fn readable_prefix(selector: &str) -> usize {
    // The engine says that it failed, not where; it fails on everything from the mistake on.
    selector
        .char_indices()
        .map(|(at, _)| at)
        .rev()
        .find(|&at| at > 0 && Selector::new(&selector[..at]).is_ok())
        .unwrap_or(0)
}

/// The piece of `stray` to show: up to the next space, comma or closing bracket that follows its first character.
fn token(stray: &str) -> &str {
    let end = stray
        .char_indices()
        .skip(1)
        .find(|&(_, c)| c.is_whitespace() || matches!(c, ',' | '{' | ']'))
        .map_or(stray.len(), |(at, c)| if c == ']' { at + 1 } else { at });
    &stray[..end]
}

fn reason(selector: &str, stray: &str) -> &'static str {
    let mut chars = stray.chars();
    match (chars.next(), chars.next()) {
        (Some('/'), _) => "this looks like XPath; write CSS, such as \"#list li\"",
        (Some(':'), Some(':')) => {
            "a pseudo-element selects nothing in a page; name the element alone"
        }
        (Some(':'), _) => {
            "this pseudo-class is not known, or not complete; known are :has(), :is(), :where(), :not(), :nth-child() and the like"
        }
        (Some('['), _) => "the attribute test is not complete; write [name] or [name=\"value\"]",
        (Some('>' | '+' | '~'), _) => {
            "an element must stand on both sides of \">\", \"+\" and \"~\""
        }
        (Some(','), _) => "a selector must stand on both sides of a comma",
        (Some('.'), _) => "a class name must follow the dot, and begin with a letter",
        (Some('#'), _) => "an id must follow \"#\"",
        (Some('@'), _) => "attributes are not selected; name the element alone",
        (Some(')' | ']' | '}'), _) => "there is nothing that this bracket closes; remove it",
        (Some(c), _) if c.is_ascii_digit() => {
            "a name cannot begin with a digit; write [class~=\"…\"] or [id=\"…\"]"
        }
        (None, _) if selector.trim_end().ends_with(['>', '+', '~', ',']) => {
            "an element must follow"
        }
        (None, _) => "it is not complete; finish it",
        _ => "this cannot stand here; remove it or write it in CSS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An operator with forty selectors who reads only "invalid selector" starts to guess.
    #[test]
    fn a_bad_selector_is_named_with_its_place() {
        let place = |selector: &str| css(selector).err().map(|fault| (fault.at, fault.message));
        let cases = [
            (
                "#main2 li[",
                9,
                "at character 10, \"[\": the attribute test",
            ),
            (
                "a::attr(href)",
                1,
                "at character 2, \"::attr(href)\": a pseudo-element",
            ),
            (
                "li:foo > a",
                2,
                "at character 3, \":foo\": this pseudo-class",
            ),
            (
                "div >> a",
                4,
                "at character 5, \">>\": an element must stand on both sides",
            ),
            (
                "a, , b",
                1,
                "at character 2, \",\": a selector must stand on both sides",
            ),
            (
                "//ul/li",
                0,
                "at character 1, \"//ul/li\": this looks like XPath",
            ),
            ("列表 .", 7, "at character 4, \".\": a class name"),
            (".2col", 0, "at character 1, \".2col\": a class name"),
        ];
        for (selector, at, words) in cases {
            let found = place(selector);
            assert!(
                found
                    .as_ref()
                    .is_some_and(|(byte, message)| *byte == at && message.contains(words)),
                "{selector}: {found:?}"
            );
        }
        assert_eq!(css("#main2 li, ul > li:has(a):not(.ad)"), Ok(()));
    }

    /// JSON paths come in two spellings, and a third that byline does not read.
    #[test]
    fn json_paths_are_pointers_or_dotted_keys() {
        for good in [
            "",
            "data.list",
            "/data/list",
            "items.0.title",
            "/a~1b/~0",
            "标题",
        ] {
            assert_eq!(json_path(good), Ok(()), "{good}");
        }
        for bad in ["$.data", "data..list", "/a~2", "data[0]", ".", "a."] {
            assert!(json_path(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        /// A selector is text from a file; no text may take byline down.
        #[test]
        fn no_text_panics(text in "[a-z#.:>+~,\\[\\]()\"'=* \\\\@/|^$\u{6cf0}0-9-]{0,60}") {
            if let Err(fault) = css(&text) {
                prop_assert!(text.is_char_boundary(fault.at));
            }
            if let Err(fault) = json_path(&text) {
                prop_assert!(text.is_char_boundary(fault.at));
            }
        }
    }
}
