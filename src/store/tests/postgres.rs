//! What holds in a PostgreSQL database beside the promises that every backend keeps.

use std::sync::atomic::AtomicBool;
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
    open(&url).take_down(takedown(1)).expect("durable");

    server.sql(&name, "UPDATE byline.meta SET format = format + 2");
    let newer = refused(&url).to_string();
    assert!(newer.contains("run the byline that wrote it"), "{newer}");
    server.sql(&name, "UPDATE byline.meta SET format = format - 2");
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
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| open(&url))).collect();
        for start in starts {
            start.join().expect("no panic");
        }
    });
}

/// A newsroom upgrades one replica after the other: the first new one brings the database over, and the old ones go on.
#[test]
fn the_next_format_is_shared_for_the_time_of_an_upgrade() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let url = server.url(&name);
    open(&url).take_down(takedown(1)).expect("durable");
    server.sql(&name, "UPDATE byline.meta SET format = format + 1");
    assert_eq!(open(&url).takedowns().len(), 1);
}

/// A copy that others read from, or that goes into what others serve from, would mix two stores.
#[test]
fn a_copy_is_alone() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let scratch = Scratch::new();
    scratch.open().take_down(takedown(1)).expect("durable");
    let (serving, beside) = (open(&url), open(&url));
    let held = copy(&scratch.0, &url, &mut |_, _| {}).expect_err("it is served from");
    assert!(
        held.to_string().contains("in use by another byline"),
        "{held}"
    );
    assert!(
        held.to_string()
            .contains("connected from this machine since 20"),
        "{held}"
    );
    drop((serving, beside));
    copy(&scratch.0, &url, &mut |_, _| {
        assert!(refused(&url).is_held())
    })
    .expect("a copy");
    assert_eq!(open(&url).takedowns().len(), 1);
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
        failure.to_string().contains("goes on from memory"),
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
    until("it is read again", || {
        let seen = store.first_seen(&feed(), &[link(2)], at(NOW + 9));
        seen.get(&link(2).0) == Some(&at(NOW))
    });
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
    drop(store);
    assert_eq!(open(&server.url(&name)).takedowns().len(), 2);
}

/// A newsroom moves house: every row arrives, also after a copy that was broken off, and byline serves from no half of a store.
#[test]
fn a_store_is_copied_whole_and_goes_on_where_it_was_broken_off() {
    let Some(server) = Server::shared() else {
        return;
    };
    let scratch = Scratch::new();
    let (name, links) = (server.database(), (0..2500).map(link).collect::<Vec<_>>());
    let url = server.url(&name);
    let store = scratch.open();
    store.first_seen(&feed(), &links, at(1000));
    (0..50).for_each(|n| store.put_article(&feed(), &link(n).1, &record("a\0\u{1}\"泰\\", 1000)));
    store.put_snapshot(&feed(), snapshot(1000));
    (0..3).for_each(|n| store.take_down(takedown(n)).expect("durable"));
    store.undo_takedown(link(1).0).expect("durable");
    store.put_uses(&[Use {
        when: at(1000),
        partner: "harbour".parse().expect("a test id"),
        feed: feed(),
        form: "rss".into(),
        items: 2,
        grant: Grant::Full,
        status: 200,
    }]);
    drop(store);

    // The database goes away in the middle.
    let mut pages = 0;
    let broken_off = copy(&scratch.0, &url, &mut |what, _| {
        pages += usize::from(what == "first-seen dates");
        if pages == 2 {
            server.sql(&name, "ALTER TABLE byline.sightings RENAME TO away");
        }
    });
    let message = broken_off.expect_err("a failure").to_string();
    assert!(message.contains("Run the command again"), "{message}");
    server.sql(&name, "ALTER TABLE byline.away RENAME TO sightings");
    let half = refused(&url).to_string();
    assert!(half.contains("byline store copy --from"), "{half}");
    let elsewhere = Scratch::new();
    drop(elsewhere.open());
    let other =
        copy(&elsewhere.0, &url, &mut |_, _| {}).expect_err("another store's copy is there");
    assert!(other.to_string().contains("not finished"), "{other}");

    // The directory was served from once more in between.
    let store = scratch.open();
    store.take_down(takedown(7)).expect("durable");
    store.undo_takedown(link(2).0).expect("durable");
    drop(store);
    let copied = copy(&scratch.0, &url, &mut |_, _| {}).expect("a copy");
    let rows: Vec<u64> = copied.tables.iter().map(|table| table.rows).collect();
    assert_eq!(rows, [2500, 50, 1, 1, 2, 1]);
    assert!(copied.tables[0].written < 2500, "{copied:?}");
    assert!(copied.tables.iter().all(|table| table.unreadable == 0));

    let (before, after) = (scratch.open(), open(&url));
    assert_eq!(after.takedowns(), before.takedowns());
    assert_eq!(after.snapshot(&feed()), before.snapshot(&feed()));
    assert_eq!(
        after.uses(&UseQuery::default(), 9),
        before.uses(&UseQuery::default(), 9)
    );
    for (guid, url) in links.iter().step_by(7) {
        assert_eq!(wait(after.link(*guid)).as_ref(), Some(url));
        assert_eq!(wait(after.article(url)), wait(before.article(url)));
    }
    assert_eq!(
        after.first_seen(&feed(), &links, at(9000)).values().max(),
        Some(&at(1000))
    );
    drop((before, after));
    let again = copy(&scratch.0, &url, &mut |_, _| {}).expect_err("it has a store");
    assert!(again.to_string().contains("has a store already"), "{again}");
    let nothing = copy(&scratch.0.join("no"), &url, &mut |_, _| {}).expect_err("nothing there");
    assert!(nothing.to_string().contains("--from"), "{nothing}");
}

