//! The nodes of a page, in one vector.
//!
//! In: what the parser makes. Out: a [`Dom`] that does not change any more, and [`Node`], a place in it. A node knows its
//! neighbours by their index, so following one costs no count of references, dropping a page never recurses, and texts
//! and attributes are borrowed from it.

use std::num::NonZeroU32;

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName};

/// The index of a node, plus one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(NonZeroU32);

impl NodeId {
    /// The document itself.
    pub(super) const ROOT: Self = Self(NonZeroU32::MIN);

    fn at(index: usize) -> Self {
        // A page has fewer nodes than this type counts: the parser is stopped long before.
        let past = u32::try_from(index + 1).unwrap_or(u32::MAX);
        Self(NonZeroU32::new(past).unwrap_or(NonZeroU32::MIN))
    }

    const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// One node and its neighbours.
#[derive(Debug)]
struct Slot {
    parent: Option<NodeId>,
    before: Option<NodeId>,
    after: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    content: Content,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Content {
    /// The document, or what a `template` holds.
    Document,
    Element(Element),
    Text(StrTendril),
    /// A comment, a doctype or a processing instruction. Nobody reads these, so nothing is kept of them.
    Unread,
}

/// An element's name and attributes.
#[derive(Debug)]
pub(crate) struct Element {
    pub(super) name: QualName,
    pub(super) attributes: Vec<Attribute>,
    /// The node that holds what stands in a `template`: it is no part of the document (HTML §4.12.3).
    pub(super) template: Option<NodeId>,
    /// Whether HTML may stand in this `annotation-xml` (HTML §13.2.6, "HTML integration point").
    pub(super) may_hold_html: bool,
}

impl Element {
    /// The name without its namespace.
    pub(crate) const fn name(&self) -> &LocalName {
        &self.name.local
    }

    /// The names and values of its attributes.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&LocalName, &str)> {
        self.attributes
            .iter()
            .map(|attribute| (&attribute.name.local, &*attribute.value))
    }

    /// The value of an attribute.
    pub(crate) fn attr(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes();
        attributes.find_map(|(own, value)| (**own == *name).then_some(value))
    }
}

/// A page as a tree, parsed within bounds. It is not `Send`: code reads it on the thread that parsed it, and returns owned
/// facts.
pub struct Dom(Vec<Slot>);

impl std::fmt::Debug for Dom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dom").field("nodes", &self.nodes()).finish()
    }
}

impl Dom {
    /// A document that holds nothing.
    pub(super) fn empty() -> Self {
        let mut dom = Self(Vec::new());
        dom.add(Content::Document);
        dom
    }

    /// How many nodes were made, those included that the parser took out again.
    pub const fn nodes(&self) -> usize {
        self.0.len()
    }

    /// The document.
    pub(crate) const fn root(&self) -> Node<'_> {
        self.node(NodeId::ROOT)
    }

    /// The node with this index.
    pub(crate) const fn node(&self, id: NodeId) -> Node<'_> {
        Node { dom: self, id }
    }

    fn slot(&self, id: NodeId) -> &Slot {
        &self.0[id.index()]
    }

    fn slot_mut(&mut self, id: NodeId) -> &mut Slot {
        &mut self.0[id.index()]
    }
}

/// How the parser builds it.
impl Dom {
    /// A node that stands nowhere yet.
    pub(super) fn add(&mut self, content: Content) -> NodeId {
        self.0.push(Slot {
            parent: None,
            before: None,
            after: None,
            first: None,
            last: None,
            content,
        });
        NodeId::at(self.0.len() - 1)
    }

    pub(super) fn content(&self, id: NodeId) -> &Content {
        &self.slot(id).content
    }

    pub(super) fn content_mut(&mut self, id: NodeId) -> &mut Content {
        &mut self.slot_mut(id).content
    }

    pub(super) fn parent_of(&self, id: NodeId) -> Option<NodeId> {
        self.slot(id).parent
    }

    pub(super) fn last_in(&self, id: NodeId) -> Option<NodeId> {
        self.slot(id).last
    }

    pub(super) fn before(&self, id: NodeId) -> Option<NodeId> {
        self.slot(id).before
    }

