//! Fits the weights of a list's evidence (`src/extract/list/weights.rs`) and says how far they can be trusted.
//!
//! `cargo test --release --test accuracy fit -- --ignored --nocapture` prints both tables, and F1 on the captured pages that
//! the weights were fitted on beside F1 on each of these pages with weights fitted without it. Their difference is the
//! overfit. Nothing is random, so the same pages give the same weights.

use std::collections::HashSet;

use byline::extract::list::{self, Evidence, WeighedGroup};
use serde_json::Value;
use url::Url;

use crate::descent::{Evidence as _, Example, Race, cross_entropy, descend, logistic_loss};
use crate::generator;
use crate::score::Mean;
use crate::sections;

/// How strongly the weights of the leading group are held at [`LEAD_PRIOR`].
const LEAD_PENALTY: f32 = 1.0;
/// How strongly the weights of the groups that join are held at [`JOIN_PRIOR`].
const JOIN_PENALTY: f32 = 0.3;
/// Seeds of the made pages that are fitted to. `tests/layouts` measures on others.
const MADE: std::ops::Range<u64> = 2_001..2_201;
/// What a made page counts beside a captured one.
const MADE_WEIGHT: f32 = 0.25;
/// What a link of a made page that may be found or not counts as a wrong one. On captured pages it does not count: people
/// set them down, and left open what they were unsure of.
const MADE_TOLERATED: f32 = 0.3;
/// Weights of the leading group as a person would set them: where few pages say otherwise, these stay.
const LEAD_PRIOR: Evidence = Evidence {
    amount: 0.75,
    quality: 3.0,
    headings: 0.8,
    dates: 0.9,
    abstracts: 0.45,
    pictures: 0.3,
    likeness: 0.4,
    below: 0.4,
    titled: 0.35,
    announced: 0.7,
    navigation: -2.5,
    banner: -1.4,
    footer: -2.5,
    aside: -1.2,
    promoted: -0.8,
    extra: -1.2,
    main: 0.25,
    boxed: -0.8,
    ..Evidence::NONE
};
/// And of the groups that join: what is headed as most read is no part of a list. The captured pages leave that open.
const JOIN_PRIOR: Evidence = Evidence {
    promoted: -1.5,
    boxed: -4.0,
    ..Evidence::NONE
};
/// Steps of the descent.
const STEPS: usize = 500;
/// And of one that begins at the weights of all pages and goes without one of these.
const STEPS_WITHOUT_ONE: usize = 60;

/// The weights of both decisions.
#[derive(Clone, Copy)]
struct Weights {
    lead: Evidence,
    join: Evidence,
}

/// A page, its groups, and which of its links are its own stories.
struct Sheet {
    id: String,
    is_hard: bool,
    /// What it counts in a fit.
    weight: f32,
    /// What a link that counts neither way counts as a wrong one in a fit.
    open: f32,
    own: HashSet<String>,
    /// Links that count neither way.
    tolerated: HashSet<String>,
    groups: Vec<Group>,
    /// `None` when no group could lead.
    race: Option<Race<Evidence>>,
}

struct Group {
    keys: HashSet<String>,
    evidence: WeighedGroup,
}

/// Both captured sets, as far as they are there.
fn sheets() -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for pages in crate::sets() {
        for page in sections::truths(&pages) {
            let base = Url::parse(page["url"].as_str().unwrap()).unwrap();
            let key = |url: &Value| sections::key(url.as_str().unwrap_or_default(), &base);
            let list = |name: &str| page[name].as_array().into_iter().flatten();
            let own: HashSet<String> = list("items").map(|item| key(&item["url"])).collect();
            let tolerated = list("also_ok")
                .map(key)
                .filter(|key| !own.contains(key))
                .collect();
            let groups = sections::with(&pages, &page, list::candidates);
            let groups = groups
                .unwrap_or_default()
                .into_iter()
                .map(|evidence| Group {
                    keys: evidence
                        .urls
                        .iter()
                        .map(|url| sections::key(url.as_str(), &base))
                        .collect(),
                    evidence,
                });
            sheets.push(
                Sheet {
                    id: page["id"].as_str().unwrap().to_owned(),
                    is_hard: page["hard"] == true,
                    weight: 1.0,
                    open: 0.0,
                    groups: groups.collect(),
                    own,
                    tolerated,
                    race: None,
                }
                .with_race(),
            );
        }
    }
    sheets
}

fn made(seed: u64) -> Sheet {
    let page = generator::page(seed);
    let key = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url.to_string()
    };
    let own: HashSet<String> = page.own.iter().map(|story| key(&story.url)).collect();
    let tolerated = page.also.iter().map(key).filter(|key| !own.contains(key));
    let groups = page.read(list::candidates).unwrap_or_default();
    Sheet {
        id: format!("made {seed}"),
        is_hard: true,
        weight: MADE_WEIGHT,
        open: MADE_TOLERATED,
        tolerated: tolerated.collect(),
        own,
        groups: groups
            .into_iter()
            .map(|evidence| Group {
                keys: evidence.urls.iter().map(key).collect(),
                evidence,
            })
            .collect(),
        race: None,
    }
    .with_race()
}

