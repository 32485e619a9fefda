//! An item's permanent identity, derived and never random (RFC 9562 §5.5, RFC 8141 `urn:uuid:`).

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::link::{former_article_url, place_url};

/// `urn:uuid:` and the UUIDv5 (namespace URL) of the normalised article URL, written with `https`.
///
/// Normalised is what an item's link is: RFC 3986 §6, without user info and counting parameters, and without a fragment
/// unless the item is a place of a page, such as an entry of release notes. http and https are one article. Anyone who has
/// the item's link can compute it; no title change, restart, re-install or move to https alters it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guid(Uuid);

impl Guid {
    /// Which rule makes guids. It is raised when they change, and what was made under another rule is made anew.
    pub const RULE: u8 = 2;

    /// The identity of the article at `url`, however its link was decorated or spelled. A fragment counts: a link that may
    /// have a stray one goes through [`article_url`](super::article_url) first.
    pub fn of(url: &Url) -> Self {
        let mut url = place_url(url);
        // Fails for no http(s) URL. Of the two https is used, since fewer guids change when a site moves there.
        let _ = url.set_scheme("https");
        Self::v5(&url)
    }

    /// The guids that the article at `url` had under the first rule, over http and over https.
    pub(crate) fn former(url: &Url) -> [Self; 2] {
        ["http", "https"].map(|scheme| {
            let mut url = former_article_url(url);
            let _ = url.set_scheme(scheme);
            Self::v5(&url)
        })
    }

    fn v5(url: &Url) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_str().as_bytes()))
    }

    /// Reads `urn:uuid:…` or the bare UUID, as in `/items/UUID`.
    pub fn parse(text: &str) -> Option<Self> {
        let uuid = text.strip_prefix("urn:uuid:").unwrap_or(text);
        Uuid::try_parse(uuid).ok().map(Self)
    }

    /// The guid that was stored as `uuid`.
    pub(crate) const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The bare UUID, as in `/items/UUID`.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// A second of the minute, 0 to 59, that is the guid's own.
    ///
    /// Validators warn when two Atom entries share an `updated`; pages print minutes. In place of the seconds that a page
    /// does not print it keeps most entries apart and depends on nothing but the guid.
    pub fn second(self) -> i8 {
        let bytes = self.0.as_bytes();
        let number = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
        i8::try_from(number % 60).unwrap_or(0)
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
        Guid::of(&crate::testing::url(url))
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
                    b"https://news.example/tanews/201501/t20150121_1.htm"
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
        assert_eq!(guid("https://me@news.example:443/a.htm?gbraid=x"), plain);
        assert_eq!(guid("https://news.example/a.htm#comments"), plain);
        assert_ne!(guid("http://news.example:8080/a.htm"), plain);
        assert_ne!(guid("https://news.example/a.htm#entry-2"), plain);
        assert_ne!(guid("http://news.example/a.htm?id=2"), plain);
    }

    /// A person who objects copies the link from a feed, where what RFC 3986 does not allow is percent-encoded.
    #[test]
    fn the_link_in_a_feed_names_the_item_of_the_page() {
        assert_eq!(
            guid("http://news.example/a^b.htm?n[]=1|2"),
            guid("http://news.example/a%5Eb.htm?n%5B%5D=1%7C2")
        );
    }

    /// A takedown that an operator entered by a guid of the first rule must still find its article.
    #[test]
    fn former_guids_are_those_of_the_first_rule() {
        let url = crate::testing::url("https://news.example/a.htm?gclsrc=1&fbclid=2#x");
        let v5 = |text: &str| Guid(Uuid::new_v5(&Uuid::NAMESPACE_URL, text.as_bytes()));
        assert_eq!(
            Guid::former(&url),
            [
                v5("http://news.example/a.htm?gclsrc=1"),
                v5("https://news.example/a.htm?gclsrc=1")
            ]
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
