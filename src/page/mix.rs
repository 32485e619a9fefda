//! Numbers for the ways elements are built: equal for what is equal, mixed well, made without allocating.
//!
//! Not seeded: the numbers only compare within one page, and two kinds of element that share one are at worst
//! taken for the same kind. Tables keyed by them hash again, with a seed.

/// One number of two, order kept.
pub(crate) const fn mix(a: u64, b: u64) -> u64 {
    let product = ((a ^ 0x9e37_79b9_7f4a_7c15) as u128)
        .wrapping_mul((b.rotate_left(23) ^ 0xd6e8_feb8_6659_fd93) as u128 | 1);
    (product as u64) ^ ((product >> 64) as u64)
}

/// A number for a text.
pub(crate) fn of_text(text: &str) -> u64 {
    let mut hash = text.len() as u64;
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash, u64::from_le_bytes(word));
    }
    hash
}
