//! RSS 2.0, 1.0 (RDF) and 0.9x, with the modules atom, cc, content, dc, dcterms, itunes and media.

use quick_xml::escape::partial_escape;
use url::Url;

use super::item_draft::{ItemDraft, keywords, language, moment, name, notice, plain, web};
use super::modules::{image, is_address, licence, media, original, picture};
use super::xml::Node;
use super::{atom, enclosures};
use crate::extract::list::fields::markup;
use crate::extract::teaser::ITEM_LIMIT;
use crate::model::SourceClaim;
use crate::page::Context;

pub(super) fn read(root: Node<'_>, at: &Context<'_>) -> Vec<ItemDraft> {
    let channel = root.first("channel").unwrap_or(root);
    let tag = ["language", "dc:language"]
        .iter()
        .find_map(|name| channel.text_of(name))
        .or_else(|| channel.language())
        .and_then(language);
    let stated = ["copyright", "dc:rights", "dcterms:rights", "atom:rights"]
        .iter()
        .find_map(|name| channel.text_of(name))
        .or_else(|| channel.text_of("media:copyright"))
        .and_then(notice);
    let site = channel.text_of("title").and_then(plain);
    let licence = licence(channel, at.url);
    let home = channel.text_of("link").and_then(|home| web(home, at.url));
    let home = home.or_else(|| Some(at.url.clone()));
    // RSS 1.0 and 0.90 keep items beside the channel.
    channel
        .all("item")
        .chain(root.all("item").filter(|_| channel.name() == "channel"))
        .take(ITEM_LIMIT)
        .map(|node| {
            let mut draft = item(node, at);
            draft.place_on(home.as_ref());
            draft.inherit_notice(stated.as_deref());
            draft.of_site(site.as_deref());
            if draft.reprint != Some(true) && draft.article.source.is_none() {
                draft.article.licence = draft.article.licence.or_else(|| licence.clone());
            }
            if draft.article.language.is_none() {
                draft.article.language.clone_from(&tag);
            }
            draft
        })
        .collect()
}

fn item(node: Node<'_>, at: &Context<'_>) -> ItemDraft {
    let mut draft = ItemDraft::default();
    let base = node.base().unwrap_or(at.url).clone();
    draft.url = link(node, &base);
    draft.id = node.text_of("guid").map(str::to_owned);
    let page = draft.url.clone().unwrap_or_else(|| base.clone());
    draft.terms(node, plain);
    draft.publisher = node
        .text_of("dc:publisher")
        .or_else(|| node.text_of("dcterms:publisher"))
        .and_then(name);
    draft.body = ["content:encoded", "xhtml:body", "xhtml:div", "atom:content"]
        .iter()
        .find_map(|name| node.first(name).and_then(Node::markup))
        .map(|html| (html.to_owned(), node.base().unwrap_or(&page).clone()));
    let described = [
        "description",
        "dc:description",
        "atom:summary",
        "itunes:summary",
    ]
    .iter()
    .find_map(|name| node.first(name).and_then(Node::markup));
    if let Some(described) = described {
        draft.describe(described, &page);
    }
    for creator in node.all("dc:creator").filter_map(Node::text) {
        draft.author(creator);
    }
    if draft.article.byline.is_empty() {
        let authors = node.all("author").chain(node.all("itunes:author"));
        for named in authors.chain(node.all("atom:author")).filter_map(author) {
            draft.author(named);
        }
    }
    for contributor in node.all("dc:contributor").filter_map(Node::text) {
        draft.contributor(contributor);
    }
    let article = &mut draft.article;
    article.title = ["title", "dc:title", "media:title"]
        .iter()
        .find_map(|name| node.first(name).and_then(title));
    let dated = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| moment(node.text_of(name)?, at))
    };
    article.published = dated(&[
        "pubdate",
        "dc:date",
        "dcterms:issued",
        "dcterms:created",
        "atom:published",
    ]);
    article.updated = dated(&["atom:updated", "dcterms:modified"]);
    article.source = source(node, &base);
    article.based_on = node
        .text_of("dc:source")
        .filter(|text| is_address(text))
        .and_then(|text| web(text, &base));
    article.copyright = ["dc:rights", "dcterms:rights", "atom:rights", "copyright"]
        .iter()
        .find_map(|name| node.text_of(name))
        .or_else(|| media(node).find_map(|place| place.text_of("media:copyright")))
        .and_then(notice);
    article.holder = node.text_of("dcterms:rightsholder").and_then(name);
    article.licence = licence(node, &base);
    let words = node.all("category").chain(node.all("dc:subject"));
    article.keywords = keywords(words.filter_map(|word| name(word.text()?)));
    article.language = node
        .text_of("dc:language")
        .or_else(|| node.language())
        .and_then(language);
    article.image = image(node, &base);
    draft.media = enclosures::media(node, &base);
    let article = &mut draft.article;
    article.pictures = article
        .image
        .iter()
        .filter_map(|image| picture(node, &base, image))
        .collect();
    draft
}

fn link(node: Node<'_>, base: &Url) -> Option<Url> {
    let alternate = node
        .all("atom:link")
        .find(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"))
        .and_then(|link| link.attribute("href"));
    let permanent = node.first("guid").filter(|guid| {
        guid.attribute("ispermalink") != Some("false") && guid.text().is_some_and(is_address)
    });
    [
        original(node),
        node.text_of("link"),
        node.first("link").and_then(|link| link.attribute("href")),
        alternate,
        permanent.and_then(Node::text),
        node.attribute("rdf:about")
            .filter(|about| is_address(about)),
    ]
    .into_iter()
    .flatten()
    .find_map(|href| web(href, base))
}

/// The text that names an author. Some write the person of Atom, with or without its namespace.
fn author(node: Node<'_>) -> Option<&str> {
    let named = node.text_of("atom:name").or_else(|| node.text_of("name"));
    named.or_else(|| node.text().filter(|_| !node.has_elements()))
}

/// A title as plain text. Elements in it are markup; brackets in its text may be its own.
pub(super) fn title(node: Node<'_>) -> Option<String> {
    let markup = node.markup()?;
    if node.has_elements() {
        return plain(markup).and_then(|title| markup::title(&partial_escape(&title)));
    }
    markup::title(markup)
}

/// `source`, `dc:source`, or the `atom:source` of an item that was copied from an Atom feed.
fn source(node: Node<'_>, base: &Url) -> Option<SourceClaim> {
    if let Some(source) = node.first("source")
        && let Some(name) = source.text().and_then(name)
    {
        let url = source.attribute("url").and_then(|url| web(url, base));
        return Some(SourceClaim { name, url });
    }
    if let Some(name) = node
        .text_of("dc:source")
        .filter(|text| !is_address(text))
        .and_then(name)
    {
        return Some(SourceClaim { name, url: None });
    }
    atom::source(node.first("atom:source")?, base)
}
