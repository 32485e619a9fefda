//! The encoding that a page claims: in its header, in a `meta` element, in an XML declaration.
//!
//! Standards: WHATWG HTML §13.2.3.2 (prescan), WHATWG Encoding §4.2 (labels), XML 1.0 §4.3.3.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, GBK, REPLACEMENT, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
};

/// How far into a page a declaration is looked for. Browsers stop at 1 KB, but some portals declare it later.
const PRESCAN_BYTES: usize = 4096;

/// The encoding behind a label, with the Windows names that WHATWG leaves out.
pub(super) fn encoding(label: &str) -> Option<&'static Encoding> {
    let label = label
        .trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ';' | ','));
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        return match encoding {
            // One decoder serves both, and GB18030 is the larger encoding.
            e if e == GBK => Some(GB18030),
            // WHATWG blocks some labels for safety. They count as no claim.
            e if e == REPLACEMENT => None,
            e => Some(e),
        };
    }
    match label.to_ascii_lowercase().replace('_', "-").as_str() {
        "cp936" | "ms936" | "windows-936" | "gb2312-80" | "gb-2312" | "gb18030-2000"
        | "gb18030-2005" | "gb18030-2022" | "gb13000" | "euc-cn" => Some(GB18030),
        "cp950" | "ms950" | "windows-950" | "big-5" => Some(BIG5),
        "cp932" | "windows-932" | "shiftjis" => Some(SHIFT_JIS),
        "cp949" | "ms949" | "uhc" | "euckr" => Some(EUC_KR),
        "utf-8mb4" | "utf8mb4" | "utf" => Some(UTF_8),
        other => Encoding::for_label(other.as_bytes()).filter(|e| *e != REPLACEMENT),
    }
}

/// From `text/html; charset=gb2312`.
pub(super) fn in_content_type(value: &str) -> Option<&'static Encoding> {
    label_after_charset(value.as_bytes())
}

/// From the first 4 KB of markup: the first declaration that names an encoding.
pub(super) fn in_markup(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN_BYTES)];
    // A declaration that reads as ASCII is not in UTF-16, even if it says so.
    xml_declaration(head)
        .or_else(|| meta(head))
        .map(|e| match e {
            e if e == UTF_16LE || e == UTF_16BE => UTF_8,
            e => e,
        })
}

fn xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start = head.trim_ascii_start();
    if !start.starts_with(b"<?xml") {
        return None;
    }
    let declaration = &start[..find(start, b"?>")?];
    label_after(declaration, b"encoding")
}

fn meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut rest = head;
    while let Some(at) = rest.iter().position(|b| *b == b'<') {
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            rest = &rest[find(rest, b"-->")? + 3..];
            continue;
        }
        let is_meta = rest.len() > 5 && rest[..5].eq_ignore_ascii_case(b"<meta");
        let end = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
        if is_meta && let Some(encoding) = in_meta_tag(&rest[..end]) {
            return Some(encoding);
        }
        rest = &rest[if is_meta { end } else { 1 }..];
    }
    None
}

/// `<meta charset=…>` or `<meta http-equiv=… content="…charset=…">`; a charset in the prose of another `content` is not one.
fn in_meta_tag(tag: &[u8]) -> Option<&'static Encoding> {
    let tag = tag.to_ascii_lowercase();
    let charset = find(&tag, b"charset")?;
    let in_content = find(&tag, b"content=").is_some_and(|content| content < charset);
    if in_content && find(&tag, b"http-equiv").is_none() {
        return None;
    }
    label_after_charset(&tag)
}

fn label_after_charset(text: &[u8]) -> Option<&'static Encoding> {
    label_after(&text.to_ascii_lowercase(), b"charset")
}

/// The label behind `name=`, quoted, half quoted (`"text/html; charset="gb2312"`) or bare.
fn label_after(text: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let mut rest = text;
    while let Some(at) = find(rest, name) {
        rest = rest[at + name.len()..].trim_ascii_start();
        let Some(value) = rest.strip_prefix(b"=") else {
            continue;
        };
        let quote = |b: &u8| matches!(b, b'"' | b'\'' | b'\\') || b.is_ascii_whitespace();
        let start = value.iter().position(|b| !quote(b))?;
        let value = &value[start..];
        let end = value
            .iter()
            .position(|b| quote(b) || matches!(b, b';' | b',' | b'/' | b'>' | b'?'))
            .unwrap_or(value.len());
        if let Some(found) = std::str::from_utf8(&value[..end]).ok().and_then(encoding) {
            return Some(found);
        }
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
