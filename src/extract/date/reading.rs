//! One date of a text: a day, its time and its time zone, resolved to a moment or refused.

use jiff::civil::Date;

use super::between::{past_separators, past_weekday, weekday_after};
use super::calendar;
use super::day::{Calendar, Clarity, Day};
use super::hours::{self, Alone, Hours, Place};
use super::locale::Locale;
use super::relative;
use super::tokens::{TokenKind, Tokens};
use super::words::Flags;
use crate::language::Order;
use crate::model::{Moment, Precision};
use crate::page::Context;

/// What stands at one place of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// `None`: the text has the form of a date that is refused, since it is impossible or in the future.
    pub(super) moment: Option<Moment>,
    pub(super) swapped: Option<Swapped>,
    pub(super) trust: Trust,
    pub(super) form: Form,
    pub(super) start: usize,
    /// The index after it.
    pub(super) next: usize,
}

impl Reading {
    pub(super) const fn of(form: Form, start: usize, next: usize) -> Self {
        Self {
            moment: None,
            swapped: None,
            trust: Trust::Bare,
            form,
            start,
            next,
        }
    }
}

/// The other reading of a date of which each number may be the day or the month: `02/01/2015`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swapped {
    /// The date.
    pub moment: Moment,
    /// The order of day and month in that reading.
    pub order: Order,
}

/// How much of a date is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Year, month and day.
    Full,
    /// A day of the most recent year, month or week.
    Yearless,
    /// It counts from now: `3小时前`, `yesterday`.
    Relative,
    /// It counts years from now: `40 years ago`. It names no day, and most texts with it tell of the past.
    Years,
    /// The time of the most recent such hour, by its words: `9.30 Uhr`.
    Time,
    /// `12:30`, `1h30`: so, or how long something runs.
    Clock,
}

/// How much the text around a date must support it.
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
    /// `09:39`, `20150121`, an epoch, `3年前`: only as the whole text.
    Bare,
}

/// The date that begins at `at`.
pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    locale: &Locale,
    context: &Context<'_>,
) -> Option<Reading> {
    let reader = Reader {
        tokens,
        locale,
        context,
    };
    if let TokenKind::Space = tokens.kind(at)? {
        return None;
    }
    let is_number = tokens.number(at).is_some();
    let reading = reader
        .relative(at)
        .or_else(|| is_number.then(|| reader.compact(at)).flatten())
        .or_else(|| reader.dated(at))
        .or_else(|| (!is_number).then(|| reader.named(at)).flatten());
    match reading {
        None => reader.time_first(at).or_else(|| reader.of_month(at)),
        // `9.30 Uhr` has the shape of a day as well.
        Some(weak) if weak.trust == Trust::Bare && is_number => reader
            .time_first(at)
            .filter(|time| time.next > weak.next)
            .or(Some(weak)),
        found => found,
    }
}

/// Reads the dates of one text.
pub(super) struct Reader<'a, 'c> {
    pub(super) tokens: &'a Tokens<'a>,
    pub(super) locale: &'a Locale,
    pub(super) context: &'a Context<'c>,
}

impl Reader<'_, '_> {
    /// A calendar day and the time that may follow; a weekday may stand before it.
    fn dated(&self, start: usize) -> Option<Reading> {
        let weekday = past_weekday(self.tokens, start);
        if let Some((weekday, day_at)) = weekday {
            let found = calendar::read(self.tokens, day_at, self.locale);
            if let Some(found) = found {
                // `Monday 9.30am`: the numbers have the shape of a day.
                let time = (found.form == Clarity::Bare)
                    .then(|| self.of_week(start, weekday, day_at))
                    .flatten()
                    .filter(|time| time.next > found.next);
                return time.or_else(|| self.with_time(start, found, Some(weekday)));
            }
            // `mar` is a Tuesday and March.
            if let Some(found) = calendar::read(self.tokens, start, self.locale) {
                return self.with_time(start, found, None);
            }
            return self.of_week(start, weekday, day_at);
        }
        let found = calendar::read(self.tokens, start, self.locale)?;
        self.with_time(start, found, None)
    }

