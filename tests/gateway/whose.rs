//! One publisher does not speak for another: facts and terms of an article are those of the publisher on whose host it is.

use serde_json::Value;

use crate::support::{Newspaper, Reply, Running, Story, token};

const FORGED: &str = "words that the other paper never wrote";
const SECRET: &str = "the ferry was late by an hour";

/// An article of the harbour's paper, which prints New York's time and no offset.
fn page(source: &str) -> String {
    format!(
        "<html lang=en><head><meta charset=utf-8><title>Ferry late - The Harbour Post</title>\
         <meta property=og:site_name content='The Harbour Post'></head><body><h1>Ferry late on its first day</h1>\
         <div class=info>2015-01-20 08:15:00 {source}</div><div class=content>\
         <p>The new ferry left the harbour this morning with two hundred people on board and a band on the pier.</p>\
         <p>In the afternoon {SECRET}, because a gate at the lock would not open, and the band went home.</p>\
         <p>The company says that tomorrow's boats will leave on time, and that the gate has been mended.</p></div></body></html>"
    )
}

/// Two publishers, on `127.0.0.1` and on `localhost`, and a partner of the first.
fn feeds_toml(newspaper: &Newspaper, first: &str) -> String {
    let port = newspaper.address.port();
    newspaper.feeds_toml(&format!(
        r#"
[publishers.harbour]
name = "The Harbour Post"
url = "http://localhost:{port}/"
language = "en"
timezone = "America/New_York"
[publishers.harbour.rights]
notice = "Ask the harbour first."
[feeds.harbour]
publisher = "harbour"
title = "Harbour"
sections = ["http://localhost:{port}/harbour/"]
[feeds.harbour.select]
item = "li"
title = "a"
link = "a"
[feeds.far]
publisher = "paper"
title = "远方"
sections = ["http://localhost:{port}/nothing/"]
[feeds.guest]
publisher = "paper"
title = "客"
{first}
[partners.friend]
token-env = "TEST_FRIEND"
feeds = ["guest"]
grant = "full"
"#
    ))
}

const LISTING: &str = "<html><head><title>List</title></head><body><ul><li><a href='http://localhost:PORT/harbour/1.htm'>Ferry late on its first day</a></li></ul></body></html>";