/// `verify-full` must refuse another's certificate, or a password goes to whoever stands in between.
#[test]
fn tls_is_checked_as_sslmode_says() {
    let folder = Scratch::new();
    fs::create_dir_all(&folder.0).expect("a directory");
    let script = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem && \
                  openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr && \
                  printf 'subjectAltName=DNS:localhost' > names && \
                  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt && \
                  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout /dev/null -out other.pem && \
                  chmod 644 server.key && chmod 755 .";
    let made = std::process::Command::new("sh")
        .args(["-ec", script])
        .current_dir(&folder.0)
        .output();
    let made = made.expect("a shell");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let Some(server) = Server::start(Some(&folder.0)) else {
        return;
    };
    let name = server.database();
    // Over the network, from now on, with TLS alone.
    let hba = server.sql("postgres", "SHOW hba_file");
    fs::write(&hba, "local all all trust\nhostssl all all all trust\n").expect("a file");
    server.sql("postgres", "SELECT pg_reload_conf()");
    let file = |name: &str| folder.0.join(name).display().to_string();
    let (ca, other) = (file("ca.pem"), file("other.pem"));
    let at = |host: &str, query: &str| {
        format!("postgres://byline@{host}:{}/{name}?{query}", server.port)
    };
    for (host, query, refusal) in [
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={ca}"),
            None,
        ),
        (
            "127.0.0.1",
            format!("sslmode=verify-ca&sslrootcert={ca}"),
            None,
        ),
        ("127.0.0.1", "sslmode=require".to_owned(), None),
        ("127.0.0.1", String::new(), None),
        (
            "127.0.0.1",
            format!("sslmode=verify-full&sslrootcert={ca}"),
            Some("not valid for"),
        ),
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={other}"),
            Some("UnknownIssuer"),
        ),
        (
            "localhost",
            format!("sslmode=verify-ca&sslrootcert={other}"),
            Some("UnknownIssuer"),
        ),
        (
            "localhost",
            format!("sslmode=require&sslrootcert={other}"),
            Some("UnknownIssuer"),
        ),
        (
            "localhost",
            "sslmode=verify-full".to_owned(),
            Some("UnknownIssuer"),
        ),
        (
            "localhost",
            "sslmode=disable".to_owned(),
            Some("no encryption"),
        ),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=/no/ca.pem".to_owned(),
            Some("/no/ca.pem"),
        ),
    ] {
        let opened = Store::open_database(&at(host, &query), DEFAULT_LIMIT_BYTES);
        match (opened, refusal) {
            (Ok(store), None) => store.take_down(takedown(1)).expect("durable"),
            (Err(error), Some(fact)) => {
                assert!(error.to_string().contains(fact), "{query}: {error}")
            }
            (Ok(_), Some(_)) => panic!("{host} {query} was not refused"),
            (Err(error), None) => panic!("{host} {query}: {error}"),
        }
    }
}

/// A way to a server that forwards a `COMMIT`, and is gone before its answer comes. Nobody is let in after that.
fn way_that_breaks_at_a_commit(server: &Server, breaks: &'static AtomicBool) -> u16 {
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpListener, TcpStream};
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let (port, to) = (
        listener.local_addr().expect("an address").port(),
        server.port,
    );
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            if breaks.load(Ordering::Relaxed) {
                continue;
            }
            let server = TcpStream::connect(("127.0.0.1", to)).expect("a server");
            let (mut from, mut into) = (
                client.try_clone().expect("a socket"),
                server.try_clone().expect("a socket"),
            );
            std::thread::spawn(move || {
                let mut bytes = [0; 8192];
                while let Ok(read @ 1..) = from.read(&mut bytes) {
                    let is_commit = bytes[..read].windows(7).any(|it| it == b"COMMIT\0");
                    if is_commit && breaks.load(Ordering::Relaxed) {
                        from.shutdown(Shutdown::Both).expect("open");
                        into.write_all(&bytes[..read]).expect("a server");
                        // The server has it, and its answer reaches nobody.
                        let _ = into.read(&mut bytes);
                        return;
                    }
                    into.write_all(&bytes[..read]).expect("a server");
                }
                let _ = into.shutdown(Shutdown::Both);
            });
            let (mut from, mut into) = (server, client);
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut into);
                let _ = into.shutdown(Shutdown::Both);
            });
        }
    });
    port
}

/// When nobody knows whether a takedown was committed, its answer says that, and to repeat it is safe.
#[test]
fn a_commit_of_unknown_outcome_says_so_and_is_repeated() {
    static BREAKS: AtomicBool = AtomicBool::new(false);
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let port = way_that_breaks_at_a_commit(server, &BREAKS);
    let store = open(&format!(
        "postgres://byline@127.0.0.1:{port}/{name}?sslmode=disable"
    ));
    store.take_down(takedown(1)).expect("durable");
    BREAKS.store(true, Ordering::Relaxed);
    let unknown = store
        .take_down(takedown(2))
        .expect_err("no answer")
        .to_string();
    assert!(unknown.contains("not known whether"), "{unknown}");
    let stored = || server.sql(&name, "SELECT count(*) FROM byline.takedowns");
    until("it was committed", || stored() == "2");
    BREAKS.store(false, Ordering::Relaxed);
    until("it is repeated", || {
        store.flush().is_ok() && store.fault().is_none()
    });
    assert_eq!(stored(), "2");
    store.take_down(takedown(2)).expect("durable");
    drop(store);
    assert_eq!(open(&server.url(&name)).takedowns().len(), 2);
}
