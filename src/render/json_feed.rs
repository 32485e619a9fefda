//! JSON Feed 1.1. Facts for which the standard has no name are under `_byline`.
//!
//! `summary` is the abstract alone. The credit line is at the end of the content, since readers show the content.

use std::borrow::Cow;

use serde::Serialize;

use super::channel::Channel;
use super::entry::{Entry, Origin, Party, Pictured, Role};
use super::error::RenderError;
use super::format::Format;
use super::pieces::Shell;
use super::terms::Terms;
use super::text::visible;
use crate::model::{Companion, Media, Provenance, Show, Tombstone, spelled};

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: String,
    description: &'a str,
    language: &'a str,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(rename = "_byline")]
    byline: FeedByline<'a>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Hub<'a> {
    r#type: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct FeedByline<'a> {
    about: &'a str,
    publisher: Named<'a>,
    rights: Rights<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withdrawn: Vec<Withdrawn<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show: Option<&'a Show>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Rights<'a> {
    holder: &'a str,
    notice: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
    rsl: &'a str,
}

#[derive(Serialize)]
struct Withdrawn<'a> {
    id: String,
    when: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<std::borrow::Cow<'a, str>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(flatten)]
    content: Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_byline")]
    byline: ItemByline<'a>,
}

/// Every item has one of the two (JSON Feed 1.1, "items").
#[derive(Serialize)]
enum Content {
    #[serde(rename = "content_html")]
    Html(String),
    #[serde(rename = "content_text")]
    Text(String),
}

#[derive(Serialize)]
struct ItemByline<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Author<'a>>,
    publisher: &'a str,
    reprint: bool,
    editors: Vec<Editor<'a>>,
    rights: Rights<'a>,
    grant: &'static str,
    credit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Image<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<Episode<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: Cow<'a, str>,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

/// What is said of the episode that the attachments are.
#[derive(Serialize, PartialEq, Default)]
struct Episode<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    episode: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    season: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    episode_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explicit: Option<bool>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    transcripts: &'a [Companion],
    #[serde(skip_serializing_if = "Option::is_none")]
    chapters: Option<&'a Companion>,
}

/// What the page says of the item's `image`.
#[derive(Serialize)]
struct Image<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<&'a str>,
}

#[derive(Serialize)]
struct Editor<'a> {
    role: &'a str,
    name: &'a str,
}

/// How every document ends behind its last item.
const END: &[u8] = b"]}";

/// Writes the whole feed.
pub(crate) fn write(channel: &Channel<'_>) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::with_capacity(4096 * (1 + channel.entries.len()));
    let items = channel.entries.iter().map(item).collect();
    serde_json::to_writer(&mut bytes, &document(channel, items))?;
    Ok(bytes)
}

/// What stands before the items and behind them.
pub(crate) fn shell(channel: &Channel<'_>) -> Result<Shell, RenderError> {
    let json = serde_json::to_vec(&document(channel, Vec::new()))?;
    let head = json.strip_suffix(END).ok_or(RenderError::Pieces("JSON"))?;
    Ok(Shell::of(head, END).parted_by(b","))
}

/// One item as it stands in the feed.
pub(crate) fn piece(entry: &Entry<'_>) -> Result<Vec<u8>, RenderError> {
    Ok(serde_json::to_vec(&item(entry))?)
}

fn document<'a>(channel: &'a Channel<'_>, items: Vec<Item<'a>>) -> Feed<'a> {
    Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: &channel.home,
        feed_url: channel.url(Format::Json),
        description: &channel.description,
        language: &channel.language,
        authors: [Author {
            name: &channel.publisher.name,
            url: Some(&channel.publisher.url),
        }],
        hubs: channel
            .hubs
            .iter()
            .map(|url| Hub {
                r#type: "WebSub",
                url,
            })
            .collect(),
        byline: FeedByline {
            about: &channel.about,
            publisher: named(&channel.publisher),
            rights: rights(&channel.rights),
            withdrawn: channel.tombstones.iter().map(withdrawn).collect(),
            show: channel.show,
        },
        items,
    }
}

