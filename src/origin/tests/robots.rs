//! robots.txt on the way to a page.

use super::*;

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
