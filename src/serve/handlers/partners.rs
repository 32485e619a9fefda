//! Partners at the door: the key that a request shows, why it is refused, and what is said of an answer to it.
//!
//! In: a request's headers and query. Out: its key; refusals in words; headers of private answers.
//! Standards: RFC 6750 (Bearer), RFC 9110 §11 and §15.5, RFC 9111 §5.2.2.7, the Fetch standard (CORS), CSP Level 3.
//! A key is never part of an answer.

use std::borrow::Cow;

use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, ORIGIN, REFERRER_POLICY, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use super::refusals;
use crate::config::Rate;
use crate::gateway::{Delivery, Denied, Guest, Refusal};
use crate::render::Site;
use crate::serve::net::Reply;
use crate::serve::respond::headers::ANYONE;
use crate::serve::respond::ready::{self, quoted};

/// A public copy must not be given to who shows a key, by a cache in between.
const OPEN: HeaderValue = HeaderValue::from_static("Accept-Encoding, Authorization");
const PRIVATE: HeaderValue = HeaderValue::from_static("Accept-Encoding, Authorization, Origin");

/// No partner's key: what a request shows that means to show one and does not.
const NO_KEY: Cow<'static, str> = Cow::Borrowed("");

/// The key that a request shows: `Authorization: Bearer KEY`, else `?key=KEY`. Nearly no request shows one, and
/// finding that out takes no memory.
///
/// Another scheme is not for us: a proxy before us may ask its own users for it. What looks like a key and is none
/// (`?KEY=`, `?key[]=`, a tab behind `Bearer`) is an unknown key: its sender would take the public copy for its own.
pub(crate) fn key<'r>(query: Option<&'r str>, headers: &'r HeaderMap) -> Option<Cow<'r, str>> {
    let mut shown = headers.get_all(AUTHORIZATION).iter();
    if let Some(key) = shown.find_map(bearer) {
        return Some(key);
    }
    let pairs = || form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs()
        .find(|(name, _)| name == "key")
        .map(|(_, key)| key)
        .or_else(|| {
            let mut pairs = pairs();
            pairs
                .any(|(name, value)| means_key(&name) || value.split(';').skip(1).any(begins_key))
                .then_some(NO_KEY)
        })
}

/// RFC 6750 §2.1. What begins with `Bearer` and is not that shows a key that nobody has.
fn bearer(shown: &HeaderValue) -> Option<Cow<'_, str>> {
    let (scheme, rest) = shown.as_bytes().split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"Bearer") {
        return None;
    }
    let key = shown.to_str().ok().and_then(|shown| shown.get(6..));
    Some(match key {
        Some(key) if rest.starts_with(b" ") => Cow::Borrowed(key.trim_matches(' ')),
        _ => NO_KEY,
    })
}

/// Whether a parameter's name is meant to be `key`: in capitals, as one of a list, with white space, or as it stands in
/// HTML (`&amp;key=`).
fn means_key(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let name = name.strip_prefix("amp;").unwrap_or(&name);
    name.split(['[', ' ', '\t', ':', '.']).next() == Some("key")
}

/// `key=…`, where `;` parts parameters.
fn begins_key(parameter: &str) -> bool {
    parameter
        .split_once('=')
        .is_some_and(|(name, _)| means_key(name))
}

/// Whether an address has a key in it, or something that is meant to be one.
pub(crate) fn is_in(query: Option<&str>) -> bool {
    key(query, &HeaderMap::new()).is_some()
}

/// Browsers send a page's address on when they ask for what belongs to it, to byline itself the whole of it. Not one
/// with a key in it.
pub(crate) fn keep_to_itself(reply: &mut Reply) {
    let nowhere = HeaderValue::from_static("no-referrer");
    reply.headers_mut().insert(REFERRER_POLICY, nowhere);
}

/// The site whose page asks, as its browser says. `None`: no page does, or it opens the answer by itself.
pub(crate) fn site(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(ORIGIN)
        .map(|origin| origin.to_str().unwrap_or("null"))
}

/// Says of a public answer that a key would get another.
pub(crate) fn open(head: &mut HeaderMap) {
    head.insert(VARY, OPEN);
}

/// Says of an answer to `guest` that it is for nobody else.
pub(crate) fn close(reply: &mut Reply, guest: &Guest, request: &HeaderMap) {
    let headers = reply.headers_mut();
    headers.insert(VARY, PRIVATE);
    if guest.origins().is_empty() {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
        return;
    }
    // It is one of the guest's, or there would be no answer to close.
    match request.get(ORIGIN) {
        Some(origin) => headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        None => headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN),
    };
}

/// Notes with an answer what it delivers, for whoever sends it.
pub(crate) fn sign(reply: &mut Reply, guest: Guest, form: &'static str, items: usize) {
    let status = reply.status();
    if status == StatusCode::OK || status == StatusCode::NOT_MODIFIED {
        reply.extensions_mut().insert(Delivery {
            guest,
            form,
            items,
            status: status.as_u16(),
        });
    }
}

