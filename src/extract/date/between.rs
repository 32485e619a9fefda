//! What stands between the parts of a date: weekdays, commas, brackets, `at` and `um`.

use super::tokens::{Kind, Tokens};

/// The index after commas, spaces and the small words that stand between a day and its time.
pub(super) fn past_separators(tokens: &Tokens, at: usize) -> usize {
    let mut next = at;
    while next - at < 6 {
        let goes_on = match tokens.kind(next) {
            Some(Kind::Space) => true,
            // `2015 г. в 09:39`
            Some(Kind::Mark('.')) => tokens.before(next).is_some_and(is_link),
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
pub(super) fn past_weekday(tokens: &Tokens, at: usize) -> usize {
    let after = weekday(tokens, at);
    if after == at {
        at
    } else {
        past_separators(tokens, after)
    }
}

/// The index after a weekday behind a date, in brackets or not; else `at`.
pub(super) fn weekday_after(tokens: &Tokens, at: usize) -> usize {
    let mut start = tokens.past_space(at);
    start = tokens.past_space(start + usize::from(tokens.is(start, ',')));
    let bracket = tokens.is(start, '(') || tokens.is(start, '[');
    let day = start + usize::from(bracket);
    let mut after = weekday(tokens, day);
    if bracket
        && after == day
        && tokens
            .mark(day)
            .is_some_and(|mark| "月火水木金土日一二三四五六".contains(mark))
    {
        after = day + 1;
    }
    if after == day {
        return at;
    }
    after + usize::from(bracket && matches!(tokens.mark(after), Some(')' | ']')))
}

fn weekday(tokens: &Tokens, at: usize) -> usize {
    if tokens.word(at).is_some_and(|word| word.weekday) {
        return at + 1 + usize::from(tokens.is(at + 1, '.'));
    }
    let Some(after) = tokens.after_any(at, &["星期", "礼拜", "周"]) else {
        let day = tokens
            .mark(at)
            .filter(|mark| "月火水木金土日월화수목금토일".contains(*mark));
        return match day.and_then(|_| tokens.after_any(at + 1, &["曜日", "요일"])) {
            Some(after) => after,
            None => at,
        };
    };
    match tokens.mark(after) {
        Some(mark) if "一二三四五六日天".contains(mark) => after + 1,
        _ => at,
    }
}

/// Whether it is a small word between a day and its time: `at`, `à`, `г`.
fn is_link(kind: Kind) -> bool {
    matches!(kind, Kind::Word(word) if word.link && !word.clock)
}
