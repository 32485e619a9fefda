//! The time of day: `09:39:00.5`, `9:39 p. m.`, `上午9时39分`, `09h39`, `kl. 09.39`, `at noon`.

use jiff::civil::Time;

use super::time_zone::{self, Stated};
use super::tokens::{TokenKind, Tokens};
use super::words::{Flags, Half, Roles};

/// A time of day as printed.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    /// `None`: it has a time's shape, and no clock shows it.
    pub(super) time: Option<Time>,
    pub(super) has_seconds: bool,
    pub(super) zone: Option<Stated>,
    pub(super) alone: Alone,
    /// The index after it.
    pub(super) next: usize,
}

/// Whether a time without a day is certain enough to be a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// `9am`, `9 Uhr`: no.
    No,
    /// `09:39`, `9h39`: unless it is how long something runs.
    Clock,
    /// `9.39 Uhr`, `9:39 a. m.`, `上午9时39分`: by its words.
    Words,
}

/// Where a time is looked for, which decides what a full stop between its numbers means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere: a full stop needs a word that announces a time, or one that closes it.
    Anywhere,
    /// Behind a date that is certain, with white space between.
    AfterDate,
    /// Behind the `T` of ISO 8601.
    Iso,
}

/// The time at `at`; `dotted`: in the page's language `9.30` is usual.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, place: Place, dotted: bool) -> Option<Hours> {
    let (before, start) = half_before(tokens, at);
    let announced = tokens.has(start, Flags::CLOCK);
    let start = if announced {
        tokens.past_space(tokens.past_dot(start + 1))
    } else {
        start
    };
    let (before, start) = match before {
        Some(_) => (before, start),
        None => half_before(tokens, start),
    };
    let Some(dial) = dial(tokens, start, announced, place, dotted) else {
        return named(tokens, at);
    };
    let after = half_after(tokens, dial.next).or_else(|| noon_after(tokens, &dial));
    let (half, next) = match after {
        Some((half, next)) => (Some(half), next),
        None => (before, dial.next),
    };
    let oclock = tokens.past_space(next);
    let (has_oclock, next) = if tokens.has(oclock, Flags::OCLOCK) {
        (true, tokens.past_dot(oclock + 1))
    } else {
        (false, next)
    };
    if dial.minute.is_none() && half.is_none() && !dial.worded && !has_oclock {
        return None;
    }
    let (zone, next) =
        match time_zone::stated(tokens, next, place == Place::Iso, dial.second.is_some()) {
            Some((zone, next)) => (Some(zone), next),
            None => (None, next),
        };
    // A leap second is read as the second before it, as jiff does.
    let second = dial
        .second
        .map(|second| if second == 60 { 59 } else { second });
    let time = hour(dial.hour, half).and_then(|hour| {
        let minute = dial.minute.unwrap_or(0);
        Time::new(hour, minute, second.unwrap_or(0), dial.nanos).ok()
    });
    let has_words = half.is_some() || has_oclock || announced || (dial.worded && !dial.marked);
    Some(Hours {
        time,
        has_seconds: second.is_some(),
        zone,
        alone: match dial.minute {
            None if half.is_some() && dial.worded => Alone::Words,
            None => Alone::No,
            Some(_) if has_words => Alone::Words,
            Some(_) => Alone::Clock,
        },
        next,
    })
}

/// `noon`, `à minuit`, 正午.
fn named(tokens: &Tokens<'_>, at: usize) -> Option<Hours> {
    let word = tokens.word(at)?;
    let hour = match (word.is(Flags::NOON), word.is(Flags::MIDNIGHT)) {
        (true, _) => 12,
        (_, true) => 0,
        _ => return None,
    };
    let next = at + 1;
    let zone = time_zone::stated(tokens, next, false, false);
    Some(Hours {
        time: Time::new(hour, 0, 0, 0).ok(),
        has_seconds: false,
        alone: Alone::No,
        next: zone.as_ref().map_or(next, |&(_, next)| next),
        zone: zone.map(|(zone, _)| zone),
    })
}

