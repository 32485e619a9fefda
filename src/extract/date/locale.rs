//! How a publisher's language, region and time zone settle an ambiguous date.

use jiff::civil::Date;

use super::vocabulary::{self, Vocabulary};
use super::years;
use crate::language::{Calendar, Order};
use crate::page::Context;

/// The habits of one publisher, and the day it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locale {
    pub(super) vocabulary: &'static Vocabulary,
    pub(super) english: bool,
    pub(super) chinese: bool,
    /// Where years are counted from 1912.
    pub(super) taiwan: bool,
    /// Chinese, Japanese, Korean: year, month, day.
    pub(super) big_endian: bool,
    /// `01/02/2015` is 2 January.
    month_first: bool,
    /// `01-21` is 21 January.
    year_first: bool,
    /// Today at the publisher.
    pub(super) today: Date,
}

impl Locale {
    pub(super) fn of(at: &Context<'_>) -> Self {
        let is = |tag: &str| {
            let head = at.language.get(..tag.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(tag))
        };
        let vocabulary = vocabulary::of(at.language);
        let big_endian = is("zh") || is("ja") || is("ko");
        let zone = at.zone.iana_name().unwrap_or_default();
        let american = is("en-US")
            || is("en-PH")
            || (at.language.len() == 2 && is("en") && in_the_united_states(zone));
        Self {
            vocabulary,
            english: is("en"),
            chinese: is("zh"),
            taiwan: is("zh-TW") || is("zh-Hant-TW") || (is("zh") && zone == "Asia/Taipei"),
            big_endian,
            // A publisher that writes 01-21 for 21 January does not write 02/01/2015 for 2 January.
            month_first: american || big_endian || vocabulary.language.order == Order::MonthFirst,
            year_first: vocabulary.language.order == Order::YearFirst,
            today: at.zone.to_datetime(at.now).date(),
        }
    }

    /// Whether `3 mars` can be a day: not in English, nor where Latin words are foreign.
    pub(super) const fn reads_everyday_months(&self) -> bool {
        !self.english && !self.big_endian
    }

    /// Whether `9.30` alone is a time of day.
    pub(super) const fn dotted_clock(&self) -> bool {
        self.vocabulary.language.dotted_clock
    }

    /// The day of a year of four digits, in the page's own calendar where the year is none of the Gregorian ones.
    pub(super) fn day(&self, year: i64, month: i8, day: i8) -> Option<Date> {
        let year = i16::try_from(year).ok()?;
        if (1900..=2200).contains(&year) {
            return Date::new(year, month, day).ok();
        }
        let calendar = self.vocabulary.language.calendar;
        (calendar != Calendar::Gregorian)
            .then(|| years::day(calendar, year, month, day))
            .flatten()
    }

    /// The year of two digits: the most recent such year, if it is one of the last fifty.
    pub(super) fn century(&self, two_digits: u32) -> Option<i64> {
        let this = i64::from(self.today.year());
        let recent = |ahead: i64| {
            let this = this + ahead;
            let year = this - this % 100 + i64::from(two_digits);
            let year = if year > this { year - 100 } else { year };
            (two_digits < 100 && this - year < 50).then_some(year - ahead)
        };
        if self.vocabulary.language.calendar == Calendar::Buddhist {
            return recent(543).max(recent(0));
        }
        recent(0)
    }

    /// Month and day of `01-21` or `21.01`: by habit, unless one of them can be no month.
    pub(super) fn month_and_day(&self, first: i8, second: i8) -> (i8, i8) {
        ordered(first, second, self.month_first || self.year_first)
    }

    /// Month and day before a year.
    pub(super) fn month_and_day_of_year(&self, first: i8, second: i8) -> (i8, i8) {
        ordered(first, second, self.month_first)
    }

    /// Year, month and day of three two-digit numbers.
    pub(super) fn short(&self, first: i8, second: i8, third: i8, separator: char) -> (u32, i8, i8) {
        let year = |year: i8| u32::from(year.unsigned_abs());
        let year_first = first > 31
            || (self.big_endian && second <= 12)
            || (separator == '-' && second <= 12 && third > 12 && self.english);
        if year_first {
            return (year(first), second, third);
        }
        let (month, day) = self.month_and_day_of_year(first, second);
        (year(third), month, day)
    }
}

fn ordered(first: i8, second: i8, month_first: bool) -> (i8, i8) {
    if first <= 12 && (second > 12 || month_first) {
        (first, second)
    } else {
        (second, first)
    }
}

fn in_the_united_states(zone: &str) -> bool {
    const CITIES: [&str; 9] = [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/Detroit",
        "America/Boise",
        "America/Anchorage",
        "Pacific/Honolulu",
    ];
    CITIES.contains(&zone)
        || ["US/", "America/Indiana/", "America/Kentucky/"]
            .iter()
            .any(|area| zone.starts_with(area))
}
