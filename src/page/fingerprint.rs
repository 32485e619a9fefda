//! Fingerprints: one number for how an element is built, equal for elements that are built alike.
//!
//! In: names, classes and other fingerprints. Out: a number without a seed, which is compared within one page and never
//! stored. Two elements that share a number by chance are at worst read as one kind.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

/// The fingerprint of `value`.
pub(crate) fn fingerprint(value: impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}
