//! Many readers at once, and readers who come while pages are being read.

use std::time::{Duration, Instant};

use byline::render::Format;

use crate::serving::newsroom_with;
use crate::support::{Newspaper, Reply, Running, Story, section};

/// So many that the later ones are sent from a file, as a feed of this size is that is asked for often.
const CROWD: usize = 100;

async fn everyone_gets_the_same(gateway: &Running, path: &str) -> String {
    let first = gateway.get(path).await;
    assert_eq!(first.status, 200);
    for _ in 1..CROWD {
        let answer = gateway.get(path).await;
        assert_eq!(answer.header("etag"), first.header("etag"));
        assert!(answer.body == first.body, "{path}: another body");
    }
    first.text().to_owned()
}

/// Who is given what another was given is given it as it is: the whole feed, its head alone, and after a refresh the next.
#[tokio::test]
async fn a_crowd_gets_the_whole_feed_and_the_next_one() {
    let stories: Vec<Story> = (1..=30).map(Story::own).collect();
    let (newspaper, gateway) = newsroom_with(&stories[1..]).await;
    let before = everyone_gets_the_same(&gateway, "/feeds/news.rss").await;

    newspaper.publish(&stories);
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.unwrap();
    let after = everyone_gets_the_same(&gateway, "/feeds/news.rss").await;
    assert!(after.contains(&stories[0].path()) && !before.contains(&stories[0].path()));

    let head = gateway.ask("HEAD", "/feeds/news.rss", &[]).await;
    assert!(head.body.is_empty());
    assert_eq!(head.header("content-length"), after.len().to_string());
}

/// A thousand readers at once must look like one to the origin.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_cold_requests_make_one_fetch() {
    let newspaper = Newspaper::start().await;
    let story = Story::own(1);
    newspaper.publish(std::slice::from_ref(&story));
    newspaper.put(
        "/news/",
        Reply::html(section(std::slice::from_ref(&story))).after(Duration::from_millis(200)),
    );
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let asking: Vec<_> = (0..1000)
        .map(|n| {
            let gateway = gateway.gateway.clone();
            let format = Format::ALL[n % 3];
            tokio::spawn(async move { gateway.document("news", format).await })
        })
        .collect();
    for asked in asking {
        assert!(asked.await.unwrap().is_ok());
    }
    assert_eq!(
        (newspaper.hits("/news/"), newspaper.hits(&story.path())),
        (1, 1)
    );
}

/// A reader never waits for an origin that has answered before.
#[tokio::test]
async fn a_stale_feed_is_served_at_once_while_it_is_refreshed() {
    let (newspaper, gateway) = newsroom_with(&[Story::own(1)]).await;
    gateway.get("/feeds/news.rss").await;
    newspaper.publish(&[Story::own(2), Story::own(1)]);
    newspaper.put(
        "/news/",
        Reply::html(section(&[Story::own(2), Story::own(1)])).after(Duration::from_millis(300)),
    );
    gateway.clock.advance(Duration::from_secs(700));
    let stale = gateway.get("/feeds/news.rss").await;
    // "hit" says that the answer was in the cache when the reader came.
    assert!(
        stale
            .header("cache-status")
            .starts_with("byline; hit; ttl=-100"),
        "{}",
        stale.header("cache-status")
    );
    assert!(!stale.text().contains("第2号"));
    until(|| async {
        gateway
            .get("/feeds/news.rss")
            .await
            .text()
            .contains("第2号")
    })
    .await;
    assert_eq!(newspaper.hits("/news/"), 2);
}

/// A cold feed over a slow site: within five seconds what is ready, never empty, and it grows.
#[tokio::test]
async fn a_cold_feed_answers_within_five_seconds_and_grows() {
    let newspaper = Newspaper::start().await;
    let (quick, slow) = (Story::own(1), Story::own(2));
    newspaper.publish(&[quick.clone(), slow.clone()]);
    newspaper.put(
        &slow.path(),
        Reply::html(slow.page()).after(Duration::from_secs(6)),
    );
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let asked = Instant::now();
    let early = gateway.get("/feeds/news.json").await;
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "{:?}",
        asked.elapsed()
    );
    assert!(
        early.text().contains(&quick.secret()),
        "what was ready is complete"
    );
    assert!(early.text().contains(&slow.title) && !early.text().contains(&slow.secret()));
    until(|| async {
        gateway
            .get("/feeds/news.json")
            .await
            .text()
            .contains(&slow.secret())
    })
    .await;
}

async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    let patience = Instant::now() + Duration::from_secs(15);
    while !holds().await {
        assert!(Instant::now() < patience, "it never came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
