//! The weights of the evidence on headlines.
//!
//! `cargo test --release --test accuracy fit_headlines -- --ignored --nocapture` fits and prints them. `docs/extraction.md` has
//! how well they do, also on sites that were left out.

use super::evidence::Evidence;

/// The text with the highest sum is the headline.
pub(in crate::extract::article) const HEADLINE: Evidence = Evidence {
    declared: 11.01,
    begins: 10.00,
    ends: 5.01,
    within: 7.00,
    cut: 5.99,
    agreed: 3.02,
    first_level: 2.02,
    first_long: 2.71,
    second_level: 1.04,
    deeper_level: 0.30,
    section: 0.30,
    named: 0.80,
    linked: -1.40,
    dated: 1.04,
    dated_heading: 1.05,
    dated_long: 1.34,
    site: -1.00,
    hidden: -4.00,
    furniture: -5.00,
    late: -9.00,
    unshown: 0.44,
    common: 0.46,
    covering: 0.47,
    tailed: -0.41,
    last: -0.51,
};
