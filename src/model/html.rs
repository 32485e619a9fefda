//! HTML that byline may send.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

/// A body fragment that has been through `extract::sanitize`: allow-listed elements, absolute http(s) URLs,
/// no script, style or event handler.
///
/// Renderers take this type and nothing else, so unsanitised markup of an origin cannot reach a feed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Vouches that `html` comes out of the sanitiser. Called there, and nowhere else.
    pub(crate) const fn from_sanitized(html: String) -> Self {
        Self(html)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The addresses of its pictures, in order.
    pub fn pictures(&self) -> impl Iterator<Item = Cow<'_, str>> {
        tags(&self.0).filter_map(|tag| tag.picture())
    }

    /// The same without the pictures at `withheld`. A figure whose pictures all go, goes with its caption; a link around a
    /// picture goes with the picture.
    pub fn without_pictures(&self, withheld: &[Url]) -> Cow<'_, Self> {
        if withheld.is_empty() {
            return Cow::Borrowed(self);
        }
        let goes = |address: &str| withheld.iter().any(|url| url.as_str() == address);
        if !self.pictures().any(|address| goes(&address)) {
            return Cow::Borrowed(self);
        }
        let mut left = String::with_capacity(self.0.len());
        // The open elements with a picture to come or gone: where each begins in `left`, and which pictures it has.
        let mut open: Vec<Open<'_>> = Vec::new();
        let mut at = 0;
        for tag in tags(&self.0) {
            left.push_str(&self.0[at..tag.start]);
            at = tag.end;
            if let Some(address) = tag.picture() {
                let gone = goes(&address);
                for element in &mut open {
                    element.has_gone |= gone;
                    element.has_kept |= !gone;
                }
                if gone {
                    continue;
                }
            }
            match tag.name.strip_prefix('/') {
                Some(name) => {
                    let last = open.pop_if(|element| element.name == name);
                    if let Some(element) = last.filter(|it| it.has_gone && !it.has_kept) {
                        let inner = &left[element.inside..];
                        if name == "figure" || is_blank(inner) {
                            left.truncate(element.start);
                            continue;
                        }
                    }
                }
                None if !matches!(tag.name, "img" | "br" | "hr") => open.push(Open {
                    name: tag.name,
                    start: left.len(),
                    inside: left.len() + (tag.end - tag.start),
                    has_gone: false,
                    has_kept: false,
                }),
                None => {}
            }
            left.push_str(&self.0[tag.start..tag.end]);
        }
        left.push_str(&self.0[at..]);
        Cow::Owned(Self(left))
    }
}

/// An element that is open while the markup is read.
struct Open<'h> {
    name: &'h str,
    start: usize,
    inside: usize,
    has_gone: bool,
    has_kept: bool,
}

/// A tag of sanitised markup, in which `<` begins nothing else and attributes hold no `<` and no `>`.
struct Tag<'h> {
    /// With a slash before it when the tag closes.
    name: &'h str,
    text: &'h str,
    start: usize,
    end: usize,
}

impl<'h> Tag<'h> {
    /// The address of the picture that the tag shows.
    fn picture(&self) -> Option<Cow<'h, str>> {
        let (_, address) = self.text.split_once(" src=\"")?;
        let (address, _) = address.split_once('"')?;
        (self.name == "img").then(|| unescaped(address))
    }
}

fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + html[at..].find('<')?;
        let end = tag_end(html, start)?;
        at = end;
        let text = &html[start + 1..end - 1];
        let name = text.split([' ', '\n', '>']).next().unwrap_or(text);
        Some(Tag {
            name,
            text,
            start,
            end,
        })
    })
}

/// One past the `>` that ends the tag at `start`: none within quotes does.
fn tag_end(html: &str, start: usize) -> Option<usize> {
    let mut is_quoted = false;
    let end = html[start..].bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    })?;
    Some(start + end + 1)
}

/// Whether markup shows nothing.
fn is_blank(html: &str) -> bool {
    html.trim().is_empty()
}

/// The URL that an attribute holds.
fn unescaped(value: &str) -> Cow<'_, str> {
    if value.contains('&') {
        Cow::Owned(value.replace("&quot;", "\"").replace("&amp;", "&"))
    } else {
        Cow::Borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::url;

    fn without(html: &str) -> String {
        let body = SafeHtml::from_sanitized(html.into());
        let withheld = [url("https://wire.example/1.jpg?a=1&b=2")];
        body.without_pictures(&withheld).as_str().to_owned()
    }

    /// A picture that nobody may pass on must not go out in the middle of a text that may.
    #[test]
    fn a_withheld_picture_goes_with_its_caption_and_link() {
        const GONE: &str = "<img src=\"https://wire.example/1.jpg?a=1&amp;b=2\" alt=\"a > b\">";
        const OWN: &str = "<img src=\"https://news.example/2.jpg\" alt=\"\">";
        for (before, after) in [
            (
                format!("<p>A</p><figure>{GONE}<figcaption>C</figcaption></figure><p>B</p>"),
                "<p>A</p><p>B</p>".into(),
            ),
            (
                format!("<p>A</p><p><a href=\"https://wire.example/\">{GONE}</a></p>"),
                "<p>A</p>".into(),
            ),
            (format!("<p>A {GONE}<br>B</p>"), "<p>A <br>B</p>".into()),
            (
                format!("<figure>{OWN}{GONE}<figcaption>C</figcaption></figure>"),
                format!("<figure>{OWN}<figcaption>C</figcaption></figure>"),
            ),
            (format!("<p>A</p>{OWN}"), format!("<p>A</p>{OWN}")),
            (
                format!("<ul><li>{GONE}</li><li>B</li></ul>{GONE}"),
                "<ul><li>B</li></ul>".into(),
            ),
        ] {
            let after: String = after;
            assert_eq!(without(&before), after);
        }
    }

    /// The addresses are those of the article's pictures, however many there are.
    #[test]
    fn a_bodys_pictures_are_listed_in_order() {
        let body = SafeHtml::from_sanitized(
            "<p>1 &lt; 2</p><img src=\"https://a.example/1\" alt=\"\"><p><img src=\"https://a.example/2\"></p>".into(),
        );
        let pictures: Vec<_> = body.pictures().collect();
        assert_eq!(pictures, ["https://a.example/1", "https://a.example/2"]);
    }
}
