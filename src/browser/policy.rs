//! Classifies a request of the browser (page, script, data, picture and so on) and decides whether it may be sent. Pure.
//!
//! In: method, URL and headers of a request. Out: a [`Purpose`], and of it a [`Verdict`]. A browser says what a request is
//! for (`Sec-Fetch-Dest`, Fetch Metadata §2.1) where it trusts the origin; for other origins `Accept` and the name tell. What is
//! mistaken here costs bytes and no safety: every request that is asked goes through the guard.

use http::Method;
use http::header::{ACCEPT, HeaderMap, HeaderName, RANGE, UPGRADE};
use url::Url;

use crate::model::same_site;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Purpose {
    /// A page, or a page in a frame.
    Document,
    Script,
    Style,
    /// What a script loads.
    Data,
    Picture,
    Font,
    Media,
    /// A guess at what will be wanted, and other things that no list needs.
    Prefetch,
    /// Counting and reporting.
    Beacon,
    ServiceWorker,
    WebSocket,
}

/// What becomes of a request before it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is asked.
    Ask,
    /// It is answered with nothing, so that scripts that wait for it go on.
    Nothing,
    /// It is refused.
    Refuse(&'static str),
}

const fn named(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

impl Purpose {
    pub(super) fn of(method: &Method, url: &Url, headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if headers.contains_key(UPGRADE) {
            return Self::WebSocket;
        }
        if headers.contains_key(named("service-worker")) {
            return Self::ServiceWorker;
        }
        if headers.contains_key(named("sec-purpose")) || headers.contains_key(named("purpose")) {
            return Self::Prefetch;
        }
        let unread = text(named("sec-fetch-mode")) == Some("no-cors");
        let accept = text(ACCEPT).unwrap_or_default();
        match text(named("sec-fetch-dest")) {
            Some("document" | "iframe" | "frame") => Self::Document,
            Some("script" | "worker" | "sharedworker" | "audioworklet" | "paintworklet") => {
                Self::Script
            }
            Some("serviceworker") => Self::ServiceWorker,
            Some("style" | "xslt") => Self::Style,
            Some("image") => Self::Picture,
            Some("font") => Self::Font,
            Some("audio" | "video" | "track" | "object" | "embed") => Self::Media,
            Some("report" | "manifest" | "webidentity") => Self::Beacon,
            Some("empty" | "json") if unread && *method == Method::POST => Self::Beacon,
            Some("empty" | "json") => Self::Data,
            Some(_) | None if accept.starts_with("text/html") => Self::Document,
            Some(_) | None if accept.starts_with("text/css") => Self::Style,
            Some(_) | None if accept.starts_with("image/") => Self::Picture,
            Some(_) | None if accept.starts_with("application/font-") => Self::Font,
            Some(_) | None if accept.starts_with("video/") || accept.starts_with("audio/") => {
                Self::Media
            }
            Some(_) | None => Self::by_name(url, headers),
        }
    }

    fn by_name(url: &Url, headers: &HeaderMap) -> Self {
        let name = url.path().to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".js", ".mjs"]) {
            Self::Script
        } else if ends(&[".woff2", ".woff", ".ttf", ".otf", ".eot"]) {
            Self::Font
        } else if ends(&[
            ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico",
        ]) {
            Self::Picture
        } else if headers.contains_key(RANGE)
            || ends(&[".mp4", ".webm", ".mp3", ".m4a", ".m3u8", ".ts", ".ogg"])
        {
            Self::Media
        } else {
            Self::Data
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Script => "script",
            Self::Style => "style",
            Self::Data => "data",
            Self::Picture => "picture",
            Self::Font => "font",
            Self::Media => "media",
            Self::Prefetch => "prefetch",
            Self::Beacon => "beacon",
            Self::ServiceWorker => "service worker",
            Self::WebSocket => "WebSocket",
        }
    }

    /// Whether a request for this may be asked.
    pub(super) fn verdict(self, method: &Method) -> Verdict {
        match self {
            Self::Document | Self::Script | Self::Data => {
                let may = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];
                match may.contains(method) {
                    true => Verdict::Ask,
                    false => Verdict::Refuse("byline only reads: GET, HEAD, POST and OPTIONS"),
                }
            }
            Self::Style => Verdict::Nothing,
            Self::Picture | Self::Font | Self::Media => {
                Verdict::Refuse("byline loads no pictures, fonts and media")
            }
            Self::Prefetch => Verdict::Refuse("byline loads nothing on a guess"),
            Self::Beacon => Verdict::Refuse("byline is not counted"),
            Self::ServiceWorker => Verdict::Refuse("byline installs no service worker"),
            Self::WebSocket => Verdict::Refuse("byline opens no WebSocket"),
        }
    }
}

