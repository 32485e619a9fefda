//! What the page says of one article: the fields of a teaser.
//!
//! In: an entry of a group. Out: a [`Teaser`]. The rule: an item is its record; where a record is only a title, the elements
//! up to the next record belong to the item.

use std::ops::Range;

use foldhash::HashMap;
use jiff::civil;

use super::address;
use super::anchors::Link;
use super::blocks::Structure;
use super::fields::link::Links;
use super::fields::{date, image, summary, title, wording};
use super::group::{Entry, Group};
use crate::extract::Teaser;
use crate::extract::teaser::ITEMS_PER_STEP;
use crate::model::{Moment, Precision};
use crate::page::Context;
use crate::page::elements::{Index, Page};

/// When the link's text is below this quality, the title is looked for beside the link.
const POOR_TITLE: f32 = 0.15;
/// The most elements side by side that an item is read from.
const PLACES_LIMIT: usize = 6;
/// The longest date that heads a group of items, in bytes.
const HEADING_BYTES: usize = 48;

/// Reads the items of a page.
pub(super) struct Reader<'r, 'p> {
    pub(super) page: &'r Page<'p>,
    pub(super) links: &'r Links<'r>,
    pub(super) structure: &'r Structure,
    pub(super) at: &'r Context<'r>,
}

impl Reader<'_, '_> {
    /// The teasers of `group`, in page order.
    pub(super) fn group(&self, group: &Group) -> Vec<(usize, Teaser)> {
        let mut read: Vec<(usize, Teaser)> = Vec::with_capacity(group.entries.len());
        let is_led = self.is_led(group);
        let mut parts = 1;
        for (number, entry) in group.entries.iter().enumerate() {
            let budget = self.at.budget;
            if number % ITEMS_PER_STEP == 0 && budget.step().is_err() {
                break;
            }
            let places = if is_led {
                let before = number.checked_sub(1).map(|before| &group.entries[before]);
                self.led_places(entry, before)
            } else {
                let places = match group.entries.get(number + 1) {
                    Some(next) => self.places(entry, next.root, PLACES_LIMIT),
                    // Nothing marks the end of the last item: it has as many elements as the item before.
                    None => self.places(entry, Index::MAX, parts),
                };
                parts = places.len();
                places
            };
            if let Some(teaser) = self.teaser(entry, &places)
                && budget.make(teaser.weight_bytes())
            {
                read.push((entry.link, teaser));
            }
        }
        let dated = read.iter().filter(|(_, t)| t.published.is_some()).count();
        if dated * 3 < read.len() {
            self.date_by_groups(group, &mut read);
        }
        for (_, teaser) in &mut read {
            if teaser.published.is_none() {
                teaser.published = self.date_of_address(teaser);
            }
        }
        read
    }

    fn teaser(&self, entry: &Entry, places: &[Index]) -> Option<Teaser> {
        let link = self.structure.headline(self.page, entry);
        let (title, title_span) = self.title(entry, link)?;
        Some(Teaser {
            url: link.url.clone(),
            published: date::beside(self.page, places, &title_span, self.at),
            summary: summary::beside(self.page, places, &title_span, &title),
            image: places
                .iter()
                .find_map(|&place| image::of(self.page, self.links, place)),
            title,
            article: None,
        })
    }

    /// The record and the elements after it up to the next record; at most `limit` elements.
    fn places(&self, entry: &Entry, until: Index, limit: usize) -> Vec<Index> {
        let page = self.page;
        let parent = page.element(entry.root).parent;
        let end = page.element(parent).end.min(until);
        let following = self
            .siblings(page.element(entry.root).end, end)
            .take_while(|&at| !page.is_heading(at))
            .take(limit - 1);
        std::iter::once(entry.root).chain(following).collect()
    }

    /// Whether the elements between two records belong to the second, as in `<dt>20 November</dt><dd><a>Title</a></dd>`: the
    /// same elements stand before the first record, and not behind the last.
    fn is_led(&self, group: &Group) -> bool {
        let page = self.page;
        let [first, second, .., last] = &group.entries[..] else {
            return false;
        };
        let parent = page.element(first.root).parent;
        if page.element(second.root).parent != parent {
            return false;
        }
        let kind = |at: Index| (page.element(at).name.clone(), page.attr(at, "class"));
        let before = |root: Index, from: Index| self.siblings(from, root).last();
        let (Some(lead), Some(between)) = (
            before(first.root, parent + 1),
            before(second.root, page.element(first.root).end),
        ) else {
            return false;
        };
        let behind = page.element(page.element(last.root).parent).end;
        let mut behind = self.siblings(page.element(last.root).end, behind);
        kind(lead) == kind(between)
            && kind(lead) != kind(first.root)
            && !page.is_heading(lead)
            && behind.all(|at| kind(at) != kind(lead))
    }

