//! Invented article pages of every make, and what must be read from them.
//!
//! One folder each: `page.html`, and `expected.json` with keys of the report that must be equal, and
//! `…_has`, `…_lacks`, `body_begins`, `body_ends` for what a text must and must not hold.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use byline::extract::{ExtractError, article};
use byline::page::{Budget, Context};
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

fn read(html: &str, language: &str) -> Result<byline::model::Article, ExtractError> {
    with_context(language, |at| article::read(html, at))
}

fn with_context<T>(language: &str, ask: impl FnOnce(&Context<'_>) -> T) -> T {
    let zone = match language {
        "ja" => "Asia/Tokyo",
        "en" => "America/New_York",
        _ => "Asia/Shanghai",
    };
    ask(&Context {
        url: &Url::parse("http://news.example/tanews/asaichi.html").unwrap(),
        zone: &TimeZone::get(zone).unwrap(),
        language,
        now: "2026-06-01T00:00:00Z".parse().unwrap(),
        budget: &Budget::unbounded(),
    })
}

fn check(name: &str, language: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/articles")
        .join(name);
    let html = std::fs::read_to_string(folder.join("page.html")).expect("the page");
    let expected: Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).expect("the truth"))
            .expect("JSON");
    let report = article::report(&read(&html, language).expect("an article"));
    for (key, wanted) in expected.as_object().expect("an object") {
        let text = |key: &str| report[key].as_str().unwrap_or_default().to_owned();
        let words = || {
            wanted
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
        };
        if let Some(key) = key.strip_suffix("_has") {
            for word in words() {
                assert!(
                    text(key).contains(word),
                    "{name}: {key} lacks {word:?}: {}",
                    text(key)
                );
            }
        } else if let Some(key) = key.strip_suffix("_lacks") {
            for word in words() {
                assert!(
                    !text(key).contains(word),
                    "{name}: {key} has {word:?}: {}",
                    text(key)
                );
            }
        } else if key == "body_begins" {
            assert!(
                text("body").starts_with(wanted.as_str().unwrap()),
                "{name}: {}",
                text("body")
            );
        } else if key == "body_ends" {
            assert!(
                text("body").ends_with(wanted.as_str().unwrap()),
                "{name}: {}",
                text("body")
            );
        } else {
            assert_eq!(
                report.get(key).unwrap_or(&Value::Null),
                wanted,
                "{name}: {key}"
            );
        }
    }
}

/// The first publisher's own pages: an empty author must not become the source, a notice not the body.
#[test]
fn the_portals_article_is_read_whole() {
    check("portal", "zh-CN");
}

/// Meta holds numbers and slogans; a reader who believes it credits nobody.
#[test]
fn what_readers_see_beats_what_meta_says() {
    check("lying-meta", "zh-CN");
}

/// A mirror's glued readings must reach no feed.
#[test]
fn a_mirrors_readings_are_taken_out() {
    check("mirrored", "zh-TW");
}

/// Rights that a page states to machines must not be lost: holder, licence, limits, origin.
#[test]
fn a_graph_of_structured_data_is_followed() {
    check("graph", "en");
}

/// Half an article is worse than a headline: the further pages must be known.
#[test]
fn further_pages_are_found() {
    check("paged", "ja");
}

/// Old portals lay labels and values into cells of their own.
#[test]
fn labels_and_values_in_separate_cells_belong_together() {
    check("cells", "zh-CN");
}

/// An article in three parts is one article: text in order, the last page's editor, the narrowest limits.
#[test]
fn joined_pages_are_one_article() {
    let page = |text: &str, tail: &str| {
        let html = format!(
            "<title>长卷</title><h1>长卷</h1><p>2020-01-02 03:04 来源：岱岳网</p><div><p>{text}，这一页讲的是第一件事，写得很长很长，读者须慢慢看。</p></div>{tail}"
        );
        read(&html, "zh-CN").expect("an article")
    };
    let first = page(
        "其一",
        "<div class=pages>1 <a href='asaichi_2.html'>2</a></div>",
    );
    assert_eq!(first.more_pages.len(), 1);
    let last = page(
        "其二",
        "<p>责任编辑：孙立夏</p><meta name=robots content=noarchive>",
    );
    let whole = article::join(first, vec![last]);
    let body = article::plain_text(whole.body.as_ref().expect("a body"));
    assert!(body.find("其一") < body.find("其二"), "{body}");
    assert_eq!(whole.editors.len(), 1);
    assert!(whole.limits.no_archive && whole.more_pages.is_empty());
}

/// Whoever feeds byline something else must be told what it was and what to try.
#[test]
fn what_is_no_article_is_named() {
    let found = |html: &str| match read(html, "zh-CN") {
        Err(ExtractError::NoArticle { found, remedy }) => {
            assert!(!remedy.is_empty());
            found
        }
        other => panic!("expected no article, got {other:?}"),
    };
    assert_eq!(found(" \n"), "the page is empty");
    assert_eq!(found("%PDF-1.4 \u{fffd}\u{fffd}"), "the page is a PDF");
    assert_eq!(
        found("\u{fffd}PNG\r\n\u{1a}\n\0\0\0\rIHDR"),
        "the page is an image (PNG)"
    );
    assert!(found(&"\u{fffd}\u{1}\u{2}x".repeat(500)).contains("binary"));
    assert!(found("{\"code\":0,\"data\":[]}").contains("JSON"));
    assert!(
        found("<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>").contains("feed")
    );
    assert!(
        found("<title>登录</title><form>用户名 <input name=u> 密码 <input type=password></form>")
            .contains("login")
    );
    let list = (0..40).fold(String::from("<ul>"), |list, n| {
        list + &format!("<li><a href='/{n}'>第{n}条新闻的标题在这里</a></li>")
    });
    assert!(found(&list).contains("links"));
    assert!(
        found("<html><body><div id=app></div><script>render()</script></body></html>")
            .contains("without any visible text")
    );
}

