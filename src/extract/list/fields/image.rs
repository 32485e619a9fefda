//! The picture beside an item.
//!
//! Pages that load pictures late keep the address in `data-src` and the like, and a blank one in `src`.

use dom_query::local_name;
use url::Url;

use super::link::Links;
use crate::page::elements::{Index, Page};

/// Attributes with the real address, before `src`.
const LATE: [&str; 7] = [
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-echo",
    "data-url",
    "lazy-src",
];
/// Attributes with several addresses and their widths.
const SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "srcset"];
/// A picture known to be smaller, in CSS pixels, is an icon.
const ICON_PIXELS: u32 = 32;

/// The first picture in `item` that is not an icon or a blank.
pub(in crate::extract) fn of(page: &Page<'_>, links: &Links<'_>, item: Index) -> Option<Url> {
    let pictures = page.subtree(item).filter(|&i| {
        let name = &page.element(i).name;
        *name == local_name!("img") || *name == local_name!("source")
    });
    let mut found = pictures.filter_map(|i| address(page, links, i));
    found.next().or_else(|| {
        page.subtree(item)
            .filter_map(|i| page.attr(i, "style"))
            .find_map(|style| background(&style).and_then(|address| links.resource(address)))
    })
}

fn address(page: &Page<'_>, links: &Links<'_>, at: Index) -> Option<Url> {
    let small = |name| {
        let stated = page.attr(at, name)?;
        stated.trim_end_matches("px").parse::<u32>().ok()
    };
    if small("width").is_some_and(|w| w < ICON_PIXELS)
        || small("height").is_some_and(|h| h < ICON_PIXELS)
    {
        return None;
    }
    let late = LATE.iter().find_map(|name| page.attr(at, name));
    let set = || {
        let set = SETS.iter().find_map(|name| page.attr(at, name))?;
        widest(&set).map(str::to_owned)
    };
    let plain = || page.attr(at, "src").filter(|src| !is_blank(src));
    late.filter(|src| !is_blank(src))
        .or_else(plain)
        .or_else(set)
        .and_then(|src| links.resource(&src))
}

fn is_blank(src: &str) -> bool {
    let lower = src.to_ascii_lowercase();
    let file = lower.rsplit('/').next().unwrap_or_default();
    lower.starts_with("data:")
        || [
            "blank.",
            "placeholder",
            "spacer",
            "loading.",
            "lazy.",
            "1x1",
            "transparent.",
            "pixel.",
        ]
        .iter()
        .any(|word| file.contains(word))
}

/// The candidate with the greatest width or density (HTML, `srcset`).
fn widest(set: &str) -> Option<&str> {
    let mut best: Option<(f64, &str)> = None;
    // A comma parts candidates only before white space: addresses may hold commas.
    for candidate in set.split(", ").flat_map(|part| part.split(",\n")) {
        let mut words = candidate.split_whitespace();
        let Some(address) = words.next() else {
            continue;
        };
        let size = words
            .next()
            .and_then(|d| d.trim_end_matches(['w', 'x', ',']).parse::<f64>().ok())
            .unwrap_or(1.0);
        let address = address.trim_end_matches(',');
        if !address.starts_with("data:") && best.is_none_or(|(most, _)| size > most) {
            best = Some((size, address));
        }
    }
    best.map(|(_, address)| address)
}

/// The address in `background-image: url(…)`.
fn background(style: &str) -> Option<&str> {
    let (before, rest) = style.split_once("url(")?;
    if !before.to_ascii_lowercase().contains("background") {
        return None;
    }
    let (address, _) = rest.split_once(')')?;
    let address = address.trim().trim_matches(['"', '\'']);
    (!address.is_empty() && !is_blank(address)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A feed would show the grey square that the page shows before it has loaded.
    #[test]
    fn the_widest_real_address_wins() {
        assert_eq!(widest("/a.jpg 320w, /b.jpg 640w"), Some("/b.jpg"));
        assert_eq!(widest("/a,c.jpg, /b.jpg 2x"), Some("/b.jpg"));
        assert_eq!(widest("data:image/gif;base64,R0 1x"), None);
        assert!(is_blank("/img/blank.gif"));
        assert!(!is_blank("/img/lantern.jpg"));
        assert_eq!(background("background: url('/x.jpg') 0 0"), Some("/x.jpg"));
    }
}
