//! What the cache holds, weighs and lets go.

use super::*;
use crate::clock::{Clock, ManualClock};
use crate::model::Grant;
use crate::render::Format;
use jiff::Timestamp;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

fn document(bytes: usize) -> Arc<Document> {
    let text = "x".repeat(bytes);
    Arc::new(Document::new(Format::Rss.content_type(), text, None, None))
}

fn entry() -> Arc<CacheEntry> {
    let publisher = crate::testing::publisher();
    let public = document(10);
    Arc::new(CacheEntry {
        feed: Arc::new(Feed {
            show: None,
            id: "news".parse().expect("a test id"),
            title: String::new(),
            description: String::new(),
            home: publisher.url.clone(),
            publisher: Arc::new(publisher),
            interval: Duration::from_secs(600),
            items: Vec::new(),
            tombstones: Vec::new(),
        }),
        documents: Documents {
            rss: public.clone(),
            atom: public.clone(),
            json: public,
        },
        frame: Arc::default(),
        private: Arc::default(),
        edition: [0; 32],
        changed_at: Timestamp::UNIX_EPOCH,
        refreshed_at: ManualClock::at(Timestamp::UNIX_EPOCH).reading(),
        fresh_until: Steady::MIN,
    })
}

/// Documents of what the cache no longer holds must not stay in memory, nor be served, because someone read them.
#[test]
fn the_listener_hears_of_every_entry_that_leaves() {
    let evicted = Arc::new(Mutex::new(Vec::new()));
    let sender = evicted.clone();
    let cache = Cache::new(100_000, move |feed| {
        sender.lock().expect("no panic").push(feed.clone());
    });
    let large = document(5_000);
    for number in 0..50 {
        let mut next = CacheEntry::clone(&entry());
        Arc::make_mut(&mut next.feed).id = format!("news{number}").parse().expect("a test id");
        next.documents.rss = large.clone();
        let (next, before) = (Arc::new(next), cache.changes());
        cache.put(next.clone());
        assert_ne!(cache.changes(), before);
        let evicted = evicted.lock().expect("no panic");
        let all = (0..=number).map(|number| format!("news{number}"));
        for feed in all.filter(|feed| !cache.holds(feed)) {
            assert!(evicted.iter().any(|it| it.as_str() == feed), "{feed}");
        }
    }
    let held = cache.entries().count();
    assert!((1..50).contains(&held), "{held}: not all of them fit");
    let entry = cache.entries().next().expect("one is held");
    let id = entry.feed.id.clone();
    evicted.lock().expect("no panic").clear();
    cache.put(entry);
    assert_eq!(
        *evicted.lock().expect("no panic"),
        [id],
        "another took its place"
    );
}

/// Partners' documents are within `[cache] memory`, or there would be no bound.
#[tokio::test]
async fn private_documents_are_weighed_and_go_with_their_snapshot() {
    let (cache, entry) = (Cache::new(1 << 20, |_| {}), entry());
    cache.put(entry.clone());
    let before = cache.weight_bytes();
    let mut made = 0;
    for _ in 0..2 {
        let make = async {
            made += 1;
            Ok::<_, ()>(Some(document(1_000_000)))
        };
        let of = entry.private.document(Grant::Full, Format::Rss, make).await;
        assert!(of.is_ok_and(|document| document.is_some()));
    }
    assert_eq!(made, 1, "the second partner gets what the first one got");
    assert!(cache.has_room(), "it still believes so");
    cache.weigh_again(&entry.feed.id);
    assert!(cache.weight_bytes() > before + 1_000_000);
    assert!(!cache.has_room());
    // Replaced meanwhile, it stays replaced.
    let next = self::entry();
    cache.put(next.clone());
    cache.weigh_again(&entry.feed.id);
    let held = cache.get("news").expect("the next one");
    assert!(Arc::ptr_eq(&held, &next));
    assert_eq!(cache.weight_bytes(), before);
}

/// What readers ask for must not bring back what a refresh or a withdrawal has just replaced.
#[test]
fn what_is_weighed_again_does_not_take_the_place_of_what_was_put() {
    let cache = Cache::new(1 << 20, |_| {});
    let id = entry().feed.id.clone();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !over.load(Relaxed) {
                    cache.weigh_again(&id);
                }
            });
        }
        let mut held = true;
        for _ in 0..2000 {
            let next = entry();
            cache.put(next.clone());
            std::thread::yield_now();
            held &= cache.get("news").is_some_and(|it| Arc::ptr_eq(&it, &next));
            cache.remove("news");
            std::thread::yield_now();
            held &= cache.get("news").is_none();
        }
        over.store(true, Relaxed);
        assert!(held);
    });
}
