//! What waits to be written, and the thread that writes it.
//!
//! Changes wait in memory until a caller asks for them to be durable or a second has passed; the thread then
//! commits all of them at once. After a commit that fails they go on waiting, are read from there, and are tried again.

use parking_lot::{Condvar, Mutex, MutexGuard};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::backend::{Backend, Change, wait};
use super::error::StoreError;
use super::pending_rows::{Key, PendingRows};
use super::postgres::manners::Manners;
use super::prune::{Pruner, StoreSize};
use super::tables::StoreTable;

type Row = Arc<[u8]>;

/// How long a change waits for others to be committed with.
const GATHER: Duration = Duration::from_secs(1);
/// Rows that one look at the backend takes.
const SCAN_ROWS: usize = 1000;
/// Snapshots that one search looks through.
const SEARCHED_ROWS: usize = 100;
/// The most that one commit takes on.
const COMMIT_BYTES: usize = 16 * 1024 * 1024;

/// Where changes wait. Shared by the store and its thread.
#[derive(Debug)]
pub(super) struct Rows {
    backend: Option<Arc<dyn Backend>>,
    state: Mutex<WriterState>,
    wake: Condvar,
    fault: Mutex<Option<StoreError>>,
    /// Held from a look at the backend to the decision that follows from it.
    deciding: Mutex<()>,
    /// Held while rows are written, so that an older row never follows a newer one.
    writing: Mutex<()>,
}

#[derive(Debug)]
struct WriterState {
    tables: PendingTables,
    /// Notified when everything that waited when they came is durable.
    waiting: Vec<oneshot::Sender<Result<(), StoreError>>>,
    /// When what waits is due.
    due: Option<Instant>,
    closing: bool,
}

/// The rows of each table that wait.
#[derive(Debug)]
struct PendingTables {
    sightings: PendingRows,
    articles: PendingRows,
    snapshots: PendingRows,
    refreshes: PendingRows,
    takedowns: PendingRows,
    usage: PendingRows,
    notices: PendingRows,
}

impl PendingTables {
    fn new() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            sightings: PendingRows::new(12 * MIB),
            articles: PendingRows::new(16 * MIB),
            snapshots: PendingRows::new(24 * MIB),
            refreshes: PendingRows::new(8 * MIB),
            takedowns: PendingRows::new(8 * MIB),
            usage: PendingRows::new(8 * MIB),
            // No more than one commit takes on, so that what belongs together is committed together.
            notices: PendingRows::new(COMMIT_BYTES),
        }
    }

    const fn of(&self, table: StoreTable) -> &PendingRows {
        match table {
            StoreTable::Sightings => &self.sightings,
            StoreTable::Articles => &self.articles,
            StoreTable::Snapshots => &self.snapshots,
            StoreTable::Refreshes => &self.refreshes,
            StoreTable::Takedowns => &self.takedowns,
            StoreTable::Usage => &self.usage,
            StoreTable::Notices => &self.notices,
        }
    }

    const fn of_mut(&mut self, table: StoreTable) -> &mut PendingRows {
        match table {
            StoreTable::Sightings => &mut self.sightings,
            StoreTable::Articles => &mut self.articles,
            StoreTable::Snapshots => &mut self.snapshots,
            StoreTable::Refreshes => &mut self.refreshes,
            StoreTable::Takedowns => &mut self.takedowns,
            StoreTable::Usage => &mut self.usage,
            StoreTable::Notices => &mut self.notices,
        }
    }

    /// Every table with its rows.
    fn iter(&self) -> impl Iterator<Item = (StoreTable, &PendingRows)> {
        let Self {
            sightings,
            articles,
            snapshots,
            refreshes,
            takedowns,
            usage,
            notices,
        } = self;
        [
            (StoreTable::Sightings, sightings),
            (StoreTable::Articles, articles),
            (StoreTable::Snapshots, snapshots),
            (StoreTable::Refreshes, refreshes),
            (StoreTable::Takedowns, takedowns),
            (StoreTable::Usage, usage),
            (StoreTable::Notices, notices),
        ]
        .into_iter()
    }
}

impl WriterState {
    fn read(&self, table: StoreTable, key: &[u8]) -> Option<Option<Arc<[u8]>>> {
        let rows = self.tables.of(table);
        rows.get(key).map(|row| row.value.clone())
    }

