//! The tokens of a text: numbers, words and marks, in one spelling, each with its place in the text.

pub(super) use super::lexer::TokenKind;
use super::lexer::{self, Token};
use super::vocabulary::Vocabulary;
use super::words::{Flags, Roles};

/// The pieces of one text.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    list: Vec<Token>,
}

impl<'t> Tokens<'t> {
    pub(super) fn of(text: &'t str, gaps: &[usize], vocabulary: &Vocabulary) -> Self {
        Self {
            text,
            list: lexer::tokens(text, gaps, vocabulary),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Token> {
        self.list.get(at).copied()
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.list.get(at).map(|token| token.kind)
    }

    /// As printed, from token to token.
    pub(super) fn printed(&self, from: usize, to: usize) -> &'t str {
        let start = self.get(from).map_or(self.text.len(), |token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.get(last));
        let end = end.map_or(start, |token| token.end);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The token before `at`.
    pub(super) fn before(&self, at: usize) -> Option<TokenKind> {
        at.checked_sub(1).and_then(|before| self.kind(before))
    }

    /// Where the token before `at` ends, white space aside.
    pub(super) fn end_before(&self, at: usize) -> usize {
        let tail = self.list.get(..at).unwrap_or_default();
        let solid = tail
            .iter()
            .rfind(|token| !matches!(token.kind, TokenKind::Space));
        solid.map_or(0, |token| token.end)
    }

    pub(super) fn number(&self, at: usize) -> Option<(u64, usize)> {
        let TokenKind::Number { value, digits } = self.kind(at)? else {
            return None;
        };
        Some((value, digits))
    }

    /// A number of at most two digits.
    pub(super) fn small(&self, at: usize) -> Option<i8> {
        let (value, digits) = self.number(at)?;
        (digits <= 2).then(|| i8::try_from(value).ok()).flatten()
    }

    /// A number of exactly two digits.
    pub(super) fn two_digits(&self, at: usize) -> Option<i8> {
        let (_, digits) = self.number(at)?;
        self.small(at).filter(|_| digits == 2)
    }

    /// What the word at `at` may mean; also of a character that is a word.
    pub(super) fn word(&self, at: usize) -> Option<Roles> {
        match self.kind(at)? {
            TokenKind::Word(roles) | TokenKind::Mark(_, roles) => Some(roles),
            TokenKind::Number { .. } | TokenKind::Space => None,
        }
    }

    /// Whether a word at `at` may mean this.
    pub(super) fn has(&self, at: usize, flag: Flags) -> bool {
        self.word(at).is_some_and(|word| word.is(flag))
    }

    pub(super) fn mark(&self, at: usize) -> Option<char> {
        let TokenKind::Mark(mark, _) = self.kind(at)? else {
            return None;
        };
        Some(mark)
    }

    pub(super) fn is(&self, at: usize, mark: char) -> bool {
        self.mark(at) == Some(mark)
    }

    /// Whether a date written mark by mark can begin at `at`, by its first two characters.
    pub(super) fn mark_begins_date(&self, at: usize) -> bool {
        let Some(first) = self.mark(at) else {
            return false;
        };
        let next = self.mark(at + 1).unwrap_or('\0');
        match first {
            '中' => next == '华',
            '民' => next == '国',
            '令' | '昭' => next == '和',
            '平' => next == '成',
            '今' | '昨' => {
                next != '\0' || self.word(at + 1).is_some_and(|word| word.half.is_some())
            }
            _ if numeral(first).is_some() || scale(first).is_some() => {
                numeral(next).is_some()
                    || scale(next).is_some()
                    || matches!(
                        self.kind(at + 1),
                        Some(TokenKind::Space | TokenKind::Word(_))
                    )
                    || "年月日天周个小秒分时点".contains(next)
            }
            _ => self.word(at).is_some_and(Roles::begins_date),
        }
    }

    /// The index after white space.
    pub(super) fn past_space(&self, at: usize) -> usize {
        match self.kind(at) {
            Some(TokenKind::Space) => at + 1,
            _ => at,
        }
    }

    /// The index after a full stop, if one stands at `at`.
    pub(super) fn past_dot(&self, at: usize) -> usize {
        at + usize::from(self.is(at, '.'))
    }

    /// The index after `marks`, which must follow one another, if they stand at `at`.
    pub(super) fn after(&self, at: usize, marks: &str) -> Option<usize> {
        let mut next = at;
        for mark in marks.chars() {
            if !self.is(next, mark) {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// The index after the first of `choices` that stands at `at`.
    pub(super) fn after_any(&self, at: usize, choices: &[&str]) -> Option<usize> {
        choices.iter().find_map(|marks| self.after(at, marks))
    }

    /// A number below ten thousand, in digits or Chinese numerals, and the index after it.
    pub(super) fn count(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((value, digits)) = self.number(at) {
            return (digits <= 4)
                .then(|| u32::try_from(value).ok())
                .flatten()
                .map(|value| (value, at + 1));
        }
        self.numerals(at)
    }

    /// Chinese numerals: `二〇一五` digit by digit, `二十一` by value.
    fn numerals(&self, at: usize) -> Option<(u32, usize)> {
        let (mut digits, mut total, mut pending, mut by_value) = (0_u32, 0_u32, None, false);
        let mut next = at;
        while let Some(mark) = self.mark(next).filter(|_| next - at < 5) {
            if let Some(digit) = numeral(mark) {
                digits = digits * 10 + digit;
                pending = Some(digit);
            } else if let Some((scale, many)) = scale(mark) {
                by_value = true;
                total += pending.take().unwrap_or(1).min(9) * scale * many;
            } else {
                break;
            }
            next += 1;
        }
        let value = if by_value {
            total + pending.unwrap_or(0)
        } else {
            digits
        };
        (next > at).then_some((value, next))
    }
}

const fn numeral(mark: char) -> Option<u32> {
    Some(match mark {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn scale(mark: char) -> Option<(u32, u32)> {
    match mark {
        '十' => Some((10, 1)),
        '廿' => Some((10, 2)),
        '卅' => Some((10, 3)),
        _ => None,
    }
}
