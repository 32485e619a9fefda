//! Feeds in the codings that readers ask for: made for the first of them, and ready for the others.

use std::future::ready;
use std::io::Read;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use byline::render::{Coding, Format};
use byline::serve::Router;
use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use http_body_util::{BodyExt, Empty};

use crate::serving::newsroom_with;
use crate::support::{Newspaper, Reply, Running, Story};

/// Goes on with `future` once; whether that was enough to end it.
async fn ends_at_once(future: impl Future) -> bool {
    tokio::select! {
        biased;
        _ = future => true,
        () = ready(()) => false,
    }
}

/// Readers who come together for a coding that nobody has asked for get it, and the same one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_gets_a_coding_that_is_not_made_yet() {
    let stories: Vec<Story> = (1..=30).map(Story::own).collect();
    let (_newspaper, gateway) = newsroom_with(&stories).await;
    let plain = gateway.get("/feeds/news.rss").await;
    for coding in ["br", "gzip"] {
        let accepts = [("accept-encoding", coding)];
        let asking = (0..50).map(|_| gateway.ask("GET", "/feeds/news.rss", &accepts));
        let answers = join_all(asking).await;
        for answer in &answers {
            assert_eq!(answer.header("content-encoding"), coding);
            assert_eq!(answer.header("etag"), plain.header("etag"));
            assert!(answer.body == answers[0].body && answer.body.len() < plain.body.len() / 3);
        }
    }
}

/// What a feed was read in is ready when it has changed, and nothing else is made.
#[tokio::test]
async fn a_refresh_packs_what_was_sent() {
    let stories: Vec<Story> = (1..=9).map(Story::own).collect();
    let (newspaper, gateway) = newsroom_with(&stories[1..]).await;
    let accepts = [("accept-encoding", "gzip")];
    let before = gateway.ask("GET", "/feeds/news.atom", &accepts).await;
    newspaper.publish(&stories);
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.unwrap();

    let lacks = |format, coding| {
        let held = gateway.held("news").expect("it is in memory");
        held.documents.of(format).lacks(coding)
    };
    assert!(!lacks(Format::Atom, Coding::Gzip));
    assert!(lacks(Format::Atom, Coding::Brotli) && lacks(Format::Rss, Coding::Gzip));
    let after = gateway.ask("GET", "/feeds/news.atom", &accepts).await;
    assert_eq!(after.header("content-encoding"), "gzip");
    assert_ne!(after.header("etag"), before.header("etag"));
}

/// An answer that was being compressed when an item was withdrawn must not carry it.
#[tokio::test]
async fn what_is_withdrawn_while_it_is_compressed_is_not_sent() {
    let stories: Vec<Story> = (1..=9).map(Story::own).collect();
    let (newspaper, gateway) = newsroom_with(&stories).await;
    gateway.get("/feeds/news.rss").await;
    let router = Arc::new(Router::new(gateway.gateway.clone()));
    let request = Request::get("/feeds/news.rss").header(ACCEPT_ENCODING, "gzip");
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    let mut asking = pin!(router.answer(request));
    assert!(!ends_at_once(&mut asking).await);

    let url = newspaper.url(&stories[0].path());
    let body = serde_json::json!({"url": url}).to_string();
    let answer = gateway.admin("POST", "/admin/takedowns", &body).await;
    assert_eq!(answer.status, 200);
    let reply = asking.await;
    assert_eq!(reply.headers()[CONTENT_ENCODING], "gzip");
    let packed = reply.into_body().collect().await.unwrap().to_bytes();
    let mut feed = String::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_string(&mut feed)
        .unwrap();
    assert!(feed.contains(&stories[1].title) && !feed.contains(&stories[0].title));
}

/// Readers who ask and leave must not have the same document compressed again and again.
#[tokio::test]
async fn a_coding_is_made_though_its_reader_has_left() {
    let stories: Vec<Story> = (1..=9).map(Story::own).collect();
    let (_newspaper, gateway) = newsroom_with(&stories).await;
    let served = gateway.gateway.document("news", Format::Rss).await.unwrap();
    assert!(!ends_at_once(gateway.gateway.pack(&served, Coding::Brotli)).await);
    let there = async {
        while served.document.lacks(Coding::Brotli) {
            tokio::task::yield_now().await;
        }
    };
    let there = tokio::time::timeout(Duration::from_secs(30), there).await;
    assert!(there.is_ok());
}

/// A feed that does not fit into memory is made for each reader, and must not be made for one of them forever.
#[tokio::test]
async fn a_feed_that_is_not_held_is_sent_compressed_too() {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=9).map(Story::own).collect();
    newspaper.publish(&stories);
    let more =
        "<p>图书室每天放学以后开放两个小时,周末全天开放,家长也可以一起来听。</p>".repeat(500);
    for story in &stories {
        let page = story
            .page()
            .replace("<p>学校说", &format!("{more}<p>学校说"));
        newspaper.put(&story.path(), Reply::html(page));
    }
    let toml = newspaper.feeds_toml("[cache]\nmemory = \"1MiB\"\n");
    let gateway = Running::start(&toml).await;
    for _ in 0..2 {
        let accepts = [("accept-encoding", "gzip")];
        let answer = gateway.ask("GET", "/feeds/news.rss", &accepts).await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (200, "gzip")
        );
        // On a busy machine the first answer has some of the articles only, and fits into the cache.
        gateway.gateway.refresh("news").await.expect("a feed");
        assert!(gateway.gateway.held("news").is_none());
    }
}
