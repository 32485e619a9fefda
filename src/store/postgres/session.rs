//! Connections that are made again when they break.
//!
//! There are four: one that reads, whose queries overtake each other in a pipeline; one that writes and holds the database
//! ([`holder`]); one for turns and what is published in them, which may have to wait for another replica's; and one that
//! listens ([`signals`]) and renews the replica's lease, which never waits. A task keeps each: it connects, waits until the connection breaks, and connects again, with pauses that grow
//! and are not the same on each machine. While there is no connection, whoever asks is told so at once, and waits for nothing.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::holder::{ServerSide, Use};
use super::signals::Signals;
use super::target::Target;
use super::tls::Tls;
use super::{holder, schema, signals};
use crate::store::database_error::{DatabaseError, words};

/// The longest that a statement takes; the server gives it up by then.
const STATEMENT: Duration = Duration::from_secs(10);
/// The longest that an answer is waited for: the server may be gone.
const ANSWER: Duration = Duration::from_secs(12);
/// For connecting, the schema and the lock together.
const START: Duration = Duration::from_secs(25);
/// Between two attempts to connect, at the least and at the most.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A connection that has just broken is waited for so long: a restart of the database takes a moment.
const PATIENCE: Duration = Duration::from_millis(800);

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Writes,
    Reads,
    Turns,
    Signals,
}

/// An open connection.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) client: Client,
    broken: Notify,
}

