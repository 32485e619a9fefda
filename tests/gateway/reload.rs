//! What readers get when an operator changes `feeds.toml` under a running gateway.

use byline::store::Store;

use crate::support::{Newspaper, Reply, Running, Story, parsed, section};

fn ids(ids: &[byline::model::FeedId]) -> Vec<&str> {
    ids.iter().map(byline::model::FeedId::as_str).collect()
}

const SECOND: &str = r#"[feeds.more]
publisher = "paper"
title = "更多"
sections = ["SECTION"]
"#;

/// Adding a feed must not cost the readers of the others a refetch, nor the origin a request.
#[tokio::test]
async fn feeds_that_stay_keep_their_snapshots() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::own(2)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let before = gateway.get("/feeds/news.rss").await;
    assert_eq!(gateway.get("/feeds/more.rss").await.status, 404);

    let more = SECOND.replace("SECTION", &newspaper.url("/news/"));
    let with_more = newspaper.feeds_toml(&more);
    let report = gateway.gateway.reload(parsed(&with_more)).await;
    assert_eq!((ids(&report.added), report.unchanged), (vec!["more"], 1));
    let after = gateway.get("/feeds/news.rss").await;
    assert_eq!(
        (&after.body, after.header("etag"), newspaper.hits("/news/")),
        (&before.body, before.header("etag"), 1)
    );
    assert_eq!(gateway.get("/feeds/more.rss").await.status, 200);

    let retired = with_more.replace("title = \"更多\"", "title = \"更多\"\ngone = true");
    let report = gateway.gateway.reload(parsed(&retired)).await;
    assert_eq!(ids(&report.retired), ["more"]);
    assert_eq!(gateway.get("/feeds/more.rss").await.status, 410);

    let report = gateway
        .gateway
        .reload(parsed(&newspaper.feeds_toml("")))
        .await;
    assert_eq!((ids(&report.removed), report.unchanged), (vec!["more"], 1));
    assert_eq!(gateway.get("/feeds/more.rss").await.status, 404);
    assert_eq!(newspaper.hits("/news/"), 2);
}

/// A grant that is withdrawn is withdrawn from the next answer on, whether the origin answers or not.
#[tokio::test]
async fn changed_terms_hold_at_once_even_while_the_origin_is_down() {
    let newspaper = Newspaper::start().await;
    let story = Story::own(1);
    newspaper.publish(std::slice::from_ref(&story));
    let toml = newspaper.feeds_toml("");
    let gateway = Running::start(&toml).await;
    assert!(
        gateway
            .get("/feeds/news.rss")
            .await
            .text()
            .contains(&story.secret())
    );
    newspaper.put("/news/", Reply::status(500));
    newspaper.put(&story.path(), Reply::status(500));

    let narrowed = toml
        .replace("grant = \"full\"", "grant = \"headline\"")
        .replace("title = \"新闻\"", "title = \"本地新闻\"");
    let report = gateway.gateway.reload(parsed(&narrowed)).await;
    assert_eq!((ids(&report.changed), report.unchanged), (vec!["news"], 0));
    for format in ["rss", "atom", "json"] {
        let answer = gateway.get(&format!("/feeds/news.{format}")).await;
        assert_eq!(answer.status, 200);
        let text = answer.text();
        assert!(!text.contains(&story.secret()) && !text.contains("图书室开门"));
        assert!(text.contains(&story.title) && text.contains("来源:岱岳网"));
        assert!(text.contains("本地新闻"), "{text}");
    }
    // And back: what the page itself leaves open is still known.
    gateway.gateway.reload(parsed(&toml)).await;
    let text = gateway.get("/feeds/news.rss").await;
    assert!(text.text().contains(&story.secret()));
}

/// The same must hold for what a restart finds in the store.
#[tokio::test]
async fn changed_terms_hold_for_what_was_stored() {
    let newspaper = Newspaper::start().await;
    let story = Story::own(1);
    newspaper.publish(std::slice::from_ref(&story));
    let (toml, store) = (newspaper.feeds_toml(""), Store::in_memory());
    let gateway = Running::with_store(&toml, store.clone()).await;
    let before = gateway.get("/feeds/news.rss").await;
    assert!(before.text().contains(&story.secret()));
    gateway.stop().await;
    newspaper.put("/news/", Reply::status(500));

    let as_it_was = Running::with_store(&toml, store.clone()).await;
    assert_eq!(as_it_was.get("/feeds/news.rss").await.body, before.body);
    as_it_was.stop().await;
    let narrowed = toml.replace("grant = \"full\"", "grant = \"excerpt\"");
    let gateway = Running::with_store(&narrowed, store).await;
    let after = gateway.get("/feeds/news.rss").await;
    assert_eq!(after.status, 200);
    assert!(!after.text().contains(&story.secret()));
}

