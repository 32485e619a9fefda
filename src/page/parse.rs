//! Bounded parsing: markup becomes a tree, or is refused early.
//!
//! In: decoded markup. Out: a [`Dom`] of bounded size and depth, or [`Unreadable::TooComplex`]. The parser is html5ever
//! (WHATWG HTML §13.2). Its tree building is quadratic in depth, copies formatting elements into every paragraph and
//! compares each attribute with all before it. So the parser gets the markup in small chunks, and the tree is measured
//! between two chunks.
//!
//! Depth is bounded, so recursion over the tree (selectors with `:has`, serialising) cannot exhaust the stack;
//! the tree is an arena, so dropping it never recurses.

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

use super::base::Base;
use super::dom::Dom;
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
            let nodes_before = parser.tokenizer.sink.sink.nodes();
            parser.process(StrTendril::from_slice(&html[fed..end]));
            let sink = &parser.tokenizer.sink.sink;
            let nodes = sink.nodes();
            if nodes > NODE_LIMIT {
                return Err(too_complex("elements", NODE_LIMIT));
            }
            if sink.depth() > DEPTH_LIMIT {
                return Err(too_complex("levels of nesting", DEPTH_LIMIT));
            }
            if stall.attributes(html, fed..end, sink.calls()) > ATTRIBUTE_LIMIT {
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
        Ok(parser.finish())
    }

    /// The base of relative links: `<base href>` where the page has one, else the page's address.
    pub fn base<'b>(&self, at: &Context<'b>) -> Base<'b> {
        Base::of(at.url, self.stated_base(), at.budget)
    }

    /// `<base href>` (HTML §4.2.3).
    fn stated_base(&self) -> Option<&str> {
        let html = self.root().children().find(|node| node.has_name("html"))?;
        let head = html.children().find(|node| node.has_name("head"))?;
        let bases = head.children().filter(|node| node.has_name("base"));
        bases.filter_map(|base| base.attr("href")).next()
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
    use crate::model::Selector;
    use crate::page::dom::Node;
    use crate::page::elements::Page;
    use crate::page::lines::Flow;
    use crate::page::matching::Matcher;

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
        assert_eq!(dom.root().text().len(), line.len());
        let blob = "a = 'b' &quot; > ".repeat(60_000);
        let page = format!("<p>x</p><div data-page=\"{blob}\">y</div><!-- {blob} --><p>z");
        let dom = parsed(&page).expect("long values");
        let paragraphs = dom.root().descendants().filter(|node| node.has_name("p"));
        assert_eq!(paragraphs.count(), 2);
    }

    /// At the depth that is let through, selecting, viewing and dropping must fit a small stack.
    #[test]
    fn the_deepest_tree_fits_a_small_stack() {
        let reading = std::thread::Builder::new()
            .stack_size(512 * 1024)
            .spawn(|| {
                let page = "<div>".repeat(DEPTH_LIMIT - 10) + "<p>x";
                let dom = parsed(&page).expect("within the bounds");
                let matcher = Matcher::new(Selector::new("div:has(p)").expect("a selector"));
                let found = dom.root().descendants();
                let found = found.filter(|node| matcher.matches(*node));
                assert_eq!(found.count(), DEPTH_LIMIT - 10);
                assert_eq!(Page::of(&dom).whole_text().trim(), "x");
                assert_eq!(Flow::of(&dom).lines.len(), 1);
            })
            .expect("a thread");
        assert!(reading.join().is_ok());
    }

    /// One line for each node: its depth, then its name and attributes, or its text.
    fn outline<N: Copy>(
        root: N,
        describe: impl Fn(N) -> Option<String>,
        children: impl Fn(N) -> Vec<N>,
    ) -> String {
        let mut outline = String::new();
        let mut open = vec![(0, root)];
        while let Some((depth, node)) = open.pop() {
            if let Some(own) = describe(node) {
                outline += &format!("{depth} {own}\n");
            }
            open.extend(
                children(node)
                    .into_iter()
                    .rev()
                    .map(|child| (depth + 1, child)),
            );
        }
        outline
    }

    fn ours(html: &str) -> String {
        let dom = parsed(html).expect("within the bounds");
        let describe = |node: Node<'_>| match (node.own_text(), node.element()) {
            (Some(text), _) => Some(format!("{text:?}")),
            (None, Some(element)) => {
                let attributes = element.attributes();
                let attributes = attributes.map(|(name, value)| format!(" {name}={value:?}"));
                Some(format!(
                    "<{}{}>",
                    element.name(),
                    attributes.collect::<String>()
                ))
            }
            (None, None) => None,
        };
        outline(dom.root(), describe, |node| node.children().collect())
    }

    fn of_another_reader(html: &str) -> String {
        let page = dom_query::Document::from(html);
        let describe = |node: dom_query::NodeRef<'_>| {
            if node.is_text() {
                return Some(format!("{:?}", &*node.text()));
            }
            let attributes = node.attrs();
            let attributes = attributes
                .iter()
                .map(|attribute| format!(" {}={:?}", attribute.name.local, &*attribute.value));
            let name = node.node_name()?;
            Some(format!("<{name}{}>", attributes.collect::<String>()))
        };
        // The copy: a node borrows from the page.

        outline(page.root(), describe, |node| node.children())
    }

    /// Real pages close nothing, close twice and put words between table rows. The tree must be the one that browsers make:
    /// another implementation of it makes the same.
    #[test]
    fn the_tree_is_the_one_of_the_standard() {
        for html in [
            "<p>one<p>two<b>three<p>four</b>five</p>six",
            "<table>words<tr><td>1<td>2</table>after",
            "<table><tr><td><table>a<b>b</table>c",
            "<a href=1>one<a href=2>two<div>three</a>four</div>",
            "<b><i>x</b>y</i><p><b>q<div>r</b>s</div>",
            "<ul><li>1<li>2<ul><li>3</ul>4</ul>",
            "<html lang=en><body class=a><html lang=de id=i><body class=b title=t>x",
            "<select><option>1<option>2<optgroup><option>3</select>",
            "<svg><title>t</title><foreignObject><p>x</p></foreignObject></svg><math><mi>x</mi><annotation-xml encoding='text/html'><p>y</p></annotation-xml></math>",
            "<template><p>in</p></template>out<!-- c --><?pi?>",
            "<form><p><form>x</form></p>y",
            "<frameset><frame></frameset>",
            "<noscript><p>seen</p></noscript><plaintext><b>x",
            "text<head><title>t</title></head>more<!DOCTYPE html>",
            "<button><p>x<button>y</p></button>",
            "<nobr>a<nobr>b<table><td><nobr>c</table>d",
        ] {
            assert_eq!(ours(html), of_another_reader(html), "{html}");
        }
    }

    /// A chunk boundary inside a character or a tag must not change the page.
    #[test]
    fn chunks_do_not_show() {
        let page: String = (0..2_000)
            .map(|n| format!("<p class='报'>第{n}段</p>"))
            .collect();
        assert_eq!(ours(&page), of_another_reader(&page));
    }
}
