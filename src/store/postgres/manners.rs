//! What replicas share about origins: the time of hosts, their pauses, robots.txt files, and what partners asked for.
//!
//! In: messages of one replica. Out: the database's answers, and what other replicas told. All times are the
//! database's; they leave as durations. A connection of its own carries it, so that no reservation waits behind rows,
//! and hears of changes (`LISTEN`).
//!
//! - [`HOSTS`] is one statement for all messages that wait when the one before is answered: the more is asked, the
//!   fewer statements a request costs. It locks the rows of hosts in the order of their names, so that two replicas
//!   never wait for each other.
//! - While the connection is broken, whoever asks is told so at once. What was told about pauses is told when it is
//!   back.
//! - Hosts come from pages. Rows that say nothing any more are deleted, and robots.txt files are bounded.

mod statements;

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use serde::Deserialize;
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::{AbortHandle, JoinHandle};
use tokio::time::timeout;
use tokio_postgres::{AsyncMessage, Client, Row};

pub(super) use self::statements::MANNERS_TABLES;
use self::statements::{FOUND, GIVEN_UP, HOSTS, PRUNE, RATES, TURN};
use super::target::Target;
use super::tls::Tls;
use crate::model::{
    Closing, GrantedSpan, HostAnswer, HostKnowledge, HostMessage, MannersNews, RobotsTurn,
    SharedRobots, Validators,
};

/// Between two prunings.
const PRUNE_EVERY: Duration = Duration::from_secs(600);

/// Statements of a session: short ones, or the replica goes on alone.
const SETTINGS: &str = "SET statement_timeout = 3000; SET lock_timeout = 3000; \
    SET idle_in_transaction_session_timeout = 3000; SET client_min_messages = warning; \
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2; \
    SET TimeZone = 'UTC'; LISTEN byline_hosts";
/// The longest wait for an answer, and for a connection.
const ANSWER: Duration = Duration::from_secs(4);
const CONNECT: Duration = Duration::from_secs(10);
/// Between two attempts to connect, at the least and at the most.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Hosts in one statement.
const HOSTS_AT_ONCE: usize = 500;
/// Hosts about which something waits to be told.
const WAITING_HOSTS: usize = 8192;
/// Times to look again when a file's row was made by another replica in this moment.
const LOOKS: usize = 3;
const SOON: Duration = Duration::from_millis(50);

/// Some three years: the database adds it to a date.
const MOST_MICROSECONDS: u128 = 100_000_000_000_000;

type Listener = Box<dyn Fn(&MannersNews) -> bool + Send + Sync>;
type Failed = tokio_postgres::Error;

/// What the replicas over one database share about origins. Clones are the same replica.
#[derive(Debug, Clone)]
pub struct Manners(Arc<Link>);

#[derive(Debug)]
struct Link {
    state: Arc<LinkState>,
    runtime: Handle,
    task: AbortHandle,
}

struct LinkState {
    /// This replica among those that run. Another one for each start.
    id: String,
    waiting: Mutex<BTreeMap<String, Waiting>>,
    wake: Notify,
    /// `None` while the connection is broken.
    client: Mutex<Option<Arc<Client>>>,
    /// Whether it was tried to connect.
    tried: watch::Sender<bool>,
    listeners: Mutex<Vec<Listener>>,
    replicas: AtomicU32,
    statements: AtomicU64,
}

impl std::fmt::Debug for LinkState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkState")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A message that waits to be told.
struct Waiting {
    message: HostMessage,
    /// Of those who asked. The first one gets the span.
    answers: Vec<oneshot::Sender<HostAnswer>>,
}

/// What a notification says.
#[derive(Debug, Deserialize)]
struct Said {
    by: String,
    origin: Option<String>,
    #[serde(flatten)]
    host: Option<SaidOfHost>,
}

#[derive(Debug, Deserialize)]
struct SaidOfHost {
    host: String,
    closed_us: i64,
    asked: bool,
    failures: i32,
    running: Running,
    at_us: i64,
    wanted: bool,
}

/// By replica: how many requests run, and until which microsecond.
type Running = BTreeMap<String, (u32, i64)>;