    fn with_time(&self, start: usize, found: Calendar, weekday: Option<i8>) -> Option<Reading> {
        let behind = weekday_after(self.tokens, found.next);
        let mut next = behind.map_or(found.next, |(_, next)| next);
        // `24.11. 9.30`: the second full stop makes the first two numbers a day.
        let is_closed = self.locale.dotted_clock() && self.tokens.is(found.next - 1, '.');
        let is_plain = matches!(found.form, Clarity::Certain | Clarity::Plain)
            || matches!(found.day, Day::On(_))
            || is_closed;
        let hours = self.hours_after(next, is_plain);
        let mut day = found.day;
        if let Some(hours) = &hours {
            next = hours.next;
            // `Wed Jan 21 09:39:00 CST 2015` (ctime, Java): the year comes last.
            let year_at = self.tokens.past_space(next);
            if let (Day::Yearless { month, day: of, .. }, Some((year, 4))) =
                (day, self.tokens.number(year_at))
            {
                let year = i16::try_from(year).ok()?;
                day = Date::new(year, month, of).map_or(Day::Impossible, Day::On);
                next = year_at + 1;
            }
        }
        let trust = match (found.form, &hours, day) {
            (Clarity::Bare, _, _) => Trust::Bare,
            (Clarity::Certain, _, _) | (_, Some(_), Day::On(_)) => Trust::Certain,
            (Clarity::Plain, _, _) | (_, Some(_), _) => Trust::Plain,
            (Clarity::Weak, None, _) => Trust::Weak,
        };
        let moment = self.resolve(day, hours.as_ref());
        let swapped = self.swapped(&found, hours.as_ref());
        // `Sunday, 11/01/2026`: of the two days one is a Sunday.
        let weekday = weekday.or(behind.map(|(weekday, _)| weekday));
        let is = |moment: Option<Moment>| weekday.is_some() && weekday_of(moment) == weekday;
        let other = swapped.map(|swapped| swapped.moment);
        let (moment, swapped) = match (is(moment), is(other)) {
            (true, _) => (moment, None),
            (false, true) => (other, None),
            _ => (moment, swapped),
        };
        let form = if matches!(day, Day::Yearless { .. }) {
            Form::Yearless
        } else {
            Form::Full
        };
        Some(Reading {
            moment,
            swapped,
            trust,
            ..Reading::of(form, start, next)
        })
    }

    fn swapped(&self, found: &Calendar, hours: Option<&Hours>) -> Option<Swapped> {
        let (day, order) = found.swapped?;
        let moment = self.resolve(day, hours)?;
        Some(Swapped { moment, order })
    }

    /// `周三 09:30`: the most recent such day.
    fn of_week(&self, start: usize, weekday: i8, at: usize) -> Option<Reading> {
        let hours = hours::read(
            self.tokens,
            at,
            Place::AfterDate,
            self.locale.dotted_clock(),
        )?;
        Some(Reading {
            moment: self.resolve(Day::OfWeek(weekday), Some(&hours)),
            ..Reading::of(Form::Yearless, start, hours.next)
        })
    }

    /// `28日 9時30分`: of the most recent month that fits.
    fn of_month(&self, start: usize) -> Option<Reading> {
        let (day, next) = calendar::day_of_month(self.tokens, start)?;
        let next = weekday_after(self.tokens, next).map_or(next, |(_, next)| next);
        let hours = self.hours_after(next, false)?;
        Some(Reading {
            moment: self.resolve(Day::OfMonth(day), Some(&hours)),
            ..Reading::of(Form::Yearless, start, hours.next)
        })
    }

    /// A time, and the day that may follow it; else the most recent such time.
    fn time_first(&self, start: usize) -> Option<Reading> {
        let hours = hours::read(self.tokens, start, Place::Anywhere, false)
            .or_else(|| self.dotted_alone(start))?;
        let after = past_separators(self.tokens, hours.next);
        let day_at = past_weekday(self.tokens, after).map_or(after, |(_, next)| next);
        if let Some(found) = calendar::read(self.tokens, day_at, self.locale)
            && (matches!(found.form, Clarity::Certain | Clarity::Plain)
                || (found.form == Clarity::Weak && matches!(found.day, Day::On(_))))
        {
            // 12:10 | 2020-07-04 20:30: the second time is the date's own.
            let own = self.with_time(day_at, found, None);
            if let Some(own) = own
                && own.next > found.next
                && self.has_time_behind(found.next)
            {
                return Some(own);
            }
            let is_full = matches!(found.day, Day::On(_) | Day::Impossible);
            return Some(Reading {
                moment: self.resolve(found.day, Some(&hours)),
                swapped: self.swapped(&found, Some(&hours)),
                trust: if found.form == Clarity::Certain {
                    Trust::Certain
                } else {
                    Trust::Plain
                },
                ..Reading::of(
                    if is_full { Form::Full } else { Form::Yearless },
                    start,
                    found.next,
                )
            });
        }
        let named = relative::day(self.tokens, day_at, self.locale);
        if let Some(day) = named.filter(|day| !day.needs_time) {
            return Some(Reading {
                moment: self.resolve(Day::On(day.date), Some(&hours)),
                trust: Trust::Relative,
                ..Reading::of(Form::Relative, start, day.next)
            });
        }
        let form = match hours.alone {
            Alone::No => return None,
            Alone::Clock => Form::Clock,
            Alone::Words => Form::Time,
        };
        let today = self.resolve(Day::On(self.locale.today), Some(&hours));
        let yesterday = self.locale.today.yesterday().ok()?;
        Some(Reading {
            moment: today.or_else(|| self.resolve(Day::On(yesterday), Some(&hours))),
            ..Reading::of(form, start, hours.next)
        })
    }

