//! The weights of the evidence: one table for the leading group, one for the groups that join it.
//!
//! `cargo test --test accuracy fit -- --ignored --nocapture` fits both and prints them; `docs/extraction.md` has how well
//! they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a group the leading one: the group with the highest sum leads.
pub const LEAD: Evidence = Evidence {
    amount: 1.73,
    quality: 2.34,
    headings: -0.04,
    dates: 0.36,
    abstracts: 0.49,
    pictures: 0.03,
    bare: -0.09,
    likeness: 0.96,
    uniform: 0.04,
    away: -0.18,
    below: 0.57,
    titled: 0.33,
    announced: 0.74,
    second: -0.29,
    start: -0.02,
    navigation: -2.16,
    banner: -1.31,
    footer: -2.52,
    aside: -0.93,
    promoted: -0.93,
    extra: -1.22,
    main: 0.20,
    boxed: -0.78,
    ..NONE
};

/// What makes another group a part of the list: its sum is above zero.
pub const JOIN: Evidence = Evidence {
    bias: 0.58,
    amount: -0.96,
    quality: 1.11,
    headings: 0.22,
    dates: -0.32,
    abstracts: 0.63,
    pictures: -0.13,
    bare: -0.55,
    likeness: 1.03,
    uniform: 0.41,
    away: -0.68,
    below: -0.30,
    titled: -0.74,
    announced: 0.09,
    second: -0.61,
    single: -0.04,
    start: 0.63,
    navigation: 0.26,
    banner: -0.04,
    footer: 0.05,
    aside: 0.26,
    promoted: -0.10,
    extra: 0.08,
    main: 0.10,
    boxed: -0.47,
    weaker: -0.37,
    outweighed: -0.36,
    overshadowed: -1.05,
    list_amount: 0.90,
    other_site: -0.50,
    other_pattern: -1.89,
    less_likeness: -1.01,
    less_quality: -0.37,
    less_headings: -0.17,
    less_dates: -0.01,
    less_abstracts: 0.30,
    less_pictures: -0.36,
    less_below: -0.16,
    other_elements: 0.31,
    apart: 0.14,
    known: 0.43,
    ..NONE
};

/// No feature has a weight.
const NONE: Evidence = Evidence::NONE;
