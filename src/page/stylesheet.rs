//! Which elements a page's own `<style>` elements hide.
//!
//! In: the text of style sheets. Out: whether a `class` or `id` is hidden. The rule: a selector of one class or one id
//! outside of `@media` hides its elements with `display: none` or `visibility: hidden`, unless another rule shows an element
//! of that class again (`.tab.active { display: block }`). Other selectors need a browser.

use std::collections::HashSet;

use super::stated::hides;

/// Style sheets of a page are read up to so many bytes together.
const LIMIT_BYTES: usize = 256 * 1024;

/// The names that style sheets hide and show, with their sign: `.note`, `#menu`.
#[derive(Debug, Default)]
pub(super) struct Stylesheet {
    hidden: HashSet<String>,
    shown: HashSet<String>,
    read_bytes: usize,
}

impl Stylesheet {
    /// Reads the text of one `<style>` element.
    pub(super) fn read(&mut self, css: &str) {
        self.read_bytes = self.read_bytes.saturating_add(css.len());
        if self.read_bytes > LIMIT_BYTES || !css.contains("none") && !css.contains("hidden") {
            return;
        }
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some((prelude, after)) = rest.split_once('{') {
            // `@import …;` may stand before a selector.
            let prelude = prelude.rsplit(';').next().unwrap_or_default().trim();
            if prelude.starts_with('@') {
                rest = after_block(after);
                continue;
            }
            let (declarations, next) = after.split_once('}').unwrap_or((after, ""));
            rest = next;
            if hides(declarations) {
                self.hidden
                    .extend(prelude.split(',').filter_map(one_name).map(str::to_owned));
            } else if declarations.contains("display") || declarations.contains("visibility") {
                let names = prelude.split(',').flat_map(names);
                self.shown.extend(names.map(str::to_owned));
            }
        }
    }

    /// Whether a rule hides one of the names of an attribute; `sign` is `.` for `class` and `#` for `id`.
    pub(super) fn hides(&self, sign: char, value: &str) -> bool {
        !self.hidden.is_empty()
            && value.split_ascii_whitespace().any(|name| {
                let name = format!("{sign}{name}");
                self.hidden.contains(&name) && !self.shown.contains(&name)
            })
    }
}

fn without_comments(css: &str) -> String {
    let mut clean = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        clean.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    clean + rest
}

/// What follows the block whose opening brace stands before `css`.
fn after_block(css: &str) -> &str {
    let mut open = 1;
    for (at, c) in css.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &css[at + 1..];
        }
    }
    ""
}

/// The name of a selector that is one class or one id, perhaps behind an element's name: `.a`, `p.a`, `#b`.
fn one_name(selector: &str) -> Option<&str> {
    let selector = selector.trim();
    let name = selector.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let bare = name.strip_prefix(['.', '#'])?;
    (!bare.is_empty() && bare.chars().all(is_of_name)).then_some(name)
}

/// The classes and ids in a selector.
fn names(selector: &str) -> impl Iterator<Item = &str> {
    selector
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '#'))
        .map(|(at, _)| {
            let end = selector[at + 1..]
                .find(|c| !is_of_name(c))
                .map_or(selector.len(), |end| at + 1 + end);
            &selector[at..end]
        })
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that only a copier of the page gets would stand in the middle of sentences.
    #[test]
    fn one_class_or_one_id_is_hidden_by_its_own_rule() {
        let mut sheet = Stylesheet::default();
        sheet.read(
            "@import url(a.css); .lure, span.bait { display : NONE } /* .kept { display:none } */\n\
             @media print { .screen { display: none } .x { color: red } }\n\
             #trap { visibility: hidden } .menu li { display: none }\n\
             .tab { display: none } .tab.open { display: block } .kept { color: none }",
        );
        for (sign, name) in [('.', "a lure"), ('.', "bait"), ('#', "trap")] {
            assert!(sheet.hides(sign, name), "{sign}{name}");
        }
        for (sign, name) in [
            ('.', "kept"),
            ('.', "screen"),
            ('.', "menu"),
            ('.', "tab"),
            ('#', "lure"),
            ('.', "trap"),
        ] {
            assert!(!sheet.hides(sign, name), "{sign}{name}");
        }
    }

    /// A sheet without end or with stray braces ends the reading, not the process.
    #[test]
    fn broken_sheets_are_read_as_far_as_they_go() {
        let mut sheet = Stylesheet::default();
        for css in [
            "",
            "{",
            "}",
            "@media {",
            ".a{display:none",
            "/* .b{display:none}",
        ] {
            sheet.read(css);
        }
        assert!(sheet.hides('.', "a") && !sheet.hides('.', "b"));
    }
}
