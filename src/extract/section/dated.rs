//! The date beside an item.
//!
//! In: an element, or an item's part of the page. Out: what `extract::date` reads there. Machine-readable
//! statements come first, then elements that hold nothing but a date, then a date in running text.

use std::ops::Range;

use dom_query::local_name;

use super::page::{Index, Page};
use super::zone::words;
use crate::extract::{Context, date};
use crate::model::Moment;

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
pub(super) fn at(page: &Page<'_>, place: Index, at: &Context<'_>) -> Option<Moment> {
    stated(page, page.subtree(place), at).or_else(|| {
        let text = page.text(place);
        date::parse(text, at).or_else(|| date::find(text, at).map(|found| found.moment))
    })
}

/// The date of an item that is spread over `places`, outside its title.
pub(super) fn beside(
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
                .find_map(|&place| running(page, page.span(place), title, at))
        })
}

/// `<time datetime>`, `itemprop="datePublished" content`, `data-time`.
fn stated(
    page: &Page<'_>,
    elements: impl Iterator<Item = Index>,
    at: &Context<'_>,
) -> Option<Moment> {
    let mut fallback = None;
    for i in elements {
        if !page.may_have_any(i, STATED_BITS) && page.element(i).name != local_name!("time") {
            continue;
        }
        let property = page.attr(i, "itemprop");
        let own = STATED.iter().find_map(|name| page.attr(i, name));
        let value = match property.as_deref() {
            Some("datePublished" | "dateCreated") => page.attr(i, "content").or(own),
            Some("dateModified") => {
                fallback = fallback.or_else(|| {
                    let value = page.attr(i, "content").or(own)?;
                    date::parse(&value, at)
                });
                continue;
            }
            _ => own,
        };
        if let Some(moment) = value.and_then(|value| date::parse(&value, at)) {
            return Some(moment);
        }
        if page.element(i).name == local_name!("time")
            && let Some(moment) = date::parse(page.text(i), at)
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
        // `4:05` beside a film is how long it runs, unless the page calls it a time.
        if is_length || (!called && (first.is_some() || is_clock(text))) {
            continue;
        }
        let Some(moment) = date::parse(text, at) else {
            continue;
        };
        if called {
            return Some(moment);
        }
        first = Some(moment);
    }
    first
}

/// A date in the text of `span`, before or after the title; never in it.
fn running(
    page: &Page<'_>,
    span: Range<usize>,
    title: &Range<usize>,
    at: &Context<'_>,
) -> Option<Moment> {
    let parts = if overlaps(&span, title) {
        [
            title.end.min(span.end)..span.end,
            span.start..title.start.max(span.start),
        ]
    } else {
        [span.clone(), span.end..span.end]
    };
    parts.into_iter().find_map(|part| {
        let mut lines = page.slice(part).lines().map(str::trim);
        lines.find_map(|line| {
            if is_clock(line) {
                return None;
            }
            if line.len() <= LABEL_BYTES {
                return date::parse(line, at)
                    .or_else(|| date::find(line, at).map(|found| found.moment));
            }
            // In prose a date is the story's, unless it opens or closes it with its year.
            let found = date::find(line, at)?;
            let edge =
                found.range.start <= EDGE_BYTES || line.len() - found.range.end <= EDGE_BYTES;
            let whole = line.get(found.range).is_some_and(has_year);
            (edge && whole).then_some(found.moment)
        })
    })
}

/// `12:30` and nothing else.
fn is_clock(text: &str) -> bool {
    text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || c == ':')
}

fn has_year(text: &str) -> bool {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.into_iter().any(|group| group.len() >= 4)
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Words of dates that count from now.
const RELATIVE: &[&str] = &[
    "刚刚",
    "剛剛",
    "分钟前",
    "分鐘前",
    "小时前",
    "小時前",
    "天前",
    "昨天",
    "今天",
    "前天",
    "分前",
    "時間前",
    " ago",
    "yesterday",
    "today",
    "heute",
    "gestern",
];
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Does a short piece of text within `root` look like a date? A guess for rating, never published.
pub(super) fn looks_dated(page: &Page<'_>, root: Index, title: &Range<usize>) -> bool {
    page.subtree(root).any(|i| {
        if page.element(i).name == local_name!("time") {
            return true;
        }
        let span = page.span(i);
        (4..=LABEL_BYTES).contains(&span.len())
            && !overlaps(&span, title)
            && looks_like_date(page.slice(span))
    }) || outside(page, root, title).any(|line| line.len() <= LABEL_BYTES && looks_like_date(line))
}

/// The lines of `root` before and after its title.
pub(super) fn outside<'p>(
    page: &'p Page<'_>,
    root: Index,
    title: &Range<usize>,
) -> impl Iterator<Item = &'p str> {
    let span = page.span(root);
    let before = page.slice(span.start..title.start.clamp(span.start, span.end));
    let after = page.slice(title.end.clamp(span.start, span.end)..span.end);
    before.lines().chain(after.lines()).map(str::trim)
}

fn looks_like_date(text: &str) -> bool {
    let mut groups = 0;
    let mut marks = 0;
    let mut in_digits = false;
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        groups += usize::from(digit && !in_digits);
        in_digits = digit;
        marks += usize::from(matches!(c, '-' | '/' | '.' | ':' | '年' | '月' | '日'));
    }
    if groups >= 2 && marks >= 1 {
        return true;
    }
    RELATIVE.iter().any(|word| text.contains(word))
        || (groups >= 1 && {
            let lower = text.to_ascii_lowercase();
            MONTHS.iter().any(|month| lower.contains(month))
        })
}
