//! Sections that are not one page: list endpoints, feeds of others, and lists over several pages.

use std::time::Duration;

use serde_json::Value;

use crate::support::{Newspaper, Reply, Running, Story, section};

async fn items(gateway: &Running, feed: &str) -> Vec<Value> {
    let answer = gateway.get(&format!("/feeds/{feed}.json")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let feed: Value = serde_json::from_str(answer.text()).unwrap();
    feed["items"].as_array().cloned().unwrap()
}

fn by_title<'v>(items: &'v [Value], story: &Story) -> &'v Value {
    items
        .iter()
        .find(|item| item["title"] == story.title.as_str())
        .unwrap()
}

/// A site whose pages a script fills can only be read from the endpoint that the script asks.
#[tokio::test]
async fn a_list_endpoint_becomes_a_feed() {
    let newspaper = Newspaper::start().await;
    let (own, reprint) = (Story::own(1), Story::reprint(2));
    newspaper.publish(&[own.clone(), reprint.clone()]);
    let row = |story: &Story| {
        format!(
            r#"{{"headline":"{}","where":{{"url":"{}"}},"at":1421804340}}"#,
            story.title,
            story.path()
        )
    };
    let body = format!(
        r#"callback({{"data":{{"list":[{},{}]}}}});"#,
        row(&own),
        row(&reprint)
    );
    newspaper.put("/api/list", Reply::html(body));
    let extra = format!(
        r#"
[feeds.live]
publisher = "paper"
title = "快讯"
kind = "json"
sections = ["{}"]
[feeds.live.select]
item = "data.list"
title = "headline"
link = "where.url"
date = "at"
"#,
        newspaper.url("/api/list")
    );
    let gateway = Running::start(&newspaper.feeds_toml(&extra)).await;
    let items = items(&gateway, "live").await;
    assert_eq!(items.len(), 2);
    assert_eq!(by_title(&items, &own)["_byline"]["grant"], "full");
    assert_eq!(by_title(&items, &reprint)["_byline"]["reprint"], true);
    gateway.stop().await;
}

/// byline over byline: what the first says of rights and sources, the second must say too.
#[tokio::test]
async fn an_upstream_feed_keeps_its_sources_rights_and_bounds() {
    for grant in ["full", "excerpt"] {
        let newspaper = Newspaper::start().await;
        let (own, reprint) = (Story::own(1), Story::reprint(2));
        let unstated = Story {
            source: String::new(),
            ..Story::own(3)
        };
        let stories = [own.clone(), reprint, unstated];
        newspaper.publish(&stories);
        let granted = newspaper
            .feeds_toml("")
            .replace("grant = \"full\"", &format!("grant = \"{grant}\""));
        let upstream = Running::start(&granted).await;
        let before = items(&upstream, "news").await;
        let mut extra = String::new();
        for format in ["rss", "atom", "json"] {
            let document = upstream.get(&format!("/feeds/news.{format}")).await;
            newspaper.put(&format!("/up.{format}"), Reply::html(document.body));
            extra += &format!(
                "[feeds.{format}]\npublisher = \"paper\"\ntitle = \"转\"\nkind = \"feed\"\nsections = [\"{}\"]\n",
                newspaper.url(&format!("/up.{format}"))
            );
        }
        upstream.stop().await;
        let asked = newspaper.hits(&own.path());
        let downstream = Running::start(&newspaper.feeds_toml(&extra)).await;
        for format in ["rss", "atom", "json"] {
            let after = items(&downstream, format).await;
            assert_eq!(after.len(), 3, "{format}");
            for story in &stories {
                let (was, is) = (by_title(&before, story), by_title(&after, story));
                for part in [
                    "/id",
                    "/url",
                    "/date_published",
                    "/authors",
                    "/language",
                    "/summary",
                    "/content_html",
                    "/_byline/source",
                    "/_byline/reprint",
                    "/_byline/editors",
                    "/_byline/rights/holder",
                    "/_byline/rights/notice",
                    "/_byline/rights/terms",
                    "/_byline/grant",
                    "/_byline/credit",
                ] {
                    assert_eq!(
                        is.pointer(part),
                        was.pointer(part),
                        "{format} {grant}: {part}"
                    );
                }
            }
        }
        assert_eq!(
            newspaper.hits(&own.path()),
            asked,
            "what a feed states is not asked for again"
        );
        downstream.stop().await;
    }
}

