//! How a [`Flow`] is made: text becomes lines, and each element gets its hints.
//!
//! In: the visits of one [`walk`] over the tree. Out: the [`Flow`]. The rule for places: an element inherits the hints of its
//! parent, and a hint is dropped where the element holds too much text for it to be true.

use foldhash::HashMap;
use html5ever::{LocalName, local_name};

use super::dom::{Dom, Node, NodeId};
use super::element_names::{self, is_emphasis};
use super::hints::Hints;
use super::lines::{Element, Flow, LETTER_UNITS, Line, unit};
use super::stated::{content, hides, is_ornament, is_permalink, of_name, of_property, of_utility};
use super::stylesheet::Stylesheet;
use super::walk::walk;

/// Punctuation of sentences. [Latin marks](is_latin_stop) count only before a space, since `news.example` is no sentence.
const fn is_stop(c: char) -> bool {
    matches!(c, '。' | '，' | '；' | '！' | '？' | '」' | '”')
}

const fn is_latin_stop(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | '!' | '?')
}

/// Whether an article's reader sees no text of the element.
fn is_silent(node: Node<'_>, name: &LocalName) -> bool {
    element_names::is_silent(name)
        || (*name == local_name!("noscript") && !holds_text(node))
        || matches!(
            *name,
            local_name!("button")
                | local_name!("title")
                | local_name!("head")
                | local_name!("annotation")
                | local_name!("annotation-xml")
        )
}

/// `<p class=paywall>`, `<div class=content-behind-paywall>`: a text that only subscribers are shown is no box about
/// subscriptions.
fn is_behind_paywall(node: Node<'_>, name: &LocalName, class: &str) -> bool {
    let is_text = matches!(
        *name,
        local_name!("p")
            | local_name!("ul")
            | local_name!("ol")
            | local_name!("blockquote")
            | local_name!("h2")
            | local_name!("h3")
    );
    class.contains("paywall") && (is_text || holds_text(node))
}

/// Whether an element holds three paragraphs that are more than calls: the text that a script would show, where a request to
/// allow scripts or to subscribe has one.
fn holds_text(node: Node<'_>) -> bool {
    const LEAST_BYTES: usize = 80;
    let is_paragraph = |node: &Node<'_>| {
        let element = node.element();
        element.is_some_and(|element| *element.name() == local_name!("p"))
            && node.text().len() >= LEAST_BYTES
    };
    node.descendants().filter(is_paragraph).nth(2).is_some()
}

/// Whether the element stands within a line.
fn is_inline(name: &LocalName) -> bool {
    element_names::is_inline(name) || name.contains(':') || element_names::is_formula(name)
}

/// What an element says of its text, for people or for machines. Pages hide facts that they state for machines.
const FACTS: Hints = Hints::AUTHOR
    .with(Hints::SOURCE)
    .with(Hints::EDITOR)
    .with(Hints::DATE)
    .with(Hints::MODIFIED);

/// The units of `c` and of the ASCII behind it.
fn units_of(c: char, ascii: &str) -> f32 {
    let letters = ascii.bytes().filter(u8::is_ascii_alphanumeric).count();
    unit(c) + letters as f32 * LETTER_UNITS
}

/// A flow in the making.
#[derive(Default)]
struct Writer<'a> {
    elements: Vec<Element<'a>>,
    lines: Vec<Line>,
    texts: Vec<NodeId>,
    open: Vec<usize>,
    line: Line,
    /// White space since the last character.
    space: Space,
    /// Whether an element began or ended since the last character.
    edge: bool,
    link: Option<usize>,
    /// The page's own style sheets, as far as the walk has come.
    styles: Stylesheet,
    /// What the names mean that were met so far: cards and comments have the same ones hundreds of times.
    known: HashMap<&'a str, Hints>,
}

#[derive(Default, Clone, Copy, PartialEq, PartialOrd)]
enum Space {
    #[default]
    None,
    Narrow,
    Wide,
}

