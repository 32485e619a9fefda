//! The evidence that a line of the body's block is the body's.
//!
//! In: what [`features`](super::features) measured. Out: an [`Evidence`]; with a table of [`weights`](super::weights) it has
//! a score, and a line whose score is below zero goes.

use crate::extract::evidence::evidence;

evidence! {
    /// Always 1.
    bias: "every line",
    /// Running text, 0 or 1.
    text: "running text",
    /// Its length, 1 for 40 units and more, 0 to 1.
    length: "long",
    /// The part of the words beside it, in the element around it, that is running text, 0 to 1.
    beside: "running text beside it",
    /// The same in the element around that one, 0 to 1.
    around: "running text around it",
    /// In a block of links with little running text: the linked part of its words, 0 to 1.
    listed: "in a list of links",
    /// In a block with fields to fill in and little running text, 0 to 1.
    form: "beside fields to fill in",
    /// In a stream of teasers behind the text, 0 or 1.
    stream: "in a stream of teasers",
    /// In a show of slides beside the text, 0 or 1.
    slides: "in a show of slides",
    /// In the same row as the first paragraph, 0 or 1.
    row: "in the row of the first paragraph",
    /// Running text stands before it and behind it, 0 to 1.
    between: "between paragraphs",
    /// Before the first paragraph, 0 or 1.
    above: "before the text",
    /// Behind the last paragraph, 0 or 1.
    below: "behind the text",
    /// Behind a heading of other articles, a notice's beginning or a run of links that ends the text, 0 or 1.
    behind: "behind the end of the text",
    /// In a menu, the page's foot or a margin, by an element or a class, 0 or 1.
    menu: "in a menu, a foot or a margin",
    /// Among comments, by its class, 0 or 1.
    comments: "among comments, by its class",
    /// In a box of related things, by its class, 0 or 1.
    related: "in a box of related things, by its class",
    /// In a share bar, by its class, 0 or 1.
    share: "in a share bar, by its class",
    /// In an advertisement or a subscription box, by its class, 0 or 1.
    promotion: "in an advertisement, by its class",
    /// In a list of tags, by its class, 0 or 1.
    tags: "in a list of tags, by its class",
    /// Not shown, 0 or 1.
    hidden: "not shown",
    /// Among few words in a gallery, by its class, 0 or 1.
    gallery: "in a gallery, by its class",
    /// A heading, 0 or 1.
    heading: "a heading",
    /// It repeats the headline above the text, 0 or 1.
    headline: "the headline again",
    /// It holds the text of the abstract, which the text repeats, 0 or 1.
    summary: "an abstract that the text repeats",
    /// Between headline and text, in another row than the text, 0 or 1.
    entry: "between headline and text, apart from the text",
    /// Labels, their values and dates alone, 0 or 1.
    facts: "labels and dates alone",
    /// Words of a control, 0 or 1.
    control: "a control's words",
    /// Words of a notice, times the part of the text before them, 0 to 1.
    notice: "a notice's words, late",
    /// A link with words that promote, 1 when half of it or more is linked; or in capitals: its linked part, 0 to 1.
    appeal: "a link that promotes",
    /// The heading of other articles, 0 or 1.
    afterword: "a heading of other articles",
    /// The heading of other articles before a link, or one of the links below it, 0 or 1.
    follows: "a heading of other articles, and links",
    /// A link above the text, without a heading or a picture, 0 or 1.
    crumb: "a link before the text",
    /// A link behind the last paragraph, 0 or 1.
    trailer: "a link behind the text",
}
