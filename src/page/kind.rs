//! Is this text an HTML page at all?
//!
//! In: what the origin sent, decoded. Out: the [`OtherKind`] of file that it is instead, if it is one. The rule: the first
//! characters decide (WHATWG MIME Sniffing §6), then the share of characters that no text has. Nothing is parsed but JSON.
//!
//! Bytes that are no text were decoded to U+FFFD, or as windows-1252: the signatures are written both ways.

use std::fmt;

/// How much of a text is searched for the signs of a kind, in bytes.
const SAMPLE_BYTES: usize = 1024;

/// What a text is instead of an HTML page. Its `Display` completes "the page is …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OtherKind {
    /// White space only.
    Empty,
    /// A PDF document.
    Pdf,
    /// A picture, with the name of its format.
    Image(&'static str),
    /// A ZIP file, which office documents are too.
    Archive,
    /// A gzip file.
    Compressed,
    /// Any other binary file, or a text decoded with a wrong charset.
    Binary,
    /// RSS, Atom or RDF.
    Feed,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// JSON, perhaps cut off.
    Json,
}

impl fmt::Display for OtherKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Pdf => f.write_str("a PDF"),
            Self::Image(format) => write!(f, "an image ({format})"),
            Self::Archive => f.write_str("a ZIP archive or an office document"),
            Self::Compressed => f.write_str("compressed data"),
            Self::Binary => f.write_str("binary data, or text in another charset"),
            Self::Feed => f.write_str("a feed"),
            Self::Sitemap => f.write_str("a sitemap"),
            Self::Json => f.write_str("JSON"),
        }
    }
}

/// File signatures: how a text begins, what follows soon, and the kind.
const SIGNATURES: [(&str, &str, OtherKind); 10] = [
    ("%PDF-", "", OtherKind::Pdf),
    ("\u{fffd}PNG", "", OtherKind::Image("PNG")),
    ("‰PNG", "", OtherKind::Image("PNG")),
    ("GIF8", "", OtherKind::Image("GIF")),
    ("\u{fffd}\u{fffd}\u{fffd}", "JFIF", OtherKind::Image("JPEG")),
    ("\u{fffd}\u{fffd}\u{fffd}", "Exif", OtherKind::Image("JPEG")),
    ("ÿØÿ", "", OtherKind::Image("JPEG")),
    ("RIFF", "WEBP", OtherKind::Image("WebP")),
    ("PK\u{3}\u{4}", "", OtherKind::Archive),
    ("\u{1f}\u{fffd}", "", OtherKind::Compressed),
];

/// The root elements of feeds.
const FEED_ROOTS: [&str; 3] = ["<rss", "<feed", "<rdf:RDF"];

/// The root elements of sitemaps.
const SITEMAP_ROOTS: [&str; 2] = ["<urlset", "<sitemapindex"];

impl OtherKind {
    /// The kind of `text`; `None` when it may be an HTML page.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() {
            return Some(Self::Empty);
        }
        let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
        let signed = SIGNATURES
            .iter()
            .find(|(start, part, _)| sample.starts_with(start) && sample.contains(part));
        if let Some((_, _, kind)) = signed {
            return Some(*kind);
        }
        let odd = sample
            .chars()
            .filter(|&c| c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()))
            .count();
        if odd * 10 > sample.chars().count() {
            return Some(Self::Binary);
        }
        let is_xml = ["<?xml", "<rss", "<feed", "<urlset", "<sitemapindex"]
            .iter()
            .any(|start| sample.starts_with(start));
        if is_xml && FEED_ROOTS.iter().any(|root| sample.contains(root)) {
            return Some(Self::Feed);
        }
        if is_xml && SITEMAP_ROOTS.iter().any(|root| sample.contains(root)) {
            return Some(Self::Sitemap);
        }
        is_json(text).then_some(Self::Json)
    }
}

/// Whether `text` is JSON, or begins as an object or a list of objects does: JSON that was cut off does not parse.
fn is_json(text: &str) -> bool {
    let begins = |open, next| {
        let inner = text.strip_prefix(open).map(str::trim_start);
        inner.is_some_and(|inner: &str| inner.starts_with(next))
    };
    begins('{', '"')
        || begins('[', '{')
        || (text.starts_with(['{', '['])
            && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who gave the address of a file must learn which kind of file it is.
    #[test]
    fn files_that_are_no_page_are_recognised() {
        for (text, kind) in [
            ("\u{feff} \n", OtherKind::Empty),
            ("%PDF-1.7\n%âãÏÓ", OtherKind::Pdf),
            ("GIF89a\u{1}\0", OtherKind::Image("GIF")),
            (
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\0\u{10}JFIF\0",
                OtherKind::Image("JPEG"),
            ),
            ("RIFF\u{fffd}\0\0WEBPVP8 ", OtherKind::Image("WebP")),
            ("PK\u{3}\u{4}\u{14}", OtherKind::Archive),
            ("\0\u{1}\u{2}\u{fffd}a", OtherKind::Binary),
            ("<?xml version='1.0'?>\n<rdf:RDF>", OtherKind::Feed),
            ("<?xml version='1.0'?><urlset>", OtherKind::Sitemap),
            ("<sitemapindex xmlns='x'>", OtherKind::Sitemap),
            ("{ \"items\": [", OtherKind::Json),
            ("[1, 2]", OtherKind::Json),
        ] {
            assert_eq!(OtherKind::of(text), Some(kind), "{text:?}");
        }
    }

    /// A page must not be refused for how it begins.
    #[test]
    fn pages_are_no_other_kind() {
        for text in [
            "<!doctype html><p>x",
            "<?xml version='1.0'?><!DOCTYPE html><html>",
            "[Update] plain text",
            "{% raw %}<html>",
        ] {
            assert_eq!(OtherKind::of(text), None, "{text:?}");
        }
    }
}
