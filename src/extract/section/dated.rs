//! The date beside an item.

use super::page::{Index, Page};
use crate::extract::Context;
use crate::model::Moment;

/// The date that the element `place` states, or that stands in its text.
pub(super) fn at(_page: &Page<'_>, _place: Index, _at: &Context<'_>) -> Option<Moment> {
    None // until `extract::date` reads what pages print
}
