//! How well an encoding reads some bytes: 0 is perfect, 1 is nonsense.
//!
//! UTF-8 is recognised by its structure. A multi-byte encoding is judged by how common its characters are: each table
//! has the frequent ones in one block. A single-byte encoding accepts any byte, and is judged by what no language does:
//! symbols inside words, capitals after small letters, two scripts in one word.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE,
};
use unicode_normalization::char::is_combining_mark;

/// A claim with a misfit up to here is believed.
pub(super) const PLAUSIBLE: f32 = 0.3;
/// By this much the page's claim must fit better to win over the header's.
pub(super) const CLEARLY: f32 = 0.1;

/// With fewer cased letters than this, the share of capitals means nothing: a headline has one capital, and an
/// abbreviation has nothing else.
const TELLING_LETTERS: usize = 30;

/// The letters of a sentence, at most.
const SENTENCE_LETTERS: usize = 120;

/// How many bytes are looked at. Detection takes about 15 ms per 100 KB.
const SAMPLE_BYTES: usize = 32 * 1024;

/// The parts of a page that are not plain ASCII, up to 32 KB of them.
///
/// Cut at `<` and line ends, which no encoding that extends ASCII uses inside a character.
pub(super) fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::with_capacity(bytes.len().min(SAMPLE_BYTES));
    let escapes = bytes.windows(3).any(|w| matches!(w, b"\x1b$B" | b"\x1b$@"));
    for part in bytes.split_inclusive(|b| matches!(b, b'<' | b'\n' | b'\r')) {
        let room = SAMPLE_BYTES - sample.len();
        if room == 0 {
            break;
        }
        if escapes || !part.is_ascii() {
            sample.extend_from_slice(&part[..part.len().min(room)]);
        }
    }
    sample
}

/// The encoding of bytes without a believable claim. The domain gives no hint, since it misleads more than it helps.
///
/// chardetng rules out a multi-byte encoding at the first malformed byte, which any page may hold. So its guess
/// is compared with our own, by the East Asian tables.
pub(super) fn detect(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    let guess = match detector.guess(None, Utf8Detection::Allow) {
        e if e == GBK => GB18030,
        e => e,
    };
    let mut best = (guess, misfit(guess, sample));
    for encoding in [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR] {
        let misfit = misfit(encoding, sample);
        if misfit + CLEARLY < best.1 {
            best = (encoding, misfit);
        }
    }
    best.0
}

/// The evidence for UTF-8.
#[derive(Debug, Clone, Copy)]
pub(super) struct Utf8 {
    good: usize,
    bad: usize,
}

impl Utf8 {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let letters = |text: &str| text.bytes().filter(|b| *b >= 0xC0).count();
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Self {
                good: letters(text),
                bad: 0,
            };
        }
        let (mut good, mut bad) = (0, 0);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            good += letters(chunk.valid());
            // A body may be cut off inside a character.
            let cut_off = chunks.peek().is_none() && chunk.invalid().first() >= Some(&0xC2);
            if !chunk.invalid().is_empty() && !cut_off {
                bad += 1;
            }
            if bad > 1000 && bad > good {
                break;
            }
        }
        Self { good, bad }
    }

    /// Whether it is so clearly UTF-8 that no claim counts. Other encodings do not form valid sequences by chance, neither
    /// four in a row nor four times out of five.
    pub(super) const fn evident(self) -> bool {
        self.good >= 4 && self.good >= 4 * self.bad
    }

    /// Whether a claim of UTF-8 is believable: plain ASCII, or mostly valid.
    pub(super) const fn plausible(self) -> bool {
        self.bad == 0 || self.good > self.bad
    }
}

/// How badly `encoding` reads the bytes: 0 is text, 1 is nonsense.
pub(super) fn misfit(encoding: &'static Encoding, sample: &[u8]) -> f32 {
    if encoding == ISO_2022_JP {
        return if sample.contains(&0x1b) { 0.0 } else { 1.0 };
    }
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return 1.0; // without a BOM and without zeros
    }
    let (odd, all) = match Table::of(encoding) {
        Some(table) => multi_byte(table, sample),
        None => single_byte(encoding, sample),
    };
    if all == 0 {
        return 0.0;
    }
    (odd as f32 / all as f32).min(1.0)
}

#[derive(Clone, Copy, PartialEq)]
enum Table {
    Gb,
    Big5,
    ShiftJis,
    EucJp,
    EucKr,
}

impl Table {
    fn of(encoding: &'static Encoding) -> Option<Self> {
        [
            (GB18030, Self::Gb),
            (GBK, Self::Gb),
            (BIG5, Self::Big5),
            (SHIFT_JIS, Self::ShiftJis),
            (EUC_JP, Self::EucJp),
            (EUC_KR, Self::EucKr),
        ]
        .into_iter()
        .find_map(|(e, table)| (e == encoding).then_some(table))
    }

