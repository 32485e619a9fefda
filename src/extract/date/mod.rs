//! Dates as pages print them.
//!
//! In: a short text and the page's [`Context`]. Out: a [`Moment`] with the offset it was stated in, or
//! nothing. No clock: "now" is the context's.
//!
//! - A local time is in the publisher's zone; a stated offset (`+08:00`, `GMT`, `ET`) is kept and shown.
//!   An abbreviation means what it means where the page is made: `CST` in China is +08:00.
//! - A day and a month without a year, or a time without a day, is the most recent such one.
//! - An impossible date is refused, never rolled over (31 February is not 3 March).
//! - A date more than [`SKEW`] after now is refused: it announces something and was not published then.
//! - In a DST fold the earlier instant counts, in a gap the clocks that were put forward (RFC 5545 §3.3.5).
//!
//! Tokens first, then a small grammar over them: [`tokens`] folds spellings, [`words`] knows months and
//! units, [`calendar`] reads days ([`months`] those with a month by name), [`hours`] times, [`zone`] offsets,
//! [`relative`] what counts from now, [`compact`] dates without separators, [`between`] what stands between the
//! parts; [`reading`] puts them together, and [`scan`] asks whether the text around
//! ([`labels`]) agrees.

mod between;
mod calendar;
mod compact;
mod hours;
mod labels;
mod locale;
mod months;
mod reading;
mod relative;
mod scan;
#[cfg(test)]
mod tests;
mod tokens;
mod words;
mod zone;

use std::ops::Range;

use jiff::SignedDuration;

use self::labels::may_hold_date;
use self::reading::Trust;
use self::scan::Scan;
use super::Context;
use crate::model::Moment;

/// How far a publisher's clock may run ahead of ours before its dates are refused.
pub const SKEW: SignedDuration = SignedDuration::from_mins(10);

/// A text longer than this is not one date.
const DATE_LIMIT_BYTES: usize = 300;
/// A text longer than this is prose, where 3小时前 counts from the story's own time.
const LABEL_LIMIT_CHARS: usize = 80;

/// A date inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The date.
    pub moment: Moment,
    /// Where it stands, in bytes; with its time, weekday and zone.
    pub range: Range<usize>,
}

/// The date that `text` is, labels and decoration around it aside.
///
/// For a text that is expected to be a date, so weak forms count too: `09:39`, `01-21`, `20150121`, an epoch.
pub fn parse(text: &str, at: &Context<'_>) -> Option<Moment> {
    if text.len() > DATE_LIMIT_BYTES || !may_hold_date(text) {
        return None;
    }
    let mut scan = Scan::of(text, at);
    while let Some(reading) = scan.next_reading() {
        let range = scan.range(&reading);
        if reading.moment.is_some() && scan.is_whole(&range, &reading) {
            return reading.moment;
        }
    }
    None
}

/// The first date inside running text.
///
/// Only what is plainly one: phone numbers, ids, versions, prices, scores and bare years are passed over, and
/// so are dates to come.
pub fn find(text: &str, at: &Context<'_>) -> Option<Found> {
    if !may_hold_date(text) {
        return None;
    }
    let mut scan = Scan::of(text, at);
    let short = text.chars().nth(LABEL_LIMIT_CHARS).is_none();
    while let Some(reading) = scan.next_reading() {
        let range = scan.range(&reading);
        let agrees = match reading.trust {
            Trust::Certain | Trust::Plain => true,
            Trust::Relative => short,
            Trust::Named => short && scan.stands_apart(&range),
            Trust::Weak => scan.stands_at_an_edge(&range),
            Trust::Bare => false,
        };
        if let Some(moment) = reading.moment.filter(|_| agrees) {
            return Some(Found { moment, range });
        }
    }
    None
}
