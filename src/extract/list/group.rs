//! Groups of links that play the same part in blocks that are built alike: titles, categories, authors.
//!
//! In: the links of such blocks, with their slots. Out: one [`Group`] for each part. The rule: two slots play the same part
//! when they stand in different records and read alike; two slots in the same record play different parts.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};
use url::Url;

use super::anchors::Link;
use super::areas::{Area, Areas};
use crate::model::site;
use crate::page::elements::{Index, Page};
use crate::page::fingerprint::fingerprint;

/// A text of this quality is a headline, whatever stands around it.
const HEADLINE: f32 = 0.45;
/// The most headlines that repeat nowhere. A page with more of them is a text with links.
const SINGLE_LIMIT: usize = 60;
/// A link with less than this part of the quality of another link in its record is no title.
const BESIDE_TITLE: f32 = 0.3;
/// So many links that are no words of a sentence are the group, without those that are.
const SURE_LINKS: usize = 3;
/// A link of less quality reads like no title.
const NO_TITLE: f32 = 0.1;
/// The most parts of a block that are looked at, by weight.
const PART_LIMIT: usize = 48;
/// Two slots that stand together in more than this part of their records play different parts.
const SHARED_RECORDS: f32 = 0.15;

/// One article's place on the page.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Entry {
    /// Index into the page's links.
    pub(in crate::extract) link: usize,
    /// The element that holds what the page says of the article.
    pub(in crate::extract) root: Index,
    /// The block that it stands in.
    pub(in crate::extract) block: Index,
}

/// Links that play the same part, in all blocks of the page that are built alike.
#[derive(Debug)]
pub(in crate::extract) struct Group {
    /// The parents whose children repeat, in page order.
    pub(in crate::extract) blocks: Vec<Index>,
    /// Its links, one for each URL of each record, in page order.
    pub(in crate::extract) entries: Vec<Entry>,
    /// The fingerprint of the names of the elements from the page's root to its links; classes are left out.
    pub(in crate::extract) built: u64,
    /// Whether it is one link that repeats nowhere.
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
    /// The fingerprint of its place in the record.
    pub(in crate::extract) slot: u64,
}

/// The links of blocks that are built alike, before they are grouped by the part that they play.
#[derive(Debug, Default)]
pub(in crate::extract) struct UnsortedGroup {
    /// In page order.
    pub(in crate::extract) members: Vec<Member>,
}

/// One slot over all records.
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
        // In a heading, a short text is a title too.
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

impl UnsortedGroup {
    /// One group for each part that the links play.
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
        // A page with a class of its own for each of a thousand links is made to cost time.
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
    // `<h2>Title</h2><p>A text with links.</p><p><a>More</a></p>`: the texts are built like the links to their wholes.
    let is_free = |m: &&&Member| !links[m.link].in_sentence;
    let free: Vec<&Member> = members.iter().filter(is_free).copied().collect();
    let of_texts = members.len() - free.len();
    let members = if free.len() >= SURE_LINKS && of_texts > 0 {
        &free[..]
    } else {
        members
    };
    let mut seen: HashSet<Index> = HashSet::default();
    let mut blocks: Vec<Index> = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    // Members come in page order, so those of one record stand together.
    let mut known: HashSet<usize> = HashSet::default();
    for record in members.chunk_by(|a, b| a.record == b.record) {
        let record = titles(links, record);
        known.clear();
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
            // The record, or where the record holds two articles of the group, the highest element with only this one.
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

/// The links of a record that may be titles. `[Sport]` before a title is none, though it stands in the same cell, nor are
/// words of a sentence beside another link. Where no link reads like a title, the title stands beside the one whose address
/// is most like an article's.
fn titles<'m>(links: &[Link], record: &[&'m Member]) -> Vec<&'m Member> {
    if let [sole] = record {
        return vec![sole];
    }
    let free = |m: &&&Member| !links[m.link].in_sentence;
    let has_free = record.iter().any(|m| free(&m));
    let record = || record.iter().filter(|m| !has_free || free(m)).copied();
    let best = record().map(|m| links[m.link].quality).fold(0.0, f32::max);
    let is_heading = |m: &Member| links[m.link].heading;
    let kept = if !has_free {
        // A text ends in the link to its whole.
        record().last()
    } else if best < NO_TITLE && !record().any(is_heading) {
        let likeness = |m: &Member| links[m.link].likeness;
        record().reduce(|best, m| {
            if likeness(m) > likeness(best) {
                m
            } else {
                best
            }
        })
    } else {
        None
    };
    if let Some(kept) = kept {
        let leads_there = |m: &&Member| links[m.link].key == links[kept.link].key;
        return record().filter(leads_there).collect();
    }
    let titles = record().filter(|m| is_heading(m) || links[m.link].quality >= BESIDE_TITLE * best);
    titles.collect()
}

/// Separates blocks that link to this site from blocks that link to others: a box of partners may be built like the list.
pub(in crate::extract) fn by_site(group: Group, links: &[Link], own: &Url) -> Vec<Group> {
    let site = site(own).unwrap_or_default();
    let leads_home = |entry: &Entry| *links[entry.link].site == *site;
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

/// One group for each headline that repeats nowhere.
pub(super) fn alone(
    page: &Page<'_>,
    areas: &Areas,
    links: &[Link],
    singles: &[usize],
) -> Vec<Group> {
    let mut best: BTreeMap<usize, usize> = BTreeMap::new();
    for &number in singles {
        let link = &links[number];
        let area = areas.at(link.at);
        let is_furniture = area.has(Area::NAVIGATION) || area.has(Area::FOOTER);
        if !(link.heading || link.quality >= HEADLINE) || is_furniture {
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

/// The fingerprint of the names of the elements from the root to `link`.
fn built(page: &Page<'_>, link: Index) -> u64 {
    page.upwards(link)
        .fold(0, |built, at| fingerprint((built, page.element(at).kind)))
}