async fn items(gateway: &Running, feed: &str, key: Option<&str>) -> Vec<Value> {
    let key = key.map_or_else(String::new, |key| format!("?key={key}"));
    let answer = gateway.get(&format!("/feeds/{feed}.json{key}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().cloned().unwrap()
}

fn start(newspaper: &Newspaper, source: &str) {
    let port = newspaper.address.port().to_string();
    newspaper.put("/harbour/1.htm", Reply::html(page(source)));
    for path in ["/harbour/", "/guest/"] {
        newspaper.put(path, Reply::html(LISTING.replace("PORT", &port)));
    }
}

/// A reader must not find an article thirteen hours off, under rights that its paper never wrote, because another
/// paper's page linked it first; and what its paper holds back must not leave by the other's partners.
#[tokio::test]
async fn an_article_has_the_zone_and_the_terms_of_its_own_publisher_whoever_lists_it() {
    for (first, source) in [
        ("guest", ""),
        ("harbour", ""),
        ("guest", "Source: The Harbour Post"),
    ] {
        let newspaper = Newspaper::start().await;
        start(&newspaper, source);
        let section = format!(
            "sections = [\"{}\"]\n[feeds.guest.select]\nitem = \"li\"\ntitle = \"a\"\nlink = \"a\"",
            newspaper.url("/guest/")
        );
        let gateway = Running::start(&feeds_toml(&newspaper, &section)).await;
        items(&gateway, first, None).await;
        let partner = token("TEST_FRIEND");
        for (feed, key) in [
            ("guest", None),
            ("harbour", None),
            ("guest", Some(&*partner)),
        ] {
            let items = items(&gateway, feed, key).await;
            let item = &items[0];
            let said = &item["_byline"];
            assert_eq!(
                item["date_published"], "2015-01-20T08:15:00-05:00",
                "{feed}"
            );
            assert_eq!(said["publisher"], "The Harbour Post", "{feed}: {item}");
            assert_eq!(said["source"]["name"], "The Harbour Post");
            assert_eq!(said["reprint"], false);
            assert_eq!(said["grant"], "excerpt");
            assert_eq!(said["rights"]["holder"], "The Harbour Post");
            assert_eq!(said["rights"]["notice"], "Ask the harbour first.");
            let licence = said["rights"]["rsl"].as_str().unwrap();
            assert!(licence.ends_with("/licenses/harbour.xml"), "{licence}");
            assert_eq!(item["language"], "en");
            assert!(!item.to_string().contains(SECRET), "{item}");
        }
        assert_eq!(newspaper.hits("/harbour/1.htm"), 1);
        gateway.stop().await;
    }
}

/// A link of one's own that leads on to another paper's page would make that paper's article one's own, in full.
#[tokio::test]
async fn a_redirect_to_another_publishers_page_is_a_reprint_of_that_publisher() {
    let newspaper = Newspaper::start().await;
    start(&newspaper, "");
    let there = format!(
        "http://localhost:{}/harbour/1.htm",
        newspaper.address.port()
    );
    newspaper.put("/go/1.htm", Reply::status(302).with("location", &there));
    let listing = LISTING.replace("http://localhost:PORT/harbour/1.htm", "/go/1.htm");
    newspaper.put("/guest/", Reply::html(listing));
    let section = format!(
        "sections = [\"{}\"]\n[feeds.guest.select]\nitem = \"li\"\ntitle = \"a\"\nlink = \"a\"",
        newspaper.url("/guest/")
    );
    let gateway = Running::start(&feeds_toml(&newspaper, &section)).await;
    let items = items(&gateway, "guest", Some(&token("TEST_FRIEND"))).await;
    let said = &items[0]["_byline"];
    assert_eq!(said["reprint"], true, "{said}");
    assert_eq!(said["source"]["name"], "The Harbour Post");
    assert_eq!(items[0]["date_published"], "2015-01-20T08:15:00-05:00");
    assert!(!items[0].to_string().contains(SECRET), "{}", items[0]);
    gateway.stop().await;
}

/// An upstream feed that calls another's article its own would put a body into the other's mouth, and give it away.
#[tokio::test]
async fn an_upstream_feed_is_not_believed_about_items_on_other_hosts() {
    let newspaper = Newspaper::start().await;
    start(&newspaper, "");
    let port = newspaper.address.port();
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><link>{link}</link><pubDate>Tue, 20 Jan 2015 09:00:00 +0800</pubDate>\
             <source url=\"{}\">岱岳网</source><content:encoded><![CDATA[<p>{FORGED}</p>]]></content:encoded></item>",
            newspaper.url("/")
        )
    };
    let feed = format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>岱岳网</title>{}{}{}</channel></rss>",
        item("自家的报道", &newspaper.url("/news/1.htm")),
        item(
            "Ferry late on its first day",
            &format!("http://localhost:{port}/harbour/1.htm")
        ),
        item("A stranger's report", "http://stranger.example/1.htm"),
    );
    newspaper.put("/up.rss", Reply::html(feed));
    let section = format!(
        "kind = \"feed\"\nsections = [\"{}\"]",
        newspaper.url("/up.rss")
    );
    let gateway = Running::start(&feeds_toml(&newspaper, &section)).await;
    let partner = token("TEST_FRIEND");
    for key in [None, Some(&*partner)] {
        let items = items(&gateway, "guest", key).await;
        assert_eq!(items.len(), 3);
        for item in &items {
            let said = &item["_byline"];
            let text = item.to_string();
            match item["url"].as_str().unwrap() {
                url if url.contains("localhost") => {
                    assert_eq!(said["publisher"], "The Harbour Post", "{item}");
                    assert_eq!(item["date_published"], "2015-01-20T08:15:00-05:00");
                    assert!(!text.contains(FORGED), "{item}");
                }
                url if url.contains("stranger") => {
                    assert_eq!(said["reprint"], true, "{item}");
                    assert_eq!(said["grant"], "headline");
                    assert!(!text.contains(FORGED), "{item}");
                }
                _ => {
                    assert_eq!(said["reprint"], false, "{item}");
                    assert_eq!(said["grant"], "full");
                    assert!(text.contains(FORGED), "{item}");
                }
            }
        }
    }
    assert_eq!(newspaper.hits("/harbour/1.htm"), 1);
    gateway.stop().await;
}

