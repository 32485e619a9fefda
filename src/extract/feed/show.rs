//! What a podcast says of itself as a whole: the channel tags of Apple Podcasts.
//!
//! In: a feed's channel. Out: a [`Show`], bounded; `None` when nothing is said.

use serde::Deserialize as _;
use serde_json::Value;
use url::Url;

use super::enclosures::explicit;
use super::item_draft::{name, web};
use super::xml::Node;
use crate::model::{Show, ShowCategory, ShowOwner, URL_LIMIT_BYTES};

/// Categories of a podcast, and of one category. Directories read three.
const CATEGORIES: usize = 10;
/// The longest address of e-mail, in bytes (RFC 5321 §4.5.3.1).
const EMAIL_BYTES: usize = 254;

/// What the channel of RSS, or a feed of Atom, says.
pub(super) fn of_channel(channel: Node<'_>, base: &Url) -> Option<Show> {
    let categories = channel.all("itunes:category").filter_map(|node| {
        let within = node.all("itunes:category").take(CATEGORIES);
        Some(ShowCategory {
            name: category(node)?,
            within: within.filter_map(category).collect(),
        })
    });
    let owner = channel.first("itunes:owner").and_then(|owner| {
        Some(ShowOwner {
            email: owner.text_of("itunes:email").and_then(email)?,
            name: owner.text_of("itunes:name").and_then(name),
        })
    });
    let kind = channel.text_of("itunes:type").map(str::to_ascii_lowercase);
    let image = channel.first("itunes:image");
    let show = Show {
        categories: categories.take(CATEGORIES).collect(),
        explicit: channel.text_of("itunes:explicit").and_then(explicit),
        author: channel.text_of("itunes:author").and_then(name),
        owner,
        kind: kind.filter(|kind| is_kind(kind)),
        image: image.and_then(|image| web(image.attribute("href")?, base)),
    };
    (!show.is_empty()).then_some(show)
}

/// What byline says of it under `_byline`.
pub(super) fn of_byline(said: &Value) -> Option<Show> {
    let mut show = Show::deserialize(said).ok()?;
    show.categories.truncate(CATEGORIES);
    for category in &mut show.categories {
        category.within.truncate(CATEGORIES);
        category.name = name(&category.name)?;
        category.within = category.within.iter().filter_map(|it| name(it)).collect();
    }
    show.author = show.author.as_deref().and_then(name);
    show.owner = show.owner.and_then(|owner| {
        Some(ShowOwner {
            email: email(&owner.email)?,
            name: owner.name.as_deref().and_then(name),
        })
    });
    show.kind = show.kind.filter(|kind| is_kind(kind));
    let is_sound = |url: &Url| {
        matches!(url.scheme(), "http" | "https") && url.as_str().len() <= URL_LIMIT_BYTES
    };
    show.image = show.image.filter(is_sound);
    (!show.is_empty()).then_some(show)
}

fn category(node: Node<'_>) -> Option<String> {
    node.attribute("text")
        .or_else(|| node.text())
        .and_then(name)
}

fn is_kind(kind: &str) -> bool {
    ["episodic", "serial"].contains(&kind)
}

fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, host) = text.rsplit_once('@')?;
    let is_address = !local.is_empty()
        && host.contains('.')
        && text.len() <= EMAIL_BYTES
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"'));
    is_address.then(|| text.to_owned())
}
