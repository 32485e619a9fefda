//! What was read right and wrong, in words: by kinds of pages, by blocks, and the seeds to look at.

use std::collections::{BTreeMap, HashMap};

use crate::measure::{Reading, mean};

/// How many of the pages that are read worst are named.
const NAMED: usize = 40;

/// The table of all `readings`.
pub(crate) fn print(readings: &[Reading]) {
    let mut worst: Vec<&Reading> = readings
        .iter()
        .filter(|reading| reading.f1 < 0.95)
        .collect();
    worst.sort_by(|a, b| a.f1.total_cmp(&b.f1));
    println!("\nread worst (BYLINE_LAYOUT_SEED=… writes a page out):");
    for reading in worst.iter().take(NAMED) {
        println!("  {}", line(reading));
    }
    println!("\nkind of page                                    pages  F1     under .5");
    let mut kinds: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for reading in readings {
        kinds.entry((" all", "")).or_default().push(reading.f1);
        for kind in &reading.kinds {
            kinds.entry(*kind).or_default().push(reading.f1);
        }
    }
    for ((name, value), f1) in &kinds {
        let under = f1.iter().filter(|f1| **f1 < 0.5).count();
        let kind = format!("{name}: {value}");
        println!(
            "  {kind:45} {:5}  {:.3}  {under:5}",
            f1.len(),
            mean(f1.iter().copied())
        );
    }
    let all: usize = readings.iter().map(|reading| reading.own).sum();
    println!("\nof {all} stories, missed, by block:");
    blocks(readings.iter().map(|reading| &reading.missed));
    println!("wrong links, by block:");
    blocks(readings.iter().map(|reading| &reading.wrong));
    let failed = || readings.iter().filter(|reading| reading.f1 < 0.5);
    println!(
        "on the {} pages under .5, read instead, by block:",
        failed().count()
    );
    blocks(failed().map(|reading| &reading.neither));
    blocks(failed().map(|reading| &reading.wrong));
    println!("titles and dates that were read wrong:");
    for reading in readings
        .iter()
        .filter(|reading| !reading.misread.is_empty())
        .take(NAMED)
    {
        for (shown, read) in reading.misread.iter().take(1) {
            println!("  seed {}: “{shown}” as “{read}”", reading.seed);
        }
    }
    println!(
        "titles {:.3}, dates {:.3}",
        mean(readings.iter().filter_map(|reading| reading.titles)),
        mean(readings.iter().filter_map(|reading| reading.dates)),
    );
}

/// One page, and why it was read as it was.
pub(crate) fn print_one(reading: &Reading) {
    println!("{}", line(reading));
    for said in &reading.said {
        println!("    {said}");
    }
    for (shown, read) in &reading.misread {
        println!("    “{shown}” is read as “{read}”");
    }
}

fn line(reading: &Reading) -> String {
    let kinds: Vec<&str> = reading.kinds.iter().map(|(_, value)| *value).collect();
    format!(
        "seed {} F1 {:.3}, {} stories, missed {}, wrong {}, neither {} ({})",
        reading.seed,
        reading.f1,
        reading.own,
        counted(&reading.missed),
        counted(&reading.wrong),
        counted(&reading.neither),
        kinds.join("; ")
    )
}

fn counted(blocks: &HashMap<&'static str, usize>) -> String {
    let mut blocks: Vec<_> = blocks.iter().collect();
    blocks.sort();
    let parts: Vec<String> = blocks
        .iter()
        .map(|(block, count)| format!("{count} {block}"))
        .collect();
    if parts.is_empty() {
        "0".to_owned()
    } else {
        parts.join(" + ")
    }
}

fn blocks<'r>(all: impl Iterator<Item = &'r HashMap<&'static str, usize>>) {
    let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (block, count) in all.flatten() {
        let sum = sums.entry(block).or_default();
        sum.0 += count;
        sum.1 += 1;
    }
    for (block, (links, pages)) in sums {
        println!("  {block:30} {links:5} on {pages} pages");
    }
}
