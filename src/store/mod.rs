//! What must outlive the process: first-seen dates, article facts, the last good snapshots, takedowns,
//! and the log of what partners were given ([`Use`]).
//!
//! In: facts and items as the gateway has them. Out: the same after a restart, a crash or a kill at any moment.
//! Knows the model and the file system, nothing else; no clock (times come with what is kept).
//!
//! - With a path there is one redb file ([`disk`]). Reads go to it; writes wait in memory ([`pending_rows`]) and a
//!   thread of the store's own ([`writer`]) commits them together, so no request and no refresh waits for a disk.
//!   What waits is read like what is written. [`Store::saved`] tells when it is durable; a takedown is durable
//!   before [`Store::take_down`] returns.
//! - Without a path the tables are all there is. They are plain maps rather than redb's in-memory backend,
//!   which keeps pages, copies and a cache for transactions that memory does not need: bounded by weight, the
//!   rows that the feed with most of them wrote longest ago go first.
//! - What fails while in use (a full disk) is kept on the tables, said once, and tried again.
//! - The file stays small ([`prune`]): an article that was in no section for [`FIRST_SEEN_KEPT_DAYS`] is forgotten, its
//!   facts after [`ARTICLE_KEPT_DAYS`], what was delivered to partners after [`USAGE_KEPT_DAYS`]; takedowns never are.
//!   Articles take no more than a limit, and those of one feed no more than a share of it.

mod disk;
mod error;
mod pending_rows;
mod prune;
mod record;
#[cfg(test)]
mod tests;
mod upgrade;
mod usage;
mod withdrawal;
mod writer;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use url::{Position, Url};

pub use self::error::StoreError;
pub use self::prune::{ARTICLE_KEPT_DAYS, DEFAULT_LIMIT_BYTES, FIRST_SEEN_KEPT_DAYS, StoreSize};
pub use self::record::{ArticleRecord, Snapshot, Takedown, Withdrawer};
pub use self::usage::{USAGE_KEPT_DAYS, Use, UseQuery};
pub use self::writer::Saved;

use self::disk::Disk;
use self::pending_rows::Key;
use self::record::{Content, Pass, Sighting};
use self::writer::Desk;
use crate::model::{FeedId, Guid, page_of};

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    /// Guid: first and last seen, URL.
    Sightings,
    /// Guid: [`ArticleRecord`].
    Articles,
    /// Feed: [`Content`].
    Snapshots,
    /// Feed: [`Pass`].
    Passes,
    /// Guid: [`Takedown`].
    Takedowns,
    /// Time and number: [`Use`].
    Usage,
}

impl Table {
    const ALL: [Self; 6] = [
        Self::Sightings,
        Self::Articles,
        Self::Snapshots,
        Self::Passes,
        Self::Takedowns,
        Self::Usage,
    ];
}

/// A sighting is written again when it is this much newer than the one on file.
const SIGHTING_RENEWED_SECONDS: i64 = 24 * 3600;

/// The store; clones share it. The last one to go writes what still waits.
#[derive(Debug, Clone)]
pub struct Store(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    desk: Arc<Desk>,
    /// All of them, in memory: every request for an item asks. Operators write them, and the gateway forgets what
    /// origins withdrew long ago, so they stay few.
    takedowns: RwLock<Takedowns>,
    writer: Option<writer::Handle>,
    size: Arc<Mutex<StoreSize>>,
}

/// Takedowns by guid.
#[derive(Debug, Default)]
struct Takedowns {
    by_guid: BTreeMap<Guid, Takedown>,
    /// The guids of now by those of before.
    former: BTreeMap<Guid, Guid>,
}

impl Takedowns {
    fn insert(&mut self, takedown: Takedown) {
        let guid = takedown.guid;
        self.former
            .extend(takedown.former.iter().map(|former| (*former, guid)));
        self.by_guid.insert(guid, takedown);
    }

    fn get(&self, guid: Guid) -> Option<&Takedown> {
        let now = self.former.get(&guid).unwrap_or(&guid);
        self.by_guid.get(now).or_else(|| self.by_guid.get(&guid))
    }

    fn remove(&mut self, guid: Guid) -> Option<Takedown> {
        self.former.retain(|_, now| *now != guid);
        self.by_guid.remove(&guid)
    }
}

