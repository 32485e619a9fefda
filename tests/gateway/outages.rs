//! What readers get while an origin is in trouble: the last good feed, or the truth in a status.

use std::sync::Arc;
use std::time::Duration;

use byline::app::{App, Seams};
use byline::clock::ManualClock;
use byline::config;
use byline::gateway::CacheState;
use byline::origin::{Answer, Ask, Transport, TransportError};
use byline::render::Format;
use byline::store::Store;
use futures_util::future::BoxFuture;

use crate::support::{self, Newspaper, Reply, Running, Story};

async fn filled() -> (Newspaper, Running, support::Answer) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::own(2)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let good = gateway.get("/feeds/news.rss").await;
    assert_eq!(good.status, 200);
    (newspaper, gateway, good)
}

/// A publisher's outage or redesign must not blank a reader's feed.
#[tokio::test]
async fn a_failed_refresh_leaves_the_last_good_feed_in_place() {
    for (trouble, reply) in [
        ("server error", Reply::status(500)),
        ("gone", Reply::status(404)),
        ("refused", Reply::status(403)),
        ("empty page", Reply::html("")),
        (
            "new layout",
            Reply::html("<html><body><div class=new><p>全新改版</p></div></body></html>"),
        ),
        ("maintenance", Reply::html("<h1>系统维护中</h1>")),
        (
            "an image",
            Reply::html(&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]).with("content-type", "image/png"),
        ),
        (
            "redirect loop",
            Reply::status(302).with("location", "/news/"),
        ),
    ] {
        let (newspaper, gateway, good) = filled().await;
        newspaper.put("/news/", reply);
        gateway.clock.advance(Duration::from_secs(700));
        assert!(
            gateway.gateway.refresh("news").await.is_err(),
            "{trouble} is a failed refresh"
        );
        let after = gateway.get("/feeds/news.rss").await;
        assert_eq!((after.status, &after.body), (200, &good.body), "{trouble}");
        assert!(
            after.header("cache-status").contains("ttl=-"),
            "{trouble}: stale is said to be stale"
        );
    }
}

/// An origin in trouble is not asked again by the next reader.
#[tokio::test]
async fn a_failure_is_remembered() {
    let newspaper = Newspaper::start().await;
    newspaper.put("/news/", Reply::status(500));
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    for _ in 0..5 {
        let answer = gateway.get("/feeds/news.rss").await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (502, "no-store")
        );
        assert!(
            answer
                .header("retry-after")
                .parse::<u64>()
                .expect("seconds")
                >= 1
        );
        assert!(answer.header("content-type").starts_with("text/plain"));
        assert!(answer.text().contains("/news/"), "{}", answer.text());
    }
    assert_eq!(newspaper.hits("/news/"), 1);
    newspaper.publish(&[Story::own(1)]);
    gateway.clock.advance(Duration::from_secs(120));
    assert_eq!(
        gateway.get("/feeds/news.rss").await.status,
        200,
        "and forgotten when it is over"
    );
}

/// A site that never answers is a 504, and soon enough for a reader to notice.
#[tokio::test]
async fn a_silent_origin_is_a_gateway_timeout() {
    let newspaper = Newspaper::start().await;
    newspaper.put("/news/", Reply::status(200).after(Duration::from_secs(60)));
    let toml = newspaper
        .feeds_toml("")
        .replace("timeout = \"10s\"", "timeout = \"1s\"");
    let gateway = Running::start(&toml).await;
    let answer = gateway.get("/feeds/news.rss").await;
    assert_eq!(answer.status, 504, "{}", answer.text());
}

/// One broken section of a merged feed must not take the others along.
#[tokio::test]
async fn one_failing_section_does_not_fail_the_feed() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    newspaper.put(
        "/more/",
        Reply::html(support::section(&[Story::own(1)]).replace("href=\".", "href=\"/news")),
    );
    let toml = newspaper.feeds_toml("").replace(
        "/news/\"]",
        &format!("/news/\", \"{}\"]", newspaper.url("/more/")),
    );
    let gateway = Running::start(&toml).await;
    let both = gateway.get("/feeds/news.json").await;
    let feed: serde_json::Value = serde_json::from_slice(&both.body).expect("JSON");
    assert_eq!(
        feed["items"].as_array().map(Vec::len),
        Some(1),
        "one item per article"
    );
    assert_eq!(
        feed["items"][0]["tags"].as_array().map(Vec::len),
        Some(3),
        "both sections, and the category that the article's page names: {feed}"
    );
    newspaper.put("/more/", Reply::status(500));
    newspaper.publish(&[Story::own(3), Story::own(1)]);
    gateway
        .gateway
        .refresh("news")
        .await
        .expect("half a refresh is a refresh");
    let after: serde_json::Value =
        serde_json::from_slice(&gateway.get("/feeds/news.json").await.body).expect("JSON");
    assert_eq!(after["items"].as_array().map(Vec::len), Some(2));
    let old = after["items"].as_array().and_then(|items| {
        items.iter().find(|item| {
            item["title"]
                .as_str()
                .is_some_and(|title| title.contains("第1号"))
        })
    });
    assert_eq!(
        old.and_then(|item| item["tags"].as_array()).map(Vec::len),
        Some(3),
        "the failing section stays as it was"
    );
}

