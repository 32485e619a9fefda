//! Every way in which an origin is known to fail, over raw sockets, against a feed that was good before.
//!
//! What must hold for each: the reader gets the last good bytes, at once, said to be stale; the refresh ends within
//! its bounds, as a failure; and when the origin is well again, so is the feed.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Newspaper, Reply, Running, Story, section};

/// What the origin does when it is asked for the section.
#[derive(Clone)]
enum Fault {
    /// Sends this and closes.
    Says(Vec<u8>),
    /// Takes the request and says nothing.
    Hangs,
    /// One byte of an answer every 100 ms, for ever.
    Drips,
    /// Ends the connection without an answer, hard.
    Resets,
    /// A body without end.
    Endless,
}

fn page(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Fault {
    let body = body.as_ref();
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend(body);
    Fault::Says(answer)
}

async fn bad_origin(fault: Arc<Mutex<Fault>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let fault = fault.lock().unwrap().clone();
            tokio::spawn(misbehave(stream, fault));
        }
    });
    format!("http://{address}/news/")
}

async fn misbehave(mut stream: TcpStream, fault: Fault) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    if head.starts_with(b"GET /robots.txt") {
        let _ = stream
            .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .await;
        return;
    }
    match fault {
        Fault::Says(answer) => {
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
        Fault::Hangs => tokio::time::sleep(Duration::from_secs(600)).await,
        Fault::Resets => {
            // Unread bytes make the kernel reset rather than finish.
            let _ = stream.set_zero_linger();
        }
        Fault::Drips => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<").await;
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Fault::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&[b'<'; 65536]).await.is_ok() {}
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn faults() -> Vec<(&'static str, Fault)> {
    let stories: Vec<Story> = (1..=12).map(Story::own).collect();
    let good = section(&stories);
    let half = good.len() / 2;
    let links = |n: usize| {
        let link = |n| format!("<li><a href=\"/help/{n}.htm\">帮助中心第{n}篇文章</a></li>");
        (0..n).map(link).collect::<String>()
    };
    vec![
        ("hang", Fault::Hangs),
        ("drip", Fault::Drips),
        ("reset", Fault::Resets),
        ("no HTTP", Fault::Says(b"\0\x01\x02SSH-2.0-x\r\n".to_vec())),
        (
            "truncated body",
            Fault::Says(
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{}",
                    good.len(),
                    good.chars().take(half / 3).collect::<String>()
                )
                .into_bytes(),
            ),
        ),
        ("404", page("404 Not Found", "", &good)),
        ("410", page("410 Gone", "", "")),
        ("429", page("429 Too Many", "Retry-After: 60\r\n", "")),
        ("500", page("500 Oops", "", &good)),
        ("503", page("503 Busy", "Retry-After: 60\r\n", "")),
        ("empty page", page("200 OK", "", "")),
        (
            "maintenance",
            page("200 OK", "", "<h1>系统维护中</h1><p>请稍后再来</p>"),
        ),
        (
            "new layout",
            page("200 OK", "", format!("<main>{}</main>", links(12))),
        ),
        (
            "a captcha",
            page(
                "200 OK",
                "",
                "<form>请输入验证码<img src=/captcha><input></form>",
            ),
        ),
        (
            "a login wall",
            page(
                "200 OK",
                "",
                format!("<ul id=list>{}</ul>", section(&stories[..2])),
            ),
        ),
        (
            "redirect loop",
            page("302 Found", "Location: /news/\r\n", ""),
        ),
        (
            "redirect to a private address",
            page("302 Found", "Location: http://127.0.0.2:1/\r\n", ""),
        ),
        (
            "wrong charset",
            page(
                "200 OK",
                "Content-Type: text/html; charset=utf-16\r\n",
                [0xff; 4096],
            ),
        ),
        (
            "gzip bomb",
            page(
                "200 OK",
                "Content-Encoding: gzip\r\n",
                gzip(&vec![b' '; 64 << 20]),
            ),
        ),
        (
            "not the gzip it says",
            page("200 OK", "Content-Encoding: gzip\r\n", &good),
        ),
        ("endless body", Fault::Endless),
        (
            "300,000 nested tags",
            page("200 OK", "", "<div>".repeat(300_000)),
        ),
    ]
}

