//! Which groups are the page's own list.
//!
//! In: a page's groups. Out: a [`Verdict`]: the groups that make the list, each group's features, and the ranking. The rule:
//! the leading group is the one with the best score ([`features`](super::features)). Other groups join it when they are as
//! good and link to the same kind of address.

use foldhash::HashSet;
use url::Url;

use super::address;
use super::anchors::Link;
use super::blocks::Structure;
use super::features::{Features, Scene};
use super::group::Group;
use crate::extract::Teaser;

/// The groups that make the list.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Indices of the chosen groups, the leading one first; empty when nothing reads like a list.
    pub(super) chosen: Vec<usize>,
    /// Every group's features.
    pub(super) features: Vec<Features>,
    /// The groups that were looked at closely, best first.
    pub(super) ranking: Vec<usize>,
}

/// How many groups are looked at closely. The others have too few links or too short texts.
const CLOSE_LOOKS: usize = 40;
/// A group whose links alone score less than this part of the best cannot be the list, whatever stands beside them.
const HOPELESS: f32 = 0.04;
/// A leading group below this score is a menu.
const LEAST_SCORE: f32 = 0.4;
/// A leading group whose texts read less like headlines than this, on average, is no list.
const LEAST_QUALITY: f32 = 0.12;

impl Verdict {
    /// Rates the groups and chooses the list: the best group, or the `given` leading group, and those that join it.
    pub(super) fn of(
        scene: &Scene<'_, '_>,
        announced: &[Teaser],
        given: Option<(usize, Vec<usize>)>,
    ) -> Self {
        let structure = scene.structure;
        let mut features: Vec<Features> = structure
            .groups
            .iter()
            .map(|group| Features::at_a_glance(scene, group))
            .collect();
        let remembered = given.is_some();
        let (lead, fellows) = given.map_or((None, Vec::new()), |(lead, rest)| (Some(lead), rest));
        let mut ranking: Vec<usize> = (0..features.len()).collect();
        by_score(&mut ranking, &features);
        let wanted = |f: &usize| lead == Some(*f) || fellows.contains(f);
        let best = ranking.first().map_or(0.0, |&f| features[f].score);
        let close = ranking
            .iter()
            .take(CLOSE_LOOKS)
            .take_while(|&&f| features[f].score >= best * HOPELESS)
            .count();
        let (first, rest) = ranking.split_at(close);
        let mut ranking: Vec<usize> = first.to_vec();
        ranking.extend(rest.iter().copied().filter(wanted));
        for &f in &ranking {
            features[f] = Features::of(scene, &structure.groups[f]);
            let agrees = agreement(structure, &structure.groups[f], announced);
            features[f].score *= 1.0 + agrees;
        }
        by_score(&mut ranking, &features);
        let lead = lead.or_else(|| {
            ranking.iter().copied().find(|&f| {
                !structure.groups[f].single
                    && features[f].articles >= 2
                    && features[f].score >= LEAST_SCORE
                    && features[f].quality >= LEAST_QUALITY
            })
        });
        let mut chosen = lead.map_or_else(Vec::new, |lead| {
            with_kin(structure, &features, &ranking, lead, remembered)
        });
        for fellow in fellows {
            if !chosen.contains(&fellow) {
                chosen.push(fellow);
            }
        }
        Self {
            chosen,
            features,
            ranking,
        }
    }
}

/// The part of the articles in the page's JSON-LD that a group shows.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn agreement(structure: &Structure, group: &Group, announced: &[Teaser]) -> f32 {
    if announced.is_empty() {
        return 0.0;
    }
    let links = group.entries.iter();
    let shown: HashSet<&Url> = links.map(|e| &structure.links[e.link].url).collect();
    let both = announced.iter().filter(|t| shown.contains(&t.url)).count();
    both as f32 / announced.len() as f32
}

fn by_score(ranking: &mut [usize], features: &[Features]) {
    ranking.sort_by(|&a, &b| {
        let scores = features[b].score.total_cmp(&features[a].score);
        scores.then(a.cmp(&b))
    });
}

