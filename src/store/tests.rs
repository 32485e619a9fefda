//! What a reader and a rights holder may rely on, whatever happens to the process or the disk.

mod manners;
mod notices;
mod postgres;
mod replicas;
mod upgrade;
mod usage;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::backend::{Answer, Backend, Change, Page};
use super::disk::Disk;
use super::pending_rows::Key;
use super::record::{self, Sighting};
use super::tables::{StoreTable, key, name};
use super::takedown_index::Takedowns;
use super::*;
use crate::model::{
    Article, Content, Credit, Grant, Item, ItemFacts, Moment, Picture, Precision, Provenance,
    Rights, Ruling, Source, Validators,
};
use crate::model::{FeedId, Guid};
use crate::testing::database;

/// A directory of its own, gone with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "byline-store-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        Self(std::env::temp_dir().join(name))
    }

    fn open(&self) -> Store {
        Store::open(Some(&self.0)).expect("a store")
    }

    fn file(&self) -> PathBuf {
        self.0.join("byline.redb")
    }

    fn refused(&self) -> StoreError {
        Store::open(Some(&self.0)).expect_err("a refusal")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where a store of the suite is. Every promise below holds in each.
enum Place {
    Directory(Scratch),
    /// The URL.
    Database(String),
}

impl Place {
    /// A new one of each kind; without PostgreSQL a directory alone.
    fn each() -> Vec<Self> {
        let database = database::Server::shared().map(|server| server.url(&server.database()));
        let directory = Self::Directory(Scratch::new());
        [directory]
            .into_iter()
            .chain(database.map(Self::Database))
            .collect()
    }

    fn open(&self) -> Store {
        self.open_within(DEFAULT_LIMIT_BYTES)
    }

    fn open_within(&self, limit_bytes: u64) -> Store {
        self.try_open(limit_bytes).expect("a store")
    }

    fn try_open(&self, limit_bytes: u64) -> Result<Store, StoreError> {
        match self {
            Self::Directory(scratch) => Store::open_within(Some(&scratch.0), limit_bytes),
            Self::Database(url) => Store::open_database(url, limit_bytes),
        }
    }
}

/// A disk that writes, and that can be made unreadable.
#[derive(Debug)]
struct Unreadable {
    disk: Disk,
    now: AtomicBool,
}

impl Backend for Unreadable {
    fn get(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<Vec<u8>>>> {
        match self.now.load(Ordering::Relaxed) {
            true => Answer::ready(Err(self.disk.damaged("a bad sector"))),
            false => self.disk.get(table, keys),
        }
    }
    fn sizes(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<usize>>> {
        self.disk.sizes(table, keys)
    }
    fn page(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Answer<Page<(Key, Vec<u8>)>> {
        self.disk.page(table, after, limit)
    }
    fn old(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
        before: i64,
    ) -> Answer<Page<Key>> {
        self.disk.old(table, after, limit, before)
    }
    fn snapshots_with(&self, feeds: &[Key], texts: &[String]) -> Answer<Vec<bool>> {
        self.disk.snapshots_with(feeds, texts)
    }
    fn write(&self, changes: &[Change]) -> Answer<()> {
        self.disk.write(changes)
    }
    fn damaged(&self, fact: &str) -> StoreError {
        self.disk.damaged(fact)
    }
    fn retry_after(&self) -> Duration {
        self.disk.retry_after()
    }
    fn lose(&self) {
        self.disk.lose();
    }
}

/// A bad sector for a moment must not cost what was learnt of a feed's pages: its list, its terms, what is usual there.
#[tokio::test]
async fn what_cannot_be_read_is_not_written_over() {
    let scratch = Scratch::new();
    let backend = Arc::new(Unreadable {
        disk: Disk::open(&scratch.0).expect("a store"),
        now: AtomicBool::new(false),
    });
    let store = Store::over(backend.clone(), Takedowns::default(), DEFAULT_LIMIT_BYTES);
    let feed = feed();
    let state = BTreeMap::from([("edition".to_owned(), serde_json::json!("a"))]);
    let snapshot = Snapshot {
        items: vec![item(1).into()],
        tombstones: Vec::new(),
        changed_at: at(7),
        refreshed_at: at(7),
        state: state.clone(),
    };
    store.put_snapshot(&feed, snapshot);
    store.saved().await.expect("written");
    backend.now.store(true, Ordering::Relaxed);
    store.renew_snapshot(&feed, at(8)).await;
    store.saved().await.expect("written");
    backend.now.store(false, Ordering::Relaxed);
    let last = |it: &Store| {
        it.last_refreshes(std::slice::from_ref(&feed))
            .pop()
            .flatten()
    };
    assert_eq!(last(&store), Some((at(7), state.clone())));
    store.renew_snapshot(&feed, at(9)).await;
    assert_eq!(last(&store), Some((at(9), state)));
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a test date")
}

fn link(n: usize) -> (Guid, Url) {
    let url = crate::testing::url(&format!("http://news.example/t{n}.htm"));
    (Guid::of(&url), url)
}

fn record(title: &str, second: i64) -> ArticleRecord {
    ArticleRecord {
        article: Article {
            title: Some(title.into()),
            ..Article::default()
        },
        fetched_at: at(second),
        validators: Validators {
            etag: Some("\"x\"".into()),
            ..Validators::default()
        },
        gone_since: None,
    }
}

fn item(second: i64) -> Item {
    let (guid, url) = link(1);
    let updated = Moment::new(at(second), jiff::tz::Offset::constant(8), Precision::Minute);
    Item::new(
        ItemFacts {
            guid,
            link: url.clone(),
            title: "泰安".into(),
            published: Some(updated),
            updated,
            byline: vec!["王五".into()],
            editors: vec![],
            sections: vec![],
            keywords: Vec::new(),
            language: "zh-CN".into(),
        },
        Content {
            summary: Some("摘要".into()),
            ..Content::default()
        },
        Ruling {
            rights: Rights {
                holder: "岱岳网".into(),
                notice: "未经书面许可不得转载。".into(),
                terms: None,
                contact: None,
            },
            credit: Credit::compose(
                "来源:{source}",
                Source {
                    name: "岱岳网".into(),
                    url: Some(url),
                },
                Provenance::Own,
                "岱岳网",
                "zh-CN",
            ),
            grant: Grant::Excerpt,
            ceiling: Grant::Full,
            withheld_pictures: vec![],
            publisher: None,
        },
    )
}

fn snapshot(second: i64) -> Snapshot {
    Snapshot {
        items: vec![Arc::new(item(second))],
        changed_at: at(second),
        refreshed_at: at(second + 60),
        state: BTreeMap::from([("list".into(), serde_json::json!({"item": "#main li"}))]),
        ..Snapshot::default()
    }
}

fn takedown(n: usize) -> Takedown {
    let (guid, url) = link(n);
    Takedown {
        guid,
        by: Withdrawer::Operator,
        url: Some(url),
        when: Moment::new(
            at(1_421_804_340),
            jiff::tz::Offset::constant(8),
            Precision::Second,
        ),
        reason: Some("an objection".into()),
        feeds: vec!["tanews".parse().expect("a test id")],
        former: vec![],
    }
}

fn feed() -> FeedId {
    "tanews".parse().expect("a test id")
}

/// With each backend and without one the store behaves the same.
#[test]
fn what_is_put_is_found_at_once() {
    let places = Place::each();
    let stores = places.iter().map(Place::open);
    for store in stores.chain([Store::in_memory()]) {
        let (guid, url) = link(1);
        assert_eq!(
            store.first_seen(&feed(), &[link(1)], at(1000)).get(&guid),
            Some(&at(1000))
        );
        assert_eq!(
            store
                .first_seen(&feed(), &[link(1), link(2)], at(9000))
                .get(&guid),
            Some(&at(1000))
        );
        assert_eq!(wait(store.link(guid)), Some(url.clone()));
        store.put_article(&feed(), &url, &record("a", 1000));
        assert_eq!(wait(store.article(&url)), Some(record("a", 1000)));
        store.put_snapshot(&feed(), snapshot(1000));
        assert_eq!(store.snapshot(&feed()), Some(snapshot(1000)));
        wait(store.renew_snapshot(&feed(), at(5000)));
        let renewed = store.snapshot(&feed()).expect("it is stored");
        assert_eq!(
            (renewed.refreshed_at, renewed.state),
            (at(5000), snapshot(1000).state)
        );
        assert_eq!(store.flush(), Ok(()));
        assert_eq!(wait(store.article(&url)), Some(record("a", 1000)));
        assert_eq!(
            (wait(store.link(link(7).0)), wait(store.article(&link(7).1))),
            (None, None)
        );
        assert_eq!(store.fault(), None);
    }
}

/// A date that changed at a restart would show every item as new.
#[test]
fn everything_is_there_after_a_restart() {
    for place in Place::each() {
        let (guid, url) = link(1);
        let store = place.open();
        let again = store.clone();
        store.first_seen(&feed(), &[link(1)], at(1000));
        store.put_article(&feed(), &url, &record("a", 1000));
        store.put_snapshot(&feed(), snapshot(1000));
        store.take_down(takedown(2)).expect("durable");
        drop(store);
        assert_eq!(wait(again.article(&url)), Some(record("a", 1000)));
        drop(again);

        let store = place.open();
        assert_eq!(
            store.first_seen(&feed(), &[link(1)], at(9000)).get(&guid),
            Some(&at(1000))
        );
        assert_eq!(wait(store.article(&url)), Some(record("a", 1000)));
        assert_eq!(store.snapshot(&feed()), Some(snapshot(1000)));
        assert_eq!(store.takedowns(), vec![takedown(2)]);
        assert_eq!(
            store.takedowns()[0].when.rfc3339(),
            "2015-01-21T09:39:00+08:00"
        );
    }
}

/// Killed at any moment, the process starts again with all that it had acknowledged.
#[tokio::test]
async fn a_kill_loses_nothing_that_was_acknowledged() {
    let scratch = Scratch::new();
    let store = scratch.open();
    for round in 0..8 {
        let second = 1000 + i64::try_from(round).expect("small");
        store.first_seen(&feed(), &[link(round)], at(second));
        store.put_article(&feed(), &link(round).1, &record("a", second));
        store.saved().await.expect("durable");
        store.take_down(takedown(round)).expect("durable");
        // Not waited for: it may or may not be there.
        store.put_article(&feed(), &link(round).1, &record("b", second));

        // What a kill leaves: the file as it is, never closed.
        let killed = Scratch::new();
        fs::create_dir_all(&killed.0).expect("a directory");
        fs::copy(scratch.file(), killed.file()).expect("a copy");
        let after = killed.open();
        assert_eq!(after.takedowns().len(), round + 1);
        for n in 0..=round {
            let (guid, url) = link(n);
            let expected = at(1000 + i64::try_from(n).expect("small"));
            assert_eq!(
                after.first_seen(&feed(), &[link(n)], at(9000)).get(&guid),
                Some(&expected)
            );
            assert!(wait(after.article(&url)).is_some());
        }
    }
}

/// A takedown that came back after a restart would break the promise to a rights holder.
#[test]
fn a_takedown_holds_until_it_is_undone() {
    for place in Place::each() {
        let (guid, _) = link(3);
        {
            let store = place.open();
            assert_eq!(store.undo_takedown(guid), Ok(None));
            store.take_down(takedown(3)).expect("durable");
            assert_eq!(store.takedown(guid), Some(takedown(3)));
        }
        {
            let store = place.open();
            assert_eq!(store.undo_takedown(guid), Ok(Some(takedown(3))));
            assert_eq!(store.takedown(guid), None);
        }
        assert_eq!(place.open().takedowns(), vec![]);
    }
}

/// Two feeds that list one new article at the same moment must not give it two dates.
#[test]
fn one_article_has_one_first_date() {
    for place in Place::each() {
        let store = place.open();
        let dates: Vec<Timestamp> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|n| {
                    let store = store.clone();
                    scope.spawn(move || {
                        store.first_seen(&feed(), &[link(1)], at(1000 + n))[&link(1).0]
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        assert!(dates.iter().all(|date| *date == dates[0]), "{dates:?}");
    }
}

/// An operator must read from the message alone what is wrong and what to do; and nothing is begun anew.
#[test]
fn what_cannot_be_used_is_refused_with_a_remedy() {
    let scratch = Scratch::new();
    let holder = scratch.open();
    let locked = scratch.refused();
    assert!(matches!(locked, StoreError::Locked { .. }), "{locked}");
    drop(holder);

    disk::tests::mark(&scratch.0, disk::FORMAT + 1);
    let newer = scratch.refused();
    assert!(matches!(newer, StoreError::Newer { .. }), "{newer}");
    assert!(newer.to_string().contains("run the byline that wrote it"));
    disk::tests::mark(&scratch.0, disk::FORMAT);
    drop(scratch.open());

    let whole = fs::read(scratch.file()).expect("the file");
    for damaged in [
        b"# notes\n".repeat(1000),
        Vec::new(),
        whole[..whole.len() / 3].to_vec(),
        whole[..1000].to_vec(),
    ] {
        fs::write(scratch.file(), &damaged).expect("writable");
        let refusal = scratch.refused();
        assert!(
            matches!(
                refusal,
                StoreError::Damaged { .. } | StoreError::Foreign { .. }
            ),
            "{refusal}"
        );
        assert_eq!(
            fs::read(scratch.file()).expect("still there").len(),
            damaged.len(),
            "left as it was"
        );
    }
    fs::remove_file(scratch.file()).expect("removable");
    fs::create_dir(scratch.file()).expect("a directory");
    assert!(matches!(scratch.refused(), StoreError::Foreign { .. }));

    let beneath = scratch.0.join("notes");
    fs::write(&beneath, "x").expect("writable");
    let nowhere = Store::open(Some(&beneath)).expect_err("a refusal");
    assert!(
        matches!(nowhere, StoreError::NotWritable { .. }),
        "{nowhere}"
    );
}

/// A store of redb's that is another program's is not used.
#[test]
fn a_foreign_database_is_left_alone() {
    let scratch = Scratch::new();
    fs::create_dir_all(&scratch.0).expect("a directory");
    drop(redb::Database::create(scratch.file()).expect("a database"));
    let refusal = scratch.refused();
    assert!(matches!(refusal, StoreError::Foreign { .. }), "{refusal}");
}

/// A kill while the very first file was being made must not stop every later start.
#[test]
fn an_unfinished_beginning_is_begun_again() {
    let scratch = Scratch::new();
    fs::create_dir_all(&scratch.0).expect("a directory");
    fs::write(scratch.0.join("byline.redb.new"), b"redb?".repeat(2000)).expect("writable");
    scratch.open().take_down(takedown(1)).expect("durable");
    assert_eq!(scratch.open().takedowns().len(), 1);
}

/// A file that grew with every article ever seen would fill the disk in a few years.
#[test]
fn what_no_section_lists_any_more_is_forgotten_in_time() {
    for place in Place::each() {
        const DAY: i64 = 24 * 3600;
        let store = place.open();
        let many: Vec<(Guid, Url)> = (0..1000).map(link).collect();
        store.first_seen(&feed(), &many, at(0));
        store.put_article(&feed(), &link(0).1, &record("left", 0));
        store.put_article(&feed(), &link(1).1, &record("stays listed", 0));
        store.put_snapshot(&feed(), snapshot(0));
        store.take_down(takedown(5)).expect("durable");
        store.flush().expect("durable");

        let pass = |second: i64| {
            for _ in 0..6 {
                // A new article each time, so that there is a commit to prune after.
                store.first_seen(&feed(), &[link(1), link(2000)], at(second));
                store.put_article(&feed(), &link(2000).1, &record("new", second));
                store.flush().expect("durable");
            }
            // The step comes after the answer; the next flush waits for it.
            store.put_article(&feed(), &link(2000).1, &record("new", second));
            store.flush().expect("durable");
        };
        pass(ARTICLE_STORED_DAYS * DAY + 100);
        assert_eq!(wait(store.article(&link(0).1)), None);
        assert!(
            wait(store.article(&link(1).1)).is_some(),
            "it is still listed"
        );
        assert!(wait(store.link(link(0).0)).is_some());
        pass(FIRST_SEEN_STORED_DAYS * DAY + 100);
        assert_eq!(
            (wait(store.link(link(0).0)), wait(store.link(link(999).0))),
            (None, None)
        );
        assert!(wait(store.link(link(1).0)).is_some());
        assert_eq!(store.snapshot(&feed()), None);
        assert_eq!(store.takedowns().len(), 1);
    }
}

/// An origin that lists new links at each refresh must neither fill the disk nor make other feeds forget theirs.
#[test]
fn a_feed_that_floods_the_store_loses_its_oldest_articles() {
    for place in Place::each() {
        const LIMIT_BYTES: u64 = 16 << 20;
        let store = place.open_within(LIMIT_BYTES);
        let paper: FeedId = "paper".parse().expect("a test id");
        let text = "x".repeat(50_000);
        let put = |feed: &FeedId, n: usize, second: i64| {
            store.first_seen(feed, &[link(n)], at(second));
            store.put_article(feed, &link(n).1, &record(&text, second));
        };
        (900..905).for_each(|n| put(&paper, n, 0));
        // It shows `link(1)`.
        store.put_snapshot(&feed(), snapshot(0));
        for hour in 0..60 {
            (1..=10).for_each(|n| put(&feed(), hour * 10 + n, hour as i64 * 3600));
            store.flush().expect("durable");
        }
        store.flush().expect("durable");
        let size = store.size().expect("a file");
        assert_eq!(size.feeds_at_their_share, ["tanews"]);
        assert!(size.bytes < LIMIT_BYTES / 4, "{size:?}");
        let is_known = |n: usize| wait(store.article(&link(n).1)).is_some();
        assert!((900..905).all(is_known), "the other feed's");
        assert!(!is_known(2), "old, and not shown");
        assert!(is_known(1), "old, and shown");
        assert!(is_known(600), "new");
    }
}

/// Without a file the store must not grow with the news.
#[test]
fn memory_is_bounded() {
    let store = Store::in_memory();
    let text = "x".repeat(200_000);
    for n in 0..120 {
        store.put_article(&feed(), &link(n).1, &record(&text, 0));
    }
    // 16 MiB hold some eighty of them.
    assert_eq!(wait(store.article(&link(20).1)), None);
    assert!(wait(store.article(&link(60).1)).is_some());
    assert!(wait(store.article(&link(119).1)).is_some());
}

/// A lost volume or a full disk costs a message, never what is being served; when it is back, nothing is missing.
#[test]
fn a_failing_disk_is_survived_from_memory() {
    // The takedown's time: facts much older would be forgotten.
    const NOW: i64 = 1_421_804_340;
    let (scratch, aside) = (Scratch::new(), Scratch::new());
    let store = scratch.open();
    store.lose_backend();
    fs::rename(&scratch.0, &aside.0).expect("movable");

    let (guid, url) = link(1);
    let dates = store.first_seen(&feed(), &[link(1)], at(NOW));
    assert!(
        dates.is_empty(),
        "no date is made up while the old one cannot be read"
    );
    store.put_article(&feed(), &url, &record("a", NOW));
    let failure = store.flush().expect_err("a failure");
    assert!(matches!(failure, StoreError::Failed { .. }), "{failure}");
    assert_eq!(store.fault(), Some(failure));
    assert_eq!(wait(store.article(&url)), Some(record("a", NOW)));
    assert!(store.take_down(takedown(1)).is_err());
    assert!(store.takedown(guid).is_some(), "in force all the same");

    fs::rename(&aside.0, &scratch.0).expect("movable");
    assert_eq!(store.flush(), Ok(()));
    assert_eq!(store.fault(), None);
    drop(store);
    let store = scratch.open();
    assert_eq!(wait(store.article(&url)), Some(record("a", NOW)));
    assert!(store.takedown(guid).is_some());
}

/// What was stored before pictures had owners is still read: an upgrade must not empty a feed or fetch everything again.
#[test]
fn rows_without_pictures_are_read() {
    let mut article = serde_json::to_value(record("title", 7)).expect("plain data");
    let facts = article["article"].as_object_mut().expect("an object");
    assert!(facts.remove("pictures").is_some(), "{facts:?}");
    let row = record::row(at(7), &article).expect("a row");
    assert_eq!(
        record::read::<ArticleRecord>(&row),
        Some(record("title", 7))
    );

    let old = serde_json::to_value(item(7)).expect("plain data");
    let (content, ruling) = (&old["content"], &old["ruling"]);
    assert!(content.get("pictures").is_none() && ruling.get("withheld_pictures").is_none());
    let row = record::row(at(7), &old).expect("a row");
    assert_eq!(record::read::<Item>(&row), Some(item(7)));
}

/// A restart must neither forget whose a picture is nor show what was withheld.
#[test]
fn pictures_come_back_as_they_were_stored() {
    let picture = Picture {
        url: link(2).1,
        caption: Some("泰山晨雪".into()),
        credit: Some("张三/远山社".into()),
        holder: Some("远山社".into()),
        licence: Some(link(3).1),
    };
    let mut record = record("title", 7);
    record.article.pictures = vec![picture.clone(), Picture::at(link(4).1)];
    let row = record::row(at(7), &record).expect("a row");
    assert_eq!(record::read::<ArticleRecord>(&row), Some(record));
    let before = item(7);
    let mut ruling = before.ruling().clone();
    ruling.withheld_pictures = vec![picture.url];
    let before = before.ruled(ruling);
    let row = record::row(at(7), &before).expect("a row");
    assert_eq!(record::read::<Item>(&row), Some(before));
}
