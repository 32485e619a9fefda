//! Conditional requests, from the client's side (RFC 9110 §13).
//!
//! In: an answer. Out: its validators, and for the next request the headers made of them. Also the other headers of an
//! answer that are about time: `Retry-After`, and the `max-age` of a robots.txt.

use std::hash::Hasher as _;
use std::time::{Duration, UNIX_EPOCH};

use http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, RETRY_AFTER,
};
use jiff::{SignedDuration, Timestamp};
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use url::Url;

use super::page::{ROBOTS_TAG, TDM_RESERVATION};
use super::transport::Answer;
use crate::model::Validators;

/// A longer validator is not remembered.
const MAX_VALIDATOR_BYTES: usize = 512;
/// The day that the Web was announced, 6 August 1991, in seconds: no page was modified before. File systems without
/// dates say 1970 or 1980.
const FIRST_PAGE_SECOND: u64 = 681_436_800;
/// After this time a page is asked for whole. A server that always answers 304 would otherwise keep a section as it is
/// for ever.
const WHOLE_EVERY: SignedDuration = SignedDuration::from_hours(24);

impl Validators {
    /// The validators of `answer`, which came from `url` at `now`.
    pub(super) fn of(answer: &Answer, url: &Url, now: Timestamp) -> Self {
        let validator = |name| {
            answer
                .header(name)
                .filter(|value| !value.is_empty() && value.len() <= MAX_VALIDATOR_BYTES)
                .map(str::to_owned)
        };
        Self {
            etag: validator(ETAG),
            last_modified: validator(LAST_MODIFIED).filter(|date| is_credible(date, now)),
            digest: Some(digest(answer)),
            url: Some(url.clone()),
            whole_at: Some(now),
        }
    }

    /// Whether `now` is of the same bytes at the same URL, so that relative links lead to the same pages.
    pub(super) fn same_page(&self, now: &Self) -> bool {
        self.digest.is_some() && self.digest == now.digest && self.url == now.url
    }

    /// Adds the conditions to a request for `url` at `now`, if they belong to it and are not too old. Returns whether the
    /// request is conditional.
    pub(super) fn apply(&self, url: &Url, headers: &mut HeaderMap, now: Timestamp) -> bool {
        // A date after now is from before the clock was set back.
        let too_old = |whole_at: Timestamp| {
            let age = now.duration_since(whole_at);
            age >= WHOLE_EVERY || age.is_negative()
        };
        if self.url.as_ref().is_some_and(|own| own != url) || self.whole_at.is_some_and(too_old) {
            return false;
        }
        let mut add = |name, value: &Option<String>| {
            value
                .as_deref()
                .and_then(|value| HeaderValue::from_str(value).ok())
                .map(|value| headers.insert(name, value))
                .is_some()
        };
        let etag = add(IF_NONE_MATCH, &self.etag);
        // An older byline stored any date.
        let date = self.last_modified.clone();
        let date = date.filter(|date| is_credible(date, now));
        let date = add(IF_MODIFIED_SINCE, &date);
        etag || date
    }
}

/// Whether a `Last-Modified` can be the date of a page, so that an answer to it says something (RFC 9110 §8.8.2.1: a
/// server must not send one of the future).
fn is_credible(date: &str, now: Timestamp) -> bool {
    let Ok(date) = httpdate::parse_http_date(date) else {
        return false;
    };
    let first = UNIX_EPOCH + Duration::from_secs(FIRST_PAGE_SECOND);
    date >= first && Timestamp::try_from(date).is_ok_and(|date| date <= now)
}

/// Of the body, and of the header fields that change what may be done with it or how it is read. An origin that wants
/// its own changes to go unseen need not look for collisions, so this need not be a slow hash.
fn digest(answer: &Answer) -> u128 {
    let mut hash = SipHasher13::new();
    hash.write(&answer.body);
    for name in [CONTENT_TYPE, ROBOTS_TAG, TDM_RESERVATION] {
        hash.write(&[0]); // in no header field
        for value in answer.headers.get_all(name) {
            hash.write(b"\n");
            hash.write(value.as_bytes());
        }
    }
    hash.finish128().into()
}

/// How long `Retry-After` asks to wait: seconds, or until a date (RFC 9110 §10.2.3). A date in the past is zero.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() {
        // A number too large for a u64 is a very long pause.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = Timestamp::try_from(httpdate::parse_http_date(value).ok()?).ok()?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// `max-age`, when the answer has one.
