//! Pages for people: the list of feeds, a feed's preview, and what byline is.
//!
//! In: configuration and feeds. Out: HTML, complete in itself: no script, no font, no image, nothing
//! loaded from anywhere, and a policy that forbids it (CSP). Text of origins is text: it is escaped by
//! the templates, its links are http(s) or none, and an item shows no more than its public grant allows.
//!
//! - `view`: model to what a template prints
//! - `front`, `preview`, `about`, `status`, `error`: one page each, with the template of the same name

mod about;
mod error;
mod front;
mod preview;
mod status;
mod view;

pub(crate) use about::about;
pub(crate) use error::error;
pub(crate) use front::{FEEDS_WITH_HEADLINES, front};
pub(crate) use preview::preview;
pub(crate) use status::status;

use std::sync::LazyLock;

use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue};

use crate::render::embed::style_source;

/// The pages' one style sheet; it stands in each of them.
pub(crate) const STYLE: &str = include_str!("style.css");

/// `Content-Type` of a page.
pub(super) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Nothing runs, nothing loads but our icon, nothing is sent, and nobody frames us. The style sheet is
/// admitted by its hash, so a `<style>` that came from anywhere else would do nothing.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; style-src {}; img-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        style_source(STYLE)
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// What goes with every page.
pub(super) fn protect(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Publishers may know where their readers come from; others need not know which page it was.
    headers.insert(
        REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
}

#[cfg(test)]
pub(super) mod tests;
