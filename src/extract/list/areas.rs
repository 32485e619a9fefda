//! The areas of a page: its own content, navigation, margins and boxes.
//!
//! In: a page. Out: one [`Area`] for each element, which its children inherit. The rule: HTML and ARIA landmarks say what
//! an element is for, and so do common words in classes and ids.

use foldhash::HashMap;
use html5ever::{LocalName, local_name};

use crate::page::elements::{Index, Page};

/// The areas that an element stands in, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Area(u16);

impl Area {
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
    /// Shown only where scripts are off; often a copy of the menu.
    pub(super) const FALLBACK: Self = Self(128);

    /// Whether any of `other` is in this set.
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Words in classes and ids, with the areas that they mark.
const WORDS: &[(Area, &[&str])] = &[
    (
        Area::NAVIGATION,
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
    (Area::BANNER, &["masthead", "topbar", "toolbar", "banner"]),
    (
        Area::FOOTER,
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
        Area::ASIDE,
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
        Area::PROMOTED,
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
        Area::EXTRA,
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

/// A marked element that holds more than this part of the page's text is the page's layout, and its mark is ignored.
const FRAME_SHARE: f32 = 0.5;

/// The area of every element.
#[derive(Debug)]
pub(super) struct Areas(Vec<Area>);

impl Areas {
    /// One pass, parents before children.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let mut areas: Vec<Area> = Vec::with_capacity(page.len());
        let mut by_shape: HashMap<u64, Area> = HashMap::default();
        let all: f32 = if page.len() == 0 {
            0.0
        } else {
            length(page, 0)
        };
        for index in 0..page.len() {
            let element = page.element(index);
            let inherited = if element.parent == index {
                Area::default()
            } else {
                areas[element.parent]
            };
            let own = if is_root(&element.name) {
                Area::default()
            } else {
                let by_class = *by_shape.entry(element.shape).or_insert_with(|| {
                    page.attr(index, "class")
                        .map_or_else(Area::default, by_words)
                });
                let by_name = page
                    .attr(index, "id")
                    .map_or(by_class, |id| by_class.and(by_words(id)));
                by_name.and(landmark(page, index, inherited))
            };
            let marks_part = own != Area::default() && own != Area::MAIN;
            let own = if marks_part && length(page, index) > all * FRAME_SHARE {
                Area(own.0 & Area::MAIN.0)
            } else {
                own
            };
            areas.push(inherited.and(own));
        }
        Self(areas)
    }

    /// The area of `index`.
    pub(super) fn at(&self, index: Index) -> Area {
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

/// What HTML and ARIA say that an element is for (HTML §4.3, WAI-ARIA 1.2 §5.3.4).
fn landmark(page: &Page<'_>, index: Index, inherited: Area) -> Area {
    match page.element(index).name {
        local_name!("nav") | local_name!("menu") => return Area::NAVIGATION,
        local_name!("aside") => return Area::ASIDE,
        local_name!("main") => return Area::MAIN,
        local_name!("dialog") => return Area::EXTRA,
        local_name!("noscript") => return Area::FALLBACK,
        // Within a section these head and close the section, not the page.
        local_name!("header") | local_name!("footer") if !inherited.has(Area::MAIN) => {
            let in_section = page.upwards(index).skip(1).any(|i| {
                matches!(
                    page.element(i).name,
                    local_name!("article") | local_name!("section") | local_name!("li")
                )
            });
            if !in_section {
                return if page.element(index).name == local_name!("header") {
                    Area::BANNER
                } else {
                    Area::FOOTER
                };
            }
        }
        _ => {}
    }
    match page.attr(index, "role") {
        Some("navigation" | "menu" | "menubar") => Area::NAVIGATION,
        Some("complementary") => Area::ASIDE,
        Some("banner") => Area::BANNER,
        Some("contentinfo") => Area::FOOTER,
        Some("main") => Area::MAIN,
        Some("dialog" | "search") => Area::EXTRA,
        _ => Area::default(),
    }
}

/// The areas that the words of a class or id mark: `side-bar`, `sideBar` and `sidebar` are the same.
fn by_words(names: &str) -> Area {
    let mut area = Area::default();
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
                    area = area.and(*marks);
                }
            }
        }
    }
    area
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

    /// The headlines in a sidebar are not the section's, however a theme spells `sidebar`.
    #[test]
    fn spellings_of_one_word_are_one_word() {
        for name in [
            "sidebar",
            "side-bar",
            "sideBar",
            "page_sidebar2",
            "right-rail",
        ] {
            assert!(by_words(name).has(Area::ASIDE), "{name}");
        }
        assert_eq!(by_words("headline"), Area::default());
        assert_eq!(by_words("shotlist"), Area::default());
    }
}