/// What any other publisher's RSS says of its sources goes along.
#[tokio::test]
async fn a_foreign_feed_keeps_source_and_notice() {
    let newspaper = Newspaper::start().await;
    let feed = r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title><item>
<title>渡口新桥通车</title><link>/n/1.htm</link><pubDate>Wed, 21 Jan 2015 09:00:00 +0800</pubDate>
<description>新桥今晨通车。</description><source url="http://wire.example/">远山通讯社</source>
<dc:rights>© 远山通讯社</dc:rights></item></channel></rss>"#;
    newspaper.put("/other.xml", Reply::html(feed));
    let extra = format!(
        "[feeds.other]\npublisher = \"paper\"\ntitle = \"转\"\nkind = \"feed\"\nsections = [\"{}\"]\n",
        newspaper.url("/other.xml")
    );
    let gateway = Running::start(&newspaper.feeds_toml(&extra)).await;
    let items = items(&gateway, "other").await;
    let byline = &items[0]["_byline"];
    assert_eq!(byline["source"]["name"], "远山通讯社");
    assert_eq!(byline["reprint"], true);
    assert_eq!(byline["grant"], "headline");
    let notice = byline["rights"]["notice"].as_str().unwrap();
    assert!(
        notice.contains("© 远山通讯社") && notice.contains("转载自其他媒体。"),
        "{notice}"
    );
    assert!(!items[0].to_string().contains("新桥今晨通车"));
    gateway.stop().await;
}

/// Six stories, two to a page.
async fn paged_newspaper() -> (Newspaper, Vec<Story>, String) {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=6).map(Story::own).collect();
    newspaper.publish(&stories);
    for (number, pair) in stories.chunks(2).enumerate() {
        let call =
            format!("<script>createPageHTML(4, {number}, \"index\", \"htm\");</script></body>");
        let page = section(pair).replace("</body>", &call);
        let path = match number {
            0 => "/news/".to_owned(),
            number => format!("/news/index_{number}.htm"),
        };
        newspaper.put(&path, Reply::html(page));
    }
    let toml = newspaper
        .feeds_toml("")
        .replace("title = \"新闻\"", "title = \"新闻\"\npages = 3");
    (newspaper, stories, toml)
}

/// The first page of a busy section holds an hour; a feed must be able to hold a day.
#[tokio::test]
async fn the_pages_of_a_section_are_read_in_order() {
    let (newspaper, stories, toml) = paged_newspaper().await;
    let gateway = Running::start(&toml).await;
    let items = items(&gateway, "news").await;
    assert_eq!(items.len(), 6);
    for story in &stories {
        by_title(&items, story);
    }
    let hits = |page: &str| newspaper.hits(&format!("/news/{page}"));
    assert_eq!(
        [
            hits(""),
            hits("index_1.htm"),
            hits("index_2.htm"),
            hits("index_3.htm")
        ],
        [1, 1, 1, 0],
        "three pages, once each"
    );
    gateway.stop().await;
}

/// A further page that fails must not take the first one with it.
#[tokio::test]
async fn a_page_that_fails_costs_itself_only() {
    let (newspaper, _, toml) = paged_newspaper().await;
    newspaper.put("/news/index_1.htm", Reply::status(500));
    let gateway = Running::start(&toml).await;
    assert_eq!(items(&gateway, "news").await.len(), 2);
    gateway.stop().await;
}

