//! The store in a PostgreSQL database, on this machine or another one.
//!
//! [`target`] reads the URL, [`tls`] checks certificates, [`session`] keeps connections open, [`holder`] keeps a copy and
//! those that serve apart, [`schema`] makes the tables, [`rows`] reads and writes them. What several bylines over one database
//! share beside rows is in [`replicas`] and, about origins, in [`manners`]; [`signals`] hears of changes. A thread of its own
//! moves the bytes, so that the connections are there for async callers and for the store's thread alike.

mod holder;
pub(super) mod manners;
pub(super) mod replicas;
mod rows;
mod schema;
mod session;
mod signals;
mod target;
mod tls;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::{Mutex, Notify, oneshot};

use self::manners::Manners;
use self::session::{Keeper, Role, Session, Slot};
use self::signals::Signals;
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
    signals: Arc<Signals>,
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
    turns: Slot,
    signals: Slot,
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

/// What a database is opened for.
#[derive(Debug)]
pub(super) enum Purpose<'a> {
    /// To copy the store in this directory into it.
    Copy(&'a str),
    /// To serve from it, beside others.
    Serve {
        /// Whether it may come later.
        may_be_away: bool,
    },
}

/// How far a transaction came.
enum Step {
    /// Nothing was committed.
    Before(DatabaseError),
    /// It may have been committed.
    Commit(DatabaseError),
}

impl Postgres {
    /// Opens the database at `url`, and makes the schema if there is none. Blocks.
    pub(super) fn open(url: &str, purpose: &Purpose<'_>) -> Result<Self, DatabaseError> {
        let (copy_from, may_be_away) = match purpose {
            Purpose::Copy(from) => (Some((*from).to_owned()), false),
            Purpose::Serve { may_be_away } => (None, *may_be_away),
        };
        let target = Target::read(url)?;
        let place: Arc<str> = target.place.as_str().into();
        let tls = Tls::new(&target.certificates).map_err(|fact| DatabaseError::Tls {
            place: place.to_string(),
            fact,
        })?;
        let signals = Arc::<Signals>::default();
        let keeper = Arc::new(Keeper {
            target,
            copy_from,
            is_prepared: AtomicBool::new(false),
            signals: signals.clone(),
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
            let (mut slots, mut away) = (Vec::new(), None);
            for role in [Role::Writes, Role::Reads, Role::Turns, Role::Signals] {
                slots.push(
                    match session::keep(&keeper, &tls, role, away.clone()).await {
                        Err(error @ DatabaseError::Away { .. }) if may_be_away => {
                            away = Some(error);
                            session::keep(&keeper, &tls, role, away.clone()).await
                        }
                        kept => kept,
                    }?,
                );
            }
            Ok(slots)
        };
        let work = move || {
            runtime.block_on(async {
                let connected = connect.await;
                let failed = connected.is_err();
                if opened.send(connected).is_ok() && !failed {
                    let _ = stopped.await;
                }
            });
        };
        let thread = std::thread::Builder::new()
            .name("database".into())
            .spawn(work);
        let thread = thread.map_err(no_thread)?;
        let ended = || DatabaseError::Failed {
            place: place.to_string(),
            fact: "its thread ended".into(),
        };
        let slots = opening.recv().unwrap_or_else(|_| Err(ended()))?;
        let [writes, reads, turns, listening] =
            <[Slot; 4]>::try_from(slots).map_err(|_| ended())?;
        Ok(Self {
            connections: Arc::new(Connections {
                place: place.clone(),
                reads,
                writes,
                turns,
                signals: listening,
                transaction: Mutex::new(()),
            }),
            place,
            signals,
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
        self.twice(&self.reads, query).await
    }

    /// Does `work` on the connection in `slot`; once more when that has just broken, for what is safe to do twice.
    async fn twice<T, F>(
        &self,
        slot: &Slot,
        work: impl Fn(Arc<Session>) -> F,
    ) -> Result<T, DatabaseError>
    where
        F: Future<Output = Result<T, tokio_postgres::Error>>,
    {
        let session = slot.now()?;
        let done = session.within(&self.place, work(session.clone())).await;
        match done {
            Err(DatabaseError::Away { .. }) if session.client.is_closed() => {
                let session = slot.after(&session).await?;
                session.within(&self.place, work(session.clone())).await
            }
            done => done,
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
            rows::write(client, changes).await
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
        let Connections {
            reads,
            writes,
            turns,
            signals,
            ..
        } = &*self.connections;
        for slot in [reads, writes, turns, signals] {
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
