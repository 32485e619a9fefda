//! Which families are the page's own list.
//!
//! In: a page's families. Out: those that make the list, each family's figures, and the ranking.
//! The leading family is the one with the most headlines, weighed by what stands beside them, by where it
//! stands and by where it leads. Others join it when they are as good and lead to the same kind of place.

use foldhash::HashSet;
use url::Url;

use super::address;
use super::anchors::Link;
use super::blocks::Structure;
use super::family::Family;
use super::figures::{Figures, Scene};
use crate::extract::Teaser;

/// The families that make the list.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Indices of the chosen families, the leading one first; empty when nothing reads like a list.
    pub(super) chosen: Vec<usize>,
    /// Every family's figures.
    pub(super) figures: Vec<Figures>,
    /// The families that were looked at closely, best first.
    pub(super) ranking: Vec<usize>,
}

/// Families that are looked at closely; the rest has too few links or too short ones.
const CLOSE_LOOKS: usize = 40;
/// With less than this part of the best score at a glance, nothing that stands beside helps.
const HOPELESS: f32 = 0.04;
/// A lead below this score is a menu.
const LEAST_SCORE: f32 = 0.4;
/// A lead whose texts are shorter on average is none.
const LEAST_QUALITY: f32 = 0.12;

impl Verdict {
    /// Rates the families and lets the like join the best, or the `given` lead and its fellows.
    pub(super) fn of(
        scene: &Scene<'_, '_>,
        announced: &[Teaser],
        given: Option<(usize, Vec<usize>)>,
    ) -> Self {
        let structure = scene.structure;
        let mut figures: Vec<Figures> = structure
            .families
            .iter()
            .map(|family| Figures::at_a_glance(scene, family))
            .collect();
        let remembered = given.is_some();
        let (lead, fellows) = given.map_or((None, Vec::new()), |(lead, rest)| (Some(lead), rest));
        let mut ranking: Vec<usize> = (0..figures.len()).collect();
        by_score(&mut ranking, &figures);
        let wanted = |f: &usize| lead == Some(*f) || fellows.contains(f);
        let best = ranking.first().map_or(0.0, |&f| figures[f].score);
        let close = ranking
            .iter()
            .take(CLOSE_LOOKS)
            .take_while(|&&f| figures[f].score >= best * HOPELESS)
            .count();
        let (first, rest) = ranking.split_at(close);
        let mut ranking: Vec<usize> = first.to_vec();
        ranking.extend(rest.iter().copied().filter(wanted));
        for &f in &ranking {
            figures[f] = Figures::of(scene, &structure.families[f]);
            let agrees = agreement(structure, &structure.families[f], announced);
            figures[f].score *= 1.0 + agrees;
        }
        by_score(&mut ranking, &figures);
        let lead = lead.or_else(|| {
            ranking.iter().copied().find(|&f| {
                !structure.families[f].single
                    && figures[f].articles >= 2
                    && figures[f].score >= LEAST_SCORE
                    && figures[f].quality >= LEAST_QUALITY
            })
        });
        let mut chosen = lead.map_or_else(Vec::new, |lead| {
            with_kin(structure, &figures, &ranking, lead, remembered)
        });
        for fellow in fellows {
            if !chosen.contains(&fellow) {
                chosen.push(fellow);
            }
        }
        Self {
            chosen,
            figures,
            ranking,
        }
    }
}

/// What part of the articles that the page announces to machines a family shows.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn agreement(structure: &Structure, family: &Family, announced: &[Teaser]) -> f32 {
    if announced.is_empty() {
        return 0.0;
    }
    let links = family.entries.iter();
    let shown: HashSet<&Url> = links.map(|e| &structure.links[e.link].url).collect();
    let both = announced.iter().filter(|t| shown.contains(&t.url)).count();
    both as f32 / announced.len() as f32
}

fn by_score(ranking: &mut [usize], figures: &[Figures]) {
    ranking.sort_by(|&a, &b| {
        let scores = figures[b].score.total_cmp(&figures[a].score);
        scores.then(a.cmp(&b))
    });
}

