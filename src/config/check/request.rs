//! `headers`, `cookies`, `user-agent`, `basic-auth`, `bearer`, `proxy` and `ca-file` of `[publishers.ID]`. No message
//! repeats a value.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::table::TableCheck;
use super::way;
use crate::config::address;
use crate::config::authorities::Authorities;
use crate::config::problem::Report;
use crate::config::proxy::Proxies;
use crate::config::raw::{At, RawPublisher, RawValue};
use crate::config::secret::Environment;
use crate::config::wording::{quoted, subject};

/// More headers, or cookies, than this are no configuration.
const MOST: usize = 50;
/// The longest value: servers refuse heads of 8 KiB.
const VALUE_LIMIT_BYTES: usize = 4096;

/// Headers that byline makes itself, or that are of one connection or one answer.
const RESERVED: [&str; 21] = [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-forwarded-for",
];

/// How a publisher's origins are asked.
pub(super) struct CheckedRequest {
    pub(super) headers: HeaderMap,
    pub(super) proxies: Option<Arc<Proxies>>,
    pub(super) authorities: Option<Arc<Authorities>>,
}

/// How the publisher's origins are asked; `None` when nothing is written of it, and after a report.
pub(super) fn request(
    name_in_file: &str,
    written: &At<RawPublisher>,
    env: Environment<'_>,
    report: &mut Report<'_>,
) -> Option<CheckedRequest> {
    let raw = &written.value;
    let mut check = RequestCheck {
        table: TableCheck::new(
            report,
            subject("publishers", name_in_file),
            written.span.start,
        ),
        env,
        headers: HeaderMap::new(),
        is_whole: true,
    };
    check.named_headers(raw);
    check.cookies(raw);
    if let Some(written) = &raw.user_agent
        && let Some(agent) = check.value("user-agent", written)
    {
        check.put(USER_AGENT, "user-agent", written.span.start, &agent);
    }
    check.authorization(raw);
    check.in_the_clear(raw);
    let proxies = way::proxies(raw.proxy.as_ref(), env, &mut check.table);
    let authorities = way::authorities(raw.ca_file.as_ref(), &mut check.table);
    let request = CheckedRequest {
        headers: check.headers,
        proxies: proxies?,
        authorities: authorities?,
    };
    let is_written =
        !request.headers.is_empty() || request.proxies.is_some() || request.authorities.is_some();
    (check.is_whole && is_written).then_some(request)
}

struct RequestCheck<'r, 't, 'e> {
    table: TableCheck<'r, 't>,
    env: Environment<'e>,
    headers: HeaderMap,
    is_whole: bool,
}