pub(super) fn max_age(headers: &HeaderMap) -> Option<Duration> {
    headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|directive| directive.trim().strip_prefix("max-age="))
        .and_then(|seconds| seconds.trim_matches('"').parse().ok())
        .map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header"))])
    }

    fn now() -> Timestamp {
        "2026-01-21T12:00:00Z".parse().expect("a time")
    }

    /// What `date` and an `ETag` of the same answer lead to in the next request.
    fn asked_after(date: &str, later: SignedDuration) -> (bool, bool) {
        let url = Url::parse("http://news.example/a").expect("a URL");
        let mut answer = Answer {
            status: http::StatusCode::OK,
            headers: headers(LAST_MODIFIED, date),
            body: bytes::Bytes::new(),
        };
        answer.headers.extend(headers(ETAG, "\"a\""));
        let mut sent = HeaderMap::new();
        Validators::of(&answer, &url, now()).apply(&url, &mut sent, now() + later);
        (
            sent.contains_key(IF_MODIFIED_SINCE),
            sent.contains_key(IF_NONE_MATCH),
        )
    }

    /// A server without dates answers 304 to its made-up one for ever, and no article would ever appear again.
    #[test]
    fn a_date_that_no_page_can_have_is_no_validator() {
        let soon = SignedDuration::from_mins(10);
        for date in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:01 GMT",
            "Tue, 01 Jan 1980 00:00:00 GMT",
            "Mon, 31 Dec 1979 23:00:00 GMT",
            "Sunday, 06-Jan-80 00:00:00 GMT",
            "Thu, 22 Jan 2026 00:00:00 GMT",
            "Thu, 31 Dec 2099 23:59:59 GMT",
        ] {
            assert_eq!(asked_after(date, soon), (false, true), "{date}");
        }
        // What was in the future when it was sent is not believed once its day has come.
        let day = "Wed, 21 Jan 2026 13:00:00 GMT";
        assert_eq!(
            asked_after(day, SignedDuration::from_hours(2)),
            (false, true)
        );
        for date in [
            "Wed, 21 Jan 2026 12:00:00 GMT",
            "Fri, 01 May 1998 08:00:00 GMT",
        ] {
            assert_eq!(asked_after(date, soon), (true, true), "{date}");
        }
        let stored = Validators {
            last_modified: Some("Thu, 01 Jan 1970 00:00:00 GMT".into()),
            ..Validators::default()
        };
        let url = Url::parse("http://news.example/a").expect("a URL");
        assert!(!stored.apply(&url, &mut HeaderMap::new(), now()));
    }

    /// A server that is wrong about its own page is found out within a day.
    #[test]
    fn a_page_is_asked_for_whole_once_a_day() {
        let date = "Tue, 20 Jan 2026 12:00:00 GMT";
        assert_eq!(
            asked_after(date, SignedDuration::from_hours(23)),
            (true, true)
        );
        assert_eq!(
            asked_after(date, SignedDuration::from_hours(24)),
            (false, false)
        );
    }

    /// A date is as good as seconds, and a clock that runs ahead must not close a host for ever.
    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-01-21T09:00:00Z".parse().expect("a time");
        let wait =
            |value: &str| retry_after(&headers(RETRY_AFTER, value), now).map(|d| d.as_secs());
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait(" 7 "), Some(7));
        assert_eq!(wait("Wed, 21 Jan 2026 09:01:30 GMT"), Some(90));
        assert_eq!(wait("Wednesday, 21-Jan-26 09:00:10 GMT"), Some(10));
        assert_eq!(wait("Wed, 21 Jan 2026 08:00:00 GMT"), Some(0));
        assert_eq!(wait("99999999999999999999999"), Some(u64::MAX));
        for nonsense in ["", "-1", "1.5", "soon", "2026-01-21"] {
            assert_eq!(wait(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    /// Validators of yesterday's page, sent to today's, would hide it: a section that redirects to a page a day.
    #[test]
    fn validators_go_back_verbatim_and_to_their_own_page_only() {
        let url = Url::parse("http://news.example/a").expect("a URL");
        let other = Url::parse("http://news.example/b").expect("a URL");
        let mut answer = Answer {
            status: http::StatusCode::OK,
            headers: headers(ETAG, "W/\"a-b\""),
            body: bytes::Bytes::new(),
        };
        answer
            .headers
            .extend(headers(LAST_MODIFIED, "Wed, 21 Jan 2026 09:00:00 GMT"));
        let known = Validators::of(&answer, &url, now());
        let mut sent = HeaderMap::new();
        assert!(known.apply(&url, &mut sent, now()));
        assert_eq!(sent[IF_NONE_MATCH], "W/\"a-b\"");
        assert_eq!(sent[IF_MODIFIED_SINCE], "Wed, 21 Jan 2026 09:00:00 GMT");
        let mut sent = HeaderMap::new();
        assert!(!known.apply(&other, &mut sent, now()) && sent.is_empty());
        assert!(!Validators::default().apply(&url, &mut sent, now()) && sent.is_empty());
        answer.headers = headers(LAST_MODIFIED, "yesterday");
        let nothing_said = Validators::of(&answer, &url, now());
        assert!(!nothing_said.apply(&url, &mut sent, now()) && sent.is_empty());
        let hostile = Validators {
            etag: Some("a\r\nHost: x".into()),
            ..Validators::default()
        };
        assert!(!hostile.apply(&url, &mut sent, now()) && sent.is_empty());
    }

    /// The same bytes elsewhere are another page: what they link relatively is elsewhere too.
    #[test]
    fn the_same_bytes_at_the_same_place_are_the_same_page() {
        let answer = |headers, body: &'static str| Answer {
            status: http::StatusCode::OK,
            headers,
            body: body.into(),
        };
        let at = |at| Url::parse(at).expect("a URL");
        let page = |url, body| Validators::of(&answer(HeaderMap::new(), body), &at(url), now());
        let known = page("http://news.example/a/", "<a href=1.htm>");
        assert!(known.same_page(&page("http://news.example/a/", "<a href=1.htm>")));
        assert!(!known.same_page(&page("http://news.example/a/", "<a href=2.htm>")));
        assert!(!known.same_page(&page("http://news.example/b/", "<a href=1.htm>")));
        assert!(!Validators::default().same_page(&Validators::default()));
        // What its publisher forbids from today on is news.
        let forbidden = answer(headers(ROBOTS_TAG, "noarchive"), "<a href=1.htm>");
        let forbidden = Validators::of(&forbidden, &at("http://news.example/a/"), now());
        assert!(!known.same_page(&forbidden) && forbidden.same_page(&forbidden.clone()));
    }

    /// How long a file is good for, if it says so.
    #[test]
    fn max_age_is_found_among_other_directives() {
        let age = |value: &str| max_age(&headers(CACHE_CONTROL, value)).map(|d| d.as_secs());
        assert_eq!(age("public, max-age=600"), Some(600));
        assert_eq!(age("s-maxage=5, max-age=\"60\""), Some(60));
        assert_eq!(age("no-cache"), None);
    }
}