    /// The record and the elements before it, back to the record before.
    fn led_places(&self, entry: &Entry, before: Option<&Entry>) -> Vec<Index> {
        let page = self.page;
        let parent = page.element(entry.root).parent;
        let from = before
            .map(|before| before.root)
            .filter(|&root| page.element(root).parent == parent)
            .map_or(parent + 1, |root| page.element(root).end);
        let mut places: Vec<Index> = self.siblings(from, entry.root).collect();
        places.drain(..places.len().saturating_sub(PLACES_LIMIT - 1));
        places.push(entry.root);
        places.reverse();
        places
    }

    /// The siblings from `from`, included, up to `to`.
    fn siblings(&self, from: Index, to: Index) -> impl Iterator<Item = Index> {
        let within = move |at: &Index| *at < to;
        let next = move |at: &Index| Some(self.page.element(*at).end).filter(within);
        std::iter::successors(Some(from).filter(within), next)
    }

    /// The link's text, or the heading beside it where the link only reads `more`.
    fn title(&self, entry: &Entry, link: &Link) -> Option<(String, Range<usize>)> {
        let (link, shown) = (link.at, link.quality);
        let own = title::of(self.page, link);
        if let Some(own) = &own
            && (shown > POOR_TITLE || wording::headline_quality(own) > POOR_TITLE)
        {
            return Some((own.clone(), title::span(self.page, link)));
        }
        title::beside(self.page, entry.root, link)
            .and_then(|at| Some((title::of(self.page, at)?, self.page.span(at))))
            .or_else(|| own.map(|title| (title, self.page.span(link))))
            .filter(|(title, _)| !wording::is_call(title))
    }

    /// Dates that head groups of items: above a block, or between its records.
    fn date_by_groups(&self, group: &Group, read: &mut [(usize, Teaser)]) {
        let roots: HashMap<Index, usize> = group
            .entries
            .iter()
            .map(|entry| (entry.root, entry.link))
            .collect();
        let mut dates: HashMap<usize, Moment> = HashMap::default();
        for &block in &group.blocks {
            let mut current = self.date_above(block);
            let mut child = block + 1;
            while child < self.page.element(block).end {
                let end = self.page.element(child).end;
                let inside: Vec<usize> = (child..end)
                    .filter_map(|i| roots.get(&i).copied())
                    .collect();
                if inside.is_empty() {
                    current = self.date_heading(self.page.text(child)).or(current);
                } else if let Some(date) = current {
                    dates.extend(inside.into_iter().map(|link| (link, date)));
                }
                child = end;
            }
        }
        if dates.len() * 2 < read.len() {
            return;
        }
        for (link, teaser) in read {
            teaser.published = teaser.published.or_else(|| dates.get(link).copied());
        }
    }

    /// The date in the lines just above `block`.
    fn date_above(&self, block: Index) -> Option<Moment> {
        let page = self.page;
        let frame = page.upwards(block).nth(3)?;
        let before = page.span(frame).start..page.span(block).start;
        let mut lines = page.slice(before).lines().rev().take(3);
        lines.find_map(|line| self.date_heading(line))
    }

    fn date_heading(&self, line: &str) -> Option<Moment> {
        let line = line.trim();
        (line.len() <= HEADING_BYTES)
            .then(|| crate::extract::date::parse(line, self.at))
            .flatten()
    }

    /// The day that the URL states.
    fn date_of_address(&self, teaser: &Teaser) -> Option<Moment> {
        let (year, month, day) = address::date_in_path(&teaser.url)?;
        let midnight = civil::Date::new(year, month, day).ok()?.at(0, 0, 0, 0);
        let zone = self.at.zone;
        let instant = zone.to_ambiguous_timestamp(midnight).compatible().ok()?;
        (instant <= self.at.now)
            .then(|| Moment::new(instant, zone.to_offset(instant), Precision::Day))
    }
}
