//! Pages are read back as text: what must stand in them, and what must not.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;

use super::policy::STYLE;
use super::*;
use crate::config::FeedSpec;
use crate::model::{Grant, Item, Publisher};
use crate::serve::testing::{config, feed, item, publisher, site, spec, url};

fn pages_of(spec: FeedSpec, items: Vec<Arc<Item>>) -> [String; 3] {
    let feed = feed(&spec, items);
    let preview = preview(&spec, &feed, &site()).expect("a page");
    let held = BTreeMap::from([(spec.id.clone(), feed)]);
    let config = config(vec![spec]);
    [
        front(&config, &held, &site()).expect("a page"),
        preview,
        about(&config, &site()).expect("a page"),
    ]
}

/// The promise: who made it, who owns it and what may be done with it, for people too.
#[test]
fn every_item_shows_makers_owner_and_grant() {
    let publisher = publisher("daily", "Daily", "en");
    let spec = spec("city", "City", &publisher);
    let [front, preview, about] = pages_of(spec, vec![item(1, "x", &publisher, Grant::Excerpt)]);
    for part in [
        "Title x",
        "Author x",
        "Role x",
        "Editor x",
        "Source: Source x",
        "Photo: Photographer x",
        "Holder x",
        "Notice x",
        "Summary x",
        ">Excerpt<",
        "http://daily.example/a/1.htm",
        "2015-01-21 09:39",
        "datetime=\"2015-01-21T09:39:00+08:00\"",
        "mailto:rights@daily.example",
        "http://daily.example/copyright.htm",
        "https://byline.example/feeds/city.rss",
        "https://byline.example/feeds/city.atom",
        "https://byline.example/feeds/city.json",
        "https://byline.example/licenses/daily.xml",
    ] {
        assert!(preview.contains(part), "{part} is missing");
    }
    for part in [
        "Title x",
        "Source: Source x",
        "1 item",
        "./feeds/city.rss",
        "type=\"application/feed+json\"",
    ] {
        assert!(front.contains(part), "{part} is missing");
    }
    for part in [
        "Daily: notice of rights",
        "Taken from another medium.",
        "rights@daily.example",
        "Headline only",
        "Within 30 days of publication",
    ] {
        assert!(about.contains(part), "{part} is missing");
    }
}

/// A term that the publisher never named would be byline's own, and not binding.
#[test]
fn no_term_is_named_for_a_publisher() {
    let mut publisher = publisher("daily", "Daily", "en");
    Arc::make_mut(&mut publisher).policy.claims_within_days = None;
    let spec = spec("city", "City", &publisher);
    let about = about(&config(vec![spec]), &site()).expect("a page");
    assert!(!about.contains("days of publication"), "{about}");
}

/// A preview with the abstract of a headline would give away what the publisher does not grant.
#[test]
fn no_page_shows_more_than_the_public_grant() {
    let publisher = publisher("daily", "Daily", "en");
    let [front, preview, _] = pages_of(
        spec("city", "City", &publisher),
        vec![item(1, "x", &publisher, Grant::Headline)],
    );
    for page in [front, preview] {
        assert!(!page.contains("Summary"), "{page}");
        assert!(!page.contains("Body"), "{page}");
    }
}

/// Text of an origin that ran here would run in the operator's name.
#[test]
fn hostile_text_stays_text() {
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'onmouseover='alert(1)",
        "</style><script>",
        "</title><script>",
        "<!--",
        "]]>",
        "&lt;script&gt;",
        "<svg/onload=alert(1)>",
        "javascript:alert(1)",
    ] {
        let mut publisher = Publisher::clone(&publisher("daily", hostile, "en"));
        publisher.policy.reprint_note = hostile.into();
        publisher.policy.credit = hostile.into();
        publisher.policy.rights.contact = Some("javascript:alert(1)".into());
        publisher.policy.rights.terms = Some(url("javascript:alert(1)"));
        let publisher = Arc::new(publisher);
        let spec = spec("city", hostile, &publisher);
        for page in pages_of(spec, vec![item(1, hostile, &publisher, Grant::Full)]) {
            let page = page.replace(STYLE, "");
            let lower = page.to_lowercase();
            assert!(
                !lower.contains("<script") && !lower.contains("<img") && !lower.contains("<svg"),
                "{hostile}"
            );
            assert!(!lower.contains("href=\"javascript"), "{hostile}");
            assert!(
                !lower.contains("<!--") && lower.matches("</style>").count() == 1,
                "{hostile}"
            );
            // Quotes of the text never end one of our attributes.
            assert!(
                !page.contains("\"><img") && !page.contains("'onmouseover='"),
                "{hostile}"
            );
        }
    }
}

/// Chinese set as English, or Arabic from left to right, is hard to read.
#[test]
fn text_stands_in_its_own_language_and_direction() {
    for (lang, dir) in [("zh-CN", "ltr"), ("ar", "rtl"), ("ug", "rtl")] {
        let publisher = publisher("daily", "Daily", lang);
        let spec = spec("city", "City", &publisher);
        let marked = format!("lang=\"{lang}\" dir=\"{dir}\"");
        for page in pages_of(spec, vec![item(1, "x", &publisher, Grant::Excerpt)]) {
            assert!(page.contains(&marked), "{marked}");
            assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
        }
    }
}

/// The front page must not invite people to a feed that is gone, nor fetch one to show it.
#[test]
fn the_front_page_tells_each_feeds_state() {
    let publisher = publisher("daily", "Daily", "en");
    let mut retired = spec("old", "Old", &publisher);
    retired.gone = true;
    let config = config(vec![spec("city", "City", &publisher), retired]);
    let page = front(&config, &BTreeMap::new(), &site()).expect("a page");
    assert!(page.contains("Not read yet"));
    assert!(page.contains("Retired"));
    assert!(page.contains("feeds/city.rss"));
    assert!(!page.contains("feeds/old.rss"));
}

/// If the policy did not name our own style sheet the pages would be bare.
#[test]
fn the_policy_admits_our_style_and_nothing_else() {
    let mut headers = HeaderMap::new();
    protect(&mut headers);
    let policy = headers[CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
}
