//! The calendar day, in every order and spelling: `2015-01-21`, `21. Januar 2015`, `Jan 21`, `民國104年1月21日`.

use jiff::civil::Date;

use super::locale::Locale;
use super::months;
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
    pub(super) fn on(year: i64, month: i8, day: i8, form: Form, next: usize) -> Self {
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
    pub(super) fn yearless(month: i8, day: i8, form: Form, next: usize) -> Self {
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
            .or_else(|| months::day_month(tokens, at, locale))
            .or_else(|| months::year_month(tokens, at));
    }
    months::month_day(tokens, at, locale)
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
