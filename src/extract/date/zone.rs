//! The offset that a date states, and the instant it then means.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::tokens::Tokens;
use crate::extract::Context;

/// A zone as the text states it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stated {
    /// `+08:00`, `Z`, 北京时间.
    Offset(Offset),
    /// `EST`, `CST`, in lower case: what it means depends on who prints it.
    Named(&'static str),
}

/// The zone right after a time, and the index after it. `iso`: the time followed a `T`; `seconds`: it had seconds.
pub(super) fn stated(
    tokens: &Tokens,
    at: usize,
    iso: bool,
    seconds: bool,
) -> Option<(Stated, usize)> {
    let next = tokens.past_space(at);
    let spaced = next > at;
    if let Some(word) = tokens.word(next) {
        let name = word.zone?;
        // In lower case `est`, `et` and `ist` are French and German for "is" and "and".
        if !(word.upper || name == "z" && !spaced) {
            return None;
        }
        if matches!(name, "utc" | "gmt")
            && let Some((offset, after)) = numeric(tokens, next + 1, true)
        {
            return Some((Stated::Offset(offset), after));
        }
        return Some((Stated::Named(name), next + 1));
    }
    let opened = tokens.past_space(next + usize::from(tokens.is(next, '(')));
    if let Some(after) = tokens.after_any(opened, &["北京时间", "京时间"]) {
        let closed = after + usize::from(opened > next && tokens.is(after, ')'));
        return Some((Stated::Offset(Offset::constant(8)), closed));
    }
    // `09:39-10:30` is a span of time and `09:39 -10:30` may be one; `09:39:00-05:00` is an offset.
    let (_, digits) = tokens.number(next + 1)?;
    let plain = tokens.is(next, '+') || iso || (seconds && !spaced) || digits == 4;
    if !plain || (spaced && digits < 4 && !tokens.is(next + 2, ':')) {
        return None;
    }
    numeric(tokens, next, false).map(|(offset, after)| (Stated::Offset(offset), after))
}

/// `+08:00`, `+0800`, `+08`, and after `UTC` also `+8`.
fn numeric(tokens: &Tokens, at: usize, short: bool) -> Option<(Offset, usize)> {
    let sign = match tokens.mark(at)? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (value, digits) = tokens.number(at + 1)?;
    let value = i32::try_from(value).ok()?;
    let (hours, minutes, next) = match digits {
        4 => (value / 100, value % 100, at + 2),
        2 | 1 if digits == 2 || short => match (tokens.is(at + 2, ':'), tokens.number(at + 3)) {
            (true, Some((minutes, 2))) => (value, i32::try_from(minutes).ok()?, at + 4),
            _ => (value, 0, at + 2),
        },
        _ => return None,
    };
    // The world's offsets lie between -12:00 and +14:00.
    if hours > 14 || minutes > 59 {
        return None;
    }
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    Some((offset, next))
}

/// The instant of `local` and the offset to show it in. In a fold the earlier one, in a gap the time
/// that clocks showed instead (RFC 5545 §3.3.5).
pub(super) fn instant(
    local: DateTime,
    zone: Option<Stated>,
    at: &Context<'_>,
) -> Option<(Timestamp, Offset)> {
    match zone {
        None => in_zone(local, at.zone),
        Some(Stated::Offset(offset)) => Some((offset.to_timestamp(local).ok()?, offset)),
        Some(Stated::Named(name)) => {
            let (own, offset) = in_zone(local, at.zone)?;
            // A page's abbreviation first means what it means where the page is made: CST in China is +08:00.
            let abbreviation = at.zone.to_offset_info(own);
            if abbreviation.abbreviation().eq_ignore_ascii_case(name) {
                return Some((own, offset));
            }
            match meaning(name, at.language)? {
                Meaning::Fixed(seconds) => {
                    let offset = Offset::from_seconds(seconds).ok()?;
                    Some((offset.to_timestamp(local).ok()?, offset))
                }
                Meaning::Zone(name) => in_zone(local, &TimeZone::get(name).ok()?),
            }
        }
    }
}

pub(super) fn in_zone(local: DateTime, zone: &TimeZone) -> Option<(Timestamp, Offset)> {
    let instant = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some((instant, zone.to_offset(instant)))
}

enum Meaning {
    Fixed(i32),
    Zone(&'static str),
}

/// RFC 2822 §4.3 for the American ones; the others as commonly printed.
fn meaning(name: &str, language: &str) -> Option<Meaning> {
    const HOUR: i32 = 3600;
    let hours = match name {
        "utc" | "gmt" | "ut" | "z" | "wet" => 0,
        "et" => return Some(Meaning::Zone("America/New_York")),
        "ct" => return Some(Meaning::Zone("America/Chicago")),
        "mt" => return Some(Meaning::Zone("America/Denver")),
        "pt" => return Some(Meaning::Zone("America/Los_Angeles")),
        "cst" if language.starts_with("zh") => 8,
        "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        "bst" | "west" | "cet" | "mez" => 1,
        "cest" | "mesz" | "eet" => 2,
        "eest" | "msk" | "мск" => 3,
        "pkt" => 5,
        "ist" => return Some(Meaning::Fixed(5 * HOUR + HOUR / 2)),
        "hkt" | "sgt" | "awst" => 8,
        "jst" | "kst" => 9,
        "aest" => 10,
        "aedt" => 11,
        "nzst" => 12,
        "nzdt" => 13,
        _ => return None,
    };
    Some(Meaning::Fixed(hours * HOUR))
}
