//! Text into numbers, words and marks.

use super::fold;
use super::vocabulary::{self, Vocabulary};
use super::words::{Flags, Roles};

/// One piece of the text.
#[derive(Debug, Clone, Copy)]
pub(super) enum TokenKind {
    /// Digits: value (saturated) and how many there were.
    Number { value: u64, digits: usize },
    /// A word or a phrase, with what it may mean in a date.
    Word(Roles),
    /// Any other character, folded; one of a script without spaces each, where no longer word is known.
    Mark(char, Roles),
    /// White space, or the edge of an element between two things that touch.
    Space,
}

/// A piece with its place in the text, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The pieces of `text`. At each of `gaps`, in bytes and ascending, an element begins or ends: no word and no
/// number goes on across it, and what touches there is as far apart as if white space stood between.
pub(super) fn tokens(text: &str, gaps: &[usize], vocabulary: &Vocabulary) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        gaps,
        vocabulary,
        word: String::new(),
        list: Vec::with_capacity(text.len().min(512) / 2 + 4),
    };
    let mut at = 0;
    while at < text.len() {
        at = lexer.piece(at);
    }
    part_glued_times(&mut lexer.list);
    lexer.list
}

struct Lexer<'t, 'v> {
    text: &'t str,
    gaps: &'t [usize],
    vocabulary: &'v Vocabulary,
    /// Reused from word to word.
    word: String,
    list: Vec<Token>,
}

impl Lexer<'_, '_> {
    /// Adds what begins at `start`; where it ends.
    fn piece(&mut self, start: usize) -> usize {
        let Some(c) = self.text[start..].chars().next() else {
            return self.text.len();
        };
        while let [gap, later @ ..] = self.gaps
            && *gap <= start
        {
            if *gap == start {
                self.part(start, c);
            }
            self.gaps = later;
        }
        let end = start + c.len_utf8();
        if let Some(first) = fold::digit(c) {
            return self.number(start, end, first);
        }
        if is_spacing(c) {
            return self.push(TokenKind::Space, start, end);
        }
        if fold::is_invisible(c) {
            return end;
        }
        if fold::runs_together(c) {
            return match vocabulary::run(&self.text[start..]) {
                Some((roles, length)) if length > c.len_utf8() => {
                    self.push(TokenKind::Word(roles), start, start + length)
                }
                Some((roles, _)) => self.push(TokenKind::Mark(fold::mark(c), roles), start, end),
                None => self.push(TokenKind::Mark(fold::mark(c), Roles::default()), start, end),
            };
        }
        if fold::is_letter(c) {
            return self.letters(start, c);
        }
        self.push(TokenKind::Mark(fold::mark(c), Roles::default()), start, end)
    }

    /// Sets apart what touches where an element begins or ends.
    fn part(&mut self, at: usize, next: char) {
        let is_solid = |c: char| fold::is_letter(c) || fold::digit(c).is_some();
        if is_solid(next) && self.text[..at].ends_with(is_solid) {
            self.push(TokenKind::Space, at, at);
        }
    }

    fn number(&mut self, start: usize, end: usize, first: u32) -> usize {
        let (mut end, mut value, mut digits) = (end, u64::from(first), 1);
        let limit = self.next_gap();
        for c in self.text[end..].chars() {
            let Some(digit) = fold::digit(c).filter(|_| end < limit) else {
                break;
            };
            value = value.saturating_mul(10).saturating_add(u64::from(digit));
            digits += 1;
            end += c.len_utf8();
        }
        self.push(TokenKind::Number { value, digits }, start, end)
    }

    fn letters(&mut self, start: usize, first: char) -> usize {
        self.word.clear();
        let capital = first.is_uppercase();
        let (mut end, mut upper) = (start, capital);
        let limit = self.next_gap();
        // Most words are of these letters alone.
        let plain = self.text.as_bytes()[start..].iter().take(limit - start);
        end += plain
            .take_while(|letter| letter.is_ascii_alphabetic())
            .count();
        let plain = &self.text[start..end];
        upper &= !plain.bytes().any(|letter| letter.is_ascii_lowercase());
        self.word.push_str(plain);
        self.word.make_ascii_lowercase();
        for c in self.text[end..].chars() {
            let is_apostrophe = fold::mark(c) == '\''
                && self.text[end + c.len_utf8()..].starts_with(fold::is_letter);
            if end >= limit || !(fold::is_letter(c) || is_apostrophe || fold::is_invisible(c)) {
                break;
            }
            upper &= !c.is_lowercase();
            self.word.extend(fold::letter(c));
            end += c.len_utf8();
        }
        let mut roles = self.vocabulary.roles(&self.word);
        if roles.is(Flags::PHRASE)
            && let Some((phrase, length)) = self.vocabulary.phrase(&self.word, &self.text[end..])
        {
            end += length;
            roles = phrase;
        }
        for (flag, is_so) in [(Flags::CAPITAL, capital), (Flags::UPPER, upper)] {
            if is_so {
                roles.flags = roles.flags.with(flag);
            }
        }
        self.push(TokenKind::Word(roles), start, end)
    }

    fn next_gap(&self) -> usize {
        self.gaps.first().copied().unwrap_or(usize::MAX)
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) -> usize {
        match (kind, self.list.last_mut()) {
            (
                TokenKind::Space,
                Some(Token {
                    kind: TokenKind::Space,
                    end: last,
                    ..
                }),
            ) => *last = end,
            _ => self.list.push(Token { kind, start, end }),
        }
        end
    }
}

fn is_spacing(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Parts `01-2109:39`: a day and a time from two elements that stood side by side.
fn part_glued_times(list: &mut Vec<Token>) {
    let is_glued = |around: &[Token]| {
        let [first, separator, glued, colon, minutes] = around else {
            return false;
        };
        matches!(glued.kind, TokenKind::Number { digits: 4, .. })
            && matches!(colon.kind, TokenKind::Mark(':', _))
            && matches!(minutes.kind, TokenKind::Number { digits: 2, .. })
            && matches!(separator.kind, TokenKind::Mark('-' | '/' | '.', _))
            && matches!(first.kind, TokenKind::Number { .. })
            // All of one script, so that the middle is between characters.
            && matches!(glued.end - glued.start, 4 | 8 | 12)
    };
    if !list.windows(5).any(is_glued) {
        return;
    }
    let whole = std::mem::take(list);
    for (at, &token) in whole.iter().enumerate() {
        let around = at.checked_sub(2).and_then(|from| whole.get(from..from + 5));
        match (around, token.kind) {
            (Some(around), TokenKind::Number { value, .. }) if is_glued(around) => {
                // Each digit of another script takes two bytes or three.
                let middle = token.start + (token.end - token.start) / 2;
                let half = |value, start, end| Token {
                    kind: TokenKind::Number { value, digits: 2 },
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
