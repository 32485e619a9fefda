//! The binary as a newcomer and an operator meet it.

use std::io::Write;

use crate::process::{Demo, Folder, byline, free_address, text};

/// The first minute of a newcomer: one command, no network, no files left behind, feeds that hold.
#[test]
fn the_demo_serves_every_feed_in_every_format() {
    let folder = Folder::new("demo");
    let demo = Demo::start(&folder);
    let index = demo.get("/");
    for feed in ["tanews", "shehui", "tupian", "luntan"] {
        assert!(
            index.contains(&format!("/feeds/{feed}")),
            "the index does not list {feed}"
        );
        for format in ["rss", "atom", "json"] {
            let body = demo.get(&format!("/feeds/{feed}.{format}"));
            let parsed = feed_rs::parser::parse(body.as_bytes())
                .unwrap_or_else(|error| panic!("{feed}.{format}: {error}"));
            assert!(
                parsed.entries.len() >= 10,
                "{feed}.{format} has {} items",
                parsed.entries.len()
            );
            assert!(
                parsed.entries.iter().all(|entry| entry.title.is_some()),
                "{feed}.{format}"
            );
        }
    }
    // Which stories are on a section differs by the hour; this feed has three sections.
    demo.until("/feeds/yaowen.json", |feed| {
        feed.contains("责任编辑") && feed.contains("\"reprint\":false")
    });
    let reprinted = ["yaowen", "shehui", "tupian", "luntan", "tanews"]
        .iter()
        .any(|feed| {
            demo.get(&format!("/feeds/{feed}.json"))
                .contains("\"reprint\":true")
        });
    assert!(reprinted, "no feed has a reprint");
    assert!(demo.terminate().success(), "SIGTERM is a clean end");
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .collect();
    assert!(left.is_empty(), "the demo leaves files: {left:?}");
}

/// A newcomer who does not read Chinese sees the same: an agency's article, other people's pictures, and a takedown.
#[test]
fn the_demo_speaks_english() {
    let folder = Folder::new("demo-en");
    let demo = Demo::start_in(&folder, "en");
    for feed in ["harbour", "town", "pictures", "all"] {
        for format in ["rss", "atom", "json"] {
            let body = demo.get(&format!("/feeds/{feed}.{format}"));
            let parsed = feed_rs::parser::parse(body.as_bytes())
                .unwrap_or_else(|error| panic!("{feed}.{format}: {error}"));
            assert!(parsed.entries.len() >= 7, "{feed}.{format}");
        }
    }
    let all = demo.until("/feeds/all.json", |feed| {
        feed.contains("\"name\":\"Coastal Press Agency\"") && feed.contains("/The Quay Gazette\"")
    });
    let all: serde_json::Value = serde_json::from_str(&all).expect("JSON");
    let items = all["items"].as_array().expect("items");
    let of = |name: &str| {
        items
            .iter()
            .find(|item| item["_byline"]["source"]["name"] == name)
    };
    let own = of("The Quay Gazette").expect("an article of its own");
    assert_eq!(own["_byline"]["rights"]["holder"], "Quay Gazette Ltd");
    assert_eq!(own["_byline"]["grant"], "excerpt");
    let agency = of("Coastal Press Agency").expect("an agency's article");
    assert_eq!(agency["_byline"]["grant"], "headline");
    assert_eq!(agency["summary"], serde_json::Value::Null);
    // The call that the demo prints, with an article put in.
    let url = agency["url"].as_str().expect("a URL");
    let call = |begin: &str| {
        let (_, rest) = demo.printed.split_once(begin).expect("a call");
        rest.split('\'').next().unwrap_or_default().to_owned()
    };
    let headers = format!("{}\r\n{}\r\n", call("-H '"), call("' -H '"));
    let body = call("-d '").replace("ARTICLE", url);
    let answer = demo.try_ask("POST", "/admin/takedowns", &headers, &body);
    assert_eq!(answer.expect("an answer").0, 200);
    let feed: serde_json::Value = serde_json::from_str(&demo.get("/feeds/all.json")).expect("JSON");
    let mut left = feed["items"].as_array().expect("items").iter();
    assert!(left.all(|item| item["url"] != url), "{feed}");
}