    fn after(&self, table: StoreTable, key: &[u8]) -> Vec<(Key, Arc<[u8]>)> {
        self.tables.of(table).after(key)
    }

    fn is_empty(&self) -> bool {
        self.tables.iter().all(|(_, rows)| rows.is_empty())
    }
}

impl Rows {
    pub(super) fn new(backend: Option<Arc<dyn Backend>>) -> Self {
        Self {
            backend,
            state: Mutex::new(WriterState {
                tables: PendingTables::new(),
                waiting: Vec::new(),
                due: None,
                closing: false,
            }),
            wake: Condvar::new(),
            fault: Mutex::new(None),
            deciding: Mutex::new(()),
            writing: Mutex::new(()),
        }
    }

    /// What bylines over the backend share about origins.
    pub(super) fn manners(&self) -> Option<Manners> {
        self.backend.as_ref()?.manners()
    }

    /// The value of `key`. `None` also when the backend cannot be read, which is logged.
    pub(super) async fn get(&self, table: StoreTable, key: &Key) -> Option<Row> {
        self.get_all(table, std::slice::from_ref(key)).await.pop()?
    }

    /// The value of `key`, if it has one; outside `None` when the backend cannot be read, which is logged.
    pub(super) async fn known(&self, table: StoreTable, key: &Key) -> Option<Option<Row>> {
        let key = std::slice::from_ref(key);
        let (mut rows, unknown) = self.waiting(table, key);
        match &self.backend {
            Some(backend) if !unknown.is_empty() => {
                let read = self.noted(backend.get(table, key).await)?.pop()?;
                Some(read.map(Into::into))
            }
            Some(_) | None => rows.pop(),
        }
    }

    /// The values of `keys`, in their order.
    pub(super) async fn get_all(&self, table: StoreTable, keys: &[Key]) -> Vec<Option<Row>> {
        // What waits is read first: rows go from there to the backend and not back, so no row is missed.
        let (mut rows, unknown) = self.waiting(table, keys);
        if let Some(backend) = self.backend.as_ref().filter(|_| !unknown.is_empty()) {
            let asked: Vec<Key> = unknown.iter().map(|&index| keys[index].clone()).collect();
            let read = self.noted(backend.get(table, &asked).await);
            for (index, row) in unknown.into_iter().zip(read.into_iter().flatten()) {
                rows[index] = row.map(Into::into);
            }
        }
        rows
    }

    /// The values of `keys`, in their order; `None` when the backend cannot be read. Blocks.
    pub(super) fn get_known(&self, table: StoreTable, keys: &[Key]) -> Option<Vec<Option<Row>>> {
        let (mut rows, unknown) = self.waiting(table, keys);
        let asked: Vec<Key> = unknown.iter().map(|&index| keys[index].clone()).collect();
        if let Some(backend) = self.backend.as_ref().filter(|_| !asked.is_empty()) {
            let read = self.noted(backend.get(table, &asked).wait())?;
            for (index, row) in unknown.into_iter().zip(read) {
                rows[index] = row.map(Into::into);
            }
        }
        Some(rows)
    }

    /// The rows of `keys` that wait, and where in `keys` those are of which none waits.
    fn waiting(&self, table: StoreTable, keys: &[Key]) -> (Vec<Option<Row>>, Vec<usize>) {
        let state = self.state();
        let mut unknown = Vec::new();
        let rows = keys.iter().enumerate().map(|(index, key)| {
            let waiting = state.read(table, key);
            if waiting.is_none() {
                unknown.push(index);
            }
            waiting.flatten()
        });
        (rows.collect(), unknown)
    }

    /// Puts a row of `feed`; an empty `feed` stands for no feed.
    pub(super) fn put(&self, table: StoreTable, key: &Key, feed: &str, row: Vec<u8>) {
        let mut state = self.state();
        state.tables.of_mut(table).put(key, feed, Some(row));
        self.changed(&mut state);
    }

    /// Puts and deletes rows of `table`, in one step: they are committed together.
    pub(super) fn put_all(&self, table: StoreTable, rows: Vec<TableRow<'_>>) {
        let mut state = self.state();
        let is_stored = self.backend.is_some();
        for TableRow { key, feed, row } in rows {
            match row {
                // Without a backend there is nothing that a deleted row would have to hide.
                None if !is_stored => state.tables.of_mut(table).forget(&key),
                row => state.tables.of_mut(table).put(&key, feed, row),
            }
            self.changed(&mut state);
        }
    }

