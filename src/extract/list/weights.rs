//! The weights of the evidence: one table for the leading group, one for the groups that join it.
//!
//! `cargo test --release --test accuracy fit -- --ignored --nocapture` fits both and prints them; `docs/extraction.md` has how well
//! they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a group the leading one: the group with the highest sum leads.
pub const LEAD: Evidence = Evidence {
    amount: 1.67,
    quality: 2.27,
    headings: -0.14,
    dates: 0.31,
    abstracts: 0.41,
    pictures: 0.06,
    bare: -0.02,
    likeness: 1.54,
    uniform: 0.43,
    away: -0.66,
    below: 0.68,
    titled: 0.75,
    announced: 0.82,
    second: -0.25,
    start: -0.30,
    navigation: -2.19,
    banner: -1.32,
    footer: -2.25,
    aside: -0.93,
    promoted: -0.57,
    extra: -1.22,
    main: 0.56,
    boxed: -0.74,
    ..NONE
};

/// What makes another group a part of the list: its sum is above zero.
pub const JOIN: Evidence = Evidence {
    bias: 0.53,
    amount: -0.86,
    quality: 0.93,
    headings: 0.31,
    dates: -0.62,
    abstracts: 0.75,
    pictures: 0.07,
    bare: -0.38,
    likeness: 1.20,
    uniform: 0.66,
    away: -0.95,
    below: -0.36,
    titled: -0.29,
    announced: 0.13,
    second: -0.47,
    single: -0.05,
    start: 0.15,
    navigation: 0.02,
    banner: -0.05,
    footer: 0.48,
    aside: -0.01,
    promoted: -0.50,
    extra: -0.05,
    main: 0.32,
    boxed: -2.74,
    weaker: -0.28,
    outweighed: -0.42,
    overshadowed: -0.77,
    list_amount: 0.76,
    other_site: -0.77,
    other_pattern: -2.18,
    less_likeness: -1.09,
    less_quality: -0.35,
    less_headings: -0.08,
    less_dates: -0.33,
    less_abstracts: 0.37,
    less_pictures: -0.34,
    less_below: -0.31,
    other_elements: 0.10,
    apart: -0.04,
    known: 0.37,
    ..NONE
};

/// No feature has a weight.
const NONE: Evidence = Evidence::NONE;
