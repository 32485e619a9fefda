//! HTML that byline may send.

use serde::{Deserialize, Serialize};

/// A body fragment that has been through `extract::sanitize`: allow-listed elements, absolute http(s) URLs,
/// no script, style or event handler.
///
/// Renderers take this type and nothing else, so unsanitised markup of an origin cannot reach a feed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Vouches that `html` comes out of the sanitiser. Called there, and nowhere else.
    pub(crate) const fn from_sanitized(html: String) -> Self {
        Self(html)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
