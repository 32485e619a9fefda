//! Where a page sends its readers on: the `Refresh` header and `<meta http-equiv="refresh">`.
//!
//! In: an answer. Out: an address, as it is written, that a browser goes to by itself within seconds. Standard: WHATWG HTML
//! §4.2.5.3 (pragma directives). A page that loads itself again, to be up to date, sends nobody on.

use memchr::memchr2_iter;
use url::Url;

use super::page;
use super::transport::Answer;
use http::header::{CONTENT_TYPE, HeaderName};

/// A page that waits longer than this has something to read.
const LONGEST_WAIT_SECONDS: u64 = 5;
/// How far into a page the element is looked for.
const PRESCAN_BYTES: usize = 32 * 1024;
/// The value of `http-equiv`.
const WORD: &[u8] = b"refresh";
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// Elements whose contents are no elements, or none for a browser that runs scripts.
const OPAQUE: [&[u8]; 9] = [
    b"script",
    b"style",
    b"noscript",
    b"template",
    b"title",
    b"textarea",
    b"iframe",
    b"xmp",
    b"noframes",
];

/// The address to which the page at `at` sends on.
pub(super) fn onward(answer: &Answer, at: &Url) -> Option<Url> {
    let header = answer.headers.get(REFRESH);
    let header = header.and_then(|value| target(std::str::from_utf8(value.as_bytes()).ok()?));
    let to = match header {
        Some(to) => at.join(&to).ok(),
        None => in_markup(answer, at),
    }?;
    // Another query of the same page is the same page past a cache.
    let is_itself = to.origin() == at.origin() && to.path() == at.path();
    (!is_itself).then_some(to)
}

fn in_markup(answer: &Answer, at: &Url) -> Option<Url> {
    let kind = answer.header(CONTENT_TYPE).map(page::essence);
    if kind.is_some_and(|kind| !kind.contains("html")) {
        return None;
    }
    let head = &answer.body[..answer.body.len().min(PRESCAN_BYTES)];
    // Hardly any page says the word, so hardly any is read for it.
    let says = |at: usize| head[at..].get(..WORD.len());
    if !memchr2_iter(b'r', b'R', head)
        .any(|at| says(at).is_some_and(|word| word.eq_ignore_ascii_case(WORD)))
    {
        return None;
    }
    let mut base = at.clone();
    for tag in (Tags { left: head }) {
        match tag.name.as_slice() {
            b"base" => {
                let href = tag.attribute(b"href").and_then(|href| at.join(&href).ok());
                base = href.unwrap_or(base);
            }
            b"meta" => {
                let named = tag.attribute(b"http-equiv");
                if named.is_some_and(|named| named.as_bytes().eq_ignore_ascii_case(WORD))
                    && let Some(content) = tag.attribute(b"content")
                {
                    return base.join(&target(&content)?).ok();
                }
            }
            _ => {}
        }
    }
    None
}

/// The address in `0; url=/list/`, if it is to be gone to within seconds.
fn target(content: &str) -> Option<String> {
    let content = content.trim_ascii_start();
    let end = content.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = content.split_at(end.unwrap_or(content.len()));
    if digits.is_empty() && !rest.starts_with('.') {
        return None;
    }
    let seconds = match digits {
        "" => 0,
        // What overflows is long.
        digits => digits.parse().unwrap_or(u64::MAX),
    };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if seconds > LONGEST_WAIT_SECONDS || !rest.starts_with([';', ',', ' ', '\t', '\n', '\r']) {
        return None;
    }
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest);
    let rest = rest.trim_ascii_start();
    let url = match rest.get(..3) {
        Some(key) if key.eq_ignore_ascii_case("url") => {
            let value = rest[3..].trim_ascii_start().strip_prefix('=');
            value.map_or(rest, |value| value.trim_ascii_start())
        }
        _ => rest,
    };
    let url = match url.chars().next() {
        Some(quote @ ('"' | '\'')) => url[1..].split(quote).next().unwrap_or_default(),
        _ => url,
    };
    let url = url.trim_ascii();
    (!url.is_empty()).then(|| url.to_owned())
}

/// A start tag.
struct Tag {
    /// In lower case.
    name: Vec<u8>,
    /// Of `meta` and `base`.
    attributes: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Tag {
    /// The first attribute of this name, if it is UTF-8.
    fn attribute(&self, name: &[u8]) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(known, _)| known == name)?;
        let value = std::str::from_utf8(value).ok()?;
        Some(value.replace("&amp;", "&"))
    }
}

/// The start tags of markup, without those in comments and in opaque elements. Each byte is looked at a bounded number of times.
struct Tags<'m> {
    left: &'m [u8],
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            let start = memchr::memchr(b'<', self.left)?;
            self.left = &self.left[start + 1..];
            if let Some(comment) = self.left.strip_prefix(b"!--") {
                let end = memchr::memmem::find(comment, b"-->")?;
                self.left = &comment[end..];
            } else if self.left.first().is_some_and(u8::is_ascii_alphabetic) {
                let tag = self.tag();
                if OPAQUE.contains(&tag.name.as_slice()) {
                    self.skip_to_end(&tag.name)?;
                }
                return Some(tag);
            }
        }
    }
}

