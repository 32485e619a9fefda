//! Tests that need the gateway's inside: a store that fails in the middle of a refresh, feeds that are in the store alone.

use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;

use super::feed_state::FeedState;
use super::{Gateway, RefreshResult};
use crate::clock::{ManualClock, SharedClock};
use crate::config;
use crate::origin::{Answer, Ask, Origin, Transport, TransportError};
use crate::store::Store;

/// A site of one section, without dates; its articles cannot be had.
#[derive(Default)]
struct ScriptedSite(Mutex<Vec<&'static str>>);

impl ScriptedSite {
    fn list(&self, titles: &[&'static str]) {
        *self.0.lock() = titles.to_vec();
    }

    fn answer(&self, ask: &Ask) -> Answer {
        let titles = self.0.lock();
        let mut headers = HeaderMap::new();
        let tag = HeaderValue::from_str(&format!("\"{}\"", titles.len())).expect("a tag");
        let known = ask.headers.get(IF_NONE_MATCH) == Some(&tag);
        headers.insert(ETAG, tag);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        let (status, body) = match ask.url.path() {
            "/news/" if known => (StatusCode::NOT_MODIFIED, String::new()),
            "/news/" => {
                let line = |title: &&str| format!("<li><a href='/a/{title}.htm'>{title}</a>");
                let lines: String = titles.iter().map(line).collect();
                (StatusCode::OK, format!("<ul>{lines}</ul>"))
            }
            _ => (StatusCode::NOT_FOUND, String::new()),
        };
        Answer {
            status,
            headers,
            body: Bytes::from(body),
        }
    }
}

impl Transport for ScriptedSite {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move { Ok(self.answer(&ask)) })
    }
}

fn gateway(
    site: &Arc<ScriptedSite>,
    store: Store,
    memory_bytes: u64,
) -> (Arc<Gateway>, Arc<ManualClock>) {
    let toml = r#"
        [server]
        public-url = "http://feeds.example/"
        [publishers.paper]
        name = "The Paper"
        url = "http://news.example/"
        language = "en"
        timezone = "UTC"
        [publishers.paper.rights]
        holder = "The Paper"
        grant = "headline"
        [feeds.news]
        publisher = "paper"
        title = "News"
        sections = ["http://news.example/news/"]
        select = { item = "li", title = "a", link = "a" }
    "#;
    let loaded = config::parse(toml, "feeds.toml", &|_| None).expect("a configuration");
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let shared: SharedClock = clock.clone();
    let mut config = loaded.config;
    config.cache_memory_bytes = memory_bytes;
    let origin = Origin::new(&config.fetch, config.named(), site.clone(), shared.clone());
    (Arc::new(Gateway::new(config, shared, origin, store)), clock)
}

/// Most of ten thousand feeds are in the store alone, and found unchanged: that must not cost a whole feed each time.
#[tokio::test(start_paused = true)]
async fn what_is_not_in_memory_is_not_had_back_to_be_found_unchanged() {
    let site = Arc::new(ScriptedSite::default());
    let (gateway, clock) = gateway(&site, Store::in_memory(), 1 << 10);
    let feed_state = gateway.feed_state("news").expect("a feed");
    let refreshed = async || {
        clock.advance(Duration::from_secs(300));
        let entry = gateway.refreshed(&feed_state).await.expect("a refresh");
        entry.map(|entry| entry.feed.items.len())
    };
    site.list(&["one"]);
    // Its article cannot be had, and is asked for again later and later.
    let mut had_back = Vec::new();
    for _ in 0..5 {
        had_back.push(refreshed().await);
        assert!(gateway.entry_at(&feed_state).is_none(), "it does not fit");
    }
    assert_eq!(had_back[4], None, "{had_back:?}");
    let last = |feed_state: &FeedState| feed_state.memory().last.clone().expect("a report");
    assert_eq!(last(&feed_state).outcome, RefreshResult::Unchanged);
    assert_eq!(last(&feed_state).items, 1);
    let feed = gateway.refresh("news").await.expect("a feed");
    assert_eq!(feed.items.len(), 1);
    site.list(&["two", "one"]);
    assert_eq!(refreshed().await, Some(2));
    assert_eq!((last(&feed_state).new, last(&feed_state).items), (1, 2));
}

/// Ten thousand feeds that were each read once must not leave ten thousand answers behind.
#[tokio::test(start_paused = true)]
async fn a_listener_hears_of_each_entry_that_leaves_the_cache() {
    let site = Arc::new(ScriptedSite::default());
    let (gateway, _clock) = gateway(&site, Store::in_memory(), 1 << 20);
    site.list(&["one"]);
    gateway.refresh("news").await.expect("a feed");
    let before = gateway.generation("news").expect("a feed");
    assert!(gateway.held_documents("news", &before).is_some());
    let (sender, heard) = std::sync::mpsc::channel();
    gateway.on_eviction(move |feed| sender.send(feed.to_string()).expect("it is heard"));
    let is_news = || heard.try_iter().any(|feed| feed == "news");
    let entry = gateway.cache.get("news").expect("an entry");
    gateway.cache.put(entry);
    assert!(is_news(), "another took its place");
    assert_ne!(gateway.generation("news"), Some(before));
    gateway.cache.remove("news");
    assert!(is_news(), "it was removed");
}

/// A story that came while the store could not be read must be in the feed once it can, though the page stays as it
/// is.
#[tokio::test(start_paused = true)]
async fn a_story_that_waited_for_its_date_is_shown() {
    let folder = std::env::temp_dir().join(format!("byline-waits-{}", std::process::id()));
    let aside = folder.with_extension("aside");
    let store = Store::open(Some(&folder)).expect("a store");
    let site = Arc::new(ScriptedSite::default());
    let (gateway, clock) = gateway(&site, store.clone(), 1 << 20);
    let shown = async || {
        clock.advance(Duration::from_secs(24 * 3600));
        let feed = gateway.refresh("news").await.expect("a feed");
        feed.items.len()
    };
    site.list(&["one"]);
    assert_eq!(shown().await, 1);

    std::fs::rename(&folder, &aside).expect("movable");
    store.lose_backend();
    site.list(&["two", "one"]);
    assert_eq!(shown().await, 1, "its date cannot be known");

    std::fs::rename(&aside, &folder).expect("movable");
    assert_eq!(shown().await, 2);
    drop((gateway, store));
    std::fs::remove_dir_all(&folder).expect("the test's own");
}
