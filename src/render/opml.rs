//! `/feeds.opml`: every feed as a subscription list (OPML 2.0), grouped by publisher.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use url::Url;

use super::error::RenderError;
use super::format::Format;
use super::site::Site;
use super::text::{clean, unmistakable};
use crate::model::{FeedId, Publisher, spelled};

/// A feed that can be subscribed to.
#[derive(Debug, Clone, Copy)]
pub struct Subscription<'a> {
    /// The feed's id.
    pub id: &'a FeedId,
    /// Its title.
    pub title: &'a str,
    /// One sentence for people.
    pub description: &'a str,
    /// The section's page.
    pub home: &'a Url,
    /// Whose it is.
    pub publisher: &'a Publisher,
}

/// The subscription list, UTF-8. Publishers are in the order of their ids, feeds in the order given.
pub fn opml<'a>(
    feeds: impl IntoIterator<Item = Subscription<'a>>,
    site: &Site,
) -> Result<Vec<u8>, RenderError> {
    let mut publishers: BTreeMap<&str, Vec<Subscription<'a>>> = BTreeMap::new();
    for feed in feeds {
        publishers
            .entry(feed.publisher.id.as_str())
            .or_default()
            .push(feed);
    }
    let mut to = Writer::new_with_indent(Vec::new(), b' ', 2);
    to.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    to.create_element("opml")
        .with_attribute(("version", "2.0"))
        .write_inner_content(|to| {
            to.create_element("head").write_inner_content(|to| {
                let host = site.public_url.host_str().unwrap_or_default();
                to.create_element("title")
                    .write_text_content(BytesText::new(&format!("byline: {host}")))?;
                to.create_element("ownerId")
                    .write_text_content(BytesText::new(&site.about()))?;
                Ok(())
            })?;
            to.create_element("body").write_inner_content(|to| {
                publishers
                    .values()
                    .try_for_each(|feeds| group(to, feeds, site))
            })?;
            Ok(())
        })?;
    Ok(to.into_inner())
}

fn group(
    to: &mut Writer<Vec<u8>>,
    feeds: &[Subscription<'_>],
    site: &Site,
) -> Result<(), io::Error> {
    let Some(first) = feeds.first() else {
        return Ok(());
    };
    let name = attribute(&first.publisher.name);
    to.create_element("outline")
        .with_attribute(("text", name.as_str()))
        .write_inner_content(|to| feeds.iter().try_for_each(|feed| outline(to, feed, site)))?;
    Ok(())
}

fn outline(
    to: &mut Writer<Vec<u8>>,
    feed: &Subscription<'_>,
    site: &Site,
) -> Result<(), io::Error> {
    let title = attribute(feed.title);
    to.create_element("outline")
        .with_attributes([
            ("type", "rss"),
            ("version", "RSS2"),
            ("text", title.as_str()),
            ("title", title.as_str()),
            ("description", attribute(feed.description).as_str()),
            ("language", feed.publisher.language.as_str()),
            ("xmlUrl", site.feed(feed.id, Format::Rss).as_str()),
            ("htmlUrl", &spelled(feed.home)),
        ])
        .write_empty()?;
    Ok(())
}

/// OPML 2.0 allows HTML in `text`, but readers show it as plain text. So it goes out as text that no reader takes for HTML.
fn attribute(text: &str) -> String {
    unmistakable(&clean(text)).into_owned()
}
