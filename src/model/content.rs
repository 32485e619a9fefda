//! The part of an item that an audience may see, as far as the grant goes.

use serde::{Deserialize, Serialize};
use url::Url;

use super::html::SafeHtml;
use super::media::Media;
use super::picture::Picture;

/// The part of an item that an audience may see, as far as the grant goes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The abstract, plain text.
    pub summary: Option<String>,
    /// The body.
    pub body: Option<SafeHtml>,
    /// The body's plain text, or its [`opening`](super::opening): what an excerpt is cut from.
    pub text: Option<String>,
    /// The lead image.
    pub image: Option<Url>,
    /// What the page says of the lead image and of the pictures in the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    /// What it lets hear or see.
    #[serde(default, skip_serializing_if = "Media::is_empty")]
    pub media: Media,
    /// `max-snippet`, in characters.
    pub max_snippet_chars: Option<usize>,
    /// Whether the article was read. What was not read yet is a headline and may grow without an update.
    pub read: bool,
}
