//! How a fragment is written otherwise than it stands in the page.

use foldhash::{HashMap, HashSet};

use crate::page::dom::{Node, NodeId};

/// What is left out, and which elements become others. The page itself does not change.
#[derive(Debug, Default)]
pub(in crate::extract) struct Edits {
    left_out: HashSet<NodeId>,
    names: HashMap<NodeId, &'static str>,
    in_figure: HashSet<NodeId>,
}

impl Edits {
    /// Leaves out a node with all that it holds.
    pub(in crate::extract) fn leave_out(&mut self, node: NodeId) {
        self.left_out.insert(node);
    }

    /// Writes an element under another name.
    pub(in crate::extract) fn rename(&mut self, node: NodeId, name: &'static str) {
        self.names.insert(node, name);
    }

    /// Writes an element in a figure of its own.
    pub(in crate::extract) fn wrap_in_figure(&mut self, node: NodeId) {
        self.in_figure.insert(node);
    }

    /// What a node holds and is written, in document order.
    pub(in crate::extract) fn descendants<'a>(
        &self,
        node: Node<'a>,
    ) -> impl Iterator<Item = Node<'a>> {
        node.descendants_without(|inner| self.leaves_out(inner))
    }

    /// The name that an element is written under.
    pub(in crate::extract) fn name<'e>(&'e self, node: Node<'e>) -> Option<&'e str> {
        let renamed = self.names.get(&node.id()).copied();
        renamed.or_else(|| node.name().map(|name| &**name))
    }

    pub(super) fn leaves_out(&self, node: Node<'_>) -> bool {
        self.left_out.contains(&node.id())
    }

    pub(super) fn wraps(&self, node: Node<'_>) -> bool {
        self.in_figure.contains(&node.id())
    }
}