impl Manners {
    /// A replica of its own over the database `target`. Connects in the background, on `runtime`.
    pub(super) fn over(target: &Target, tls: &Tls, runtime: &Handle) -> Self {
        let state = Arc::new(LinkState {
            id: format!("{:016x}", random()),
            waiting: Mutex::default(),
            wake: Notify::new(),
            client: Mutex::default(),
            tried: watch::Sender::new(false),
            listeners: Mutex::default(),
            replicas: AtomicU32::new(1),
            statements: AtomicU64::new(0),
        });
        let kept = keep(state.clone(), target.config.clone(), tls.clone());
        Self(Arc::new(Link {
            task: runtime.spawn(kept).abort_handle(),
            runtime: runtime.clone(),
            state,
        }))
    }

    /// Tells `message` and waits for the answer. `None` when the database is away.
    pub async fn ask(&self, message: HostMessage) -> Option<HostAnswer> {
        let state = &self.0.state;
        let (tell, answer) = oneshot::channel();
        state.tried().await;
        if state.client.lock().is_none() {
            state.put(Waiting {
                message: HostMessage {
                    wanted: None,
                    ..message
                },
                answers: Vec::new(),
            });
            return None;
        }
        state.put(Waiting {
            message,
            answers: vec![tell],
        });
        answer.await.ok()
    }

    /// Tells `message`, now or when the database is back.
    pub fn tell(&self, message: HostMessage) {
        self.0.state.put(Waiting {
            message,
            answers: Vec::new(),
        });
    }

    /// Calls `listener` with what other replicas tell, until it returns `false`.
    pub fn listen(&self, listener: Box<dyn Fn(&MannersNews) -> bool + Send + Sync>) {
        self.0.state.listeners.lock().push(listener);
    }

    /// How many replicas live, as far as is known.
    pub fn replicas(&self) -> u32 {
        self.0.state.replicas.load(Ordering::Relaxed).max(1)
    }

    /// Says how many replicas live, this one included.
    pub fn set_replicas(&self, replicas: u32) {
        self.0.state.replicas.store(replicas, Ordering::Relaxed);
    }

    /// How many statements were sent so far.
    pub fn statements(&self) -> u64 {
        self.0.state.statements.load(Ordering::Relaxed)
    }

    /// The robots.txt of `origin` for `agent`, or the turn to fetch it for `turn` at most. `None` when the database
    /// is away.
    pub async fn robots(&self, origin: &str, agent: &str, turn: Duration) -> Option<RobotsTurn> {
        let turn = microseconds(turn);
        for _ in 0..LOOKS {
            let id = &self.0.state.id;
            let rows = self
                .0
                .state
                .query(TURN, &[&origin, &agent, id, &turn])
                .await?;
            if let Some(row) = rows.first() {
                return robots_turn(row).ok();
            }
        }
        Some(RobotsTurn::Wait(SOON))
    }

