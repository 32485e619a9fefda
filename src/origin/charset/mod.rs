//! Text out of bytes, in the encoding they are in rather than the one they claim.
//!
//! In: a body, its `Content-Type`, and perhaps an encoding the operator insists on. Out: text, always.
//! Order: BOM, header, meta, detection (WHATWG HTML §13.2.3.2), but each claim is held against the bytes,
//! since templates, servers and proxies all claim for pages they did not write.

mod declared;
mod fit;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A body as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without BOM; what could not be decoded is U+FFFD.
    pub text: String,
    /// The encoding it was in, by its WHATWG name: `UTF-8`, `gb18030`, `Shift_JIS`.
    pub charset: &'static str,
}

/// Decodes a page. `forced` beats everything but is ignored when it names no encoding ([`known`] tells).
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
    if let Some(wide) = utf16_without_bom(bytes) {
        return wide;
    }
    let header = content_type.and_then(declared::in_content_type);
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

/// UTF-16 shows by its zero bytes: no page in any other encoding is a third zeros.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let (mut even, mut odd) = (0, 0);
    for (at, _) in head.iter().enumerate().filter(|(_, byte)| **byte == 0) {
        if at % 2 == 0 {
            even += 1;
        } else {
            odd += 1;
        }
    }
    match head.len() {
        0..4 => None,
        n if odd > n / 3 && even < n / 50 + 1 => Some(UTF_16LE),
        n if even > n / 3 && odd < n / 50 + 1 => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
