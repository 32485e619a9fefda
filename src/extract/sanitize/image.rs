//! Which picture an `<img>` means: pages that load lazily keep it in an attribute of their own.

use dom_query::NodeRef;
use url::Url;

use crate::page::Base;

/// Where lazy loaders keep the address, the more telling names first.
const LAZY: [&str; 12] = [
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-original-src",
    "data-lazyload",
    "data-lazy",
    "data-echo",
    "data-url",
    "data-actual-src",
    "data-real-src",
    "file",
];
/// Wider than any column; of a `srcset` the widest within it.
const WIDEST: f64 = 2_000.0;

/// The http(s) address of the picture; none for tracking pixels and for placeholders with nothing behind.
pub(super) fn source(image: &NodeRef<'_>, base: &Base<'_>) -> Option<Url> {
    if is_pixel(image) {
        return None;
    }
    let attr = |name: &str| image.attr(name).map(|value| value.trim().to_owned());
    let lazy = LAZY
        .iter()
        .filter_map(|name| attr(name))
        .find(|value| is_address(value))
        .and_then(|value| resolve(&value, base));
    let plain = || {
        attr("src")
            .filter(|value| !value.is_empty() && !is_placeholder(value))
            .and_then(|value| resolve(&value, base))
    };
    let set = || {
        ["data-srcset", "srcset"]
            .iter()
            .filter_map(|name| attr(name))
            .chain(picture_sets(image))
            .find_map(|set| widest(&set, base))
    };
    lazy.or_else(plain).or_else(set)
}

/// The `srcset`s of the `<picture>` around it.
fn picture_sets(image: &NodeRef<'_>) -> Vec<String> {
    let Some(picture) = image.parent().filter(|parent| parent.has_name("picture")) else {
        return Vec::new();
    };
    let sources = picture
        .children_it(false)
        .filter(|child| child.has_name("source"));
    sources
        .filter_map(|source| source.attr("srcset").or_else(|| source.attr("data-srcset")))
        .map(|set| set.to_string())
        .collect()
}

/// The http(s) URL of the widest candidate (`URL 640w`, `URL 2x`).
fn widest(set: &str, base: &Base<'_>) -> Option<Url> {
    let mut best: Option<(f64, Url)> = None;
    // URLs may hold commas; candidates are parted by a comma and a space, or end with their width.
    for candidate in set.split(", ").flat_map(|part| part.split(",\n")).take(50) {
        let mut words = candidate.trim().trim_end_matches(',').split_whitespace();
        let Some(url) = words.next().and_then(|url| resolve(url, base)) else {
            continue;
        };
        let size = words.next().unwrap_or("1x");
        let width = if let Some(width) = size.strip_suffix('w') {
            width.parse().unwrap_or(0.0)
        } else {
            size.strip_suffix('x')
                .and_then(|x| x.parse::<f64>().ok())
                .unwrap_or(1.0)
        };
        let better = best.as_ref().is_none_or(|(widest, _)| width > *widest);
        if best.is_none() || (better && width <= WIDEST) {
            best = Some((width, url));
        }
    }
    best.map(|(_, url)| url)
}

pub(super) fn resolve(address: &str, base: &Base<'_>) -> Option<Url> {
    base.web(address)
}

/// `data-src="12"` is some script's number, not an address.
fn is_address(value: &str) -> bool {
    value.contains(['/', '.']) && !value.starts_with("data:") && !is_placeholder(value)
}

fn is_placeholder(address: &str) -> bool {
    if address.starts_with("data:") || address.starts_with("about:") {
        return true;
    }
    let path = address
        .split(['?', '#'])
        .next()
        .unwrap_or(address)
        .to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or(&path);
    let stem = file.split('.').next().unwrap_or(file);
    matches!(
        stem,
        "blank"
            | "loading"
            | "lazyload"
            | "lazy"
            | "placeholder"
            | "spacer"
            | "pixel"
            | "transparent"
            | "grey"
            | "gray"
            | "1x1"
            | "default_bg"
            | "holder"
            | "trans"
    )
}

/// Counts readers, shows nothing.
fn is_pixel(image: &NodeRef<'_>) -> bool {
    let tiny = |name: &str| {
        image
            .attr(name)
            .is_some_and(|size| matches!(size.trim().trim_end_matches("px"), "0" | "1"))
    };
    tiny("width") || tiny("height")
}

/// A width or height as a feed may carry it: whole pixels.
pub(super) fn pixels(value: &str) -> Option<u32> {
    let digits = value.trim().trim_end_matches("px");
    let plain = digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|pixels| plain && *pixels > 1)
}
