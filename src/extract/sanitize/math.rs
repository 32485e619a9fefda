//! Formulas in MathML, as far as text can say them.
//!
//! In: an element of a fragment. Out: what it is to a text (MathML Core §3). A formula is read in its order: `E = mc²` with
//! a raised 2, one half as `1/2`, a root with its sign. What is laid out in two dimensions beyond that comes as its words.

use crate::page::dom::Node;

/// What a MathML element is to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Math {
    /// A formula, or a part of one that is read as it stands.
    Plain,
    /// A base, and what stands below and above it, in this order; `true` is above.
    Scripts(&'static [bool]),
    /// What is above and what is below the line.
    Fraction,
    Root,
    /// Cells and rows: apart from what follows.
    Cell,
    /// Not shown: the source of the formula in another notation.
    Hidden,
}

/// What the element called `name` is, if it is one of MathML's.
pub(super) fn math(name: &str) -> Option<Math> {
    let name = name
        .strip_prefix("mml:")
        .or_else(|| name.strip_prefix("m:"))
        .unwrap_or(name);
    Some(match name {
        "math" | "mi" | "mn" | "mo" | "ms" | "mtext" | "mrow" | "mstyle" | "merror" | "mpadded"
        | "menclose" | "mtable" | "semantics" | "maction" | "mmultiscripts" | "mfenced" => {
            Math::Plain
        }
        "msup" | "mover" => Math::Scripts(&[true]),
        "msub" | "munder" => Math::Scripts(&[false]),
        "msubsup" | "munderover" => Math::Scripts(&[false, true]),
        "mfrac" => Math::Fraction,
        "msqrt" | "mroot" => Math::Root,
        "mtd" | "mtr" | "mlabeledtr" | "mspace" => Math::Cell,
        "annotation" | "annotation-xml" | "mphantom" | "mprescripts" => Math::Hidden,
        _ => return None,
    })
}

/// A formula without words has no more nodes than this.
const LOOKED_AT: usize = 200;

/// The words that stand for a formula which has none of its own.
pub(super) fn alternative(node: Node<'_>) -> Option<&str> {
    let is_formula = node
        .name()
        .is_some_and(|name| matches!(&**name, "math" | "mml:math" | "m:math"));
    let alternative = is_formula.then(|| node.attr("alttext")).flatten()?;
    let is_hidden = |up: Node<'_>| up.name().and_then(|name| math(name)) == Some(Math::Hidden);
    let is_silent = node.descendants().take(LOOKED_AT).all(|inner| {
        let is_blank = inner.own_text().is_none_or(|text| text.trim().is_empty());
        is_blank || inner.ancestors().take(4).any(is_hidden)
    });
    is_silent.then_some(alternative)
}
