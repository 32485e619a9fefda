//! The preconditions of a GET: whether the reader has the document, or asks for another state of it.
//!
//! In: a request's headers and the validators of the document. Out: whether the answer is 412, or else whether it is 304.
//! Terms: RFC 9110 §13.1.1 to §13.1.4 and the order of §13.2.2. An invalid date is ignored: the reader gets the whole
//! document.

use std::time::SystemTime;

use http::HeaderMap;
use http::header::{HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};

/// The validators of a document, as its replies state them (RFC 9110 §8.8).
#[derive(Debug, Clone, Copy)]
pub struct RepresentationValidators<'a> {
    /// `"…"` or `W/"…"`.
    pub etag: &'a HeaderValue,
    /// An HTTP date.
    pub last_modified: Option<&'a HeaderValue>,
}

impl RepresentationValidators<'_> {
    /// Whether the document is in another state than `If-Match` asks for, or without that field `If-Unmodified-Since`.
    ///
    /// `If-Match` compares strongly: a weak tag does not promise the same bytes, so it only matches `*`.
    pub fn fail(&self, request: &HeaderMap) -> bool {
        if request.contains_key(IF_MATCH) {
            let etag = self.etag.as_bytes();
            let mut lines = request.get_all(IF_MATCH).iter().map(HeaderValue::as_bytes);
            let is_strong = !etag.starts_with(b"W/");
            return !lines.any(|line| {
                line.trim_ascii() == b"*" || (is_strong && Tags(line).any(|tag| tag == etag))
            });
        }
        let mut dates = request.get_all(IF_UNMODIFIED_SINCE).iter();
        match (dates.next(), dates.next(), self.last_modified) {
            (Some(since), None, Some(modified)) => is_after(modified, since),
            _ => false,
        }
    }

    /// Whether the reader's copy is still good. For GET and HEAD only.
    pub fn hold(&self, request: &HeaderMap) -> bool {
        if request.contains_key(IF_NONE_MATCH) {
            // With this field, dates are ignored (RFC 9110 §13.1.3).
            let etag = self.etag.as_bytes();
            let mut tags = request.get_all(IF_NONE_MATCH).iter();
            return tags.any(|line| names(line.as_bytes(), etag));
        }
        let mut dates = request.get_all(IF_MODIFIED_SINCE).iter();
        match (dates.next(), dates.next(), self.last_modified) {
            (Some(since), None, Some(modified)) => not_after(modified, since),
            _ => false,
        }
    }
}

/// Whether one line of `If-None-Match` names `etag`, by weak comparison (RFC 9110 §8.8.3.2).
fn names(line: &[u8], etag: &[u8]) -> bool {
    // Nearly every reader sends back the tag as it got it.
    line == etag || line.trim_ascii() == b"*" || Tags(line).any(|tag| opaque(tag) == opaque(etag))
}

fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// The entity tags of a list, in quotes, weak ones with `W/`. An element that is not an entity tag is skipped up to the
/// next comma. An opaque tag may contain commas.
struct Tags<'a>(&'a [u8]);

impl<'a> Iterator for Tags<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let element = self.0.trim_ascii_start();
            if element.is_empty() {
                return None;
            }
            let tag = opaque(element);
            let weak = element.len() - tag.len();
            let quoted = tag
                .strip_prefix(b"\"")
                .and_then(|inside| inside.iter().position(|&byte| byte == b'"'))
                .map(|inside| element.split_at(weak + inside + 2));
            let (found, rest) = match quoted {
                Some((found, rest)) => (Some(found), rest),
                None => (None, element),
            };
            let comma = rest.iter().position(|&byte| byte == b',');
            let between = &rest[..comma.unwrap_or(rest.len())];
            self.0 = comma.map_or(&[][..], |comma| &rest[comma + 1..]);
            match found {
                Some(_) if between.trim_ascii().is_empty() => return found,
                _ => {}
            }
        }
    }
}

