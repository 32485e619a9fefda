//! A document, ready to be sent: its bytes in the codings that readers ask for, its validators, its headers.
//!
//! All that a response needs is made once, when the bytes change. Answering a request is then a reference count on
//! [`Bytes`] and a copy of [`HeaderValue`]s, without hashing, compressing or formatting. A coding is made at the first
//! request for it: most feeds are read in one format and one coding, and compressing the others would be most of the
//! cost of a refresh.
//! Terms: RFC 9110 §8.4 (content codings), §8.8 (validators).

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::coding::{Coding, Representation, WORTHWHILE_BYTES};

/// A document, ready to be sent.
#[derive(Debug)]
pub struct Document {
    identity: Representation,
    gzip: Packed,
    brotli: Packed,
    /// `Content-Type`.
    pub content_type: HeaderValue,
    /// `ETag`: weak, of the body's SHA-256, one for all codings.
    ///
    /// Weak, since the codings differ in their bytes and not in what they say (RFC 9110 §8.8.3).
    pub etag: HeaderValue,
    /// `Last-Modified`; in whole seconds, so it never proves that nothing changed, which the `ETag` does.
    pub last_modified: Option<HeaderValue>,
    /// `Link`.
    pub link: Option<HeaderValue>,
    /// `tdm-policy`, sent with `tdm-reservation: 1`: the rights holder reserves text and data mining.
    pub tdm_policy: Option<HeaderValue>,
}

/// The bytes in a compressed coding, made at the first request for it.
#[derive(Debug, Default)]
struct Packed {
    /// `None`: the coding would save nothing.
    made: OnceCell<Option<Representation>>,
    sent: AtomicBool,
}

impl Document {
    /// Hashes `body`, and compresses nothing yet.
    ///
    /// `changed` is when the bytes last changed; it must not be in the future (RFC 9110 §8.8.2.1).
    pub fn new(
        content_type: HeaderValue,
        body: impl Into<Vec<u8>>,
        changed: Option<Timestamp>,
        link: Option<HeaderValue>,
    ) -> Self {
        let identity = Representation::whole(body.into());
        Self {
            etag: etag(&identity.body),
            identity,
            gzip: Packed::default(),
            brotli: Packed::default(),
            content_type,
            last_modified: changed.and_then(last_modified),
            link,
            tdm_policy: None,
        }
    }

    /// This document with a reservation of text and data mining, whose terms are at `policy`.
    #[must_use]
    pub fn reserved(mut self, policy: Option<HeaderValue>) -> Self {
        self.tdm_policy = policy;
        self
    }

    const fn packed(&self, coding: Coding) -> Option<&Packed> {
        match coding {
            Coding::Identity => None,
            Coding::Gzip => Some(&self.gzip),
            Coding::Brotli => Some(&self.brotli),
        }
    }

    /// Whether the document may be sent in `coding`. `false` once the coding is known to save nothing.
    pub fn offers(&self, coding: Coding) -> bool {
        match self.packed(coding).map(|packed| packed.made.get()) {
            None => true,
            Some(None) => self.body().len() > WORTHWHILE_BYTES,
            Some(Some(made)) => made.is_some(),
        }
    }

    /// Whether [`Self::pack`] has to make the document in `coding` first.
    pub fn lacks(&self, coding: Coding) -> bool {
        self.packed(coding)
            .is_some_and(|packed| !packed.made.initialized())
    }

    /// Stores the result of `make`, which is [`Representation::packed`] in `coding`. Concurrent callers wait for the first
    /// one; a coding that is there already is not made again.
    pub async fn pack(&self, coding: Coding, make: impl Future<Output = Option<Representation>>) {
        if let Some(packed) = self.packed(coding) {
            packed.made.get_or_init(|| make).await;
        }
    }

    /// Makes the codings in which `before` was sent, so that readers of a changed feed need not wait. CPU heavy, as
    /// [`Representation::packed`] is.
    #[must_use]
    pub fn packed_like(self, before: &Self) -> Self {
        self.packed_where(|coding| {
            let before = before.packed(coding);
            before.is_some_and(|packed| packed.sent.load(Relaxed))
        })
    }

