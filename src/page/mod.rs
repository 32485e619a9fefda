//! A page, parsed once and within bounds, for every reader of it.
//!
//! In: decoded markup. Out: a [`Dom`], and two views of it, each made in one [`walk`] over the tree: [`elements`] for lists
//! (where an element lies and how it is built) and [`lines`] for articles (what a browser shows on a line of its own).
//! [`kind`] says what a text is instead of a page, [`json_ld`] reads the data that pages state for machines, and [`Budget`]
//! counts the work of all readers of a page together.

mod base;
mod budget;
pub(crate) mod challenge;
mod context;
pub(crate) mod dom;
pub(crate) mod element_names;
pub(crate) mod elements;
mod error;
pub(crate) mod fingerprint;
pub(crate) mod hints;
pub(crate) mod json_ld;
pub(crate) mod kind;
pub(crate) mod lines;
pub(crate) mod matching;
mod parse;
mod sink;
mod stated;
mod stylesheet;
mod walk;
mod writer;

pub use self::base::Base;
pub use self::budget::Budget;
pub use self::context::Context;
pub use self::dom::Dom;
pub use self::error::Unreadable;
