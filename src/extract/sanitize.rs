//! Markup that is safe to publish, and text without markup.
//!
//! In: a fragment as an origin wrote it and the URL it resolves against. Out: [`SafeHtml`] of paragraphs,
//! headings, lists, tables, quotes and images with absolute http(s) URLs, or plain text. No I/O.
//!
//! Two steps, and the second trusts nothing of the first. [`writer`] walks the parsed fragment (parsed within
//! the bounds of [`crate::page::Dom`]) and writes clean markup: layout gone, lazy images resolved, empty elements
//! never written. ammonia then parses that again and lets through an allow-list. What ammonia leaves alone
//! (control characters, `srcset`) the writer has already refused.

mod edits;
mod elements;
mod image;
mod marks;
mod math;
mod paper;
mod player;
#[cfg(test)]
mod tests;
mod text;
mod twin;
mod writer;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub(super) use self::edits::Edits;
pub(super) use self::image::{is_logo, source as picture};
pub use self::marks::{unmarked, without_marks};
use self::writer::Writer;
use crate::model::SafeHtml;
use crate::page::dom::Node;
use crate::page::{Base, Budget, Dom};
use ammonia::{Builder, UrlRelative};

/// The body that `html` holds, safe to be shown anywhere; URLs resolve against `base`.
///
/// Empty when nothing readable is left, or when the markup is built to exhaust its reader.
pub fn body(html: &str, base: &Base<'_>) -> SafeHtml {
    Dom::parse(html, base.budget()).map_or_else(
        |_| SafeHtml::from_sanitized(String::new()),
        |dom| body_of(dom.root(), &Edits::default(), base),
    )
}

/// The body that `node`, of a page that was parsed before, holds; otherwise as [`body`].
pub(super) fn body_of(node: Node<'_>, edits: &Edits, base: &Base<'_>) -> SafeHtml {
    let written = Writer::new(edits, base).write(node);
    if written.is_empty() {
        return SafeHtml::from_sanitized(written);
    }
    SafeHtml::from_sanitized(GUARD.clean(&without_marks(written)).to_string())
}

/// The text of `html`: entities decoded, one space between words, no control characters, no readings of ruby.
///
/// Text without markup passes through the same rules. Empty when the markup is built to exhaust its reader.
pub fn plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return without_marks(text::collapsed(html));
    }
    let budget = Budget::of_page(html.len());
    Dom::parse(html, &budget).map_or_else(|_| String::new(), |dom| without_marks(text::of(&dom)))
}

/// Elements that stand between paragraphs.
const BLOCKS: [&str; 23] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "figure",
];
/// Elements that stand within a line.
const INLINE: [&str; 29] = [
    "a",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "sub",
    "sup",
    "small",
    "mark",
    "q",
    "cite",
    "abbr",
    "kbd",
    "samp",
    "var",
    "code",
    "ruby",
    "rt",
    "rp",
    "rb",
    "bdi",
    "img",
    "br",
    "hr",
    "figcaption",
];

/// The allow-list. Built once; nothing in it depends on the page, since the writer has made every URL absolute.
static GUARD: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes: HashMap<&str, HashSet<&str>> = [
        ("a", &["href"][..]),
        ("img", &["src", "alt", "width", "height"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan"]),
        ("ol", &["start"]),
        ("abbr", &["title"]),
    ]
    .into_iter()
    .map(|(tag, names)| (tag, names.iter().copied().collect()))
    .collect();
    let mut guard = Builder::empty();
    guard
        .tags(BLOCKS.iter().chain(&INLINE).copied().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|tag, name, value| {
            let fetched = (tag, name) == ("img", "src");
            (!fetched || value.starts_with("http")).then(|| value.into())
        });
    guard
});
