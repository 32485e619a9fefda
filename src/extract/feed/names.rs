//! The names of a feed's elements: namespaces, by what they are called and by how they are usually written.
//!
//! In: start tags, in the order of the document. Out: `item`, `dc:creator`: the name in lower case, with the customary
//! prefix of its namespace. Feeds write a namespace in another case, with another ending, or under the customary prefix
//! alone; each of these is understood. Looking up a prefix takes the same time however many are declared.

use foldhash::HashMap;
use quick_xml::events::BytesStart;

use crate::extract::ExtractError;
use crate::page::Unreadable;

/// Prefixes in force at once. Feeds that declare every module there is have two dozen.
const IN_FORCE_LIMIT: usize = 1_000;

/// Namespaces by their customary prefix; the first is that of feeds without any. By the beginning of the name, in lower
/// case, without `http://` and `www.`, since versions and spellings differ.
const NAMESPACES: [(&str, &str); 28] = [
    ("", "purl.org/rss/1.0/modules/rss"),
    ("content", "purl.org/rss/1.0/modules/content"),
    ("sy", "purl.org/rss/1.0/modules/syndication"),
    ("", "purl.org/rss/1.0"),
    ("", "my.netscape.com/rdf/simple/0.9"),
    ("", "channel.netscape.com/rdf/simple/0.9"),
    ("", "backend.userland.com/rss"),
    ("", "blogs.law.harvard.edu/tech/rss"),
    ("", "cyber.law.harvard.edu/rss/rss"),
    ("atom", "w3.org/2005/atom"),
    ("atom", "purl.org/atom/ns"),
    ("dc", "purl.org/dc/elements/1."),
    ("dcterms", "purl.org/dc/terms"),
    ("media", "search.yahoo.com/mrss"),
    ("media", "tools.search.yahoo.com/mrss"),
    ("media", "video.search.yahoo.com/mrss"),
    ("itunes", "itunes.com/dtds"),
    ("podcast", "podcastindex.org/namespace"),
    ("podcast", "github.com/podcastindex-org/podcast-namespace"),
    ("news", "google.com/schemas/sitemap-news"),
    ("image", "google.com/schemas/sitemap-image"),
    ("rdf", "w3.org/1999/02/22-rdf-syntax-ns"),
    ("cc", "web.resource.org/cc"),
    ("cc", "creativecommons.org/ns"),
    ("cc", "backend.userland.com/creativecommons"),
    ("cc", "cyber.law.harvard.edu/rss/creativecommons"),
    ("feedburner", "rssnamespace.org/feedburner"),
    ("xhtml", "w3.org/1999/xhtml"),
];
/// Prefixes that are understood where a feed forgot to declare them, or declares them for a name that nobody knows.
const CUSTOMARY: [(&str, &str); 15] = [
    ("content", "content"),
    ("atom", "atom"),
    ("dc", "dc"),
    ("dcterms", "dcterms"),
    ("media", "media"),
    ("itunes", "itunes"),
    ("podcast", "podcast"),
    ("news", "news"),
    ("image", "image"),
    ("rdf", "rdf"),
    ("cc", "cc"),
    ("creativecommons", "cc"),
    ("feedburner", "feedburner"),
    ("sy", "sy"),
    ("xhtml", "xhtml"),
];
/// Of a namespace that nobody knows.
const OTHER: &str = "other";

/// The prefixes in force at a place of the document.
#[derive(Default)]
pub(super) struct Scopes {
    /// What each prefix stands for, the innermost declaration last; the default namespace has none.
    in_force: HashMap<Vec<u8>, Vec<&'static str>>,
    /// Which prefixes each open element declares.
    declared: Vec<Vec<Vec<u8>>>,
    count: usize,
    /// What a name without a prefix and without a default namespace belongs to.
    bare: &'static str,
}

impl Scopes {
    /// The name of an element that begins, whose declarations hold until it ends.
    ///
    /// # Errors
    /// [`ExtractError::Unreadable`] for more prefixes than any feed has.
    pub(super) fn enter(&mut self, start: &BytesStart<'_>) -> Result<String, ExtractError> {
        let local = String::from_utf8_lossy(start.local_name().as_ref()).to_ascii_lowercase();
        let is_root = self.declared.is_empty();
        if is_root && local == "feed" {
            self.bare = "atom";
        }
        let mut own = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let prefix = match attribute.key.as_ref() {
                b"xmlns" => &[][..],
                key => match key.strip_prefix(b"xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            self.count += 1;
            if self.count > IN_FORCE_LIMIT {
                return Err(Unreadable::TooComplex {
                    what: "namespaces",
                    limit: IN_FORCE_LIMIT,
                }
                .into());
            }
            let meant = self.meant(prefix, &attribute.value, is_root);
            self.in_force
                .entry(prefix.to_vec())
                .or_default()
                .push(meant);
            own.push(prefix.to_vec());
        }
        self.declared.push(own);
        let namespace = match start.name().prefix() {
            Some(prefix) => self
                .of(prefix.as_ref())
                .or_else(|| customary(prefix.as_ref()))
                .unwrap_or(OTHER),
            None => self.of(b"").unwrap_or(self.bare),
        };
        Ok(match namespace {
            "" => local,
            namespace => format!("{namespace}:{local}"),
        })
    }

    /// The innermost open element ends.
    pub(super) fn leave(&mut self) {
        for prefix in self.declared.pop().unwrap_or_default() {
            self.count -= 1;
            if let Some(meanings) = self.in_force.get_mut(&prefix) {
                meanings.pop();
            }
        }
    }

    fn of(&self, prefix: &[u8]) -> Option<&'static str> {
        self.in_force.get(prefix)?.last().copied()
    }

    /// What the declaration of `prefix` as `uri` means.
    fn meant(&self, prefix: &[u8], uri: &[u8], is_root: bool) -> &'static str {
        let uri = String::from_utf8_lossy(uri).trim().to_ascii_lowercase();
        let uri = uri.trim_start_matches("https://");
        let uri = uri.trim_start_matches("http://");
        let uri = uri.strip_prefix("www.").unwrap_or(uri);
        let known = NAMESPACES.iter().find(|(_, known)| uri.starts_with(known));
        match known {
            Some((namespace, _)) => namespace,
            None if !prefix.is_empty() => customary(prefix).unwrap_or(OTHER),
            // `xmlns=""` takes a default back; that of a root says what its document is, whatever it is called.
            None if uri.is_empty() || is_root => self.bare,
            None => OTHER,
        }
    }
}

fn customary(prefix: &[u8]) -> Option<&'static str> {
    CUSTOMARY
        .iter()
        .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(prefix))
        .map(|(_, namespace)| *namespace)
}
