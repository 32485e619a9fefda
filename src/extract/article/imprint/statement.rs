//! A fact with the place where a page states it.

/// A fact with the place where a page states it, so that a person can look there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<T = String> {
    /// What is stated.
    pub value: T,
    /// Where on the page, in words: `<title>`, `the © line`.
    pub place: String,
}

impl<T> Statement<T> {
    pub(super) fn new(value: T, place: impl Into<String>) -> Self {
        Self {
            value,
            place: place.into(),
        }
    }
}
