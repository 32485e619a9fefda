//! Pages for people: the list of feeds, a feed's preview, and what byline is.
//!
//! In: configuration and feeds. Out: HTML, complete in itself: no script, no font, no image, nothing
//! loaded from anywhere, and a policy that forbids it (CSP). Text of origins is text: it is escaped by
//! the templates, its links are http(s) or none, and an item shows no more than its public grant allows.
//!
//! - `view`: model to what a template prints
//! - `front`, `preview`, `about`, `status`, `error`: one page each, with the template of the same name

mod about;
mod error;
mod front;
pub(crate) mod policy;
mod preview;
mod status;
mod view;

pub(crate) use about::about;
pub(crate) use error::error;
pub(crate) use front::{FEEDS_WITH_HEADLINES, front};
pub(crate) use policy::{HTML, protect};
pub(crate) use preview::preview;
pub(crate) use status::status;

#[cfg(test)]
mod tests;
