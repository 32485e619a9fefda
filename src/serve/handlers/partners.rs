//! Partners' keys: the key that a request shows, why it is refused, and the header fields of a private reply.
//!
//! In: a request's headers and query. Out: its key; refusals in words; header fields.
//! Standards: RFC 6750 (Bearer), RFC 9110 §11 and §15.5, RFC 9111 §5.2.2.7, the Fetch standard (CORS), CSP Level 3.
//! No reply contains a key.

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

/// `Vary` of a public reply: no cache may give it to a request with a key.
const OPEN: HeaderValue = HeaderValue::from_static("Accept-Encoding, Authorization");
const PRIVATE: HeaderValue = HeaderValue::from_static("Accept-Encoding, Authorization, Origin");

/// A key that no partner has, for a request that shows a key in a way that byline does not read.
const NO_KEY: Cow<'static, str> = Cow::Borrowed("");

/// The key that a request shows: `Authorization: Bearer KEY`, or else `?key=KEY`. Without a key, this allocates nothing.
///
/// Another scheme than `Bearer` is ignored: a proxy in front of byline may ask its own users for it. What is meant as a
/// key but is not one (`?KEY=`, `?key[]=`, a tab after `Bearer`) is an unknown key. With the public document, its sender
/// would believe that the key works.
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

/// RFC 6750 §2.1. A value that begins with `Bearer` but does not follow the grammar is an unknown key.
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

/// Whether a parameter's name is meant to be `key`: in capitals, as an element of a list, with white space, or escaped
/// as in HTML (`&amp;key=`).
fn means_key(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let name = name.strip_prefix("amp;").unwrap_or(&name);
    name.split(['[', ' ', '\t', ':', '.']).next() == Some("key")
}

/// Whether this is `key=…`, for clients that separate parameters by `;`.
fn begins_key(parameter: &str) -> bool {
    parameter
        .split_once('=')
        .is_some_and(|(name, _)| means_key(name))
}

/// Whether a query has a key in it, or something that is meant to be one.
pub(crate) fn is_in(query: Option<&str>) -> bool {
    key(query, &HeaderMap::new()).is_some()
}

/// Has browsers send no `Referer` from this page, since its address has a key in it.
pub(crate) fn keep_to_itself(reply: &mut Reply) {
    let nowhere = HeaderValue::from_static("no-referrer");
    reply.headers_mut().insert(REFERRER_POLICY, nowhere);
}

/// The site whose page asks, as its browser says. `None`: no page asks, or the browser opens the reply as a page.
pub(crate) fn site(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(ORIGIN)
        .map(|origin| origin.to_str().unwrap_or("null"))
}

/// Marks a public reply: a request with a key would get another.
pub(crate) fn open(head: &mut HeaderMap) {
    head.insert(VARY, OPEN);
}

/// Marks a reply as one for `guest` alone.
pub(crate) fn close(reply: &mut Reply, guest: &Guest, request: &HeaderMap) {
    let headers = reply.headers_mut();
    headers.insert(VARY, PRIVATE);
    if guest.origins().is_empty() {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
        return;
    }
    // The origin is one of the guest's: the gateway has checked it.
    match request.get(ORIGIN) {
        Some(origin) => headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        None => headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN),
    };
}

/// Attaches to a reply what it delivers. The router notes the delivery when the reply leaves.
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

/// Why a key does not open `feed`, in words. 401: the key is not valid. 403: it is valid, but not for this (RFC 6750
/// §3.1).
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
    // Scripts of other sites may read the reason.
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

    /// A key that is overlooked gives a partner the public document; a key that is not there turns a reader away.
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

    /// A partner whose reader writes its key in another way must not get the public document in place of its own.
    #[test]
    fn what_is_meant_as_a_key_is_an_unknown_one() {
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
            let no_fields = HeaderMap::new();
            let found = key(Some(query), &no_fields);
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
        // A tab is part of the key, and no key has one.
        let tab = headers(&[(AUTHORIZATION, "Bearer abc\t")]);
        assert_eq!(key(None, &tab).as_deref(), Some("abc\t"));
        // A key that can be read counts before one that cannot.
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
