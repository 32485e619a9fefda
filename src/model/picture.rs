//! A picture of an article: what it shows and whose it is, as the page states it.
//!
//! `extract` fills it, `store` keeps it, `gateway` puts it into the item. Whether the picture may leave is ruled by
//! [`super::Publisher::rule`] and obeyed by [`super::Item::content`].

use serde::{Deserialize, Serialize};
use url::Url;

/// What stands between the names of a credit.
pub(super) const BETWEEN_NAMES: [char; 9] = ['/', '／', '、', ',', '，', ';', '；', '|', '｜'];

/// A picture with what its page says of it. A fact that the page does not state is absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// Its address.
    pub url: Url,
    /// What it shows, plain text, without the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who made it and for whom, as printed, without a label: `Ann Lee/Cape Wire`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Who holds the rights, by name: as the page states it, or the organisation in the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Url>,
}

impl Picture {
    /// A picture of which nothing is known yet.
    pub const fn at(url: Url) -> Self {
        Self {
            url,
            caption: None,
            credit: None,
            holder: None,
            licence: None,
        }
    }

    /// Whether the page says whose it is, or on what terms.
    pub const fn is_credited(&self) -> bool {
        self.credit.is_some() || self.holder.is_some() || self.licence.is_some()
    }

    /// Whether the page says anything of it.
    pub const fn says_something(&self) -> bool {
        self.is_credited() || self.caption.is_some()
    }

    /// What `other` states of the same picture and this does not.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            url: self.url,
            caption: self.caption.or(other.caption),
            credit: self.credit.or(other.credit),
            holder: self.holder.or(other.holder),
            licence: self.licence.or(other.licence),
        }
    }

    /// The names in the credit or, where it is stated, of the holder.
    pub(super) fn owners(&self) -> impl Iterator<Item = &str> {
        let named = self.holder.as_deref().or(self.credit.as_deref());
        named
            .unwrap_or_default()
            .split(BETWEEN_NAMES)
            .map(str::trim)
            .filter(|name| !name.is_empty())
    }

    /// About how many bytes it takes in memory.
    pub fn weight_bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let url = |url: &Url| url.as_str().len();
        size_of::<Self>()
            + url(&self.url)
            + text(&self.caption)
            + text(&self.credit)
            + text(&self.holder)
            + self.licence.as_ref().map_or(0, url)
    }
}
