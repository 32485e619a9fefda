//! The weights of the evidence on the body's block.
//!
//! `cargo test --release --test accuracy fit_blocks -- --ignored --nocapture` fits them and prints them.
//! `docs/extraction.md` has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// The block with the highest sum is the body's.
pub(in crate::extract::article) const BLOCK: Evidence = Evidence {
    text: 20.0,
    link_words: -6.0,
    links: -6.0,
    furniture_words: -10.0,
    furniture: -4.0,
    short: -1.0,
    above: -14.0,
    gap: -20.0,
    introduction: -4.0,
    marked: 10.0,
    main: 0.0,
    article: 0.0,
    named: 0.0,
    wraps: -0.6,
};