/// A lead with this part of the weight of all that could join it is the list; the rest are boxes beside it.
const DOMINANT: f32 = 0.55;
/// A family that repeats what others announce is another view of them.
const NEWS_SHARE: f32 = 0.34;

/// `lead`, and the families that are as much the page's own list.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn with_kin(
    structure: &Structure,
    figures: &[Figures],
    ranking: &[usize],
    lead: usize,
    remembered: bool,
) -> Vec<usize> {
    let main = &figures[lead];
    let keys = |f: usize| {
        let entries = structure.families[f].entries.iter();
        entries.map(|entry| structure.links[entry.link].key)
    };
    let mut known: HashSet<usize> = keys(lead).collect();
    let mut candidates: Vec<usize> = Vec::new();
    for &f in ranking {
        if f == lead || !is_kin(main, &figures[f]) {
            continue;
        }
        let new = keys(f).filter(|key| !known.contains(key)).count();
        if new as f32 >= NEWS_SHARE * figures[f].articles as f32 && new > 0 {
            known.extend(keys(f));
            candidates.push(f);
        }
    }
    let total: f32 = candidates.iter().map(|&f| figures[f].score).sum::<f32>() + main.score;
    // A list that was remembered is the list, however short it is today.
    let dominant = remembered || main.score >= total * DOMINANT;
    let joins = |&f: &usize| {
        let like = &figures[f];
        if structure.families[f].single {
            return shares_a_feature(main, like) && has_what_lead_has(main, like);
        }
        let built_alike = structure.families[f].built == structure.families[lead].built;
        let undated = main.dates < 0.7 || shares_a_feature(main, like);
        (!dominant && undated)
            || (shares_a_feature(main, like)
                && has(main.dates, like.dates)
                && (built_alike || has_what_lead_has(main, like)))
    };
    let kin = candidates.into_iter().filter(joins);
    std::iter::once(lead).chain(kin).collect()
}

/// Does `other` lead to the same kind of place, from as good a place, with titles as good? A section whose
/// articles lie below it has none elsewhere.
fn is_kin(lead: &Figures, other: &Figures) -> bool {
    let same_system = match (&lead.pattern, &other.pattern) {
        (Some(a), Some(b)) => {
            a.site == b.site
                && (a.tail == b.tail
                    || (other.likeness > 0.1 && other.likeness >= lead.likeness - 0.3))
        }
        _ => false,
    };
    let titles = |f: &Figures| f.quality;
    same_system
        && other.place >= 0.75 * lead.place
        && titles(other) >= 0.6 * titles(lead)
        && (lead.headings < 0.8 || other.headings >= 0.5)
        && (lead.below < 0.8 || other.below >= 0.3)
}

/// Has `other` dates, abstracts and pictures where `lead` has them?
fn has_what_lead_has(lead: &Figures, other: &Figures) -> bool {
    has(lead.dates, other.dates)
        && has(lead.abstracts, other.abstracts)
        && has(lead.pictures, other.pictures)
}

fn has(ours: f32, theirs: f32) -> bool {
    ours < 0.7 || theirs >= 0.5
}

/// Is there anything besides links that both have? Bare links are alike in every box.
fn shares_a_feature(lead: &Figures, other: &Figures) -> bool {
    [
        (lead.headings, other.headings),
        (lead.dates, other.dates),
        (lead.abstracts, other.abstracts),
        (lead.pictures, other.pictures),
    ]
    .into_iter()
    .any(|(ours, theirs)| ours >= 0.5 && theirs >= 0.5)
}

/// Does an entry of the list lead elsewhere than articles, though it stands among them?
pub(super) fn is_stray(link: &Link, lead: &Figures, family: &Figures, is_lead: bool) -> bool {
    if is_lead {
        return link.likeness < -0.3 && lead.likeness > 0.2 && lead.uniform >= 0.8;
    }
    let foreign = || family.pattern.as_ref() != Some(&address::pattern(&link.url));
    link.likeness < 0.1 && lead.likeness > 0.1 && foreign()
}
