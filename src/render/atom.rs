//! Atom 1.0 (RFC 4287) with dc, dcterms and media, and tombstones (RFC 6721).
//!
//! Written by the crate `atom_syndication`. What it cannot express, and what is done instead:
//! - No `xml:lang` on an entry: an item in another language than its feed's has it on title, summary and content.
//! - `source` always prints an `updated`, 1970 when unset: it gets the entry's.
//! - Attribute values of extensions go out unescaped: they are escaped here.
//! - Extensions are printed in the order of two map keys that are themselves not printed: all of them stand
//!   in one list under one empty key, so their order is ours.
//! - Its XML declaration names no encoding, which a file on disk should: ours does.
//! - It wants chrono's dates; chrono appears nowhere else.
//!
//! Text constructs say whether they hold text or HTML, so text that looks like HTML goes out as escaped
//! HTML, which means the same and cannot be misread. `summary` always is HTML: readers show it where they show
//! `content`, and the credit line is a paragraph of its own with a link.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::thread::yield_now;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, FixedDateTime, Generator, Link, Person, Source, Text, WriteConfig,
};
use quick_xml::escape::escape;
use uuid::Uuid;

use super::channel::{Channel, GENERATOR, VERSION};
use super::entry::{Entry, Origin, Party, Pictured};
use super::error::RenderError;
use super::format::Format;
use super::pieces::{Shell, between};
use super::recordings::{self, Tag};
use super::site::RSL_TYPE;
use super::text::{as_html, clean, looks_like_html, numeric_ampersands, unmistakable, visible};
use crate::model::{Moment, Tombstone, spelled};

const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const NAMESPACES: [(&str, &str); 3] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
];
/// Declared only while a tombstone is shown: feed validators do not know RFC 6721 and warn of its namespace.
const TOMBSTONES: (&str, &str) = ("at", "http://purl.org/atompub/tombstones/1.0");

/// How every document ends behind its last entry and tombstone.
const END: &[u8] = b"</feed>";

/// Writes the whole feed.
pub(crate) fn write(channel: &Channel<'_>) -> Result<Vec<u8>, RenderError> {
    let entries = channel.entries.iter().map(|item| entry(item, channel));
    let document = document(channel, entries.collect());
    yield_now(); // threads that answer readers go first
    let mut bytes = Vec::with_capacity(4096 * (1 + channel.entries.len()));
    bytes.extend_from_slice(DECLARATION);
    Ok(numeric_ampersands(xml_of(&document, bytes)?))
}

/// What stands before the entries and behind them, where the tombstones are.
pub(crate) fn shell(channel: &Channel<'_>) -> Result<Shell, RenderError> {
    let mut document = document(channel, Vec::new());
    let whole = numeric_ampersands(xml_of(&document, DECLARATION.to_vec())?);
    document.extensions.clear();
    let bare = numeric_ampersands(xml_of(&document, DECLARATION.to_vec())?);
    let head = bare.strip_suffix(END).ok_or(RenderError::Pieces("Atom"))?;
    let tail = whole
        .strip_prefix(head)
        .ok_or(RenderError::Pieces("Atom"))?;
    Ok(Shell::of(head, tail))
}

/// One entry as it stands in the feed.
pub(crate) fn piece(item: &Entry<'_>, channel: &Channel<'_>) -> Result<Vec<u8>, RenderError> {
    let mut around = atom_syndication::Feed::default();
    let bare = xml_of(&around, Vec::new())?;
    around.entries.push(entry(item, channel));
    let xml = xml_of(&around, Vec::with_capacity(4096))?;
    let piece = between(&xml, &bare, END).ok_or(RenderError::Pieces("Atom"))?;
    Ok(numeric_ampersands(piece.to_vec()))
}

fn xml_of(document: &atom_syndication::Feed, into: Vec<u8>) -> Result<Vec<u8>, RenderError> {
    let plain = WriteConfig {
        write_document_declaration: false,
        indent_size: None,
    };
    Ok(document.write_with_config(into, plain)?)
}

fn document(
    channel: &Channel<'_>,
    entries: Vec<atom_syndication::Entry>,
) -> atom_syndication::Feed {
    let show = channel.show.map(recordings::of_show).unwrap_or_default();
    let tombstones = (!channel.tombstones.is_empty()).then_some(TOMBSTONES);
    atom_syndication::Feed {
        title: text(&channel.title, None),
        id: channel.id.clone(),
        updated: channel.updated.map_or_else(never, date),
        authors: vec![person(&channel.publisher)],
        generator: Some(Generator {
            value: GENERATOR.into(),
            uri: Some(channel.about.clone()),
            version: Some(VERSION.into()),
        }),
        links: feed_links(channel),
        rights: Some(text(&channel.rights.statement(), None)),
        subtitle: Some(text(&channel.description, None)),
        entries,
        extensions: in_order(
            channel
                .tombstones
                .iter()
                .map(tombstone)
                .chain(show.into_iter().map(tagged))
                .collect(),
        ),
        namespaces: NAMESPACES
            .into_iter()
            .chain(tombstones)
            .chain(recordings::namespaces(channel))
            .map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned()))
            .collect(),
        lang: Some(channel.language.to_string()),
        ..atom_syndication::Feed::default()
    }
}

