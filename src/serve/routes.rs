//! The table of URLs: which endpoint a path is, and which methods may be used there.
//!
//! In: a request. Out: its [`Route`] with the variable part of the path, or a refusal. The query is no part of a route:
//! it never causes a fetch.

use http::{Method, Request};
use hyper::body::Body;

use super::net::{Entrance, Reply};
use super::respond::ready;

/// An endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    Index,
    Feed,
    EmbedPage,
    EmbedScript,
    OEmbed,
    Item,
    Opml,
    Licence,
    About,
    Robots,
    Health,
    Readiness,
    Status,
    StatusJson,
    Metrics,
    IconSvg,
    IconIco,
}

/// Whom an endpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RouteAudience {
    /// Errors are pages for those who ask for HTML.
    People,
    /// Errors are short texts.
    Programs,
    /// The endpoint is answered when there is no room for others. Errors are short texts.
    Operators,
}

impl Route {
    pub(super) const fn audience(self) -> RouteAudience {
        match self {
            Self::Index | Self::Item | Self::About => RouteAudience::People,
            Self::Feed
            | Self::EmbedPage
            | Self::EmbedScript
            | Self::OEmbed
            | Self::Opml
            | Self::Licence
            | Self::Robots
            | Self::IconSvg
            | Self::IconIco => RouteAudience::Programs,
            Self::Health | Self::Readiness | Self::Status | Self::StatusJson | Self::Metrics => {
                RouteAudience::Operators
            }
        }
    }

    /// The metric's label.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Feed => "feed",
            Self::EmbedPage => "embed-page",
            Self::EmbedScript => "embed-script",
            Self::OEmbed => "oembed",
            Self::Item => "item",
            Self::Opml => "opml",
            Self::Licence => "licence",
            Self::About => "about",
            Self::Robots => "robots",
            Self::Health => "healthz",
            Self::Readiness => "readyz",
            Self::Status => "status",
            Self::StatusJson => "status-json",
            Self::Metrics => "metrics",
            Self::IconSvg => "icon-svg",
            Self::IconIco => "icon-ico",
        }
    }
}

/// Where a request goes.
pub(super) enum Admission<'r> {
    /// To the handler of this route, with the variable part of the path.
    To(Route, &'r str),
    /// To the admin endpoints, with any method. It may have a body.
    ToAdmin,
    /// To no handler. This is the reply.
    Replied(Reply),
}

/// The beginning of every admin path.
pub(super) const ADMIN: &str = "/admin/";

/// The longest path with its query, in bytes.
pub(super) const URL_LIMIT_BYTES: usize = 4096;

/// Whether a path is for operators and their monitors. These paths are answered when there is no room for others.
pub(super) fn is_for_operators(path: &str) -> bool {
    path.starts_with(ADMIN)
        || find(path).is_some_and(|(route, _)| route.audience() == RouteAudience::Operators)
}

/// Whether only operators and their monitors should see what is at `path`. `/healthz` and `/readyz` tell nothing that a
/// reader's own request would not.
fn is_private(path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    path.starts_with("/admin")
        || matches!(
            find(path),
            Some((Route::Status | Route::StatusJson | Route::Metrics, _))
        )
}

/// `path` without `base`, if it begins with that and is no endpoint as it is.
fn below<'p>(base: &str, path: &'p str) -> &'p str {
    let Some(base) = base.strip_suffix('/').filter(|base| !base.is_empty()) else {
        return path;
    };
    match path.strip_prefix(base) {
        Some(below) if below.starts_with('/') && find(path).is_none() => below,
        _ => path,
    }
}

