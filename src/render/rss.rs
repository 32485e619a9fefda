//! RSS 2.0 with the modules atom, content, dc, dcterms, media and sy.
//!
//! Written by the crate `rss`. What it cannot express, and what is done instead:
//! - Its syndication module always prints an `updateBase` of 1970: `sy:` goes out as plain extensions.
//! - Extensions are printed in the order of two map keys that are themselves not printed: all of them stand
//!   in one list under one empty key, so their order is ours.
//! - Characters that XML forbids would go out raw: `entry` and `channel` remove them.
//!
//! RSS leaves open whether plain elements hold text or HTML: see [`unmistakable`]. `description` is HTML by
//! custom: the summary is a paragraph of it, and the credit line another.

use std::collections::BTreeMap;
use std::thread::yield_now;

use rss::extension::Extension;
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;

use super::channel::{Channel, GENERATOR, VERSION};
use super::entry::{Entry, Pictured};
use super::error::RenderError;
use super::format::Format;
use super::pieces::{Shell, between};
use super::recordings::{self, Tag};
use super::site::RSL_TYPE;
use super::terms::Terms;
use super::text::{numeric_ampersands, unmistakable};
use crate::model::spelled;

const NAMESPACES: [(&str, &str); 6] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
];

/// How every document ends behind its last item.
const END: &[u8] = b"</channel></rss>";

/// Writes the whole feed.
pub(crate) fn write(channel: &Channel<'_>) -> Result<Vec<u8>, RenderError> {
    let items = channel.entries.iter().map(|entry| item(entry, channel));
    let document = document(channel, items.collect());
    yield_now(); // threads that answer readers go first
    let xml = document.write_to(Vec::with_capacity(4096 * (1 + channel.entries.len())))?;
    Ok(numeric_ampersands(xml))
}

/// What stands before the items and behind them.
pub(crate) fn shell(channel: &Channel<'_>) -> Result<Shell, RenderError> {
    let xml = numeric_ampersands(document(channel, Vec::new()).write_to(Vec::new())?);
    let head = xml.strip_suffix(END).ok_or(RenderError::Pieces("RSS"))?;
    Ok(Shell::of(head, END))
}

/// One item as it stands in the feed.
pub(crate) fn piece(entry: &Entry<'_>, channel: &Channel<'_>) -> Result<Vec<u8>, RenderError> {
    let around = |items| rss::Channel {
        namespaces: namespaces(channel),
        items,
        ..rss::Channel::default()
    };
    let bare = around(Vec::new()).write_to(Vec::new())?;
    let xml = around(vec![item(entry, channel)]).write_to(Vec::with_capacity(4096))?;
    let piece = between(&xml, &bare, END).ok_or(RenderError::Pieces("RSS"))?;
    Ok(numeric_ampersands(piece.to_vec()))
}

fn namespaces(channel: &Channel<'_>) -> BTreeMap<String, String> {
    NAMESPACES
        .iter()
        .copied()
        .chain(recordings::namespaces(channel))
        .map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned()))
        .collect()
}

fn document(channel: &Channel<'_>, items: Vec<rss::Item>) -> rss::Channel {
    let (period, frequency) = channel.update_rate();
    let show = channel.show.map(recordings::of_show).unwrap_or_default();
    let show = show.into_iter();
    rss::Channel {
        title: plain(&channel.title),
        link: channel.home.to_string(),
        description: plain(&channel.description),
        language: Some(channel.language.to_string()),
        copyright: Some(plain(&channel.rights.statement())),
        last_build_date: channel.updated.map(|updated| updated.rfc822()),
        generator: Some(format!("{GENERATOR}/{VERSION} (+{})", channel.about)),
        ttl: Some(channel.ttl_minutes().to_string()),
        atom_ext: Some(AtomExtension {
            links: channel_links(channel),
        }),
        extensions: in_order(
            [
                element("sy:updatePeriod", period),
                element("sy:updateFrequency", &frequency.to_string()),
            ]
            .into_iter()
            .chain(show.map(tagged))
            .collect(),
        ),
        namespaces: namespaces(channel),
        items,
        ..rss::Channel::default()
    }
}

fn channel_links(channel: &Channel<'_>) -> Vec<Link> {
    let feed = |rel, format: Format| link(rel, &channel.url(format), Some(format.media_type()));
    let mut links = vec![
        feed("self", Format::Rss),
        feed("alternate", Format::Atom),
        feed("alternate", Format::Json),
    ];
    links.extend(channel.hubs.iter().map(|hub| link("hub", hub, None)));
    links.push(link("license", &channel.rights.rsl, Some(RSL_TYPE)));
    links
}

