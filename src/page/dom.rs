//! Bounded parsing: markup becomes a tree, or is refused early.
//!
//! In: decoded markup. Out: a [`Dom`] of bounded size and depth, or [`Unreadable::TooComplex`]. The parser is html5ever
//! (WHATWG HTML §13.2). Its tree building is quadratic in depth, copies formatting elements into every paragraph and
//! compares each attribute with all before it. So the parser gets the markup in small chunks, and the tree is measured
//! between two chunks.
//!
//! Depth is bounded, so recursion over the tree (selectors with `:has`, serialising) cannot exhaust the stack;
//! the tree is an arena, so dropping it never recurses.

use dom_query::Document;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

use super::base::Base;
use super::error::Unreadable;
use super::sink::{ATTRIBUTE_LIMIT, DEPTH_LIMIT, Sink};
use crate::page::{Budget, Context};

/// Nodes of a page: ten times what the largest front pages have.
const NODE_LIMIT: usize = 250_000;
/// How much markup the parser gets at once.
const CHUNK_BYTES: usize = 4096;
/// How much it gets at once after a chunk made many nodes: one byte may make hundreds of them.
const WARY_CHUNK_BYTES: usize = 256;
/// The length from which the attributes of a tag that does not end are counted.
const STALL_BYTES: usize = 16 * 1024;

/// A page as a tree. It is not `Send`: code reads it on the thread that parsed it, and returns owned facts.
pub struct Dom(Document);

impl std::fmt::Debug for Dom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dom")
            .field("nodes", &self.0.tree.len())
            .finish()
    }
}

impl Dom {
    /// Parses a whole page.
    ///
    /// # Errors
    /// [`Unreadable::TooComplex`] when the page passes a bound, [`Unreadable::TooCostly`] when it takes longer than
    /// `budget` allows; parsing stops there.
    pub fn parse(html: &str, budget: &Budget) -> Result<Self, Unreadable> {
        let mut parser = parse_document(
            Sink::default(),
            ParseOpts {
                tree_builder: TreeBuilderOpts {
                    scripting_enabled: false, // what <noscript> holds is read
                    ..TreeBuilderOpts::default()
                },
                ..ParseOpts::default()
            },
        );
        let mut fed = 0;
        let mut stall = Stall::default();
        let mut chunk_bytes = CHUNK_BYTES;
        while fed < html.len() {
            let end = html.ceil_char_boundary((fed + chunk_bytes).min(html.len()));
            let nodes_before = parser.tokenizer.sink.sink.document.tree.len();
            parser.process(StrTendril::from_slice(&html[fed..end]));
            let sink = &parser.tokenizer.sink.sink;
            let nodes = sink.document.tree.len();
            if nodes > NODE_LIMIT {
                return Err(too_complex("elements", NODE_LIMIT));
            }
            if sink.depth() > DEPTH_LIMIT {
                return Err(too_complex("levels of nesting", DEPTH_LIMIT));
            }
            if stall.attributes(html, fed..end, sink.calls.get()) > ATTRIBUTE_LIMIT {
                return Err(too_complex("attributes in one element", ATTRIBUTE_LIMIT));
            }
            if (nodes - nodes_before) * 2 > end - fed {
                chunk_bytes = WARY_CHUNK_BYTES;
            }
            if end / CHUNK_BYTES > fed / CHUNK_BYTES {
                budget.step()?;
            }
            fed = end;
        }
        Ok(Self(parser.finish()))
    }

    /// The tree.
    pub fn document(&self) -> &Document {
        &self.0
    }

    /// The base of relative links: `<base href>` where the page has one, else the page's address.
    pub fn base<'b>(&self, at: &Context<'b>) -> Base<'b> {
        Base::of(at.url, self.0.base_uri().as_deref(), at.budget)
    }
}

fn too_complex(what: &'static str, limit: usize) -> Unreadable {
    Unreadable::TooComplex { what, limit }
}

/// Watches for a tag of endless attributes, which the tree does not show until the tag ends.
#[derive(Default)]
struct Stall {
    /// Where the tree last changed.
    since: usize,
    calls: usize,
    /// The stalled bytes after which the tag is next looked into; doubles, so looking stays linear.
    next_look_bytes: usize,
}

impl Stall {
    /// The attributes of the open tag, when there is reason to count them; 0 otherwise.
    fn attributes(&mut self, html: &str, fed: std::ops::Range<usize>, calls: usize) -> usize {
        if calls != self.calls {
            self.calls = calls;
            self.since = fed.start;
            self.next_look_bytes = STALL_BYTES;
            return 0;
        }
        if fed.end - self.since < self.next_look_bytes {
            return 0;
        }
        self.next_look_bytes *= 2;
        // The tag began somewhere in the chunk of the last call; every `<x` there may be it.
        let open = &html.as_bytes()[self.since..fed.end];
        let first_chunk = &open[..open.len().min(CHUNK_BYTES)];
        first_chunk
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair[0] == b'<' && pair[1].is_ascii_alphabetic())
            .map(|(at, _)| open_attributes(&open[at..]))
            .max()
            .unwrap_or(0)
    }
}

