//! Takedown: complete before it answers, everywhere, for good; and undone when asked.

use std::time::Duration;

use byline::model::Guid;
use byline::render::Format;
use byline::store::Store;

use crate::support::{self, Newspaper, Reply, Running, Story};

/// Every URL that an item's text may stand at.
const PLACES: [&str; 8] = [
    "/feeds/news.rss",
    "/feeds/news.atom",
    "/feeds/news.json",
    "/feeds/news",
    "/feeds/news/embed.js",
    "/feeds/news/embed.html",
    "/feeds/news/embed.html?limit=2",
    "/",
];

async fn house(stories: &[Story]) -> (Newspaper, Running) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(gateway.get("/feeds/news.rss").await.status, 200);
    (newspaper, gateway)
}

fn guid(newspaper: &Newspaper, story: &Story) -> Guid {
    Guid::of(&newspaper.url(&story.path()).parse().unwrap())
}

async fn take_down(gateway: &Running, url: &str) -> serde_json::Value {
    let body = serde_json::json!({"url": url, "reason": "权利人要求"}).to_string();
    let answer = gateway.admin("POST", "/admin/takedowns", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Whether `story` stands at `path`. A tombstone carries nothing of it but its guid.
async fn stands(gateway: &Running, path: &str, story: &Story) -> bool {
    let answer = gateway.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text().contains(&story.title) || answer.text().contains(&story.secret())
}

async fn stands_nowhere(gateway: &Running, story: &Story, when: &str) {
    for path in PLACES {
        assert!(!stands(gateway, path, story).await, "{path} {when}");
    }
}

/// A rights holder who objects has it taken down at once: not "at the next refresh", not "in most places".
#[tokio::test]
async fn a_takedown_is_complete_when_it_answers() {
    let (one, two) = (Story::own(1), Story::reprint(2));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    for path in PLACES {
        assert!(stands(&gateway, path, &one).await, "{path} before");
    }
    let guid = guid(&newspaper, &one);
    let item = format!("/items/{}", guid.uuid());
    assert_eq!(gateway.get(&item).await.status, 302);

    let told = take_down(&gateway, &newspaper.url(&one.path())).await;
    assert_eq!(told["guid"], guid.to_string());
    assert_eq!(told["feeds"], serde_json::json!(["news"]));

    stands_nowhere(&gateway, &one, "after").await;
    for path in PLACES {
        assert!(
            stands(&gateway, path, &two).await,
            "{path}: the other stays"
        );
    }
    let gone = gateway.get(&item).await;
    assert_eq!(gone.status, 410);
    assert_eq!(gone.header("cache-control"), "no-store");
    assert!(gone.text().contains("权利人要求"), "{}", gone.text());

    let atom = gateway.get("/feeds/news.atom").await;
    let tombstone = format!("<at:deleted-entry ref=\"{guid}\" when=\"2015-01-21T12:00:00+08:00\">");
    assert!(atom.text().contains(&tombstone), "{}", atom.text());
    let json = gateway.get("/feeds/news.json").await.json();
    assert_eq!(json["_byline"]["withdrawn"][0]["id"], guid.to_string());
    let rss = gateway.get("/feeds/news.rss").await;
    assert!(!rss.text().contains(&guid.uuid().to_string()));

    let list = gateway.admin("GET", "/admin/takedowns", "").await.json();
    assert_eq!(list["takedowns"][0]["reason"], "权利人要求");
}

/// One reader's slow download must not keep the item in what others are given within the same second.
#[tokio::test]
async fn what_was_cached_a_moment_ago_is_not_given_again() {
    let (one, two) = (Story::own(1), Story::own(2));
    let (newspaper, gateway) = house(&[one.clone(), two]).await;
    gateway.get("/feeds/news.rss").await;
    let held = gateway.held("news").expect("it is in memory");
    let downloading = held.documents.of(Format::Rss).body().clone();
    take_down(&gateway, &newspaper.url(&one.path())).await;
    stands_nowhere(&gateway, &one, "in the same second").await;
    drop(downloading);
}

/// It never comes back: not by a refresh, by a page that changed, or by a link dressed otherwise.
#[tokio::test]
async fn a_refresh_does_not_bring_it_back() {
    let (one, two, three) = (Story::own(1), Story::own(2), Story::own(3));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    let decorated = format!("{}?utm_source=x#top", newspaper.url(&one.path()));
    take_down(&gateway, &decorated).await;
    gateway.gateway.refresh("news").await.unwrap();
    stands_nowhere(&gateway, &one, "after an unchanged refresh").await;

    let listed = support::section(&[three.clone(), one.clone(), two.clone()]).replace(
        &format!("t20150121_{}.htm", one.number),
        &format!("t20150121_{}.htm?spm=1", one.number),
    );
    newspaper.put(&three.path(), Reply::html(three.page()));
    newspaper.put("/news/", Reply::html(listed));
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.unwrap();
    stands_nowhere(&gateway, &one, "after a changed one").await;
    assert!(stands(&gateway, "/feeds/news.rss", &three).await);
}

/// A site that moves to https, or an operator who pastes the address that a browser shows, means the same article.
#[tokio::test]
async fn the_scheme_of_a_link_does_not_matter() {
    let (one, two) = (Story::own(1), Story::own(2));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    let secure = |story: &Story| newspaper.url(&story.path()).replace("http:", "https:");
    let told = take_down(&gateway, &secure(&one)).await;
    assert_eq!(told["guid"], guid(&newspaper, &one).to_string());
    assert_eq!(told["feeds"], serde_json::json!(["news"]));
    let listed = support::section(&[one.clone(), two.clone()])
        .replace(&format!(".{}", &one.path()[5..]), &secure(&one));
    assert!(listed.contains("https:"));
    newspaper.put("/news/", Reply::html(listed));
    gateway.gateway.refresh("news").await.unwrap();
    stands_nowhere(&gateway, &one, "under https").await;
    let moved = Guid::of(&secure(&one).parse().unwrap());
    let item = gateway.get(&format!("/items/{}", moved.uuid())).await;
    assert_ne!(item.status, 302, "{}", item.text());
}

/// A partner's wider copy is where the whole text stands; it must not be forgotten there.
#[tokio::test]
async fn it_leaves_partners_copies_too() {
    let (one, two) = (Story::own(1), Story::own(2));
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[one.clone(), two.clone()]);
    let partner =
        "[partners.harbour]\ntoken-env = \"TEST_HARBOUR\"\nfeeds = [\"news\"]\ngrant = \"full\"\n";
    let toml = newspaper
        .feeds_toml(partner)
        .replacen("grant = \"full\"", "grant = \"excerpt\"", 1);
    let gateway = Running::start(&toml).await;
    let places = [
        "news.rss",
        "news.atom",
        "news.json",
        "news/embed.html",
        "news/embed.js",
    ]
    .map(|place| format!("/feeds/{place}?key={}", support::token("TEST_HARBOUR")));
    for place in &places {
        assert!(stands(&gateway, place, &one).await, "{place} before");
    }
    let whole = gateway.get(&places[2]).await;
    assert!(whole.text().contains(&one.secret()), "{}", whole.text());
    take_down(&gateway, &newspaper.url(&one.path())).await;
    for place in &places {
        assert!(!stands(&gateway, place, &one).await, "{place} after");
        assert!(
            stands(&gateway, place, &two).await,
            "{place}: the other stays"
        );
    }
}

/// After thirty days readers have heard of it; the item stays out all the same.
#[tokio::test]
async fn tombstones_last_thirty_days() {
    let one = Story::own(1);
    let (newspaper, gateway) = house(&[one.clone(), Story::own(2)]).await;
    let told = take_down(&gateway, &newspaper.url(&one.path())).await;
    let guid = told["guid"].as_str().unwrap();
    for (days, carried) in [(29, true), (2, false)] {
        gateway.clock.advance(Duration::from_secs(days * 24 * 3600));
        gateway.gateway.refresh("news").await.unwrap();
        let atom = gateway.get("/feeds/news.atom").await;
        assert_eq!(atom.text().contains(guid), carried, "{}", atom.text());
    }
    stands_nowhere(&gateway, &one, "after a month").await;
    let again = take_down(&gateway, &newspaper.url(&one.path())).await;
    assert_eq!(
        again["when"], told["when"],
        "a second takedown changes no date"
    );
    assert_eq!(again["feeds"], told["feeds"]);
}

/// What was never published may be withdrawn beforehand, by URL or guid, and then never appears.
#[tokio::test]
async fn an_unknown_article_never_appears() {
    let (one, two) = (Story::own(1), Story::own(2));
    let (newspaper, gateway) = house(std::slice::from_ref(&one)).await;
    let told = take_down(&gateway, &newspaper.url(&two.path())).await;
    assert_eq!(told["feeds"], serde_json::json!([]));
    take_down(&gateway, "http://elsewhere.example/a.htm").await;
    newspaper.publish(&[one.clone(), two.clone()]);
    gateway.clock.advance(Duration::from_secs(700));
    gateway.gateway.refresh("news").await.unwrap();
    stands_nowhere(&gateway, &two, "ever").await;
    assert_eq!(newspaper.hits(&two.path()), 0, "nor is it asked for");
    let item = format!("/items/{}", guid(&newspaper, &two).uuid());
    assert_eq!(gateway.get(&item).await.status, 410);
}

/// A takedown that a refresh in flight undid would be a promise broken by chance.
#[tokio::test]
async fn a_refresh_in_flight_does_not_bring_it_back() {
    let (one, two, three) = (Story::own(1), Story::own(2), Story::own(3));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    newspaper.publish(&[three.clone(), one.clone(), two.clone()]);
    let slow = Reply::html(three.page()).after(Duration::from_millis(500));
    newspaper.put(&three.path(), slow);
    gateway.clock.advance(Duration::from_secs(700));
    let flying = tokio::spawn({
        let gateway = gateway.gateway.clone();
        async move { gateway.refresh("news").await.map(|_| ()) }
    });
    while newspaper.hits(&three.path()) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    take_down(&gateway, &newspaper.url(&one.path())).await;
    stands_nowhere(&gateway, &one, "while the refresh goes on").await;
    flying.await.unwrap().unwrap();
    stands_nowhere(&gateway, &one, "after it").await;
    assert!(stands(&gateway, "/feeds/news.rss", &three).await);
}

/// Many refreshes and takedowns at once: after each answer the item is out, whoever wins.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn takedowns_hold_against_refreshes_at_any_moment() {
    let stories: Vec<Story> = (1..=20).map(Story::own).collect();
    let (newspaper, gateway) = house(&stories).await;
    let refreshing = tokio::spawn({
        let (gateway, newspaper) = (gateway.gateway.clone(), newspaper.clone());
        async move {
            for round in 0_u32.. {
                let page = support::section(&(1..=20).map(Story::own).collect::<Vec<_>>());
                newspaper.put("/news/", Reply::html(format!("{page}<!-- {round} -->")));
                gateway.refresh("news").await.map(|_| ()).unwrap();
            }
        }
    });
    for (done, story) in stories.iter().enumerate().take(15) {
        take_down(&gateway, &newspaper.url(&story.path())).await;
        for story in &stories[..=done] {
            let feed = gateway.get("/feeds/news.json").await;
            assert!(!feed.text().contains(&story.path()), "{}", story.number);
        }
    }
    refreshing.abort();
}

