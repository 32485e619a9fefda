//! Which picture an `<img>` means: pages that load lazily keep it in an attribute of their own.

use url::Url;

use crate::page::Base;
use crate::page::dom::{Element, Node};

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

/// The http(s) address of the picture; none for tracking pixels, icons and codes to scan, and for placeholders with nothing
/// behind.
pub(in crate::extract) fn source(image: Node<'_>, base: &Base<'_>) -> Option<Url> {
    let source = stated(image, base).filter(|_| !is_pixel(image))?;
    (!is_sign(&source) || is_large(image) && !is_code(&source)).then_some(source)
}

/// The address that an image states.
fn stated(image: Node<'_>, base: &Base<'_>) -> Option<Url> {
    let attr = |name: &str| image.attr(name).map(str::trim);
    let lazy = LAZY
        .iter()
        .filter_map(|name| attr(name))
        .find(|value| is_address(value))
        .and_then(|value| resolve(value, base));
    let plain = || {
        attr("src")
            .filter(|value| !value.is_empty() && !is_placeholder(value))
            .and_then(|value| resolve(value, base))
    };
    let set = || {
        ["data-srcset", "srcset"]
            .iter()
            .filter_map(|name| attr(name))
            .chain(picture_sets(image))
            .find_map(|set| widest(set, base))
    };
    let by_size = || by_size(image).and_then(|value| resolve(value, base));
    lazy.or_else(plain).or_else(set).or_else(by_size)
}

/// The address for the largest screen, where an image has one for each: `data-src-desktop`, `data-src-2xlarge`.
fn by_size(image: Node<'_>) -> Option<&str> {
    const SMALL: [&str; 9] = [
        "small",
        "mobile",
        "phone",
        "thumb",
        "tiny",
        "low",
        "blur",
        "preview",
        "placeholder",
    ];
    let element = image.element().into_iter();
    element
        .flat_map(Element::attributes)
        .filter_map(|(name, value)| {
            let kind = name.strip_prefix("data-")?;
            let is_source = kind.contains("src") && !kind.contains("srcset");
            let value = value.trim();
            (is_source && is_address(value)).then(|| {
                let is_small = SMALL.iter().any(|word| kind.contains(word));
                (is_small, value)
            })
        })
        .min_by_key(|(is_small, _)| *is_small)
        .map(|(_, value)| value)
}

/// A code to scan, by its address.
fn is_code(url: &Url) -> bool {
    let is = |word: &str| {
        matches!(
            word,
            "qr" | "qrcode" | "qrcodes" | "qrimg" | "ewm" | "erweima" | "barcode"
        )
    };
    let mut parts = url.path().rsplit('/').take(4);
    parts.any(|part| words(part).any(|word| is(&word)))
}

/// A code to scan, an icon or a logo: its file is named for nothing else (`btn_share-2x.png`).
fn is_sign(url: &Url) -> bool {
    const MARK_BYTES: usize = 2;
    let is = |word: &str| {
        word.len() <= MARK_BYTES
            || matches!(
                word,
                "icon"
                    | "icons"
                    | "ico"
                    | "favicon"
                    | "logo"
                    | "btn"
                    | "button"
                    | "share"
                    | "sprite"
                    | "print"
                    | "email"
                    | "wechat"
                    | "weixin"
                    | "weibo"
                    | "facebook"
                    | "twitter"
                    | "whatsapp"
                    | "telegram"
            )
    };
    let stem = stem(url);
    is_code(url)
        || words(stem).any(|word| word.len() > MARK_BYTES) && words(stem).all(|word| is(&word))
}

/// Whether the picture of a page's head is the site's logo, or a code to scan.
pub(in crate::extract) fn is_logo(url: &Url) -> bool {
    is_code(url) || words(stem(url)).any(|word| matches!(&*word, "logo" | "favicon"))
}

/// The name of a file without its extension.
fn stem(url: &Url) -> &str {
    let file = url.path().rsplit('/').next().unwrap_or_default();
    file.split('.').next().unwrap_or_default()
}

fn words(part: &str) -> impl Iterator<Item = String> {
    part.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

/// Whether an image states the size of a picture: a paper reports on logos too.
fn is_large(image: Node<'_>) -> bool {
    let side = |name: &str| image.attr(name).and_then(pixels).unwrap_or_default();
    side("width").max(side("height")) >= 300
}

/// The `srcset`s of the `<picture>` around it.
fn picture_sets(image: Node<'_>) -> impl Iterator<Item = &str> {
    let picture = image.parent().filter(|parent| parent.has_name("picture"));
    let sources = picture.into_iter().flat_map(Node::children);
    sources
        .filter(|child| child.has_name("source"))
        .filter_map(|source| source.attr("srcset").or_else(|| source.attr("data-srcset")))
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
fn is_pixel(image: Node<'_>) -> bool {
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
