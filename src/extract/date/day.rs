//! A calendar day as a page prints it, before a time and a time zone make it an instant.

use jiff::civil::Date;

use crate::language::{Calendar as Years, Order};

/// A day as printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) day: Day,
    /// What it is if day and month stand the other way round (`02/01/2015`), and how they then stand.
    pub(super) swapped: Option<(Day, Order)>,
    pub(super) form: Clarity,
    /// The index after it.
    pub(super) next: usize,
}

/// The day that the digits name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    On(Date),
    Yearless {
        month: i8,
        day: i8,
        years: Years,
    },
    /// `28日`, with the time behind it.
    OfMonth(i8),
    /// A weekday, with the time behind it; 1 is Monday.
    OfWeek(i8),
    /// It has the form of a date that no calendar has.
    Impossible,
}

/// How certain it is that the text is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clarity {
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
    pub(super) fn on(date: Option<Date>, form: Clarity, next: usize) -> Self {
        Self {
            day: date.map_or(Day::Impossible, Day::On),
            swapped: None,
            form,
            next,
        }
    }

    /// 29 February passes: in some year it is a day.
    pub(super) fn yearless(month: i8, day: i8, form: Clarity, next: usize) -> Self {
        Self {
            day: yearless(month, day),
            swapped: None,
            form,
            next,
        }
    }

    /// Adds the other reading; `month_first`: this one has the month first.
    pub(super) fn or_swapped(self, other: Option<Day>, month_first: bool) -> Self {
        let order = if month_first {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
        let swapped = other.map(|day| (day, order));
        Self { swapped, ..self }
    }
}

pub(super) fn yearless(month: i8, day: i8) -> Day {
    if Date::new(2024, month, day).is_ok() {
        Day::Yearless {
            month,
            day,
            years: Years::Gregorian,
        }
    } else {
        Day::Impossible
    }
}