    /// Makes every coding. CPU heavy, as [`Representation::packed`] is.
    #[must_use]
    pub fn in_every_coding(self) -> Self {
        self.packed_where(|_| true)
    }

    fn packed_where(self, wanted: impl Fn(Coding) -> bool) -> Self {
        for &coding in Coding::ALL {
            if self.lacks(coding)
                && wanted(coding)
                && let Some(packed) = self.packed(coding)
            {
                // Fails only if the coding is there already; no other thread has the document yet.
                let _ = packed.made.set(Representation::packed(self.body(), coding));
            }
        }
        self
    }

    /// The bytes to send in `coding`, uncompressed if that coding is not there. Notes that `coding` was sent.
    pub fn in_coding(&self, coding: Coding) -> &Representation {
        let Some(packed) = self.packed(coding) else {
            return &self.identity;
        };
        // Written once, because all threads that answer read it.
        if !packed.sent.load(Relaxed) {
            packed.sent.store(true, Relaxed);
        }
        self.representation(coding).unwrap_or(&self.identity)
    }

    fn representation(&self, coding: Coding) -> Option<&Representation> {
        match self.packed(coding) {
            None => Some(&self.identity),
            Some(packed) => packed.made.get()?.as_ref(),
        }
    }

    /// The uncompressed representation.
    pub const fn identity(&self) -> &Representation {
        &self.identity
    }

    /// The uncompressed body.
    pub const fn body(&self) -> &Bytes {
        &self.identity.body
    }

    /// The size in memory, with the codings that are there.
    pub fn weight_bytes(&self) -> usize {
        let bodies: usize = Coding::ALL
            .iter()
            .filter_map(|&coding| self.representation(coding))
            .map(Representation::weight_bytes)
            .sum();
        let link = self.link.as_ref().map_or(0, HeaderValue::len);
        bodies + link + size_of::<Self>() + self.etag.len()
    }
}

