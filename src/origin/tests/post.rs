//! Messages to addresses of the operator's.

use http::HeaderMap;

use super::*;
use crate::origin::guard::Reach;

async fn post(origin: &Origin, to: &str, allow_private: bool) -> Result<Posted, TransportError> {
    let body = Bytes::from_static(b"{}");
    origin
        .post(&url(to), HeaderMap::new(), body, allow_private)
        .await
}

/// A webhook must not become a way into the operator's network: not by its address, not by a redirect, and not because a
/// publisher's page may be there.
#[tokio::test(start_paused = true)]
async fn a_message_goes_to_public_addresses_unless_the_operator_allows_others() {
    let (origin, script) = origin(|ask| match ask.method {
        http::Method::POST => redirect(307, "http://169.254.169.254/"),
        _ => None,
    });
    for private in [
        "http://127.0.0.1:9/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/",
        "https://mail.example:25/",
    ] {
        let refused = post(&origin, private, false).await;
        assert!(
            matches!(refused, Err(TransportError::Blocked(_))),
            "{private}"
        );
    }
    assert!(script.urls().is_empty());
    // The transport judges what the name leads to.
    let sent = post(&origin, "https://ops.example/hook", false).await;
    let sent = sent.expect("an answer");
    assert_eq!(
        (sent.status, sent.location.as_deref()),
        (307, Some("http://169.254.169.254/"))
    );
    let allowed = post(&origin, "http://127.0.0.1:9/", true).await;
    assert!(allowed.is_ok());
    let asked = script.asked();
    let reach: Vec<Reach> = asked.iter().map(|(_, ask)| ask.reach).collect();
    assert_eq!(
        reach,
        [Reach::Public, Reach::Named],
        "no redirect, no robots.txt"
    );
}

/// The words of a receiver stand in a terminal and in the log: on one line, and not too many.
#[tokio::test(start_paused = true)]
async fn what_a_receiver_says_is_short_and_plain() {
    let (origin, _) = origin(|_| {
        Some(answer(
            503,
            &[(RETRY_AFTER, "7")],
            &"a\x1b[2J\n".repeat(900),
        ))
    });
    let sent = post(&origin, "https://ops.example/", false).await;
    let sent = sent.expect("an answer");
    assert_eq!(sent.retry_after, Some(Duration::from_secs(7)));
    assert!(sent.body.starts_with("a [2J a") && sent.body.chars().count() <= 300);
}

/// A receiver that hangs costs `[fetch] timeout`.
#[tokio::test(start_paused = true)]
async fn a_message_takes_no_longer_than_a_page() {
    let (origin, _) = origin(|_| None);
    let began = Instant::now();
    let sent = post(&origin, "https://ops.example/", false).await;
    assert!(matches!(sent, Err(TransportError::Timeout(_))));
    assert_eq!(began.elapsed(), origin.post_timeout());
}
