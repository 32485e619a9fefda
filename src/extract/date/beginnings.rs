//! The first characters of a set of words: most words of a page are excluded by them without a look-up.

use super::fold;

/// The first three characters of words, as a set that may hold too much.
#[derive(Debug, Clone)]
pub(super) struct Beginnings(Box<[u64]>);

impl Default for Beginnings {
    fn default() -> Self {
        Self(vec![0; 1 << 8].into())
    }
}

impl Beginnings {
    fn place(word: &str) -> (usize, u64) {
        let mut hash = 0_u32;
        // Of a script without spaces one character: its words are no longer than that at times.
        let (length, is_part): (usize, fn(char) -> bool) = if word.starts_with(fold::runs_together)
        {
            (1, fold::runs_together)
        } else {
            (3, |c| fold::is_letter(c) || fold::is_invisible(c))
        };
        let letters = word.chars().take_while(|&c| is_part(c));
        for c in letters.filter_map(fold::letter).take(length) {
            hash = (hash ^ c as u32).wrapping_mul(0x9E37_79B1).rotate_left(11);
        }
        let bit = hash >> 18;
        (bit as usize >> 6, 1 << (bit & 63))
    }

    pub(super) fn add(&mut self, word: &str) {
        let (at, bit) = Self::place(word);
        self.0[at] |= bit;
    }

    pub(super) fn has(&self, word: &str) -> bool {
        let (at, bit) = Self::place(word);
        self.0[at] & bit != 0
    }
}
