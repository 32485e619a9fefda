//! `/oembed`: how another site shows a feed of byline, given its URL (oEmbed 1.0, type `rich`).
//!
//! In: the query. Out: a [`Question`] about one feed, or why there is no answer. The answer comes from the
//! configuration alone, so a question never causes a fetch.

use serde::Serialize;
use url::{Url, form_urlencoded};

use super::limit::number;
use super::script::safe_json;
use super::snippet::{FRAME, iframe};
use crate::model::FeedId;
use crate::render::text::clean;
use crate::render::{Format, RenderError, Site, Subscription};

/// How long consumers may cache an answer, which changes with `feeds.toml` only.
const CACHE_AGE_SECONDS: u32 = 86_400;

/// A question: which feed, and how much space there is for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The feed's id. The caller answers 404 when there is no such feed.
    pub feed: FeedId,
    /// `maxwidth`, in CSS pixels.
    pub max_width: Option<u32>,
    /// `maxheight`, in CSS pixels.
    pub max_height: Option<u32>,
}

/// Why there is no answer. Both are mistakes in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// 404: no URL of a feed here.
    #[error("oEmbed is for feeds of this site: use /oembed?url= with the address of one")]
    NoFeed,
    /// 501: `format` is not `json`.
    #[error("oEmbed answers are JSON here: use format=json or leave it out")]
    Format,
}

impl Question {
    /// Reads the query string of `/oembed`. The first of repeated parameters counts; a size that is no plain number counts
    /// as absent.
    pub fn of(query: Option<&str>, site: &Site) -> Result<Self, Refused> {
        let (mut url, mut format, mut max_width, mut max_height) = (None, None, None, None);
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let place = match &*key {
                "url" => &mut url,
                "format" => &mut format,
                "maxwidth" => &mut max_width,
                "maxheight" => &mut max_height,
                _ => continue,
            };
            place.get_or_insert(value);
        }
        let feed = url
            .and_then(|url| feed_at(&url, site))
            .ok_or(Refused::NoFeed)?;
        if format.is_some_and(|format| format != "json") {
            return Err(Refused::Format);
        }
        let pixels = |text: Option<_>| {
            let text: std::borrow::Cow<'_, str> = text?;
            number(&text).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
        };
        Ok(Self {
            feed,
            max_width: pixels(max_width),
            max_height: pixels(max_height),
        })
    }
}

/// The feed whose page or document is at `url`: `…/feeds/ID`, with or without a format's suffix.
///
/// http and https count as one, since people copy what their browser shows.
fn feed_at(url: &str, site: &Site) -> Option<FeedId> {
    let (url, base) = (Url::parse(url).ok()?, &site.public_url);
    let is_ours = matches!(url.scheme(), "http" | "https")
        && url.host() == base.host()
        && url.port() == base.port();
    let file = url
        .path()
        .strip_prefix(base.path())?
        .strip_prefix("feeds/")
        .filter(|_| is_ours)?;
    let id = match file.rsplit_once('.') {
        Some((id, suffix)) => Format::of_suffix(suffix).map(|_| id)?,
        None => file,
    };
    id.parse().ok()
}

#[derive(Serialize)]
struct Answer<'a> {
    version: &'static str,
    r#type: &'static str,
    title: &'a str,
    author_name: &'a str,
    author_url: &'a str,
    provider_name: &'static str,
    provider_url: &'a str,
    cache_age: u32,
    width: u32,
    height: u32,
    html: String,
}

