//! A page as a flat list of elements in document order, each with the slice of text that it covers.
//!
//! In: a parsed document. Out: a [`Page`], made in one pass. The detection of a list and the reading of its fields work on
//! this list of elements, so that no part of the tree is selected or copied twice. The rule for text: white space is
//! collapsed as a browser shows it, and a line feed marks the edge of a block.

use std::cell::OnceCell;
use std::ops::Range;

use html5ever::{LocalName, local_name};

use super::dom::{self, Dom, Node, NodeId};
use super::element_names::{heading_level, is_inline, is_silent};
use super::fingerprint::fingerprint;
use super::hints::Hints;
use super::stated;
use super::walk::walk;
use crate::language::Order;

/// The index of an element in [`Page`]. Elements are in document order, so a subtree is a range of indices.
pub(crate) type Index = usize;

/// One element.
#[derive(Debug)]
pub(crate) struct Element {
    /// Its node in the document.
    pub(crate) id: NodeId,
    /// Its parent. The root's parent is the root.
    pub(crate) parent: Index,
    /// One past the last element of its subtree.
    pub(crate) end: Index,
    /// Its name.
    pub(crate) name: LocalName,
    /// Where its text begins and ends in the page's text.
    text: (usize, usize),
    /// The fingerprint of its name.
    pub(crate) kind: u64,
    /// The fingerprint of its name and its set of classes, without the digits that classes end in.
    pub(crate) shape: u64,
    /// The fingerprint of its place in the page: shapes and ids from the root down, without the digits that ids end in.
    pub(crate) chain: u64,
    /// One bit for each attribute's name; several names share a bit.
    attributes: u64,
}

/// The elements of a page, its text, and the tree behind them.
pub(crate) struct Page<'a> {
    dom: &'a Dom,
    elements: Vec<Element>,
    text: String,
    /// Computed when the first ambiguous date is read.
    date_order: OnceCell<Option<Order>>,
}

impl<'a> Page<'a> {
    /// Reads the whole page once.
    pub(crate) fn of(dom: &'a Dom) -> Self {
        let mut builder = Builder {
            page: Self {
                dom,
                elements: Vec::new(),
                text: String::new(),
                date_order: OnceCell::new(),
            },
            open: Vec::new(),
            edge: Edge::None,
        };
        walk(dom.root(), &mut builder, Builder::enter, Builder::leave);
        builder.page
    }

    /// The element at `index`.
    pub(crate) fn element(&self, index: Index) -> &Element {
        &self.elements[index]
    }

    /// How many elements there are.
    pub(crate) const fn len(&self) -> usize {
        self.elements.len()
    }

    /// The subtree of `index`, itself first.
    pub(crate) fn subtree(&self, index: Index) -> Range<Index> {
        index..self.elements[index].end
    }