/// The first 128 bits of the hash in hexadecimal, which tell two states of one URL apart.
fn etag(body: &[u8]) -> HeaderValue {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut tag = *b"W/\"................................\"";
    for (digits, byte) in tag[3..35].chunks_exact_mut(2).zip(Sha256::digest(body)) {
        digits[0] = HEX[usize::from(byte >> 4)];
        digits[1] = HEX[usize::from(byte & 15)];
    }
    // Hexadecimal digits in quotes are always a header value.
    HeaderValue::from_bytes(&tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// An IMF-fixdate (RFC 9110 §5.6.7); `None` before 1970 and after 9999, which it cannot express.
fn last_modified(changed: Timestamp) -> Option<HeaderValue> {
    const YEAR_10000: u64 = 253_402_300_800;
    let seconds = u64::try_from(changed.as_second()).ok()?;
    if seconds >= YEAR_10000 {
        return None;
    }
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    HeaderValue::try_from(httpdate::fmt_http_date(at)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Format;
    use std::io::Read as _;

    fn document(body: &'static str, changed: Option<i64>) -> Document {
        Document::new(
            Format::Rss.content_type(),
            body,
            changed.map(|second| Timestamp::from_second(second).expect("a test time")),
            None,
        )
    }

    fn long_text() -> &'static str {
        Box::leak("泰安新闻 <item> ".repeat(400).into_boxed_str())
    }

    async fn pack(document: &Document, coding: Coding) {
        let make = async { Representation::packed(document.body(), coding) };
        document.pack(coding, make).await;
    }

    /// A reader that asks for a coding gets the same document as one that does not.
    #[tokio::test]
    async fn every_coding_holds_the_same_document() {
        let (text, document) = (long_text(), document(long_text(), Some(1_421_804_340)));
        let plain_weight = document.weight_bytes();
        pack(&document, Coding::Gzip).await;
        pack(&document, Coding::Brotli).await;
        let gzip = document.in_coding(Coding::Gzip);
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&*gzip.body)
            .read_to_string(&mut plain)
            .expect("our own gzip");
        assert_eq!(plain, text);
        let br = document.in_coding(Coding::Brotli);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &*br.body, &mut plain).expect("our own brotli");
        assert_eq!(plain, text.as_bytes());
        assert_eq!(br.content_length, br.body.len().to_string().as_str());
        assert_eq!(br.content_encoding.as_ref().expect("named"), "br");
        assert!(document.identity().content_encoding.is_none());
        let weight = document.weight_bytes();
        assert_eq!(weight, plain_weight + gzip.body.len() + br.body.len());
    }

    /// A thousand readers of a new document must not have it compressed a thousand times.
    #[tokio::test]
    async fn a_coding_is_made_once() {
        let document = document(long_text(), None);
        assert!(document.offers(Coding::Gzip) && document.lacks(Coding::Gzip));
        assert!(document.in_coding(Coding::Gzip).content_encoding.is_none());
        let first = async {
            tokio::task::yield_now().await;
            Representation::packed(document.body(), Coding::Gzip)
        };
        let again = || async { unreachable!("another makes it") };
        tokio::join!(
            document.pack(Coding::Gzip, first),
            document.pack(Coding::Gzip, again()),
        );
        assert!(document.offers(Coding::Gzip) && !document.lacks(Coding::Gzip));
        document.pack(Coding::Gzip, again()).await;
        assert!(document.lacks(Coding::Brotli));
    }

    /// Who comes for the next state of a feed need not wait, and what nobody sends for is not paid for.
    #[tokio::test]
    async fn what_was_sent_is_packed_again() {
        let before = document(long_text(), None);
        pack(&before, Coding::Gzip).await;
        pack(&before, Coding::Brotli).await;
        before.in_coding(Coding::Brotli);
        let after = document(long_text(), None).packed_like(&before);
        assert!(!after.lacks(Coding::Brotli) && after.lacks(Coding::Gzip));
        let later = document(long_text(), None).packed_like(&after);
        assert!(later.lacks(Coding::Brotli), "nobody wanted it meanwhile");
    }

    /// A conditional request must not get 304 for another document, nor 200 for the same one.
    #[test]
    fn the_etag_is_of_the_body_alone() {
        let one = document("one", Some(1));
        assert_eq!(one.etag, "W/\"7692c3ad3540bb803c020b3aee66cd88\"");
        assert_eq!(one.etag, document("one", Some(2)).etag);
        assert_ne!(one.etag, document("two", Some(1)).etag);
    }

    /// Caches refuse a date in any other form, and a time before 1970 must not stop a feed.
    #[test]
    fn last_modified_is_an_imf_fixdate_or_absent() {
        let of = |second| document("x", second).last_modified;
        assert_eq!(
            of(Some(1_421_804_340)).expect("a date"),
            "Wed, 21 Jan 2015 01:39:00 GMT"
        );
        assert_eq!(of(Some(-1)), None);
        assert_eq!(of(Some(253_402_207_199)).map(|_| ()), Some(()));
        assert_eq!(of(None), None);
    }

    /// A few bytes are sent as they are: a coding would make them longer.
    #[tokio::test]
    async fn small_bodies_are_not_compressed() {
        let small = document("<opml/>", None);
        assert!(!small.offers(Coding::Gzip));
        let noise =
            "q8Zr!kP2@vL9#xW4$nB7%mC1^yT6&hJ3*dF5(gS0)aE_uI+oQ=zX~wR|cVfYtMbKlDpHjGsNeAiUO<>?:;,.";
        let noise = document(noise, None);
        assert!(noise.offers(Coding::Gzip), "who knows");
        for document in [small, noise] {
            pack(&document, Coding::Gzip).await;
            assert!(!document.offers(Coding::Gzip) && !document.lacks(Coding::Gzip));
            assert_eq!(document.in_coding(Coding::Gzip).body, document.body());
        }
    }
}
