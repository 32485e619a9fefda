//! The date of an item.
//!
//! In: an element, or an item's part of the page. Out: the date that `extract::date` reads there. The rule: machine-readable
//! attributes come first, then elements that hold only a date, then a date in running text.

use std::ops::Range;

use dom_query::local_name;

use crate::extract::date::{self, Form, FoundDate, settled_order};
use crate::extract::list::areas::words;
use crate::model::Moment;
use crate::page::Context;
use crate::page::elements::{Index, Page};

/// Attributes that state a date for machines, with or without a label of the kind in their name.
const STATED: [&str; 7] = [
    "datetime",
    "data-time",
    "data-date",
    "data-timestamp",
    "data-datetime",
    "data-published",
    "data-pubdate",
];
/// The bits of these, and of `itemprop`.
const STATED_BITS: &[&str] = &[
    "itemprop",
    "datetime",
    "data-time",
    "data-date",
    "data-timestamp",
    "data-datetime",
    "data-published",
    "data-pubdate",
];
/// A longer text is not a date with its label.
const LABEL_BYTES: usize = 60;
/// An item of more elements is not looked at part by part.
const PARTS_LIMIT: usize = 100;
/// How far from its line's edge a date may stand, in bytes.
const EDGE_BYTES: usize = 24;
/// Words in the classes of elements that hold a date.
const DATE_WORDS: [&str; 9] = [
    "date",
    "time",
    "datetime",
    "pubdate",
    "pubtime",
    "published",
    "posted",
    "timestamp",
    "riqi",
];

/// And of elements that hold how long something runs.
const LENGTH_WORDS: [&str; 3] = ["duration", "length", "runtime"];

/// The date that the element `place` states, or that stands in its text.
pub(in crate::extract) fn at(page: &Page<'_>, place: Index, at: &Context<'_>) -> Option<Moment> {
    stated(page, page.subtree(place), at).or_else(|| {
        let text = page.text(place);
        let found = date::whole(text, at).or_else(|| date::find(text, at))?;
        Some(settled(page, found))
    })
}

/// The date of an item that is spread over `places`, outside its title.
pub(in crate::extract) fn beside(
    page: &Page<'_>,
    places: &[Index],
    title: &Range<usize>,
    at: &Context<'_>,
) -> Option<Moment> {
    let elements = || places.iter().flat_map(|&place| page.subtree(place));
    stated(page, elements(), at)
        .or_else(|| labelled(page, elements(), title, at))
        .or_else(|| {
            places
                .iter()
                .find_map(|&place| running(page, place, title, at))
        })
}

/// Which of day and month is which, where both can be either: as the page's other dates have it.
fn settled(page: &Page<'_>, found: FoundDate) -> Moment {
    match found.swapped {
        Some(swapped) if page.date_order(|lines| settled_order(lines)) == Some(swapped.order) => {
            swapped.moment
        }
        _ => found.moment,
    }
}

/// `<time datetime>`, `itemprop="datePublished" content`, `data-time`.
fn stated(
    page: &Page<'_>,
    elements: impl Iterator<Item = Index>,
    at: &Context<'_>,
) -> Option<Moment> {
    let mut fallback = None;
    let read = |text: &str| Some(settled(page, date::whole(text, at)?));
    for i in elements {
        if !page.may_have_any(i, STATED_BITS) && page.element(i).name != local_name!("time") {
            continue;
        }
        let property = page.attr(i, "itemprop");
        let own = STATED.iter().find_map(|name| page.attr(i, name));
        let value = match property.as_deref() {
            Some("datePublished" | "dateCreated") => page.attr(i, "content").or(own),
            Some("dateModified") => {
                fallback = fallback.or_else(|| read(&page.attr(i, "content").or(own)?));
                continue;
            }
            _ => own,
        };
        if let Some(moment) = value.and_then(|value| read(&value)) {
            return Some(moment);
        }
        if page.element(i).name == local_name!("time")
            && let Some(moment) = read(page.text(i))
        {
            return Some(moment);
        }
    }
    fallback
}

