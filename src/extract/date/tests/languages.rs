//! What must hold of every table: who adds a language gets these tests with it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::extract::date::{fold, parse};
use crate::language::*;
use crate::model::{Moment, Precision};
use crate::page::{Budget, Context};

/// Wednesday, 18 November 2026, 15:30.
const NOW: &str = "2026-11-18T15:30:00Z";

/// What `text` is on a page in a language; `2025-10-17`, or to the minute.
fn read(text: &str, language: &Language) -> Option<String> {
    let tag = language.tags.split('|').next().expect("a tag");
    let now: Timestamp = NOW.parse().expect("a test date");
    let moment = parse(
        text,
        &Context {
            url: &Url::parse("http://news.example/").expect("a test URL"),
            zone: &TimeZone::UTC,
            language: tag,
            now,
            budget: &Budget::unbounded(),
        },
    )?;
    let shown = moment.as_stated();
    Some(match moment.precision() {
        Precision::Day => shown,
        Precision::Minute | Precision::Second => shown.chars().take(16).collect(),
    })
}

/// Every text that is read otherwise than expected.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn expect(&mut self, text: &str, language: &Language, expected: &str) {
        let got = read(text, language);
        if got.as_deref() != Some(expected) {
            let tags = language.tags;
            self.0.push(format!(
                "{tags}: {text:?}: expected {expected}, got {got:?}"
            ));
        }
    }

    fn nothing(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

fn words(phrases: &'static str) -> impl Iterator<Item = &'static str> {
    phrases.split('|').filter(|word| !word.is_empty())
}

/// glibc's names; without digits, and without the single letters that stand for anything.
fn names(lists: &[&'static [&'static str]]) -> Vec<(usize, &'static str)> {
    let all = lists
        .iter()
        .flat_map(|list| list.iter().copied().enumerate());
    all.map(|(at, name)| (at, name.trim()))
        .filter(|(_, name)| {
            let letters = name.chars().filter(|c| c.is_alphabetic()).count();
            letters > 1 && !name.contains(|c| fold::digit(c).is_some())
        })
        .collect()
}

/// A paper's readers would find its news undated, or in another month.
#[test]
fn months_are_read_in_every_language_and_case() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for table in language.names {
            for (at, name) in names(&[table.months, table.short_months].concat()) {
                let expected = format!("2025-{:02}-17", at + 1);
                wrong.expect(&format!("17 {name} 2025"), language, &expected);
                wrong.expect(
                    &format!("17 {} 2025", name.to_uppercase()),
                    language,
                    &expected,
                );
            }
        }
        for (month, more) in language.month_names {
            for name in words(more) {
                wrong.expect(
                    &format!("17 {name} 2025"),
                    language,
                    &format!("2025-{month:02}-17"),
                );
            }
        }
    }
    wrong.nothing();
}

/// A weekday between date and time would cost the time.
#[test]
fn weekdays_may_stand_before_and_between() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for table in language.names {
            for (_, name) in names(&table.weekdays) {
                wrong.expect(&format!("{name}, 17.10.2025"), language, "2025-10-17");
                wrong.expect(
                    &format!("17.10.2025 {name} 20:45"),
                    language,
                    "2025-10-17T20:45",
                );
            }
        }
    }
    wrong.nothing();
}

/// Feeds and meta speak English, whatever their page speaks: `mar`, `sat` and `am` are other words elsewhere.
#[test]
fn what_machines_write_is_read_in_every_language() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for month in 1..=12 {
            let expected = format!("2025-{month:02}-17T08:45");
            let at: Timestamp = format!("{expected}:00Z").parse().expect("a test date");
            let moment = Moment::in_zone(at, &TimeZone::UTC);
            wrong.expect(&moment.rfc822(), language, &expected);
            wrong.expect(&moment.rfc3339(), language, &expected);
        }
    }
    wrong.nothing();
}

/// How a language puts an amount before now: `vor {}`, `{} ago`.
fn ago(language: &Language, amount: &str) -> String {
    let first = |phrases: &'static str| words(phrases).next().unwrap_or_default();
    let (opens, with, ago) = (
        first(language.opens),
        first(language.opens_with_ago),
        first(language.ago),
    );
    if !opens.is_empty() {
        format!("{opens} {amount}")
    } else if !with.is_empty() {
        format!("{with} {amount} {ago}")
    } else {
        format!("{amount} {ago}")
    }
}

fn units(language: &Language) -> [(&'static str, &'static str); 7] {
    [
        (language.second, "2026-11-18T15:29"),
        (language.minute, "2026-11-18T15:27"),
        (language.hour, "2026-11-18T12:30"),
        (language.day, "2026-11-15"),
        (language.week, "2026-10-28"),
        (language.month, "2026-08-18"),
        (language.year, "2023-11-18"),
    ]
}

fn counted(language: &Language, count: u8, unit: &str) -> String {
    if language.unit_first {
        format!("{unit} {count}")
    } else {
        format!("{count} {unit}")
    }
}

/// An item without its date sinks below older ones.
#[test]
fn every_unit_counts_back() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for (phrases, expected) in units(language) {
            for unit in words(phrases) {
                wrong.expect(
                    &ago(language, &counted(language, 3, unit)),
                    language,
                    expected,
                );
            }
        }
        for (unit, phrases) in language.ago_units {
            for word in words(phrases) {
                let expected = units(language)[*unit as usize].1;
                wrong.expect(&format!("3 {word}"), language, expected);
            }
        }
    }
    wrong.nothing();
}

