//! The recordings of a feed's items: enclosures, Media RSS, and the tags of podcasts.
//!
//! In: an item. Out: [`Media`], bounded. Pictures are no recordings.

use serde::Deserialize as _;
use serde_json::Value;
use url::Url;

use super::item_draft::{language, web};
use super::modules::files;
use super::xml::Node;
use crate::model::{Companion, Media, Recording, URL_LIMIT_BYTES};

/// Recordings of one item: a film comes in a handful of sizes.
const RECORDINGS: usize = 16;
/// Transcripts of one item, one a language and form.
const TRANSCRIPTS: usize = 16;
/// The longest media type that is one, in bytes (RFC 6838 §4.2: two names of 127).
const MEDIA_TYPE_BYTES: usize = 255;

/// Endings of recordings and their media types, for what is announced without a type.
const ENDINGS: [(&str, &str); 12] = [
    (".mp3", "audio/mpeg"),
    (".m4a", "audio/mp4"),
    (".aac", "audio/aac"),
    (".ogg", "audio/ogg"),
    (".oga", "audio/ogg"),
    (".opus", "audio/ogg"),
    (".wav", "audio/wav"),
    (".flac", "audio/flac"),
    (".mp4", "video/mp4"),
    (".m4v", "video/mp4"),
    (".webm", "video/webm"),
    (".mov", "video/quicktime"),
];

/// What an item of RSS or Atom lets hear or see.
pub(super) fn media(node: Node<'_>, base: &Url) -> Media {
    let enclosures = node.all("enclosure").map(|file| (file, "url", "length"));
    let links = node
        .all("atom:link")
        .filter(|link| link.attribute("rel") == Some("enclosure"))
        .map(|file| (file, "href", "length"));
    let of_media = files(node).map(|file| (file, "url", "filesize"));
    let mut recordings = Vec::new();
    for (file, url, length) in enclosures.chain(links).chain(of_media).take(4 * RECORDINGS) {
        let url = file.attribute(url).and_then(|url| web(url, base));
        let stated = file.attribute("type").or_else(|| file.attribute("medium"));
        if let Some(url) = url {
            let length = file.attribute(length).and_then(|text| text.parse().ok());
            let duration = file.attribute("duration").and_then(seconds);
            add(&mut recordings, url, stated, length, duration);
        }
    }
    let text = |name: &str| node.text_of(name);
    if let Some(first) = recordings.first_mut() {
        let duration = text("itunes:duration").and_then(seconds);
        first.duration_seconds = duration.or(first.duration_seconds);
    }
    let number = |name: &str, other: &str| {
        let text = text(name).or_else(|| text(other))?;
        text.split('.').next()?.parse().ok()
    };
    let kind = text("itunes:episodetype").map(str::to_ascii_lowercase);
    Media {
        recordings,
        episode: number("itunes:episode", "podcast:episode"),
        season: number("itunes:season", "podcast:season"),
        episode_type: kind.filter(|kind| is_episode_type(kind)),
        explicit: text("itunes:explicit").and_then(explicit),
        transcripts: node
            .all("podcast:transcript")
            .filter_map(|file| companion(file, base))
            .take(TRANSCRIPTS)
            .collect(),
        chapters: node
            .first("podcast:chapters")
            .and_then(|file| companion(file, base)),
    }
}

/// What byline says of the recordings under `_byline`.
pub(super) fn of_byline(said: &Value, recordings: Vec<Recording>) -> Media {
    let said = Media::deserialize(said).unwrap_or_default();
    let is_sound = |it: &Companion| {
        let lengths = [
            it.media_type.len(),
            it.language.as_ref().map_or(0, String::len),
        ];
        matches!(it.url.scheme(), "http" | "https")
            && it.url.as_str().len() <= URL_LIMIT_BYTES
            && lengths.iter().all(|&bytes| bytes <= MEDIA_TYPE_BYTES)
    };
    let mut transcripts = said.transcripts;
    transcripts.retain(is_sound);
    transcripts.truncate(TRANSCRIPTS);
    Media {
        recordings,
        transcripts,
        chapters: said.chapters.filter(is_sound),
        episode_type: said.episode_type.filter(|kind| is_episode_type(kind)),
        ..said
    }
}

