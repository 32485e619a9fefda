//! Days with their month by name: `21 January 2015`, `Jan 21st`, `2015-Jan-21`.

use super::calendar::{Calendar, Form};
use super::locale::Locale;
use super::tokens::Tokens;

/// `21 January 2015`, `21. Januar 2015`, `1er janvier`, `21st of January`, `21 de enero de 2015`, `21-Jan-2015`.
pub(super) fn day_month(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    let day = tokens.small(at)?;
    let mut month_at = at + 1;
    if tokens.word(month_at).is_some_and(|word| word.ordinal) || tokens.is(month_at, '.') {
        month_at += 1;
    }
    month_at += usize::from(matches!(tokens.mark(month_at), Some('-' | '/')));
    month_at = past_links(tokens, month_at);
    let word = tokens.word(month_at)?;
    let month = word.month?;
    if word.everyday && !locale.reads_everyday_months() {
        return None;
    }
    let mut year_at = month_at + 1 + usize::from(tokens.is(month_at + 1, '.'));
    year_at += usize::from(matches!(tokens.mark(year_at), Some('-' | '/')));
    Some(with_year(tokens, month_at + 1, year_at, month, day, locale))
}

/// `January 21, 2015`, `Jan. 21st`, `enero 21`.
pub(super) fn month_day(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    let word = tokens.word(at)?;
    let month = word.month?;
    if (word.everyday && !locale.reads_everyday_months()) || (locale.english && !word.capital) {
        return None;
    }
    let dot = at + 1 + usize::from(tokens.is(at + 1, '.'));
    let day_at = tokens.past_space(dot);
    if day_at == at + 1 {
        return None; // Gen3 is a model
    }
    let day = tokens.small(day_at)?;
    let mut next = day_at + 1;
    if tokens.word(next).is_some_and(|word| word.ordinal) {
        next += 1;
    }
    Some(with_year(tokens, next, next, month, day, locale))
}

/// `2015 Jan 21`, `2015-Jan-21`.
pub(super) fn year_month(tokens: &Tokens, at: usize) -> Option<Calendar> {
    let (year, 4) = tokens.number(at)? else {
        return None;
    };
    let step = |at: usize| {
        let next = at + usize::from(matches!(tokens.mark(at), Some('-' | '.' | '/')));
        tokens.past_space(next)
    };
    let month_at = step(at + 1);
    let month = tokens.word(month_at)?.month?;
    let day_at = step(month_at + 1);
    let day = tokens.small(day_at)?;
    Some(Calendar::on(
        i64::try_from(year).ok()?,
        month,
        day,
        Form::Certain,
        day_at + 1,
    ))
}

/// The year that may follow a day and a month by name.
fn with_year(
    tokens: &Tokens,
    end: usize,
    year_at: usize,
    month: i8,
    day: i8,
    locale: &Locale,
) -> Calendar {
    let mut at = year_at + usize::from(tokens.is(year_at, ','));
    at = past_links(tokens, at);
    let short = tokens.is(at, '\'');
    at += usize::from(short);
    match tokens.number(at) {
        // 2015 is a year; 20:15 is a time and 2015-… something else.
        Some((year, 4)) if !tokens.is(at + 1, ':') => Calendar::on(
            i64::try_from(year).unwrap_or(0),
            month,
            day,
            Form::Certain,
            at + 1,
        ),
        Some((year, 2)) if short || tokens.is(end, '-') || before_a_time(tokens, at) => {
            match u32::try_from(year)
                .ok()
                .and_then(|year| locale.century(year))
            {
                Some(year) => Calendar::on(year, month, day, Form::Certain, at + 1),
                None => Calendar::yearless(month, day, Form::Plain, end),
            }
        }
        _ => Calendar::yearless(month, day, Form::Plain, end),
    }
}

/// Whether the number at `at` is followed by a time: the year of RFC 822's `21 Jan 15 09:39:00`.
fn before_a_time(tokens: &Tokens, at: usize) -> bool {
    let time = tokens.past_space(at + 1);
    time > at + 1 && tokens.number(time).is_some() && tokens.is(time + 1, ':')
}

/// The index after white space and the small words of dates (`of`, `de`, `den`).
fn past_links(tokens: &Tokens, at: usize) -> usize {
    let mut next = tokens.past_space(at);
    for _ in 0..2 {
        if tokens
            .word(next)
            .is_some_and(|word| word.link && word.month.is_none())
        {
            next = tokens.past_space(next + 1);
        }
    }
    next
}
