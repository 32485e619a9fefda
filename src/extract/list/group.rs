//! The parts that links play in blocks built alike: titles, categories, authors.
//!
//! In: where links repeat. Out: one [`Group`] for each part. Two slots play one part when they stand in
//! different records and read alike; when they share records they play two.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};
use url::Url;

use super::address;
use super::anchors::Link;
use super::zone::Zones;
use crate::page::elements::{Index, Page};
use crate::page::fingerprint::fingerprint;

/// From this quality on a text is a headline by itself.
const HEADLINE: f32 = 0.45;
/// Headlines that repeat nowhere; a page that has more has no list but text.
const SINGLE_LIMIT: usize = 60;
/// A link with less than this part of its neighbour's quality is no title beside one.
const BESIDE_TITLE: f32 = 0.3;
/// Parts that a block may have; what comes after them by weight is not looked at.
const PART_LIMIT: usize = 48;
/// Links of two slots that share more than this part of their records play two parts, not one.
const SHARED_RECORDS: f32 = 0.15;

/// One article's place on the page.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Entry {
    /// Index into the page's links.
    pub(in crate::extract) link: usize,
    /// The element that holds what the page says of it.
    pub(in crate::extract) root: Index,
    /// The block it stands in.
    pub(in crate::extract) block: Index,
}

/// All blocks that are built alike, wherever they stand.
#[derive(Debug)]
pub(in crate::extract) struct Group {
    /// The parents whose children repeat, in page order.
    pub(in crate::extract) blocks: Vec<Index>,
    /// Its links, one for each URL of each record, in page order.
    pub(in crate::extract) entries: Vec<Entry>,
    /// A number for the names of the elements from the page's root to its links, classes aside.
    pub(in crate::extract) built: u64,
    /// A link that repeats nowhere.
    pub(in crate::extract) single: bool,
}

/// One link of a block.
#[derive(Debug)]
pub(in crate::extract) struct Member {
    /// Index into the page's links.
    pub(in crate::extract) link: usize,
    /// Its block.
    pub(in crate::extract) block: Index,
    /// Its record.
    pub(in crate::extract) record: Index,
    /// A number for its place in the record.
    pub(in crate::extract) slot: u64,
}

/// The links of blocks built alike, before their slots are sorted out.
#[derive(Debug, Default)]
pub(in crate::extract) struct Draft {
    /// In page order.
    pub(in crate::extract) members: Vec<Member>,
}

/// What is known of one slot over all records.
#[derive(Debug, Default)]
struct Slot {
    first_member: usize,
    records: HashSet<Index>,
    urls: HashSet<usize>,
    links: usize,
    quality: f32,
    headings: usize,
}

impl Slot {
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn mean_quality(&self) -> f32 {
        let headings = self.headings as f32 / self.links.max(1) as f32;
        // A heading makes a title of a short text.
        (self.quality / self.links.max(1) as f32).max(0.5 * headings) + 0.3 * headings
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn weight(&self) -> f32 {
        self.mean_quality() * (self.urls.len() as f32).min(self.records.len() as f32 * 3.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn shares_records_with(&self, records: &HashSet<Index>) -> f32 {
        let shared = self.records.intersection(records).count() as f32;
        shared / self.records.len().max(1) as f32
    }
}

impl Draft {
    /// One group for each part that links play: its titles, its categories, its authors.
    pub(in crate::extract) fn groups(self, page: &Page<'_>, links: &[Link]) -> Vec<Group> {
        let mut slots: HashMap<u64, Slot> = HashMap::default();
        for (number, member) in self.members.iter().enumerate() {
            let link = &links[member.link];
            let slot = slots.entry(member.slot).or_insert_with(|| Slot {
                first_member: number,
                ..Slot::default()
            });
            slot.records.insert(member.record);
            slot.urls.insert(link.key);
            slot.links += 1;
            slot.quality += link.quality;
            slot.headings += usize::from(link.heading);
        }
        let mut open: Vec<(u64, Slot)> = slots.into_iter().collect();
        open.sort_by(|(_, a), (_, b)| {
            b.weight()
                .total_cmp(&a.weight())
                .then(a.first_member.cmp(&b.first_member))
        });
        // Every link its own class, a thousand times: made to cost, not to be read.
        open.truncate(PART_LIMIT);
        let mut groups = Vec::new();
        while !open.is_empty() {
            let (first, lead) = open.remove(0);
            let mut part: HashSet<u64> = HashSet::from_iter([first]);
            let mut records = lead.records.clone();
            let quality = lead.mean_quality();
            open.retain(|(slot, other)| {
                let joins = other.shares_records_with(&records) <= SHARED_RECORDS
                    && other.mean_quality() >= 0.4 * quality;
                if joins {
                    part.insert(*slot);
                    records.extend(&other.records);
                }
                !joins
            });
            let members = self.members.iter().filter(|m| part.contains(&m.slot));
            groups.push(group(page, links, &members.collect::<Vec<_>>()));
        }
        groups
    }
}

fn group(page: &Page<'_>, links: &[Link], members: &[&Member]) -> Group {
    let mut seen: HashSet<Index> = HashSet::default();
    let mut blocks: Vec<Index> = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    // Members come in page order, so those of one record stand together.
    for record in members.chunk_by(|a, b| a.record == b.record) {
        let record = titles(links, record);
        let mut known: HashSet<usize> = HashSet::default();
        for (place, member) in record.iter().enumerate() {
            let link = &links[member.link];
            if !known.insert(link.key) {
                continue;
            }
            let other = |m: &&&Member| links[m.link].key != link.key;
            let before = record[..place].iter().rev().find(other);
            let after = record[place..].iter().find(other);
            let stands_alone = |at: Index| {
                [before, after]
                    .into_iter()
                    .flatten()
                    .all(|m| !page.contains(at, links[m.link].at))
            };
            // The record, unless another article of the group shares it: then as high as it stands alone.
            let root = page
                .upwards(link.at)
                .take_while(|&at| at >= member.record && stands_alone(at))
                .last();
            if seen.insert(member.block) {
                blocks.push(member.block);
            }
            entries.push(Entry {
                link: member.link,
                root: root.unwrap_or(link.at),
                block: member.block,
            });
        }
    }
    let first = members.first().map(|m| built(page, links[m.link].at));
    Group {
        blocks,
        entries,
        built: first.unwrap_or_default(),
        single: false,
    }
}

/// The links of a record that may be titles: `[Sport]` before one is not, though it stands in the same cell.
fn titles<'m>(links: &[Link], record: &[&'m Member]) -> Vec<&'m Member> {
    let best = record
        .iter()
        .map(|m| links[m.link].quality)
        .fold(0.0, f32::max);
    let titles = record.iter().copied().filter(|m| {
        let link = &links[m.link];
        link.heading || link.quality >= BESIDE_TITLE * best
    });
    titles.collect()
}