/// A 304 from the origin costs nothing and keeps the feed fresh.
#[tokio::test]
async fn an_unchanged_section_keeps_the_feed_fresh() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    newspaper.put(
        "/news/",
        Reply::html(support::section(&[Story::own(1)])).with("etag", "\"one\""),
    );
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let first = gateway.get("/feeds/news.rss").await;
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.expect("a refresh");
    let second = gateway.get("/feeds/news.rss").await;
    assert_eq!(
        (newspaper.hits("/news/"), second.header("cache-status")),
        (2, "byline; hit; ttl=600")
    );
    assert_eq!(first.body, second.body);
}

/// A page that lies about its encoding must come out right all the same.
#[tokio::test]
async fn pages_in_other_encodings_come_out_right() {
    for (encoding, declared) in [
        (encoding_rs::GB18030, "gb2312"),
        (encoding_rs::GB18030, "utf-8"),
        (encoding_rs::UTF_8, "gb2312"),
    ] {
        let newspaper = Newspaper::start().await;
        let story = Story::own(1);
        let encode = |text: String| {
            encoding
                .encode(
                    &text
                        .replace("charset=utf-8", &format!("charset={declared}"))
                        .replace("charset=\"utf-8\"", &format!("charset=\"{declared}\"")),
                )
                .0
                .into_owned()
        };
        newspaper.put(
            &story.path(),
            Reply::html(encode(story.page()))
                .with("content-type", format!("text/html; charset={declared}")),
        );
        newspaper.put(
            "/news/",
            Reply::html(encode(support::section(std::slice::from_ref(&story)))),
        );
        let gateway = Running::start(&newspaper.feeds_toml("")).await;
        let feed = gateway.get("/feeds/news.rss").await;
        assert!(
            feed.text().contains(&story.title),
            "{} declared as {declared}: {}",
            encoding.name(),
            feed.text()
        );
    }
}

/// An operator who changes a title during an outage must not blank the feed.
#[tokio::test]
async fn a_reload_during_an_outage_keeps_the_feed() {
    let (newspaper, gateway, _) = filled().await;
    newspaper.put("/news/", Reply::status(500));
    gateway.clock.advance(Duration::from_secs(700));
    assert!(gateway.gateway.refresh("news").await.is_err());
    let toml = newspaper.feeds_toml("").replace("\"新闻\"", "\"要闻\"");
    let config = byline::config::parse(&toml, "feeds.toml", &support::environment);
    gateway
        .gateway
        .reload(config.expect("a good file").config)
        .await;
    let after = gateway.get("/feeds/news.rss").await;
    assert_eq!(after.status, 200, "{}", after.text());
    assert!(after.text().contains("要闻") && after.text().contains(&Story::own(1).title));
    assert_eq!(newspaper.hits("/news/"), 2, "the origin is left alone");
}

/// A network that is down says so at once.
struct Down;

impl Transport for Down {
    fn exchange(&self, _ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async { Err(TransportError::Network("no route to host".into())) })
    }
}

/// A reader who looks when the refresh has failed already must get what it held out before it failed.
#[tokio::test]
async fn a_refresh_that_fails_at_once_hides_no_stored_snapshot() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::own(2)]);
    let (toml, store) = (newspaper.feeds_toml(""), Store::in_memory());
    let gateway = Running::with_store(&toml, store.clone()).await;
    let before = gateway.get("/feeds/news.rss").await;
    gateway.stop().await;

    let later = support::noon()
        .checked_add(jiff::SignedDuration::from_hours(2))
        .expect("a test time");
    let config = config::parse(&toml, "feeds.toml", &support::environment).expect("feeds.toml");
    let seams = Seams {
        clock: Arc::new(ManualClock::at(later)),
        transport: Arc::new(Down),
    };
    let app = App::over(config.config, seams, store);
    let gateway = app.gateway();
    let (refreshed, served) = tokio::join!(
        gateway.refresh("news"),
        gateway.document("news", Format::Rss)
    );
    assert!(refreshed.is_err(), "there is no network");
    let served = served.expect("what was good is served on");
    assert_eq!(served.document.body(), &before.body);
    assert_eq!(served.age.state, CacheState::Stale);
}