/// `vor etwa 3 Stunden` is as good a date as `vor 3 Stunden`, and 10 minutes more are 10 minutes more.
#[test]
fn about_and_a_second_unit_are_counted() {
    let mut wrong = Wrong::default();
    for language in ALL {
        let first = |phrases: &'static str| words(phrases).next();
        let (Some(hour), Some(minute)) = (first(language.hour), first(language.minute)) else {
            continue;
        };
        let (hours, minutes) = (counted(language, 3, hour), counted(language, 10, minute));
        for about in words(language.about) {
            let text = ago(language, &format!("{about} {hours}"));
            wrong.expect(&text, language, "2026-11-18T12:30");
        }
        wrong.expect(
            &ago(language, &format!("{hours}, {minutes}")),
            language,
            "2026-11-18T12:20",
        );
        for and in words(language.and) {
            let text = ago(language, &format!("{hours} {and} {minutes}"));
            wrong.expect(&text, language, "2026-11-18T12:20");
        }
    }
    wrong.nothing();
}

/// `час назад` has no number and is an hour.
#[test]
fn amounts_without_a_number_count_back() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for &(count, unit, phrases) in language.amounts {
            for phrase in words(phrases) {
                let expected = match (count, unit) {
                    (0, Unit::Second) => "2026-11-18T15:30",
                    (1 | 2, Unit::Second) => "2026-11-18T15:29",
                    (1, Unit::Minute) => "2026-11-18T15:29",
                    (2, Unit::Minute) => "2026-11-18T15:28",
                    (5, Unit::Minute) => "2026-11-18T15:25",
                    (30, Unit::Minute) => "2026-11-18T15:00",
                    (90, Unit::Minute) => "2026-11-18T14:00",
                    (1, Unit::Hour) => "2026-11-18T14:30",
                    (2, Unit::Hour) => "2026-11-18T13:30",
                    (12, Unit::Hour) => "2026-11-18T03:30",
                    (1, Unit::Day) => "2026-11-17",
                    (2, Unit::Day) => "2026-11-16",
                    (15, Unit::Day) => "2026-11-03",
                    (1, Unit::Week) => "2026-11-11",
                    (2, Unit::Week) => "2026-11-04",
                    (1, Unit::Month) => "2026-10-18",
                    (2, Unit::Month) => "2026-09-18",
                    (1, Unit::Year) => "2025-11-18",
                    (2, Unit::Year) => "2024-11-18",
                    _ => panic!("no expectation for {count} {unit:?}"),
                };
                wrong.expect(&ago(language, phrase), language, expected);
            }
        }
    }
    wrong.nothing();
}

/// A day that is named is that day, with its time or without.
#[test]
fn named_days_are_read() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for (phrases, day) in [
            (language.today, "2026-11-18"),
            (language.yesterday, "2026-11-17"),
            (language.before_yesterday, "2026-11-16"),
        ] {
            for phrase in words(phrases) {
                wrong.expect(phrase, language, day);
                wrong.expect(
                    &format!("{phrase}, 08:45"),
                    language,
                    &format!("{day}T08:45"),
                );
            }
        }
        for phrase in words(language.now) {
            wrong.expect(phrase, language, "2026-11-18T15:30");
        }
    }
    wrong.nothing();
}

/// What stands between day and time must not cost the time, and half of the day must not cost half of the day.
#[test]
fn small_words_leave_the_time() {
    let mut wrong = Wrong::default();
    for language in ALL {
        for word in words(language.links).chain(words(language.clock)) {
            let text = format!("17.10.2025 {word} 8:45");
            wrong.expect(&text, language, "2025-10-17T08:45");
        }
        for word in words(language.clock) {
            let text = format!("17.10.2025 {word} 8.45");
            wrong.expect(&text, language, "2025-10-17T08:45");
        }
        for word in words(language.oclock) {
            let text = format!("17.10.2025, 8.45 {word}");
            wrong.expect(&text, language, "2025-10-17T08:45");
        }
        for word in words(language.afternoon) {
            wrong.expect(
                &format!("17.10.2025 8:45 {word}"),
                language,
                "2025-10-17T20:45",
            );
            wrong.expect(
                &format!("17.10.2025 {word} 8:45"),
                language,
                "2025-10-17T20:45",
            );
        }
        for word in words(language.morning) {
            wrong.expect(
                &format!("17.10.2025 12:45 {word}"),
                language,
                "2025-10-17T00:45",
            );
        }
        for (phrases, expected) in [
            (language.noon, "2025-10-17T12:00"),
            (language.midnight, "2025-10-17T00:00"),
        ] {
            for word in words(phrases) {
                wrong.expect(&format!("17.10.2025, {word}"), language, expected);
            }
        }
    }
    wrong.nothing();
}

/// A label that is not known leaves a date unread, or an update taken for the publication.
#[test]
fn labels_leave_the_date() {
    use crate::extract::date::{Announced, announced};
    let mut wrong = Wrong::default();
    for language in ALL {
        for (phrases, kind) in [
            (language.published, Announced::Published),
            (language.updated, Announced::Updated),
        ] {
            for label in words(phrases) {
                wrong.expect(&format!("{label}: 17.10.2025"), language, "2025-10-17");
                let found = announced(&format!("{label} ")).map(|(found, _)| found);
                assert_eq!(found, Some(kind), "{}: {label:?}", language.tags);
            }
        }
        for label in words(language.dated) {
            wrong.expect(&format!("{label} 17.10.2025"), language, "2025-10-17");
        }
    }
    wrong.nothing();
}

/// A tag that two tables claim would be read by one of them only.
#[test]
fn a_tag_means_one_language() {
    let tags: Vec<&str> = ALL
        .iter()
        .flat_map(|language| language.tags.split('|'))
        .collect();
    let mut once = tags.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(tags.len(), once.len());
    assert_eq!(of_tag("pt-BR"), of_tag("PT"));
    assert_eq!(of_tag("zh_Hant_TW"), of_tag("zh"));
    assert_eq!(of_tag("x-none"), None);
}
