//! What becomes of each element in a clean body: it stays, only its content stays, or all of it is removed.

use super::math::{Math, math};

/// What the writer does with an element.
pub(super) enum Kind {
    /// Removed with everything in it.
    Dropped,
    /// Only its content stays, on lines of its own.
    Box,
    /// Only its content stays.
    Clear,
    /// Written under this name, as a block.
    Block(&'static str),
    /// Written under this name, within a line.
    Inline(&'static str),
}

/// Whether an element goes with everything in it: code, controls, other documents, foreign markup.
pub(super) fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "iframe"
            | "frame"
            | "frameset"
            | "noframes"
            | "object"
            | "embed"
            | "applet"
            | "svg"
            | "canvas"
            | "map"
            | "area"
            | "audio"
            | "dialog"
            | "input"
            | "select"
            | "option"
            | "optgroup"
            | "textarea"
            | "button"
            | "datalist"
            | "output"
            | "progress"
            | "meter"
            | "title"
            | "meta"
            | "link"
            | "base"
            | "param"
            | "source"
            | "track"
            | "noembed"
            | "xmp"
            | "plaintext"
            | "portal"
            | "bgsound"
            | "keygen"
            | "isindex"
    )
}

/// What the element called `name` is.
pub(super) fn kind(name: &str) -> Kind {
    if is_dropped(name) {
        return Kind::Dropped;
    }
    match math(name) {
        Some(Math::Hidden) => return Kind::Dropped,
        Some(_) => return Kind::Clear,
        None => {}
    }
    Kind::Block(match name {
        "h1" | "h2" => "h2",
        "h3" => "h3",
        "h4" => "h4",
        "h5" => "h5",
        "h6" => "h6",
        "blockquote" => "blockquote",
        "pre" | "listing" => "pre",
        "ul" | "menu" | "dir" => "ul",
        "ol" => "ol",
        "li" => "li",
        "dl" => "dl",
        "dt" => "dt",
        "dd" => "dd",
        "table" => "table",
        "caption" => "caption",
        "thead" => "thead",
        "tbody" => "tbody",
        "tfoot" => "tfoot",
        "tr" => "tr",
        "td" => "td",
        "th" => "th",
        "figure" => "figure",
        "figcaption" => "figcaption",
        "a" | "em" | "strong" | "b" | "i" | "u" | "s" | "strike" | "del" | "ins" | "sub"
        | "sup" | "small" | "mark" | "q" | "cite" | "abbr" | "kbd" | "samp" | "var" | "code"
        | "tt" | "ruby" | "rt" | "rp" | "rb" | "bdi" => {
            return Kind::Inline(inline(name));
        }
        "span" | "font" | "big" | "label" | "time" | "nobr" | "wbr" | "acronym" | "dfn"
        | "data" | "bdo" | "slot" | "picture" | "noscript" | "html" | "body" | "marquee"
        | "blink" | "basefont" => return Kind::Clear,
        _ if name.contains('-') || name.contains(':') => return Kind::Clear,
        _ => return Kind::Box,
    })
}

fn inline(name: &str) -> &'static str {
    match name {
        "a" => "a",
        "em" => "em",
        "strong" => "strong",
        "b" => "b",
        "i" => "i",
        "u" => "u",
        "del" => "del",
        "ins" => "ins",
        "sub" => "sub",
        "sup" => "sup",
        "small" => "small",
        "mark" => "mark",
        "q" => "q",
        "cite" => "cite",
        "abbr" => "abbr",
        "kbd" => "kbd",
        "samp" => "samp",
        "var" => "var",
        "code" | "tt" => "code",
        "ruby" => "ruby",
        "rt" => "rt",
        "rp" => "rp",
        "rb" => "rb",
        "bdi" => "bdi",
        _ => "s",
    }
}