/// The route of a path, and the variable part of the path.
fn find(path: &str) -> Option<(Route, &str)> {
    // First, since nearly every request is for one of these.
    if let Some(below) = path.strip_prefix("/feeds/") {
        let (route, feed) = match below.split_once('/') {
            None => (Route::Feed, below),
            Some((feed, "embed.html")) => (Route::EmbedPage, feed),
            Some((feed, "embed.js")) => (Route::EmbedScript, feed),
            Some(_) => return None,
        };
        return (!feed.is_empty()).then_some((route, feed));
    }
    let mut parts = path.strip_prefix('/')?.split('/');
    let (first, second) = (parts.next()?, parts.next());
    if second == Some("") || parts.next().is_some() {
        return None;
    }
    Some(match (first, second) {
        ("items", Some(uuid)) => (Route::Item, uuid),
        ("licenses", Some(file)) => (Route::Licence, file),
        ("", None) => (Route::Index, ""),
        ("feeds.opml", None) => (Route::Opml, ""),
        ("oembed", None) => (Route::OEmbed, ""),
        ("about", None) => (Route::About, ""),
        ("robots.txt", None) => (Route::Robots, ""),
        ("healthz", None) => (Route::Health, ""),
        ("readyz", None) => (Route::Readiness, ""),
        ("status", None) => (Route::Status, ""),
        ("status.json", None) => (Route::StatusJson, ""),
        ("metrics", None) => (Route::Metrics, ""),
        ("favicon.svg", None) => (Route::IconSvg, ""),
        ("favicon.ico", None) => (Route::IconIco, ""),
        _ => return None,
    })
}

/// Finds where a `request` at `entrance` goes. Refuses a body, a URL that is too long, and any method but GET, HEAD and
/// OPTIONS. `base` is the path of the public URL, which a proxy in front may have left in the request's path or not.
pub(super) fn admit<'r, B: Body>(
    request: &'r Request<B>,
    entrance: Entrance,
    base: &str,
) -> Admission<'r> {
    let url = request.uri();
    let path = below(base, url.path());
    if path.len() + url.query().map_or(0, str::len) > URL_LIMIT_BYTES {
        return Admission::Replied(ready::too_long(URL_LIMIT_BYTES));
    }
    // Where operators have a socket of their own, readers find nothing of theirs.
    let is_hidden = entrance == Entrance::Readers && is_private(path);
    if path.starts_with(ADMIN) && !is_hidden {
        return Admission::ToAdmin;
    }
    let has_body = !request.body().is_end_stream();
    let reply = match (find(path).filter(|_| !is_hidden), request.method()) {
        (Some((route, part)), &Method::GET | &Method::HEAD) if !has_body => {
            return Admission::To(route, part);
        }
        (Some(_), &Method::GET | &Method::HEAD) => ready::no_body_wanted(),
        (Some(_), &Method::OPTIONS) => ready::options(),
        (Some(_), _) => ready::not_allowed(),
        (None, &Method::OPTIONS) if path == "*" => ready::options(),
        (None, &Method::GET | &Method::HEAD) if has_slash_too_many(path) && !is_hidden => {
            ready::without_slash(path, url.query())
        }
        (None, _) => ready::no_page(),
    };
    Admission::Replied(match has_body {
        true => ready::closing(reply, request.version()),
        false => reply,
    })
}

