//! Writes markup: a tag is held back until something visible follows, so no empty element is written.
//!
//! Text that stands directly in a block is wrapped in `<p>`, which makes `<div>`, `<p>` and the cells of layout
//! tables the same thing; two line breaks part paragraphs like two `<p>` do.

use std::ops::Range;

use super::text;

/// An element that was begun; its tag is written when something visible follows.
struct Open {
    name: &'static str,
    attributes: String,
    block: bool,
    /// Begun by us, around text that stood in a block by itself.
    implicit: bool,
    written: bool,
}

/// The longest text without a tag, in bytes. From each `&` and each `©` html5ever's serialiser looks for a `<` or `>` in
/// the rest of its text, which takes minutes for megabytes of them (0.40). A `<wbr>` parts the text for it; the allow-list
/// has no `<wbr>`, so that none is left.
const RUN_BYTES: usize = 4096;

/// The markup written so far, and the tags, spaces and breaks that are held back.
pub(super) struct Paper {
    html: String,
    open: Vec<Open>,
    /// A space waits for the next word.
    space: bool,
    /// Line breaks wait for the next word.
    breaks: usize,
    /// Nothing stands yet in this paragraph, or on this line.
    at_start: bool,
    /// No tag, space or break waits.
    settled: bool,
    /// Within `<pre>`, whose spaces count.
    preformatted: bool,
    /// Where the last tag ends.
    run_from: usize,
}

impl Paper {
    pub(super) const fn new() -> Self {
        Self {
            html: String::new(),
            open: Vec::new(),
            space: false,
            breaks: 0,
            at_start: true,
            settled: false,
            preformatted: false,
            run_from: 0,
        }
    }

    /// The whole of it.
    pub(super) fn finish(mut self) -> String {
        self.end_paragraph();
        self.html
    }

