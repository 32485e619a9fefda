//! The weights of the evidence on names: one table for the authors, one for the source.
//!
//! `cargo test --release --test accuracy fit_credits -- --ignored --nocapture` fits both and prints them. `docs/extraction.md`
//! has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a list of names the authors: the list with the highest sum.
pub(in crate::extract::article) const AUTHORS: Evidence = Evidence {
    bias: -0.73,
    label: 6.13,
    label_aside: 4.59,
    hidden_label: 1.20,
    signature: 4.71,
    office: 4.56,
    element: 3.97,
    element_aside: 3.24,
    author_link: 3.17,
    with_medium: 3.38,
    beside_date: 2.71,
    alone: 2.07,
    unmarked: 2.00,
    box_below: 2.05,
    last_line: 2.58,
    structured: 3.79,
    creator: 2.10,
    meta: 1.90,
    person: 0.79,
    editor: -4.02,
    lacks: -2.50,
    empty_label: -1.00,
    ..Evidence::NONE
};

/// What makes a name the source.
pub(in crate::extract::article) const SOURCE: Evidence = Evidence {
    bias: -0.77,
    label: 12.88,
    label_aside: 12.80,
    hidden_label: 3.00,
    element: 5.02,
    with_medium: 5.00,
    beside_date: 4.04,
    near_date: 3.43,
    away_link: 3.62,
    as_author: 3.31,
    reprinted: 3.16,
    dateline: 2.62,
    closing: 1.87,
    structured: 10.50,
    meta: 2.20,
    person: -0.51,
    medium: 0.76,
    own_word: -12.00,
    empty_label: 0.24,
    ..Evidence::NONE
};
