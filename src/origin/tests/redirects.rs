//! Redirects: bounded, reported, never into the private network.

use super::*;

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

/// A page that sends its readers on is a redirect like any other: judged, counted, and never into the private network.
#[tokio::test(start_paused = true)]
async fn a_page_that_sends_on_is_followed_under_the_same_rules() {
    let meta = |to: &str| html(&format!("<meta http-equiv=refresh content='0; url={to}'>"));
    let (moved, script) = origin(move |ask| {
        no_robots(ask, || match ask.url.path() {
            "/a" => meta("/b"),
            "/b" => Some(answer(
                200,
                &[(HeaderName::from_static("refresh"), "0; url=/list/")],
                "",
            )),
            _ => html("the list"),
        })
    });
    let page = get(&moved, "http://news.example/a").await.expect("a page");
    assert_eq!(page.url.as_str(), "http://news.example/list/");
    assert_eq!((page.moved, script.urls().len()), (None, 4));
    for target in [
        "http://127.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
    ] {
        let (origin, script) = origin(move |ask| no_robots(ask, || meta(target)));
        let fault = fault(&origin, "http://news.example/a").await;
        assert!(matches!(fault, Fault::Blocked(_)), "{target}");
        assert_eq!(script.urls().len(), 2);
    }
    let (forbidden, _) = origin(move |ask| {
        if is_robots(ask) {
            return Some(answer(200, &[], "User-agent: *\nDisallow: /list/"));
        }
        meta("/list/")
    });
    let fault = fault(&forbidden, "http://news.example/a").await;
    assert!(matches!(fault, Fault::Disallowed { .. }), "{fault:?}");
    // Two pages that send on to each other, and a chain without an end, are read where the fetch stops.
    let (circle, script) = origin(move |ask| {
        no_robots(ask, || match ask.url.path() {
            "/a" => meta("/b"),
            _ => meta("/a"),
        })
    });
    assert!(get(&circle, "http://news.example/a").await.is_ok());
    assert_eq!(script.urls().len(), 3);
    let (endless, script) =
        origin(move |ask| no_robots(ask, || meta(&format!("{}x", ask.url.path()))));
    assert!(get(&endless, "http://news.example/a").await.is_ok());
    assert_eq!(script.urls().len(), 7);
}
