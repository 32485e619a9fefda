//! Undoes the content codings of an answer (RFC 9110 §8.4).
//!
//! In: the `Content-Encoding` of an answer and its body. Out: the body without its codings, within a limit, or why it
//! cannot be read. No I/O. Names are case-insensitive, `x-gzip` is gzip (§8.4.1.3), and several codings are undone in
//! the reverse of the order in which they are named. A name that is no coding at all (`none`, `utf-8`) is ignored, as in
//! browsers.

use std::borrow::Cow;
use std::io::{self, Read as _};

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use ruzstd::decoding::StreamingDecoder;

/// The `Accept-Encoding` of requests. [`ReceivedCoding`] has each of these codings.
pub(super) const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// The most codings of one answer. One is usual, and proxies sometimes add a second.
const CODINGS: usize = 3;
/// The most members of one gzip body (RFC 1952 §2.2), and frames of one zstd body (RFC 8878 §3). Each needs a decoder
/// of its own.
const MEMBERS: usize = 256;
/// The largest window of a zstd frame, which its decoder has in memory (RFC 9659 §3).
const WINDOW_LIMIT_BYTES: u64 = 8 << 20;
/// How much a decoder gives at once.
const STEP_BYTES: usize = 32 * 1024;

/// A coding that byline can undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReceivedCoding {
    /// RFC 1952, of one or several members.
    Gzip,
    /// zlib (RFC 1950), or bare deflate (RFC 1951), which some servers send under the same name.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878, of one or several frames, with the windows of RFC 9659.
    Zstd,
}

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CodingError {
    /// A registered coding that byline did not ask for.
    #[error(
        "the answer is encoded as `{0}`, which byline cannot read and did not ask for; the server has to heed Accept-Encoding"
    )]
    Unreadable(String),
    #[error("the answer has {0} codings; more than {CODINGS} are not undone")]
    TooMany(usize),
    /// The body is not in that coding, or it breaks off.
    #[error("the answer is said to be encoded as {coding}, but cannot be decompressed: {reason}")]
    Broken {
        coding: &'static str,
        reason: String,
    },
    /// The decompressed body exceeds the limit.
    #[error("too large")]
    TooLarge,
}

impl ReceivedCoding {
    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The coding called `name`. `Ok(None)` when no coding is called so, `Err` when byline cannot undo it.
    fn named(name: &str) -> Result<Option<Self>, CodingError> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Ok(Some(Self::Gzip)),
            "deflate" | "x-deflate" => Ok(Some(Self::Deflate)),
            "br" | "x-br" | "brotli" => Ok(Some(Self::Brotli)),
            "zstd" | "x-zstd" => Ok(Some(Self::Zstd)),
            // The other codings of the HTTP Content ReceivedCoding Registry, and common ones beside it.
            name @ ("compress" | "x-compress" | "dcb" | "dcz" | "exi" | "pack200-gzip"
            | "aes128gcm" | "bzip2" | "x-bzip2" | "xz" | "lzma") => {
                Err(CodingError::Unreadable(name.to_owned()))
            }
            _ => Ok(None),
        }
    }
}

/// The codings of an answer, in the order in which they were applied.
///
/// # Errors
/// [`CodingError::Unreadable`] and [`CodingError::TooMany`].
pub(super) fn of(headers: &HeaderMap) -> Result<Vec<ReceivedCoding>, CodingError> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in String::from_utf8_lossy(value.as_bytes()).split(',') {
            codings.extend(ReceivedCoding::named(name.trim().trim_matches('"'))?);
        }
    }
    if codings.len() > CODINGS {
        return Err(CodingError::TooMany(codings.len()));
    }
    Ok(codings)
}

