//! Feeds that a page already advertises (`<link rel=alternate>`).

use html5ever::local_name;
use percent_encoding::percent_decode_str;
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

/// The list of posts of the WordPress site that `html` belongs to (`<link rel="https://api.w.org/">`); of a page of one
/// category, tag or author, its own posts.
pub fn wordpress_posts(html: &str, at: &Context<'_>) -> Option<Url> {
    let dom = Dom::parse(html, at.budget).ok()?;
    let page = Page::of(&dom);
    let links = Links::of(&page, at);
    let has = |i, name: &str, wanted: &str| {
        page.attr(i, name)
            .is_some_and(|value| value.trim() == wanted)
    };
    let is_link = |i: &usize| page.element(*i).name == local_name!("link");
    let of = |i| links.resource(page.attr(i, "href")?);
    let api = (0..page.len())
        .filter(is_link)
        .find(|&i| has(i, "rel", "https://api.w.org/"))
        .and_then(of)?;
    // `/wp-json/wp/v2/categories/5`, which WordPress names as another form of the page.
    let own = (0..page.len())
        .filter(is_link)
        .filter(|&i| has(i, "rel", "alternate") && has(i, "type", "application/json"))
        .filter_map(of);
    let mut group = own.filter_map(|url| {
        let text = percent_decode_str(url.as_str())
            .decode_utf8_lossy()
            .into_owned();
        let (_, place) = text.split_once("/wp/v2/")?;
        let (kind, id) = place.split_once('/')?;
        let key = match kind {
            "categories" | "tags" => kind,
            "users" => "author",
            _ => return None,
        };
        Some((key.to_owned(), id.parse::<u64>().ok()?))
    });
    let mut posts = api;
    // Without pretty addresses the path is a parameter: `/?rest_route=/`.
    let route = posts.query_pairs().find(|(key, _)| key == "rest_route");
    if let Some(route) = route.map(|(_, route)| route.trim_end_matches('/').to_owned()) {
        posts
            .query_pairs_mut()
            .clear()
            .append_pair("rest_route", &format!("{route}/wp/v2/posts"));
    } else {
        let path = format!("{}/wp/v2/posts", posts.path().trim_end_matches('/'));
        posts.set_path(&path);
        posts.set_query(None);
    }
    if let Some((key, id)) = group.next() {
        posts.query_pairs_mut().append_pair(&key, &id.to_string());
    }
    posts
        .query_pairs_mut()
        .append_pair("per_page", "50")
        .append_pair("_embed", "1");
    Some(posts)
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
    fn wordpress_lists_its_posts_for_programs() {
        let posts = |head: &str| {
            let url = Url::parse("http://news.example/port/").expect("a test URL");
            let at = Context {
                url: &url,
                zone: &TimeZone::UTC,
                language: "en",
                now: jiff::Timestamp::UNIX_EPOCH,
                budget: &crate::page::Budget::unbounded(),
            };
            wordpress_posts(head, &at).map(String::from)
        };
        for (head, expected) in [
            (
                "<link rel='https://api.w.org/' href='/wp-json/'>",
                Some("http://news.example/wp-json/wp/v2/posts?per_page=50&_embed=1"),
            ),
            (
                "<link rel='https://api.w.org/' href='/en/wp-json/'><link rel=alternate title=JSON type=application/json href='/en/wp-json/wp/v2/categories/5'>",
                Some(
                    "http://news.example/en/wp-json/wp/v2/posts?categories=5&per_page=50&_embed=1",
                ),
            ),
            (
                "<link rel='https://api.w.org/' href='/index.php?rest_route=/'><link rel=alternate type=application/json href='/index.php?rest_route=%2Fwp%2Fv2%2Fusers%2F7'>",
                Some(
                    "http://news.example/index.php?rest_route=%2Fwp%2Fv2%2Fposts&author=7&per_page=50&_embed=1",
                ),
            ),
            (
                "<link rel=alternate type=application/json href='/wp-json/wp/v2/posts/1'>",
                None,
            ),
        ] {
            assert_eq!(posts(head).as_deref(), expected, "{head}");
        }
    }

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
