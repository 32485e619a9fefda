//! The operator's door: who may pass, and what it says to those who ask wrongly.

use crate::support::{Newspaper, Running, Story, ask, send, token};

async fn house() -> (Newspaper, Running) {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    (newspaper, gateway)
}

/// A stranger must not be able to withdraw a newsroom's work, nor learn what was withdrawn.
#[tokio::test]
async fn only_the_token_opens() {
    let (newspaper, gateway) = house().await;
    let body = format!(r#"{{"url": "{}"}}"#, newspaper.url(&Story::own(1).path()));
    let right = token("TEST_ADMIN");
    for offered in [
        None,
        Some(String::new()),
        Some("Bearer".into()),
        Some("Bearer ".into()),
        Some(format!("Bearer {right}x")),
        Some(format!("Bearer {}", &right[1..])),
        Some(format!("Basic {right}")),
        Some(right.clone()),
    ] {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(offered.as_deref().map(|it| ("authorization", it)));
        for (method, path) in [
            ("POST", "/admin/takedowns"),
            ("GET", "/admin/takedowns"),
            ("DELETE", "/admin/takedowns/x"),
            ("POST", "/admin/nowhere"),
        ] {
            let answer = send(&gateway.base, method, path, &headers, body.clone()).await;
            assert_eq!(answer.status, 401, "{method} {path} {offered:?}");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(answer.text().contains("admin-token-env"));
            assert!(!answer.text().contains(&right), "the token is not echoed");
        }
    }
    assert_eq!(gateway.gateway.takedowns(), [], "nothing was done");
    let bearer = format!("bearer  {right}");
    let open = ask(
        &gateway.base,
        "GET",
        "/admin/takedowns",
        &[("authorization", &*bearer)],
    )
    .await;
    assert_eq!(open.status, 200, "{}", open.text());
}

/// Without a token in feeds.toml there is no door to try keys at.
#[tokio::test]
async fn without_a_token_there_is_no_door() {
    let newspaper = Newspaper::start().await;
    let toml = newspaper
        .feeds_toml("")
        .replace("admin-token-env = \"TEST_ADMIN\"\n", "");
    let gateway = Running::start(&toml).await;
    for (method, path) in [("POST", "/admin/takedowns"), ("GET", "/admin/takedowns")] {
        let answer = gateway.admin(method, path, "").await;
        assert_eq!(answer.status, 404);
        assert!(!answer.headers.contains_key("www-authenticate"));
    }
}

/// An operator in a hurry is told what was wrong, and a wrong request does nothing.
#[tokio::test]
async fn wrong_requests_are_told_what_is_right() {
    let (_newspaper, gateway) = house().await;
    let long = format!(
        r#"{{"url": "http://news.example/", "reason": "{}"}}"#,
        "x".repeat(1001)
    );
    let huge = "x".repeat(17 * 1024);
    for (body, status, part) in [
        ("", 400, "JSON"),
        ("{", 400, "JSON"),
        ("[]", 400, "JSON"),
        ("{}", 400, "either"),
        (
            r#"{"url": "http://a.example/", "guid": "x"}"#,
            400,
            "either",
        ),
        (r#"{"url": "http://a.example/", "why": "x"}"#, 400, "why"),
        (r#"{"url": "ftp://a.example/"}"#, 400, "http://"),
        (r#"{"url": "a.htm"}"#, 400, "http://"),
        (r#"{"guid": "http://a.example/"}"#, 400, "urn:uuid:"),
        (r#"{"guid": "7"}"#, 400, "urn:uuid:"),
        (&long, 400, "1000"),
        (&huge, 413, "16384"),
    ] {
        let answer = gateway.admin("POST", "/admin/takedowns", body).await;
        assert_eq!(answer.status, status, "{body:.60}: {}", answer.text());
        assert!(
            answer
                .header("content-type")
                .starts_with("application/json")
        );
        let error = answer.json()["error"].as_str().map(str::to_owned);
        assert!(
            error.is_some_and(|error| error.contains(part)),
            "{}",
            answer.text()
        );
    }
    let bearer = format!("Bearer {}", token("TEST_ADMIN"));
    let form = [
        ("authorization", &*bearer),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = send(&gateway.base, "POST", "/admin/takedowns", &form, "url=x").await;
    assert_eq!(answer.status, 415);
    for (method, path, status, allow) in [
        ("PUT", "/admin/takedowns", 405, "GET, HEAD, POST"),
        ("OPTIONS", "/admin/takedowns", 405, "GET, HEAD, POST"),
        ("POST", "/admin/takedowns/x", 405, "DELETE"),
        ("DELETE", "/admin/takedowns/x", 400, ""),
        ("GET", "/admin/nowhere", 404, ""),
    ] {
        let answer = gateway.admin(method, path, "").await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (status, allow),
            "{method} {path}"
        );
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
    assert_eq!(gateway.gateway.takedowns(), []);
}
