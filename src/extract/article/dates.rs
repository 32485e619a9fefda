//! When: the visible date before the machine's, unless the machine's says the same more precisely.
//!
//! Content systems write bare or wrong dates into meta, and the time of the last save into JSON-LD; what readers
//! see at the article's head is what editors care for. A date that may be another's counts for less: one without a
//! year, one behind the text, one in a list of links never contradicts two of the machine's dates that agree; one
//! in a picture's caption is none. Where the visible date lacks its year or its time, meta completes it, and where
//! `11/01` may be November or January, the page's other dates say which.

#[cfg(test)]
mod tests;
mod visible;

use std::sync::LazyLock;

use dom_query::local_name;
use regex::Regex;
use url::Url;

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

/// What the machine was told.
#[derive(Debug, Clone, Copy)]
struct Stated {
    moment: Moment,
    /// Two statements name the same day.
    is_agreed: bool,
}

/// Reads both.
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
    let told = stated.or_else(|| {
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
    let published = match (seen.or(updated), told) {
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
            date::parse(&element.node.attr("datetime")?, at)
        })
}

/// Which of day and month is which, where both can be either: as another date of the page says, else as those of its
/// lines do that can be read in one way only.
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

/// What the reader saw, completed by what the machine was told.
fn agreed(seen: Visible, stated: Stated) -> Moment {
    let told = stated.moment;
    if seen.form == date::Form::Relative {
        return told;
    }
    let seen_time = seen.moment.precision() != Precision::Day;
    let told_time = told.precision() != Precision::Day;
    if seen.form == date::Form::Yearless {
        let (shown, told_text) = (seen.moment.rfc3339(), told.rfc3339());
        let same_date = shown.get(4..10) == told_text.get(4..10);
        return if same_date || !seen_time || stated.is_agreed {
            told
        } else {
            completed(seen, told)
        };
    }
    if seen.moment.is_same_day(told) {
        // The same clock reading with an offset of its own: the machine knows the zone. The same minute in another
        // zone: it knows the second.
        let same_clock = seen.moment.rfc3339().get(..16) == told.rfc3339().get(..16);
        let apart = seen.moment.timestamp().duration_since(told.timestamp());
        return if (told_time && !seen_time) || same_clock || (told_time && apart.as_mins() == 0) {
            told
        } else {
            seen.moment
        };
    }
    let is_outvoted = seen.is_doubtful && (stated.is_agreed || (told_time && !seen.is_labelled));
    if is_outvoted { told } else { seen.moment }
}

/// Whether the machine was told when an article was published of which readers see only when it changed.
fn precedes(stated: Moment, change: Visible) -> bool {
    let is_bare = stated.precision() == Precision::Day;
    stated < change.moment && !(is_bare && stated.is_same_day(change.moment))
}

/// A date without its year is taken for the most recent such day, which may be years off.
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

/// The day in the article's address, when nothing on the page tells.
fn in_address(url: &Url, at: &Context<'_>) -> Option<Moment> {
    let captures = ADDRESS.as_ref()?.captures(url.path())?;
    date::parse(
        &format!("{}-{}-{}", &captures[1], &captures[2], &captures[3]),
        at,
    )
}