/// The number of attributes of the tag that `bytes` begins with; 0 if it ends within them.
fn open_attributes(bytes: &[u8]) -> usize {
    let mut quote = None;
    let mut count = 0;
    let mut after_space = false;
    let mut after_equals = false;
    for &byte in bytes {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return 0,
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            (None, b'/') => after_space = true,
            (None, byte) if byte.is_ascii_whitespace() => after_space = true,
            (None, b'=') => {
                after_equals = true;
                after_space = false;
                continue;
            }
            (None, _) => {
                if after_space && !after_equals {
                    count += 1;
                }
                after_space = false;
            }
        }
        if !byte.is_ascii_whitespace() {
            after_equals = false;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn parsed(html: &str) -> Result<Dom, Unreadable> {
        Dom::parse(html, &Budget::unbounded())
    }

    fn refused(html: &str) -> &'static str {
        let started = Instant::now();
        let outcome = parsed(html);
        // Generous: these tests run unoptimised on shared machines. Unbounded, each takes minutes.
        assert!(started.elapsed() < Duration::from_secs(20), "took too long");
        match outcome {
            Err(Unreadable::TooComplex { what, .. }) => what,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    /// One hostile page must not hold a worker for half a minute.
    #[test]
    fn deep_nesting_is_refused_early() {
        for tag in ["<div>", "<b>", "<span>", "<table><tr><td>", "<ul><li>"] {
            assert_eq!(refused(&tag.repeat(300_000)), "levels of nesting", "{tag}");
        }
    }

    /// 40 KB of formatting elements must not become millions of nodes.
    #[test]
    fn formatting_bombs_are_refused_early() {
        let nest: String = (0..400).map(|n| format!("<b id={n}>")).collect();
        let open = format!("<p>{nest}") + &"<p>x".repeat(50_000);
        assert_eq!(refused(&open), "elements");
        let hidden = format!("<p>{nest}</p><hr>") + &"<p>x</p><hr>".repeat(50_000);
        assert_eq!(refused(&hidden), "elements");
    }

    /// A tag of a million attributes keeps the parser busy without any node to show for it.
    #[test]
    fn attribute_bombs_are_refused_early() {
        let bare: String = (0..400_000).map(|n| format!("a{n} ")).collect();
        assert_eq!(refused(&format!("<p {bare}>")), "attributes in one element");
        let quoted: String = (0..200_000).map(|n| format!("a{n}='>' ")).collect();
        assert_eq!(
            refused(&format!("<p {quoted}>")),
            "attributes in one element"
        );
        let merged: String = (0..100_000).map(|n| format!("<body a{n}>")).collect();
        assert!(parsed(&merged).is_ok());
    }

    /// A page that is only long must be read: a minified page, an inlined image, a state blob in an attribute.
    #[test]
    fn long_lines_and_long_values_are_read() {
        let line = "好".repeat(3_500_000);
        let dom = parsed(&line).expect("plain text");
        assert_eq!(dom.document().text().len(), line.len());
        let blob = "a = 'b' &quot; > ".repeat(60_000);
        let page = format!("<p>x</p><div data-page=\"{blob}\">y</div><!-- {blob} --><p>z");
        let dom = parsed(&page).expect("long values");
        assert_eq!(dom.document().select("p").length(), 2);
    }

    /// At the depth that is let through, selecting, serialising and dropping must fit a small stack.
    #[test]
    fn the_deepest_tree_fits_a_small_stack() {
        let reading = std::thread::Builder::new()
            .stack_size(512 * 1024)
            .spawn(|| {
                let page = "<div>".repeat(DEPTH_LIMIT - 10) + "<p>x";
                let dom = parsed(&page).expect("within the bounds");
                let document = dom.document();
                assert_eq!(document.select("div:has(p)").length(), DEPTH_LIMIT - 10);
                assert!(document.html().len() > page.len());
                assert_eq!(document.formatted_text().trim(), "x");
            })
            .expect("a thread");
        assert!(reading.join().is_ok());
    }

    /// A chunk boundary inside a character or a tag must not change the page.
    #[test]
    fn chunks_do_not_show() {
        let page: String = (0..2_000)
            .map(|n| format!("<p class='报'>第{n}段</p>"))
            .collect();
        let chunked = parsed(&page).expect("a plain page");
        assert_eq!(
            chunked.document().html(),
            Document::from(page.as_str()).html()
        );
    }
}
