//! RSS 2.0, 1.0 (RDF) and 0.9x, with the modules atom, cc, content, dc, dcterms, itunes and media.

use quick_xml::escape::partial_escape;
use url::Url;

use super::ITEM_LIMIT;
use super::draft::{Draft, is_image, keywords, language, moment, name, notice, plain, web};
use super::xml::Node;
use crate::extract::Context;
use crate::extract::section::heading;
use crate::model::SourceClaim;

/// The type of a link to machine-readable terms, which is no licence for people.
const RSL_TYPE: &str = "application/rsl+xml";

pub(super) fn read(root: Node<'_>, at: &Context<'_>) -> Vec<Draft> {
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
    // RSS 1.0 and 0.90 keep items beside the channel.
    channel
        .all("item")
        .chain(root.all("item").filter(|_| channel.name() == "channel"))
        .take(ITEM_LIMIT)
        .map(|node| {
            let mut draft = item(node, at);
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

fn item(node: Node<'_>, at: &Context<'_>) -> Draft {
    let mut draft = Draft::default();
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

/// The article's own address, where the link leads through a counter: `feedburner:origLink` and what others call it.
pub(super) fn original(node: Node<'_>) -> Option<&str> {
    const NAMES: [&str; 5] = [
        "origlink",
        "originallink",
        "originalurl",
        "original-link",
        "canonicallink",
    ];
    node.children()
        .filter(|child| {
            let local = child.name().rsplit(':').next().unwrap_or_default();
            NAMES.contains(&local)
        })
        .find_map(|child| child.text().or_else(|| child.attribute("href")))
        .filter(|text| is_address(text))
}

/// A title as plain text. Elements in it are markup; brackets in its text may be its own.
pub(super) fn title(node: Node<'_>) -> Option<String> {
    let markup = node.markup()?;
    if node.has_elements() {
        return plain(markup).and_then(|title| heading::title(&partial_escape(&title)));
    }
    heading::title(markup)
}

/// The places of an item where Media RSS keeps what it says: the item, its groups, its files.
fn media(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let groups = || node.all("media:group");
    let files = node
        .all("media:content")
        .chain(groups().flat_map(|group| group.all("media:content")));
    std::iter::once(node).chain(groups()).chain(files)
}

/// `source`, `dc:source`, or the `atom:source` of an item that was taken from an Atom feed.
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
    super::atom::source(node.first("atom:source")?, base)
}

/// A licence or terms for people, by whichever name.
pub(super) fn licence(node: Node<'_>, base: &Url) -> Option<Url> {
    let linked = node
        .all("atom:link")
        .filter(|link| link.attribute("rel") == Some("license"))
        .filter(|link| link.attribute("type") != Some(RSL_TYPE))
        .filter_map(|link| link.attribute("href"));
    let stated = node
        .all("cc:license")
        .filter_map(|licence| licence.attribute("rdf:resource").or_else(|| licence.text()));
    let named = node
        .all("dcterms:license")
        .filter_map(|licence| licence.text().or_else(|| licence.attribute("rdf:resource")));
    let of_media = media(node).flat_map(|place| {
        let licences = place
            .all("media:license")
            .filter_map(|licence| licence.attribute("href").or_else(|| licence.text()));
        let terms = place
            .all("media:copyright")
            .filter_map(|copyright| copyright.attribute("url"));
        licences.chain(terms)
    });
    linked
        .chain(named)
        .chain(stated)
        .chain(of_media)
        .filter(|href| !href.contains(char::is_whitespace))
        .find_map(|href| web(href, base))
}

/// The first picture: an enclosure, then Media RSS, which may group its files.
pub(super) fn image(node: Node<'_>, base: &Url) -> Option<Url> {
    let group = node.first("media:group");
    let places = || std::iter::once(node).chain(group);
    let files = node
        .all("enclosure")
        .chain(places().flat_map(|place| place.all("media:content")))
        .filter_map(|file| {
            let url = web(file.attribute("url")?, base)?;
            let kind = file.attribute("type").or_else(|| file.attribute("medium"));
            is_image(&url, kind).then_some(url)
        });
    let small = places()
        .flat_map(|place| place.all("media:thumbnail"))
        .chain(
            node.all("media:content")
                .flat_map(|file| file.all("media:thumbnail")),
        )
        .filter_map(|file| web(file.attribute("url")?, base));
    let cover = node
        .all("itunes:image")
        .filter_map(|file| web(file.attribute("href")?, base));
    files.chain(small).chain(cover).next()
}

fn is_address(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("http://") || text.starts_with("https://")
}
