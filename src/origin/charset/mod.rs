//! Decodes a page in the encoding that its bytes are in, which may not be the one that it claims.
//!
//! In: a body, its `Content-Type`, and perhaps an encoding that the operator forces. Out: text, always.
//! Order: BOM, header, meta, detection (WHATWG HTML §13.2.3.2). Each claim is checked against the bytes, since templates,
//! servers and proxies make claims about pages that they did not write.

mod declared;
mod fit;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A body as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without BOM. U+FFFD stands for bytes that could not be decoded.
    pub text: String,
    /// The encoding it was in, by its WHATWG name: `UTF-8`, `gb18030`, `Shift_JIS`.
    pub charset: &'static str,
}

/// Decodes a page. `forced` overrides all claims, and is ignored when it names no encoding ([`known`] tells).
pub fn decode(bytes: &[u8], content_type: Option<&str>, forced: Option<&str>) -> Decoded {
    let encoding = forced
        .and_then(declared::encoding)
        .unwrap_or_else(|| choose(bytes, content_type));
    let body = match Encoding::for_bom(bytes) {
        // A UTF-8 BOM is no text in any encoding: editors leave it at the head of GB18030 pages too.
        Some((bom, length)) if bom == encoding || bom == UTF_8 => &bytes[length..],
        _ => bytes,
    };
    let (text, _) = encoding.decode_without_bom_handling(body);
    Decoded {
        text: text.into_owned(),
        charset: encoding.name(),
    }
}

/// The encoding that a label names, by its WHATWG name; `gbk` and `cp936` are `gb18030`.
pub fn known(label: &str) -> Option<&'static str> {
    declared::encoding(label).map(Encoding::name)
}

fn choose(bytes: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((bom, _)) = Encoding::for_bom(bytes)
        && (bom != UTF_8 || fit::Utf8::of(bytes).plausible())
    {
        return bom;
    }
    let header = content_type.and_then(declared::in_content_type);
    if let Some(wide) = utf16_without_bom(bytes, header) {
        return wide;
    }
    let meta = declared::in_markup(bytes);
    let utf8 = fit::Utf8::of(bytes);
    let claims_utf8 = header == Some(UTF_8) || meta == Some(UTF_8);
    if utf8.evident() || (claims_utf8 && utf8.plausible()) {
        return UTF_8;
    }
    let sample = fit::sample(bytes);
    let header = header
        .filter(|&e| e != UTF_8)
        .map(|e| (e, fit::misfit(e, &sample)));
    let meta = meta
        .filter(|&e| e != UTF_8)
        .map(|e| (e, fit::misfit(e, &sample)));
    let claimed = match (header, meta) {
        // The header wins a draw (RFC 9110 §8.3), but a server's blanket default loses to a page that is clearly right.
        (Some(header), Some(meta)) if meta.1 + fit::CLEARLY < header.1 => Some(meta),
        (Some(header), _) => Some(header),
        (None, meta) => meta,
    };
    match claimed {
        Some((encoding, misfit)) if misfit <= fit::PLAUSIBLE => encoding,
        _ if utf8.plausible() => UTF_8,
        claimed => {
            let detected = fit::detect(&sample);
            match claimed {
                // A guess replaces a claim only when it reads better.
                Some((encoding, misfit)) if fit::misfit(detected, &sample) >= misfit => encoding,
                _ => detected,
            }
        }
    }
}

/// Whether a body is UTF-16 without a BOM, and so text in spite of its zeros.
pub(super) fn is_wide(bytes: &[u8], content_type: Option<&str>) -> bool {
    utf16_without_bom(bytes, content_type.and_then(declared::in_content_type)).is_some()
}

/// UTF-16 shows by its zero bytes: markup is ASCII, of which every other byte is zero, and no other encoding has any.
///
/// `header` is the encoding that the server names. The zeros decide the byte order, since servers write `utf-16` for
/// both.
fn utf16_without_bom(bytes: &[u8], header: Option<&Encoding>) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let is_claimed = header.is_some_and(|it| it == UTF_16LE || it == UTF_16BE);
    let shows = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let (mut little, mut big, mut zeros) = (0, 0, 0);
    for unit in head.chunks_exact(2) {
        match *unit {
            [0, byte] if shows(byte) => big += 1,
            [byte, 0] if shows(byte) => little += 1,
            [0, _] | [_, 0] => zeros += 1, // half of 一 (U+4E00), for example, or no text at all
            _ => {}
        }
    }
    let units = head.len() / 2;
    let (encoding, ascii, other) = if little >= big {
        (UTF_16LE, little, big + zeros)
    } else {
        (UTF_16BE, big, little + zeros)
    };
    // A page in any language has more ASCII in its markup than one character in six.
    let is_evident = ascii > units / 6 && other <= ascii / 10;
    (ascii > 1 && (is_evident || (is_claimed && other <= ascii))).then_some(encoding)
}

#[cfg(test)]
mod tests;
