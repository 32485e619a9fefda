//! A feed's XML as a tree, within bounds.
//!
//! quick-xml reports events and expands nothing but XML's own entities and character references; a reference
//! to any other stays as it is written, so a document's own entities cannot multiply. A document that declares
//! some is refused all the same. Names are lower case, with the customary prefix of their namespace.

use std::ops::Range;
use std::rc::Rc;

use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use url::Url;

use super::no_list;
use crate::extract::ExtractError;

const ELEMENT_LIMIT: usize = 200_000;
const DEPTH_LIMIT: usize = 100;
const ATTRIBUTE_LIMIT: usize = 50;

/// Namespaces by their customary prefix; the first is that of feeds without any. By the beginning of the name,
/// since versions and `https` spellings differ at the end.
const NAMESPACES: [(&str, &str); 17] = [
    ("", "purl.org/rss/1.0/modules/rss"),
    ("content", "purl.org/rss/1.0/modules/content"),
    ("sy", "purl.org/rss/1.0/modules/syndication"),
    ("", "purl.org/rss/1.0"),
    ("", "my.netscape.com/rdf/simple/0.9"),
    ("", "backend.userland.com/rss"),
    ("", "blogs.law.harvard.edu/tech/rss"),
    ("atom", "www.w3.org/2005/Atom"),
    ("atom", "purl.org/atom/ns"),
    ("dc", "purl.org/dc/elements/1."),
    ("dcterms", "purl.org/dc/terms"),
    ("media", "search.yahoo.com/mrss"),
    ("itunes", "www.itunes.com/dtds"),
    ("rdf", "www.w3.org/1999/02/22-rdf-syntax-ns"),
    ("cc", "web.resource.org/cc"),
    ("cc", "backend.userland.com/creativeCommons"),
    ("xhtml", "www.w3.org/1999/xhtml"),
];
/// Prefixes that are understood even where a feed forgot to declare them.
const CUSTOMARY: [&str; 9] = [
    "content", "atom", "dc", "dcterms", "media", "itunes", "rdf", "cc", "xhtml",
];

/// A document.
pub(super) struct Tree<'t> {
    text: &'t str,
    elements: Vec<Element>,
}

struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<usize>,
    text: String,
    /// The markup between its tags.
    inner: Range<usize>,
    base: Option<Rc<Url>>,
    language: Option<Rc<str>>,
}

impl<'t> Tree<'t> {
    /// Reads a whole document; relative `xml:base`s count from `page`.
    pub(super) fn parse(text: &'t str, page: &Url) -> Result<Self, ExtractError> {
        let begins = |with: &str| {
            text.get(..with.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        if begins("<!doctype html") || begins("<html") {
            return Err(super::page());
        }
        if !text.starts_with('<') {
            return Err(no_feed(text));
        }
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true; // `AT&T` stands in many feeds
        let mut tree = Self {
            text,
            elements: Vec::new(),
        };
        let mut open: Vec<usize> = Vec::new();
        loop {
            let before = position(reader.buffer_position());
            let (namespace, event) = match reader.read_resolved_event() {
                Ok((namespace, event)) => (prefix(&namespace), event),
                Err(error) => {
                    let at = position(reader.error_position());
                    return Err(broken(text, at, &error.to_string()));
                }
            };
            match event {
                Event::Start(start) => {
                    if open.len() >= DEPTH_LIMIT {
                        return Err(too_complex("levels of nesting", DEPTH_LIMIT));
                    }
                    if tree.elements.len() >= ELEMENT_LIMIT {
                        return Err(too_complex("elements", ELEMENT_LIMIT));
                    }
                    let inner = position(reader.buffer_position());
                    open.push(tree.begin(&start, &namespace, open.last().copied(), inner, page));
                }
                Event::End(_) => {
                    if let Some(at) = open.pop() {
                        tree.elements[at].inner.end = before.max(tree.elements[at].inner.start);
                    }
                    if open.is_empty() {
                        return Ok(tree); // what stands behind the root is none of ours
                    }
                }
                Event::Text(text) => tree.say(&open, &text.decode().unwrap_or_default()),
                Event::CData(text) => tree.say(&open, &text.decode().unwrap_or_default()),
                Event::GeneralRef(reference) => {
                    let name = reference.decode().unwrap_or_default();
                    match (
                        reference.resolve_char_ref(),
                        resolve_predefined_entity(&name),
                    ) {
                        (Err(_), _) => {} // names no character
                        (Ok(Some(c)), _) => tree.say(&open, c.encode_utf8(&mut [0; 4])),
                        (_, Some(text)) => tree.say(&open, text),
                        _ => tree.say(&open, &format!("&{name};")),
                    }
                }
                Event::DocType(doctype) => {
                    let doctype = doctype.decode().unwrap_or_default();
                    if doctype.to_ascii_uppercase().contains("<!ENTITY") {
                        return Err(no_list(
                            "the feed declares entities of its own, which byline does not expand"
                                .to_owned(),
                            "tell the publisher: feed readers refuse such a feed",
                        ));
                    }
                    if doctype
                        .trim_start()
                        .to_ascii_lowercase()
                        .starts_with("html")
                    {
                        return Err(super::page());
                    }
                }
                Event::Eof => {
                    return Err(if tree.elements.is_empty() {
                        no_feed(text)
                    } else {
                        broken(text, text.len(), "it ends too early")
                    });
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    fn begin(
        &mut self,
        start: &BytesStart<'_>,
        namespace: &Prefix,
        parent: Option<usize>,
        inner: usize,
        page: &Url,
    ) -> usize {
        let local = String::from_utf8_lossy(start.local_name().as_ref()).to_ascii_lowercase();
        let name = match namespace {
            Prefix::Known("") => local,
            Prefix::Known(prefix) => format!("{prefix}:{local}"),
            Prefix::Other => format!("other:{local}"),
        };
        let attributes: Vec<(String, String)> = start
            .attributes()
            .with_checks(false)
            .flatten()
            .take(ATTRIBUTE_LIMIT)
            .map(|attribute| {
                let key = String::from_utf8_lossy(attribute.key.as_ref()).to_ascii_lowercase();
                let raw = String::from_utf8_lossy(&attribute.value).into_owned();
                let value = unescape(&raw).map_or_else(|_| raw.clone(), |value| value.into_owned());
                (key, value)
            })
            .collect();
        let own = |key: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.trim())
        };
        let above = parent.map(|at| &self.elements[at]);
        let above_base = above.and_then(|above| above.base.clone());
        let base = own("xml:base")
            .and_then(|base| above_base.as_deref().unwrap_or(page).join(base).ok())
            .map(Rc::new)
            .or(above_base);
        let language = own("xml:lang")
            .filter(|language| !language.is_empty())
            .map(Rc::from)
            .or_else(|| above.and_then(|above| above.language.clone()));
        let at = self.elements.len();
        self.elements.push(Element {
            name,
            attributes,
            children: Vec::new(),
            text: String::new(),
            inner: inner..inner,
            base,
            language,
        });
        if let Some(parent) = parent {
            self.elements[parent].children.push(at);
        }
        at
    }

    fn say(&mut self, open: &[usize], text: &str) {
        if let Some(&at) = open.last() {
            self.elements[at].text.push_str(text);
        }
    }

    pub(super) const fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }
}

/// An element of a tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree<'t>,
    at: usize,
}

impl<'t> Node<'t> {
    fn element(self) -> &'t Element {
        &self.tree.elements[self.at]
    }

    /// `item`, `dc:creator`.
    pub(super) fn name(self) -> &'t str {
        &self.element().name
    }