/// Nor may it take from the feed what it listed before.
#[tokio::test]
async fn what_a_failing_page_listed_before_stays() {
    let (newspaper, mut stories, toml) = paged_newspaper().await;
    let gateway = Running::start(&toml).await;
    assert_eq!(items(&gateway, "news").await.len(), 6);
    let new = Story::own(7);
    newspaper.put(&new.path(), Reply::html(new.page()));
    let call = "<script>createPageHTML(4, 0, 'index', 'htm');</script></body>";
    let first = section(&[new.clone(), stories[0].clone()]).replace("</body>", call);
    newspaper.put("/news/", Reply::html(first));
    newspaper.put("/news/index_1.htm", Reply::status(500));
    gateway.clock.advance(Duration::from_secs(700));
    let mut after = Vec::new();
    for _ in 0..200 {
        after = items(&gateway, "news").await;
        if after.iter().any(|item| item["title"] == new.title.as_str()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    stories.truncate(5);
    stories.push(new);
    for story in &stories {
        by_title(&after, story);
    }
    gateway.stop().await;
}

fn feed_of(newspaper: &Newspaper, kind: &str, path: &str) -> String {
    format!(
        "[feeds.{kind}]\npublisher = \"paper\"\ntitle = \"转\"\nkind = \"{kind}\"\nsections = [\"{}\"]\n",
        newspaper.url(path)
    )
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// A site without feeds is read by its sitemaps, and what they do not say by its articles.
#[tokio::test]
async fn an_index_of_sitemaps_becomes_a_feed() {
    let newspaper = Newspaper::start().await;
    let (first, second) = (Story::own(1), Story::own(2));
    newspaper.publish(&[first.clone(), second.clone()]);
    let entry = |story: &Story| format!("<url><loc>{}</loc></url>", newspaper.url(&story.path()));
    let urlset = |story: &Story| format!("<?xml version='1.0'?><urlset>{}</urlset>", entry(story));
    let sitemap = |path: &str| format!("<sitemap><loc>{}</loc></sitemap>", newspaper.url(path));
    let files = ["/1.xml.gz", "/2.xml", "/gone.xml", "/never.xml"];
    let index: String = files.iter().map(|path| sitemap(path)).collect();
    let index = format!("<sitemapindex>{index}</sitemapindex>");
    newspaper.put("/sitemap.xml", Reply::html(index));
    newspaper.put(files[0], Reply::html(gzip(&urlset(&first))));
    newspaper.put(files[1], Reply::html(urlset(&second)));
    newspaper.put(files[3], Reply::html(urlset(&Story::own(3))));
    let extra = feed_of(&newspaper, "sitemap", "/sitemap.xml");
    let gateway = Running::start(&newspaper.feeds_toml(&extra)).await;
    let items = items(&gateway, "sitemap").await;
    assert_eq!(items.len(), 2);
    for story in [&first, &second] {
        assert_eq!(by_title(&items, story)["_byline"]["grant"], "full");
    }
    assert_eq!(newspaper.hits(files[3]), 0, "three are read, and no more");
    gateway.stop().await;
}

/// A bomb of a few kilobytes must end at the limit of a page.
#[tokio::test]
async fn a_gzip_file_is_bounded_like_a_page() {
    let newspaper = Newspaper::start().await;
    let bomb = gzip(&" ".repeat(8 << 20));
    newspaper.put("/sitemap.xml.gz", Reply::html(bomb));
    let extra = feed_of(&newspaper, "sitemap", "/sitemap.xml.gz");
    let gateway = Running::start(&newspaper.feeds_toml(&extra)).await;
    let answer = gateway.get("/feeds/sitemap.json").await;
    assert_eq!(answer.status, 502, "{}", answer.text());
    gateway.stop().await;
}

/// WordPress states in its API what its pages leave out.
#[tokio::test]
async fn the_posts_of_wordpress_become_a_feed() {
    let newspaper = Newspaper::start().await;
    let post = r#"[{"link":"/n/1.htm","date_gmt":"2015-01-21T01:00:00","title":{"rendered":"渡口新桥通车"},
        "content":{"rendered":"<p>新桥今晨通车。</p>"},"_embedded":{"author":[{"name":"张三"}]}}]"#;
    newspaper.put("/wp-json/wp/v2/posts", Reply::html(post));
    let extra = feed_of(&newspaper, "wordpress", "/wp-json/wp/v2/posts?_embed=1");
    let gateway = Running::start(&newspaper.feeds_toml(&extra)).await;
    let items = items(&gateway, "wordpress").await;
    assert_eq!(items[0]["title"], "渡口新桥通车");
    assert_eq!(items[0]["authors"][0]["name"], "张三");
    assert_eq!(items[0]["date_published"], "2015-01-21T09:00:00+08:00");
    assert_eq!(
        newspaper.hits("/n/1.htm"),
        0,
        "what the API states is not asked for again"
    );
    gateway.stop().await;
}

/// A podcast over byline over byline: each format hands on every file, and each episode keeps its identity.
#[tokio::test]
async fn recordings_survive_every_format() {
    let newspaper = Newspaper::start().await;
    let feed = r#"<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>x</title><link>/</link><itunes:category text="Society &amp; Culture"><itunes:category text="Places"/></itunes:category>
<itunes:explicit>no</itunes:explicit><itunes:owner><itunes:name>张三</itunes:name><itunes:email>show@news.example</itunes:email></itunes:owner>
<item><title>第七集</title><guid isPermaLink="false">ep-7</guid><source url="/">岱岳网</source><dc:creator>张三</dc:creator>
<enclosure url="/m/7.mp3" length="1000" type="audio/mpeg"/><itunes:duration>62:05</itunes:duration><itunes:episode>7</itunes:episode>
<podcast:transcript url="/m/7.vtt" type="text/vtt"/></item></channel></rss>"#;
    newspaper.put("/feed.xml", Reply::html(feed));
    let upstream =
        Running::start(&newspaper.feeds_toml(&feed_of(&newspaper, "feed", "/feed.xml"))).await;
    let before = items(&upstream, "feed").await;
    let files = &before[0]["attachments"];
    assert_eq!(files[0]["url"], newspaper.url("/m/7.mp3"));
    assert_eq!(files[0]["size_in_bytes"], 1000);
    assert_eq!(files[0]["duration_in_seconds"], 3725);
    assert_eq!(before[0]["_byline"]["media"]["episode"], 7);
    let show = upstream.get("/feeds/feed.json").await.json()["_byline"]["show"].clone();
    assert_eq!(show["owner"]["email"], "show@news.example");
    assert_eq!(show["categories"][0]["within"][0], "Places");
    let mut extra = String::new();
    for format in ["rss", "atom", "json"] {
        let document = upstream.get(&format!("/feeds/feed.{format}")).await;
        newspaper.put(&format!("/up.{format}"), Reply::html(document.body));
        let of = feed_of(&newspaper, "feed", &format!("/up.{format}"));
        extra += &of.replace("[feeds.feed]", &format!("[feeds.{format}]"));
    }
    upstream.stop().await;
    let downstream = Running::start(&newspaper.feeds_toml(&extra)).await;
    for format in ["rss", "atom", "json"] {
        let after = items(&downstream, format).await;
        for part in ["/id", "/url", "/attachments", "/_byline/media"] {
            assert_eq!(
                after[0].pointer(part),
                before[0].pointer(part),
                "{format}: {part}"
            );
        }
        let document = downstream
            .get(&format!("/feeds/{format}.json"))
            .await
            .json();
        assert_eq!(document["_byline"]["show"], show, "{format}");
    }
    downstream.stop().await;
}

/// What a podcast says of itself goes where its episodes go: not where headlines alone may leave, and it survives a
/// restart.
#[tokio::test]
async fn a_podcast_is_named_as_a_whole_where_its_episodes_leave() {
    let newspaper = Newspaper::start().await;
    let feed = r#"<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>x</title><link>/</link>
<itunes:category text="News"/><itunes:explicit>true</itunes:explicit><item><title>第七集</title><guid isPermaLink="false">ep-7</guid><source url="/">岱岳网</source>
<enclosure url="/m/7.mp3" length="1000" type="audio/mpeg"/></item></channel></rss>"#;
    newspaper.put("/feed.xml", Reply::html(feed));
    let toml = newspaper.feeds_toml(&feed_of(&newspaper, "feed", "/feed.xml"));
    let folder = std::env::temp_dir().join(format!("byline-show-{}", std::process::id()));
    for round in 0..2 {
        let store = byline::store::Store::open(Some(&folder)).unwrap();
        let gateway = Running::with_store(&toml, store).await;
        for (format, tag) in [
            ("rss", "<itunes:category text=\"News\""),
            ("atom", "<itunes:explicit>true</itunes:explicit>"),
            (
                "json",
                "\"show\":{\"categories\":[{\"name\":\"News\"}],\"explicit\":true}",
            ),
        ] {
            let answer = gateway.get(&format!("/feeds/feed.{format}")).await;
            assert!(answer.text().contains(tag), "{round} {}", answer.text());
        }
        gateway.stop().await;
        newspaper.put("/feed.xml", Reply::status(500));
    }
    let _ = std::fs::remove_dir_all(&folder);
    newspaper.put("/feed.xml", Reply::html(feed));
    let narrow = toml.replace("grant = \"full\"", "grant = \"headline\"");
    let gateway = Running::start(&narrow).await;
    for format in ["rss", "atom", "json"] {
        let answer = gateway.get(&format!("/feeds/feed.{format}")).await;
        let text = answer.text();
        assert!(
            !text.contains("itunes") && !text.contains("\"show\""),
            "{text}"
        );
    }
    gateway.stop().await;
}

/// A podcast that has a new owner or cover must not be known by the old one until its next episode.
#[tokio::test]
async fn what_a_podcast_says_of_itself_changes_without_an_episode() {
    let newspaper = Newspaper::start().await;
    let feed = |owner: &str, cover: &str| {
        format!(
            r#"<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>x</title><link>/</link>
<itunes:owner><itunes:email>{owner}@news.example</itunes:email></itunes:owner><itunes:image href="/{cover}.png"/>
<item><title>第七集</title><guid isPermaLink="false">ep-7</guid><source url="/">岱岳网</source>
<enclosure url="/m/7.mp3" length="1000" type="audio/mpeg"/></item></channel></rss>"#
        )
    };
    newspaper.put("/feed.xml", Reply::html(feed("old", "cover")));
    let toml = newspaper.feeds_toml(&feed_of(&newspaper, "feed", "/feed.xml"));
    let gateway = Running::start(&toml).await;
    for (owner, cover) in [("old", "cover"), ("new", "cover"), ("new", "other")] {
        newspaper.put("/feed.xml", Reply::html(feed(owner, cover)));
        gateway.clock.advance(Duration::from_secs(700));
        gateway.gateway.refresh("feed").await.unwrap();
        for format in ["rss", "atom", "json"] {
            let answer = gateway.get(&format!("/feeds/feed.{format}")).await;
            let text = answer.text();
            assert!(
                text.contains(&format!("{owner}@news.example")),
                "{format}: {text}"
            );
            assert!(text.contains(&format!("/{cover}.png")), "{format}: {text}");
        }
    }
    gateway.stop().await;
}

/// A page that is a list of news itself: each entry is an item with its own words, at an address of its own, under what
/// the page says of all of them; and one of them can be withdrawn.
#[tokio::test]
async fn the_entries_of_a_page_are_items() {
    let newspaper = Newspaper::start().await;
    let entry = |n: u32| {
        format!(
            "<h2 id=v{n}>第{n}版 2015-01-0{n}</h2><p>这一版改了第{n}处,读者写信来说的都改了。</p><ul><li>地图</li></ul>"
        )
    };
    let page = |head: &str, last: u32| {
        let entries: String = (1..=last).rev().map(entry).collect();
        format!(
            "<html lang=zh><head><meta charset=utf-8><title>改动 - 岱岳网</title><meta property=og:site_name content=岱岳网>{head}</head>\
            <body><main><h1>改动</h1>{entries}</main></body></html>"
        )
    };
    let extra = format!(
        "[feeds.log]\npublisher = \"paper\"\ntitle = \"改动\"\nsections = [\"{}\"]\n",
        newspaper.url("/log")
    );
    let toml = newspaper.feeds_toml(&extra);
    newspaper.put("/log", Reply::html(page("", 3)));
    let gateway = Running::start(&toml).await;
    let before = items(&gateway, "log").await;
    let urls: Vec<&str> = before
        .iter()
        .map(|it| it["url"].as_str().unwrap())
        .collect();
    assert_eq!(
        urls,
        ["v3", "v2", "v1"].map(|id| newspaper.url(&format!("/log#{id}")))
    );
    let first = &before[0];
    assert_eq!(first["date_published"], "2015-01-03T00:00:00+08:00");
    assert_eq!(first["_byline"]["grant"], "full");
    let body = first["content_html"].as_str().unwrap();
    assert!(body.contains("第3处") && !body.contains("第2处"), "{body}");
    assert_eq!(
        newspaper.hits("/log"),
        1,
        "a page is read once for all its entries"
    );
    // A new entry changes nothing of the others, and one that is taken down is gone.
    newspaper.put("/log", Reply::html(page("", 4)));
    let taken = format!("{{\"url\":\"{}\"}}", newspaper.url("/log#v2"));
    assert_eq!(
        gateway
            .admin("POST", "/admin/takedowns", &taken)
            .await
            .status,
        200
    );
    gateway.admin("POST", "/admin/feeds/log/refresh", "").await;
    let after = items(&gateway, "log").await;
    assert_eq!(after.len(), 3);
    assert_eq!(after[1], before[0]);
    assert_eq!(after[2], before[2]);
    gateway.stop().await;
    // What the page forbids is forbidden for each entry, in its head or in the answer's.
    for (head, header) in [
        ("<meta name=robots content=noarchive>", ""),
        ("", "noarchive"),
    ] {
        newspaper.put(
            "/log",
            Reply::html(page(head, 3)).with("x-robots-tag", header),
        );
        let gateway = Running::start(&toml).await;
        let items = items(&gateway, "log").await;
        assert_eq!(items[0]["_byline"]["grant"], "excerpt", "{head}{header}");
        assert!(!items[0].to_string().contains("<li>"), "{head}{header}");
        gateway.stop().await;
    }
}