/// The weights in use are those that this test fits, to two digits.
#[test]
#[ignore = "takes minutes; run it when features or pages change"]
fn fit() {
    let sheets = sheets();
    if sheets.is_empty() {
        return;
    }
    let made: Vec<Sheet> = MADE.map(made).collect();
    let all: Vec<&Sheet> = sheets.iter().chain(&made).collect();
    let prior = Weights {
        lead: LEAD_PRIOR,
        join: JOIN_PRIOR,
    };
    let fitted = Weights::fitted(&all, &prior, STEPS);
    fitted.lead.print("LEAD");
    fitted.join.print("JOIN");
    let (mut seen, mut unseen) = (Table::default(), Table::default());
    for (number, sheet) in sheets.iter().enumerate() {
        let others = sheets.iter().enumerate();
        let others: Vec<&Sheet> = others
            .filter(|(other, _)| *other != number)
            .map(|(_, other)| other)
            .chain(&made)
            .collect();
        seen.add(sheet, fitted.f1(sheet));
        let f1 = Weights::fitted(&others, &fitted, STEPS_WITHOUT_ONE).f1(sheet);
        println!("{:20} {f1:.3}", sheet.id);
        unseen.add(sheet, f1);
    }
    seen.print("fitted");
    unseen.print("left out");
}

/// The mean F1 of all pages and of the hard ones.
#[derive(Default)]
struct Table {
    all: Mean,
    hard: Mean,
}

impl Table {
    fn add(&mut self, sheet: &Sheet, f1: f64) {
        self.all.add(f1);
        if sheet.is_hard {
            self.hard.add(f1);
        }
    }

    fn print(&self, name: &str) {
        let (all, hard) = (self.all.value(), self.hard.value());
        println!("{name:10} all {all:.3}, hard {hard:.3}");
    }
}

impl Weights {
    /// The best weights for `sheets`. The descent begins at `from`: both losses are convex, so the beginning only saves steps.
    fn fitted(sheets: &[&Sheet], from: &Self, steps: usize) -> Self {
        let races: Vec<&Race<Evidence>> = sheets
            .iter()
            .filter_map(|sheet| sheet.race.as_ref())
            .collect();
        let lead = descend(steps, &from.lead, &LEAD_PRIOR, LEAD_PENALTY, |weights| {
            cross_entropy(&races, weights)
        });
        let examples: Vec<Example<Evidence>> = sheets
            .iter()
            .flat_map(|sheet| sheet.examples(&lead))
            .collect();
        let examples: Vec<&Example<Evidence>> = examples.iter().collect();
        let join = descend(steps, &from.join, &JOIN_PRIOR, JOIN_PENALTY, |weights| {
            logistic_loss(&examples, weights)
        });
        Self { lead, join }
    }

    /// F1 of the list that these weights choose.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn f1(&self, sheet: &Sheet) -> f64 {
        let Some((lead, others)) = sheet.beside_best(&self.lead) else {
            return 0.0;
        };
        let mut listed = lead.keys.clone();
        for (other, evidence) in others {
            if !other.keys.is_subset(&listed) && evidence.score(&self.join) > 0.0 {
                listed.extend(other.keys.iter().cloned());
            }
        }
        let right = listed.intersection(&sheet.own).count() as f64;
        let counted = listed.difference(&sheet.tolerated).count() as f64;
        2.0 * right / (counted + sheet.own.len() as f64)
    }
}

impl Sheet {
    /// Looks once at which groups could lead.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn with_race(mut self) -> Self {
        let worth = |group: &Group| {
            let own = group.keys.intersection(&self.own).count() as f32;
            let counted = group.keys.difference(&self.tolerated).count() as f32;
            let found = own / (self.own.len() as f32).max(1.0);
            (found * (own / counted.max(1.0)).powi(2)).powi(2)
        };
        let groups = self
            .leaders()
            .map(|group| (group.evidence.alone, worth(group)));
        self.race = Race::of(groups.collect(), self.weight);
        self
    }

    /// The groups that could lead.
    fn leaders(&self) -> impl Iterator<Item = &Group> {
        let could = |group: &&Group| {
            let evidence = &group.evidence.alone;
            evidence.single == 0.0 && group.keys.len() > 1 && evidence.quality >= 0.12
        };
        self.groups.iter().filter(could)
    }

    /// The group that leads by these weights; the others, best first, with their evidence beside it.
    fn beside_best(&self, lead: &Evidence) -> Option<(&Group, Vec<(&Group, Evidence)>)> {
        let score = |group: &Group| group.evidence.alone.score(lead);
        let best = self
            .leaders()
            .max_by(|a, b| score(a).total_cmp(&score(b)))?;
        let (top, site) = (score(best), &best.evidence.beside);
        let pairs = self.groups.iter().zip(site);
        let mut others: Vec<(&Group, Evidence)> = pairs
            .filter(|(group, _)| !std::ptr::eq(*group, best))
            .map(|(group, evidence)| (group, *evidence))
            .collect();
        let same_site = others
            .iter()
            .filter(|(_, evidence)| evidence.other_site == 0.0);
        let rest: f32 = same_site.map(|(group, _)| (score(group) - top).exp()).sum();
        for (group, evidence) in &mut others {
            evidence.weaker = (top - score(group)).max(0.0);
            evidence.outweighed = 1.0 / (1.0 + rest);
            evidence.overshadowed = evidence.weaker * evidence.outweighed;
        }
        others.sort_by(|(a, _), (b, _)| score(b).total_cmp(&score(a)));
        Some((best, others))
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn examples(&self, lead: &Evidence) -> Vec<Example<Evidence>> {
        let Some((best, others)) = self.beside_best(lead) else {
            return Vec::new();
        };
        if best.keys.is_disjoint(&self.own) {
            return Vec::new();
        }
        let examples = others.into_iter().filter_map(|(group, evidence)| {
            let new: HashSet<&String> = group.keys.difference(&best.keys).collect();
            let own = new.iter().filter(|key| self.own.contains(**key)).count() as f32;
            let open = new
                .iter()
                .filter(|key| self.tolerated.contains(**key))
                .count() as f32;
            let counted = new.len() as f32 - open + self.open * open;
            (counted > 0.0).then(|| Example {
                evidence,
                own: own / counted,
                weight: self.weight * (counted / self.own.len() as f32).powf(0.75),
            })
        });
        examples.collect()
    }
}