impl<'m> Tags<'m> {
    /// Reads a start tag behind its `<`.
    fn tag(&mut self) -> Tag {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name = self.take(is_end).to_ascii_lowercase();
        let wanted = matches!(name.as_slice(), b"meta" | b"base");
        let mut attributes = Vec::new();
        loop {
            self.take(|byte| !byte.is_ascii_whitespace() && *byte != b'/');
            match self.left {
                [] => break,
                [b'>', rest @ ..] => {
                    self.left = rest;
                    break;
                }
                _ => {}
            }
            let first = self.left[0];
            self.left = &self.left[1..];
            let mut key = vec![first.to_ascii_lowercase()];
            key.extend(
                self.take(|byte| is_end(byte) || *byte == b'=')
                    .to_ascii_lowercase(),
            );
            self.take(|byte| !byte.is_ascii_whitespace());
            let value = match self.left.strip_prefix(b"=") {
                None => &[],
                Some(rest) => {
                    self.left = rest.trim_ascii_start();
                    match self.left {
                        [quote @ (b'"' | b'\''), rest @ ..] => {
                            self.left = rest;
                            let value = self.take(|byte| byte == quote);
                            self.left = self.left.get(1..).unwrap_or_default();
                            value
                        }
                        _ => self.take(|byte| byte.is_ascii_whitespace() || *byte == b'>'),
                    }
                }
            };
            if wanted {
                attributes.push((key, value.to_owned()));
            }
        }
        Tag { name, attributes }
    }

    /// What stands before the first byte that `ends`, which stays.
    fn take(&mut self, ends: impl Fn(&u8) -> bool) -> &'m [u8] {
        let end = self.left.iter().position(ends).unwrap_or(self.left.len());
        let (taken, left) = self.left.split_at(end);
        self.left = left;
        taken
    }

    /// Goes on behind `</name`. Without an end tag nothing follows.
    fn skip_to_end(&mut self, name: &[u8]) -> Option<()> {
        let mut at = 0;
        loop {
            at += memchr::memmem::find(&self.left[at..], b"</")? + 2;
            let found = self.left[at..].get(..name.len())?;
            if found.eq_ignore_ascii_case(name) {
                self.left = &self.left[at..];
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::testing::url;

    fn page(body: &str, header: Option<&'static str>) -> Option<String> {
        let mut headers = HeaderMap::from_iter([(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        )]);
        if let Some(header) = header {
            headers.insert(REFRESH, HeaderValue::from_static(header));
        }
        let answer = Answer {
            status: StatusCode::OK,
            headers,
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        onward(&answer, &url("http://news.example/news/")).map(String::from)
    }

    fn meta(content: &str) -> Option<String> {
        page(
            &format!("<html><head><META content=\"{content}\" HTTP-EQUIV=Refresh></head>"),
            None,
        )
    }

    /// What a browser follows at once, byline follows; a page that loads itself again is read.
    #[test]
    fn what_sends_a_browser_on_is_followed() {
        for content in [
            "0; url=/list/",
            "0;URL='/list/'",
            "3,url = /list/",
            "0 /list/",
            ".5; url=/list/?",
            "0; url=http://news.example/list/#top",
        ] {
            let found = meta(content).map(|url| url.split(['#', '?']).next().map(str::to_owned));
            assert_eq!(
                found.flatten().as_deref(),
                Some("http://news.example/list/"),
                "{content}"
            );
            let content: &'static str = content.to_owned().leak();
            assert!(page("", Some(content)).is_some(), "{content}");
        }
        for content in [
            "300",
            "0",
            "",
            "0; url=",
            "60; url=/list/",
            "0; url=/news/?again=1",
            "0; url=http://news.example/news/",
            "url=/list/",
            "0x; url=/list/",
            "99999999999999999999999; url=/list/",
        ] {
            assert_eq!(meta(content), None, "{content}");
        }
    }

    /// What a reader of the page does not see as its own word sends nobody on.
    #[test]
    fn only_an_element_of_the_page_sends_on() {
        const META: &str = "<meta http-equiv='refresh' content='0; url=/list/'>";
        for (before, after) in [
            ("<!--", "-->"),
            ("<noscript>", "</noscript>"),
            ("<script>", "</SCRIPT>"),
            ("<p title=\"", "\">"),
            ("<textarea>", "</textarea>"),
        ] {
            let markup = format!("{before}{META}{after}");
            assert_eq!(page(&markup, None), None, "{markup}");
            assert!(
                page(&format!("{before}x{after}{META}"), None).is_some(),
                "{markup}"
            );
        }
        let based = format!("<base href=/other/>{}", META.replace("/list/", "list/"));
        assert_eq!(
            page(&based, None).as_deref(),
            Some("http://news.example/other/list/")
        );
        for broken in [
            "<",
            "<meta",
            "<meta http-equiv=",
            "<script><",
            "<!--",
            "<a =",
        ] {
            assert_eq!(page(broken, None), None);
        }
    }
}
