//! Where links repeat: at the same place in several siblings.
//!
//! In: a page's links. Out: a [`Home`] for each link that repeats. The rule: the block is the lowest parent of which several
//! children (the records) hold a link at the same place (the slot).

use foldhash::HashMap;
use html5ever::local_name;

use super::anchors::Link;
use crate::page::elements::{Index, Page};
use crate::page::fingerprint::fingerprint;

/// Levels above a link in which its block is looked for.
const REACH: usize = 14;
/// This many siblings that are alike make a block. Two make one only if their links read like headlines.
const SURE_SIBLINGS: usize = 3;
/// Columns of a table that are counted; cells behind them count as this column.
const COLUMN_LIMIT: u64 = 40;
/// The mean headline quality that lets two siblings be a block.
const PAIR_QUALITY: f32 = 0.6;

/// Where a link repeats: the lowest parent several of whose children hold a link at the same place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    /// The parent.
    pub(super) block: Index,
    /// Its child that the link is in.
    pub(super) record: Index,
}

#[derive(Debug, Default)]
struct Tally {
    last_record: Option<Index>,
    records: usize,
    last_key: Option<usize>,
    urls: usize,
    quality: f32,
}

/// The home of each link, if it has one.
pub(super) fn homes(page: &Page<'_>, links: &[Link]) -> Vec<Option<Home>> {
    settle(page, links, lowest(page, links))
}

fn lowest(page: &Page<'_>, links: &[Link]) -> Vec<Option<Home>> {
    let mut tallies: HashMap<(Index, u64), Tally> = HashMap::default();
    for link in links {
        for step in climb(page, link.at) {
            for path in [step.path, step.dressed] {
                let tally = tallies.entry((step.block, path)).or_default();
                if tally.last_record != Some(step.record) {
                    tally.last_record = Some(step.record);
                    tally.records += 1;
                }
                if tally.last_key != Some(link.key) {
                    tally.last_key = Some(link.key);
                    tally.urls += 1;
                    tally.quality += link.quality.max(0.6 * f32::from(u8::from(link.heading)));
                }
            }
        }
    }
    links
        .iter()
        .map(|link| {
            // A term of a definition list is one item, and so is a sentence: their links do not repeat.
            let is_item = |step: &Step| {
                page.element(step.block).name == local_name!("dt")
                    || (link.in_sentence && step.record == link.at)
            };
            let mut steps = climb(page, link.at).filter(|step| !is_item(step));
            steps.find_map(|step| {
                let alike = |path| {
                    let tally = tallies.get(&(step.block, path))?;
                    Some((tally.records.min(tally.urls), tally.quality))
                };
                let (count, _) = alike(step.path)?;
                let (dressed, quality) = alike(step.dressed)?;
                let repeats =
                    count >= SURE_SIBLINGS || (dressed == 2 && quality / 2.0 >= PAIR_QUALITY);
                repeats.then_some(Home {
                    block: step.block,
                    record: step.record,
                })
            })
        })
        .collect()
}

/// Moves links to blocks that are built like others of the page, though they hold few links: the last row of a grid.
fn settle(page: &Page<'_>, links: &[Link], mut homes: Vec<Option<Home>>) -> Vec<Option<Home>> {
    let mut known: HashMap<(u64, u64), usize> = HashMap::default();
    for (link, home) in links.iter().zip(&homes) {
        if let Some(home) = home {
            let place = (
                kind(page, home.block, home.record),
                slot(page, home.record, link.at),
            );
            *known.entry(place).or_default() += 1;
        }
    }
    for (link, home) in links.iter().zip(&mut homes) {
        let nearer = climb(page, link.at)
            .take_while(|step| home.is_none_or(|home| step.block > home.block))
            .find(|step| {
                let kind = kind(page, step.block, step.record);
                known
                    .get(&(kind, slot(page, step.record, link.at)))
                    .is_some_and(|&count| count >= SURE_SIBLINGS)
            });
        if let Some(step) = nearer {
            *home = Some(Home {
                block: step.block,
                record: step.record,
            });
        }
    }
    homes
}

/// One level above a link.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// The parent.
    block: Index,
    /// Its child that the link is in.
    record: Index,
    /// The fingerprint of the names between.
    path: u64,
    /// The fingerprint of the names between and, below the record, of the classes.
    dressed: u64,
}

/// From a link upwards.
fn climb<'p>(page: &'p Page<'_>, at: Index) -> impl Iterator<Item = Step> + use<'p> {
    let (mut path, mut below) = (0_u64, 0_u64);
    page.upwards(at)
        .zip(page.upwards(at).skip(1))
        .take(REACH)
        .map(move |(record, block)| {
            let element = page.element(record);
            path = fingerprint((path, element.kind));
            if is_cell(page, record) {
                // A column of a table is a place of its own.
                path = fingerprint((path, column(page, block, record)));
            }
            let dressed = fingerprint((below, path));
            // The record's own classes may belong to one article, so they count from the next level on.
            below = fingerprint((dressed, element.shape));
            Step {
                block,
                record,
                path,
                dressed,
            }
        })
}

fn is_cell(page: &Page<'_>, at: Index) -> bool {
    matches!(page.element(at).name, local_name!("td") | local_name!("th"))
}

fn column(page: &Page<'_>, row: Index, cell: Index) -> u64 {
    let mut at = row + 1;
    let mut column = 0;
    while at < cell && column < COLUMN_LIMIT {
        column += 1;
        at = page.element(at).end;
    }
    column
}

/// The fingerprint of a block's place in the page and of its records' name: equal for blocks that are built alike.
pub(super) fn kind(page: &Page<'_>, block: Index, record: Index) -> u64 {
    fingerprint((page.element(block).chain, page.element(record).kind))
}

/// The fingerprint of the place of `at` in `record`: the names and classes from one to the other.
pub(super) fn slot(page: &Page<'_>, record: Index, at: Index) -> u64 {
    let mut slot = 0;
    for here in page.upwards(at) {
        if here == record && here != at {
            return fingerprint((slot, page.element(here).kind));
        }
        slot = fingerprint((slot, page.element(here).shape));
        if here == record {
            break;
        }
        if is_cell(page, here) {
            slot = fingerprint((slot, column(page, page.element(here).parent, here)));
        }
    }
    slot
}
