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
//! parts; [`reading`] puts them together, and [`scan`] asks whether the text around agrees.

mod between;
mod calendar;
mod compact;
mod hours;
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
use std::sync::LazyLock;

use jiff::SignedDuration;
use regex::Regex;

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

/// Whether a look at the bytes leaves a date possible: a digit, a Chinese numeral before its unit, or a relative word.
fn may_hold_date(text: &str) -> bool {
    static WORDLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"[０-９]|[〇○零一二三四五六七八九十廿卅两兩半][年月日天周週個个小秒分]",
            r"|[剛刚][剛刚才]|今|昨|前天|前日|本日|たった|おととい|방금|어제|오늘|그저께|그제",
            r"|(?i:\bago\b|today|yesterday|heute|gestern|aujourd|\bhier\b|\bhoy\b|\bayer\b|anteayer|\bontem\b|\bhoje\b|\bieri\b|\boggi\b",
            r"|vandaag|gisteren|\bi dag\b|\bi går\b|\bidag\b|\bigår\b|сегодня|сьогодні|вчера|вчора|\bhace\b|\bil y a\b|\bvor\b|\bhá\b|назад|\bdün\b|bugün)",
        ))
        .ok()
    });
    text.bytes().any(|byte| byte.is_ascii_digit())
        || WORDLY.as_ref().is_some_and(|wordly| wordly.is_match(text))
}