/// Whatever the origin does, a reader keeps the feed, and the gateway its memory and its time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_an_origin_blanks_a_feed() {
    let stories: Vec<Story> = (1..=12).map(Story::own).collect();
    let listing = |at: &Newspaper, stories: &[Story]| {
        section(stories).replace("href=\".", &format!("href=\"{}", at.url("/news")))
    };
    let articles = Newspaper::start().await;
    articles.publish(&stories);
    let good = page("200 OK", "", listing(&articles, &stories));
    let store = byline::store::Store::in_memory(); // so that articles are read once
    for (name, fault) in faults() {
        let now = Arc::new(Mutex::new(good.clone()));
        let url = bad_origin(now.clone()).await;
        let toml = articles
            .feeds_toml("")
            .replace("timeout = \"10s\"", "timeout = \"1s\"")
            .replace(&articles.url("/news/"), &url);
        let gateway = Running::with_store(&toml, store.clone()).await;
        gateway.gateway.refresh("news").await.unwrap();
        let before = gateway.get("/feeds/news.rss").await;
        assert_eq!(
            (before.status, before.text().matches("<item>").count()),
            (200, 12),
            "{name}"
        );

        *now.lock().unwrap() = fault;
        gateway.clock.advance(Duration::from_secs(700));
        let answer = gateway.get("/feeds/news.rss").await;
        let status = answer.header("cache-status");
        assert!(status.starts_with("byline; hit"), "{name}: {status}");
        assert_eq!(answer.body, before.body, "{name}");
        let began = Instant::now();
        let report = gateway
            .gateway
            .refresh_and_report("news", false)
            .await
            .unwrap();
        let error = report
            .error
            .clone()
            .unwrap_or_else(|| panic!("{name} is a failed refresh"));
        assert!(
            began.elapsed() < Duration::from_secs(6),
            "{name}: {:?}",
            began.elapsed()
        );
        assert!(
            error.contains("/news/") && error.len() < 1000,
            "{name}: {error}"
        );
        let after = gateway.get("/feeds/news.rss").await;
        assert_eq!((after.status, &after.body), (200, &before.body), "{name}");
        assert!(
            after.header("cache-status").contains("ttl=-"),
            "{name}: said to be stale"
        );
        let health = &gateway.gateway.health()[0];
        assert_eq!(health.state.as_str(), "stale", "{name}");
        assert_eq!(health.last_error.as_ref(), Some(&error), "{name}");
        println!("{name:>30}: {error}");
    }
}

async fn portal(many: u32) -> (Newspaper, Running, Vec<Story>) {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=many).map(Story::own).collect();
    newspaper.publish(&stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    gateway.gateway.refresh("news").await.unwrap();
    (newspaper, gateway, stories)
}

/// A redesign is held back until someone has looked, and then accepted by one call.
#[tokio::test]
async fn an_operator_accepts_a_short_list() {
    let (newspaper, gateway, stories) = portal(12).await;
    newspaper.put("/news/", Reply::html(section(&stories[..3])));
    let refused = gateway.admin("POST", "/admin/feeds/news/refresh", "").await;
    assert_eq!(
        (refused.status, refused.json()["outcome"].as_str()),
        (502, Some("page-doubted"))
    );
    let error = refused.json()["error"].as_str().unwrap().to_owned();
    assert!(
        error.contains("lists 3 where it usually lists 12") && error.contains("accept"),
        "{error}"
    );
    assert!(gateway.gateway.health()[0].needs_attention);
    assert_eq!(gateway.gateway.health()[0].items, Some(12));

    let body = r#"{"accept": true}"#;
    let accepted = gateway
        .admin("POST", "/admin/feeds/news/refresh", body)
        .await;
    assert_eq!(
        (accepted.status, accepted.json()["items"].as_u64()),
        (200, Some(3))
    );
    assert!(!gateway.gateway.health()[0].needs_attention);
    newspaper.put("/news/", Reply::html(section(&stories[..2])));
    let next = gateway.admin("POST", "/admin/feeds/news/refresh", "").await;
    assert_eq!(
        (next.status, next.json()["items"].as_u64()),
        (200, Some(2)),
        "what was accepted is the measure now"
    );
    newspaper.put("/news/", Reply::html(""));
    let nothing = gateway
        .admin("POST", "/admin/feeds/news/refresh?accept", "")
        .await;
    assert_eq!(nothing.status, 502, "nothing is never accepted");
}

