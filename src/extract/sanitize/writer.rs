//! Clean markup from a tree: what each element becomes, and which links and images it keeps.

use std::fmt::Write as _;

use foldhash::{HashMap, HashSet};
use url::Url;

use super::edits::Edits;
use super::elements::{Kind, kind};
use super::math::{Math, alternative, math};
use super::paper::Paper;
use super::player::player;
use super::twin::Shown;
use super::{image, text};
use crate::page::Base;
use crate::page::dom::{Node, NodeId};

/// The longest text of an attribute, such as the description of a picture, in bytes.
const LABEL_BYTES: usize = 2_000;

/// Writes one fragment.
pub(super) struct Writer<'b> {
    edits: &'b Edits,
    base: &'b Base<'b>,
    paper: Paper,
    last_image: Option<Shown>,
    /// Elements with a block somewhere inside.
    holds_block: HashSet<NodeId>,
    /// Tables that only lay out: one cell, or tables within.
    layout: HashSet<NodeId>,
}

impl<'b> Writer<'b> {
    pub(super) fn new(edits: &'b Edits, base: &'b Base<'b>) -> Self {
        Self {
            edits,
            base,
            paper: Paper::new(),
            last_image: None,
            holds_block: HashSet::default(),
            layout: HashSet::default(),
        }
    }

    /// The markup of what `root` holds, itself included.
    pub(super) fn write(mut self, root: Node<'_>) -> String {
        self.survey(root);
        self.node(root);
        self.paper.finish()
    }

    /// Notes, in one pass, which elements hold blocks and which tables are layout.
    fn survey(&mut self, root: Node<'_>) {
        let mut cells: HashMap<NodeId, usize> = HashMap::default();
        let edits = self.edits;
        for node in std::iter::once(root).chain(edits.descendants(root)) {
            let Some(name) = edits.name(node) else {
                continue;
            };
            if matches!(kind(name), Kind::Box | Kind::Block(_)) {
                for ancestor in node.ancestors() {
                    if !self.holds_block.insert(ancestor.id()) {
                        break;
                    }
                }
            }
            match name {
                "td" | "th" => {
                    if let Some(table) = table_around(node) {
                        *cells.entry(table.id()).or_default() += 1;
                    }
                }
                "table" => {
                    cells.entry(node.id()).or_default();
                    if let Some(outer) = table_around(node) {
                        self.layout.insert(outer.id());
                    }
                }
                _ => {}
            }
        }
        let single = cells.into_iter().filter(|&(_, count)| count <= 1);
        self.layout.extend(single.map(|(table, _)| table));
    }

    fn children(&mut self, node: Node<'_>) {
        for child in node.children() {
            if self.base.budget().go_on() {
                self.node(child);
            }
        }
    }

    fn node(&mut self, node: Node<'_>) {
        let edits = self.edits;
        if edits.leaves_out(node) {
            return;
        }
        if let Some(text) = node.own_text() {
            if self.paper.text(text)
                && let Some(last) = &mut self.last_image
            {
                last.is_adjacent = false;
            }
            return;
        }
        let Some(name) = edits.name(node) else {
            // The document itself; comments and doctypes have no children.
            self.children(node);
            return;
        };
        if edits.wraps(node) && !self.paper.is_within_a_line() {
            self.paper.begin_block("figure", String::new());
            self.block("figcaption", node);
            self.paper.end_block();
            return;
        }
        match name {
            "br" => self.paper.line_break(),
            "hr" => self.paper.rule(),
            "img" | "image" | "amp-img" => self.image(node, image::source(node, self.base)),
            "video" => {
                let poster = node
                    .attr("poster")
                    .and_then(|poster| image::resolve(poster.trim(), self.base));
                self.image(node, poster);
                self.player(node);
            }
            "iframe" | "embed" | "audio" => self.player(node),
            "head" => {}
            name if math(name).is_some() => self.math(name, node),
            name => match kind(name) {
                Kind::Dropped => {}
                Kind::Clear => self.children(node),
                Kind::Box => self.line(node),
                Kind::Block(name) => self.block(name, node),
                Kind::Inline(name) => self.inline(name, node),
            },
        }
    }

    /// A link to what the page plays, on a line of its own.
    fn player(&mut self, node: Node<'_>) {
        if self.paper.is_within("a") {
            return;
        }
        let Some((url, name)) = player(node, self.base) else {
            return;
        };
        let is_alone = !self.paper.is_within_a_line();
        if is_alone {
            self.paper.begin_line();
        }
        self.paper
            .begin_inline("a", attribute("href", url.as_str()));
        self.paper.text(&name);
        self.paper.end_inline();
        if is_alone {
            self.paper.begin_line();
        }
    }

    /// A formula, or a part of one.
    fn math(&mut self, name: &str, node: Node<'_>) {
        if let Some(words) = alternative(node) {
            self.paper.text(words);
            return;
        }
        let mut parts = node.children();
        match math(name) {
            None | Some(Math::Hidden) => {}
            Some(Math::Plain) if name.ends_with("math") && is_displayed(node) => self.line(node),
            Some(Math::Plain) => self.children(node),
            Some(Math::Cell) => {
                self.children(node);
                self.paper.text(" ");
            }
            Some(Math::Root) => {
                self.paper.text("√");
                self.children(node);
            }
            Some(Math::Fraction) => {
                for (number, part) in parts.filter(is_element).enumerate() {
                    if number > 0 {
                        self.paper.text("/");
                    }
                    self.node(part);
                }
            }
            Some(Math::Scripts(above)) => {
                let mut parts = parts.by_ref().filter(is_element);
                if let Some(base) = parts.next() {
                    self.node(base);
                }
                for (part, is_above) in parts.zip(above) {
                    let name = if *is_above { "sup" } else { "sub" };
                    self.paper.begin_inline(name, String::new());
                    self.node(part);
                    self.paper.end_inline();
                }
            }
        }
    }

