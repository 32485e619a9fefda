//! The page's own list, found by its structure: the steps, in order.
//!
//! In: markup and a context. Out: a [`Listing`] with the reasons for it. Detection takes some milliseconds; between its
//! steps ([`Budget::step`](crate::page::Budget::step)) threads that answer readers may go first.

use std::ops::Range;

use super::areas::Areas;
use super::blocks::Structure;
use super::choice::{Choice, Method, Place};
use super::explain;
use super::features::Scene;
use super::fields::link::Links;
use super::item;
use super::judge::{self, Candidate, Verdict};
use super::listing::Listing;
use super::{entries, nothing, state, structured, unite};
use crate::extract::{ExtractError, Teaser};
use crate::page::elements::{Index, Page};
use crate::page::{Context, Dom};

/// The list of `html`.
///
/// # Errors
/// [`ExtractError::NoList`] says what was found instead and what to try, [`ExtractError::Unreadable`] that
/// the page is built to exhaust its reader.
pub fn read(html: &str, at: &Context<'_>) -> Result<Listing, ExtractError> {
    found(html, at, None)
}

/// The list at the place of `choice`, or the list that [`read`] finds when nothing is at that place any more.
///
/// The caller stores [`Listing::choice`], which differs from `choice` when the page was revised.
///
/// # Errors
/// As [`read`].
pub fn read_remembered(
    html: &str,
    at: &Context<'_>,
    choice: &Choice,
) -> Result<Listing, ExtractError> {
    found(html, at, Some(choice))
}

fn found(
    html: &str,
    at: &Context<'_>,
    remembered: Option<&Choice>,
) -> Result<Listing, ExtractError> {
    nothing::require_html(html)?;
    let dom = Dom::parse(html, at.budget)?;
    let page = Page::of(&dom);
    let links = Links::of(&page, at);
    let detected = detect(&page, &links, at, remembered);
    detected
        .map(|detected| detected.listing)
        .map_err(|error| error.or_challenge(html))
}

/// A list, and where it lies on the page.
pub(in crate::extract) struct Detected {
    pub(in crate::extract) listing: Listing,
    /// The links of the page and how they repeat.
    pub(in crate::extract) structure: Structure,
    /// Which of the structure's groups the list is, the main one first; empty when scripts hold the list.
    pub(in crate::extract) chosen: Vec<usize>,
}

/// The list, with the reasons for it. It is at the `remembered` place, if that still exists.
pub(in crate::extract) fn detect(
    page: &Page<'_>,
    links: &Links<'_>,
    at: &Context<'_>,
    remembered: Option<&Choice>,
) -> Result<Detected, ExtractError> {
    let areas = Areas::of(page);
    let structure = Structure::of(page, links, &areas, at.url);
    at.budget.step()?;
    let announced = structured::announced(page, links, at);
    let scene = Scene::of(page, &areas, &structure, at.url);
    at.budget.step()?;
    let (verdict, note) = judged(&scene, &announced, remembered);
    let was_entries = remembered.is_some_and(|choice| choice.method == Method::Entries);
    let lead = verdict.list.first();
    if let Some((listing, range)) =
        entries::list(page, links, &areas, at, lead.is_some() && !was_entries)
        && (was_entries || lead.is_none_or(|lead| lies_in(&structure, lead, &range)))
    {
        at.budget.settle()?;
        let choice = Some(Choice {
            method: Method::Entries,
            places: Vec::new(),
        });
        return Ok(Detected {
            listing: Listing { choice, ..listing },
            structure,
            chosen: Vec::new(),
        });
    }
    let Some(lead) = lead else {
        let data = data(page, links, at, announced);
        at.budget.settle()?;
        return match data {
            Some(listing) => Ok(Detected {
                listing,
                structure,
                chosen: Vec::new(),
            }),
            None => Err(nothing::no_list(page, &structure, &verdict)),
        };
    };
    let reader = item::Reader {
        page,
        links,
        structure: &structure,
        at,
    };
    let mut read: Vec<(usize, Teaser)> = Vec::new();
    for part in &verdict.list {
        at.budget.step()?;
        let (main, group) = (&lead.features, &part.features);
        let is_lead = part.group == lead.group;
        let mut teasers = reader.group(&structure.groups[part.group]);
        teasers.retain(|&(link, _)| !judge::is_stray(&structure.links[link], main, group, is_lead));
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
    let parts = verdict
        .list
        .iter()
        .map(|part| &structure.groups[part.group]);
    let places = parts
        .filter(|group| !group.single)
        .map(|group| Place::of(page, &structure, group))
        .collect();
    let mut explain = Vec::from_iter(note);
    if remembered.is_none() || !explain.is_empty() {
        explain.append(&mut explain::lines(page, &structure, &verdict));
    }
    Ok(Detected {
        listing: Listing {
            teasers,
            explain,
            choice: Some(Choice {
                method: Method::Links,
                places,
            }),
        },
        chosen: verdict.list.iter().map(|part| part.group).collect(),
        structure,
    })
}

/// Whether the links of a group are parts of the entries in `range`.
fn lies_in(structure: &Structure, group: &Candidate, range: &Range<Index>) -> bool {
    let entries = &structure.groups[group.group].entries;
    let within = entries
        .iter()
        .filter(|it| range.contains(&structure.links[it.link].at));
    within.count() * 5 >= entries.len() * 4
}

/// The list in JSON-LD or in a script's state, for a page that shows no list.
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
    })
}

/// The verdict, and a note where the remembered place is gone.
fn judged(
    scene: &Scene<'_, '_>,
    announced: &[Teaser],
    remembered: Option<&Choice>,
) -> (Verdict, Option<String>) {
    let Some(lead) = remembered.and_then(|choice| choice.places.first()) else {
        return (Verdict::of(scene, announced, None), None);
    };
    let others = remembered.map_or(&[][..], |choice| &choice.places[1..]);
    let groups = scene.structure.groups.iter();
    let places: Vec<Place> = groups
        .map(|group| Place::of(scene.page, scene.structure, group))
        .collect();
    let found = |wanted: &Place| places.iter().position(|place| place.is(wanted));
    if let Some(lead) = found(lead) {
        let others = others.iter().filter_map(found).collect();
        return (Verdict::of(scene, announced, Some((lead, others))), None);
    }
    let note = format!("chosen anew: the remembered place {} is gone", lead.block);
    (Verdict::of(scene, announced, None), Some(note))
}