impl Store {
    /// The store in the directory `path`, made when there is none; without a path one in memory.
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
        let disk = Arc::new(Disk::open(path)?);
        let (takedowns, _) = disk.scan(Table::Takedowns, None, usize::MAX, |_, row| {
            Some(record::read::<Takedown>(row).ok_or(()))
        })?;
        let takedowns: Result<Vec<Takedown>, ()> = takedowns.into_iter().collect();
        let takedowns = takedowns
            .map_err(|()| StoreError::damaged(disk.path(), "a takedown cannot be read"))?;
        let mut in_force = Takedowns::default();
        takedowns.into_iter().for_each(|it| in_force.insert(it));
        let desk = Arc::new(Desk::new(Some(disk)));
        let size = Arc::new(Mutex::new(StoreSize {
            limit_bytes,
            ..StoreSize::default()
        }));
        let writer = writer::start(&desk, limit_bytes, size.clone());
        Ok(Self(Arc::new(Shared {
            size,
            desk,
            takedowns: RwLock::new(in_force),
            writer,
        })))
    }

    /// Whether there is a store in the directory `path`.
    pub fn is_at(path: &Path) -> bool {
        disk::file(path).exists()
    }

    /// A store that ends with the process, bounded in memory.
    pub fn in_memory() -> Self {
        Self(Arc::new(Shared {
            desk: Arc::new(Desk::new(None)),
            takedowns: RwLock::default(),
            writer: None,
            size: Arc::default(),
        }))
    }

    /// When each article, which `feed` lists, was first seen: as on file, else `now`, from now on for good.
    ///
    /// An article is left out only when the file cannot be read, so that no second date is ever given to it.
    pub fn first_seen(
        &self,
        feed: &FeedId,
        articles: &[(Guid, Url)],
        now: Timestamp,
    ) -> HashMap<Guid, Timestamp> {
        let feed = feed.as_str();
        let now_second = now.as_second();
        let keys: Vec<Key> = articles.iter().map(|(guid, _)| key(*guid)).collect();
        // One lock from reading to writing: two feeds that list an article at once agree on its date.
        let desk = &self.0.desk;
        desk.update(Table::Sightings, &keys, feed, |index, row| {
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
            // A site that moves to https is followed at once; one that links both ways, once.
            let is_secure = |url: &str| url.starts_with("https:");
            let stale = known.is_none_or(|known| {
                now_second - known.last_second >= SIGHTING_RENEWED_SECONDS
                    || (is_secure(url.as_str()) && !is_secure(&known.url))
            });
            (
                (*guid, sighting.first_seen()),
                stale.then(|| sighting.row()),
            )
        })
    }

    /// Where the article of a published item is.
    pub fn link(&self, guid: Guid) -> Option<Url> {
        let row = self.0.desk.get(Table::Sightings, &key(guid))?;
        Url::parse(&Sighting::read(&row)?.url).ok()
    }

    /// What is known of the article at `url`, or of the page that it is a place of.
    pub fn article(&self, url: &Url) -> Option<ArticleRecord> {
        self.read(Table::Articles, &key(Guid::of(&page_of(url))), url)
    }

    /// Keeps what is known of the page at `url`, which `feed` lists.
    pub fn keep_article(&self, feed: &FeedId, url: &Url, record: &ArticleRecord) {
        if let Some(row) = record::row(record.fetched_at, record) {
            let page = Guid::of(&page_of(url));
            let (desk, feed) = (&self.0.desk, feed.as_str());
            desk.put(Table::Articles, &key(page), feed, row);
        }
    }

    /// The last good refresh of `feed`.
    pub fn snapshot(&self, feed: &FeedId) -> Option<Snapshot> {
        let content: Content = self.read(Table::Snapshots, &name(feed), feed)?;
        let pass: Pass = self
            .read(Table::Passes, &name(feed), feed)
            .unwrap_or_default();
        Some(Snapshot {
            items: content.items,
            tombstones: content.tombstones,
            changed_at: content.changed_at,
            refreshed_at: pass.refreshed_at,
            state: pass.state,
        })
    }

    /// Whether the last good refresh of `feed` names an item, or a place of the page `page`. Looks without decoding.
    pub fn snapshot_names(&self, feed: &FeedId, guid: Guid, page: Option<&Url>) -> bool {
        let uuid = guid.uuid().to_string();
        // As the links of its places begin, over http or https.
        let places = page.map(|page| format!("{}#", &page[Position::AfterScheme..]));
        let row = self.0.desk.get(Table::Snapshots, &name(feed));
        row.is_some_and(|row| {
            let names = |text: &str| memchr::memmem::find(&row, text.as_bytes()).is_some();
            names(&uuid) || places.as_deref().is_some_and(names)
        })
    }

    /// Keeps a refresh of `feed`. Encodes its items: some 1 ms for 300 KB, so call it off the runtime's threads.
    pub fn keep_snapshot(&self, feed: &FeedId, snapshot: Snapshot) {
        let content = Content {
            items: snapshot.items,
            tombstones: snapshot.tombstones,
            changed_at: snapshot.changed_at,
        };
        if let Some(row) = record::row(snapshot.refreshed_at, &content) {
            let desk = &self.0.desk;
            desk.put(Table::Snapshots, &name(feed), feed.as_str(), row);
        }
        self.keep_pass(
            feed,
            &Pass {
                refreshed_at: snapshot.refreshed_at,
                state: snapshot.state,
            },
        );
    }

    /// When the last good refresh of `feed` ended, and what was remembered with it.
    pub fn last_pass(
        &self,
        feed: &FeedId,
    ) -> Option<(Timestamp, BTreeMap<String, serde_json::Value>)> {
        let pass: Pass = self.read(Table::Passes, &name(feed), feed)?;
        Some((pass.refreshed_at, pass.state))
    }

    /// Keeps that `feed` was found unchanged at `refreshed_at`; its items are not written again.
    pub fn renew_snapshot(&self, feed: &FeedId, refreshed_at: Timestamp) {
        let pass: Pass = self
            .read(Table::Passes, &name(feed), feed)
            .unwrap_or_default();
        self.keep_pass(
            feed,
            &Pass {
                refreshed_at,
                ..pass
            },
        );
    }

    /// The record of `what`. One that is there and is not what this byline writes counts as none, and is said.
    fn read<T: DeserializeOwned>(&self, table: Table, key: &Key, what: &impl Display) -> Option<T> {
        let row = self.0.desk.get(table, key)?;
        let record = record::read(&row);
        if record.is_none() {
            tracing::warn!(?table, %what, "cannot be read from the store, and is made anew");
        }
        record
    }

    fn keep_pass(&self, feed: &FeedId, pass: &Pass) {
        if let Some(row) = record::row(pass.refreshed_at, pass) {
            let desk = &self.0.desk;
            desk.put(Table::Passes, &name(feed), feed.as_str(), row);
        }
    }

    /// Withdraws an item. Durable when it returns `Ok`; in force in this process in any case.
    ///
    /// # Errors
    /// [`StoreError`] when it is not on disk: it would not survive a restart, and is tried again
    /// in the background. Waits for the disk.
    pub fn take_down(&self, takedown: Takedown) -> Result<(), StoreError> {
        let (guid, desk) = (takedown.guid, &self.0.desk);
        let row = record::row(takedown.when.timestamp(), &takedown).unwrap_or_default();
        self.takedowns_mut().insert(takedown);
        desk.write_through(Table::Takedowns, &key(guid), Some(&row))
            .inspect_err(|_| desk.put(Table::Takedowns, &key(guid), "", row))
    }

    /// Undoes a takedown, and says what it was; `None` when there was none.
    ///
    /// # Errors
    /// [`StoreError`] when the takedown is still on disk; it then stays in force.
    pub fn undo_takedown(&self, guid: Guid) -> Result<Option<Takedown>, StoreError> {
        let Some(guid) = self.takedown(guid).map(|takedown| takedown.guid) else {
            return Ok(None);
        };
        self.0
            .desk
            .write_through(Table::Takedowns, &key(guid), None)?;
        Ok(self.takedowns_mut().remove(guid))
    }

    /// Whether and how an item was withdrawn, by its guid or one that it had before. From memory.
    pub fn takedown(&self, guid: Guid) -> Option<Takedown> {
        self.takedowns_in_force().get(guid).cloned()
    }

    /// Whether a takedown names a guid of which no link is known. From memory.
    pub fn has_bare_takedowns(&self) -> bool {
        let takedowns = self.takedowns_in_force();
        takedowns.by_guid.values().any(|it| it.url.is_none())
    }

    /// Every takedown in force, newest first.
    pub fn takedowns(&self) -> Vec<Takedown> {
        let takedowns = self.takedowns_in_force();
        let mut all: Vec<Takedown> = takedowns.by_guid.values().cloned().collect();
        all.sort_by(|a, b| b.when.cmp(&a.when).then(a.guid.cmp(&b.guid)));
        all
    }

    /// Resolves when everything kept so far is durable; at once without a file. Starts the writing now.
    pub fn saved(&self) -> Saved {
        self.0.desk.saved()
    }

    /// Waits until everything kept so far is durable. Blocks: not on the runtime's threads.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be written; it is tried again later.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.saved().wait()
    }

    /// As after a failed write: closed, and opened again when it is next wanted.
    #[cfg(test)]
    pub(crate) fn lose_disk(&self) {
        self.0.desk.lose_disk();
    }

    /// How large it is, for the operator's status page; `None` in memory, where each table has its own bound.
    pub fn size(&self) -> Option<StoreSize> {
        self.0.writer.as_ref()?;
        let size = self.0.size.lock().unwrap_or_else(PoisonError::into_inner);
        Some(size.clone())
    }

    /// What is wrong with the file at present, for the operator's status page.
    pub fn fault(&self) -> Option<StoreError> {
        self.0.desk.fault()
    }

    fn takedowns_in_force(&self) -> RwLockReadGuard<'_, Takedowns> {
        self.0
            .takedowns
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn takedowns_mut(&self) -> RwLockWriteGuard<'_, Takedowns> {
        self.0
            .takedowns
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(writer) = self.writer.take() {
            self.desk.close();
            writer.join();
        }
    }
}

fn key(guid: Guid) -> Key {
    Key::from(&guid.uuid().as_bytes()[..])
}

fn name(feed: &FeedId) -> Key {
    Key::from(feed.as_str().as_bytes())
}