impl<'a> Writer<'a> {
    /// Reads a node, and says whether its children are to be read.
    fn enter(&mut self, node: Node<'a>) -> bool {
        if let Some(text) = node.own_text() {
            self.push_text(node.id(), text);
            return false;
        }
        let Some(element) = node.element() else {
            return node.is_document();
        };
        let parent = self.open.last().copied().unwrap_or_default();
        let name = element.name();
        let mut hints = of_name(name);
        let (mut is_unshown, mut states, mut may_be_mark) = (false, false, false);
        for (attribute, value) in element.attributes() {
            hints = hints.with(match *attribute {
                local_name!("class") => {
                    is_unshown |= self.styles.hides('.', value);
                    let of_names = self.of_names(value).with(of_utility(value));
                    match is_behind_paywall(node, name, value) {
                        true => of_names.without(Hints::PROMOTION),
                        false => of_names,
                    }
                }
                local_name!("id") => {
                    is_unshown |= self.styles.hides('#', value);
                    self.of_names(value)
                }
                local_name!("role") => self.of_names(value),
                local_name!("itemprop") | local_name!("rel") | local_name!("property") => {
                    states = true;
                    of_property(value)
                }
                local_name!("style") => {
                    is_unshown |= hides(value);
                    Hints::default()
                }
                local_name!("hidden") => {
                    is_unshown = true;
                    Hints::default()
                }
                local_name!("aria-hidden") => {
                    may_be_mark |= value.trim() == "true";
                    if may_be_mark {
                        Hints::UNREAD
                    } else {
                        Hints::default()
                    }
                }
                _ => Hints::default(),
            });
        }
        let href = (*name == local_name!("a")).then(|| element.attr("href"));
        is_unshown |= may_be_mark && is_ornament(node)
            || href.flatten().is_some_and(|href| is_permalink(node, href));
        if is_unshown {
            hints = hints.with(Hints::HIDDEN);
        }
        // Text that is hidden within a line is no part of the line.
        let is_unread = is_unshown
            && !states
            && !hints.has(FACTS)
            && is_inline(name)
            && content(node).is_some();
        if *name == local_name!("style") {
            self.styles.read(&node.text());
        }
        // The author quotes a post: its class says `share`, but it is no share bar.
        if *name == local_name!("blockquote") {
            hints = hints.without(Hints::FURNITURE);
        }
        let is_block = !is_inline(name);
        let is_silent = is_silent(node, name);
        let silent = is_silent && *name != local_name!("head");
        if is_block && !silent {
            self.end_line();
        } else if !is_emphasis(name) {
            self.edge = true;
        }
        let index = self.elements.len();
        if *name == local_name!("a") && self.link.is_none() {
            self.link = Some(index);
        }
        let at = (self.lines.len(), self.line.text.len());
        self.elements.push(Element {
            node,
            parent,
            hints,
            place: Hints::default(),
            is_block,
            after: index + 1,
            start: at,
            end: at,
            name: name.clone(),
        });
        self.open.push(index);
        !is_silent && !is_unread
    }

    fn of_names(&mut self, value: &'a str) -> Hints {
        *self.known.entry(value).or_insert_with(|| Hints::of(value))
    }

    fn leave(&mut self, node: Node<'a>) {
        let Some(&index) = self.open.last() else {
            return;
        };
        if self.elements[index].node.id() != node.id() {
            return; // a text or a comment
        }
        self.open.pop();
        let name = &self.elements[index].name;
        let silent = is_silent(node, name) && *name != local_name!("head");
        if !is_emphasis(name) {
            self.edge = true;
        }
        if self.elements[index].is_block && !silent {
            self.end_line();
        }
        if self.link == Some(index) {
            self.link = None;
        }
        self.elements[index].end = (self.lines.len(), self.line.text.len());
        self.elements[index].after = self.elements.len();
    }

    fn push_text(&mut self, node: NodeId, text: &str) {
        let mut is_noted = false;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (first, after) = rest.split_at(c.len_utf8());
            // Private characters are icons, or what a legacy charset had for a space.
            if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}') {
                // Authors set no-break and ideographic spaces on purpose; two of them part two columns.
                let wanted = matches!(c, '\u{a0}' | '\u{3000}' | '\u{2003}');
                self.space = match (self.space, wanted) {
                    (Space::None, false) => Space::Narrow,
                    (Space::None, true) if c != '\u{3000}' => Space::Narrow,
                    (_, true) => Space::Wide,
                    (before, false) => before,
                };
                rest = after;
                continue;
            }
            // A soft hyphen and a word joiner show nothing within a line.
            if c.is_control() || matches!(c, '\u{ad}' | '\u{2060}') {
                rest = after;
                continue;
            }
            if !is_noted {
                self.line.text.reserve(rest.len());
                self.line.texts.end = self.texts.len() + 1;
                if self.line.text.is_empty() {
                    self.line.texts.start = self.texts.len();
                }
                self.texts.push(node);
                is_noted = true;
            }
            let run = after.bytes().take_while(u8::is_ascii_graphic).count();
            let (word, after) = rest.split_at(first.len() + run);
            self.push(c, word);
            rest = after;
        }
    }

    /// Adds `word`: a character, and the ASCII right behind it.
    fn push(&mut self, c: char, word: &str) {
        let line = &mut self.line;
        if line.text.is_empty() {
            line.block = self
                .open
                .iter()
                .rev()
                .copied()
                .find(|&open| self.elements[open].is_block)
                .unwrap_or_default();
        } else if self.edge || self.space != Space::None {
            if self.edge || self.space == Space::Wide {
                line.gaps.push(line.text.len());
            }
            let before = line.text.chars().next_back().unwrap_or(' ');
            if self.space != Space::None {
                line.stops += usize::from(is_latin_stop(before));
                line.text.push(' ');
            } else if self.edge && before.is_ascii_digit() && c.is_ascii_digit() {
                // `<i>10-08</i><i>12:00</i>`: set apart by style alone.
                line.text.push(' ');
            }
        }
        let at = line.text.len();
        line.text.push_str(word);
        let ascii = &word[c.len_utf8()..];
        let units = units_of(c, ascii);
        line.units += units;
        line.stops += usize::from(is_stop(c));
        if let Some(link) = self.link {
            line.linked += units;
            let end = line.text.len();
            match line.links.last_mut() {
                Some((range, element)) if *element == link => range.end = end,
                _ => line.links.push((at..end, link)),
            }
        }
        self.space = Space::None;
        self.edge = false;
    }

    fn end_line(&mut self) {
        self.space = Space::None;
        self.edge = false;
        if let Some(last) = self.line.text.chars().next_back() {
            self.line.stops += usize::from(is_latin_stop(last));
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    fn finish(mut self) -> Flow<'a> {
        self.end_line();
        let mut prose = Vec::with_capacity(self.lines.len() + 1);
        let mut sum = 0.0;
        prose.push(sum);
        for line in &self.lines {
            sum += line.prose();
            prose.push(sum);
        }
        let mut flow = Flow {
            elements: self.elements,
            lines: self.lines,
            texts: self.texts,
            prose,
        };
        flow.settle_places();
        flow
    }
}

