//! The store as the gateway sees it: articles, snapshots and takedowns, whichever backend their rows are in.
//!
//! In and out: records of the model. Must not touch: files and connections, which are the [`Backend`]'s. Methods that may
//! have to wait for the backend are async; the others that say "blocks" are for threads that may.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::{Mutex, RwLock};
use serde::de::DeserializeOwned;
use url::{Position, Url};

use super::backend::{Backend, wait};
use super::disk::{self, Disk};
use super::error::StoreError;
use super::pending_rows::Key;
use super::postgres::manners::Manners;
use super::postgres::replicas::Replication;
use super::postgres::{Postgres, Purpose};
use super::prune::{DEFAULT_LIMIT_BYTES, StoreSize};
use super::record::{self, ArticleRecord, LastRefresh, Sighting, Snapshot, SnapshotContent};
use super::tables::{StoreTable, key, name};
use super::takedown_index::Takedowns;
use super::writer::{self, Rows, Saved};
use crate::model::{FeedId, Guid, page_of};

/// A sighting is written again when it is this much newer than the one on file.
const SIGHTING_RENEWED_SECONDS: i64 = 24 * 3600;
/// The folder of the copy in `[store] path`, where a database is the store.
const LOCAL_COPY: &str = "copy";
/// Takedowns that are read at once when the store is opened.
const TAKEDOWNS_AT_ONCE: usize = 1000;
/// Feeds whose last refreshes are looked up at once.
const REFRESHES_AT_ONCE: usize = 1000;

/// The store; clones share it. The last one to go writes what still waits.
#[derive(Debug, Clone)]
pub struct Store(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) rows: Arc<Rows>,
    /// All of them, in memory: every request for an item asks. Operators write them, and the gateway forgets what
    /// origins withdrew long ago, so they stay few.
    pub(super) takedowns: RwLock<Takedowns>,
    writer: Option<writer::Handle>,
    size: Arc<Mutex<StoreSize>>,
    /// What a database shares among bylines.
    pub(super) replication: Option<Replication>,
    /// Beside a database: a copy of snapshots and takedowns, written behind.
    pub(super) local: Option<Store>,
}

