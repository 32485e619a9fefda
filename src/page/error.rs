//! Why a page cannot be read.

/// A page that costs more to read than any page made for people.
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
    /// Reading the page takes too many bytes or too much time.
    #[error(
        "reading the page takes more than {limit} {what} and was given up: no page for people does; check the address, and tell us if it is one"
    )]
    TooCostly {
        /// `bytes of links and texts` or `seconds of CPU time`.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}
