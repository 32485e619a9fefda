//! Identifiers that an operator chooses in `feeds.toml` and that stand in URLs.

use serde::{Deserialize, Serialize};

/// Why a name cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{id:?} cannot stand in a URL; use 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit"
)]
pub struct IdError {
    /// The name as written.
    pub id: String,
}

fn valid(id: &str) -> Result<Box<str>, IdError> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let fits = (1..=64).contains(&id.len())
        && id.bytes().all(|b| plain(b) || b == b'-' || b == b'_')
        && id.bytes().next().is_some_and(plain);
    if fits {
        Ok(id.into())
    } else {
        Err(IdError { id: id.to_owned() })
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as it stands in URLs.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(id: &str) -> Result<Self, IdError> {
                valid(id).map(Self)
            }
        }
        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(id: String) -> Result<Self, IdError> {
                valid(&id).map(Self)
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id! {
    /// A feed's id: the `tanews` of `[feeds.tanews]` and `/feeds/tanews.rss`.
    FeedId
}
id! {
    /// A publisher's id: the `dyw` of `[publishers.dyw]` and `/licenses/dyw.xml`.
    PublisherId
}
id! {
    /// A partner's id: the `harbour` of `[partners.harbour]`, in logs and metrics.
    PartnerId
}
id! {
    /// An endpoint's id: the `ops` of `[notify.ops]`, in logs and metrics.
    EndpointId
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An id that needs escaping would make two spellings of one feed's URL.
    #[test]
    fn an_id_is_fit_for_a_path() {
        for good in ["tanews", "a", "2015-news_x"] {
            assert!(good.parse::<FeedId>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "Tanews",
            "a b",
            "../x",
            "a.rss",
            "泰安",
            "-a",
            &"a".repeat(65),
        ] {
            assert!(bad.parse::<FeedId>().is_err(), "{bad}");
        }
    }
}
