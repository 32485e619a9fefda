//! A database as the store: it goes away and comes back, it is in use, a store moves into it.

use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::database::Server;
use crate::origin::{self, ADMIN, DATABASE, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address};

/// A folder with the `feeds.toml` of a byline over an origin with `north`, whose store is in a directory.
fn scene(name: &str) -> (Folder, String) {
    let published = AtomicU32::new(10);
    let origin = Origin::start(move |path, stream| {
        if let Some(page) = origin::article(path) {
            origin::reply(stream, "200 OK", "", page.as_bytes());
        } else if path == "/north/" {
            let newest = published.fetch_add(1, Ordering::Relaxed);
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

/// Names the database in place of the directory.
fn move_to_database(folder: &Folder) {
    let file = folder.path().join("feeds.toml");
    let text = std::fs::read_to_string(&file).expect("feeds.toml");
    let named = format!("postgres-url-env = \"{DATABASE}\"");
    std::fs::write(file, text.replace("path = \"data\"", &named)).expect("feeds.toml");
}

fn byline(folder: &Folder, url: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_byline"))
        .args(arguments)
        .envs([(ADMIN, TOKEN), (DATABASE, url)])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

#[track_caller]
fn told(output: &Output, code: i32, parts: &[&str]) {
    let all = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&all);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in parts {
        assert!(text.contains(part), "nothing of {part:?} in: {text}");
    }
}

fn guids(feed: &str) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(feed).expect("JSON");
    let items = feed["items"].as_array().expect("items");
    items
        .iter()
        .filter_map(|item| Some(item["id"].as_str()?.to_owned()))
        .collect()
}

/// Readers never suffer from a database that is away, a takedown is honest about itself, and the operator reads of it once.
#[test]
fn a_database_that_is_away_is_served_through() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let (folder, address) = scene("database-away");
    move_to_database(&folder);
    let url = server.url(&server.database());
    let serving = Demo::serve(&folder, &address, &[(ADMIN, TOKEN), (DATABASE, &url)]);
    let before = serving.until("/feeds/north.json", |feed| guids(feed).len() > 5);
    let guid = guids(&before).pop().expect("an item");
    server.tell("kill");
    let patience = Instant::now() + Duration::from_secs(60);
    while !folder.said().contains("is away") {
        assert!(Instant::now() < patience, "{}", folder.said());
        let asked = Instant::now();
        serving.get("/feeds/north.json");
        assert!(asked.elapsed() < Duration::from_secs(2));
    }
    let bearer = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
    let body = format!("{{\"guid\":\"{guid}\"}}");
    let take_down = || {
        serving
            .try_ask("POST", "/admin/takedowns", &bearer, &body)
            .expect("an answer")
    };
    let (status, _, answer) = take_down();
    assert!(
        status == 503 && answer.contains("is away"),
        "{status} {answer}"
    );
    assert!(
        !serving.get("/feeds/north.rss").contains(&guid),
        "in force in any case"
    );
    assert!(serving.get("/status").contains("is away"));
    std::thread::sleep(Duration::from_secs(3));
    server.tell("start");
    while !folder.said().contains("can be written again") {
        assert!(Instant::now() < patience, "{}", folder.said());
        serving.get("/feeds/north.json");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(take_down().0, 200);
    let said = folder.said();
    assert_eq!(said.matches("is away").count(), 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
    serving.kill();
    let again = Demo::serve(&folder, &address, &[(ADMIN, TOKEN), (DATABASE, &url)]);
    assert!(!again.get("/feeds/north.rss").contains(&guid));
    // Without its database it does not start: takedowns are there.
    again.kill();
    server.tell("kill");
    let mut starting = Demo::starting(&folder, &address, &[(ADMIN, TOKEN), (DATABASE, &url)]);
    assert_eq!(starting.refusal().and_then(|status| status.code()), Some(1));
}

/// A newsroom that moves to a database loses no takedown on the way, and is told what to do next.
#[test]
fn a_store_moves_into_a_database() {
    let Some(server) = Server::shared() else {
        return;
    };
    let (folder, address) = scene("database-copy");
    let url = server.url(&server.database());
    let serving = Demo::serve(&folder, &address, &[(ADMIN, TOKEN)]);
    let before = serving.until("/feeds/north.json", |feed| guids(feed).len() > 5);
    let guid = guids(&before).pop().expect("an item");
    assert!(origin::take_down(&address, &guid));
    let copy = ["store", "copy", "--from", "data"];
    told(
        &byline(&folder, &url, &copy),
        2,
        &["names no database", "postgres-url-env"],
    );
    move_to_database(&folder);
    told(
        &byline(&folder, &url, &copy),
        1,
        &["in use by another process"],
    );
    assert!(serving.terminate().success());
    told(
        &byline(&folder, &url, &copy),
        0,
        &["Both have the same rows", "1 takedowns", "start byline"],
    );
    told(&byline(&folder, &url, &copy), 1, &["has a store already"]);
    told(
        &byline(&folder, &url, &["takedown", "--list"]),
        0,
        &[&guid, "which its replicas follow"],
    );

    let serving = Demo::serve(&folder, &address, &[(ADMIN, TOKEN), (DATABASE, &url)]);
    assert!(!serving.get("/feeds/north.rss").contains(&guid));
    told(&byline(&folder, &url, &["takedown", "--list"]), 0, &[&guid]);
    // What the command withdraws, the one that runs no longer shows when the command says so.
    let shown = serving.get("/feeds/north.json");
    let other = guids(&shown).swap_remove(0);
    told(
        &byline(&folder, &url, &["takedown", &other]),
        0,
        &[&other, "from north"],
    );
    assert!(!serving.get("/feeds/north.rss").contains(&other));
    // A second one at the same address is refused, and so is one under the same name.
    told(
        &byline(&folder, &url, &["serve"]),
        1,
        &["another program listens there"],
    );
    let elsewhere = folder.path().join("elsewhere.toml");
    let text = std::fs::read_to_string(folder.path().join("feeds.toml")).expect("feeds.toml");
    let listed = byline(&folder, &url, &["replicas"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let name = listed.split(' ').next().expect("a name");
    let text = format!(
        "{}\n[replicas]\nname = \"{name}\"\n",
        text.replace(&address, &free_address())
    );
    std::fs::write(&elsewhere, text).expect("a file");
    let second = byline(&folder, &url, &["serve", "--config", "elsewhere.toml"]);
    told(&second, 1, &["under the name", "name in [replicas]"]);
}