impl Session {
    /// Does `work` within the time that an answer may take. A connection that does not answer is given up.
    pub(super) async fn within<T>(
        &self,
        place: &str,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, DatabaseError> {
        self.within_time(ANSWER, place, work).await
    }

    /// The same within `time`.
    pub(super) async fn within_time<T>(
        &self,
        time: Duration,
        place: &str,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, DatabaseError> {
        match timeout(time, work).await {
            Ok(done) => done.map_err(|error| DatabaseError::of(place, &error)),
            Err(_) => {
                self.give_up();
                Err(DatabaseError::Away {
                    place: place.to_owned(),
                    fact: format!("no answer within {} s", time.as_secs()),
                })
            }
        }
    }

    /// Closes the connection; another one is made.
    pub(super) fn give_up(&self) {
        self.broken.notify_one();
    }
}

/// How a connection is at present.
pub(super) type Status = Result<Arc<Session>, DatabaseError>;

/// A connection that is kept.
#[derive(Debug, Clone)]
pub(super) struct Slot(watch::Receiver<Status>);

impl Slot {
    /// The connection, or why there is none.
    pub(super) fn now(&self) -> Status {
        self.0.borrow().clone()
    }

    /// The connection after `broken`, as soon as there is one.
    pub(super) async fn after(&self, broken: &Arc<Session>) -> Status {
        let mut status = self.0.clone();
        let is_new = |status: &Status| match status {
            Ok(session) => !Arc::ptr_eq(session, broken),
            Err(_) => false,
        };
        match timeout(PATIENCE, status.wait_for(is_new)).await {
            Ok(Ok(status)) => status.clone(),
            Ok(Err(_)) | Err(_) => self.now(),
        }
    }
}

/// What the tasks that keep the connections share.
#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) target: Target,
    /// The directory of a store that is copied into the database; `None` to serve from it.
    pub(super) copy_from: Option<String>,
    /// Whether the schema was made or found.
    pub(super) is_prepared: AtomicBool,
    /// What the database says unasked.
    pub(super) signals: Arc<Signals>,
    /// Notified when a connection is made: the other one need not wait for its time.
    pub(super) connected: Notify,
    /// The last connection that wrote.
    pub(super) writer: parking_lot::Mutex<Option<ServerSide>>,
}

/// Makes the first connection for `role`, and keeps it from then on. With `away`, the database is not there yet, and the
/// connection is made when it comes.
pub(super) async fn keep(
    keeper: &Arc<Keeper>,
    tls: &Tls,
    role: Role,
    away: Option<DatabaseError>,
) -> Result<Slot, DatabaseError> {
    let connected = match away {
        Some(away) => Err(away),
        None => Ok(connect(keeper, tls, role).await?),
    };
    let status = match &connected {
        Ok((session, _)) => Ok(session.clone()),
        Err(away) => Err(away.clone()),
    };
    let (sender, receiver) = watch::channel(status);
    let kept = kept(keeper.clone(), tls.clone(), role, sender, connected.ok());
    tokio::spawn(kept);
    Ok(Slot(receiver))
}

async fn kept(
    keeper: Arc<Keeper>,
    tls: Tls,
    role: Role,
    sender: watch::Sender<Status>,
    mut connected: Option<(Arc<Session>, Driver)>,
) {
    loop {
        if let Some((session, mut driver)) = connected.take() {
            let fact = tokio::select! {
                ended = &mut driver.0 => match ended {
                    Ok(Err(error)) => words(&error),
                    Ok(Ok(())) | Err(_) => "the connection was closed".to_owned(),
                },
                () = session.broken.notified() => "the connection was given up".to_owned(),
            };
            drop(driver);
            let away = DatabaseError::Away {
                place: keeper.target.place.clone(),
                fact,
            };
            drop(sender.send_replace(Err(away)));
        }
        let mut failures = 0;
        let (session, driver) = loop {
            let _ = timeout(pause(failures), keeper.connected.notified()).await;
            match connect(&keeper, &tls, role).await {
                Ok(connected) => break connected,
                Err(error) => {
                    tracing::debug!(%error, ?role, "the database cannot be connected to");
                    drop(sender.send_replace(Err(error)));
                    failures += 1;
                }
            }
        };
        drop(sender.send_replace(Ok(session.clone())));
        keeper.connected.notify_waiters();
        if role == Role::Signals {
            keeper.signals.connected();
        }
        connected = Some((session, driver));
    }
}

/// Between half and one and a half of a pause that doubles with each failure.
fn pause(failures: u32) -> Duration {
    let whole = LONGEST_PAUSE.min(PAUSE * 2_u32.saturating_pow(failures.min(8)));
    let dice = RandomState::new().hash_one(failures) % 1000;
    whole.mul_f64(0.5 + dice as f64 / 1000.0)
}

/// What moves the bytes of a connection; it ends with it.
struct Driver(JoinHandle<Result<(), tokio_postgres::Error>>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn connect(
    keeper: &Keeper,
    tls: &Tls,
    role: Role,
) -> Result<(Arc<Session>, Driver), DatabaseError> {
    let place = &keeper.target.place;
    let connected = timeout(START, start(keeper, tls, role)).await;
    connected.unwrap_or_else(|_| {
        Err(DatabaseError::Away {
            place: place.clone(),
            fact: format!("no connection within {} s", START.as_secs()),
        })
    })
}

async fn start(
    keeper: &Keeper,
    tls: &Tls,
    role: Role,
) -> Result<(Arc<Session>, Driver), DatabaseError> {
    let place = &keeper.target.place;
    let failed = |error: tokio_postgres::Error| DatabaseError::of(place, &error);
    let connected = keeper.target.config.connect(tls.clone()).await;
    let (mut client, connection) = connected.map_err(failed)?;
    let driver = Driver(tokio::spawn(signals::drive(
        connection,
        keeper.signals.clone(),
    )));
    // The server frees the lock of a byline whose machine is gone after some 20 seconds, and not after two hours.
    let settings = format!(
        "SET statement_timeout = {statement}; SET lock_timeout = {statement}; \
         SET idle_in_transaction_session_timeout = {statement}; SET client_min_messages = warning; \
         SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2; \
         SET TimeZone = 'UTC'",
        statement = STATEMENT.as_millis()
    );
    client.batch_execute(&settings).await.map_err(failed)?;
    if role == Role::Signals {
        let listening = client.batch_execute(signals::LISTEN).await;
        listening.map_err(failed)?;
    }
    if role == Role::Writes {
        is_durable(&client, place).await.map_err(failed)?;
        let before = keeper.writer.lock().clone();
        let wanted = match keeper.copy_from {
            Some(_) => Use::Alone,
            None => Use::Shared,
        };
        holder::lock(&client, place, wanted, before).await?;
        let now = ServerSide::of(&client).await.map_err(failed)?;
        *keeper.writer.lock() = now;
        if !keeper.is_prepared.load(Ordering::Acquire) {
            schema::prepare(&mut client, place).await?;
            schema::reserve(&client, place, keeper.copy_from.as_deref()).await?;
            keeper.is_prepared.store(true, Ordering::Release);
        }
    }
    let session = Session {
        client,
        broken: Notify::new(),
    };
    Ok((Arc::new(session), driver))
}

/// Sees to it that a commit that was answered outlives a crash.
async fn is_durable(client: &Client, place: &str) -> Result<(), tokio_postgres::Error> {
    let settings = "SELECT current_setting('synchronous_commit'), current_setting('fsync')";
    let row = client.query_one(settings, &[]).await?;
    let (commit, fsync): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    if commit == "off" {
        client.batch_execute("SET synchronous_commit = on").await?;
    }
    if fsync == "off" {
        tracing::warn!(
            database = place,
            "the database runs with fsync = off: if its machine crashes, takedowns may be lost. Set fsync = on in postgresql.conf"
        );
    }
    Ok(())
}
