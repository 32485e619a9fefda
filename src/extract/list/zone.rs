//! Which parts of a page are its own content, and which are navigation, margins and boxes.
//!
//! In: a page. Out: one [`Zone`] for each element, inherited downwards. It goes by what elements are for (HTML
//! and ARIA landmarks), and by the words that authors everywhere put into classes and ids.

use dom_query::{LocalName, local_name};
use foldhash::HashMap;

use crate::page::elements::{Index, Page};

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Zone(u16);

impl Zone {
    /// Menus, breadcrumbs, pagination.
    pub(super) const NAVIGATION: Self = Self(1);
    /// The page's own head.
    pub(super) const BANNER: Self = Self(2);
    /// The page's foot.
    pub(super) const FOOTER: Self = Self(4);
    /// A column beside the content.
    pub(super) const ASIDE: Self = Self(8);
    /// A box of popular, related or recommended things.
    pub(super) const PROMOTED: Self = Self(16);
    /// Tags, sharing, comments, advertisements, dialogs.
    pub(super) const EXTRA: Self = Self(32);
    /// The landmark `main`.
    pub(super) const MAIN: Self = Self(64);
    /// Read only by those who run no script: often a copy of the menu.
    pub(super) const FALLBACK: Self = Self(128);

    /// Is any of `other` in this?
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// How likely the page's own list stands here.
    pub(super) fn weight(self) -> f32 {
        let mut weight = 1.0;
        for (zone, factor) in [
            (Self::NAVIGATION, 0.08),
            (Self::BANNER, 0.25),
            (Self::FOOTER, 0.08),
            (Self::ASIDE, 0.3),
            (Self::PROMOTED, 0.45),
            (Self::EXTRA, 0.3),
            (Self::FALLBACK, 0.3),
            (Self::MAIN, 1.25),
        ] {
            if self.has(zone) {
                weight *= factor;
            }
        }
        weight
    }
}

/// Words in classes and ids, with what they mark.
const WORDS: &[(Zone, &[&str])] = &[
    (
        Zone::NAVIGATION,
        &[
            "nav",
            "navbar",
            "navigation",
            "subnav",
            "topnav",
            "mainnav",
            "menu",
            "submenu",
            "megamenu",
            "breadcrumb",
            "breadcrumbs",
            "crumb",
            "crumbs",
            "pagination",
            "pager",
            "paging",
            "pagenav",
            "daohang",
            "sitemap",
            "langs",
            "languages",
        ],
    ),
    (Zone::BANNER, &["masthead", "topbar", "toolbar", "banner"]),
    (
        Zone::FOOTER,
        &[
            "footer",
            "foot",
            "bottombar",
            "copyright",
            "colophon",
            "friendlink",
            "friendlinks",
            "friendslink",
            "links",
        ],
    ),
    (
        Zone::ASIDE,
        &[
            "sidebar",
            "aside",
            "siderail",
            "sidebox",
            "rightrail",
            "rail",
            "secondary",
        ],
    ),
    (
        Zone::PROMOTED,
        &[
            "popular",
            "mostread",
            "mostpopular",
            "related",
            "recommend",
            "recommended",
            "recommendations",
            "recommendation",
            "trending",
            "hot",
            "hotlist",
            "hotnews",
            "rank",
            "ranking",
            "ranklist",
            "paihang",
            "tuijian",
            "remen",
            "sponsored",
            "promoted",
            "toplist",
        ],
    ),
    (
        Zone::EXTRA,
        &[
            "tags",
            "tagcloud",
            "taglist",
            "tag",
            "share",
            "sharing",
            "social",
            "comment",
            "comments",
            "ad",
            "ads",
            "advert",
            "advertisement",
            "adsbox",
            "cookie",
            "cookies",
            "consent",
            "modal",
            "popup",
            "dialog",
            "login",
            "newsletter",
            "subscribe",
            "search",
            "filter",
            "filters",
            "byline",
            "author",
            "authors",
        ],
    ),
];

/// A marked element that holds more of the page's text than this is its frame, not a part.
const FRAME_SHARE: f32 = 0.5;

/// The zone of every element.
#[derive(Debug)]
pub(super) struct Zones(Vec<Zone>);

