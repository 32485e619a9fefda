//! Stores that an older byline wrote are brought over whole.

use super::*;
use crate::testing::url;

/// The guid that the first rule gave to `url`.
fn former(url: &Url) -> Guid {
    let [http, https] = Guid::former(url);
    if url.scheme() == "http" { http } else { https }
}

/// A store of format 1 with `rows`.
fn of_format_1(rows: &[(StoreTable, Key, Vec<u8>)]) -> Scratch {
    let scratch = Scratch::new();
    let disk = Disk::open(&scratch.0).expect("a store");
    let changes: Vec<_> = rows
        .iter()
        .map(|(table, key, row)| (*table, key.clone(), Some(row.clone().into())))
        .collect();
    Backend::write(&disk, &changes).wait().expect("durable");
    drop(disk);
    disk::tests::mark(&scratch.0, 1);
    scratch
}

fn seen(url: &Url, first_second: i64, last_second: i64) -> (StoreTable, Key, Vec<u8>) {
    let sighting = Sighting {
        first_second,
        last_second,
        url: url.to_string(),
        feed: String::new(),
    };
    (StoreTable::Sightings, key(former(url)), sighting.row())
}

fn withdrawn(takedown: &Takedown) -> (StoreTable, Key, Vec<u8>) {
    let row = record::row(takedown.when.timestamp(), takedown).expect("a row");
    (StoreTable::Takedowns, key(takedown.guid), row)
}

/// After the upgrade an item keeps its first date, what is known of it, and the address that was handed out for it.
#[test]
fn an_upgrade_brings_articles_over() {
    let (http, https) = (url("http://news.example/a"), url("https://news.example/a"));
    let counted = url("https://news.example/b?n=1&gbraid=7");
    let know = |url: &Url, title: &str, second: i64| {
        let record = record(title, second);
        let row = record::row(record.fetched_at, &record).expect("a row");
        (StoreTable::Articles, key(former(url)), row)
    };
    let scratch = of_format_1(&[
        seen(&http, 1000, 5000),
        seen(&https, 3000, 7000),
        seen(&counted, 2000, 2000),
        know(&http, "older", 1000),
        know(&https, "newer", 3000),
        know(&counted, "b", 2000),
    ]);
    let store = scratch.open();
    let b = url("https://news.example/b?n=1");
    let articles = [(Guid::of(&https), https.clone()), (Guid::of(&b), b.clone())];
    let dates = store.first_seen(&feed(), &articles, at(9000));
    assert_eq!(dates[&Guid::of(&http)], at(1000));
    assert_eq!(dates[&Guid::of(&b)], at(2000));
    assert_eq!(wait(store.article(&http)), Some(record("newer", 3000)));
    assert_eq!(wait(store.article(&b)), Some(record("b", 2000)));
    assert_eq!(wait(store.link(former(&http))), Some(http));
    assert_eq!(wait(store.link(former(&counted))), Some(counted));
    drop(store);
    let again = scratch.open();
    assert_eq!(wait(again.link(Guid::of(&b))), Some(b), "once is enough");
}

/// A rights holder's takedown holds after the upgrade, whichever guid it was entered under.
#[test]
fn an_upgrade_loses_no_takedown() {
    let (http, https) = (url("http://news.example/a"), url("https://news.example/a"));
    let of = |url: &Url, second: i64, by: Withdrawer, feed: &str| Takedown {
        guid: former(url),
        url: Some(url.clone()),
        by,
        when: Moment::new(at(second), jiff::tz::Offset::UTC, Precision::Second),
        reason: None,
        feeds: vec![feed.parse().expect("a test id")],
        former: vec![],
    };
    let by_operator = Takedown {
        reason: Some("an objection".into()),
        ..of(&https, 9000, Withdrawer::Operator, "city")
    };
    let by_origin = of(&http, 5000, Withdrawer::Origin, "county");
    // By their guids alone: one whose link the sightings have, and one that was never seen.
    let (known, never_seen) = (url("http://news.example/k"), url("http://news.example/n"));
    let bare = |url: &Url| Takedown {
        url: None,
        ..of(url, 7000, Withdrawer::Operator, "city")
    };
    let scratch = of_format_1(&[
        withdrawn(&by_operator),
        withdrawn(&by_origin),
        withdrawn(&bare(&known)),
        withdrawn(&bare(&never_seen)),
        seen(&known, 1, 2),
    ]);
    let store = scratch.open();
    let one = store.takedown(Guid::of(&http)).expect("in force");
    assert_eq!((one.by, one.when), (Withdrawer::Operator, by_origin.when));
    assert_eq!(one.reason.as_deref(), Some("an objection"));
    assert_eq!(one.feeds.len(), 2);
    for old in [&http, &https] {
        assert_eq!(store.takedown(former(old)).as_ref(), Some(&one));
    }
    let by_guid = store.takedown(Guid::of(&known)).expect("in force");
    assert_eq!(by_guid.url, Some(known.clone()));
    assert!(store.has_bare_takedowns());
    assert!(store.takedown(former(&never_seen)).is_some());
    assert_eq!(store.takedowns().len(), 3);
    let undone = store.undo_takedown(former(&http)).expect("durable");
    assert_eq!(undone.map(|it| it.guid), Some(Guid::of(&http)));
    assert_eq!(store.takedown(former(&https)), None);
    drop(store);
    assert_eq!(scratch.open().takedowns().len(), 2);
}

/// What a reader is shown right after the upgrade has the guids that every later refresh gives.
#[test]
fn an_upgrade_renames_the_items_of_snapshots() {
    let mut content = serde_json::to_value(record::SnapshotContent {
        items: vec![Arc::new(item(1000)), Arc::new(item(1000))],
        tombstones: vec![],
        changed_at: at(1000),
    })
    .expect("plain data");
    let link = link(1).1;
    content["items"][0]["facts"]["guid"] = serde_json::to_value(former(&link)).expect("a guid");
    let secure = link.as_str().replace("http:", "https:");
    content["items"][1]["facts"]["link"] = secure.into();
    let row = record::row(at(1000), &content).expect("a row");
    let scratch = of_format_1(&[(StoreTable::Snapshots, name(&feed()), row)]);
    let snapshot = scratch.open().snapshot(&feed()).expect("a snapshot");
    assert_eq!(snapshot.items.len(), 1, "two are one article now");
    assert_eq!(snapshot.items[0].facts().guid, Guid::of(&link));
    assert_eq!(snapshot.items[0].facts().link, link);
}

/// A takedown that cannot be read stops the upgrade: it must not be dropped on the way.
#[test]
fn an_upgrade_that_is_not_whole_changes_nothing() {
    let http = url("http://news.example/a");
    let unreadable = (
        StoreTable::Takedowns,
        key(former(&http)),
        b"12345678{".to_vec(),
    );
    let scratch = of_format_1(&[seen(&http, 1, 2), unreadable]);
    for _ in 0..2 {
        let refusal = scratch.refused();
        assert!(matches!(refusal, StoreError::Damaged { .. }), "{refusal}");
    }
    disk::tests::mark(&scratch.0, 2);
    let disk = Disk::open(&scratch.0).expect("a store");
    let rows = Backend::get(&disk, StoreTable::Sightings, &[key(Guid::of(&http))]).wait();
    assert_eq!(rows, Ok(vec![None]));
}
