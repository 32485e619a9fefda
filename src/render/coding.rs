//! A document's bytes in one coding: as they are, or compressed.
//!
//! Terms: RFC 9110 §8.4 (content codings).

use std::io::{self, Write as _};
use std::thread::yield_now;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;

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
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Brotli];

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
pub(super) const WORTHWHILE_BYTES: usize = 64;

impl Representation {
    /// `body` as it is.
    pub(super) fn whole(body: Vec<u8>) -> Self {
        Self::new(lasting(body), Coding::Identity)
    }

    /// `body` in `coding`; `None` where that would save nothing. CPU heavy (for 126 KB 1 ms in gzip, 4 ms in brotli): call
    /// it off the runtime's threads.
    pub fn packed(body: &[u8], coding: Coding) -> Option<Self> {
        let bytes = match coding {
            Coding::Identity => None,
            Coding::Gzip => gzip(body),
            Coding::Brotli => brotli(body),
        };
        bytes
            .filter(|bytes| bytes.len() + WORTHWHILE_BYTES < body.len())
            .map(|bytes| Self::new(lasting(bytes), coding))
    }

    /// What it weighs in memory, in bytes.
    pub(super) fn weight_bytes(&self) -> usize {
        match self.body.len() {
            mapped if mapped >= MAPPED_FROM_BYTES => mapped.next_multiple_of(PAGE_BYTES),
            on_the_heap => on_the_heap,
        }
    }

    fn new(body: Bytes, coding: Coding) -> Self {
        Self {
            content_length: HeaderValue::from(body.len()),
            content_encoding: (coding != Coding::Identity)
                .then(|| HeaderValue::from_static(coding.name())),
            body,
        }
    }
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

/// Between pieces of this size, threads that answer readers go first. (Brotli looks at 64 KiB at once all the same.)
const PIECE_BYTES: usize = 16 * 1024;

fn write_in_pieces(body: &[u8], to: &mut impl io::Write) -> io::Result<()> {
    for piece in body.chunks(PIECE_BYTES) {
        to.write_all(piece)?;
        yield_now();
    }
    Ok(())
}

/// `None` cannot happen for writes into memory; if it did, the identity coding serves.
fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(
        Vec::with_capacity(body.len() / 2),
        Compression::new(GZIP_LEVEL),
    );
    write_in_pieces(body, &mut encoder).ok()?;
    encoder.finish().ok()
}

fn brotli(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = brotli::CompressorWriter::new(
        Vec::with_capacity(body.len() / 2),
        4096,
        BROTLI_QUALITY,
        BROTLI_WINDOW_BITS,
    );
    write_in_pieces(body, &mut encoder).ok()?;
    encoder.flush().ok()?;
    Some(encoder.into_inner())
}