/// Old articles leave a section one by one; that is no redesign.
#[tokio::test]
async fn a_section_may_shrink_slowly() {
    let (newspaper, gateway, stories) = portal(20).await;
    for left in [12, 8, 6, 5, 4, 3] {
        newspaper.put("/news/", Reply::html(section(&stories[..left])));
        let report = gateway
            .gateway
            .refresh_and_report("news", false)
            .await
            .unwrap();
        assert_eq!((report.error.clone(), report.items), (None, left));
    }
}

/// After a restart a failing section's items must stay too, though nothing of its page is remembered.
#[tokio::test]
async fn a_section_that_fails_after_a_restart_keeps_its_items() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::own(2)]);
    let more: Vec<Story> = (11..=14).map(Story::own).collect();
    for story in &more {
        newspaper.put(&story.path(), Reply::html(story.page()));
    }
    let listing = |stories: &[Story]| section(stories).replace("href=\".", "href=\"/news");
    newspaper.put("/more/", Reply::html(listing(&more)));
    let both = format!("/news/\", \"{}\"]", newspaper.url("/more/"));
    let toml = newspaper.feeds_toml("").replace("/news/\"]", &both);
    let store = byline::store::Store::in_memory();
    let gateway = Running::with_store(&toml, store.clone()).await;
    gateway.gateway.refresh("news").await.unwrap();
    gateway.stop().await;

    for reply in [Reply::status(500), Reply::html(listing(&more[..1]))] {
        newspaper.put("/more/", reply);
        newspaper.publish(&[Story::own(3), Story::own(1), Story::own(2)]);
        let gateway = Running::with_store(&toml, store.clone()).await;
        let report = gateway
            .gateway
            .refresh_and_report("news", false)
            .await
            .unwrap();
        assert_eq!(report.outcome.as_str(), "partial", "{report:?}");
        assert_eq!((report.items, report.new <= 1), (7, true), "{report:?}");
        gateway.stop().await;
    }
}

/// The admin's refresh says what it did, and only when it is done.
#[tokio::test]
async fn a_refresh_answers_with_what_it_did() {
    let (newspaper, gateway, _) = portal(2).await;
    newspaper.publish(&[Story::own(3), Story::own(1), Story::own(2)]);
    let answer = gateway.admin("POST", "/admin/feeds/news/refresh", "").await;
    let report = answer.json();
    assert_eq!(answer.status, 200, "{report}");
    assert_eq!(
        [
            &report["items"],
            &report["new"],
            &report["changed"],
            &report["articles_read"]
        ],
        [3, 1, 0, 1]
    );
    assert_eq!(report["outcome"], "changed");
    assert_eq!(report["sections"][0]["result"], "read");
    for (path, status) in [
        ("/admin/feeds/nowhere/refresh", 404),
        ("/admin/feeds/news/refresh/", 404),
    ] {
        assert_eq!(gateway.admin("POST", path, "").await.status, status);
    }
    let method = gateway.admin("GET", "/admin/feeds/news/refresh", "").await;
    assert_eq!((method.status, method.header("allow")), (405, "POST"));
    let body = gateway
        .admin("POST", "/admin/feeds/news/refresh", "{\"acept\": 1}")
        .await;
    assert_eq!(body.status, 400);
    let reload = gateway.admin("POST", "/admin/reload", "").await;
    assert_eq!(reload.status, 409, "this configuration is no file");
}