fn item<'a>(entry: &'a Entry<'_>) -> Item<'a> {
    Item {
        id: &entry.guid,
        url: &entry.link,
        title: &entry.title,
        summary: entry.summary.as_deref(),
        content: content(entry),
        image: entry.image.as_deref(),
        date_published: entry.published.map(|published| published.rfc3339()),
        date_modified: entry.updated.rfc3339(),
        authors: authors(entry),
        tags: entry
            .sections
            .iter()
            .map(|section| &*section.name)
            .chain(entry.keywords.iter().map(|word| &**word))
            .collect(),
        language: &entry.language,
        attachments: entry.media.map(attachments).unwrap_or_default(),
        byline: ItemByline {
            source: entry.source.as_ref().map(author),
            publisher: &entry.publisher,
            reprint: entry.provenance.is_reprint(),
            editors: entry.editors.iter().map(editor).collect(),
            rights: rights(&entry.rights),
            grant: entry.grant,
            credit: &entry.credit,
            image: entry.picture.as_ref().map(image),
            media: entry.media.and_then(episode),
        },
    }
}

fn content(entry: &Entry<'_>) -> Content {
    match (entry.credited_body(), &entry.summary) {
        (Some(body), _) => Content::Html(body),
        (None, Some(_)) => Content::Html(entry.credited_summary()),
        (None, None) => Content::Text(entry.credit.to_string()),
    }
}

/// The byline. A reprint without one has its source as the author: an item without authors would have the feed's (JSON
/// Feed 1.1), and the publisher did not write it.
fn authors<'a>(entry: &'a Entry<'_>) -> Vec<Author<'a>> {
    match &entry.source {
        Some(source) if entry.authors.is_empty() && entry.provenance == Provenance::Reprint => {
            vec![author(source)]
        }
        _ => entry
            .authors
            .iter()
            .map(|name| Author { name, url: None })
            .collect(),
    }
}

fn author<'a>(source: &'a Origin<'_>) -> Author<'a> {
    Author {
        name: &source.name,
        url: source.url.as_deref(),
    }
}

fn named<'a>(party: &'a Party<'_>) -> Named<'a> {
    Named {
        name: &party.name,
        url: &party.url,
    }
}

fn rights<'a>(terms: &'a Terms<'_>) -> Rights<'a> {
    Rights {
        holder: &terms.holder,
        notice: &terms.notice,
        terms: terms.terms.as_deref(),
        contact: terms.contact.as_deref(),
        rsl: &terms.rsl,
    }
}

fn image<'a>(picture: &'a Pictured<'_>) -> Image<'a> {
    Image {
        credit: picture.credit.as_deref(),
        caption: picture.caption.as_deref(),
        holder: picture.holder.as_deref(),
        licence: picture.licence.as_deref(),
    }
}

fn attachments(media: &Media) -> Vec<Attachment<'_>> {
    let files = media.recordings.iter();
    files
        .map(|file| Attachment {
            url: spelled(&file.url),
            mime_type: &file.media_type,
            size_in_bytes: file.length_bytes,
            duration_in_seconds: file.duration_seconds,
        })
        .collect()
}

fn episode(media: &Media) -> Option<Episode<'_>> {
    let said = Episode {
        episode: media.episode,
        season: media.season,
        episode_type: media.episode_type.as_deref(),
        explicit: media.explicit,
        transcripts: &media.transcripts,
        chapters: media.chapters.as_ref(),
    };
    (said != Episode::default()).then_some(said)
}

fn editor<'a>(editor: &'a Role<'_>) -> Editor<'a> {
    Editor {
        role: &editor.role,
        name: &editor.name,
    }
}

fn withdrawn(tombstone: &Tombstone) -> Withdrawn<'_> {
    Withdrawn {
        id: tombstone.guid.to_string(),
        when: tombstone.when.rfc3339(),
        reason: tombstone.reason.as_deref().and_then(visible),
    }
}
