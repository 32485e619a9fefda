//! What an element's name says of how a browser shows it (WHATWG HTML §15, "Rendering").
//!
//! Both views of a page ask here. Where they differ, the function's doc says so.

use html5ever::{LocalName, local_name};

/// The level of a heading, 1 to 6.
pub(crate) fn heading_level(name: &LocalName) -> Option<u8> {
    match *name {
        local_name!("h1") => Some(1),
        local_name!("h2") => Some(2),
        local_name!("h3") => Some(3),
        local_name!("h4") => Some(4),
        local_name!("h5") => Some(5),
        local_name!("h6") => Some(6),
        _ => None,
    }
}

/// Elements whose text no reader sees.
///
/// [`lines`](super::lines) leaves out more: `noscript` that holds no text, `button`, `title` and `head`. A list reads them, since a
/// page may keep the links of its list in `noscript`.
pub(super) fn is_silent(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("svg")
            | local_name!("select")
            | local_name!("textarea")
            | local_name!("iframe")
            | local_name!("object")
            // How the characters beside it are read.
            | local_name!("rt")
            | local_name!("rp")
    )
}

/// Elements that a browser sets within a line.
///
/// [`lines`](super::lines) adds prefixed names (`o:p`, `st1:date`), which word processors leave in articles.
pub(super) fn is_inline(name: &LocalName) -> bool {
    is_emphasis(name)
        || matches!(
            *name,
            local_name!("a")
                | local_name!("abbr")
                | local_name!("bdi")
                | local_name!("bdo")
                | local_name!("cite")
                | local_name!("code")
                | local_name!("img")
                | local_name!("ins")
                | local_name!("kbd")
                | local_name!("label")
                | local_name!("q")
                | local_name!("rb")
                | local_name!("ruby")
                | local_name!("small")
                | local_name!("span")
                | local_name!("time")
                | local_name!("var")
                | local_name!("wbr")
        )
}

/// Elements of a formula (MathML Core §3), which stand within a line.
pub(super) fn is_formula(name: &LocalName) -> bool {
    matches!(
        &**name,
        "math"
            | "mrow"
            | "mi"
            | "mn"
            | "mo"
            | "ms"
            | "mtext"
            | "mspace"
            | "mstyle"
            | "merror"
            | "mpadded"
            | "menclose"
            | "msup"
            | "msub"
            | "msubsup"
            | "mover"
            | "munder"
            | "munderover"
            | "mmultiscripts"
            | "mprescripts"
            | "mfrac"
            | "msqrt"
            | "mroot"
            | "mtable"
            | "mtr"
            | "mtd"
            | "mlabeledtr"
            | "mfenced"
            | "mphantom"
            | "maction"
            | "semantics"
            | "annotation"
            | "annotation-xml"
    )
}

/// Inline elements that do not part the texts on their two sides.
pub(crate) fn is_emphasis(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("b")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("mark")
            | local_name!("s")
            | local_name!("strong")
            | local_name!("sub")
            | local_name!("sup")
            | local_name!("u")
    )
}
