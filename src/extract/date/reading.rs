//! One date of the text: a day, its time and zone together, resolved to a moment or refused.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::SKEW;
use super::calendar::{self, Day, Form};
use super::hours::{self, Hours};
use super::locale::Locale;
use super::relative;
use super::tokens::{Kind, Tokens};
use super::zone;
use crate::extract::Context;
use crate::model::{Moment, Precision};

/// What stands at one place of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// `None`: it has a date's shape and is refused: impossible, or yet to come.
    pub(super) moment: Option<Moment>,
    pub(super) trust: Trust,
    pub(super) start: usize,
    /// The index after it.
    pub(super) next: usize,
}

/// How much of the text around must agree that it is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Wherever it stands.
    Certain,
    /// A day and a month, or a weaker form with a time.
    Plain,
    /// `3小时前`: of the page's date in a label, of anything in a sentence.
    Relative,
    /// `昨天`: likewise, and more so.
    Named,
    /// `01-21`: at an edge of the text.
    Weak,
    /// `09:39`, `20150121`, an epoch: only as the whole text.
    Bare,
}

/// The date that begins at `at`.
pub(super) fn read(
    tokens: &Tokens,
    at: usize,
    locale: &Locale,
    context: &Context<'_>,
) -> Option<Reading> {
    let reader = Reader {
        tokens,
        locale,
        context,
    };
    let start = at;
    let day_at = reader.past_weekday(at);
    reader
        .relative(start)
        .or_else(|| reader.compact(start))
        .or_else(|| reader.dated(start, day_at))
        .or_else(|| reader.named(start, day_at))
        .or_else(|| reader.time_first(start))
}

struct Reader<'a, 'c> {
    tokens: &'a Tokens,
    locale: &'a Locale,
    context: &'a Context<'c>,
}

impl Reader<'_, '_> {
    /// A calendar day and the time that may follow.
    fn dated(&self, start: usize, day_at: usize) -> Option<Reading> {
        let calendar = calendar::read(self.tokens, day_at, self.locale)?;
        let mut next = self.weekday_after(calendar.next);
        let hours = self.hours_after(next);
        let mut day = calendar.day;
        if let Some(hours) = &hours {
            next = hours.next;
            // `Wed Jan 21 09:39:00 CST 2015` (ctime, Java): the year comes last.
            let year_at = self.tokens.past_space(next);
            if let (
                Day::Yearless {
                    month,
                    day: of_month,
                },
                Some((year, 4)),
            ) = (day, self.tokens.number(year_at))
            {
                let year = i16::try_from(year).ok()?;
                day = Date::new(year, month, of_month).map_or(Day::Impossible, Day::On);
                next = year_at + 1;
            }
        }
        let trust = match (calendar.form, &hours, day) {
            (Form::Certain, _, _) | (_, Some(_), Day::On(_)) => Trust::Certain,
            (Form::Plain, _, _) | (Form::Weak, Some(_), _) => Trust::Plain,
            (Form::Weak, None, _) => Trust::Weak,
            (Form::Bare, _, _) => Trust::Bare,
        };
        let trust = if calendar.form == Form::Bare {
            Trust::Bare
        } else {
            trust
        };
        Some(Reading {
            moment: self.resolve(day, hours.as_ref()),
            trust,
            start,
            next,
        })
    }

