//! What a reader and an aggregator get, through the real router, over a scripted origin.

use std::io::Read;
use std::time::Duration;

use crate::support::{Newspaper, Reply, Running, Story, noon, section};

pub(crate) async fn newsroom_with(stories: &[Story]) -> (Newspaper, Running) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    (newspaper, gateway)
}

const FORMATS: [(&str, &str); 3] = [
    ("/feeds/news.rss", "application/rss+xml; charset=utf-8"),
    ("/feeds/news.atom", "application/atom+xml; charset=utf-8"),
    ("/feeds/news.json", "application/feed+json; charset=utf-8"),
];

/// The promise of the house: in every format, every item says who made it and where it came from.
#[tokio::test]
async fn every_format_carries_title_date_byline_and_credit() {
    let (_newspaper, gateway) = newsroom_with(&[Story::own(1), Story::reprint(2)]).await;
    for (path, content_type) in FORMATS {
        let answer = gateway.get(path).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, content_type),
            "{path}"
        );
        let feed = feed_rs::parser::parse(&answer.body[..]).expect("a feed");
        assert_eq!(feed.entries.len(), 2, "{path}");
        for entry in &feed.entries {
            assert!(entry.id.starts_with("urn:uuid:"), "{path}: {}", entry.id);
            assert!(entry.published.is_some(), "{path}");
            assert_eq!(
                entry
                    .authors
                    .first()
                    .and_then(|author| author.name.as_deref()),
                Some("张一二"),
                "{path}"
            );
        }
        for credit in [
            "来源:岱岳网",
            "来源:泰山通讯社(岱岳网转载)",
            "责任编辑",
            "王五六",
            "转载自其他媒体。",
        ] {
            assert!(answer.text().contains(credit), "{path} lacks {credit}");
        }
        assert!(
            answer.text().contains("2015-01-21T09:01:00+08:00")
                || answer.text().contains("21 Jan 2015 09:01:00 +0800")
        );
    }
}

/// Clause 3 of the notice: what belongs to others is held to the headline.
#[tokio::test]
async fn a_reprint_gives_its_headline_and_no_more() {
    let (own, reprint) = (Story::own(1), Story::reprint(2));
    let (_newspaper, gateway) = newsroom_with(&[own.clone(), reprint.clone()]).await;
    for (path, _) in FORMATS {
        let text = gateway.get(path).await;
        assert!(
            text.text().contains(&own.secret()),
            "{path}: the own item is granted in full"
        );
        assert!(
            !text.text().contains(&reprint.secret()),
            "{path} gives away a reprint's body"
        );
    }
    let preview = gateway.get("/feeds/news").await;
    assert_eq!(preview.status, 200);
    assert!(preview.text().contains(&reprint.title) && !preview.text().contains(&reprint.secret()));
}

/// An article is read once, not at every refresh.
#[tokio::test]
async fn a_known_article_is_not_read_again() {
    let (newspaper, gateway) = newsroom_with(&[Story::own(1)]).await;
    gateway.get("/feeds/news.rss").await;
    newspaper.publish(&[Story::own(2), Story::own(1)]);
    gateway.gateway.refresh("news").await.expect("a refresh");
    assert_eq!(newspaper.hits("/news/"), 2);
    assert_eq!(
        (
            newspaper.hits(&Story::own(1).path()),
            newspaper.hits(&Story::own(2).path())
        ),
        (1, 1)
    );
    let feed = gateway.get("/feeds/news.rss").await;
    assert!(feed.text().contains("第2号"));
}

/// Aggregators poll by validator: equal content, equal bytes; other content, other validators.
#[tokio::test]
async fn bytes_and_validators_depend_on_content_alone() {
    let (newspaper, gateway) = newsroom_with(&[Story::own(1)]).await;
    for (path, _) in FORMATS {
        newspaper.publish(&[Story::own(1)]);
        gateway.gateway.refresh("news").await.expect("a refresh");
        let first = gateway.get(path).await;
        gateway.clock.advance(Duration::from_secs(5000));
        // A comment changes the page's bytes, not what it says.
        newspaper.put(
            "/news/",
            Reply::html(section(&[Story::own(1)]) + "<!-- rendered at another time -->"),
        );
        gateway.gateway.refresh("news").await.expect("a refresh");
        let second = gateway.get(path).await;
        assert_eq!(first.body, second.body, "{path}");
        assert_eq!(first.header("etag"), second.header("etag"), "{path}");
        assert_eq!(
            first.header("last-modified"),
            second.header("last-modified"),
            "{path}"
        );
        newspaper.publish(&[Story::own(2), Story::own(1)]);
        gateway.gateway.refresh("news").await.expect("a refresh");
        let third = gateway.get(path).await;
        assert_ne!(second.header("etag"), third.header("etag"), "{path}");
    }
}