fn item(entry: &Entry<'_>, channel: &Channel<'_>) -> rss::Item {
    rss::Item {
        title: Some(plain(&entry.title)),
        link: Some(entry.link.to_string()),
        description: Some(entry.credited_summary()),
        categories: entry
            .sections
            .iter()
            .map(|section| rss::Category {
                name: plain(&section.name),
                domain: Some(section.url.to_string()),
            })
            .chain(entry.keywords.iter().map(|word| rss::Category {
                name: plain(word),
                domain: None,
            }))
            .collect(),
        guid: Some(rss::Guid {
            value: entry.guid.clone(),
            permalink: false,
        }),
        pub_date: entry.published.map(|published| published.rfc822()),
        source: entry.source.as_ref().map(|source| rss::Source {
            // RSS 2.0 requires a URL. A source without a known URL gets the publisher's, where the item was found.
            url: source
                .url
                .as_ref()
                .unwrap_or(&channel.publisher.url)
                .to_string(),
            title: Some(plain(&source.name)),
        }),
        content: entry.credited_body(),
        enclosure: enclosure(entry),
        extensions: in_order(extensions(entry)),
        atom_ext: Some(AtomExtension {
            links: licence_links(&entry.rights),
        }),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: entry.authors.iter().map(|name| plain(name)).collect(),
            contributors: entry
                .editors
                .iter()
                .map(|editor| plain(&editor.line(&channel.language)))
                .collect(),
            publishers: vec![plain(&entry.publisher)],
            languages: vec![entry.language.to_string()],
            rights: vec![plain(&entry.rights.notice)],
            ..DublinCoreExtension::default()
        }),
        ..rss::Item::default()
    }
}

/// The one recording that RSS has room for.
fn enclosure(entry: &Entry<'_>) -> Option<rss::Enclosure> {
    let file = entry.media?.recordings.first()?;
    Some(rss::Enclosure {
        url: spelled(&file.url).into_owned(),
        // Required; 0 is what the W3C asks for where the length is not known.
        length: file.length_bytes.unwrap_or_default().to_string(),
        mime_type: file.media_type.clone(),
    })
}

fn extensions(entry: &Entry<'_>) -> Vec<Extension> {
    let mut list = vec![
        element("atom:updated", &entry.stamp.rfc3339()),
        element("dcterms:rightsHolder", &plain(&entry.rights.holder)),
        element("dcterms:accessRights", entry.grant),
        element("dcterms:provenance", entry.provenance.as_str()),
        element("dcterms:bibliographicCitation", &plain(&entry.credit)),
    ];
    let mut copyright = element("media:copyright", &plain(&entry.rights.copyright()));
    if let Some(terms) = &entry.rights.terms {
        list.push(element("dcterms:license", terms));
        copyright.attrs.insert("url".into(), terms.to_string());
    }
    list.push(copyright);
    if let Some(image) = &entry.image {
        list.push(Extension {
            attrs: BTreeMap::from([
                ("medium".into(), "image".into()),
                ("url".into(), image.to_string()),
            ]),
            children: BTreeMap::from([(
                String::new(),
                entry.picture.as_ref().map_or_else(Vec::new, of_picture),
            )]),
            ..named("media:content")
        });
        list.push(Extension {
            attrs: BTreeMap::from([("url".into(), image.to_string())]),
            ..named("media:thumbnail")
        });
    }
    let tags = entry.media.map(recordings::tags).unwrap_or_default();
    list.extend(tags.into_iter().map(tagged));
    list
}

fn tagged(tag: Tag) -> Extension {
    let children: Vec<Extension> = tag.children.into_iter().map(tagged).collect();
    Extension {
        value: tag.text,
        attrs: tag
            .attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        children: match children.is_empty() {
            true => BTreeMap::new(),
            false => BTreeMap::from([(String::new(), children)]),
        },
        ..named(tag.name)
    }
}

fn of_picture(picture: &Pictured<'_>) -> Vec<Extension> {
    let facts = picture.media_rss();
    facts
        .map(|fact| Extension {
            attrs: fact.attributes(str::to_owned),
            ..element(fact.name, &plain(&fact.text))
        })
        .collect()
}

fn licence_links(rights: &Terms<'_>) -> Vec<Link> {
    let terms = rights
        .terms
        .iter()
        .map(|terms| link("license", terms, None));
    terms
        .chain([link("license", &rights.rsl, Some(RSL_TYPE))])
        .collect()
}

fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link {
        rel: rel.into(),
        href: href.into(),
        mime_type: media_type.map(Into::into),
        ..Link::default()
    }
}

fn plain(text: &str) -> String {
    unmistakable(text).into_owned()
}

fn named(name: &str) -> Extension {
    Extension {
        name: name.into(),
        ..Extension::default()
    }
}

fn element(name: &str, value: &str) -> Extension {
    Extension {
        value: Some(value.into()),
        ..named(name)
    }
}

/// The crate sorts by these keys and never prints them. Within one key the list stays in order.
fn in_order(list: Vec<Extension>) -> rss::extension::ExtensionMap {
    BTreeMap::from([(String::new(), BTreeMap::from([(String::new(), list)]))])
}
