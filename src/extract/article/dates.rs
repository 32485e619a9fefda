//! Dates of an article: publication and last change.
//!
//! In: the page's rows, its head, its structured data and its address. Out: [`Dates`]. The rules:
//!
//! - The visible date wins over the stated date (in meta, JSON-LD or `<time>`), unless both are the same and the stated one
//!   is more precise. Content systems write wrong dates into meta, and the time of the last save into JSON-LD.
//! - A visible date is doubtful when it has no year, stands in or behind the text, or stands in a list of links. Two stated dates
//!   that agree win over a doubtful date. A date in a picture's caption does not count.
//! - A stated date completes a visible date without year or time.
//! - Where `11/01` may be November or January, the page's other dates decide.

mod evidence;
#[cfg(test)]
mod tests;
mod visible;

use std::sync::LazyLock;

use html5ever::local_name;
use regex::Regex;
use url::Url;

pub(super) use self::evidence::DATE;
pub use self::evidence::Evidence;
pub use self::visible::WeighedDate;
pub(super) use self::visible::weighed;
use self::visible::{Visible, visible};
use super::head::Head;
use super::rows::{Row, RowPosition};
use super::structured::Structured;
use crate::extract::date;
use crate::model::{Moment, Precision};
use crate::page::Context;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

const PUBLISHED: [&str; 26] = [
    "article:published_time",
    "og:article:published_time",
    "itemprop:datepublished",
    "datepublished",
    "og:published_time",
    "og:time",
    "publishdate",
    "publish_date",
    "publish-date",
    "publishtime",
    "publish_time",
    "pubdate",
    "pub_date",
    "published_time",
    "article.published",
    "publication_date",
    "weibo:article:create_at",
    "og:release_date",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "date",
    "itemprop:datecreated",
];
const UPDATED: [&str; 10] = [
    "article:modified_time",
    "og:updated_time",
    "itemprop:datemodified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "dateupdate",
    "itemprop:dateupdate",
    "weibo:article:update_at",
];

/// Publication and last change.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<Moment>,
    pub(super) updated: Option<Moment>,
}

/// The date of publication that the page states for machines.
#[derive(Debug, Clone, Copy)]
struct Stated {
    moment: Moment,
    /// Whether two statements name the same day.
    is_agreed: bool,
}

/// Reads both dates.
pub(super) fn find(
    flow: &Flow<'_>,
    rows: &[Row],
    head: &Head,
    structured: &Structured,
    at: &Context<'_>,
) -> Dates {
    let (published, updated) = visible(flow, rows);
    let parse = |text: &str| date::parse(text, at);
    let stated = stated(flow, rows, head, structured, at);
    let stated_updated = structured.modified.as_deref().and_then(parse).or_else(|| {
        UPDATED
            .iter()
            .find_map(|name| head.get(&[name]).and_then(parse))
    });
    let machine = stated.or_else(|| {
        stated_updated.map(|moment| Stated {
            moment,
            is_agreed: false,
        })
    });
    let others: Vec<Moment> = [stated.map(|stated| stated.moment), stated_updated]
        .into_iter()
        .flatten()
        .chain(in_address(at.url, at))
        .collect();
    let settle = |seen| settled(seen, &others, flow);
    let (seen, updated) = (published.map(settle), updated.map(settle));
    let published = match (seen.or(updated), machine) {
        (Some(change), Some(stated)) if seen.is_none() && precedes(stated.moment, change) => {
            Some(stated.moment)
        }
        (Some(seen), Some(stated)) => Some(agreed(seen, stated)),
        (Some(seen), None) => Some(seen.moment),
        (None, Some(stated)) => Some(stated.moment),
        (None, None) => in_address(at.url, at),
    };
    let changed = updated
        .filter(|seen| seen.form != date::Form::Yearless)
        .map(|seen| match stated_updated {
            Some(moment) => agreed(
                seen,
                Stated {
                    moment,
                    is_agreed: false,
                },
            ),
            None => seen.moment,
        })
        .or(stated_updated)
        .filter(|changed| published.is_some_and(|published| *changed > published));
    Dates {
        published,
        updated: changed,
    }
}

