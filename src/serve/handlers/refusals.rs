//! Why there is no feed, in words for people.
//!
//! In: what the gateway refuses. Out: a short text, which scripts of other sites may read too.

use std::time::Duration;

use http::StatusCode;
use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use percent_encoding::percent_decode_str;

use crate::gateway::Refusal;
use crate::render::Site;
use crate::serve::net::Reply;
use crate::serve::respond::headers::ANYONE;
use crate::serve::respond::ready::{self, quoted};

/// A database that is away is asked this often.
const PAUSED_FOR: Duration = Duration::from_secs(5);

/// The reply to a request for `feed`.
pub(crate) fn refusal(refusal: &Refusal, feed: &str, site: &Site) -> Reply {
    let feed = quoted(&percent_decode_str(feed).decode_utf8_lossy(), 64);
    let mut reply = match refusal {
        Refusal::Unknown => ready::text(
            StatusCode::NOT_FOUND,
            format!(
                "There is no feed \"{feed}\" here. The feeds are listed at {}\n",
                site.public_url
            ),
        ),
        Refusal::Gone => ready::text(
            StatusCode::GONE,
            format!(
                "The feed \"{feed}\" was retired and will not come back. Please unsubscribe.\n"
            ),
        ),
        Refusal::Paused(reason) => ready::later(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("The feed \"{feed}\" is not here yet: {reason}\n"),
            PAUSED_FOR,
        ),
        Refusal::Origin {
            timed_out,
            retry_after,
            reason,
        } => ready::later(
            if *timed_out {
                StatusCode::GATEWAY_TIMEOUT
            } else {
                StatusCode::BAD_GATEWAY
            },
            format!(
                "The feed \"{feed}\" cannot be read at the moment: {}\n",
                quoted(reason, 300)
            ),
            *retry_after,
        ),
    };
    reply
        .headers_mut()
        .insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
    reply
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::testing::{body_of, site};
    use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};

    /// A refusal in a cache, or one without Retry-After, would outlive its cause.
    #[tokio::test]
    async fn refusals_are_short_and_nobody_keeps_them() {
        let origin = |timed_out, millis| Refusal::Origin {
            timed_out,
            retry_after: Duration::from_millis(millis),
            reason: "news.example did not answer".into(),
        };
        for (refusal, status, retry_after) in [
            (Refusal::Unknown, 404, None),
            (Refusal::Gone, 410, None),
            (origin(false, 30_000), 502, Some("30")),
            (origin(true, 1_200), 504, Some("2")),
            (origin(true, 0), 504, Some("1")),
            (Refusal::Paused("away".into()), 503, Some("5")),
        ] {
            let reply = super::refusal(&refusal, "city", &site());
            assert_eq!(reply.status().as_u16(), status);
            assert_eq!(reply.headers()[CACHE_CONTROL], "no-store");
            assert_eq!(reply.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
            assert_eq!(reply.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
            let after = reply
                .headers()
                .get(RETRY_AFTER)
                .map(|value| value.to_str().expect("ASCII"));
            assert_eq!(after, retry_after);
            let text = body_of(reply).await;
            let text = std::str::from_utf8(&text).expect("UTF-8");
            assert!(text.contains("\"city\"") && text.len() < 200, "{text}");
        }
    }

    /// Text of a stranger or an origin must not look like byline's own, nor confuse a terminal.
    #[tokio::test]
    async fn what_others_wrote_is_quoted_and_cut() {
        let reason = format!("<h1>\u{1b}[31m\r\n{}", "x".repeat(5000));
        let refusal = Refusal::Origin {
            timed_out: false,
            retry_after: Duration::ZERO,
            reason,
        };
        let feed = format!("%1B%0d%0A%E2%80%AE{}%ff", "y".repeat(500));
        let reply = super::refusal(&refusal, &feed, &site());
        let text = body_of(reply).await;
        let text = std::str::from_utf8(&text).expect("UTF-8");
        assert!(text.len() < 600, "{}", text.len());
        assert_eq!(text.lines().count(), 1);
        assert!(
            !text
                .chars()
                .any(|c| (c.is_control() && c != '\n') || c == '\u{202e}')
        );

        let text = body_of(super::refusal(
            &Refusal::Unknown,
            "%E6%B3%B0%E5%AE%89",
            &site(),
        ))
        .await;
        assert_eq!(
            &text[..],
            "There is no feed \"泰安\" here. The feeds are listed at https://byline.example/\n"
                .as_bytes()
        );
    }
}
