//! Why a list was chosen: each group with what counts for it and against it.

use super::blocks::Structure;
use super::choice::Place;
use super::evidence::Evidence;
use super::judge::{Candidate, Verdict};
use super::weights::{JOIN, LEAD};
use crate::page::elements::Page;

/// How many groups are named besides the chosen ones.
const OTHERS: usize = 5;

/// One sentence for each chosen place, then for the best of the others.
pub(super) fn lines(page: &Page<'_>, structure: &Structure, verdict: &Verdict) -> Vec<String> {
    let line = |role: &str, part: &Candidate, weights: &Evidence| {
        let place = Place::of(page, structure, &structure.groups[part.group]);
        let links = match part.features.articles {
            1 => "1 link".to_owned(),
            n => format!("{n} links"),
        };
        let (place, why) = (short(&place.block), part.evidence.reasons(weights));
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
