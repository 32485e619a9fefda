//! Days with their month by name: `21 January 2015`, `Jan 21st`, `2015-Jan-21`, `2026 m. lapkričio 20 d.`

use super::between::past_links;
use super::day::{Calendar, Clarity, Day};
use super::locale::Locale;
use super::tokens::Tokens;
use super::words::{Flags, Roles};
use super::years;
use crate::language::Calendar as Years;
use crate::language::Unit;

/// `21 January 2015`, `21. Januar 2015`, `1er janvier`, `21st of January`, `21 de enero de 2015`, `21-Jan-2015`.
pub(super) fn day_month(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Calendar> {
    let day = tokens.small(at)?;
    let mut month_at = tokens.past_dot(past_ordinal(tokens, at + 1));
    month_at += usize::from(matches!(tokens.mark(month_at), Some('-' | '/')));
    // `24, జనవరి 2026`
    let has_comma = tokens.is(month_at, ',');
    month_at = past_links(tokens, month_at + usize::from(has_comma));
    let month = month(tokens, month_at, locale)?;
    let mut year_at = past_second_name(tokens, month_at + 1, month);
    let dotted = tokens.is(year_at, '.');
    year_at += usize::from(matches!(tokens.mark(year_at), Some('.' | '\'')));
    year_at += usize::from(matches!(tokens.mark(year_at), Some('-' | '/')));
    let found = with_year(tokens, month_at + 1, year_at, (month, day, dotted), locale);
    (!has_comma || found.form == Clarity::Certain).then_some(found)
}

/// `January 21, 2015`, `Jan. 21st`, `enero 21`.
pub(super) fn month_day(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Calendar> {
    let month = month(tokens, at, locale)?;
    if locale.english && !month.is(Flags::CAPITAL) {
        return None;
    }
    let dotted = tokens.is(at + 1, '.');
    let dot = tokens.past_dot(at + 1);
    let day_at = tokens.past_space(dot);
    if day_at == at + 1 {
        return None; // Gen3 is a model
    }
    let day = tokens.small(day_at)?;
    let next = past_ordinal(tokens, day_at + 1);
    Some(with_year(tokens, next, next, (month, day, dotted), locale))
}

/// `2015 Jan 21`, `2015-Jan-21`, `2026. november 24.`; and with a word behind the year `2026. gada 20. novembris`.
pub(super) fn year_first(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Calendar> {
    let (year, 4) = tokens.number(at)? else {
        return None;
    };
    let year = i64::try_from(year).ok()?;
    let step = |at: usize| {
        let mark = usize::from(matches!(tokens.mark(at), Some('-' | '.' | '/' | ',')));
        tokens.past_space(at + mark)
    };
    // `2026(e)ko`
    let bracketed = tokens.is(at + 1, '(') && tokens.is(at + 3, ')');
    let bare = step(if bracketed { at + 4 } else { at + 1 });
    let linked = past_links(tokens, bare);
    let has_link = linked > bare;
    let first_at = step(linked);
    let (month, day, next) = match month(tokens, first_at, locale) {
        Some(month) => {
            let day_at = past_links(tokens, step(first_at + 1));
            let next = tokens.past_dot(past_ordinal(tokens, day_at + 1));
            (month, tokens.small(day_at)?, next)
        }
        // `2026 оны 11 сарын 24`
        None if has_link && let Some((month, day_at)) = counted_month(tokens, first_at) => {
            let day = tokens.small(day_at)?;
            let date = locale.day(year, month, day);
            return Some(Calendar::on(date, Clarity::Certain, day_at + 1));
        }
        None if has_link => {
            let day = tokens.small(first_at)?;
            let month_at = past_links(tokens, step(past_ordinal(tokens, first_at + 1)));
            (month(tokens, month_at, locale)?, day, month_at + 1)
        }
        None => return None,
    };
    Some(Calendar::on(
        day_of(month, year, day, locale),
        Clarity::Certain,
        next,
    ))
}

/// A month by its number and a word for "month", and where the day then stands.
fn counted_month(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let month = tokens.small(at)?;
    let unit_at = past_links(tokens, at + 1 + usize::from(tokens.is(at + 1, '-')));
    let is_month = tokens.word(unit_at)?.unit == Some(Unit::Month);
    is_month.then(|| (month, tokens.past_space(unit_at + 1)))
}

/// The month that the word at `at` names, where it may be one.
fn month(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Roles> {
    let word = tokens.word(at)?;
    word.month?;
    (!word.is(Flags::EVERYDAY) || locale.reads_everyday_months()).then_some(word)
}

/// The calendar that a month belongs to.
const fn years_of(month: Roles) -> Years {
    if month.is(Flags::PERSIAN) {
        Years::Persian
    } else if month.is(Flags::HIJRI) {
        Years::Hijri
    } else {
        Years::Gregorian
    }
}

fn day_of(month: Roles, year: i64, day: i8, locale: &Locale) -> Option<jiff::civil::Date> {
    match years_of(month) {
        Years::Gregorian => locale.day(year, month.month?, day),
        own @ (Years::Persian | Years::Buddhist | Years::Hijri) => {
            years::day(own, i16::try_from(year).ok()?, month.month?, day)
        }
    }
}

/// The index after a day's `st` or `-ին`.
fn past_ordinal(tokens: &Tokens<'_>, at: usize) -> usize {
    let ordinal = at + usize::from(tokens.is(at, '-'));
    if tokens.has(ordinal, Flags::ORDINAL) {
        ordinal + 1
    } else {
        at
    }
}

/// The index after the other name of the same month: `نوفمبر/تشرين الثاني`.
fn past_second_name(tokens: &Tokens<'_>, at: usize, month: Roles) -> usize {
    let second = tokens.past_space(tokens.past_space(at) + 1);
    let is_same = tokens.is(tokens.past_space(at), '/')
        && tokens
            .word(second)
            .is_some_and(|word| word.month == month.month);
    if is_same { second + 1 } else { at }
}

/// The year that may follow a day and a month by name.
fn with_year(
    tokens: &Tokens<'_>,
    end: usize,
    year_at: usize,
    (month, day, dotted): (Roles, i8, bool),
    locale: &Locale,
) -> Calendar {
    let mut at = tokens.past_space(year_at);
    at += usize::from(tokens.is(at, ','));
    at = past_links(tokens, at);
    let short = tokens.is(at, '\'');
    at += usize::from(short);
    let in_year =
        |year: i64| Calendar::on(day_of(month, year, day, locale), Clarity::Certain, at + 1);
    match tokens.number(at) {
        // 2015 is a year; 20:15 is a time and 2015-… something else.
        Some((year, 4)) if !tokens.is(at + 1, ':') => in_year(i64::try_from(year).unwrap_or(0)),
        Some((year, 2))
            if short
                || tokens.is(end, '-')
                || before_a_time(tokens, at)
                || locale.vocabulary.language.two_digit_years =>
        {
            match u32::try_from(year)
                .ok()
                .and_then(|year| locale.century(year))
            {
                Some(year) => in_year(year),
                None => yearless(end, month, day, dotted),
            }
        }
        _ => yearless(end, month, day, dotted),
    }
}

/// A day and a month without a year: as plain as the month's name is.
fn yearless(end: usize, month: Roles, day: i8, dotted: bool) -> Calendar {
    let form = if month.is(Flags::SHORT) && !dotted {
        Clarity::Weak
    } else {
        Clarity::Plain
    };
    let mut calendar = Calendar::yearless(month.month.unwrap_or_default(), day, form, end);
    let own = years_of(month);
    if own != Years::Gregorian {
        calendar.day = Day::Yearless {
            month: month.month.unwrap_or_default(),
            day,
            years: own,
        };
    }
    calendar
}

/// Whether the number at `at` is followed by a time: the year of RFC 822's `21 Jan 15 09:39:00`.
fn before_a_time(tokens: &Tokens<'_>, at: usize) -> bool {
    let time = tokens.past_space(at + 1);
    time > at + 1 && tokens.number(time).is_some() && tokens.is(time + 1, ':')
}