impl Store {
    /// The store in the directory `path`, made if it does not exist; without a path, a store in memory.
    ///
    /// # Errors
    /// [`StoreError`] when the file is held by another process, damaged, newer than this byline, not ours, or
    /// when nothing can be written there. It is never begun anew by itself.
    pub fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        Self::open_within(path, DEFAULT_LIMIT_BYTES)
    }

    /// The same, in which what is known of articles takes about `limit_bytes` at the most.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_within(path: Option<&Path>, limit_bytes: u64) -> Result<Self, StoreError> {
        let Some(path) = path else {
            return Ok(Self::in_memory());
        };
        let backend: Arc<dyn Backend> = Arc::new(Disk::open(path)?);
        let in_force = takedowns_in(&*backend)?;
        Ok(Self::over(backend, in_force, limit_bytes))
    }

    /// The store in the PostgreSQL database at `url`, whose schema is made if there is none. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be reached or used, or when a store is copied into it.
    pub fn open_database(url: &str, limit_bytes: u64) -> Result<Self, StoreError> {
        Self::open_replica(url, None, limit_bytes)
    }

    /// The same with a copy of snapshots and takedowns in the directory `local`, from which the store is opened while the
    /// database is away. Blocks.
    ///
    /// # Errors
    /// As [`Store::open_database`]; also when the directory cannot be used, or when it is empty and the database is away.
    pub fn open_replica(
        url: &str,
        local: Option<&Path>,
        limit_bytes: u64,
    ) -> Result<Self, StoreError> {
        if let Some(path) = local.filter(|path| Self::is_at(path)) {
            let path = path.to_owned();
            return Err(StoreError::OwnStore { path });
        }
        let local = local.map(|path| path.join(LOCAL_COPY));
        let has_copy = local.as_deref().is_some_and(Self::is_at);
        let local = local.map(|path| Self::open_within(Some(&path), limit_bytes));
        let local = local.transpose()?;
        let may_be_away = has_copy;
        let database = Arc::new(Postgres::open(url, &Purpose::Serve { may_be_away })?);
        let in_force = match (takedowns_in(&*database), &local) {
            (Err(away), Some(local)) if has_copy && away.is_away() => {
                let mut copied = Takedowns::default();
                local
                    .takedowns()
                    .into_iter()
                    .for_each(|it| copied.insert(it));
                copied
            }
            (in_force, _) => in_force?,
        };
        let mut store = Self::over(database.clone(), in_force, limit_bytes);
        if let Some(shared) = Arc::get_mut(&mut store.0) {
            shared.replication = Some(Replication::new(database));
            shared.local = local;
        }
        Ok(store)
    }

    /// The store whose rows are in `backend`, with what is withdrawn.
    pub(super) fn over(backend: Arc<dyn Backend>, in_force: Takedowns, limit_bytes: u64) -> Self {
        let rows = Arc::new(Rows::new(Some(backend)));
        let size = Arc::new(Mutex::new(StoreSize {
            limit_bytes,
            ..StoreSize::default()
        }));
        let writer = writer::start(&rows, limit_bytes, size.clone());
        Self(Arc::new(Shared {
            size,
            rows,
            takedowns: RwLock::new(in_force),
            writer,
            replication: None,
            local: None,
        }))
    }

    /// A replica's part in what bylines over the same database share about origins: another one for each call, and `None`
    /// without a database.
    pub fn manners(&self) -> Option<Manners> {
        self.0.rows.manners()
    }

    /// Whether there is a store in the directory `path`.
    pub fn is_at(path: &Path) -> bool {
        disk::file(path).exists()
    }

    /// A store that ends with the process, bounded in memory.
    pub fn in_memory() -> Self {
        Self(Arc::new(Shared {
            rows: Arc::new(Rows::new(None)),
            takedowns: RwLock::default(),
            writer: None,
            size: Arc::default(),
            replication: None,
            local: None,
        }))
    }

    /// When each article, which `feed` lists, was first seen: as on file, else `now`, from now on for good.
    ///
    /// An article is left out only when the backend cannot be read, so that no second date is ever given to it. Blocks.
    pub fn first_seen(
        &self,
        feed: &FeedId,
        articles: &[(Guid, Url)],
        now: Timestamp,
    ) -> HashMap<Guid, Timestamp> {
        if self.0.replication.is_some() {
            return self.first_seen_by_any(feed, articles, now);
        }
        let feed = feed.as_str();
        let now_second = now.as_second();
        let keys: Vec<Key> = articles.iter().map(|(guid, _)| key(*guid)).collect();
        // One step from reading to writing: two feeds that list an article at once agree on its date.
        let rows = &self.0.rows;
        rows.update(StoreTable::Sightings, &keys, feed, |index, row| {
            let (guid, url) = &articles[index];
            let known = row.and_then(Sighting::read);
            let sighting = Sighting {
                first_second: known
                    .as_ref()
                    .map_or(now_second, |known| known.first_second),
                last_second: now_second,
                url: url.to_string(),
                feed: match &known {
                    Some(known) if !known.feed.is_empty() => known.feed.clone(),
                    _ => feed.to_owned(),
                },
            };
            let stale = known.is_none_or(|known| is_outdated(&known, url, now_second));
            (
                (*guid, sighting.first_seen()),
                stale.then(|| sighting.row()),
            )
        })
    }

    /// The same where several bylines see articles: a new date is theirs only when the database has it.
    fn first_seen_by_any(
        &self,
        feed: &FeedId,
        articles: &[(Guid, Url)],
        now: Timestamp,
    ) -> HashMap<Guid, Timestamp> {
        let (rows, now_second) = (&self.0.rows, now.as_second());
        let keys: Vec<Key> = articles.iter().map(|(guid, _)| key(*guid)).collect();
        let Some(known) = rows.get_known(StoreTable::Sightings, &keys) else {
            return HashMap::new();
        };
        let mut dates = HashMap::with_capacity(articles.len());
        let mut unseen = Vec::new();
        for (((guid, url), key), row) in articles.iter().zip(keys).zip(known) {
            let Some(known) = row.as_deref().and_then(Sighting::read) else {
                let sighting = Sighting {
                    first_second: now_second,
                    last_second: now_second,
                    url: url.to_string(),
                    feed: feed.as_str().to_owned(),
                };
                unseen.push((key, sighting));
                continue;
            };
            dates.insert(*guid, known.first_seen());
            if is_outdated(&known, url, now_second) {
                let renewed = Sighting {
                    last_second: now_second,
                    url: url.to_string(),
                    ..known
                };
                rows.put(StoreTable::Sightings, &key, feed.as_str(), renewed.row());
            }
        }
        if let (Some(replication), false) = (&self.0.replication, unseen.is_empty()) {
            let claimed = rows.noted(replication.claim_sightings(unseen).wait());
            let claimed = claimed.into_iter().flatten();
            let claimed: HashMap<Key, Timestamp> =
                claimed.map(|(key, it)| (key, it.first_seen())).collect();
            for (guid, _) in articles {
                if let Some(date) = claimed.get(&key(*guid)) {
                    dates.insert(*guid, *date);
                }
            }
        }
        dates
    }

    /// Where the article of a published item is.
    pub async fn link(&self, guid: Guid) -> Option<Url> {
        let row = self.0.rows.get(StoreTable::Sightings, &key(guid)).await?;
        Url::parse(&Sighting::read(&row)?.url).ok()
    }

    /// What is known of the article at `url`, or of the page that it is a place of.
    pub async fn article(&self, url: &Url) -> Option<ArticleRecord> {
        self.articles(std::slice::from_ref(url)).await.pop()?
    }

    /// What is known of the articles at `urls`, in their order, with one look at the backend.
    pub async fn articles(&self, urls: &[Url]) -> Vec<Option<ArticleRecord>> {
        let keys: Vec<Key> = urls
            .iter()
            .map(|url| key(Guid::of(&page_of(url))))
            .collect();
        let rows = self.0.rows.get_all(StoreTable::Articles, &keys).await;
        let decoded = rows.into_iter().zip(urls);
        let decoded = decoded.map(|(row, url)| decoded_row(StoreTable::Articles, row, url));
        decoded.collect()
    }

    /// Stores what is known of the page at `url`, which `feed` lists.
    pub fn put_article(&self, feed: &FeedId, url: &Url, record: &ArticleRecord) {
        if let Some(row) = record::row(record.fetched_at, record) {
            let page = Guid::of(&page_of(url));
            let (rows, feed) = (&self.0.rows, feed.as_str());
            rows.put(StoreTable::Articles, &key(page), feed, row);
        }
    }

    /// The last good refresh of `feed`. Blocks.
    pub fn snapshot(&self, feed: &FeedId) -> Option<Snapshot> {
        let row = wait(self.0.rows.get(StoreTable::Snapshots, &name(feed)));
        let content: SnapshotContent = decoded_row(StoreTable::Snapshots, row, feed)?;
        let last = wait(self.last_refresh(feed)).unwrap_or_default();
        Some(Snapshot {
            items: content.items,
            tombstones: content.tombstones,
            changed_at: content.changed_at,
            refreshed_at: last.refreshed_at,
            state: last.state,
        })
    }

    /// Those of `feeds` whose last good refresh names an item, or a place of the page `page`. Looks without decoding. Blocks.
    pub fn feeds_naming(&self, feeds: Vec<FeedId>, guid: Guid, page: Option<&Url>) -> Vec<FeedId> {
        let mut texts = vec![guid.uuid().to_string()];
        // As the links of its places begin, over http or https.
        texts.extend(page.map(|page| format!("{}#", &page[Position::AfterScheme..])));
        let keys: Vec<Key> = feeds.iter().map(name).collect();
        let named = self.0.rows.snapshots_with(&keys, &texts);
        let naming = feeds.into_iter().zip(named);
        naming
            .filter_map(|(feed, is_named)| is_named.then_some(feed))
            .collect()
    }

    /// Stores a refresh of `feed`. Encodes its items: some 1 ms for 300 KB, so call it off the runtime's threads.
    pub fn put_snapshot(&self, feed: &FeedId, snapshot: Snapshot) {
        let content = SnapshotContent {
            items: snapshot.items,
            tombstones: snapshot.tombstones,
            changed_at: snapshot.changed_at,
        };
        if let Some(row) = record::row(snapshot.refreshed_at, &content) {
            let rows = &self.0.rows;
            rows.put(StoreTable::Snapshots, &name(feed), feed.as_str(), row);
        }
        self.put_last_refresh(
            feed,
            &LastRefresh {
                refreshed_at: snapshot.refreshed_at,
                state: snapshot.state,
            },
        );
    }

    /// When the last good refreshes of `feeds` ended, in their order, and what was remembered with each. Blocks.
    pub fn last_refreshes(
        &self,
        feeds: &[FeedId],
    ) -> Vec<Option<(Timestamp, BTreeMap<String, serde_json::Value>)>> {
        let mut all = Vec::with_capacity(feeds.len());
        for some in feeds.chunks(REFRESHES_AT_ONCE) {
            let keys: Vec<Key> = some.iter().map(name).collect();
            let rows = wait(self.0.rows.get_all(StoreTable::Refreshes, &keys));
            all.extend(rows.into_iter().zip(some).map(|(row, feed)| {
                let last: LastRefresh = decoded_row(StoreTable::Refreshes, row, feed)?;
                Some((last.refreshed_at, last.state))
            }));
        }
        all
    }

    /// Stores that `feed` was found unchanged at `refreshed_at`; its items are not written again.
    pub async fn renew_snapshot(&self, feed: &FeedId, refreshed_at: Timestamp) {
        let row = self.0.rows.known(StoreTable::Refreshes, &name(feed)).await;
        // What was remembered with a refresh is not written over by a store that cannot be read.
        let Some(row) = row else {
            return;
        };
        let last: LastRefresh = decoded_row(StoreTable::Refreshes, row, feed).unwrap_or_default();
        self.put_last_refresh(
            feed,
            &LastRefresh {
                refreshed_at,
                ..last
            },
        );
    }

    async fn last_refresh(&self, feed: &FeedId) -> Option<LastRefresh> {
        let row = self.0.rows.get(StoreTable::Refreshes, &name(feed)).await;
        decoded_row(StoreTable::Refreshes, row, feed)
    }

    fn put_last_refresh(&self, feed: &FeedId, last: &LastRefresh) {
        if let Some(row) = record::row(last.refreshed_at, last) {
            let rows = &self.0.rows;
            rows.put(StoreTable::Refreshes, &name(feed), feed.as_str(), row);
        }
    }

    /// Resolves when everything put so far is durable; at once without a file. Starts the writing now.
    pub fn saved(&self) -> Saved {
        self.0.rows.saved()
    }

    /// Waits until everything put so far is durable. Blocks: not on the runtime's threads.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be written; it is tried again later.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.saved().wait()
    }

    /// As after a failed write: closed, and opened again when it is next wanted.
    #[cfg(test)]
    pub(crate) fn lose_backend(&self) {
        self.0.rows.lose_backend();
    }

    /// How large it is, for the operator's status page; `None` in memory, where each table has its own bound.
    pub fn size(&self) -> Option<StoreSize> {
        self.0.writer.as_ref()?;
        let counted = self.0.size.lock().clone();
        let (queued_rows, queued_bytes) = self.0.rows.queued();
        Some(StoreSize {
            queued_rows,
            queued_bytes,
            ..counted
        })
    }

    /// What is wrong with the backend at present, for the operator's status page.
    pub fn fault(&self) -> Option<StoreError> {
        self.0.rows.fault()
    }
}

