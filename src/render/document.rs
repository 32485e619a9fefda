//! A document as it is kept and sent: its bytes in every coding, its validators, its headers.
//!
//! Everything that a response needs is made once, when the bytes change. Answering a request is then a
//! reference count on [`Bytes`] and a copy of [`HeaderValue`]s; nothing is hashed, compressed or formatted.
//! Terms: RFC 9110 §8.4 (content codings), §8.8 (validators).

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// A content coding that documents are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Coding {
    /// The name in `Content-Encoding` and `Accept-Encoding`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// A document's bytes in one coding, with the headers that belong to them.
#[derive(Debug, Clone)]
pub struct Representation {
    /// What is sent.
    pub body: Bytes,
    /// `Content-Length`.
    pub content_length: HeaderValue,
    /// `Content-Encoding`; none for the identity coding.
    pub content_encoding: Option<HeaderValue>,
}

/// A document, ready to be sent.
#[derive(Debug, Clone)]
pub struct Document {
    identity: Representation,
    gzip: Option<Representation>,
    brotli: Option<Representation>,
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
    /// `tdm-policy`, with which `tdm-reservation: 1` goes: whose texts these are reserves them for text and data mining.
    pub tdm_policy: Option<HeaderValue>,
}

// Measured over 126 KB of RSS, fifty items (`benches/render.rs`; milliseconds on two busy cores):
// gzip 1: 0.5 ms, 37.0 KB · 6: 1.1 ms, 24.1 KB · 9: 2.2 ms, 23.6 KB
// br 1: 1.1 ms, 25.4 KB · 4: 2.3 ms, 23.3 KB · 5: 3.7 ms, 21.9 KB · 6: 6.7 ms, 21.5 KB · 9: 56 ms, 21.4 KB · 11: 360 ms, 19.4 KB
/// A third less than level 1 for half a millisecond; 9 doubles the time for 2 %.
const GZIP_LEVEL: u32 = 6;
/// The last quality whose time buys much: 6 takes nearly twice as long for 2 %, 11 a hundred times as long for 12 %.
const BROTLI_QUALITY: u32 = 5;
/// 2^18 bytes of window hold a whole feed; more only costs memory while compressing.
const BROTLI_WINDOW_BITS: u32 = 18;
/// A coding must save this much: a response's `Content-Encoding` line and the reader's work cost something too.
const WORTHWHILE_BYTES: usize = 64;

impl Document {
    /// Hashes and compresses `body`. CPU heavy (about 5 ms for 126 KB): call it off the runtime's threads.
    ///
    /// `changed` is when these bytes came to be what they are; it must not lie in the future (RFC 9110 §8.8.2.1).
    pub fn new(
        content_type: HeaderValue,
        body: impl Into<Vec<u8>>,
        changed: Option<Timestamp>,
        link: Option<HeaderValue>,
    ) -> Self {
        let body = lasting(body.into());
        let gzip = gzip(&body).and_then(|bytes| worthwhile(bytes, body.len(), Coding::Gzip));
        let best = gzip.as_ref().map_or(body.len(), |gzip| gzip.body.len());
        let brotli = brotli(&body)
            .filter(|bytes| bytes.len() < best)
            .and_then(|bytes| worthwhile(bytes, body.len(), Coding::Brotli));
        Self {
            etag: etag(&body),
            identity: Representation::new(body, Coding::Identity),
            gzip,
            brotli,
            content_type,
            last_modified: changed.and_then(last_modified),
            link,
            tdm_policy: None,
        }
    }

    /// This document, under a reservation of rights whose terms are at `policy`.
    #[must_use]
    pub fn reserved(mut self, policy: Option<HeaderValue>) -> Self {
        self.tdm_policy = policy;
        self
    }

    /// The bytes in `coding`, if the document is kept in it. Identity always is.
    pub const fn representation(&self, coding: Coding) -> Option<&Representation> {
        match coding {
            Coding::Identity => Some(&self.identity),
            Coding::Gzip => self.gzip.as_ref(),
            Coding::Brotli => self.brotli.as_ref(),
        }
    }

