//! What the page says of one article: the fields of a teaser.
//!
//! In: an entry of a group. Out: a [`Teaser`]. The rule: an item is its record; where a record is only a title, the elements
//! up to the next record belong to the item.

use foldhash::{HashMap, HashSet};
use jiff::civil;

use super::address;
use super::anchors::Link;
use super::blocks::Structure;
use super::fields::edges::Shared;
use super::fields::link::Links;
use super::fields::{date, image, summary, title, wording};
use super::group::{Entry, Group};
use crate::extract::Teaser;
use crate::extract::date::Form;
use crate::extract::teaser::ITEMS_PER_STEP;
use crate::model::{Moment, Precision};
use crate::page::Context;
use crate::page::elements::{Index, Page};

/// When the link's text is below this quality, the title is looked for beside the link.
const POOR_TITLE: f32 = 0.15;
/// The most links of one item to its article that are compared.
const LINKS_LIMIT: usize = 24;
/// The length of a long headline, in words; what is longer reads like an abstract.
const HEADLINE_UNITS: f32 = 18.0;
/// A headline is better than one before it by at least this.
const BETTER: f32 = 0.15;
/// The most elements side by side that an item is read from.
const PLACES_LIMIT: usize = 6;
/// The longest date that heads a group of items, in bytes.
const HEADING_BYTES: usize = 48;

/// How far above a link its heading may be, in levels.
const HEADING_REACH: usize = 4;
/// How many items are looked at to tell the days of groups from dates of items.
const DAY_PROBES: usize = 64;
/// A heading with more links is no headline.
const PIECES_LIMIT: usize = 12;
/// In fewer titles, a date at the edge may be the story's.
const LEAST_DATED: usize = 3;
/// A longer text asks nobody to click, in bytes.
const CALL_BYTES: usize = 60;

/// What was read of one item.
struct Read {
    /// Index into the page's links.
    link: usize,
    teaser: Teaser,
    /// The time of day that stands beside it without a day.
    time: Option<civil::Time>,
}

