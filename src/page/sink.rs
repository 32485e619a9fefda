//! The sink of the parser: dom_query's tree, which also measures its depth and counts calls while it grows.

use std::borrow::Cow;
use std::cell::{Cell, Ref};

use dom_query::{Document, NodeId, NodeRef};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};

/// Levels of nesting. Browsers flatten deeper trees at the same limit.
pub(super) const DEPTH_LIMIT: usize = 512;
/// Attributes of one element.
pub(super) const ATTRIBUTE_LIMIT: usize = 2_000;
/// Repeated `<html>` and `<body>` tags whose attributes are still merged.
pub(super) const MERGE_LIMIT: usize = 100;

/// dom_query's tree, measured while it grows.
#[derive(Default)]
pub(crate) struct Sink {
    pub(crate) document: Document,
    pub(crate) last: Cell<Option<NodeId>>,
    /// The deepest of the nodes that were sampled while a chunk was read.
    pub(crate) deepest: Cell<usize>,
    pub(crate) calls: Cell<usize>,
    pub(crate) merges: Cell<usize>,
}

impl Sink {
    fn appended(&self, node: Option<NodeId>) {
        if node.is_some() {
            self.last.set(node);
        }
        let calls = self.calls.get() + 1;
        self.calls.set(calls);
        // A sample: walking up from every node would itself be quadratic in depth.
        if calls.is_multiple_of(64) {
            self.depth();
        }
    }

    pub(crate) fn depth(&self) -> usize {
        let tree = &self.document.tree;
        let depth = self.last.get().map_or(0, |last| {
            NodeRef::new(last, tree)
                .ancestors_it(Some(DEPTH_LIMIT + 1))
                .count()
        });
        self.deepest.set(self.deepest.get().max(depth));
        self.deepest.get()
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Document {
        self.document
    }
    fn parse_error(&self, _message: Cow<'static, str>) {
        // Every page has some; a list of them would grow with the page.
    }
    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }
    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.document.elem_name(target)
    }
    fn create_element(
        &self,
        name: QualName,
        mut attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        attributes.truncate(ATTRIBUTE_LIMIT);
        self.document.create_element(name, attributes, flags)
    }
    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }
    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }
    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let node = node_of(&child);
        self.document.append(parent, child);
        self.appended(node);
    }
    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        let node = node_of(&child);
        self.document
            .append_based_on_parent_node(element, previous, child);
        self.appended(node);
    }
    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let node = node_of(&child);
        self.document.append_before_sibling(sibling, child);
        self.appended(node);
    }
    fn append_doctype_to_document(
        &self,
        name: StrTendril,
        public_id: StrTendril,
        system_id: StrTendril,
    ) {
        self.document
            .append_doctype_to_document(name, public_id, system_id);
    }
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }
    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }
    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }
    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.calls.set(self.calls.get() + 1);
        let merges = self.merges.get() + 1;
        self.merges.set(merges);
        if merges <= MERGE_LIMIT {
            self.document.add_attrs_if_missing(target, attributes);
        }
    }
    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }
    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        self.document.reparent_children(node, parent);
    }
    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document
            .is_mathml_annotation_xml_integration_point(handle)
    }
}

fn node_of(child: &NodeOrText<NodeId>) -> Option<NodeId> {
    match child {
        NodeOrText::AppendNode(id) => Some(*id),
        NodeOrText::AppendText(_) => None,
    }
}
