//! Text as numbers, words and marks, so that the grammar sees one spelling of each thing.
//!
//! Full-width digits and punctuation are folded to ASCII, dashes to `-`, Traditional units to Simplified
//! ones; every token remembers the bytes it came from.

use super::labels::is_relative;
use super::words::{Roles, roles};

/// One piece of the text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Digits: value (saturated) and how many there were.
    Number { value: u64, digits: usize },
    /// Letters of a script that separates words by spaces, with what the word may mean in a date.
    Word(Roles),
    /// Any other character, folded; one Han, kana or Hangul character each.
    Mark(char),
    /// White space.
    Space,
}

/// A piece with its place in the text, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The pieces of one text.
#[derive(Debug)]
pub(super) struct Tokens(Vec<Token>);

impl Tokens {
    pub(super) fn of(text: &str) -> Self {
        let mut list: Vec<Token> = Vec::with_capacity(text.len().min(512) / 2 + 4);
        let mut word = String::new();
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            let mut end = start + c.len_utf8();
            let folded = fold(c);
            let kind = if let Some(first) = folded.to_digit(10) {
                let (mut value, mut digits) = (u64::from(first), 1);
                while let Some(&(at, c)) = chars.peek() {
                    let Some(digit) = fold(c).to_digit(10) else {
                        break;
                    };
                    value = value.saturating_mul(10).saturating_add(u64::from(digit));
                    digits += 1;
                    end = at + c.len_utf8();
                    chars.next();
                }
                Kind::Number { value, digits }
            } else if is_spacing(folded) {
                Kind::Space
            } else if is_invisible(folded) {
                continue;
            } else if is_letter(folded) {
                word.clear();
                word.extend(folded.to_lowercase());
                let capital = folded.is_uppercase();
                let mut upper = capital;
                while let Some(&(at, c)) = chars.peek() {
                    let next = fold(c);
                    let apostrophe =
                        next == '\'' && text[at + c.len_utf8()..].starts_with(is_letter);
                    if !is_letter(next) && !apostrophe {
                        break;
                    }
                    upper &= next.is_uppercase();
                    word.extend(next.to_lowercase());
                    end = at + c.len_utf8();
                    chars.next();
                }
                Kind::Word(Roles {
                    capital,
                    upper,
                    ..roles(&word)
                })
            } else {
                Kind::Mark(folded)
            };
            match (kind, list.last_mut()) {
                (
                    Kind::Space,
                    Some(Token {
                        kind: Kind::Space,
                        end: last,
                        ..
                    }),
                ) => *last = end,
                _ => list.push(Token { kind, start, end }),
            }
        }
        part_glued_times(&mut list);
        Self(list)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Token> {
        self.0.get(at).copied()
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.0.get(at).map(|token| token.kind)
    }

    /// The token before `at`.
    pub(super) fn before(&self, at: usize) -> Option<Kind> {
        at.checked_sub(1).and_then(|before| self.kind(before))
    }

    /// Where the token before `at` ends, white space aside.
    pub(super) fn end_before(&self, at: usize) -> usize {
        let tail = self.0.get(..at).unwrap_or_default();
        let solid = tail
            .iter()
            .rfind(|token| !matches!(token.kind, Kind::Space));
        solid.map_or(0, |token| token.end)
    }

