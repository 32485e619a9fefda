//! A section's list, found by its structure: which articles a listing page links, and what it says of each.
//!
//! In: decoded markup and a [`Context`](crate::page::Context). Out: a [`Listing`] in page order, or an
//! [`ExtractError`](super::ExtractError) that says what was found instead and what to try.
//!
//! [`detect`] goes through the steps: [`areas`] marks menus and margins, [`anchors`] collects the links, [`repeats`] finds
//! where links repeat, [`group`] groups links that play the same part (titles, categories, authors), [`features`] measures
//! the groups, [`judge`] decides which groups are the list, and [`item`] reads the fields of each item.

mod address;
mod advertise;
mod anchors;
mod areas;
pub(super) mod blocks;
mod candidates;
mod choice;
pub(super) mod detect;
pub(super) mod entries;
mod evidence;
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
mod script;
mod state;
mod structured;
#[cfg(test)]
mod tests;
pub(super) mod unite;
mod weights;

pub use self::advertise::{FeedLink, advertised, wordpress_posts};
pub use self::candidates::{WeighedGroup, candidates};
pub use self::choice::{Choice, Method, Place};
pub use self::detect::{read, read_remembered};
pub use self::evidence::Evidence;
pub use self::listing::Listing;
pub use self::next::next_page;
