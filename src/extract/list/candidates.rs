//! What the weights are fitted to: a page's groups, each with the evidence on it.
//!
//! In: markup and a context. Out: the groups that [`judge`](super::judge) decides on, with what it measures. No feed is made
//! with it; `tests/accuracy` fits the [`weights`](super::weights) with it.

use foldhash::HashSet;
use url::Url;

use super::areas::Areas;
use super::blocks::Structure;
use super::evidence::Evidence;
use super::features::Scene;
use super::fields::link::Links;
use super::judge::{Candidate, keys, known_share, looked_at, outweighed};
use super::structured;
use crate::extract::ExtractError;
use crate::page::elements::Page;
use crate::page::{Context, Dom};

/// A group of links with the evidence on it.
#[derive(Debug)]
pub struct WeighedGroup {
    /// Where its links lead.
    pub urls: Vec<Url>,
    /// The evidence on it as the leading group.
    pub alone: Evidence,
    /// The evidence on each group of the page, in the same order, when this one leads.
    pub beside: Vec<Evidence>,
}

/// The groups of `html` that are looked at closely, the best leading group first.
///
/// # Errors
/// [`ExtractError::Unreadable`]: the page is built to exhaust its reader.
pub fn candidates(html: &str, at: &Context<'_>) -> Result<Vec<WeighedGroup>, ExtractError> {
    let dom = Dom::parse(html, at.budget)?;
    let page = Page::of(&dom);
    let links = Links::of(&page, at);
    let areas = Areas::of(&page);
    let structure = Structure::of(&page, &links, &areas, at.url);
    let announced = structured::announced(&page, &links, at);
    let scene = Scene::of(&page, &areas, &structure, at.url);
    let candidates = looked_at(&scene, &announced, |_| false);
    let weighed = |lead: &Candidate| {
        let known: HashSet<usize> = keys(&structure, lead.group).collect();
        let others = candidates.iter().filter(|other| other.group != lead.group);
        let outweighed = outweighed(lead, others);
        let beside = candidates.iter().map(|other| {
            let shown = known_share(&structure, other, &known);
            let features = &other.features;
            features.beside(&page, &lead.features, shown, outweighed)
        });
        let entries = structure.groups[lead.group].entries.iter();
        let links = entries.map(|entry| &structure.links[entry.link]);
        WeighedGroup {
            urls: links.map(|link| (*link.url).clone()).collect(),
            alone: lead.features.evidence,
            beside: beside.collect(),
        }
    };
    Ok(candidates.iter().map(weighed).collect())
}