    /// A time, and the day that may follow it; else the most recent such time.
    fn time_first(&self, start: usize) -> Option<Reading> {
        let hours = hours::read(self.tokens, start, false)?;
        let day_at = self.past_weekday(self.past_separators(hours.next));
        if let Some(calendar) = calendar::read(self.tokens, day_at, self.locale)
            && matches!(calendar.form, Form::Certain | Form::Plain)
        {
            // 12:10 | 2020-07-04 20:30: the second time is the date's own.
            return Some(match self.dated(day_at, day_at) {
                Some(own)
                    if own.next > calendar.next
                        && self
                            .hours_after(self.weekday_after(calendar.next))
                            .is_some() =>
                {
                    own
                }
                _ => Reading {
                    moment: self.resolve(calendar.day, Some(&hours)),
                    trust: if calendar.form == Form::Certain {
                        Trust::Certain
                    } else {
                        Trust::Plain
                    },
                    start,
                    next: calendar.next,
                },
            });
        }
        if let Some(day) =
            relative::day(self.tokens, day_at, self.locale).filter(|day| !day.needs_time)
        {
            return Some(Reading {
                moment: self.resolve(Day::On(day.date), Some(&hours)),
                trust: Trust::Relative,
                start,
                next: day.next,
            });
        }
        if !hours.digital {
            return None;
        }
        let today = self.resolve(Day::On(self.locale.today), Some(&hours));
        let yesterday = self.locale.today.yesterday().ok()?;
        Some(Reading {
            moment: today.or_else(|| self.resolve(Day::On(yesterday), Some(&hours))),
            trust: Trust::Bare,
            start,
            next: hours.next,
        })
    }

    /// `3小时前`.
    fn relative(&self, start: usize) -> Option<Reading> {
        let ago = relative::ago(self.tokens, start)?;
        let (at, whole_days) = ago.before(self.context.now, self.context.zone)?;
        let mut next = ago.next;
        let mut moment = Moment::new(
            at,
            self.context.zone.to_offset(at),
            if whole_days {
                Precision::Day
            } else {
                Precision::Minute
            },
        );
        // 2天前 09:39
        if whole_days && let Some(hours) = self.hours_after(next) {
            let day = self.context.zone.to_datetime(at).date();
            moment = self.resolve(Day::On(day), Some(&hours))?;
            next = hours.next;
        }
        Some(Reading {
            moment: self.not_to_come(moment),
            trust: Trust::Relative,
            start,
            next,
        })
    }

    /// 昨天 12:00, `heute, 18:00 Uhr`.
    fn named(&self, start: usize, day_at: usize) -> Option<Reading> {
        let day = relative::day(self.tokens, day_at, self.locale)?;
        let hours = self.hours_after(day.next);
        if day.needs_time && hours.is_none() {
            return None;
        }
        Some(Reading {
            moment: self.resolve(Day::On(day.date), hours.as_ref()),
            trust: if hours.is_some() {
                Trust::Relative
            } else {
                Trust::Named
            },
            start,
            next: hours.map_or(day.next, |hours| hours.next),
        })
    }

    /// `20150121`, `20150121093900`, `20150121T093900Z`, epoch seconds and milliseconds.
    fn compact(&self, start: usize) -> Option<Reading> {
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
                let iso = self
                    .tokens
                    .word(next)
                    .is_some_and(|word| word.letter == Some('t'));
                match self.tokens.number(next + 1) {
                    Some((time, time_digits @ (4 | 6))) if iso => {
                        trust = Trust::Certain;
                        next += 2;
                        let zone = zone::stated(self.tokens, next, true, true);
                        next = zone.map_or(next, |(_, next)| next);
                        let seconds = if time_digits == 4 { time * 100 } else { time };
                        let hours = compact_hours(
                            i64::try_from(seconds).ok()?,
                            time_digits == 6,
                            zone.map(|(zone, _)| zone),
                        );
                        self.resolve(day, Some(&hours))
                    }
                    _ => {
                        let hours = self.hours_after(next);
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
            start,
            next,
        })
    }

    /// Day and time as an instant that is not to come.
    fn resolve(&self, day: Day, hours: Option<&Hours>) -> Option<Moment> {
        match day {
            Day::Impossible => None,
            Day::On(date) => self.moment(date, hours),
            Day::Yearless { month, day } => {
                // Eight years reach a 29 February even across 1900 or 2100.
                let this = self.locale.today.year();
                (this - 8..=this + 1)
                    .rev()
                    .filter_map(|year| Date::new(year, month, day).ok())
                    .find_map(|date| self.moment(date, hours))
            }
        }
    }

