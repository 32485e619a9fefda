//! The calendar day, in every order and spelling: `2015-01-21`, `21. Januar 2015`, `Jan 21`, `民國104年1月21日`.

use jiff::civil::Date;

use super::day::{Calendar, Clarity, Day, yearless};
use super::locale::Locale;
use super::months;
use super::tokens::{TokenKind, Tokens};
use super::years;
use crate::language::Calendar as Years;

/// The day that begins at `at`.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Calendar> {
    if tokens.number(at).is_some() {
        return ideographic(tokens, at, locale)
            .or_else(|| numeric(tokens, at, locale))
            .or_else(|| months::day_month(tokens, at, locale))
            .or_else(|| months::year_first(tokens, at, locale));
    }
    if tokens.word(at)?.month.is_some() {
        return months::month_day(tokens, at, locale);
    }
    era(tokens, at).or_else(|| ideographic(tokens, at, locale))
}

/// The most recent year in which this is a day of its calendar, of `today`'s year and the eight before it: they
/// reach a 29 February even across 1900 or 2100.
pub(super) fn recent(month: i8, day: i8, years: Years, today: Date) -> impl Iterator<Item = Date> {
    let this = years::year(years, today).unwrap_or_default();
    (this - 8..=this + 1)
        .rev()
        .filter_map(move |year| years::day(years, year, month, day))
}

/// `民國104年1月21日`, `令和7年1月21日`.
fn era(tokens: &Tokens<'_>, at: usize) -> Option<Calendar> {
    const ERAS: [(&str, i64); 5] = [
        ("民国", 1911),
        ("中华民国", 1911),
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
    ];
    let (start, before) = ERAS
        .into_iter()
        .find_map(|(era, before)| Some((tokens.after(at, era)?, before)))?;
    let (year, next) = match tokens.after(start, "元") {
        Some(next) => (1, next),
        None => tokens.count(tokens.past_space(start))?,
    };
    let (month, day, next) = if let Some(next) = tokens.after_any(tokens.past_space(next), &["年"])
    {
        month_and_day(tokens, next, true)?
    } else {
        let separator = tokens.mark(next).filter(|mark| "/-.".contains(*mark))?;
        let (month, day) = (tokens.small(next + 1)?, tokens.small(next + 3)?);
        tokens
            .is(next + 2, separator)
            .then_some((month, day, next + 4))?
    };
    let year = i16::try_from(before + i64::from(year)).ok()?;
    let date = years::day(Years::Gregorian, year, month, day);
    Some(Calendar::on(date, Clarity::Certain, next))
}

