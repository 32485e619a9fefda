//! Atom 1.0 (RFC 4287) and 0.3, with the modules dc, dcterms and media.

use std::borrow::Cow;

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use quick_xml::escape::partial_escape;
use url::Url;

use super::enclosures;
use super::item_draft::{
    ItemDraft, authors_of_all, is_image, keywords, language, literal, moment, name, notice, plain,
    web,
};
use super::modules::{image, licence, original, picture};
use super::xml::Node;
use crate::extract::list::fields::markup;
use crate::extract::teaser::ITEM_LIMIT;
use crate::model::SourceClaim;
use crate::page::Context;

/// Padded or not, as feeds have it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn read(root: Node<'_>, at: &Context<'_>) -> Vec<ItemDraft> {
    let title = root.first("atom:title").and_then(text);
    let named = people(root, "atom:author").filter(|author| Some(author) != title.as_ref());
    let authors = authors_of_all(named.map(|author| partial_escape(&author).into_owned()));
    let stated = ["atom:rights", "dc:rights", "atom:copyright"]
        .iter()
        .find_map(|name| notice(&html(root.first(name)?)));
    let home = link(root, root.base().unwrap_or(at.url)).unwrap_or_else(|| at.url.clone());
    root.all("atom:entry")
        .take(ITEM_LIMIT)
        .map(|node| {
            let mut draft = entry(node, at);
            draft.place_on(Some(&home));
            // An entry without authors has those of its source, or of the feed (RFC 4287 §4.2.1). A source is
            // an organisation here, and is named as such.
            if draft.article.source.is_none() {
                draft.inherit_authors(&authors);
            }
            draft.inherit_notice(stated.as_deref());
            draft.of_site(title.as_deref());
            draft
        })
        .collect()
}

fn entry(node: Node<'_>, at: &Context<'_>) -> ItemDraft {
    let mut draft = ItemDraft::default();
    let base = node.base().unwrap_or(at.url).clone();
    draft.url = original(node)
        .and_then(|href| web(href, &base))
        .or_else(|| link(node, &base));
    draft.id = node.text_of("atom:id").map(str::to_owned);
    let page = node.base().cloned().or_else(|| draft.url.clone());
    let page = page.unwrap_or_else(|| base.clone());
    draft.terms(node, literal);
    draft.publisher = node.text_of("dc:publisher").and_then(literal);
    draft.body = node
        .first("atom:content")
        .filter(|content| content.attribute("src").is_none())
        .map(|content| (html(content), content.base().unwrap_or(&page).clone()))
        .map(|(html, base)| (html.into_owned(), base))
        .filter(|(html, _)| !html.trim().is_empty());
    if let Some(summary) = node
        .first("atom:summary")
        .or_else(|| node.first("dc:description"))
    {
        draft.describe(&html(summary), &page);
    }
    for author in people(node, "atom:author") {
        draft.author(&partial_escape(&author));
    }
    if draft.article.byline.is_empty() {
        for creator in node.all("dc:creator").filter_map(Node::text) {
            draft.author(creator);
        }
    }
    for contributor in people(node, "atom:contributor") {
        draft.contributor(&partial_escape(&contributor));
    }
    let article = &mut draft.article;
    article.title = node.first("atom:title").and_then(title);
    let dated = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| moment(node.text_of(name)?, at))
    };
    article.published = dated(&["atom:published", "atom:issued", "atom:created", "dc:date"]);
    article.updated = dated(&["atom:updated", "atom:modified"]);
    article.source = node
        .first("atom:source")
        .and_then(|node| source(node, &base))
        .or_else(|| {
            let name = node.text_of("dc:source").and_then(name)?;
            (!name.starts_with("http")).then_some(SourceClaim { name, url: None })
        });
    article.copyright = node
        .first("atom:rights")
        .and_then(|rights| notice(&html(rights)))
        .or_else(|| notice(node.text_of("dc:rights")?))
        .or_else(|| notice(node.text_of("media:copyright")?));
    article.holder = node.text_of("dcterms:rightsholder").and_then(literal);
    article.licence = licence(node, &base);
    article.keywords = keywords(node.all("atom:category").filter_map(|category| {
        let word = category
            .attribute("label")
            .or_else(|| category.attribute("term"))?;
        name(word)
    }));
    article.language = node
        .first("atom:title")
        .and_then(Node::language)
        .or_else(|| node.language())
        .and_then(language);
    article.image = node
        .all("atom:link")
        .filter(|link| link.attribute("rel") == Some("enclosure"))
        .find_map(|link| {
            let url = web(link.attribute("href")?, &base)?;
            is_image(&url, link.attribute("type")).then_some(url)
        })
        .or_else(|| image(node, &base));
    draft.media = enclosures::media(node, &base);
    let article = &mut draft.article;
    article.pictures = article
        .image
        .iter()
        .filter_map(|image| picture(node, &base, image))
        .collect();
    draft
}