    /// The node of `index` in the document.
    pub(crate) fn node(&self, index: Index) -> Node<'a> {
        self.dom.node(self.elements[index].id)
    }

    /// The text that `index` shows, trimmed. A line feed stands between two blocks.
    pub(crate) fn text(&self, index: Index) -> &str {
        self.slice(self.span(index))
    }

    /// Where that text lies in the page's text.
    pub(crate) fn span(&self, index: Index) -> Range<usize> {
        let (start, end) = self.elements[index].text;
        let raw = self.slice(start..end);
        let start = start + (raw.len() - raw.trim_start().len());
        start..start + raw.trim().len()
    }

    /// Which of day and month comes first on this page. `find` is called once, with the lines of the page's text.
    pub(crate) fn date_order(
        &self,
        find: impl FnOnce(std::str::Lines<'_>) -> Option<Order>,
    ) -> Option<Order> {
        *self.date_order.get_or_init(|| find(self.text.lines()))
    }

    /// The text of the whole page.
    pub(crate) fn whole_text(&self) -> &str {
        &self.text
    }

    /// A part of the page's text.
    pub(crate) fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }

    /// Whether the line around a part of the text is longer than `limit_bytes`.
    ///
    /// A page may be one line, so the search ends at the limit.
    pub(crate) fn stands_in_long_line(&self, span: &Range<usize>, limit_bytes: usize) -> bool {
        let bytes = self.text.as_bytes();
        let within = limit_bytes + 1;
        let before = bytes[..span.start].iter().rev().take(within);
        let after = bytes[span.end..].iter().take(within);
        let in_line = |byte: &&u8| **byte != b'\n';
        let beside = before.take_while(in_line).count() + after.take_while(in_line).count();
        beside + span.len() > limit_bytes
    }

    /// The value of an attribute, trimmed, unless it is absent or blank.
    pub(crate) fn attr(&self, index: Index, name: &str) -> Option<&'a str> {
        if self.elements[index].attributes & attribute_bit(name) == 0 {
            return None;
        }
        self.find_attr(index, |own| own == name)
    }

    /// The value of the first attribute whose name is asked for, trimmed, unless it is blank.
    pub(crate) fn find_attr(&self, index: Index, is: impl Fn(&str) -> bool) -> Option<&'a str> {
        let mut attributes = self.attributes(index);
        let (_, value) = attributes.find(|(name, _)| is(name))?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    fn attributes(&self, index: Index) -> impl Iterator<Item = (&'a LocalName, &'a str)> {
        let element = self.node(index).element().into_iter();
        element.flat_map(dom::Element::attributes)
    }

    /// Whether the element may have one of these attributes. `false` is certain; `true` has to be checked.
    pub(crate) fn may_have_any(&self, index: Index, names: &[&str]) -> bool {
        let bits = names
            .iter()
            .fold(0, |bits, name| bits | attribute_bit(name));
        self.elements[index].attributes & bits != 0
    }

    /// Whether the element's own attributes hide it.
    pub(crate) fn is_hidden(&self, index: Index) -> bool {
        if !self.may_have_any(index, &["hidden", "style", "class"]) {
            return false;
        }
        self.attributes(index).any(|(name, value)| match *name {
            local_name!("hidden") => true,
            local_name!("style") => stated::hides(value),
            local_name!("class") => stated::of_utility(value).has(Hints::HIDDEN),
            _ => false,
        })
    }

    /// Whether this is an `h1` to `h6`.
    pub(crate) fn is_heading(&self, index: Index) -> bool {
        heading_level(&self.elements[index].name).is_some()
    }

    /// Whether `inner` lies in the subtree of `outer`.
    pub(crate) fn contains(&self, outer: Index, inner: Index) -> bool {
        self.subtree(outer).contains(&inner)
    }

    /// `index`, then its parents up to the root.
    pub(crate) fn upwards(&self, index: Index) -> impl Iterator<Item = Index> + '_ {
        let mut next = Some(index);
        std::iter::from_fn(move || {
            let here = next?;
            let parent = self.elements[here].parent;
            next = (parent != here).then_some(parent);
            Some(here)
        })
    }
}

/// A page in the making.
struct Builder<'a> {
    page: Page<'a>,
    /// The elements around the next node, from the root inwards.
    open: Vec<Index>,
    /// What parts the text so far from the text to come.
    edge: Edge,
}

impl<'a> Builder<'a> {
    /// Reads a node, and says whether its children are to be read.
    fn enter(&mut self, node: Node<'a>) -> bool {
        if let Some(text) = node.own_text() {
            self.edge = push_text(&mut self.page.text, text, self.edge);
            return false;
        }
        let Some(element) = node.element() else {
            return node.is_document();
        };
        let name = element.name();
        if !is_inline(name) {
            self.edge = Edge::Block;
        }
        let (mut class, mut id, mut attributes) = ("", "", 0);
        for (name, value) in element.attributes() {
            attributes |= attribute_bit(name);
            match *name {
                local_name!("class") => class = value,
                local_name!("id") => id = value,
                _ => {}
            }
        }
        let index = self.page.elements.len();
        let kind = fingerprint(&**name);
        let shape = shape(kind, class);
        let parent = self.open.last().map(|&top| &self.page.elements[top]);
        self.page.elements.push(Element {
            id: node.id(),
            parent: self.open.last().copied().unwrap_or(index),
            end: index + 1,
            kind,
            shape,
            chain: chain(parent, shape, id),
            name: name.clone(),
            text: (self.page.text.len(), self.page.text.len()),
            attributes,
        });
        self.open.push(index);
        !is_silent(name)
    }

