//! When two links are one article, and when the places of one page are several.

use std::time::Duration;

use byline::gateway::Subject;
use byline::model::Guid;
use serde_json::Value;
use uuid::Uuid;

use crate::support::{self, Newspaper, Reply, Running, Story, section};

async fn items(gateway: &Running, feed: &str) -> Vec<Value> {
    let answer = gateway.get(&format!("/feeds/{feed}.json")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().cloned().unwrap()
}

fn texts<'v>(items: &'v [Value], key: &str) -> Vec<&'v str> {
    items.iter().filter_map(|item| item[key].as_str()).collect()
}

async fn take_down(gateway: &Running, what: &str, named: &str) -> Value {
    let body = serde_json::json!({ what: named }).to_string();
    let answer = gateway.admin("POST", "/admin/takedowns", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The page of three notes, which is its own list, and a feed over it.
async fn notes(newspaper: &Newspaper) -> String {
    let note = |n: u8| {
        format!(
            "<div class=note id=n{n}><h3><a href=\"#n{n}\">第{n}版地图上线,新增三条步道</a></h3>\
             <p>第{n}版的说明:增加了步道的长度和海拔,修正了两处地名。</p></div>"
        )
    };
    let page = format!(
        "<html><head><title>地图更新</title></head><body><h1>地图更新</h1><div>来源:测试报</div>{}{}{}</body></html>",
        note(3),
        note(2),
        note(1)
    );
    newspaper.put("/notes/", Reply::html(page));
    format!(
        "[feeds.notes]\npublisher = \"paper\"\ntitle = \"地图\"\nsections = [\"{}\"]\n\
         [feeds.notes.select]\nitem = \".note\"\nsummary = \"p\"\n",
        newspaper.url("/notes/")
    )
}

/// A reader of release notes wants each of them, and the origin is not asked three times for one page.
#[tokio::test]
async fn the_notes_of_one_page_are_items_of_their_own() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let feed = notes(&newspaper).await;
    let gateway = Running::start(&newspaper.feeds_toml(&feed)).await;
    let shown = items(&gateway, "notes").await;
    let links: Vec<String> = (1..=3)
        .rev()
        .map(|n| newspaper.url(&format!("/notes/#n{n}")))
        .collect();
    assert_eq!(texts(&shown, "url"), links);
    for (item, link) in shown.iter().zip(&links) {
        assert_eq!(item["id"], Guid::of(&link.parse().unwrap()).to_string());
        let text = item.to_string();
        assert!(
            !(text.contains("第1版的说明") && text.contains("第2版的说明")),
            "an item is told by its own words: {text}"
        );
    }
    let hits = newspaper.hits("/notes/");
    assert!(hits <= 2, "once as a list, once as an article: {hits}");
    let uuid = shown[0]["id"]
        .as_str()
        .unwrap()
        .trim_start_matches("urn:uuid:");
    let item = gateway.get(&format!("/items/{uuid}")).await;
    assert_eq!((item.status, item.header("location")), (302, &*links[0]));
}

/// A rights holder objects to a page, to an entry of one, or to an article at some place of it: that goes, and no more.
#[tokio::test]
async fn a_takedown_reaches_what_is_meant() {
    let newspaper = Newspaper::start().await;
    let (one, two) = (Story::own(1), Story::own(2));
    newspaper.publish(&[one.clone(), two.clone()]);
    let feed = notes(&newspaper).await;
    let gateway = Running::start(&newspaper.feeds_toml(&feed)).await;
    items(&gateway, "news").await;
    items(&gateway, "notes").await;

    let told = take_down(&gateway, "url", &newspaper.url("/notes/#n2")).await;
    assert_eq!(told["feeds"], serde_json::json!(["notes"]));
    assert_eq!(items(&gateway, "notes").await.len(), 2);

    // Nothing is published of that place: the article is meant.
    let at_a_picture = newspaper.url(&one.path()) + "#picture-3";
    let told = take_down(&gateway, "url", &at_a_picture).await;
    assert_eq!(told["url"], newspaper.url(&one.path()));
    assert_eq!(items(&gateway, "news").await.len(), 1);

    let told = take_down(&gateway, "url", &newspaper.url("/notes/")).await;
    assert_eq!(told["feeds"], serde_json::json!(["notes"]));
    assert_eq!(items(&gateway, "notes").await.len(), 0);
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("notes").await.unwrap();
    assert_eq!(items(&gateway, "notes").await.len(), 0);
    let third = Guid::of(&newspaper.url("/notes/#n3").parse().unwrap());
    let item = gateway.get(&format!("/items/{}", third.uuid())).await;
    assert_eq!(item.status, 410);
}

/// A site that moves to https must not show a reader every article again, nor be asked for all of them.
#[tokio::test]
async fn a_move_to_https_brings_nothing_anew() {
    let stories = [Story::own(1), Story::own(2)];
    let newspaper = Newspaper::start().await;
    newspaper.publish(&stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let before = items(&gateway, "news").await;
    let mut section = support::section(&stories);
    for story in &stories {
        let secure = newspaper.url(&story.path()).replace("http:", "https:");
        section = section.replace(&format!(".{}", &story.path()[5..]), &secure);
    }
    newspaper.put("/news/", Reply::html(section));
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.unwrap();
    let after = items(&gateway, "news").await;
    assert_eq!(texts(&after, "id"), texts(&before, "id"));
    assert_eq!(
        texts(&after, "content_html"),
        texts(&before, "content_html")
    );
    assert!(
        texts(&after, "url")
            .iter()
            .all(|url| url.starts_with("https:"))
    );
    for story in &stories {
        assert_eq!(newspaper.hits(&story.path()), 1, "it is known");
    }
}

/// A takedown by a guid of before http and https were one article holds, though its article was never seen.
#[tokio::test]
async fn a_takedown_by_a_former_guid_holds() {
    let (one, two) = (Story::own(1), Story::own(2));
    let newspaper = Newspaper::start().await;
    newspaper.publish(std::slice::from_ref(&two));
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    items(&gateway, "news").await;
    let link = newspaper.url(&one.path());
    let former = Uuid::new_v5(&Uuid::NAMESPACE_URL, link.as_bytes());
    take_down(&gateway, "guid", &former.urn().to_string()).await;
    newspaper.publish(&[one.clone(), two.clone()]);
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.unwrap();
    assert_eq!(items(&gateway, "news").await.len(), 1);
    assert_eq!(newspaper.hits(&one.path()), 0, "nor is it asked for");
    let path = format!("/admin/takedowns/{}", former.urn());
    assert_eq!(gateway.admin("DELETE", &path, "").await.status, 200);
    gateway.gateway.refresh("news").await.unwrap();
    assert_eq!(items(&gateway, "news").await.len(), 2);
}

/// An operator who knows a site's own counters gets one item for an article, and takes it down under any of its links.
#[tokio::test]
async fn links_that_differ_in_what_the_operator_names_are_one_article() {
    let newspaper = Newspaper::start().await;
    let story = Story::own(1);
    newspaper.publish(std::slice::from_ref(&story));
    let list = section(std::slice::from_ref(&story));
    let decorated: String = ["?source=rss----1", "?SOURCE=b&trk_x=1", "", "?sourced=1"]
        .iter()
        .map(|query| list.replace(".htm\"", &format!(".htm{query}\"")))
        .collect();
    newspaper.put("/news/", Reply::html(decorated));
    let toml = newspaper.feeds_toml("").replacen(
        "timezone =",
        "tracking-parameters = [\"source\", \"trk_*\"]\ntimezone =",
        1,
    );
    let links = |text: &str| {
        let feed: serde_json::Value = serde_json::from_str(text).unwrap();
        let items = feed["items"].as_array().unwrap().iter();
        items
            .map(|item| item["url"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (plain, other) = (
        newspaper.url(&story.path()),
        newspaper.url(&format!("{}?sourced=1", story.path())),
    );
    let gateway = Running::start(&toml).await;
    let before = gateway.get("/feeds/news.json").await;
    assert_eq!(links(before.text()), [plain.clone(), other.clone()]);
    let config = gateway.gateway.config();
    let subject = Subject::parse(&format!("{plain}?source=newsletter"), &config).unwrap();
    gateway.gateway.take_down(subject, None).await.unwrap();
    let after = gateway.get("/feeds/news.json").await;
    assert_eq!(links(after.text()), [other]);
    gateway.stop().await;
}