    /// Makes `child` the last in `parent`.
    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        self.detach(child);
        let last = self.slot_mut(parent).last.replace(child);
        match last {
            Some(last) => self.slot_mut(last).after = Some(child),
            None => self.slot_mut(parent).first = Some(child),
        }
        let slot = self.slot_mut(child);
        slot.parent = Some(parent);
        slot.before = last;
    }

    /// Puts `node` in front of `sibling`, which stands somewhere.
    pub(super) fn insert_before(&mut self, sibling: NodeId, node: NodeId) {
        self.detach(node);
        let parent = self.slot(sibling).parent;
        let before = self.slot_mut(sibling).before.replace(node);
        match (before, parent) {
            (Some(before), _) => self.slot_mut(before).after = Some(node),
            (None, Some(parent)) => self.slot_mut(parent).first = Some(node),
            (None, None) => {}
        }
        let slot = self.slot_mut(node);
        slot.parent = parent;
        slot.before = before;
        slot.after = Some(sibling);
    }

    /// Takes `node`, with all it holds, out of its parent.
    pub(super) fn detach(&mut self, node: NodeId) {
        let slot = self.slot_mut(node);
        let (parent, before, after) = (slot.parent.take(), slot.before.take(), slot.after.take());
        let Some(parent) = parent else { return };
        match before {
            Some(before) => self.slot_mut(before).after = after,
            None => self.slot_mut(parent).first = after,
        }
        match after {
            Some(after) => self.slot_mut(after).before = before,
            None => self.slot_mut(parent).last = before,
        }
    }

    /// Moves all that `from` holds to the end of `to`.
    pub(super) fn move_children(&mut self, from: NodeId, to: NodeId) {
        while let Some(child) = self.slot(from).first {
            self.append(to, child);
        }
    }
}

/// A place in a page.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    dom: &'a Dom,
    id: NodeId,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Node").field(&self.id).finish()
    }
}

impl<'a> Node<'a> {
    pub(crate) const fn id(self) -> NodeId {
        self.id
    }

    pub(super) const fn dom(self) -> &'a Dom {
        self.dom
    }

    fn slot(self) -> &'a Slot {
        self.dom.slot(self.id)
    }

    fn beside(self, id: Option<NodeId>) -> Option<Self> {
        id.map(|id| self.dom.node(id))
    }

    pub(super) fn is_document(self) -> bool {
        matches!(self.slot().content, Content::Document)
    }

    /// The element that this node is, unless it is a text or nothing that is read.
    pub(crate) fn element(self) -> Option<&'a Element> {
        match &self.slot().content {
            Content::Element(element) => Some(element),
            Content::Document | Content::Text(_) | Content::Unread => None,
        }
    }

    /// The text that this node is. What an element holds is [`Node::text`].
    pub(crate) fn own_text(self) -> Option<&'a str> {
        match &self.slot().content {
            Content::Text(text) => Some(text),
            Content::Document | Content::Element(_) | Content::Unread => None,
        }
    }

    /// The name of an element.
    pub(crate) fn name(self) -> Option<&'a LocalName> {
        self.element().map(Element::name)
    }

    /// Whether this is an element of that name.
    pub(crate) fn has_name(self, name: &str) -> bool {
        self.name().is_some_and(|own| **own == *name)
    }

    /// The value of an element's attribute.
    pub(crate) fn attr(self, name: &str) -> Option<&'a str> {
        self.element()?.attr(name)
    }

    pub(crate) fn parent(self) -> Option<Self> {
        self.beside(self.slot().parent)
    }

    pub(crate) fn first_child(self) -> Option<Self> {
        self.beside(self.slot().first)
    }

    pub(crate) fn next_sibling(self) -> Option<Self> {
        self.beside(self.slot().after)
    }

    fn previous_sibling(self) -> Option<Self> {
        self.beside(self.slot().before)
    }

    /// What is around this node, from the inside.
    pub(crate) fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.first_child(), |node| node.next_sibling())
    }

    pub(crate) fn first_element_child(self) -> Option<Self> {
        self.children().find(|node| node.element().is_some())
    }

    pub(crate) fn next_element(self) -> Option<Self> {
        std::iter::successors(self.next_sibling(), |node| node.next_sibling())
            .find(|node| node.element().is_some())
    }

    pub(crate) fn previous_element(self) -> Option<Self> {
        std::iter::successors(self.previous_sibling(), |node| node.previous_sibling())
            .find(|node| node.element().is_some())
    }

    /// All that this node holds, in document order. Depth costs no stack.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.first_child(), move |node| {
            node.first_child().or_else(|| self.past(*node))
        })
    }

    /// What this node holds, in document order, without the nodes that are left out and all they hold.
    pub(crate) fn descendants_without(
        self,
        left_out: impl Fn(Self) -> bool,
    ) -> impl Iterator<Item = Self> {
        let mut next = self.first_child();
        std::iter::from_fn(move || {
            while let Some(node) = next.filter(|&node| left_out(node)) {
                next = self.past(node);
            }
            let node = next?;
            next = node.first_child().or_else(|| self.past(node));
            Some(node)
        })
    }

    /// What follows after all that `inner` holds, still within this node.
    fn past(self, inner: Self) -> Option<Self> {
        let mut here = inner;
        while here.id != self.id {
            if let Some(sibling) = here.next_sibling() {
                return Some(sibling);
            }
            here = here.parent()?;
        }
        None
    }

    /// The text that this node is or holds, as it is written in the page.
    pub(crate) fn text(self) -> String {
        let own = std::iter::once(self);
        own.chain(self.descendants())
            .filter_map(Node::own_text)
            .collect()
    }
}
