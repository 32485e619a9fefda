//! Fits the weights of headlines (`src/extract/article/title/weights.rs`) and of the body's block
//! (`src/extract/article/body/weights.rs`) and says how far they can be trusted.
//!
//! `cargo test --release --test accuracy fit_headlines -- --ignored --nocapture`, and the same with `fit_blocks`, print a
//! table, and how well pages are read by the weights set by hand, by weights fitted to all pages, and by weights fitted
//! without the page's site. Nothing is random, so the same pages give the same weights.

use std::collections::BTreeMap;

use byline::extract::ExtractError;
use byline::extract::article::{self, BlockEvidence, HeadlineEvidence};
use byline::page::Context;

use crate::articles;
use crate::descent::{Choice, Evidence, descend, regret};
use crate::generator;
use crate::readability;
use crate::score::{Mean, text_alike, title_ratio};

/// How strongly the weights are held at those set by hand. Nearly all headlines are read right by these: a weaker hold would
/// only widen what already decides, at the cost of pages that none of these are like.
const HEADLINE_PENALTY: f32 = 10.0;
const BLOCK_PENALTY: f32 = 0.02;
/// Seeds of the made pages that are fitted to, and of those that are only read.
const MADE: std::ops::Range<u64> = 2_001..2_201;
const MADE_UNSEEN: std::ops::Range<u64> = 1..101;
/// What a made page counts beside a captured one, and one of readability's pages.
const MADE_WEIGHT: f32 = 0.25;
const READABILITY_WEIGHT: f32 = 0.33;
const STEPS: usize = 400;
/// And of a descent that begins at the weights of all pages and goes without one of these.
const STEPS_WITHOUT_ONE: usize = 30;
/// A headline that only machines are told, or that stands behind the text, is right and yet worth little: the page's
/// facts stand beside the other one.
const ASIDE: f32 = 0.02;

/// The headline's weights as a person would set them: where few pages say otherwise, these stay.
const HEADLINE_PRIOR: HeadlineEvidence = HeadlineEvidence {
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
    beside: -8.0,
    unshown: 0.5,
    common: 0.5,
    covering: 0.5,
    tailed: -0.4,
    last: -0.5,
};
/// And the block's.
const BLOCK_PRIOR: BlockEvidence = BlockEvidence {
    text: 20.0,
    link_words: -6.0,
    links: -6.0,
    furniture_words: -10.0,
    furniture: -4.0,
    short: -1.0,
    above: -14.0,
    gap: -20.0,
    introduction: -4.0,
    marked: 10.0,
    wraps: -0.6,
    ..BlockEvidence::NONE
};

/// One decision of one page: the candidates, and how right each is.
struct Sheet<E> {
    set: String,
    site: String,
    candidates: Vec<(E, f64)>,
    choice: Choice<E>,
}

impl<E: Evidence> Sheet<E> {
    /// `worth` is what a candidate counts in the fit, by how right it is.
    fn of(
        set: &str,
        site: &str,
        candidates: Vec<(E, f64)>,
        worth: impl Fn(&E, f64) -> f32,
    ) -> Self {
        let choice = candidates
            .iter()
            .map(|(evidence, right)| (*evidence, worth(evidence, *right)));
        let weight = match set {
            "made" => MADE_WEIGHT,
            "readability" => READABILITY_WEIGHT,
            _ => 1.0,
        };
        Self {
            set: set.to_owned(),
            site: site.to_owned(),
            choice: Choice {
                candidates: choice.collect(),
                weight,
            },
            candidates,
        }
    }

    /// How right the candidate of the highest sum is; byline takes `last` or the first of equals.
    fn read(&self, weights: &E, last: bool) -> f64 {
        let mut best = (0.0, 0.0);
        for (evidence, right) in &self.candidates {
            let score = evidence.score(weights);
            if score > best.0 || (last && score >= best.0) {
                best = (score, *right);
            }
        }
        best.1
    }
}

