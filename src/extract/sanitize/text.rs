//! Characters and white space of a clean text.

use super::elements::is_dropped;
use super::marks;
use super::math::{Math, alternative, math};
use crate::page::Dom;
use crate::page::dom::Node;

/// Whether `c` may be in a text that leaves: XML 1.0 §2.2 `Char` without the discouraged controls, and without
/// the marks that turn the direction of everything after them.
pub(super) fn is_kept(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => false,
        '\u{FFFC}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}' | '\u{FDD0}'..='\u{FDEF}' => false,
        _ => !marks::turns(c),
    }
}

/// Whether `c` only parts words. Zero-width spaces part nothing, but show nothing either.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{00AD}')
}

/// `text` with one space for any white space, none at its ends, and without the characters that are not published.
pub(super) fn collapsed(text: &str) -> String {
    let mut line = Line::default();
    line.push(text);
    line.0
}

/// The text of a parsed fragment.
pub(super) fn of(dom: &Dom) -> String {
    let mut line = Line::default();
    walk(dom.root(), &mut line);
    // The text lives as long as the article, so it must not hold spare memory.
    line.0.shrink_to_fit();
    line.0
}

fn walk(node: Node<'_>, line: &mut Line) {
    if let Some(text) = node.own_text() {
        line.push(text);
        return;
    }
    let name = node.name().map_or("", |name| &**name);
    // The title of a page is no part of a fragment's text; readings stand beside what they read.
    if is_dropped(name) || matches!(name, "head" | "rt" | "rp") {
        return;
    }
    let formula = math(name);
    if formula == Some(Math::Hidden) {
        return;
    }
    if let Some(words) = alternative(node) {
        line.push(words);
        return;
    }
    let is_apart = matches!(formula, Some(Math::Cell));
    let parts = is_apart
        || formula.is_none()
            && !matches!(
                name,
                "" | "a"
                    | "abbr"
                    | "b"
                    | "bdi"
                    | "bdo"
                    | "big"
                    | "cite"
                    | "code"
                    | "del"
                    | "em"
                    | "font"
                    | "i"
                    | "ins"
                    | "kbd"
                    | "mark"
                    | "q"
                    | "rb"
                    | "ruby"
                    | "s"
                    | "samp"
                    | "small"
                    | "span"
                    | "strike"
                    | "strong"
                    | "sub"
                    | "sup"
                    | "time"
                    | "tt"
                    | "u"
                    | "var"
                    | "wbr"
            );
    if parts {
        line.part();
    }
    if formula == Some(Math::Root) {
        line.push("√");
    }
    for (number, child) in node.children().enumerate() {
        if number > 0 && formula == Some(Math::Fraction) && child.element().is_some() {
            line.push("/");
        }
        walk(child, line);
    }
    if parts {
        line.part();
    }
}

/// A text that grows by words.
#[derive(Default)]
struct Line(String, bool);

impl Line {
    fn part(&mut self) {
        self.1 = !self.0.is_empty();
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.part();
            } else if is_kept(c) && !is_blank(c) {
                if self.1 {
                    self.0.push(' ');
                    self.1 = false;
                }
                self.0.push(c);
            }
        }
    }
}
