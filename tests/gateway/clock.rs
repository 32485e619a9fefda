//! The wall clock of the machine is set back while feeds are served, or between two starts.

use std::time::Duration;

use byline::config;
use byline::store::Store;

use crate::support::{Newspaper, Running, Story, environment, noon};

fn two_hours_ago() -> jiff::Timestamp {
    noon() - jiff::SignedDuration::from_hours(2)
}

/// Readers must get news after a clock was set right, not hours later when it has caught up with itself.
#[tokio::test]
async fn a_clock_that_is_set_back_holds_up_no_refresh() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 200);
    gateway.clock.set(two_hours_ago());
    let still_fresh = gateway.get("/feeds/news.rss").await;
    assert!(still_fresh.header("cache-status").contains("hit; ttl=600"));
    newspaper.publish(&[Story::own(2), Story::own(1)]);
    gateway.clock.advance(Duration::from_secs(601));
    let stale = gateway.get("/feeds/news.rss").await;
    assert!(stale.header("cache-status").contains("ttl=-1"));
    let status = gateway.get("/status.json").await.json();
    let next = status["feeds"][0]["next_refresh"].as_str().unwrap();
    assert!(next.starts_with("2015-01-21T02:"), "{next}");
    let feed = gateway.gateway.refresh("news").await.unwrap();
    assert_eq!((feed.items.len(), newspaper.hits("/news/")), (2, 2));
    // A reader who only knows dates sees that there is something new.
    let since = [("if-modified-since", still_fresh.header("last-modified"))];
    let news = gateway.ask("GET", "/feeds/news.rss", &since).await;
    assert_eq!(news.status, 200);
}

/// A failure that was noted before must not keep the origin from being asked after.
#[tokio::test]
async fn a_clock_that_is_set_back_holds_off_no_origin() {
    let newspaper = Newspaper::start().await;
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 502);
    newspaper.publish(&[Story::own(1)]);
    gateway.clock.set(two_hours_ago());
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 502);
    gateway.clock.advance(Duration::from_secs(20));
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 200);
}

/// A snapshot that is dated after now is not fresh for as long as the clock was ahead.
#[tokio::test]
async fn a_snapshot_from_the_future_is_stale_after_a_restart() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let toml = newspaper.feeds_toml("");
    let store = Store::open(None).unwrap();
    let before = Running::with_store(&toml, store.clone()).await;
    assert_eq!(before.get("/feeds/news.rss").await.status, 200);
    before.stop().await;
    let config = config::parse(&toml, "feeds.toml", &environment).unwrap();
    let after = Running::over_at(config.config, store, two_hours_ago()).await;
    let stale = after.get("/feeds/news.rss").await;
    assert_eq!(stale.status, 200);
    assert!(stale.header("cache-status").contains("ttl=-"), "{stale:?}");
    after.gateway.refresh("news").await.unwrap();
    assert_eq!(newspaper.hits("/news/"), 2);
    let fresh = after.get("/feeds/news.rss").await;
    assert!(fresh.header("cache-status").contains("hit"));
}
