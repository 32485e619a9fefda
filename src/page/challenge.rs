//! Pages that ask the visitor to prove to be human, with status 200 and in the place of the page.
//!
//! They are told by the parts of the services that make them, not by their words, which come in every language;
//! only where nothing was found on a page is it asked whether it is one.

/// Parts of such pages: containers, scripts and fields of the common services, lower case.
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

/// Titles of the pages that have none of these parts.
const TITLES: [&str; 6] = [
    "<title>just a moment",
    "<title>attention required",
    "<title>安全验证",
    "<title>人机验证",
    "<title>访问验证",
    "<title>滑动验证",
];

/// How much of a page is looked at, in bytes: these pages are short.
const LOOK_BYTES: usize = 64 * 1024;

/// Fewer links than any page of a site has in its menus.
const FEW_LINKS: usize = 10;

/// Whether `html` is a question to the visitor where the page should be.
pub(crate) fn is_asked(html: &str) -> bool {
    let look = html.get(..html.floor_char_boundary(LOOK_BYTES));
    let look = look.unwrap_or(html).to_ascii_lowercase();
    // Sites with a form for comments have such parts on every page, and many links beside them.
    look.matches("<a ").count() < FEW_LINKS
        && PARTS.iter().chain(&TITLES).any(|part| look.contains(part))
}