    /// Ends the innermost open element, if `node` is that element and not a text or a comment.
    fn leave(&mut self, node: Node<'a>) {
        let page = &mut self.page;
        let ended = self
            .open
            .pop_if(|&mut index| page.elements[index].id == node.id());
        let Some(index) = ended else { return };
        let past = page.elements.len();
        let element = &mut page.elements[index];
        element.end = past;
        element.text.1 = page.text.len();
        if !is_inline(&element.name) {
            self.edge = Edge::Block;
        }
    }
}

/// What parts two runs of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    None,
    Space,
    Block,
}

impl Edge {
    fn part(self, into: &mut String) {
        match self {
            Self::None => {}
            Self::Space => into.push(' '),
            Self::Block => into.push('\n'),
        }
    }
}

/// `text`, where it is in ASCII and its words are parted by single spaces as they will be.
fn tidy(text: &str) -> Option<&str> {
    let mut before = b' ';
    for &byte in text.as_bytes() {
        if !(byte.is_ascii_graphic() || byte == b' ' && before != b' ') {
            return None;
        }
        before = byte;
    }
    (before != b' ').then_some(text)
}

fn push_text(into: &mut String, text: &str, mut edge: Edge) -> Edge {
    if let Some(word) = tidy(text) {
        edge.part(into);
        into.push_str(word);
        return Edge::None;
    }
    for word in text.split_inclusive(|c: char| c.is_whitespace()) {
        let bare = word.trim_end_matches(|c: char| c.is_whitespace());
        if !bare.is_empty() {
            edge.part(into);
            into.push_str(bare);
            edge = Edge::None;
        }
        if bare.len() < word.len() && edge == Edge::None {
            edge = Edge::Space;
        }
    }
    edge
}

/// The bit of an attribute's name.
fn attribute_bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (first, last) = (bytes.first(), bytes.last());
    let sum = bytes.len() * 11
        + usize::from(first.copied().unwrap_or_default()) * 5
        + usize::from(last.copied().unwrap_or_default());
    1 << (sum % 64)
}

fn shape(kind: u64, class: &str) -> u64 {
    // `post-1886` is the class of one article, `post` of all. The order of classes has no meaning, so the sum has none.
    class
        .split_ascii_whitespace()
        .map(|name| fingerprint(name.trim_end_matches(|c: char| c.is_ascii_digit())))
        .fold(kind, u64::wrapping_add)
}

fn chain(parent: Option<&Element>, shape: u64, id: &str) -> u64 {
    let id = id.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_'));
    match parent {
        // Tags that are never closed nest siblings into each other.
        Some(parent) if parent.shape == shape && id.is_empty() => parent.chain,
        _ => fingerprint((parent.map_or(0, |parent| parent.chain), shape, id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Budget;

    fn parsed(html: &str) -> Dom {
        Dom::parse(html, &Budget::unbounded()).expect("a small page")
    }

    /// A headline glued to the date beside it would be published as one word.
    #[test]
    fn blocks_are_parted_and_lines_are_not() {
        let dom = parsed("<ul><li>  one <b>t</b>wo\n<p>three</p><script>x</script><li>four</ul>");
        let page = Page::of(&dom);
        let list = (0..page.len()).find(|&i| page.element(i).name == local_name!("ul"));
        assert_eq!(page.text(list.expect("a list")), "one two\nthree\nfour");
    }
}
