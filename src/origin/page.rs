//! The result of a fetch: a page, or that it did not change.

use http::HeaderName;
use url::Url;

use super::charset;
use crate::model::Validators;

/// What robots may do with an answer, in the terms of `<meta name=robots>`.
pub(super) const ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");
/// TDM Reservation Protocol, W3C Community Group.
pub(super) const TDM_RESERVATION: HeaderName = HeaderName::from_static("tdm-reservation");

/// The outcome of a fetch that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "made once per fetch and matched at once, so a box would save nothing"
)]
pub enum Fetched {
    /// The page did not change: the origin says so (304), or sends the same bytes again.
    Unchanged {
        /// Where the page is, after redirects; without credentials.
        url: Url,
        /// For the next request.
        validators: Validators,
    },
    /// A page.
    Page(Page),
}

/// A page as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it is, after redirects; without credentials.
    pub url: Url,
    /// Its text.
    pub text: String,
    /// The encoding it was in.
    pub charset: &'static str,
    /// Its `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// For the next request.
    pub validators: Validators,
    /// `X-Robots-Tag`, all of them, comma-separated.
    pub robots_tag: Option<String>,
    /// Whether the answer reserves its rights in text and data mining (`tdm-reservation: 1`).
    pub tdm_reserved: bool,
    /// The RSL licences that the host's robots.txt points to.
    pub licences: Vec<Url>,
    /// Where permanent redirects (301, 308) led: what feeds.toml should say instead.
    pub moved: Option<Url>,
}

/// Whether an answer is text. The error says what it is instead, and what to try.
pub(super) fn readable(
    content_type: Option<&str>,
    body: &[u8],
) -> Result<(), (String, &'static str)> {
    let kind = content_type.map(essence).unwrap_or_default();
    let remedy = remedy(&kind);
    if let Some(found) = magic(body) {
        return Err((found.to_owned(), remedy));
    }
    let start = body.trim_ascii_start().first();
    let like_text = matches!(start, Some(b'<' | b'{' | b'['));
    if !like_text && is_no_page(&kind) {
        return Err((format!("the origin calls it {kind}"), remedy));
    }
    // Only UTF-16 has zeros in text.
    let head = &body[..body.len().min(1024)];
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let is_wide = || {
        [&b"\xFF\xFE"[..], b"\xFE\xFF"]
            .iter()
            .any(|bom| head.starts_with(bom))
            || charset::is_wide(body, content_type)
    };
    if zeros > head.len() / 50 && !is_wide() {
        return Err(("binary data".to_owned(), remedy));
    }
    Ok(())
}

/// Whether a media type is one without text to read.
pub(super) fn is_no_page(kind: &str) -> bool {
    ["image/", "audio/", "video/", "font/"]
        .iter()
        .any(|prefix| kind.starts_with(prefix))
        && !kind.ends_with("+xml")
        || matches!(
            kind,
            "application/pdf"
                | "application/zip"
                | "application/gzip"
                | "application/x-gzip"
                | "application/x-rar-compressed"
                | "application/msword"
                | "application/vnd.ms-excel"
                | "application/vnd.android.package-archive"
        )
        || kind.starts_with("application/vnd.openxmlformats")
}

/// The media type without parameters, in small letters and safe to print: `Text/HTML; charset=x` is `text/html`.
pub(super) fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .chars()
        .filter(char::is_ascii_graphic)
        .take(80)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn remedy(kind: &str) -> &'static str {
    if kind.starts_with("image/") || kind.starts_with("video/") || kind.starts_with("audio/") {
        "give the page that shows it"
    } else {
        "give the page that links to it"
    }
}

/// What the body is, by its first bytes (WHATWG MIME Sniffing §6).
fn magic(body: &[u8]) -> Option<&'static str> {
    let body = body.trim_ascii_start();
    [
        (&b"%PDF-"[..], "a PDF"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document"),
        (b"\x1F\x8B", "gzip data"),
        (b"Rar!\x1A\x07", "a RAR archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"OggS", "Ogg audio or video"),
        (b"ID3", "an MP3"),
        (b"wOF2", "a font"),
        (b"\x7FELF", "a program"),
    ]
    .iter()
    .find_map(|(bytes, what)| body.starts_with(bytes).then_some(*what))
    .or_else(|| {
        (body.starts_with(b"RIFF") && body.get(8..12) == Some(b"WEBP")).then_some("a WebP image")
    })
    .or_else(|| (body.get(4..8) == Some(b"ftyp")).then_some("a video or an AVIF image"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who gives a PDF for a section learns that it is one, whatever the server calls it.
    #[test]
    fn what_is_no_text_is_named() {
        for (content_type, body, found) in [
            (Some("application/pdf"), &b"%PDF-1.7 x"[..], "a PDF"),
            (Some("text/html"), b"%PDF-1.7 x", "a PDF"),
            (None, b"\x89PNG\r\n\x1a\n", "a PNG image"),
            (Some("image/svg+xml; x"), b"\x1F\x8B\x08", "gzip data"),
            (
                Some("Video/MP4; codecs=x"),
                b"????",
                "the origin calls it video/mp4",
            ),
            (None, b"ab\0\x01cd\0\x02efghijkl", "binary data"),
        ] {
            let error = readable(content_type, body).expect_err(found);
            assert_eq!(error.0, found);
        }
    }

    /// Servers call pages all sorts of things, and no page may be lost for it.
    #[test]
    fn text_is_read_whatever_it_is_called() {
        for content_type in [
            None,
            Some("text/html"),
            Some("application/octet-stream"),
            Some("image/png"),
            Some(""),
            Some("x"),
        ] {
            for body in [&b"<!DOCTYPE html><p>x"[..], b" {\"a\": 1}", b"[]"] {
                assert_eq!(readable(content_type, body), Ok(()));
            }
        }
        assert_eq!(readable(Some("text/plain"), b"plain"), Ok(()));
        assert_eq!(readable(None, b""), Ok(()));
        assert_eq!(readable(None, b"\xFF\xFE<\0h\0"), Ok(()));
        assert_eq!(readable(None, b"<\0h\0t\0m\0l\0>\0"), Ok(()));
        // Little of a page in Cyrillic is ASCII, and it is no binary data for that.
        let wide = "<p>Мост через реку закрыт на неделю, сообщила мэрия.</p>".encode_utf16();
        let body: Vec<u8> = wide.flat_map(u16::to_be_bytes).collect();
        assert_eq!(readable(Some("text/html; charset=UTF-16"), &body), Ok(()));
    }
}