    /// The keys of `table` that begin with `prefix`, in order. Blocks.
    pub(super) fn keys(&self, table: StoreTable, prefix: &[u8]) -> Result<Vec<Key>, StoreError> {
        // What waits is read first: rows go from there to the backend and not back, so no row is missed.
        let waiting = self.state().tables.of(table).keys(prefix);
        let mut keys: BTreeSet<Key> = BTreeSet::new();
        let mut place = self.backend.as_ref().map(|_| Key::from(prefix));
        while let (Some(backend), Some(from)) = (&self.backend, place) {
            // All rows are older than the end of time, and of old ones the keys alone are read.
            let page = backend
                .old(table, Some(&from), SCAN_ROWS, i64::MAX)
                .wait()?;
            let is_whole = page.rows.iter().all(|key| key.starts_with(prefix));
            keys.extend(page.rows.into_iter().filter(|key| key.starts_with(prefix)));
            place = page.last.filter(|_| is_whole);
        }
        for (key, is_there) in waiting {
            match is_there {
                true => keys.insert(key),
                false => keys.remove(&key),
            };
        }
        Ok(keys.into_iter().collect())
    }

    /// Whether `holder` has `what` for the next `seconds`. Blocks.
    pub(super) fn lease(&self, what: &str, holder: &str, seconds: u32) -> Result<bool, StoreError> {
        match &self.backend {
            Some(backend) => backend.lease(what, holder, seconds).wait(),
            None => Ok(true),
        }
    }

    pub(super) fn is_shared(&self) -> bool {
        self.backend
            .as_ref()
            .is_some_and(|backend| backend.is_shared())
    }

    /// Puts a row that belongs to no feed, or has it removed.
    pub(super) fn replace(&self, table: StoreTable, key: &Key, row: Option<Vec<u8>>) {
        let mut state = self.state();
        state.tables.of_mut(table).put(key, "", row);
        self.changed(&mut state);
    }

