//! How right byline reads section pages that are made up: pages that nobody has looked at, with the truth by construction.
//!
//! A hundred fixed seeds run always. `BYLINE_LAYOUT_SEEDS=5000 cargo test --test layouts -- --nocapture` reads so many and
//! prints a table of kinds; `BYLINE_LAYOUT_SEED=17 …` writes one page and its truth into `target/tmp`.

#![expect(clippy::print_stdout, reason = "a test, and its table")]

mod articles;
mod generator;
mod measure;
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the captured pages are measured in more ways, by patterns that a test may unwrap"
)]
#[path = "../accuracy/score.rs"]
mod score;
mod table;

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use measure::{Reading, mean};

/// The pages that are always read.
const FIXED_SEEDS: std::ops::RangeInclusive<u64> = 1..=100;
/// What was reached over the fixed pages: the mean of F1, and its mean over the worst tenth.
const FLOOR: f64 = 0.955;
const FLOOR_OF_THE_WORST: f64 = 0.68;

/// The number in an environment variable.
fn asked(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The mean of F1 over the tenth of the pages that are read worst.
fn worst_tenth(readings: &[Reading]) -> f64 {
    let mut f1: Vec<f64> = readings.iter().map(|reading| reading.f1).collect();
    f1.sort_by(f64::total_cmp);
    f1.truncate(f1.len().div_ceil(10));
    mean(f1.iter().copied())
}

/// A newspaper whose templates nobody here has seen gets its stories into its feed, and nothing else.
#[test]
fn pages_that_nobody_has_seen_are_read_as_well_as_recorded() {
    let readings: Vec<Reading> = FIXED_SEEDS.map(measure::read).collect();
    table::print(&readings);
    let (all, worst) = (
        mean(readings.iter().map(|reading| reading.f1)),
        worst_tenth(&readings),
    );
    println!("F1 {all:.3}, over the worst tenth {worst:.3}");
    assert!(all >= FLOOR, "F1 fell to {all:.3}, under {FLOOR}");
    assert!(
        worst >= FLOOR_OF_THE_WORST,
        "F1 of the worst tenth fell to {worst:.3}, under {FLOOR_OF_THE_WORST}"
    );
}

/// For people: as many seeds as wanted.
#[test]
fn as_many_seeds_as_asked_for_are_read() {
    let Some(count) = asked("BYLINE_LAYOUT_SEEDS") else {
        return;
    };
    let first = asked("BYLINE_LAYOUT_FIRST").unwrap_or(1_001);
    let readings: Vec<Reading> = (first..first + count).map(measure::read).collect();
    table::print(&readings);
}

/// For people: one page, to look at.
#[test]
fn the_page_of_a_seed_is_written_out() {
    let Some(seed) = asked("BYLINE_LAYOUT_SEED") else {
        return;
    };
    let page = generator::page(seed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("layout-{seed}.html"));
    std::fs::write(&file, &page.html).unwrap();
    let own = page.own.iter().map(|story| {
        serde_json::json!({
            "url": story.url.as_str(),
            "title": story.title,
            "date": story.date.map(|date| date.to_string()),
        })
    });
    let also: Vec<&str> = page.also.iter().map(url::Url::as_str).collect();
    let truth = serde_json::json!({
        "url": page.url.as_str(),
        "language": page.language,
        "items": own.collect::<Vec<_>>(),
        "also_ok": also,
    });
    let truth = serde_json::to_vec_pretty(&truth).unwrap();
    std::fs::write(folder.join(format!("layout-{seed}.json")), truth).unwrap();
    println!("{}", file.display());
    table::print_one(&measure::read(seed));
}

/// A floor means nothing when a seed's page changes from run to run.
#[test]
fn a_seed_gives_one_page() {
    for seed in FIXED_SEEDS {
        assert_eq!(
            generator::page(seed).html,
            generator::page(seed).html,
            "seed {seed}"
        );
    }
}

/// Numbers would mean nothing if the truth named a story that the page does not link.
#[test]
fn the_truth_is_on_the_page() {
    let mut scripts = BTreeSet::new();
    for seed in FIXED_SEEDS {
        let page = generator::page(seed);
        let document = dom_query::Document::from(&*page.html);
        let links: HashSet<url::Url> = document
            .select("a[href]")
            .iter()
            .filter_map(|link| page.url.join(&link.attr("href")?).ok())
            .collect();
        let text = document.text();
        assert!(
            page.own.len() >= 3,
            "seed {seed}: {} stories",
            page.own.len()
        );
        for story in &page.own {
            assert!(
                links.contains(&story.url),
                "seed {seed}: {} is not linked",
                story.url
            );
            let whole = text.contains(&story.title)
                || page.html.contains(&format!("title=\"{}\"", story.title));
            assert!(whole, "seed {seed}: {} is not shown", story.title);
            assert!(
                !page.also.contains(&story.url),
                "seed {seed}: {} is in both lists",
                story.url
            );
        }
        for url in &page.also {
            assert!(links.contains(url), "seed {seed}: {url} is not linked");
        }
        scripts.extend(
            page.kinds
                .iter()
                .filter(|(name, _)| *name == "script")
                .map(|(_, script)| *script),
        );
    }
    assert!(scripts.len() >= 8, "{scripts:?}");
}
