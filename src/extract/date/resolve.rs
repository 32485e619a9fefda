//! A day and a time as one instant.

use jiff::Span;
use jiff::civil::{Date, Time};

use super::day::Day;
use super::hours::Hours;
use super::reading::Reader;
use super::{SKEW, calendar, time_zone};
use crate::model::{Moment, Precision};

impl Reader<'_, '_> {
    /// Day and time as an instant that is not in the future.
    pub(super) fn resolve(&self, day: Day, hours: Option<&Hours>) -> Option<Moment> {
        let today = self.locale.today;
        match day {
            Day::Impossible => None,
            Day::On(date) => self.moment(date, hours),
            Day::Yearless { month, day, years } => {
                calendar::recent(month, day, years, today).find_map(|date| self.moment(date, hours))
            }
            Day::OfMonth(day) => (0..4)
                .filter_map(|months| {
                    let month = today
                        .first_of_month()
                        .checked_sub(Span::new().months(months))
                        .ok()?;
                    Date::new(month.year(), month.month(), day).ok()
                })
                .find_map(|date| self.moment(date, hours)),
            Day::OfWeek(weekday) => (0..8)
                .filter_map(|days| today.checked_sub(Span::new().days(days)).ok())
                .filter(|date| date.weekday().to_monday_one_offset() == weekday)
                .find_map(|date| self.moment(date, hours)),
        }
    }

    fn moment(&self, date: Date, hours: Option<&Hours>) -> Option<Moment> {
        let (time, zone, precision) = match hours {
            None => (Time::midnight(), None, Precision::Day),
            Some(hours) => (
                hours.time?,
                hours.zone.as_ref(),
                if hours.has_seconds {
                    Precision::Second
                } else {
                    Precision::Minute
                },
            ),
        };
        let (at, offset) = time_zone::instant(date.to_datetime(time), zone, self.context)?;
        self.not_to_come(Moment::new(at, offset, precision))
    }

    pub(super) fn not_to_come(&self, moment: Moment) -> Option<Moment> {
        let ahead = moment.timestamp().duration_since(self.context.now);
        (ahead <= SKEW).then_some(moment)
    }
}
