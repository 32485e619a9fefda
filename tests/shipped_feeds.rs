//! The shipped `feeds.toml` against the newsroom that it describes: every feed finds its list.

use byline::config::{self, FeedSpec};
use byline::extract::{Teaser, list, select};
use byline::newsroom;
use byline::origin::charset;
use byline::page::{Budget, Context};
use http::Request;
use jiff::Timestamp;

const SHIPPED: &str = include_str!("../feeds.toml");

/// What a section of `feed` lists at `now`.
fn listed(feed: &FeedSpec, url: &url::Url, now: Timestamp) -> Vec<Teaser> {
    let request = Request::get(url.as_str()).header("host", "127.0.0.1:8081");
    let request = request
        .body(())
        .unwrap_or_else(|error| panic!("{url}: {error}"));
    let response = newsroom::respond(&request, now);
    assert_eq!(response.status(), 200, "{url}");
    let content_type = response.headers().get("content-type");
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let page = charset::decode(response.body(), content_type, None);
    let at = Context {
        url,
        zone: &feed.publisher.zone,
        language: &feed.publisher.language,
        now,
        budget: &Budget::unbounded(),
    };
    let listing = match &feed.select {
        Some(select) => select::read(&page.text, &at, select),
        None => list::read(&page.text, &at),
    };
    match listing {
        Ok(listing) => listing.teasers,
        Err(error) => panic!("{}: {url}: {error}", feed.id),
    }
}

/// `byline serve` with the file as it comes: a feed that finds nothing is a newcomer lost.
#[test]
fn every_feed_of_the_shipped_file_finds_its_list_in_the_newsroom() {
    let config = config::parse(SHIPPED, "feeds.toml", &|_| None)
        .expect("the shipped file is in order")
        .config;
    let now: Timestamp = "2026-03-04T05:06:07Z".parse().expect("a time");
    for feed in config.feeds.values() {
        for section in &feed.sections {
            let items = listed(feed, &section.url, now);
            let name = format!("{} {}", feed.id, section.url);
            assert!(items.len() >= 10, "{name}: {items:?}");
            let dated = items.iter().filter(|item| item.published.is_some()).count();
            let described = items.iter().filter(|item| item.summary.is_some()).count();
            let pictured = items.iter().filter(|item| item.image.is_some()).count();
            match section.url.path() {
                "/tanews/" => assert_eq!(
                    (dated, described),
                    (items.len(), items.len()),
                    "{name}: {items:?}"
                ),
                "/tupian/" => assert_eq!((dated, pictured), (0, items.len()), "{name}: {items:?}"),
                _ => assert_eq!(dated, items.len(), "{name}: {items:?}"),
            }
        }
    }
}
