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
    /// The fingerprint of the block's place in the page and of its records' name: equal for blocks that are built alike.
    pub(super) kind: u64,
    /// The fingerprint of the link's place in the record: the names and classes from one to the other.
    pub(super) slot: u64,
}

/// How many records of a block have a link at one place, and how these links read.
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
    let climbs: Vec<Vec<Step>> = links.iter().map(|link| climb(page, link.at)).collect();
    let homes = lowest(page, links, &climbs);
    settle(page, &climbs, homes)
}

fn lowest(page: &Page<'_>, links: &[Link], climbs: &[Vec<Step>]) -> Vec<Option<Home>> {
    let mut tallies: HashMap<(Index, u64), Tally> = HashMap::default();
    for (link, steps) in links.iter().zip(climbs) {
        for step in steps.iter().filter(|step| !step.is_alone(page)) {
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
    let home = |(link, steps): (&Link, &Vec<Step>)| {
        // A term of a definition list is one item, and so is a sentence: their links do not repeat.
        let is_item = |step: &Step| {
            page.element(step.block).name == local_name!("dt")
                || (link.in_sentence && step.record == link.at)
        };
        let repeats = |step: &&Step| {
            let alike = |path| {
                let tally = tallies.get(&(step.block, path))?;
                Some((tally.records.min(tally.urls), tally.quality))
            };
            let (Some((count, _)), Some((dressed, quality))) =
                (alike(step.path), alike(step.dressed))
            else {
                return false;
            };
            count >= SURE_SIBLINGS || (dressed == 2 && quality / 2.0 >= PAIR_QUALITY)
        };
        let mut steps = steps.iter().filter(|step| !is_item(step));
        steps.find(repeats).map(|step| step.home(page))
    };
    links.iter().zip(climbs).map(home).collect()
}

/// Moves links to blocks that are built like others of the page, though they hold few links: the last row of a grid.
fn settle(
    page: &Page<'_>,
    climbs: &[Vec<Step>],
    mut homes: Vec<Option<Home>>,
) -> Vec<Option<Home>> {
    let mut known: HashMap<(u64, u64), usize> = HashMap::default();
    for home in homes.iter().flatten() {
        *known.entry((home.kind, home.slot)).or_default() += 1;
    }
    for (steps, home) in climbs.iter().zip(&mut homes) {
        let is_known = |nearer: &Home| {
            let count = known.get(&(nearer.kind, nearer.slot));
            count.is_some_and(|&count| count >= SURE_SIBLINGS)
        };
        let nearer = steps
            .iter()
            .take_while(|step| home.is_none_or(|home| step.block > home.block))
            .map(|step| step.home(page))
            .find(is_known);
        *home = nearer.or(*home);
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
    /// The fingerprint of the names and classes between the link and the record.
    slot: u64,
}

impl Step {
    /// Whether the record has no siblings.
    fn is_alone(&self, page: &Page<'_>) -> bool {
        self.record == self.block + 1
            && page.element(self.record).end == page.element(self.block).end
    }

    fn home(&self, page: &Page<'_>) -> Home {
        let (block, record) = (page.element(self.block), page.element(self.record));
        Home {
            block: self.block,
            record: self.record,
            kind: fingerprint((block.chain, record.kind)),
            slot: self.slot,
        }
    }
}

/// From a link upwards.
fn climb(page: &Page<'_>, at: Index) -> Vec<Step> {
    let (mut path, mut below, mut shapes) = (0_u64, 0_u64, 0_u64);
    let levels = page.upwards(at).zip(page.upwards(at).skip(1));
    let step = |(record, block): (Index, Index)| {
        let element = page.element(record);
        let slot = if record == at {
            fingerprint((0_u64, element.shape))
        } else {
            fingerprint((shapes, element.kind))
        };
        path = fingerprint((path, element.kind));
        shapes = fingerprint((shapes, element.shape));
        if is_cell(page, record) {
            // A column of a table is a place of its own.
            let column = column(page, block, record);
            path = fingerprint((path, column));
            shapes = fingerprint((shapes, column));
        }
        let dressed = fingerprint((below, path));
        // The record's own classes may belong to one article, so they count from the next level on.
        below = fingerprint((dressed, element.shape));
        Step {
            block,
            record,
            path,
            dressed,
            slot,
        }
    };
    let mut steps = Vec::with_capacity(REACH);
    steps.extend(levels.take(REACH).map(step));
    steps
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