/// Hostile and broken pages end quickly, with an answer and without a panic.
#[test]
fn hostile_pages_end_with_an_answer() {
    for tag in [
        "<div>",
        "<b>",
        "<p><a>",
        "<table><tr><td>",
        "<li>来源：",
        "<span>作者:",
    ] {
        let _ = read(&tag.repeat(20_000), "zh-CN");
    }
    let _ = read(&"来源：".repeat(50_000), "zh-CN");
    let _ = read(&"报(bào)".repeat(50_000), "zh-CN");
    let _ = read(&"2015-01-21 ".repeat(50_000), "zh-CN");
}

/// An invented page whose head, and whose lines between headline and text, are given.
fn page_with(head: &str, between: &str) -> byline::model::Article {
    let paragraph = "<p>The cable car will climb again from June, the operator said, after a winter in which \
        the upper station was closed and every passenger had to take the bus around the hill.</p>";
    let text = paragraph.repeat(4);
    let html = format!(
        "<!doctype html><html lang=en><head><title>Cable car climbs again</title>{head}</head><body><article>\
         <h1>Cable car climbs again</h1>{between}<time datetime=2026-03-05>March 5, 2026</time>\
         <div class=content>{text}</div></article></body></html>"
    );
    read(&html, "en").unwrap()
}

/// A second author in an element of its own must not lose the credit.
#[test]
fn authors_in_elements_alike_are_all_credited() {
    for between in [
        "<div class=byline>Nora Peak</div><div class=byline>Sam Ridge</div>",
        "<div><span class=byline>By Nora Peak</span> <span class=byline>and Sam Ridge</span></div>",
        "<ul class=bylines><li class=byline>Nora Peak</li><li class=byline>Sam Ridge</li></ul>",
    ] {
        assert_eq!(
            page_with("", between).byline,
            ["Nora Peak", "Sam Ridge"],
            "{between}"
        );
    }
    let with_job = "<div class=byline>Nora Peak</div><div class=byline>Staff Writer</div>";
    assert_eq!(page_with("", with_job).byline, ["Nora Peak"]);
}

/// An author whom only microdata names must be credited, whichever property says it.
#[test]
fn authors_of_microdata_are_read_under_each_of_their_properties() {
    for (head, between) in [
        ("<meta itemprop='author creator' content='Nora Peak'>", ""),
        ("<meta itemprop=creator content='Nora Peak'>", ""),
        (
            "",
            "<span itemscope itemprop='author creator'><meta itemprop=name content='Nora Peak'></span>",
        ),
    ] {
        assert_eq!(
            page_with(head, between).byline,
            ["Nora Peak"],
            "{head}{between}"
        );
    }
}

/// A reprint that says so above its text must not pass for the paper's own.
#[test]
fn a_line_above_the_text_names_where_it_was_first() {
    let line = "<p>Originally published by <a href='https://ridge.example/'>Ridge Wire</a></p>";
    let source = page_with("", line).source.unwrap();
    assert_eq!(source.name, "Ridge Wire");
    assert_eq!(source.url.unwrap().as_str(), "https://ridge.example/");
}

/// A page's own name must be known from the meta that holds its publisher, or its articles count as reprints.
#[test]
fn the_publisher_in_meta_is_a_name_of_the_site() {
    let names = page_with("<meta name=publisher content='Ridge Mail'>", "").site_names;
    assert!(names.contains(&"Ridge Mail".to_owned()), "{names:?}");
}

/// An operator who finds a wrong author asks why: the reasons must be of what is published, with what counted most.
#[test]
fn the_explanation_is_of_what_is_read() {
    let html = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/articles/portal/page.html"),
    )
    .unwrap();
    let report = article::report(&read(&html, "zh").unwrap());
    let reasons = with_context("zh", |at| article::explain(&html, at)).unwrap();
    let chosen = |fact: &str| {
        let begins = format!("{fact}, chosen: ");
        let mut lines = reasons.iter().filter_map(|line| line.strip_prefix(&begins));
        let line = lines.next();
        assert!(lines.next().is_none(), "{fact} twice: {reasons:#?}");
        line.map(|line| line.split_once(", +").expect("a score").0.to_owned())
    };
    for (fact, key) in [
        ("title", "title"),
        ("author", "author"),
        ("source", "source"),
    ] {
        let read = report[key]
            .as_str()
            .map(|text| text.chars().take(60).collect());
        assert_eq!(chosen(fact), read, "{fact}: {reasons:#?}");
    }
    assert!(
        chosen("body").is_some() && chosen("date").is_some(),
        "{reasons:#?}"
    );
    let titles: Vec<f32> = reasons
        .iter()
        .filter(|line| line.starts_with("title, "))
        .map(|line| {
            let mut parts = line.split(", ");
            let sums = |part: &str| part.split_once(": ")?.0.parse().ok();
            parts.find_map(sums).expect("a sum before the reasons")
        })
        .collect();
    assert!(titles.is_sorted_by(|one, next| one >= next), "{titles:?}");
}
