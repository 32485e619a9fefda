//! How right byline reads article pages that are made up.
//!
//! A hundred fixed seeds run always. `BYLINE_ARTICLE_SEEDS=2000 cargo test --test layouts articles -- --nocapture` reads so
//! many and prints which kinds of pages lose which facts; `BYLINE_ARTICLE_SEED=17 …` writes one page into `target/tmp`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use byline::extract::article;

use crate::generator::article::{ArticlePage, page};
use crate::measure::mean;
use crate::score::{same_names, squeeze, text_alike, title_ratio};

/// The pages that are always read.
const FIXED_SEEDS: std::ops::RangeInclusive<u64> = 1..=100;
/// What was reached over the fixed pages: the mean of a fact's scores, and the mean over the worst tenth of the pages.
const FLOORS: [(&str, f64, f64); 6] = [
    ("title", 0.99, 0.95),
    ("date", 0.98, 0.9),
    ("author", 0.96, 0.6),
    ("source", 0.96, 0.6),
    ("editor", 0.98, 0.9),
    ("body", 0.97, 0.87),
];
/// How many wrong facts of a kind are printed.
const NAMED: usize = 60;

/// One page as it was read.
struct Reading {
    seed: u64,
    scores: Vec<(&'static str, f64)>,
    /// What is true, and what was read, of each fact that is wrong.
    wrong: Vec<(&'static str, String, String)>,
    kinds: Vec<(&'static str, &'static str)>,
}

fn read(seed: u64) -> Reading {
    let page = page(seed);
    let got = match page.read(article::read) {
        Ok(article) => article::report(&article),
        Err(error) => serde_json::json!({ "title": error.to_string() }),
    };
    let text = |key: &str| got[key].as_str().unwrap_or_default();
    let mut reading = Reading {
        seed,
        scores: Vec::new(),
        wrong: Vec::new(),
        kinds: page.kinds.clone(),
    };
    let mut judge = |field: &'static str, truth: String, score: f64, passes: f64| {
        reading.scores.push((field, score));
        if score < passes {
            reading.wrong.push((field, truth, text(field).to_owned()));
        }
    };
    let ok = |right: bool| f64::from(u8::from(right));
    let ratio = title_ratio(&page.title, text("title"));
    judge("title", page.title.clone(), ok(ratio >= 0.98), 1.0);
    if let Some(date) = page.date {
        let date = date.to_string();
        let right = text("date").starts_with(&date);
        judge("date", date, ok(right), 1.0);
    }
    let names = |truth: &[String], field: &str| same_names(&truth.join("、"), text(field));
    judge(
        "author",
        page.authors.join("; "),
        ok(names(&page.authors, "author")),
        1.0,
    );
    judge(
        "source",
        page.source.clone().unwrap_or_default(),
        ok(is_source(&page, text("source"))),
        1.0,
    );
    if let Some(editors) = &page.editors {
        judge(
            "editor",
            editors.join("; "),
            ok(names(editors, "editor")),
            1.0,
        );
    }
    let body = page.body.join("\n");
    let (precision, recall, f1) = text_alike(&body, text("body"));
    judge(
        "body",
        format!("precision {precision:.2}, recall {recall:.2}"),
        f1,
        0.9,
    );
    reading
}

/// The name of the site is no wrong source of an article that names none.
fn is_source(page: &ArticlePage, got: &str) -> bool {
    let got = squeeze(got);
    match &page.source {
        Some(source) => squeeze(source) == got,
        None => got.is_empty() || got == squeeze(&page.site),
    }
}

fn of_field(readings: &[Reading], field: &str) -> Vec<f64> {
    let scores = readings.iter().flat_map(|reading| &reading.scores);
    scores
        .filter(|(name, _)| *name == field)
        .map(|(_, score)| *score)
        .collect()
}

/// The mean of all scores of a page, over the tenth of the pages that are read worst.
fn worst_tenth(mut scores: Vec<f64>) -> f64 {
    scores.sort_by(f64::total_cmp);
    scores.truncate(scores.len().div_ceil(10));
    mean(scores.iter().copied())
}

fn print(readings: &[Reading]) {
    for (field, ..) in FLOORS {
        let wrong = readings.iter().flat_map(|reading| {
            let wrong = reading.wrong.iter().filter(|(name, ..)| *name == field);
            wrong.map(move |(_, truth, got)| (reading.seed, truth, got))
        });
        for (seed, truth, got) in wrong.take(NAMED) {
            let got: String = got.chars().take(60).collect();
            println!("  {field} of seed {seed}: “{truth}” as “{got}”");
        }
    }
    let mut kinds: BTreeMap<(&str, &str), BTreeMap<&str, Vec<f64>>> = BTreeMap::new();
    for reading in readings {
        for kind in reading.kinds.iter().chain([&(" all", "")]) {
            for (field, score) in &reading.scores {
                let fields = kinds.entry(*kind).or_default();
                fields.entry(field).or_default().push(*score);
            }
        }
    }
    println!(
        "{:58} pages  title date  author source editor body",
        "kind of page"
    );
    for ((name, value), fields) in &kinds {
        let of = |field: &str| mean(fields.get(field).into_iter().flatten().copied());
        let pages = fields.get("title").map_or(0, Vec::len);
        let kind = format!("{name}: {value}");
        println!(
            "  {kind:55} {pages:5}  {:.3} {:.3} {:.3}  {:.3}  {:.3}  {:.3}",
            of("title"),
            of("date"),
            of("author"),
            of("source"),
            of("editor"),
            of("body")
        );
    }
}

/// A newspaper whose templates nobody here has seen has its writers credited.
#[test]
fn articles_that_nobody_has_seen_are_read_as_well_as_recorded() {
    let readings: Vec<Reading> = FIXED_SEEDS.map(read).collect();
    print(&readings);
    for (field, floor, floor_of_worst) in FLOORS {
        let scores = of_field(&readings, field);
        let (all, worst) = (mean(scores.iter().copied()), worst_tenth(scores));
        println!("{field:8} {all:.3}, over the worst tenth {worst:.3}");
        assert!(all >= floor, "{field} fell to {all:.3}, under {floor}");
        assert!(
            worst >= floor_of_worst,
            "{field} of the worst tenth fell to {worst:.3}, under {floor_of_worst}"
        );
    }
}

/// For people: as many seeds as wanted.
#[test]
fn as_many_articles_as_asked_for_are_read() {
    let Some(count) = crate::asked("BYLINE_ARTICLE_SEEDS") else {
        return;
    };
    let first = crate::asked("BYLINE_ARTICLE_FIRST").unwrap_or(1_001);
    let readings: Vec<Reading> = (first..first + count).map(read).collect();
    print(&readings);
}

/// For people: one page, to look at.
#[test]
fn the_article_of_a_seed_is_written_out() {
    let Some(seed) = crate::asked("BYLINE_ARTICLE_SEED") else {
        return;
    };
    let page = page(seed);
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("article-{seed}.html"));
    std::fs::write(&file, &page.html).unwrap();
    println!("{} at {}", file.display(), page.url);
    println!("{:?}", page.kinds);
    for (field, truth, got) in read(seed).wrong {
        println!("{field}: “{truth}” as “{got}”");
    }
    let Ok(article::Candidates { credits, .. }) = page.read(article::candidates) else {
        return;
    };
    for (role, all) in [("author", credits.authors), ("source", credits.sources)] {
        for names in all {
            let stated = names
                .evidence
                .features()
                .filter(|(.., value)| *value != 0.0);
            let stated: Vec<String> = stated
                .map(|(name, _, value)| format!("{name} {value:.1}"))
                .collect();
            println!("{role} {}: {}", names.names.join("; "), stated.join(", "));
        }
    }
}

/// A floor means nothing when a seed's page changes from run to run, or when the page does not show what is true of it.
#[test]
fn an_article_shows_its_truth() {
    for seed in FIXED_SEEDS {
        let made = page(seed);
        assert_eq!(made.html, page(seed).html, "seed {seed}");
        let shown = squeeze(&made.html);
        let editors = made.editors.iter().flatten();
        let names = made.authors.iter().chain(&made.source).chain(editors);
        for text in names.chain([&made.title]).chain(&made.body) {
            assert!(shown.contains(&squeeze(text)), "seed {seed}: {text}");
        }
    }
}
