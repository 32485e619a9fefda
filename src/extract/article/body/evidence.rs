//! The evidence that a block holds the article's body.
//!
//! In: what [`features`](super::features) measured. Out: an [`Evidence`]; with a table of [`weights`](super::weights) it has
//! a score, and the block with the highest score is the body's. Texts count beside all running text of the page.

use crate::extract::evidence::evidence;

evidence! {
    /// The part of the page's running text that it holds, 0 to 1.
    text: "running text of the page",
    /// The words of links in it, 0 to 3.
    link_words: "words of links",
    /// The number of lines in it that are links, ten units each, 0 to 3.
    links: "links",
    /// The words in it that are in a menu, a margin or another part that is not the article, or are not shown, 0 to 3.
    furniture_words: "words in menus and margins",
    /// The number of such lines, ten units each, 0 to 3.
    furniture: "lines in menus and margins",
    /// The number of other short lines in it, ten units each, 0 to 3.
    short: "short lines",
    /// The text of a block that ends before the headline, 0 to 1.
    above: "before the headline",
    /// The text between the headline and the block, without an abstract, 0 to 1.
    gap: "text between it and the headline",
    /// Several paragraphs stand between the headline and the block, 0 or 1.
    introduction: "paragraphs between it and the headline",
    /// Marked as the body by `itemprop` or its like, 0 or 1.
    marked: "marked as the body",
    /// In the element `main`, or it is this element, 0 or 1.
    main: "in the page's main part",
    /// In an `article`, or it is this element, 0 or 1.
    article: "in an article's element",
    /// A class of it names a body, 0 or 1.
    named: "named for a text",
    /// Another block in it holds practically all of its text, 0 or 1.
    wraps: "another block fits closer",
}