/// An editor of one paper who narrows its terms means all feeds that show its articles, and at once.
#[tokio::test]
async fn changed_terms_hold_for_a_publishers_articles_in_the_feeds_of_others() {
    let newspaper = Newspaper::start().await;
    start(&newspaper, "");
    let section = format!(
        "sections = [\"{}\"]\n[feeds.guest.select]\nitem = \"li\"\ntitle = \"a\"\nlink = \"a\"",
        newspaper.url("/guest/")
    );
    let toml = feeds_toml(&newspaper, &section);
    let gateway = Running::start(&toml).await;
    let before = items(&gateway, "guest", None).await;
    assert_eq!(before[0]["_byline"]["grant"], "excerpt");
    // The origin is not needed for it.
    newspaper.put("/guest/", Reply::status(500));
    let narrower = toml.replace(
        "notice = \"Ask the harbour first.\"",
        "notice = \"Not without a letter.\"\ngrant = \"headline\"",
    );
    let config = byline::config::parse(&narrower, "feeds.toml", &crate::support::environment)
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config;
    gateway.gateway.reload(config).await;
    let after = items(&gateway, "guest", None).await;
    assert_eq!(after[0]["_byline"]["grant"], "headline", "{after:?}");
    assert_eq!(
        after[0]["_byline"]["rights"]["notice"],
        "Not without a letter."
    );
    assert_eq!(after[0]["_byline"]["publisher"], "The Harbour Post");
    gateway.stop().await;
}

/// The grant of each story, and whether it is a reprint, in the order of `stories`.
async fn ruled(
    stories: &[Story],
    key: &str,
    change: impl Fn(String) -> String,
) -> Vec<(String, bool)> {
    let newspaper = Newspaper::start().await;
    newspaper.publish(stories);
    for story in stories {
        newspaper.put(&story.path(), Reply::html(change(story.page())));
    }
    let toml = newspaper.feeds_toml("");
    let toml = toml.replace("reprint-note", &format!("{key}\nreprint-note"));
    let gateway = Running::start(&toml).await;
    let items = items(&gateway, "news", None).await;
    gateway.stop().await;
    let of = |story: &Story| {
        let item = items
            .iter()
            .find(|item| item["title"] == story.title.as_str());
        let said = &item.unwrap()["_byline"];
        let reprint = said["reprint"] == true;
        // A reprint names another as its source, or nobody.
        assert_eq!(
            said["source"].is_null() || said["source"]["name"] != "岱岳网",
            reprint
        );
        (said["grant"].as_str().unwrap().to_owned(), reprint)
    };
    stories.iter().map(of).collect()
}

/// A paper without labels would give its readers headlines of all its own news.
#[tokio::test]
async fn a_paper_that_names_itself_and_labels_nothing_is_the_source() {
    let stories = [Story::own(1), Story::own(2), Story::own(3)];
    let unlabelled = |page: String| {
        let page = page
            .replace("来源:岱岳网", "")
            .replace("岱岳网泰安1月21日讯 ", "");
        assert_eq!(
            page.matches("岱岳网").count(),
            1,
            "the title names the site"
        );
        page
    };
    let own = ("full".to_owned(), false);
    assert_eq!(ruled(&stories, "", unlabelled).await, vec![own.clone(); 3]);
    let nameless = |page| unlabelled(page).replace("_岱岳网", "");
    let unstated = ("headline".to_owned(), true);
    assert_eq!(
        ruled(&stories, "", nameless).await,
        vec![unstated.clone(); 3]
    );
    let by_hand = "unlabelled = \"own\"";
    assert_eq!(ruled(&stories, by_hand, nameless).await, vec![own; 3]);
    let by_hand = "unlabelled = \"reprint\"";
    assert_eq!(
        ruled(&stories, by_hand, unlabelled).await,
        vec![unstated; 3]
    );
}

