//! A pass over a text, date by date, which checks the text around each.

use std::ops::Range;

use super::labels::{announced_behind, begins_with_label, ends_with_label, is_label};
use super::locale::Locale;
use super::reading::{self, Reading, Trust};
use super::tokens::{TokenKind, Tokens};
use super::words::{Flags, Roles};
use crate::model::Precision;
use crate::page::Context;

/// Letters and digits that may stand around a date that is plain by its form.
const AROUND_LIMIT_CHARS: usize = 40;
/// The same around a date of a weaker form.
const AROUND_WEAK_LIMIT_CHARS: usize = 24;

/// More words beside a date are no author and no source.
const NAMES_LIMIT: usize = 8;

/// A longer word is no "and", nor a comma with it.
const AND_LIMIT_CHARS: usize = 4;

/// What is looked at on either side of a date. A whole date ([`super::parse`]) never has more beside it.
const AROUND_BYTES: usize = 300;

/// The dates of one text, in order.
pub(super) struct Scan<'t, 'c> {
    text: &'t str,
    gaps: &'t [usize],
    tokens: Tokens<'t>,
    locale: Locale,
    context: &'c Context<'c>,
    at: usize,
}

impl<'t, 'c> Scan<'t, 'c> {
    /// `gaps`: where elements begin and end, in bytes.
    pub(super) fn of(text: &'t str, gaps: &'t [usize], context: &'c Context<'c>) -> Self {
        let locale = Locale::of(context);
        Self {
            text,
            gaps,
            tokens: Tokens::of(text, gaps, locale.vocabulary),
            locale,
            context,
            at: 0,
        }
    }

    /// The next thing with a date's shape whose neighbours do not make it part of something else.
    pub(super) fn next_reading(&mut self) -> Option<Reading> {
        while self.at < self.tokens.len() {
            let at = self.at;
            self.at += 1;
            if !self.may_begin(at) {
                continue;
            }
            let Some(reading) = reading::read(&self.tokens, at, &self.locale, self.context) else {
                continue;
            };
            // Nothing inside what was read is looked at again: 02-30 of 2015-02-30 is no date either.
            self.at = reading.next.max(at + 1);
            if self.may_end(&reading) {
                return Some(reading);
            }
        }
        None
    }

    /// The bytes of a reading.
    pub(super) fn range(&self, reading: &Reading) -> Range<usize> {
        let start = self
            .tokens
            .get(reading.start)
            .map_or(0, |token| token.start);
        let end = self.tokens.end_before(reading.next);
        start..end.max(start)
    }

    /// Whether `at` can be the beginning of a date, by itself and by what stands before it.
    fn may_begin(&self, at: usize) -> bool {
        match self.tokens.kind(at) {
            Some(TokenKind::Number { digits, .. }) => digits <= 14 && self.is_number_free(at),
            Some(TokenKind::Word(word)) => {
                let glued = matches!(self.tokens.before(at), Some(TokenKind::Number { .. }));
                (!glued || word.is(Flags::RUN)) && word.begins_date()
            }
            Some(TokenKind::Mark(..)) => self.tokens.mark_begins_date(at),
            _ => false,
        }
    }

    /// Whether the number at `at` is not the tail of a phone number, an id, a price or a path.
    fn is_number_free(&self, at: usize) -> bool {
        let further = at
            .checked_sub(2)
            .and_then(|further| self.tokens.kind(further));
        match self.tokens.before(at) {
            // `约3小时前`, `ב24`: what is written onto the front of numbers.
            Some(TokenKind::Word(word)) => self.is_prefix(at - 1, word),
            Some(TokenKind::Mark(
                '$' | '¥' | '€' | '£' | '#' | '+' | '@' | '%' | '_' | '\\' | '§' | '№',
                _,
            )) => false,
            // `~3 hours ago`, not the end of `10~12`.
            Some(TokenKind::Mark('~', _)) => !matches!(further, Some(TokenKind::Number { .. })),
            Some(TokenKind::Mark('-' | '/' | '.', _)) => match further {
                None | Some(TokenKind::Space) => true,
                Some(TokenKind::Mark(mark, _)) => !matches!(mark, '/' | ':' | '.'),
                Some(TokenKind::Word(word)) => {
                    self.tokens.is(at - 1, '-') && self.is_prefix(at - 2, word)
                }
                Some(TokenKind::Number { .. }) => false,
            },
            Some(TokenKind::Mark(':', _)) => !matches!(further, Some(TokenKind::Number { .. })),
            _ => true,
        }
    }

