//! What stands at the edge of a title in an element of its own, and is no part of it: a date, a rank, a category, a badge.
//!
//! In: the elements that hold the titles of a list. Out: where in the page's text each title stands without them. The rule:
//! an element goes when its form (a date, brackets), its class or its attributes say that it is none of the title's words,
//! or when other titles of the list have the same text, or other numbers, at the same place.

use std::ops::Range;

use foldhash::HashMap;
use html5ever::local_name;

use super::wording;
use crate::extract::date;
use crate::extract::list::areas::words;
use crate::page::Context;
use crate::page::element_names::is_emphasis;
use crate::page::elements::{Index, Page};
use crate::page::fingerprint::fingerprint;

/// The most elements of one title that are looked at.
const PARTS_LIMIT: usize = 60;
/// The most elements that go from one title.
const EDGES_LIMIT: usize = 6;
/// No category, rank or badge is longer, in bytes.
const LABEL_BYTES: usize = 36;
/// In fewer titles, the same text may be by chance.
const LEAST_SHARED: usize = 3;
/// More short elements of a title that are built alike are its words.
const SLOT_LIMIT: usize = 2;
/// No date is longer, in bytes.
const DATE_BYTES: usize = 60;
/// A longer text is no title, in bytes.
const TITLE_BYTES: usize = 4096;
/// What is left of a title must read at least so much like one.
const LEAST_QUALITY: f32 = 0.1;
/// What parts a title from what stands before it, and from what stands behind it.
const BEHIND_LABEL: &[char] = &[
    ']', '】', ')', '）', '|', '｜', '│', '¦', ':', '：', '·', '•', '-', '–', '—', '/', '›', '»',
    '.', ',', '，',
];
const BEFORE_LABEL: &[char] = &[
    '[', '【', '(', '（', '|', '｜', '│', '¦', '·', '•', '-', '–', '—', '/', ',', '，',
];
/// Words in the classes of elements that are no title, though a title may be in their name: `subtitle`, `title-tag`.
pub(super) const NOT_TITLE_WORDS: &[&str] = &[
    "sub", "subtitle", "time", "date", "tag", "category", "icon", "prefix", "suffix", "label",
    "badge", "kicker",
];

/// What several titles of one list have in common at the same place.
#[derive(Debug, Default)]
pub(in crate::extract) struct Shared {
    titles: usize,
    slots: HashMap<u64, Slot>,
}

/// One place, in all titles.
#[derive(Debug, Default)]
struct Slot {
    /// How many titles have a number there.
    numbers: usize,
    /// How many titles have a short text there.
    texts: usize,
    /// How many titles have which text there.
    each: HashMap<u64, usize>,
}

impl Shared {
    /// What the titles that the elements `titles` hold have in common.
    pub(in crate::extract) fn of(page: &Page<'_>, titles: impl Iterator<Item = Index>) -> Self {
        let mut shared = Self::default();
        for title in titles {
            shared.titles += 1;
            let short = parts(page, title)
                .map(|part| (part, page.text(part)))
                .filter(|(_, text)| !text.is_empty() && text.len() <= LABEL_BYTES);
            let mut here: Vec<(u64, &str)> = short
                .map(|(part, text)| (slot(page, title, part), text))
                .collect();
            here.sort_unstable();
            for alike in here.chunk_by(|(a, _), (b, _)| a == b) {
                // Some pages put each word of a title into an element.
                if alike.len() > SLOT_LIMIT {
                    continue;
                }
                for &(place, text) in alike {
                    let slot = shared.slots.entry(place).or_default();
                    if is_number(text) {
                        slot.numbers += 1;
                    } else {
                        slot.texts += 1;
                        *slot.each.entry(fingerprint(text)).or_default() += 1;
                    }
                }
            }
        }
        shared
    }

    /// Whether most titles have a number there or the same text, or many titles have few different texts there.
    fn has(&self, page: &Page<'_>, title: Index, edge: &Edge<'_>) -> bool {
        if edge.text.len() > LABEL_BYTES {
            return false;
        }
        let Some(slot) = self.slots.get(&slot(page, title, edge.part)) else {
            return false;
        };
        let most = |count: usize| count >= LEAST_SHARED && count * 2 >= self.titles;
        if is_number(edge.text) {
            return most(slot.numbers);
        }
        let count = slot.each.get(&fingerprint(edge.text)).copied();
        most(count.unwrap_or_default())
            || (slot.texts >= LEAST_SHARED
                && slot.each.len() * 2 <= slot.texts
                && !is_emphasis(&page.element(edge.part).name)
                && edge.is_parted(page, title))
    }
}

/// An element at the edge of a title.
struct Edge<'t> {
    part: Index,
    text: &'t str,
    own: Range<usize>,
    /// The title without it.
    rest: Range<usize>,
}

