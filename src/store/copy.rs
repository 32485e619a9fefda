//! A store in a directory is copied into a database: whole, and compared.
//!
//! In: a directory and a URL. Out: how much was copied, by table, with a digest that both sides have.
//!
//! Nothing remembers how far a copy came. Each run goes through all rows, writes those that are missing or different in the
//! database, and removes there what the directory no longer has. So a copy that was broken off goes on where it was, also when
//! byline has served from the directory in between. Until the copy is whole, byline does not serve from the database.

use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::backend::{Backend, Change};
use super::disk::{self, Disk};
use super::error::StoreError;
use super::pending_rows::Key;
use super::postgres::{Postgres, Purpose};
use super::record::{self, Sighting, Takedown};
use super::tables::StoreTable;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The database.
    pub place: String,
    /// By table.
    pub tables: Vec<CopiedTable>,
}

/// What was copied of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedTable {
    /// What is in it.
    pub what: &'static str,
    /// Rows that both sides have now.
    pub rows: u64,
    /// Those that this run wrote.
    pub written: u64,
    /// Rows of the directory that byline cannot read, and would make anew.
    pub unreadable: u64,
    /// SHA-256 over the keys and rows, the same on both sides.
    pub digest: String,
}

/// Why a store was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Nothing is there.
    #[error("there is no store at {}; name the directory of [store] path with --from", .0.display())]
    Nothing(PathBuf),
    /// The directory or the database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database failed on the way.
    #[error("the copy was broken off: {0}. Run the command again: it goes on from there")]
    BrokenOff(StoreError),
    /// What arrived is not what was sent.
    #[error(
        "{what}: the directory has {here} and the database {there}, or they differ in content; is another program writing to the database? Run the command again"
    )]
    Different {
        /// What is in the table.
        what: &'static str,
        /// Rows in the directory.
        here: u64,
        /// Rows in the database.
        there: u64,
    },
}

/// Copies the store in the directory `from` into the database at `url`. `progress` hears what is copied, and how many rows of it
/// were looked at. Blocks.
///
/// # Errors
/// [`CopyError`]; the directory is as it was, and byline does not serve from a part of it.
pub fn copy(
    from: &Path,
    url: &str,
    progress: &mut dyn FnMut(&'static str, u64),
) -> Result<Copied, CopyError> {
    if !disk::file(from).exists() {
        return Err(CopyError::Nothing(from.to_owned()));
    }
    let source = Disk::open(from)?;
    let name = from.canonicalize().unwrap_or_else(|_| from.to_owned());
    let name = name.display().to_string();
    let target = Postgres::open(url, &Purpose::Copy(&name));
    let target = target.map_err(StoreError::from)?;
    let mut tables = Vec::new();
    for table in StoreTable::ALL {
        tables.push(copied(table, &source, &target, progress)?);
    }
    target.end_copy().wait().map_err(CopyError::BrokenOff)?;
    Ok(Copied {
        place: target.place().to_owned(),
        tables,
    })
}

fn copied(
    table: StoreTable,
    source: &Disk,
    target: &Postgres,
    progress: &mut dyn FnMut(&'static str, u64),
) -> Result<CopiedTable, CopyError> {
    let what = table.in_words();
    let (mut here, mut there) = (Sum::default(), Sum::default());
    let (mut written, mut unreadable) = (0, 0);
    let mut place: Option<Key> = None;
    loop {
        let page = source
            .page(table, place.as_deref(), at_once(table))
            .wait()?;
        let rows = readable(table, page.rows, source)?;
        unreadable += rows.unreadable;
        let keys: Vec<Key> = rows.readable.iter().map(|(key, _)| key.clone()).collect();
        let known = target
            .get(table, &keys)
            .wait()
            .map_err(CopyError::BrokenOff)?;
        let mut changes: Vec<Change> = Vec::new();
        for ((key, row), known) in rows.readable.into_iter().zip(known) {
            here.add(&key, &row);
            if known.as_ref() != Some(&row) {
                changes.push((table, key, Some(row.into())));
            }
        }
        written += changes.len() as u64;
        if !changes.is_empty() {
            target
                .write(&changes)
                .wait()
                .map_err(CopyError::BrokenOff)?;
        }
        progress(what, here.rows);
        place = page.last;
        if place.is_none() {
            break;
        }
    }
    loop {
        let page = target.page(table, place.as_deref(), at_once(table)).wait();
        let page = page.map_err(CopyError::BrokenOff)?;
        let keys: Vec<Key> = page.rows.iter().map(|(key, _)| key.clone()).collect();
        let sent = source.get(table, &keys).wait()?;
        let mut changes: Vec<Change> = Vec::new();
        for ((key, row), sent) in page.rows.into_iter().zip(sent) {
            match sent {
                Some(_) => there.add(&key, &row),
                // Of an earlier run; byline has forgotten it since.
                None => changes.push((table, key, None)),
            }
        }
        if !changes.is_empty() {
            target
                .write(&changes)
                .wait()
                .map_err(CopyError::BrokenOff)?;
        }
        place = page.last;
        if place.is_none() {
            break;
        }
    }
    let (rows, digest) = (here.rows, here.digest());
    if rows != there.rows || digest != there.digest() {
        return Err(CopyError::Different {
            what,
            here: rows,
            there: there.rows,
        });
    }
    Ok(CopiedTable {
        what,
        rows,
        written,
        unreadable,
        digest,
    })
}

/// Rows that are held in memory at once: a snapshot may have megabytes.
const fn at_once(table: StoreTable) -> usize {
    match table {
        StoreTable::Snapshots => 10,
        StoreTable::Articles => 200,
        StoreTable::Sightings
        | StoreTable::Refreshes
        | StoreTable::Takedowns
        | StoreTable::Usage => 1000,
    }
}

/// Rows of the directory.
struct Rows {
    readable: Vec<(Key, Vec<u8>)>,
    unreadable: u64,
}

/// Leaves out what byline cannot read. A takedown is never left out.
fn readable(
    table: StoreTable,
    rows: Vec<(Key, Vec<u8>)>,
    source: &Disk,
) -> Result<Rows, StoreError> {
    let all = rows.len();
    let mut readable = Vec::with_capacity(all);
    for (key, row) in rows {
        let is_json = || record::read::<IgnoredAny>(&row).is_some();
        let row = match table {
            StoreTable::Sightings => {
                let sighting = Sighting::read(&row).filter(|it| !it.feed.contains('\0'));
                sighting.map(|it| it.row())
            }
            StoreTable::Takedowns => match record::read::<Takedown>(&row) {
                Some(_) => Some(row),
                None => return Err(source.damaged("a takedown cannot be read")),
            },
            StoreTable::Articles
            | StoreTable::Snapshots
            | StoreTable::Refreshes
            | StoreTable::Usage => is_json().then_some(row),
        };
        readable.extend(row.map(|row| (key, row)));
    }
    Ok(Rows {
        unreadable: (all - readable.len()) as u64,
        readable,
    })
}

/// How many rows, and a digest over them.
#[derive(Default)]
struct Sum {
    rows: u64,
    digest: Sha256,
}

impl Sum {
    fn add(&mut self, key: &[u8], row: &[u8]) {
        self.rows += 1;
        for part in [key, row] {
            self.digest.update((part.len() as u64).to_be_bytes());
            self.digest.update(part);
        }
    }

    fn digest(&self) -> String {
        let digest = self.digest.clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
