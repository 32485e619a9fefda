//! What holds in a PostgreSQL database beside the promises that every backend keeps.

use std::time::{Duration, Instant};

use super::database::Server;
use super::*;

fn refused(url: &str) -> StoreError {
    Store::open_database(url, DEFAULT_LIMIT_BYTES).expect_err("a refusal")
}

fn open(url: &str) -> Store {
    Store::open_database(url, DEFAULT_LIMIT_BYTES).expect("a store")
}

/// Tries until it holds; a minute at the most.
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < patience, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// An operator must read from the message alone what is wrong and what to do; and nothing is begun anew.
#[test]
fn a_database_that_cannot_be_used_is_refused_with_a_remedy() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let url = server.url(&name);
    let holder = open(&url);
    holder.take_down(takedown(1)).expect("durable");
    let held = refused(&url);
    assert!(held.is_held(), "{held}");
    assert!(
        held.to_string()
            .contains("connected from this machine since 20"),
        "{held}"
    );
    drop(holder);

    server.sql(&name, "UPDATE byline.meta SET format = format + 1");
    let newer = refused(&url).to_string();
    assert!(newer.contains("run the byline that wrote it"), "{newer}");
    server.sql(&name, "UPDATE byline.meta SET format = format - 1");
    server.sql(
        &name,
        "UPDATE byline.takedowns SET record = '{\"guid\": 7}'",
    );
    let damaged = refused(&url).to_string();
    assert!(damaged.contains("a takedown cannot be read"), "{damaged}");

    let foreign = server.database();
    server.sql(
        &foreign,
        "CREATE SCHEMA byline; CREATE TABLE byline.poems (line text)",
    );
    let refusal = refused(&server.url(&foreign)).to_string();
    assert!(refusal.contains("another program's"), "{refusal}");
    assert_eq!(
        server.sql(
            &foreign,
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'byline'"
        ),
        "1"
    );
    server.sql(
        "postgres",
        "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0",
    );
    let refusal = refused(&server.url("latin")).to_string();
    assert!(refusal.contains("LATIN1"), "{refusal}");

    for (url, fact) in [
        (server.url("nowhere"), "does not exist"),
        (
            format!("postgres://byline@127.0.0.1:{}/{name}", free_port()),
            "is away",
        ),
        (
            format!(
                "postgres://byline@127.0.0.1:{}/{name}?sslmode=require",
                server.port
            ),
            "TLS",
        ),
    ] {
        let refusal = refused(&url).to_string();
        assert!(refusal.contains(fact), "{refusal}");
    }
}

fn free_port() -> u16 {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("an address").port()
}

/// Several bylines that start at once over an empty database must not make its schema twice.
#[test]
fn a_schema_is_made_once() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let opened: Vec<bool> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| match Store::open_database(&url, DEFAULT_LIMIT_BYTES) {
                    Ok(_) => true,
                    Err(error) if error.is_held() => false,
                    Err(error) => panic!("{error}"),
                })
            })
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().expect("no panic"))
            .collect()
    });
    assert!(opened.contains(&true));
}