/// Why a key does not open `feed`, in words. 401: the key is no good; 403: it is, but not for this (RFC 6750 §3.1).
pub(crate) fn denial(denied: &Denied, feed: &str, site: &Site) -> Reply {
    let name = quoted(&percent_decode_str(feed).decode_utf8_lossy(), 64);
    let mut reply = match denied {
        Denied::NoFeed => return refusals::refusal(&Refusal::Unknown, feed, site),
        Denied::Unknown => challenge(
            StatusCode::UNAUTHORIZED,
            "Bearer realm=\"byline\", error=\"invalid_token\", error_description=\"unknown key\"",
            "This key is not known here. A key is shown as ?key=KEY, or as Authorization: Bearer KEY. Please check it for \
             missing characters, or ask for a new one. Without a key, the feed is as it is for everyone.\n"
                .to_owned(),
        ),
        Denied::Expired { last, contact } => {
            let whom = contact
                .as_deref()
                .map_or_else(|| site.about(), |contact| quoted(contact, 300));
            challenge(
                StatusCode::UNAUTHORIZED,
                "Bearer realm=\"byline\", error=\"invalid_token\", error_description=\"the permission has expired\"",
                format!(
                    "The permission behind this key has expired: its last day was {last}. To renew it, ask {whom}. \
                     Without a key, the feed is as it is for everyone.\n"
                ),
            )
        }
        Denied::NotThisFeed => challenge(
            StatusCode::FORBIDDEN,
            "Bearer realm=\"byline\", error=\"insufficient_scope\"",
            format!(
                "The permission behind this key does not cover the feed \"{name}\". Without a key, the feed is as it is \
                 for everyone.\n"
            ),
        ),
        Denied::NotThisSite => challenge(
            StatusCode::FORBIDDEN,
            "Bearer realm=\"byline\", error=\"insufficient_scope\"",
            "The permission behind this key is for the pages of other sites, or the page does not say which one it is \
             (Origin, Referer). Without a key, the feed is as it is for everyone.\n"
                .to_owned(),
        ),
        Denied::TooOften { rate, retry_after } => {
            let message = format!(
                "This key has asked as often as it may: {}. Please come back later.\n",
                in_words(*rate)
            );
            ready::later(StatusCode::TOO_MANY_REQUESTS, message, *retry_after)
        }
    };
    // Scripts of other sites may read why.
    reply
        .headers_mut()
        .insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
    reply
}

fn challenge(status: StatusCode, challenge: &'static str, message: String) -> Reply {
    let mut reply = ready::text(status, message);
    reply
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    reply
}

/// `600 requests an hour`
fn in_words(rate: Rate) -> String {
    let requests = match rate.requests {
        1 => "1 request".to_owned(),
        more => format!("{more} requests"),
    };
    let per = match rate.per.as_secs() {
        1 => "a second",
        60 => "a minute",
        3600 => "an hour",
        86_400 => "a day",
        seconds => return format!("{requests} in {seconds} s"),
    };
    format!("{requests} {per}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::testing::headers;

    /// A key that is overlooked gives a partner the public copy; one that is imagined turns the public away.
    #[test]
    fn a_key_is_found_where_readers_can_put_it() {
        for (authorization, query, found) in [
            (None, None, None),
            (None, Some("limit=5&monkey=1"), None),
            (Some("Bearer abc"), None, Some("abc")),
            (Some("bearer  abc "), None, Some("abc")),
            (Some("Bearer"), None, Some("")),
            (Some("Bearer a"), Some("key=b"), Some("a")),
            (Some("Basic dTpw"), None, None),
            (Some("Basic dTpw"), Some("key=b"), Some("b")),
            (Some("Bear abc"), None, None),
            (Some("\u{ff}"), None, None),
            (None, Some("key=a%2Bb+c&key=d"), Some("a+b c")),
            (None, Some("limit=5&key="), Some("")),
            (None, Some("key"), Some("")),
        ] {
            let shown: Vec<_> = authorization
                .map(|value| (AUTHORIZATION, value))
                .into_iter()
                .collect();
            let headers = headers(&shown);
            assert_eq!(
                key(query, &headers).as_deref(),
                found,
                "{authorization:?} {query:?}"
            );
        }
    }

    /// A partner whose reader writes its key in another way must not be given the public copy for its own.
    #[test]
    fn what_looks_like_a_key_and_is_none_is_an_unknown_one() {
        for query in [
            "KEY=abc",
            "Key=abc",
            "key[]=abc",
            "key[0]=abc",
            "key%5B%5D=abc",
            "+key=abc",
            "key+=abc",
            "key%09=abc",
            "limit=5&amp;key=abc",
            "limit=5;key=abc",
            "%6Bey=",
        ] {
            let none = HeaderMap::new();
            let found = key(Some(query), &none);
            assert_eq!(found.as_deref(), Some(""), "{query}");
            assert!(is_in(Some(query)));
        }
        for shown in [
            "Bearer\tabc",
            "bearer\tabc",
            "Bearerabc",
            "Bearer:abc",
            "Bearer: abc",
            "Bearer=abc",
            "Bearer \u{ff}",
        ] {
            let headers = headers(&[(AUTHORIZATION, shown)]);
            let found = key(None, &headers);
            assert_eq!(found.as_deref(), Some(""), "{shown}");
        }
        // A tab in a key is part of it, and no key has one.
        let tab = headers(&[(AUTHORIZATION, "Bearer abc\t")]);
        assert_eq!(key(None, &tab).as_deref(), Some("abc\t"));
        // With the right one beside it, that counts.
        assert_eq!(
            key(Some("KEY=a&key=b"), &HeaderMap::new()).as_deref(),
            Some("b")
        );
        let two = headers(&[(AUTHORIZATION, "Basic dTpw"), (AUTHORIZATION, "Bearer abc")]);
        assert_eq!(key(None, &two).as_deref(), Some("abc"));
        for public in [
            "monkey=1",
            "keys=1",
            "keyword=a",
            "limit=5",
            "q=key",
            "q=a;b",
            "",
        ] {
            assert_eq!(key(Some(public), &HeaderMap::new()), None, "{public}");
            assert!(!is_in(Some(public)));
        }
    }
}
