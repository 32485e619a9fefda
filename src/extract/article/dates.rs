//! When: the visible date before the machine's, unless the machine's says the same more precisely.
//!
//! Content systems write bare or wrong dates into meta, and the time of the last save into JSON-LD; what readers
//! see is what editors care for. Only where the visible date lacks its year or its time, meta completes it.

use std::sync::LazyLock;

use dom_query::local_name;
use regex::Regex;
use url::Url;

use super::flow::Flow;
use super::head::Head;
use super::hints::Hints;
use super::labels::Kind;
use super::structured::Structured;
use super::zone::{Row, Where};
use crate::extract::{Context, date};
use crate::model::{Moment, Precision};

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

#[derive(Debug, Clone, Copy)]
struct Visible {
    moment: Moment,
    has_year: bool,
    /// `3小时前`: right when it was printed, to the hour.
    is_relative: bool,
    strength: i32,
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
    let stated = structured
        .published
        .as_deref()
        .and_then(parse)
        .or_else(|| marked_up(flow, rows, at))
        .or_else(|| {
            PUBLISHED
                .iter()
                .find_map(|name| head.get(&[name]).and_then(parse))
        })
        .or_else(|| head.all_like("pub", &["time", "date"]).find_map(parse));
    let stated_updated = structured.modified.as_deref().and_then(parse).or_else(|| {
        UPDATED
            .iter()
            .find_map(|name| head.get(&[name]).and_then(parse))
    });
    let published = match (published.or(updated), stated.or(stated_updated)) {
        (Some(seen), Some(stated)) => Some(agreed(seen, stated)),
        (Some(seen), None) => Some(seen.moment),
        (None, Some(stated)) => Some(stated),
        (None, None) => in_address(at.url, at),
    };
    let changed = updated
        .filter(|seen| seen.has_year || seen.is_relative)
        .map(|seen| match stated_updated {
            Some(stated) => agreed(seen, stated),
            None => seen.moment,
        })
        .or(stated_updated)
        .filter(|changed| published.is_some_and(|published| *changed > published));
    Dates {
        published,
        updated: changed,
    }
}

/// The best of the dates that readers see.
fn visible(flow: &Flow<'_>, rows: &[Row]) -> (Option<Visible>, Option<Visible>) {
    let mut published: Option<Visible> = None;
    let mut updated: Option<Visible> = None;
    for row in rows {
        let line = &flow.lines[row.line];
        let place = flow.place_of(row.line);
        let own = flow.elements[line.block].hints;
        for found in &row.dates {
            let label = row
                .labels
                .iter()
                .rev()
                .find(|label| label.range.start <= found.range.start)
                .map(|label| label.kind);
            let labelled = label == Some(Kind::Published);
            let mut strength = match row.at {
                Where::Between => 8,
                Where::Above => 5,
                Where::Body => 1,
                Where::After => 2,
            };
            if labelled || label == Some(Kind::Updated) {
                strength += 5;
            } else if own.has(Hints::DATE) {
                strength += 2;
            }
            // A date within a sentence dates what the sentence tells.
            let is_sentence =
                line.prose() > 0.0 && line.units > 30.0 && !labelled && row.labels.is_empty();
            if is_sentence || row.hidden {
                strength -= 7;
            }
            if place.has(Hints::NAV.with(Hints::SIDEBAR)) {
                strength -= 4;
            }
            if has_year(&line.text[found.range.clone()]) {
                strength += 2;
            }
            if strength < 5 {
                continue;
            }
            // A clock alone tells no day.
            if found.moment.precision() != Precision::Day
                && is_clock(&line.text[found.range.clone()])
            {
                continue;
            }
            let seen = Visible {
                moment: found.moment,
                has_year: has_year(&line.text[found.range.clone()]),
                is_relative: is_relative(&line.text[found.range.clone()]),
                strength,
            };
            let best = if label == Some(Kind::Updated) || (own.has(Hints::MODIFIED) && !labelled) {
                &mut updated
            } else {
                &mut published
            };
            if best.is_none_or(|best| seen.strength > best.strength) {
                *best = Some(seen);
            }
        }
    }
    (published, updated)
}

/// `<time datetime>` near the headline.
fn marked_up(flow: &Flow<'_>, rows: &[Row], at: &Context<'_>) -> Option<Moment> {
    let first = rows.iter().find(|row| row.at < Where::Body)?.line;
    let last = rows.iter().rfind(|row| row.at < Where::Body)?.line;
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

/// What the reader saw, completed by what the machine was told.
fn agreed(seen: Visible, stated: Moment) -> Moment {
    let (shown, told) = (seen.moment.rfc3339(), stated.rfc3339());
    if seen.is_relative {
        return stated;
    }
    let same_day = shown.get(..10) == told.get(..10);
    let seen_time = seen.moment.precision() != Precision::Day;
    let told_time = stated.precision() != Precision::Day;
    if !seen.has_year {
        let same_date = shown.get(4..10) == told.get(4..10);
        return if same_date || !seen_time {
            stated
        } else {
            completed(seen, stated)
        };
    }
    // The same clock reading with an offset of its own: the machine knows the zone.
    let same_clock = shown.get(..16) == told.get(..16);
    if (same_day && told_time && !seen_time) || same_clock {
        stated
    } else {
        seen.moment
    }
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

fn is_relative(text: &str) -> bool {
    let folded = text.to_lowercase();
    text.contains(['前', '昨', '今', '刚', '剛'])
        || [
            "ago",
            "yesterday",
            "today",
            "just now",
            "vor ",
            "gestern",
            "heute",
            "hier",
            "назад",
            "вчера",
            "сегодня",
        ]
        .iter()
        .any(|word| folded.contains(word))
}

fn is_clock(text: &str) -> bool {
    text.len() <= 8 && text.chars().all(|c| c.is_ascii_digit() || c == ':')
}

/// A year is printed: four digits, or three numbers before the time.
fn has_year(text: &str) -> bool {
    let day = text.split([':', '时', '時', '点']).next().unwrap_or(text);
    let mut groups = 0;
    let mut run = 0;
    let mut longest = 0;
    for c in day.chars() {
        if c.is_numeric() {
            run += 1;
            longest = longest.max(run);
            groups += usize::from(run == 1);
        } else {
            run = 0;
        }
    }
    longest >= 4 || groups >= 4 || (groups == 3 && !text.contains(':')) || day.contains('年')
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