    /// The block that the next block would stand in.
    pub(super) fn parent(&self) -> Option<&'static str> {
        let blocks = self
            .open
            .iter()
            .rev()
            .filter(|open| open.block && !open.implicit);
        blocks.map(|open| open.name).next()
    }

    /// Whether text would stand in an inline element of that name.
    pub(super) fn is_within(&self, name: &str) -> bool {
        self.open
            .iter()
            .any(|open| open.name == name && !open.block)
    }

    /// Whether blocks cannot stand here: within a link, a heading, a caption, `<pre>`.
    pub(super) fn is_within_a_line(&self) -> bool {
        const LINES: [&str; 8] = ["h2", "h3", "h4", "h5", "h6", "dt", "caption", "figcaption"];
        let line = |open: &Open| !open.block || LINES.contains(&open.name);
        self.preformatted || self.open.last().is_some_and(line)
    }

    /// Begins a block; the paragraph before it ends.
    pub(super) fn begin_block(&mut self, name: &'static str, attributes: String) {
        self.end_paragraph();
        self.begin(name, attributes, true);
        self.preformatted = name == "pre";
        if matches!(name, "td" | "th") {
            // An empty cell keeps its column.
            self.write_open();
            self.at_start = true;
            self.settled = false;
        }
    }

    pub(super) fn end_block(&mut self) {
        self.end_paragraph();
        self.end();
        self.preformatted = false;
    }

    pub(super) fn begin_inline(&mut self, name: &'static str, attributes: String) {
        self.begin(name, attributes, false);
    }

    pub(super) fn end_inline(&mut self) {
        self.end();
    }

    /// A tag without content that shows something: an image. Returns where it stands.
    pub(super) fn visible(&mut self, tag: &str) -> Range<usize> {
        self.write_open();
        let start = self.html.len();
        self.html += tag;
        start..self.html.len()
    }

    /// Puts a tag in the place of the last one, and returns where it stands.
    pub(super) fn replace(&mut self, place: Range<usize>, tag: &str) -> Range<usize> {
        let start = place.start;
        self.html.replace_range(place, tag);
        self.run_from = self.run_from.min(self.html.len());
        start..start + tag.len()
    }

    pub(super) fn line_break(&mut self) {
        self.wait_breaks(self.breaks + 1);
    }

    /// `<hr>` between blocks; a break within a line; never first, never twice.
    pub(super) fn rule(&mut self) {
        if self.is_within_a_line() {
            self.line_break();
            return;
        }
        self.end_paragraph();
        let written = self.open.iter().all(|open| open.written);
        let parent = self.open.last().map(|open| open.name);
        let fits = matches!(parent, None | Some("blockquote" | "li" | "td" | "dd"));
        if written && fits && !self.html.is_empty() && !self.html.ends_with("<hr>") {
            self.html += "<hr>";
        }
    }

    /// A new line: a new paragraph where there are paragraphs, a break where there are none.
    pub(super) fn begin_line(&mut self) {
        if self.open.last().is_some_and(|open| open.implicit) {
            self.end_paragraph();
        } else if !self.at_start {
            self.wait_breaks(self.breaks.max(1));
        }
    }

    /// Text, escaped; whether any of it shows.
    pub(super) fn text(&mut self, text: &str) -> bool {
        let mut shows = false;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if self.preformatted && (c == '\n' || c == ' ' || c == '\t') {
                // Leading blank lines are nobody's; within, each counts.
                if !self.at_start {
                    self.html.push(c);
                }
            } else if c.is_whitespace() {
                self.space = true;
                self.settled = false;
            } else if !text::is_kept(c) || text::is_blank(c) {
                // Gone, or shows nothing: no reason to open a paragraph.
            } else {
                self.write_open();
                match c {
                    '&' => self.html += "&amp;",
                    '<' => self.html += "&lt;",
                    '>' => self.html += "&gt;",
                    _ => self.html.push(c),
                }
                shows = true;
                // The word goes on, and nothing is held back. A run ends where its characters one by one would.
                let room = (RUN_BYTES + self.run_from + 1).saturating_sub(self.html.len());
                let word = rest.as_str();
                let letters = word
                    .bytes()
                    .take(room)
                    .take_while(u8::is_ascii_alphanumeric);
                let (letters, after) = word.split_at(letters.count());
                self.html += letters;
                rest = after.chars();
            }
            if self.html.len() - self.run_from > RUN_BYTES {
                self.html += "<wbr>";
                self.run_from = self.html.len();
            }
        }
        shows
    }

    /// Writes everything that is held back: breaks, a space, a paragraph, tags.
    fn write_open(&mut self) {
        if std::mem::replace(&mut self.settled, true) {
            return;
        }
        let breaks = std::mem::take(&mut self.breaks);
        let space = std::mem::take(&mut self.space);
        if breaks > 0 && !self.at_start {
            self.write_breaks(breaks);
        } else if space && !self.at_start {
            self.html.push(' ');
        }
        self.wrap();
        for open in &mut self.open {
            if !open.written {
                open.written = true;
                self.html.push('<');
                self.html += open.name;
                self.html += &open.attributes;
                self.html.push('>');
                self.run_from = self.html.len();
            }
        }
        self.at_start = false;
    }

    /// One break as it is; more part paragraphs, where a paragraph can be parted.
    fn write_breaks(&mut self, breaks: usize) {
        let paragraph = self
            .open
            .iter()
            .rposition(|open| open.implicit && open.name == "p");
        match paragraph {
            Some(at) if breaks > 1 && self.open[at + 1..].iter().all(|open| !open.written) => {
                self.html += "</p>";
                self.open[at].written = false;
            }
            _ => {
                for _ in 0..breaks.min(2) {
                    self.html += "<br>";
                }
            }
        }
    }

    /// Begins a paragraph, or a list's item, where text stands in a block that is no line itself.
    fn wrap(&mut self) {
        let block = self.open.iter().rposition(|open| open.block);
        let name = match block.map(|at| self.open[at].name) {
            None | Some("blockquote") => "p",
            Some("ul" | "ol") => "li",
            Some("dl") => "dd",
            Some(_) => return,
        };
        let paragraph = Open {
            name,
            attributes: String::new(),
            block: true,
            implicit: true,
            written: false,
        };
        self.open.insert(block.map_or(0, |at| at + 1), paragraph);
    }

    fn begin(&mut self, name: &'static str, attributes: String, block: bool) {
        if block {
            self.at_start = true;
            self.space = false;
            self.breaks = 0;
        }
        self.open.push(Open {
            name,
            attributes,
            block,
            implicit: false,
            written: false,
        });
        self.settled = false;
    }

    /// Ends the innermost element that was begun.
    fn end(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        self.settled = false;
        if open.written {
            self.html += "</";
            self.html += open.name;
            self.html.push('>');
        }
        if open.block {
            // What follows in the block around begins a line.
            self.at_start = true;
            self.space = false;
            self.breaks = 0;
        }
    }

    /// Ends the paragraph, if one is open; no inline element is.
    fn end_paragraph(&mut self) {
        if self.open.last().is_some_and(|open| open.implicit) {
            self.end();
        }
        self.space = false;
        self.breaks = 0;
    }

    fn wait_breaks(&mut self, breaks: usize) {
        self.breaks = breaks;
        self.settled = false;
    }
}
