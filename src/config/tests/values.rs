//! What a file that holds together becomes.

use std::path::Path;
use std::time::Duration;

use super::{FEED, PUBLISHER, config, day};
use crate::config::read::parse_at;
use crate::config::{Rate, SectionKind};
use crate::model::Grant;

/// The defaults are documented; a change here is a change for every operator.
#[test]
fn what_is_not_written_has_its_documented_default() {
    let config = config(&format!("{PUBLISHER}{FEED}"));
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.public_url.as_str(), "http://127.0.0.1:8080/");
    assert!(config.server.admin_token.is_none());
    assert_eq!(config.cache_memory_bytes, 256 << 20);
    assert_eq!(config.store_path, None);
    assert!(
        config
            .fetch
            .user_agent
            .ends_with(" (+http://127.0.0.1:8080/about)")
    );
    assert_eq!(config.fetch.per_host, 2);
    assert_eq!(config.fetch.min_interval, Duration::from_millis(500));
    assert_eq!(config.fetch.timeout, Duration::from_secs(15));
    assert_eq!(config.fetch.max_page_bytes, 4 << 20);
    let feed = &config.feeds["city"];
    assert_eq!(feed.description, "岱岳网 – 城市");
    assert_eq!(
        (feed.interval, feed.max_interval),
        (Duration::from_secs(600), Duration::from_secs(600))
    );
    assert_eq!(
        (feed.limit, feed.pages, feed.kind, feed.gone),
        (50, 1, SectionKind::Html, false)
    );
    assert!(feed.select.is_none() && config.partners.is_empty());
    let policy = &feed.publisher.policy;
    assert_eq!(policy.rights.holder, "岱岳网");
    assert_eq!(
        policy.rights.notice,
        "版权归岱岳网或页面内声明的版权人所有。未经书面许可不得转载。"
    );
    assert_eq!(
        policy.reprint_note,
        "转载自其他媒体,不代表岱岳网赞同其观点。"
    );
    assert_eq!(policy.credit, "来源:{source}");
    assert_eq!(
        (policy.grant, policy.reprint_grant),
        (Grant::Excerpt, Grant::Headline)
    );
}

/// The words of a publisher are in its own language.
#[test]
fn default_words_follow_the_language() {
    for (language, credit, notice) in [
        ("zh-TW", "來源:{source}", "版權歸"),
        ("ja", "出典:{source}", "著作権は"),
        ("de-AT", "Quelle: {source}", "Alle Rechte"),
        ("xx", "Source: {source}", "All rights reserved"),
    ] {
        let text = format!("{PUBLISHER}{FEED}").replace("zh-CN", language);
        let policy = &config(&text).feeds["city"].publisher.policy.clone();
        assert_eq!(policy.credit, credit);
        assert!(policy.rights.notice.starts_with(notice), "{language}");
        assert!(!policy.rights.notice.contains('{') && !policy.reprint_note.contains('{'));
    }
}

