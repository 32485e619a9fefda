//! What RSS and Atom say of an item's recordings, beside the enclosure that each format has of its own.
//!
//! In: [`Media`]. Out: elements of Media RSS, of Apple Podcasts and of Podcasting 2.0, whose namespaces a feed declares only
//! where it has one of them.

use crate::model::{Media, Recording, spelled};

const NAMESPACES: [(&str, &str); 2] = [
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
];

/// An element, before a format's crate writes it.
pub(crate) struct Tag {
    pub(crate) name: &'static str,
    pub(crate) text: Option<String>,
    pub(crate) attributes: Vec<(&'static str, String)>,
}

/// The namespaces of the elements that `media` have.
pub(crate) fn namespaces<'a>(
    media: impl IntoIterator<Item = &'a Media>,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tags = media.into_iter().flat_map(tags);
    let names: Vec<&str> = tags.map(|tag| tag.name).collect();
    let is_used = move |prefix: &str| {
        let mut prefixes = names.iter().filter_map(|name| name.split(':').next());
        prefixes.any(|used| used == prefix)
    };
    NAMESPACES
        .into_iter()
        .filter(move |(prefix, _)| is_used(prefix))
}

/// What is said of the recordings. The first file is the format's own enclosure, of which there may be one only.
pub(crate) fn tags(media: &Media) -> Vec<Tag> {
    let of = |name, text: Option<String>| Tag {
        name,
        text,
        attributes: Vec::new(),
    };
    let first = media.recordings.first();
    let duration = first.and_then(|first| first.duration_seconds);
    let texts = [
        ("itunes:duration", duration.map(|it| it.to_string())),
        ("itunes:episode", media.episode.map(|it| it.to_string())),
        ("itunes:season", media.season.map(|it| it.to_string())),
        ("itunes:episodeType", media.episode_type.clone()),
        ("itunes:explicit", media.explicit.map(|it| it.to_string())),
    ];
    let texts = texts
        .into_iter()
        .filter(|(_, text)| text.is_some())
        .map(|(name, text)| of(name, text));
    let companions = media
        .transcripts
        .iter()
        .map(|it| ("podcast:transcript", it))
        .chain(media.chapters.iter().map(|it| ("podcast:chapters", it)));
    let companions = companions.map(|(name, it)| {
        let mut attributes = vec![
            ("url", spelled(&it.url).into_owned()),
            ("type", it.media_type.clone()),
        ];
        let language = it.language.clone().filter(|_| name == "podcast:transcript");
        attributes.extend(language.map(|language| ("language", language)));
        Tag {
            attributes,
            ..of(name, None)
        }
    });
    let further = media.recordings.iter().skip(1).map(|file| Tag {
        attributes: file_attributes(file),
        ..of("media:content", None)
    });
    texts.chain(companions).chain(further).collect()
}

fn file_attributes(file: &Recording) -> Vec<(&'static str, String)> {
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    let attributes = [
        ("url", Some(spelled(&file.url).into_owned())),
        ("type", Some(file.media_type.clone())),
        ("fileSize", number(file.length_bytes)),
        ("duration", number(file.duration_seconds)),
    ];
    let stated = attributes.into_iter();
    stated
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}
