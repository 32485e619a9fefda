//! The weights of the evidence: one table for the leading group, one for the groups that join it.
//!
//! `cargo test --test accuracy fit -- --ignored --nocapture` fits both and prints them; `docs/extraction.md` has how well
//! they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a group the leading one: the group with the highest sum leads.
pub const LEAD: Evidence = Evidence {
    amount: 1.74,
    quality: 2.33,
    headings: -0.20,
    dates: 0.26,
    abstracts: 0.43,
    pictures: 0.12,
    bare: -0.08,
    likeness: 1.52,
    uniform: 0.28,
    away: -0.59,
    below: 0.62,
    titled: 0.64,
    announced: 0.86,
    second: -0.32,
    start: -0.39,
    navigation: -2.21,
    banner: -1.32,
    footer: -2.36,
    aside: -1.05,
    promoted: -0.70,
    extra: -1.20,
    main: 0.66,
    boxed: -0.59,
    ..NONE
};

/// What makes another group a part of the list: its sum is above zero.
pub const JOIN: Evidence = Evidence {
    bias: 0.75,
    amount: -0.81,
    quality: 1.08,
    headings: 0.33,
    dates: -0.48,
    abstracts: 0.65,
    pictures: -0.09,
    bare: -0.51,
    likeness: 1.22,
    uniform: 0.54,
    away: -0.99,
    below: -0.15,
    titled: -0.89,
    announced: 0.17,
    second: -0.44,
    single: -0.07,
    start: 0.16,
    navigation: 0.03,
    banner: -0.06,
    footer: 0.67,
    aside: -0.12,
    promoted: -0.45,
    extra: -0.05,
    main: 0.33,
    boxed: -2.89,
    weaker: -0.28,
    outweighed: -0.48,
    overshadowed: -0.61,
    list_amount: 0.60,
    other_site: -0.73,
    other_pattern: -2.16,
    less_likeness: -1.11,
    less_quality: -0.30,
    less_headings: -0.16,
    less_dates: -0.24,
    less_abstracts: 0.26,
    less_pictures: -0.37,
    less_below: -0.33,
    other_elements: 0.25,
    apart: -0.01,
    known: 0.58,
    ..NONE
};

/// No feature has a weight.
const NONE: Evidence = Evidence::NONE;
