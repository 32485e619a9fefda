//! The weights of the evidence on headlines.
//!
//! They are set by hand. `cargo test --release --test accuracy fit_headlines -- --ignored --nocapture` prints what a fit makes of
//! them. `docs/extraction.md` has how well both do, also on sites that were left out, and why these are in use.

use super::evidence::Evidence;

/// The text with the highest sum is the headline.
pub const HEADLINE: Evidence = Evidence {
    declared: 11.0,
    begins: 10.0,
    ends: 5.0,
    within: 7.0,
    cut: 6.0,
    agreed: 3.0,
    first_level: 2.0,
    first_long: 2.7,
    second_level: 1.0,
    deeper_level: 0.3,
    section: 0.3,
    named: 0.7,
    linked: -1.4,
    dated: 1.0,
    dated_heading: 1.0,
    dated_long: 1.3,
    site: -1.0,
    hidden: -4.0,
    furniture: -5.0,
    late: -9.0,
    unshown: 0.5,
    common: 0.5,
    covering: 0.5,
    tailed: -0.4,
    last: -0.5,
};
