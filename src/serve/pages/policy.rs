//! What every page has: its type, the style sheet, and the policy that lets nothing else load.

use std::sync::LazyLock;

use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue};

use crate::render::embed::style_source;

/// The style sheet, which is a part of each page.
pub(crate) const STYLE: &str = include_str!("style.css");

/// `Content-Type` of a page.
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// No script runs, nothing loads but byline's icon, no form is sent, and no page may frame this one. The hash admits the
/// style sheet, so any other `<style>` has no effect.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; style-src {}; img-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        style_source(STYLE)
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// Adds the header fields of every page.
pub(crate) fn protect(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A publisher may learn that a reader comes from byline, but not from which page.
    headers.insert(
        REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
}
