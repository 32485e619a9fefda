//! What goes with every page: its type, its style sheet, and the policy that lets nothing else load.

use std::sync::LazyLock;

use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue};

use crate::render::embed::style_source;

/// The pages' one style sheet; it stands in each of them.
pub(crate) const STYLE: &str = include_str!("style.css");

/// `Content-Type` of a page.
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

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
pub(crate) fn protect(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Publishers may know where their readers come from; others need not know which page it was.
    headers.insert(
        REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
}
