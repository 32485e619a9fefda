//! The picture beside an item.
//!
//! Pages that load pictures late keep the address in `data-src` and the like, and a blank one in `src`. A `picture` shows
//! what one of its sources says (HTML §4.8.1), so its `img` may have no address at all.

use html5ever::local_name;
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
    let shown = page.subtree(item).find_map(|i| match page.element(i).name {
        local_name!("picture") => from_sources(page, links, i),
        local_name!("img") => address(page, links, i).or_else(|| {
            // The operator may have selected the `img` alone.
            let around = page.element(i).parent;
            let is_picture = page.element(around).name == local_name!("picture");
            (i == item && is_picture)
                .then(|| from_sources(page, links, around))
                .flatten()
        }),
        local_name!("video") => {
            let poster = page.attr(i, "poster").filter(|poster| !is_blank(poster))?;
            links.resource(poster)
        }
        _ => None,
    });
    shown.or_else(|| {
        page.subtree(item)
            .filter_map(|i| page.attr(i, "style"))
            .find_map(|style| background(style).and_then(|address| links.resource(address)))
    })
}

/// What the sources of a `picture` say: of those in a format that every reader shows, and for windows of any size, the
/// widest.
fn from_sources(page: &Page<'_>, links: &Links<'_>, picture: Index) -> Option<Url> {
    let inside = || page.subtree(picture).skip(1);
    let is_icon = inside().any(|i| page.element(i).name == local_name!("img") && is_small(page, i));
    let sources = inside().filter(|&i| page.element(i).name == local_name!("source"));
    let says = |at: Index, name: &str, word: &str| {
        page.attr(at, name)
            .is_some_and(|value| value.contains(word))
    };
    let mut best: Option<((bool, bool, f64), &str)> = None;
    for source in sources.filter(|_| !is_icon) {
        let set = SETS.iter().find_map(|name| page.attr(source, name));
        let Some((size, address)) = set.and_then(widest) else {
            continue;
        };
        let width = match size {
            Size::Width(width) => width,
            Size::Density(_) => 0.0,
        };
        let rank = (
            !says(source, "type", "avif") && !says(source, "type", "jxl"),
            !says(source, "media", "max-width"),
            width,
        );
        if best.as_ref().is_none_or(|(most, _)| rank > *most) {
            best = Some((rank, address));
        }
    }
    links.resource(best?.1)
}

/// Whether a picture is stated to be an icon.
fn is_small(page: &Page<'_>, at: Index) -> bool {
    let is_under = |name| {
        let stated = page.attr(at, name);
        let pixels = stated.and_then(|stated| stated.trim_end_matches("px").parse::<u32>().ok());
        pixels.is_some_and(|pixels| pixels < ICON_PIXELS)
    };
    is_under("width") || is_under("height")
}

fn address(page: &Page<'_>, links: &Links<'_>, at: Index) -> Option<Url> {
    if is_small(page, at) {
        return None;
    }
    let late = LATE.iter().find_map(|name| page.attr(at, name));
    let set = || {
        let set = SETS.iter().find_map(|name| page.attr(at, name))?;
        widest(set).map(|(_, address)| address)
    };
    let plain = || page.attr(at, "src").filter(|src| !is_blank(src));
    late.filter(|src| !is_blank(src))
        .or_else(plain)
        .or_else(set)
        .and_then(|src| links.resource(src))
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

/// What a candidate of a `srcset` says of its size.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Size {
    /// `2x`; a candidate without a size is `1x`.
    Density(f64),
    /// `640w`.
    Width(f64),
}

