//! Partners: what a key opens, for whom, until when, and what stays shut.

use std::time::Duration;

use crate::support::{Answer, Newspaper, Running, Story, environment, noon, token};

const FEEDS: [&str; 3] = ["/feeds/news.rss", "/feeds/news.atom", "/feeds/news.json"];

fn key() -> String {
    token("TEST_HARBOUR")
}

/// One publisher that gives everyone an excerpt, and a partner that may have more.
async fn house(stories: &[Story], partner: &str) -> (Newspaper, Running) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(stories);
    let toml = newspaper
        .feeds_toml(&format!(
            r#"
[feeds.other]
publisher = "paper"
title = "其他"
sections = ["{}"]
[partners.harbour]
token-env = "TEST_HARBOUR"
feeds = ["news"]
grant = "full"
{partner}
"#,
            newspaper.url("/news/")
        ))
        .replace("grant = \"full\"\nreprint", "grant = \"excerpt\"\nreprint");
    (newspaper, Running::start(&toml).await)
}

impl Running {
    async fn with_key(&self, path: &str, key: &str) -> Answer {
        let shown = format!("Bearer {key}");
        self.ask("GET", path, &[("authorization", &shown)]).await
    }
}

/// The whole of a partner's contract: its full texts, in every format, and nothing of what is not the publisher's.
#[tokio::test]
async fn a_key_opens_the_body_of_own_items_and_of_no_reprint() {
    let (own, reprint) = (Story::own(1), Story::reprint(2));
    let (_newspaper, house) = house(&[own.clone(), reprint.clone()], "").await;
    for path in FEEDS {
        let public = house.get(path).await;
        assert!(!public.text().contains(&own.secret()), "{path}");
        let by_header = house.with_key(path, &key()).await;
        let query = format!("{path}?key={}", key());
        let by_query = house.get(&query).await;
        for private in [by_header, by_query] {
            let text = private.text();
            assert_eq!(private.status, 200, "{path}: {text}");
            assert!(text.contains(&own.secret()), "{path}: granted in full");
            assert!(
                !text.contains(&reprint.secret()),
                "{path}: nobody's to give"
            );
            assert!(text.contains("来源:泰山通讯社(岱岳网转载)"), "{path}");
            assert!(
                private
                    .header("cache-control")
                    .starts_with("private, max-age=")
            );
            assert!(private.header("vary").contains("Authorization"));
            assert_ne!(private.header("etag"), public.header("etag"), "{path}");
            // The key is nowhere in what is sent.
            assert!(!text.contains("0123456789"), "{path}");
            for (name, value) in &private.headers {
                assert!(!value.to_str().unwrap().contains("0123456789"), "{name}");
            }
        }
        let after = house.get(path).await;
        assert_eq!(after.body, public.body, "the public feed stays public");
        assert!(after.header("cache-control").starts_with("public"));
        assert_eq!(after.header("vary"), "Accept-Encoding, Authorization");
    }
}

/// A partner polls like everyone: what did not change costs nothing, and what is sent may be compressed.
#[tokio::test]
async fn a_private_document_is_conditional_and_encoded_too() {
    let stories: Vec<Story> = (1..=20).map(Story::own).collect();
    let (_newspaper, house) = house(&stories, "").await;
    let bearer = format!("Bearer {}", key());
    let path = FEEDS[1];
    let first = house.with_key(path, &key()).await;
    let again = |etag: String, method: &'static str| {
        let bearer = bearer.clone();
        let house = &house;
        async move {
            let headers = [("authorization", &*bearer), ("if-none-match", &*etag)];
            house.ask(method, path, &headers).await
        }
    };
    let unchanged = again(first.header("etag").to_owned(), "GET").await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    assert_eq!(unchanged.header("etag"), first.header("etag"));
    assert!(unchanged.header("cache-control").starts_with("private"));
    assert!(unchanged.header("vary").contains("Authorization"));
    // The public copy's tag says nothing of the private one.
    let public = house.get(path).await;
    assert_eq!(
        again(public.header("etag").to_owned(), "GET").await.status,
        200
    );
    let head = again("\"other\"".to_owned(), "HEAD").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), first.body.len().to_string());
    // Nor may a date: the public copy has one, and switching to a key must bring the private one.
    let since = public.header("last-modified").to_owned();
    let dated = [("authorization", &*bearer), ("if-modified-since", &*since)];
    assert_eq!(house.ask("GET", path, &dated).await.status, 200);
    let packed = [("authorization", &*bearer), ("accept-encoding", "br")];
    let packed = house.ask("GET", path, &packed).await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.body.len() < first.body.len() / 2);
}

