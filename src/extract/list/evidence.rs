//! The evidence on a group of links: named features, and their sum, each times its weight.
//!
//! In: what [`features`](super::features) measured of a group, and of the leading group. Out: an [`Evidence`]; with a table
//! of [`weights`](super::weights) it has a score. `docs/extraction.md` says how the weights are fitted.

use crate::extract::evidence::evidence;

evidence! {
    /// Always 1.
    bias: "every group",
    /// The logarithm of the number of links, few large blocks counting more than many small ones; 0 to about 5.
    amount: "how many links, as a logarithm",
    /// Mean headline quality of the texts, 0 to 1.
    quality: "texts of a headline's length",
    /// The part of the links that are headings, 0 to 1.
    headings: "headings",
    /// The part of the links with a date beside them, 0 to 1.
    dates: "dates",
    /// The part of the links with an abstract, 0 to 1.
    abstracts: "abstracts",
    /// The part of the links with a picture, 0 to 1.
    pictures: "pictures",
    /// Nothing stands beside the links, 0 to 1.
    bare: "nothing beside the links",
    /// Mean likeness of the addresses to an article's, −1 to 1.
    likeness: "addresses like an article's",
    /// The part of the addresses that share the commonest pattern, 0 to 1.
    uniform: "addresses of one pattern",
    /// The part of the links that leave the site, 0 to 1.
    away: "links leave the site",
    /// The part of the links below the page's own directory, 0 to 1.
    below: "addresses below the section's",
    /// The part of the blocks headed by the page's own title, 0 to 1.
    titled: "headed by the page's title",
    /// The part of the articles in the page's JSON-LD that the group shows, 0 to 1.
    announced: "articles of the page's JSON-LD",
    /// The part of the records that hold a better headline with another address, 0 to 1.
    second: "better headlines in the same records",
    /// One link that repeats nowhere, 0 or 1.
    single: "repeats nowhere",
    /// Where the first link stands in the page's text, 0 to 1.
    start: "stands late on the page",
    /// The part of the blocks in a menu, 0 to 1.
    navigation: "in a menu",
    /// The part of the blocks in the page's head, 0 to 1.
    banner: "in the page's head",
    /// The part of the blocks in the page's foot, 0 to 1.
    footer: "in the page's foot",
    /// The part of the blocks in a margin, 0 to 1.
    aside: "in a margin",
    /// The part of the blocks whose classes name popular or related things, 0 to 1.
    promoted: "in a box of popular or related things, by its class",
    /// The part of the blocks whose classes name tags, sharing or advertisements, 0 to 1.
    extra: "in a box of tags, sharing or advertisements, by its class",
    /// The part of the blocks in the landmark `main`, 0 to 1.
    main: "in the page's main part",
    /// The part of the blocks headed like a box of popular or related things, 0 to 1.
    boxed: "headed like a box of popular or related things",
    /// How far the score as a list is below the leading group's; 0 and up.
    weaker: "weaker than the list",
    /// The leading group's part of what all groups of the site score together, 0 to 1.
    outweighed: "the list outweighs the page",
    /// The product of `weaker` and `outweighed`: a small group beside a list that is nearly the whole page.
    overshadowed: "weaker than a list that outweighs the page",
    /// The leading group's `amount`.
    list_amount: "how many links the list has, as a logarithm",
    /// Another site than the leading group's, 0 or 1.
    other_site: "another site than the list's",
    /// The part of the addresses whose pattern no address of the leading group has, 0 to 1.
    other_pattern: "another pattern of addresses than the list's",
    /// How far the likeness of addresses is below the leading group's, 0 to 2.
    less_likeness: "addresses less like an article's than the list's",
    /// How far the headline quality is below the leading group's, 0 to 1.
    less_quality: "texts less like headlines than the list's",
    /// How far the part with headings is below the leading group's, 0 to 1.
    less_headings: "fewer headings than the list",
    /// How far the part with dates is below the leading group's, 0 to 1.
    less_dates: "fewer dates than the list",
    /// How far the part with abstracts is below the leading group's, 0 to 1.
    less_abstracts: "fewer abstracts than the list",
    /// How far the part with pictures is below the leading group's, 0 to 1.
    less_pictures: "fewer pictures than the list",
    /// How far the part below the section's directory is below the leading group's, 0 to 1.
    less_below: "fewer addresses below the section's than the list",
    /// Made of other elements than the leading group, 0 or 1.
    other_elements: "made of other elements than the list",
    /// The part of the page's text in the smallest element with both the group and the leading group, 0 to 1.
    apart: "far from the list",
    /// The part of the articles that the list has already, 0 to 1.
    known: "articles that the list has already",
}