/// The candidate with the greatest width or density (HTML §4.8.4.2, "Parsing a srcset attribute").
fn widest(set: &str) -> Option<(Size, &str)> {
    let mut best: Option<(Size, &str)> = None;
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (candidate, behind) = rest.split_at(end);
        if candidate.is_empty() {
            return best;
        }
        // An address may hold commas; one at its end parts it from the next candidate.
        let address = candidate.trim_end_matches(',');
        let (described, next) = if address.len() < candidate.len() {
            ("", behind)
        } else {
            behind.split_once(',').unwrap_or((behind, ""))
        };
        rest = next;
        let number = |sign: char| {
            let mut words = described.split_whitespace();
            words.find_map(|word| word.strip_suffix(sign)?.parse::<f64>().ok())
        };
        let size = number('w')
            .map(Size::Width)
            .unwrap_or_else(|| Size::Density(number('x').unwrap_or(1.0)));
        if !is_blank(address) && best.is_none_or(|(most, _)| size > most) {
            best = Some((size, address));
        }
    }
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

    fn shown(markup: &str, name: &str) -> Option<String> {
        let dom = crate::page::Dom::parse(markup, &crate::page::Budget::unbounded());
        let dom = dom.expect("a small page");
        let page = Page::of(&dom);
        let url = Url::parse("https://news.example/").expect("a test URL");
        let context = crate::page::Context {
            url: &url,
            zone: &jiff::tz::TimeZone::UTC,
            language: "en",
            now: jiff::Timestamp::UNIX_EPOCH,
            budget: &crate::page::Budget::unbounded(),
        };
        let links = Links::of(&page, &context);
        let at = (0..page.len()).find(|&i| &*page.element(i).name == name)?;
        of(&page, &links, at).map(|url| url.path().to_owned())
    }

    /// A picture without an address of its own would leave the item without a picture.
    #[test]
    fn a_picture_shows_what_its_sources_say() {
        for (markup, picture) in [
            (
                "<picture><source srcset='/1.jpg 1x'><img alt=quay></picture>",
                "/1.jpg",
            ),
            (
                "<picture><source srcset='/1.jpg 1x, /2.jpg 2x'><img class=lazy></picture>",
                "/2.jpg",
            ),
            (
                "<picture><source srcset='/4.jpg 400w, /8.jpg 800w'><img src=/blank.gif></picture>",
                "/8.jpg",
            ),
            (
                "<picture><source media='(max-width: 600px)' srcset=/small.jpg><source srcset=/wide.jpg><img></picture>",
                "/wide.jpg",
            ),
            (
                "<picture><source type=image/avif srcset='/1.avif 1600w'><source data-srcset='/1.webp 800w'><img></picture>",
                "/1.webp",
            ),
        ] {
            for item in ["picture", "img", "article"] {
                let markup = format!("<article><h2>Title</h2>{markup}</article>");
                assert_eq!(
                    shown(&markup, item).as_deref(),
                    Some(picture),
                    "{item}: {markup}"
                );
            }
        }
        let icon = "<article><picture><source srcset=/i.png><img width=16></picture></article>";
        assert_eq!(shown(icon, "article"), None);
        let film = "<article><video poster=/p.jpg><source src=/film.mp4></video></article>";
        assert_eq!(shown(film, "article").as_deref(), Some("/p.jpg"));
    }

    /// A feed would show the grey square that the page shows before it has loaded.
    #[test]
    fn the_widest_real_address_wins() {
        for (set, address) in [
            ("/a.jpg 320w, /b.jpg 640w", Some("/b.jpg")),
            ("/a.jpg 1200w,/b.jpg 640w", Some("/a.jpg")),
            ("/a,c.jpg, /b.jpg 2x", Some("/b.jpg")),
            ("/a.jpg 1x,/b.jpg 2x,/c.jpg 1.5x", Some("/b.jpg")),
            (
                "\n  /a.jpg 400w 300h,\n  /b.jpg 800w 600h\n",
                Some("/b.jpg"),
            ),
            ("/w_1,h_2/a.jpg", Some("/w_1,h_2/a.jpg")),
            ("data:image/gif;base64,R0 1x", None),
            (" , ", None),
        ] {
            assert_eq!(widest(set).map(|(_, address)| address), address, "{set}");
        }
        assert!(is_blank("/img/blank.gif"));
        assert!(!is_blank("/img/lantern.jpg"));
        assert_eq!(background("background: url('/x.jpg') 0 0"), Some("/x.jpg"));
    }
}
