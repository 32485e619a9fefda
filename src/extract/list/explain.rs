//! Why a list was chosen, in sentences for people.

use super::blocks::Structure;
use super::choice::Place;
use super::features::Features;
use super::judge::Verdict;
use crate::page::elements::Page;

/// How many groups are named besides the chosen ones.
const OTHERS: usize = 5;

/// One sentence for each chosen place, then for the best of the others.
pub(super) fn lines(page: &Page<'_>, structure: &Structure, verdict: &Verdict) -> Vec<String> {
    let place = |f: usize| {
        let place = Place::of(page, structure, &structure.groups[f]);
        short(&place.block)
    };
    let mut lines = Vec::new();
    for (number, &f) in verdict.chosen.iter().enumerate() {
        let features = &verdict.features[f];
        let role = match (number, structure.groups[f].single) {
            (0, _) => "chosen",
            (_, true) => "joined, a story of its own",
            _ => "joined",
        };
        lines.push(format!("{role}: {}: {}", place(f), describe(features)));
    }
    let lead = verdict.chosen.first().map(|&f| &verdict.features[f]);
    let others = verdict
        .ranking
        .iter()
        .copied()
        .filter(|f| !verdict.chosen.contains(f));
    for f in others.take(OTHERS) {
        let features = &verdict.features[f];
        let why = lead.map_or_else(String::new, |lead| format!("; {}", why_not(lead, features)));
        lines.push(format!("left: {}: {}{why}", place(f), describe(features)));
    }
    lines
}

/// The last three steps of a path: enough to find the place.
fn short(path: &str) -> String {
    let steps: Vec<&str> = path.split('>').collect();
    steps[steps.len().saturating_sub(3)..].join(" > ")
}

fn describe(features: &Features) -> String {
    let links = match features.articles {
        1 => "1 link".to_owned(),
        n => format!("{n} links"),
    };
    let mut beside = Vec::new();
    for (share, what) in [
        (features.headings, "headings"),
        (features.dates, "dates"),
        (features.abstracts, "abstracts"),
        (features.pictures, "pictures"),
    ] {
        if share >= 0.05 {
            beside.push(format!("{what} {:.0} %", share * 100.0));
        }
    }
    let beside = if beside.is_empty() {
        "nothing beside them".to_owned()
    } else {
        format!("with {}", beside.join(", "))
    };
    format!(
        "{links} that read like headlines to {:.0} %, {beside}, score {:.1}",
        features.quality * 100.0,
        features.score
    )
}

fn why_not(lead: &Features, features: &Features) -> &'static str {
    if features.place < 0.75 * lead.place {
        "it stands in a menu, margin, footer or box"
    } else if features.quality < 0.6 * lead.quality {
        "its texts are too short for headlines"
    } else if lead.headings >= 0.8 && features.headings < 0.5 {
        "its links are no headings, as the list's are"
    } else if lead.dates >= 0.7 && features.dates < 0.5 {
        "it has no dates, as the list has"
    } else if features.on_site < 0.5 && lead.on_site > 0.5 {
        "it leads to other sites"
    } else if features.likeness < lead.likeness - 0.3 {
        "its addresses are not made like articles'"
    } else {
        "the list outweighs it, or announces the same articles"
    }
}
