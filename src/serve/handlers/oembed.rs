//! `/oembed?url=`: the frame for an address of a feed (oEmbed 1.0).
//!
//! In: a query and the configuration. Out: JSON. No query causes a fetch, or an entry in a cache.

use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use http_body_util::Full;

use super::refusals;
use crate::config::Config;
use crate::gateway::Refusal;
use crate::render::embed::{self, Question, Refused};
use crate::render::{Site, Subscription};
use crate::serve::net::Reply;
use crate::serve::respond::headers::ANYONE;
use crate::serve::respond::ready;

/// An answer changes with `feeds.toml` only.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The reply to a question, from the configuration alone.
pub(crate) fn oembed(query: Option<&str>, config: &Config, site: &Site) -> Reply {
    let question = match Question::of(query, site) {
        Ok(question) => question,
        Err(refused @ Refused::NoFeed) => {
            return ready::text(StatusCode::NOT_FOUND, format!("{refused}.\n"));
        }
        Err(refused @ Refused::Format) => {
            return ready::text(StatusCode::NOT_IMPLEMENTED, format!("{refused}.\n"));
        }
    };
    let feed = question.feed.as_str();
    let spec = match config.feeds.get(feed) {
        None => return refusals::refusal(&Refusal::Unknown, feed, site),
        Some(spec) if spec.gone => return refusals::refusal(&Refusal::Gone, feed, site),
        Some(spec) => spec,
    };
    let subscription = Subscription {
        id: &spec.id,
        title: &spec.title,
        description: &spec.description,
        home: spec
            .sections
            .first()
            .map_or(&spec.publisher.url, |section| &section.url),
        publisher: &spec.publisher,
    };
    match embed::json(&subscription, &question, site) {
        Ok(answer) => {
            let mut reply = Reply::new(Full::new(answer.into()));
            let headers = reply.headers_mut();
            headers.insert(CONTENT_TYPE, JSON);
            headers.insert(CACHE_CONTROL, CACHING);
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
            reply
        }
        Err(error) => {
            tracing::error!(%feed, "oEmbed could not answer: {error}; please report this");
            ready::our_fault()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::testing::{body_of, config, publisher, site, spec};

    fn two_feeds() -> Config {
        let publisher = publisher("daily", "Daily", "en");
        let mut retired = spec("old", "Old", &publisher);
        retired.gone = true;
        config(vec![spec("city", "City", &publisher), retired])
    }

    async fn ask(query: &str) -> (StatusCode, String) {
        let reply = oembed(Some(query), &two_feeds(), &site());
        let status = reply.status();
        let body = body_of(reply).await;
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// Sites that ask with a pasted address get a frame, or a status that their software understands.
    #[tokio::test]
    async fn oembed_answers_for_feeds_and_for_nothing_else() {
        let (status, answer) = ask("url=https://byline.example/feeds/city.rss&maxwidth=320").await;
        assert_eq!(status, StatusCode::OK);
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(
            (&answer["type"], &answer["width"]),
            (&"rich".into(), &320.into())
        );
        assert_eq!(answer["author_name"], "Daily");
        let frame = answer["html"].as_str().expect("a text");
        assert!(frame.starts_with(
            "<iframe src=\"https://byline.example/feeds/city/embed.html\" title=\"City\""
        ));
        for (query, wanted) in [
            ("url=https://byline.example/feeds/city&format=xml", 501),
            ("url=https://byline.example/feeds/nowhere", 404),
            ("url=https://byline.example/feeds/old", 410),
            ("url=https://elsewhere.example/feeds/city", 404),
            ("", 404),
        ] {
            let (status, text) = ask(query).await;
            assert_eq!(status.as_u16(), wanted, "{query}: {text}");
            assert!(text.ends_with('\n') && !text.contains('<'));
        }
    }
}