/// Two feeds that share an article, one merged of two sections: it leaves both, and the answer names both.
#[tokio::test]
async fn it_leaves_every_feed_that_has_it() {
    let (one, two) = (Story::own(1), Story::own(2));
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[one.clone(), two.clone()]);
    let other = support::section(std::slice::from_ref(&one)).replace("href=\".", "href=\"/news");
    newspaper.put("/other/", Reply::html(other));
    let both = format!(
        "[feeds.both]\npublisher = \"paper\"\ntitle = \"两版\"\nsections = [\"{}\", \"{}\"]\n\
         [feeds.both.select]\nitem = \"#list li\"\ntitle = \"h3 a\"\nlink = \"h3 a\"\n",
        newspaper.url("/news/"),
        newspaper.url("/other/")
    );
    let upstream = format!(
        "<rss version=\"2.0\"><channel><title>x</title><item><title>{}</title><link>{}?spm=2</link>\
         <description>{}</description></item><item><title>{}</title><link>{}</link></item></channel></rss>",
        one.title,
        newspaper.url(&one.path()),
        one.secret(),
        two.title,
        newspaper.url(&two.path())
    );
    newspaper.put(
        "/up.rss",
        Reply::html(upstream).with("content-type", "application/rss+xml"),
    );
    let both = format!(
        "{both}[feeds.upstream]\npublisher = \"paper\"\ntitle = \"转\"\nkind = \"feed\"\nsections = [\"{}\"]\n",
        newspaper.url("/up.rss")
    );
    let gateway = Running::start(&newspaper.feeds_toml(&both)).await;
    for feed in ["news", "both", "upstream"] {
        assert!(stands(&gateway, &format!("/feeds/{feed}.rss"), &one).await);
    }
    let told = take_down(&gateway, &newspaper.url(&one.path())).await;
    assert_eq!(
        told["feeds"],
        serde_json::json!(["both", "news", "upstream"])
    );
    for round in ["after", "after refreshes"] {
        for feed in ["news", "both", "upstream"] {
            for end in ["rss", "atom", "json"] {
                let path = format!("/feeds/{feed}.{end}");
                assert!(!stands(&gateway, &path, &one).await, "{path} {round}");
            }
            gateway.gateway.refresh(feed).await.unwrap();
        }
    }
}

