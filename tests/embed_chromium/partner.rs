//! A gateway's embeds at their URLs, and a partner's page around them.

use byline::model::{Audience, Feed};
use byline::render::embed;
use serde_json::Value;

use super::sites::{Page, Site};

/// A partner's policy that admits its own files, the gateway's script and the gateway's frame.
pub(crate) fn strict(gateway: &Site) -> String {
    let gateway = gateway.origin();
    format!(
        "default-src 'none'; script-src 'self' {gateway}; style-src 'self'; frame-src {gateway}; \
         connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// Puts both renditions of `feed` at their URLs.
pub(crate) fn publish(gateway: &Site, feed: &Feed) {
    let site = gateway.as_byline();
    let (page, script) = (
        embed::page(feed, Audience::Public, &site, 50).expect("it renders"),
        embed::script(feed, Audience::Public, &site, 50).expect("it renders"),
    );
    let path = format!("/feeds/{}", feed.id);
    gateway.put(
        &format!("{path}/embed.html"),
        Page::new("text/html; charset=utf-8", page.clone()).with_all(embed::page_headers()),
    );
    // As if a proxy had dropped the policy: the markup must be harmless by itself.
    gateway.put(
        &format!("{path}/bare.html"),
        Page::new("text/html; charset=utf-8", page),
    );
    gateway.put(
        &format!("{path}/embed.js"),
        Page::new("text/javascript; charset=utf-8", script).with_all(embed::script_headers()),
    );
}

/// A partner's page around `body`; `check.js` writes what became of it into `#report`.
pub(crate) fn partner_page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Harbour</title>\
         <script src=\"/before.js\"></script><link rel=\"stylesheet\" href=\"/partner.css\"></head>\
         <body><h1>Harbour</h1>{body}<pre id=\"report\"></pre><script src=\"/check.js\"></script></body></html>"
    )
}

/// The partner's own files.
pub(crate) fn partner_files(partner: &Site) {
    partner.put(
        "/before.js",
        Page::new("text/javascript", include_str!("before.js")),
    );
    partner.put(
        "/check.js",
        Page::new("text/javascript", include_str!("check.js")),
    );
    partner.put(
        "/partner.css",
        Page::new("text/css", include_str!("partner.css")),
    );
}

/// `element` is what `check.js` says of one `<byline-feed>`.
pub(crate) fn strings<'a>(element: &'a Value, name: &str) -> Vec<&'a str> {
    let values = element[name].as_array().map(Vec::as_slice);
    values
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}
