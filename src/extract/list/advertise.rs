//! Feeds that a page already advertises (`<link rel=alternate>`).

use html5ever::local_name;
use serde::Serialize;
use url::Url;

use super::fields::link::Links;
use crate::page::elements::Page;
use crate::page::{Context, Dom};

/// Media types of feeds.
const TYPES: [&str; 7] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/json",
];

/// A feed that a page names as its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// Where it is.
    pub url: Url,
    /// What the page calls it.
    pub title: Option<String>,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// The feeds that `html` advertises, each once, in page order; none when it cannot be parsed.
pub fn advertised(html: &str, at: &Context<'_>) -> Vec<FeedLink> {
    let Ok(dom) = Dom::parse(html, at.budget) else {
        return Vec::new();
    };
    let page = Page::of(&dom);
    feeds(&page, &Links::of(&page, at))
}

/// The same, of a page that is parsed.
pub(super) fn feeds(page: &Page<'_>, links: &Links<'_>) -> Vec<FeedLink> {
    let mut found: Vec<FeedLink> = Vec::new();
    for i in 0..page.len() {
        if page.element(i).name != local_name!("link") {
            continue;
        }
        let is = |name: &str, wanted: &str| {
            page.attr(i, name).is_some_and(|value| {
                value
                    .split_ascii_whitespace()
                    .any(|word| word.eq_ignore_ascii_case(wanted))
            })
        };
        let media_type = page.attr(i, "type").map(|kind| {
            let bare = kind.split(';').next().unwrap_or_default();
            bare.trim().to_ascii_lowercase()
        });
        let known = media_type.filter(|kind| TYPES.contains(&kind.as_str()));
        // `rel=alternate` in another language or for print has another type; `rel=feed` needs none.
        let media_type = match known {
            Some(kind) if is("rel", "alternate") || is("rel", "feed") => kind,
            None if is("rel", "feed") => TYPES[0].to_owned(),
            _ => continue,
        };
        // WordPress advertises its API like a feed.
        let title = page.attr(i, "title");
        let Some(url) = page.attr(i, "href").and_then(|href| links.resource(href)) else {
            continue;
        };
        if media_type == "application/json" && title == Some("JSON")
            || found.iter().any(|feed| feed.url == url)
        {
            continue;
        }
        found.push(FeedLink {
            url,
            title: title.map(str::to_owned),
            media_type,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    /// An operator should not build what the publisher already offers.
    #[test]
    fn feeds_are_named_and_nothing_else() {
        let html = r#"<head><link rel="alternate" type="application/rss+xml; charset=utf-8" title="All news" href="/rss.xml">
            <link rel="alternate feed" type="application/atom+xml" href="feed/atom">
            <link rel="alternate" type="application/rss+xml" href="/rss.xml">
            <link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="text/html" href="/print">
            <link rel="alternate" title="JSON" type="application/json" href="/wp-json/x">
            <link rel="stylesheet" type="text/css" href="/a.css"></head>"#;
        let url = Url::parse("http://news.example/life/").expect("a test URL");
        let at = Context {
            url: &url,
            zone: &TimeZone::UTC,
            language: "en",
            now: jiff::Timestamp::UNIX_EPOCH,
            budget: &crate::page::Budget::unbounded(),
        };
        let found = advertised(html, &at);
        let urls: Vec<&str> = found.iter().map(|feed| feed.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "http://news.example/rss.xml",
                "http://news.example/life/feed/atom"
            ]
        );
        assert_eq!(found[0].title.as_deref(), Some("All news"));
    }
}