/// `body` without `codings`, of at most `limit` bytes. With `cut`, what is beyond the limit or missing at the end is left
/// out; without, either is an error.
pub(super) fn undo<'b>(
    codings: &[ReceivedCoding],
    body: &'b [u8],
    limit: usize,
    cut: bool,
) -> Result<Cow<'b, [u8]>, CodingError> {
    let mut body = Cow::Borrowed(body);
    for coding in codings.iter().rev() {
        // Some servers name a coding and send an empty body, which is in no coding.
        if body.is_empty() {
            break;
        }
        let mut out = Vec::new();
        let done = match coding {
            ReceivedCoding::Gzip => gunzip(&body, limit, &mut out),
            ReceivedCoding::Deflate => inflate(&body, limit, &mut out),
            ReceivedCoding::Brotli => {
                read(brotli::Decompressor::new(&body[..], 4096), limit, &mut out)
            }
            ReceivedCoding::Zstd => unzstd(&body, limit, &mut out),
        };
        let over = out.len() > limit;
        out.truncate(limit);
        match done {
            _ if cut => {}
            _ if over => return Err(CodingError::TooLarge),
            Ok(()) => {}
            Err(error) => {
                return Err(CodingError::Broken {
                    coding: coding.name(),
                    reason: match error.kind() {
                        io::ErrorKind::UnexpectedEof => "it breaks off".to_owned(),
                        _ => error.to_string(),
                    },
                });
            }
        }
        body = Cow::Owned(out);
    }
    Ok(body)
}

/// Appends the bytes of `from` to `out`, until `out` holds more than `limit` bytes.
fn read(from: impl io::Read, limit: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let room = (limit + 1).saturating_sub(out.len());
    from.take(room as u64).read_to_end(out).map(|_| ())
}

/// All members of a gzip body. Bytes behind the last member are ignored, as gzip itself does.
fn gunzip(mut body: &[u8], limit: usize, out: &mut Vec<u8>) -> io::Result<()> {
    const MAGIC: &[u8] = b"\x1F\x8B";
    for member in 0..MEMBERS {
        if member > 0 && !body.starts_with(MAGIC) {
            return Ok(());
        }
        let mut decoder = GzDecoder::new(body);
        read(&mut decoder, limit, out)?;
        if out.len() > limit {
            return Ok(());
        }
        body = decoder.into_inner();
    }
    Err(io::Error::other(format!(
        "it has more than {MEMBERS} members"
    )))
}

/// A zlib body or a bare deflate one, by its first two bytes.
fn inflate(body: &[u8], limit: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let mut decoder = Decompress::new(is_zlib(body));
    loop {
        let (consumed, made) = (decoder.total_in(), out.len());
        let rest =
            usize::try_from(consumed).map_or(&[][..], |consumed| &body[consumed.min(body.len())..]);
        out.reserve(STEP_BYTES);
        let status = decoder
            .decompress_vec(rest, out, FlushDecompress::None)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if status == Status::StreamEnd || out.len() > limit {
            return Ok(());
        }
        if decoder.total_in() == consumed && out.len() == made {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// All frames of a zstd body. What behind them is no frame is an error, as in browsers.
fn unzstd(mut body: &[u8], limit: usize, out: &mut Vec<u8>) -> io::Result<()> {
    for _ in 0..MEMBERS {
        if body.is_empty() {
            return Ok(());
        }
        if let Some(frame_bytes) = skippable(body)? {
            body = body
                .get(frame_bytes..)
                .ok_or(io::ErrorKind::UnexpectedEof)?;
            continue;
        }
        let window = window_bytes(body)?;
        if window > WINDOW_LIMIT_BYTES {
            return Err(io::Error::other(format!(
                "a frame wants a window of {window} bytes, and {WINDOW_LIMIT_BYTES} are allowed"
            )));
        }
        let mut decoder = StreamingDecoder::new(body).map_err(io::Error::other)?;
        read(&mut decoder, limit, out)?;
        if out.len() > limit {
            return Ok(());
        }
        if !decoder.decoder.is_finished() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        body = decoder.into_inner();
    }
    match body.is_empty() {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "it has more than {MEMBERS} frames"
        ))),
    }
}

/// The bytes of a skippable frame, its head included (RFC 8878 §3.1.2); `None` for another frame.
fn skippable(body: &[u8]) -> io::Result<Option<usize>> {
    let magic = body.first_chunk().ok_or(io::ErrorKind::UnexpectedEof)?;
    if u32::from_le_bytes(*magic) & 0xFFFF_FFF0 != 0x184D_2A50 {
        return Ok(None);
    }
    let size = body.get(4..).and_then(<[u8]>::first_chunk);
    let size = u32::from_le_bytes(*size.ok_or(io::ErrorKind::UnexpectedEof)?);
    Ok(Some((size as usize).saturating_add(8)))
}

