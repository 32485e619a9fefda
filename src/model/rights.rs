//! What may be done with an item: the grant, and the rights it stands under.

use serde::{Deserialize, Serialize};
use strum::VariantArray;
use url::Url;

/// How much of an item may leave: `Headline < Excerpt < Full`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, VariantArray,
)]
#[serde(rename_all = "lowercase")]
pub enum Grant {
    /// Title, link, dates and credit.
    Headline,
    /// And the abstract, or the beginning of the body.
    Excerpt,
    /// And the body.
    Full,
}

impl Grant {
    /// All of them, the narrowest first.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// A page or a source may restrict its publisher's grant, never widen it.
    #[must_use]
    pub fn narrowed_by(self, other: Self) -> Self {
        self.min(other)
    }

    /// `headline`, `excerpt` or `full`: the word in `feeds.toml` and in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Excerpt => "excerpt",
            Self::Full => "full",
        }
    }
}

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no grant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a grant; use \"headline\", \"excerpt\" or \"full\"")]
pub struct UnknownGrant(pub String);

impl std::str::FromStr for Grant {
    type Err = UnknownGrant;
    fn from_str(word: &str) -> Result<Self, UnknownGrant> {
        let mut all = Self::ALL.iter().copied();
        all.find(|grant| grant.as_str() == word)
            .ok_or_else(|| UnknownGrant(word.to_owned()))
    }
}

/// Who owns an item and on what terms. There is no default: the code that makes an item says whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rights {
    /// Who holds the rights, by name.
    pub holder: String,
    /// The notice that must go along, as text.
    pub notice: String,
    /// The page with the publisher's terms.
    pub terms: Option<Url>,
    /// Whom to ask or to object to: a `mailto:` or `https:` URL.
    pub contact: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_grant() -> impl Strategy<Value = Grant> {
        prop_oneof![
            Just(Grant::Headline),
            Just(Grant::Excerpt),
            Just(Grant::Full)
        ]
    }

    proptest! {
        /// A page that could widen its publisher's grant would give away what it does not own.
        #[test]
        fn narrowing_never_widens(ours in any_grant(), page in any_grant()) {
            prop_assert!(ours.narrowed_by(page) <= ours);
            prop_assert!(ours.narrowed_by(page) <= page);
        }
    }

    /// The words are the contract of `feeds.toml` and of the feeds.
    #[test]
    fn a_grant_reads_back_as_written() {
        for &grant in Grant::ALL {
            assert_eq!(grant.as_str().parse(), Ok(grant));
        }
        assert!("Full".parse::<Grant>().is_err());
    }
}
