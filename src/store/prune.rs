//! What keeps the store from growing for ever.
//!
//! Two bounds. *Age*: what no section has listed for a long time is forgotten. *Size*: the rows of articles take no
//! more than a limit in all, and those of one feed no more than a share of it; beyond that the rows that were listed
//! longest ago go first, whatever their age. What a feed shows now stays.
//!
//! A [`Pruner`] goes round the tables, some hundred rows after each commit. A round counts, and the next one forgets
//! what the count says. When much was written since the last round, it does not wait for further commits, so the store
//! grows by a known part of its limit between two runs and by no more.

use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::backend::{Backend, Change};
use super::pending_rows::Key;
use super::record::{self, Sighting, SnapshotContent, stamp};
use super::tables::StoreTable;
use crate::model::{Guid, page_of};

/// An article that no section has listed for so many days is forgotten, its first-seen date too.
pub const FIRST_SEEN_STORED_DAYS: i64 = 400;
/// The facts of an article that no section has listed for so many days are forgotten; if it comes back, it is read again.
pub const ARTICLE_STORED_DAYS: i64 = 60;
/// What was delivered is on record for so many days: three years, after which most claims are barred.
pub const USAGE_STORED_DAYS: i64 = 3 * 366;
/// The bound on the rows of articles, in bytes, unless `[store] limit` says otherwise.
pub const DEFAULT_LIMIT_BYTES: u64 = 2 << 30;

const HOUR_SECONDS: i64 = 3600;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;
/// Rows of each table looked at in one step: some 0.2 ms.
const STEP_ROWS: usize = 300;
/// One feed takes no more than this part of the limit.
const SHARE: u64 = 16;
/// First-seen dates take no more than this part of it, the facts of articles the rest.
const DATES_PART: u64 = 4;
/// A round does not wait for further commits when so much of the limit was written since the last one.
const HURRY_PART: u64 = 32;
/// What a row costs beside its bytes.
const ROW_BYTES: u64 = 64;

/// How large the store is, for operators. Of the rows of articles, as the last round counted them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StoreSize {
    /// Bytes of rows.
    pub bytes: u64,
    /// Their bound.
    pub limit_bytes: u64,
    /// Articles whose facts are known.
    pub articles: u64,
    /// Articles whose first-seen date is known.
    pub dates: u64,
    /// Feeds of which articles were forgotten before their time in the last day, since they took more than their share.
    pub feeds_at_their_share: Vec<String>,
    /// Rows that wait to be written.
    pub queued_rows: usize,
    /// What these take in memory, in bytes.
    pub queued_bytes: usize,
}

/// Goes round the tables, a step at a time. Its time is that of the newest row it has heard of: no clock.
#[derive(Debug)]
pub(super) struct Pruner {
    limit_bytes: u64,
    now_second: i64,
    /// Written since the last round began.
    written_bytes: u64,
    /// Where each table was left off.
    place: Option<Key>,
    places_by_age: [Option<Key>; 4],
    dates: PruneCount,
    articles: PruneCount,
    forget_dates: Cutoffs,
    forget_articles: Cutoffs,
    /// When feeds last took more than their share.
    over_share: BTreeMap<String, i64>,
    /// What feeds show, by feed, as far as it was looked up in this round.
    shown: HashMap<Box<str>, HashSet<Guid>>,
    size: Arc<Mutex<StoreSize>>,
}

/// Bytes of rows by feed, and by the hour in which they were last listed.
#[derive(Debug, Default)]
struct PruneCount {
    rows: u64,
    bytes: u64,
    by_feed: HashMap<Box<str>, BTreeMap<i64, u64>>,
}

/// Rows that were last listed before these hours are forgotten.
#[derive(Debug, Default)]
struct Cutoffs {
    by_feed: HashMap<Box<str>, i64>,
    all: i64,
}

impl PruneCount {
    fn add(&mut self, feed: &str, hour: i64, bytes: usize) {
        let bytes = bytes as u64 + ROW_BYTES;
        self.rows += 1;
        self.bytes += bytes;
        if !self.by_feed.contains_key(feed) {
            self.by_feed.insert(feed.into(), BTreeMap::new());
        }
        if let Some(hours) = self.by_feed.get_mut(feed) {
            *hours.entry(hour).or_default() += bytes;
        }
    }

    /// What has to be forgotten so that no feed takes more than `share` and all of them no more than `limit`.
    fn cutoffs(&self, limit: u64, share: u64) -> Cutoffs {
        let mut cutoffs = Cutoffs::default();
        let mut together: BTreeMap<i64, u64> = BTreeMap::new();
        for (feed, hours) in &self.by_feed {
            let from = cutoff(hours, share);
            if let Some(from) = from {
                cutoffs.by_feed.insert(feed.clone(), from);
            }
            for (&hour, bytes) in hours.range(from.unwrap_or(i64::MIN)..) {
                *together.entry(hour).or_default() += bytes;
            }
        }
        cutoffs.all = cutoff(&together, limit).unwrap_or(i64::MIN);
        cutoffs
    }
}