impl RequestCheck<'_, '_, '_> {
    fn error(&mut self, at: usize, message: &str) {
        self.table.error(at, message);
        self.is_whole = false;
    }

    fn named_headers(&mut self, raw: &RawPublisher) {
        let Some(written) = &raw.headers else {
            return;
        };
        if written.value.len() > MOST {
            self.error(
                written.span.start,
                &format!("headers has more than {MOST}; remove some"),
            );
            return;
        }
        for (name, value) in &written.value {
            let at = value.span.start;
            let key = format!("headers.{}", quoted(name));
            let lower = name.to_ascii_lowercase();
            let own_key = match lower.as_str() {
                "user-agent" => Some("user-agent = \"…\""),
                "cookie" => Some("cookies = { NAME = \"…\" }"),
                _ => None,
            };
            if let Some(own_key) = own_key {
                self.error(at, &format!("{key} has a key of its own; write {own_key}"));
                continue;
            }
            if RESERVED.contains(&lower.as_str()) {
                self.error(at, &format!("{key} is byline's own to set; remove it"));
                continue;
            }
            let Ok(header) = HeaderName::try_from(lower) else {
                self.error(
                    at,
                    &format!("{key} is no name of a header; use letters, digits and \"-\""),
                );
                continue;
            };
            if let Some(value) = self.value(&key, value) {
                self.put(header, &key, at, &value);
            }
        }
    }

    fn cookies(&mut self, raw: &RawPublisher) {
        let Some(written) = &raw.cookies else {
            return;
        };
        let at = written.span.start;
        if written.value.len() > MOST {
            self.error(at, &format!("cookies has more than {MOST}; remove some"));
            return;
        }
        let mut pairs = Vec::new();
        for (name, value) in &written.value {
            let key = format!("cookies.{}", quoted(name));
            // RFC 6265, section 4.1.1: a token, and no separator in the value.
            if HeaderName::try_from(name.as_str()).is_err() {
                self.error(
                    value.span.start,
                    &format!("{key} is no name of a cookie; write the name as the site sets it"),
                );
                continue;
            }
            let Some(text) = self.value(&key, value) else {
                continue;
            };
            if text.contains(';') {
                self.error(
                    value.span.start,
                    &format!("{key} has a \";\" in it; write the value alone, and each cookie by its name"),
                );
                continue;
            }
            pairs.push(format!("{name}={text}"));
        }
        if !pairs.is_empty() {
            self.put(COOKIE, "cookies", at, &pairs.join("; "));
        }
    }

    fn authorization(&mut self, raw: &RawPublisher) {
        let in_headers = self.headers.contains_key(AUTHORIZATION);
        let is_twice = match (&raw.basic_auth, &raw.bearer) {
            (Some(basic), Some(_)) => Some((basic.span.start, "basic-auth", "bearer")),
            (Some(basic), None) if in_headers => {
                Some((basic.span.start, "basic-auth", "headers.Authorization"))
            }
            (None, Some(bearer)) if in_headers => {
                Some((bearer.span.start, "bearer", "headers.Authorization"))
            }
            _ => None,
        };
        if let Some((at, one, other)) = is_twice {
            self.error(
                at,
                &format!("{one} and {other} are one header; keep one of the two"),
            );
            return;
        }
        if let Some(written) = &raw.bearer
            && let Some(token) = self.value("bearer", written)
        {
            let at = written.span.start;
            self.put(AUTHORIZATION, "bearer", at, &format!("Bearer {token}"));
        }
        let Some(written) = &raw.basic_auth else {
            return;
        };
        let at = written.span.start;
        let (Some(user), Some(password)) = (&written.value.user, &written.value.password) else {
            self.error(
                at,
                "basic-auth needs user and password; write basic-auth = { user = \"…\", password = { env = \"…\" } }",
            );
            return;
        };
        let user = self.value("basic-auth.user", user);
        let password = self.value("basic-auth.password", password);
        let (Some(user), Some(password)) = (user, password) else {
            return;
        };
        if user.contains(':') {
            self.error(
                at,
                "basic-auth.user has a \":\" in it, which ends a user's name; correct it",
            );
            return;
        }
        let pair = STANDARD.encode(format!("{user}:{password}"));
        self.put(AUTHORIZATION, "basic-auth", at, &format!("Basic {pair}"));
    }

    /// The text of a value. `None` after a report, and after a warning when its variable is not set.
    fn value(&mut self, key: &str, written: &At<RawValue>) -> Option<String> {
        let at = written.span.start;
        let text = match &written.value {
            RawValue::Literal(text) => text.0.trim().to_owned(),
            RawValue::Variable(written) => {
                let Some(name) = written.env.as_ref().map(|it| it.value.0.as_str()) else {
                    self.error(
                        at,
                        &format!("{key} names no variable; write {{ env = \"NAME\" }}"),
                    );
                    return None;
                };
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if name.is_empty() || !name.chars().all(is_name) {
                    // What was written may be the secret itself: it is not repeated.
                    self.error(
                        at,
                        &format!("{key}.env is not the name of an environment variable; write the name, never the value"),
                    );
                    return None;
                }
                let found = (self.env)(name).unwrap_or_default().trim().to_owned();
                if found.is_empty() {
                    self.table.warn(
                        at,
                        &format!("{key}: {} is not set in the environment, so origins are asked without it; set it before `byline serve`", quoted(name)),
                    );
                    return None;
                }
                found
            }
        };
        let fault = if text.is_empty() {
            "is empty; write a value, or remove the key"
        } else if text.len() > VALUE_LIMIT_BYTES {
            "is longer than 4096 bytes, which servers refuse; use a shorter value"
        } else if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            "cannot stand in a header; use plain ASCII on one line"
        } else {
            return Some(text);
        };
        self.error(at, &format!("{key} {fault}"));
        None
    }

    fn put(&mut self, header: HeaderName, key: &str, at: usize, text: &str) {
        let Ok(mut value) = HeaderValue::try_from(text) else {
            self.error(
                at,
                &format!("{key} cannot stand in a header; use plain ASCII"),
            );
            return;
        };
        value.set_sensitive(true);
        self.headers.insert(header, value);
    }

    /// Warns of a secret that anybody on the way can read.
    fn in_the_clear(&mut self, raw: &RawPublisher) {
        let secret = [
            ("cookies", raw.cookies.as_ref().map(|it| it.span.start)),
            (
                "basic-auth",
                raw.basic_auth.as_ref().map(|it| it.span.start),
            ),
            ("bearer", raw.bearer.as_ref().map(|it| it.span.start)),
        ];
        let home = raw.url.as_ref();
        let home = home.and_then(|url| address::http_url(url.value.as_ref()).ok());
        let is_clear = home.is_some_and(|it| it.scheme() == "http" && !address::is_loopback(&it));
        for (key, at) in secret {
            if let (true, Some(at)) = (is_clear, at) {
                self.table.warn(
                    at,
                    &format!("{key} goes to http:// addresses in the clear; use https:// in url and sections if the site has it"),
                );
            }
        }
    }
}
