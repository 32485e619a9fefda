//! The offset or the time zone that a date states, and the instant that the date then is.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::tokens::Tokens;
use crate::page::Context;

/// A time zone as the text states it.
#[derive(Debug, Clone)]
pub(super) enum Stated {
    /// `+08:00`, `Z`, 北京时间.
    Offset(Offset),
    /// `EST`, `CST`, in lower case: what it means depends on who prints it.
    Named(&'static str),
    /// `America/Los_Angeles`.
    Zone(TimeZone),
}

/// Abbreviations, in lower case.
const ABBREVIATIONS: [&str; 72] = [
    "utc", "gmt", "ut", "cst", "et", "est", "edt", "ct", "cdt", "mt", "mst", "mdt", "pt", "pst",
    "pdt", "bst", "wet", "west", "cet", "cest", "mez", "mesz", "met", "mest", "eet", "eest", "msk",
    "мск", "ist", "hkt", "sgt", "jst", "kst", "aest", "aedt", "acst", "acdt", "awst", "nzst",
    "nzdt", "pkt", "wib", "wita", "wit", "ict", "pht", "myt", "npt", "mmt", "gst", "ast", "adt",
    "nst", "ndt", "akst", "akdt", "hst", "brt", "art", "clt", "clst", "cot", "pet", "vet", "bot",
    "uyt", "sast", "cat", "eat", "wat", "trt", "idt",
];
/// Abbreviations that are words of headlines, too.
const WORDS: [&str; 8] = ["met", "wit", "art", "cat", "eat", "pet", "cot", "vet"];

/// Whether `printed` is a zone's abbreviation. In lower case `est`, `et` and `ist` are French and German for "is"
/// and "and".
pub(super) fn is_abbreviation(printed: &str) -> bool {
    abbreviation(printed).is_some()
}

fn abbreviation(printed: &str) -> Option<&'static str> {
    if !(2..=8).contains(&printed.len()) || printed.chars().any(char::is_lowercase) {
        return None;
    }
    let name = printed.to_lowercase();
    ABBREVIATIONS.into_iter().find(|known| *known == name)
}

/// The zone right after a time, and the index after it. `iso`: the time followed a `T`; `seconds`: it had seconds.
pub(super) fn stated(
    tokens: &Tokens<'_>,
    at: usize,
    iso: bool,
    seconds: bool,
) -> Option<(Stated, usize)> {
    let next = tokens.past_space(at);
    let spaced = next > at;
    let opened = tokens.past_space(next + usize::from(tokens.is(next, '(')));
    let closed = |after: usize| after + usize::from(opened > next && tokens.is(after, ')'));
    if tokens.kind(opened).is_some()
        && tokens.mark(opened).is_none()
        && tokens.number(opened).is_none()
    {
        return word(tokens, opened, spaced || opened > next)
            .map(|(zone, after)| (zone, closed(after)));
    }
    if let Some((zone, after)) = beijing(tokens, opened) {
        return Some((zone, closed(after)));
    }
    // `09:39-10:30` is a span of time and `09:39 -10:30` may be one; `09:39:00-05:00` is an offset.
    let (_, digits) = tokens.number(next + 1)?;
    let plain = tokens.is(next, '+') || iso || (seconds && !spaced) || digits == 4;
    if !plain || (spaced && digits < 4 && !tokens.is(next + 2, ':')) {
        return None;
    }
    let (offset, after) = numeric(tokens, next, false)?;
    // `+08:00[Asia/Shanghai]` (RFC 9557): the offset is stated already.
    let bracket = tokens.is(after, '[').then(|| place(tokens, after + 1));
    let after = match bracket.flatten() {
        Some((_, end)) if tokens.is(end, ']') => end + 1,
        _ => after,
    };
    Some((Stated::Offset(offset), after))
}

/// 北京时间, where 时间 is a word of its own.
fn beijing(tokens: &Tokens<'_>, at: usize) -> Option<(Stated, usize)> {
    let after = tokens.after_any(at, &["北京", "京"])?;
    (tokens.printed(after, after + 1) == "时间" || tokens.printed(after, after + 1) == "時間")
        .then(|| (Stated::Offset(Offset::constant(8)), after + 1))
}

