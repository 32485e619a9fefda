//! First answers, and what slow or dead hosts of articles may hold up: nothing but those articles.

use std::time::{Duration, Instant};

use crate::support::{Newspaper, Reply, Running, Story, section};

/// A publisher must not be asked twice for an article because two feeds list its section.
#[tokio::test]
async fn two_cold_feeds_over_one_section_read_each_article_once() {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=8).map(Story::own).collect();
    newspaper.publish(&stories);
    for story in &stories {
        let page = Reply::html(story.page()).after(Duration::from_millis(100));
        newspaper.put(&story.path(), page);
    }
    let again = format!(
        "[feeds.again]\npublisher = \"paper\"\ntitle = \"新闻\"\nsections = [\"{}\"]\n\
         [feeds.again.select]\nitem = \"#list li\"\ntitle = \"h3 a\"\nlink = \"h3 a\"\n",
        newspaper.url("/news/")
    );
    let gateway = Running::start(&newspaper.feeds_toml(&again)).await;
    let (one, other) = tokio::join!(
        gateway.get("/feeds/news.json"),
        gateway.get("/feeds/again.json")
    );
    for feed in [one, other] {
        let items = feed.json()["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), stories.len());
        assert!(items.iter().all(|item| item["_byline"]["grant"] == "full"));
    }
    for story in &stories {
        assert_eq!(newspaper.hits(&story.path()), 1);
    }
}

/// News must not wait for a link to a host that does not answer.
#[tokio::test]
async fn a_dead_link_holds_up_neither_a_cold_feed_nor_its_news() {
    let newspaper = Newspaper::start().await;
    let (old, new) = (Story::own(1), Story::own(2));
    newspaper.publish(std::slice::from_ref(&old));
    // Nothing listens there, and the name is nobody's.
    let dead =
        "<li><h3><a href=\"http://dead.invalid/1.htm\">一条没有回音的链接</a></h3></li></ul>";
    let listing = |stories: &[Story]| section(stories).replace("</ul>", dead);
    newspaper.put("/news/", Reply::html(listing(std::slice::from_ref(&old))));
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let began = Instant::now();
    let cold = gateway.get("/feeds/news.json").await.json();
    assert_eq!(cold["items"].as_array().unwrap().len(), 2);
    newspaper.put(&new.path(), Reply::html(new.page()));
    newspaper.put("/news/", Reply::html(listing(&[new.clone(), old])));
    gateway.clock.advance(Duration::from_secs(601));
    let feed = gateway.gateway.refresh("news").await.unwrap();
    assert_eq!(feed.items.len(), 3);
    assert!(feed.items.iter().filter(|item| item.is_complete()).count() == 2);
    // Looking the name up takes a moment; a minute and a half was waited for it once.
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
}

/// Readers of a feed that is shown get what is new while one article is still on its way.
#[tokio::test]
async fn an_article_that_takes_long_does_not_hold_up_the_others() {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=3).map(Story::own).collect();
    newspaper.publish(&stories[..1]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(gateway.get("/feeds/news.json").await.status, 200);
    newspaper.publish(&stories);
    let slow = Reply::html(stories[2].page()).after(Duration::from_secs(25));
    newspaper.put(&stories[2].path(), slow);
    gateway.clock.advance(Duration::from_secs(601));
    let refresh = {
        let gateway = gateway.gateway.clone();
        tokio::spawn(async move { gateway.refresh("news").await })
    };
    let began = Instant::now();
    let complete = loop {
        let feed = gateway.get("/feeds/news.json").await.json();
        let items = feed["items"].as_array().unwrap();
        if items.len() == 3 || began.elapsed() > Duration::from_secs(20) {
            let full = |item: &&serde_json::Value| item["_byline"]["grant"] == "full";
            break items.iter().filter(full).count();
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(complete, 2, "the third is a headline yet");
    assert!(began.elapsed() < Duration::from_secs(20));
    refresh.abort();
}