/// The date of publication that JSON-LD, `<time>`, microdata and meta state, in this order.
fn stated(
    flow: &Flow<'_>,
    rows: &[Row],
    head: &Head,
    structured: &Structured,
    at: &Context<'_>,
) -> Option<Stated> {
    let parse = |text: &str| date::parse(text, at);
    let named = |is_property: bool| {
        PUBLISHED
            .iter()
            .filter(|name| name.starts_with("itemprop:") == is_property)
            .find_map(|name| head.get(&[name]).and_then(parse))
    };
    let all = [
        structured.published.as_deref().and_then(parse),
        marked_up(flow, rows, at),
        named(false),
        named(true),
        head.all_like("pub", &["time", "date"]).find_map(parse),
    ];
    let [first_four @ .., _] = &all;
    let moment = all.iter().flatten().next().copied()?;
    let same_day = first_four
        .iter()
        .flatten()
        .filter(|other| other.is_same_day(moment));
    Some(Stated {
        moment,
        is_agreed: same_day.count() > 1,
    })
}

/// `<time datetime>` near the headline.
fn marked_up(flow: &Flow<'_>, rows: &[Row], at: &Context<'_>) -> Option<Moment> {
    let first = rows.iter().find(|row| row.at < RowPosition::Body)?.line;
    let last = rows.iter().rfind(|row| row.at < RowPosition::Body)?.line;
    flow.elements
        .iter()
        .enumerate()
        .find_map(|(index, element)| {
            let lines = flow.lines_of(index);
            let near = !lines.is_empty() && lines.start >= first && lines.start <= last;
            if !near
                || element.name != local_name!("time")
                || element.hints.has(Hints::MODIFIED)
                || element.place.has(Hints::FURNITURE)
            {
                return None;
            }
            date::parse(element.node.attr("datetime")?, at)
        })
}

/// Decides which of day and month comes first, where both orders are possible: as another date of the page says, else as the
/// dates in the page's lines say that can be read in one way only.
fn settled(seen: Visible, others: &[Moment], flow: &Flow<'_>) -> Visible {
    let Some(swapped) = seen.swapped else {
        return seen;
    };
    let names = |moment: Moment| others.iter().any(|other| other.is_same_day(moment));
    let is_swapped = match (names(seen.moment), names(swapped.moment)) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => {
            let page = flow.lines.iter().map(|line| line.text.as_str());
            date::settled_order(page) == Some(swapped.order)
        }
    };
    Visible {
        moment: if is_swapped {
            swapped.moment
        } else {
            seen.moment
        },
        swapped: None,
        ..seen
    }
}

/// The visible date, completed or replaced by the stated date.
fn agreed(seen: Visible, stated: Stated) -> Moment {
    let machine = stated.moment;
    if seen.form == date::Form::Relative {
        return machine;
    }
    let seen_time = seen.moment.precision() != Precision::Day;
    let stated_time = machine.precision() != Precision::Day;
    if seen.form == date::Form::Yearless {
        let (shown, stated_text) = (seen.moment.rfc3339(), machine.rfc3339());
        let same_date = shown.get(4..10) == stated_text.get(4..10);
        return if same_date || !seen_time || stated.is_agreed {
            machine
        } else {
            completed(seen, machine)
        };
    }
    if seen.moment.is_same_day(machine) {
        // The same clock time with an offset: the stated date knows the time zone. The same minute in another time zone: the
        // stated date knows the second.
        let same_clock = seen.moment.rfc3339().get(..16) == machine.rfc3339().get(..16);
        let apart = seen.moment.timestamp().duration_since(machine.timestamp());
        return if (stated_time && !seen_time) || same_clock || (stated_time && apart.as_mins() == 0)
        {
            machine
        } else {
            seen.moment
        };
    }
    let is_outvoted = seen.is_doubtful && (stated.is_agreed || (stated_time && !seen.is_labelled));
    if is_outvoted { machine } else { seen.moment }
}

/// Whether `stated` is the publication of an article of which the page shows only the last `change`.
fn precedes(stated: Moment, change: Visible) -> bool {
    let is_bare = stated.precision() == Precision::Day;
    stated < change.moment && !(is_bare && stated.is_same_day(change.moment))
}

/// A date without a year, read as its most recent day, which may be years off.
fn completed(seen: Visible, stated: Moment) -> Moment {
    let days = seen
        .moment
        .timestamp()
        .duration_since(stated.timestamp())
        .as_hours()
        / 24;
    if days.abs() > 31 { stated } else { seen.moment }
}

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[/_t-])((?:19|20)[0-9]{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12][0-9]|3[01])(?:[/_.-]|$)",
    )
    .ok()
});

/// The day in the article's address, for a page without dates.
fn in_address(url: &Url, at: &Context<'_>) -> Option<Moment> {
    let captures = ADDRESS.as_ref()?.captures(url.path())?;
    date::parse(
        &format!("{}-{}-{}", &captures[1], &captures[2], &captures[3]),
        at,
    )
}
