use url::Url;

use super::read;
use crate::config::Select;
use crate::extract::ExtractError;
use crate::extract::list::Listing;
use crate::page::Context;
use jiff::tz::TimeZone;

fn section(html: &str, path: &str, select: &Select) -> Result<Listing, ExtractError> {
    let url = Url::parse("http://news.example/").and_then(|base| base.join(path));
    let at = Context {
        url: &url.expect("a test URL"),
        zone: &TimeZone::get("Asia/Shanghai").expect("a zone"),
        language: "zh-CN",
        now: "2015-01-21T14:00:00+08:00".parse().expect("a time"),
        budget: &crate::page::Budget::unbounded(),
    };
    read(html, &at, select)
}

fn select(item: &str, rest: [&str; 5]) -> Select {
    let [title, link, date, summary, image] =
        rest.map(|rule| (!rule.is_empty()).then(|| rule.to_owned()));
    Select {
        item: item.to_owned(),
        title,
        link,
        date,
        summary,
        image,
        next: None,
    }
}

/// The operator of the first publisher writes these very selectors.
#[test]
fn heading_abstract_and_label_come_out_as_written() {
    let html = include_str!("../../../tests/sections/headings.html");
    let rules = select("#main2 li", ["h3 a", "h3 a", "label", "p", "img"]);
    let list = section(html, "dynews/", &rules).expect("a list");
    assert_eq!(list.teasers.len(), 10);
    let first = &list.teasers[0];
    assert_eq!(
        first.url.as_str(),
        "http://news.example/dynews/201501/t20150121_11768000.htm"
    );
    assert_eq!(first.title, "城南老桥加固工程本月完工 两侧人行道同步拓宽");
    let summary = first.summary.as_deref().unwrap_or_default();
    assert!(summary.ends_with("公交线路恢复原走向。"), "{summary}");
    assert!(list.explain[0].contains("`img` found nothing"));
}

/// A column too narrow for its headlines must not cut them in the feed.
#[test]
fn cut_titles_are_whole() {
    let html = include_str!("../../../tests/sections/plain.html");
    let list = section(html, "life/", &select("#main2 .news_list li", [""; 5]));
    let list = list.expect("a list");
    assert_eq!(list.teasers.len(), 14);
    assert!(
        list.teasers
            .iter()
            .all(|teaser| !teaser.title.contains(".."))
    );
}

/// Late pictures and the two links of a card are one item with its picture.
#[test]
fn a_card_is_one_item_with_its_late_picture() {
    let html = include_str!("../../../tests/sections/cards.html");
    let rules = select(".pics a", ["", "", "", "", "img"]);
    let list = section(html, "photo/", &rules).expect("a list");
    assert_eq!(list.teasers.len(), 12);
    assert_eq!(
        list.teasers[0].image.as_ref().map(Url::as_str),
        Some("http://news.example/photo/201501/W0201501200.jpg")
    );
}

/// Links that lead nowhere else would become items that nobody can open.
#[test]
fn links_resolve_as_in_a_browser() {
    let html = r##"<base href="//cdn.news.example/a/b/"><ul>
        <li><a href="./x.htm#top">First of the day</a>
        <li><a href="//other.example/y?utm_source=s&id=2">Second of the day</a>
        <li><a href="javascript:void(0)">Not a page</a>
        <li><a href="#here">Not another page</a>
        <li><a href="mailto:a@news.example">Nor this</a>
        <li><a href=" ../z.htm ">Third of the day</a></ul>"##;
    let list = section(html, "s/", &select("li", [""; 5])).expect("a list");
    let urls: Vec<&str> = list.teasers.iter().map(|t| t.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "http://cdn.news.example/a/b/x.htm",
            "http://other.example/y?id=2",
            "http://cdn.news.example/a/z.htm"
        ]
    );
}

/// An operator must know which selector failed without opening the page.
#[test]
fn a_selector_that_finds_nothing_is_named() {
    let html = include_str!("../../../tests/sections/headings.html");
    let failed = |rules: &Select| match section(html, "dynews/", rules) {
        Err(error) => error.to_string(),
        Ok(list) => panic!("{} items", list.teasers.len()),
    };
    let none = failed(&select("#list li", ["h3 a", "", "label", "", ""]));
    assert!(
        none.contains("item selector `#list li` found nothing"),
        "{none}"
    );
    assert!(none.contains("title `h3 a` finds 10 elements"), "{none}");
    let linkless = failed(&select("#main2 li", ["", "h4 a", "", "", ""]));
    assert!(
        linkless.contains("found 10 elements, but the link selector `h4 a` found no link"),
        "{linkless}"
    );
    assert!(linkless.contains("byline discover"), "{linkless}");
    assert!(failed(&select("li[", [""; 5])).contains("is not a CSS selector"));
}

/// A page of release notes: each note is an item, found by whatever links to it; a menu of the page is none.
#[test]
fn entries_of_the_page_itself_are_items() {
    let notes = r##"<nav><ul><li><a href="#n3">Jump to three</a></ul></nav>
        <div class=note id=n3><h2><a href="#n3">Third edition of the map</a></h2></div>
        <div class=note id=n2><h2><a href="/maps/?utm_source=x#n2">Second edition of the map</a></h2></div>
        <div class=note id=n1><a href="#n1">#</a><h2><a href="#n1">First edition of the map</a></h2></div>"##;
    let list = section(notes, "maps/", &select(".note", [""; 5])).expect("a list");
    let urls: Vec<&str> = list.teasers.iter().map(|t| t.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "http://news.example/maps/#n3",
            "http://news.example/maps/#n2",
            "http://news.example/maps/#n1"
        ]
    );
    let home = r#"<p class=note><a href="/maps/">Maps of the day</a></p>"#;
    let error = section(home, "maps/", &select(".note", [""; 5]));
    let error = error
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(error.contains("`.note` found 1 element"), "{error}");
}

/// An operator names the entries of a page that has no links to them: headings, or boxes with ids.
#[test]
fn entries_of_the_page_itself_are_selected_with_their_text() {
    let headings = "<h1>Log</h1><h2 id=b>Second 2014-02-01</h2><p>Of <a href='/x'>a link</a> and more.</p><p>And more.</p>\
        <h2><a name=a></a>First 2014-01-01</h2><p>The first.</p>";
    let boxes = "<ul><li id=b><time datetime=2014-02-01>1</time><b>Second</b><p>Of <a href='/x'>a link</a> and more.</p><p>And more.</p></li>\
        <li id=a><time datetime=2014-01-01>1</time><b>First</b><p>The first.</p></li></ul>";
    let contents = "<ol><li><a href='#b'>Second</a></li><li><a href='#a'>First</a></li></ol>";
    let table = format!("{contents}{headings}");
    for (html, rules) in [
        (headings, select("h2", [""; 5])),
        (boxes, select("li", ["b", "li", "time", "", ""])),
        (&*table, select("ol li", [""; 5])),
    ] {
        let list = section(html, "log", &rules).expect("a list");
        let urls: Vec<&str> = list.teasers.iter().map(|it| it.url.as_str()).collect();
        assert_eq!(
            urls,
            ["http://news.example/log#b", "http://news.example/log#a"]
        );
        for (teaser, (text, other)) in list
            .teasers
            .iter()
            .zip([("And more.", "The first."), ("The first.", "And more.")])
        {
            let article = teaser.article.as_ref().expect("an entry's own text");
            let body = article.body.as_ref().expect("a body").as_str();
            assert!(body.contains(text) && !body.contains(other), "{body}");
            assert!(!body.contains("2014") && !body.contains("<h2"), "{body}");
        }
    }
}
