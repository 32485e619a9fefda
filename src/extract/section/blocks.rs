//! The repeated structures of a page.
//!
//! In: a page. Out: its [`Structure`]. A *block* is a parent whose children (the *records*) repeat; a *slot*
//! is a place within a record; a *family* is the links that play one part in all blocks built alike.
//! Nothing is judged here but what belongs together.

use foldhash::HashMap;
use url::Url;

use super::anchors::{self, Link};
use super::family::{self, Draft, Family, Member};
use super::link::Links;
use super::page::Page;
use super::repeats;
use super::zone::Zones;

/// A page's links and how they group.
#[derive(Debug)]
pub(super) struct Structure {
    /// Every link that leads to another page.
    pub(super) links: Vec<Link>,
    /// Every family, in order of first sight; at the end, links that stand alone, as leading stories do.
    pub(super) families: Vec<Family>,
}

impl Structure {
    /// Groups the links of `page`.
    pub(super) fn of(page: &Page<'_>, links: &Links<'_>, zones: &Zones, own: &Url) -> Self {
        let links = anchors::collect(page, links, zones, own);
        let homes = repeats::homes(page, &links);
        let mut singles = Vec::new();
        let mut by_kind: HashMap<u64, usize> = HashMap::default();
        let mut drafts: Vec<Draft> = Vec::new();
        for (number, home) in homes.into_iter().enumerate() {
            let Some(home) = home else {
                singles.push(number);
                continue;
            };
            let kind = repeats::kind(page, home.block, home.record);
            let draft = *by_kind.entry(kind).or_insert_with(|| {
                drafts.push(Draft::default());
                drafts.len() - 1
            });
            drafts[draft].members.push(Member {
                link: number,
                block: home.block,
                record: home.record,
                slot: repeats::slot(page, home.record, links[number].at),
            });
        }
        let mut families: Vec<Family> = drafts
            .into_iter()
            .flat_map(|draft| draft.families(page, &links))
            .flat_map(|family| family::by_site(family, &links, own))
            .collect();
        families.extend(family::alone(page, zones, &links, &singles));
        Self { links, families }
    }
}
