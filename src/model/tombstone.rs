//! What is left of a withdrawn item (RFC 6721): that it was there, when it went, and why.

use serde::{Deserialize, Serialize};

use super::{Guid, Moment};

/// A withdrawn item. Carries nothing of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The item that left.
    pub guid: Guid,
    /// When it was withdrawn.
    pub when: Moment,
    /// Why, in the operator's words; shown to readers.
    pub reason: Option<String>,
}
