//! The date of an item.
//!
//! In: an element, or an item's part of the page. Out: the date that `extract::date` reads there. The rule: machine-readable
//! attributes come first, then elements that hold only a date, then a date in running text. A date that counts from now
//! stands alone in its element or line, and one that counts years is none: `40 years ago` is what a story tells.

use std::ops::Range;

use html5ever::local_name;
use jiff::civil::Time;

use super::wording;
use crate::extract::date::{self, Form, FoundDate, settled_order};
use crate::extract::list::areas::words;
use crate::model::Moment;
use crate::page::Context;
use crate::page::element_names::is_emphasis;
use crate::page::elements::{Index, Page};

/// The date of an item.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::extract) struct ItemDate {
    /// When it was published.
    pub(in crate::extract) published: Option<Moment>,
    /// The time of day, where the item states no more; `published` may be the last such time. It may also be how long
    /// something runs.
    pub(in crate::extract) time: Option<Time>,
}

impl ItemDate {
    fn of(page: &Page<'_>, found: FoundDate) -> Self {
        let (form, moment) = (found.form, settled(page, found));
        let clock = moment.offset().to_datetime(moment.timestamp()).time();
        Self {
            published: Some(moment),
            time: matches!(form, Form::Clock | Form::Time).then_some(clock),
        }
    }
}

/// The bits of attributes that state a date, besides `data-` attributes.
const STATED_BITS: &[&str] = &["itemprop", "datetime", "title"];
/// Words of the names of `data-` attributes that state when something was published, as text or as seconds since 1970.
const DATA_WORDS: [&str; 16] = [
    "date",
    "time",
    "datetime",
    "pubdate",
    "pubtime",
    "published",
    "publish",
    "posted",
    "post",
    "created",
    "timestamp",
    "ts",
    "epoch",
    "unix",
    "utc",
    "iso",
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
    stated(page, page.subtree(place), at)
        .map(|found| settled(page, found))
        .or_else(|| {
            let text = page.text(place);
            let found = date::whole(text, at).or_else(|| date::find(text, at))?;
            Some(settled(page, found))
        })
}

/// The date with its year that `title` begins or ends with, kept off by a space or a mark, and the rest of the title.
pub(in crate::extract) fn at_edge(
    page: &Page<'_>,
    title: &str,
    at: &Context<'_>,
) -> Option<(Moment, String)> {
    let found = at_edge_of_name(page, title, at);
    found.filter(|(_, rest)| wording::units(rest) > LEAST_UNITS)
}

/// The same where the rest may be as short as the name of a version.
pub(in crate::extract) fn at_edge_of_name(
    page: &Page<'_>,
    title: &str,
    at: &Context<'_>,
) -> Option<(Moment, String)> {
    let found = date::find(title, at).filter(|found| found.form == Form::Full)?;
    let (before, after) = (&title[..found.range.start], &title[found.range.end..]);
    let is_mark = |text: &str| !text.contains(char::is_alphanumeric);
    let is_between = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
    let (whole, rest) = match (is_mark(before), is_mark(after)) {
        (true, false) => (after, after.trim_start_matches(is_between)),
        (false, true) => (before, before.trim_end_matches(is_between)),
        (true, true) | (false, false) => return None,
    };
    let is_title = rest.len() < whole.len() && rest.contains(char::is_alphanumeric);
    let rest = rest.to_owned();
    is_title.then(|| (settled(page, found), rest))
}

/// A shorter text is no title without its date, in words.
const LEAST_UNITS: f32 = 1.5;
/// What stands between a title and its date.
const BETWEEN: [char; 14] = [
    '[', ']', '(', ')', '【', '】', '（', '）', '|', '·', '-', '–', ':', '：',
];