/// The article: the alternate link, a page before other forms of it.
fn link(node: Node<'_>, base: &Url) -> Option<Url> {
    let alternate = |link: &Node<'_>| link.attribute("rel").is_none_or(|rel| rel == "alternate");
    let is_page = |link: &Node<'_>| {
        link.attribute("type")
            .is_none_or(|media_type| media_type.contains("html"))
    };
    node.all("atom:link")
        .filter(alternate)
        .find(is_page)
        .or_else(|| node.all("atom:link").find(alternate))
        .and_then(|link| web(link.attribute("href")?, base))
        .or_else(|| {
            let id = node.text_of("atom:id")?;
            id.starts_with("http").then(|| web(id, base)).flatten()
        })
}

/// The source of an entry that was copied from another feed (RFC 4287 §4.2.11).
pub(super) fn source(node: Node<'_>, base: &Url) -> Option<SourceClaim> {
    let name = node
        .first("atom:title")
        .and_then(text)
        .or_else(|| people(node, "atom:author").next())?;
    Some(SourceClaim {
        name,
        url: link(node, node.base().unwrap_or(base)),
    })
}

fn people<'t>(node: Node<'t>, role: &'static str) -> impl Iterator<Item = String> + 't {
    node.all(role).filter_map(|person| {
        person
            .text_of("atom:name")
            .or_else(|| person.text().filter(|_| !person.has_elements()))
            .and_then(literal)
            .filter(|name| !name.is_empty())
    })
}

/// A text construct as plain text (RFC 4287 §3.1).
fn text(node: Node<'_>) -> Option<String> {
    plain(&html(node))
}

/// A title as plain text. A title of type `text` is text; in a title of type `html`, angle brackets that begin no element
/// are text, too.
fn title(node: Node<'_>) -> Option<String> {
    match kind(node) {
        Kind::Html if !node.has_elements() => markup::title(&said(node)),
        Kind::Text | Kind::Html | Kind::Xhtml | Kind::Other => {
            text(node).and_then(|title| markup::title(&partial_escape(&title)))
        }
    }
}

/// What a text construct holds (RFC 4287 §3.1.1, and §4.1.3.3 for contents).
enum Kind {
    Text,
    Html,
    Xhtml,
    /// An image, say: no text.
    Other,
}

fn kind(node: Node<'_>) -> Kind {
    let media_type = node
        .attribute("type")
        .unwrap_or("text")
        .to_ascii_lowercase();
    match media_type.split(';').next().unwrap_or_default().trim() {
        "html" | "text/html" => Kind::Html,
        "xhtml" | "application/xhtml+xml" => Kind::Xhtml,
        "text" | "" => Kind::Text,
        other if other.starts_with("text/") => Kind::Text,
        _ => Kind::Other,
    }
}

/// The text between an element's tags, decoded where Atom 0.3 encodes it: `mode="base64"`.
fn said(node: Node<'_>) -> Cow<'_, str> {
    let text = node.text().unwrap_or_default();
    let is_encoded = node
        .attribute("mode")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("base64"));
    if !is_encoded {
        return Cow::Borrowed(text);
    }
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match BASE64.decode(compact) {
        Ok(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        Err(_) => Cow::Borrowed(""),
    }
}

/// A text construct as HTML.
fn html(node: Node<'_>) -> Cow<'_, str> {
    match kind(node) {
        Kind::Other => Cow::Borrowed(""),
        // Feeds forget to escape, and to say so; Atom 0.3 has `mode`, and without it markup stands there as it is.
        _ if node.has_elements() => Cow::Borrowed(node.markup().unwrap_or_default()),
        Kind::Text => Cow::Owned(partial_escape(&*said(node)).into_owned()),
        Kind::Html | Kind::Xhtml => said(node),
    }
}