struct Dial {
    hour: i8,
    minute: Option<i8>,
    second: Option<i8>,
    nanos: i32,
    /// Written with units (9时39分).
    worded: bool,
    /// The unit is one that a length of time has as well: `1h30`.
    marked: bool,
    next: usize,
}

fn dial(
    tokens: &Tokens<'_>,
    at: usize,
    announced: bool,
    place: Place,
    dotted: bool,
) -> Option<Dial> {
    let dial = Dial {
        hour: tokens.small(at)?,
        minute: None,
        second: None,
        nanos: 0,
        worded: false,
        marked: false,
        next: at + 1,
    };
    if tokens.is(at + 1, ':') {
        return with_colons(tokens, at, dial);
    }
    if tokens.is(at + 1, '.')
        && let Some(minute) = tokens.two_digits(at + 2)
        && let end = seconds_end(tokens, at + 3)
        && !(tokens.is(end, '.') && tokens.number(end + 1).is_some())
        && (announced
            || is_closed(tokens, end)
            || (place == Place::AfterDate
                && dial.hour < 24
                && minute < 60
                && is_apart(tokens, end, dotted)))
    {
        let second = (end > at + 3).then(|| tokens.two_digits(at + 4)).flatten();
        return Some(Dial {
            minute: Some(minute),
            second,
            next: end,
            ..dial
        });
    }
    with_units(tokens, at, dial)
}

/// The index after the seconds of `9.30.00`, if there are any.
fn seconds_end(tokens: &Tokens<'_>, at: usize) -> usize {
    let has_seconds =
        tokens.is(at, '.') && tokens.two_digits(at + 1).is_some_and(|second| second < 60);
    at + if has_seconds { 2 } else { 0 }
}

/// `09:39`, `09:39:00.5`.
fn with_colons(tokens: &Tokens<'_>, at: usize, mut dial: Dial) -> Option<Dial> {
    dial.minute = Some(tokens.two_digits(at + 2)?);
    dial.next = at + 3;
    if tokens.is(at + 3, ':')
        && let Some(second) = tokens.two_digits(at + 4)
    {
        dial.second = Some(second);
        dial.next = at + 5;
        if matches!(tokens.mark(at + 5), Some('.' | ','))
            && let Some((value, digits @ 1..=9)) = tokens.number(at + 6)
        {
            let scale = 10_u64.pow(u32::try_from(9 - digits).unwrap_or(0));
            dial.nanos = i32::try_from(value * scale).unwrap_or(0);
            dial.next = at + 7;
        }
    }
    // `1:02:03:04` and `09:39:5` are no times of day.
    let more = tokens.is(dial.next, ':') && tokens.number(dial.next + 1).is_some();
    (!more).then_some(dial)
}

/// `9时39分`, `9 h 39`, `9시 반`, and the bare hour of `9 Uhr`.
fn with_units(tokens: &Tokens<'_>, at: usize, mut dial: Dial) -> Option<Dial> {
    let unit = tokens.past_space(at + 1);
    let marked = tokens.has(unit, Flags::HOUR_MARK);
    let after = tokens.after_any(unit, &["时", "点", "시"]);
    let Some(after) = after.or_else(|| marked.then_some(unit + 1)) else {
        return Some(dial);
    };
    // 3시 전에 is before three, 9时前 before nine.
    if tokens.has(after, Flags::AGO) {
        return None;
    }
    dial.worded = true;
    dial.marked = marked;
    dial.next = after;
    let minute_at = tokens.past_space(after);
    if tokens.has(minute_at, Flags::HALF_PAST) {
        dial.minute = Some(30);
        dial.next = minute_at + 1;
        return Some(dial);
    }
    if let Some(minute) = tokens.small(minute_at) {
        dial.minute = Some(minute);
        let mark_at = tokens.past_space(minute_at + 1);
        dial.next = match tokens.after_any(mark_at, &["分", "분"]) {
            Some(next) => next,
            None if tokens.has(mark_at, Flags::MINUTE_MARK) => mark_at + 1,
            None => minute_at + 1,
        };
        let second_at = tokens.past_space(dial.next);
        if let Some(second) = tokens.small(second_at)
            && let Some(next) = tokens.after_any(second_at + 1, &["秒", "초"])
        {
            dial.second = Some(second);
            dial.next = next;
        }
    }
    Some(dial)
}