/// `CET`, `GMT+8`, `Europe/Paris`.
fn word(tokens: &Tokens<'_>, at: usize, spaced: bool) -> Option<(Stated, usize)> {
    if tokens.is(at + 1, '/')
        && let Some((zone, after)) = place(tokens, at)
    {
        return Some((Stated::Zone(zone), after));
    }
    let printed = tokens.printed(at, at + 1);
    let name = match abbreviation(printed) {
        Some(name) => name,
        None if matches!(printed, "z" | "Z") && !spaced => "z",
        None if printed == "мск" => "мск",
        None => return None,
    };
    if matches!(name, "utc" | "gmt")
        && let Some((offset, after)) = numeric(tokens, tokens.past_space(at + 1), true)
    {
        return Some((Stated::Offset(offset), after));
    }
    // `09:30 MET OFFICE`: a headline in capitals.
    let follows = tokens.past_space(at + 1);
    let is_headline = WORDS.contains(&name)
        && follows > at + 1
        && tokens.mark(follows).is_none()
        && tokens.number(follows).is_none()
        && tokens.kind(follows).is_some();
    (!is_headline).then_some((Stated::Named(name), at + 1))
}

/// A zone by its name in the tz database: `America/Argentina/Buenos_Aires`.
fn place(tokens: &Tokens<'_>, at: usize) -> Option<(TimeZone, usize)> {
    const PARTS: usize = 8;
    let mut end = at + 1;
    while end < at + 2 * PARTS
        && matches!(tokens.mark(end), Some('/' | '_' | '-'))
        && tokens.kind(end + 1).is_some()
        && tokens.mark(end + 1).is_none()
        && tokens.past_space(end + 1) == end + 1
    {
        end += 2;
    }
    let name = tokens.printed(at, end);
    let zone = (name.contains('/') && name.len() <= 40).then(|| TimeZone::get(name).ok())??;
    Some((zone, end))
}

/// `+08:00`, `+0800`, `+08`, and after `UTC` also `+8`.
fn numeric(tokens: &Tokens<'_>, at: usize, short: bool) -> Option<(Offset, usize)> {
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
    zone: Option<&Stated>,
    at: &Context<'_>,
) -> Option<(Timestamp, Offset)> {
    match zone {
        None => in_zone(local, at.zone),
        Some(Stated::Zone(zone)) => in_zone(local, zone),
        Some(Stated::Offset(offset)) => Some((offset.to_timestamp(local).ok()?, *offset)),
        Some(Stated::Named(name)) => {
            let (own, offset) = in_zone(local, at.zone)?;
            // An abbreviation has the meaning of the publisher's country: CST in China is +08:00.
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
    const HALF: i32 = HOUR / 2;
    let hours = match name {
        "utc" | "gmt" | "ut" | "z" | "wet" => 0,
        "et" => return Some(Meaning::Zone("America/New_York")),
        "ct" => return Some(Meaning::Zone("America/Chicago")),
        "mt" => return Some(Meaning::Zone("America/Denver")),
        "pt" => return Some(Meaning::Zone("America/Los_Angeles")),
        "cst" if language.starts_with("zh") => 8,
        "hst" => -10,
        "akst" => -9,
        "akdt" | "pst" => -8,
        "mst" | "pdt" => -7,
        "cst" | "mdt" => -6,
        "est" | "cdt" | "cot" | "pet" => -5,
        "edt" | "ast" | "clt" | "bot" | "vet" => -4,
        "nst" => return Some(Meaning::Fixed(-3 * HOUR - HALF)),
        "ndt" => return Some(Meaning::Fixed(-2 * HOUR - HALF)),
        "adt" | "brt" | "art" | "clst" | "uyt" => -3,
        "bst" | "west" | "cet" | "mez" | "met" | "wat" => 1,
        "cest" | "mesz" | "mest" | "eet" | "sast" | "cat" => 2,
        "eest" | "msk" | "мск" | "eat" | "trt" | "idt" => 3,
        "gst" => 4,
        "pkt" => 5,
        "ist" => return Some(Meaning::Fixed(5 * HOUR + HALF)),
        "npt" => return Some(Meaning::Fixed(5 * HOUR + 45 * 60)),
        "mmt" => return Some(Meaning::Fixed(6 * HOUR + HALF)),
        "wib" | "ict" => 7,
        "hkt" | "sgt" | "awst" | "wita" | "pht" | "myt" => 8,
        "jst" | "kst" | "wit" => 9,
        "acst" => return Some(Meaning::Fixed(9 * HOUR + HALF)),
        "aest" => 10,
        "acdt" => return Some(Meaning::Fixed(10 * HOUR + HALF)),
        "aedt" => 11,
        "nzst" => 12,
        "nzdt" => 13,
        _ => return None,
    };
    Some(Meaning::Fixed(hours * HOUR))
}
