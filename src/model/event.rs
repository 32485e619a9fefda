//! What the endpoints of `[notify]` in `feeds.toml` are told.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// A kind of event.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, VariantArray,
)]
pub enum EventKind {
    /// A feed's origin does not answer, refuses or fails.
    #[serde(rename = "feed.trouble")]
    FeedTrouble,
    /// A feed that was in trouble, or needed a look, is as it should be.
    #[serde(rename = "feed.recovered")]
    FeedRecovered,
    /// A page is not what it used to be: an operator has to look.
    #[serde(rename = "feed.needs-a-look")]
    FeedNeedsALook,
    /// A feed has an item that it did not have.
    #[serde(rename = "item.published")]
    ItemPublished,
    /// An item was withdrawn by an operator or by its origin.
    #[serde(rename = "item.withdrawn")]
    ItemWithdrawn,
}

impl EventKind {
    /// All of them.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name in `feeds.toml` and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FeedTrouble => "feed.trouble",
            Self::FeedRecovered => "feed.recovered",
            Self::FeedNeedsALook => "feed.needs-a-look",
            Self::ItemPublished => "item.published",
            Self::ItemWithdrawn => "item.withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A receiver compares these names, and a message that is queued is read back by them.
    #[test]
    fn a_kind_has_one_name() {
        for &kind in EventKind::ALL {
            let json = serde_json::to_value(kind).expect("plain data");
            assert_eq!(json, kind.as_str());
        }
    }
}