/// `2015年1月21日`, `二〇一五年一月二十一日`, `1月21日`, `2015년 1월 21일`.
fn ideographic(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Calendar> {
    let (first, after) = tokens.count(at)?;
    let unit = tokens.past_space(after);
    if let Some(next) = tokens.after_any(unit, &["年", "년"]) {
        let (month, day, next) = month_and_day(tokens, next, true)?;
        let digits = tokens.number(at).map_or(after - at, |(_, digits)| digits);
        let (year, form) = match digits {
            4 => (i64::from(first), Clarity::Certain),
            3 if locale.taiwan => (i64::from(first) + 1911, Clarity::Weak),
            2 => (locale.century(first)?, Clarity::Certain),
            _ => return None,
        };
        let date = locale.day(year, month, day);
        return Some(Calendar::on(date, form, next));
    }
    tokens.after_any(unit, &["月", "월"])?;
    // 去年1月21日 and 农历八月十五 are other days than the most recent 1月21日.
    if matches!(
        tokens.mark(at.wrapping_sub(1)),
        Some('年' | '历' | '至' | '到')
    ) {
        return None;
    }
    let (month, day, next) = month_and_day(tokens, at, false)?;
    Some(Calendar::yearless(month, day, Clarity::Plain, next))
}

/// `1月21日`; after a year also `1月21`.
fn month_and_day(tokens: &Tokens<'_>, at: usize, has_year: bool) -> Option<(i8, i8, usize)> {
    let (month, next) = tokens.count(tokens.past_space(at))?;
    let next = tokens.after_any(tokens.past_space(next), &["月", "월"])?;
    let (day, end) = tokens.count(tokens.past_space(next))?;
    let unit = tokens.past_space(end);
    let next = match tokens.after_any(unit, &["日", "号", "일"]) {
        Some(next) => next,
        None if has_year => end,
        None => return None,
    };
    Some((i8::try_from(month).ok()?, i8::try_from(day).ok()?, next))
}

/// The day of `28日 9時30分`, and the index after it.
pub(super) fn day_of_month(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let day = tokens.small(at).filter(|day| (1..=31).contains(day))?;
    let next = tokens.after_any(at + 1, &["日", "号", "일"])?;
    Some((day, next))
}

/// Digits and separators: three parts, or two.
fn numeric(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<Calendar> {
    let (first, first_digits) = tokens.number(at)?;
    let (separator, second_at) = separator(tokens, at + 1, first_digits == 4)?;
    let second = tokens.small(second_at)?;
    let (_, second_digits) = tokens.number(second_at)?;
    let third = self::separator(tokens, second_at + 1, first_digits == 4)
        .filter(|&(again, third_at)| again == separator && !is_time_behind(tokens, third_at))
        .and_then(|(_, third_at)| Some((tokens.number(third_at)?, third_at + 1)));
    let first = i64::try_from(first).ok()?;
    let Some(((third, third_digits), next)) = third else {
        let first = i8::try_from(first).ok().filter(|_| first_digits <= 2)?;
        return two_parts(
            tokens,
            (first, first_digits),
            (second, second_digits),
            separator,
            second_at,
            locale,
        );
    };
    let third_wide = i64::try_from(third).ok()?;
    let small = |value: i64| i8::try_from(value).unwrap_or(0);
    match (first_digits, third_digits) {
        (4, 1 | 2) => {
            let trail = tokens.after_any(next, &["日", "号"]).unwrap_or(next);
            let trail = if separator == '.' && tokens.is(trail, '.') {
                trail + 1
            } else {
                trail
            };
            let date = locale.day(first, second, small(third_wide));
            Some(Calendar::on(date, Clarity::Certain, trail))
        }
        (1 | 2, 4) => {
            let (month, day) = locale.month_and_day_of_year(small(first), second);
            let date = locale.day(third_wide, month, day);
            let swapped = in_doubt(month, day).then(|| locale.day(third_wide, day, month));
            let swapped = swapped.flatten().map(Day::On);
            Some(
                Calendar::on(date, Clarity::Certain, next)
                    .or_swapped(swapped, month == small(first)),
            )
        }
        (2 | 1, 2) => {
            let (year, month, day) =
                locale.short(small(first), second, small(third_wide), separator);
            let form = if separator == '.' || second_digits == 1 {
                Clarity::Bare
            } else {
                Clarity::Weak
            };
            Some(Calendar::on(
                locale.day(locale.century(year)?, month, day),
                form,
                next,
            ))
        }
        // The years of the Republic of China, where it is one.
        (3, 2) if second_digits == 2 && locale.chinese => {
            let form = if locale.taiwan {
                Clarity::Weak
            } else {
                Clarity::Bare
            };
            let date = locale.day(first + 1911, second, small(third_wide));
            Some(Calendar::on(date, form, next))
        }
        _ => None,
    }
}

/// Whether the number at `at` is the hour of `21.01. 9:30`, and no year: white space stands before it.
fn is_time_behind(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_apart = matches!(tokens.before(at), Some(TokenKind::Space));
    let is_clock = matches!(tokens.mark(at + 1), Some(':' | '.'));
    let ends =
        !matches!(tokens.mark(at + 3), Some('.' | '-' | '/')) || tokens.number(at + 4).is_none();
    is_apart && is_clock && tokens.two_digits(at + 2).is_some() && ends
}

/// `01-21`, `21.01.`; `None` for a time of day.
fn two_parts(
    tokens: &Tokens<'_>,
    (first, first_digits): (i8, usize),
    (second, second_digits): (i8, usize),
    separator: char,
    second_at: usize,
    locale: &Locale,
) -> Option<Calendar> {
    let dot = separator == '.' && tokens.is(second_at + 1, '.');
    let is_clock = separator == '.'
        && !dot
        && locale.dotted_clock()
        && second_digits == 2
        && first < 24
        && second < 60
        && (second > 12 || second == 0 || (first_digits == 1 && second < 10));
    if is_clock {
        return None;
    }
    let (month, day) = locale.month_and_day(first, second);
    let padded = first_digits == 2 && second_digits == 2;
    let form = if padded && separator != '.' {
        Clarity::Weak
    } else {
        Clarity::Bare
    };
    let swapped = in_doubt(month, day).then(|| yearless(day, month));
    let next = second_at + 1 + usize::from(dot);
    Some(Calendar::yearless(month, day, form, next).or_swapped(swapped, month == first))
}

/// Whether both numbers may be the month, and it makes a difference which is.
const fn in_doubt(month: i8, day: i8) -> bool {
    month <= 12 && day <= 12 && month != day
}

/// The separator at `at` and the index after it. Spaces may stand around it where a year comes first, or after a dot.
fn separator(tokens: &Tokens<'_>, at: usize, roomy: bool) -> Option<(char, usize)> {
    let mark_at = if roomy { tokens.past_space(at) } else { at };
    let mark = tokens.mark(mark_at).filter(|mark| "-/.".contains(*mark))?;
    let next = mark_at + 1;
    // Spaces on one side only: `2015. 1. 21`; on both: `2015 / 01 / 21`.
    let spaced = (roomy && mark_at > at) || mark == '.';
    Some((
        mark,
        if spaced {
            tokens.past_space(next)
        } else {
            next
        },
    ))
}