    /// Content on lines of its own.
    fn line(&mut self, node: Node<'_>) {
        self.paper.begin_line();
        self.children(node);
        self.paper.begin_line();
    }

    fn block(&mut self, name: &'static str, node: Node<'_>) {
        let parent = self.paper.parent();
        let at_home = match name {
            "li" => matches!(parent, Some("ul" | "ol")),
            "dt" | "dd" => parent == Some("dl"),
            "figcaption" => parent == Some("figure"),
            "table" => !self.layout.contains(&node.id()),
            "caption" | "thead" | "tbody" | "tfoot" => parent == Some("table"),
            "tr" => matches!(parent, Some("table" | "thead" | "tbody" | "tfoot")),
            "td" | "th" => parent == Some("tr"),
            _ => true,
        };
        // Within a link or a heading a block is a line; a stray <li> is one anywhere.
        if !at_home || self.paper.is_within_a_line() {
            self.line(node);
            return;
        }
        let mut attributes = String::new();
        match name {
            "td" | "th" => {
                for span in ["colspan", "rowspan"] {
                    if let Some(count) = node
                        .attr(span)
                        .and_then(|value| value.trim().parse::<u16>().ok())
                        .filter(|count| (2..=1000).contains(count))
                    {
                        let _ = write!(attributes, " {span}=\"{count}\"");
                    }
                }
            }
            "ol" => {
                if let Some(start) = node
                    .attr("start")
                    .and_then(|value| value.trim().parse::<i32>().ok())
                {
                    let _ = write!(attributes, " start=\"{start}\"");
                }
            }
            _ => {}
        }
        self.paper.begin_block(name, attributes);
        self.children(node);
        self.paper.end_block();
    }

    fn inline(&mut self, name: &'static str, node: Node<'_>) {
        let holds_block = self.holds_block.contains(&node.id());
        let attributes = match name {
            "a" => match node.attr("href").and_then(|href| self.link(href)) {
                Some(url) => attribute("href", url.as_str()),
                None => return self.children(node),
            },
            "abbr" => node
                .attr("title")
                .map_or_else(String::new, |title| attribute("title", &label(title))),
            _ => String::new(),
        };
        let nested = self.paper.is_within(name);
        // Emphasis around paragraphs is a style of the page; a link around them stays, on one line.
        if (holds_block && name != "a")
            || (nested && matches!(name, "a" | "b" | "strong" | "i" | "em" | "u"))
        {
            return self.children(node);
        }
        if holds_block {
            self.paper.begin_line();
        }
        self.paper.begin_inline(name, attributes);
        self.children(node);
        self.paper.end_inline();
        if holds_block {
            self.paper.begin_line();
        }
    }

    /// Where a link may lead: http, https and mailto.
    fn link(&self, href: &str) -> Option<Url> {
        let href = href.trim();
        // A place on a page that is not there.
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let url = self.base.join(href)?;
        matches!(url.scheme(), "http" | "https" | "mailto").then_some(url)
    }

    fn image(&mut self, node: Node<'_>, source: Option<Url>) {
        let Some(source) = source else {
            return;
        };
        let last = self.last_image.take();
        let mut shown = Shown::of(node, self.edits, source);
        // The same picture again is the <noscript> copy of a lazy one.
        if last
            .as_ref()
            .is_some_and(|last| last.is_adjacent && last.source == shown.source)
        {
            self.last_image = last;
            return;
        }
        let twin = last.filter(|last| last.is_twin(&shown));
        if let Some(last) = twin.as_ref().filter(|_| !shown.in_noscript) {
            self.last_image = Some(last.clone()); // what stands in <noscript> is the picture itself
            return;
        }
        let source = &shown.source;
        let mut tag = String::from("<img") + &attribute("src", source.as_str());
        let alt = node.attr("alt").map_or_else(String::new, label);
        tag += &attribute("alt", &alt);
        for side in ["width", "height"] {
            if let Some(pixels) = node.attr(side).and_then(image::pixels) {
                let _ = write!(tag, " {side}=\"{pixels}\"");
            }
        }
        tag.push('>');
        shown.place = match twin {
            Some(last) => self.paper.replace(last.place, &tag),
            None => self.paper.visible(&tag),
        };
        self.last_image = Some(shown);
    }
}

/// Whether a formula stands on a line of its own.
fn is_displayed(node: Node<'_>) -> bool {
    node.attr("display")
        .is_some_and(|display| display.trim() == "block")
}

/// The text of an attribute, of bearable length.
fn label(value: &str) -> String {
    let mut text = text::collapsed(value);
    text.truncate(text.floor_char_boundary(LABEL_BYTES));
    text
}

/// ` name="value"`, escaped.
fn attribute(name: &str, value: &str) -> String {
    let value = value
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(" {name}=\"{value}\"")
}

fn is_element(node: &Node<'_>) -> bool {
    node.element().is_some()
}

fn table_around(node: Node<'_>) -> Option<Node<'_>> {
    node.ancestors().find(|up| up.has_name("table"))
}
