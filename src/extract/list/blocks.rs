//! The repeated structures of a page.
//!
//! In: a page. Out: its [`Structure`]. A *block* is a parent whose children (the *records*) repeat; a *slot*
//! is a place within a record; a *group* is the links that play one part in all blocks built alike.
//! This module only decides which links belong together; [`judge`](super::judge) decides which group is the list.

use foldhash::HashMap;
use url::Url;

use super::anchors::{self, Link};
use super::areas::Areas;
use super::fields::link::Links;
use super::group::{self, Entry, Group, Member, UnsortedGroup};
use super::repeats;
use crate::page::elements::Page;

/// What a heading adds to the quality of a headline.
const HEADING_WORTH: f32 = 0.3;
/// A headline is better than another by at least this.
const BETTER: f32 = 0.15;
/// The most links of a record that are compared.
const BESIDE_LIMIT: usize = 24;

/// A page's links and how they group.
#[derive(Debug)]
pub(in crate::extract) struct Structure {
    /// Every link that leads to another page.
    pub(in crate::extract) links: Vec<Link>,
    /// Every group, in the order of its first link. Groups of one link that repeats nowhere, such as a leading story, come last.
    pub(in crate::extract) groups: Vec<Group>,
}

impl Structure {
    /// Groups the links of `page`.
    pub(super) fn of(page: &Page<'_>, links: &Links<'_>, areas: &Areas, own: &Url) -> Self {
        let links = anchors::collect(page, links, areas, own);
        let homes = repeats::homes(page, &links);
        let mut singles = Vec::new();
        let mut by_kind: HashMap<u64, usize> = HashMap::default();
        let mut drafts: Vec<UnsortedGroup> = Vec::new();
        for (number, home) in homes.into_iter().enumerate() {
            let Some(home) = home else {
                singles.push(number);
                continue;
            };
            let draft = *by_kind.entry(home.kind).or_insert_with(|| {
                drafts.push(UnsortedGroup::default());
                drafts.len() - 1
            });
            drafts[draft].members.push(Member {
                link: number,
                block: home.block,
                record: home.record,
                slot: home.slot,
            });
        }
        let mut groups: Vec<Group> = drafts
            .into_iter()
            .flat_map(|draft| draft.groups(page, &links))
            .flat_map(|group| group::by_site(group, &links, own))
            .collect();
        groups.extend(group::alone(page, areas, &links, &singles));
        Self { links, groups }
    }

    /// The links of an entry's record.
    pub(super) fn inside(&self, page: &Page<'_>, entry: &Entry) -> impl Iterator<Item = &Link> {
        let from = self.links.partition_point(|link| link.at < entry.root);
        let end = page.element(entry.root).end;
        let behind = self.links[from..].iter();
        behind.take_while(move |link| link.at < end)
    }

    /// Whether the record of `entry` holds a better headline that leads elsewhere: then the entry is its category, say.
    pub(super) fn has_better_beside(&self, page: &Page<'_>, entry: &Entry) -> bool {
        let worth = |link: &Link| link.quality + if link.heading { HEADING_WORTH } else { 0.0 };
        let own = &self.links[entry.link];
        self.inside(page, entry)
            .take(BESIDE_LIMIT)
            .any(|link| link.key != own.key && worth(link) > worth(own) + BETTER)
    }
}