    /// Ends this replica's turn to fetch the robots.txt of `origin`.
    pub fn end_turn(&self, origin: &str, found: Option<SharedRobots>) {
        let (state, origin) = (self.0.state.clone(), origin.to_owned());
        self.0.runtime.spawn(async move {
            let Some(found) = found else {
                state.query(GIVEN_UP, &[&origin, &state.id]).await;
                return;
            };
            let validators = found.validators.as_ref();
            let validators = validators.and_then(|it| serde_json::to_string(it).ok());
            let failures = i32::try_from(found.failures).unwrap_or(i32::MAX);
            // The database takes no NUL in a text.
            let reason = found.reason.replace('\0', "");
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 8] = [
                &origin,
                &state.id,
                &found.text,
                &validators,
                &microseconds(found.good_for),
                &failures,
                &reason,
                &found.timed_out,
            ];
            state.query(FOUND, &values).await;
        });
    }

    /// Adds to what is used of partners' rates: for each partner the use since the last call and the whole of its
    /// rate, both as time. Returns how long it takes until each partner's rate is free again, over all replicas.
    pub async fn share_rates(
        &self,
        used: &[(String, Duration, Duration)],
    ) -> Option<Vec<(String, Duration)>> {
        let partners: Vec<&str> = used.iter().map(|(partner, ..)| partner.as_str()).collect();
        let times: Vec<i64> = used
            .iter()
            .map(|(_, used, _)| microseconds(*used))
            .collect();
        let wholes: Vec<i64> = used.iter().map(|(.., per)| microseconds(*per)).collect();
        let state = &self.0.state;
        let rows = state.query(RATES, &[&partners, &times, &wholes]).await?;
        let read = |row: &Row| Some((row.try_get(0).ok()?, duration(row.try_get(1).ok()?)));
        Some(rows.iter().filter_map(read).collect())
    }

    #[cfg(test)]
    pub(crate) async fn prune(&self) {
        self.0.state.prune().await;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl LinkState {
    fn put(&self, new: Waiting) {
        let mut waiting = self.waiting.lock();
        if let Some(known) = waiting.get_mut(&new.message.host) {
            merge(&mut known.message, new.message);
            known.answers.extend(new.answers);
        } else if waiting.len() < WAITING_HOSTS {
            waiting.insert(new.message.host.clone(), new);
        }
        drop(waiting);
        self.wake.notify_one();
    }

    /// Waits for the first attempt to connect, just after the start.
    async fn tried(&self) {
        // The sender lives as long as this.
        let _ = self.tried.subscribe().wait_for(|tried| *tried).await;
    }

    /// Whoever waits for an answer is told that none comes. What ran, or was not needed, will be over when it is back.
    fn refuse(&self) {
        *self.client.lock() = None;
        let mut waiting = self.waiting.lock();
        for one in waiting.values_mut() {
            one.answers.clear();
            (one.message.wanted, one.message.running, one.message.unused) = (None, None, None);
        }
        waiting.retain(|_, one| one.message.closing.is_some() || one.message.failures.is_some());
    }

    fn say(&self, news: &MannersNews) {
        self.listeners.lock().retain(|listener| listener(news));
    }

    fn heard(&self, payload: &str) {
        let said: Said = match serde_json::from_str(payload) {
            Ok(said) => said,
            Err(error) => {
                tracing::debug!(%error, "a notification cannot be read");
                return;
            }
        };
        if said.by == self.id {
            return;
        }
        if let Some(origin) = said.origin {
            self.say(&MannersNews::Robots { origin });
        }
        if let Some(said) = said.host {
            self.say(&MannersNews::Host {
                knowledge: self.knowledge(&said),
                wanted: said.wanted,
                host: said.host,
            });
        }
    }

    fn knowledge(&self, said: &SaidOfHost) -> HostKnowledge {
        let others = said
            .running
            .iter()
            .filter(|(replica, (_, until))| **replica != self.id && *until > said.at_us);
        let (mut running, mut latest) = (0_u32, said.at_us);
        for (_, (count, until)) in others {
            running = running.saturating_add(*count);
            latest = latest.max(*until);
        }
        HostKnowledge {
            closed_for: duration(said.closed_us - said.at_us),
            asked: said.asked,
            failures: u32::try_from(said.failures).unwrap_or(0),
            elsewhere: (running, duration(latest - said.at_us)),
        }
    }

    /// The rows of a query. `None` when the database is away or refuses, which is logged.
    async fn query(
        &self,
        statement: &str,
        values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Option<Vec<Row>> {
        self.tried().await;
        let client = self.client.lock().clone()?;
        self.statements.fetch_add(1, Ordering::Relaxed);
        match timeout(ANSWER, client.query(statement, values)).await {
            Ok(Ok(rows)) => Some(rows),
            Ok(Err(error)) => {
                tracing::debug!(error = ?error, "what replicas share cannot be read or written");
                None
            }
            Err(_) => None,
        }
    }

    async fn prune(&self) {
        for statement in PRUNE {
            self.query(statement, &[]).await;
        }
    }

    /// Tells everything that waits.
    async fn tell_all(&self, client: &Client) -> Result<(), Option<Failed>> {
        loop {
            let mut some = {
                let mut waiting = self.waiting.lock();
                let rest = waiting.keys().nth(HOSTS_AT_ONCE).cloned();
                let rest = rest.map_or_else(BTreeMap::new, |first| waiting.split_off(&first));
                std::mem::replace(&mut *waiting, rest)
            };
            if some.is_empty() {
                return Ok(());
            }
            let told = timeout(ANSWER, self.tell_some(client, &mut some)).await;
            match told {
                Ok(Ok(())) => {}
                failed => {
                    // A pause that was not told is told later. What ran then, or was not needed, is over by then.
                    for (_, mut one) in some {
                        (one.message.running, one.message.unused) = (None, None);
                        one.answers.clear();
                        one.message.wanted = None;
                        let newer = self.waiting.lock().remove(&one.message.host);
                        if let Some(newer) = newer {
                            merge(&mut one.message, newer.message);
                            one.answers = newer.answers;
                        }
                        self.put(one);
                    }
                    return Err(failed.ok().and_then(Result::err));
                }
            }
        }
    }

    async fn tell_some(
        &self,
        client: &Client,
        some: &mut BTreeMap<String, Waiting>,
    ) -> Result<(), Failed> {
        let asked_at = Instant::now();
        let left = |closing: &Closing| closing.until.saturating_duration_since(asked_at);
        let mut columns = Columns::default();
        for Waiting { message, .. } in some.values() {
            let wanted = message.wanted;
            let running = message.running;
            let unused = message.unused;
            let closing = message.closing;
            columns.hosts.push(message.host.as_str());
            columns
                .lengths
                .push(wanted.map_or(0, |it| microseconds(it.length)));
            let room = wanted.map_or(0, |it| it.room);
            columns.rooms.push(i32::try_from(room).unwrap_or(i32::MAX));
            let count = running.map(|(count, _)| i32::try_from(count).unwrap_or(i32::MAX));
            columns.running.push(count.unwrap_or(-1));
            columns
                .running_for
                .push(running.map_or(0, |(_, lasting)| microseconds(lasting)));
            columns
                .closed_for
                .push(closing.map_or(0, |it| microseconds(left(&it))));
            columns.asked.push(closing.is_some_and(|it| it.asked));
            let failures = message.failures;
            let failures = failures.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
            columns.failures.push(failures.unwrap_or(-1));
            columns.unused_ends.push(unused.map_or(0, |it| it.end));
            columns
                .unused
                .push(unused.map_or(0, |it| microseconds(it.length)));
        }
        self.statements.fetch_add(1, Ordering::Relaxed);
        let rows = columns.told(client, &self.id).await?;
        let answered_at = Instant::now();
        for row in rows {
            let host: String = row.try_get(0)?;
            let Some(Waiting { answers, .. }) = some.remove(&host) else {
                continue;
            };
            let (span, end): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
            let running: String = row.try_get(6)?;
            let said = SaidOfHost {
                host,
                closed_us: row.try_get(3)?,
                asked: row.try_get(4)?,
                failures: row.try_get(5)?,
                running: serde_json::from_str(&running).unwrap_or_default(),
                at_us: row.try_get(7)?,
                wanted: false,
            };
            let granted = GrantedSpan {
                starts_in: duration(end - span - said.at_us),
                ends_in: duration(end - said.at_us),
                start: end - span,
                end,
            };
            let knowledge = self.knowledge(&said);
            let mut span = (span > 0).then_some(granted);
            for answer in answers {
                // Whoever asked may be gone; the span lapses.
                let _ = answer.send(HostAnswer {
                    knowledge,
                    span: span.take(),
                    asked_at,
                    answered_at,
                });
            }
        }
        Ok(())
    }
}

/// The messages, as columns.
#[derive(Default)]
struct Columns<'m> {
    hosts: Vec<&'m str>,
    lengths: Vec<i64>,
    rooms: Vec<i32>,
    running: Vec<i32>,
    running_for: Vec<i64>,
    closed_for: Vec<i64>,
    asked: Vec<bool>,
    failures: Vec<i32>,
    unused_ends: Vec<i64>,
    unused: Vec<i64>,
}

impl Columns<'_> {
    async fn told(&self, client: &Client, id: &str) -> Result<Vec<Row>, Failed> {
        client
            .query(
                HOSTS,
                &[
                    &id,
                    &self.hosts,
                    &self.lengths,
                    &self.rooms,
                    &self.running,
                    &self.running_for,
                    &self.closed_for,
                    &self.asked,
                    &self.failures,
                    &self.unused_ends,
                    &self.unused,
                ],
            )
            .await
    }
}