fn not_after(modified: &HeaderValue, since: &HeaderValue) -> bool {
    if modified == since {
        return true;
    }
    both(modified, since).is_some_and(|(modified, since)| modified <= since)
}

fn is_after(modified: &HeaderValue, since: &HeaderValue) -> bool {
    both(modified, since).is_some_and(|(modified, since)| modified > since)
}

fn both(modified: &HeaderValue, since: &HeaderValue) -> Option<(SystemTime, SystemTime)> {
    let date = |value: &HeaderValue| {
        let text = value.to_str().ok()?;
        httpdate::parse_http_date(text.trim()).ok()
    };
    Some((date(modified)?, date(since)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;
    use proptest::prelude::*;

    const MODIFIED: &str = "Wed, 21 Jan 2015 01:39:00 GMT";

    fn hold(etag: &str, request: &[(HeaderName, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in request {
            headers.append(
                name,
                HeaderValue::from_bytes(value.as_bytes()).expect("a test header"),
            );
        }
        RepresentationValidators {
            etag: &HeaderValue::from_str(etag).expect("a test tag"),
            last_modified: Some(&HeaderValue::from_static(MODIFIED)),
        }
        .hold(&headers)
    }

    /// A reader that sends its tag back pays for the feed again when the comparison is too strict.
    #[test]
    fn a_tag_is_found_in_every_spelling() {
        for (line, expected) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("*", true),
            (" * ", true),
            ("\"b\", \"a\"", true),
            ("\"b\",W/\"a\",\"c\"", true),
            (",, \"a\" ,", true),
            ("\"b,\", \"a\"", true),
            ("\"b\"", false),
            ("\"A\"", false),
            ("w/\"a\"", false),
            ("a", false),
            ("\"a", false),
            ("\"\"", false),
            ("\"b\" \"a\"", false),
            ("\"a\"x", false),
            ("x\"b\", \"a\"", true),
            ("\"x,\"a\",y\"", false),
            ("\"b\", *", false),
            ("", false),
        ] {
            for etag in ["\"a\"", "W/\"a\""] {
                assert_eq!(
                    hold(etag, &[(IF_NONE_MATCH, line)]),
                    expected,
                    "{line} {etag}"
                );
            }
        }
        let two = [(IF_NONE_MATCH, "\"b\""), (IF_NONE_MATCH, "\"a\"")];
        assert!(hold("\"a\"", &two));
    }

    /// A tag is exact, a date is not: a reader with both must not miss a change within one second.
    #[test]
    fn a_tag_silences_the_date() {
        let both = |tag| {
            hold(
                "\"a\"",
                &[(IF_NONE_MATCH, tag), (IF_MODIFIED_SINCE, MODIFIED)],
            )
        };
        assert!(!both("\"old\""));
        assert!(!both("nonsense"));
        assert!(both("\"a\""));
    }

    /// An unreadable date must not freeze a reader on its old copy.
    #[test]
    fn a_date_counts_when_it_is_one() {
        for (since, expected) in [
            (MODIFIED, true),
            ("Wed, 21 Jan 2015 01:39:01 GMT", true),
            ("Wed, 21 Jan 2015 01:38:59 GMT", false),
            ("Wednesday, 21-Jan-15 01:39:00 GMT", true),
            ("Wed Jan 21 01:39:00 2015", true),
            ("Fri, 01 Jan 2100 00:00:00 GMT", true),
            ("2015-01-21T01:39:00Z", false),
            ("Wed, 21 Jan 2015 09:39:00 +0800", false),
            ("0", false),
            ("\u{ff}", false),
            ("", false),
        ] {
            assert_eq!(
                hold("\"a\"", &[(IF_MODIFIED_SINCE, since)]),
                expected,
                "{since}"
            );
        }
        let two = [(IF_MODIFIED_SINCE, MODIFIED), (IF_MODIFIED_SINCE, MODIFIED)];
        assert!(
            !hold("\"a\"", &two),
            "RFC 9110 §13.1.3: two dates are ignored"
        );
        assert!(!hold("\"a\"", &[]));
    }

    fn fails(etag: &str, request: &[(HeaderName, &str)]) -> bool {
        let headers = request.iter().map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a test header");
            (name.clone(), value)
        });
        RepresentationValidators {
            etag: &HeaderValue::from_str(etag).expect("a test tag"),
            last_modified: Some(&HeaderValue::from_static(MODIFIED)),
        }
        .fail(&headers.collect())
    }

    /// A client that goes on with the state it knows must not be given another.
    #[test]
    fn if_match_names_the_state_or_fails() {
        for (etag, line, failed) in [
            ("\"a\"", "\"a\"", false),
            ("\"a\"", "\"b\", \"a\"", false),
            ("\"a\"", "*", false),
            ("\"a\"", " * ", false),
            ("\"a\"", "\"b\"", true),
            ("\"a\"", "W/\"a\"", true),
            ("\"a\"", "a", true),
            ("\"a\"", "", true),
            ("W/\"a\"", "W/\"a\"", true),
            ("W/\"a\"", "\"a\"", true),
            ("W/\"a\"", "*", false),
        ] {
            assert_eq!(fails(etag, &[(IF_MATCH, line)]), failed, "{etag} {line}");
        }
        let two = [(IF_MATCH, "\"b\""), (IF_MATCH, "\"a\"")];
        assert!(!fails("\"a\"", &two));
        let dated = [
            (IF_MATCH, "*"),
            (IF_UNMODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ];
        assert!(!fails("\"a\"", &dated), "a tag is exact, a date is not");
    }

    /// An unreadable date must not deny a reader its feed.
    #[test]
    fn if_unmodified_since_fails_after_that_date() {
        for (since, failed) in [
            (MODIFIED, false),
            ("Wed, 21 Jan 2015 01:39:01 GMT", false),
            ("Wed, 21 Jan 2015 01:38:59 GMT", true),
            ("Tuesday, 20-Jan-15 01:39:00 GMT", true),
            ("2015-01-20T01:39:00Z", false),
            ("", false),
        ] {
            let asked = [(IF_UNMODIFIED_SINCE, since)];
            assert_eq!(fails("\"a\"", &asked), failed, "{since}");
        }
        let old = "Thu, 01 Jan 1970 00:00:00 GMT";
        let two = [(IF_UNMODIFIED_SINCE, old), (IF_UNMODIFIED_SINCE, old)];
        assert!(!fails("\"a\"", &two));
        assert!(!fails("\"a\"", &[]));
    }

    fn tag() -> impl Strategy<Value = (bool, String)> {
        (any::<bool>(), "[a-c,/W]{0,3}")
    }

    proptest! {
        /// The grammar of RFC 9110 §8.8.3, written out and read back.
        #[test]
        fn a_wellformed_list_is_read_by_the_book(
            ours in tag(),
            theirs in prop::collection::vec((tag(), "[ \t]{0,2}", "[ \t]{0,2}"), 1..5),
        ) {
            let write = |(weak, inside): &(bool, String)| format!("{}\"{inside}\"", if *weak { "W/" } else { "" });
            let line = theirs
                .iter()
                .map(|(tag, before, after)| format!("{before}{}{after}", write(tag)))
                .collect::<Vec<_>>()
                .join(",");
            let expected = theirs.iter().any(|((_, inside), ..)| *inside == ours.1);
            prop_assert_eq!(hold(&write(&ours), &[(IF_NONE_MATCH, line.as_str())]), expected, "{}", line);
        }

        /// Malformed or not, a list without the tag's own bytes never holds, and no list causes a panic.
        #[test]
        fn nonsense_never_holds(line in "[ -~]{0,60}") {
            prop_assume!(line.trim() != "*");
            if hold("\"0123456789abcdef\"", &[(IF_NONE_MATCH, line.as_str())]) {
                prop_assert!(line.contains("\"0123456789abcdef\""));
            }
        }
    }
}