/// A paper that labels its articles left this one unstated: its notice says that nobody may take it for its own.
#[tokio::test]
async fn a_missing_or_empty_label_among_labels_leaves_the_source_unstated() {
    let stories = [
        Story::own(1),
        Story::own(2),
        Story::reprint(3),
        Story::own(4),
    ];
    let last = "9:04:00 &nbsp; 作者:张一二 &nbsp; 来源:岱岳网";
    for left in [
        "9:04:00 &nbsp; 作者:张一二",
        "9:04:00 &nbsp; 作者:张一二 &nbsp; 来源:",
    ] {
        let found = ruled(&stories, "", |page| match page.contains(last) {
            true => page.replace(last, left).replace("岱岳网泰安1月21日讯 ", ""),
            false => page,
        });
        let found = found.await;
        let reprints: Vec<bool> = found.iter().map(|(_, reprint)| *reprint).collect();
        assert_eq!(reprints, [false, false, true, true], "{left}");
        assert_eq!(found[3].0, "headline");
    }
}

/// A publisher's own feed names no source for each item; its title says whose they are.
#[tokio::test]
async fn items_of_a_feed_that_names_its_publisher_are_own() {
    for (title, extra, reprint) in [
        ("岱岳网", "", false),
        ("岱岳网 - 体育", "", false),
        ("海角", "", true),
        ("岱岳网", "<dc:publisher>海角报</dc:publisher>", true),
        (
            "岱岳网",
            "<dcterms:provenance>reprint</dcterms:provenance>",
            true,
        ),
    ] {
        let newspaper = Newspaper::start().await;
        start(&newspaper, "");
        let feed = format!(
            "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:dcterms=\"http://purl.org/dc/terms/\"><channel><title>{title}</title><item><title>自家的报道</title><link>{}</link>{extra}\
             <content:encoded><![CDATA[<p>正文。</p>]]></content:encoded></item></channel></rss>",
            newspaper.url("/news/1.htm")
        );
        newspaper.put("/up.rss", Reply::html(feed));
        let section = format!(
            "kind = \"feed\"\nsections = [\"{}\"]",
            newspaper.url("/up.rss")
        );
        let gateway = Running::start(&feeds_toml(&newspaper, &section)).await;
        let items = items(&gateway, "guest", None).await;
        assert_eq!(items[0]["_byline"]["reprint"], reprint, "{title} {extra}");
        gateway.stop().await;
    }
}

