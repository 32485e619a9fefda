//! Hints from an element's name, its properties and its style.
//!
//! In: an element's name, or the value of an attribute. Out: [`Hints`]. The words of `class` and `id` are read by
//! [`hints`](super::hints).

use html5ever::{LocalName, local_name};

use super::dom::Node;
use super::element_names::heading_level;
use super::hints::Hints;

/// The hints of an element's name.
pub(crate) fn of_name(name: &LocalName) -> Hints {
    match *name {
        local_name!("nav") | local_name!("menu") => Hints::NAV,
        local_name!("footer") => Hints::FOOTER,
        local_name!("aside") => Hints::SIDEBAR,
        local_name!("figcaption") | local_name!("caption") => Hints::CAPTION,
        local_name!("time") => Hints::DATE,
        local_name!("article") => Hints::BODY,
        _ => Hints::default(),
    }
}

/// The hints of microdata, RDFa and link relations: names that standards define, spelled exactly.
pub(crate) fn of_property(value: &str) -> Hints {
    let mut hints = Hints::default();
    for word in value.split_ascii_whitespace() {
        let word = word.rsplit(':').next().unwrap_or(word);
        hints = hints.with(match word {
            "articleBody" => Hints::ARTICLE_BODY,
            "author" | "creator" => Hints::AUTHOR,
            "editor" => Hints::EDITOR,
            "headline" => Hints::TITLE,
            "datePublished" | "dateCreated" => Hints::DATE,
            "dateModified" => Hints::MODIFIED,
            "sourceOrganization" => Hints::SOURCE,
            "tag" => Hints::TAGS,
            _ => Hints::default(),
        });
    }
    hints
}

/// Whether the declarations of a style hide an element.
pub(super) fn hides(style: &str) -> bool {
    let shown = style.chars().take(400).filter(|c| !c.is_whitespace());
    let folded: String = std::iter::once(';')
        .chain(shown.flat_map(char::to_lowercase))
        .collect();
    // A browser cuts the text off or sets it outside of its window, for screen readers alone.
    let is_cut = folded.contains("position:absolute")
        && [
            ";clip:",
            ";clip-path:",
            ";left:-99",
            ";top:-99",
            ";width:1px",
        ]
        .iter()
        .any(|part| folded.contains(part));
    folded.contains("display:none") || folded.contains("visibility:hidden") || is_cut
}

/// The most nodes and letters of an element that is looked into: what is larger is a part of the page, not of a line.
const NODES_LIMIT: usize = 400;
const LETTERS_LIMIT: usize = 600;

/// The letters and digits that an element holds, and whether it holds a picture; `None` for an element that is too large.
pub(super) fn content(node: Node<'_>) -> Option<(usize, bool)> {
    let (mut letters, mut has_picture) = (0, false);
    for (at, inner) in node.descendants().enumerate() {
        if let Some(text) = inner.own_text() {
            letters += text
                .chars()
                .take(LETTERS_LIMIT)
                .filter(|c| c.is_alphanumeric())
                .count();
        }
        has_picture |= inner.has_name("img");
        if at >= NODES_LIMIT || letters >= LETTERS_LIMIT {
            return None;
        }
    }
    Some((letters, has_picture))
}

/// Whether an element with `aria-hidden` shows what the page says elsewhere: a mark without letters, or the drawing of a
/// formula beside its MathML.
pub(super) fn is_ornament(node: Node<'_>) -> bool {
    let is_formula = |beside: Node<'_>| {
        beside.has_name("math")
            || beside
                .first_element_child()
                .is_some_and(|child| child.has_name("math"))
    };
    match content(node) {
        Some((0, false)) => true,
        Some((_, true)) => false,
        Some(_) | None => {
            node.previous_element().is_some_and(is_formula)
                || node.next_element().is_some_and(is_formula)
        }
    }
}

/// Whether a link with this address is the mark by which a heading links to itself: `<h2>Oil <a href="#oil">¶</a></h2>`.
pub(super) fn is_permalink(node: Node<'_>, href: &str) -> bool {
    let is_heading = |up: Node<'_>| up.name().is_some_and(|name| heading_level(name).is_some());
    href.contains('#')
        && node.ancestors().take(2).any(is_heading)
        && content(node) == Some((0, false))
}

/// [`Hints::HIDDEN`], where a utility class hides the element and no other class shows it again (`hidden md:block`).
pub(crate) fn of_utility(class: &str) -> Hints {
    let mut hides = false;
    for name in class.split_ascii_whitespace() {
        match name {
            "hidden" | "hide" | "d-none" | "is-hidden" | "sr-only" | "visually-hidden"
            | "visuallyhidden" | "element-invisible" | "invisible" | "screen-reader-text" => {
                hides = true
            }
            name if name.contains(':') || name.contains("-block") || name.contains("-flex") => {
                return Hints::default();
            }
            _ => {}
        }
    }
    if hides {
        Hints::HIDDEN
    } else {
        Hints::default()
    }
}

#[cfg(test)]
mod tests {
    use super::hides as is_hidden;

    /// Text for screen readers would be read as part of a headline, and a framed box would be lost.
    #[test]
    fn styles_hide_in_many_ways() {
        for hides in [
            "display: none",
            "color:red; Visibility:hidden",
            "position:absolute;width:1px;height:1px;overflow:hidden",
            "position: absolute; left: -9999px",
            "position:absolute;clip:rect(0 0 0 0)",
        ] {
            assert!(is_hidden(hides), "{hides}");
        }
        for shows in [
            "position:absolute;border-width:1px;margin-left:-99px",
            "left:-999px",
            "display:block",
        ] {
            assert!(!is_hidden(shows), "{shows}");
        }
    }
}
