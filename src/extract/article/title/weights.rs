//! The weights of the evidence on headlines.
//!
//! `cargo test --release --test accuracy fit_headlines -- --ignored --nocapture` fits and prints them. `docs/extraction.md` has
//! how well they do, also on sites that were left out.

use super::evidence::Evidence;

/// The text with the highest sum is the headline.
pub(in crate::extract::article) const HEADLINE: Evidence = Evidence {
    declared: 11.00,
    begins: 10.00,
    ends: 5.00,
    within: 7.00,
    cut: 6.00,
    agreed: 3.00,
    first_level: 2.00,
    first_long: 2.70,
    second_level: 1.01,
    deeper_level: 0.30,
    section: 0.30,
    named: 0.72,
    linked: -1.40,
    dated: 1.01,
    dated_heading: 1.01,
    dated_long: 1.31,
    site: -1.00,
    hidden: -4.00,
    furniture: -5.00,
    late: -9.00,
    beside: -8.00,
    unshown: 0.49,
    common: 0.49,
    covering: 0.49,
    tailed: -0.40,
    last: -0.50,
};
