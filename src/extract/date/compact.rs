//! Dates without separators: `20150121`, `20150121T093900Z`, seconds and milliseconds since 1970.

use jiff::Timestamp;
use jiff::civil::Date;

use super::day::Day;
use super::hours::{Alone, Hours};
use super::reading::{Form, Reader, Reading, Trust};
use super::time_zone;
use super::words::Flags;
use crate::model::{Moment, Precision};

impl Reader<'_, '_> {
    /// `20150121`, `20150121093900`, `20150121T093900Z`, epoch seconds and milliseconds.
    pub(super) fn compact(&self, start: usize) -> Option<Reading> {
        let (value, digits) = self.tokens.number(start)?;
        let instant = |at: Option<Timestamp>, precision| {
            at.map(|at| Moment::new(at, self.context.zone.to_offset(at), precision))
                .filter(|moment| moment.timestamp().as_second() >= EARLIEST_EPOCH)
                .and_then(|moment| self.not_to_come(moment))
        };
        let value = i64::try_from(value).ok()?;
        let mut next = start + 1;
        let mut trust = Trust::Bare;
        let moment = match digits {
            10 => instant(Timestamp::from_second(value).ok(), Precision::Second),
            13 => instant(Timestamp::from_millisecond(value).ok(), Precision::Second),
            8 => {
                let day = compact_day(value);
                let iso = self.tokens.has(next, Flags::T);
                match self.tokens.number(next + 1) {
                    Some((time, time_digits @ (4 | 6))) if iso => {
                        trust = Trust::Certain;
                        next += 2;
                        let zone = time_zone::stated(self.tokens, next, true, true);
                        next = zone.as_ref().map_or(next, |&(_, next)| next);
                        let seconds = if time_digits == 4 { time * 100 } else { time };
                        let hours = compact_hours(
                            i64::try_from(seconds).ok()?,
                            time_digits == 6,
                            zone.map(|(zone, _)| zone),
                        );
                        self.resolve(day, Some(&hours))
                    }
                    _ => {
                        let hours = self.hours_after(next, false);
                        if let Some(hours) = &hours {
                            trust = Trust::Plain;
                            next = hours.next;
                        }
                        self.resolve(day, hours.as_ref())
                    }
                }
            }
            12 => self.resolve(
                compact_day(value / 10_000),
                Some(&compact_hours(value % 10_000 * 100, false, None)),
            ),
            14 => self.resolve(
                compact_day(value / 1_000_000),
                Some(&compact_hours(value % 1_000_000, true, None)),
            ),
            _ => return None,
        };
        Some(Reading {
            moment,
            trust,
            ..Reading::of(Form::Full, start, next)
        })
    }
}

/// Epochs before this are numbers: 1 January 2000.
const EARLIEST_EPOCH: i64 = 946_684_800;

fn compact_day(digits: i64) -> Day {
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    match (
        i16::try_from(digits / 10_000),
        part(digits / 100 % 100),
        part(digits % 100),
    ) {
        (Ok(year @ 1990..), month, day) => {
            Date::new(year, month, day).map_or(Day::Impossible, Day::On)
        }
        _ => Day::Impossible,
    }
}

fn compact_hours(digits: i64, has_seconds: bool, zone: Option<time_zone::Stated>) -> Hours {
    let part = |value: i64| i8::try_from(value).unwrap_or(-1);
    Hours {
        time: jiff::civil::Time::new(
            part(digits / 10_000),
            part(digits / 100 % 100),
            part(digits % 100),
            0,
        )
        .ok(),
        has_seconds,
        zone,
        alone: Alone::No,
        next: 0,
    }
}
