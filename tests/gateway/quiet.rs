//! A refresh over pages that are as they were: it asks conditionally, reads nothing, and loses nothing.

use std::time::Duration;

use byline::config;
use byline::store::Store;

use crate::support::{self, Newspaper, Reply, Running, Story};

/// A feed of two sections, in so much memory.
async fn two_sections(memory_bytes: u64) -> (Newspaper, Running) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::own(2), Story::own(3)]);
    list(
        &newspaper,
        "/news/",
        &[Story::own(1), Story::own(2)],
        "\"n1\"",
    );
    list(&newspaper, "/news/local.htm", &[Story::own(3)], "\"l1\"");
    let local = format!("news/\", \"{}\"]", newspaper.url("/news/local.htm"));
    let toml = newspaper.feeds_toml("").replace("news/\"]", &local);
    let loaded = config::parse(&toml, "feeds.toml", &support::environment);
    let mut config = loaded.unwrap().config;
    config.cache_memory_bytes = memory_bytes;
    let gateway = Running::over(config, Store::in_memory()).await;
    assert_shows(&gateway, 1..=3).await;
    (newspaper, gateway)
}

fn list(newspaper: &Newspaper, path: &str, stories: &[Story], tag: &str) {
    let page = Reply::html(support::section(stories)).with("etag", tag);
    newspaper.put(path, page);
}

async fn assert_shows(gateway: &Running, stories: std::ops::RangeInclusive<u32>) {
    let feed = gateway.get("/feeds/news.rss").await;
    assert_eq!(feed.status, 200, "{}", feed.text());
    for number in stories {
        let story = Story::own(number);
        assert!(
            feed.text().contains(&story.title),
            "{}: {}",
            story.title,
            feed.text()
        );
        assert!(
            feed.text().contains(&story.secret()),
            "{} has lost its text",
            story.title
        );
    }
}

/// What does not fit into memory costs another reading of a page, and never a story.
#[tokio::test]
async fn a_forgotten_list_costs_a_reading_and_no_story() {
    for memory_bytes in [1 << 10, 64 << 20] {
        let (newspaper, gateway) = two_sections(memory_bytes).await;
        for _ in 0..2 {
            gateway.clock.advance(Duration::from_secs(700));
            gateway.gateway.refresh("news").await.expect("unchanged");
            assert_shows(&gateway, 1..=3).await;
        }
        for number in 1..=3 {
            assert_eq!(newspaper.hits(&Story::own(number).path()), 1, "read once");
        }
        newspaper.publish(&[Story::own(1), Story::own(2), Story::own(3), Story::own(4)]);
        list(
            &newspaper,
            "/news/",
            &[Story::own(1), Story::own(2)],
            "\"n1\"",
        );
        list(
            &newspaper,
            "/news/local.htm",
            &[Story::own(4), Story::own(3)],
            "\"l2\"",
        );
        gateway.clock.advance(Duration::from_secs(700));
        gateway.gateway.refresh("news").await.expect("read");
        assert_shows(&gateway, 1..=4).await;
        newspaper.put("/news/", Reply::status(500));
        list(&newspaper, "/news/local.htm", &[Story::own(3)], "\"l3\"");
        gateway.clock.advance(Duration::from_secs(700));
        gateway.gateway.refresh("news").await.expect("half of it");
        assert_shows(&gateway, 1..=3).await;
    }
}
