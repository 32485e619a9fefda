//! The page's own list, found by its structure.

use super::Listing;
use super::blocks::Structure;
use super::choice::{Choice, Method, Place};
use super::explain;
use super::item;
use super::judge::{self, Verdict};
use super::link::Links;
use super::nothing;
use super::page::Page;
use super::unite;
use super::zone::Zones;
use crate::extract::{Context, ExtractError, Teaser};

/// The list, with the reasons for it; where it was before, when `remembered` still works.
pub(super) fn list(
    page: &Page<'_>,
    links: &Links,
    at: &Context<'_>,
    remembered: Option<&Choice>,
) -> Result<Listing, ExtractError> {
    let zones = Zones::of(page);
    let structure = Structure::of(page, links, &zones, at.url);
    let (verdict, note) = judged(page, &zones, &structure, at, remembered);
    let Some(&lead) = verdict.chosen.first() else {
        return Err(nothing::no_list(page, &structure, &verdict));
    };
    let reader = item::Reader {
        page,
        links,
        structure: &structure,
        at,
    };
    let mut read: Vec<(usize, Teaser)> = Vec::new();
    for &f in &verdict.chosen {
        let (main, family) = (&verdict.figures[lead], &verdict.figures[f]);
        let mut teasers = reader.family(&structure.families[f]);
        teasers.retain(|(_, teaser)| !judge::is_stray(&teaser.url, main, family, f == lead));
        read.append(&mut teasers);
    }
    if read.is_empty() {
        return Err(nothing::no_list(page, &structure, &verdict));
    }
    read.sort_by_key(|(link, _)| *link);
    let teasers = read.into_iter().map(|(_, teaser)| teaser).collect();
    let places = verdict
        .chosen
        .iter()
        .filter(|&&f| f == lead || !structure.families[f].single)
        .map(|&f| Place::of(page, &structure, &structure.families[f]))
        .collect();
    let mut explain = explain::lines(page, &structure, &verdict);
    explain.extend(note);
    Ok(Listing {
        teasers: unite::duplicates(teasers),
        explain,
        choice: Some(Choice {
            method: Method::Links,
            places,
        }),
        select: None,
    })
}

/// The verdict, and a word on what became of a remembered choice.
fn judged(
    page: &Page<'_>,
    zones: &Zones,
    structure: &Structure,
    at: &Context<'_>,
    remembered: Option<&Choice>,
) -> (Verdict, Option<String>) {
    let Some(lead) = remembered.and_then(|choice| choice.places.first()) else {
        return (Verdict::of(page, zones, structure, at.url, None), None);
    };
    let others = remembered.map_or(&[][..], |choice| &choice.places[1..]);
    let place = |f: usize| Place::of(page, structure, &structure.families[f]);
    let all = 0..structure.families.len();
    let places: Vec<Place> = all.map(place).collect();
    let found = |wanted: &Place| places.iter().position(|place| place.is(wanted));
    match found(lead) {
        Some(lead) => {
            let others = others.iter().filter_map(found).collect();
            let verdict = Verdict::of(page, zones, structure, at.url, Some((lead, others)));
            (verdict, None)
        }
        None => (
            Verdict::of(page, zones, structure, at.url, None),
            Some(format!(
                "chosen anew: the remembered place {} is gone",
                lead.block
            )),
        ),
    }
}