/// An aggregator of two papers: each item is its own paper's, though neither is on a host that feeds.toml knows, and a
/// partner of the feed gets no more of the other's than everyone.
#[tokio::test]
async fn a_section_of_another_publisher_goes_out_under_that_ones_terms() {
    let newspaper = Newspaper::start().await;
    let port = newspaper.address.port();
    newspaper.put(
        "/harbour/1.htm",
        Reply::html(page("Source: The Harbour Post")),
    );
    let harbour = "<html><body><ul><li><a href='/harbour/1.htm'>Ferry late on its first day</a></li></ul></body></html>";
    newspaper.put("/harbour/", Reply::html(harbour));
    newspaper.publish(&[Story::own(1), Story::reprint(2)]);
    let toml = newspaper.feeds_toml(&format!(
        r##"
[publishers.harbour]
name = "The Harbour Post"
url = "http://localhost:{port}/"
language = "en"
timezone = "America/New_York"
[publishers.harbour.rights]
notice = "Ask the harbour first."
grant = "full"
reprint-grant = "headline"
[publishers.upstream]
name = "The Upstream"
url = "http://upstream.example/"
language = "en"
timezone = "UTC"
[publishers.upstream.rights]
notice = "Upstream's own notice."
[feeds.both]
publisher = "paper"
title = "两报"
sections = ["{url}news/", {{ url = "http://localhost:{port}/harbour/", publisher = "harbour" }}]
[feeds.both.select]
item = "#list li, ul:not(#list) li"
title = "a"
link = "a"
[feeds.live]
publisher = "paper"
title = "直播"
kind = "feed"
sections = [{{ url = "{url}up.json", publisher = "upstream" }}]
[partners.friend]
token-env = "TEST_FRIEND"
feeds = ["both"]
grant = "full"
"##,
        url = newspaper.url("/"),
    ));
    // On a host of nobody's: whose the item is follows from the section alone.
    let stranger = r#"{"version":"https://jsonfeed.org/version/1.1","title":"The Upstream","items":[
        {"id":"1","url":"http://stranger.example/1","title":"Water rises","content_html":"<p>The water rises at the weir.</p>"}]}"#;
    newspaper.put(
        "/up.json",
        Reply::html(stranger).with("content-type", "application/feed+json"),
    );
    let gateway = Running::start(&toml).await;
    let partner = token("TEST_FRIEND");
    for key in [None, Some(&*partner)] {
        let items = items(&gateway, "both", key).await;
        assert_eq!(items.len(), 3, "{items:?}");
        for item in &items {
            let said = &item["_byline"];
            if item["url"].as_str().unwrap().contains("/harbour/") {
                assert_eq!(said["publisher"], "The Harbour Post");
                assert_eq!(said["credit"], "Source: The Harbour Post");
                assert_eq!(said["rights"]["notice"], "Ask the harbour first.");
                assert_eq!(item["date_published"], "2015-01-20T08:15:00-05:00");
                assert_eq!(item["language"], "en");
                assert_eq!(said["grant"], "full");
            } else {
                assert_eq!(said["publisher"], "岱岳网");
                assert_eq!(
                    said["rights"]["rsl"],
                    "http://feeds.example/licenses/paper.xml"
                );
                let is_reprint = said["reprint"] == true;
                assert_eq!(said["grant"], if is_reprint { "headline" } else { "full" });
            }
        }
    }
    for suffix in ["rss", "atom"] {
        let answer = gateway.get(&format!("/feeds/both.{suffix}")).await;
        let text = answer.text();
        assert!(text.contains("Ask the harbour first."), "{text}");
        assert!(
            text.contains("http://feeds.example/licenses/harbour.xml"),
            "{text}"
        );
        assert!(
            text.contains("http://feeds.example/licenses/paper.xml"),
            "{text}"
        );
    }
    let embed = gateway.get("/feeds/both/embed.html").await;
    let embed = embed.text();
    assert!(embed.contains("Source: The Harbour Post"), "{embed}");
    let live = items(&gateway, "live", None).await;
    let said = &live[0]["_byline"];
    assert_eq!(said["publisher"], "The Upstream", "{live:?}");
    assert_eq!(
        said["rights"]["rsl"],
        "http://feeds.example/licenses/upstream.xml"
    );
    // A takedown knows no publishers.
    let taken = format!("http://localhost:{port}/harbour/1.htm");
    let request = format!("{{\"url\":\"{taken}\"}}");
    let answer = gateway.admin("POST", "/admin/takedowns", &request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(items(&gateway, "both", None).await.len(), 2);
    gateway.stop().await;
}

/// The items of a section that goes over to another publisher must not become that one's before they are read again.
#[tokio::test]
async fn items_of_a_section_with_a_new_publisher_are_not_restated_under_its_name() {
    let newspaper = Newspaper::start().await;
    let item = r#"{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[
        {"id":"1","url":"http://stranger.example/1","title":"Water rises","content_html":"<p>The water rises.</p>"}]}"#;
    newspaper.put(
        "/up.json",
        Reply::html(item).with("content-type", "application/feed+json"),
    );
    newspaper.publish(&[Story::own(1)]);
    let other = |id: &str| {
        format!(
            "[publishers.{id}]\nname = \"{id}\"\nurl = \"http://{id}.example/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n"
        )
    };
    let toml = |publisher: &str| {
        newspaper.feeds_toml(&format!(
            "{}{}[feeds.up]\npublisher = \"paper\"\ntitle = \"上\"\nkind = \"feed\"\nsections = [{{ url = \"{}\", publisher = \"{publisher}\" }}]\n",
            other("first"),
            other("second"),
            newspaper.url("/up.json")
        ))
    };
    let gateway = Running::start(&toml("first")).await;
    assert_eq!(
        items(&gateway, "up", None).await[0]["_byline"]["publisher"],
        "first"
    );
    newspaper.put("/up.json", Reply::status(500));
    let config = byline::config::parse(&toml("second"), "feeds.toml", &crate::support::environment)
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config;
    gateway.gateway.reload(config).await;
    let answer = gateway.get("/feeds/up.json").await;
    assert!(!answer.text().contains("Water rises"), "{}", answer.text());
    gateway.stop().await;
}