/// A reader that sends its validator back gets 304 and pays nothing; HEAD tells what GET would.
#[tokio::test]
async fn conditional_and_head_requests_are_answered_as_the_rfc_says() {
    let (_newspaper, gateway) = newsroom_with(&[Story::own(1)]).await;
    for (path, _) in FORMATS {
        let full = gateway.get(path).await;
        let etag = full.header("etag").to_owned();
        for (name, value) in [
            ("if-none-match", etag.as_str()),
            ("if-none-match", &format!("\"other\", {etag}")),
            ("if-none-match", "*"),
            ("if-modified-since", full.header("last-modified")),
        ] {
            let answer = gateway.ask("GET", path, &[(name, value)]).await;
            assert_eq!(
                (answer.status, answer.body.len()),
                (304, 0),
                "{path} {name}: {value}"
            );
            for repeated in ["etag", "cache-control", "vary"] {
                assert_eq!(
                    answer.header(repeated),
                    full.header(repeated),
                    "{path} {repeated}"
                );
            }
        }
        let both = [
            ("if-none-match", "\"other\""),
            ("if-modified-since", full.header("last-modified")),
        ];
        assert_eq!(
            gateway.ask("GET", path, &both).await.status,
            200,
            "If-None-Match comes first"
        );
        let head = gateway.ask("HEAD", path, &[]).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), full.body.len().to_string());
    }
}

/// Each coding holds the same document.
#[tokio::test]
async fn gzip_and_brotli_unpack_to_the_same_bytes() {
    let stories: Vec<Story> = (1..20).map(Story::own).collect();
    let (_newspaper, gateway) = newsroom_with(&stories).await;
    for (path, _) in FORMATS {
        let plain = gateway
            .ask("GET", path, &[("accept-encoding", "identity")])
            .await;
        assert_eq!(plain.header("content-encoding"), "");
        let gzip = gateway
            .ask("GET", path, &[("accept-encoding", "gzip")])
            .await;
        assert_eq!(
            (gzip.header("content-encoding"), gzip.header("vary")),
            ("gzip", "Accept-Encoding")
        );
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&gzip.body[..])
            .read_to_end(&mut unpacked)
            .expect("gzip");
        assert_eq!(unpacked, plain.body, "{path}");
        let br = gateway
            .ask("GET", path, &[("accept-encoding", "gzip, br")])
            .await;
        assert_eq!(br.header("content-encoding"), "br");
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(&br.body[..], 4096)
            .read_to_end(&mut unpacked)
            .expect("brotli");
        assert_eq!(unpacked, plain.body, "{path}");
        assert!(br.body.len() < plain.body.len() / 3);
    }
}

/// What downstream caches need: how long it holds, and how it came.
#[tokio::test]
async fn freshness_is_said_in_the_headers() {
    let (_newspaper, gateway) = newsroom_with(&[Story::own(1)]).await;
    let cold = gateway.get("/feeds/news.rss").await;
    assert!(
        cold.header("cache-status")
            .starts_with("byline; fwd=miss; stored"),
        "{}",
        cold.header("cache-status")
    );
    gateway.clock.advance(Duration::from_secs(188));
    let hit = gateway.get("/feeds/news.rss").await;
    assert_eq!(hit.header("cache-status"), "byline; hit; ttl=412");
    assert!(
        hit.header("cache-control")
            .starts_with("public, max-age=412, stale-while-revalidate=")
    );
    assert!(
        hit.header("cache-control")
            .ends_with("stale-if-error=86400")
    );
    assert_eq!(hit.header("access-control-allow-origin"), "*");
    assert!(
        hit.header("link")
            .contains("<http://feeds.example/feeds/news.rss>; rel=\"self\"")
    );
    assert!(
        hit.header("link")
            .contains("<http://feeds.example/licenses/paper.xml>; rel=\"license\"")
    );
}

