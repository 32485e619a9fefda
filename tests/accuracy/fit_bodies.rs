//! Fits the weights of the lines of a body (`src/extract/article/trim/weights.rs`) and says how far they can be trusted.
//!
//! `cargo test --release --test accuracy fit_bodies -- --ignored --nocapture` prints the table, and the F1 of bodies that
//! the weights were fitted to beside the F1 of each with weights fitted without its page. The difference is the overfit.

use std::collections::{HashMap, HashSet};

use byline::extract::article::{self, LineEvidence as Evidence, WeighedLine};

use crate::articles;
use crate::descent::{Evidence as _, Example, descend, logistic_loss};
use crate::readability;
use crate::score::{Mean, shingles, squeeze, text_alike};

const PENALTY: f32 = 0.3;
/// A line counts as the part that it is of the text, to this power: short lines count more than they have words.
const STAKE_POWER: f32 = 0.75;
const STEPS: usize = 400;
/// Steps of a descent that begins at the weights of all pages and goes without one of these.
const STEPS_WITHOUT_ONE: usize = 30;
/// What a captured news page counts beside one of readability's pages.
const NEWS_WEIGHT: f32 = 3.0;
/// A shorter line belongs to the text when it is a line of it, not when the text has its words somewhere.
const SHORT_CHARS: usize = 16;

/// Weights as a person would set them: where few pages say otherwise, these stay.
const PRIOR: Evidence = Evidence {
    bias: 2.0,
    text: 1.5,
    beside: 0.5,
    around: 0.5,
    row: 0.5,
    between: 0.5,
    listed: -8.0,
    form: -8.0,
    stream: -8.0,
    slides: -10.0,
    behind: -11.0,
    menu: -8.0,
    comments: -8.0,
    related: -8.0,
    share: -8.0,
    promotion: -8.0,
    tags: -8.0,
    hidden: -10.0,
    gallery: -7.0,
    headline: -10.0,
    summary: -10.0,
    entry: -5.0,
    facts: -8.0,
    control: -9.0,
    notice: -9.0,
    appeal: -10.0,
    follows: -8.0,
    crumb: -8.0,
    trailer: -6.0,
    ..Evidence::NONE
};

/// A page: the lines of its body's block, and the text that is right.
struct Sheet {
    set: String,
    id: String,
    body: String,
    lines: Vec<WeighedLine>,
    examples: Vec<Example<Evidence>>,
}

fn sheets() -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for pages in crate::sets() {
        let set = pages.file_name().unwrap().to_string_lossy().into_owned();
        for page in articles::truths(&pages) {
            let Some(body) = page["truth"]["body"].as_str() else {
                continue;
            };
            let lines = articles::with(&pages, &page, article::candidates);
            let id = page["id"].as_str().unwrap();
            sheets.push(Sheet::of(&set, id, body, lines.unwrap_or_default().lines));
        }
    }
    for page in readability::pages() {
        let lines = page.with(article::candidates).unwrap_or_default().lines;
        sheets.push(Sheet::of("readability", &page.id, &page.body, lines));
    }
    sheets
}

impl Sheet {
    /// The page's site: of several pages of one, readability numbers the names. Each captured page is another site's.
    fn site(&self) -> (&str, &str) {
        let number = |c: char| c == '-' || c.is_ascii_digit();
        match self.set.as_str() {
            "readability" => (&self.set, self.id.trim_end_matches(number)),
            _ => (&self.set, &self.id),
        }
    }

    fn of(set: &str, id: &str, body: &str, lines: Vec<WeighedLine>) -> Self {
        let truth = Truth::of(body);
        let example = |line: &WeighedLine| {
            let (own, weight) = truth.judge(&line.text)?;
            Some(Example {
                evidence: line.evidence,
                own: f32::from(u8::from(own)),
                weight: weight
                    * if set == "readability" {
                        1.0
                    } else {
                        NEWS_WEIGHT
                    },
            })
        };
        let mut examples: Vec<Example<Evidence>> = lines.iter().filter_map(example).collect();
        let weight = |examples: &[Example<Evidence>], own: bool| {
            let of = examples.iter().filter(|example| (example.own > 0.5) == own);
            of.map(|example| example.weight).sum::<f32>()
        };
        // Where another block was taken for the body, its lines tell nothing.
        if weight(&examples, true) < weight(&examples, false) {
            examples.clear();
        }
        Self {
            set: set.to_owned(),
            id: id.to_owned(),
            body: body.to_owned(),
            examples,
            lines,
        }
    }

