//! Pages for people: the list of feeds, a feed's preview, what byline is, the status, an error.
//!
//! In: configuration, feeds and their health. Out: HTML that loads nothing but byline's own icon, and a policy that
//! forbids anything else (CSP). The templates escape all text of origins. Links of origins are http or https, or left
//! out. An item shows no more than its public grant allows.
//!
//! - `view`: from the model to what a template prints
//! - `policy`: the type, the style sheet and the header fields of every page
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
