//! A tree of elements, and the ways in which people write it down.

use std::fmt::Write;

/// A part of a page.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
    /// Markup that is written as it is: scripts, comments.
    Raw(String),
}

/// An element with what it holds.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

/// A new element.
pub(crate) const fn element(name: &'static str) -> Element {
    Element {
        name,
        attributes: Vec::new(),
        children: Vec::new(),
    }
}

/// A text.
pub(crate) fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

impl Element {
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    pub(crate) fn with(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    pub(crate) fn all(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        self.with(Node::Text(text.into()))
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

/// How a page is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand {
    /// `<TABLE>`, `<A HREF=…>`.
    pub(crate) upper: bool,
    /// End tags that HTML lets one leave out are left out.
    pub(crate) leaves_ends_out: bool,
    /// `</font>` is forgotten.
    pub(crate) forgets_fonts: bool,
    /// Each block stands on a line of its own.
    pub(crate) lines: bool,
}

/// Elements without content (HTML §13.1.2).
const VOID: [&str; 6] = ["img", "br", "hr", "input", "meta", "link"];
/// Elements whose end tag may be left out before a sibling of their kind (HTML §13.1.2.4).
const ENDLESS: [&str; 6] = ["li", "p", "td", "tr", "dt", "dd"];
const INLINE: [&str; 9] = ["a", "b", "i", "em", "span", "font", "strong", "time", "img"];

impl Hand {
    /// The markup of `node`.
    pub(crate) fn write(self, node: &Node, out: &mut String) {
        match node {
            Node::Text(text) => out.push_str(&escaped(text)),
            Node::Raw(raw) => out.push_str(raw),
            Node::Element(element) => self.element(element, out),
        }
    }

    fn element(self, element: &Element, out: &mut String) {
        let name = if self.upper {
            element.name.to_ascii_uppercase()
        } else {
            element.name.to_owned()
        };
        let inline = INLINE.contains(&element.name);
        if self.lines && !inline {
            out.push('\n');
        }
        let _ = write!(out, "<{name}");
        for (key, value) in &element.attributes {
            let bare = self.upper
                && !value.is_empty()
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let _ = if bare {
                write!(out, " {key}={value}")
            } else {
                write!(out, " {key}=\"{}\"", escaped(value))
            };
        }
        out.push('>');
        if VOID.contains(&element.name) {
            return;
        }
        for child in &element.children {
            self.write(child, out);
        }
        let endless = self.leaves_ends_out && ENDLESS.contains(&element.name);
        let forgotten = self.forgets_fonts && element.name == "font";
        if !endless && !forgotten {
            let _ = write!(out, "</{name}>");
        }
        if self.lines && !inline {
            out.push('\n');
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
