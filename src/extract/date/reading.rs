//! One date of the text: a day, its time and zone together, resolved to a moment or refused.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::SKEW;
use super::between;
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
    let day_at = between::past_weekday(tokens, at);
    let relative = || reader.relative(start);
    let dated = || reader.dated(start, day_at);
    let named = || reader.named(start, day_at);
    let time_first = || reader.time_first(start);
    match tokens.kind(start)? {
        Kind::Number { .. } => relative()
            .or_else(|| reader.compact(start))
            .or_else(dated)
            .or_else(time_first),
        Kind::Word(_) | Kind::Mark(_) => {
            relative().or_else(dated).or_else(named).or_else(time_first)
        }
        Kind::Space => None,
    }
}

/// Reads the dates of one text.
pub(super) struct Reader<'a, 'c> {
    pub(super) tokens: &'a Tokens,
    locale: &'a Locale,
    pub(super) context: &'a Context<'c>,
}

impl Reader<'_, '_> {
    /// A calendar day and the time that may follow.
    fn dated(&self, start: usize, day_at: usize) -> Option<Reading> {
        let calendar = calendar::read(self.tokens, day_at, self.locale)?;
        let mut next = between::weekday_after(self.tokens, calendar.next);
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
        let day_at = between::past_weekday(
            self.tokens,
            between::past_separators(self.tokens, hours.next),
        );
        if let Some(calendar) = calendar::read(self.tokens, day_at, self.locale)
            && matches!(calendar.form, Form::Certain | Form::Plain)
        {
            // 12:10 | 2020-07-04 20:30: the second time is the date's own.
            return Some(match self.dated(day_at, day_at) {
                Some(own)
                    if own.next > calendar.next
                        && self
                            .hours_after(between::weekday_after(self.tokens, calendar.next))
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

    /// Day and time as an instant that is not to come.
    pub(super) fn resolve(&self, day: Day, hours: Option<&Hours>) -> Option<Moment> {
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

    pub(super) fn not_to_come(&self, moment: Moment) -> Option<Moment> {
        let ahead = moment.timestamp().duration_since(self.context.now);
        (ahead <= SKEW).then_some(moment)
    }

    /// The time after a day, past commas, spaces, `T`, `at` and the like.
    pub(super) fn hours_after(&self, at: usize) -> Option<Hours> {
        if self
            .tokens
            .word(at)
            .is_some_and(|word| word.letter == Some('t'))
        {
            return hours::read(self.tokens, at + 1, true);
        }
        let start = between::past_separators(self.tokens, at);
        hours::read(self.tokens, start, false)
    }
}
