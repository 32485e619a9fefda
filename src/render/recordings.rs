//! What RSS and Atom say of an item's recordings, beside the enclosure that each format has of its own.
//!
//! In: [`Media`]. Out: elements of Media RSS, of Apple Podcasts and of Podcasting 2.0, whose namespaces a feed declares only
//! where it has one of them.

use super::channel::Channel;
use super::text::unmistakable;
use crate::model::{Media, Recording, Show, spelled};

const NAMESPACES: [(&str, &str); 2] = [
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
];

/// An element, before a format's crate writes it.
pub(crate) struct Tag {
    pub(crate) name: &'static str,
    pub(crate) text: Option<String>,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) children: Vec<Tag>,
}

impl Tag {
    const fn of(name: &'static str, text: Option<String>) -> Self {
        Self {
            name,
            text,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    fn with(name: &'static str, attribute: &'static str, value: String) -> Self {
        Self {
            attributes: vec![(attribute, value)],
            ..Self::of(name, None)
        }
    }
}

/// What is said of a podcast as a whole.
pub(crate) fn of_show(show: &Show) -> Vec<Tag> {
    let text = |name, text: Option<String>| text.map(|text| Tag::of(name, Some(text)));
    let name = |text: &String| unmistakable(text).into_owned();
    let category = |text: &String| Tag::with("itunes:category", "text", name(text));
    let owner = show.owner.as_ref().map(|owner| Tag {
        children: text("itunes:name", owner.name.as_ref().map(name))
            .into_iter()
            .chain(text("itunes:email", Some(owner.email.clone())))
            .collect(),
        ..Tag::of("itunes:owner", None)
    });
    let image = show.image.as_ref();
    let image = image.map(|url| Tag::with("itunes:image", "href", spelled(url).into_owned()));
    let categories = show.categories.iter().map(|it| Tag {
        children: it.within.iter().map(category).collect(),
        ..category(&it.name)
    });
    [
        text("itunes:author", show.author.as_ref().map(name)),
        owner,
        text("itunes:explicit", show.explicit.map(|it| it.to_string())),
        text("itunes:type", show.kind.clone()),
        image,
    ]
    .into_iter()
    .flatten()
    .chain(categories)
    .collect()
}

/// The namespaces of the elements that `channel` has.
pub(crate) fn namespaces(
    channel: &Channel<'_>,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let show = channel.show.into_iter().flat_map(of_show);
    let tags = channel.media.iter().copied().flat_map(tags).chain(show);
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
    let of = Tag::of;
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