/// A database that crashes and comes back costs one message, never what is being served, and nothing that was acknowledged.
#[test]
fn a_database_that_dies_and_comes_back_is_survived_from_memory() {
    const NOW: i64 = 1_421_804_340;
    let Some(server) = Server::start(None) else {
        return;
    };
    let url = server.url(&server.database());
    let store = open(&url);
    let (guid, url_1) = link(1);
    store.take_down(takedown(2)).expect("durable");
    store.first_seen(&feed(), &[link(2)], at(NOW));
    store.flush().expect("durable");

    server.tell("kill");
    until("it is noticed", || {
        store.first_seen(&feed(), &[link(1)], at(NOW)).is_empty()
    });
    let asked = Instant::now();
    store.put_article(&feed(), &url_1, &record("a", NOW));
    let failure = store.flush().expect_err("a failure");
    assert!(
        failure.to_string().contains("byline goes on from memory")
            || failure.to_string().contains("goes on from memory"),
        "{failure}"
    );
    assert_eq!(
        store.fault().map(|it| it.to_string().contains("is away")),
        Some(true)
    );
    assert_eq!(wait(store.article(&url_1)), Some(record("a", NOW)));
    assert!(store.take_down(takedown(1)).is_err());
    assert!(store.takedown(guid).is_some(), "in force all the same");
    assert!(store.undo_takedown(link(2).0).is_err());
    assert!(store.takedown(link(2).0).is_some(), "it stays in force");
    assert!(
        asked.elapsed() < Duration::from_secs(8),
        "{:?}",
        asked.elapsed()
    );

    server.tell("start");
    until("it is back", || store.flush().is_ok());
    assert_eq!(store.fault(), None);
    assert_eq!(
        store.first_seen(&feed(), &[link(2)], at(NOW + 9))[&link(2).0],
        at(NOW)
    );
    drop(store);
    let store = open(&url);
    assert_eq!(wait(store.article(&url_1)), Some(record("a", NOW)));
    assert_eq!(store.takedowns().len(), 2);
}

/// A database that hangs must not hang byline: what asks is answered in bounded time, and the rest at once.
#[test]
fn a_database_that_hangs_is_given_up() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let url = server.url(&server.database());
    let store = open(&url);
    store.take_down(takedown(1)).expect("durable");
    server.tell("freeze");
    let asked = Instant::now();
    assert!(store.take_down(takedown(3)).is_err());
    assert!(
        asked.elapsed() < Duration::from_secs(30),
        "{:?}",
        asked.elapsed()
    );
    let asked = Instant::now();
    assert!(store.take_down(takedown(4)).is_err());
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "{:?}",
        asked.elapsed()
    );
    server.tell("thaw");
    until("it is back", || store.flush().is_ok());
    drop(store);
    assert_eq!(open(&url).takedowns().len(), 3);
}

/// A byline that was cut off, and comes back after another one has taken over, must not write over what that one wrote.
#[test]
fn a_byline_that_was_superseded_writes_no_more() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let store = open(&server.url(&name));
    store.put_snapshot(&feed(), snapshot(1000));
    store.flush().expect("durable");
    // Another one held the database while this one was cut off.
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    server.sql(
        &name,
        &format!("UPDATE byline.meta SET generation = generation + 1; {end}"),
    );
    store.put_snapshot(&feed(), snapshot(2000));
    until("it is told", || {
        let failure = store.flush().err().map(|it| it.to_string());
        failure.is_some_and(|it| it.contains("another byline has used"))
    });
    let stored = server.sql(&name, "SELECT used_second FROM byline.snapshots");
    assert_eq!(stored, "1060");
    assert!(store.take_down(takedown(1)).is_err());
}

/// Numbers tell a follower what changed: in the order of commits, without a gap, and for the end of a takedown too.
#[test]
fn changes_are_numbered_in_the_order_of_commits() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let store = open(&server.url(&name));
    for n in 1..=3 {
        store.take_down(takedown(n)).expect("durable");
    }
    store.undo_takedown(link(2).0).expect("durable");
    let takedowns = "SELECT string_agg(number || ':' || (record IS NOT NULL), ' ' ORDER BY number) \
                     FROM byline.takedowns";
    assert_eq!(server.sql(&name, takedowns), "1:true 3:true 4:false");
    for second in [1000, 2000] {
        store.put_snapshot(&feed(), snapshot(second));
        store.put_snapshot(&"other".parse().expect("a test id"), snapshot(second));
        store.flush().expect("durable");
    }
    let snapshots = "SELECT string_agg(number::text, ' ' ORDER BY number) FROM byline.snapshots";
    assert_eq!(server.sql(&name, snapshots), "3 4");
    let generation =
        "SELECT bool_and(s.generation = m.generation) FROM byline.snapshots s, byline.meta m";
    assert_eq!(server.sql(&name, generation), "t");
    drop(store);
    assert_eq!(open(&server.url(&name)).takedowns().len(), 2);
}