/// The first hour that stays when the newest rows take `limit` bytes; `None` when all fit.
fn cutoff(hours: &BTreeMap<i64, u64>, limit: u64) -> Option<i64> {
    let mut bytes = 0;
    for (&hour, more) in hours.iter().rev() {
        bytes += more;
        if bytes > limit {
            return Some(hour + 1);
        }
    }
    None
}

impl Cutoffs {
    fn forget(&self, feed: &str, hour: i64) -> bool {
        hour < self.all || self.by_feed.get(feed).is_some_and(|from| hour < *from)
    }

    fn forget_nothing(&self) -> bool {
        self.by_feed.is_empty() && self.all == i64::MIN
    }
}

impl Pruner {
    pub(super) fn new(limit_bytes: u64, size: Arc<Mutex<StoreSize>>) -> Self {
        let forget_nothing = || Cutoffs {
            all: i64::MIN,
            ..Cutoffs::default()
        };
        Self {
            limit_bytes,
            now_second: 0,
            written_bytes: 0,
            place: None,
            places_by_age: [None, None, None, None],
            dates: PruneCount::default(),
            articles: PruneCount::default(),
            forget_dates: forget_nothing(),
            forget_articles: forget_nothing(),
            over_share: BTreeMap::new(),
            shown: HashMap::new(),
            size,
        }
    }

    pub(super) fn hear(&mut self, changes: &[Change]) {
        let values = || changes.iter().filter_map(|(.., value)| value.as_deref());
        let newest = values().filter_map(stamp).max().unwrap_or(0);
        self.now_second = self.now_second.max(newest);
        self.written_bytes += values().map(|value| value.len() as u64).sum::<u64>();
    }

    /// Looks at the next rows; at all of them when much was written. A failure is left to the next commit, which meets
    /// it too.
    pub(super) fn step(&mut self, backend: &dyn Backend) {
        self.step_by_age(backend);
        let hurry = self.written_bytes > self.limit_bytes / HURRY_PART;
        // A round counts; if anything has to go, another one forgets it.
        let mut runs = if hurry { 2 } else { 0 };
        loop {
            match self.step_by_size(backend) {
                Some(true) if runs > 1 && !self.forgets_nothing() => runs -= 1,
                Some(true) | None => return,
                Some(false) if runs == 0 => return,
                Some(false) => {}
            }
        }
    }

    fn forgets_nothing(&self) -> bool {
        self.forget_dates.forget_nothing() && self.forget_articles.forget_nothing()
    }

    /// Counts some articles and forgets those that the last count says. Whether that ended a round; `None` when the rows
    /// cannot be read.
    fn step_by_size(&mut self, backend: &dyn Backend) -> Option<bool> {
        if self.place.is_none() {
            self.written_bytes = 0;
        }
        let place = self.place.as_deref();
        let page = backend.page(StoreTable::Sightings, place, STEP_ROWS);
        let page = page.wait().ok()?;
        let read = |(key, row): (Key, Vec<u8>)| {
            Sighting::read(&row).map(|sighting| (key, sighting, row.len()))
        };
        let sightings: Vec<(Key, Sighting, usize)> =
            page.rows.into_iter().filter_map(read).collect();
        let keys: Vec<Key> = sightings.iter().map(|(key, ..)| key.clone()).collect();
        let sizes = backend.sizes(StoreTable::Articles, &keys).wait().ok()?;
        let mut changes: Vec<Change> = Vec::new();
        for ((key, sighting, bytes), article) in sightings.into_iter().zip(sizes) {
            let (feed, hour) = (&*sighting.feed, sighting.last_second / HOUR_SECONDS);
            let forget_date = self.forget_dates.forget(feed, hour);
            let forget_article =
                article.is_some() && (forget_date || self.forget_articles.forget(feed, hour));
            let goes = (forget_date || forget_article) && !self.is_shown(backend, &sighting);
            if goes && forget_article {
                changes.push((StoreTable::Articles, key.clone(), None));
            } else if let Some(bytes) = article {
                self.articles.add(feed, hour, bytes);
            }
            if goes && forget_date {
                changes.push((StoreTable::Sightings, key, None));
            } else {
                self.dates.add(feed, hour, bytes);
            }
        }
        if !changes.is_empty() {
            backend.write(&changes).wait().ok()?;
        }
        self.place = page.last;
        let ends = self.place.is_none();
        if ends {
            self.end_round();
        }
        Some(ends)
    }

