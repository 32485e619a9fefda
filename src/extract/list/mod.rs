//! A section's list, found by its structure: which articles a listing page announces, and what it says of them.
//!
//! In: decoded markup and a [`Context`](crate::page::Context). Out: a [`Listing`] in page order, or an
//! [`ExtractError`](super::ExtractError) that says what was found instead and what to try.
//!
//! [`zone`] marks menus and margins, [`anchors`] takes the links, [`repeats`] finds where they repeat, [`group`] what
//! parts they play there, [`features`] measures the parts, [`judge`] says which part in which places is the list, and
//! [`item`] reads it. [`detect`] goes through these steps.

mod address;
mod advertise;
mod anchors;
pub(super) mod blocks;
mod choice;
pub(super) mod detect;
mod explain;
mod features;
pub(super) mod fields;
pub(super) mod group;
mod item;
mod judge;
mod listing;
mod next;
pub(super) mod nothing;
mod repeats;
mod state;
mod structured;
#[cfg(test)]
mod tests;
pub(super) mod unite;
mod zone;

pub use self::advertise::{FeedLink, advertised};
pub use self::choice::{Choice, Method, Place};
pub use self::detect::{read, read_remembered};
pub use self::listing::Listing;
pub use self::next::next_page;
