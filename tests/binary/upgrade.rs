//! A store that an older byline wrote is served by this one, whole, while its origin is away.
//!
//! The stores are real: `tests/stores/README.md` says how each was made, and what its byline published then.

use std::io::Read;

use serde_json::Value;

use crate::database::Server;
use crate::process::{Demo, Folder, free_address};

/// What is in `tests/stores`, unpacked.
fn kept(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/stores/{name}.gz", env!("CARGO_MANIFEST_DIR"));
    let packed = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut bytes = Vec::new();
    let mut unpacked = flate2::read::GzDecoder::new(packed);
    unpacked.read_to_end(&mut bytes).expect("whole");
    bytes
}

fn items(feed: &str) -> Vec<Value> {
    let feed: Value = serde_json::from_str(feed).expect("JSON");
    feed["items"].as_array().expect("items").clone()
}

/// Serves what the store of `environment` and `store`, lines of `[store]`, has, beside what the older byline published.
fn serves_what_was_published(
    folder: &Folder,
    store: &str,
    environment: &[(&str, &str)],
    before: &str,
    said: &str,
) {
    let address = free_address();
    let feeds = format!(
        r#"
[server]
listen = "{address}"
public-url = "http://{address}/"
[store]
{store}
[publishers.dyw]
name = "岱岳网"
url = "http://127.0.0.77:9/"
language = "zh-CN"
timezone = "Asia/Shanghai"
rights = {{ holder = "岱岳网", own-sources = ["岱岳网", "岱岳日报"] }}
[feeds.tanews]
publisher = "dyw"
title = "泰安新闻"
sections = ["http://127.0.0.77:9/tanews/"]
interval = "9h"
limit = 6
"#
    );
    std::fs::write(folder.path().join("feeds.toml"), feeds).expect("feeds.toml");
    let before: Value = serde_json::from_str(before).expect("JSON");
    let withdrawn = before["withdrawn"].as_str().expect("a guid");
    let published = before["items"].as_array().expect("items");
    assert!(published.len() >= 4);
    // The second start finds what the first brought over.
    for start in 0..2 {
        let serving = Demo::serve(folder, &address, environment);
        let now = items(&serving.get("/feeds/tanews.json"));
        let facts = |items: &[Value]| -> Vec<Value> {
            let facts = ["url", "title", "date_published", "authors"];
            let of = |item: &Value| facts.map(|it| item[it].clone()).into();
            items.iter().map(of).collect()
        };
        assert_eq!(facts(&now), facts(published), "start {start}");
        for (item, older) in now.iter().zip(published) {
            assert_eq!(item["_byline"]["credit"], older["_byline"]["credit"]);
            for id in [&item["id"], &older["id"]] {
                let uuid = id.as_str().and_then(|id| id.strip_prefix("urn:uuid:"));
                let (head, _) = serving.ask(&format!("/items/{}", uuid.expect("a guid")));
                assert!(head.starts_with("HTTP/1.1 302"), "{id}: {head}");
                assert!(
                    head.contains(item["url"].as_str().expect("a link")),
                    "{head}"
                );
            }
        }
        let (head, _) = serving.ask(&format!("/items/{withdrawn}"));
        assert!(head.starts_with("HTTP/1.1 410"), "{head}");
        assert!(serving.terminate().success());
    }
    assert_eq!(folder.said().matches(said).count(), 1, "{}", folder.said());
}

/// A newsroom that installs the next version keeps its feeds, their dates, their addresses and its takedowns.
#[test]
fn a_file_of_format_1_is_served_whole() {
    let folder = Folder::new("upgrade-disk");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("byline.redb"), kept("disk-1.redb")).expect("a store");
    let before = String::from_utf8(kept("disk-1.json")).expect("text");
    serves_what_was_published(
        &folder,
        "path = \"data\"",
        &[],
        &before,
        "brought over to format 2",
    );
}

/// The same for a newsroom with a database.
#[test]
fn a_database_of_format_1_is_served_whole() {
    let Some(server) = Server::shared() else {
        return;
    };
    let folder = Folder::new("upgrade-database");
    let name = server.database();
    let dump = String::from_utf8(kept("postgres-1.sql")).expect("text");
    server.sql(&name, &dump);
    let url = server.url(&name);
    let before = String::from_utf8(kept("postgres-1.json")).expect("text");
    serves_what_was_published(
        &folder,
        "postgres-url-env = \"BYLINE_DATABASE_URL\"",
        &[("BYLINE_DATABASE_URL", &url)],
        &before,
        "brought over from format 1 to format 2",
    );
}
