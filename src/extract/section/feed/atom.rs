//! Atom 1.0 (RFC 4287) and 0.3, with the modules dc, dcterms and media.

use std::borrow::Cow;

use quick_xml::escape::partial_escape;
use url::Url;

use super::ITEM_LIMIT;
use super::draft::{Draft, is_image, literal, moment, name, plain, web};
use super::rss;
use super::xml::Node;
use crate::extract::Context;
use crate::model::SourceClaim;

pub(super) fn read(root: Node<'_>, at: &Context<'_>) -> Vec<Draft> {
    let title = root.first("atom:title").and_then(text);
    let authors: Vec<String> = people(root, "atom:author")
        .filter(|author| Some(author) != title.as_ref())
        .collect();
    let notice = ["atom:rights", "dc:rights", "atom:copyright"]
        .iter()
        .find_map(|name| root.first(name).map(html));
    root.all("atom:entry")
        .take(ITEM_LIMIT)
        .map(|node| {
            let mut draft = entry(node, at);
            // An entry without authors has those of its source, or of the feed (RFC 4287 §4.2.1). A source is
            // an organisation here, and is named as such.
            if draft.article.byline.is_empty() && draft.article.source.is_none() {
                draft.article.byline.clone_from(&authors);
            }
            draft.inherit_notice(notice.as_deref());
            draft
        })
        .collect()
}

fn entry(node: Node<'_>, at: &Context<'_>) -> Draft {
    let mut draft = Draft::default();
    let base = node.base().unwrap_or(at.url).clone();
    draft.url = link(node, &base);
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
    article.title = node.first("atom:title").and_then(text);
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
        .and_then(text)
        .or_else(|| plain(node.text_of("dc:rights")?))
        .or_else(|| plain(node.text_of("media:copyright")?));
    article.holder = node.text_of("dcterms:rightsholder").and_then(literal);
    article.licence = rss::licence(node, &base);
    article.keywords = node
        .all("atom:category")
        .filter_map(|category| {
            let word = category
                .attribute("label")
                .or_else(|| category.attribute("term"))?;
            name(word)
        })
        .collect();
    article.language = node
        .first("atom:title")
        .and_then(Node::language)
        .or_else(|| node.language())
        .and_then(literal);
    article.image = node
        .all("atom:link")
        .filter(|link| link.attribute("rel") == Some("enclosure"))
        .find_map(|link| {
            let url = web(link.attribute("href")?, &base)?;
            is_image(&url, link.attribute("type")).then_some(url)
        })
        .or_else(|| rss::image(node, &base));
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

/// Whom an entry was taken from (RFC 4287 §4.2.11).
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
            .and_then(literal)
            .filter(|name| !name.is_empty())
    })
}

/// A text construct as plain text (RFC 4287 §3.1).
fn text(node: Node<'_>) -> Option<String> {
    plain(&html(node))
}

/// A text construct as HTML.
fn html(node: Node<'_>) -> Cow<'_, str> {
    let kind = node.attribute("type").unwrap_or("text");
    match kind {
        "text" | "text/plain" => partial_escape(node.text().unwrap_or_default()),
        "xhtml" | "application/xhtml+xml" => Cow::Borrowed(node.markup().unwrap_or_default()),
        // Atom 0.3 has `mode`: without it the markup stands there as it is, like in xhtml.
        "html" | "text/html" => Cow::Borrowed(node.markup().unwrap_or_default()),
        // Another type, such as an image in base64, is no text.
        _ => Cow::Borrowed(""),
    }
}
