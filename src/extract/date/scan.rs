//! A pass over a text, date by date, and what the text around each says for or against it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::locale::Locale;
use super::reading::{self, Reading, Trust};
use super::tokens::{Kind, Tokens};
use crate::extract::Context;
use crate::model::Precision;

/// Letters and digits that may stand around a date that is plain by its form.
const AROUND_LIMIT_CHARS: usize = 40;
/// The same around a weaker one.
const AROUND_WEAK_LIMIT_CHARS: usize = 24;

/// The dates of one text, in order.
pub(super) struct Scan<'t, 'c> {
    text: &'t str,
    tokens: Tokens,
    locale: Locale,
    context: &'c Context<'c>,
    at: usize,
}

impl<'t, 'c> Scan<'t, 'c> {
    pub(super) fn of(text: &'t str, context: &'c Context<'c>) -> Self {
        Self {
            text,
            tokens: Tokens::of(text),
            locale: Locale::of(context),
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
            Some(Kind::Number { digits, .. }) => digits <= 14 && self.is_number_free(at),
            Some(Kind::Word(word)) => {
                let glued = matches!(self.tokens.before(at), Some(Kind::Number { .. }));
                !glued && word.begins_date()
            }
            Some(Kind::Mark(mark)) => BEGINNINGS.contains(mark),
            _ => false,
        }
    }

    /// Whether the number at `at` is not the tail of a phone number, an id, a price or a path.
    fn is_number_free(&self, at: usize) -> bool {
        let further = at
            .checked_sub(2)
            .and_then(|further| self.tokens.kind(further));
        match self.tokens.before(at) {
            Some(Kind::Word(_)) => false,
            Some(Kind::Mark('$' | '¥' | '€' | '£' | '#' | '+' | '@' | '%' | '_' | '\\' | '~')) => {
                false
            }
            Some(Kind::Mark('-' | '/' | '.')) => {
                matches!(further, None | Some(Kind::Space | Kind::Mark(_)))
                    && !matches!(further, Some(Kind::Mark('/' | ':' | '.')))
            }
            Some(Kind::Mark(':')) => !matches!(further, Some(Kind::Number { .. })),
            _ => true,
        }
    }

    /// Whether what follows a reading does not make it part of something longer.
    fn may_end(&self, reading: &Reading) -> bool {
        let next = reading.next;
        let strong = reading.trust == Trust::Certain;
        let ends_in_digits = matches!(self.tokens.before(next), Some(Kind::Number { .. }));
        match self.tokens.kind(next) {
            Some(Kind::Word(word)) if ends_in_digits => strong && (word.capital || word.link),
            Some(Kind::Mark(mark @ ('-' | '/' | '.' | ':'))) if ends_in_digits => {
                let joined = self.tokens.number(next + 1).is_some();
                let same = self.tokens.is(next.wrapping_sub(2), mark);
                if mark == '/' && same {
                    return false;
                }
                !joined || (strong && !same)
            }
            Some(Kind::Mark('%' | '元' | '€' | '$' | '°' | '岁' | '期' | '+' | '@' | '_'))
                if ends_in_digits =>
            {
                strong
            }
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
            Trust::Plain | Trust::Relative if timed => AROUND_WEAK_LIMIT_CHARS,
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
        let is_rule = |c: char| "|·•/-–—()[]【】()：:".contains(c);
        let left = before.trim_end();
        let right = after.trim_start();
        (left.is_empty() || left.ends_with(is_rule) || ends_with_label(left))
            && (right.is_empty() || right.starts_with(is_rule))
    }

    /// Whether the text begins or ends with it, and a space or a bracket keeps it off the rest.
    pub(super) fn stands_at_an_edge(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        let is_bracket = |c: char| "()[]【】（）〔〕|".contains(c);
        let is_gap = |c: char| c.is_whitespace() || is_bracket(c);
        let first = before.trim_matches(is_gap).is_empty();
        let last = after.trim_matches(is_gap).is_empty();
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
        (first || last) && kept_off && !number && (marked || self.locale.big_endian)
    }

    fn around(&self, range: &Range<usize>) -> (&'t str, &'t str) {
        (
            self.text.get(..range.start).unwrap_or_default(),
            self.text.get(range.end..).unwrap_or_default(),
        )
    }
}

/// Characters, folded, that begin a date written mark by mark.
const BEGINNINGS: &str = "〇一二三四五六七八九十两廿卅半刚今昨前本周星礼民中令平昭上下午凌早晚清傍深夜月火水木金土日오어그방たお월화수목금토일";

/// What announces a date or follows it, in any of the languages we read.
const LABELS: &str = "发布时间|发布日期|发布于|发布|發布時間|發布|發佈|发表时间|发表于|发表|發表|出版時間|更新时间|更新時間|更新于|更新日|更新|时间|時間|日期|于|於|公開日|公開|投稿日|投稿|配信|掲載|登载|刊登|刊发|입력|수정|등록|기사입력|승인|first published|last modified|last updated|published on|published|publication date|updated|posted on|posted|created|modified|release date|pubdate|date|time|on|at|veröffentlicht|aktualisiert|erschienen|stand|datum|am|uhr|publié le|publié|mis à jour le|mise à jour|le|publicado el|publicado|actualizado|publicerad|publisert|oppdatert|uppdaterad|opdateret|pubblicato|il|опубликовано|обновлено|дата|г";

struct Labels {
    only: Regex,
    at_end: Regex,
    at_start: Regex,
}

static READ: LazyLock<Option<Labels>> = LazyLock::new(|| {
    Some(Labels {
        only: Regex::new(&format!(r"(?i)^[\W_]*(?:(?:{LABELS})[\W_]*)*$")).ok()?,
        at_end: Regex::new(&format!(r"(?i)(?:^|\W|\p{{Han}})(?:{LABELS})[\W_]*$")).ok()?,
        at_start: Regex::new(r"(?i)^[\W_]*(?:来源|來源|作者|编辑|編輯|责任编辑|责编|记者|記者|发布|更新|发表|阅读|浏览|点击|评论|by\b|source|uhr)").ok()?,
    })
});

fn is_label(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
        || READ
            .as_ref()
            .is_some_and(|labels| labels.only.is_match(text))
}

fn ends_with_label(text: &str) -> bool {
    READ.as_ref()
        .is_some_and(|labels| labels.at_end.is_match(text))
}

fn is_apart_before(text: &str) -> bool {
    !text.ends_with(char::is_alphanumeric) || ends_with_label(text)
}

fn is_apart_after(text: &str) -> bool {
    !text.starts_with(char::is_alphanumeric)
        || READ
            .as_ref()
            .is_some_and(|labels| labels.at_start.is_match(text))
}