/// Whether a word that only times have follows: `9.30 Uhr`, `9.30pm`.
fn is_closed(tokens: &Tokens<'_>, at: usize) -> bool {
    let next = tokens.past_space(at);
    tokens
        .word(next)
        .is_some_and(|word| word.is(Flags::OCLOCK) || word.half.is_some())
}

/// What prices have behind them where it is written with a capital.
const CURRENCIES: [&str; 9] = [
    "Euro", "EUR", "USD", "GBP", "CHF", "PLN", "Dollar", "Franken", "Kč",
];

/// Whether what follows two numbers with a full stop leaves them a time: no price, version, score or longer number.
fn is_apart(tokens: &Tokens<'_>, at: usize, dotted: bool) -> bool {
    match tokens.kind(at) {
        None => return true,
        Some(TokenKind::Number { .. }) => return false,
        Some(TokenKind::Word(word)) => return word.is(Flags::RUN),
        Some(TokenKind::Mark('.' | ',' | '-' | '/' | ':', _))
            if tokens.number(at + 1).is_some() =>
        {
            return false;
        }
        Some(TokenKind::Mark(mark, _)) => return !"%€$£¥₽₹元円원".contains(mark),
        Some(TokenKind::Space) => {}
    }
    match tokens.kind(at + 1) {
        // A million, euros, points; but a name, a zone, or a word of dates.
        Some(TokenKind::Word(word)) => {
            let printed = tokens.printed(at + 1, at + 2);
            let is_name = word.is(Flags::CAPITAL) && dotted && !CURRENCIES.contains(&printed);
            is_name
                || time_zone::is_abbreviation(printed)
                || word.is(Flags::RUN)
                || word.is(Flags::AND)
                || word.weekday.is_some()
        }
        Some(TokenKind::Mark(mark, _)) => !"%€$£¥₽₹元円원".contains(mark),
        _ => true,
    }
}

/// The half of the day in front of the hour: 上午, 午後, 오전; also `AM 9:39`.
fn half_before(tokens: &Tokens<'_>, at: usize) -> (Option<Half>, usize) {
    match tokens.word(at).and_then(|word| word.half) {
        Some(half) => {
            let next = tokens.past_space(tokens.past_dot(at + 1));
            // `gestern Abend, 18 Uhr`
            let next = next + usize::from(tokens.is(next, ','));
            (Some(half), tokens.past_space(next))
        }
        None => (None, at),
    }
}

/// `AM`, `p.m.`, `Uhr abends` after the time.
fn half_after(tokens: &Tokens<'_>, at: usize) -> Option<(Half, usize)> {
    let mut next = tokens.past_space(at);
    let closes = |word: Roles| word.is(Flags::OCLOCK) && word.half.is_none();
    if tokens.word(next).is_some_and(closes) {
        next = tokens.past_space(tokens.past_dot(next + 1));
    }
    let half = tokens.word(next)?.half?;
    Some((half, tokens.past_dot(next + 1)))
}

/// `12 noon`, `12 midnight`.
fn noon_after(tokens: &Tokens<'_>, dial: &Dial) -> Option<(Half, usize)> {
    let at = tokens.past_space(dial.next);
    let word = tokens.word(at).filter(|_| dial.hour == 12)?;
    match (word.is(Flags::NOON), word.is(Flags::MIDNIGHT)) {
        (true, _) => Some((Half::After, at + 1)),
        (_, true) => Some((Half::Before, at + 1)),
        _ => None,
    }
}

fn hour(hour: i8, half: Option<Half>) -> Option<i8> {
    Some(match (half, hour) {
        (Some(Half::Before), 12) => 0,
        (Some(Half::After), 1..=11) | (Some(Half::Noon), 1..=3) | (Some(Half::Night), 5..=11) => {
            hour + 12
        }
        (Some(Half::Night), 12) => return None,
        _ => hour,
    })
}
