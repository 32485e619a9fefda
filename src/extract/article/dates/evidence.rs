//! The evidence that a date which readers see is the article's.
//!
//! In: what [`visible`](mod@super::visible) measured. Out: an [`Evidence`]; with the table [`DATE`] it has a score. Of the dates
//! that are not below zero, the one with the highest score is the article's.

use crate::extract::evidence::evidence;

evidence! {
    /// Always 1.
    bias: "every date",
    /// Between headline and text, 0 or 1.
    between: "between headline and text",
    /// Above the headline, 0 or 1.
    above: "above the headline",
    /// In the text's block, 0 or 1.
    inside: "in the text's block",
    /// Behind the text, 0 or 1.
    behind: "behind the text",
    /// Set apart in the headline, or where the text begins or ends, 0 or 1.
    edge: "set apart at an edge of headline or text",
    /// A word or a label says that it is one, 0 or 1.
    announced: "announced by a word",
    /// In an element that is named for a date and that no word announces, 0 or 1.
    named: "in an element named for it",
    /// In a sentence, hidden or in a caption, 0 or 1.
    aside: "in a sentence or a caption, or hidden",
    /// Behind a label that announces something else, 0 or 1.
    foreign: "behind a label of something else",
    /// In a menu or a margin, 0 or 1.
    margin: "in a menu or a margin",
    /// Beside a picture, and nothing says that it is the article's, 0 or 1.
    pictured: "beside a picture",
    /// With year, month and day, 0 or 1.
    full: "with year, month and day",
}

/// The weights, set by hand: each kind of place is better than the next, whatever else speaks for it.
pub(in crate::extract::article) const DATE: Evidence = Evidence {
    bias: -5.0,
    between: 8.0,
    above: 5.0,
    inside: 1.0,
    behind: 2.0,
    edge: 4.0,
    announced: 5.0,
    named: 2.0,
    aside: -7.0,
    foreign: -2.0,
    margin: -4.0,
    pictured: -3.0,
    full: 2.0,
};