    /// Whether the word at `at` is written onto the front of other words: of a script without spaces, or without
    /// capitals, as Hebrew's are.
    fn is_prefix(&self, at: usize, word: Roles) -> bool {
        let has_case = |c: char| c.is_lowercase() || c.is_uppercase();
        word.is(Flags::RUN)
            || (word.is(Flags::LINK.with(Flags::ABOUT).with(Flags::AND))
                && !self.tokens.printed(at, at + 1).contains(has_case))
    }

    /// Whether what follows a reading does not make it part of something longer.
    fn may_end(&self, reading: &Reading) -> bool {
        let next = reading.next;
        let strong = reading.trust == Trust::Certain;
        let ends_in_digits = matches!(self.tokens.before(next), Some(TokenKind::Number { .. }));
        match self.tokens.kind(next) {
            Some(TokenKind::Word(word)) if ends_in_digits => {
                word.is(Flags::RUN)
                    || (strong && word.is(Flags::CAPITAL.with(Flags::LINK).with(Flags::OCLOCK)))
            }
            Some(TokenKind::Mark(mark @ ('-' | '/' | '.' | ':'), _)) if ends_in_digits => {
                let joined = self.tokens.number(next + 1).is_some();
                let same = self.tokens.is(next.wrapping_sub(2), mark);
                if mark == '/' && same {
                    return false;
                }
                !joined || (strong && !same)
            }
            Some(TokenKind::Mark(
                '%' | '元' | '€' | '$' | '°' | '岁' | '期' | '+' | '@' | '_',
                _,
            )) if ends_in_digits => strong,
            _ => true,
        }
    }

    /// Whether the whole text says no more than this date: what [`super::parse`] asks.
    pub(super) fn is_whole(&self, range: &Range<usize>, reading: &Reading) -> bool {
        let (before, after) = self.around(range);
        if is_label(before) && is_label(after) {
            return true;
        }
        let timed = reading
            .moment
            .is_some_and(|moment| moment.precision() != Precision::Day);
        let limit = match reading.trust {
            Trust::Certain => AROUND_LIMIT_CHARS,
            Trust::Plain if timed => AROUND_WEAK_LIMIT_CHARS,
            // `Feuer vor 3 Stunden gelöscht` is a headline.
            Trust::Relative if timed && self.stands_apart(range) => AROUND_WEAK_LIMIT_CHARS,
            Trust::Plain | Trust::Relative | Trust::Named | Trust::Weak | Trust::Bare => {
                return false;
            }
        };
        let around = before
            .chars()
            .chain(after.chars())
            .filter(|c| c.is_alphanumeric());
        around.count() <= limit && is_apart_before(before) && is_apart_after(after)
    }

