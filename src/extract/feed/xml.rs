//! A feed's XML as a tree, within bounds.
//!
//! quick-xml reports events and expands nothing but XML's own entities and character references; a reference
//! to any other stays as it is written, so a document's own entities cannot multiply. A document that declares
//! some is refused all the same. Names are lower case, with the customary prefix of their namespace
//! ([`super::names`]). All text lies in one piece, in the order of the document; an element knows where its part begins
//! and ends.

use std::ops::Range;
use std::rc::Rc;

use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use url::Url;

use super::names::Scopes;
use crate::extract::ExtractError;
use crate::extract::bounds::LANGUAGE_BYTES;
use crate::model::URL_LIMIT_BYTES;
use crate::page::Unreadable;

const ELEMENT_LIMIT: usize = 200_000;
const DEPTH_LIMIT: usize = 100;
const ATTRIBUTE_LIMIT: usize = 50;

/// The roots of feeds and sitemaps.
const ROOTS: [&str; 5] = ["rss", "rdf:rdf", "atom:feed", "urlset", "sitemapindex"];

/// A document.
pub(super) struct Tree<'t> {
    text: &'t str,
    /// Everything that is said in it, without markup.
    said: String,
    elements: Vec<Element>,
}

struct Element {
    name: String,
    /// Where its name stands as it is written.
    tag: Range<usize>,
    attributes: Vec<(String, String)>,
    children: Vec<usize>,
    /// What is said between its tags, by itself and by its children, in bytes of [`Tree::said`].
    said: Range<usize>,
    /// The markup between its tags.
    inner: Range<usize>,
    base: Option<Rc<Url>>,
    language: Option<Rc<str>>,
}

