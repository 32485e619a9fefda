//! Short texts that may be markup, or may hold angle brackets of their own: titles, names, keywords.
//!
//! In: the text of a title as a feed or an endpoint has it. Out: plain text. `<b>` is markup, since HTML has an element of
//! that name; `<T>`, `<ann@news.example>` and `<<<` are the words of who wrote the title. Linear in the text.

use std::borrow::Cow;

use foldhash::HashSet;
use memchr::{memchr, memchr_iter, memchr2, memmem};

use crate::extract::bounds::{TITLE_CHARS, cut};
use crate::extract::sanitize;

/// The elements of HTML, in order: those of the standard's index, and those that old pages have.
const ELEMENTS: [&str; 131] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

/// The elements that are markup in a title although nothing ends them: a cut title has lost its end tags. Whoever writes
/// of another element does not end it: `The <select> element`.
const ALONE: [&str; 23] = [
    "big", "br", "center", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "nobr", "p", "small", "span", "strong", "sub", "sup", "wbr",
];
/// The longest name of an element.
const NAME_BYTES: usize = 10;

/// The plain text of a title, at most [`TITLE_CHARS`] characters of it.
pub(in crate::extract) fn title(text: &str) -> Option<String> {
    plain(text).map(|title| cut(title, TITLE_CHARS))
}

/// The plain text of a short text.
pub(in crate::extract) fn plain(text: &str) -> Option<String> {
    let text = sanitize::plain_text(&bracketed(text)).replace('\u{2060}', "");
    (!text.is_empty()).then_some(text)
}

/// `text` with every `<` escaped that begins no markup.
fn bracketed(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'<', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let paired = paired(text);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    // A comment that does not end is looked for once.
    let mut comments_end = true;
    while let Some(behind) = rest.strip_prefix('<') {
        let mut length = 0;
        if behind.starts_with("!--") && comments_end {
            match memmem::find(rest.as_bytes(), b"-->") {
                Some(end) => length = end + 3,
                None => comments_end = false,
            }
        } else if let Some(end) = tag_end(behind, &paired) {
            length = end + 1;
        }
        if length == 0 {
            out.push_str("&lt;");
            length = 1;
        } else {
            out.push_str(&rest[..length]);
        }
        rest = &rest[length..];
        let next = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// Where the tag ends whose `<` stands before `behind`, if it is one: the place behind its `>`.
fn tag_end(behind: &str, paired: &HashSet<String>) -> Option<usize> {
    let closes = behind.starts_with('/');
    let name = &behind[usize::from(closes)..];
    let length = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    // `<o:p>` and its like are what word processors leave; `<std::mutex>` has no such name.
    let after = &name[length..];
    let is_prefixed = length > 0
        && after.starts_with(':')
        && after[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    let lower = name[..length.min(NAME_BYTES)].to_ascii_lowercase();
    let is_element = length <= NAME_BYTES && ELEMENTS.binary_search(&&*lower).is_ok();
    let is_separate = after.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
    let is_markup = ALONE.binary_search(&&*lower).is_ok() || paired.contains(&lower);
    let end = memchr2(b'<', b'>', behind.as_bytes())?;
    let is_tag = (is_element && is_separate && is_markup) || is_prefixed;
    (is_tag && behind.as_bytes()[end] == b'>').then_some(end + 1)
}

/// The names of elements that have both a tag that begins and a tag that ends one.
fn paired(text: &str) -> HashSet<String> {
    let (mut begun, mut ended) = (HashSet::default(), HashSet::default());
    for at in memchr_iter(b'<', text.as_bytes()) {
        let behind = &text[at + 1..];
        let (names, rest) = match behind.strip_prefix('/') {
            Some(rest) => (&mut ended, rest),
            None => (&mut begun, behind),
        };
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
        let length = rest
            .bytes()
            .take(NAME_BYTES + 1)
            .take_while(is_letter)
            .count();
        if (1..=NAME_BYTES).contains(&length) {
            names.insert(rest[..length].to_ascii_lowercase());
        }
    }
    begun.retain(|name: &String| ended.contains(name));
    begun
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader of a paper on programming must see the names that its titles have, and no tags in any other.
    #[test]
    fn brackets_are_kept_where_html_has_no_such_element() {
        for (given, read) in [
            ("<harvest>", "<harvest>"),
            ("<quince-jam> is back", "<quince-jam> is back"),
            (
                "Map<String, Box<A>> explained",
                "Map<String, Box<A>> explained",
            ),
            (">>> Rain <<< today", ">>> Rain <<< today"),
            ("3 < 5 and 7 > 2", "3 < 5 and 7 > 2"),
            (
                "Write to <desk@news.example>",
                "Write to <desk@news.example>",
            ),
            ("<std::mutex> and <T>", "<std::mutex> and <T>"),
            ("<b>Bold</b> <i class=x>and</i> <BR/>not", "Bold and not"),
            ("<a href='/x'>A link</a>", "A link"),
            ("<strong>Never closed", "Never closed"),
            (
                "The <select> element, and <title>",
                "The <select> element, and <title>",
            ),
            ("</body> is optional", "</body> is optional"),
            ("<mark>Two</mark> marks", "Two marks"),
            ("One<!-- two --> three", "One three"),
            ("<!-- no end", "<!-- no end"),
            ("<o:p></o:p>Word", "Word"),
            ("Tom &amp; Jerry &lt;b&gt;", "Tom & Jerry <b>"),
            ("<b unfinished", "<b unfinished"),
        ] {
            assert_eq!(plain(given).as_deref(), Some(read), "{given}");
        }
        assert_eq!(plain("<b></b>"), None);
        assert!(ELEMENTS.is_sorted_by(|a, b| a < b) && ALONE.is_sorted_by(|a, b| a < b));
    }

    /// A title of a page's length is none, and reading it must not take longer the longer it is.
    #[test]
    fn a_title_has_an_end() {
        let long = "word ".repeat(1_000);
        let read = title(&long).expect("a title");
        assert_eq!(read.chars().count(), TITLE_CHARS);
        assert!(read.ends_with('…'));
        let hostile = "<b ".repeat(200_000) + "-->";
        assert_eq!(bracketed(&hostile).matches("&lt;").count(), 200_000);
    }
}