/// What changes for the public changes for partners at the same moment.
#[tokio::test]
async fn a_refresh_ends_the_private_copies() {
    let (newspaper, house) = house(&[Story::own(1), Story::own(2)], "").await;
    let before = house.with_key(FEEDS[0], &key()).await;
    assert!(before.text().contains(&Story::own(2).secret()));
    newspaper.publish(&[Story::own(3), Story::own(1)]);
    house.gateway.refresh("news").await.expect("a refresh");
    let after = house.with_key(FEEDS[0], &key()).await;
    assert!(after.text().contains(&Story::own(3).secret()));
    assert!(!after.text().contains(&Story::own(2).secret()));
    assert_ne!(before.header("etag"), after.header("etag"));
    // Found unchanged, it is the same to the byte.
    house.gateway.refresh("news").await.expect("a refresh");
    let unchanged = house.with_key(FEEDS[0], &key()).await;
    assert_eq!(unchanged.header("etag"), after.header("etag"));
}

/// Who has a wrong key is told which way it is wrong, and never takes the public copy for the promised one.
#[tokio::test]
async fn a_key_that_does_not_open_says_why() {
    let (_newspaper, house) = house(&[Story::own(1)], "until = 2015-01-21").await;
    for wrong in [
        "",
        "x",
        "TEST_HARBOUR-0123456789abcde",
        &token("TEST_ANOTHER"),
    ] {
        let refused = house.with_key(FEEDS[0], wrong).await;
        assert_eq!(refused.status, 401, "{wrong}");
        assert!(
            refused
                .header("www-authenticate")
                .starts_with("Bearer realm=\"byline\", error=\"invalid_token\"")
        );
        assert_eq!(refused.header("cache-control"), "no-store");
        assert!(
            refused.text().contains("not known here"),
            "{}",
            refused.text()
        );
        assert!(wrong.is_empty() || wrong == "x" || !refused.text().contains(wrong));
    }
    let elsewhere = house.with_key("/feeds/other.rss", &key()).await;
    assert_eq!(elsewhere.status, 403);
    assert!(
        elsewhere
            .header("www-authenticate")
            .contains("insufficient_scope")
    );
    assert!(
        elsewhere
            .text()
            .contains("does not cover the feed \"other\"")
    );
    assert_eq!(
        house.with_key("/feeds/nowhere.rss", &key()).await.status,
        404
    );
    // The last day counts to its end where the publisher is: noon, and then midnight in Shanghai.
    assert_eq!(house.with_key(FEEDS[0], &key()).await.status, 200);
    house.clock.advance(Duration::from_secs(12 * 3600));
    let expired = house.with_key(FEEDS[0], &key()).await;
    assert_eq!(expired.status, 401);
    for word in ["expired", "2015-01-21", "mailto:rights@news.example"] {
        assert!(expired.text().contains(word), "{word}: {}", expired.text());
    }
    assert!(expired.header("www-authenticate").contains("expired"));
    // And the public feed stays public, for another scheme too: a proxy may ask its own users for that.
    assert_eq!(house.get(FEEDS[0]).await.status, 200);
    let basic = [("authorization", "Basic dTpw")];
    assert_eq!(house.ask("GET", FEEDS[0], &basic).await.status, 200);
    let usage = house.gateway.partner_usage();
    assert_eq!(usage.unknown_keys, 4);
    let counts = usage.partners.values().next().expect("harbour");
    assert_eq!((counts.delivered, counts.refused), (1, 3));
}

/// One partner's runaway script must not be paid for by all others.
#[tokio::test]
async fn a_partner_beyond_its_rate_is_told_when_to_come_back() {
    let (_newspaper, house) = house(&[Story::own(1)], "rate = \"2/h\"").await;
    assert_eq!(house.with_key(FEEDS[0], &key()).await.status, 200);
    assert_eq!(house.with_key(FEEDS[2], &key()).await.status, 200);
    let refused = house.with_key(FEEDS[0], &key()).await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, "1800")
    );
    assert!(refused.text().contains("2 requests an hour"));
    assert_eq!(
        house.get(FEEDS[0]).await.status,
        200,
        "the public feed is free"
    );
    // Somebody sets the machine's clock right: that neither gives requests nor takes them.
    house
        .clock
        .set(noon() - jiff::SignedDuration::from_hours(2));
    assert_eq!(house.with_key(FEEDS[0], &key()).await.status, 429);
    house
        .clock
        .set(noon() + jiff::SignedDuration::from_hours(2));
    assert_eq!(house.with_key(FEEDS[0], &key()).await.status, 429);
    house.clock.advance(Duration::from_secs(1800));
    assert_eq!(house.with_key(FEEDS[0], &key()).await.status, 200);
}

