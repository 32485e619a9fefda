//! Dates that count from now: `3小时前`, `vor 3 Stunden`, `yesterday`, 前天, 刚刚.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::locale::Locale;
use super::tokens::Tokens;
use super::words::Unit;

/// A count of time before now, and the index after it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ago {
    seconds: i64,
    days: i64,
    months: i64,
    pub(super) next: usize,
}

impl Ago {
    /// The instant, and whether it is no more than a day.
    pub(super) fn before(self, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, bool)> {
        if self.days == 0 && self.months == 0 {
            let at = now
                .checked_sub(jiff::SignedDuration::from_secs(self.seconds))
                .ok()?;
            // A page that says minutes knows no seconds.
            let whole = at.as_second() - at.as_second().rem_euclid(60);
            return Some((Timestamp::from_second(whole).ok()?, false));
        }
        let span = Span::new()
            .try_months(self.months)
            .ok()?
            .try_days(self.days)
            .ok()?;
        let day = zone.to_datetime(now).date().checked_sub(span).ok()?;
        let midnight = zone
            .to_ambiguous_timestamp(day.at(0, 0, 0, 0))
            .compatible()
            .ok()?;
        Some((midnight, true))
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

/// `3小时前`, `1小时30分钟前`, `3 hours ago`, `an hour ago`, `il y a 3 heures`, 刚刚, `just now`.
pub(super) fn ago(tokens: &Tokens, at: usize) -> Option<Ago> {
    const JUST_NOW: [&str; 6] = ["刚刚", "刚才", "たった今", "방금 전", "방금", "방금전"];
    if let Some(next) = tokens.after_any(at, &JUST_NOW) {
        return Some(Ago {
            next,
            ..Ago::default()
        });
    }
    let (opened, mut next) = opening(tokens, at);
    let mut ago = Ago::default();
    let mut counted = 0;
    while counted < 3 {
        let Some((count, unit, after)) = amount(tokens, next) else {
            break;
        };
        ago.add(count, unit);
        counted += 1;
        ago.next = after;
        next = tokens.past_space(after);
    }
    if counted == 0 {
        return None;
    }
    if let Some(after) = tokens.after_any(next, &["以前", "之前", "前", "전"]) {
        return Some(Ago { next: after, ..ago });
    }
    if tokens.word(next).is_some_and(|word| word.ago) {
        return Some(Ago {
            next: next + 1,
            ..ago
        });
    }
    opened.then_some(ago)
}

/// Whether `vor`, `hace`, `il y a` stands at `at` and makes what follows a relative date, and the index after it.
fn opening(tokens: &Tokens, at: usize) -> (bool, usize) {
    let Some(word) = tokens.word(at) else {
        return (false, at);
    };
    let next = tokens.past_space(at + 1);
    let letter = |at: usize| tokens.word(at).and_then(|word| word.letter);
    let last = tokens.past_space(next + 1);
    if word.since_with_ago && letter(next) == Some('y') && letter(last) == Some('a') {
        return (true, tokens.past_space(last + 1));
    }
    match (word.since, word.since_with_ago) {
        (true, _) => (true, next),
        (_, true) => (false, next),
        _ => (false, at),
    }
}

/// `3小时`, `半小时`, `3 hours`, `an hour`.
fn amount(tokens: &Tokens, at: usize) -> Option<(i64, Unit, usize)> {
    if let Some(word) = tokens.word(at) {
        let unit_at = tokens.past_space(at + 1);
        let unit = tokens.word(unit_at)?.unit?;
        return word.one.then_some((1, unit, unit_at + 1));
    }
    if let Some(half) = tokens.after(at, "半") {
        let half = tokens.after(half, "个").unwrap_or(half);
        let (unit, next) = unit(tokens, half)?;
        return (unit == Unit::Hour).then_some((30, Unit::Minute, next));
    }
    let (count, next) = tokens.count(at)?;
    let (unit, next) = unit(tokens, tokens.past_space(next))?;
    Some((i64::from(count), unit, next))
}

fn unit(tokens: &Tokens, at: usize) -> Option<(Unit, usize)> {
    // Longer ones first: 个月 is no 个.
    const UNITS: [(Unit, &[&str]); 7] = [
        (Unit::Second, &["秒钟", "秒", "초"]),
        (Unit::Minute, &["分钟", "分间", "分", "분"]),
        (
            Unit::Hour,
            &["个小时", "小时", "个钟头", "钟头", "时间", "시간"],
        ),
        (
            Unit::Month,
            &["个月", "个月间", "ヶ月", "か月", "カ月", "개월", "달"],
        ),
        (
            Unit::Week,
            &[
                "个星期",
                "星期",
                "周间",
                "个礼拜",
                "礼拜",
                "周",
                "주일",
                "주",
            ],
        ),
        (Unit::Day, &["天", "日间", "日", "일"]),
        (Unit::Year, &["年", "년"]),
    ];
    if let Some(word) = tokens.word(at) {
        return word
            .unit
            .map(|unit| (unit, at + 1 + usize::from(tokens.is(at + 1, '.'))));
    }
    UNITS
        .into_iter()
        .find_map(|(unit, words)| Some((unit, tokens.after_any(at, words)?)))
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
pub(super) fn day(tokens: &Tokens, at: usize, locale: &Locale) -> Option<NamedDay> {
    const DAYS: [(i64, bool, &[&str]); 5] = [
        (
            2,
            false,
            &["前天", "前日", "一昨日", "おととい", "그저께", "그제"],
        ),
        (1, false, &["昨天", "昨日", "어제"]),
        (0, false, &["今天", "今日", "本日", "오늘"]),
        (1, true, &["昨"]),
        (0, true, &["今"]),
    ];
    let found = DAYS.into_iter().find_map(|(days, needs_time, words)| {
        Some((days, needs_time, tokens.after_any(at, words)?))
    });
    let (days, needs_time, next) = match found {
        Some(found) => found,
        None => latin_day(tokens, at, locale).map(|(days, next)| (days, false, next))?,
    };
    let date = locale.today.checked_sub(Span::new().days(days)).ok()?;
    Some(NamedDay {
        date,
        needs_time,
        next,
    })
}

fn latin_day(tokens: &Tokens, at: usize, locale: &Locale) -> Option<(i64, usize)> {
    let word = tokens.word(at)?;
    if let Some(days) = word.day {
        return (locale.french || !word.french).then_some((i64::from(days), at + 1));
    }
    let second = tokens.past_space(at + 1);
    let days = tokens.word(second)?.day_after_i.filter(|_| word.i)?;
    Some((i64::from(days), second + 1))
}