    const fn block(self, lead: u8, trail: u8) -> Block {
        match (self, lead) {
            (Self::Gb | Self::EucJp | Self::EucKr, _) if trail < 0xA1 => Block::Rare,
            (Self::ShiftJis, 0x81) | (_, 0xA1..=0xA3) | (Self::Gb, 0xA6..=0xA9) => Block::Symbol,
            // GB 2312 level 1 is in the order of pinyin: "a" to "h", "h" to "z".
            (Self::Gb, 0xB0..=0xC8) => Block::Common,
            (Self::Gb, 0xC9..=0xD7) => Block::Telling,
            // Level 1; only here is every third trail a plain letter's byte.
            (Self::Big5, 0xA4..=0xC6) if trail < 0x80 => Block::Telling,
            (Self::Big5, 0xA4..=0xC6) => Block::Common,
            // JIS level 1; kana.
            (Self::ShiftJis, 0x88..=0x97) | (Self::EucJp, 0xB0..=0xCF) => Block::Common,
            (Self::ShiftJis, 0x82..=0x83) | (Self::EucJp, 0xA4..=0xA5) => Block::Telling,
            // The 2,350 syllables of KS X 1001.
            (Self::EucKr, 0xB0..=0xC8) => Block::Common,
            _ => Block::Rare,
        }
    }

    /// Whether a text without any everyday character can be in this encoding.
    const fn needs_telling(self) -> bool {
        !matches!(self, Self::EucKr)
    }

    const fn is_trail(self, byte: u8) -> bool {
        match self {
            Self::Gb | Self::ShiftJis => matches!(byte, 0x40..=0x7E | 0x80..=0xFE),
            Self::Big5 => matches!(byte, 0x40..=0x7E | 0xA1..=0xFE),
            Self::EucJp => byte >= 0xA1,
            Self::EucKr => matches!(byte, 0x41..=0x5A | 0x61..=0x7A | 0x81..=0xFE),
        }
    }
}

/// Where in its table a character stands.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    /// Punctuation, which pages in any language use.
    Symbol,
    /// Everyday, here and perhaps in a neighbour's reading of the same bytes.
    Common,
    /// Everyday, and in no neighbour's reading: kana against Chinese, the second half of pinyin against Hangul.
    Telling,
    Rare,
}

/// Odd characters, all characters beyond ASCII.
fn multi_byte(table: Table, sample: &[u8]) -> (usize, usize) {
    let (mut odd, mut all, mut letters, mut telling, mut at) = (0, 0, 0, 0, 0);
    while at < sample.len() {
        let lead = sample[at];
        at += 1;
        if lead < 0x80 {
            continue;
        }
        all += 1;
        let Some(&trail) = sample.get(at) else {
            break;
        };
        if table == Table::Gb && trail.is_ascii_digit() {
            // Four bytes, and nothing else has this shape.
            let well_formed = matches!(sample[at..], [_, 0x81..=0xFE, b'0'..=b'9', ..]);
            odd += if well_formed { 0 } else { 2 };
            at += if well_formed { 3 } else { 1 };
        } else if table == Table::ShiftJis && matches!(lead, 0xA1..=0xDF) {
            odd += 1; // half-width katakana: real, but never most of a page
        } else if !table.is_trail(trail) || matches!(lead, 0x80 | 0xFF) {
            odd += 2; // malformed
        } else {
            let block = table.block(lead, trail);
            letters += usize::from(block != Block::Symbol);
            telling += usize::from(block == Block::Telling);
            odd += usize::from(block == Block::Rare);
            at += 1;
        }
    }
    if table.needs_telling() && letters >= 20 && telling < letters / 10 {
        odd += letters / 2;
    }
    (odd, all)
}

/// Odd characters, all characters beyond ASCII.
fn single_byte(encoding: &'static Encoding, sample: &[u8]) -> (usize, usize) {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut odd, mut all, mut upper, mut lower, mut run) = (0, 0, 0, 0, 0);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii() {
            run = 0;
        } else {
            all += 1;
            let latin = is_latin(c);
            if !latin && c.is_alphabetic() {
                upper += usize::from(c.is_uppercase());
                lower += usize::from(c.is_lowercase());
            }
            run = if latin { run + 1 } else { 0 };
            let after = chars.peek().copied().unwrap_or(' ');
            let is_letter = |c: char| c.is_alphabetic() || is_combining_mark(c);
            let inside_word = is_letter(before) && is_letter(after);
            let is_odd = match c {
                '\u{80}'..='\u{9F}' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => true,
                // What stands between words, or between digits, or joins words.
                '\u{A0}'
                | '\u{AD}'
                | '\u{B7}'
                | '\u{2010}'..='\u{2019}'
                | '\u{201C}'
                | '\u{201D}'
                | '\u{2022}'
                | '\u{2026}' => false,
                // Vowels, tones and accents stand on letters, and are letters to nobody else.
                _ if is_combining_mark(c) => !before.is_alphabetic() && !is_combining_mark(before),
                _ if !c.is_alphabetic() => inside_word || (!before.is_ascii() && !after.is_ascii()),
                _ if c.is_uppercase() && before.is_lowercase() => true,
                _ if before.is_alphabetic() && is_latin(before) != latin => true,
                _ => run >= 4,
            };
            odd += usize::from(is_odd);
        }
        before = c;
    }
    // Words that end in capitals go with it, one in a sentence; a text all in capitals has none.
    let is_telling = upper + lower >= TELLING_LETTERS && odd * SENTENCE_LETTERS >= upper + lower;
    let skew = if !is_telling {
        0
    } else {
        usize::saturating_sub(upper, lower)
    };
    // Small letters outnumber capitals in every script that has both. Odd characters count twice: real text has next to
    // none, and nonsense never consists of them alone.
    (2 * odd + skew, all)
}

const fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}