fn is_episode_type(kind: &str) -> bool {
    ["full", "trailer", "bonus"].contains(&kind)
}

/// Adds a file, if it is a recording that is not there yet.
pub(super) fn add(
    recordings: &mut Vec<Recording>,
    url: Url,
    stated: Option<&str>,
    length_bytes: Option<u64>,
    duration_seconds: Option<u64>,
) {
    let Some(media_type) = media_type(&url, stated) else {
        return;
    };
    if let Some(known) = recordings.iter_mut().find(|known| known.url == url) {
        known.length_bytes = known.length_bytes.or(length_bytes);
        known.duration_seconds = known.duration_seconds.or(duration_seconds);
    } else if recordings.len() < RECORDINGS {
        recordings.push(Recording {
            url,
            media_type,
            // Feeds write 0 for a length that they do not know.
            length_bytes: length_bytes.filter(|&length| length > 0),
            duration_seconds,
        });
    }
}

/// The media type of a recording; `None` for anything else.
fn media_type(url: &Url, stated: Option<&str>) -> Option<String> {
    let stated = stated.map(|stated| stated.trim().to_ascii_lowercase());
    let is_recording = |kind: &&str| kind.starts_with("audio/") || kind.starts_with("video/");
    if let Some(kind) = stated.as_deref().filter(is_recording) {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let is_whole = kind.len() <= MEDIA_TYPE_BYTES && kind.bytes().all(|b| b.is_ascii_graphic());
        return is_whole.then(|| kind.to_owned());
    }
    // `audio` and `video` are the media of Media RSS; a server may not know what it sends.
    let tells_nothing = [
        "audio",
        "video",
        "application/octet-stream",
        "binary/octet-stream",
    ];
    if stated.is_some_and(|stated| !tells_nothing.contains(&stated.as_str())) {
        return None;
    }
    let path = url.path().to_ascii_lowercase();
    let known = ENDINGS.iter().find(|(ending, _)| path.ends_with(ending))?;
    Some(known.1.to_owned())
}

/// A duration as `3725`, `62:05` or `1:02:05`.
fn seconds(text: &str) -> Option<u64> {
    let mut parts = text.trim().splitn(4, ':');
    let whole = parts.by_ref().take(3).try_fold(0_u64, |sum, part| {
        let number: u64 = part.split('.').next()?.parse().ok()?;
        sum.checked_mul(60)?.checked_add(number)
    })?;
    // Longer than a week is a mistake.
    (parts.next().is_none() && (1..=604_800).contains(&whole)).then_some(whole)
}

pub(super) fn explicit(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "explicit" => Some(true),
        "false" | "no" | "clean" => Some(false),
        _ => None,
    }
}

fn companion(file: Node<'_>, base: &Url) -> Option<Companion> {
    let kind = file.attribute("type")?.to_ascii_lowercase();
    let is_type = kind.len() <= MEDIA_TYPE_BYTES
        && kind.contains('/')
        && kind.bytes().all(|b| b.is_ascii_graphic());
    is_type.then_some(Companion {
        url: web(file.attribute("url")?, base)?,
        media_type: kind,
        language: file.attribute("language").and_then(language),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A player would show a talk of an hour as one of a minute.
    #[test]
    fn durations_are_read_in_every_form() {
        for (text, expected) in [
            ("3725", Some(3725)),
            ("62:05", Some(3725)),
            ("1:02:05", Some(3725)),
            ("01:02:05.9", Some(3725)),
            ("0", None),
            ("1:1:1:1", None),
            ("99999999999999999999", None),
            ("an hour", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
