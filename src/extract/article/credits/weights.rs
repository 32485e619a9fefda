//! The weights of the evidence on names: one table for the authors, one for the source.
//!
//! `cargo test --release --test accuracy fit_credits -- --ignored --nocapture` fits both and prints them. `docs/extraction.md`
//! has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// What makes a list of names the authors: the list with the highest sum.
pub(super) const AUTHORS: Evidence = Evidence {
    bias: -2.07,
    label: 5.65,
    label_aside: 2.74,
    hidden_label: -0.01,
    signature: 5.17,
    office: 3.02,
    element: 3.91,
    element_aside: 3.22,
    author_link: 3.50,
    with_medium: 3.47,
    beside_date: 3.04,
    last_line: 2.95,
    metadata: 1.98,
    structured: 2.82,
    creator: 1.19,
    meta: 1.74,
    person: 0.92,
    editor: -4.61,
    empty_label: -1.44,
    further: 0.53,
    ..Evidence::NONE
};

/// What makes a name the source.
pub(super) const SOURCE: Evidence = Evidence {
    bias: -1.25,
    label: 12.25,
    label_aside: 12.80,
    hidden_label: 2.00,
    element: 3.32,
    with_medium: 5.02,
    beside_date: 4.54,
    near_date: 3.45,
    away_link: 3.71,
    as_author: 3.30,
    reprinted: 3.53,
    dateline: 3.25,
    closing: 2.09,
    metadata: 1.01,
    structured: 9.50,
    meta: 1.21,
    person: 0.14,
    medium: 1.20,
    own_word: -12.00,
    empty_label: 0.39,
    ..Evidence::NONE
};
