//! The calendar day, in every order and spelling: `2015-01-21`, `21. Januar 2015`, `Jan 21`, `民國104年1月21日`.

use jiff::civil::Date;

use super::locale::Locale;
use super::tokens::Tokens;

/// A day as printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) day: Day,
    pub(super) form: Form,
    /// The index after it.
    pub(super) next: usize,
}

/// What the digits amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    On(Date),
    Yearless {
        month: i8,
        day: i8,
    },
    /// It has a date's shape, and no calendar shows it.
    Impossible,
}

/// How plainly it is a date, beside what else looks like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With a four-digit year, or with 年.
    Certain,
    /// A month by name or 月, without a year.
    Plain,
    /// `15-01-21`, `01-21`, `104/01/21`: a score, a version, a part of a number.
    Weak,
    /// `1-2`, `1.21`: as weak, and unpadded or dotted.
    Bare,
}

impl Calendar {
    fn on(year: i64, month: i8, day: i8, form: Form, next: usize) -> Self {
        let date = i16::try_from(year)
            .ok()
            .filter(|year| (1900..=2200).contains(year))
            .and_then(|year| Date::new(year, month, day).ok());
        Self {
            day: date.map_or(Day::Impossible, Day::On),
            form,
            next,
        }
    }

    /// 29 February passes: in some year it is a day.
    fn yearless(month: i8, day: i8, form: Form, next: usize) -> Self {
        let possible = Date::new(2024, month, day).is_ok();
        Self {
            day: if possible {
                Day::Yearless { month, day }
            } else {
                Day::Impossible
            },
            form,
            next,
        }
    }
}

/// The day that begins at `at`.
pub(super) fn read(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    if tokens.mark(at).is_some() {
        return era(tokens, at).or_else(|| ideographic(tokens, at, locale));
    }
    if tokens.number(at).is_some() {
        return ideographic(tokens, at, locale)
            .or_else(|| numeric(tokens, at, locale))
            .or_else(|| day_month(tokens, at, locale))
            .or_else(|| year_month(tokens, at));
    }
    month_day(tokens, at, locale)
}

/// `民國104年1月21日`, `令和7年1月21日`.
fn era(tokens: &Tokens, at: usize) -> Option<Calendar> {
    const ERAS: [(&str, i64); 5] = [
        ("民国", 1911),
        ("中华民国", 1911),
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
    ];
    let (start, before) = ERAS
        .into_iter()
        .find_map(|(era, before)| Some((tokens.after(at, era)?, before)))
        .or_else(|| Some((tokens.after(at, "中華民国")?, 1911)))?;
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
    Some(Calendar::on(
        before + i64::from(year),
        month,
        day,
        Form::Certain,
        next,
    ))
}

/// `2015年1月21日`, `二〇一五年一月二十一日`, `1月21日`, `2015년 1월 21일`.
fn ideographic(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    let (first, after) = tokens.count(at)?;
    let unit = tokens.past_space(after);
    if let Some(next) = tokens.after_any(unit, &["年", "년"]) {
        let (month, day, next) = month_and_day(tokens, next, true)?;
        let digits = tokens.number(at).map_or(after - at, |(_, digits)| digits);
        let year = match digits {
            4 => i64::from(first),
            2 => locale.century(first)?,
            _ => return None,
        };
        return Some(Calendar::on(year, month, day, Form::Certain, next));
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
    Some(Calendar::yearless(month, day, Form::Plain, next))
}

/// `1月21日`; after a year also `1月21`.
fn month_and_day(tokens: &Tokens, at: usize, has_year: bool) -> Option<(i8, i8, usize)> {
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

/// Digits and separators: three parts, or two.
fn numeric(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    let (first, first_digits) = tokens.number(at)?;
    let (separator, second_at) = separator(tokens, at + 1, first_digits == 4)?;
    let second = tokens.small(second_at)?;
    let (_, second_digits) = tokens.number(second_at)?;
    let third = self::separator(tokens, second_at + 1, first_digits == 4)
        .filter(|&(again, _)| again == separator)
        .and_then(|(_, third_at)| Some((tokens.number(third_at)?, third_at + 1)));
    let first = i64::try_from(first).ok()?;
    let Some(((third, third_digits), next)) = third else {
        // `01-21`, `21.01.`
        let first = i8::try_from(first).ok().filter(|_| first_digits <= 2)?;
        let (month, day) = locale.month_and_day(first, second);
        let padded = first_digits == 2 && second_digits == 2;
        let form = if padded && separator != '.' {
            Form::Weak
        } else {
            Form::Bare
        };
        let dot = separator == '.' && tokens.is(second_at + 1, '.');
        return Some(Calendar::yearless(
            month,
            day,
            form,
            second_at + 1 + usize::from(dot),
        ));
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
            Some(Calendar::on(
                first,
                second,
                small(third_wide),
                Form::Certain,
                trail,
            ))
        }
        (1 | 2, 4) => {
            let (month, day) = locale.month_and_day_of_year(small(first), second);
            Some(Calendar::on(third_wide, month, day, Form::Certain, next))
        }
        (2 | 1, 2) => {
            let (year, month, day) =
                locale.short(small(first), second, small(third_wide), separator);
            let form = if separator == '.' || second_digits == 1 {
                Form::Bare
            } else {
                Form::Weak
            };
            Some(Calendar::on(locale.century(year)?, month, day, form, next))
        }
        // The years of the Republic of China, where it is one.
        (3, 2) if second_digits == 2 && locale.chinese => {
            let form = if locale.taiwan {
                Form::Weak
            } else {
                Form::Bare
            };
            Some(Calendar::on(
                first + 1911,
                second,
                small(third_wide),
                form,
                next,
            ))
        }
        _ => None,
    }
}

/// The separator at `at` and the index after it. Spaces may stand around it where a year comes first, or after a dot.
fn separator(tokens: &Tokens, at: usize, roomy: bool) -> Option<(char, usize)> {
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

/// `21 January 2015`, `21. Januar 2015`, `1er janvier`, `21st of January`, `21 de enero de 2015`, `21-Jan-2015`.
fn day_month(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    let day = tokens.small(at)?;
    let mut month_at = at + 1;
    if tokens.word(month_at).is_some_and(|word| word.ordinal) || tokens.is(month_at, '.') {
        month_at += 1;
    }
    month_at += usize::from(matches!(tokens.mark(month_at), Some('-' | '/')));
    month_at = past_links(tokens, month_at);
    let word = tokens.word(month_at)?;
    let month = word.month?;
    if word.plain_in_english && locale.english {
        return None;
    }
    let mut year_at = month_at + 1 + usize::from(tokens.is(month_at + 1, '.'));
    year_at += usize::from(matches!(tokens.mark(year_at), Some('-' | '/')));
    Some(with_year(tokens, month_at + 1, year_at, month, day, locale))
}

/// `January 21, 2015`, `Jan. 21st`, `enero 21`.
fn month_day(tokens: &Tokens, at: usize, locale: &Locale) -> Option<Calendar> {
    let word = tokens.word(at)?;
    let month = word.month?;
    if locale.english && (word.plain_in_english || !word.capital) {
        return None;
    }
    let dot = at + 1 + usize::from(tokens.is(at + 1, '.'));
    let day_at = tokens.past_space(dot);
    let day = tokens.small(day_at)?;
    let mut next = day_at + 1;
    if tokens.word(next).is_some_and(|word| word.ordinal) {
        next += 1;
    }
    Some(with_year(tokens, next, next, month, day, locale))
}

/// `2015 Jan 21`, `2015-Jan-21`.
fn year_month(tokens: &Tokens, at: usize) -> Option<Calendar> {
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