    /// Whether a mark or the text's end stands on both sides: `Yesterday | Reuters`, not `said yesterday that`.
    pub(super) fn stands_apart(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        let is_rule = |c: char| "|·•/-–—()[]【】（）：:".contains(c);
        let left = before.trim_end();
        let right = after.trim_start();
        // `Published yesterday, updated 2 hours ago`
        let next_is_announced = || {
            let (first, rest) = right.split_once(char::is_whitespace).unwrap_or_default();
            announced_behind(right).is_some()
                || (first.chars().count() <= AND_LIMIT_CHARS && announced_behind(rest).is_some())
        };
        // `Ann Lee` and `4 hours ago` that touch, in elements of their own.
        let is_edge = |at: usize| self.gaps.binary_search(&at).is_ok();
        let glued_before = before.ends_with(char::is_alphanumeric) && is_edge(range.start);
        let glued_after = after.starts_with(char::is_alphanumeric) && is_edge(range.end);
        (left.is_empty()
            || glued_before
            || left.ends_with(is_rule)
            || ends_with_label(left)
            || ends_with_label(self.own_element(range.start)))
            && (right.is_empty()
                || glued_after
                || right.starts_with(is_rule)
                || begins_with_label(right)
                || next_is_announced())
    }

    /// The text before `at`, back to where its element begins: `4 hours ago` and `Updated` may touch there.
    fn own_element(&self, at: usize) -> &'t str {
        let before = self.gaps.partition_point(|&gap| gap < at);
        let gap = before.checked_sub(1).and_then(|last| self.gaps.get(last));
        gap.and_then(|&gap| self.text.get(gap..at))
            .unwrap_or_default()
    }

    /// Whether it closes a row of facts: `5 min read, 3 hours ago`.
    pub(super) fn closes_row(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        before.trim_end().ends_with([',', '，', '、']) && after.trim().is_empty()
    }

    /// Whether the words beside it, if there are any, are names and labels: `Ann Lee 3 hours ago`, not `The bridge fell 3
    /// weeks ago`. No name touches it: 他两个月前来过 is a sentence.
    pub(super) fn stands_beside_names(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        if before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric) {
            return false;
        }
        let is_prose = |word: &str| word.starts_with(char::is_lowercase) && !is_label(word);
        let words = || before.split_whitespace().chain(after.split_whitespace());
        !words().any(is_prose) && words().count() <= NAMES_LIMIT
    }

    /// Whether a label announces it, or the text begins or ends with it and a space or a bracket keeps it off the rest.
    pub(super) fn stands_at_an_edge(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        let is_bracket = |c: char| "()[]【】（）〔〕|".contains(c);
        let is_gap = |c: char| c.is_whitespace() || is_bracket(c);
        let first = before.len() < AROUND_BYTES && before.trim_matches(is_gap).is_empty();
        let last = after.len() < AROUND_BYTES && after.trim_matches(is_gap).is_empty();
        let (inner, kept_off) = if last {
            (before, before.ends_with(is_gap))
        } else {
            (after, after.starts_with(is_gap))
        };
        if first && last {
            return true;
        }
        let marked = if last {
            inner.trim_end().ends_with(is_bracket)
        } else {
            inner.trim_start().starts_with(is_bracket)
        };
        let inner = inner.trim_matches(is_gap);
        let number = if last {
            inner.ends_with(char::is_numeric)
        } else {
            inner.starts_with(char::is_numeric)
        };
        // 10-12 people; 10-12 岁 is rarer than a list's date.
        let at_edge = (first || last) && kept_off && !number && (marked || self.locale.big_endian);
        at_edge || (!after.starts_with(char::is_alphanumeric) && ends_with_label(before))
    }

    /// The text around, within a bound: a hostile page must not have all of its text read again for every date.
    fn around(&self, range: &Range<usize>) -> (&'t str, &'t str) {
        let from = self
            .text
            .ceil_char_boundary(range.start.saturating_sub(AROUND_BYTES));
        let to = self
            .text
            .floor_char_boundary((range.end + AROUND_BYTES).min(self.text.len()));
        (
            self.text.get(from..range.start).unwrap_or_default(),
            self.text.get(range.end..to).unwrap_or_default(),
        )
    }
}

fn is_apart_before(text: &str) -> bool {
    !text.ends_with(char::is_alphanumeric) || ends_with_label(text)
}

fn is_apart_after(text: &str) -> bool {
    !text.starts_with(char::is_alphanumeric) || begins_with_label(text)
}