/// Whether the times beside items only fall, or only rise, within a day: how long films run does neither.
fn times_run_in_order(read: &[Read]) -> bool {
    let times: Vec<civil::Time> = read.iter().filter_map(|item| item.time).collect();
    let turns = |rises: bool| {
        let turns = times.windows(2).filter(|two| {
            if rises {
                two[0] > two[1]
            } else {
                two[0] < two[1]
            }
        });
        turns.count()
    };
    times.len() * 2 > read.len() && turns(true).min(turns(false)) * 3 < times.len()
}

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
        let mut read: Vec<Read> = Vec::with_capacity(group.entries.len());
        let day = self.day_heading(group);
        let is_led = day.is_none() && self.is_led(group);
        let calls = self.calls(group);
        let entries = group.entries.iter();
        let titles: Vec<(Index, f32)> = entries.map(|entry| self.title(entry, &calls)).collect();
        let shared = Shared::of(self.page, titles.iter().map(|&(at, _)| at));
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
                    Some(next) => self.places(entry, next.root, PLACES_LIMIT, day),
                    // Nothing marks the end of the last item: it has as many elements as the item before.
                    None => self.places(entry, Index::MAX, parts, day),
                };
                parts = places.len();
                places
            };
            if let Some(item) = self.item(entry, titles[number], &shared, &places)
                && budget.make(item.teaser.weight_bytes())
            {
                read.push(item);
            }
        }
        self.date_by_titles(&mut read);
        let has_day = |item: &&Read| item.teaser.published.is_some() && item.time.is_none();
        if read.iter().filter(has_day).count() * 3 < read.len() {
            self.date_by_groups(group, &mut read);
        }
        for Read { teaser, .. } in &mut read {
            if teaser.published.is_none() {
                teaser.published = self.date_of_address(teaser);
            }
        }
        let items = read.into_iter();
        items.map(|item| (item.link, item.teaser)).collect()
    }

    fn item(
        &self,
        entry: &Entry,
        (title_at, quality): (Index, f32),
        shared: &Shared,
        places: &[Index],
    ) -> Option<Read> {
        let link = &self.structure.links[entry.link];
        let (title, title_span) = title::read(self.page, title_at, shared, self.at)
            .filter(|(title, _)| quality > POOR_TITLE || !wording::is_call(title))?;
        let date = date::beside(self.page, places, &title_span, self.at);
        let teaser = Teaser {
            url: (*link.url).clone(),
            published: date.published,
            summary: summary::beside(self.page, places, &title_span, &title),
            image: places
                .iter()
                .find_map(|&place| image::of(self.page, self.links, place)),
            title,
            article: None,
            media: crate::model::Media::default(),
            language: None,
        };
        Some(Read {
            link: entry.link,
            teaser,
            time: date.time,
        })
    }

    /// The record and the elements after it up to the next record, or to the next heading or day; at most `limit` elements.
    fn places(&self, entry: &Entry, until: Index, limit: usize, day: Option<Index>) -> Vec<Index> {
        let page = self.page;
        let parent = page.element(entry.root).parent;
        let end = page.element(parent).end.min(until);
        let following = self
            .siblings(page.element(entry.root).end, end)
            .take_while(|&at| {
                let is_day = || self.date_heading(page.text(at)).is_some();
                let is_alike = |day| page.element(day).shape == page.element(at).shape;
                let ends = page.is_heading(at) || (day.is_some_and(is_alike) && is_day());
                !ends
            })
            .take(limit - 1);
        std::iter::once(entry.root).chain(following).collect()
    }

    /// The element before the first record, where it is a day, and other records have no such element before them.
    fn day_heading(&self, group: &Group) -> Option<Index> {
        let page = self.page;
        let first = group.entries.first()?;
        let parent = page.element(first.root).parent;
        let is_day = |at: Index| self.date_heading(page.text(at)).is_some();
        let lead = self.siblings(parent + 1, first.root).last();
        let lead = lead.filter(|&lead| is_day(lead))?;
        let follows = |two: &[Entry]| {
            let [one, next] = two else { return false };
            let between = page.element(one.root).end;
            page.element(next.root).parent == parent
                && !self.siblings(between, next.root).last().is_some_and(is_day)
        };
        let mut pairs = group.entries.windows(2).take(DAY_PROBES);
        pairs.any(follows).then_some(lead)
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

    /// The element that holds an item's title: the link that names its article best, or the heading around it; or the heading
    /// beside it where the link only reads `more`. And how much that link reads like a headline.
    fn title(&self, entry: &Entry, calls: &HashSet<&str>) -> (Index, f32) {
        let link = self.best_named(entry);
        let named = self.whole_heading(link);
        let own = title::of(self.page, named);
        let quality = own.as_deref().map_or(0.0, wording::headline_quality);
        let reads_well = link.quality.max(quality) > POOR_TITLE;
        let is_call = || own.is_none_or(|own| calls.contains(&*own));
        let is_shown = !self.page.text(named).is_empty();
        let beside = if !reads_well {
            title::beside(self.page, entry.root, link.at)
        } else if is_shown && (link.heading || !is_call()) {
            None
        } else {
            // What a picture is called, or what all items say, is no title where markup makes another text one.
            title::marked_beside(self.page, entry.root, link.at)
        };
        (beside.unwrap_or(named), link.quality)
    }

    /// Of the links in an item that lead to its article, the one that markup calls the title; else the first that reads like
    /// a headline, and not like an abstract. A card links its article with a picture, a headline and an abstract.
    fn best_named(&self, entry: &Entry) -> &Link {
        let page = self.page;
        let own = &self.structure.links[entry.link];
        let rank = |link: &Link| {
            let called = page.upwards(link.at).take(2);
            let called = called.filter_map(|at| title::called_title(page, at)).max();
            if link.heading { 3 } else { called.unwrap_or(0) }
        };
        let worth = |link: &Link| {
            let text = page.text(link.at);
            let beyond = (wording::units(text) - HEADLINE_UNITS) / HEADLINE_UNITS;
            // An attribute that the page does not show is the last resort.
            let hidden = if text.is_empty() { 1.0 } else { 0.0 };
            let heading = if link.heading { 1.0 } else { 0.0 };
            link.quality + heading - beyond.clamp(0.0, 0.8) - hidden
        };
        let reads_well = |link: &Link| {
            wording::headline_quality(page.text(self.whole_heading(link))) > POOR_TITLE
        };
        let same = || {
            let inside = self.structure.inside(page, entry);
            let same = inside.filter(|link| link.key == own.key);
            same.take(LINKS_LIMIT)
        };
        let is_better = |link: &Link, best: &Link| worth(link) > worth(best) + BETTER;
        let readable = same().reduce(|best, link| if is_better(link, best) { link } else { best });
        same().fold(readable.unwrap_or(own), |best, link| {
            let is_named = rank(link) > rank(best) && reads_well(link);
            if is_named { link } else { best }
        })
    }

    /// The heading around `link`, where all of several links in it have one address: a headline that its writer has cut in
    /// pieces. Else the link.
    fn whole_heading(&self, link: &Link) -> Index {
        let page = self.page;
        let links = &self.structure.links;
        let mut around = page.upwards(link.at).take(HEADING_REACH);
        let heading = around.find(|&at| page.is_heading(at));
        heading
            .filter(|&heading| {
                let from = links.partition_point(|link| link.at < heading);
                let inside = || {
                    links[from..]
                        .iter()
                        .take_while(|other| page.contains(heading, other.at))
                        .take(PIECES_LIMIT + 1)
                };
                let address = |at: Index| page.attr(at, "href");
                let own = address(link.at);
                (2..=PIECES_LIMIT).contains(&inside().count())
                    && inside().all(|other| address(other.at) == own)
            })
            .unwrap_or(link.at)
    }

    /// Texts of links that lead to several articles of the group: `The whole story`, in whatever language.
    fn calls(&self, group: &Group) -> HashSet<&str> {
        let mut counts: HashMap<&str, usize> = HashMap::default();
        for entry in &group.entries {
            let text = self.page.text(self.structure.links[entry.link].at);
            if text.len() <= CALL_BYTES {
                *counts.entry(text).or_default() += 1;
            }
        }
        let most = group.entries.len() / 2;
        let calls = counts.into_iter().filter(|&(_, count)| count > most.max(1));
        calls.map(|(text, _)| text).collect()
    }

    /// Takes the date off titles that begin or end with it, where most titles of a list without other dates do.
    fn date_by_titles(&self, read: &mut [Read]) {
        if read.iter().any(|item| item.teaser.published.is_some()) {
            return;
        }
        let parts = |item: &Read| date::at_edge(self.page, &item.teaser.title, self.at);
        let found: Vec<_> = read.iter().map(parts).collect();
        let count = found.iter().flatten().count();
        // `3 October 2026: the weather` is the title where all others are of the weather, too.
        let rests: HashSet<&str> = found.iter().flatten().map(|(_, rest)| &**rest).collect();
        if count < LEAST_DATED || count * 2 < read.len() || rests.len() * 2 < count {
            return;
        }
        for (item, found) in read.iter_mut().zip(found) {
            if let Some((moment, rest)) = found {
                item.teaser.published = Some(moment);
                item.teaser.title = rest;
            }
        }
    }

    /// Dates that head groups of items: above a block, or between its records. A time beside an item is of that day.
    fn date_by_groups(&self, group: &Group, read: &mut [Read]) {
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
        let are_times = times_run_in_order(read);
        for item in read {
            let published = &mut item.teaser.published;
            let Some(&day) = dates.get(&item.link) else {
                continue;
            };
            let time = item.time.filter(|_| published.is_some() || are_times);
            match (time, *published) {
                (Some(time), _) => *published = self.at_time(day, time).or(Some(day)),
                (None, None) => *published = Some(day),
                (None, Some(_)) => {}
            }
        }
    }

    /// That time of the day, unless it is still to come.
    fn at_time(&self, day: Moment, time: civil::Time) -> Option<Moment> {
        let zone = self.at.zone;
        let date = day.offset().to_datetime(day.timestamp()).date();
        let at = zone.to_ambiguous_timestamp(date.to_datetime(time));
        let at = at.compatible().ok()?;
        (day.precision() == Precision::Day && at <= self.at.now)
            .then(|| Moment::new(at, zone.to_offset(at), Precision::Minute))
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
            .then(|| crate::extract::date::whole(line, self.at))
            .flatten()
            .filter(|found| matches!(found.form, Form::Full | Form::Yearless | Form::Relative))
            .map(|found| found.moment)
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