/// The sheets that `of` makes of the captured pages with their truths, readability's and made ones.
fn sheets<C, E: Evidence>(
    candidates: fn(&str, &Context<'_>) -> Result<C, ExtractError>,
    of: fn(&Page<'_>, C) -> Option<Sheet<E>>,
) -> Vec<Sheet<E>> {
    let mut sheets = Vec::new();
    for pages in crate::sets() {
        let set = pages.file_name().unwrap().to_string_lossy().into_owned();
        for page in articles::truths(&pages) {
            let Ok(found) = articles::with(&pages, &page, candidates) else {
                continue;
            };
            let truth = &page["truth"];
            let texts = |key: &str| truth[key].as_array().cloned().unwrap_or_default();
            let titles = texts("title_alt")
                .into_iter()
                .chain([truth["title"].clone()]);
            let page = Page {
                set: &set,
                site: page["id"].as_str().unwrap(),
                titles: titles
                    .filter_map(|title| title.as_str().map(str::to_owned))
                    .collect(),
                body: truth["body"].as_str().map(str::to_owned),
            };
            sheets.extend(of(&page, found));
        }
    }
    for test in readability::pages() {
        let number = |c: char| c == '-' || c.is_ascii_digit();
        let page = Page {
            set: "readability",
            site: test.id.trim_end_matches(number),
            titles: Vec::new(),
            body: Some(test.body.clone()),
        };
        if let Ok(found) = test.with(candidates) {
            sheets.extend(of(&page, found));
        }
    }
    for (set, seeds) in [("made", MADE), ("made, not fitted to", MADE_UNSEEN)] {
        for seed in seeds {
            let made = generator::article::page(seed);
            let Ok(found) = made.read(candidates) else {
                continue;
            };
            let page = Page {
                set,
                site: &format!("seed {seed}"),
                titles: vec![made.title.clone()],
                body: Some(made.body.join("\n")),
            };
            sheets.extend(of(&page, found));
        }
    }
    sheets
}

/// A page, and what is true of it.
struct Page<'p> {
    set: &'p str,
    site: &'p str,
    titles: Vec<String>,
    body: Option<String>,
}

fn headlines(page: &Page<'_>, candidates: article::Candidates) -> Option<Sheet<HeadlineEvidence>> {
    let is_right = |text: &str| {
        let mut ratios = page.titles.iter().map(|title| title_ratio(title, text));
        f64::from(u8::from(ratios.any(|ratio| ratio >= 0.98)))
    };
    let texts = candidates.headlines.iter();
    let judged: Vec<(HeadlineEvidence, f64)> = texts
        .map(|headline| (headline.evidence, is_right(&headline.text)))
        .collect();
    let is_aside = |evidence: &HeadlineEvidence| evidence.unshown > 0.0 || evidence.late > 0.0;
    (!page.titles.is_empty()).then(|| {
        Sheet::of(page.set, page.site, judged, |evidence, right| {
            let worth = if is_aside(evidence) { ASIDE } else { 1.0 };
            if right > 0.5 { worth } else { 0.0 }
        })
    })
}

fn blocks(page: &Page<'_>, blocks: Vec<article::WeighedBlock>) -> Option<Sheet<BlockEvidence>> {
    let body = page.body.as_deref()?;
    let mut known: BTreeMap<String, f64> = BTreeMap::new();
    let judged = blocks.into_iter().map(|block| {
        let f1 = known
            .entry(block.text)
            .or_insert_with_key(|text| text_alike(body, text).2);
        (block.evidence, *f1)
    });
    let judged = judged.collect();
    #[expect(clippy::cast_possible_truncation, reason = "a number from 0 to 1")]
    let sheet = Sheet::of(page.set, page.site, judged, |_, f1| f1 as f32);
    Some(sheet)
}

/// Prints a table, and how well it does. Of equal sums, byline takes the last block and the first headline.
fn fit<E: Evidence>(name: &str, prior: &E, penalty: f32, sheets: &[Sheet<E>], last: bool) {
    let fitted = |sheets: &[&Sheet<E>], from: &E, steps: usize| {
        let choices: Vec<&Choice<E>> = sheets.iter().map(|sheet| &sheet.choice).collect();
        descend(steps, from, prior, penalty, |weights| {
            regret(&choices, weights)
        })
    };
    let is_fitted = |sheet: &&Sheet<E>| sheet.set != "made, not fitted to";
    let all: Vec<&Sheet<E>> = sheets.iter().filter(is_fitted).collect();
    let best = fitted(&all, prior, STEPS);
    best.print(name);
    let mut means: BTreeMap<&str, [Mean; 4]> = BTreeMap::new();
    for sheet in sheets {
        let left_out = if sheet.set.starts_with("made") {
            best
        } else {
            let others = all
                .iter()
                .filter(|other| other.set != sheet.set || other.site != sheet.site);
            let others: Vec<&Sheet<E>> = others.copied().collect();
            fitted(&others, &best, STEPS_WITHOUT_ONE)
        };
        let of_best = sheet.candidates.iter().map(|(_, right)| *right);
        let of_best = of_best.fold(0.0, f64::max);
        let [by_hand, by_all, without] =
            [prior, &best, &left_out].map(|weights| sheet.read(weights, last));
        if by_hand.min(by_all).min(without) < of_best - 0.02 {
            println!(
                "  {} {}: by hand {by_hand:.3}, fitted {by_all:.3}, left out {without:.3}, the best {of_best:.3}",
                sheet.set, sheet.site
            );
        }
        let means = means.entry(&sheet.set).or_default();
        for (mean, value) in means.iter_mut().zip([by_hand, by_all, without, of_best]) {
            mean.add(value);
        }
    }
    for (set, means) in means {
        let count = means[0].count;
        let [by_hand, by_all, left_out, of_best] = means.map(Mean::value);
        println!(
            "{set}, {count}: by hand {by_hand:.4}, fitted {by_all:.4}, left out {left_out:.4}, the best {of_best:.4}"
        );
    }
}

/// The weights in use are those that this test fits, to two digits.
#[test]
#[ignore = "takes minutes; run it when evidence or pages change"]
fn fit_headlines() {
    fit(
        "HEADLINE",
        &HEADLINE_PRIOR,
        HEADLINE_PENALTY,
        &sheets(article::candidates, headlines),
        false,
    );
}

/// The weights in use are those that this test fits, to two digits.
#[test]
#[ignore = "takes minutes; run it when evidence or pages change"]
fn fit_blocks() {
    fit(
        "BLOCK",
        &BLOCK_PRIOR,
        BLOCK_PENALTY,
        &sheets(article::blocks, blocks),
        true,
    );
}
