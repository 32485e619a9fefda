//! The store in a PostgreSQL database, on this machine or another one.
//!
//! [`target`] reads the URL, [`tls`] checks certificates, [`session`] keeps two connections open, [`holder`] lets one byline
//! use a database at a time, [`schema`] makes the tables, [`rows`] reads and writes them, [`manners`] is what bylines share
//! about origins. A thread of its own moves the bytes,
//! so that the connections are there for async callers and for the store's thread alike.

mod holder;
mod manners;
mod rows;
mod schema;
mod session;
mod target;
mod tls;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::{Mutex, Notify, oneshot};

pub use self::manners::Manners;
use self::session::{Keeper, Role, Session, Slot};
use self::target::Target;
use self::tls::Tls;
use super::backend::{Answer, Backend, Change, Page};
use super::database_error::DatabaseError;
use super::error::StoreError;
use super::pending_rows::Key;
use super::tables::StoreTable;

/// Between two attempts to write: a failed one takes no time while the database is away.
const RETRY: Duration = Duration::from_secs(1);

/// A PostgreSQL database.
pub(super) struct Postgres {
    place: Arc<str>,
    connections: Arc<Connections>,
    runtime: Handle,
    /// The way to the database, for [`Manners`].
    way: (Arc<Keeper>, Tls),
    /// Ends the thread when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Connections {
    place: Arc<str>,
    reads: Slot,
    writes: Slot,
    /// Held by one transaction after the other.
    transaction: Mutex<()>,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// How far a transaction came.
enum Step {
    /// Nothing was committed.
    Before(DatabaseError),
    /// It may have been committed.
    Commit(DatabaseError),
}

impl Postgres {
    /// Opens the database at `url`, and makes the schema if there is none; to copy the store in the directory `copy_from`
    /// into it, or else to serve from it. Blocks.
    pub(super) fn open(url: &str, copy_from: Option<&str>) -> Result<Self, DatabaseError> {
        let target = Target::read(url)?;
        let place: Arc<str> = target.place.as_str().into();
        let tls = Tls::new(&target.certificates).map_err(|fact| DatabaseError::Tls {
            place: place.to_string(),
            fact,
        })?;
        let keeper = Arc::new(Keeper {
            target,
            copy_from: copy_from.map(str::to_owned),
            generation: AtomicI64::new(0),
            writer: parking_lot::Mutex::default(),
            connected: Notify::new(),
        });
        let way = (keeper.clone(), tls.clone());
        let no_thread = |error: std::io::Error| DatabaseError::Failed {
            place: place.to_string(),
            fact: format!("no thread for its connections: {error}"),
        };
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(no_thread)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let (opened, opening) = std::sync::mpsc::channel();
        let connect = async move {
            let writes = session::keep(&keeper, &tls, Role::Writes).await?;
            let reads = session::keep(&keeper, &tls, Role::Reads).await?;
            Ok((reads, writes))
        };
        let work = move || {
            runtime.block_on(async {
                let connected = connect.await;
                let failed = connected.is_err();
                let slots = connected.map(|((reads, _), (writes, _))| (reads, writes));
                if opened.send(slots).is_ok() && !failed {
                    let _ = stopped.await;
                }
            });
        };
        let thread = std::thread::Builder::new()
            .name("database".into())
            .spawn(work);
        let thread = thread.map_err(no_thread)?;
        let (reads, writes) = opening.recv().unwrap_or_else(|_| {
            Err(DatabaseError::Failed {
                place: place.to_string(),
                fact: "its thread ended".into(),
            })
        })?;
        Ok(Self {
            connections: Arc::new(Connections {
                place: place.clone(),
                reads,
                writes,
                transaction: Mutex::new(()),
            }),
            place,
            runtime: handle,
            way,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The database and its hosts, for messages.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// The copy that was begun is whole: the database may be served from.
    pub(super) fn end_copy(&self) -> Answer<()> {
        self.answer(|connections| async move {
            let session = connections.writes.now()?;
            let ended = schema::end_copy(&session.client);
            session.within(&connections.place, ended).await
        })
    }

    /// Does `work` on the database's thread. What was begun is done, also when nobody waits for the answer any more.
    fn answer<T, F>(&self, work: impl FnOnce(Arc<Connections>) -> F) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, DatabaseError>> + Send + 'static,
    {
        let (tell, answer) = oneshot::channel();
        let work = work(self.connections.clone());
        self.runtime.spawn(async move {
            let _ = tell.send(work.await.map_err(StoreError::from));
        });
        let ended = DatabaseError::Away {
            place: self.place.to_string(),
            fact: "byline closes it".into(),
        };
        Answer::coming(answer, ended.into())
    }

    fn read<T, F>(&self, query: impl Fn(Arc<Session>) -> F + Send + Sync + 'static) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, tokio_postgres::Error>> + Send + 'static,
    {
        self.answer(|connections| async move { connections.read(query).await })
    }
}

impl Connections {
    /// Reads with `query`; once more when the connection has just broken, since to read twice is safe.
    async fn read<T, F>(&self, query: impl Fn(Arc<Session>) -> F) -> Result<T, DatabaseError>
    where
        F: Future<Output = Result<T, tokio_postgres::Error>>,
    {
        let session = self.reads.now()?;
        let read = session.within(&self.place, query(session.clone())).await;
        match read {
            Err(DatabaseError::Away { .. }) if session.client.is_closed() => {
                let session = self.reads.after(&session).await?;
                session.within(&self.place, query(session.clone())).await
            }
            read => read,
        }
    }

    /// Makes `changes`; once more when the connection broke, since to make them twice is safe.
    async fn write(&self, changes: &[Change]) -> Result<(), DatabaseError> {
        let _alone = self.transaction.lock().await;
        let session = self.writes.now()?;
        let first = match self.attempt(&session, changes).await {
            Ok(()) => return Ok(()),
            Err(step) => step,
        };
        if !session.client.is_closed() {
            return Err(first.into_error());
        }
        let again = match self.writes.after(&session).await {
            Ok(session) => self.attempt(&session, changes).await,
            Err(error) => Err(Step::Before(error)),
        };
        again.map_err(|again| match (first, again) {
            // The first attempt may have been committed, and nothing is known of it yet.
            (first @ Step::Commit(_), Step::Before(_)) => first.into_error(),
            (Step::Before(_) | Step::Commit(_), again) => again.into_error(),
        })
    }

    async fn attempt(&self, session: &Session, changes: &[Change]) -> Result<(), Step> {
        let place = &*self.place;
        let client = &session.client;
        let work = async {
            client.batch_execute("BEGIN").await?;
            rows::write(client, session.generation, changes).await
        };
        if let Err(error) = session.within(place, work).await {
            // What was begun must not stay open; a connection that cannot end it is given up.
            let ended = session
                .within(place, client.batch_execute("ROLLBACK"))
                .await;
            if ended.is_err() {
                session.give_up();
            }
            return Err(Step::Before(error));
        }
        let committed = session.within(place, client.batch_execute("COMMIT")).await;
        committed.map_err(|error| {
            session.give_up();
            Step::Commit(error)
        })
    }
}

impl Step {
    fn into_error(self) -> DatabaseError {
        match self {
            Self::Before(error) => error,
            // The database's own refusal of a COMMIT is an answer, its silence is none.
            Self::Commit(DatabaseError::Away { place, fact }) => {
                DatabaseError::Unknown { place, fact }
            }
            Self::Commit(error) => error,
        }
    }
}

impl Backend for Postgres {
    fn get(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<Vec<u8>>>> {
        let keys: Arc<[Key]> = keys.into();
        self.read(move |session| {
            let keys = keys.clone();
            async move { rows::get(&session.client, table, &keys).await }
        })
    }

    fn sizes(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<usize>>> {
        let keys: Arc<[Key]> = keys.into();
        self.read(move |session| {
            let keys = keys.clone();
            async move { rows::sizes(&session.client, table, &keys).await }
        })
    }

    fn page(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Answer<Page<(Key, Vec<u8>)>> {
        let after = after.map(Key::from);
        self.read(move |session| {
            let after = after.clone();
            async move { rows::page(&session.client, table, after.as_ref(), limit).await }
        })
    }

    fn old(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
        before: i64,
    ) -> Answer<Page<Key>> {
        let after = after.map(Key::from);
        self.read(move |session| {
            let after = after.clone();
            async move { rows::old(&session.client, table, after.as_ref(), limit, before).await }
        })
    }

    fn snapshots_with(&self, feeds: &[Key], texts: &[String]) -> Answer<Vec<bool>> {
        let asked = Arc::new((feeds.to_vec(), texts.to_vec()));
        self.read(move |session| {
            let asked = asked.clone();
            async move { rows::snapshots_with(&session.client, &asked.0, &asked.1).await }
        })
    }

    fn write(&self, changes: &[Change]) -> Answer<()> {
        let changes = changes.to_vec();
        self.answer(|connections| async move { connections.write(&changes).await })
    }

    fn damaged(&self, fact: &str) -> StoreError {
        let (place, fact) = (self.place.to_string(), fact.to_owned());
        DatabaseError::Damaged { place, fact }.into()
    }

    fn retry_after(&self) -> Duration {
        RETRY
    }

    fn manners(&self) -> Option<Manners> {
        let (keeper, tls) = &self.way;
        Some(Manners::over(&keeper.target, tls, &self.runtime))
    }

    #[cfg(test)]
    fn lose(&self) {
        for slot in [&self.connections.reads, &self.connections.writes] {
            if let Ok(session) = slot.now() {
                session.give_up();
            }
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop.take();
        // The connections are closed when the thread ends, and the database is free for another byline.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