impl<'a> Flow<'a> {
    /// Reads a page once. Depth costs no stack.
    pub(crate) fn of(dom: &'a Dom) -> Self {
        let mut writer = Writer::default();
        walk(dom.root(), &mut writer, Writer::enter, Writer::leave);
        writer.finish()
    }
}

impl Flow<'_> {
    /// Gives each element the hints of its parent and its own, except those that cannot be true: a "sidebar" that holds
    /// most of a page's text is the layout of the page.
    fn settle_places(&mut self) {
        let all = self.prose_in(0..self.lines.len());
        let is_headline = |&index: &usize| self.elements[index].name == local_name!("h1");
        let headlines: Vec<usize> = (0..self.elements.len()).filter(is_headline).collect();
        let mut hidden = Vec::new();
        for index in 0..self.elements.len() {
            let own = self.elements[index].hints;
            let parent = self.elements[index].parent;
            let handed = if parent == index {
                Hints::default()
            } else {
                self.elements[parent].place
            };
            let doubtful = own.only(Hints::FURNITURE.with(Hints::HIDDEN));
            let believed = doubtful == Hints::default() || self.may_be(doubtful, index, all);
            let mut place = if believed {
                handed.with(doubtful)
            } else {
                handed
            };
            if own.has(Hints::UNREAD) && self.is_behind_dialogue(index, all, &headlines) {
                place = place.with(Hints::HIDDEN);
            }
            let is_block = self.elements[index].is_block;
            if is_block && place.has(Hints::HIDDEN) && !handed.has(Hints::HIDDEN) {
                hidden.push(index);
            }
            self.elements[index].place = place;
        }
        if !hidden.is_empty() {
            self.hide(&hidden);
        }
    }
}

impl Flow<'_> {
    /// Whether an element that is not read aloud is the page behind a dialogue, and the article stands in the dialogue.
    fn is_behind_dialogue(&self, index: usize, all: f32, headlines: &[usize]) -> bool {
        const ARTICLE_UNITS: f32 = 100.0;
        let element = &self.elements[index];
        let inside = headlines.partition_point(|&at| at < index);
        element.is_block
            && all - self.prose_in(self.lines_of(index)) >= ARTICLE_UNITS
            && !headlines.is_empty()
            && headlines.get(inside).is_none_or(|&at| at >= element.after)
    }

    fn may_be(&self, furniture: Hints, index: usize, all: f32) -> bool {
        let lines = self.lines_of(index);
        let mut prose = self.prose_in(lines.clone());
        let element = &self.elements[index];
        if !element.is_block && element.start.0 == element.end.0 {
            // A part of a line: no letter counts more than one unit.
            prose = prose.min((element.end.1 - element.start.1) as f32);
        }
        // Comments are often longer than the article. Of two halves, the one that is shown is the text.
        let most = if furniture.has(Hints::COMMENTS) {
            0.75
        } else if furniture.has(Hints::HIDDEN) {
            0.5
        } else {
            0.35
        };
        if prose > most * all {
            return false;
        }
        let holds =
            |name| (index..self.elements[index].after).any(|at| self.elements[at].name == name);
        // A dialogue with a headline and running text is the article, shown above the page that it was opened from.
        let holds_article = || prose >= 60.0 && holds(local_name!("h1"));
        if (furniture.has(Hints::COMMENTS) && holds(local_name!("h1")))
            || (furniture.has(Hints::PROMOTION) && holds_article())
            || (furniture == Hints::SHARE && holds(local_name!("blockquote")))
        {
            return false;
        }
        // Running text is no menu and no list, whatever its class says. Comments, footers, advertisements and hidden
        // elements may hold running text.
        let lists = Hints::NAV
            .with(Hints::SIDEBAR)
            .with(Hints::RELATED)
            .with(Hints::SHARE)
            .with(Hints::TAGS);
        if furniture.without(lists) != Hints::default() || prose < 40.0 {
            return true;
        }
        let units: f32 = lines.map(|line| self.lines[line].units).sum();
        prose < 0.85 * units
    }
}