fn feed_links(channel: &Channel<'_>) -> Vec<Link> {
    let mut links = vec![
        link(
            "self",
            &channel.url(Format::Atom),
            Some(Format::Atom.media_type()),
        ),
        link("alternate", &channel.home, Some("text/html")),
    ];
    links.extend(channel.hubs.iter().map(|hub| link("hub", hub, None)));
    links.push(link("license", &channel.rights.rsl, Some(RSL_TYPE)));
    links
}

fn entry(item: &Entry<'_>, channel: &Channel<'_>) -> atom_syndication::Entry {
    let language = (item.language != channel.language).then_some(&*item.language);
    atom_syndication::Entry {
        title: text(&item.title, language),
        id: item.guid.clone(),
        updated: date(item.stamp),
        authors: item.authors.iter().map(|name| named_person(name)).collect(),
        categories: item
            .sections
            .iter()
            .map(|section| Category {
                term: unmistakable(&section.name).into_owned(),
                scheme: Some(section.url.to_string()),
                label: Some(unmistakable(&section.name).into_owned()),
            })
            .chain(item.keywords.iter().map(|word| Category {
                term: unmistakable(word).into_owned(),
                ..Category::default()
            }))
            .collect(),
        contributors: item
            .editors
            .iter()
            .map(|editor| named_person(&editor.line(&channel.language)))
            .collect(),
        links: entry_links(item),
        published: item.published.map(date),
        rights: visible(&item.rights.notice).map(|notice| text(&notice, None)),
        source: item.source.as_ref().map(|it| source(it, item)),
        summary: Some(Text {
            lang: language.map(Into::into),
            ..Text::html(item.credited_summary())
        }),
        content: item.credited_body().map(|body| Content {
            value: Some(body),
            content_type: Some("html".into()),
            lang: language.map(Into::into),
            ..Content::default()
        }),
        extensions: in_order(extensions(item)),
        ..atom_syndication::Entry::default()
    }
}

fn entry_links(item: &Entry<'_>) -> Vec<Link> {
    let mut links = vec![Link {
        hreflang: Some(item.language.to_string()),
        ..link("alternate", &item.link, Some("text/html"))
    }];
    if let Some(terms) = &item.rights.terms {
        links.push(link("license", terms, None));
    }
    links.push(link("license", &item.rights.rsl, Some(RSL_TYPE)));
    if let Some(image) = &item.image {
        links.push(link("enclosure", image, image_type(image)));
    }
    let files = item.media.map_or(&[][..], |media| &media.recordings);
    links.extend(files.iter().map(|file| Link {
        length: file.length_bytes.map(|length| length.to_string()),
        ..link("enclosure", &spelled(&file.url), Some(&file.media_type))
    }));
    links
}

/// Where the article came from. An entry without authors has those of its source (RFC 4287 §4.1.2), so a reprint
/// without a named author never counts as the publisher's own work.
///
/// Readers look for an entry's authors and links in all of its descendants: RSS Guard 4 opens the last alternate
/// link that it finds, and joins all authors. So the source's link is a related one, and an author is named here
/// only where the entry has none.
fn source(origin: &Origin<'_>, item: &Entry<'_>) -> Source {
    let author = Person {
        uri: origin.url.as_ref().map(ToString::to_string),
        ..named_person(&origin.name)
    };
    let home = origin.url.as_deref();
    Source {
        title: text(&origin.name, None),
        id: home.map_or_else(|| identity(&origin.name), str::to_owned),
        updated: date(item.updated),
        authors: item
            .authors
            .is_empty()
            .then_some(author)
            .into_iter()
            .collect(),
        links: home
            .map(|home| link("related", home, Some("text/html")))
            .into_iter()
            .collect(),
        ..Source::default()
    }
}

/// The id of a source without a known URL: a UUIDv5 of its name.
fn identity(name: &str) -> String {
    let name = format!("byline source {name}");
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
        .urn()
        .to_string()
}

