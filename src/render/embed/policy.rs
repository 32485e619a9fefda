//! The headers of each rendition: its type, and the strictest policy under which it works.
//!
//! CSP Level 3. Other sites' pages use both, hence CORP `cross-origin` and CORS `*`. Neither sets a cookie, and both
//! carry public data only.

use std::borrow::Borrow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::page::STYLE;

/// `Content-Type` of `embed.html`.
pub const PAGE_TYPE: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
/// `Content-Type` of `embed.js` (RFC 9239). Its charset applies in place of the embedding page's.
pub const SCRIPT_TYPE: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

static PAGE_POLICY: LazyLock<HeaderValue> = LazyLock::new(|| page_policy(&["*"]));

/// The frame's policy: its own style, images, links that open windows, and no script. Pages of `sites` may embed it; each
/// site is a source expression of CSP, for example an origin.
pub fn page_policy(sites: &[impl Borrow<str>]) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src {}; img-src https: http:; frame-ancestors {}; \
         base-uri 'none'; form-action 'none'; \
         sandbox allow-popups allow-popups-to-escape-sandbox",
        style_source(&STYLE),
        sites.join(" "),
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(
        "default-src 'none'; frame-ancestors 'none'",
    ))
}

/// In a page, the page's own policy applies to a script. This one applies when a browser opens the script by itself.
const SCRIPT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
);

/// The headers of `embed.html` besides `Content-Type`.
pub fn page_headers() -> [(HeaderName, HeaderValue); 4] {
    [
        (CONTENT_SECURITY_POLICY, PAGE_POLICY.clone()),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
        // Publishers learn which site their readers come from, and no more.
        (
            REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        ),
    ]
}

/// The headers of `embed.js` besides `Content-Type`.
pub fn script_headers() -> [(HeaderName, HeaderValue); 4] {
    [
        (CONTENT_SECURITY_POLICY, SCRIPT_POLICY),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ]
}

/// `'sha256-…'`: the source expression that admits this very style sheet (CSP Level 3 §2.3.1).
pub fn style_source(style: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wrong hash leaves every frame without its style.
    #[test]
    fn hashes_are_spelled_as_browsers_spell_them() {
        // The hash of nothing, as in the specification of SRI.
        assert_eq!(
            style_source(""),
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
        );
    }

    /// One source too many, and text of an origin that slipped through would run in a partner's page.
    #[test]
    fn the_frame_may_show_and_nothing_else() {
        let headers = page_headers();
        let policy = headers[0].1.to_str().expect("ASCII");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        for absent in [
            "script-src",
            "unsafe",
            "connect-src",
            "allow-scripts",
            "allow-same-origin",
            "allow-forms",
        ] {
            assert!(!policy.contains(absent), "{absent}");
        }
        for present in ["frame-ancestors *", "base-uri 'none'", "form-action 'none'"] {
            assert!(policy.contains(present), "{present}");
        }
    }
    /// A partner's wider frame is for the partner's own pages.
    #[test]
    fn a_frame_may_be_held_to_sites() {
        let policy = page_policy(&["https://a.example", "https://b.example:8443"]);
        let policy = policy.to_str().expect("ASCII");
        assert!(
            policy.contains("; frame-ancestors https://a.example https://b.example:8443; base-uri")
        );
    }
}
