//! Why this list and not the next one, in sentences.

use super::blocks::Structure;
use super::choice::Place;
use super::figures::Figures;
use super::judge::Verdict;
use super::page::Page;

/// Groups that are named besides the chosen ones.
const OTHERS: usize = 5;

/// One sentence for each chosen place, then for the best of the others.
pub(super) fn lines(page: &Page<'_>, structure: &Structure, verdict: &Verdict) -> Vec<String> {
    let place = |f: usize| {
        let place = Place::of(page, structure, &structure.families[f]);
        short(&place.block)
    };
    let mut lines = Vec::new();
    for (number, &f) in verdict.chosen.iter().enumerate() {
        let figures = &verdict.figures[f];
        let role = match (number, structure.families[f].single) {
            (0, _) => "chosen",
            (_, true) => "joined, a story of its own",
            _ => "joined",
        };
        lines.push(format!("{role}: {}: {}", place(f), describe(figures)));
    }
    let lead = verdict.chosen.first().map(|&f| &verdict.figures[f]);
    let others = verdict
        .ranking
        .iter()
        .copied()
        .filter(|f| !verdict.chosen.contains(f));
    for f in others.take(OTHERS) {
        let figures = &verdict.figures[f];
        let why = lead.map_or_else(String::new, |lead| format!("; {}", why_not(lead, figures)));
        lines.push(format!("left: {}: {}{why}", place(f), describe(figures)));
    }
    lines
}

/// The last three steps of a path: enough to find the place.
fn short(path: &str) -> String {
    let steps: Vec<&str> = path.split('>').collect();
    steps[steps.len().saturating_sub(3)..].join(" > ")
}

fn describe(figures: &Figures) -> String {
    let links = match figures.articles {
        1 => "1 link".to_owned(),
        n => format!("{n} links"),
    };
    let mut beside = Vec::new();
    for (share, what) in [
        (figures.headings, "headings"),
        (figures.dates, "dates"),
        (figures.abstracts, "abstracts"),
        (figures.pictures, "pictures"),
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
        figures.quality * 100.0,
        figures.score
    )
}

fn why_not(lead: &Figures, figures: &Figures) -> &'static str {
    if figures.place < 0.75 * lead.place {
        "it stands in a menu, margin, footer or box"
    } else if figures.quality < 0.6 * lead.quality {
        "its texts are too short for headlines"
    } else if lead.headings >= 0.8 && figures.headings < 0.5 {
        "its links are no headings, as the list's are"
    } else if lead.dates >= 0.7 && figures.dates < 0.5 {
        "it has no dates, as the list has"
    } else if figures.on_site < 0.5 && lead.on_site > 0.5 {
        "it leads to other sites"
    } else if figures.likeness < lead.likeness - 0.3 {
        "its addresses are not made like articles'"
    } else {
        "the list outweighs it, or announces the same articles"
    }
}
