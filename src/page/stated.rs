//! Hints from an element's name, its properties and its style.
//!
//! In: an element's name, or the value of an attribute. Out: [`Hints`]. The words of `class` and `id` are read by
//! [`hints`](super::hints).

use dom_query::{LocalName, local_name};

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

/// [`Hints::HIDDEN`], where an inline style hides the element.
pub(crate) fn of_style(style: &str) -> Hints {
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
    if folded.contains("display:none") || folded.contains("visibility:hidden") || is_cut {
        Hints::HIDDEN
    } else {
        Hints::default()
    }
}

/// [`Hints::HIDDEN`], where a utility class hides the element and no other class shows it again (`hidden md:block`).
pub(crate) fn of_utility(class: &str) -> Hints {
    let mut hides = false;
    for name in class.split_ascii_whitespace() {
        match name {
            "hidden" | "hide" | "d-none" | "is-hidden" | "sr-only" | "visually-hidden" => {
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
    use super::*;

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
            assert_eq!(of_style(hides), Hints::HIDDEN, "{hides}");
        }
        for shows in [
            "position:absolute;border-width:1px;margin-left:-99px",
            "left:-999px",
            "display:block",
        ] {
            assert_eq!(of_style(shows), Hints::default(), "{shows}");
        }
    }
}