/// Adds `newer` to what waits to be told of a host.
fn merge(message: &mut HostMessage, newer: HostMessage) {
    message.wanted = newer.wanted.or(message.wanted);
    message.running = newer.running.or(message.running);
    message.failures = newer.failures.or(message.failures);
    message.unused = newer.unused.or(message.unused);
    let later = |known: &Closing, new: &Closing| new.until > known.until;
    match (&message.closing, &newer.closing) {
        (Some(known), Some(new)) if !later(known, new) => {}
        (_, None) => {}
        (_, Some(_)) => message.closing = newer.closing,
    }
}

/// Keeps a connection, and tells over it what waits.
async fn keep(state: Arc<LinkState>, config: tokio_postgres::Config, tls: Tls) {
    let mut failures = 0;
    loop {
        match timeout(CONNECT, connect(&state, &config, &tls)).await {
            Ok(Ok((client, mut driver))) => {
                failures = 0;
                let client = Arc::new(client);
                state.refuse();
                *state.client.lock() = Some(client.clone());
                state.tried.send_replace(true);
                state.say(&MannersNews::Gap);
                serve(&state, &client, &mut driver).await;
                driver.abort();
                state.refuse();
                state.say(&MannersNews::Gap);
            }
            Ok(Err(error)) => tracing::debug!(error = ?error, "manners cannot be shared yet"),
            Err(_) => {}
        }
        state.tried.send_replace(true);
        failures += 1;
        let whole = LONGEST_PAUSE.min(PAUSE * 2_u32.saturating_pow(failures.min(8)));
        let dice = (random() % 1000) as f64 / 1000.0;
        tokio::time::sleep(whole.mul_f64(0.5 + dice)).await;
    }
}

