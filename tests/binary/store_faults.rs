//! A store that cannot be used: the operator reads why and what to do, and nothing begins from scratch.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::origin::{self, ADMIN, Dice, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address};

const FILE: &str = "data/byline.redb";

/// An origin with `north`, and a folder with the `feeds.toml` of a byline over it.
fn scene(name: &str) -> (Folder, String) {
    let published = AtomicU32::new(10);
    // Each article has a text of its own, so that the store grows.
    let ballast = |path: &str| -> String {
        let mut dice = Dice::new(
            path.bytes()
                .map(u64::from)
                .fold(7, |sum: u64, byte| sum.wrapping_mul(31) ^ byte),
        );
        (0..6000)
            .map(|_| char::from_u32(0x4E00 + dice.below(3000) as u32).unwrap_or('一'))
            .collect()
    };
    let origin = Origin::start(move |path, stream| {
        if let Some(page) = origin::article(path) {
            let page = page.replace("假期也不关门。", &ballast(path));
            origin::reply(stream, "200 OK", "", page.as_bytes());
        } else if path == "/north/" {
            let newest = published.fetch_add(5, Ordering::Relaxed);
            let page = origin::section("north", (newest - 10..=newest).rev());
            origin::reply(stream, "200 OK", "", page.as_bytes());
        } else {
            origin::reply(stream, "404 Not Found", "", b"");
        }
    });
    let (folder, address) = (Folder::new(name), free_address());
    let text = origin::feeds_toml(&address, &origin.address, &["north"], "新闻");
    std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
    (folder, address)
}

fn serve(folder: &Folder, address: &str) -> Demo {
    Demo::serve(folder, address, &[(ADMIN, TOKEN)])
}

