//! byline's own URLs, as documents print them.

use std::borrow::Cow;

use http::HeaderValue;
use url::Url;

use super::format::Format;
use crate::model::{FeedId, Publisher, PublisherId, spelled};

/// Where this byline is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The base of byline's URLs; ends with `/`.
    pub public_url: Url,
    /// The WebSub hubs that byline names in its documents.
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
    /// `None` only when a URL has no place in a header, which no http(s) URL of [`Url`] can cause.
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

    /// `tdm-policy` (TDM Reservation Protocol): where the terms for mining the texts of `publisher` are: on its own
    /// page of terms, or without one in its licence here.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::url;

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
