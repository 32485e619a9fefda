//! The URLs that a document prints of byline itself, and how any URL is spelled in a document.

use std::borrow::Cow;

use http::HeaderValue;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use url::{Position, Url};

use super::Format;
use crate::model::{FeedId, Publisher, PublisherId};

/// Where this byline is reached, as far as documents say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The base of every URL of ours; ends with `/`.
    pub public_url: Url,
    /// The WebSub hubs that are told of changes.
    pub hubs: Vec<Url>,
}

impl Site {
    /// `…/feeds/ID.rss`: where a feed is published in one format.
    pub fn feed(&self, feed: &FeedId, format: Format) -> String {
        format!("{}feeds/{feed}.{}", self.base(), format.suffix())
    }

    /// `…/feeds/ID`: the feed as a page for people.
    pub fn page(&self, feed: &FeedId) -> String {
        format!("{}feeds/{feed}", self.base())
    }

    /// `…/licenses/PUBLISHER.xml`: a publisher's terms in RSL.
    pub fn licence(&self, publisher: &PublisherId) -> String {
        format!("{}licenses/{publisher}.xml", self.base())
    }

    /// `…/about`: what byline is and whom to ask.
    pub fn about(&self) -> String {
        format!("{}about", self.base())
    }

    /// The `Link` header of a feed: self, licence and hubs (RFC 8288, WebSub §4).
    ///
    /// `None` only when a URL cannot stand in a header, which no http(s) URL of [`Url`] can cause.
    pub fn link_header(
        &self,
        feed: &FeedId,
        publisher: &PublisherId,
        format: Format,
    ) -> Option<HeaderValue> {
        let mut links = format!(
            "<{}>; rel=\"self\", <{}>; rel=\"license\"; type=\"{RSL_TYPE}\"",
            self.feed(feed, format),
            self.licence(publisher),
        );
        for hub in &self.hubs {
            links.push_str(", <");
            links.push_str(&spelled(hub));
            links.push_str(">; rel=\"hub\"");
        }
        HeaderValue::try_from(links).ok()
    }

    /// `tdm-policy` (TDM Reservation Protocol): on what terms the texts of `publisher` may be mined. Its own page of
    /// terms, or without one its licence here. What it did not permit it reserves.
    pub fn tdm_policy(&self, publisher: &Publisher) -> Option<HeaderValue> {
        let terms = publisher.policy.rights.terms.as_ref();
        let policy = terms.map_or_else(
            || self.licence(&publisher.id),
            |terms| spelled(terms).into_owned(),
        );
        HeaderValue::try_from(policy).ok()
    }

    fn base(&self) -> Cow<'_, str> {
        debug_assert!(self.public_url.path().ends_with('/'));
        spelled(&self.public_url)
    }
}

/// The media type of an RSL document.
pub(crate) const RSL_TYPE: &str = "application/rsl+xml";

/// What WHATWG URLs leave as it is and RFC 3986 does not allow after the authority.
const NOT_IN_RFC_3986: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// `url` as RFC 3986 has it: ASCII, every other character percent-encoded.
pub(crate) fn spelled(url: &Url) -> Cow<'_, str> {
    let (head, tail) = (&url[..Position::BeforePath], &url[Position::BeforePath..]);
    let tail: Cow<'_, str> = percent_encode(tail.as_bytes(), NOT_IN_RFC_3986).into();
    match tail {
        Cow::Borrowed(_) => Cow::Borrowed(url.as_str()),
        Cow::Owned(tail) => Cow::Owned(format!("{head}{tail}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a test URL")
    }

    /// The validator calls a URL with a raw `|` or a Chinese path an error, and readers break on it.
    #[test]
    fn every_url_is_plain_ascii() {
        for (given, printed) in [
            (
                "http://news.example/泰安/图 1.jpg?q=雪&x=[1]|{2}^`#顶",
                "http://news.example/%E6%B3%B0%E5%AE%89/%E5%9B%BE%201.jpg?q=%E9%9B%AA&x=%5B1%5D%7C%7B2%7D%5E%60#%E9%A1%B6",
            ),
            ("http://新闻.example/a", "http://xn--efvy88h.example/a"),
            ("http://[::1]:8080/a%20b", "http://[::1]:8080/a%20b"),
        ] {
            assert_eq!(spelled(&url(given)), printed);
        }
    }

    /// WebSub subscribers find topic and hub in this header alone.
    #[test]
    fn the_link_header_names_self_licence_and_hub() {
        let site = Site {
            public_url: url("https://byline.example/"),
            hubs: vec![url("https://hub.example/")],
        };
        let header = site
            .link_header(
                &"tanews".parse().expect("an id"),
                &"dyw".parse().expect("an id"),
                Format::Atom,
            )
            .expect("URLs fit into headers");
        assert_eq!(
            header.to_str().expect("ASCII"),
            "<https://byline.example/feeds/tanews.atom>; rel=\"self\", \
             <https://byline.example/licenses/dyw.xml>; rel=\"license\"; type=\"application/rsl+xml\", \
             <https://hub.example/>; rel=\"hub\""
        );
    }
}
