//! A podcast as a whole: what its feed says beside its episodes.
//!
//! `extract` fills it from an upstream feed, `render` puts it beside the episodes that leave. Terms: the channel tags
//! of Apple Podcasts. Directories want a category, an owner's address and whether it is explicit.

use serde::{Deserialize, Serialize};
use url::Url;

/// A podcast as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Show {
    /// What it is about (`itunes:category`), the first first.
    pub categories: Vec<ShowCategory>,
    /// Whether it is for adults only (`itunes:explicit`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// Who makes it (`itunes:author`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Whom directories ask (`itunes:owner`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<ShowOwner>,
    /// `episodic` or `serial` (`itunes:type`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its cover (`itunes:image`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Url>,
}

/// A category of a podcast, with those within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowCategory {
    /// Its name.
    pub name: String,
    /// The names of those within it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
}

/// Whom directories ask about a podcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowOwner {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address of e-mail.
    pub email: String,
}

impl Show {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
