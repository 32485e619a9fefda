//! An item's permanent identity, derived and never random (RFC 9562 §5.5, RFC 8141 `urn:uuid:`).

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::link::article_url;

/// `urn:uuid:` and the UUIDv5 (namespace URL) of the normalised article URL.
///
/// Anyone who has the article's link can compute it; no title change, restart or re-install alters it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guid(Uuid);

impl Guid {
    /// The identity of the article at `url`, however its link was decorated or spelled.
    pub fn of(url: &Url) -> Self {
        Self(Uuid::new_v5(
            &Uuid::NAMESPACE_URL,
            article_url(url).as_str().as_bytes(),
        ))
    }

    /// Reads `urn:uuid:…` or the bare UUID, as in `/items/UUID`.
    pub fn parse(text: &str) -> Option<Self> {
        let uuid = text.strip_prefix("urn:uuid:").unwrap_or(text);
        Uuid::try_parse(uuid).ok().map(Self)
    }

    /// The bare UUID, as in `/items/UUID`.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// A fraction of a second, in microseconds below 1,000,000, that is the guid's own.
    ///
    /// Validators warn when two Atom entries share an `updated`; pages print minutes. Added to the
    /// printed time it keeps entries apart and depends on nothing but the guid.
    pub fn microseconds(self) -> i32 {
        let bytes = self.0.as_bytes();
        let number = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
        i32::try_from(number % 1_000_000).unwrap_or(0)
    }
}

impl std::fmt::Display for Guid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.urn())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guid(url: &str) -> Guid {
        Guid::of(&Url::parse(url).expect("a test URL"))
    }

    /// A reader would see every item again if this value ever changed.
    #[test]
    fn the_guid_is_the_uuid_v5_of_the_link() {
        assert_eq!(
            guid("http://news.example/tanews/201501/t20150121_1.htm").to_string(),
            format!(
                "urn:uuid:{}",
                Uuid::new_v5(
                    &Uuid::NAMESPACE_URL,
                    b"http://news.example/tanews/201501/t20150121_1.htm"
                )
            )
        );
    }

    /// One article reached through two decorated links is one item.
    #[test]
    fn decoration_does_not_make_another_item() {
        let plain = guid("http://news.example/a.htm");
        assert_eq!(
            guid("http://NEWS.example:80/a.htm?utm_source=x&spm=1#top"),
            plain
        );
        assert_ne!(guid("http://news.example/a.htm?id=2"), plain);
    }

    /// Whoever objects copies the link from a feed, where what RFC 3986 does not allow is percent-encoded.
    #[test]
    fn the_link_in_a_feed_names_the_item_of_the_page() {
        assert_eq!(
            guid("http://news.example/a^b.htm?n[]=1|2"),
            guid("http://news.example/a%5Eb.htm?n%5B%5D=1%7C2")
        );
    }

    /// `/items/UUID` and the guid in a feed name the same thing.
    #[test]
    fn both_spellings_are_read() {
        let it = guid("http://news.example/a.htm");
        assert_eq!(Guid::parse(&it.to_string()), Some(it));
        assert_eq!(Guid::parse(&it.uuid().to_string()), Some(it));
        assert_eq!(Guid::parse("nonsense"), None);
    }
}