    /// Reads each of `keys` and lets `decide` answer and, where it returns a row, write, as one step. Blocks.
    pub(super) fn update<K: Eq + Hash, T>(
        &self,
        table: StoreTable,
        keys: &[Key],
        feed: &str,
        mut decide: impl FnMut(usize, Option<&[u8]>) -> ((K, T), Option<Vec<u8>>),
    ) -> HashMap<K, T> {
        // Nobody else adds a row to this table meanwhile, so each row is where it is looked for. The state is not locked
        // while the backend is read: async callers wait for that lock.
        let _deciding = self.deciding.lock();
        let (waiting, _) = self.waiting(table, keys);
        let on_file = match &self.backend {
            Some(backend) => self.noted(backend.get(table, keys).wait()),
            None => Some(vec![None; keys.len()]),
        };
        let mut state = self.state();
        let mut answers = HashMap::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            let row = match (&waiting[index], &on_file) {
                (Some(row), _) => Some(&**row),
                (None, Some(rows)) => rows.get(index).and_then(|row| row.as_deref()),
                // Unread is not absent.
                (None, None) => continue,
            };
            let ((name, answer), write) = decide(index, row);
            answers.insert(name, answer);
            if let Some(row) = write {
                state.tables.of_mut(table).put(key, feed, Some(row));
                self.changed(&mut state);
            }
        }
        answers
    }

    /// Which snapshots of `feeds` have one of `texts` in them, in the order of `feeds`. Blocks.
    pub(super) fn snapshots_with(&self, feeds: &[Key], texts: &[String]) -> Vec<bool> {
        let (waiting, unknown) = self.waiting(StoreTable::Snapshots, feeds);
        let names = |row: &Row| {
            let is_in = |text: &String| memchr::memmem::find(row, text.as_bytes()).is_some();
            texts.iter().any(is_in)
        };
        let mut found: Vec<bool> = waiting
            .iter()
            .map(|row| row.as_ref().is_some_and(names))
            .collect();
        if let Some(backend) = &self.backend {
            for some in unknown.chunks(SEARCHED_ROWS) {
                let asked: Vec<Key> = some.iter().map(|&index| feeds[index].clone()).collect();
                let read = self.noted(backend.snapshots_with(&asked, texts).wait());
                for (&index, is_in) in some.iter().zip(read.into_iter().flatten()) {
                    found[index] = is_in;
                }
            }
        }
        found
    }

    /// The first `limit` rows of `table` after `key` that `keep` wants, in the order of keys. Blocks.
    pub(super) fn rows<T>(
        &self,
        table: StoreTable,
        key: &[u8],
        limit: usize,
        keep: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<BTreeMap<Key, T>, StoreError> {
        // What waits is read first: rows go from there to the backend and not back, so no row is missed.
        let mut rows = BTreeMap::new();
        let waiting = self.state().after(table, key);
        rows.extend(
            waiting
                .into_iter()
                .filter_map(|(key, row)| Some((key, keep(&row)?))),
        );
        let mut place = self.backend.as_ref().map(|_| Key::from(key));
        let mut found = 0;
        while let (Some(backend), Some(from)) = (&self.backend, place) {
            let page = backend.page(table, Some(&from), SCAN_ROWS).wait()?;
            for (key, row) in page.rows {
                if let Some(kept) = keep(&row) {
                    found += 1;
                    rows.insert(key, kept);
                }
            }
            place = page.last.filter(|_| found < limit);
        }
        while rows.len() > limit {
            rows.pop_last();
        }
        Ok(rows)
    }

    /// Writes one change and waits until it is durable. Blocks.
    pub(super) fn write_through(
        &self,
        table: StoreTable,
        key: &Key,
        row: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let Some(backend) = &self.backend else {
            return Ok(());
        };
        let _writing = self.writing.lock();
        let change = (table, key.clone(), row.map(Into::into));
        let written = backend.write(&[change]).wait();
        self.note(written.as_ref().err());
        if written.is_ok() {
            // An older change of this row, which could not be written, must not follow.
            self.state().tables.of_mut(table).forget(key);
        }
        written
    }

    pub(super) fn saved(&self) -> Saved {
        let mut state = self.state();
        if self.backend.is_none() || state.is_empty() {
            return Saved(None);
        }
        let (tell, result) = oneshot::channel();
        state.waiting.push(tell);
        self.wake.notify_one();
        Saved(Some(result))
    }

    pub(super) fn fault(&self) -> Option<StoreError> {
        self.fault.lock().clone()
    }

    /// How many rows wait, and their bytes in memory.
    pub(super) fn queued(&self) -> (usize, usize) {
        let state = self.state();
        let sizes = state.tables.iter().map(|(_, rows)| rows.size());
        sizes.fold((0, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1))
    }

    pub(super) fn close(&self) {
        self.state().closing = true;
        self.wake.notify_one();
    }

    fn changed(&self, state: &mut WriterState) {
        if self.backend.is_some() && state.due.is_none() {
            state.due = Some(Instant::now() + GATHER);
            self.wake.notify_one();
        }
    }

    /// The outcome of a read. A read that works does not clear a write that failed.
    pub(super) fn noted<T>(&self, outcome: Result<T, StoreError>) -> Option<T> {
        let failed = outcome.as_ref().err();
        if failed.is_some() {
            self.note(failed);
            // A write, of nothing perhaps, tells when the backend is back.
            let retry = self.backend.as_ref().map(|backend| backend.retry_after());
            let mut state = self.state();
            if let (None, Some(retry)) = (state.due, retry) {
                state.due = Some(Instant::now() + retry);
                self.wake.notify_one();
            }
        }
        outcome.ok()
    }

    /// Remembers how the backend is, and says so when that changes: once when trouble begins, once when it ends.
    fn note(&self, error: Option<&StoreError>) {
        let mut fault = self.fault.lock();
        match (&*fault, error) {
            (None, None) => return,
            // The same trouble in other words.
            (Some(known), Some(error)) if known.is_like(error) => {}
            (_, Some(error)) => tracing::error!(%error, "store"),
            (Some(_), None) => tracing::info!("the store can be written again"),
        }
        *fault = error.cloned();
    }

    #[cfg(test)]
    pub(super) fn lose_backend(&self) {
        if let Some(backend) = &self.backend {
            backend.lose();
        }
    }

    fn state(&self) -> MutexGuard<'_, WriterState> {
        self.state.lock()
    }

    /// Waits until something is to be written; `None` when the store closes and nothing is left.
    fn next_batch(&self) -> Option<Batch> {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            let due = state.due.is_some_and(|due| due <= now);
            if due || state.closing || !state.waiting.is_empty() {
                break;
            }
            match state.due {
                Some(due) => drop(self.wake.wait_until(&mut state, due)),
                None => self.wake.wait(&mut state),
            }
        }
        let mut rows = Vec::new();
        for (table, pending) in state.tables.iter() {
            rows.extend(
                pending
                    .contents(COMMIT_BYTES)
                    .into_iter()
                    .map(|(key, row)| (table, key, row)),
            );
        }
        let waiting = std::mem::take(&mut state.waiting);
        state.due = None;
        if state.closing && rows.is_empty() {
            for tell in waiting {
                let _ = tell.send(Ok(()));
            }
            return None;
        }
        Some(Batch {
            numbers: rows.iter().map(|(.., row)| row.number).collect(),
            changes: rows
                .into_iter()
                .map(|(table, key, row)| (table, key, row.value))
                .collect(),
            waiting,
        })
    }

    /// Commits a batch; true when the backend took it.
    fn commit(&self, backend: &dyn Backend, mut batch: Batch) -> bool {
        let writing = self.writing.lock();
        batch.retain(|table, key, number| self.state().tables.of(table).is_current(key, number));
        let mut written = Ok(());
        // After a failure, a write of nothing tells when the backend is back.
        if !batch.changes.is_empty() || self.fault().is_some() {
            written = backend.write(&batch.changes).wait();
            self.note(written.as_ref().err());
        }
        let mut state = self.state();
        if written.is_ok() {
            for ((table, key, _), number) in batch.changes.iter().zip(batch.numbers) {
                state.tables.of_mut(*table).saved(key, number);
            }
        }
        if written.is_err() {
            state.due = Some(Instant::now() + backend.retry_after());
        } else if !state.is_empty() {
            state.due = Some(Instant::now() + GATHER);
        }
        drop(state);
        drop(writing);
        for tell in batch.waiting {
            let _ = tell.send(written.clone());
        }
        written.is_ok()
    }
}

