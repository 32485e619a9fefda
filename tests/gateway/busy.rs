//! A feed that many read within the same second.

use std::time::Duration;

use crate::support::{Newspaper, Running, Story};

async fn everyone_gets_the_same(gateway: &Running, path: &str) -> String {
    let first = gateway.get(path).await;
    assert_eq!(first.status, 200);
    for _ in 1..20 {
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
    let newspaper = Newspaper::start().await;
    newspaper.publish(&stories[1..]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
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
