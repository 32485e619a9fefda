//! The weights of the evidence on names: one table for the authors, one for the source.
//!
//! `cargo test --release --test accuracy fit_credits -- --ignored --nocapture` fits both and prints them. `docs/extraction.md`
//! has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a list of names the authors: the list with the highest sum.
pub(in crate::extract::article) const AUTHORS: Evidence = Evidence {
    bias: -0.49,
    label: 6.10,
    label_aside: 4.72,
    hidden_label: 1.20,
    signature: 4.82,
    office: 4.61,
    element: 4.26,
    element_aside: 3.25,
    author_link: 3.23,
    with_medium: 3.45,
    beside_date: 2.64,
    alone: 1.98,
    unmarked: 1.96,
    box_below: 1.90,
    last_line: 2.78,
    structured: 3.74,
    creator: 2.01,
    meta: 1.80,
    person: 1.03,
    editor: -4.01,
    lacks: -2.51,
    empty_label: -1.00,
    ..Evidence::NONE
};

/// What makes a name the source.
pub(in crate::extract::article) const SOURCE: Evidence = Evidence {
    bias: -1.06,
    label: 12.88,
    label_aside: 12.80,
    hidden_label: 3.00,
    element: 4.56,
    with_medium: 5.01,
    beside_date: 4.05,
    near_date: 3.20,
    away_link: 3.61,
    as_author: 3.37,
    reprinted: 3.19,
    dateline: 2.78,
    closing: 1.88,
    structured: 10.50,
    meta: 2.31,
    person: -0.88,
    medium: 0.81,
    own_word: -12.00,
    empty_label: 0.32,
    ..Evidence::NONE
};
