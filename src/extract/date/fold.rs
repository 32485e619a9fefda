//! Characters in one spelling, as the grammar compares them.
//!
//! In words: lower case, no accents of Latin, Greek and Cyrillic, no vowel points, no tatweel; letters that Arabic and
//! Persian keyboards write differently are one. In marks: full-width forms as ASCII, Traditional units as
//! Simplified ones. Digits of every script count.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::page::lines::is_cjk;

/// A decimal digit of any script.
pub(super) fn digit(c: char) -> Option<u32> {
    /// The zeros; nine digits follow each.
    const ZEROS: [u32; 18] = [
        0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
        0x0DE6, 0x0E50, 0x0ED0, 0x1040, 0x17E0, 0x1810, 0xFF10,
    ];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = c as u32;
    let zero = ZEROS.iter().rfind(|&&zero| zero <= code)?;
    Some(code - zero).filter(|&digit| digit < 10)
}

/// A character that words are made of, in a script that parts them by spaces.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    (c.is_alphabetic() || is_combining_mark(c)) && !runs_together(c)
}

/// Scripts that run words together: Han, kana, Hangul, Thai, Lao, Burmese, Khmer.
pub(super) const fn runs_together(c: char) -> bool {
    // Jamo and CJK marks besides.
    is_cjk(c)
        || matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2FE0}'..='\u{33FF}')
        || matches!(c, '\u{0E01}'..='\u{0E4E}' | '\u{0E80}'..='\u{0ECD}' | '\u{1000}'..='\u{103F}' | '\u{1780}'..='\u{17D3}')
}

/// Zero-width and direction marks that pages hide between characters, and joiners that only shape letters.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' | '\u{61C}')
}

/// A character of a word; `None` for what makes no difference.
pub(super) fn letter(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        'İ' | 'ı' => 'i',
        'ς' => 'σ',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' | 'ہ' | 'ۀ' | 'ۂ' => 'ه',
        // Accents, points of vowels, tatweel, nukta.
        '\u{0300}'..='\u{036F}'
        | '\u{0591}'..='\u{05C7}'
        | '\u{0640}'
        | '\u{064B}'..='\u{0655}'
        | '\u{0670}'
        | '\u{093C}'
        | '\u{09BC}'
        | '\u{0A3C}' => return None,
        'À'..='ɏ'
        | 'Ͱ'..='ӿ'
        | 'Ḁ'..='\u{1FFF}'
        | '\u{0958}'..='\u{095F}'
        | '\u{09DC}'..='\u{09DF}'
        | '\u{0A33}'..='\u{0A5E}' => base(lower(c)),
        _ if is_invisible(c) => return None,
        _ if runs_together(c) => mark(c),
        _ => lower(mark(c)),
    })
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Without its accent.
fn base(c: char) -> char {
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    first.unwrap_or(c)
}

/// A character outside words.
pub(super) fn mark(c: char) -> char {
    match c {
        '\0'..='\x7f' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '∶' | 'ː' => ':',
        '’' | '‘' | 'ʼ' | 'ʻ' | '׳' | '′' => '\'',
        '״' | '”' => '"',
        '،' | '၊' | '፣' => ',',
        '॰' | '։' => '.',
        '○' | '◯' => '〇',
        '時' => '时',
        '鐘' | '鍾' => '钟',
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
        '發' => '发',
        '佈' => '布',
        '於' => '于',
        '數' => '数',
        '幾' => '几',
        '約' => '约',
        '傳' => '传',
        '編' => '编',
        '現' => '现',
        '晝' => '昼',
        _ => c,
    }
}

/// A phrase of a table in the spelling of pages' words. No white space stands beside its marks: `a. m` is `a.m`.
pub(super) fn phrase(text: &str) -> String {
    let mut phrase = String::with_capacity(text.len());
    for c in text.chars().filter_map(letter) {
        let c = if c.is_whitespace() { ' ' } else { c };
        let is_mark = |c: char| c.is_ascii_punctuation();
        if is_mark(c) && phrase.ends_with(' ') {
            phrase.pop();
        }
        if c != ' ' || !(phrase.is_empty() || phrase.ends_with(is_mark)) {
            phrase.push(c);
        }
    }
    phrase
}
