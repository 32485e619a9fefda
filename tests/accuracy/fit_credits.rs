//! Fits the weights of credits (`src/extract/article/credits/weights.rs`) and says how far they can be trusted.
//!
//! `cargo test --release --test accuracy fit_credits -- --ignored --nocapture` prints both tables, and the part of the captured
//! pages that are read right by the weights set by hand, by weights fitted to all pages, and by weights fitted without the
//! page. Nothing is random, so the same pages give the same weights.

use byline::extract::article::{self, CreditEvidence as Evidence, WeighedCredits, WeighedNames};

use crate::articles;
use crate::descent::{Race, cross_entropy, descend};
use crate::generator;
use crate::score::{Mean, same_names};

/// How strongly the weights are held at those set by hand.
const PENALTY: f32 = 0.5;
/// Seeds of the made pages that are fitted to, and of those that are only read.
const MADE: std::ops::Range<u64> = 2_001..2_301;
const MADE_UNSEEN: std::ops::Range<u64> = 1..101;
/// What a made page counts beside a captured one.
const MADE_WEIGHT: f32 = 0.25;
const STEPS: usize = 400;
/// And of a descent that begins at the weights of all pages and goes without one of these.
const STEPS_WITHOUT_ONE: usize = 60;

/// The weights of the authors as a person would set them: where few pages say otherwise, these stay.
const AUTHORS_PRIOR: Evidence = Evidence {
    bias: -1.0,
    label: 6.0,
    label_aside: 5.0,
    hidden_label: 1.2,
    signature: 4.8,
    office: 4.6,
    element: 4.4,
    element_aside: 3.2,
    author_link: 3.2,
    with_medium: 3.4,
    beside_date: 2.6,
    alone: 2.0,
    unmarked: 2.0,
    box_below: 1.6,
    last_line: 2.4,
    structured: 3.8,
    creator: 2.0,
    meta: 1.5,
    person: 0.5,
    editor: -4.0,
    lacks: -2.5,
    empty_label: -1.0,
    ..Evidence::NONE
};
/// And of the source.
const SOURCE_PRIOR: Evidence = Evidence {
    bias: -0.5,
    label: 13.5,
    label_aside: 12.8,
    hidden_label: 3.0,
    element: 5.5,
    with_medium: 5.0,
    beside_date: 4.0,
    near_date: 3.4,
    away_link: 3.6,
    as_author: 3.3,
    reprinted: 3.2,
    dateline: 1.9,
    closing: 1.8,
    structured: 10.5,
    meta: 2.2,
    person: -0.3,
    medium: 0.2,
    own_word: -12.0,
    ..Evidence::NONE
};

/// One decision of one page: the lists of names with whether each is right, and whether nobody is right.
struct Sheet {
    id: String,
    names: Vec<(Evidence, bool)>,
    is_nobody: bool,
    race: Option<Race<Evidence>>,
}

impl Sheet {
    fn of(
        id: &str,
        weight: f32,
        weighed: &[WeighedNames],
        is_nobody: bool,
        is_right: impl Fn(&str) -> bool,
    ) -> Self {
        let names: Vec<(Evidence, bool)> = weighed
            .iter()
            .map(|names| (names.evidence, is_right(&names.names.join("、"))))
            .collect();
        let worth = |right: bool| f32::from(u8::from(right));
        let mut candidates: Vec<(Evidence, f32)> = names
            .iter()
            .map(|(evidence, right)| (*evidence, worth(*right)))
            .collect();
        candidates.push((Evidence::NONE, worth(is_nobody)));
        Self {
            id: id.to_owned(),
            names,
            is_nobody,
            race: Race::of(candidates, weight),
        }
    }

    /// Whether these weights choose right.
    fn is_read(&self, weights: &Evidence) -> bool {
        let scored = self.names.iter();
        let scored = scored.map(|(evidence, right)| (evidence.score(weights), *right));
        // As byline does: the first of equals, and nobody at zero.
        scored
            .rev()
            .chain([(0.0, self.is_nobody)])
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .is_some_and(|(_, right)| right)
    }
}

/// The two decisions.
#[derive(Default)]
struct Sheets {
    authors: Vec<Sheet>,
    sources: Vec<Sheet>,
}

fn captured() -> Sheets {
    let mut sheets = Sheets::default();
    for pages in crate::sets() {
        for page in &articles::truths(&pages) {
            let Ok(candidates) = articles::with(&pages, page, article::candidates) else {
                continue;
            };
            let weighed = candidates.credits;
            let id = page["id"].as_str().unwrap();
            let decisions = [
                ("author", &weighed.authors, &mut sheets.authors),
                ("source", &weighed.sources, &mut sheets.sources),
            ];
            for (field, names, list) in decisions {
                let Some(truth) = page["truth"].get(field) else {
                    continue;
                };
                let expected = truth.as_str();
                list.push(Sheet::of(id, 1.0, names, expected.is_none(), |got| {
                    expected.is_some_and(|expected| same_names(expected, got))
                }));
            }
        }
    }
    sheets
}