    /// The codings that it is kept in, to choose from.
    pub const fn codings(&self) -> &'static [Coding] {
        match (&self.gzip, &self.brotli) {
            (None, None) => &[Coding::Identity],
            (Some(_), None) => &[Coding::Identity, Coding::Gzip],
            (None, Some(_)) => &[Coding::Identity, Coding::Brotli],
            (Some(_), Some(_)) => &[Coding::Identity, Coding::Gzip, Coding::Brotli],
        }
    }

    /// The bytes in `coding`, or as they are if the document is not kept in it.
    pub fn in_coding(&self, coding: Coding) -> &Representation {
        self.representation(coding).unwrap_or(&self.identity)
    }

    /// The document as it is.
    pub const fn identity(&self) -> &Representation {
        &self.identity
    }

    /// The uncompressed body.
    pub const fn body(&self) -> &Bytes {
        &self.identity.body
    }

    /// What it weighs in memory, in bytes, all codings together.
    pub fn weight_bytes(&self) -> usize {
        let codings = [
            Some(&self.identity),
            self.gzip.as_ref(),
            self.brotli.as_ref(),
        ];
        let bodies: usize = codings
            .into_iter()
            .flatten()
            .map(|coding| match coding.body.len() {
                mapped if mapped >= MAPPED_FROM_BYTES => mapped.next_multiple_of(PAGE_BYTES),
                on_the_heap => on_the_heap,
            })
            .sum();
        let link = self.link.as_ref().map_or(0, HeaderValue::len);
        bodies + link + size_of::<Self>() + self.etag.len()
    }
}

impl Representation {
    fn new(body: Bytes, coding: Coding) -> Self {
        Self {
            content_length: HeaderValue::from(body.len()),
            content_encoding: (coding != Coding::Identity)
                .then(|| HeaderValue::from_static(coding.name())),
            body,
        }
    }
}

fn worthwhile(bytes: Vec<u8>, whole: usize, coding: Coding) -> Option<Representation> {
    (bytes.len() + WORTHWHILE_BYTES < whole).then(|| Representation::new(lasting(bytes), coding))
}

/// Bodies of this size on have pages of their own. Half a page is lost with each, so smaller ones do not.
const MAPPED_FROM_BYTES: usize = 16 * 1024;
/// As nearly everywhere.
const PAGE_BYTES: usize = 4096;

/// The bytes without the room that their writer left: documents are kept, and memory is counted to the byte.
///
/// A large body is kept beside the heap. It outlives the page, the tree and the buffers that it was made from, and
/// among them it would keep their memory from going back: with 300 feeds the process held a fifth more.
fn lasting(bytes: Vec<u8>) -> Bytes {
    if bytes.len() < MAPPED_FROM_BYTES {
        return Bytes::from(bytes.into_boxed_slice());
    }
    match mapped(&bytes) {
        Ok(map) => Bytes::from_owner(map),
        // There is a limit to how many maps a process has.
        Err(_) => Bytes::from(bytes.into_boxed_slice()),
    }
}

fn mapped(bytes: &[u8]) -> std::io::Result<memmap2::Mmap> {
    let mut map = memmap2::MmapMut::map_anon(bytes.len())?;
    map.copy_from_slice(bytes);
    map.make_read_only()
}

/// `None` cannot happen for writes into memory; if it did, the identity coding serves.
fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(
        Vec::with_capacity(body.len() / 2),
        Compression::new(GZIP_LEVEL),
    );
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

fn brotli(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = brotli::CompressorWriter::new(
        Vec::with_capacity(body.len() / 2),
        4096,
        BROTLI_QUALITY,
        BROTLI_WINDOW_BITS,
    );
    encoder.write_all(body).ok()?;
    encoder.flush().ok()?;
    Some(encoder.into_inner())
}

/// The first 128 bits of the hash in hexadecimal: more than enough to tell two states of one URL apart.
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

/// IMF-fixdate (RFC 9110 §5.6.7). None for times that it cannot spell: before 1970 or after 9999.
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

    /// A reader that asks for a coding gets the same document as one that does not.
    #[test]
    fn every_coding_holds_the_same_document() {
        let text: &'static str = Box::leak("泰安新闻 <item> ".repeat(400).into_boxed_str());
        let document = document(text, Some(1_421_804_340));
        let gzip = document.representation(Coding::Gzip).expect("it pays");
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&*gzip.body)
            .read_to_string(&mut plain)
            .expect("our own gzip");
        assert_eq!(plain, text);
        let br = document.representation(Coding::Brotli).expect("it pays");
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &*br.body, &mut plain).expect("our own brotli");
        assert_eq!(plain, text.as_bytes());
        assert_eq!(br.content_length, br.body.len().to_string().as_str());
        assert_eq!(br.content_encoding.as_ref().expect("named"), "br");
        assert!(document.identity().content_encoding.is_none());
        assert!(document.weight_bytes() > text.len() + gzip.body.len() + br.body.len());
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
    #[test]
    fn small_bodies_are_not_compressed() {
        let document = document("<opml/>", None);
        assert_eq!(document.codings(), [Coding::Identity]);
        assert_eq!(&document.body()[..], b"<opml/>");
    }
}
