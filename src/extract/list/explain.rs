//! Why a list was chosen: each group with what counts for it and against it.

use super::blocks::Structure;
use super::choice::Place;
use super::evidence::Evidence;
use super::judge::{Candidate, Verdict};
use super::weights::{JOIN, LEAD};
use crate::page::elements::Page;

/// How many groups are named besides the chosen ones.
const OTHERS: usize = 5;
/// How many features are named for each group, those that count most.
const NAMED: usize = 6;
/// A feature that adds less than this, for or against, is not named.
const LEAST_NAMED: f32 = 0.05;

/// One sentence for each chosen place, then for the best of the others.
pub(super) fn lines(page: &Page<'_>, structure: &Structure, verdict: &Verdict) -> Vec<String> {
    let line = |role: &str, part: &Candidate, weights: &Evidence| {
        let place = Place::of(page, structure, &structure.groups[part.group]);
        let links = match part.features.articles {
            1 => "1 link".to_owned(),
            n => format!("{n} links"),
        };
        let (place, why) = (short(&place.block), reasons(&part.evidence, weights));
        format!("{role}: {place}: {links}, {why}")
    };
    let mut lines = Vec::new();
    for (number, part) in verdict.list.iter().enumerate() {
        lines.push(match (number, structure.groups[part.group].single) {
            (0, _) => line("chosen", part, &LEAD),
            (_, true) => line("joined, a story of its own", part, &JOIN),
            _ => line("joined", part, &JOIN),
        });
    }
    let weights = if verdict.list.is_empty() {
        &LEAD
    } else {
        &JOIN
    };
    let others = verdict.others.iter().take(OTHERS);
    lines.extend(others.map(|part| line("left", part, weights)));
    lines
}

/// The last three steps of a path: enough to find the place.
fn short(path: &str) -> String {
    let steps: Vec<&str> = path.split('>').collect();
    steps[steps.len().saturating_sub(3)..].join(" > ")
}

/// `+2.3: +1.8 dates (0.9); −0.9 links leave the site (1.0)`
fn reasons(evidence: &Evidence, weights: &Evidence) -> String {
    let mut parts: Vec<_> = evidence
        .contributions(weights)
        .filter(|(_, _, part)| part.abs() >= LEAST_NAMED)
        .collect();
    parts.sort_by(|(_, _, a), (_, _, b)| b.abs().total_cmp(&a.abs()));
    let parts = parts.iter().take(NAMED);
    let parts: Vec<String> = parts
        .map(|(words, value, part)| format!("{part:+.1} {words} ({value:.1})"))
        .collect();
    format!("{:+.1}: {}", evidence.score(weights), parts.join("; "))
}
