//! One picture that a page holds twice: a small or blurred stand-in, and the picture itself in `<noscript>`.
//!
//! In: the pictures of a fragment, in order. Out: whether two of them are one. Scripts put the second in the place of the
//! first; a feed has no scripts, and shows the one that stands there for browsers without.

use std::ops::Range;

use url::Url;

use super::edits::Edits;
use super::text;
use crate::page::dom::{Node, NodeId};

/// A picture that was written.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) source: Url,
    alt: String,
    /// The `<figure>` or `<picture>` that it is in.
    figure: Option<NodeId>,
    pub(super) in_noscript: bool,
    /// Where its tag is, in bytes of what is written.
    pub(super) place: Range<usize>,
    /// No word stands between it and here.
    pub(super) is_adjacent: bool,
}

/// How far above a picture its `<figure>` or `<noscript>` may be, in levels.
const FIGURE_REACH: usize = 8;

impl Shown {
    pub(super) fn of(node: Node<'_>, edits: &Edits, source: Url) -> Self {
        let around = |names: &[&str]| {
            node.ancestors()
                .take(FIGURE_REACH)
                .find(|up| edits.name(*up).is_some_and(|name| names.contains(&name)))
        };
        Self {
            source,
            alt: node.attr("alt").map_or_else(String::new, text::collapsed),
            figure: around(&["figure", "picture"]).map(Node::id),
            in_noscript: around(&["noscript"]).is_some(),
            place: 0..0,
            is_adjacent: true,
        }
    }

    /// Whether one of the two is the other for browsers without scripts: a blurred stand-in, and the picture itself in
    /// `<noscript>` beside it.
    pub(super) fn is_twin(&self, next: &Self) -> bool {
        let same_figure = self.figure.is_some() && self.figure == next.figure;
        let alike =
            (!self.alt.is_empty() && self.alt == next.alt) || same_file(&self.source, &next.source);
        self.in_noscript != next.in_noscript
            && (self.is_adjacent || same_figure)
            && (alike || (self.is_adjacent && same_figure))
    }
}

/// Whether two pictures are of one file in two sizes: `tree-20x15.jpg` and `tree.jpg`.
fn same_file(one: &Url, other: &Url) -> bool {
    const LETTERS: usize = 3;
    let stem = |url: &Url| {
        let file = url.path().trim_end_matches('/').rsplit('/').next();
        let file = file.unwrap_or_default().to_ascii_lowercase();
        file.split('.').next().unwrap_or_default().to_owned()
    };
    let (one, other) = (stem(one), stem(other));
    one == other && !one.is_empty()
        || one.len().min(other.len()) >= LETTERS && (one.contains(&other) || other.contains(&one))
}