/// The window that a frame asks for (RFC 8878 §3.1.1.1). A frame of one segment has its content as the window.
fn window_bytes(frame: &[u8]) -> io::Result<u64> {
    let byte = |at: usize| frame.get(at).copied().ok_or(io::ErrorKind::UnexpectedEof);
    let descriptor = byte(4)?;
    if descriptor & 0x20 == 0 {
        let window = byte(5)?;
        let base = 1_u64 << (10 + (window >> 3));
        return Ok(base + base / 8 * u64::from(window & 7));
    }
    let dictionary_bytes = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let (size_bytes, least) = [(1, 0), (2, 256), (4, 0), (8, 0)][usize::from(descriptor >> 6)];
    let mut size = 0_u64;
    for at in (0..size_bytes).rev() {
        size = size << 8 | u64::from(byte(5 + dictionary_bytes + at)?);
    }
    Ok(size.saturating_add(least))
}

/// RFC 1950 §2.2: the method is 8, the window no larger than 32 KiB, and both bytes together a multiple of 31.
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => {
            method & 0x0F == 8
                && method >> 4 <= 7
                && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use http::HeaderValue;
    use std::io::Write as _;

    const TEXT: &[u8] = b"<title>Orchard paths reopen after the flood</title>";

    fn headers(values: &[&str]) -> HeaderMap {
        let value = |value: &&str| HeaderValue::from_str(value).expect("a header");
        values
            .iter()
            .map(|it| (CONTENT_ENCODING, value(it)))
            .collect()
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        out.write_all(text).expect("memory");
        out.finish().expect("memory")
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
        out.write_all(text).expect("memory");
        out.finish().expect("memory")
    }

    fn deflate(text: &[u8]) -> Vec<u8> {
        let mut out = DeflateEncoder::new(Vec::new(), Compression::fast());
        out.write_all(text).expect("memory");
        out.finish().expect("memory")
    }

    fn brotli(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        brotli::CompressorWriter::new(&mut out, 4096, 1, 22)
            .write_all(text)
            .expect("memory");
        out
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn decoded(values: &[&str], body: &[u8]) -> Result<Vec<u8>, CodingError> {
        let codings = of(&headers(values))?;
        undo(&codings, body, 10_000, false).map(Cow::into_owned)
    }

    /// A server that writes a name in its own way sends the same page as one that writes it in ours.
    #[test]
    fn a_coding_is_known_in_every_spelling() {
        for (names, body) in [
            (&["GZIP"][..], gzip(TEXT)),
            (&["x-GZip"], gzip(TEXT)),
            (&[" gzip ,"], gzip(TEXT)),
            (&["Deflate"], zlib(TEXT)),
            (&["deflate"], deflate(TEXT)),
            (&["BR"], brotli(TEXT)),
            (&["Zstd"], zstd(TEXT)),
        ] {
            assert_eq!(decoded(names, &body).as_deref(), Ok(TEXT), "{names:?}");
        }
    }

    /// Hosts put all sorts of words there; a page that is not encoded must not be lost for one of them.
    #[test]
    fn a_word_that_is_no_coding_changes_nothing() {
        for name in [
            "",
            "none",
            "Identity",
            "utf-8",
            "8bit",
            "text/html",
            "unicode",
        ] {
            assert_eq!(decoded(&[name], TEXT).as_deref(), Ok(TEXT), "{name}");
        }
        assert_eq!(decoded(&["none, gzip"], &gzip(TEXT)).as_deref(), Ok(TEXT));
    }

    /// A proxy that compresses what its server compressed already names both, the last one last.
    #[test]
    fn several_codings_are_undone_from_the_last() {
        let twice = brotli(&gzip(TEXT));
        assert_eq!(decoded(&["gzip, br"], &twice).as_deref(), Ok(TEXT));
        assert_eq!(decoded(&["x-gzip", "BR"], &twice).as_deref(), Ok(TEXT));
        assert!(decoded(&["br, gzip"], &twice).is_err());
        assert_eq!(
            decoded(&["gzip, gzip, gzip, gzip"], TEXT),
            Err(CodingError::TooMany(4))
        );
    }

    /// An operator must read what the server did, not that "an error" occurred.
    #[test]
    fn what_cannot_be_read_is_said() {
        let said = |name: &str, body: &[u8]| match decoded(&[name], body) {
            Err(error) => error.to_string(),
            Ok(body) => panic!("{name}: {body:?}"),
        };
        assert!(said("dcz", TEXT).contains("`dcz`, which byline cannot read"));
        assert!(said("X-Compress", TEXT).contains("`x-compress`"));
        assert!(said("gzip", TEXT).contains("said to be encoded as gzip"));
        for (name, body) in [
            ("gzip", gzip(TEXT)),
            ("deflate", zlib(TEXT)),
            ("deflate", deflate(TEXT)),
            ("br", brotli(TEXT)),
            ("zstd", zstd(TEXT)),
        ] {
            let half = &body[..body.len() / 2];
            let error = said(name, half);
            assert!(error.contains("cannot be decompressed"), "{name}: {error}");
        }
        assert_eq!(decoded(&["gzip"], b"").as_deref(), Ok(&b""[..]));
    }

    /// gzip files may have several parts, and servers pad them.
    #[test]
    fn members_are_joined_and_padding_is_passed_over() {
        let two = [gzip(b"one "), gzip(b"two"), vec![0; 9]].concat();
        assert_eq!(decoded(&["gzip"], &two).as_deref(), Ok(&b"one two"[..]));
        let many = gzip(b"").repeat(MEMBERS + 1);
        assert!(matches!(
            decoded(&["gzip"], &many),
            Err(CodingError::Broken { .. })
        ));
    }

    /// A bomb inside a bomb must not unfold in the middle, where nobody looks.
    #[test]
    fn every_layer_is_bounded() {
        let zeros = gzip(&vec![0; 1 << 20]);
        for (names, body) in [
            ("gzip", zeros.clone()),
            (
                "gzip, gzip",
                gzip(&[zeros, gzip(b"x").repeat(2_000)].concat()),
            ),
            ("deflate", zlib(&vec![0; 1 << 20])),
            ("zstd", zstd(&vec![0; 1 << 20])),
            ("zstd, gzip", gzip(&zstd(&vec![0; 1 << 20]))),
        ] {
            assert_eq!(
                decoded(&[names], &body),
                Err(CodingError::TooLarge),
                "{names}"
            );
            let codings = of(&headers(&[names])).expect("codings");
            let cut = undo(&codings, &body, 10_000, true).expect("a part");
            assert_eq!(cut.len(), 10_000, "{names}");
        }
    }

    /// A server may send frames as it makes them, with notes for itself in between.
    #[test]
    fn zstd_frames_are_joined_and_skippable_ones_passed_over() {
        let note = [&b"\x53\x2A\x4D\x18\x03\0\0\0"[..], b"abc"].concat();
        let two = [zstd(b"one "), note.clone(), zstd(b"two"), note.clone()].concat();
        assert_eq!(decoded(&["zstd"], &two).as_deref(), Ok(&b"one two"[..]));
        let many = note.repeat(MEMBERS + 1);
        let broken = |body: &[u8]| match decoded(&["zstd"], body) {
            Err(CodingError::Broken { reason, .. }) => reason,
            other => panic!("{other:?}"),
        };
        assert!(broken(&many).contains("more than 256 frames"));
        assert!(broken(&[zstd(b"one"), b"more".to_vec()].concat()).len() > 5);
        assert_eq!(broken(&note[..9]), "it breaks off");
    }

    /// A head of eleven bytes must not make byline take a hundred megabytes of memory.
    #[test]
    fn a_zstd_window_beyond_8_mib_is_refused() {
        let frame = |head: &[u8]| [&b"\x28\xB5\x2F\xFD"[..], head, &[1, 0, 0]].concat();
        for (head, window) in [
            (&b"\x00\x69"[..], 9 << 20),
            (b"\x00\xFF", (1 << 41) + (7 << 38)),
            (b"\xA0\x01\0\x80\0", (8 << 20) + 1),
            (b"\xE3\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", u64::MAX),
        ] {
            let said = match decoded(&["zstd"], &frame(head)) {
                Err(error) => error.to_string(),
                Ok(body) => panic!("{head:?}: {body:?}"),
            };
            assert!(
                said.contains(&format!("window of {window} bytes")),
                "{said}"
            );
        }
        // 8 MiB is allowed; the block in the frame is empty.
        assert_eq!(
            decoded(&["zstd"], &frame(b"\x00\x68")).as_deref(),
            Ok(&b""[..])
        );
        assert_eq!(window_bytes(&frame(b"\x60\x01\x01")).ok(), Some(513));
    }
}
