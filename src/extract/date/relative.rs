//! Dates relative to now: `3小时前`, `vor etwa 3 Stunden`, `2 weeks, 3 days ago`, `час назад`, `yesterday`, 前天, 刚刚.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use super::locale::Locale;
use super::time_zone;
use super::tokens::{TokenKind, Tokens};
use super::words::{Flags, Past};
use crate::language::Unit;

/// A relative date counts in no more units than this.
const UNITS_LIMIT: usize = 3;
/// An older relative date is one that the story reports.
const MONTHS_LIMIT: i64 = 20 * 12;

/// A count of time before now, and the index after it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ago {
    seconds: i64,
    days: i64,
    months: i64,
    /// A word for "now", not a count.
    pub(super) is_now: bool,
    pub(super) next: usize,
}

impl Ago {
    /// The instant, and whether it is no more than a day.
    pub(super) fn before(self, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, bool)> {
        let local = zone.to_datetime(now);
        let span = Span::new()
            .try_months(self.months)
            .ok()?
            .try_days(self.days)
            .ok()?;
        let date = local.date().checked_sub(span).ok()?;
        let counts_days = self.days != 0 || self.months != 0;
        if counts_days && self.seconds == 0 {
            let (midnight, _) = time_zone::in_zone(date.at(0, 0, 0, 0), zone)?;
            return Some((midnight, true));
        }
        let at = if counts_days {
            time_zone::in_zone(date.to_datetime(local.time()), zone)?.0
        } else {
            now
        };
        let at = at
            .checked_sub(SignedDuration::from_secs(self.seconds))
            .ok()?;
        // A page that says minutes knows no seconds.
        let whole = at.as_second() - at.as_second().rem_euclid(60);
        Some((Timestamp::from_second(whole).ok()?, false))
    }

    /// Whether it is a year or more.
    pub(super) const fn counts_years(self) -> bool {
        self.months >= 12
    }

    fn add(&mut self, count: i64, unit: Unit) {
        match unit {
            Unit::Second => self.seconds += count,
            Unit::Minute => self.seconds += count * 60,
            Unit::Hour => self.seconds += count * 3600,
            Unit::Day => self.days += count,
            Unit::Week => self.days += count * 7,
            Unit::Month => self.months += count,
            Unit::Year => self.months += count * 12,
        }
    }
}

/// `3小时前`, `1小时30分钟前`, `3 hours ago`, `an hour ago`, `il y a environ 3 heures`, 刚刚, `just now`.
pub(super) fn ago(tokens: &Tokens<'_>, at: usize) -> Option<Ago> {
    let word = tokens.word(at);
    let opens = word.is_some_and(|word| word.is(Flags::OPENS));
    let next = if opens || tokens.has(at, Flags::OPENS_WITH_AGO) {
        tokens.past_space(at + 1)
    } else {
        at
    };
    counted(tokens, past_about(tokens, next), opens).or_else(|| {
        let is_now = word.is_some_and(|word| word.past == Some(Past::Now));
        is_now.then(|| Ago {
            is_now,
            next: at + 1,
            ..Ago::default()
        })
    })
}

/// Amounts of smaller and smaller units, and what closes them; `is_closed`: nothing needs to.
fn counted(tokens: &Tokens<'_>, at: usize, is_closed: bool) -> Option<Ago> {
    let mut is_closed = is_closed;
    let mut ago = Ago::default();
    let mut last: Option<Unit> = None;
    let mut next = at;
    for _ in 0..UNITS_LIMIT {
        let Some(amount) = amount(tokens, next) else {
            break;
        };
        // `5 min, 3 hours ago`: how long it takes to read, and when it was written.
        if last.is_some_and(|last| amount.unit >= last) {
            break;
        }
        ago.add(amount.count, amount.unit);
        ago.next = amount.next;
        last = Some(amount.unit);
        is_closed |= amount.says_ago;
        if let Some((minutes, after)) = glued_minutes(tokens, &amount) {
            ago.add(minutes, Unit::Minute);
            ago.next = after;
            break;
        }
        next = past_and(tokens, amount.next);
    }
    last.filter(|_| ago.months <= MONTHS_LIMIT)?;
    let after = tokens.past_space(past_about(tokens, tokens.past_space(ago.next)));
    if tokens.has(after, Flags::AGO) {
        ago.next = after + 1;
        return Some(ago);
    }
    is_closed.then_some(ago)
}

