//! What the origin corrects is corrected here, what it withdraws is withdrawn, and neither by accident.

use std::time::Duration;

use byline::model::Guid;
use serde_json::Value;

use crate::support::{Newspaper, Reply, Running, Story};

const HOUR: Duration = Duration::from_secs(3600);

async fn house(stories: &[Story]) -> (Newspaper, Running) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 200);
    (newspaper, gateway)
}

/// Lets time pass and the feed be refreshed.
async fn later(gateway: &Running, hours: f64) {
    gateway.clock.advance(HOUR.mul_f64(hours));
    gateway.gateway.refresh("news").await.unwrap();
}

async fn feed(gateway: &Running) -> Value {
    gateway.get("/feeds/news.json").await.json()
}

/// How many items the feed has.
async fn items(gateway: &Running) -> usize {
    feed(gateway).await["items"].as_array().unwrap().len()
}

/// The item of `story`, if the feed has it.
async fn item(gateway: &Running, newspaper: &Newspaper, story: &Story) -> Option<Value> {
    let guid = guid(newspaper, story).to_string();
    let feed = feed(gateway).await;
    let items = feed["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == guid).cloned()
}

fn guid(newspaper: &Newspaper, story: &Story) -> Guid {
    Guid::of(&newspaper.url(&story.path()).parse().unwrap())
}

/// A newsroom that corrects a number must not see the wrong one in its name all day.
#[tokio::test]
async fn a_correction_arrives_within_hours() {
    let (one, two) = (Story::own(1), Story::own(2));
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[one.clone(), two.clone()]);
    let page = |page: String, etag: &str| Reply::html(page).with("etag", etag);
    newspaper.put(&one.path(), page(one.page(), "\"1\""));
    newspaper.put(&two.path(), page(two.page(), "\"2\""));
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let before = item(&gateway, &newspaper, &one).await.unwrap();
    let other = item(&gateway, &newspaper, &two).await.unwrap();

    let corrected = one.page().replace("三千册", "五千册");
    newspaper.put(&one.path(), page(corrected, "\"1b\""));
    later(&gateway, 5.0).await;
    assert_eq!(newspaper.hits(&one.path()), 1, "not asked for too soon");
    later(&gateway, 1.0).await;
    assert_eq!(newspaper.hits(&one.path()), 2);
    assert_eq!(newspaper.hits(&two.path()), 2, "asked for, and unchanged");

    let after = item(&gateway, &newspaper, &one).await.unwrap();
    assert!(after.to_string().contains("五千册"), "{after}");
    assert_eq!(after["date_published"], before["date_published"]);
    assert_eq!(after["date_modified"], "2015-01-21T18:00:00+08:00");
    assert_eq!(item(&gateway, &newspaper, &two).await.unwrap(), other);

    later(&gateway, 1.0).await;
    assert_eq!(newspaper.hits(&one.path()), 2, "and then left alone");
    later(&gateway, 48.0).await;
    assert_eq!(newspaper.hits(&one.path()), 2, "for good, once it is old");
}

/// What its publisher takes back must not live on here; what it puts back must not stay out.
#[tokio::test]
async fn an_article_that_is_gone_twice_is_withdrawn_until_it_is_back() {
    let (one, two) = (Story::own(1), Story::own(2));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    let path = format!("/items/{}", guid(&newspaper, &one).uuid());
    let before = item(&gateway, &newspaper, &one).await;

    newspaper.put(&one.path(), Reply::status(404));
    later(&gateway, 6.0).await;
    assert_eq!(
        item(&gateway, &newspaper, &one).await,
        before,
        "once may be an accident"
    );
    later(&gateway, 0.5).await;
    assert_eq!(
        newspaper.hits(&one.path()),
        2,
        "nor is it asked for again at once"
    );
    newspaper.put(&one.path(), Reply::status(410));
    later(&gateway, 0.5).await;

    assert_eq!(item(&gateway, &newspaper, &one).await, None);
    assert!(item(&gateway, &newspaper, &two).await.is_some());
    let gone = gateway.get(&path).await;
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("publisher"), "{}", gone.text());
    let atom = gateway.get("/feeds/news.atom").await;
    assert!(atom.text().contains("at:deleted-entry"), "{}", atom.text());
    let list = gateway.admin("GET", "/admin/takedowns", "").await.json();
    assert_eq!(list["takedowns"][0]["by"], "origin");

    newspaper.put(&one.path(), Reply::html(one.page()));
    later(&gateway, 5.0).await;
    assert_eq!(
        item(&gateway, &newspaper, &one).await,
        None,
        "it is not asked for yet"
    );
    later(&gateway, 1.0).await;
    assert_eq!(item(&gateway, &newspaper, &one).await, before, "as it was");
    assert_eq!(gateway.get(&path).await.status, 302);
    assert_eq!(feed(&gateway).await["_byline"]["withdrawn"], Value::Null);
}

