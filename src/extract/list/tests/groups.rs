//! Which groups are the list: pages whose markup says one thing and whose links another.

use std::fmt::Write as _;

use super::*;

/// Headlines of our own, each another.
fn headline(n: usize) -> String {
    const WHO: [&str; 6] = [
        "Harbour council",
        "The night ferry",
        "A retired pilot",
        "The island school",
        "Two bakers",
        "The hill tram",
    ];
    const WHAT: [&str; 5] = [
        "opens a reading room in the old cannery",
        "asks the mayor for a second lamp",
        "returns after a winter of repairs",
        "counts the birds of the river mouth",
        "sells the last of the blue tickets",
    ];
    format!("{} {} {n}", WHO[n % 6], WHAT[n % 5])
}

/// `count` stories in list items, at `/news/FIRST.html` and on.
fn stories(first: usize, count: usize) -> String {
    (first..first + count).fold(String::new(), |mut html, n| {
        let _ = write!(
            html,
            "<li><h3><a href=/news/{n}.html>{}</a></h3><p>What was said of it on the quay, in a sentence or two.</p></li>",
            headline(n)
        );
        html
    })
}

fn paths(list: &Listing) -> Vec<String> {
    let urls = list.teasers.iter().map(|teaser| &teaser.url);
    urls.map(|url| url.path().to_owned()).collect()
}

fn expected(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| format!("/news/{n}.html")).collect()
}

/// A theme names its main column by the room that it leaves for advertisements; the stories in it are stories.
#[test]
fn a_class_that_lies_costs_no_story() {
    for class in ["col-with-ads", "related", "hot sidebar-left"] {
        let html = format!(
            "<body><div class='{class}'><ul>{}</ul></div><ul class=menu><li><a href=/a/>Sport</a><li><a href=/b/>Culture</a></ul>",
            stories(10_100, 12)
        );
        let list = detect(&html, "http://news.example/city/").expect("a list");
        assert_eq!(paths(&list), expected(10_100..10_112), "{class}");
    }
}

/// A strip of a partner's videos has headings and pictures, the paper's own list has bare lines.
#[test]
fn a_strip_to_another_site_is_not_the_list() {
    let mut html = String::from("<body><div class=strip>");
    for n in 0..8 {
        let _ = write!(
            html,
            "<div class=card><img src=/{n}.jpg><h3><a href=https://video.example/watch/{n}77{n}>{}</a></h3></div>",
            headline(n + 2)
        );
    }
    html.push_str("</div><ul class=lines>");
    for n in 20_200..20_214 {
        let _ = write!(html, "<li><a href=/news/{n}.html>{}</a></li>", headline(n));
    }
    html.push_str("</ul>");
    let list = detect(&html, "http://news.example/city/").expect("a list");
    assert_eq!(paths(&list), expected(20_200..20_214));
}

/// Further headlines under each story lead to stories of their own.
#[test]
fn headlines_under_a_story_are_stories() {
    let mut html = String::from("<body><div class=list>");
    for n in 0..8 {
        let first = 30_300 + n * 3;
        let _ = write!(
            html,
            "<div class=entry><h2><a href=/news/{first}.html>{}</a></h2><p>What the paper says of it, in a sentence or two.</p>\
             <ul><li><a href=/news/{}.html>{}</a></li><li><a href=/news/{}.html>{}</a></li></ul></div>",
            headline(first),
            first + 1,
            headline(first + 1),
            first + 2,
            headline(first + 2),
        );
    }
    html.push_str("</div>");
    let list = detect(&html, "http://news.example/").expect("a list");
    assert_eq!(paths(&list), expected(30_300..30_324));
}

/// On a page of the most read, panes that are headed so are the list; on another page, they are a box beside it.
#[test]
fn most_read_is_a_list_on_its_own_page_alone() {
    let page = |title: &str, heading: &str| {
        format!(
            "<title>{title}</title><body><div class=main><ul>{}</ul></div>\
             <div class=pane><h2>{heading}</h2><ul>{}</ul></div>",
            stories(40_400, 12),
            stories(40_412, 8)
        )
    };
    let at = "http://news.example/top/";
    let ranking = detect(&page("Most read this week", "Most read in sport"), at).expect("a list");
    assert_eq!(paths(&ranking), expected(40_400..40_420));
    let section = detect(&page("City", "Most read in sport"), at).expect("a list");
    assert_eq!(paths(&section), expected(40_400..40_412));
}

/// A card links its article with a picture, a headline and an abstract; the headline names the item.
#[test]
fn a_card_is_named_by_its_headline() {
    let mut html = String::from("<body><div class=cards>");
    for n in 50_500..50_512 {
        let _ = write!(
            html,
            "<div class=card><a href=/news/{n}.html><img src=/p/{n}.jpg alt='A pilot waits at the pier in the rain, photographed \
             in {n}'></a><div><a href=/news/{n}.html>{}</a></div><div><a href=/news/{n}.html>Passengers had walked along the \
             river for a week, past the boatyard and the two lamps, and many of them said on the first morning that they would \
             miss it, for number {n}.</a></div></div>",
            headline(n)
        );
    }
    html.push_str("</div>");
    let list = detect(&html, "http://news.example/city/").expect("a list");
    let titles: Vec<&str> = list
        .teasers
        .iter()
        .map(|teaser| teaser.title.as_str())
        .collect();
    let wanted: Vec<String> = (50_500..50_512).map(headline).collect();
    assert_eq!(titles, wanted);
}

/// An operator sees the features that decided, with what each added to the sum.
#[test]
fn reasons_are_the_features_that_count_most() {
    let html = format!(
        "<body><div class=main><ul>{}</ul></div><ul class=menu><li><a href=/a/x/>Sport and games of the week</a>\
         <li><a href=/b/x/>Culture and books of the week</a><li><a href=/c/x/>The weather of the week</a></ul>",
        stories(60_600, 12)
    );
    let list = detect(&html, "http://news.example/city/").expect("a list");
    let chosen = list.explain.first().expect("a reason");
    assert!(
        chosen.starts_with("chosen: ") && chosen.contains("12 links, +"),
        "{chosen}"
    );
    assert!(
        chosen.contains("how many links, as a logarithm ("),
        "{chosen}"
    );
    let left = list.explain.iter().find(|line| line.starts_with("left: "));
    assert!(
        left.is_some_and(|line| line.contains(", -")),
        "{:?}",
        list.explain
    );
}
