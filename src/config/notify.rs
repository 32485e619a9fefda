//! `[notify.NAME]`: who is told what.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use url::Url;

use crate::model::{EndpointId, EventKind, FeedId};

/// A URL that is sent events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The name.
    pub id: EndpointId,
    /// Where events are sent.
    pub url: Url,
    /// The environment variable that holds its secret; for messages.
    pub secret_env: String,
    /// What messages are signed with. Empty: the variable is not set, and nothing is sent.
    pub keys: Vec<SigningKey>,
    /// The events that it is sent; never empty.
    pub events: BTreeSet<EventKind>,
    /// Of these feeds; `None`: of all.
    pub feeds: Option<BTreeSet<FeedId>>,
    /// The URL may lead to a private address.
    pub allow_private: bool,
}

impl Endpoint {
    /// Whether events of `kind` about `feed` are sent to it.
    pub fn wants(&self, kind: EventKind, feed: &FeedId) -> bool {
        let feeds = self.feeds.as_ref();
        !self.keys.is_empty()
            && self.events.contains(&kind)
            && feeds.is_none_or(|feeds| feeds.contains(feed))
    }

    /// The URL without its query, which may hold a key of the receiver's.
    pub fn shown_url(&self) -> Url {
        let mut url = self.url.clone();
        url.set_query(None);
        url
    }
}

/// A key of HMAC-SHA-256. `Debug` says nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(Box<[u8]>);

/// What a secret begins with, as the Standard Webhooks specification has it.
const PREFIX: &str = "whsec_";
/// The lengths that the specification allows, in bytes.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

impl SigningKey {
    /// Reads `whsec_` and 24 to 64 bytes in base64, with or without padding.
    pub fn parse(secret: &str) -> Option<Self> {
        const LENIENT: GeneralPurpose = GeneralPurpose::new(
            &STANDARD,
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
        );
        let bytes = LENIENT.decode(secret.strip_prefix(PREFIX)?).ok()?;
        KEY_BYTES
            .contains(&bytes.len())
            .then(|| Self(bytes.into_boxed_slice()))
    }

    /// The bytes of the key, which are never printed.
    pub const fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A secret that the receiver's library reads otherwise signs nothing that the receiver believes.
    #[test]
    fn a_secret_is_read_as_the_specification_has_it() {
        let key = SigningKey::parse("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").expect("24 bytes");
        assert_eq!(key.expose()[..3], [0x0B, 0x61, 0x55]);
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
        let unpadded = SigningKey::parse("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(unpadded.map(|it| it.expose().len()), Some(25));
        for wrong in [
            "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_not base64 at all, however long it may be",
        ] {
            assert_eq!(SigningKey::parse(wrong), None, "{wrong}");
        }
    }
}
