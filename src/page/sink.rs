//! Where the parser puts what it reads: a [`Dom`], which is measured while it grows.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName, ns};

use super::dom::{Content, Dom, Element, NodeId};

/// Levels of nesting. Browsers flatten deeper trees at the same limit.
pub(super) const DEPTH_LIMIT: usize = 512;
/// Attributes of one element.
pub(super) const ATTRIBUTE_LIMIT: usize = 2_000;
/// Repeated `<html>` and `<body>` tags whose attributes are still merged.
const MERGE_LIMIT: usize = 100;

/// A page in the making.
pub(super) struct Sink {
    dom: RefCell<Dom>,
    last: Cell<Option<NodeId>>,
    /// The deepest of the nodes that were sampled while a chunk was read.
    deepest: Cell<usize>,
    calls: Cell<usize>,
    merges: Cell<usize>,
}

impl Default for Sink {
    fn default() -> Self {
        Self {
            dom: RefCell::new(Dom::empty()),
            last: Cell::default(),
            deepest: Cell::default(),
            calls: Cell::default(),
            merges: Cell::default(),
        }
    }
}

impl Sink {
    /// How many nodes were made.
    pub(super) fn nodes(&self) -> usize {
        self.dom.borrow().nodes()
    }

    /// How many times the parser has changed the page.
    pub(super) const fn calls(&self) -> usize {
        self.calls.get()
    }

    /// The depth of the deepest node that was looked at, the last one included.
    pub(super) fn depth(&self) -> usize {
        let dom = self.dom.borrow();
        let depth = self.last.get().map_or(0, |last| {
            dom.node(last).ancestors().take(DEPTH_LIMIT + 1).count()
        });
        self.deepest.set(self.deepest.get().max(depth));
        self.deepest.get()
    }

    /// Puts a node or a text at its place. `neighbour` is the node before that place: where it is a text, the new text continues
    /// it. `put` puts a node there.
    fn place(
        &self,
        child: NodeOrText<NodeId>,
        neighbour: impl FnOnce(&Dom) -> Option<NodeId>,
        put: impl FnOnce(&mut Dom, NodeId),
    ) {
        let mut dom = self.dom.borrow_mut();
        let node = match child {
            NodeOrText::AppendNode(node) => {
                self.last.set(Some(node));
                Some(node)
            }
            NodeOrText::AppendText(text) => {
                let before = neighbour(&dom);
                match before.map(|before| dom.content_mut(before)) {
                    Some(Content::Text(before)) => {
                        before.push_tendril(&text);
                        None
                    }
                    Some(Content::Document | Content::Element(_) | Content::Unread) | None => {
                        Some(dom.add(Content::Text(text)))
                    }
                }
            }
        };
        if let Some(node) = node {
            put(&mut dom, node);
        }
        drop(dom);
        let calls = self.calls.get() + 1;
        self.calls.set(calls);
        // A sample: walking up from every node would itself be quadratic in depth.
        if calls.is_multiple_of(64) {
            self.depth();
        }
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {
        // Every page has some; a list of them would grow with the page.
    }

    fn get_document(&self) -> NodeId {
        NodeId::ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        static NONE: QualName = QualName {
            prefix: None,
            ns: ns!(),
            local: html5ever::local_name!(""),
        };
        Ref::map(self.dom.borrow(), |dom| match dom.content(*target) {
            Content::Element(element) => &element.name,
            // The parser asks for the names of elements alone.
            Content::Document | Content::Text(_) | Content::Unread => &NONE,
        })
    }

    fn create_element(
        &self,
        name: QualName,
        mut attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        attributes.truncate(ATTRIBUTE_LIMIT);
        let mut dom = self.dom.borrow_mut();
        let template = flags.template.then(|| dom.add(Content::Document));
        dom.add(Content::Element(Element {
            name,
            attributes,
            template,
            may_hold_html: flags.mathml_annotation_xml_integration_point,
        }))
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.dom.borrow_mut().add(Content::Unread)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.dom.borrow_mut().add(Content::Unread)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.place(
            child,
            |dom| dom.last_in(*parent),
            |dom, node| dom.append(*parent, node),
        );
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        let stands = self.dom.borrow().parent_of(*element).is_some();
        if stands {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.place(
            child,
            |dom| dom.before(*sibling),
            |dom, node| dom.insert_before(*sibling, node),
        );
    }

    fn append_doctype_to_document(
        &self,
        _name: StrTendril,
        _public_id: StrTendril,
        _system_id: StrTendril,
    ) {
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        match self.dom.borrow().content(*target) {
            Content::Element(element) => element.template.unwrap_or(*target),
            Content::Document | Content::Text(_) | Content::Unread => *target,
        }
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.calls.set(self.calls.get() + 1);
        let merges = self.merges.get() + 1;
        self.merges.set(merges);
        if merges > MERGE_LIMIT {
            return;
        }
        if let Content::Element(element) = self.dom.borrow_mut().content_mut(*target) {
            for attribute in attributes {
                if element.attributes.len() < ATTRIBUTE_LIMIT
                    && element
                        .attributes
                        .iter()
                        .all(|own| own.name != attribute.name)
                {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.dom.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        self.dom.borrow_mut().move_children(*node, *parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        match self.dom.borrow().content(*handle) {
            Content::Element(element) => element.may_hold_html,
            Content::Document | Content::Text(_) | Content::Unread => false,
        }
    }
}