/// The date of an item that is spread over `places`, outside its title.
pub(in crate::extract) fn beside(
    page: &Page<'_>,
    places: &[Index],
    title: &Range<usize>,
    at: &Context<'_>,
) -> ItemDate {
    let elements = || places.iter().flat_map(|&place| page.subtree(place));
    if let Some(found) = stated(page, elements(), at) {
        return ItemDate::of(page, found);
    }
    let labelled = labelled(page, elements(), title, at);
    if labelled.published.is_some() {
        return labelled;
    }
    let mut running = places
        .iter()
        .filter_map(|&place| running(page, place, title, at));
    running
        .next()
        .map_or(labelled, |found| ItemDate::of(page, found))
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
) -> Option<FoundDate> {
    let mut fallback = None;
    let read = |text: &str| date::whole(text, at).filter(|found| found.form != Form::Years);
    for i in elements {
        let data = || page.find_attr(i, is_dated_data);
        if !page.may_have_any(i, STATED_BITS) && page.element(i).name != local_name!("time") {
            match data().and_then(&read) {
                Some(found) => return Some(found),
                None => continue,
            }
        }
        let property = page.attr(i, "itemprop");
        let own = page.attr(i, "datetime").or_else(data);
        let value = match property {
            Some("datePublished" | "dateCreated") => page.attr(i, "content").or(own),
            Some("dateModified") => {
                fallback = fallback.or_else(|| read(page.attr(i, "content").or(own)?));
                continue;
            }
            _ => own,
        };
        if let Some(found) = value.and_then(&read) {
            return Some(found);
        }
        // `<abbr title="2026-10-03T08:45:00Z">3 hours ago</abbr>`
        let is_short = matches!(
            page.element(i).name,
            local_name!("abbr") | local_name!("time") | local_name!("span")
        );
        let named = page.attr(i, "title").filter(|_| is_short);
        if let Some(found) = named.and_then(&read)
            && found.form == Form::Full
        {
            return Some(found);
        }
        if page.element(i).name == local_name!("time")
            && let Some(found) = read(page.text(i))
        {
            return Some(found);
        }
    }
    fallback
}

/// Whether an attribute is `data-time`, `data-published-at-utc` and the like; `data-end-time` is of something else.
fn is_dated_data(name: &str) -> bool {
    name.strip_prefix("data-").is_some_and(|name| {
        let words = words(name);
        words.iter().any(|word| word != "at")
            && words
                .iter()
                .all(|word| word == "at" || DATA_WORDS.contains(&word.as_str()))
    })
}

/// An element that holds a date and nothing else; one whose class says so before others.
fn labelled(
    page: &Page<'_>,
    elements: impl Iterator<Item = Index>,
    title: &Range<usize>,
    at: &Context<'_>,
) -> ItemDate {
    let mut first: Option<ItemDate> = None;
    let mut clock = None;
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
        let words = page.attr(i, "class").map(words);
        let called = |names: &[&str]| {
            let mut words = words.iter().flatten();
            words.any(|word| names.contains(&word.as_str()))
        };
        let is_length = called(&LENGTH_WORDS);
        let called = called(&DATE_WORDS);
        if is_length || (!called && first.is_some()) {
            continue;
        }
        let found = date::whole(text, at).or_else(|| day_first(page, i, at));
        let Some(found) = found.filter(|found| found.form != Form::Years) else {
            continue;
        };
        if called {
            return ItemDate::of(page, found);
        }
        match found.form {
            // `4:05` beside a film is how long it runs, unless the page calls it a time.
            Form::Clock => clock = clock.or(ItemDate::of(page, found).time),
            // `3 weeks ago` within a sentence is the story's.
            Form::Relative
                if is_emphasis(&page.element(i).name)
                    || page.stands_in_long_line(&span, LABEL_BYTES) => {}
            Form::Full | Form::Yearless | Form::Time | Form::Relative | Form::Years => {
                first = Some(ItemDate::of(page, found));
            }
        }
    }
    first.unwrap_or(ItemDate {
        published: None,
        time: clock,
    })
}

/// A large day beside its year and month, each in an element: `<b>21</b><i>2026-10</i>`.
fn day_first(page: &Page<'_>, i: Index, at: &Context<'_>) -> Option<FoundDate> {
    let parts = page.subtree(i).skip(1).take(DAY_PARTS);
    let day = parts
        .map(|part| page.text(part))
        .find(|text| !text.is_empty())?;
    let is_number =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let month = page.text(i).strip_prefix(day)?.trim();
    let (year, rest) = month.split_at_checked(4)?;
    let of_year = rest.trim_matches(['-', '/', '.', '年', '月']);
    let is_month = year.starts_with("20") && is_number(&year[2..]) && is_number(of_year);
    (is_number(day) && is_month && of_year.len() < rest.len())
        .then(|| date::whole(&format!("{year}-{of_year}-{day}"), at))
        .flatten()
}

/// The most elements that hold a date which is written in pieces.
const DAY_PARTS: usize = 6;

/// A date in the text of `place`, before or after the title; never in it.
fn running(
    page: &Page<'_>,
    place: Index,
    title: &Range<usize>,
    at: &Context<'_>,
) -> Option<FoundDate> {
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
            in_line(line, at).or_else(|| in_parts(page, place, line, from, at))
        })
    })
}

/// A date in one line.
fn in_line(line: &str, at: &Context<'_>) -> Option<FoundDate> {
    if line.len() <= LABEL_BYTES {
        return date::whole(line, at)
            .filter(|found| !matches!(found.form, Form::Clock | Form::Years))
            .or_else(|| date::in_list(line, &[], at));
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
        .then(|| date::in_list(line, &gaps, at))
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
