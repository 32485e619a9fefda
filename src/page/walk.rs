//! The one walk over a page's tree, which both views of a page are made by.

use super::dom::Node;

/// Visits `root` and all nodes in it, in document order; `view` is what the visits build.
///
/// `enter` is called for each node before its children and says whether they are visited; `leave` is called after them.
/// Depth costs no stack.
pub(super) fn walk<'a, V>(
    root: Node<'a>,
    view: &mut V,
    enter: impl Fn(&mut V, Node<'a>) -> bool,
    leave: impl Fn(&mut V, Node<'a>),
) {
    let mut at = Some(root);
    while let Some(node) = at {
        let below = enter(view, node).then(|| node.first_child()).flatten();
        at = below.or_else(|| {
            let mut here = node;
            loop {
                leave(view, here);
                if let Some(next) = here.next_sibling() {
                    return Some(next);
                }
                here = here.parent()?;
            }
        });
    }
}