    /// `9.30`, in languages that write it so and have a decimal comma.
    fn dotted_alone(&self, start: usize) -> Option<Hours> {
        let is_last = self.tokens.kind(start + 3).is_none();
        (is_last && self.locale.dotted_clock())
            .then(|| hours::read(self.tokens, start, Place::AfterDate, true))
            .flatten()
    }

    fn has_time_behind(&self, at: usize) -> bool {
        let next = weekday_after(self.tokens, at).map_or(at, |(_, next)| next);
        self.hours_after(next, true).is_some()
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
        if whole_days && let Some(hours) = self.hours_after(next, false) {
            let day = self.context.zone.to_datetime(at).date();
            moment = self.resolve(Day::On(day), Some(&hours))?;
            next = hours.next;
        }
        // `now` is a word of many meanings; 刚刚 is not.
        let is_word = ago.is_now && !self.tokens.has(start, Flags::RUN);
        let (trust, form) = match (ago.counts_years(), is_word) {
            (true, _) => (Trust::Bare, Form::Years),
            (false, true) => (Trust::Named, Form::Relative),
            (false, false) => (Trust::Relative, Form::Relative),
        };
        Some(Reading {
            moment: self.not_to_come(moment),
            trust,
            ..Reading::of(form, start, next)
        })
    }

    /// 昨天 12:00, `heute, 18:00 Uhr`, `Mittwoch, gestern`.
    fn named(&self, start: usize) -> Option<Reading> {
        let day_at = past_weekday(self.tokens, start).map_or(start, |(_, next)| next);
        let day = relative::day(self.tokens, day_at, self.locale)?;
        let hours = self.hours_after(day.next, true);
        if day.needs_time && hours.is_none() {
            return None;
        }
        let next = match &hours {
            Some(hours) => hours.next,
            None => self.past_half(day.next),
        };
        Some(Reading {
            moment: self.resolve(Day::On(day.date), hours.as_ref()),
            trust: if hours.is_some() {
                Trust::Relative
            } else {
                Trust::Named
            },
            ..Reading::of(Form::Relative, start, next)
        })
    }

    /// The index after the half of a day without an hour: `gestern Abend`, 昨天下午.
    fn past_half(&self, at: usize) -> usize {
        let half = self.tokens.past_space(at);
        match self.tokens.word(half) {
            Some(word) if word.half.is_some() => self.tokens.past_dot(half + 1),
            _ => at,
        }
    }

    /// The time after a day, past commas, spaces, `T`, `at` and the like; `is_plain`: the day is one, so that a
    /// full stop may part hours and minutes.
    pub(super) fn hours_after(&self, at: usize, is_plain: bool) -> Option<Hours> {
        let dotted = self.locale.dotted_clock();
        if self.tokens.has(at, Flags::T) && self.tokens.number(at + 1).is_some() {
            return hours::read(self.tokens, at + 1, Place::Iso, dotted);
        }
        // `24. 11. 2026. u 9:30`
        let start = past_separators(self.tokens, self.tokens.past_dot(at));
        let place = if is_plain && start > at {
            Place::AfterDate
        } else {
            Place::Anywhere
        };
        hours::read(self.tokens, start, place, dotted)
    }
}

fn weekday_of(moment: Option<Moment>) -> Option<i8> {
    let moment = moment?;
    let local = moment.offset().to_datetime(moment.timestamp());
    Some(local.date().weekday().to_monday_one_offset())
}