impl Zones {
    /// One pass, parents before children.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let mut zones: Vec<Zone> = Vec::with_capacity(page.len());
        let mut by_shape: HashMap<u64, Zone> = HashMap::default();
        let all: f32 = if page.len() == 0 {
            0.0
        } else {
            length(page, 0)
        };
        for index in 0..page.len() {
            let element = page.element(index);
            let inherited = if element.parent == index {
                Zone::default()
            } else {
                zones[element.parent]
            };
            let own = if is_root(&element.name) {
                Zone::default()
            } else {
                let by_class = *by_shape.entry(element.shape).or_insert_with(|| {
                    page.attr(index, "class")
                        .map_or_else(Zone::default, |class| by_words(&class))
                });
                let by_name = page
                    .attr(index, "id")
                    .map_or(by_class, |id| by_class.and(by_words(&id)));
                by_name.and(landmark(page, index, inherited))
            };
            let marks_part = own != Zone::default() && own != Zone::MAIN;
            let own = if marks_part && length(page, index) > all * FRAME_SHARE {
                Zone(own.0 & Zone::MAIN.0)
            } else {
                own
            };
            zones.push(inherited.and(own));
        }
        Self(zones)
    }

    /// The zone of `index`.
    pub(super) fn at(&self, index: Index) -> Zone {
        self.0[index]
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share needs no more than three digits"
)]
fn length(page: &Page<'_>, index: Index) -> f32 {
    page.span(index).len() as f32
}

fn is_root(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("html") | local_name!("body") | local_name!("head")
    )
}

/// What HTML and ARIA say an element is for (HTML 4.3, WAI-ARIA 1.2 §5.3.4).
fn landmark(page: &Page<'_>, index: Index, inherited: Zone) -> Zone {
    match page.element(index).name {
        local_name!("nav") | local_name!("menu") => return Zone::NAVIGATION,
        local_name!("aside") => return Zone::ASIDE,
        local_name!("main") => return Zone::MAIN,
        local_name!("dialog") => return Zone::EXTRA,
        local_name!("noscript") => return Zone::FALLBACK,
        // Within a section these head and close the section, not the page.
        local_name!("header") | local_name!("footer") if !inherited.has(Zone::MAIN) => {
            let in_section = page.upwards(index).skip(1).any(|i| {
                matches!(
                    page.element(i).name,
                    local_name!("article") | local_name!("section") | local_name!("li")
                )
            });
            if !in_section {
                return if page.element(index).name == local_name!("header") {
                    Zone::BANNER
                } else {
                    Zone::FOOTER
                };
            }
        }
        _ => {}
    }
    match page.attr(index, "role").as_deref() {
        Some("navigation" | "menu" | "menubar") => Zone::NAVIGATION,
        Some("complementary") => Zone::ASIDE,
        Some("banner") => Zone::BANNER,
        Some("contentinfo") => Zone::FOOTER,
        Some("main") => Zone::MAIN,
        Some("dialog" | "search") => Zone::EXTRA,
        _ => Zone::default(),
    }
}

/// The zones that the words in a class or id name: `side-bar`, `sideBar` and `sidebar` are the same.
fn by_words(names: &str) -> Zone {
    let mut zone = Zone::default();
    for name in names.split_ascii_whitespace() {
        // A CMS writes an article's own labels into its class: `tag-search`, `category-hot`.
        if ["tag-", "category-", "cat-", "status-", "format-"]
            .iter()
            .any(|label| name.starts_with(label))
        {
            continue;
        }
        let words = words(name);
        let joined = words.windows(2).map(|two| two.concat());
        for word in words.iter().cloned().chain(joined) {
            for (marks, list) in WORDS {
                if list.contains(&word.as_str()) {
                    zone = zone.and(*marks);
                }
            }
        }
    }
    zone
}

/// `rightSide_hot-list2` as `right side hot list`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        let starts = !c.is_ascii_alphabetic() || (c.is_ascii_uppercase() && after_lower);
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        after_lower = c.is_ascii_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However a theme spells its sidebar, its headlines are not the section's.
    #[test]
    fn spellings_of_one_word_are_one_word() {
        for name in [
            "sidebar",
            "side-bar",
            "sideBar",
            "page_sidebar2",
            "right-rail",
        ] {
            assert!(by_words(name).has(Zone::ASIDE), "{name}");
        }
        assert_eq!(by_words("headline"), Zone::default());
        assert_eq!(by_words("shotlist"), Zone::default());
    }
}