/// The answer to `question`, as JSON (`application/json`); `feed` is the one it asks for.
pub fn json(
    feed: &Subscription<'_>,
    question: &Question,
    site: &Site,
) -> Result<Vec<u8>, RenderError> {
    let (width, height) = FRAME;
    let width = width.min(question.max_width.unwrap_or(u32::MAX));
    let height = height.min(question.max_height.unwrap_or(u32::MAX));
    let answer = Answer {
        version: "1.0",
        r#type: "rich",
        title: &clean(feed.title),
        author_name: &clean(&feed.publisher.name),
        author_url: feed.publisher.url.as_str(),
        provider_name: "byline",
        provider_url: site.public_url.as_str(),
        cache_age: CACHE_AGE_SECONDS,
        width,
        height,
        html: iframe(feed.id, feed.title, site, &width.to_string(), height),
    };
    Ok(safe_json(&answer)?.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::samples;
    use serde_json::Value;

    fn ask(query: &str) -> Result<Question, Refused> {
        Question::of(Some(query), &samples::site())
    }

    fn answer(query: &str) -> Value {
        let feed = samples::plain_feed();
        let subscription = Subscription {
            id: &feed.id,
            title: "R&D \"<b>\u{8}",
            description: &feed.description,
            home: &feed.home,
            publisher: &feed.publisher,
        };
        let question = ask(query).expect("a question");
        let json = json(&subscription, &question, &samples::site()).expect("it renders");
        serde_json::from_slice(&json).expect("JSON")
    }

    /// A site that asks for a pasted address gets a frame for it, from whichever of its addresses.
    #[test]
    fn every_address_of_a_feed_is_known_and_no_other() {
        for known in [
            "https://byline.example/feeds/tanews",
            "http://byline.example/feeds/tanews",
            "https://byline.example/feeds/tanews.rss",
            "https://byline.example/feeds/tanews.atom",
            "https://BYLINE.example:443/feeds/tanews.json?limit=3#x",
        ] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("url", known)
                .finish();
            assert_eq!(
                ask(&query).map(|it| it.feed.to_string()),
                Ok("tanews".into()),
                "{known}"
            );
        }
        for unknown in [
            "",
            "tanews",
            "https://byline.example/",
            "https://byline.example/feeds/",
            "https://byline.example/feeds/tanews/",
            "https://byline.example/feeds/tanews.xml",
            "https://byline.example/feeds/tanews/embed.js",
            "https://byline.example/feeds/../about",
            "https://byline.example/feeds/%2e%2e",
            "https://byline.example/feeds/TANEWS",
            "https://byline.example:8443/feeds/tanews",
            "https://byline.example.evil.example/feeds/tanews",
            "https://byline.example@evil.example/feeds/tanews",
            "https://evil.example/?https://byline.example/feeds/tanews",
            "ftp://byline.example/feeds/tanews",
            "javascript:https://byline.example/feeds/tanews",
            "http://127.0.0.1/feeds/tanews",
        ] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("url", unknown)
                .finish();
            assert_eq!(ask(&query), Err(Refused::NoFeed), "{unknown}");
        }
        assert_eq!(Question::of(None, &samples::site()), Err(Refused::NoFeed));
    }

    /// A consumer that wants XML must learn it from the status (oEmbed 1.0 §2.3.4).
    #[test]
    fn only_json_is_spoken() {
        let url = "url=https://byline.example/feeds/tanews";
        assert!(ask(&format!("{url}&format=json")).is_ok());
        assert_eq!(ask(&format!("{url}&format=xml")), Err(Refused::Format));
        assert_eq!(
            ask(&format!("format=xml&{url}&format=json")),
            Err(Refused::Format)
        );
        assert_eq!(ask("format=xml&url=x"), Err(Refused::NoFeed));
    }

    /// A frame wider than the column it was asked for breaks a partner's page.
    #[test]
    fn the_answer_is_rich_and_fits_its_room() {
        let url = "url=https://byline.example/feeds/tanews";
        let it = answer(url);
        assert_eq!(it["version"], "1.0");
        assert_eq!(it["type"], "rich");
        assert_eq!(it["title"], "R&D \"<b>");
        assert_eq!(it["author_name"], "岱岳网");
        assert_eq!(it["author_url"], "http://news.example/");
        assert_eq!(it["provider_url"], "https://byline.example/");
        assert_eq!((&it["width"], &it["height"]), (&420.into(), &560.into()));
        let html = it["html"].as_str().expect("a text");
        assert!(html.contains("title=\"R&#38;D &#34;&#60;b&#62;\" width=\"420\" height=\"560\""));
        for (room, width, height) in [
            ("maxwidth=300", 300, 560),
            ("maxheight=200&maxwidth=9999999999999", 420, 200),
            ("maxwidth=0&maxheight=-1", 420, 560),
            ("maxwidth=1&maxheight=1e3", 1, 560),
        ] {
            let it = answer(&format!("{url}&{room}"));
            assert_eq!(
                (&it["width"], &it["height"]),
                (&width.into(), &height.into()),
                "{room}"
            );
            let size = format!("width=\"{width}\" height=\"{height}\"");
            assert!(
                it["html"].as_str().is_some_and(|html| html.contains(&size)),
                "{room}"
            );
        }
    }
}
