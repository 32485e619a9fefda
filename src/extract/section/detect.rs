//! The page's own list, found by its structure.
//!
//! It takes some milliseconds. Between its steps, threads that answer readers may go first.

use super::Listing;
use super::blocks::Structure;
use super::choice::{Choice, Method, Place};
use super::explain;
use super::family::Family;
use super::figures::Scene;
use super::item;
use super::judge::{self, Verdict};
use super::link::Links;
use super::nothing;
use super::page::Page;
use super::selectors;
use super::state;
use super::structured;
use super::unite;
use super::zone::Zones;
use crate::extract::{Context, ExtractError, Teaser};

/// What is asked for besides the list.
#[derive(Default)]
pub(super) struct Wanted<'w> {
    /// Where the list was before.
    pub(super) remembered: Option<&'w Choice>,
    /// Selectors that select the same.
    pub(super) selectors: bool,
}

/// The list, with the reasons for it; where it was before, when `remembered` still works.
pub(super) fn list(
    page: &Page<'_>,
    links: &Links<'_>,
    at: &Context<'_>,
    wanted: &Wanted<'_>,
) -> Result<Listing, ExtractError> {
    let zones = Zones::of(page);
    let structure = Structure::of(page, links, &zones, at.url);
    at.budget.step()?;
    let announced = structured::announced(page, links, at);
    let scene = Scene::of(page, &zones, &structure, at.url);
    at.budget.step()?;
    let (verdict, note) = judged(&scene, &announced, wanted.remembered);
    let Some(&lead) = verdict.chosen.first() else {
        let data = data(page, links, at, announced);
        at.budget.settle()?;
        return data.ok_or_else(|| nothing::no_list(page, &structure, &verdict));
    };
    let reader = item::Reader {
        page,
        links,
        structure: &structure,
        at,
    };
    let mut read: Vec<(usize, Teaser)> = Vec::new();
    for &f in &verdict.chosen {
        at.budget.step()?;
        let (main, family) = (&verdict.figures[lead], &verdict.figures[f]);
        let mut teasers = reader.family(&structure.families[f]);
        teasers
            .retain(|&(link, _)| !judge::is_stray(&structure.links[link], main, family, f == lead));
        read.append(&mut teasers);
    }
    if read.is_empty() {
        return Err(nothing::no_list(page, &structure, &verdict));
    }
    read.sort_by_key(|(link, _)| *link);
    let teasers = read.into_iter().map(|(_, teaser)| teaser).collect();
    at.budget.settle()?;
    let mut teasers = unite::duplicates(teasers);
    structured::complete(&mut teasers, announced);
    let places = verdict
        .chosen
        .iter()
        .filter(|&&f| f == lead || !structure.families[f].single)
        .map(|&f| Place::of(page, &structure, &structure.families[f]))
        .collect();
    let mut explain = Vec::from_iter(note);
    if wanted.remembered.is_none() || !explain.is_empty() {
        explain.append(&mut explain::lines(page, &structure, &verdict));
    }
    let select = wanted.selectors.then(|| {
        let families = verdict.chosen.iter().map(|&f| &structure.families[f]);
        let families: Vec<&Family> = families.filter(|family| !family.single).collect();
        let writer = selectors::Writer {
            page,
            links,
            structure: &structure,
            at,
        };
        writer.select(&families, &teasers)
    });
    Ok(Listing {
        teasers,
        explain,
        choice: Some(Choice {
            method: Method::Links,
            places,
        }),
        select: select.flatten(),
    })
}

/// The list for machines, when the page shows none to people.
fn data(
    page: &Page<'_>,
    links: &Links<'_>,
    at: &Context<'_>,
    announced: Vec<Teaser>,
) -> Option<Listing> {
    let titled = announced
        .into_iter()
        .filter(|teaser| !teaser.title.is_empty());
    let mut teasers: Vec<Teaser> = titled.collect();
    let mut from = "its JSON-LD";
    if teasers.is_empty() {
        teasers = state::list(page, links, at);
        from = "the data that its scripts start from";
    }
    (!teasers.is_empty()).then(|| Listing {
        explain: vec![format!(
            "chosen: {from}: {} articles; the page shows no list itself",
            teasers.len()
        )],
        teasers,
        choice: Some(Choice {
            method: Method::Data,
            places: Vec::new(),
        }),
        select: None,
    })
}

/// The verdict, and a word on what became of a remembered choice.
fn judged(
    scene: &Scene<'_, '_>,
    announced: &[Teaser],
    remembered: Option<&Choice>,
) -> (Verdict, Option<String>) {
    let Some(lead) = remembered.and_then(|choice| choice.places.first()) else {
        return (Verdict::of(scene, announced, None), None);
    };
    let others = remembered.map_or(&[][..], |choice| &choice.places[1..]);
    let families = scene.structure.families.iter();
    let places: Vec<Place> = families
        .map(|family| Place::of(scene.page, scene.structure, family))
        .collect();
    let found = |wanted: &Place| places.iter().position(|place| place.is(wanted));
    if let Some(lead) = found(lead) {
        let others = others.iter().filter_map(found).collect();
        return (Verdict::of(scene, announced, Some((lead, others))), None);
    }
    let note = format!("chosen anew: the remembered place {} is gone", lead.block);
    (Verdict::of(scene, announced, None), Some(note))
}
