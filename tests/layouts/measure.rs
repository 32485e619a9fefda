//! One page, read by byline and held against its truth.

use std::collections::{HashMap, HashSet};

use byline::extract::list;
use url::Url;

use crate::generator;

/// How one page was read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) seed: u64,
    pub(crate) f1: f64,
    /// Stories of the page.
    pub(crate) own: usize,
    /// Of the stories that were found, the part with the whole title.
    pub(crate) titles: Option<f64>,
    /// Of the stories that were found and show a date, the part with that date.
    pub(crate) dates: Option<f64>,
    /// Stories that were not found: how many of each block.
    pub(crate) missed: HashMap<&'static str, usize>,
    /// Links that are no stories of the page: how many of each block.
    pub(crate) wrong: HashMap<&'static str, usize>,
    /// Links that count neither way: how many of each block.
    pub(crate) neither: HashMap<&'static str, usize>,
    /// Titles and dates that were read wrong: what the page shows, and what was read.
    pub(crate) misread: Vec<(String, String)>,
    /// The properties of the page.
    pub(crate) kinds: Vec<(&'static str, &'static str)>,
    /// Why byline chose what it chose.
    pub(crate) said: Vec<String>,
}

/// The mean of `values`; 1 when there are no values.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0_usize, 0.0), |(count, sum), value| {
        (count + 1, sum + value)
    });
    if count == 0 { 1.0 } else { sum / count as f64 }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Reads the page of `seed`.
pub(crate) fn read(seed: u64) -> Reading {
    let page = generator::page(seed);
    let (teasers, said) = match page.read(list::read) {
        Ok(list) => (list.teasers, list.explain),
        Err(error) => (Vec::new(), vec![error.to_string()]),
    };
    let own: HashMap<&Url, &generator::Story> =
        page.own.iter().map(|story| (&story.url, story)).collect();
    let also: HashSet<&Url> = page.also.iter().collect();
    let mut blocks: HashMap<&Url, &'static str> = HashMap::new();
    for (url, block) in &page.blocks {
        blocks.entry(url).or_insert(*block);
    }
    let block = |url: &Url| {
        blocks
            .get(url)
            .copied()
            .unwrap_or("menus, tags and the like")
    };
    let mut found: HashSet<Url> = HashSet::new();
    let mut wrong: HashMap<&'static str, usize> = HashMap::new();
    let mut neither: HashMap<&'static str, usize> = HashMap::new();
    let mut misread = Vec::new();
    let (mut right_titles, mut right_dates, mut dated) = (0, 0, 0);
    for teaser in &teasers {
        let url = without_fragment(&teaser.url);
        if let Some(story) = own.get(&url) {
            if found.insert(url) {
                if teaser.title == story.title {
                    right_titles += 1;
                } else {
                    misread.push((story.title.clone(), teaser.title.clone()));
                }
                if let Some(date) = story.date {
                    dated += 1;
                    let stated = teaser.published.map(byline::model::Moment::as_stated);
                    let right = stated
                        .as_ref()
                        .is_some_and(|stated| stated.starts_with(&date.to_string()));
                    right_dates += usize::from(right);
                    if !right {
                        misread.push((date.to_string(), stated.unwrap_or_default()));
                    }
                }
            }
        } else if also.contains(&url) {
            *neither.entry(block(&url)).or_default() += 1;
        } else {
            *wrong.entry(block(&url)).or_default() += 1;
        }
    }
    let mut missed: HashMap<&'static str, usize> = HashMap::new();
    for story in page.own.iter().filter(|story| !found.contains(&story.url)) {
        *missed.entry(block(&story.url)).or_default() += 1;
    }
    let precision = share(found.len(), found.len() + wrong.values().sum::<usize>());
    let recall = share(found.len(), page.own.len());
    Reading {
        seed,
        f1: if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        },
        own: page.own.len(),
        titles: (!found.is_empty()).then(|| share(right_titles, found.len())),
        dates: (dated > 0).then(|| share(right_dates, dated)),
        missed,
        wrong,
        neither,
        misread,
        kinds: page.kinds,
        said,
    }
}
