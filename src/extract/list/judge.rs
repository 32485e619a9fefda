//! Which groups are the page's own list.
//!
//! In: a page's groups. Out: a [`Verdict`]: the groups that make the list and those that do not, each with its evidence.
//! The rule: the group with the highest sum of [`LEAD`](super::weights::LEAD) leads. Another group joins when its evidence,
//! taken beside the leading group's, has a sum of [`JOIN`] above zero.

use foldhash::HashSet;

use super::address;
use super::anchors::Link;
use super::blocks::Structure;
use super::evidence::Evidence;
use super::features::{Features, Scene};
use super::weights::JOIN;
use crate::extract::Teaser;

/// A group that was looked at closely.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its number among the page's groups.
    pub(super) group: usize,
    /// What was measured of it.
    pub(super) features: Features,
    /// The evidence that decided: of the leading group alone, of another group beside the leading one.
    pub(super) evidence: Evidence,
}

/// Which groups make the list.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The groups of the list, the leading one first; empty when nothing reads like a list.
    pub(super) list: Vec<Candidate>,
    /// The other groups that were looked at closely, best first.
    pub(super) others: Vec<Candidate>,
}

/// How many groups are looked at closely. The others have too few links or too short texts.
const CLOSE_LOOKS: usize = 64;
/// A group whose links at a glance are worth less than this part of the best cannot be of the list, whatever stands beside
/// them.
const HOPELESS: f32 = 0.02;
/// A leading group whose sum is below this is a menu. The lists of the captured and made pages have 3.8 and more.
const LEAST_SCORE: f32 = 2.5;
/// A leading group whose texts read less like headlines than this, on average, is no list.
const LEAST_QUALITY: f32 = 0.12;

impl Verdict {
    /// The list: the best group, or the `given` leading group with its fellows, and the groups that join.
    pub(super) fn of(
        scene: &Scene<'_, '_>,
        announced: &[Teaser],
        given: Option<(usize, Vec<usize>)>,
    ) -> Self {
        let structure = scene.structure;
        let remembered = given.is_some();
        let (lead, fellows) = given.map_or((None, Vec::new()), |(lead, rest)| (Some(lead), rest));
        let wanted = |group: usize| lead == Some(group) || fellows.contains(&group);
        let mut others = looked_at(scene, announced, wanted);
        let leads = |candidate: &Candidate| match lead {
            Some(lead) => candidate.group == lead,
            None => {
                !structure.groups[candidate.group].single
                    && candidate.features.articles >= 2
                    && candidate.features.score >= LEAST_SCORE
                    && candidate.features.evidence.quality >= LEAST_QUALITY
            }
        };
        let Some(lead) = others.iter().position(leads) else {
            let list = Vec::new();
            return Self { list, others };
        };
        let lead = others.remove(lead);
        let outweighed = outweighed(&lead, others.iter());
        let mut known: HashSet<usize> = keys(structure, lead.group).collect();
        let mut list = vec![lead];
        let mut left = Vec::new();
        for mut other in others {
            let shown = known_share(structure, &other, &known);
            let lead = &list[0].features;
            other.evidence = other.features.beside(scene.page, lead, shown, outweighed);
            // Remembered places are the whole list, however short it is today. Only a story of its own has no place.
            let is_open = !remembered || structure.groups[other.group].single;
            let joins = is_open && shown < 1.0 && other.evidence.score(&JOIN) > 0.0;
            if joins || fellows.contains(&other.group) {
                known.extend(keys(structure, other.group));
                list.push(other);
            } else {
                left.push(other);
            }
        }
        Self { list, others: left }
    }
}

/// The groups that are worth a close look and those that are `wanted`, the best leading group first.
pub(super) fn looked_at(
    scene: &Scene<'_, '_>,
    announced: &[Teaser],
    wanted: impl Fn(usize) -> bool,
) -> Vec<Candidate> {
    let groups = &scene.structure.groups;
    let glances = groups
        .iter()
        .map(|group| Features::at_a_glance(scene, group));
    let mut glances: Vec<(usize, f32)> = glances.enumerate().collect();
    glances.sort_by(|(a, one), (b, other)| other.total_cmp(one).then(a.cmp(b)));
    let best = glances.first().map_or(0.0, |&(_, glance)| glance);
    let mut close = 0;
    let mut looked: Vec<Candidate> = Vec::new();
    for (group, glance) in glances {
        let is_close = close < CLOSE_LOOKS && glance > best * HOPELESS;
        close += usize::from(is_close);
        if is_close || wanted(group) {
            let features = Features::of(scene, &groups[group], announced);
            looked.push(Candidate {
                group,
                evidence: features.evidence,
                features,
            });
        }
    }
    looked.sort_by(|a, b| {
        let scores = b.features.score.total_cmp(&a.features.score);
        scores.then(a.group.cmp(&b.group))
    });
    looked
}

/// The leading group's part of what it and all groups of its site would score as lists.
pub(super) fn outweighed<'c>(lead: &Candidate, others: impl Iterator<Item = &'c Candidate>) -> f32 {
    let of_site = others.filter(|other| other.features.site() == lead.features.site());
    let weight = |candidate: &Candidate| (candidate.features.score - lead.features.score).exp();
    1.0 / (1.0 + of_site.map(weight).sum::<f32>())
}

/// The keys of the articles of a group.
pub(super) fn keys(structure: &Structure, group: usize) -> impl Iterator<Item = usize> {
    let entries = structure.groups[group].entries.iter();
    entries.map(|entry| structure.links[entry.link].key)
}

/// The part of a group's articles that are `known`.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
pub(super) fn known_share(
    structure: &Structure,
    candidate: &Candidate,
    known: &HashSet<usize>,
) -> f32 {
    let own: HashSet<usize> = keys(structure, candidate.group).collect();
    own.intersection(known).count() as f32 / (own.len() as f32).max(1.0)
}

/// Whether an entry of the list links to something other than an article, though it stands among articles.
pub(super) fn is_stray(link: &Link, lead: &Features, group: &Features, is_lead: bool) -> bool {
    let likeness = lead.evidence.likeness;
    if is_lead {
        return link.likeness < -0.3 && likeness > 0.2 && lead.evidence.uniform >= 0.8;
    }
    let foreign = || group.pattern.as_ref() != Some(&address::pattern(&link.url, &link.site));
    link.likeness < 0.1 && likeness > 0.1 && foreign()
}
