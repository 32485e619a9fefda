//! Both renditions together: text stays text, links are web links, nothing beyond the grant, nothing
//! without its makers and owners, and little enough of it to sit in a stranger's page.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::script::script;
use super::{DEFAULT_ITEMS, MOST_ITEMS, page};
use crate::model::{Audience, Feed, Grant, Provenance};
use crate::render::tests::hostile::{feed_linking, feed_saying, links, texts};
use crate::render::tests::samples::{self, site};
use crate::render::text::clean;
use crate::render::{Coding, Representation};

fn html(feed: &Feed, audience: Audience) -> String {
    let bytes = page(feed, audience, &site(), MOST_ITEMS).expect("it renders");
    String::from_utf8(bytes).expect("UTF-8")
}

fn code(feed: &Feed, audience: Audience) -> String {
    let bytes = script(feed, audience, &site(), MOST_ITEMS).expect("it renders");
    String::from_utf8(bytes).expect("UTF-8")
}

/// The items as the script carries them.
fn data(code: &str) -> Value {
    let (_, rest) = code.split_once("const feed = ").expect("the items");
    let (json, _) = rest.split_once(";\nconst style").expect("their end");
    serde_json::from_str(json).expect("JSON")
}

/// Elements with their attributes' names, in order, as a browser's parser finds them.
fn shape(html: &str) -> Vec<String> {
    let document = dom_query::Document::from(html);
    let root = document.root();
    root.descendants_it()
        .filter(dom_query::NodeRef::is_element)
        .map(|node| {
            let mut shape = node.node_name().unwrap_or_default().to_string();
            for attribute in node.attrs() {
                shape.push(' ');
                shape.push_str(&attribute.name.local);
            }
            shape
        })
        .collect()
}

fn texts_of(html: &str, select: &str) -> Vec<String> {
    let document = dom_query::Document::from(html);
    let found = document.select(select);
    found.iter().map(|it| it.text().to_string()).collect()
}

/// What an origin writes must neither open an element nor add an attribute in a partner's page.
#[test]
fn hostile_text_changes_nothing_but_text() {
    let texts = texts();
    assert!(texts.len() >= 60);
    let harmless = shape(&html(&feed_saying("雪"), Audience::Public));
    for text in texts {
        let feed = feed_saying(&text);
        let page = html(&feed, Audience::Public);
        assert_eq!(shape(&page), harmless, "{text}");
        let shown = clean(&text).into_owned();
        for select in [
            "title",
            ".heading a",
            "a.title",
            ".summary",
            ".source a",
            "a.publisher",
        ] {
            let wanted = match select {
                ".source a" => clean(feed.items[0].credit().line()).into_owned(),
                ".summary" => format!("{shown}。"),
                _ => shown.clone(),
            };
            // Of a text that is cut, the beginning.
            let (got, wanted) = (texts_of(&page, select).concat(), wanted.trim());
            let kept = got.trim().trim_end_matches('…');
            assert!(
                !kept.is_empty() && wanted.starts_with(kept),
                "{select} of {text:?}: {got:?}"
            );
        }
    }
}

/// The same for the script: the items are data, whatever they say, and end nothing.
#[test]
fn hostile_text_stays_within_its_string() {
    let harmless = code(&feed_saying("雪"), Audience::Public);
    let frame = |code: &str| {
        let (before, rest) = code.split_once("const feed = ").expect("the items");
        let (json, after) = rest.split_once(";\nconst style").expect("their end");
        (before.to_owned(), json.to_owned(), after.to_owned())
    };
    for text in texts() {
        let code = code(&feed_saying(&text), Audience::Public);
        let (before, json, after) = frame(&code);
        assert_eq!(
            (&before, &after),
            (&frame(&harmless).0, &frame(&harmless).2),
            "{text}"
        );
        assert!(
            !json.contains(['<', '>', '\'', '\n', '\r', '\u{2028}', '\u{2029}']),
            "{json}"
        );
        let title = data(&code)["title"].clone();
        assert_eq!(title.as_str(), Some(&*clean(&text)), "{text}");
        // Put into a page as it is, it is one script and nothing after it.
        let page = format!("<!doctype html><body><script>{code}</script>");
        assert_eq!(shape(&page), ["html", "head", "body", "script"], "{text}");
        assert_eq!(texts_of(&page, "script").concat(), code);
    }
}