/// A takedown that a restart forgot would be worse than none: the rights holder was told that it is done.
#[tokio::test]
async fn it_outlives_a_restart_while_the_origin_is_down() {
    let folder = std::env::temp_dir().join(format!("byline-takedown-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let (one, two) = (Story::own(1), Story::own(2));
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[one.clone(), two.clone()]);
    let toml = newspaper.feeds_toml("");
    let open = || Store::open(Some(&folder)).unwrap();

    let first = Running::with_store(&toml, open()).await;
    assert!(stands(&first, "/feeds/news.rss", &one).await);
    first.stop().await;
    newspaper.put("/news/", Reply::status(503));

    // Nobody has asked for the feed since the restart: it is in the store alone.
    let second = Running::with_store(&toml, open()).await;
    let told = take_down(&second, &newspaper.url(&one.path())).await;
    assert_eq!(told["feeds"], serde_json::json!(["news"]));
    stands_nowhere(&second, &one, "after a takedown from the store").await;
    second.stop().await;

    let third = Running::with_store(&toml, open()).await;
    stands_nowhere(&third, &one, "after a restart").await;
    assert!(stands(&third, "/feeds/news.rss", &two).await);
    let atom = third.get("/feeds/news.atom").await;
    assert!(atom.text().contains("at:deleted-entry"), "{}", atom.text());
    let item = format!("/items/{}", guid(&newspaper, &one).uuid());
    assert_eq!(third.get(&item).await.status, 410);
    third.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
}

/// A feed of which everything was withdrawn is an empty feed, not one that fails.
#[tokio::test]
async fn an_emptied_feed_is_served_under_new_terms_while_the_origin_is_down() {
    let story = Story::own(1);
    let newspaper = Newspaper::start().await;
    newspaper.publish(std::slice::from_ref(&story));
    let (toml, store) = (newspaper.feeds_toml(""), Store::in_memory());
    let first = Running::with_store(&toml, store.clone()).await;
    assert!(stands(&first, "/feeds/news.rss", &story).await);
    take_down(&first, &newspaper.url(&story.path())).await;
    first.stop().await;
    newspaper.put("/news/", Reply::status(503));

    let retitled = toml.replace("\"新闻\"", "\"要闻\"");
    let second = Running::with_store(&retitled, store).await;
    let feed = second.get("/feeds/news.atom").await;
    assert_eq!(feed.status, 200, "{}", feed.text());
    assert!(feed.text().contains("要闻") && !feed.text().contains("<entry>"));
    assert!(feed.text().contains("at:deleted-entry"), "{}", feed.text());
}

/// A takedown by mistake is undone without a trace, and without waiting for the section to change.
#[tokio::test]
async fn undo_brings_it_back() {
    let (one, two) = (Story::own(1), Story::own(2));
    let (newspaper, gateway) = house(&[one.clone(), two.clone()]).await;
    let before = gateway.get("/feeds/news.atom").await;
    let told = take_down(&gateway, &newspaper.url(&one.path())).await;
    let path = format!("/admin/takedowns/{}", told["guid"].as_str().unwrap());
    let undone = gateway.admin("DELETE", &path, "").await;
    assert_eq!(undone.status, 200, "{}", undone.text());
    gateway.gateway.refresh("news").await.unwrap();
    let after = gateway.get("/feeds/news.atom").await;
    assert_eq!(after.text(), before.text());
    assert_eq!(newspaper.hits(&one.path()), 1, "it is not read again");
    let item = format!("/items/{}", guid(&newspaper, &one).uuid());
    assert_eq!(gateway.get(&item).await.status, 302);
    assert_eq!(gateway.admin("DELETE", &path, "").await.status, 404);
}
