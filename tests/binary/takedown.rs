//! `byline takedown`, beside a running byline and without one.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use crate::process::{Demo, Folder};

const VARIABLE: &str = "BYLINE_TEST_ADMIN";
const TOKEN: &str = "a-token-for-tests-only";

fn takedown(folder: &Folder, token: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    command
        .arg("takedown")
        .args(arguments)
        .env_remove(VARIABLE)
        .current_dir(folder.path())
        .stdin(Stdio::null());
    if let Some(token) = token {
        command.env(VARIABLE, token);
    }
    command.output().expect("the binary runs")
}

#[track_caller]
fn done(output: &Output, parts: &[&str]) {
    told(output, 0, &output.stdout, parts);
}

#[track_caller]
fn refused(output: &Output, code: i32, parts: &[&str]) {
    assert!(output.stdout.is_empty());
    told(output, code, &output.stderr, parts);
}

#[track_caller]
fn told(output: &Output, code: i32, stream: &[u8], parts: &[&str]) {
    let text = String::from_utf8_lossy(stream);
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    for part in parts {
        assert!(text.contains(part), "nothing of {part:?} in: {text}");
    }
}

/// The shipped file over `newsroom`, listening on a port that is free; with or without an admin token.
fn feeds_toml(folder: &Folder, newsroom: &str, admin: bool) -> String {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = free.local_addr().expect("its address").to_string();
    let mut text = include_str!("../../feeds.toml")
        .replace("127.0.0.1:8081", newsroom)
        .replace("127.0.0.1:8080", &address);
    if admin {
        let line = format!("admin-token-env = \"{VARIABLE}\"");
        text = text.replace("# admin-token-env = \"BYLINE_ADMIN_TOKEN\"", &line);
        assert!(text.contains(&line));
    }
    std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
    address
}

/// `(url, uuid)` of the item at `index` of the feed.
fn item(serving: &Demo, index: usize) -> (String, String) {
    let feed = serving.until("/feeds/tanews.json", |feed| feed.contains("来源:"));
    let feed: serde_json::Value = serde_json::from_str(&feed).expect("JSON");
    let item = &feed["items"][index];
    let text = |key: &str| item[key].as_str().expect("text").to_owned();
    (text("url"), text("id").replace("urn:uuid:", ""))
}

/// The operator's evening: a letter comes, one command, and it is gone; also across restarts, and also undone.
#[test]
fn the_command_withdraws_lists_and_undoes() {
    let folder = Folder::new("takedown");
    let newsroom = Demo::newsroom_only(&folder);
    let address = feeds_toml(&folder, &newsroom.address, true);
    let serving = Demo::serve(&folder, &address, &[(VARIABLE, TOKEN)]);
    let ((url, uuid), (_, second)) = (item(&serving, 0), item(&serving, 1));

    // Beside the running byline.
    refused(
        &takedown(&folder, Some("another-token-altogether"), &[&url]),
        1,
        &["refuses the token", &address],
    );
    refused(
        &takedown(&folder, None, &[&url]),
        2,
        &["byline-data", "admin-token-env"],
    );
    done(
        &takedown(&folder, Some(TOKEN), &[&url, "--reason", "an objection"]),
        &[&uuid, "from tanews"],
    );
    assert!(
        !serving.get("/feeds/tanews.rss").contains(&url),
        "gone when it answers"
    );
    let (head, body) = serving.ask(&format!("/items/{uuid}"));
    assert!(
        head.starts_with("HTTP/1.1 410") && body.contains("an objection"),
        "{head} {body}"
    );
    done(
        &takedown(&folder, Some(TOKEN), &["--list"]),
        &[&uuid, &url, "[tanews", "an objection"],
    );
    assert!(serving.terminate().success());

    // On the store alone, with a guid.
    done(
        &takedown(&folder, None, &["--list"]),
        &[&uuid, "byline-data"],
    );
    let guid = format!("urn:uuid:{second}");
    done(
        &takedown(&folder, None, &[&guid]),
        &[&second, "from tanews", "no running byline"],
    );

    // After a restart both are out, and one of them comes back.
    let serving = Demo::serve(&folder, &address, &[(VARIABLE, TOKEN)]);
    let feed = serving.get("/feeds/tanews.json");
    let feed: serde_json::Value = serde_json::from_str(&feed).expect("JSON");
    for item in feed["items"].as_array().expect("items") {
        let id = item["id"].as_str().expect("an id");
        assert!(!id.contains(&uuid) && !id.contains(&second), "{id} is back");
    }
    done(
        &takedown(&folder, Some(TOKEN), &[&uuid, "--undo"]),
        &["no longer withdrawn", "tanews"],
    );
    refused(
        &takedown(&folder, Some(TOKEN), &[&uuid, "--undo"]),
        1,
        &["not withdrawn"],
    );
    serving.until("/feeds/tanews.rss", |feed| feed.contains(&url));
    assert!(serving.terminate().success());
}

/// Whatever is missing, the message says what, and nothing is said to be done that is not.
#[test]
fn the_command_says_what_is_missing() {
    let folder = Folder::new("takedown-missing");
    let address = feeds_toml(&folder, "127.0.0.1:9", true);
    let url = "http://news.example/a.htm";
    for (arguments, part) in [
        (&["news.example/a.htm"][..], "neither"),
        (&["urn:uuid:7"], "neither"),
        (&[], "URL|GUID"),
        (&["--list", url], "cannot be used"),
    ] {
        refused(&takedown(&folder, Some(TOKEN), arguments), 2, &[part]);
    }
    // No store, and nobody listens.
    refused(
        &takedown(&folder, Some(TOKEN), &[url]),
        1,
        &["no store at byline-data", &address, "byline serve"],
    );
    assert!(!folder.path().join("byline-data").exists(), "none is made");
    refused(
        &takedown(&folder, None, &[url]),
        2,
        &["no store at byline-data", "admin token"],
    );

    // A server without an admin door holds the store.
    let address = feeds_toml(&folder, "127.0.0.1:9", false);
    let serving = Demo::serve(&folder, &address, &[]);
    refused(
        &takedown(&folder, None, &[url]),
        2,
        &["in use", "admin-token-env"],
    );
    std::fs::write(
        folder.path().join("feeds.toml"),
        std::fs::read_to_string(folder.path().join("feeds.toml"))
            .expect("feeds.toml")
            .replace(
                "# admin-token-env = \"BYLINE_ADMIN_TOKEN\"",
                &format!("admin-token-env = \"{VARIABLE}\""),
            ),
    )
    .expect("written");
    refused(
        &takedown(&folder, Some(TOKEN), &[url]),
        1,
        &["no admin endpoints", "restart"],
    );
    assert!(serving.terminate().success());
}