/// Whether a sighting is to be written again, since the article is listed at `url`.
///
/// A site that moves to https is followed at once; one that links both ways, once.
fn is_outdated(known: &Sighting, url: &Url, now_second: i64) -> bool {
    let is_secure = |url: &str| url.starts_with("https:");
    now_second - known.last_second >= SIGHTING_RENEWED_SECONDS
        || (is_secure(url.as_str()) && !is_secure(&known.url))
}

/// Every takedown in `backend`. Blocks.
fn takedowns_in(backend: &dyn Backend) -> Result<Takedowns, StoreError> {
    let mut in_force = Takedowns::default();
    let mut place = None;
    loop {
        let page = backend.page(StoreTable::Takedowns, place.as_deref(), TAKEDOWNS_AT_ONCE);
        let page = page.wait()?;
        for (_, row) in page.rows {
            let takedown = record::read(&row);
            in_force.insert(takedown.ok_or_else(|| backend.damaged("a takedown cannot be read"))?);
        }
        place = page.last;
        if place.is_none() {
            return Ok(in_force);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(writer) = self.writer.take() {
            self.rows.close();
            writer.join();
        }
    }
}

/// The record in a row of `what`. A record that this byline cannot read counts as absent, and is logged.
fn decoded_row<T: DeserializeOwned>(
    table: StoreTable,
    row: Option<Arc<[u8]>>,
    what: &impl Display,
) -> Option<T> {
    let record = record::read(&row?);
    if record.is_none() {
        tracing::warn!(?table, %what, "cannot be read from the store, and is made anew");
    }
    record
}
