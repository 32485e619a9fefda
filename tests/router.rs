//! Requests through the real router, over the real gateway and the sample newsroom; only the wire and the
//! clock are a test's. Nothing here opens a socket.
#![expect(
    clippy::expect_used,
    reason = "a failed expectation is a failed test, in helpers too"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use byline::clock::{Clock, ManualClock};
use byline::config::{self, FeedSpec};
use byline::gateway::Gateway;
use byline::newsroom;
use byline::origin::{Answer, Ask, Origin, Transport, TransportError};
use byline::serve::Router;
use byline::store::Store;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, LOCATION, RETRY_AFTER, VARY,
};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Full};

/// The newsroom in place of a wire, and nothing listening on port 9.
struct Wire {
    clock: Arc<ManualClock>,
    asked: Arc<AtomicUsize>,
}

impl Transport for Wire {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        self.asked.fetch_add(1, Relaxed);
        Box::pin(async move {
            if ask.url.port() == Some(9) {
                return Err(TransportError::Network("connection refused".into()));
            }
            let mut request = Request::get(ask.url.as_str())
                .header("host", "127.0.0.1:8081")
                .body(())
                .expect("a fetchable URL");
            request.headers_mut().extend(ask.headers);
            let (head, body) = newsroom::respond(&request, self.clock.now()).into_parts();
            Ok(Answer {
                status: head.status,
                headers: head.headers,
                body,
            })
        })
    }
}

struct House {
    router: Arc<Router>,
    asked: Arc<AtomicUsize>,
}

/// The shipped feeds, a retired one and one whose origin is down.
fn house() -> House {
    let mut config = config::parse(include_str!("../feeds.toml"), "feeds.toml", &|_| None)
        .expect("the shipped file is in order")
        .config;
    config.store_path = None;
    config.fetch.min_interval = std::time::Duration::ZERO;
    let sample = config.feeds.values().next().expect("a feed").clone();
    let mut add = |id: &str, change: &dyn Fn(&mut FeedSpec)| {
        let mut feed = FeedSpec::clone(&sample);
        feed.id = id.parse().expect("a test id");
        change(&mut feed);
        config.feeds.insert(feed.id.clone(), Arc::new(feed));
    };
    add("retired", &|feed| feed.gone = true);
    add("down", &|feed| {
        feed.sections[0].url = "http://127.0.0.1:9/".parse().expect("a test URL");
    });
    let named = config.named();

    let start = "2026-11-23T09:00:00Z".parse().expect("a test time");
    let clock = Arc::new(ManualClock::at(start));
    let asked = Arc::new(AtomicUsize::new(0));
    let wire = Wire {
        clock: clock.clone(),
        asked: asked.clone(),
    };
    let origin = Origin::new(&config.fetch, named, Arc::new(wire), clock.clone());
    let gateway = Gateway::new(config, clock, origin, Store::in_memory());
    House {
        router: Arc::new(Router::new(Arc::new(gateway))),
        asked,
    }
}

impl House {
    async fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Response<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Empty::<Bytes>::new()).expect("a test request");
        self.router.answer(request).await
    }

    async fn get(&self, url: &str) -> (StatusCode, HeaderMap, String) {
        let (head, body) = self.ask(Method::GET, url, &[]).await.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        (head.status, head.headers, body)
    }
}

/// The id of a shipped feed that has items.
fn some_feed() -> String {
    let config = config::parse(include_str!("../feeds.toml"), "feeds.toml", &|_| None)
        .expect("the shipped file is in order")
        .config;
    config.feeds.keys().next().expect("a feed").to_string()
}