/// An element that holds a date and nothing else; one whose class says so before others.
fn labelled(
    page: &Page<'_>,
    elements: impl Iterator<Item = Index>,
    title: &Range<usize>,
    at: &Context<'_>,
) -> Option<Moment> {
    let mut first = None;
    let mut last = 0..0;
    for i in elements {
        let span = page.span(i);
        // What frames the same text says the same.
        if span == last {
            continue;
        }
        last = span.clone();
        let text = page.slice(span.clone());
        if text.is_empty() || text.len() > LABEL_BYTES || overlaps(&span, title) {
            continue;
        }
        let words = page.attr(i, "class").map(|class| words(&class));
        let called = |names: &[&str]| {
            let mut words = words.iter().flatten();
            words.any(|word| names.contains(&word.as_str()))
        };
        let is_length = called(&LENGTH_WORDS);
        let called = called(&DATE_WORDS);
        if is_length || (!called && first.is_some()) {
            continue;
        }
        let Some(found) = date::whole(text, at) else {
            continue;
        };
        if called {
            return Some(settled(page, found));
        }
        // `4:05` beside a film is how long it runs, unless the page calls it a time. `3 years ago` within a sentence is
        // the story's.
        let is_else = match found.form {
            Form::Clock => true,
            Form::Relative => page.stands_in_long_line(&span, LABEL_BYTES),
            Form::Full | Form::Yearless | Form::Time => false,
        };
        if !is_else {
            first = Some(settled(page, found));
        }
    }
    first
}

/// A date in the text of `place`, before or after the title; never in it.
fn running(
    page: &Page<'_>,
    place: Index,
    title: &Range<usize>,
    at: &Context<'_>,
) -> Option<Moment> {
    let span = page.span(place);
    let parts = if overlaps(&span, title) {
        [
            title.end.min(span.end)..span.end,
            span.start..title.start.max(span.start),
        ]
    } else {
        [span.clone(), span.end..span.end]
    };
    parts.into_iter().find_map(|part| {
        let mut lines = page.slice(part.clone()).split('\n');
        let mut start = part.start;
        lines.find_map(|line| {
            let from = start + (line.len() - line.trim_start().len());
            start += line.len() + 1;
            let line = line.trim();
            let found = in_line(line, at).or_else(|| in_parts(page, place, line, from, at))?;
            Some(settled(page, found))
        })
    })
}

/// A date in one line.
fn in_line(line: &str, at: &Context<'_>) -> Option<FoundDate> {
    if line.len() <= LABEL_BYTES {
        return date::whole(line, at)
            .filter(|found| found.form != Form::Clock)
            .or_else(|| date::find(line, at));
    }
    // In prose a date is the story's, unless it opens or closes it with its year.
    let found = date::find(line, at)?;
    let edge = found.range.start <= EDGE_BYTES || line.len() - found.range.end <= EDGE_BYTES;
    (edge && found.form == Form::Full).then_some(found)
}

/// A date in a short line whose elements touch, as only a style sheet sets them apart: `Ann LeeJan 4, 20262 comments`.
fn in_parts(
    page: &Page<'_>,
    place: Index,
    line: &str,
    from: usize,
    at: &Context<'_>,
) -> Option<FoundDate> {
    let elements = page.element(place).end - place;
    if line.is_empty() || line.len() > LABEL_BYTES || elements > PARTS_LIMIT {
        return None;
    }
    let mut gaps: Vec<usize> = page
        .subtree(place)
        .flat_map(|i| {
            let span = page.span(i);
            [span.start, span.end]
        })
        .filter_map(|edge| edge.checked_sub(from).filter(|&edge| edge < line.len()))
        .collect();
    gaps.sort_unstable();
    gaps.dedup();
    (!gaps.is_empty())
        .then(|| date::all(line, &gaps, at, 1).pop())
        .flatten()
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Does a short piece of text within `root` look like a date? A guess for rating, never published.
pub(in crate::extract) fn looks_dated(page: &Page<'_>, root: Index, title: &Range<usize>) -> bool {
    page.subtree(root).any(|i| {
        if page.element(i).name == local_name!("time") {
            return true;
        }
        let span = page.span(i);
        (4..=LABEL_BYTES).contains(&span.len())
            && !overlaps(&span, title)
            && date::looks_like(page.slice(span))
    }) || outside(page, root, title).any(|line| line.len() <= LABEL_BYTES && date::looks_like(line))
}

/// The lines of `root` before and after its title.
pub(in crate::extract) fn outside<'p>(
    page: &'p Page<'_>,
    root: Index,
    title: &Range<usize>,
) -> impl Iterator<Item = &'p str> {
    let span = page.span(root);
    let before = page.slice(span.start..title.start.clamp(span.start, span.end));
    let after = page.slice(title.end.clamp(span.start, span.end)..span.end);
    before.lines().chain(after.lines()).map(str::trim)
}
