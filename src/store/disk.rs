//! The file: one redb database, in `[store] path`, that one process holds at a time.
//!
//! Every commit is durable (fsync) before it returns. After a crash redb rolls back to the last commit by
//! itself; with quick repair that takes no longer the larger the file is.

use parking_lot::RwLock;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use redb::{Builder, Database, ReadTransaction, ReadableDatabase, TableDefinition};

use super::backend::{Answer, Backend, Change, Page};
use super::error::{StoreError, StoreFault};
use super::pending_rows::Key;
use super::record::stamp;
use super::tables::StoreTable;
use super::upgrade;

/// The format that this byline writes. A change that older ones cannot read raises it, with a step in [`migrate`].
pub(super) const FORMAT: u32 = 2;

const FILE: &str = "byline.redb";
const META: TableDefinition<'_, &str, u32> = TableDefinition::new("meta");
/// redb would take a gigabyte; a store is read at the start and seldom after.
const CACHE_BYTES: usize = 2 * 1024 * 1024;

type TableRows = TableDefinition<'static, &'static [u8], &'static [u8]>;

impl StoreTable {
    pub(super) const fn rows(self) -> TableRows {
        TableDefinition::new(match self {
            Self::Sightings => "sightings",
            Self::Articles => "articles",
            Self::Snapshots => "snapshots",
            Self::Refreshes => "passes",
            Self::Takedowns => "takedowns",
            // Made with its first row. A byline that does not know it leaves it alone, so the format is the same.
            Self::Usage => "usage",
        })
    }
}

/// The open database.
pub(super) struct Disk {
    path: PathBuf,
    /// `None` after a failure, until it can be opened again: redb refuses everything after a failed write.
    database: RwLock<Option<Database>>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The file of the store in `directory`.
pub(super) fn file(directory: &Path) -> PathBuf {
    directory.join(FILE)
}

impl Disk {
    /// Opens the store in `directory`, or makes a new one.
    pub(super) fn open(directory: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(directory)
            .map_err(|error| StoreError::not_writable(directory, &error))?;
        let path = file(directory);
        match fs::metadata(&path) {
            Ok(found) if found.len() == 0 => {
                return Err(StoreError::damaged(&path, "the file is empty"));
            }
            Ok(found) if found.is_dir() => {
                return Err(StoreError::Foreign {
                    path,
                    fact: "it is a directory".into(),
                });
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(directory, &path)?,
            Err(error) => return Err(StoreError::not_writable(&path, &error)),
        }
        let disk = Self {
            database: RwLock::new(Some(open(&path)?)),
            path,
        };
        disk.with(|database| Ok(migrate(database, &disk.path)))??;
        Ok(disk)
    }

    fn get(&self, table: StoreTable, keys: &[Key]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.look_up(table, keys, <[u8]>::to_vec)
    }

    /// What `look` makes of the values of `keys`, in their order.
    fn look_up<T: Clone>(
        &self,
        table: StoreTable,
        keys: &[Key],
        look: impl Fn(&[u8]) -> T,
    ) -> Result<Vec<Option<T>>, StoreError> {
        self.read(|transaction| {
            let rows = match transaction.open_table(table.rows()) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(vec![None; keys.len()]),
                opened => opened?,
            };
            keys.iter()
                .map(|key| Ok(rows.get(&**key)?.map(|value| look(value.value()))))
                .collect()
        })
    }

    /// Up to `limit` rows of `table` after `after`, as far as `keep` maps them to something.
    fn scan<T>(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
        mut keep: impl FnMut(&[u8], &[u8]) -> Option<T>,
    ) -> Result<Page<T>, StoreError> {
        self.read(|transaction| {
            let mut page = Page {
                rows: Vec::new(),
                last: None,
            };
            let rows = match transaction.open_table(table.rows()) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(page),
                opened => opened?,
            };
            let start = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
            let mut looked_at = 0;
            for row in rows.range::<&[u8]>((start, std::ops::Bound::Unbounded))? {
                let (key, value) = row?;
                page.rows.extend(keep(key.value(), value.value()));
                looked_at += 1;
                if looked_at == limit {
                    page.last = Some(Key::from(key.value()));
                    break;
                }
            }
            Ok(page)
        })
    }