/// A key in a page is there for all to read; in another site's page it opens nothing.
#[tokio::test]
async fn embeds_of_a_partner_are_for_its_own_sites() {
    let site = "https://harbour.example";
    let (own, reprint) = (Story::own(1), Story::reprint(2));
    let (_newspaper, house) = house(
        &[own.clone(), reprint.clone()],
        "origins = [\"https://harbour.example\"]",
    )
    .await;
    let query = format!("?key={}", key());
    let open = house.get("/feeds/news/embed.html").await;
    assert!(
        open.header("content-security-policy")
            .contains("frame-ancestors *;")
    );
    let frame = house.get(&format!("/feeds/news/embed.html{query}")).await;
    assert_eq!(frame.status, 200);
    assert!(
        frame
            .header("content-security-policy")
            .contains("frame-ancestors https://harbour.example;")
    );
    assert!(frame.header("cache-control").starts_with("private"));
    assert!(!frame.text().contains("0123456789"));
    assert!(!frame.text().contains(&reprint.secret()));

    let script = format!("/feeds/news/embed.js{query}");
    let page = format!("{site}/front");
    let inside = house.ask("GET", &script, &[("referer", &page)]).await;
    assert_eq!(
        (inside.status, inside.header("access-control-allow-origin")),
        (200, "")
    );
    let named = house.ask("GET", &script, &[("origin", site)]).await;
    assert_eq!(
        (named.status, named.header("access-control-allow-origin")),
        (200, site)
    );
    for other in [
        vec![],
        vec![("referer", "https://thief.example/")],
        vec![("origin", "null")],
    ] {
        let refused = house.ask("GET", &script, &other).await;
        assert_eq!(refused.status, 403, "{other:?}: {}", refused.text());
    }
    // A script of another site may not read the feed with it either; a server and a reader may.
    let bearer = format!("Bearer {}", key());
    let from = |origin| {
        [
            ("authorization", bearer.clone()),
            ("origin", String::from(origin)),
        ]
    };
    for (origin, status) in [(site, 200), ("https://thief.example", 403)] {
        let headers = from(origin);
        let headers = headers.each_ref().map(|(name, value)| (*name, &**value));
        let answer = house.ask("GET", FEEDS[2], &headers).await;
        assert_eq!(answer.status, status, "{origin}");
        assert!(status != 200 || answer.header("access-control-allow-origin") == site);
    }
    assert_eq!(house.with_key(FEEDS[2], &key()).await.status, 200);
    let preflight = house.ask("OPTIONS", FEEDS[2], &[("origin", site)]).await;
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("Authorization")
    );
}

/// An embed shows a partner the abstracts that the public does not get, and no page the body.
#[tokio::test]
async fn an_embed_goes_as_far_as_the_permission() {
    let newspaper = Newspaper::start().await;
    let own = Story::own(1);
    newspaper.publish(std::slice::from_ref(&own));
    let toml = newspaper
        .feeds_toml(
            "[partners.harbour]\ntoken-env = \"TEST_HARBOUR\"\nfeeds = [\"news\"]\ngrant = \"full\"",
        )
        .replace("grant = \"full\"\nreprint", "grant = \"headline\"\nreprint");
    let house = Running::start(&toml).await;
    for path in ["/feeds/news/embed.html", "/feeds/news/embed.js"] {
        let abstract_of = "图书室开门";
        let public = house.get(path).await;
        assert!(!public.text().contains(abstract_of), "{path}");
        let private = house.with_key(path, &key()).await;
        assert!(private.text().contains(abstract_of), "{path}");
        assert!(!private.text().contains(&own.secret()), "{path}");
        assert!(
            !house.get(path).await.text().contains(abstract_of),
            "{path}"
        );
    }
}

