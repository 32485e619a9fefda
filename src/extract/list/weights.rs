//! The weights of the evidence: one table for the leading group, one for the groups that join it.
//!
//! `cargo test --release --test accuracy fit -- --ignored --nocapture` fits both and prints them. `docs/extraction.md` has how well
//! they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a group the leading one: the group with the highest sum leads.
pub(super) const LEAD: Evidence = Evidence {
    amount: 1.67,
    quality: 2.30,
    headings: -0.11,
    dates: 0.31,
    abstracts: 0.39,
    pictures: 0.03,
    bare: 0.01,
    likeness: 1.53,
    uniform: 0.38,
    away: -0.66,
    below: 0.67,
    titled: 0.74,
    announced: 0.81,
    second: -0.36,
    start: -0.26,
    navigation: -2.18,
    banner: -1.32,
    footer: -2.32,
    aside: -0.95,
    promoted: -0.63,
    extra: -1.21,
    main: 0.55,
    boxed: -0.83,
    ..NONE
};

/// What makes another group a part of the list: its sum is above zero.
pub(super) const JOIN: Evidence = Evidence {
    bias: 0.54,
    amount: -0.75,
    quality: 0.89,
    headings: 0.37,
    dates: -0.63,
    abstracts: 0.68,
    bare: -0.41,
    likeness: 1.27,
    uniform: 0.85,
    away: -0.97,
    below: -0.26,
    titled: -0.61,
    announced: 0.15,
    second: -0.50,
    single: -0.04,
    start: 0.31,
    navigation: -0.03,
    banner: -0.05,
    footer: 0.56,
    aside: 0.10,
    promoted: -0.47,
    extra: -0.14,
    main: 0.35,
    boxed: -2.74,
    weaker: -0.35,
    outweighed: -0.33,
    overshadowed: -0.51,
    list_amount: 0.58,
    other_site: -0.91,
    other_pattern: -2.10,
    less_likeness: -1.23,
    less_quality: -0.30,
    less_headings: -0.08,
    less_dates: -0.50,
    less_abstracts: 0.27,
    less_pictures: -0.50,
    less_below: -0.39,
    other_elements: 0.05,
    apart: -0.01,
    known: 0.47,
    ..NONE
};

/// No feature has a weight.
const NONE: Evidence = Evidence::NONE;
