//! The weights of the evidence on headlines.
//!
//! `cargo test --release --test accuracy fit_headlines -- --ignored --nocapture` fits them and prints them.
//! `docs/extraction.md` has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// The text with the highest sum is the headline.
pub(in crate::extract::article) const HEADLINE: Evidence = Evidence {
    declared: 11.51,
    begins: 10.00,
    ends: 5.15,
    within: 7.00,
    cut: 5.53,
    agreed: 3.66,
    first_level: 2.31,
    first_long: 2.40,
    second_level: 2.60,
    deeper_level: 0.30,
    section: 0.25,
    named: 2.81,
    linked: -1.55,
    dated: 0.92,
    dated_heading: 1.39,
    dated_long: 1.63,
    site: -1.12,
    hidden: -3.98,
    furniture: -4.88,
    late: -9.00,
    unshown: 0.03,
    common: 0.18,
    covering: 0.23,
    tailed: -0.41,
    last: -0.62,
};
