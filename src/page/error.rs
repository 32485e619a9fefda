//! Why a page is not read to its end.

/// A page that costs more than any page for people does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The markup is built to exhaust its reader.
    #[error(
        "the page has more than {limit} {what} and was not read further: no page for people has; check the address, and tell us if it is one"
    )]
    TooComplex {
        /// `elements` or `levels of nesting`.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// The page makes its reader work without end.
    #[error(
        "reading the page takes more than {limit} {what} and was given up: no page for people does; check the address, and tell us if it is one"
    )]
    TooCostly {
        /// What it takes too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}