/// A newcomer's first minute: the list of feeds leads to a preview, and that to three feeds that parse.
#[tokio::test(start_paused = true)]
async fn from_the_front_page_to_a_feed_that_parses() {
    let (house, feed) = (house(), some_feed());
    let (status, headers, front) = house.get("/").await;
    assert_eq!(status, 200);
    assert_eq!(headers[CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(headers.contains_key(CONTENT_SECURITY_POLICY));
    assert!(front.contains(&format!("./feeds/{feed}\"")), "{front}");
    assert_eq!(
        house.asked.load(Relaxed),
        0,
        "the front page fetches nothing"
    );

    for (suffix, content_type) in [
        ("rss", "application/rss+xml; charset=utf-8"),
        ("atom", "application/atom+xml; charset=utf-8"),
        ("json", "application/feed+json; charset=utf-8"),
    ] {
        let (status, headers, body) = house.get(&format!("/feeds/{feed}.{suffix}")).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(headers[CONTENT_TYPE], content_type);
        assert_eq!(headers[VARY], "Accept-Encoding");
        let link = headers[LINK].to_str().expect("ASCII");
        assert!(
            link.contains(&format!("/feeds/{feed}.{suffix}>; rel=\"self\"")),
            "{link}"
        );
        let read = feed_rs::parser::parse(body.as_bytes()).expect("a feed");
        assert!(!read.entries.is_empty());
    }

    let (status, _, preview) = house.get(&format!("/feeds/{feed}")).await;
    assert_eq!(status, 200);
    for suffix in ["rss", "atom", "json"] {
        assert!(
            preview.contains(&format!("/feeds/{feed}.{suffix}\"")),
            "{suffix}"
        );
    }
    assert!(preview.contains("<article"), "{preview}");
}

/// Ten thousand query strings are one feed: none costs the origin a request or the memory an entry.
#[tokio::test(start_paused = true)]
async fn a_query_never_causes_a_fetch() {
    let (house, feed) = (house(), some_feed());
    let (_, before, _) = house.get(&format!("/feeds/{feed}.rss")).await;
    let asked = house.asked.load(Relaxed);
    for query in ["?a=1", "?limit=5", "?refresh=1&x=%00"] {
        let (status, headers, _) = house.get(&format!("/feeds/{feed}.rss{query}")).await;
        assert_eq!(status, 200);
        assert_eq!(headers[ETAG], before[ETAG]);
    }
    assert_eq!(house.asked.load(Relaxed), asked);
}

/// A reader that asks again pays for nothing; HEAD says what GET would.
#[tokio::test(start_paused = true)]
async fn asked_again_it_is_304_and_head_is_get_without_body() {
    let (house, feed) = (house(), some_feed());
    for url in [
        format!("/feeds/{feed}.atom"),
        format!("/feeds/{feed}"),
        "/".into(),
        "/about".into(),
        "/feeds.opml".into(),
        "/robots.txt".into(),
    ] {
        let (_, first, body) = house.get(&url).await;
        let etag = first[ETAG].to_str().expect("ASCII");
        let reply = house
            .ask(Method::GET, &url, &[(IF_NONE_MATCH.as_str(), etag)])
            .await;
        assert_eq!(reply.status(), 304, "{url}");
        assert_eq!(reply.headers()[ETAG], first[ETAG]);
        assert_eq!(reply.headers()[VARY], "Accept-Encoding");
        assert!(reply.headers().contains_key(CACHE_CONTROL));

        let reply = house.ask(Method::HEAD, &url, &[]).await;
        assert_eq!(reply.status(), 200, "{url}");
        assert_eq!(reply.headers()[ETAG], first[ETAG]);
        assert_eq!(
            reply.headers()[CONTENT_LENGTH],
            body.len().to_string().as_str()
        );
        assert!(
            reply
                .into_body()
                .collect()
                .await
                .expect("a body")
                .to_bytes()
                .is_empty()
        );

        for (accept, coding) in [
            ("br, gzip", Some("br")),
            ("gzip", Some("gzip")),
            ("identity", None),
        ] {
            let reply = house
                .ask(Method::GET, &url, &[(ACCEPT_ENCODING.as_str(), accept)])
                .await;
            let coding = coding.filter(|_| body.len() > 1000);
            let sent = reply.headers().get(CONTENT_ENCODING);
            assert_eq!(
                sent.map(|coding| coding.to_str().expect("ASCII")),
                coding,
                "{url} {accept}"
            );
        }
    }
}

/// Each failure has its status, and none is kept by a cache.
#[tokio::test(start_paused = true)]
async fn every_refusal_has_its_status() {
    let (house, feed) = (house(), some_feed());
    for (url, expected) in [
        ("/feeds/nowhere.rss", 404),
        ("/feeds/nowhere", 404),
        (&format!("/feeds/{feed}.xml"), 404),
        (&format!("/feeds/{feed}.rss/"), 404),
        ("/feeds/retired.rss", 410),
        ("/feeds/retired", 410),
        ("/feeds/down.rss", 502),
        ("/feeds/down", 502),
        ("/items/nonsense", 404),
        ("/items/00000000-0000-5000-8000-000000000000", 404),
        ("/licenses/nobody.xml", 404),
        ("/licenses/nobody", 404),
        ("/nowhere", 404),
    ] {
        let (status, headers, body) = house.get(url).await;
        assert_eq!(status.as_u16(), expected, "{url}: {body}");
        assert_eq!(headers[CACHE_CONTROL], "no-store", "{url}");
        assert_eq!(headers[CONTENT_TYPE], "text/plain; charset=utf-8", "{url}");
        assert_eq!(headers.contains_key(RETRY_AFTER), expected >= 500, "{url}");
        assert!(
            body.len() < 600 && !body.contains("Err(") && !body.contains(" { "),
            "{body}"
        );
    }
    let reply = house
        .ask(Method::POST, &format!("/feeds/{feed}.rss"), &[])
        .await;
    assert_eq!(reply.status(), 405);
    assert_eq!(reply.headers()[ALLOW], "GET, HEAD, OPTIONS");
}

/// An item's guid, typed into a browser, leads to its article.
#[tokio::test(start_paused = true)]
async fn an_item_leads_to_its_article() {
    let (house, feed) = (house(), some_feed());
    let (_, _, body) = house.get(&format!("/feeds/{feed}.json")).await;
    let read: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let (id, url) = (&read["items"][0]["id"], &read["items"][0]["url"]);
    let uuid = id
        .as_str()
        .and_then(|id| id.strip_prefix("urn:uuid:"))
        .expect("a guid");
    let (status, headers, _) = house.get(&format!("/items/{uuid}")).await;
    assert_eq!(status, 302);
    assert_eq!(headers[LOCATION].to_str().ok(), url.as_str());
}

/// What machines look for: the subscription list, the licences, robots.txt; probes fetch nothing.
#[tokio::test(start_paused = true)]
async fn lists_licences_and_probes() {
    let house = house();
    let (_, _, robots) = house.get("/robots.txt").await;
    let licence = robots
        .lines()
        .find_map(|line| line.strip_prefix("License: "))
        .expect("a licence");
    let path = licence
        .find("/licenses/")
        .map(|at| &licence[at..])
        .expect("ours");
    let (status, headers, rsl) = house.get(path).await;
    assert_eq!(
        (status.as_u16(), &headers[CONTENT_TYPE]),
        (
            200,
            &"application/rsl+xml; charset=utf-8"
                .parse()
                .expect("a value")
        )
    );
    assert!(roxmltree::Document::parse(&rsl).is_ok());
    let (_, _, opml) = house.get("/feeds.opml").await;
    let opml = roxmltree::Document::parse(&opml).expect("XML");
    let listed = |id: &str| {
        opml.descendants()
            .filter_map(|node| node.attribute("xmlUrl"))
            .any(|url| url.contains(id))
    };
    assert!(listed(&some_feed()) && !listed("retired"));

    for probe in [
        "/healthz",
        "/status",
        "/metrics",
        "/favicon.ico",
        "/favicon.svg",
        "/about",
    ] {
        assert_eq!(house.get_status(probe).await, 200, "{probe}");
    }
    let starting = house.get_status("/readyz").await;
    assert_eq!((starting.as_u16(), house.asked.load(Relaxed)), (503, 0));
    house.router.close();
    assert_eq!(house.get_status("/readyz").await, 503);
    assert_eq!(house.get_status("/healthz").await, 200);
}

impl House {
    async fn get_status(&self, url: &str) -> StatusCode {
        self.ask(Method::GET, url, &[]).await.status()
    }
}

/// A partner's site gets what it asks for; no query makes the origin be asked, or the answers many.
#[tokio::test(start_paused = true)]
async fn embeds_have_as_many_items_as_asked_for() {
    let (house, feed) = (house(), some_feed());
    let url = |rest: &str| format!("/feeds/{feed}/{rest}");
    let (_, headers, page) = house.get(&url("embed.html?limit=3")).await;
    let policy = headers[CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
    assert!(policy.contains("frame-ancestors *") && !policy.contains("script-src"));
    assert_eq!(page.matches("<li class=\"item\"").count(), 3);
    let asked = house.asked.load(Relaxed);
    let (_, headers, code) = house.get(&url("embed.js?limit=3")).await;
    assert!(code.contains("customElements"));
    for same in ["embed.js?limit=3&x=1", "embed.js?junk&limit=03"] {
        assert_eq!(house.get(&url(same)).await.1[ETAG], headers[ETAG], "{same}");
    }
    let etag = headers[ETAG].to_str().expect("ASCII");
    let again = [("if-none-match", etag)];
    let script = url("embed.js?limit=3");
    let again = house.ask(Method::GET, &script, &again).await;
    assert_eq!(again.status(), 304);
    assert_eq!(house.asked.load(Relaxed), asked);
    let (_, _, preview) = house.get(&format!("/feeds/{feed}")).await;
    assert!(preview.contains(&url("embed.js&#34;")) && preview.contains("json+oembed"));
    for (url, status) in [
        ("/feeds/x/embed.js", 404),
        ("/feeds/retired/embed.html", 410),
    ] {
        assert_eq!(house.get(url).await.0.as_u16(), status, "{url}");
    }
}
