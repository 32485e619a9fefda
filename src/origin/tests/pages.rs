//! What a fetch brings, and what is remembered of it.

use super::*;

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
    assert!(page.tdm_reserved && page.moved.is_none());
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
        .page(
            &url("http://news.example/"),
            Some(&page.validators),
            &asking(),
        )
        .await;
    let unchanged = Fetched::Unchanged {
        url: url("http://news.example/v1"),
        validators: page.validators,
    };
    assert_eq!(again, Ok(unchanged));
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

/// Most servers know no 304. The same page costs no parser anything all the same, and what they say of it is kept.
#[tokio::test(start_paused = true)]
async fn the_same_bytes_are_the_page_unchanged() {
    let (origin, script) = origin(|ask| {
        no_robots(ask, || match ask.url.path() {
            "/moved" => redirect(302, "/b"),
            path => Some(answer(200, &[(ETAG, &format!("\"{path}\""))], "<p>x")),
        })
    });
    let page = get(&origin, "http://news.example/a").await.expect("a page");
    let mut known = page.validators.clone();
    known.etag = Some("\"another\"".into());
    let again = origin.page(&page.url, Some(&known), &asking()).await;
    let unchanged = Fetched::Unchanged {
        url: page.url.clone(),
        validators: page.validators.clone(),
    };
    assert_eq!(again, Ok(unchanged));
    assert_eq!(
        script.asked().last().expect("a request").1.headers[IF_NONE_MATCH],
        "\"another\""
    );
    let moved = url("http://news.example/moved");
    let elsewhere = origin.page(&moved, Some(&page.validators), &asking()).await;
    assert!(matches!(elsewhere, Ok(Fetched::Page(page)) if page.text == "<p>x"));
}

/// A reload must not forget that a host asked for a pause.
#[tokio::test(start_paused = true)]
async fn a_new_configuration_keeps_pauses() {
    let (origin, script) =
        origin(|ask| no_robots(ask, || Some(answer(429, &[(RETRY_AFTER, "600")], ""))));
    get(&origin, "http://news.example/a")
        .await
        .expect_err("429");
    let reloaded = origin.reconfigured(&fetch(), [(None, url("http://new.example/"))]);
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
