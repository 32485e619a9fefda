//! Origins over https, which are no ports of this machine: a scripted transport stands in for the network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use byline::browser::{Browser, Wanted};
use byline::clock::SystemClock;
use byline::config;
use byline::origin::{Answer, Ask, Asking, Origin, Transport, TransportError};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use crate::driver::{Driver, Kind};
use crate::{ENTRIES, listed, page};

/// Answers by URL, and what was asked.
#[derive(Default)]
struct Scripted {
    answers: HashMap<&'static str, (&'static str, String)>,
    asked: Mutex<Vec<(String, HeaderMap)>>,
}

impl Transport for Scripted {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let at = format!("{} {}", ask.method, ask.url);
        let found = self.answers.get(at.as_str()).cloned();
        self.asked.lock().expect("no panic").push((at, ask.headers));
        let (kind, body) = found.clone().unwrap_or_default();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", kind),
            ("cache-control", "max-age=600"),
            ("access-control-allow-origin", "https://www.paper.example"),
            ("access-control-allow-headers", "x-key"),
        ] {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let status = if found.is_some() {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        let body = body.into();
        async move {
            Ok(Answer {
                status,
                headers,
                body,
            })
        }
        .boxed()
    }
}

/// The web is https: a list that comes from a subdomain's endpoint, with a key in a header that the browser asks leave for, and
/// with its scripts from another host that feeds.toml names.
async fn a_page_over_https_is_shown_and_its_scripts_are_kept(kind: Kind) {
    let Some(driver) = Driver::start(kind) else {
        return;
    };
    let script = format!(
        "{ENTRIES} fetch('https://api.paper.example/list?page=1', {{headers: {{'x-key': 'public'}}}}).then((r) => r.json()).then((all) => {{
         for (const n of all) document.getElementById('list').append(entry(n)); }});"
    );
    let shell = "<!DOCTYPE html><title>City</title><ul id=list></ul><script src=https://cdn.assets.example/app.js></script><script src=https://tracker.example/t.js></script>";
    let transport = Arc::new(Scripted {
        answers: HashMap::from([
            (
                "GET https://www.paper.example/city",
                ("text/html", shell.to_owned()),
            ),
            (
                "GET https://cdn.assets.example/app.js",
                ("text/javascript", script),
            ),
            (
                "OPTIONS https://api.paper.example/list?page=1",
                ("text/plain", String::new()),
            ),
            (
                "GET https://api.paper.example/list?page=1",
                ("application/json", "[1,2,3,4,5,6,7,8,9]".to_owned()),
            ),
        ]),
        ..Scripted::default()
    });
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[fetch]\nmin-interval = \"1ms\"\nuser-agent = \"byline (+http://127.0.0.1/about)\"\n\
         [browser]\nurl = \"{}\"\nsandbox = false\n\
         [publishers.paper]\nname = \"The Paper\"\nurl = \"https://www.paper.example/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\nrender-sites = [\"assets.example\"]\n\
         [feeds.city]\npublisher = \"paper\"\ntitle = \"City\"\nsections = [\"https://www.paper.example/city\"]\nrender = true\n",
        driver.url()
    );
    let loaded = config::parse(&text, "feeds.toml", &|_| None);
    let config = loaded.unwrap_or_else(|invalid| panic!("{invalid}")).config;
    let origin = Origin::new(
        &config.fetch,
        config.named(),
        transport.clone(),
        Arc::new(SystemClock),
    );
    let browser = Browser::new(&config.browser.expect("a browser"));
    let url: Url = "https://www.paper.example/city".parse().expect("a URL");
    let publisher = "paper".parse().expect("an id");
    let sites = &config.rendering[&publisher].sites;
    let asking = Asking {
        publisher: Some(publisher),
        ..Asking::by_command()
    };
    for _ in 0..2 {
        let wanted = Wanted {
            url: &url,
            item: Some("li.entry"),
            known: None,
            sites,
        };
        let shown = browser
            .page(&origin, wanted, &asking)
            .await
            .expect("a page");
        assert!(
            shown.cost.refused.contains_key("other sites"),
            "{:?}",
            shown.cost
        );
        assert_eq!(listed(&page(shown)).len(), 9);
    }
    browser.close().await;
    let asked = transport.asked.lock().expect("no panic");
    let times = |what: &str| asked.iter().filter(|(at, _)| at == what).count();
    // Chromium asks once for both pages, since it has kept it. A Firefox shows one page.
    let asked_for_it = times("GET https://cdn.assets.example/app.js");
    assert_eq!(asked_for_it, if kind == Kind::Chromium { 1 } else { 2 });
    assert_eq!(times("GET https://tracker.example/t.js"), 0);
    assert!(
        asked
            .iter()
            .all(|(at, _)| !at.contains("tracker.example") && !at.contains("google"))
    );
    for (at, headers) in asked.iter() {
        assert_eq!(
            headers["user-agent"], "byline (+http://127.0.0.1/about)",
            "{at}"
        );
        assert!(
            !headers.keys().any(|name| name.as_str().starts_with("sec-")),
            "{at}"
        );
    }
    let keyed = asked
        .iter()
        .find(|(at, _)| at == "GET https://api.paper.example/list?page=1");
    assert_eq!(keyed.expect("the endpoint is asked").1["x-key"], "public");
}

with_each_browser!(a_page_over_https_is_shown_and_its_scripts_are_kept,);
