//! The tests with real parts: a real feed reader, a real XML parser, a real browser. `tests/all` installs
//! them; a test that misses its part says that it skips.

use std::process::Command;

use crate::process::{Demo, Folder};

/// Whether `program` is here. Says so when it is not.
pub(crate) fn present(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .is_ok_and(|found| found.status.success());
    if !found {
        eprintln!("SKIPPED: {program} is not installed; tests/all installs it");
    }
    found
}

/// A subscriber's reader takes the feed, and shows whose it is.
#[test]
fn newsboat_reads_the_feed_with_its_credit() {
    if !present("newsboat") {
        return;
    }
    let folder = Folder::new("newsboat");
    let demo = Demo::start(&folder);
    demo.until("/feeds/tanews.json", |feed| feed.contains("来源:"));
    for format in ["rss", "atom"] {
        let urls = folder.path().join("urls");
        std::fs::write(
            &urls,
            format!("http://{}/feeds/tanews.{format}\n", demo.address),
        )
        .expect("urls");
        let cache = folder.path().join(format!("{format}.db"));
        let output = Command::new("newsboat")
            .env("HOME", folder.path())
            .env("LC_ALL", "C.UTF-8")
            .arg("-u")
            .arg(&urls)
            .arg("-c")
            .arg(&cache)
            .args(["-x", "reload", "print-unread"])
            .output()
            .expect("newsboat runs");
        let told = String::from_utf8_lossy(&output.stdout);
        let unread: usize = told
            .split_whitespace()
            .find_map(|word| word.parse().ok())
            .unwrap_or_default();
        assert!(
            unread >= 10,
            "{format}: {told} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// libxml2 is stricter than most readers.
#[test]
fn libxml2_accepts_every_xml_document() {
    if !present("xmllint") {
        return;
    }
    let folder = Folder::new("xmllint");
    let demo = Demo::start(&folder);
    for path in [
        "/feeds/tanews.rss",
        "/feeds/tanews.atom",
        "/feeds/luntan.rss",
        "/feeds.opml",
        "/licenses/dyw.xml",
    ] {
        let file = folder.path().join("document.xml");
        std::fs::write(&file, demo.get(path)).expect("written");
        let output = Command::new("xmllint")
            .args(["--nonet", "--noout"])
            .arg(&file)
            .output()
            .expect("xmllint runs");
        assert!(
            output.status.success(),
            "{path}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// A person with a browser finds the feeds, their items and whose they are; no script is needed or run.
#[test]
fn a_browser_shows_the_pages() {
    if !present("chromium") {
        return;
    }
    let folder = Folder::new("chromium");
    let demo = Demo::start(&folder);
    demo.until("/feeds/tanews.json", |feed| feed.contains("来源:"));
    for (path, shown) in [
        ("/", "/feeds/tanews"),
        ("/feeds/tanews", "来源:"),
        ("/feeds/tanews/embed.html", "来源:"),
        ("/about", "岱岳网"),
    ] {
        let profile = folder.path().join("profile");
        let output = Command::new("chromium")
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ])
            .args([
                "--disable-component-update",
                "--disable-sync",
                "--virtual-time-budget=3000",
                "--dump-dom",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("http://{}{path}", demo.address))
            .output()
            .expect("chromium runs");
        let dom = String::from_utf8_lossy(&output.stdout);
        assert!(dom.contains(shown), "{path} does not show {shown}: {dom}");
    }
}
