//! Choices that are always the same: no random numbers, no state.
//!
//! In: what the choice is about. Out: a number that looks random and never changes, so the list at
//! an instant is a function of that instant.

/// A number for `about` and `seed`: FNV-1a over the text, then the finaliser of SplitMix64.
pub(super) fn draw(about: &str, seed: u64) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in about.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// A number from `low` to `high`, both included; `low` when the range is empty.
pub(super) fn between(about: &str, seed: u64, low: u64, high: u64) -> u64 {
    low + draw(about, seed) % (high.saturating_sub(low) + 1)
}

/// One of `choices`; empty text when there are none.
pub(super) fn one_of<'a>(about: &str, seed: u64, choices: &[&'a str]) -> &'a str {
    let count = u64::try_from(choices.len()).unwrap_or(u64::MAX).max(1);
    let index = usize::try_from(draw(about, seed) % count).unwrap_or(0);
    choices.get(index).copied().unwrap_or_default()
}
