//! A document in pieces: what stands before the items, each item, what stands behind them.
//!
//! The formats' crates write whole documents only. A piece is what a document with the item has more than one without
//! it.

/// What stands around the items of a document.
pub(crate) struct Shell {
    pub(crate) head: Vec<u8>,
    /// What stands between two items.
    pub(crate) between: &'static [u8],
    pub(crate) tail: Vec<u8>,
}

impl Shell {
    pub(crate) fn of(head: &[u8], tail: &[u8]) -> Self {
        Self {
            head: head.to_vec(),
            between: b"",
            tail: tail.to_vec(),
        }
    }

    pub(crate) fn parted_by(self, between: &'static [u8]) -> Self {
        Self { between, ..self }
    }
}

/// What `document` has more than `bare`, which is the same document without it; both end in `end`.
pub(crate) fn between<'a>(document: &'a [u8], bare: &[u8], end: &[u8]) -> Option<&'a [u8]> {
    document
        .strip_prefix(bare.strip_suffix(end)?)?
        .strip_suffix(end)
}