fn made(seeds: std::ops::Range<u64>) -> Sheets {
    let mut sheets = Sheets::default();
    for seed in seeds {
        let page = generator::article::page(seed);
        let Ok(candidates) = page.read(article::candidates) else {
            continue;
        };
        let WeighedCredits { authors, sources } = candidates.credits;
        let id = format!("made {seed}");
        let truth = page.authors.join("、");
        let is_nobody = page.authors.is_empty();
        let sheet = Sheet::of(&id, MADE_WEIGHT, &authors, is_nobody, |got| {
            !is_nobody && same_names(&truth, got)
        });
        sheets.authors.push(sheet);
        let is_right = |got: &str| match &page.source {
            Some(source) => same_names(source, got),
            None => same_names(&page.site, got),
        };
        let is_nobody = page.source.is_none();
        let sheet = Sheet::of(&id, MADE_WEIGHT, &sources, is_nobody, is_right);
        sheets.sources.push(sheet);
    }
    sheets
}

fn fitted(sheets: &[&Sheet], from: &Evidence, prior: &Evidence, steps: usize) -> Evidence {
    let races = sheets.iter().filter_map(|sheet| sheet.race.as_ref());
    let races: Vec<&Race<Evidence>> = races.collect();
    descend(steps, from, prior, PENALTY, |weights| {
        cross_entropy(&races, weights)
    })
}

/// The part of `sheets` that is read right.
fn right<'s>(sheets: impl IntoIterator<Item = &'s Sheet>, weights: &Evidence) -> f64 {
    let mut mean = Mean::default();
    for sheet in sheets {
        mean.add(f64::from(u8::from(sheet.is_read(weights))));
    }
    mean.value()
}

/// The weights in use are those that this test fits, to two digits.
#[test]
#[ignore = "run it when evidence or pages change"]
fn fit_credits() {
    let captured = captured();
    if captured.authors.is_empty() {
        return;
    }
    let (made, unseen) = (made(MADE), made(MADE_UNSEEN));
    report(
        "AUTHORS",
        &AUTHORS_PRIOR,
        &captured.authors,
        &made.authors,
        &unseen.authors,
    );
    report(
        "SOURCE",
        &SOURCE_PRIOR,
        &captured.sources,
        &made.sources,
        &unseen.sources,
    );
}

/// Prints a table, and how well it does.
fn report(name: &str, prior: &Evidence, captured: &[Sheet], made: &[Sheet], unseen: &[Sheet]) {
    let all: Vec<&Sheet> = captured.iter().chain(made).collect();
    let best = fitted(&all, prior, prior, STEPS);
    println!("pub(super) const {name}: Evidence = Evidence {{");
    for (feature, _, weight) in best.features() {
        if weight.abs() >= 0.005 {
            println!("    {feature}: {weight:.2},");
        }
    }
    println!("    ..Evidence::NONE\n}};");
    let mut left_out = Mean::default();
    for (number, sheet) in captured.iter().enumerate() {
        let others = captured.iter().enumerate();
        let others = others.filter(|(other, _)| *other != number);
        let others: Vec<&Sheet> = others.map(|(_, other)| other).chain(made).collect();
        let weights = fitted(&others, &best, prior, STEPS_WITHOUT_ONE);
        let is_read = sheet.is_read(&weights);
        left_out.add(f64::from(u8::from(is_read)));
        let [by_hand, by_all] = [prior, &best].map(|weights| sheet.is_read(weights));
        if !(by_hand && by_all && is_read) {
            println!(
                "  {}: by hand {by_hand}, fitted {by_all}, left out {is_read}",
                sheet.id
            );
        }
    }
    println!(
        "captured, {}: by hand {:.3}, fitted {:.3}, left out {:.3}",
        captured.len(),
        right(captured, prior),
        right(captured, &best),
        left_out.value()
    );
    println!(
        "made, {}: by hand {:.3}, fitted {:.3}; not fitted to, {}: by hand {:.3}, fitted {:.3}",
        made.len(),
        right(made, prior),
        right(made, &best),
        unseen.len(),
        right(unseen, prior),
        right(unseen, &best)
    );
    let mut lost: Vec<&str> = made
        .iter()
        .filter(|sheet| sheet.race.is_some() && !sheet.is_read(&best))
        .map(|sheet| sheet.id.as_str())
        .collect();
    lost.truncate(40);
    println!(
        "right names among the candidates, not chosen: {}",
        lost.join(", ")
    );
}
