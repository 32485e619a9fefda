//! Pages whose entries are places of the page itself.

use super::super::choice::Method;
use super::*;
use crate::extract::Teaser;
use crate::extract::article::of_places;

fn read_log(html: &str) -> Listing {
    detect(html, "http://news.example/log").expect("a list")
}

fn body(teaser: &Teaser) -> &str {
    let article = teaser.article.as_ref().expect("an entry's own text");
    article.body.as_ref().map_or("", |body| body.as_str())
}

/// A changelog, as programs write it from Markdown.
const CHANGELOG: &str = "<html lang=en><head><title>Ferry timetable: changes</title></head><body>\
    <nav><ul><li><a href='#v3'>3</a></li><li><a href='/about'>About us</a></li></ul></nav><main><h1 id=changes>Changes</h1>\
    <p>All that changed.</p>\
    <h2 id=v3>Version 3.0 – 2014-03-09 <a href='#v3' class=anchor>#</a></h2><h3 id=added>Added</h3>\
    <ul><li>Boats at night, see <a href='/issues/12'>the request for boats at night</a>.</li></ul><h3 id=fixed>Fixed</h3><p>The clock.</p>\
    <h2 id=v2>Version 2.0 – 2014-02-01 <a href='#v2' class=anchor>#</a></h2>\
    <p>A map, see <a href='/issues/9'>the long request for a better map</a>.</p>\
    <h2 id=v1>Version 1.0 – 2013-12-24 <a href='#v1' class=anchor>#</a></h2>\
    <p>The first one, see <a href='/issues/2'>the very first request of all</a>.</p></main>\
    <footer><h2 id=imprint>Imprint 2020-01-01</h2><p>The harbour.</p></footer></body></html>";

/// A front page whose sections have ids and dates must not become a feed of its sections.
#[test]
fn sections_that_list_headlines_are_no_entries() {
    let story = |n: usize, words: &str| {
        format!(
            "<li><a href='/city/2014/{n}.html'>{words} number {n} is told at length</a> <time>2014-03-0{}</time></li>",
            n % 9 + 1
        )
    };
    let section = |id: &str, from: usize, words: &str| {
        let stories: String = (from..from + 4).map(|n| story(n, words)).collect();
        format!("<section><h2 id={id}>{id}</h2><ul>{stories}</ul></section>")
    };
    let html = format!(
        "<html lang=en><head><title>The Ferry Post</title></head><body><main>{}{}{}{}</main></body></html>",
        section("Harbour", 1, "A story of the boats"),
        section("Council", 11, "A vote of the council"),
        section("Schools", 21, "A lesson of the schools"),
        section("Sport", 31, "A race of the rowers"),
    );
    let found = detect(&html, "http://news.example/").expect("a list");
    let places = found
        .teasers
        .iter()
        .filter(|it| it.url.fragment().is_some());
    assert_eq!(places.count(), 0, "{:?}", found.explain);
}

/// A reader of a changelog wants each version, with what changed in it, at an address that stays.
#[test]
fn a_changelog_is_a_list_of_its_versions() {
    let found = read_log(CHANGELOG);
    let said: Vec<(&str, &str, String)> = found
        .teasers
        .iter()
        .map(|it| {
            let date = it.published.expect("a date").as_stated();
            (
                it.url.fragment().expect("a place"),
                &*it.title,
                date[..10].to_owned(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("v3", "Version 3.0", "2014-03-09".to_owned()),
            ("v2", "Version 2.0", "2014-02-01".to_owned()),
            ("v1", "Version 1.0", "2013-12-24".to_owned()),
        ]
    );
    let first = body(&found.teasers[0]);
    assert!(
        first.contains("Boats at night") && first.contains("The clock."),
        "{first}"
    );
    assert!(
        !first.contains("Version") && !first.contains("A map"),
        "{first}"
    );
    assert!(first.contains("http://news.example/issues/12"), "{first}");
    assert!(!body(&found.teasers[2]).contains("harbour"));
    assert_eq!(found.choice.expect("a choice").method, Method::Entries);
}

/// A ticker writes new entries above the old ones, and the old ones stay what they were.
#[test]
fn a_ticker_s_entries_keep_their_addresses() {
    let entry = |n: u32| {
        format!(
            "<article id=e{n} class=entry><time datetime='2014-03-09T1{n}:05:00Z'>1{n}:05</time><h3>Boat number {n} leaves the pier</h3>\
             <p>The harbour says that boat {n} has left with all on board.</p></article>"
        )
    };
    let page = |from: u32, to: u32| {
        let entries: String = (from..=to).rev().map(entry).collect();
        format!(
            "<html><head><title>Ticker</title></head><body><h1>Ticker</h1><div class=live>{entries}</div></body></html>"
        )
    };
    let (before, after) = (read_log(&page(1, 4)), read_log(&page(1, 6)));
    assert_eq!((before.teasers.len(), after.teasers.len()), (4, 6));
    assert_eq!(after.teasers[2..], before.teasers[..]);
    let first = &after.teasers[0];
    assert_eq!(first.url.fragment(), Some("e6"));
    assert_eq!(first.title, "Boat number 6 leaves the pier");
    assert_eq!(
        body(first),
        "<p>The harbour says that boat 6 has left with all on board.</p>"
    );
    assert_eq!(
        first.published.expect("a date").as_stated(),
        "2014-03-09T16:05:00+00:00"
    );
}

/// The chapters of a handbook are no news; and a page of news stays what it was, though its headings have ids.
#[test]
fn headings_without_dates_and_headings_of_articles_are_no_entries() {
    let chapters: String = (1..9)
        .map(|n| format!("<h2 id=c{n}>Chapter {n}: how to sail</h2><p>One takes the ropes and sails away with them.</p>"))
        .collect();
    let handbook = format!("<body><main>{chapters}</main></body>");
    assert!(detect(&handbook, "http://news.example/log").is_err());
    let news: String = (1..9)
        .map(|n| {
            format!(
                "<div class=item><h2 id=n{n}><a href='/news/2014/{n}.htm'>The ferry leaves the harbour for the {n}th time</a></h2>\
                 <span>2014-03-0{n}</span><p>It was late again, the harbour says.</p></div>"
            )
        })
        .collect();
    let found = read_log(&format!("<body><main>{news}</main></body>"));
    assert!(
        found
            .teasers
            .iter()
            .all(|it| it.url.fragment().is_none() && it.article.is_none())
    );
}

/// What the page forbids holds for each of its entries; a page of entries need not read like an article.
#[test]
fn what_a_page_states_of_its_entries_is_read_though_it_is_no_article() {
    let page = "<html lang=de><head><meta name=robots content='nosnippet, noarchive'><meta property=og:site_name content='The Ferry'></head>\
        <body><h2 id=a>A 2014-01-01</h2></body></html>";
    let reading = Reading::of("http://news.example/log");
    let stated = of_places(page, &reading.at()).expect("what it states");
    assert!(stated.limits.no_snippet && stated.limits.no_archive);
    assert_eq!(stated.language.as_deref(), Some("de"));
    assert_eq!((stated.title, stated.body), (None, None));
}