/// One publisher's items must never come out under another's name.
#[tokio::test]
async fn a_feed_given_to_another_publisher_starts_anew() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let toml = newspaper.feeds_toml("");
    let gateway = Running::start(&toml).await;
    gateway.get("/feeds/news.rss").await;
    newspaper.put("/news/", Reply::status(500));
    let other = toml
        .replace("publishers.paper", "publishers.other")
        .replace("publisher = \"paper\"", "publisher = \"other\"");
    gateway.gateway.reload(parsed(&other)).await;
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 502);
}

/// Corrected selectors take effect with the next answer or two, not when the page next changes.
#[tokio::test]
async fn changed_selectors_read_the_section_again() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::own(2)]);
    let page = section(&[Story::own(1), Story::own(2)]);
    newspaper.put("/news/", Reply::html(page).with("etag", "\"one\""));
    let toml = newspaper.feeds_toml("");
    let wrong = toml.replace("title = \"h3 a\"", "title = \"span\"");
    let gateway = Running::start(&wrong).await;
    let text = gateway.get("/feeds/news.rss").await;
    assert!(text.text().contains("<title>2015-01-21</title>"));
    gateway.gateway.reload(parsed(&toml)).await;
    gateway.gateway.refresh("news").await.expect("a refresh");
    let text = gateway.get("/feeds/news.rss").await;
    assert!(!text.text().contains("<title>2015-01-21</title>"));
    assert_eq!(newspaper.hits("/news/"), 2);
}

/// What cannot change is said, not silently ignored.
#[tokio::test]
async fn what_needs_a_restart_is_said_and_kept() {
    let newspaper = Newspaper::start().await;
    let toml = newspaper.feeds_toml("");
    let gateway = Running::start(&toml).await;
    let moved = toml.replace("127.0.0.1:0", "127.0.0.1:9").replace(
        "[fetch]",
        "[store]\npath = \"elsewhere\"\n[cache]\nmemory = \"1MiB\"\n[fetch]",
    );
    let report = gateway.gateway.reload(parsed(&moved)).await;
    assert_eq!(report.warnings.len(), 3, "{:?}", report.warnings);
    assert!(
        report
            .warnings
            .iter()
            .all(|warning| warning.contains("restart"))
    );
    assert_eq!(
        gateway.gateway.config().server.listen[0].to_string(),
        "127.0.0.1:0"
    );
}

/// A slip of the pen must not take a gateway down, and must be found by its line.
#[tokio::test]
async fn an_invalid_file_changes_nothing_and_says_why() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let file = std::env::temp_dir().join(format!("byline-reload-{}.toml", std::process::id()));
    let toml = newspaper.feeds_toml("");
    std::fs::write(&file, &toml).unwrap();
    let mut config = byline::config::read(&file).unwrap().config;
    let gateway = Running::over(config.clone(), Store::in_memory()).await;
    let before = gateway.get("/feeds/news.rss").await;

    std::fs::write(
        &file,
        toml.replace("interval = \"10m\"", "interval = \"soon\""),
    )
    .unwrap();
    let error = gateway.gateway.reload_file().await.unwrap_err().to_string();
    let line = 1 + toml[..toml.find("interval = \"10m\"").unwrap()]
        .lines()
        .count();
    assert!(
        error.contains(&format!("{}:{}: ", file.display(), line)),
        "{error}"
    );
    assert_eq!(gateway.get("/feeds/news.rss").await.body, before.body);

    std::fs::write(
        &file,
        toml.replace("interval = \"10m\"", "interval = \"20m\""),
    )
    .unwrap();
    let report = gateway.gateway.reload_file().await.unwrap();
    assert_eq!(ids(&report.changed), ["news"]);
    std::fs::remove_file(&file).unwrap();
    assert!(gateway.gateway.reload_file().await.is_err());
    config.file = None;
    let without = Running::over(config, Store::in_memory()).await;
    assert!(without.gateway.reload_file().await.is_err());
}
