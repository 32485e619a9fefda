//! What pages and publishers reserve, and how it is said to machines.

use crate::support::{Newspaper, Reply, Running, Story, token};

const FEEDS: [&str; 3] = ["/feeds/news.rss", "/feeds/news.atom", "/feeds/news.json"];
/// In the first paragraph of every story, where an excerpt begins.
const BEGINNING: &str = "学生们排着队进去看书";

/// In the last one, which no excerpt reaches.
const END: &str = "读书会还会继续办下去";

/// A house in which every own item is granted in full, to everyone and to a partner, and one page answers `with`.
async fn house(with: &[(&'static str, &str)], head: &str) -> (Newspaper, Running, Story) {
    let newspaper = Newspaper::start().await;
    let story = Story::own(1);
    newspaper.publish(std::slice::from_ref(&story));
    let end = format!(
        "<p>{}{END}。</p></div>",
        "图书室里的每一本书都有自己的来历。".repeat(8)
    );
    let page = story
        .page()
        .replace("<head>", &format!("<head>{head}"))
        .replacen("</p></div>", &format!("</p>{end}"), 1);
    let reply = with.iter().fold(Reply::html(page), |reply, (name, value)| {
        reply.with(name, *value)
    });
    newspaper.put(&story.path(), reply);
    let partner =
        "[partners.harbour]\ntoken-env = \"TEST_HARBOUR\"\nfeeds = [\"news\"]\ngrant = \"full\"\n";
    let toml = newspaper
        .feeds_toml(partner)
        .replace("summary = \"p\"\n", "");
    let house = Running::start(&toml).await;
    (newspaper, house, story)
}

/// What a page forbids is forbidden, wherever it says so, and written permission does not reach past it.
#[tokio::test]
async fn what_a_page_forbids_narrows_the_grant() {
    const NONE: &[(&str, &str)] = &[];
    let robots = |directives| vec![("x-robots-tag", directives)];
    for (headers, head, excerpt, body) in [
        (NONE.to_vec(), "", true, true),
        (robots("noarchive"), "", true, false),
        (robots("otherbot: noarchive, nofollow"), "", true, false),
        (robots("nosnippet"), "", false, false),
        (robots("max-snippet:0"), "", false, false),
        (vec![("tdm-reservation", "1")], "", true, false),
        (vec![("tdm-reservation", "0")], "", true, true),
        (
            NONE.to_vec(),
            "<meta name=robots content='noarchive'>",
            true,
            false,
        ),
        (
            NONE.to_vec(),
            "<meta name=robots content='index, nosnippet'>",
            false,
            false,
        ),
        (
            NONE.to_vec(),
            "<meta name=tdm-reservation content=1>",
            true,
            false,
        ),
    ] {
        let (_newspaper, house, story) = house(&headers, head).await;
        let partner = format!("Bearer {}", token("TEST_HARBOUR"));
        for path in FEEDS {
            for audience in [vec![], vec![("authorization", &*partner)]] {
                let feed = house.ask("GET", path, &audience).await;
                let case = format!("{headers:?} {head} {path} {audience:?}");
                assert_eq!(feed.status, 200, "{case}");
                assert!(feed.text().contains(&story.title), "{case}");
                assert_eq!(feed.text().contains(BEGINNING), excerpt, "{case}");
                assert_eq!(feed.text().contains(END), body, "{case}");
            }
        }
    }
}

/// `max-snippet:10` is ten characters, and 200 are what an excerpt has at most.
#[tokio::test]
async fn an_excerpt_is_as_short_as_the_page_wants_it() {
    for (tag, most) in [("max-snippet:10", 10), ("noarchive", 200)] {
        let (_newspaper, house, _) = house(&[("x-robots-tag", tag)], "").await;
        let feed = house.get("/feeds/news.json").await;
        let feed: serde_json::Value = serde_json::from_slice(&feed.body).unwrap();
        let summary = feed["items"][0]["summary"].as_str().unwrap_or_default();
        let credit = feed["items"][0]["_byline"]["credit"].as_str().unwrap();
        let excerpt = summary.trim_end_matches(credit).trim_end();
        assert!(
            (1..=most).contains(&excerpt.chars().count()),
            "{tag}: {summary}"
        );
    }
}

/// A machine that reads a feed or an embed is told that it is reserved, and where the terms are.
#[tokio::test]
async fn every_rendition_says_that_rights_are_reserved() {
    let (newspaper, house, _) = house(&[], "").await;
    let terms = newspaper.url("/copyright.htm");
    let licence = "http://feeds.example/licenses/paper.xml";
    for path in FEEDS {
        let feed = house.get(path).await;
        assert_eq!(feed.header("tdm-reservation"), "1", "{path}");
        assert_eq!(feed.header("tdm-policy"), terms, "{path}");
        assert!(
            feed.header("link")
                .contains(&format!("<{licence}>; rel=\"license\"")),
            "{path}"
        );
        assert!(
            feed.text().contains(licence) && feed.text().contains(&terms),
            "{path}"
        );
    }
    let bearer = format!("Bearer {}", token("TEST_HARBOUR"));
    let private = house
        .ask("GET", FEEDS[0], &[("authorization", &bearer)])
        .await;
    assert_eq!(private.header("tdm-policy"), terms);
    for path in [
        "/feeds/news",
        "/feeds/news/embed.html",
        "/feeds/news/embed.js",
    ] {
        assert_eq!(
            house.get(path).await.header("tdm-reservation"),
            "1",
            "{path}"
        );
    }
    assert!(
        house
            .get("/robots.txt")
            .await
            .text()
            .contains(&format!("License: {licence}\n"))
    );
}