/// The index after words for "about".
fn past_about(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut next = at;
    for _ in 0..2 {
        if tokens.has(next, Flags::ABOUT) {
            next = tokens.past_space(tokens.past_dot(next + 1));
        }
    }
    next
}

/// The index after a comma and `and`, between two amounts.
fn past_and(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut next = tokens.past_space(at);
    if matches!(tokens.mark(next), Some(',' | '、')) {
        next = tokens.past_space(next + 1);
    }
    if tokens.has(next, Flags::AND) {
        next += 1;
        next = tokens.past_space(next + usize::from(tokens.is(next, '-')));
    }
    next
}

/// The minutes of `1h30`, which have no unit of their own.
fn glued_minutes(tokens: &Tokens<'_>, hours: &Amount) -> Option<(i64, usize)> {
    let minutes = tokens.two_digits(hours.next)?;
    let is_last = amount(tokens, hours.next).is_none();
    (hours.unit == Unit::Hour && minutes < 60 && is_last)
        .then(|| (i64::from(minutes), hours.next + 1))
}

struct Amount {
    count: i64,
    unit: Unit,
    /// The unit says "ago" itself: `3 órája`.
    says_ago: bool,
    next: usize,
}

/// `3小时`, `3 hours`, `two hours`, `half an hour`, `saa 3`; with half of it added also `an hour and a half`.
fn amount(tokens: &Tokens<'_>, at: usize) -> Option<Amount> {
    let numbered = number(tokens, at).and_then(|(count, next)| {
        let mut unit_at = tokens.past_space(next);
        // `20 de ore`
        if tokens.has(unit_at, Flags::LINK) && tokens.word(unit_at)?.unit.is_none() {
            unit_at = tokens.past_space(unit_at + 1);
        }
        let unit = tokens.word(unit_at)?;
        Some(Amount {
            count,
            unit: unit.unit?,
            says_ago: unit.is(Flags::AGO),
            next: tokens.past_dot(unit_at + 1),
        })
    });
    let amount = numbered
        .or_else(|| {
            let (count, unit) = tokens.word(at)?.amount?;
            Some(Amount {
                count: count.into(),
                unit,
                says_ago: false,
                next: at + 1,
            })
        })
        .or_else(|| {
            let unit = tokens.word(at).filter(|word| word.is(Flags::UNIT_FIRST))?;
            let (count, next) = number(tokens, tokens.past_space(at + 1))?;
            Some(Amount {
                count,
                unit: unit.unit?,
                says_ago: false,
                next,
            })
        })?;
    let half = tokens.past_space(amount.next);
    if tokens.has(half, Flags::HALF_PAST) && amount.unit == Unit::Hour {
        return Some(Amount {
            count: amount.count * 60 + 30,
            unit: Unit::Minute,
            next: half + 1,
            ..amount
        });
    }
    Some(amount)
}

/// A number in digits or words.
fn number(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    match tokens.kind(at)? {
        TokenKind::Word(word) => Some((word.number?.into(), at + 1)),
        TokenKind::Mark(_, word) if word.number.is_some() => Some((word.number?.into(), at + 1)),
        TokenKind::Number { .. } | TokenKind::Mark(..) | TokenKind::Space => tokens
            .count(at)
            .map(|(count, next)| (i64::from(count), next)),
    }
}

/// A day by its distance.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedDay {
    pub(super) date: Date,
    /// 昨 and 今 are days only before a time (昨晚9点).
    pub(super) needs_time: bool,
    pub(super) next: usize,
}

/// 昨天, `gestern`, `i går`.
pub(super) fn day(tokens: &Tokens<'_>, at: usize, locale: &Locale) -> Option<NamedDay> {
    let named = tokens.word(at).and_then(|word| match word.past? {
        Past::Now => None,
        Past::Today => Some(0),
        Past::Yesterday => Some(1),
        Past::BeforeYesterday => Some(2),
    });
    let (days, needs_time) = match (named, tokens.mark(at)) {
        (Some(days), _) => (days, false),
        (None, Some('昨')) => (1, true),
        (None, Some('今')) => (0, true),
        _ => return None,
    };
    let date = locale.today.checked_sub(Span::new().days(days)).ok()?;
    Some(NamedDay {
        date,
        needs_time,
        next: at + 1,
    })
}
