//! The text between the parts of a date: weekdays, commas, brackets, `at` and `um`.

use super::tokens::{TokenKind, Tokens};
use super::words::Flags;

/// The index after commas, spaces and the small words that stand between a day and its time.
pub(super) fn past_separators(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut next = at;
    while next - at < 8 {
        let goes_on = match tokens.kind(next) {
            Some(TokenKind::Space) => true,
            // `2015 г. в 09:39`, `24 ta' Jannar`
            Some(TokenKind::Mark('.' | '\'', _)) => tokens.before(next).is_some_and(is_link),
            Some(TokenKind::Mark(mark, _)) if ",|·•・/-()、:【】[]".contains(mark) => true,
            Some(kind) => is_link(kind),
            None => false,
        };
        if !goes_on {
            break;
        }
        next += 1;
    }
    next
}

/// The index after white space, commas and full stops, and the small words inside a date: `of`, `de`, `г.`.
pub(super) fn past_links(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut next = tokens.past_space(at);
    for _ in 0..2 {
        if tokens
            .word(next)
            .is_some_and(|word| word.is(Flags::LINK) && word.month.is_none())
        {
            next += 1;
            next += usize::from(matches!(tokens.mark(next), Some('.' | '\'')));
            next = tokens.past_space(next);
        }
    }
    next
}

/// A weekday and the index after it and its comma, if one stands at `at`.
pub(super) fn past_weekday(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let (weekday, after) = weekday(tokens, at)?;
    Some((weekday, past_separators(tokens, after)))
}

/// A weekday behind a date, in brackets or not, and the index after it.
pub(super) fn weekday_after(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let mut start = past_links(tokens, tokens.past_dot(at));
    start = tokens.past_space(start + usize::from(tokens.is(start, ',')));
    let bracket = tokens.is(start, '(') || tokens.is(start, '[');
    let day = start + usize::from(bracket);
    let (weekday, after) = match weekday(tokens, day) {
        Some(found) => found,
        None if bracket => (of_mark(tokens.mark(day)?)?, day + 1),
        None => return None,
    };
    let closes = bracket && matches!(tokens.mark(after), Some(')' | ']'));
    Some((weekday, after + usize::from(closes)))
}

fn weekday(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let weekday = tokens.word(at)?.weekday?;
    Some((weekday, tokens.past_dot(at + 1)))
}

/// `(水)`, `(화)`, `(三)`: one character is a weekday in brackets only.
fn of_mark(mark: char) -> Option<i8> {
    const DAYS: [&str; 7] = [
        "月一월",
        "火二화",
        "水三수",
        "木四목",
        "金五금",
        "土六토",
        "日天일",
    ];
    DAYS.iter()
        .zip(1..)
        .find_map(|(marks, day)| marks.contains(mark).then_some(day))
}

/// Whether it is a small word between a day and its time: `at`, `à`, `г`.
fn is_link(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Word(word) | TokenKind::Mark(_, word) => {
            word.is(Flags::LINK) && !word.is(Flags::CLOCK)
        }
        TokenKind::Number { .. } | TokenKind::Space => false,
    }
}