/// Parts blocks that lead to this site from blocks that lead away: what looks alike may be a box of partners.
pub(in crate::extract) fn by_site(group: Group, links: &[Link], own: &Url) -> Vec<Group> {
    let site = address::site(own);
    let leads_home = |entry: &Entry| address::site(&links[entry.link].url) == site;
    let home: HashSet<Index> = group
        .entries
        .iter()
        .filter(|entry| leads_home(entry))
        .map(|entry| entry.block)
        .collect();
    let away = group.entries.iter().filter(|e| !home.contains(&e.block));
    let away = away.count();
    let homely = group.entries.iter().filter(|e| leads_home(e)).count();
    if away == 0 || homely < (group.entries.len() - away) * 4 / 5 || homely < away {
        return vec![group];
    }
    let part = |at_home: bool| Group {
        blocks: group
            .blocks
            .iter()
            .copied()
            .filter(|block| home.contains(block) == at_home)
            .collect(),
        entries: group
            .entries
            .iter()
            .filter(|entry| home.contains(&entry.block) == at_home)
            .cloned()
            .collect(),
        built: group.built,
        single: false,
    };
    vec![part(true), part(false)]
}

/// A group for each headline that repeats nowhere.
pub(super) fn alone(
    page: &Page<'_>,
    zones: &Zones,
    links: &[Link],
    singles: &[usize],
) -> Vec<Group> {
    let mut best: BTreeMap<usize, usize> = BTreeMap::new();
    for &number in singles {
        let link = &links[number];
        if !(link.heading || link.quality >= HEADLINE) || zones.at(link.at).weight() < 0.5 {
            continue;
        }
        let kept = best.entry(link.key).or_insert(number);
        if links[*kept].quality < link.quality {
            *kept = number;
        }
    }
    best.into_values()
        .take(SINGLE_LIMIT)
        .map(|number| {
            let link = &links[number];
            let root = page
                .upwards(link.at)
                .take_while(|&at| {
                    let from = links.partition_point(|l| l.at < at);
                    let to = links.partition_point(|l| l.at < page.element(at).end);
                    let mut inside = links[from..to].iter();
                    inside.all(|l| l.key == link.key || !(l.heading || l.quality >= HEADLINE))
                })
                .last()
                .unwrap_or(link.at);
            let block = page.element(root).parent;
            Group {
                blocks: vec![block],
                entries: vec![Entry {
                    link: number,
                    root,
                    block,
                }],
                built: built(page, link.at),
                single: true,
            }
        })
        .collect()
}

/// A number for the names of the elements from the root to `link`.
fn built(page: &Page<'_>, link: Index) -> u64 {
    page.upwards(link)
        .fold(0, |built, at| fingerprint((built, page.element(at).kind)))
}
