//! What the English demo counts on.

use std::collections::BTreeSet;

use dom_query::Document;
use http::StatusCode;
use jiff::ToSpan;

use super::*;

const HOME: &str = "http://127.0.0.1:8081";

fn evening() -> Timestamp {
    "2026-11-23T19:01:30Z".parse().expect("a time")
}

fn get(path: &str, now: Timestamp) -> (StatusCode, String) {
    let request = Request::get(path).body(()).expect("a request");
    let answer = respond(&request, now);
    (
        answer.status(),
        String::from_utf8_lossy(answer.body()).into_owned(),
    )
}

/// A dead link in a demo is the first thing a newcomer clicks, and a list that says something twice the second.
#[test]
fn every_link_answers_and_every_list_is_whole() {
    let now = evening();
    let mut open = vec!["/".to_owned(), "/copyright".to_owned()];
    open.extend(["harbour", "town", "pictures"].map(|id| format!("/{id}/")));
    let mut seen = BTreeSet::new();
    for path in open {
        let (status, page) = get(&path, now);
        assert_eq!(
            (status, &page),
            (StatusCode::OK, &get(&path, now).1),
            "{path}"
        );
        let page = Document::from(page);
        let rows = page.select(".list h2 a");
        let titles: BTreeSet<String> = rows.iter().map(|row| row.text().to_string()).collect();
        assert_eq!(titles.len(), rows.length(), "{path} says something twice");
        for link in page.select("a[href], link[href], img[src]").iter() {
            let address = link
                .attr("href")
                .or_else(|| link.attr("src"))
                .expect("an address");
            if seen.insert(address.to_string()) {
                let (status, text) = get(&format!("{HOME}{address}"), now);
                assert_eq!(status, StatusCode::OK, "{address} on {path}");
                assert!(
                    !text.contains('{') || !address.ends_with(".html"),
                    "{address}: {text}"
                );
            }
        }
    }
    assert!(seen.len() > 40, "{}", seen.len());
}

/// What byline is for has to be there to be shown: bylines, agencies, and photographers of the paper and of others.
#[test]
fn articles_name_authors_agencies_and_photographers() {
    let all: String = pieces::SECTIONS
        .iter()
        .flat_map(|section| section.pieces(evening()))
        .map(|piece| get(&piece.path(), evening()).1)
        .collect();
    for said in [
        "<p class=\"byline\">By ",
        "Source: Coastal Press Agency",
        "Source: Northern Science Wire",
        "Source: The Quay Gazette",
        "/The Quay Gazette</figcaption>",
        "Photo: Mara Lind/Northern Pictures",
        "© 2026 Quay Gazette Ltd.",
    ] {
        assert!(all.contains(said), "{said}");
    }
}

/// A reader must see the feed move, what was linked once must stay, and what has not appeared must not be there.
#[test]
fn lists_move_and_articles_stay() {
    let section = Section::named("harbour").expect("a section");
    let before = section.pieces(evening());
    let after = section.pieces(evening() + 10.minutes());
    assert_ne!(before[0].path(), after[0].path());
    let oldest = before.last().expect("a piece").path();
    assert_eq!(
        get(&oldest, evening()),
        get(&oldest, evening() + 2000.hours())
    );
    assert_eq!(get(&after[0].path(), evening()).0, StatusCode::NOT_FOUND);
    for path in ["/harbour", "/town"] {
        assert_eq!(get(path, evening()).0, StatusCode::MOVED_PERMANENTLY);
    }
    for path in ["/sport/", "/harbour/x-1.html", "/harbour/x", "/nothing"] {
        assert_eq!(get(path, evening()).0, StatusCode::NOT_FOUND, "{path}");
    }
}
