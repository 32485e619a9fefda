//! `byline init`: the first file of an operator, written of what real pages say.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::origin::Origin;
use crate::process::{Demo, Folder, byline, text};

/// Runs init for `sections` of the site at `address`; the file, with HOST in place of the address.
fn written(folder: &Folder, address: &str, sections: &[&str], zone: &str) -> String {
    let urls: Vec<String> = sections
        .iter()
        .map(|it| format!("{address}/{it}/"))
        .collect();
    let mut arguments = vec!["init", "--zone", zone];
    arguments.extend(urls.iter().map(String::as_str));
    let output = byline(folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let checked = byline(folder, &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    assert!(
        text(&checked.stdout).contains("no problems"),
        "{}",
        text(&checked.stdout)
    );
    let file = std::fs::read_to_string(folder.path().join("feeds.toml")).expect("the file");
    file.replace(address, "HOST")
}

/// What every item of `feed` says, once all articles were read.
fn items(folder: &Folder, feed: &str) -> Vec<serde_json::Value> {
    let output = byline(folder, &["fetch", feed, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let feed: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    feed["items"].as_array().expect("items").clone()
}

const HEAD: &str = "# Written by `byline init`: behind each value stands where it was found; what was not found is a comment to fill in.
# `byline check --online` tries all of it, `byline serve` serves it, and `byline schema --sample` prints every other key.

# First-seen dates, articles and takedowns outlive a restart here.
[store]
path = \"byline-data\"

";

/// An operator of a Chinese portal gets its name, holder, terms and contact, and items with its dates, from one command.
#[test]
fn a_portal_s_file_is_right_and_always_the_same() {
    let folder = Folder::new("init-zh");
    let newsroom = Demo::newsroom_only(&folder);
    let file = written(
        &folder,
        &newsroom.address,
        &["tanews", "shehui"],
        "Asia/Shanghai",
    );
    let expected = r#"[publishers.127-0-0-1]
name = "岱岳网"  # the © line on http://HOST/tanews/
url = "http://HOST/"
language = "zh-CN"  # detected by the encoding and the script of http://HOST/tanews/
timezone = "Asia/Shanghai"  # the zone of the times that its pages print, as --zone says

[publishers.127-0-0-1.rights]
holder = "岱岳网"  # the © line on http://HOST/tanews/
terms = "http://HOST/copyright.htm"  # the link "版权声明" on http://HOST/tanews/
contact = "mailto:rights@news.example"  # an e-mail address on http://HOST/copyright.htm
grant = "excerpt"  # "full" only with the publisher's permission
reprint-grant = "headline"  # what it took from others

[feeds.tanews]
publisher = "127-0-0-1"
title = "泰安新闻"
interval = "10m"
sections = ["http://HOST/tanews/"]

[feeds.shehui]
publisher = "127-0-0-1"
title = "社会"
interval = "10m"
sections = ["http://HOST/shehui/"]
"#;
    assert_eq!(file, format!("{HEAD}{expected}"));
    let items = items(&folder, "tanews");
    assert!(items.len() >= 10);
    let own = items
        .iter()
        .filter(|item| item["_byline"]["rights"]["holder"] == "岱岳网");
    assert!(own.count() > 0, "{items:?}");
    for item in &items {
        assert_eq!(item["_byline"]["publisher"], "岱岳网", "{item}");
        let date = item["date_published"].as_str().unwrap_or_default();
        assert!(date.ends_with("+08:00"), "{item}");
    }
}

/// The same for an English paper, whose holder is a company with another name.
#[test]
fn a_paper_s_file_is_right_and_always_the_same() {
    let folder = Folder::new("init-en");
    let newsroom = Demo::newsroom_only_in(&folder, "en");
    let file = written(&folder, &newsroom.address, &["harbour"], "Europe/London");
    let expected = r#"[publishers.127-0-0-1]
name = "The Quay Gazette"  # og:site_name on http://HOST/harbour/
url = "http://HOST/"
language = "en-GB"  # <html lang> on http://HOST/harbour/
timezone = "Europe/London"  # the zone of the times that its pages print, as --zone says

[publishers.127-0-0-1.rights]
holder = "Quay Gazette Ltd"  # the © line on http://HOST/harbour/
terms = "http://HOST/copyright"  # the link "Copyright" on http://HOST/harbour/
contact = "mailto:rights@gazette.example"  # an e-mail address on http://HOST/copyright
grant = "excerpt"  # "full" only with the publisher's permission
reprint-grant = "headline"  # what it took from others

[feeds.harbour]
publisher = "127-0-0-1"
title = "Harbour"
interval = "10m"
sections = ["http://HOST/harbour/"]
"#;
    assert_eq!(file, format!("{HEAD}{expected}"));
    let items = items(&folder, "harbour");
    assert_eq!(items.len(), 14);
    let own = items
        .iter()
        .filter(|item| item["_byline"]["rights"]["holder"] == "Quay Gazette Ltd");
    assert!(own.count() >= 7, "{items:?}");
    let agencies = items
        .iter()
        .filter(|item| item["_byline"]["reprint"] == true);
    for item in agencies {
        let source = item["_byline"]["source"]["name"]
            .as_str()
            .unwrap_or_default();
        assert!(
            ["Coastal Press Agency", "Northern Science Wire"].contains(&source),
            "{item}"
        );
    }
}

/// Nobody's file is lost, and no date is shifted in silence: without a zone there is no file.
#[test]
fn no_file_is_overwritten_and_no_zone_is_made_up() {
    let folder = Folder::new("init-zone");
    let newsroom = Demo::newsroom_only(&folder);
    let url = format!("http://{}/tanews/", newsroom.address);
    let output = byline(&folder, &["init", &url]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains(&format!("byline init {url} --zone Asia/Shanghai")),
        "{told}"
    );
    assert!(!told.contains("UTC"), "{told}");
    assert!(
        text(&output.stdout).contains("rights@news.example"),
        "what was found is shown"
    );
    let file = folder.path().join("feeds.toml");
    assert!(!file.exists());
    let misspelt = byline(&folder, &["init", &url, "--zone", "Asia/Shangai"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(text(&misspelt.stderr).contains("did you mean \"Asia/Shanghai\"?"));
    std::fs::write(&file, "mine").expect("a file");
    let again = byline(&folder, &["init", &url, "--zone", "Asia/Shanghai"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        text(&again.stderr).contains("--out"),
        "{}",
        text(&again.stderr)
    );
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "mine");
    let beside = [
        "init",
        &url,
        "--zone",
        "127.0.0.1=Asia/Shanghai",
        "--out",
        "other.toml",
    ];
    assert_eq!(byline(&folder, &beside).status.code(), Some(0));
    assert!(folder.path().join("other.toml").exists());
}

/// Nobody waits for the pages of ten sites only to learn that the folder was misspelt.
#[test]
fn a_file_that_cannot_be_made_costs_no_request() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let site = Origin::start(move |_, _| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let folder = Folder::new("init-out");
    std::fs::write(folder.path().join("file"), "mine").expect("a file");
    let url = format!("http://{}/", site.address);
    for (out, code) in [
        ("no-folder/feeds.toml", 1),
        ("file/feeds.toml", 1),
        ("file", 2),
        (".", 2),
    ] {
        let output = byline(
            &folder,
            &["init", &url, "--zone", "Europe/London", "--out", out],
        );
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{out}: {told}");
        assert!(told.contains(out) && told.contains("--out"), "{told}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    let file = std::fs::read_to_string(folder.path().join("file"));
    assert_eq!(file.expect("the file"), "mine");
    // So that the count would notice a request.
    byline(&folder, &["init", &url, "--zone", "Europe/London"]);
    assert!(asked.load(Ordering::Relaxed) > 0);
    assert!(!folder.path().join("feeds.toml").exists());
}

const RSS: &str = "<?xml version='1.0'?><rss version='2.0'><channel><title>Island News</title><link>/</link><description>x</description>\
    <item><title>The pier is open</title><link>/1.html</link></item></channel></rss>";

/// An operator who gives the wrong address learns for each what it is and what to do, and gets no file that does not work.
#[test]
fn what_cannot_be_read_is_told_with_a_remedy() {
    let site = Origin::start(|path, stream| {
        let (status, kind, body): (&str, &str, &[u8]) = match path {
            "/robots.txt" => ("200 OK", "text/plain", b"User-agent: *\nDisallow: /private/\n"),
            "/a.pdf" => ("200 OK", "application/pdf", b"%PDF-1.7\n%\xe2\xe3"),
            "/text" => ("200 OK", "text/html", b"<p>There is nothing on this page but words."),
            "/app" => ("200 OK", "text/html", b"<div id=root></div><script src=/app.js></script>"),
            "/feed.xml" => ("200 OK", "application/rss+xml", RSS.as_bytes()),
            "/1.html" => ("200 OK", "text/html", b"<html><h1>The pier is open</h1><p>The pier was opened on Monday, and the whole island came to see it."),
            "/" => ("200 OK", "text/html", b"<html lang=en-IE><meta property=og:site_name content='Island News'><p>Hello"),
            _ => ("404 Not Found", "text/html", b"no"),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let _ = std::io::Write::write_all(stream, head.as_bytes());
        let _ = std::io::Write::write_all(stream, body);
    });
    let folder = Folder::new("init-wrong");
    let closed = crate::process::free_address();
    let at = |path: &str| format!("http://{}{path}", site.address);
    let urls = [
        at("/a.pdf"),
        at("/text"),
        at("/app"),
        at("/private/x"),
        at("/gone"),
        format!("http://{closed}/"),
    ];
    let mut arguments = vec!["init", "--zone", "Europe/Dublin"];
    arguments.extend(urls.iter().map(String::as_str));
    let output = byline(&folder, &arguments);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    for (url, words) in urls.iter().zip([
        "a PDF, not a page",
        "give the URL of a page that lists articles",
        "[browser]",
        "robots.txt forbids it",
        "look for its new address",
        "open the address in a browser",
    ]) {
        let line = told.lines().find(|line| line.starts_with(url.as_str()));
        assert!(
            line.is_some_and(|line| line.contains(words)),
            "{url}: {words}: {told}"
        );
    }
    assert!(told.contains("Nothing is written."), "{told}");
    for wrong in ["not-an-address", "ftp://news.example/"] {
        let output = byline(&folder, &["init", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(text(&output.stderr).contains(wrong));
    }
    let feeds = folder.path().join("feeds.toml");
    assert!(!feeds.exists());
    // A feed is a section, too: its publisher is read from the site's home page. What is not said is left to be filled in, and
    // a site that says nothing of its rights has granted nothing.
    let output = byline(
        &folder,
        &["init", &at("/feed.xml"), "--zone", "Europe/Dublin"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let file = std::fs::read_to_string(feeds).expect("the file");
    for line in [
        "name = \"Island News\"",
        "kind = \"feed\"",
        "# terms = ",
        "# contact = ",
        "grant = \"headline\"",
    ] {
        assert!(file.contains(line), "{line}: {file}");
    }
    assert!(text(&byline(&folder, &["check"]).stdout).contains("no problems"));
    assert_eq!(items(&folder, "news")[0]["title"], "The pier is open");
}
