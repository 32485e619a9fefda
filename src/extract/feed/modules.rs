//! Elements of other vocabularies in RSS and Atom: Media RSS, Dublin Core, Creative Commons, FeedBurner.

use url::Url;

use super::item_draft::{is_image, web};
use super::xml::Node;

/// The type of a link to machine-readable terms, which is no licence for people.
const RSL_TYPE: &str = "application/rsl+xml";

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

/// The places of an item where Media RSS keeps what it says: the item, its groups, its files.
pub(super) fn media(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let groups = || node.all("media:group");
    let files = node
        .all("media:content")
        .chain(groups().flat_map(|group| group.all("media:content")));
    std::iter::once(node).chain(groups()).chain(files)
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

/// Begins like a web address.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("http://") || text.starts_with("https://")
}
