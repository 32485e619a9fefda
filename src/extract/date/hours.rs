//! The time of day: `09:39:00.5`, `9:39 a.m.`, `上午9时39分`, `09h39`, `kl. 09.39`.

use super::tokens::Tokens;
use super::words::Half;
use super::zone::{self, Stated};

/// A time of day as printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours {
    /// `None`: it has a time's shape, and no clock shows it.
    pub(super) time: Option<jiff::civil::Time>,
    pub(super) has_seconds: bool,
    pub(super) zone: Option<Stated>,
    /// Plain enough to stand for a date without one: `09:39`, not `9am`.
    pub(super) digital: bool,
    /// The index after it.
    pub(super) next: usize,
}

/// The time at `at`. `iso`: a `T` stands before it.
pub(super) fn read(tokens: &Tokens, at: usize, iso: bool) -> Option<Hours> {
    let (before, start) = half_before(tokens, at);
    let clock = tokens.word(start).is_some_and(|word| word.clock);
    let start = if clock {
        let dot = start + 1 + usize::from(tokens.is(start + 1, '.'));
        tokens.past_space(dot)
    } else {
        start
    };
    let dial = dial(tokens, start, clock)?;
    let (half, next) = match half_after(tokens, dial.next) {
        Some((half, next)) => (Some(half), next),
        None => (before, dial.next),
    };
    if dial.minute.is_none() && half.is_none() && !dial.worded {
        return None;
    }
    let oclock = tokens.past_space(next);
    let next = if tokens.word(oclock).is_some_and(|word| word.oclock) {
        oclock + 1
    } else {
        next
    };
    let (zone, next) = match zone::stated(tokens, next, iso, dial.second.is_some()) {
        Some((zone, next)) => (Some(zone), next),
        None => (None, next),
    };
    // No clock shows a sixty-first second; a leap second is told as the one before it, as jiff does.
    let second = dial
        .second
        .map(|second| if second == 60 { 59 } else { second });
    let time = hour(dial.hour, half).and_then(|hour| {
        jiff::civil::Time::new(
            hour,
            dial.minute.unwrap_or(0),
            second.unwrap_or(0),
            dial.nanos,
        )
        .ok()
    });
    Some(Hours {
        time,
        has_seconds: second.is_some(),
        zone,
        digital: dial.minute.is_some() && !dial.worded,
        next,
    })
}

struct Dial {
    hour: i8,
    minute: Option<i8>,
    second: Option<i8>,
    nanos: i32,
    /// Written with units (9时39分).
    worded: bool,
    next: usize,
}

fn dial(tokens: &Tokens, at: usize, dotted: bool) -> Option<Dial> {
    let hour = tokens.small(at)?;
    let mut dial = Dial {
        hour,
        minute: None,
        second: None,
        nanos: 0,
        worded: false,
        next: at + 1,
    };
    let two = |at| {
        tokens
            .number(at)
            .filter(|&(_, digits)| digits == 2)
            .and_then(|_| tokens.small(at))
    };
    if tokens.is(at + 1, ':') {
        dial.minute = Some(two(at + 2)?);
        dial.next = at + 3;
        if tokens.is(at + 3, ':')
            && let Some(second) = two(at + 4)
        {
            dial.second = Some(second);
            dial.next = at + 5;
            if matches!(tokens.mark(at + 5), Some('.' | ','))
                && let Some((value, digits @ 1..=9)) = tokens.number(at + 6)
            {
                let scale = 10_u64.pow(u32::try_from(9 - digits).unwrap_or(0));
                dial.nanos = i32::try_from(value * scale).unwrap_or(0);
                dial.next = at + 7;
            }
        }
        // `1:02:03:04` and `09:39:5` are no times of day.
        let more = tokens.is(dial.next, ':') && tokens.number(dial.next + 1).is_some();
        return (!more).then_some(dial);
    }
    if tokens.is(at + 1, '.')
        && let Some(minute) = two(at + 2)
    {
        let after = tokens.past_space(at + 3);
        if dotted
            || tokens
                .word(after)
                .is_some_and(|word| word.oclock || word.half.is_some())
        {
            dial.minute = Some(minute);
            dial.next = at + 3;
            return Some(dial);
        }
    }
    let unit = tokens.past_space(at + 1);
    let after = tokens.after_any(unit, &["时", "点", "시"]).or_else(|| {
        tokens
            .word(unit)
            .filter(|word| word.hours)
            .map(|_| unit + 1)
    });
    let Some(after) = after else {
        let oclock = tokens.word(unit).is_some_and(|word| word.oclock);
        dial.worded = oclock;
        return Some(dial);
    };
    // 3时间前 counts hours; it is not three o'clock.
    if tokens.after_any(after, &["间", "前", "간"]).is_some() {
        return None;
    }
    dial.worded = true;
    dial.next = after;
    if let Some(next) = tokens.after(after, "半") {
        dial.minute = Some(30);
        dial.next = next;
        return Some(dial);
    }
    let minute_at = tokens.past_space(after);
    if let Some(minute) = tokens.small(minute_at) {
        dial.minute = Some(minute);
        dial.next = tokens
            .after_any(minute_at + 1, &["分", "분"])
            .unwrap_or(minute_at + 1);
        let second_at = tokens.past_space(dial.next);
        if let Some(second) = tokens.small(second_at)
            && let Some(next) = tokens.after_any(second_at + 1, &["秒", "초"])
        {
            dial.second = Some(second);
            dial.next = next;
        }
    }
    Some(dial)
}

/// The half of the day in front of the hour: 上午, 午後, 오전.
fn half_before(tokens: &Tokens, at: usize) -> (Option<Half>, usize) {
    const HALVES: [(Half, &[&str]); 4] = [
        (
            Half::Before,
            &["上午", "凌晨", "早上", "清晨", "早晨", "午前", "오전", "早"],
        ),
        (Half::Noon, &["中午"]),
        (Half::After, &["下午", "午后", "傍晚", "오후"]),
        (Half::Night, &["晚上", "晚间", "夜间", "深夜", "晚"]),
    ];
    for (half, words) in HALVES {
        if let Some(next) = tokens.after_any(at, words) {
            return (Some(half), tokens.past_space(next));
        }
    }
    // English printed the Korean way round: `AM 9:39`.
    match tokens.word(at).and_then(|word| word.half) {
        Some(half) => (Some(half), tokens.past_space(at + 1)),
        None => (None, at),
    }
}

/// `AM`, `p.m.` after the time.
fn half_after(tokens: &Tokens, at: usize) -> Option<(Half, usize)> {
    let next = tokens.past_space(at);
    if let Some(half) = tokens.word(next).and_then(|word| word.half) {
        return Some((half, next + 1));
    }
    let half = match tokens.word(next)?.letter? {
        'a' => Half::Before,
        'p' => Half::After,
        _ => return None,
    };
    let m = tokens.word(next + 2)?.letter == Some('m');
    (tokens.is(next + 1, '.') && m)
        .then(|| (half, next + 3 + usize::from(tokens.is(next + 3, '.'))))
}

fn hour(hour: i8, half: Option<Half>) -> Option<i8> {
    Some(match (half, hour) {
        (Some(Half::Before), 12) => 0,
        (Some(Half::After), 1..=11) | (Some(Half::Noon), 1..=3) | (Some(Half::Night), 5..=11) => {
            hour + 12
        }
        (Some(Half::Night), 12) => return None,
        _ => hour,
    })
}
