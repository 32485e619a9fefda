//! Statuses, pauses and time-outs: told apart, honoured, bounded.

use super::*;

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
    // Eight of them hang, two at a time; then the host is closed for all.
    assert!(started.elapsed() <= Duration::from_secs(90));
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