impl<'t> Tree<'t> {
    /// Reads a whole document; relative `xml:base`s count from `page`.
    pub(super) fn parse(text: &'t str, page: &Url) -> Result<Self, ExtractError> {
        if !text.starts_with('<') {
            return Err(no_feed(text));
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true; // `AT&T` stands in many feeds
        config.check_end_names = false; // `ends` does
        config.allow_unmatched_ends = true;
        let mut tree = Self {
            text,
            said: String::new(),
            elements: Vec::new(),
        };
        let mut scopes = Scopes::default();
        let mut open: Vec<usize> = Vec::new();
        let mut has_doctype_of_page = false;
        loop {
            let before = position(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(_) if has_doctype_of_page && !tree.is_of_feed() => return Err(is_page()),
                Err(_) if tree.ends_in(&open, before) => return Ok(tree.closed(&open, before)),
                Err(error) => {
                    let at = position(reader.error_position());
                    return Err(broken(text, at, &error.to_string()));
                }
            };
            match event {
                Event::Start(start) => {
                    if open.len() >= DEPTH_LIMIT {
                        return Err(Unreadable::TooComplex {
                            what: "levels of nesting",
                            limit: DEPTH_LIMIT,
                        }
                        .into());
                    }
                    if tree.elements.len() >= ELEMENT_LIMIT {
                        return Err(Unreadable::TooComplex {
                            what: "elements",
                            limit: ELEMENT_LIMIT,
                        }
                        .into());
                    }
                    let name = scopes.enter(&start)?;
                    let inner = position(reader.buffer_position());
                    let name_end = before + 1 + start.name().as_ref().len();
                    let tag = before + 1..name_end.min(text.len());
                    let parent = open.last().copied();
                    open.push(tree.begin(&start, name, tag, parent, inner, page));
                    if open.len() == 1 && matches!(tree.root().name(), "html" | "xhtml:html") {
                        return Err(is_page());
                    }
                }
                Event::End(end) => {
                    let Some(count) = tree.ends(&open, end.name().as_ref()) else {
                        return Err(broken(
                            text,
                            before,
                            "an end tag does not match its start tag",
                        ));
                    };
                    for _ in 0..count {
                        scopes.leave();
                        if let Some(at) = open.pop() {
                            tree.close(at, before);
                        }
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
                        return Err(ExtractError::no_list(
                            "the feed declares entities of its own, which byline does not expand"
                                .to_owned(),
                            "tell the publisher: feed readers refuse such a feed",
                        ));
                    }
                    // Some feeds have the doctype of the page whose template they were made of: the root decides.
                    let named = doctype.trim_start().to_ascii_lowercase();
                    has_doctype_of_page = named.starts_with("html");
                }
                Event::Eof if has_doctype_of_page && !tree.is_of_feed() => return Err(is_page()),
                Event::Eof if tree.ends_in(&open, before) => return Ok(tree.closed(&open, before)),
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

    /// How many of the open elements an end tag of that name ends; `None` within an item, where it must be the innermost: a
    /// fault there may hide half of its text.
    ///
    /// Outside of the items, an element without an end tag ends with the one that it is in. A name that nothing open has is
    /// the misspelt one of an element without others in it, or belongs to nothing.
    fn ends(&self, open: &[usize], name: &[u8]) -> Option<usize> {
        let is = |at: &usize| {
            let tag = self.text.get(self.elements[*at].tag.clone());
            tag.is_some_and(|tag| tag.as_bytes() == name)
        };
        let innermost = open.last()?;
        if is(innermost) {
            return Some(1);
        }
        let is_sitemap = matches!(self.root().name(), "urlset" | "sitemapindex");
        let items = if is_sitemap {
            ["url", "sitemap"]
        } else {
            ["item", "atom:entry"]
        };
        let mut names = open.iter().map(|&at| self.elements[at].name.as_str());
        let is_of_item = items.iter().any(|item| {
            let local = item.rsplit(':').next().unwrap_or_default();
            local.as_bytes() == name
        });
        if is_of_item || names.any(|name| items.contains(&name)) {
            return None;
        }
        let around = open.iter().rev().position(is).map(|above| above + 1);
        let is_misspelt = self.elements[*innermost].children.is_empty();
        Some(around.unwrap_or(usize::from(is_misspelt)))
    }

    /// Whether the document may end at `at`, with these elements open: in the end tag of what holds the items, or after it.
    fn ends_in(&self, open: &[usize], at: usize) -> bool {
        let in_end_tag = self
            .text
            .get(at..)
            .is_some_and(|rest| rest.starts_with("</"));
        let is_closed = |name: &str| self.root().first(name).is_some();
        match (self.elements.first().map(|root| root.name.as_str()), open) {
            // Everything that RSS says stands in the channel.
            (Some("rss"), [_]) => in_end_tag || is_closed("channel"),
            (Some("rss"), [_, inner]) => in_end_tag && self.elements[*inner].name == "channel",
            (Some(_), [_]) => in_end_tag && self.is_of_feed(),
            _ => false,
        }
    }

    /// The tree, whose open elements end at `at`.
    fn closed(mut self, open: &[usize], at: usize) -> Self {
        for &element in open {
            self.close(element, at);
        }
        self
    }

    fn close(&mut self, at: usize, end: usize) {
        let element = &mut self.elements[at];
        element.inner.end = end.max(element.inner.start);
        element.said.end = self.said.len();
    }

    fn is_of_feed(&self) -> bool {
        self.elements
            .first()
            .is_some_and(|root| ROOTS.contains(&root.name.as_str()))
    }

    fn begin(
        &mut self,
        start: &BytesStart<'_>,
        name: String,
        tag: Range<usize>,
        parent: Option<usize>,
        inner: usize,
        page: &Url,
    ) -> usize {
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
            .filter(|base| base.len() <= URL_LIMIT_BYTES)
            .and_then(|base| above_base.as_deref().unwrap_or(page).join(base).ok())
            .filter(|base| base.as_str().len() <= URL_LIMIT_BYTES)
            .map(Rc::new)
            .or(above_base);
        let language = own("xml:lang")
            .filter(|language| (1..=LANGUAGE_BYTES).contains(&language.len()))
            .map(Rc::from)
            .or_else(|| above.and_then(|above| above.language.clone()));
        let at = self.elements.len();
        self.elements.push(Element {
            name,
            tag,
            attributes,
            children: Vec::new(),
            said: self.said.len()..self.said.len(),
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
        if !open.is_empty() {
            self.said.push_str(text);
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
        self.children().filter(move |child| child.name() == name)
    }

    pub(super) fn first(self, name: &str) -> Option<Self> {
        self.all(name).next()
    }

    /// The text of the first child of that name which has any.
    pub(super) fn text_of(self, name: &str) -> Option<&'t str> {
        self.all(name).find_map(Self::text)
    }

    /// Its text, if there is any: its own and that of the elements in it.
    pub(super) fn text(self) -> Option<&'t str> {
        let text = self.tree.said.get(self.element().said.clone())?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether it holds elements.
    pub(super) fn has_elements(self) -> bool {
        !self.element().children.is_empty()
    }

    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let children = self.element().children.iter();
        children.map(move |&at| Self { at, ..self })
    }

    /// Its text, or its markup where it holds elements: feeds forget to escape.
    pub(super) fn markup(self) -> Option<&'t str> {
        if !self.has_elements() {
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

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn no_feed(text: &str) -> ExtractError {
    let start: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    if start.is_empty() {
        return ExtractError::no_list(
            "the document is empty".to_owned(),
            "open the address in a browser; the server may answer differently to programs",
        );
    }
    ExtractError::no_list(
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
    ExtractError::no_list(
        format!("the feed is malformed at line {line}, column {column}: {what}"),
        "tell the publisher; byline reads on when the feed is whole again",
    )
}

/// What is wrong with an HTML page where a feed should be.
pub(super) fn is_page() -> ExtractError {
    ExtractError::no_list(
        "this is a page, not a feed".to_owned(),
        "set `kind = \"html\"`, or give the feed's own address (pages name it in `<link rel=\"alternate\">`)",
    )
}