/// A row to put, or without one a key whose row is deleted.
pub(super) struct TableRow<'f> {
    pub(super) key: Key,
    /// Whose row it is, for the bound on what waits.
    pub(super) feed: &'f str,
    pub(super) row: Option<Vec<u8>>,
}

struct Batch {
    changes: Vec<Change>,
    numbers: Vec<u64>,
    waiting: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

impl Batch {
    /// Leaves out what `is_current` does not want.
    fn retain(&mut self, is_current: impl Fn(StoreTable, &[u8], u64) -> bool) {
        let (changes, numbers) = (
            std::mem::take(&mut self.changes),
            std::mem::take(&mut self.numbers),
        );
        let current = changes
            .into_iter()
            .zip(numbers)
            .filter(|((table, key, _), number)| is_current(*table, key, *number));
        (self.changes, self.numbers) = current.unzip();
    }
}

/// The store's thread.
#[derive(Debug)]
pub(super) struct Handle(JoinHandle<()>);

impl Handle {
    pub(super) fn join(self) {
        let _ = self.0.join();
    }
}

/// Starts the thread that writes what waits at `rows`; `None` without a backend.
pub(super) fn start(
    rows: &Arc<Rows>,
    limit_bytes: u64,
    size: Arc<Mutex<StoreSize>>,
) -> Option<Handle> {
    let backend = rows.backend.clone()?;
    let rows = rows.clone();
    let write = move || {
        let mut pruner = Pruner::new(limit_bytes, size);
        while let Some(batch) = rows.next_batch() {
            let closing = rows.state().closing;
            pruner.hear(&batch.changes);
            if rows.commit(&*backend, batch) {
                pruner.step(&*backend);
            } else if closing {
                break;
            }
        }
    };
    std::thread::Builder::new()
        .name("store".into())
        .spawn(write)
        .ok()
        .map(Handle)
}

/// Resolves when what waited is durable.
#[derive(Debug)]
#[must_use = "a future does nothing unless awaited"]
pub struct Saved(Option<oneshot::Receiver<Result<(), StoreError>>>);

impl Saved {
    /// Waits on this thread.
    pub(super) fn wait(self) -> Result<(), StoreError> {
        match self.0 {
            // The thread is gone only after it has written everything.
            Some(result) => wait(result).unwrap_or(Ok(())),
            None => Ok(()),
        }
    }
}

impl Future for Saved {
    type Output = Result<(), StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            None => Poll::Ready(Ok(())),
            Some(result) => Pin::new(result)
                .poll(context)
                .map(|result| result.unwrap_or(Ok(()))),
        }
    }
}