    fn moment(&self, date: Date, hours: Option<&Hours>) -> Option<Moment> {
        let (time, zone, precision) = match hours {
            None => (jiff::civil::Time::midnight(), None, Precision::Day),
            Some(hours) => (
                hours.time?,
                hours.zone,
                if hours.has_seconds {
                    Precision::Second
                } else {
                    Precision::Minute
                },
            ),
        };
        let (at, offset): (Timestamp, Offset) =
            zone::instant(date.to_datetime(time), zone, self.context)?;
        self.not_to_come(Moment::new(at, offset, precision))
    }

    fn not_to_come(&self, moment: Moment) -> Option<Moment> {
        let ahead = moment.timestamp().duration_since(self.context.now);
        (ahead <= SKEW).then_some(moment)
    }

    /// The time after a day, past commas, spaces, `T`, `at` and the like.
    fn hours_after(&self, at: usize) -> Option<Hours> {
        if self
            .tokens
            .word(at)
            .is_some_and(|word| word.letter == Some('t'))
        {
            return hours::read(self.tokens, at + 1, true);
        }
        let start = self.past_separators(at);
        // 2015-01-2109:39 would be read into the day; nothing else may stand directly behind a digit.
        let glued = start == at && matches!(self.tokens.before(at), Some(Kind::Number { .. }));
        let digit = matches!(self.tokens.kind(at), Some(Kind::Number { .. }));
        if glued && digit {
            return None;
        }
        hours::read(self.tokens, start, false)
    }

    fn past_separators(&self, at: usize) -> usize {
        let mut next = at;
        while next - at < 6 {
            let goes_on = match self.tokens.kind(next) {
                Some(Kind::Space) => true,
                // `2015 г. в 09:39`
                Some(Kind::Mark('.')) => self.tokens.before(next).is_some_and(is_link),
                Some(Kind::Mark(mark)) => ",|·•・/-()、:【】[]".contains(mark),
                Some(kind) => is_link(kind),
                _ => false,
            };
            if !goes_on {
                break;
            }
            next += 1;
        }
        next
    }

    /// The index after a weekday and its comma, if one stands at `at`.
    fn past_weekday(&self, at: usize) -> usize {
        let after = self.weekday(at);
        if after == at {
            at
        } else {
            self.past_separators(after)
        }
    }

    /// The index after a weekday behind a date, in brackets or not; else `at`.
    fn weekday_after(&self, at: usize) -> usize {
        let mut start = self.tokens.past_space(at);
        start = self
            .tokens
            .past_space(start + usize::from(self.tokens.is(start, ',')));
        let bracket = self.tokens.is(start, '(') || self.tokens.is(start, '[');
        let day = start + usize::from(bracket);
        let mut after = self.weekday(day);
        if bracket
            && after == day
            && self
                .tokens
                .mark(day)
                .is_some_and(|mark| "月火水木金土日一二三四五六".contains(mark))
        {
            after = day + 1;
        }
        if after == day {
            return at;
        }
        after + usize::from(bracket && matches!(self.tokens.mark(after), Some(')' | ']')))
    }

    fn weekday(&self, at: usize) -> usize {
        if self.tokens.word(at).is_some_and(|word| word.weekday) {
            return at + 1 + usize::from(self.tokens.is(at + 1, '.'));
        }
        let Some(after) = self.tokens.after_any(at, &["星期", "礼拜", "周"]) else {
            let day = self
                .tokens
                .mark(at)
                .filter(|mark| "月火水木金土日월화수목금토일".contains(*mark));
            return match day.and_then(|_| self.tokens.after_any(at + 1, &["曜日", "요일"])) {
                Some(after) => after,
                None => at,
            };
        };
        match self.tokens.mark(after) {
            Some(mark) if "一二三四五六日天".contains(mark) => after + 1,
            _ => at,
        }
    }
}

/// Whether it is a small word between a day and its time: `at`, `à`, `г`.
fn is_link(kind: Kind) -> bool {
    matches!(kind, Kind::Word(word) if word.link && !word.clock)
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

fn compact_hours(digits: i64, has_seconds: bool, zone: Option<zone::Stated>) -> Hours {
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
        digital: true,
        next: 0,
    }
}