/// Starts it, which must fail with exit code 1 and every one of `parts` in what it says.
#[track_caller]
fn refused(folder: &Folder, address: &str, parts: &[&str]) {
    let before = folder.said().len();
    let mut starting = Demo::starting(folder, address, &[(ADMIN, TOKEN)]);
    let status = starting.refusal().expect("it does not serve");
    let said = &folder.said()[before..];
    assert_eq!(status.code(), Some(1), "{said}");
    for part in parts {
        assert!(said.contains(part), "nothing of {part:?} in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

/// A full disk costs one message; readers go on reading, with what is new, and a takedown is honest about itself.
#[test]
fn a_full_disk_is_served_through() {
    let (folder, address) = scene("full");
    drop(serve(&folder, &address));
    let size = std::fs::metadata(folder.path().join(FILE))
        .expect("a store")
        .len();
    let serving = Demo::cramped(&folder, &address, &[(ADMIN, TOKEN)], size / 1024 + 64).ready();
    let patience = Instant::now() + Duration::from_secs(60);
    while !folder.said().contains("byline goes on from memory") {
        assert!(
            Instant::now() < patience,
            "the disk never filled: {}",
            folder.said()
        );
        serving.get("/feeds/north.json");
        std::thread::sleep(Duration::from_millis(50));
    }
    let before = serving.get("/feeds/north.json");
    let after = serving.until("/feeds/north.json", |feed| feed != before);
    let feed: serde_json::Value = serde_json::from_str(&after).expect("JSON");
    let guid = feed["items"][3]["id"].as_str().expect("a guid");
    let bearer = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
    let body = format!("{{\"guid\":\"{guid}\"}}");
    let answer = serving.try_ask("POST", "/admin/takedowns", &bearer, &body);
    let (status, _, told) = answer.expect("an answer");
    if status == 200 {
        // There was room for one row more.
        assert!(told.contains(guid));
    } else {
        assert!(
            status == 500 && told.contains("would be back after a restart"),
            "{status} {told}"
        );
    }
    assert!(
        !serving.get("/feeds/north.rss").contains(guid),
        "in force in any case"
    );
    let said = folder.said();
    assert!(
        said.matches("byline goes on from memory").count() <= 4,
        "said again and again: {said}"
    );
    assert!(!said.contains("panicked"), "{said}");
    serving.kill();
    // With room again nothing is damaged.
    let again = serve(&folder, &address);
    again.get("/feeds/north.rss");
}

/// On a disk that is full from the beginning there is nothing to go on from.
#[test]
fn a_disk_without_room_for_a_store_is_refused() {
    let (folder, address) = scene("no-room");
    let mut starting = Demo::cramped(&folder, &address, &[(ADMIN, TOKEN)], 16);
    assert_eq!(starting.refusal().and_then(|status| status.code()), Some(1));
    let said = folder.said();
    assert!(
        said.contains("data/byline.redb") && said.contains("[store] path"),
        "{said}"
    );
    // And what it left does not stop the next start.
    drop(starting);
    serve(&folder, &address).get("/feeds/north.rss");
}

/// Whatever stands in the way of a start, the message has the file, the fact and the remedy, and the file stays.
#[test]
fn a_start_over_an_unusable_store_is_refused_with_the_remedy() {
    let (folder, address) = scene("unusable");
    let first = serve(&folder, &address);
    first.get("/feeds/north.rss");
    // Another process holds it.
    let toml = folder.path().join("feeds.toml");
    let text = std::fs::read_to_string(&toml).expect("feeds.toml");
    let elsewhere = free_address();
    std::fs::write(&toml, text.replace(&address, &elsewhere)).expect("feeds.toml");
    refused(
        &folder,
        &elsewhere,
        &[FILE, "in use by another process", "stop the other byline"],
    );
    std::fs::write(&toml, &text).expect("feeds.toml");
    assert!(first.terminate().success());

    let file = folder.path().join(FILE);
    let sound = std::fs::read(&file).expect("a store");
    // A later byline wrote it.
    mark(&file, 99);
    refused(
        &folder,
        &address,
        &[FILE, "format 99", "run the byline that wrote it"],
    );
    // Something else, half of it, nothing.
    for damaged in [
        b"not a database\n".repeat(400),
        sound[..sound.len() / 2].to_vec(),
        Vec::new(),
    ] {
        std::fs::write(&file, &damaged).expect("writable");
        refused(&folder, &address, &[FILE, "move"]);
        assert_eq!(
            std::fs::read(&file).expect("still there"),
            damaged,
            "left as it was"
        );
    }
    // Nowhere to write to.
    std::fs::write(&toml, text.replace("\"data\"", "\"/proc/byline\"")).expect("feeds.toml");
    refused(
        &folder,
        &address,
        &[
            "/proc/byline",
            "cannot be opened for writing",
            "[store] path",
        ],
    );
    std::fs::write(&toml, &text).expect("feeds.toml");
    // The sound one again.
    std::fs::write(&file, &sound).expect("writable");
    serve(&folder, &address).get("/feeds/north.rss");
}

/// Bytes that rotted inside the file: it serves, or it refuses in words; it never breaks and never begins anew.
#[test]
fn a_rotten_file_is_refused_or_served() {
    let (folder, address) = scene("rotten");
    let first = serve(&folder, &address);
    first.until("/feeds/north.json", |feed| {
        feed.contains("泰安") || feed.contains("图书室")
    });
    assert!(first.terminate().success());
    let file = folder.path().join(FILE);
    let sound = std::fs::read(&file).expect("a store");
    let used = sound.iter().rposition(|&byte| byte != 0).unwrap_or(1);
    let mut dice = Dice::new(origin::setting("BYLINE_SEED", 1));
    for round in 0..origin::setting("BYLINE_ROTS", 8) {
        let rotten = rotten(&sound[..], used, round, &mut dice);
        std::fs::write(&file, &rotten).expect("writable");
        let before = folder.said().len();
        let mut starting = Demo::starting(&folder, &address, &[(ADMIN, TOKEN)]);
        let refusal = starting.refusal();
        match refusal {
            Some(status) => {
                let said = folder.said()[before..].to_owned();
                assert!(
                    status.code() == Some(1) && said.contains(FILE),
                    "round {round}: {status} {said}"
                );
                assert!(
                    said.contains("move it away") || said.contains("move the file away"),
                    "{said}"
                );
            }
            None => {
                let (status, _, body) = starting
                    .try_ask("GET", "/feeds/north.rss", "", "")
                    .expect("an answer");
                assert!(
                    status == 200 || status == 502,
                    "round {round}: {status} {body}"
                );
            }
        }
        drop(starting);
        let said = &folder.said()[before..];
        assert!(!said.contains("panicked"), "round {round}: {said}");
    }
}

/// A store as disks spoil it: single bits, a page of zeros, the end cut off, pages written to other places.
fn rotten(sound: &[u8], used: usize, round: u64, dice: &mut Dice) -> Vec<u8> {
    const PAGE: usize = 4096;
    let mut rotten = sound.to_vec();
    let pages = (used / PAGE) as u64;
    let mut page = || dice.below(pages) as usize * PAGE;
    match round % 4 {
        0 => rotten[page()..][..PAGE].fill(0),
        1 => rotten.truncate(page().max(1)),
        2 => {
            for _ in 0..8 {
                let (to, from) = (page(), page());
                rotten[to..][..PAGE].copy_from_slice(&sound[from..][..PAGE]);
            }
        }
        _ => {
            for _ in 0..1 + dice.below(64) {
                let place = dice.below(used as u64) as usize;
                rotten[place] ^= 1 << dice.below(8);
            }
        }
    }
    rotten
}

/// Says in the store at `file` that it has another format.
fn mark(file: &std::path::Path, format: u32) {
    let database = redb::Database::open(file).expect("a store");
    let transaction = database.begin_write().expect("a transaction");
    let meta = redb::TableDefinition::<&str, u32>::new("meta");
    transaction
        .open_table(meta)
        .expect("a table")
        .insert("format", format)
        .expect("a row");
    transaction.commit().expect("a commit");
}