    fn write(&self, changes: &[Change]) -> Result<(), StoreError> {
        let outcome = self.with(|database| {
            let mut transaction = database.begin_write()?;
            transaction.set_quick_repair(true);
            let mut by_table: BTreeMap<StoreTable, Vec<&Change>> = BTreeMap::new();
            for change in changes {
                by_table.entry(change.0).or_default().push(change);
            }
            for (table, changes) in by_table {
                let mut rows = transaction.open_table(table.rows())?;
                for (_, key, value) in changes {
                    match value {
                        Some(value) => rows.insert(&**key, &**value)?,
                        None => rows.remove(&**key)?,
                    };
                }
            }
            transaction.commit()?;
            Ok(())
        });
        if outcome.is_err() {
            self.reopen();
        }
        outcome
    }

    fn read<T>(
        &self,
        work: impl FnOnce(&ReadTransaction) -> Result<T, StoreFault>,
    ) -> Result<T, StoreError> {
        self.with(|database| work(&database.begin_read()?))
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreFault>,
    ) -> Result<T, StoreError> {
        if self.database.read().is_none() {
            self.reopen();
        }
        let database = self.database.read();
        let Some(database) = &*database else {
            return Err(StoreError::Failed {
                path: self.path.clone(),
                fact: "it could not be opened again after a failure".into(),
            });
        };
        guarded(&self.path, || work(database))?.map_err(|fault| fault.at(&self.path))
    }

    /// Closes and opens it again, which is the only way out of a failed write.
    fn reopen(&self) {
        let mut database = self.database.write();
        // Closing a damaged file may fail like reading it. Opening it again tells.
        let _ = guarded(&self.path, || *database = None);
        *database = open(&self.path).ok();
    }
}

impl Backend for Disk {
    fn get(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<Vec<u8>>>> {
        Answer::ready(self.get(table, keys))
    }

    fn sizes(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<usize>>> {
        Answer::ready(self.look_up(table, keys, <[u8]>::len))
    }

    fn page(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Answer<Page<(Key, Vec<u8>)>> {
        let keep = |key: &[u8], row: &[u8]| Some((Key::from(key), row.to_vec()));
        Answer::ready(self.scan(table, after, limit, keep))
    }

    fn old(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
        before: i64,
    ) -> Answer<Page<Key>> {
        let keep = |key: &[u8], row: &[u8]| {
            let is_old = stamp(row).is_some_and(|at| at < before);
            is_old.then(|| Key::from(key))
        };
        Answer::ready(self.scan(table, after, limit, keep))
    }

    fn snapshots_with(&self, feeds: &[Key], texts: &[String]) -> Answer<Vec<bool>> {
        let names = |row: &[u8]| {
            let is_in = |text: &String| memchr::memmem::find(row, text.as_bytes()).is_some();
            texts.iter().any(is_in)
        };
        let found = self.look_up(StoreTable::Snapshots, feeds, names);
        Answer::ready(found.map(|found| found.into_iter().map(|it| it == Some(true)).collect()))
    }

    fn write(&self, changes: &[Change]) -> Answer<()> {
        Answer::ready(self.write(changes))
    }

    fn damaged(&self, fact: &str) -> StoreError {
        StoreError::damaged(&self.path, fact)
    }

    fn retry_after(&self) -> Duration {
        Duration::from_secs(30)
    }

    #[cfg(test)]
    fn lose(&self) {
        *self.database.write() = None;
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let database = self.database.get_mut().take();
        let _ = guarded(&self.path, || drop(database));
    }
}

thread_local! {
    /// The panic of the database that is being caught on this thread, in its own words.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` with the database. redb checks little of what it reads: a damaged page makes it panic, which becomes an
/// error here, without a word on stderr.
fn guarded<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T, StoreError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if CATCHING.get() {
                CAUGHT.set(Some(one_line(panic.payload())));
            } else {
                before(panic);
            }
        }));
    });
    CATCHING.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(false);
    done.map_err(|_| {
        let words = CAUGHT.take().unwrap_or_default();
        StoreError::damaged(path, format!("the database cannot read it ({words})"))
    })
}