    /// The F1 of the text that the weights leave.
    fn f1(&self, weights: &Evidence) -> f64 {
        let lines = self.lines.iter();
        let kept = lines.filter(|line| line.evidence.score(weights) >= 0.0);
        let text: Vec<&str> = kept.map(|line| line.text.as_str()).collect();
        text_alike(&self.body, &text.join("\n")).2
    }
}

/// The text that is right.
struct Truth {
    whole: String,
    lines: HashSet<String>,
    shingles: HashMap<Vec<String>, usize>,
    chars: f32,
}

impl Truth {
    #[expect(clippy::cast_precision_loss, reason = "counts of characters")]
    fn of(body: &str) -> Self {
        let whole = squeeze(body);
        Self {
            chars: whole.chars().count().max(1) as f32,
            whole,
            lines: body.lines().map(squeeze).collect(),
            shingles: shingles(body),
        }
    }

    /// Whether a line is of the text, and how much it counts; `None` when the text does not tell.
    #[expect(clippy::cast_precision_loss, reason = "counts of characters")]
    fn judge(&self, text: &str) -> Option<(bool, f32)> {
        let line = squeeze(text);
        let chars = line.chars().count();
        let weight = (chars as f32 / self.chars).min(1.0).powf(STAKE_POWER);
        if self.lines.contains(&line) {
            return Some((true, weight));
        }
        if chars < SHORT_CHARS {
            // Words that the text has elsewhere, or that begin with a line of the text, tell nothing.
            let mut beginnings = line.char_indices().map(|(at, _)| &line[..at]);
            let is_open = self.whole.contains(&line)
                || beginnings.any(|beginning| self.lines.contains(beginning));
            return (!is_open).then_some((false, weight));
        }
        let shingles = shingles(text);
        let known = shingles
            .keys()
            .filter(|shingle| self.shingles.contains_key(*shingle));
        let is_own = self.whole.contains(&line) || known.count() * 2 > shingles.len();
        Some((is_own, weight))
    }
}

/// The best weights for `sheets`. The descent begins at `from`: the loss is convex, so the beginning only saves steps.
fn fitted(sheets: &[&Sheet], from: &Evidence, steps: usize) -> Evidence {
    let examples: Vec<&Example<Evidence>> =
        sheets.iter().flat_map(|sheet| &sheet.examples).collect();
    descend(steps, from, &PRIOR, PENALTY, |weights| {
        logistic_loss(&examples, weights)
    })
}

/// The weights in use are those that this test fits, to two digits.
#[test]
#[ignore = "takes minutes; run it when features or pages change"]
fn fit_bodies() {
    let sheets = sheets();
    let all: Vec<&Sheet> = sheets.iter().collect();
    let weights = fitted(&all, &PRIOR, STEPS);
    weights.print("LINE");
    let mut means: HashMap<&str, [Mean; 3]> = HashMap::new();
    for sheet in &sheets {
        let without: Vec<&Sheet> = (0..sheets.len())
            .filter(|&other| sheets[other].site() != sheet.site())
            .map(|other| &sheets[other])
            .collect();
        let left_out = fitted(&without, &weights, STEPS_WITHOUT_ONE);
        let scores = [&PRIOR, &weights, &left_out].map(|weights| sheet.f1(weights));
        if scores[1] < 0.95 || scores[2] < scores[1] - 0.01 {
            println!("{:12} {:28} {:.3?}", sheet.set, sheet.id, scores);
        }
        let means = means.entry(&sheet.set).or_default();
        for (mean, score) in means.iter_mut().zip(scores) {
            mean.add(score);
        }
    }
    for (set, means) in means {
        let [prior, fitted, left_out] = means.map(Mean::value);
        println!("{set:12} by hand {prior:.4}, fitted {fitted:.4}, left out {left_out:.4}");
    }
}