/// Whether the path without the slash at its end is an endpoint, as in `/feeds/ID/`.
fn has_slash_too_many(path: &str) -> bool {
    let without = path.strip_suffix('/').unwrap_or_default();
    !without.ends_with('/') && find(without).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::header::{ALLOW, CONNECTION, LOCATION};
    use http::{StatusCode, Version};
    use http_body_util::{Empty, Full};

    fn admit(method: Method, url: &str) -> Result<(Route, String), StatusCode> {
        let request = Request::builder()
            .method(method)
            .uri(url)
            .body(Empty::<Bytes>::new())
            .expect("a test request");
        match super::admit(&request, Entrance::Everyone, "/") {
            Admission::To(route, part) => Ok((route, part.to_owned())),
            Admission::ToAdmin => panic!("{url} is for the operator"),
            Admission::Replied(reply) => Err(reply.status()),
        }
    }

    /// These URLs are in readers' subscriptions, so no URL may ever mean something else.
    #[test]
    fn every_url_of_the_design_has_its_route() {
        for (url, route, part) in [
            ("/", Route::Index, ""),
            ("/?a=b", Route::Index, ""),
            ("/feeds/city.rss", Route::Feed, "city.rss"),
            ("/feeds/city.rss?limit=5", Route::Feed, "city.rss"),
            ("http://a.example/feeds/city", Route::Feed, "city"),
            ("/feeds/city/embed.html", Route::EmbedPage, "city"),
            ("/feeds/city/embed.js?limit=5", Route::EmbedScript, "city"),
            ("/oembed?url=x", Route::OEmbed, ""),
            ("/items/0", Route::Item, "0"),
            ("/feeds.opml", Route::Opml, ""),
            ("/licenses/daily.xml", Route::Licence, "daily.xml"),
            ("/about", Route::About, ""),
            ("/robots.txt", Route::Robots, ""),
            ("/healthz", Route::Health, ""),
            ("/readyz", Route::Readiness, ""),
            ("/status", Route::Status, ""),
            ("/status.json", Route::StatusJson, ""),
            ("/metrics", Route::Metrics, ""),
            ("/favicon.svg", Route::IconSvg, ""),
            ("/favicon.ico", Route::IconIco, ""),
        ] {
            for method in [Method::GET, Method::HEAD] {
                assert_eq!(admit(method, url), Ok((route, part.to_owned())), "{url}");
            }
        }
        for url in [
            "/feeds",
            "/feeds/",
            "/feeds/a/b",
            "/feeds//embed.js",
            "/feeds/a/embed.js//",
            "/items/",
            "//",
            "/About",
            "/feeds/../about",
        ] {
            assert_eq!(admit(Method::GET, url), Err(StatusCode::NOT_FOUND), "{url}");
        }
    }

    /// A proxy may serve byline below a path and pass that path on, or leave it out; a reader must not see which.
    #[test]
    fn the_path_of_the_public_url_may_be_there_or_not() {
        for (base, url, expected) in [
            (
                "/news/",
                "/news/feeds/city.rss",
                Some((Route::Feed, "city.rss")),
            ),
            ("/news/", "/feeds/city.rss", Some((Route::Feed, "city.rss"))),
            ("/news/", "/news/", Some((Route::Index, ""))),
            ("/news/", "/news/status", Some((Route::Status, ""))),
            ("/news/", "/newsfeeds/city.rss", None),
            ("/news/", "/news/news/feeds/city.rss", None),
            (
                "/feeds/",
                "/feeds/feeds/city.rss",
                Some((Route::Feed, "city.rss")),
            ),
            (
                "/feeds/",
                "/feeds/city.rss",
                Some((Route::Feed, "city.rss")),
            ),
            ("/", "/news/feeds/city.rss", None),
        ] {
            let request = Request::get(url).body(Empty::<Bytes>::new());
            let request = request.expect("a test request");
            let found = match super::admit(&request, Entrance::Everyone, base) {
                Admission::To(route, part) => Some((route, part)),
                Admission::ToAdmin | Admission::Replied(_) => None,
            };
            assert_eq!(found, expected, "{url} below {base}");
        }
    }

    /// An operator who gave `admin-listen` expects that a stranger finds no trace of the admin endpoints.
    #[test]
    fn readers_find_nothing_of_operators_who_have_a_socket_of_their_own() {
        let status = |url: &str, entrance: Entrance| {
            let request = Request::get(url).body(Empty::<Bytes>::new());
            let request = request.expect("a test request");
            match super::admit(&request, entrance, "/news/") {
                Admission::To(..) | Admission::ToAdmin => None,
                Admission::Replied(reply) => Some(reply.status()),
            }
        };
        for url in [
            "/admin/takedowns",
            "/status",
            "/status.json",
            "/metrics",
            "/news/metrics",
            "/news/admin/usage",
        ] {
            for entrance in [Entrance::Everyone, Entrance::Operators] {
                assert_eq!(status(url, entrance), None, "{url}");
            }
            let not_found = Some(StatusCode::NOT_FOUND);
            assert_eq!(status(url, Entrance::Readers), not_found, "{url}");
        }
        for url in ["/status/", "/admin", "/admin/"] {
            let not_found = Some(StatusCode::NOT_FOUND);
            assert_eq!(status(url, Entrance::Readers), not_found, "{url}");
        }
        for url in ["/healthz", "/readyz", "/feeds/city.rss"] {
            assert_eq!(status(url, Entrance::Readers), None, "{url}");
        }
    }

    /// A client that posts to a feed learns what it may do instead.
    #[test]
    fn other_methods_are_told_which_are_allowed() {
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a token");
            assert_eq!(
                admit(method.clone(), "/feeds/city.rss"),
                Err(StatusCode::METHOD_NOT_ALLOWED)
            );
            assert_eq!(admit(method, "/nowhere"), Err(StatusCode::NOT_FOUND));
        }
        assert_eq!(
            admit(Method::OPTIONS, "/feeds/city.rss"),
            Err(StatusCode::NO_CONTENT)
        );
        assert_eq!(admit(Method::OPTIONS, "*"), Err(StatusCode::NO_CONTENT));
        assert!(ready::not_allowed().headers().contains_key(ALLOW));
    }

    /// A person who types one slash too many gets the page, and a reader its feed, also below a proxy's path.
    #[test]
    fn a_slash_at_the_end_leads_to_the_url_without() {
        for (url, location) in [
            ("/feeds/city/", "../city"),
            ("/feeds/city.rss/?limit=5", "../city.rss?limit=5"),
            ("/feeds/city/embed.html/", "../embed.html"),
            ("/about/", "../about"),
            ("/status/", "../status"),
        ] {
            let request = Request::get(url)
                .body(Empty::<Bytes>::new())
                .expect("a test request");
            let Admission::Replied(reply) = super::admit(&request, Entrance::Everyone, "/") else {
                panic!("{url} is not replied to");
            };
            assert_eq!(reply.status(), StatusCode::MOVED_PERMANENTLY, "{url}");
            assert_eq!(reply.headers()[LOCATION], location, "{url}");
            assert_eq!(
                admit(Method::POST, url),
                Err(StatusCode::NOT_FOUND),
                "{url}: only what is asked for is found elsewhere"
            );
        }
    }

    /// A client that posts a body learns what is wrong, which is not its length; the body must not be read as a request.
    #[test]
    fn a_body_does_not_hide_what_is_wrong() {
        for (method, url, status) in [
            ("POST", "/feeds/city.rss", StatusCode::METHOD_NOT_ALLOWED),
            ("PUT", "/status", StatusCode::METHOD_NOT_ALLOWED),
            ("POST", "/nowhere", StatusCode::NOT_FOUND),
            ("OPTIONS", "/feeds/city.rss", StatusCode::NO_CONTENT),
            ("GET", "/feeds/city.rss", StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            for (version, closes) in [(Version::HTTP_11, true), (Version::HTTP_2, false)] {
                let request = Request::builder()
                    .method(method)
                    .uri(url)
                    .version(version)
                    .body(Full::new(Bytes::from_static(b"hello")))
                    .expect("a test request");
                let Admission::Replied(reply) = super::admit(&request, Entrance::Everyone, "/")
                else {
                    panic!("{method} {url} is let in with a body");
                };
                assert_eq!(reply.status(), status, "{method} {url}");
                assert_eq!(reply.headers().contains_key(CONNECTION), closes);
            }
        }
    }

    /// When there is no room for anyone else, a takedown and a look at what is wrong must still be possible.
    #[test]
    fn operators_urls_are_known() {
        for path in [
            "/admin/takedowns",
            "/admin/",
            "/healthz",
            "/readyz",
            "/status",
            "/status.json",
            "/metrics",
        ] {
            assert!(is_for_operators(path), "{path}");
        }
        for path in [
            "/",
            "/admin",
            "/feeds/admin.rss",
            "/about",
            "/healthz/x",
            "*",
            "",
        ] {
            assert!(!is_for_operators(path), "{path}");
        }
    }

    /// A body that byline does not want is not read, however long it is.
    #[test]
    fn bodies_and_endless_urls_are_refused() {
        let long = format!("/feeds/{}", "a".repeat(URL_LIMIT_BYTES));
        assert_eq!(admit(Method::GET, &long), Err(StatusCode::URI_TOO_LONG));
        let long = format!("/?{}", "a".repeat(URL_LIMIT_BYTES));
        assert_eq!(admit(Method::GET, &long), Err(StatusCode::URI_TOO_LONG));

        let request = Request::get("/")
            .body(Full::new(Bytes::from_static(b"x")))
            .expect("a test request");
        let Admission::Replied(reply) = super::admit(&request, Entrance::Everyone, "/") else {
            panic!("a body was let in");
        };
        assert_eq!(reply.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(reply.headers()[CONNECTION], "close");
    }
}