/// An operator's takedown is not the origin's to end.
#[tokio::test]
async fn an_origin_does_not_end_an_operators_takedown() {
    let (one, two) = (Story::own(1), Story::own(2));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    newspaper.put(&one.path(), Reply::status(404));
    later(&gateway, 6.0).await;
    later(&gateway, 1.0).await;
    let body = format!(r#"{{"url": "{}"}}"#, newspaper.url(&one.path()));
    gateway.admin("POST", "/admin/takedowns", &body).await;
    newspaper.put(&one.path(), Reply::html(one.page()));
    for _ in 0..3 {
        later(&gateway, 6.0).await;
        assert_eq!(item(&gateway, &newspaper, &one).await, None);
    }
}

/// An origin in trouble withdraws nothing: not by errors, not by an empty page, not by one bad hour.
#[tokio::test]
async fn trouble_is_no_withdrawal() {
    let (one, two) = (Story::own(1), Story::own(2));
    for trouble in [
        Reply::status(500),
        Reply::status(403),
        Reply::status(451),
        Reply::html("<title>系统维护中</title>"),
        Reply::status(302).with("location", "/news/"),
    ] {
        let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
        let before = item(&gateway, &newspaper, &one).await;
        newspaper.put(&one.path(), trouble);
        for _ in 0..4 {
            later(&gateway, 6.0).await;
            assert_eq!(item(&gateway, &newspaper, &one).await, before);
        }
    }
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    let before = item(&gateway, &newspaper, &one).await;
    for hour in 0..6 {
        let there = hour % 2 == 1;
        let reply = if there {
            Reply::html(one.page())
        } else {
            Reply::status(404)
        };
        newspaper.put(&one.path(), reply);
        later(&gateway, 6.0).await;
        assert_eq!(
            item(&gateway, &newspaper, &one).await,
            before,
            "hour {hour}"
        );
    }
}

/// A site whose articles are suddenly "not found", all or half of them, has a fault; its readers keep their feed.
#[tokio::test]
async fn a_site_that_loses_many_articles_loses_nothing_here() {
    for (number, lost) in [(8, 8), (10, 10), (10, 5), (30, 15)] {
        let stories: Vec<Story> = (1..=number).map(Story::own).collect();
        let (newspaper, gateway) = house(&stories).await;
        for story in &stories[..lost] {
            newspaper.put(&story.path(), Reply::status(410));
        }
        for _ in 0..30 {
            later(&gateway, 1.5).await;
        }
        let left = items(&gateway).await;
        assert_eq!(left, stories.len(), "{lost} of {number} are not found");
        let list = gateway.admin("GET", "/admin/takedowns", "").await.json();
        assert_eq!(list["takedowns"], Value::Array(vec![]));
    }
}

/// What one trouble took away comes back in one step, not over a day.
#[tokio::test]
async fn withdrawals_of_an_origin_end_together() {
    let stories: Vec<Story> = (1..=30).map(Story::own).collect();
    let (newspaper, gateway) = house(&stories).await;
    for story in &stories[..3] {
        newspaper.put(&story.path(), Reply::status(404));
    }
    // Each is looked at, twice, within a round of looks at all thirty.
    for _ in 0..24 {
        later(&gateway, 0.5).await;
    }
    assert_eq!(items(&gateway).await, 27);
    for story in &stories[..3] {
        newspaper.put(&story.path(), Reply::html(story.page()));
    }
    let mut seen = Vec::new();
    for _ in 0..16 {
        later(&gateway, 0.5).await;
        seen.push(items(&gateway).await);
    }
    seen.dedup();
    assert!(seen == [27, 30] || seen == [30], "{seen:?}");
}

/// Few requests, the longest unseen first: a feed of fifty must not mean fifty requests at once.
#[tokio::test]
async fn a_refresh_looks_at_a_few_only() {
    let stories: Vec<Story> = (1..=12).map(Story::own).collect();
    let (newspaper, gateway) = house(&stories).await;
    let asked = |newspaper: &Newspaper| -> usize {
        stories
            .iter()
            .map(|story| newspaper.hits(&story.path()))
            .sum()
    };
    assert_eq!(asked(&newspaper), 12);
    later(&gateway, 6.0).await;
    assert_eq!(asked(&newspaper), 17);
    later(&gateway, 0.2).await;
    later(&gateway, 0.2).await;
    assert_eq!(asked(&newspaper), 24, "each once");
    later(&gateway, 0.2).await;
    assert_eq!(asked(&newspaper), 24, "and no more for now");
}
