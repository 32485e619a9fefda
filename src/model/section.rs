//! A section as items name it.

use serde::{Deserialize, Serialize};
use url::Url;

use super::PublisherId;

/// A section that lists an item; a category in every format.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Section {
    /// The section's page.
    pub url: Url,
    /// Its name for people.
    pub label: String,
    /// Whose section it is, where that is not the publisher of the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<PublisherId>,
}