/// What is not there is said to be not there, in words and with the right status.
#[tokio::test]
async fn unknown_retired_and_forbidden_have_their_statuses() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let retired = "[feeds.old]\npublisher = \"paper\"\ntitle = \"Old\"\ngone = true\n";
    let gateway = Running::start(&newspaper.feeds_toml(retired)).await;
    assert_eq!(gateway.get("/feeds/nothing.rss").await.status, 404);
    assert_eq!(gateway.get("/feeds/news.xml").await.status, 404);
    assert_eq!(gateway.get("/feeds/old.rss").await.status, 410);
    let post = gateway.ask("POST", "/feeds/news.rss", &[]).await;
    assert_eq!(post.status, 405);
    assert!(post.header("allow").contains("GET"));
    assert_eq!(newspaper.hits("/news/"), 0, "none of it asks the origin");
}

/// A guid's own address leads to the article, also after the item has left the feed.
#[tokio::test]
async fn an_item_can_be_followed_by_its_guid() {
    let (newspaper, gateway) = newsroom_with(&[Story::own(1)]).await;
    let feed = gateway.get("/feeds/news.json").await;
    let feed: serde_json::Value = serde_json::from_slice(&feed.body).expect("JSON");
    let id = feed["items"][0]["id"].as_str().expect("an id");
    let item = gateway
        .get(&format!("/items/{}", id.trim_start_matches("urn:uuid:")))
        .await;
    assert_eq!(
        (item.status, item.header("location").to_owned()),
        (302, newspaper.url(&Story::own(1).path()))
    );
    assert_eq!(
        gateway
            .get("/items/00000000-0000-5000-8000-000000000000")
            .await
            .status,
        404
    );
}

/// A restart must not hand readers new ids or dates, nor keep them waiting for an origin that is down.
#[tokio::test]
async fn a_restart_serves_the_stored_feed_at_once_and_unchanged() {
    let folder = std::env::temp_dir().join(format!("byline-restart-{}", std::process::id()));
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::reprint(2)]);
    let toml = newspaper.feeds_toml("");
    let store = byline::store::Store::open(Some(&folder)).expect("a store");
    let first = Running::with_store(&toml, store).await;
    let before = first.get("/feeds/news.atom").await;
    first.stop().await;
    newspaper.put("/news/", Reply::status(500));
    let store = byline::store::Store::open(Some(&folder)).expect("the store again");
    let second = Running::with_store(&toml, store).await;
    let after = second.get("/feeds/news.atom").await;
    assert_eq!(after.status, 200);
    assert_eq!(before.body, after.body);
    assert_eq!(
        before.header("last-modified"),
        after.header("last-modified")
    );
    second.stop().await;
    std::fs::remove_dir_all(&folder).expect("the test's own folder");
}

/// SIGTERM must not cut off a reader who is being answered.
#[tokio::test]
async fn stopping_finishes_what_is_in_flight() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    newspaper.put(
        "/news/",
        Reply::html(section(&[Story::own(1)])).after(Duration::from_millis(500)),
    );
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let base = gateway.base.clone();
    let asking =
        tokio::spawn(
            async move { crate::support::ask(&base, "GET", "/feeds/news.rss", &[]).await },
        );
    tokio::time::sleep(Duration::from_millis(150)).await;
    gateway.stop().await;
    assert_eq!(asking.await.expect("the reader").status, 200);
}

/// Undated pages must not move to the top each time they are looked at.
#[tokio::test]
async fn an_undated_item_keeps_the_moment_it_was_first_seen() {
    let newspaper = Newspaper::start().await;
    newspaper.put("/news/", Reply::html("<meta charset=utf-8><ul id=list><li><h3><a href=a.htm>没有日期的消息一则</a></h3></ul>"));
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let first = gateway.get("/feeds/news.atom").await;
    gateway.clock.advance(Duration::from_secs(90_000));
    newspaper.put("/news/", Reply::html("<meta charset=utf-8><ul id=list> <li><h3><a href=a.htm>没有日期的消息一则</a></h3></ul>"));
    gateway.gateway.refresh("news").await.expect("a refresh");
    let second = gateway.get("/feeds/news.atom").await;
    assert_eq!(first.body, second.body);
    let feed = feed_rs::parser::parse(&first.body[..]).expect("a feed");
    assert_eq!(
        feed.entries[0].updated.map(|at| at.timestamp()),
        Some(noon().as_second())
    );
    assert_eq!(feed.entries[0].published, None);
}