/// `byline serve` uses the shipped file as it is when the demo's newsroom runs.
#[test]
fn fetch_reads_one_feed_from_the_newsroom() {
    let folder = Folder::new("fetch");
    let newsroom = Demo::newsroom_only(&folder);
    let shipped = include_str!("../../feeds.toml").replace("127.0.0.1:8081", &newsroom.address);
    std::fs::write(folder.path().join("feeds.toml"), shipped).expect("feeds.toml");
    for format in ["rss", "atom", "json"] {
        let output = byline(&folder, &["fetch", "tanews", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let feed = feed_rs::parser::parse(&output.stdout[..]).expect("a feed");
        assert!(feed.entries.len() >= 10);
    }
    let unknown = byline(&folder, &["fetch", "nothing"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        text(&unknown.stderr).contains("tanews"),
        "the known feeds are named: {}",
        text(&unknown.stderr)
    );
}

/// Before a deployment an operator sees what each section lists, and which one byline cannot read.
#[test]
fn check_online_says_what_each_section_lists() {
    let folder = Folder::new("online");
    let newsroom = Demo::newsroom_only(&folder);
    let file = folder.path().join("feeds.toml");
    let shipped = include_str!("../../feeds.toml").replace("127.0.0.1:8081", &newsroom.address);
    std::fs::write(&file, &shipped).expect("feeds.toml");
    let sound = byline(&folder, &["check", "--online"]);
    assert_eq!(sound.status.code(), Some(0), "{}", text(&sound.stderr));
    let line = text(&sound.stdout)
        .lines()
        .find(|line| line.starts_with("tanews "))
        .expect("a line for the feed");
    assert!(line.contains(" articles, "), "{line}");
    assert!(line.contains(", newest 2"), "{line}");

    let broken = shipped.replace("/tanews/", "/nowhere/");
    assert_ne!(broken, shipped);
    std::fs::write(&file, broken).expect("feeds.toml");
    let broken = byline(&folder, &["check", "--online"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stderr).contains("/nowhere/"));
    assert!(!text(&broken.stdout).contains("tanews "));
}

/// An operator is told everything at once, each with its line, and the exit code says what kind of failure.
#[test]
fn check_tells_everything_that_is_wrong() {
    let folder = Folder::new("check");
    let path = folder.path().join("feeds.toml");
    let mut file = std::fs::File::create(&path).expect("feeds.toml");
    file.write_all(
        br#"[publishers.paper]
name = "Paper"
url = "http://news.example/"
language = "en"

[feeds.city]
publisher = "papre"
title = "City"
sections = ["http://news.example/city/"]
interval = "0s"
intervall = "10m"
[feeds.city.select]
item = "li >"
"#,
    )
    .expect("written");
    let output = byline(&folder, &["check"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    for part in [
        "feeds.toml:1",
        "timezone",
        "feeds.toml:7",
        "papre",
        "feeds.toml:10",
        "interval",
        "feeds.toml:11",
        "intervall",
        "feeds.toml:13",
        "li >",
    ] {
        assert!(told.contains(part), "nothing of {part:?} in:\n{told}");
    }
    for command in ["serve", "check"] {
        let missing = byline(&folder, &[command, "--config", "nowhere.toml"]);
        assert_eq!(missing.status.code(), Some(2), "{command}");
        assert!(text(&missing.stderr).contains("nowhere.toml"));
    }
}

/// The shipped file is the first one an operator copies.
#[test]
fn the_shipped_file_is_valid() {
    let folder = Folder::new("shipped");
    std::fs::write(
        folder.path().join("feeds.toml"),
        include_str!("../../feeds.toml"),
    )
    .expect("feeds.toml");
    let output = byline(&folder, &["check"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    let schema = byline(&folder, &["schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).expect("JSON");
    assert!(schema["properties"]["feeds"].is_object());
}

/// The first file that a newcomer copies, out of the README, works as it stands beside the newsroom that it names.
#[test]
fn the_file_of_eight_lines_in_the_readme_works() {
    let readme = include_str!("../../README.md");
    let (_, block) = readme.split_once("```toml\n").expect("a block");
    let (block, _) = block.split_once("```").expect("its end");
    assert_eq!(block.lines().count(), 8, "{block}");
    let folder = Folder::new("readme");
    let newsroom = Demo::newsroom_only_in(&folder, "en");
    let file = block.replace("127.0.0.1:8081", &newsroom.address);
    std::fs::write(folder.path().join("feeds.toml"), file).expect("feeds.toml");
    let checked = byline(&folder, &["check"]);
    assert!(
        text(&checked.stdout).ends_with("1 feed, 1 publisher, no problems\n"),
        "{}",
        text(&checked.stdout)
    );
    let fetched = byline(&folder, &["fetch", "harbour", "--format", "json"]);
    let feed: serde_json::Value = serde_json::from_slice(&fetched.stdout).expect("JSON");
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(14));
    let holders = feed["items"].as_array().expect("items").iter();
    let mut holders = holders.map(|item| &item["_byline"]["rights"]["holder"]);
    assert!(holders.any(|holder| holder == "Quay Gazette Ltd"));
}

/// `byline article` says what it reads, and where nothing is to be read says that.
#[test]
fn article_reports_what_a_page_says() {
    let folder = Folder::new("article");
    let page = "<html lang=zh-CN><head><meta charset=gb2312><title>城南小学开了图书室_岱岳网</title></head><body>\
        <h1>城南小学开了图书室</h1><div>2015-01-21 09:39:00 作者:  来源:岱岳日报</div>\
        <div class=content><p>岱岳网泰安1月21日讯 城南小学的新图书室今天上午开门,学生们排着队进去看书,家长也来了。</p>\
        <p>图书室有三千册书,都是居民捐来的,每天放学以后开放两个小时,周末全天开放,假期也不关门。</p></div>\
        <div>初审编辑:李三四 责任编辑:王五六</div></body></html>";
    let (bytes, _, _) = encoding_rs::GB18030.encode(page);
    std::fs::write(folder.path().join("page.html"), &bytes).expect("page.html");
    let output = byline(
        &folder,
        &[
            "article",
            "page.html",
            "--url",
            "http://news.example/tanews/1.htm",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["title"], "城南小学开了图书室");
    assert_eq!(report["date"], "2015-01-21T09:39:00+08:00");
    assert_eq!(report["source"], "岱岳日报");
    assert_eq!(
        report["author"],
        serde_json::Value::Null,
        "an empty label is no author"
    );
    assert!(
        report["editor"]
            .as_str()
            .is_some_and(|editors| editors.contains("王五六"))
    );
    assert!(
        report["body"]
            .as_str()
            .is_some_and(|body| body.contains("三千册书") && !body.contains("责任编辑"))
    );
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("binary", &b"\0\x01\x02\xff\xfe"[..]),
        ("a.pdf", &b"%PDF-1.7\n%\xe2\xe3"[..]),
    ] {
        std::fs::write(folder.path().join(name), bytes).expect(name);
        let output = byline(&folder, &["article", name, "--url", "http://news.example/"]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(
            text(&output.stderr).contains(name),
            "{}",
            text(&output.stderr)
        );
    }
    assert_eq!(
        byline(&folder, &["article", "nowhere.html"]).status.code(),
        Some(1)
    );
    assert_eq!(byline(&folder, &["article"]).status.code(), Some(2));
}

/// A newsroom whose logs go to a collector must not have to take lines for people apart.
#[test]
fn the_log_can_be_a_json_object_a_line() {
    let folder = Folder::new("log");
    let address = free_address();
    let toml = include_str!("../../feeds.toml").replace("127.0.0.1:8080", &address);
    std::fs::write(folder.path().join("feeds.toml"), toml).expect("feeds.toml");
    let serving = Demo::logging_json(&folder, &address);
    assert!(serving.terminate().success());
    let said = folder.said();
    let lines: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let first = lines.first().expect("a line");
    assert_eq!(
        (&first["level"], &first["message"]),
        (&"INFO".into(), &"serving".into())
    );
    assert_eq!(first["address"], *address);
    let at = first["timestamp"].as_str().expect("a time");
    assert!(at.parse::<jiff::Timestamp>().is_ok(), "{at}");
    assert!(
        lines.iter().any(|line| line["message"] == "stopped"),
        "{said}"
    );
}

/// An operator whose collector stays empty must not have to look for the fault there.
#[cfg(not(feature = "otlp"))]
#[test]
fn a_byline_without_traces_says_so_where_a_collector_is_named() {
    let folder = Folder::new("no-traces");
    let address = free_address();
    let toml = include_str!("../../feeds.toml").replace("127.0.0.1:8080", &address);
    std::fs::write(folder.path().join("feeds.toml"), toml).expect("feeds.toml");
    let named = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")];
    let serving = Demo::serve(&folder, &address, &named);
    assert!(serving.terminate().success());
    let said = folder.said();
    assert!(
        said.contains("no traces: OTEL_EXPORTER_OTLP_ENDPOINT is set"),
        "{said}"
    );
}
