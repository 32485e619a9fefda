//! The choice of a list, to be remembered with the feed and applied again.
//!
//! A place is a path of names, ids and classes, without the numbers that change from article to article, so that it stays
//! the same when items come and go.

use std::collections::BTreeSet;

use html5ever::LocalName;
use serde::{Deserialize, Serialize};

use super::blocks::Structure;
use super::group::Group;
use crate::page::elements::{Index, Page};

/// Where a section's list was found. Comparing two tells whether a page was revised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the list was read from.
    pub method: Method,
    /// Its places on the page, the leading one first; empty for all but [`Method::Links`].
    pub places: Vec<Place>,
}

/// What a list is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The links that the page shows.
    Links,
    /// Headings of the page itself.
    Entries,
    /// JSON-LD, or the state that a script starts from. The page shows no list itself.
    Data,
}

/// One place of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The path to the element whose children repeat: `html>body>div#main>ul.list`.
    pub block: String,
    /// The paths from such a child to its link: `li>h3>a`.
    pub links: BTreeSet<String>,
}

impl Place {
    /// The place of `group`.
    pub(super) fn of(page: &Page<'_>, structure: &Structure, group: &Group) -> Self {
        let block = group.blocks.first().map(|&block| path(page, block));
        // From the link up; most entries are made alike.
        let mut kinds: Vec<Vec<&LocalName>> = Vec::new();
        for entry in &group.entries {
            let steps = || {
                page.upwards(structure.links[entry.link].at)
                    .take_while(|&at| at > entry.block)
                    .map(|at| &page.element(at).name)
            };
            if !kinds.iter().any(|kind| steps().eq(kind.iter().copied())) {
                kinds.push(steps().collect());
            }
        }
        let downwards = |kind: Vec<&LocalName>| {
            let steps: Vec<&str> = kind.iter().rev().map(|name| &***name).collect();
            steps.join(">")
        };
        Self {
            block: block.unwrap_or_default(),
            links: kinds.into_iter().map(downwards).collect(),
        }
    }

    /// Whether these are the same place, though items came and went.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.block == other.block && !self.links.is_disjoint(&other.links)
    }
}

/// `html>body>div#main>ul.list`
fn path(page: &Page<'_>, at: Index) -> String {
    let mut steps: Vec<String> = Vec::new();
    for here in page.upwards(at) {
        let step = step(page, here);
        // Tags that are never closed nest siblings into each other.
        if steps.last() != Some(&step) {
            steps.push(step);
        }
    }
    steps.reverse();
    steps.join(">")
}

fn step(page: &Page<'_>, at: Index) -> String {
    let mut step = page.element(at).name.to_string();
    if let Some(id) = page.attr(at, "id") {
        let id = id.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_'));
        if !id.is_empty() {
            step.push('#');
            step.push_str(id);
        }
    }
    // Scripts write the browser and the day into the classes of the root elements.
    if !matches!(step.split('#').next(), Some("html" | "body")) {
        let class = page.attr(at, "class").unwrap_or_default();
        let names: BTreeSet<&str> = class
            .split_ascii_whitespace()
            .map(|name| name.trim_end_matches(|c: char| c.is_ascii_digit()))
            .filter(|name| !name.is_empty())
            .collect();
        for name in names {
            step.push('.');
            step.push_str(name);
        }
    }
    step
}
