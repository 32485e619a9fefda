//! Captcha pages: an origin answers with status 200 and a page that asks visitors to prove that they are human.
//!
//! In: markup in which no reader found anything. Out: whether it is a captcha page. The rule: it has the scripts and
//! containers of the common services, few links and few words. Which words is not asked, since they come in every language.

use super::lines::units;

/// Containers, scripts and fields of the common captcha services, in lower case.
const PARTS: [&str; 13] = [
    "g-recaptcha",
    "recaptcha/api.js",
    "h-captcha",
    "hcaptcha.com",
    "cf-turnstile",
    "cf-challenge",
    "/cdn-cgi/challenge-platform",
    "challenge-form",
    "geetest",
    "nc_wrapper",
    "tcaptcha",
    "px-captcha",
    "captcha-delivery",
];

/// Titles of captcha pages without these parts.
const TITLES: [&str; 6] = [
    "<title>just a moment",
    "<title>attention required",
    "<title>安全验证",
    "<title>人机验证",
    "<title>访问验证",
    "<title>滑动验证",
];

/// How much of a page is searched, in bytes: captcha pages are short.
const LOOK_BYTES: usize = 64 * 1024;

/// A page with this many links has menus, and is no captcha page.
const FEW_LINKS: usize = 10;

/// A page that shows more text, in units of [`units`], is no captcha page: a form for comments has these parts, too.
const FEW_UNITS: f32 = 400.0;

/// Whether `html` is a captcha page.
pub(crate) fn is_asked(html: &str) -> bool {
    let look = html.get(..html.floor_char_boundary(LOOK_BYTES));
    let look = look.unwrap_or(html).to_ascii_lowercase();
    // Sites with a form for comments have these parts on every page, and many links beside them.
    look.matches("<a ").count() < FEW_LINKS
        && PARTS.iter().chain(&TITLES).any(|part| look.contains(part))
        && shown_units(&look) < FEW_UNITS
}

/// How much text stands outside of the tags, scripts and styles of `html`, which is in lower case.
fn shown_units(html: &str) -> f32 {
    let mut shown = 0.0;
    let mut rest = html;
    while let Some(tag) = rest.find('<') {
        shown += units(&rest[..tag]);
        rest = &rest[tag..];
        let silent = ["script", "style"]
            .iter()
            .find(|name| rest[1..].starts_with(*name))
            .and_then(|name| rest.find(&format!("</{name}")));
        rest = &rest[silent.unwrap_or_default()..];
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        rest = &rest[end..];
    }
    shown + units(rest)
}
