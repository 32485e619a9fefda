//! A document's bytes in one content coding.
//!
//! Terms: RFC 9110 §8.4 (content codings).

use std::io::{self, Write as _};
use std::thread::yield_now;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;
use strum::VariantArray;

/// A content coding of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, VariantArray)]
pub enum Coding {
    /// Uncompressed.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Coding {
    /// All of them.
    pub const ALL: &[Self] = Self::VARIANTS;

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
    /// The bytes that are sent.
    pub body: Bytes,
    /// `Content-Length`.
    pub content_length: HeaderValue,
    /// `Content-Encoding`; none for the identity coding.
    pub content_encoding: Option<HeaderValue>,
}

// Measured over 126 KB of RSS, fifty items (`benches/render.rs`; milliseconds on two busy cores):
// gzip 1: 0.5 ms, 37.0 KB · 6: 1.1 ms, 24.1 KB · 9: 2.2 ms, 23.6 KB
// br 1: 1.1 ms, 25.4 KB · 4: 2.3 ms, 23.3 KB · 5: 3.7 ms, 21.9 KB · 6: 6.7 ms, 21.5 KB · 9: 56 ms, 21.4 KB · 11: 360 ms, 19.4 KB
/// A third smaller than level 1 for half a millisecond more. Level 9 takes twice the time and saves 2 %.
const GZIP_LEVEL: u32 = 6;
/// Quality 6 takes nearly twice as long and saves 2 %; 11 takes a hundred times as long and saves 12 %.
const BROTLI_QUALITY: u32 = 5;
/// A window of 2^18 bytes holds a whole feed. A larger one only takes memory.
const BROTLI_WINDOW_BITS: u32 = 18;
/// A coding must save this much, since the `Content-Encoding` line and the reader's work cost something too.
pub(super) const WORTHWHILE_BYTES: usize = 64;

impl Representation {
    /// `body`, uncompressed.
    pub(super) fn whole(body: Vec<u8>) -> Self {
        Self::new(lasting(body), Coding::Identity)
    }

    /// `body` in `coding`; `None` where that would save nothing. 126 KB take 1 ms of CPU time in gzip and 4 ms in brotli,
    /// so call it off the runtime's threads.
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

    /// The size in memory.
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

/// Bodies from this size on have memory pages of their own. Each loses half a page, which is too much for smaller ones.
const MAPPED_FROM_BYTES: usize = 16 * 1024;
/// The usual size of a memory page.
const PAGE_BYTES: usize = 4096;

/// The bytes without their writer's spare capacity, since documents stay in memory and their size is counted.
///
/// A large body lies outside the heap. It outlives the page, the tree and the buffers that it was made from. Among them
/// it would keep their memory from being returned: with 300 feeds the process took a fifth more.
fn lasting(bytes: Vec<u8>) -> Bytes {
    if bytes.len() < MAPPED_FROM_BYTES {
        return Bytes::from(bytes.into_boxed_slice());
    }
    match mapped(&bytes) {
        Ok(map) => Bytes::from_owner(map),
        // The system limits the number of maps of a process.
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

/// Writes into memory do not fail. If one did, `None` makes the document go out uncompressed.
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