/// A category that is an empty word, or a URL, helps no reader.
#[test]
fn a_section_has_a_name() {
    let labels = |sections: &str| -> Vec<String> {
        let text = format!(
            "{PUBLISHER}[feeds.x]\npublisher = \"dyw\"\ntitle = \"要闻\"\nsections = {sections}\n"
        );
        config(&text).feeds["x"]
            .sections
            .iter()
            .map(|section| section.label.clone())
            .collect()
    };
    assert_eq!(labels(r#"["http://n.example/tanews/"]"#), ["要闻"]);
    assert_eq!(
        labels(
            r#"["http://n.example/tanews/index.htm", "http://n.example/list_12.html", "http://n.example/", {url="http://n.example/%E7%A4%BE%E4%BC%9A"}, {url="http://n.example/a", label="甲"}]"#
        ),
        ["tanews", "list_12", "要闻", "社会", "甲"]
    );
}

/// Everything that can be written arrives.
#[test]
fn every_key_arrives() {
    let text = format!(
        "{PUBLISHER}{FEED}{}",
        r#"kind = "json"
interval = "1h30m"
max-interval = "1d"
limit = 1000
pages = 3
description = "城里的事。"
[feeds.city.select]
item = ""
title = "/title"
link = "links.0.href"
next = "next"
[feeds.old]
publisher = "dyw"
gone = true
[publishers.dyw.rights]
own-sources = ["岱岳日报"]
contact = "https://news.example/contact"
[publishers.dyw.sources."新华社"]
url = "http://xinhua.example"
grant = "excerpt"
notice = "新华社专稿。"
[server]
listen = "[::1]:9000"
public-url = "https://news.example/feeds"
admin-token-env = "ADMIN"
trusted-proxies = ["127.0.0.1", "2001:db8::/32"]
[cache]
memory = "64MiB"
[store]
path = "data"
[partners.harbour]
token-env = "HARBOUR"
feeds = ["city", "old"]
grant = "full"
until = 2027-12-31
origins = ["https://Harbour.example"]
rate = "600/h"
"#
    );
    let env = |name: &str| Some(format!("the-secret-of-{name}"));
    let config = parse_at(&text, "f", &env, day()).expect("in order").config;
    assert_eq!(
        config.server.public_url.as_str(),
        "https://news.example/feeds/"
    );
    assert_eq!(config.server.listen.to_string(), "[::1]:9000");
    let trusts = |address: &str| config.server.trusts(address.parse().expect("an address"));
    assert!(trusts("127.0.0.1") && trusts("2001:db8:1::1") && !trusts("127.0.0.2"));
    assert_eq!(config.cache_memory_bytes, 64 << 20);
    assert_eq!(config.store_path.as_deref(), Some(Path::new("data")));
    let feed = &config.feeds["city"];
    assert_eq!(
        (feed.kind, feed.limit, feed.pages),
        (SectionKind::Json, 1000, 3)
    );
    assert_eq!(feed.interval, Duration::from_secs(5400));
    assert_eq!(feed.max_interval, Duration::from_secs(86_400));
    let select = feed.select.as_ref().expect("written");
    assert_eq!(
        (select.item.as_str(), select.next.as_deref()),
        ("", Some("next"))
    );
    let old = &config.feeds["old"];
    assert!(old.gone && old.sections.is_empty() && old.title == "old");
    let policy = &feed.publisher.policy;
    let known = &policy.sources["新华社"];
    assert_eq!(
        known.url.as_ref().map(url::Url::as_str),
        Some("http://xinhua.example/")
    );
    assert_eq!(
        (known.grant, known.notice.as_deref()),
        (Some(Grant::Excerpt), Some("新华社专稿。"))
    );
    assert_eq!(policy.own_sources, ["岱岳日报"]);
    let partner = &config.partners["harbour"];
    assert_eq!(partner.feeds.len(), 2);
    assert_eq!(partner.origins, ["https://harbour.example"]);
    assert_eq!(
        partner.rate,
        Some(Rate {
            requests: 600,
            per: Duration::from_secs(3600)
        })
    );
    assert_eq!(
        partner.until.map(|day| day.to_string()).as_deref(),
        Some("2027-12-31")
    );
    assert_eq!(
        partner.token.as_ref().map(|token| token.expose()),
        Some("the-secret-of-HARBOUR")
    );
    assert!(!format!("{config:?}").contains("the-secret"));
}

/// Each way to give a publisher's origins a header arrives as that header, from the environment too, and is never shown.
#[test]
fn what_a_publisher_is_sent_is_for_its_own_origins_and_never_shown() {
    let own = r#"headers = { X-Api-Key = { env = "KEY" } }
cookies = { sid = "hunter2", lang = "de" }
user-agent = "Reader/1 hunter2"
basic-auth = { user = "me", password = { env = "KEY" } }
"#;
    let env = |name: &str| (name == "KEY").then(|| "hunter2".to_owned());
    let text = format!("{PUBLISHER}{own}{FEED}");
    let config = parse_at(&text, "feeds.toml", &env, day())
        .expect("in order")
        .config;
    let [request] = &config.fetch.publishers[..] else {
        panic!("one publisher has headers");
    };
    let sent = |name: &str| request.headers[name].to_str().expect("ASCII");
    assert_eq!(sent("x-api-key"), "hunter2");
    assert_eq!(sent("cookie"), "lang=de; sid=hunter2");
    assert_eq!(sent("user-agent"), "Reader/1 hunter2");
    assert_eq!(sent("authorization"), "Basic bWU6aHVudGVyMg==");
    let home = &config.publishers["dyw"].url;
    assert!(request.is_for(home));
    assert!(!request.is_for(&crate::testing::url("http://elsewhere.example/")));
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("bWU6aHVudGVyMg"),
        "{shown}"
    );
}

/// A section of another publisher is asked for in that one's name, and its host is that one's.
#[test]
fn a_section_may_have_a_publisher_and_a_body_of_its_own() {
    let text = format!(
        "{PUBLISHER}{}{}",
        PUBLISHER
            .replace("dyw", "gazette")
            .replace("news.example", "gazette.example"),
        r#"bearer = "hunter2"
[feeds.city]
publisher = "dyw"
title = "城市"
kind = "json"
sections = [
    "http://news.example/city.json",
    { url = "http://gazette.example/list", publisher = "gazette", method = "POST", body = "{}" },
    { url = "http://news.example/own", publisher = "dyw" },
]
select = { item = "" }
"#
    );
    let config = config(&text);
    let feed = &config.feeds["city"];
    let listers: Vec<&str> = feed
        .sections
        .iter()
        .map(|section| feed.lister(std::slice::from_ref(section)).id.as_str())
        .collect();
    assert_eq!(listers, ["dyw", "gazette", "dyw"]);
    assert_eq!(feed.sections[2].publisher, None);
    assert_eq!(feed.publishers().count(), 2);
    let posts: Vec<(&str, &[u8])> = feed
        .posts
        .iter()
        .map(|(url, post)| (url.as_str(), &post.body[..]))
        .collect();
    assert_eq!(posts, [("http://gazette.example/list", &b"{}"[..])]);
    assert_eq!(
        feed.posts
            .values()
            .next()
            .map(|it| it.content_type.to_str().ok()),
        Some(Some("application/json"))
    );
    let named = config.named();
    let of_gazette = named.iter().filter(|(publisher, url)| {
        publisher
            .as_ref()
            .is_some_and(|it| it.as_str() == "gazette")
            && url.path() == "/list"
    });
    assert_eq!(of_gazette.count(), 1);
    let asked = &config.fetch.publishers[0];
    assert_eq!(asked.publisher.as_str(), "gazette");
    assert!(asked.is_for(&feed.sections[1].url) && !asked.is_for(&feed.sections[0].url));
}