fn extensions(item: &Entry<'_>) -> Vec<Extension> {
    let mut list = vec![
        element("dc:publisher", &item.publisher),
        element("dcterms:rightsHolder", &item.rights.holder),
        element("dcterms:accessRights", item.grant),
        element("dcterms:provenance", item.provenance.as_str()),
        element("dcterms:bibliographicCitation", &item.credit),
    ];
    let mut copyright = element("media:copyright", &unmistakable(&item.rights.copyright()));
    if let Some(terms) = &item.rights.terms {
        list.push(element("dcterms:license", terms));
        copyright.attrs.insert("url".into(), attribute(terms));
    }
    list.push(copyright);
    if let Some(image) = &item.image {
        list.extend(
            item.picture
                .as_ref()
                .map(|picture| of_picture(image, picture)),
        );
        list.push(Extension {
            attrs: BTreeMap::from([("url".into(), attribute(image))]),
            ..named("media:thumbnail")
        });
    }
    let tags = item.media.map(recordings::tags).unwrap_or_default();
    // The files are links.
    let tags = tags.into_iter().filter(|tag| tag.name != "media:content");
    list.extend(tags.map(tagged));
    list
}

fn tagged(tag: Tag) -> Extension {
    let of = |(name, value): (&str, String)| (name.to_owned(), attribute(&value));
    let children: Vec<Extension> = tag.children.into_iter().map(tagged).collect();
    Extension {
        value: tag.text,
        attrs: tag.attributes.into_iter().map(of).collect(),
        children: match children.is_empty() {
            true => BTreeMap::new(),
            false => BTreeMap::from([(String::new(), children)]),
        },
        ..named(tag.name)
    }
}

fn of_picture(image: &str, picture: &Pictured<'_>) -> Extension {
    let facts = picture.media_rss().map(|fact| Extension {
        attrs: fact.attributes(attribute),
        ..element(fact.name, &unmistakable(&fact.text))
    });
    Extension {
        attrs: BTreeMap::from([
            ("medium".into(), "image".into()),
            ("url".into(), attribute(image)),
        ]),
        children: BTreeMap::from([(String::new(), facts.collect())]),
        ..named("media:content")
    }
}

fn tombstone(tombstone: &Tombstone) -> Extension {
    let reason = tombstone.reason.as_deref().and_then(visible);
    Extension {
        attrs: BTreeMap::from([
            ("ref".into(), attribute(&tombstone.guid.to_string())),
            ("when".into(), attribute(&tombstone.when.rfc3339())),
        ]),
        children: reason
            .map(|reason| (String::new(), vec![element("at:comment", &reason)]))
            .into_iter()
            .collect(),
        ..named("at:deleted-entry")
    }
}

fn text(value: &str, language: Option<&str>) -> Text {
    let text = if looks_like_html(value) {
        Text::html(as_html(value))
    } else {
        Text::plain(value)
    };
    Text {
        lang: language.map(Into::into),
        ..text
    }
}

fn person(party: &Party<'_>) -> Person {
    Person {
        uri: Some(party.url.to_string()),
        ..named_person(&party.name)
    }
}

fn named_person(name: &str) -> Person {
    Person {
        name: unmistakable(name).into_owned(),
        ..Person::default()
    }
}

fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link {
        rel: rel.into(),
        href: href.into(),
        mime_type: media_type.map(Into::into),
        ..Link::default()
    }
}

/// The type of an image by the ending of its path; `None` for any other ending.
fn image_type(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "bmp" => "image/bmp",
        _ => return None,
    })
}

fn named(name: &str) -> Extension {
    Extension {
        name: name.into(),
        ..Extension::default()
    }
}

fn element(name: &str, value: &str) -> Extension {
    Extension {
        value: Some(clean(value).into_owned()),
        ..named(name)
    }
}

fn attribute(value: &str) -> String {
    let escaped: Cow<'_, str> = escape(value);
    escaped.into_owned()
}

/// The crate sorts by these keys and never prints them. Within one key the list stays in order.
fn in_order(list: Vec<Extension>) -> ExtensionMap {
    BTreeMap::from([(String::new(), BTreeMap::from([(String::new(), list)]))])
}

/// In whole seconds.
fn date(moment: Moment) -> FixedDateTime {
    let offset = chrono::FixedOffset::east_opt(moment.offset().seconds());
    chrono::DateTime::from_timestamp(moment.timestamp().as_second(), 0)
        .zip(offset)
        .map_or_else(never, |(at, offset)| at.with_timezone(&offset))
}

/// `updated` of a feed that never had an item: 2005-12-01, when Atom appeared (RFC 4287).
///
/// Atom requires a date; "now" would change with every refresh, and validators take 1970 for a mistake.
fn never() -> FixedDateTime {
    chrono::DateTime::from_timestamp(1_133_395_200, 0)
        .unwrap_or_default()
        .fixed_offset()
}
