//! Sections that are asked for with a POST, and the way that requests take.

use std::collections::BTreeMap;

use super::*;
use crate::config::{Post, PublisherRequest};
use crate::model::{PublisherId, Validators};

fn posting() -> Asking {
    Asking {
        post: Some(Arc::new(Post {
            content_type: HeaderValue::from_static("application/json"),
            body: Bytes::from_static(b"{\"page\":1}"),
        })),
        ..Asking::by_command()
    }
}

/// Which of the pages that were asked for were posted to.
fn posted<F>(script: &Script<F>) -> Vec<(String, bool)> {
    let asked = script.asked();
    let asks = asked.iter().map(|(_, ask)| ask);
    asks.filter(|ask| !is_robots(ask))
        .map(|ask| (ask.url.to_string(), ask.method == http::Method::POST))
        .collect()
}

/// What an operator wrote for one host, perhaps with a key in it, must not be sent to another; and a redirect means for
/// a POST what it means in a browser.
#[tokio::test(start_paused = true)]
async fn a_post_follows_redirects_as_browsers_do_and_never_to_another_host() {
    for (status, again) in [
        (301, false),
        (302, false),
        (303, false),
        (307, true),
        (308, true),
    ] {
        let (origin, script) = origin(move |ask| {
            no_robots(ask, || match ask.url.path() {
                "/list" => redirect(status, "/moved"),
                _ => Some(answer(200, &[], "[]")),
            })
        });
        let at = url("http://news.example/list");
        assert!(origin.page(&at, None, &posting()).await.is_ok());
        let asked = [
            ("http://news.example/list".to_owned(), true),
            ("http://news.example/moved".to_owned(), again),
        ];
        assert_eq!(posted(&script), asked, "{status}");
    }
    for (to, status, is_followed) in [
        ("http://other.example/list", 307, false),
        ("http://other.example/list", 308, false),
        ("http://news.example:8080/list", 308, false),
        ("https://news.example/list", 308, true),
        ("http://other.example/list", 302, true),
    ] {
        let (origin, script) = origin(move |ask| {
            no_robots(ask, || {
                match (ask.url.scheme(), ask.url.host_str(), ask.url.port()) {
                    ("http", Some("news.example"), None) => redirect(status, to),
                    _ => Some(answer(200, &[], "[]")),
                }
            })
        });
        let at = url("http://news.example/list");
        let fetched = origin.page(&at, None, &posting()).await;
        assert_eq!(fetched.is_ok(), is_followed, "{to}");
        if let Err(error) = fetched {
            assert_eq!(error.fault, Fault::Redirects(RedirectFault::Posted));
        }
        let repeated = posted(&script)[1..].iter().any(|(_, is_post)| *is_post);
        assert_eq!(repeated, to.starts_with("https"), "{to} {status}");
    }
}

/// A server would answer 412 to a condition on a POST; that nothing changed shows in the bytes.
#[tokio::test(start_paused = true)]
async fn a_post_carries_no_conditions_and_is_compared_by_its_bytes() {
    let (origin, script) =
        origin(|ask| no_robots(ask, || Some(answer(200, &[(ETAG, "\"1\"")], "[1]"))));
    let at = url("http://news.example/list");
    let first = origin.page(&at, None, &posting()).await;
    let Ok(Fetched::Page(page)) = first else {
        panic!("{first:?}");
    };
    let known: Validators = page.validators;
    let again = origin.page(&at, Some(&known), &posting()).await;
    assert!(matches!(again, Ok(Fetched::Unchanged { .. })), "{again:?}");
    let asked = script.asked();
    assert!(
        asked
            .iter()
            .all(|(_, ask)| !ask.headers.contains_key(IF_NONE_MATCH))
    );
}

/// A publisher behind a proxy of its own is asked through it, wherever its pages lead, and its authority is trusted for
/// its own hosts alone.
#[tokio::test(start_paused = true)]
async fn each_publisher_has_its_way() {
    let text = "[fetch]\nproxy = \"http://all.example:1\"\n\
        [publishers.paper]\nname = \"P\"\nurl = \"https://paper.example/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\nproxy = \"socks5h://paper.example\"\n\
        [publishers.house]\nname = \"H\"\nurl = \"https://house.example/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\nproxy = \"none\"\n\
        [publishers.other]\nname = \"O\"\nurl = \"https://other.example/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n\
        [feeds.a]\npublisher = \"paper\"\ntitle = \"A\"\nsections = [\"https://paper.example/\"]\n\
        [feeds.b]\npublisher = \"house\"\ntitle = \"B\"\nsections = [\"https://house.example/\"]\n\
        [feeds.c]\npublisher = \"other\"\ntitle = \"C\"\nsections = [\"https://other.example/\"]\n";
    let config = config::parse(text, "f", &|_| None)
        .unwrap_or_else(|it| panic!("{it}"))
        .config;
    let authority = Arc::new(config::Authorities {
        file: "ca.pem".into(),
        certificates: Vec::new(),
    });
    let mut fetch = config.fetch.clone();
    let house = fetch
        .publishers
        .iter_mut()
        .find(|it| it.publisher.as_str() == "house");
    house.expect("the house").authorities = Some(authority);
    let (origin, script) = origin(|ask| no_robots(ask, || html("x")));
    let origin = origin.reconfigured(&fetch, config.named());
    let id = |id: &str| id.parse::<PublisherId>().expect("a test id");
    let mut seen = BTreeMap::new();
    for (publisher, at) in [
        ("paper", "https://paper.example/"),
        ("paper", "https://elsewhere.example/"),
        ("house", "https://house.example/"),
        ("house", "https://elsewhere.example/"),
        ("other", "https://house.example/"),
    ] {
        let asking = Asking {
            publisher: Some(id(publisher)),
            ..asking()
        };
        assert!(origin.page(&url(at), None, &asking).await.is_ok());
        let asked = script.asked();
        let (_, ask) = asked.last().expect("a request");
        let proxy = ask.way.proxy.as_ref().map(ToString::to_string);
        seen.insert((publisher, at), (proxy, ask.way.authorities.len()));
    }
    let all = Some("http://all.example:1".to_owned());
    let own = Some("socks5h://paper.example:1080".to_owned());
    let expected = BTreeMap::from([
        (("paper", "https://paper.example/"), (own.clone(), 0)),
        (("paper", "https://elsewhere.example/"), (own, 0)),
        (("house", "https://house.example/"), (None, 1)),
        (("house", "https://elsewhere.example/"), (None, 0)),
        (("other", "https://house.example/"), (all, 0)),
    ]);
    assert_eq!(seen, expected);
    assert!(
        fetch
            .publishers
            .iter()
            .all(|it: &PublisherRequest| it.publisher.as_str() != "other")
    );
    // A proxy is asked by name, so the names of private networks are refused; without one their addresses are judged.
    let fault = fault(&origin, "http://metadata.internal/").await;
    assert!(matches!(fault, Fault::Blocked(_)), "{fault:?}");
}