    fn end_round(&mut self) {
        let dates = std::mem::take(&mut self.dates);
        let articles = std::mem::take(&mut self.articles);
        let dates_limit = self.limit_bytes / DATES_PART;
        let articles_limit = self.limit_bytes - dates_limit;
        self.forget_dates = dates.cutoffs(dates_limit, dates_limit / SHARE);
        self.forget_articles = articles.cutoffs(articles_limit, articles_limit / SHARE);
        self.shown.clear();
        let now = self.now_second;
        self.over_share.retain(|_, at| now - *at < DAY_SECONDS);
        for cutoffs in [&self.forget_dates, &self.forget_articles] {
            for feed in cutoffs.by_feed.keys() {
                if self.over_share.insert(feed.to_string(), now).is_none() {
                    tracing::warn!(%feed, "the feed lists more articles than its share of the store holds; what it listed longest ago is forgotten. Raise [store] limit if all of it is wanted");
                }
            }
        }
        let size = StoreSize {
            bytes: dates.bytes + articles.bytes,
            limit_bytes: self.limit_bytes,
            articles: articles.rows,
            dates: dates.rows,
            feeds_at_their_share: self.over_share.keys().cloned().collect(),
            ..StoreSize::default()
        };
        *self.size.lock() = size;
    }

    /// Whether the feed of `sighting` shows it now.
    fn is_shown(&mut self, backend: &dyn Backend, sighting: &Sighting) -> bool {
        let feed: Box<str> = sighting.feed.as_str().into();
        let shown = self.shown.entry(feed).or_insert_with_key(|feed| {
            let key = [Key::from(feed.as_bytes())];
            let row = backend.get(StoreTable::Snapshots, &key).wait();
            let row = row.ok().and_then(|rows| rows.into_iter().next().flatten());
            let content: Option<SnapshotContent> = row.and_then(|row| record::read(&row));
            let items = content.map_or_else(Vec::new, |content| content.items);
            let guids = |item: &crate::model::Item| {
                let facts = item.facts();
                [facts.guid, Guid::of(&page_of(&facts.link))]
            };
            items.iter().flat_map(|item| guids(item)).collect()
        });
        let url = url::Url::parse(&sighting.url);
        url.is_ok_and(|url| shown.contains(&Guid::of(&url)))
    }

    /// Forgets what has not been of use for long.
    fn step_by_age(&mut self, backend: &dyn Backend) {
        let long_ago = self.now_second - FIRST_SEEN_STORED_DAYS * DAY_SECONDS;
        let ago = self.now_second - ARTICLE_STORED_DAYS * DAY_SECONDS;
        let years_ago = self.now_second - USAGE_STORED_DAYS * DAY_SECONDS;
        let mut changes: Vec<Change> = Vec::new();
        for (place, (table, before)) in self.places_by_age.iter_mut().zip([
            (StoreTable::Sightings, long_ago),
            (StoreTable::Articles, ago),
            (StoreTable::Refreshes, long_ago),
            (StoreTable::Notices, long_ago),
        ]) {
            let Ok(old) = old_rows(backend, table, before, place) else {
                return;
            };
            for key in old {
                if table == StoreTable::Articles && seen_since(backend, &key, ago) {
                    continue;
                }
                if table == StoreTable::Refreshes {
                    changes.push((StoreTable::Snapshots, key.clone(), None));
                }
                changes.push((table, key, None));
            }
        }
        // The log is in the order of time: the oldest rows are the first.
        if let Ok(old) = old_rows(backend, StoreTable::Usage, years_ago, &mut None) {
            changes.extend(old.into_iter().map(|key| (StoreTable::Usage, key, None)));
        }
        if !changes.is_empty() {
            let _ = backend.write(&changes).wait();
        }
    }
}

/// The keys of the next rows of `table` that were last of use before the second `before`.
fn old_rows(
    backend: &dyn Backend,
    table: StoreTable,
    before: i64,
    place: &mut Option<Key>,
) -> Result<Vec<Key>, super::StoreError> {
    let page = backend.old(table, place.as_deref(), STEP_ROWS, before);
    let page = page.wait()?;
    *place = page.last;
    Ok(page.rows)
}

/// Whether a section has listed the article since: one that stays listed is not read again every two months.
fn seen_since(backend: &dyn Backend, key: &Key, second: i64) -> bool {
    let row = backend.get(StoreTable::Sightings, std::slice::from_ref(key));
    let row = row.wait();
    let sighting = row.ok().and_then(|rows| rows.into_iter().next().flatten());
    sighting
        .and_then(|row| Sighting::read(&row))
        .is_some_and(|sighting| sighting.last_second >= second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A feed that floods the store loses its own oldest articles, and no other feed loses any for it.
    #[test]
    fn a_flood_costs_its_own_feed_its_oldest_rows() {
        let mut count = PruneCount::default();
        for hour in 0..100 {
            count.add("flood", hour, 1000 - ROW_BYTES as usize);
        }
        count.add("news", 3, 500);
        let cutoffs = count.cutoffs(1_000_000, 10_000);
        assert!(cutoffs.forget("flood", 89) && !cutoffs.forget("flood", 90));
        assert!(!cutoffs.forget("news", 3));
        assert!(count.cutoffs(1_000_000, 200_000).forget_nothing());
        // Many feeds together: the oldest of all.
        let cutoffs = count.cutoffs(50_000, 200_000);
        assert!(
            cutoffs.forget("news", 3)
                && cutoffs.forget("flood", 49)
                && !cutoffs.forget("flood", 50)
        );
    }
}