/// Of the links of an origin those are links that lead to the web; the others are words.
#[test]
fn hostile_links_lead_nowhere() {
    let links = links();
    assert!(links.len() >= 30, "{}", links.len());
    for link in links {
        let feed = feed_linking(&link);
        let page = html(&feed, Audience::Public);
        let document = dom_query::Document::from(&*page);
        for node in document.select("[href], [src]").nodes() {
            let url = node
                .attr("href")
                .or_else(|| node.attr("src"))
                .expect("selected for it");
            assert!(
                url.starts_with("http://") || url.starts_with("https://"),
                "{url}"
            );
            assert!(
                url.is_ascii() && !url.contains(['"', '<', '>', ' ']),
                "{url}"
            );
        }
        for element in shape(&page) {
            let known = [
                "html lang dir id",
                "body id",
                "main class",
                "h1 class dir",
                "a class href target rel dir",
                "a class href target rel",
                "img class src alt loading referrerpolicy",
                "link rel href",
                "link rel type href",
            ];
            assert!(element.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(
                !element.contains(" on")
                    && (known.contains(&&*element) || !element.contains("href")),
                "{element}"
            );
        }
        let data = data(&code(&feed, Audience::Public));
        let mut urls = Vec::new();
        collect_urls(&data, &mut urls);
        assert!(
            urls.iter()
                .all(|url| url.starts_with("http://") || url.starts_with("https://")),
            "{urls:?}"
        );
        // The terms are always a link: the publisher's, else ours.
        assert!(data["rights"][0]["u"].is_string());
        assert_eq!(document.select("a.terms[href]").length(), 2);
    }
}

fn collect_urls(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(url) if ["u", "i", "url"].contains(&&**name) => {
                        into.push(url.clone())
                    }
                    value => collect_urls(value, into),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_urls(value, into)),
        _ => {}
    }
}

/// A partner's site is slowed by every byte of ours.
#[test]
fn twenty_items_fit_into_ten_kilobytes() {
    let size = |code: Vec<u8>| {
        let packed = |coding| {
            Representation::packed(&code, coding).map_or(usize::MAX, |packed| packed.body.len())
        };
        (code.len(), packed(Coding::Gzip), packed(Coding::Brotli))
    };
    let full =
        script(&samples::varied_feed(20), Audience::Public, &site(), 20).expect("it renders");
    let mut empty = samples::plain_feed();
    empty.items.clear();
    let bare = script(&empty, Audience::Public, &site(), 20).expect("it renders");
    let (full, bare) = (size(full), size(bare));
    assert!(full.1 < 10_000, "20 items: {full:?}");
    assert!(bare.1 < 3_000, "no items: {bare:?}");
    println!("bytes plain, gzip, br: 20 items {full:?}, no items {bare:?}");
}

/// A cache that sees new bytes for old content sends a whole embed to everyone.
#[test]
fn the_same_items_give_the_same_bytes_and_a_limit_is_kept() {
    let feed = samples::full_feed();
    assert_eq!(
        code(&feed, Audience::Public),
        code(&feed.clone(), Audience::Public)
    );
    assert_eq!(
        html(&feed, Audience::Public),
        html(&feed.clone(), Audience::Public)
    );
    for (limit, shown) in [(0, 1), (1, 1), (DEFAULT_ITEMS, 10), (1000, MOST_ITEMS)] {
        let html = page(&feed, Audience::Public, &site(), limit).expect("it renders");
        let items = texts_of(&String::from_utf8_lossy(&html), ".item").len();
        let code = script(&feed, Audience::Public, &site(), limit).expect("it renders");
        let carried = data(&String::from_utf8_lossy(&code))["items"]
            .as_array()
            .map(Vec::len);
        assert_eq!((items, carried), (shown, Some(shown)), "{limit}");
    }
}