    pub(super) fn all(self, name: &str) -> impl Iterator<Item = Self> {
        self.element()
            .children
            .iter()
            .map(move |&at| Self { at, ..self })
            .filter(move |child| child.name() == name)
    }

    pub(super) fn first(self, name: &str) -> Option<Self> {
        self.all(name).next()
    }

    /// The text of the first child of that name which has any.
    pub(super) fn text_of(self, name: &str) -> Option<&'t str> {
        self.all(name).find_map(Self::text)
    }

    /// Its own text, if there is any.
    pub(super) fn text(self) -> Option<&'t str> {
        let text = self.element().text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Its text, or its markup where it holds elements: feeds forget to escape.
    pub(super) fn markup(self) -> Option<&'t str> {
        if self.element().children.is_empty() {
            return self.text();
        }
        let inner = self.tree.text.get(self.element().inner.clone())?.trim();
        (!inner.is_empty()).then_some(inner)
    }

    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        self.element()
            .attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// What its references count from, where the feed says so (XML Base).
    pub(super) fn base(self) -> Option<&'t Url> {
        self.element().base.as_deref()
    }

    /// `xml:lang`, its own or inherited.
    pub(super) fn language(self) -> Option<&'t str> {
        self.element().language.as_deref()
    }
}

enum Prefix {
    Known(&'static str),
    Other,
}

fn prefix(namespace: &ResolveResult<'_>) -> Prefix {
    match namespace {
        ResolveResult::Unbound => Prefix::Known(""),
        ResolveResult::Bound(bound) => {
            let uri = String::from_utf8_lossy(bound.as_ref());
            let uri = uri
                .trim()
                .trim_start_matches("https://")
                .trim_start_matches("http://");
            NAMESPACES
                .iter()
                .find(|(_, known)| uri.starts_with(known))
                .map_or(Prefix::Other, |(prefix, _)| Prefix::Known(prefix))
        }
        ResolveResult::Unknown(prefix) => CUSTOMARY
            .iter()
            .find(|known| known.as_bytes() == prefix.as_slice())
            .map_or(Prefix::Other, |known| Prefix::Known(known)),
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn no_feed(text: &str) -> ExtractError {
    let start: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    if start.is_empty() {
        return no_list(
            "the document is empty".to_owned(),
            "open the address in a browser; the server may answer differently to programs",
        );
    }
    no_list(
        format!("this is no feed; it begins with `{start}`"),
        "give the address of an RSS, Atom or JSON feed",
    )
}

/// Line and column count from 1, columns in characters.
fn broken(text: &str, at: usize, what: &str) -> ExtractError {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    let what: String = what.chars().filter(|c| !c.is_control()).take(200).collect();
    no_list(
        format!("the feed is malformed at line {line}, column {column}: {what}"),
        "tell the publisher; byline reads on when the feed is whole again",
    )
}

fn too_complex(what: &'static str, limit: usize) -> ExtractError {
    ExtractError::TooComplex { what, limit }
}
