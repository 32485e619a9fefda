//! Days of calendars whose months or years are not the Gregorian ones.

use icu_calendar::AsCalendar;
use icu_calendar::cal::{Hijri, Iso, Persian};
use jiff::civil::Date;

use crate::language::Calendar;

/// How far the Buddhist year of Thailand is ahead.
const BUDDHIST_AHEAD: i16 = 543;

/// The day of a printed year, month and day; `None` where that calendar has no such day, or not in our time.
pub(super) fn day(calendar: Calendar, year: i16, month: i8, day: i8) -> Option<Date> {
    let (month_of, day_of) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let date = match calendar {
        Calendar::Gregorian => Date::new(year, month, day).ok()?,
        Calendar::Buddhist => Date::new(year - BUDDHIST_AHEAD, month, day).ok()?,
        Calendar::Persian => {
            let date = icu_calendar::Date::try_new_persian(year.into(), month_of, day_of);
            gregorian(&date.ok()?)?
        }
        Calendar::Hijri => {
            let rules = Hijri::new_umm_al_qura();
            let date = icu_calendar::Date::try_new_hijri_with_calendar(
                year.into(),
                month_of,
                day_of,
                rules,
            );
            gregorian(&date.ok()?)?
        }
    };
    (1900..=2200).contains(&date.year()).then_some(date)
}

/// The year of a calendar on a Gregorian day.
pub(super) fn year(calendar: Calendar, date: Date) -> Option<i16> {
    let (month, day) = (
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    );
    let iso = icu_calendar::Date::try_new_iso(date.year().into(), month, day).ok()?;
    let year = match calendar {
        Calendar::Gregorian => return Some(date.year()),
        Calendar::Buddhist => return date.year().checked_add(BUDDHIST_AHEAD),
        Calendar::Persian => iso.to_calendar(Persian).year().extended_year(),
        Calendar::Hijri => iso
            .to_calendar(Hijri::new_umm_al_qura())
            .year()
            .extended_year(),
    };
    i16::try_from(year).ok()
}

fn gregorian<A: AsCalendar>(date: &icu_calendar::Date<A>) -> Option<Date> {
    let iso = date.to_calendar(Iso);
    Date::new(
        i16::try_from(iso.year().extended_year()).ok()?,
        i8::try_from(iso.month().ordinal).ok()?,
        i8::try_from(iso.day_of_month().0).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader in Tehran or Riyadh would find the news a day off, or in another year.
    #[test]
    fn new_years_fall_on_their_days() {
        for (calendar, year, month, day, gregorian) in [
            (Calendar::Persian, 1403, 12, 30, "2025-03-20"),
            (Calendar::Persian, 1404, 1, 1, "2025-03-21"),
            (Calendar::Persian, 1405, 1, 1, "2026-03-21"),
            (Calendar::Hijri, 1446, 1, 1, "2024-07-07"),
            (Calendar::Hijri, 1447, 9, 1, "2026-02-18"),
            (Calendar::Buddhist, 2567, 2, 29, "2024-02-29"),
        ] {
            let found = super::day(calendar, year, month, day);
            assert_eq!(
                found.map(|date| date.to_string()).as_deref(),
                Some(gregorian)
            );
            assert_eq!(
                found.and_then(|date| super::year(calendar, date)),
                Some(year)
            );
        }
        assert_eq!(super::day(Calendar::Persian, 1404, 12, 30), None);
        assert_eq!(super::day(Calendar::Persian, 1404, 13, 1), None);
    }
}