/// Whether an answer is of a kind that byline does not load, whatever the request was taken for.
pub(super) fn is_unwanted(content_type: &str) -> bool {
    let kind = content_type.trim_start().to_ascii_lowercase();
    ["image/", "audio/", "video/", "font/"]
        .iter()
        .any(|prefix| kind.starts_with(prefix))
        && !kind.starts_with("image/svg")
}

/// The hosts that a page may load from: its own site, and those that feeds.toml names.
#[derive(Debug, Clone)]
pub(super) struct Sites {
    pub(super) page: Url,
    /// Hosts, and all below them.
    pub(super) named: Vec<String>,
}

impl Sites {
    /// Whether the page may load `url`.
    pub(super) fn has(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else {
            return false;
        };
        same_site(&self.page, url)
            || self.named.iter().any(|named| {
                host.strip_suffix(named.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::url;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().copied();
        pairs
            .map(|(name, value)| (named(name), http::HeaderValue::from_static(value)))
            .collect()
    }

    /// A list needs neither pictures nor players, and a paper's server should not send them to nobody.
    #[test]
    fn only_what_can_fill_a_list_is_asked() {
        for (path, pairs, purpose, asked) in [
            (
                "/",
                &[("sec-fetch-dest", "document")][..],
                Purpose::Document,
                true,
            ),
            ("/", &[("accept", "text/html,*/*")], Purpose::Document, true),
            (
                "/a.js",
                &[("sec-fetch-dest", "script")],
                Purpose::Script,
                true,
            ),
            ("/a.js", &[("accept", "*/*")], Purpose::Script, true),
            ("/api", &[("sec-fetch-dest", "empty")], Purpose::Data, true),
            ("/api", &[("accept", "*/*")], Purpose::Data, true),
            (
                "/a",
                &[("accept", "text/css,*/*;q=0.1")],
                Purpose::Style,
                false,
            ),
            (
                "/a",
                &[("sec-fetch-dest", "image")],
                Purpose::Picture,
                false,
            ),
            (
                "/a",
                &[("accept", "image/avif,*/*")],
                Purpose::Picture,
                false,
            ),
            (
                "/favicon.ico",
                &[("accept", "*/*")],
                Purpose::Picture,
                false,
            ),
            ("/a.woff2", &[("accept", "*/*")], Purpose::Font, false),
            // As Firefox asks.
            (
                "/a",
                &[("accept", "application/font-woff2;q=1.0,*/*;q=0.8")],
                Purpose::Font,
                false,
            ),
            (
                "/a",
                &[("accept", "video/webm,video/ogg,*/*;q=0.5")],
                Purpose::Media,
                false,
            ),
            ("/a", &[("sec-fetch-dest", "font")], Purpose::Font, false),
            ("/a", &[("range", "bytes=0-")], Purpose::Media, false),
            ("/a", &[("sec-fetch-dest", "video")], Purpose::Media, false),
            (
                "/sw.js",
                &[("service-worker", "script")],
                Purpose::ServiceWorker,
                false,
            ),
            (
                "/ws",
                &[("upgrade", "websocket")],
                Purpose::WebSocket,
                false,
            ),
            (
                "/a",
                &[("sec-purpose", "prefetch")],
                Purpose::Prefetch,
                false,
            ),
            (
                "/a",
                &[("sec-fetch-dest", "report")],
                Purpose::Beacon,
                false,
            ),
        ] {
            let at = url(&format!("http://news.example{path}"));
            let found = Purpose::of(&Method::GET, &at, &headers(pairs));
            assert_eq!(found, purpose, "{path} {pairs:?}");
            let verdict = found.verdict(&Method::GET);
            assert_eq!(verdict == Verdict::Ask, asked, "{path} {pairs:?}");
        }
        let counted = headers(&[("sec-fetch-dest", "empty"), ("sec-fetch-mode", "no-cors")]);
        let at = url("http://news.example/count");
        assert_eq!(Purpose::of(&Method::POST, &at, &counted), Purpose::Beacon);
        assert!(Purpose::Data.verdict(&Method::DELETE) != Verdict::Ask);
    }

    /// A tracker of another site must not learn what byline reads.
    #[test]
    fn a_page_loads_from_its_own_site_and_from_what_is_named() {
        let sites = Sites {
            page: url("https://www.news.example/city/"),
            named: vec!["assets.example".to_owned()],
        };
        for (other, may) in [
            ("https://news.example/a.js", true),
            ("https://api.news.example/a", true),
            ("https://assets.example/a.js", true),
            ("https://eu.assets.example/a.js", true),
            ("https://myassets.example/a.js", false),
            ("https://assets.example.evil.example/a.js", false),
            ("https://tracker.example/a.js", false),
            ("http://127.0.0.1/", false),
        ] {
            assert_eq!(sites.has(&url(other)), may, "{other}");
        }
    }
}