/// A leading group with this part of the score of itself and all groups that could join is the whole list; the others are
/// boxes.
const DOMINANT: f32 = 0.55;
/// A group joins only when at least this part of its articles is new. With less, it shows the same articles again.
const NEWS_SHARE: f32 = 0.34;

/// `lead`, and the groups that join it.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn with_kin(
    structure: &Structure,
    features: &[Features],
    ranking: &[usize],
    lead: usize,
    remembered: bool,
) -> Vec<usize> {
    let main = &features[lead];
    let keys = |f: usize| {
        let entries = structure.groups[f].entries.iter();
        entries.map(|entry| structure.links[entry.link].key)
    };
    let mut known: HashSet<usize> = keys(lead).collect();
    let mut candidates: Vec<usize> = Vec::new();
    for &f in ranking {
        if f == lead || !is_kin(main, &features[f]) {
            continue;
        }
        let new = keys(f).filter(|key| !known.contains(key)).count();
        if new as f32 >= NEWS_SHARE * features[f].articles as f32 && new > 0 {
            known.extend(keys(f));
            candidates.push(f);
        }
    }
    let total: f32 = candidates.iter().map(|&f| features[f].score).sum::<f32>() + main.score;
    // A remembered place is the list, however short it is today.
    let dominant = remembered || main.score >= total * DOMINANT;
    let joins = |&f: &usize| {
        let like = &features[f];
        if structure.groups[f].single {
            return shares_a_feature(main, like) && has_what_lead_has(main, like);
        }
        let built_alike = structure.groups[f].built == structure.groups[lead].built;
        let undated = main.dates < 0.7 || shares_a_feature(main, like);
        (!dominant && undated)
            || (shares_a_feature(main, like)
                && has(main.dates, like.dates)
                && (built_alike || has_what_lead_has(main, like)))
    };
    let kin = candidates.into_iter().filter(joins);
    std::iter::once(lead).chain(kin).collect()
}

/// Whether `other` links to the same kind of address, from as good an area, with titles as good. A section whose articles
/// lie below its own directory has no articles elsewhere.
fn is_kin(lead: &Features, other: &Features) -> bool {
    let same_system = match (&lead.pattern, &other.pattern) {
        (Some(a), Some(b)) => {
            a.site == b.site
                && (a.tail == b.tail
                    || (other.likeness > 0.1 && other.likeness >= lead.likeness - 0.3))
        }
        _ => false,
    };
    let titles = |f: &Features| f.quality;
    same_system
        && other.place >= 0.75 * lead.place
        && titles(other) >= 0.6 * titles(lead)
        && (lead.headings < 0.8 || other.headings >= 0.5)
        && (lead.below < 0.8 || other.below >= 0.3)
}

/// Whether `other` has dates, abstracts and pictures where `lead` has them.
fn has_what_lead_has(lead: &Features, other: &Features) -> bool {
    has(lead.dates, other.dates)
        && has(lead.abstracts, other.abstracts)
        && has(lead.pictures, other.pictures)
}

fn has(ours: f32, theirs: f32) -> bool {
    ours < 0.7 || theirs >= 0.5
}

/// Whether both have anything besides links. Bare links look alike in every box.
fn shares_a_feature(lead: &Features, other: &Features) -> bool {
    [
        (lead.headings, other.headings),
        (lead.dates, other.dates),
        (lead.abstracts, other.abstracts),
        (lead.pictures, other.pictures),
    ]
    .into_iter()
    .any(|(ours, theirs)| ours >= 0.5 && theirs >= 0.5)
}

/// Whether an entry of the list links to something other than an article, though it stands among articles.
pub(super) fn is_stray(link: &Link, lead: &Features, group: &Features, is_lead: bool) -> bool {
    if is_lead {
        return link.likeness < -0.3 && lead.likeness > 0.2 && lead.uniform >= 0.8;
    }
    let foreign = || group.pattern.as_ref() != Some(&address::pattern(&link.url, &link.site));
    link.likeness < 0.1 && lead.likeness > 0.1 && foreign()
}
