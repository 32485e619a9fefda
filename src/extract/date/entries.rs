//! A language's table, phrase by phrase, with what each means.

use super::fold;
use super::words::{Flags, Half, Past, Roles};
use crate::language::{Calendar, Language, Names, Unit};

/// A longer abbreviation is plain, in characters.
const SHORT_CHARS: usize = 3;

/// Every phrase of a language, folded, with what it means.
pub(super) fn each_word(language: &Language, add: &mut dyn FnMut(&str, Roles)) {
    let mut each = |phrases: &str, roles: Roles| {
        for phrase in phrases.split('|') {
            let phrase = fold::phrase(phrase.trim());
            if !phrase.is_empty() {
                add(&phrase, roles);
            }
        }
    };
    for names in language.names {
        each_name(names, &mut each, language.month_prefix);
    }
    for &(month, names) in language.month_names {
        for name in names.split('|') {
            each(name, month_roles(name, month));
        }
    }
    let calendar = match language.calendar {
        Calendar::Persian => Flags::PERSIAN,
        Calendar::Hijri => Flags::HIJRI,
        Calendar::Gregorian | Calendar::Buddhist => Flags::default(),
    };
    for &(month, names) in language.own_months {
        let roles = Roles {
            month: Some(month),
            ..Roles::flag(calendar)
        };
        each(names, roles);
    }
    for &(weekday, names) in language.weekday_names {
        each(names, weekday_roles(weekday));
    }
    let order = if language.unit_first {
        Flags::UNIT_FIRST
    } else {
        Flags::default()
    };
    let mut unit = |unit, words, flags: Flags| {
        let roles = Roles {
            unit: Some(unit),
            ..Roles::flag(flags.with(order))
        };
        each(words, roles);
    };
    for (of, words) in [
        (Unit::Second, language.second),
        (Unit::Minute, language.minute),
        (Unit::Hour, language.hour),
        (Unit::Day, language.day),
        (Unit::Week, language.week),
        (Unit::Month, language.month),
        (Unit::Year, language.year),
    ] {
        unit(of, words, Flags::default());
    }
    for &(of, words) in language.ago_units {
        unit(of, words, Flags::AGO);
    }
    for &(number, words) in language.numbers {
        let number = Some(number);
        each(
            words,
            Roles {
                number,
                ..Roles::default()
            },
        );
    }
    for &(count, unit, words) in language.amounts {
        let amount = Some((count, unit));
        each(
            words,
            Roles {
                amount,
                ..Roles::default()
            },
        );
    }
    for (past, words) in [
        (Past::Now, language.now),
        (Past::Today, language.today),
        (Past::Yesterday, language.yesterday),
        (Past::BeforeYesterday, language.before_yesterday),
    ] {
        let past = Some(past);
        each(
            words,
            Roles {
                past,
                ..Roles::default()
            },
        );
    }
    for (half, words) in [
        (Half::Before, language.morning),
        (Half::Noon, language.midday),
        (Half::After, language.afternoon),
        (Half::Night, language.evening),
    ] {
        let half = Some(half);
        each(
            words,
            Roles {
                half,
                ..Roles::default()
            },
        );
    }
    for (flag, words) in [
        (Flags::OPENS, language.opens),
        (Flags::OPENS_WITH_AGO, language.opens_with_ago),
        (Flags::AGO, language.ago),
        (Flags::ABOUT, language.about),
        (Flags::AND, language.and),
        (Flags::LINK, language.links),
        (Flags::CLOCK, language.clock),
        (Flags::OCLOCK, language.oclock),
        (Flags::HOUR_MARK, language.hour_mark),
        (Flags::MINUTE_MARK, language.minute_mark),
        (Flags::HALF_PAST, language.half_past),
        (Flags::NOON, language.noon),
        (Flags::MIDNIGHT, language.midnight),
        (Flags::ORDINAL, language.ordinal),
    ] {
        each(words, Roles::flag(flag));
    }
}

fn each_name(names: &Names, each: &mut impl FnMut(&str, Roles), prefix: &str) {
    for list in names.months.iter().chain(&names.short_months) {
        for (name, month) in list.iter().zip(1..) {
            let Some(name) = plain(name) else {
                continue;
            };
            each(name, month_roles(name, month));
            if !prefix.is_empty() {
                each(&format!("{prefix}{name}"), month_roles(name, month));
            }
        }
    }
    for list in names.weekdays {
        for (name, day) in list.iter().zip([7, 1, 2, 3, 4, 5, 6]) {
            if let Some(name) = plain(name) {
                each(name, weekday_roles(day));
            }
        }
    }
    for (name, half) in names.halves.iter().zip([Half::Before, Half::After]) {
        let half = Some(half);
        each(
            name.trim_end_matches('.'),
            Roles {
                half,
                ..Roles::default()
            },
        );
    }
}

/// A name without its full stop; `None` for digits and single letters, which are names of other things too.
fn plain(name: &str) -> Option<&str> {
    let name = name.trim_matches(|c: char| c.is_whitespace() || ".॰'".contains(c));
    let first = name.chars().next()?;
    (fold::digit(first).is_none() && name.chars().nth(1).is_some()).then_some(name)
}

fn weekday_roles(weekday: i8) -> Roles {
    Roles {
        weekday: Some(weekday),
        ..Roles::default()
    }
}

fn month_roles(name: &str, month: i8) -> Roles {
    const ENGLISH: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = fold::phrase(name);
    let is_known =
        usize::try_from(month - 1).is_ok_and(|at| ENGLISH.get(at) == Some(&name.as_str()));
    let is_short = name.chars().count() <= SHORT_CHARS && !is_known;
    Roles {
        month: Some(month),
        ..Roles::flag(if is_short {
            Flags::SHORT
        } else {
            Flags::default()
        })
    }
}