/// The words of a panic, for a message.
fn one_line(payload: &(dyn Any + Send)) -> String {
    let words = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied());
    let words = words.unwrap_or("it broke off").lines().next();
    words.unwrap_or_default().chars().take(200).collect()
}

fn open(path: &Path) -> Result<Database, StoreError> {
    let opened = guarded(path, || {
        Builder::new().set_cache_size(CACHE_BYTES).open(path)
    });
    opened?.map_err(|error| StoreError::opening(path, error))
}

/// Makes a new store beside `path` and moves it there whole: an unfinished one is never mistaken for a store.
fn make(directory: &Path, path: &Path) -> Result<(), StoreError> {
    let unfinished = directory.join(format!("{FILE}.new"));
    let create = || {
        Builder::new()
            .set_cache_size(CACHE_BYTES)
            .create(&unfinished)
    };
    let created = create().or_else(|error| match StoreError::opening(&unfinished, error) {
        // What a kill left of an earlier attempt.
        StoreError::Foreign { .. } | StoreError::Damaged { .. } => {
            fs::remove_file(&unfinished)
                .map_err(|error| StoreError::not_writable(&unfinished, &error))?;
            create().map_err(|error| StoreError::opening(&unfinished, error))
        }
        refusal @ (StoreError::Locked { .. }
        | StoreError::Newer { .. }
        | StoreError::NotWritable { .. }
        | StoreError::OwnStore { .. }
        | StoreError::Failed { .. }
        | StoreError::Database(_)) => Err(refusal),
    });
    let database = created?;
    set_format(&database, FORMAT).map_err(|fault| fault.at(&unfinished))?;
    drop(database);
    fs::rename(&unfinished, path).map_err(|error| StoreError::not_writable(path, &error))?;
    // The name is durable too, where directories can be synced.
    if let Ok(directory) = fs::File::open(directory) {
        let _ = directory.sync_all();
    }
    Ok(())
}

fn set_format(database: &Database, format: u32) -> Result<(), StoreFault> {
    let transaction = database.begin_write()?;
    transaction.open_table(META)?.insert("format", format)?;
    Ok(transaction.commit()?)
}

/// Brings an older file to [`FORMAT`], one step a format; refuses a newer one and a file that is not byline's.
fn migrate(database: &Database, path: &Path) -> Result<(), StoreError> {
    let read = || -> Result<Option<u32>, StoreFault> {
        let transaction = database.begin_read()?;
        let meta = match transaction.open_table(META) {
            Err(
                redb::TableError::TableDoesNotExist(_) | redb::TableError::TableTypeMismatch { .. },
            ) => return Ok(None),
            opened => opened?,
        };
        Ok(meta.get("format")?.map(|format| format.value()))
    };
    let found = read().map_err(|fault| fault.at(path))?;
    match found {
        None => Err(StoreError::Foreign {
            path: path.to_owned(),
            fact: "it names no format".into(),
        }),
        Some(FORMAT) => Ok(()),
        Some(found) if found > FORMAT => Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known: FORMAT,
        }),
        // Steps from older formats go here, each in one transaction that ends with its format.
        Some(1) => {
            let upgrade = || -> Result<bool, StoreFault> {
                let mut transaction = database.begin_write()?;
                transaction.set_quick_repair(true);
                let is_whole = upgrade::to_format_2(&transaction)?;
                if is_whole {
                    transaction.open_table(META)?.insert("format", 2)?;
                    transaction.commit()?;
                }
                Ok(is_whole)
            };
            let is_whole = catch_unwind(AssertUnwindSafe(upgrade))
                .map_err(|_| StoreError::damaged(path, "reading it made the database panic"))?
                .map_err(|fault| fault.at(path))?;
            if !is_whole {
                return Err(StoreError::damaged(path, "a takedown cannot be read"));
            }
            tracing::info!(path = %path.display(), "the store was brought over to format 2: http and https are one article");
            Ok(())
        }
        Some(found) => Err(StoreError::damaged(
            path,
            format!("format {found} never was one"),
        )),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Marks the store in `directory` as written by another byline.
    pub(in crate::store) fn mark(directory: &Path, format: u32) {
        let database = open(&directory.join(FILE)).expect("a store");
        set_format(&database, format).expect("a store");
    }
}