async fn serve(state: &LinkState, client: &Client, driver: &mut JoinHandle<()>) {
    // Replicas that were started together do not prune together.
    let offset = Duration::from_secs(random() % PRUNE_EVERY.as_secs());
    let mut prune = tokio::time::interval_at(tokio::time::Instant::now() + offset, PRUNE_EVERY);
    loop {
        tokio::select! {
            _ = &mut *driver => return,
            () = state.wake.notified() => {
                if let Err(error) = state.tell_all(client).await {
                    tracing::debug!(error = ?error, "hosts cannot be told of");
                    return;
                }
            }
            _ = prune.tick() => state.prune().await,
        }
    }
}

async fn connect(
    state: &Arc<LinkState>,
    config: &tokio_postgres::Config,
    tls: &Tls,
) -> Result<(Client, JoinHandle<()>), Failed> {
    let (client, mut connection) = config.connect(tls.clone()).await?;
    let state = state.clone();
    let driver = tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(said) = message {
                state.heard(said.payload());
            }
        }
    });
    let driver = AbortOnDrop(Some(driver));
    client.batch_execute(SETTINGS).await?;
    Ok((client, driver.into_inner()))
}

/// Ends the task of a connection that could not be set up.
struct AbortOnDrop(Option<JoinHandle<()>>);

impl AbortOnDrop {
    fn into_inner(mut self) -> JoinHandle<()> {
        self.0.take().unwrap_or_else(|| tokio::spawn(async {}))
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

fn robots_turn(row: &Row) -> Result<RobotsTurn, Failed> {
    let (mine, same_agent): (bool, bool) = (row.try_get(0)?, row.try_get(1)?);
    let validators: Option<String> = row.try_get(3)?;
    let good_us: i64 = row.try_get(4)?;
    let failures: i32 = row.try_get(5)?;
    let file = SharedRobots {
        text: row.try_get(2)?,
        validators: validators.and_then(|it| serde_json::from_str::<Validators>(&it).ok()),
        good_for: duration(good_us),
        failures: u32::try_from(failures).unwrap_or(0),
        reason: row.try_get(6)?,
        timed_out: row.try_get(7)?,
    };
    Ok(match (mine, good_us > 0 && same_agent) {
        (true, _) => {
            let is_known = file.text.is_some() || file.failures > 0;
            RobotsTurn::Fetch(is_known.then_some(file))
        }
        (false, true) => RobotsTurn::Known(file),
        (false, false) => RobotsTurn::Wait(duration(row.try_get(8)?)),
    })
}

fn microseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros().min(MOST_MICROSECONDS)).unwrap_or(0)
}

fn duration(microseconds: i64) -> Duration {
    Duration::from_micros(u64::try_from(microseconds).unwrap_or(0))
}

fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(Instant::now())
}