/// Scope granted is scope to be shown: the rights holder asks what a partner was given, and gets it line by line.
#[tokio::test]
async fn the_usage_log_has_every_delivery_and_nothing_else() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::reprint(2)]);
    let toml = newspaper
        .feeds_toml(
            "[partners.harbour]\ntoken-env = \"TEST_HARBOUR\"\nfeeds = [\"news\"]\ngrant = \"full\"\n\
             [partners.lighthouse]\ntoken-env = \"TEST_LIGHTHOUSE\"\nfeeds = [\"news\"]\ngrant = \"excerpt\"\n",
        );
    let folder = std::env::temp_dir().join(format!("byline-log-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let store = byline::store::Store::open(Some(&folder)).unwrap();
    let house = Running::with_store(&toml, store).await;
    let first = house.with_key(FEEDS[0], &key()).await;
    let bearer = format!("Bearer {}", key());
    let again = [
        ("authorization", &*bearer),
        ("if-none-match", first.header("etag")),
    ];
    assert_eq!(house.ask("GET", FEEDS[0], &again).await.status, 304);
    house.clock.advance(Duration::from_secs(24 * 3600));
    let other = token("TEST_LIGHTHOUSE");
    assert_eq!(
        house
            .with_key("/feeds/news/embed.html?limit=1", &other)
            .await
            .status,
        200
    );
    // None of these delivers anything to a partner.
    house
        .ask("HEAD", FEEDS[0], &[("authorization", &bearer)])
        .await;
    house.with_key("/feeds/nowhere.rss", &key()).await;
    house.with_key(FEEDS[0], "wrong").await;
    house.get(FEEDS[0]).await;
    house.stop().await;

    // A refresh that the last answers started may hold the store for a moment yet.
    let patience = std::time::Instant::now() + Duration::from_secs(20);
    let store = loop {
        match byline::store::Store::open(Some(&folder)) {
            Ok(store) => break store,
            Err(error) => assert!(std::time::Instant::now() < patience, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let house = Running::with_store(&toml, store).await;
    assert_eq!(house.get("/admin/usage").await.status, 401);
    let admin = token("TEST_ADMIN");
    let log = house.with_key("/admin/usage", &admin).await;
    assert_eq!((log.status, log.header("cache-control")), (200, "no-store"));
    let log: serde_json::Value = serde_json::from_slice(&log.body).unwrap();
    let expected = serde_json::json!([
        {"when": "2015-01-21T04:00:00Z", "partner": "harbour", "feed": "news", "form": "rss", "items": 2, "grant": "full", "status": 200},
        {"when": "2015-01-21T04:00:00Z", "partner": "harbour", "feed": "news", "form": "rss", "items": 2, "grant": "full", "status": 304},
        {"when": "2015-01-22T04:00:00Z", "partner": "lighthouse", "feed": "news", "form": "embed.html", "items": 1, "grant": "excerpt", "status": 200},
    ]);
    assert_eq!(
        (&log["usage"], &log["next"]),
        (&expected, &serde_json::Value::Null)
    );
    let csv = house
        .with_key(
            "/admin/usage?partner=harbour&until=2015-01-21&format=csv",
            &admin,
        )
        .await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(
        csv.text(),
        "when,partner,feed,form,items,grant,status\r\n\
         2015-01-21T04:00:00Z,harbour,news,rss,2,full,200\r\n\
         2015-01-21T04:00:00Z,harbour,news,rss,2,full,304\r\n"
    );
    for wrong in ["since=then", "partner=", "who=harbour"] {
        assert_eq!(
            house
                .with_key(&format!("/admin/usage?{wrong}"), &admin)
                .await
                .status,
            400
        );
    }
    house.stop().await;
    let _ = std::fs::remove_dir_all(folder);
}

/// A permission that is taken back is taken back with the next request, though its documents were rendered already.
#[tokio::test]
async fn a_permission_ends_with_the_reload_that_ends_it() {
    let newspaper = Newspaper::start().await;
    let own = Story::own(1);
    newspaper.publish(std::slice::from_ref(&own));
    let with = |partner: &str| {
        let toml = newspaper
            .feeds_toml(partner)
            .replace("grant = \"full\"\nreprint", "grant = \"excerpt\"\nreprint");
        byline::config::parse(&toml, "feeds.toml", &environment)
            .unwrap()
            .config
    };
    let harbour = |grant: &str| {
        format!(
            "[partners.harbour]\ntoken-env = \"TEST_HARBOUR\"\nfeeds = [\"news\"]\ngrant = \"{grant}\"\n"
        )
    };
    let store = byline::store::Store::in_memory();
    let house = Running::over(with(&harbour("full")), store).await;
    let full = house.with_key(FEEDS[0], &key()).await;
    assert!(full.text().contains(&own.secret()));
    house.gateway.reload(with(&harbour("excerpt"))).await;
    let less = house.with_key(FEEDS[0], &key()).await;
    assert_eq!(less.status, 200);
    assert!(!less.text().contains(&own.secret()));
    house.gateway.reload(with("")).await;
    assert_eq!(house.with_key(FEEDS[0], &key()).await.status, 401);
    assert_eq!(house.get(FEEDS[0]).await.status, 200);
}
