//! The whole way to a page over a scripted transport, in paused time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{
    CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use http::{HeaderName, HeaderValue, StatusCode};

use super::*;
use crate::clock::ManualClock;

type Result1 = std::result::Result<Answer, TransportError>;

/// An origin that answers as told, and remembers what it was asked and when.
struct Script<F> {
    answer: F,
    asked: Mutex<Vec<(Instant, Ask)>>,
}

impl<F: Fn(&Ask) -> Option<Result1> + Send + Sync + 'static> Transport for Script<F> {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result1> {
        let answer = (self.answer)(&ask);
        self.asked().push((Instant::now(), ask));
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match answer {
                Some(answer) => answer,
                None => std::future::pending().await, // hangs
            }
        }
        .boxed()
    }
}

impl<F> Script<F> {
    fn asked(&self) -> std::sync::MutexGuard<'_, Vec<(Instant, Ask)>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn urls(&self) -> Vec<String> {
        self.asked()
            .iter()
            .map(|(_, ask)| ask.url.to_string())
            .collect()
    }
}

fn url(url: &str) -> Url {
    Url::parse(url).expect("a test URL")
}

fn answer(status: u16, headers: &[(HeaderName, &str)], body: &str) -> Result1 {
    Ok(Answer {
        status: StatusCode::from_u16(status).expect("a status"),
        headers: headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a value")))
            .collect(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

fn html(body: &str) -> Option<Result1> {
    Some(answer(200, &[(CONTENT_TYPE, "text/html")], body))
}

fn redirect(status: u16, to: &str) -> Option<Result1> {
    Some(answer(status, &[(LOCATION, to)], ""))
}

/// An [`Origin`] over a script in which every robots.txt is a 404 unless the script answers it.
fn origin<F>(script: F) -> (Origin, Arc<Script<F>>)
where
    F: Fn(&Ask) -> Option<Result1> + Send + Sync + 'static,
{
    let transport = Arc::new(Script {
        answer: script,
        asked: Mutex::default(),
    });
    let clock = ManualClock::at("2026-01-21T09:00:00Z".parse().expect("a time"));
    let named = [
        url("http://news.example/tanews/"),
        url("http://127.0.0.1:8081/"),
    ];
    let origin = Origin::new(
        &fetch(),
        named,
        Arc::clone(&transport) as _,
        Arc::new(clock),
    );
    (origin, transport)
}

fn fetch() -> config::Fetch {
    config::Fetch {
        user_agent: "byline/0.1 (+http://127.0.0.1:8080/about)".into(),
        per_host: 2,
        min_interval: Duration::from_millis(500),
        timeout: Duration::from_secs(15),
        max_page_bytes: 1 << 20,
    }
}

fn is_robots(ask: &Ask) -> bool {
    ask.url.path() == "/robots.txt"
}

fn no_robots(ask: &Ask, page: impl FnOnce() -> Option<Result1>) -> Option<Result1> {
    if is_robots(ask) {
        Some(answer(404, &[], ""))
    } else {
        page()
    }
}

async fn get(origin: &Origin, at: &str) -> Result<Page, FetchError> {
    match origin.page(&url(at), None).await? {
        Fetched::Page(page) => Ok(page),
        Fetched::NotModified => panic!("nothing was known"),
    }
}

async fn fault(origin: &Origin, at: &str) -> Fault {
    get(origin, at).await.expect_err(at).fault
}

/// The plain case: a page with all that later rooms need, asked for under our name.
#[tokio::test(start_paused = true)]
async fn a_page_comes_with_its_facts() {
    let (origin, script) = origin(|ask| {
        if is_robots(ask) {
            return Some(answer(200, &[], "License: https://news.example/rsl.xml"));
        }
        let headers = [
            (CONTENT_TYPE, "text/html; charset=gb2312"),
            (ETAG, "\"v1\""),
            (HeaderName::from_static("x-robots-tag"), "nosnippet"),
            (HeaderName::from_static("tdm-reservation"), "1"),
        ];
        let mut page = answer(200, &headers, "");
        if let Ok(answer) = &mut page {
            answer.body = Bytes::from_static(b"<p>\xcc\xa9\xb0\xb2\xd0\xc2\xce\xc5</p>");
        }
        Some(page)
    });
    let page = get(&origin, "http://me:pw@news.example/tanews/#top")
        .await
        .expect("a page");
    assert_eq!(
        (page.text.as_str(), page.charset),
        ("<p>泰安新闻</p>", "gb18030")
    );
    assert_eq!(page.url, url("http://news.example/tanews/"));
    assert_eq!(page.validators.etag.as_deref(), Some("\"v1\""));
    assert_eq!(page.robots_tag.as_deref(), Some("nosnippet"));
    assert_eq!(page.licences, [url("https://news.example/rsl.xml")]);
    assert!(page.tdm_reserved && page.moved.is_none() && page.digest != [0; 32]);
    let asked = script.asked();
    assert!(
        asked.iter().all(
            |(_, ask)| ask.headers["user-agent"] == "byline/0.1 (+http://127.0.0.1:8080/about)"
        )
    );
    assert_eq!(asked.len(), 2);
    assert!(
        asked[1].0 - asked[0].0 >= Duration::from_millis(500),
        "robots.txt counts as a request"
    );
}

/// What a publisher forbids is not read: one robots.txt, no page.
#[tokio::test(start_paused = true)]
async fn robots_txt_is_honoured_and_asked_for_once() {
    let (origin, script) = origin(|ask| {
        if is_robots(ask) {
            return Some(answer(
                200,
                &[],
                "User-agent: byline\nDisallow: /private/\nCrawl-delay: 3",
            ));
        }
        html("x")
    });
    let error = get(&origin, "http://news.example/private/1")
        .await
        .expect_err("forbidden");
    assert_eq!(
        error.fault,
        Fault::Disallowed {
            rule: "Disallow: /private/".into()
        }
    );
    assert_eq!(
        error.to_string(),
        "http://news.example/private/1: robots.txt forbids it (Disallow: /private/); ask the publisher for permission, or leave this page out"
    );
    for n in 0..3 {
        get(&origin, &format!("http://news.example/{n}"))
            .await
            .expect("a page");
    }
    let asked = script.asked();
    assert_eq!(asked.iter().filter(|(_, ask)| is_robots(ask)).count(), 1);
    assert_eq!(asked.len(), 4);
    assert!(
        asked
            .windows(2)
            .skip(1)
            .all(|two| two[1].0 - two[0].0 >= Duration::from_secs(3)),
        "Crawl-delay"
    );
}

/// A site that moves its feed's pages behind a redirect must not get past its own, or another's, robots.txt.
#[tokio::test(start_paused = true)]
async fn every_hop_passes_robots() {
    let (origin, script) = origin(|ask| match (ask.url.host_str(), ask.url.path()) {
        (Some("other.example"), "/robots.txt") => {
            Some(answer(200, &[], "User-agent: *\nDisallow: /b"))
        }
        (_, "/robots.txt") => Some(answer(404, &[], "")),
        _ => redirect(302, "http://other.example/b"),
    });
    let error = get(&origin, "http://news.example/a")
        .await
        .expect_err("forbidden");
    assert!(matches!(error.fault, Fault::Disallowed { .. }));
    assert!(
        error
            .to_string()
            .starts_with("http://news.example/a (redirected to http://other.example/b): ")
    );
    assert!(!script.urls().contains(&"http://other.example/b".to_owned()));
}

/// 4xx opens, 5xx, 429 and silence close; nobody is asked again and again for it.
#[tokio::test(start_paused = true)]
async fn robots_txt_that_fails_means_what_the_rfc_says() {
    for (status, open) in [
        (200, true),
        (401, true),
        (403, true),
        (404, true),
        (410, true),
        (204, true),
        (429, false),
        (500, false),
        (503, false),
    ] {
        let (origin, script) = origin(move |ask| {
            if is_robots(ask) {
                Some(answer(status, &[], ""))
            } else {
                html("x")
            }
        });
        assert_eq!(
            get(&origin, "http://news.example/a").await.is_ok(),
            open,
            "{status}"
        );
        if !open {
            let again = get(&origin, "http://news.example/b")
                .await
                .expect_err("unknown");
            assert!(
                matches!(again.fault, Fault::RobotsUnreachable { .. }),
                "{again}"
            );
            assert!(again.retry_after().is_some() && !again.is_timeout());
            assert_eq!(script.urls().len(), 1);
        }
    }
    let (silent, script) = origin(|ask| if is_robots(ask) { None } else { html("x") });
    let error = get(&silent, "http://news.example/a")
        .await
        .expect_err("unknown");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(script.urls().len(), 1);
}

/// robots.txt may be elsewhere, five redirects away at most; beyond, there is none. Never on a private address.
#[tokio::test(start_paused = true)]
async fn robots_txt_is_followed_through_five_redirects() {
    let chain = |last: usize| {
        move |ask: &Ask| -> Option<Result1> {
            let hop = match ask.url.path() {
                "/robots.txt" => 0,
                path => match path.strip_prefix("/r") {
                    Some(n) => n.parse().expect("a number"),
                    None => return html("x"),
                },
            };
            if hop == last {
                Some(answer(200, &[], "User-agent: *\nDisallow: /"))
            } else {
                redirect(301, &format!("https://h{hop}.example/r{}", hop + 1))
            }
        }
    };
    let (five, _) = origin(chain(5));
    assert!(matches!(
        fault(&five, "http://news.example/a").await,
        Fault::Disallowed { .. }
    ));
    let (six, script) = origin(chain(6));
    assert!(get(&six, "http://news.example/a").await.is_ok());
    assert_eq!(script.urls().len(), 7);
    let (private, script) = origin(|ask| {
        if is_robots(ask) {
            redirect(302, "http://10.0.0.1/robots.txt")
        } else {
            html("x")
        }
    });
    assert!(matches!(
        fault(&private, "http://news.example/a").await,
        Fault::RobotsUnreachable { .. }
    ));
    assert_eq!(script.urls().len(), 1);
}

/// A page of the outside must not lead byline into the operator's network, by any redirect, from any host.
#[tokio::test(start_paused = true)]
async fn redirects_to_private_addresses_are_not_followed() {
    for target in [
        "http://127.0.0.1/",
        "http://127.0.0.1:8082/",
        "//0x7f.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1:8081/",
        "file:///etc/passwd",
        "ftp://other.example/",
        "http://other.example:22/",
        "javascript:alert(1)",
    ] {
        let (origin, script) = origin(move |ask| no_robots(ask, || redirect(302, target)));
        for from in ["http://news.example/a", "http://elsewhere.example/a"] {
            assert!(
                matches!(fault(&origin, from).await, Fault::Blocked(_)),
                "{from} to {target}"
            );
        }
        assert_eq!(script.urls().len(), 4, "{target}");
    }
    let (named, script) = origin(|ask| no_robots(ask, || html("x")));
    assert!(get(&named, "http://127.0.0.1:8081/a").await.is_ok());
    assert!(get(&named, "http://10.0.0.1/a").await.is_err());
    let reach = |at: usize| script.asked()[at].1.reach;
    assert_eq!(reach(1), guard::Reach::Named);
    assert!(get(&named, "http://other.example/").await.is_ok());
    assert_eq!(
        reach(3),
        guard::Reach::Public,
        "the transport judges what the name resolves to"
    );
}

/// Circles and endless chains end; where permanent ones lead, the operator is told.
#[tokio::test(start_paused = true)]
async fn redirects_are_bounded_and_reported() {
    let (circle, _) = origin(|ask| {
        no_robots(ask, || match ask.url.path() {
            "/a" => redirect(301, "/b#x"),
            _ => redirect(302, "/a"),
        })
    });
    assert_eq!(
        fault(&circle, "http://news.example/a").await,
        Fault::Redirects(RedirectFault::Circle)
    );
    let (itself, _) = origin(|ask| no_robots(ask, || redirect(302, "")));
    assert_eq!(
        fault(&itself, "http://news.example/a").await,
        Fault::Redirects(RedirectFault::Circle)
    );
    let (endless, script) =
        origin(|ask| no_robots(ask, || redirect(302, &format!("{}x", ask.url.path()))));
    assert_eq!(
        fault(&endless, "http://news.example/a").await,
        Fault::Redirects(RedirectFault::TooMany)
    );
    assert_eq!(
        script.urls().len(),
        7,
        "robots.txt, the page and five redirects"
    );
    let (nowhere, _) = origin(|ask| no_robots(ask, || Some(answer(301, &[], ""))));
    assert_eq!(
        fault(&nowhere, "http://news.example/a").await,
        Fault::Redirects(RedirectFault::Nowhere)
    );
    let (moved, _) = origin(|ask| {
        no_robots(ask, || match ask.url.path() {
            "/a" => redirect(301, "https://news.example/b"),
            "/b" => redirect(308, "/新闻 1"),
            "/%E6%96%B0%E9%97%BB%201" => redirect(302, "/today"),
            _ => html("x"),
        })
    });
    let page = get(&moved, "http://news.example/a").await.expect("a page");
    assert_eq!(page.url.as_str(), "https://news.example/today");
    assert_eq!(
        page.moved,
        Some(url("https://news.example/%E6%96%B0%E9%97%BB%201"))
    );
}

/// An unchanged section costs its origin a 304, and only the page that the validators are from is asked so.
#[tokio::test(start_paused = true)]
async fn known_pages_are_revalidated() {
    let (origin, script) = origin(|ask| {
        no_robots(ask, || match ask.url.path() {
            "/" => redirect(302, "/v1"),
            "/v1" if ask.headers.contains_key(IF_NONE_MATCH) => {
                Some(answer(304, &[(ETAG, "\"v1\"")], ""))
            }
            "/v1" => Some(answer(
                200,
                &[
                    (ETAG, "\"v1\""),
                    (LAST_MODIFIED, "Wed, 21 Jan 2026 08:00:00 GMT"),
                ],
                "x",
            )),
            _ => Some(answer(304, &[], "")),
        })
    });
    let page = get(&origin, "http://news.example/").await.expect("a page");
    let again = origin
        .page(&url("http://news.example/"), Some(&page.validators))
        .await;
    assert_eq!(again, Ok(Fetched::NotModified));
    {
        let asked = script.asked();
        let [.., first, second] = asked.as_slice() else {
            panic!("four requests at least")
        };
        assert!(
            !first.1.headers.contains_key(IF_NONE_MATCH),
            "not to the redirecting address"
        );
        assert_eq!(
            second.1.headers[IF_MODIFIED_SINCE],
            "Wed, 21 Jan 2026 08:00:00 GMT"
        );
    }
    assert_eq!(
        fault(&origin, "http://news.example/odd").await,
        Fault::Status { status: 304 }
    );
    let counts = origin.counts();
    assert_eq!(
        (counts[0].host.as_str(), counts[0].of(Outcome::NotModified)),
        ("news.example", 2)
    );
}

/// Each status says whose fault it is and what to do.
#[tokio::test(start_paused = true)]
async fn statuses_are_told_apart() {
    for (status, word) in [
        (404, "withdrawn"),
        (410, "withdrawn"),
        (401, "refused"),
        (403, "refused"),
        (429, "refused"),
        (451, "refused"),
        (500, "server-error"),
        (503, "server-error"),
        (400, "status"),
        (204, "status"),
        (206, "status"),
        (300, "status"),
        (100, "status"),
    ] {
        let (origin, _) =
            origin(move |ask| no_robots(ask, || Some(answer(status, &[], "<p>sorry</p>"))));
        let error = get(&origin, "http://news.example/a")
            .await
            .expect_err("a status");
        assert_eq!(error.fault.word(), word, "{status}");
        assert_eq!(error.is_withdrawn(), word == "withdrawn");
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        assert_eq!(
            error.retry_after().is_some(),
            matches!(status, 429 | 500 | 503),
            "{status}"
        );
    }
    let (pdf, _) = origin(|ask| {
        no_robots(ask, || {
            Some(answer(
                200,
                &[(CONTENT_TYPE, "application/pdf")],
                "%PDF-1.7",
            ))
        })
    });
    let error = get(&pdf, "http://news.example/a.pdf")
        .await
        .expect_err("no page");
    assert_eq!(
        error.to_string(),
        "http://news.example/a.pdf: a PDF, not a page; give the page that links to it"
    );
}

/// A host that asks for a pause gets it from all feeds; other hosts do not suffer.
#[tokio::test(start_paused = true)]
async fn retry_after_is_honoured_in_both_forms() {
    for (status, value, seconds) in [
        (429, "60", 60),
        (503, "Wed, 21 Jan 2026 09:02:00 GMT", 120),
        (503, "99999999", 3600),
    ] {
        let (origin, script) = origin(move |ask| {
            no_robots(ask, || match ask.url.path() {
                "/busy" => Some(answer(status, &[(RETRY_AFTER, value)], "")),
                _ => html("x"),
            })
        });
        let error = get(&origin, "http://news.example/busy")
            .await
            .expect_err("busy");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
        let before = script.urls().len();
        let closed = fault(&origin, "http://news.example/b").await;
        assert!(
            matches!(&closed, Fault::Closed(closed) if closed.asked),
            "{closed}"
        );
        assert_eq!(script.urls().len(), before, "not asked");
        assert_eq!(origin.closed()[0].0, "news.example");
        assert!(get(&origin, "http://other.example/").await.is_ok());
        tokio::time::advance(Duration::from_secs(seconds)).await;
        assert!(get(&origin, "http://news.example/b").await.is_ok());
    }
}

/// One failing article must not silence a portal; a portal that is down is left alone ever longer.
#[tokio::test(start_paused = true)]
async fn failures_back_off_by_host() {
    let (one, _) = origin(|ask| {
        no_robots(ask, || match ask.url.path() {
            "/bad" => Some(answer(500, &[], "")),
            _ => html("x"),
        })
    });
    get(&one, "http://news.example/bad").await.expect_err("500");
    let started = Instant::now();
    assert!(get(&one, "http://news.example/good").await.is_ok());
    assert!(started.elapsed() < Duration::from_secs(2));
    let (down, script) = origin(|ask| {
        no_robots(ask, || {
            Some(Err(TransportError::Network(
                "no connection\r\n: refused".into(),
            )))
        })
    });
    let error = get(&down, "http://news.example/a").await.expect_err("down");
    assert_eq!(
        error.to_string(),
        "http://news.example/a: no connection  : refused; check the address, otherwise byline tries again by itself"
    );
    for _ in 0..600 {
        let _ = get(&down, "http://news.example/a").await;
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let asked = script.urls().len();
    assert!(
        (8..=12).contains(&asked),
        "{asked} requests in ten minutes of asking every second"
    );
}

/// Whatever hangs, the caller is told in bounded time.
#[tokio::test(start_paused = true)]
async fn every_wait_is_bounded() {
    let (hangs, _) = origin(|ask| no_robots(ask, || None));
    let started = Instant::now();
    let error = get(&hangs, "http://news.example/a")
        .await
        .expect_err("hangs");
    assert!(
        error.is_timeout() && error.retry_after().is_some(),
        "{error}"
    );
    assert!(started.elapsed() < Duration::from_secs(17));
    let (hangs, _) = origin(|ask| no_robots(ask, || None));
    let started = Instant::now();
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let hangs = hangs.clone();
            tokio::spawn(async move {
                get(&hangs, &format!("http://news.example/{n}"))
                    .await
                    .is_err()
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.expect("no panic"));
    }
    assert!(started.elapsed() <= Duration::from_secs(60));
    let (slow, _) = origin(|ask| {
        no_robots(ask, || {
            redirect(302, &format!("http://h{}.example/", ask.url.as_str().len()))
        })
    });
    let started = Instant::now();
    get(&slow, "http://news.example/a")
        .await
        .expect_err("never ends");
    assert!(started.elapsed() <= Duration::from_secs(60));
}

/// A reload must not forget that a host asked for a pause.
#[tokio::test(start_paused = true)]
async fn a_new_configuration_keeps_pauses() {
    let (origin, script) =
        origin(|ask| no_robots(ask, || Some(answer(429, &[(RETRY_AFTER, "600")], ""))));
    get(&origin, "http://news.example/a")
        .await
        .expect_err("429");
    let reloaded = origin.reconfigured(&fetch(), [url("http://new.example/")]);
    assert!(matches!(
        fault(&reloaded, "http://news.example/a").await,
        Fault::Closed(_)
    ));
    assert_eq!(script.urls().len(), 2);
    assert!(
        matches!(
            fault(&reloaded, "http://127.0.0.1:8081/").await,
            Fault::Blocked(_)
        ),
        "named no longer"
    );
}

/// Labels of metrics come from feeds.toml, never from what pages link to.
#[tokio::test(start_paused = true)]
async fn counts_name_only_configured_hosts() {
    let (origin, _) = origin(|ask| no_robots(ask, || html("x")));
    for n in 0..20 {
        get(&origin, &format!("http://h{n}.example/"))
            .await
            .expect("a page");
    }
    get(&origin, "http://news.example/").await.expect("a page");
    let counts = origin.counts();
    let hosts: Vec<&str> = counts.iter().map(|counts| counts.host.as_str()).collect();
    assert_eq!(hosts, ["news.example", "other"]);
    assert_eq!(
        (
            counts[1].of(Outcome::Ok),
            counts[1].of(Outcome::Withdrawn),
            counts[1].total()
        ),
        (20, 20, 40)
    );
    assert_eq!(counts[0].not_modified_share(), Some(0.0));
}