/// A frame in another language is read in that language, and the other way round where it is so written.
#[test]
fn language_and_direction_are_the_items_own() {
    for (name, feed) in samples::all() {
        let page = html(&feed, Audience::Public);
        let document = dom_query::Document::from(&*page);
        let lang = document
            .select("html")
            .attr("lang")
            .expect("a language")
            .to_string();
        assert_eq!(lang, feed.publisher.language, "{name}");
        let items: BTreeMap<_, _> = feed
            .items
            .iter()
            .map(|it| (it.facts().title.clone(), it))
            .collect();
        for item in document.select(".item").iter() {
            let title = item.select(".title").text().to_string();
            if let (Some(lang), Some(item)) = (item.attr("lang"), items.get(&title)) {
                assert_eq!(*lang, item.facts().language, "{name}: {title}");
            }
            assert!(
                item.select(".title")
                    .attr("dir")
                    .is_some_and(|dir| *dir == *"auto")
            );
        }
    }
    let arabic = html(
        &samples::foreign_feed("ar", "صحيفة الجبل", "ثلوج", "تحرير"),
        Audience::Public,
    );
    assert!(arabic.starts_with("<!doctype html>\n<html lang=\"ar\" dir=\"rtl\""));
}

/// A partner's page that shows a picture without its owner's name breaks the owner's terms, and byline made it do so.
#[test]
fn a_picture_is_shown_with_its_owner_or_not_at_all() {
    let feed = samples::pictured_feed();
    for audience in [Audience::Public, Audience::Partner(Grant::Full)] {
        let page = html(&feed, audience);
        let owners = texts_of(&page, ".picture");
        assert_eq!(
            owners,
            ["Photo: Ann Lee/Cape Wire", "Photo: Ann Lee/Cape Wire"]
        );
        assert_eq!(texts_of(&page, ".item").len(), 5);
        let carried = data(&code(&feed, audience));
        let owner = |n: usize| carried["items"][n]["p"].as_str();
        assert_eq!(owner(0), Some("Photo: Ann Lee/Cape Wire"));
        assert_eq!((owner(2), owner(4)), (None, None));
        assert!(!page.contains("harbour-4") && carried["items"][4]["i"].is_null());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Clause 1 and 2 hold in a partner's page as well: no more than granted, and always whose it is.
    #[test]
    fn no_text_beyond_the_grant_and_never_without_rights(
        grant in prop_oneof![Just(Grant::Headline), Just(Grant::Excerpt), Just(Grant::Full)],
        provenance in prop_oneof![Just(Provenance::Own), Just(Provenance::Reprint), Just(Provenance::Unstated)],
        audience in prop_oneof![Just(Audience::Public), Just(Audience::Partner(Grant::Excerpt)), Just(Audience::Partner(Grant::Full))],
    ) {
        let publisher = samples::publisher("岱岳网", "zh-CN");
        let item = samples::sketch(&publisher, 1).with(|it| {
            it.provenance = provenance;
            it.grant = grant;
            it.source.name = "SOURCE".into();
            it.rights.holder = "HOLDER".into();
            it.rights.notice = "NOTICE".into();
            it.content.summary = Some("ABSTRACT".into());
            it.content.text = Some("ABSTRACT".into());
            it.content.body = samples::body("<p>BODY</p>");
            it.content.image = Some(samples::url("http://news.example/IMAGE.jpg"));
        });
        let item = item.item();
        let (credit, applied) = (item.credit().line().to_owned(), item.content(audience).grant);
        let feed = samples::feed(publisher, "泰安新闻", vec![item]);
        for text in [html(&feed, audience), code(&feed, audience)] {
            prop_assert!(!text.contains("BODY"));
            prop_assert_eq!(text.contains("ABSTRACT"), applied >= Grant::Excerpt);
            prop_assert_eq!(text.contains("IMAGE"), applied >= Grant::Excerpt);
            // The item's makers and owners, and the publisher's.
            for named in ["© HOLDER", "NOTICE", &credit, "© 岱岳网", "未经书面许可不得转载。", "版权声明"] {
                prop_assert!(text.contains(named), "{}", named);
            }
        }
    }

    /// Whatever a page holds, the frame says exactly that.
    #[test]
    fn any_text_comes_back_as_it_was(text in "\\PC{1,150}") {
        let feed = feed_saying(&format!("T{text}"));
        let page = html(&feed, Audience::Public);
        prop_assert_eq!(texts_of(&page, "a.title").concat(), format!("T{}", clean(&text)));
        let carried = data(&code(&feed, Audience::Public));
        prop_assert_eq!(carried["items"][0]["t"].as_str(), Some(&*format!("T{}", clean(&text))));
    }
}
