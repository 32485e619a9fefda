//! What a feed with a filter shows, counts and never loses.

use std::time::Duration;

use serde_json::Value;

use crate::support::{Newspaper, Reply, Running, Story, parsed, section};

async fn titles(gateway: &Running) -> Vec<String> {
    let answer = gateway.get("/feeds/news.json").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let feed: Value = serde_json::from_str(answer.text()).unwrap();
    let items = feed["items"].as_array().cloned().unwrap();
    let mut titles: Vec<String> = items
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles
}

fn with_filter(newspaper: &Newspaper, filter: &str) -> String {
    newspaper.feeds_toml(&format!("[feeds.news.filter]\n{filter}\n"))
}

async fn status(gateway: &Running) -> Value {
    let status = gateway.get("/status.json").await;
    let status: Value = serde_json::from_str(status.text()).unwrap();
    status["feeds"][0].clone()
}

/// An operator sees how many items the filter takes, and what it takes by title costs its origin no request.
#[tokio::test]
async fn filtered_articles_are_counted_and_not_asked_for() {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=4).map(Story::own).collect();
    newspaper.publish(&stories);
    let toml = with_filter(
        &newspaper,
        r#"exclude = [{ pattern = "^第[23]号", fields = ["title"] }]"#,
    );
    let gateway = Running::start(&toml).await;
    assert_eq!(
        titles(&gateway).await,
        [stories[0].title.clone(), stories[3].title.clone()]
    );
    assert_eq!(newspaper.hits(&stories[1].path()), 0);
    assert_eq!(newspaper.hits(&stories[3].path()), 1);
    let feed = status(&gateway).await;
    assert_eq!((&feed["filtered"], &feed["items"]), (&2.into(), &2.into()));
    assert_eq!(feed["sections"][0]["items"], 4);
    let page = gateway.get("/status").await;
    assert!(page.text().contains("2, 2 filtered"), "{}", page.text());
    gateway.stop().await;
}

/// A reprint must not appear for the seconds until its page has said whose it is, nor when its page cannot be read.
#[tokio::test]
async fn a_feed_without_reprints_never_shows_one() {
    let newspaper = Newspaper::start().await;
    let (own, reprint, unread) = (Story::own(1), Story::reprint(2), Story::own(3));
    newspaper.publish(&[own.clone(), reprint.clone(), unread.clone()]);
    newspaper.put(&unread.path(), Reply::status(403));
    let gateway = Running::start(&with_filter(&newspaper, "reprints = false")).await;
    assert_eq!(titles(&gateway).await, std::slice::from_ref(&own.title));
    assert_eq!(status(&gateway).await["filtered"], 2);
    gateway.stop().await;
}

/// A list that is mostly filtered is not a list that shrank, and one that shrank is told whatever the filter takes.
#[tokio::test]
async fn a_filter_is_no_shrunken_list() {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=12).map(Story::own).collect();
    newspaper.publish(&stories);
    let open = newspaper.feeds_toml("");
    let gateway = Running::start(&open).await;
    assert_eq!(titles(&gateway).await.len(), 12);
    let strict = with_filter(
        &newspaper,
        r#"include = [{ pattern = "^第1号", fields = ["title"] }]"#,
    );
    gateway.gateway.reload(parsed(&strict)).await;
    assert_eq!(titles(&gateway).await, [stories[0].title.clone()]);
    let report = gateway
        .gateway
        .refresh_and_report("news", false)
        .await
        .unwrap();
    assert_eq!((report.items, report.filtered), (1, 11), "{report:?}");
    assert_eq!(report.error, None);
    // Nothing passes: the feed is empty and well.
    let nothing = with_filter(&newspaper, r#"include = ["没有这样的词"]"#);
    gateway.gateway.reload(parsed(&nothing)).await;
    let report = gateway
        .gateway
        .refresh_and_report("news", false)
        .await
        .unwrap();
    assert_eq!((report.items, report.filtered), (0, 12), "{report:?}");
    assert_eq!(report.error, None);
    assert_eq!(titles(&gateway).await, Vec::<String>::new());
    // The page loses most of its list: the section is doubted.
    newspaper.put("/news/", Reply::html(section(&stories[..2])));
    let report = gateway
        .gateway
        .refresh_and_report("news", false)
        .await
        .unwrap();
    assert!(report.error.is_some(), "{report:?}");
    gateway.gateway.reload(parsed(&open)).await;
    gateway.stop().await;
}

/// A changed filter holds at once, also while the origin is down.
#[tokio::test]
async fn a_changed_filter_and_title_cut_hold_while_the_origin_is_down() {
    let newspaper = Newspaper::start().await;
    let stories = [Story::own(1), Story::own(2)];
    newspaper.publish(&stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(titles(&gateway).await.len(), 2);
    newspaper.put("/news/", Reply::status(503));
    let filter =
        "[feeds.news.filter]\nexclude = [{ pattern = \"_2[.]htm$\", fields = [\"url\"] }]\n";
    let cut = "interval = \"10m\"\ntitle-cut = [\"^第[0-9]号报道:\"]\n";
    let strict = newspaper
        .feeds_toml(filter)
        .replace("interval = \"10m\"\n", cut);
    gateway.gateway.reload(parsed(&strict)).await;
    assert_eq!(titles(&gateway).await, ["城南小学开了一间新图书室"]);
    gateway.stop().await;
}

/// An item becomes too old while its section stays as it was.
#[tokio::test]
async fn an_item_leaves_when_it_is_too_old() {
    let newspaper = Newspaper::start().await;
    let stories = [Story::own(1), Story::own(50)];
    newspaper.publish(&stories);
    newspaper.put(
        "/news/",
        Reply::html(section(&stories)).with("etag", "\"same\""),
    );
    let gateway = Running::start(&with_filter(&newspaper, "max-age = \"24h\"")).await;
    assert_eq!(titles(&gateway).await.len(), 2);
    // The articles are of 09:01 and 09:50, and it is noon: after 21 h 20 min the first is over a day old.
    gateway
        .clock
        .advance(Duration::from_secs(21 * 3600 + 20 * 60));
    let report = gateway
        .gateway
        .refresh_and_report("news", false)
        .await
        .unwrap();
    assert_eq!(report.items, 1, "{report:?}");
    assert_eq!(titles(&gateway).await, [stories[1].title.clone()]);
    gateway.clock.advance(Duration::from_secs(3600));
    let report = gateway
        .gateway
        .refresh_and_report("news", false)
        .await
        .unwrap();
    assert_eq!((report.items, report.error.clone()), (0, None));
    gateway.stop().await;
}

/// Before a feed goes into service, its operator sees what the filter takes.
#[tokio::test]
async fn a_survey_counts_what_the_filter_takes() {
    let newspaper = Newspaper::start().await;
    let stories = [Story::own(1), Story::own(2), Story::reprint(3)];
    newspaper.publish(&stories);
    let toml = with_filter(
        &newspaper,
        "reprints = false\nexclude = [{ words = \"第1号报道\", fields = [\"title\"] }]",
    );
    let gateway = Running::start(&toml).await;
    let survey = gateway.gateway.survey("news").await.unwrap();
    let findings = survey.sections[0].outcome.as_ref().unwrap();
    assert_eq!((findings.articles, findings.filtered), (3, 1));
    assert_eq!(survey.filtered, Some((1, 2)));
    gateway.stop().await;
}
