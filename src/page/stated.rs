//! What one element says of itself: by its name, its properties, its style.

use dom_query::{LocalName, local_name};

use super::hints::Hints;

/// What an element's own name says.
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

/// Microdata, RDFa and link relations: one word, spelled exactly.
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

pub(crate) fn of_style(style: &str) -> Hints {
    let folded: String = style
        .chars()
        .take(400)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    if folded.contains("display:none") || folded.contains("visibility:hidden") {
        Hints::HIDDEN
    } else {
        Hints::default()
    }
}

/// `class="hidden"` hides, unless another class shows it again (`hidden md:block`).
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
