//! Headers of one publisher: to its own origins, from its own pages, and to nobody else.

use http::header::{AUTHORIZATION, COOKIE, HeaderMap, USER_AGENT};

use super::*;
use crate::config::PublisherRequest;
use crate::model::PublisherId;

const SECRET: &str = "session=hunter2";

fn id(id: &str) -> PublisherId {
    id.parse().expect("a test id")
}

/// An origin under a feeds.toml that gives publisher `paper` a cookie, a token and an agent for `news.example`.
fn with_secrets<F>(script: F) -> (Origin, Arc<Script<F>>)
where
    F: Fn(&Ask) -> Option<Result1> + Send + Sync + 'static,
{
    let (origin, script) = origin(script);
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (COOKIE, SECRET),
        (AUTHORIZATION, "Bearer hunter2"),
        (USER_AGENT, "Paper/1 hunter2"),
    ] {
        let mut value = HeaderValue::from_static(value);
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    let own = ["http://news.example/", "https://news.example/"];
    let fetch = config::Fetch {
        publishers: vec![PublisherRequest {
            publisher: id("paper"),
            origins: own.iter().map(|at| url(at).origin()).collect(),
            headers,
            proxies: None,
            authorities: None,
        }],
        ..fetch()
    };
    let named = [(Some(id("paper")), url("http://news.example/"))];
    (origin.reconfigured(&fetch, named), script)
}

async fn asked_by(publisher: Option<&str>, origin: &Origin, at: &str) {
    let asking = Asking {
        publisher: publisher.map(id),
        urgency: Urgency::now(),
        post: None,
    };
    let fetched = origin.page(&url(at), None, &asking).await;
    assert!(fetched.is_ok(), "{fetched:?}");
}

/// Which of the requests had the secrets.
fn secret<F>(script: &Script<F>) -> Vec<(String, bool)> {
    let asked = script.asked();
    let asks = asked.iter().map(|(_, ask)| ask);
    asks.map(|ask| {
        let shown: Vec<bool> = [COOKIE, AUTHORIZATION, USER_AGENT]
            .iter()
            .map(|name| {
                let value = ask.headers.get(name);
                value.is_some_and(|value| value.as_bytes().ends_with(b"hunter2"))
            })
            .collect();
        assert!(shown.iter().all(|one| *one == shown[0]), "{shown:?}");
        (ask.url.to_string(), shown[0])
    })
    .collect()
}

/// A cookie that followed a redirect to another host, port or scheme would be the other's to use.
#[tokio::test(start_paused = true)]
async fn secrets_stay_on_the_publishers_own_origins() {
    for (target, sent) in [
        ("/b", true),
        ("https://news.example/b", true),
        ("http://news.example:8080/b", false),
        ("https://news.example:8443/b", false),
        ("http://sub.news.example/b", false),
        ("https://other.example/b", false),
    ] {
        let (origin, script) = with_secrets(move |ask| {
            no_robots(ask, || match ask.url.path() {
                "/a" => redirect(302, target),
                _ => html("x"),
            })
        });
        if !matches!(
            target,
            "http://news.example:8080/b" | "https://news.example:8443/b"
        ) {
            asked_by(Some("paper"), &origin, "http://news.example/a").await;
        } else {
            // The guard has its own word on ports.
            let asking = Asking {
                publisher: Some(id("paper")),
                urgency: Urgency::now(),
                post: None,
            };
            let _ = origin
                .page(&url("http://news.example/a"), None, &asking)
                .await;
        }
        for (url, shown) in secret(&script) {
            let wanted = !url.ends_with("/robots.txt") && (url.ends_with("/a") || sent);
            assert_eq!(shown, wanted, "{target}: {url}");
        }
    }
}

/// A page of a stranger must not make byline ask in the publisher's name.
#[tokio::test(start_paused = true)]
async fn secrets_are_for_the_publishers_own_feeds() {
    let (origin, script) = with_secrets(|ask| no_robots(ask, || html("x")));
    asked_by(Some("other"), &origin, "http://news.example/a").await;
    asked_by(None, &origin, "http://news.example/b").await;
    assert!(secret(&script).iter().all(|(_, shown)| !shown));
    asked_by(Some("paper"), &origin, "http://news.example/c").await;
    assert!(secret(&script).last().is_some_and(|(_, shown)| *shown));
}

/// A log line about a request, an error or the client must not carry what the request carried.
#[tokio::test(start_paused = true)]
async fn secrets_are_in_no_debug_output_and_no_error() {
    let (origin, script) = with_secrets(|ask| no_robots(ask, || Some(answer(403, &[], ""))));
    let asking = Asking {
        publisher: Some(id("paper")),
        urgency: Urgency::now(),
        post: None,
    };
    let error = origin
        .page(&url("http://news.example/a"), None, &asking)
        .await;
    let shown = format!("{origin:?} {:?} {error:?}", script.asked());
    assert!(secret(&script).iter().any(|(_, shown)| *shown));
    assert!(!shown.contains("hunter2"), "{shown}");
}
