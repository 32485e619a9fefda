//! `/feeds/ID/embed.html`, `/feeds/ID/embed.js` and `/oembed`: headlines for partner sites.
//!
//! In: a feed and how many items of it; for oEmbed the configuration. Out: documents, and replies with the
//! policy that lets each rendition work and nothing else. None of this sets a cookie or asks for a name.

use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use super::delivery::deliver;
use super::feeds;
use super::files::PageError;
use super::reply::{self, Reply};
use crate::config::Config;
use crate::gateway::Refusal;
use crate::model::{Audience, Feed};
use crate::render::embed::{self, Question, Refused};
use crate::render::{Document, Site, Subscription};

/// Which rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Embed {
    /// The page for a frame.
    Page,
    /// The script with the custom element.
    Script,
}

impl Embed {
    /// Its name in URLs and in the usage log.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::Page => "embed.html",
            Self::Script => "embed.js",
        }
    }
}

/// Short, since a withdrawn item stands in partners' pages for as long; long enough for a busy page.
const CACHING: HeaderValue = HeaderValue::from_static(
    "public, max-age=120, stale-while-revalidate=300, stale-if-error=86400",
);
/// An answer of oEmbed changes with `feeds.toml` only.
const OEMBED_CACHING: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const ANYONE: HeaderValue = HeaderValue::from_static("*");

/// The first `limit` items of `feed`, as `audience` may see them.
pub(super) fn document(
    kind: Embed,
    feed: &Feed,
    audience: Audience,
    limit: usize,
    site: &Site,
) -> Result<Document, PageError> {
    let (content_type, render): (_, fn(_, _, _, _) -> _) = match kind {
        Embed::Page => (embed::PAGE_TYPE, embed::page),
        Embed::Script => (embed::SCRIPT_TYPE, embed::script),
    };
    let body: Vec<u8> = render(feed, audience, site, limit)?;
    let document = Document::new(content_type, body, None, None);
    Ok(document.reserved(site.tdm_policy(&feed.publisher)))
}

/// The reply to a GET for an embed.
pub(super) fn send(kind: Embed, document: &Document, request: &HeaderMap) -> Reply {
    let mut reply = deliver(document, CACHING, request);
    reply.headers_mut().extend(match kind {
        Embed::Page => embed::page_headers(),
        Embed::Script => embed::script_headers(),
    });
    reply
}

/// `/oembed?url=`, out of the configuration alone: no query makes anything be fetched or kept.
pub(super) fn oembed(query: Option<&str>, config: &Config, site: &Site) -> Reply {
    let question = match Question::of(query, site) {
        Ok(question) => question,
        Err(refused @ Refused::NoFeed) => {
            return reply::text(StatusCode::NOT_FOUND, format!("{refused}.\n"));
        }
        Err(refused @ Refused::Format) => {
            return reply::text(StatusCode::NOT_IMPLEMENTED, format!("{refused}.\n"));
        }
    };
    let feed = question.feed.as_str();
    let spec = match config.feeds.get(feed) {
        None => return feeds::refusal(&Refusal::Unknown, feed, site),
        Some(spec) if spec.gone => return feeds::refusal(&Refusal::Gone, feed, site),
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
            let mut reply = Response::new(Full::new(answer.into()));
            let headers = reply.headers_mut();
            headers.insert(CONTENT_TYPE, JSON);
            headers.insert(CACHE_CONTROL, OEMBED_CACHING);
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
            reply
        }
        Err(error) => {
            tracing::error!(%feed, "oEmbed could not answer: {error}; please report this");
            reply::our_fault()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::pages::tests::{config, feed, publisher, site, spec};
    use http::header::CONTENT_SECURITY_POLICY;
    use http_body_util::BodyExt;

    fn house() -> Config {
        let publisher = publisher("daily", "Daily", "en");
        let mut retired = spec("old", "Old", &publisher);
        retired.gone = true;
        config(vec![spec("city", "City", &publisher), retired])
    }

    async fn ask(query: &str) -> (StatusCode, String) {
        let reply = oembed(Some(query), &house(), &site());
        let (head, body) = reply.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        (head.status, String::from_utf8_lossy(&body).into_owned())
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

    /// Without its policy a frame is as open as the page around it.
    #[test]
    fn each_rendition_goes_with_its_policy_and_type() {
        let config = house();
        let feed = feed(&config.feeds["city"], Vec::new());
        for (kind, content_type, policy) in [
            (Embed::Page, "text/html; charset=utf-8", "frame-ancestors *"),
            (
                Embed::Script,
                "text/javascript; charset=utf-8",
                "default-src 'none'",
            ),
        ] {
            let document = document(kind, &feed, Audience::Public, 5, &site()).expect("it renders");
            let reply = send(kind, &document, &HeaderMap::new());
            let header = |name| reply.headers()[name].to_str().expect("ASCII");
            assert_eq!(header(CONTENT_TYPE), content_type);
            assert!(header(CONTENT_SECURITY_POLICY).contains(policy));
            assert!(header(CACHE_CONTROL).starts_with("public, max-age="));
            assert!(!reply.headers().contains_key(http::header::SET_COOKIE));
        }
    }
}
