//! A page as all who read it see it: parsed once, within bounds, into elements and lines.
//!
//! In: decoded markup. Out: a [`Dom`], and two views of it that are made in one pass each: [`elements`] (for lists: where
//! an element lies and how it is built) and [`lines`] (for articles: what a browser would show on a line of its own).
//! [`Budget`] counts what all who read the page spend together.

mod base;
mod budget;
pub(crate) mod challenge;
mod context;
mod dom;
pub(crate) mod element_names;
pub(crate) mod elements;
mod error;
pub(crate) mod fingerprint;
pub(crate) mod hints;
pub(crate) mod json_ld;
pub(crate) mod kind;
pub(crate) mod lines;
mod sink;
mod stated;
mod walk;
mod writer;

pub use self::base::Base;
pub use self::budget::Budget;
pub use self::context::Context;
pub use self::dom::Dom;
pub use self::error::Unreadable;
