//! The evidence that a text is the page's headline.
//!
//! In: what [`candidates`](super::candidates) measured. Out: an [`Evidence`]; with a table of [`weights`](super::weights) it
//! has a score, and the text with the highest score is the headline. A length is 1 for 20 units, and 2 at the most.

use crate::extract::evidence::evidence;

evidence! {
    /// The length of a line that a declaration of the page is, and nothing else, 0 to 2.
    declared: "declared as it stands",
    /// The length of a line that a declaration begins with, before a separator, 0 to 2.
    begins: "begins a declaration",
    /// The length of a line with which a declaration ends, behind a separator, 0 to 2.
    ends: "ends a declaration",
    /// The length of a line that stands elsewhere in a declaration, 0 to 2.
    within: "stands in a declaration",
    /// The length of a declaration that stands in the line: it is cut, and the line is whole; 0 to 2.
    cut: "holds a declaration",
    /// The length of the line, times the part of the declarations that have it, 0 to 2.
    agreed: "several declarations have it",
    /// A heading of the first level, 0 or 1.
    first_level: "a heading of the first level",
    /// Its length, 0 to 1.
    first_long: "a long heading of the first level",
    /// A heading of the second level, 0 or 1.
    second_level: "a heading of the second level",
    /// A heading of a deeper level, 0 or 1.
    deeper_level: "a heading of a deeper level",
    /// A heading over a part of the text, which no declaration has, 0 or 1.
    section: "heads a part of the text",
    /// An element that is named for a headline, 0 or 1.
    named: "named for a headline",
    /// A link, 0 or 1.
    linked: "a link",
    /// A short line with a full date follows directly, 0 or 1.
    dated: "a date follows",
    /// It follows a heading or an element that is named for a headline, 0 or 1.
    dated_heading: "a heading before a date",
    /// The length of such a heading, 0 to 1.
    dated_long: "a long heading before a date",
    /// The name of the site, or a link to its home page, 0 or 1.
    site: "the name of the site",
    /// Not shown, 0 or 1.
    hidden: "not shown",
    /// In a menu, a margin or another part of the page that is not the article, 0 or 1.
    furniture: "in a menu or a margin",
    /// Behind most of the page's running text, 0 or 1.
    late: "behind the text",
    /// Directly above or below a heading of the first level that is declared, 0 or 1.
    beside: "beside a declared heading of the first level",
    /// Declared, and no line is looked at for it, 0 or 1. The features below are of such a text alone.
    unshown: "declared alone",
    /// The part of the declarations that begin with it or are it, 0 to 1.
    common: "begins the declarations",
    /// The part of their words that it has, 0 to 1.
    covering: "most of the declarations",
    /// It ends in a short part, or in one that is a line of the page, and no longer declaration has it, 0 or 1.
    tailed: "ends in a short part, as a site's name is",
    /// Only the last part of a declaration, 0 or 1.
    last: "the last part of a declaration",
}
