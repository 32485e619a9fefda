//! The weights of the evidence on a line.
//!
//! `cargo test --release --test accuracy fit_bodies -- --ignored --nocapture` fits them and prints them.
//! `docs/extraction.md` has how well they do on the pages they were fitted on, and on sites that were left out.

use super::evidence::Evidence;

/// A line whose sum is below zero goes.
pub(super) const LINE: Evidence = Evidence {
    bias: 3.15,
    text: -0.05,
    length: -0.65,
    beside: -0.05,
    around: 0.74,
    listed: -5.14,
    form: -7.78,
    stream: -7.51,
    slides: -10.00,
    row: 2.19,
    between: 1.43,
    above: 0.67,
    below: 0.85,
    behind: -9.08,
    menu: -7.60,
    comments: -8.01,
    related: -8.01,
    share: -7.90,
    promotion: -7.66,
    tags: -8.00,
    hidden: -9.83,
    gallery: -6.81,
    heading: -0.22,
    headline: -10.00,
    summary: -10.00,
    entry: -4.71,
    facts: -7.73,
    control: -8.38,
    notice: -8.73,
    appeal: -8.28,
    afterword: 0.16,
    follows: -7.96,
    crumb: -7.49,
    trailer: -4.84,
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A promotion between two paragraphs must go, however much its place speaks for it.
    #[test]
    fn what_a_class_or_the_words_name_goes_wherever_it_stands() {
        let between_paragraphs = Evidence {
            bias: 1.0,
            around: 1.0,
            row: 1.0,
            between: 1.0,
            ..Evidence::NONE
        };
        let against: [fn(&mut Evidence); 10] = [
            |line| line.menu = 1.0,
            |line| line.comments = 1.0,
            |line| line.related = 1.0,
            |line| line.share = 1.0,
            |line| line.promotion = 1.0,
            |line| line.tags = 1.0,
            |line| line.control = 1.0,
            |line| line.notice = 1.0,
            |line| line.appeal = 1.0,
            |line| line.follows = 1.0,
        ];
        assert!(between_paragraphs.score(&LINE) > 0.0);
        for (number, name) in against.into_iter().enumerate() {
            let mut line = between_paragraphs;
            name(&mut line);
            assert!(line.score(&LINE) < 0.0, "number {number}: {line:?}");
        }
    }
}
