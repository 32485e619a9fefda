//! The weights of the evidence on the body's block.
//!
//! `cargo test --release --test accuracy fit_blocks -- --ignored --nocapture` fits them and prints them.
//! `docs/extraction.md` has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// The block with the highest sum is the body's.
pub(in crate::extract::article) const BLOCK: Evidence = Evidence {
    text: 19.82,
    link_words: -6.32,
    links: -6.40,
    furniture_words: -10.17,
    furniture: -4.18,
    short: -1.15,
    above: -14.00,
    gap: -20.00,
    introduction: -4.02,
    marked: 9.99,
    main: 0.15,
    article: 0.32,
    named: 1.08,
    wraps: -0.86,
};
