//! Elements of other vocabularies in RSS and Atom: Media RSS, Dublin Core, Creative Commons, FeedBurner.

use url::Url;

use super::item_draft::{is_image, plain, web};
use super::xml::Node;
use crate::extract::article::StatedPicture;
use crate::model::Picture;

/// The type of a link to machine-readable terms, which is no licence for people.
const RSL_TYPE: &str = "application/rsl+xml";
/// Names that one picture is credited to.
const MAKERS: usize = 8;

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
    // What stands beside the name of a picture's maker is said of the picture.
    let files = files(node).filter(|file| file.first("media:credit").is_none());
    std::iter::once(node).chain(groups()).chain(files)
}

/// The files of an item, and those of its groups.
pub(super) fn files(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let groups = node.all("media:group");
    node.all("media:content")
        .chain(groups.flat_map(|group| group.all("media:content")))
}

/// What Media RSS says of the picture at `image`: in its own element, then in its group, then in the item. The item's
/// `media:copyright` is that of the article.
pub(super) fn picture(node: Node<'_>, base: &Url, image: &Url) -> Option<Picture> {
    let is_of_image = |file: &Node<'_>| {
        let url = file.attribute("url").and_then(|url| web(url, base));
        url.as_ref() == Some(image)
    };
    let file = files(node).find(is_of_image);
    let group = node.all("media:group").find(|group| {
        let mut files = group.all("media:content");
        files.any(|file| is_of_image(&file))
    });
    let own = || file.into_iter().chain(group);
    let text = |name: &'static str| own().chain([node]).find_map(|place| place.text_of(name));
    let makers = own().chain([node]).map(|place| makers(place));
    let copyright = || own().find_map(|place| place.first("media:copyright"));
    let licence = own()
        .find_map(|place| place.first("media:license")?.attribute("href"))
        .or_else(|| copyright()?.attribute("url"));
    let stated = StatedPicture {
        caption: text("media:description").and_then(plain),
        makers: makers
            .into_iter()
            .find(|makers| !makers.is_empty())
            .unwrap_or_default(),
        notice: copyright().and_then(Node::text).and_then(plain),
        licence: licence.and_then(|licence| web(licence, base)),
        ..StatedPicture::default()
    };
    Some(stated.picture(image.clone())).filter(Picture::says_something)
}

/// Those who are credited with a picture. Media RSS has credits of films, too.
fn makers(place: Node<'_>) -> Vec<String> {
    const ROLES: [&str; 9] = [
        "photographer",
        "author",
        "artist",
        "creator",
        "owner",
        "source",
        "agency",
        "provider",
        "distribution company",
    ];
    let credits = place.all("media:credit").filter(|credit| {
        let role = credit.attribute("role");
        role.is_none_or(|role| ROLES.contains(&role.trim().to_ascii_lowercase().as_str()))
    });
    let names = credits.filter_map(|credit| plain(credit.text()?));
    names.take(MAKERS).collect()
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
