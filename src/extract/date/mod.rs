//! Dates as pages print them.
//!
//! In: a short text and the page's [`Context`]. Out: a [`Moment`] with the offset that the page states, or nothing. No clock:
//! "now" comes with the context. The rules:
//!
//! - A local time is in the publisher's time zone. A stated offset (`+08:00`, `GMT`, `ET`) stays as it is stated. An
//!   abbreviation has the meaning of the publisher's country: `CST` in China is +08:00.
//! - A day and a month without a year are in the most recent year in which they are not in the future; a time without a day
//!   is on the most recent day.
//! - An impossible date is refused, never rolled over (31 February is not 3 March).
//! - A date more than [`SKEW`] after now is refused: it announces something and was not published then.
//! - In a DST fold the earlier instant counts, in a gap the clocks that were put forward (RFC 5545 §3.3.5).
//!
//! Tokens first, then a small grammar over them. [`language`](crate::language) holds a table of words for each language, [`entries`]
//! and [`vocabulary`] make them ready (with [`beginnings`] to exclude other words early), [`fold`] spells them one way,
//! and [`lexer`] makes [`tokens`] with the [`words`]' roles. [`calendar`] reads days ([`months`] those with a month by
//! name, [`years`] those of other calendars), [`hours`] times, [`time_zone`] offsets, [`relative`] what counts from now,
//! [`compact`] dates without separators, [`between`] what stands between the parts; [`reading`] puts them together,
//! [`resolve`] finds the instant, and [`scan`] asks whether the text around ([`labels`]) agrees. [`order`] settles
//! which of day and month comes first on a page.

mod beginnings;
mod between;
mod calendar;
mod compact;
mod day;
mod entries;
mod fold;
mod hours;
mod labels;
mod lexer;
mod locale;
mod months;
mod order;
mod reading;
mod relative;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod time_zone;
mod tokens;
mod vocabulary;
mod words;
mod years;

use std::ops::Range;

use jiff::SignedDuration;

pub(super) use self::labels::{Announced, announced, announced_behind, ends_with_label};
pub(super) use self::order::settled_order;
pub use self::reading::{Form, Swapped};
use self::reading::{Reading, Trust};
use self::scan::Scan;
pub use crate::language::Order;
use crate::model::Moment;
use crate::page::Context;

/// How far a publisher's clock may run ahead of ours before its dates are refused.
pub const SKEW: SignedDuration = SignedDuration::from_mins(10);

/// A text longer than this is not one date.
const DATE_LIMIT_BYTES: usize = 300;
/// A text longer than this is prose, where 3小时前 counts from the story's own time.
const LABEL_LIMIT_CHARS: usize = 80;

/// A date inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// The date.
    pub moment: Moment,
    /// Where it stands, in bytes; with its time, weekday and time zone.
    pub range: Range<usize>,
    /// How much of it is printed.
    pub form: Form,
    /// The date that it is if day and month stand the other way round.
    pub swapped: Option<Swapped>,
}

/// The date that `text` is, labels and decoration around it aside.
///
/// For a text that is expected to be a date, so weak forms count too: `09:39`, `01-21`, `20150121`, an epoch.
pub fn parse(text: &str, at: &Context<'_>) -> Option<Moment> {
    whole(text, at).map(|found| found.moment)
}

/// As [`parse`], with the form of the date and its other reading.
pub fn whole(text: &str, at: &Context<'_>) -> Option<FoundDate> {
    if text.len() > DATE_LIMIT_BYTES || !may_hold_date(text, at) {
        return None;
    }
    let mut scan = Scan::of(text, &[], at);
    while let Some(reading) = scan.next_reading() {
        let range = scan.range(&reading);
        if reading.moment.is_some() && scan.is_whole(&range, &reading) {
            return found(&reading, range);
        }
    }
    None
}

/// The first date inside running text.
///
/// Only texts that are clearly dates count: phone numbers, ids, versions, prices, scores, bare years and future dates are
/// skipped.
pub fn find(text: &str, at: &Context<'_>) -> Option<FoundDate> {
    all(text, &[], at, 1).pop()
}

/// The first dates inside running text, at most `limit`. At each of `gaps`, in bytes and ascending, an element begins
/// or ends.
pub(super) fn all(text: &str, gaps: &[usize], at: &Context<'_>, limit: usize) -> Vec<FoundDate> {
    standing(text, gaps, at, limit, |scan, range| {
        scan.stands_apart(range) || scan.closes_row(range) || scan.stands_beside_names(range)
    })
}

/// The first date inside a line of a list; as [`all`], but a date that counts from now stands apart there. What looks like
/// names beside it may be a headline: `Ferry Sank 3 Weeks Ago`.
pub(super) fn in_list(text: &str, gaps: &[usize], at: &Context<'_>) -> Option<FoundDate> {
    standing(text, gaps, at, 1, |scan, range| {
        scan.stands_apart(range) || scan.closes_row(range)
    })
    .pop()
}

/// The first dates inside running text; `is_alone` says whether one that counts from now is the page's.
fn standing(
    text: &str,
    gaps: &[usize],
    at: &Context<'_>,
    limit: usize,
    is_alone: impl Fn(&Scan<'_, '_>, &Range<usize>) -> bool,
) -> Vec<FoundDate> {
    let mut founds = Vec::new();
    if !may_hold_date(text, at) {
        return founds;
    }
    let mut scan = Scan::of(text, gaps, at);
    let short = text.chars().nth(LABEL_LIMIT_CHARS).is_none();
    while founds.len() < limit
        && let Some(reading) = scan.next_reading()
    {
        let range = scan.range(&reading);
        let agrees = match reading.trust {
            Trust::Certain | Trust::Plain => true,
            Trust::Relative => short && is_alone(&scan, &range),
            Trust::Named => short && scan.stands_apart(&range),
            Trust::Weak => scan.stands_at_an_edge(&range),
            Trust::Bare => false,
        };
        if agrees {
            founds.extend(found(&reading, range));
        }
    }
    founds
}

fn found(reading: &Reading, range: Range<usize>) -> Option<FoundDate> {
    Some(FoundDate {
        moment: reading.moment?,
        range,
        form: reading.form,
        swapped: reading.swapped,
    })
}

/// Whether a text may hold a date at all: it has a digit, or a word that is a date without digits.
fn may_hold_date(text: &str, at: &Context<'_>) -> bool {
    let is_digit = |c: char| fold::digit(c).is_some();
    text.bytes().any(|byte| byte.is_ascii_digit())
        || text.contains(is_digit)
        || vocabulary::of(at.language).may_hold_date(text)
}

/// Whether a short text looks like a date, in whatever language. A guess for rating, never published.
pub(super) fn looks_like(text: &str) -> bool {
    let (mut groups, mut marks, mut in_digits) = (0, 0, false);
    for c in text.chars() {
        let is_digit = fold::digit(c).is_some();
        groups += usize::from(is_digit && !in_digits);
        in_digits = is_digit;
        marks += usize::from(matches!(c, '-' | '/' | '.' | ':' | '年' | '月' | '日'));
    }
    (groups >= 2 && marks >= 1) || vocabulary::of("").hints_at_date(text, groups >= 1)
}