impl Edge<'_> {
    /// Whether more than white space stands between it and the rest, or an element ends and another one begins there.
    fn is_parted(&self, page: &Page<'_>, title: Index) -> bool {
        let is_first = self.own.end <= self.rest.start;
        let between = if is_first {
            self.own.end..self.rest.start
        } else {
            self.rest.end..self.own.start
        };
        let between = page.slice(between);
        between.is_empty()
            || between.contains(|c: char| c == '\n' || !c.is_whitespace())
            || parts(page, title).any(|other| {
                let span = page.span(other);
                let meets = if is_first {
                    span.start == self.rest.start
                } else {
                    span.end == self.rest.end
                };
                meets && !is_emphasis(&page.element(other).name)
            })
    }
}

/// `span` without labels, dates, and what other titles of the list have as well.
pub(super) fn without_fields(
    page: &Page<'_>,
    title: Index,
    span: Range<usize>,
    shared: &Shared,
    at: &Context<'_>,
) -> Range<usize> {
    trimmed(page, title, span, |edge| {
        is_label(page, edge) || is_date(page, edge, at) || shared.has(page, title, edge)
    })
}

fn trimmed(
    page: &Page<'_>,
    title: Index,
    mut span: Range<usize>,
    goes: impl Fn(&Edge<'_>) -> bool,
) -> Range<usize> {
    if page.element(title).end == title + 1 || span.len() > TITLE_BYTES {
        return span;
    }
    for _ in 0..EDGES_LIMIT {
        let gone = parts(page, title).find_map(|part| {
            let own = page.span(part);
            let edge = Edge {
                part,
                text: page.slice(own.clone()),
                rest: beside(page, &span, &own)?,
                own,
            };
            let is_title = wording::headline_quality(page.slice(edge.rest.clone())) > LEAST_QUALITY;
            (is_title && goes(&edge)).then_some(edge.rest)
        });
        let Some(rest) = gone else { break };
        span = rest;
    }
    span
}

/// What is left of `span` when `own`, a part at its start or end, goes with the marks beside it.
fn beside(page: &Page<'_>, span: &Range<usize>, own: &Range<usize>) -> Option<Range<usize>> {
    if own.is_empty() || own.start < span.start || own.end > span.end {
        return None;
    }
    let is_mark = |text: &str| !text.contains(char::is_alphanumeric);
    let (before, after) = (
        page.slice(span.start..own.start),
        page.slice(own.end..span.end),
    );
    let is_between =
        |marks: &'static [char]| move |c: char| c.is_whitespace() || marks.contains(&c);
    if is_mark(before) && !is_mark(after) {
        let rest = after.trim_start_matches(is_between(BEHIND_LABEL));
        return Some(span.end - rest.len()..span.end);
    }
    if is_mark(after) && !is_mark(before) {
        let rest = before.trim_end_matches(is_between(BEFORE_LABEL));
        return Some(span.start..span.start + rest.len());
    }
    None
}

fn parts(page: &Page<'_>, title: Index) -> impl Iterator<Item = Index> {
    page.subtree(title).skip(1).take(PARTS_LIMIT)
}

/// Whether an element's class, or the brackets in it, say that it labels the title.
fn is_label(page: &Page<'_>, edge: &Edge<'_>) -> bool {
    if page.is_hidden(edge.part) {
        return true;
    }
    let class = page.attr(edge.part, "class");
    if !page.is_heading(edge.part) && class.is_some_and(is_no_title) {
        return true;
    }
    let bracketed = [("[", "]"), ("【", "】"), ("(", ")"), ("（", "）")]
        .iter()
        .any(|(open, close)| edge.text.starts_with(open) && edge.text.ends_with(close));
    (bracketed && edge.text.len() <= LABEL_BYTES)
        || (page.element(edge.part).name == local_name!("a") && wording::is_call(edge.text))
}

/// Whether a class calls its element something that is no title.
pub(super) fn is_no_title(class: &str) -> bool {
    words(class)
        .iter()
        .any(|word| NOT_TITLE_WORDS.contains(&word.as_str()))
}

/// Whether an element holds a date and nothing else. What is only emphasised may be a word of the title, unless it is
/// written in numbers.
fn is_date(page: &Page<'_>, edge: &Edge<'_>, at: &Context<'_>) -> bool {
    let name = &page.element(edge.part).name;
    let is_worded = || edge.text.contains(char::is_alphabetic);
    edge.text.len() <= DATE_BYTES
        && *name != local_name!("a")
        && (!is_emphasis(name) || !is_worded())
        && date::whole(edge.text, at).is_some()
}

/// `7`, `01.`, `#3`, `12`: a rank, or a count.
fn is_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() <= 6
        && text.contains(|c: char| c.is_ascii_digit())
        && !text.contains(char::is_alphabetic)
}

/// The fingerprint of the place of `part` in `title`: the names and classes from one to the other.
fn slot(page: &Page<'_>, title: Index, part: Index) -> u64 {
    page.upwards(part)
        .take_while(|&at| at > title)
        .fold(0, |slot, at| fingerprint((slot, page.element(at).shape)))
}