    pub(super) fn number(&self, at: usize) -> Option<(u64, usize)> {
        match self.kind(at)? {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// A number of at most two digits.
    pub(super) fn small(&self, at: usize) -> Option<i8> {
        let (value, digits) = self.number(at)?;
        (digits <= 2).then(|| i8::try_from(value).ok()).flatten()
    }

    pub(super) fn word(&self, at: usize) -> Option<Roles> {
        match self.kind(at)? {
            Kind::Word(roles) => Some(roles),
            _ => None,
        }
    }

    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.kind(at)? {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn is(&self, at: usize, mark: char) -> bool {
        self.mark(at) == Some(mark)
    }

    /// Whether a date written mark by mark can begin at `at`: told by two characters.
    pub(super) fn mark_begins_date(&self, at: usize) -> bool {
        let Some(first) = self.mark(at) else {
            return false;
        };
        let next = self.mark(at + 1).unwrap_or('\0');
        match first {
            '上' | '下' | '午' => matches!(next, '午' | '前' | '后'),
            '中' => matches!(next, '午' | '华'),
            '民' => next == '国',
            '令' | '昭' => next == '和',
            '平' => next == '成',
            '凌' | '清' => next == '晨',
            '傍' => next == '晚',
            '深' => next == '夜',
            '夜' => next == '间',
            '早' | '晚' => next != '\0' || self.number(at + 1).is_some(),
            '星' => next == '期',
            '礼' => next == '拜',
            '周' => "一二三四五六日天".contains(next),
            '火' | '水' | '木' | '金' | '土' | '日' | '月' => next == '曜',
            '월' | '화' | '수' | '목' | '금' | '토' | '일' => next == '요',
            '오' => matches!(next, '전' | '후' | '늘'),
            '今' | '昨' | '本' | '前' | '半' | '刚' => is_relative(first, next),
            _ if numeral(first).is_some() || scale(first).is_some() => {
                numeral(next).is_some()
                    || scale(next).is_some()
                    || matches!(self.kind(at + 1), Some(Kind::Space))
                    || "年月日天周个小秒分时点".contains(next)
            }
            _ => is_relative(first, next),
        }
    }

    /// The index after white space.
    pub(super) fn past_space(&self, at: usize) -> usize {
        match self.kind(at) {
            Some(Kind::Space) => at + 1,
            _ => at,
        }
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

/// Parts `01-2109:39`: a day and a time from two elements that stood side by side.
fn part_glued_times(list: &mut Vec<Token>) {
    let is_glued = |around: &[Token]| {
        let [first, separator, glued, colon, minutes] = around else {
            return false;
        };
        matches!(glued.kind, Kind::Number { digits: 4, .. })
            && matches!(colon.kind, Kind::Mark(':'))
            && matches!(minutes.kind, Kind::Number { digits: 2, .. })
            && matches!(separator.kind, Kind::Mark('-' | '/' | '.'))
            && matches!(first.kind, Kind::Number { .. })
            // All ASCII or all full-width, so that the middle is between characters.
            && matches!(glued.end - glued.start, 4 | 12)
    };
    if !list.windows(5).any(is_glued) {
        return;
    }
    let whole = std::mem::take(list);
    for (at, &token) in whole.iter().enumerate() {
        let around = at.checked_sub(2).and_then(|from| whole.get(from..from + 5));
        match (around, token.kind) {
            (Some(around), Kind::Number { value, .. }) if is_glued(around) => {
                // Full-width digits are three bytes each.
                let middle = token.start + (token.end - token.start) / 2;
                let half = |value, start, end| Token {
                    kind: Kind::Number { value, digits: 2 },
                    start,
                    end,
                };
                list.push(half(value / 100, token.start, middle));
                list.push(half(value % 100, middle, token.end));
            }
            _ => list.push(token),
        }
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

fn is_spacing(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Zero-width and direction marks that pages hide between characters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_ideographic(c)
}

/// Scripts that run words together.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn fold(c: char) -> char {
    match c {
        '\0'..='\x7f' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '∶' | 'ː' => ':',
        '’' | '‘' | 'ʼ' => '\'',
        '○' | '◯' => '〇',
        '時' => '时',
        '鐘' => '钟',
        '週' => '周',
        '個' => '个',
        '點' => '点',
        '號' => '号',
        '剛' => '刚',
        '間' => '间',
        '後' => '后',
        '國' => '国',
        '華' => '华',
        '兩' => '两',
        '禮' => '礼',
        '曆' => '历',
        _ => c,
    }
}
