//! The promises of [`replicas`](crate::store::replicas), kept by the database: on its clock, in its order of commits.
//!
//! Each operation is one statement, or two. What publishes takes its locks in one order: the feed's turn, the counter, the
//! feed's rows. So a statement waits for another one's end at the most, and two never wait for each other.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};
use uuid::Uuid;

use super::session::{Session, Slot};
use super::{Connections, Postgres};
use crate::model::{FeedId, Guid};
use crate::store::backend::Answer;
use crate::store::database_error::DatabaseError;
use crate::store::pending_rows::Key;
use crate::store::record::{Sighting, Takedown};
use crate::store::replicas::{
    FeedChange, Fence, Forgotten, Joined, LEASE, Member, Published, ReplicaSelf, Standing, TURN,
    TakedownChange, Turn, Unconfirmed,
};

/// A renewal that is not answered within this time has failed.
const STEP: Duration = Duration::from_secs(2);
/// A replica that has stopped serving counts as stopped so much later: clocks do not run alike.
const MARGIN: &str = "interval '1 second'";

type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// A database that several bylines share.
#[derive(Debug, Clone)]
pub(crate) struct Replication(Arc<Postgres>);

/// A snapshot on its way into the database: its rows as JSON.
#[derive(Debug)]
pub(in crate::store) struct SnapshotRows {
    pub(in crate::store) second: i64,
    /// How long ago the refresh counts as done.
    pub(in crate::store) age: Duration,
    pub(in crate::store) content: String,
    pub(in crate::store) last: String,
}

/// A snapshot as it was read: its number, its age in milliseconds, and its rows as JSON.
pub(in crate::store) type NumberedRows = (i64, Option<i64>, String, Option<String>);

/// SQL for how long ago the refresh in `r` was.
const AGE: &str = "(extract(epoch FROM clock_timestamp() - r.at) * 1000)::bigint";

/// Of milliseconds that the database counted.
pub(in crate::store) fn age(milliseconds: Option<i64>) -> Option<Duration> {
    milliseconds.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
}

impl Replication {
    pub(in crate::store) const fn new(database: Arc<Postgres>) -> Self {
        Self(database)
    }

    /// Resolves when something was numbered since the last call, or may have been.
    pub(crate) async fn news(&self) {
        self.0.signals.news.notified().await;
    }

    /// Has [`Self::news`] resolve.
    pub(crate) fn look_again(&self) {
        self.0.signals.news.notify_one();
    }

    /// Changes when a replica has applied takedowns.
    pub(crate) fn applied(&self) -> watch::Receiver<u64> {
        self.0.signals.applied.subscribe()
    }

    /// Does `work` on a connection; once more when that has just broken.
    fn on<T, F>(
        &self,
        slot: fn(&Connections) -> &Slot,
        work: impl Fn(Arc<Session>) -> F + Send + Sync + 'static,
    ) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.0.answer(move |connections| async move {
            connections.twice(slot(&connections), work).await
        })
    }

    /// The same on the connection that never waits, within [`STEP`], and not again.
    fn at_once<T, F>(&self, work: impl FnOnce(Arc<Session>) -> F + Send + 'static) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.0.answer(move |connections| async move {
            let session = connections.signals.now()?;
            let work = work(session.clone());
            let done = session.within_time(STEP, &connections.place, work).await;
            if let Err(DatabaseError::Away { .. }) = &done {
                // They go the same way, and nobody is to wait until they have noticed, too.
                for slot in [&connections.reads, &connections.turns] {
                    if let Ok(session) = slot.now() {
                        session.give_up();
                    }
                }
            }
            done
        })
    }

    /// Makes `me` a member, which has applied no takedown yet.
    pub(crate) fn join(&self, me: &ReplicaSelf, config_digest: &str) -> Answer<Joined> {
        let (me, digest) = (me.clone(), config_digest.to_owned());
        self.at_once(move |session| async move { join(&session.client, &me, &digest).await })
    }

    /// Renews the lease of `me`. How it stands, and who else is there.
    pub(crate) fn renew_lease(
        &self,
        me: &ReplicaSelf,
        config_digest: &str,
    ) -> Answer<(Standing, Vec<Member>)> {
        let (me, digest) = (me.clone(), config_digest.to_owned());
        self.at_once(move |session| async move {
            let client = &session.client;
            let renewed = renew_lease(client, &me, &digest);
            // In one go: the second statement is sent before the first one is answered.
            let (is_member, (standing, members)) =
                try_join(renewed, try_join(standing(client, &me), members(client))).await?;
            let standing = Standing {
                is_member,
                ..standing
            };
            Ok((standing, members))
        })
    }

    /// How `me` stands.
    pub(crate) fn standing(&self, me: &ReplicaSelf) -> Answer<Standing> {
        let me = me.clone();
        self.at_once(move |session| async move { standing(&session.client, &me).await })
    }

    /// Notes that `me` shows nothing that was withdrawn up to the takedown `number`.
    pub(crate) fn note_applied(&self, me: &ReplicaSelf, number: i64) -> Answer<()> {
        let me = me.clone();
        self.at_once(move |session| async move {
            let statement = "WITH noted AS (UPDATE byline.replicas SET applied = greatest(applied, $3) \
                             WHERE name = $1 AND incarnation = $2 RETURNING name) \
                             SELECT pg_notify('byline', 'applied') FROM noted";
            let parameters: [Parameter<'_>; 3] = [
                (&me.name, Type::TEXT),
                (&me.incarnation, Type::INT8),
                (&number, Type::INT8),
            ];
            session.client.query_typed(statement, &parameters).await?;
            Ok(())
        })
    }

    /// Ends the membership of `me`. With `counts`, it goes on counting as one that may serve what was withdrawn.
    pub(crate) fn leave(&self, me: &ReplicaSelf, counts: bool) -> Answer<()> {
        let me = me.clone();
        self.at_once(move |session| async move {
            let statement = match counts {
                true => {
                    "UPDATE byline.replicas SET lease_until = clock_timestamp() \
                     WHERE name = $1 AND incarnation = $2"
                }
                false => "DELETE FROM byline.replicas WHERE name = $1 AND incarnation = $2",
            };
            let parameters: [Parameter<'_>; 2] =
                [(&me.name, Type::TEXT), (&me.incarnation, Type::INT8)];
            session.client.execute_typed(statement, &parameters).await?;
            Ok(())
        })
    }

    /// Every replica, by name.
    pub(crate) fn members(&self) -> Answer<Vec<Member>> {
        self.on(
            |connections| &connections.reads,
            |session| async move { members(&session.client).await },
        )
    }

    /// Forgets the replica `name`, unless its lease holds.
    pub(crate) fn forget(&self, name: &str) -> Answer<Forgotten> {
        let name = name.to_owned();
        self.on(
            |connections| &connections.turns,
            move |session| {
                let name = name.clone();
                async move { forget(&session.client, &name).await }
            },
        )
    }

    /// The next takedowns after the one with this number, in the order of their numbers.
    pub(crate) fn takedowns_after(&self, number: i64) -> Answer<Vec<TakedownChange>> {
        self.on(
            |connections| &connections.reads,
            move |session| async move { takedowns_after(&session.client, number).await },
        )
    }

    /// The next refreshes after the one with this number, in the order of their numbers.
    pub(crate) fn refreshes_after(&self, number: i64) -> Answer<Vec<FeedChange>> {
        self.on(
            |connections| &connections.reads,
            move |session| async move { refreshes_after(&session.client, number).await },
        )
    }

    /// Who may still show the item `guid`, or any item, though it is withdrawn.
    pub(crate) fn unconfirmed(&self, guid: Option<Guid>) -> Answer<Vec<Unconfirmed>> {
        self.on(
            |connections| &connections.reads,
            move |session| async move { unconfirmed(&session.client, guid).await },
        )
    }

    /// The items whose takedown is in force in the database.
    pub(crate) fn stored_takedowns(&self) -> Answer<Vec<Guid>> {
        self.on(
            |connections| &connections.reads,
            |session| async move { stored_takedowns(&session.client).await },
        )
    }

    /// Asks for the turn to refresh `feed`. With `insist`, also while its origin is left alone.
    pub(crate) fn take_turn(&self, me: &ReplicaSelf, feed: &FeedId, insist: bool) -> Answer<Turn> {
        let asked = Arc::new((me.clone(), feed.as_str().to_owned()));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move { take_turn(&session.client, &asked.0, &asked.1, insist).await }
            },
        )
    }

    /// Ends a turn without a snapshot. With `failed`, the feed's origin is left alone for a while, for a reason.
    pub(crate) fn end_turn(
        &self,
        me: &ReplicaSelf,
        feed: &FeedId,
        generation: i64,
        failed: Option<(Duration, String)>,
    ) -> Answer<()> {
        let asked = Arc::new((me.clone(), feed.as_str().to_owned(), failed));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move {
                    let (me, feed, failed) = &*asked;
                    end_turn(&session.client, me, feed, generation, failed.as_ref()).await
                }
            },
        )
    }

    /// Notes that `feed` was found unchanged at `refreshed_at`, and ends the turn.
    pub(crate) fn renew_snapshot(
        &self,
        me: &ReplicaSelf,
        feed: &FeedId,
        generation: i64,
        refreshed_at: Timestamp,
    ) -> Answer<Published> {
        let asked = Arc::new((me.clone(), feed.as_str().to_owned()));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move {
                    let (me, feed) = &*asked;
                    renew_snapshot(&session.client, me, feed, generation, refreshed_at).await
                }
            },
        )
    }

    pub(in crate::store) fn publish(
        &self,
        me: Option<&ReplicaSelf>,
        feed: &FeedId,
        fence: Fence,
        rows: SnapshotRows,
    ) -> Answer<Published> {
        let asked = Arc::new((me.cloned(), feed.as_str().to_owned(), rows));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move {
                    let (me, feed, rows) = &*asked;
                    match (fence, me) {
                        (Fence::Turn { generation, ends }, Some(me)) => {
                            publish(&session.client, me, feed, generation, ends, rows).await
                        }
                        (Fence::Snapshot(number), _) => {
                            replace(&session.client, feed, number, rows).await
                        }
                        (Fence::Turn { .. }, None) => Ok(Published::Superseded),
                    }
                }
            },
        )
    }

    pub(in crate::store) fn snapshot(&self, feed: &FeedId) -> Answer<Option<NumberedRows>> {
        let feed = feed.as_str().to_owned();
        self.on(
            |connections| &connections.reads,
            move |session| {
                let feed = feed.clone();
                async move { snapshot(&session.client, &feed).await }
            },
        )
    }

    /// Adds those of `sightings` that are not there, and returns each as it is there: the first to come has the date.
    pub(in crate::store) fn claim_sightings(
        &self,
        sightings: Vec<(Key, Sighting)>,
    ) -> Answer<Vec<(Key, Sighting)>> {
        let sightings: Arc<[(Key, Sighting)]> = sightings.into();
        self.on(
            |connections| &connections.turns,
            move |session| {
                let sightings = sightings.clone();
                async move { claim_sightings(&session.client, &sightings).await }
            },
        )
    }

    /// That `name` is another replica's.
    pub(crate) fn name_taken(&self, name: &str) -> crate::store::StoreError {
        DatabaseError::NameTaken {
            place: self.0.place().to_owned(),
            name: name.to_owned(),
        }
        .into()
    }
}

/// SQL for a span of time.
fn interval(span: Duration) -> String {
    format!("interval '{} milliseconds'", span.as_millis())
}

/// SQL for when a replica stops unless it renews its lease.
fn stops_at(me: &ReplicaSelf) -> String {
    match me.isolated_for {
        Some(span) => format!("clock_timestamp() + {}", interval(span.max(LEASE))),
        None => "'infinity'::timestamptz".to_owned(),
    }
}

/// SQL for the beginning of this connection.
const SERVER_START: &str =
    "(SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())";

fn timestamp(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

async fn join(client: &Client, me: &ReplicaSelf, digest: &str) -> Result<Joined, Error> {
    let statement = format!(
        "INSERT INTO byline.replicas AS known (name, incarnation, version, address, config_digest, \
            started, lease_until, stops_at, applied, server_pid, server_start) \
         VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp() + {lease}, {stops_at}, 0, \
            pg_backend_pid(), {SERVER_START}) \
         ON CONFLICT (name) DO UPDATE SET incarnation = excluded.incarnation, \
            version = excluded.version, address = excluded.address, \
            config_digest = excluded.config_digest, started = excluded.started, \
            lease_until = excluded.lease_until, stops_at = excluded.stops_at, \
            applied = excluded.applied, server_pid = excluded.server_pid, \
            server_start = excluded.server_start \
         WHERE known.incarnation = excluded.incarnation OR known.lease_until < clock_timestamp() \
            OR NOT EXISTS (SELECT FROM pg_stat_activity AS its WHERE its.pid = known.server_pid \
                AND its.backend_start = known.server_start) \
         RETURNING name",
        lease = interval(LEASE),
        stops_at = stops_at(me)
    );
    let parameters: [Parameter<'_>; 5] = [
        (&me.name, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&me.version, Type::TEXT),
        (&me.address, Type::TEXT),
        (&digest, Type::TEXT),
    ];
    if !client
        .query_typed(&statement, &parameters)
        .await?
        .is_empty()
    {
        return Ok(Joined::Yes);
    }
    let query = "SELECT (extract(epoch FROM lease_until - clock_timestamp()) * 1000)::bigint \
                 FROM byline.replicas WHERE name = $1";
    let rows = client.query_typed(query, &[(&me.name, Type::TEXT)]).await?;
    let lease_ms = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(Joined::NameTaken { lease_ms })
}

async fn renew_lease(client: &Client, me: &ReplicaSelf, digest: &str) -> Result<bool, Error> {
    let statement = format!(
        "UPDATE byline.replicas SET lease_until = clock_timestamp() + {lease}, \
            stops_at = {stops_at}, config_digest = $3, server_pid = pg_backend_pid(), \
            server_start = {SERVER_START} \
         WHERE name = $1 AND incarnation = $2",
        lease = interval(LEASE),
        stops_at = stops_at(me)
    );
    let parameters: [Parameter<'_>; 3] = [
        (&me.name, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&digest, Type::TEXT),
    ];
    Ok(client.execute_typed(&statement, &parameters).await? == 1)
}

async fn standing(client: &Client, me: &ReplicaSelf) -> Result<Standing, Error> {
    let query = "SELECT EXISTS (SELECT FROM byline.replicas WHERE name = $1 AND incarnation = $2), \
                 (SELECT last FROM byline.numbers WHERE what = 'snapshots'), \
                 (SELECT last FROM byline.numbers WHERE what = 'takedowns')";
    let parameters: [Parameter<'_>; 2] = [(&me.name, Type::TEXT), (&me.incarnation, Type::INT8)];
    let rows = client.query_typed(query, &parameters).await?;
    let Some(row) = rows.first() else {
        return Ok(Standing {
            is_member: false,
            snapshots: 0,
            takedowns: 0,
        });
    };
    Ok(Standing {
        is_member: row.try_get(0)?,
        snapshots: row.try_get(1)?,
        takedowns: row.try_get(2)?,
    })
}

async fn members(client: &Client) -> Result<Vec<Member>, Error> {
    let query = "SELECT name, incarnation, version, address, config_digest, \
                 (extract(epoch FROM started) * 1000)::bigint, \
                 (extract(epoch FROM lease_until - clock_timestamp()) * 1000)::bigint, \
                 CASE WHEN isfinite(stops_at) THEN (extract(epoch FROM stops_at) * 1000)::bigint END, \
                 applied FROM byline.replicas ORDER BY name";
    let rows = client.query_typed(query, &[]).await?;
    let member = |row: &Row| {
        let stops_at: Option<i64> = row.try_get(7)?;
        Ok(Member {
            name: row.try_get(0)?,
            incarnation: row.try_get(1)?,
            version: row.try_get(2)?,
            address: row.try_get(3)?,
            config_digest: row.try_get(4)?,
            started: timestamp(row.try_get(5)?),
            lease_ms: row.try_get(6)?,
            stops_at: stops_at.map(timestamp),
            applied: row.try_get(8)?,
        })
    };
    rows.iter().map(member).collect()
}

async fn forget(client: &Client, name: &str) -> Result<Forgotten, Error> {
    let statement =
        "DELETE FROM byline.replicas WHERE name = $1 AND lease_until < clock_timestamp()";
    if client
        .execute_typed(statement, &[(&name, Type::TEXT)])
        .await?
        > 0
    {
        return Ok(Forgotten::Yes);
    }
    let query = "SELECT FROM byline.replicas WHERE name = $1";
    let rows = client.query_typed(query, &[(&name, Type::TEXT)]).await?;
    Ok(match rows.is_empty() {
        true => Forgotten::Unknown,
        false => Forgotten::IsAlive,
    })
}

async fn takedowns_after(client: &Client, number: i64) -> Result<Vec<TakedownChange>, Error> {
    let query = "SELECT number, guid, record::text FROM byline.takedowns WHERE number > $1 \
                 ORDER BY number LIMIT 1000";
    let rows = client.query_typed(query, &[(&number, Type::INT8)]).await?;
    let change = |row: &Row| {
        let (guid, record): (Uuid, Option<&str>) = (row.try_get(1)?, row.try_get(2)?);
        Ok(TakedownChange {
            number: row.try_get(0)?,
            guid: Guid::from_uuid(guid),
            takedown: record.and_then(|record| serde_json::from_str::<Takedown>(record).ok()),
        })
    };
    rows.iter().map(change).collect()
}

async fn refreshes_after(client: &Client, number: i64) -> Result<Vec<FeedChange>, Error> {
    let query = format!(
        "SELECT r.feed, r.number, coalesce(s.number, 0), r.record::text, {AGE} \
         FROM byline.refreshes r LEFT JOIN byline.snapshots s USING (feed) \
         WHERE r.number > $1 ORDER BY r.number LIMIT 1000"
    );
    let rows = client.query_typed(&query, &[(&number, Type::INT8)]).await?;
    let mut changes = Vec::with_capacity(rows.len());
    for row in &rows {
        let (feed, record): (&str, &str) = (row.try_get(0)?, row.try_get(3)?);
        if let Ok(feed) = feed.parse() {
            changes.push(FeedChange {
                feed,
                number: row.try_get(1)?,
                content: row.try_get(2)?,
                age: age(row.try_get(4)?),
                last: serde_json::from_str(record).unwrap_or_default(),
            });
        }
    }
    Ok(changes)
}

async fn unconfirmed(client: &Client, guid: Option<Guid>) -> Result<Vec<Unconfirmed>, Error> {
    let query = format!(
        "SELECT t.guid, r.name, \
            CASE WHEN isfinite(r.stops_at) THEN (extract(epoch FROM r.stops_at) * 1000)::bigint END \
         FROM byline.takedowns t JOIN byline.replicas r \
            ON r.applied < t.number AND r.stops_at + {MARGIN} > clock_timestamp() \
         WHERE ($1::uuid IS NULL OR t.guid = $1) AND t.record IS NOT NULL ORDER BY t.number, r.name"
    );
    let guid = guid.map(Guid::uuid);
    let rows = client.query_typed(&query, &[(&guid, Type::UUID)]).await?;
    let unconfirmed = |row: &Row| {
        let until: Option<i64> = row.try_get(2)?;
        Ok(Unconfirmed {
            guid: Guid::from_uuid(row.try_get(0)?),
            replica: row.try_get(1)?,
            until: until.map(timestamp),
        })
    };
    rows.iter().map(unconfirmed).collect()
}

async fn stored_takedowns(client: &Client) -> Result<Vec<Guid>, Error> {
    let query = "SELECT guid FROM byline.takedowns WHERE record IS NOT NULL";
    let rows = client.query_typed(query, &[]).await?;
    let read = |row: &Row| Ok(Guid::from_uuid(row.try_get(0)?));
    rows.iter().map(read).collect()
}

async fn take_turn(
    client: &Client,
    me: &ReplicaSelf,
    feed: &str,
    insist: bool,
) -> Result<Turn, Error> {
    // A turn is over when its holder's lease is.
    let holder_lives = "EXISTS (SELECT FROM byline.replicas AS its WHERE its.name = turn.holder \
                        AND its.incarnation = turn.incarnation AND its.lease_until > clock_timestamp())";
    let statement = format!(
        "INSERT INTO byline.leases AS turn (feed, holder, incarnation, generation, until) \
         SELECT $1, $2, $3, 1, clock_timestamp() + {turn} \
         WHERE EXISTS (SELECT FROM byline.replicas WHERE name = $2 AND incarnation = $3) \
         ON CONFLICT (feed) DO UPDATE SET holder = excluded.holder, \
            incarnation = excluded.incarnation, generation = turn.generation + 1, \
            until = excluded.until \
         WHERE (turn.until < clock_timestamp() OR NOT {holder_lives} \
            OR (turn.holder, turn.incarnation) = (excluded.holder, excluded.incarnation)) \
            AND ($4 OR turn.retry_at IS NULL OR turn.retry_at < clock_timestamp()) \
         RETURNING generation, refreshed",
        turn = interval(TURN)
    );
    let parameters: [Parameter<'_>; 4] = [
        (&feed, Type::TEXT),
        (&me.name, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&insist, Type::BOOL),
    ];
    let rows = client.query_typed(&statement, &parameters).await?;
    if let Some(row) = rows.first() {
        return Ok(Turn::Mine {
            generation: row.try_get(0)?,
            refreshed: row.try_get(1)?,
        });
    }
    let query = format!(
        "SELECT turn.holder, turn.until > clock_timestamp() AND {holder_lives}, \
            (extract(epoch FROM turn.retry_at - clock_timestamp()) * 1000)::bigint, turn.reason \
         FROM byline.leases AS turn WHERE turn.feed = $1"
    );
    let rows = client.query_typed(&query, &[(&feed, Type::TEXT)]).await?;
    let Some(row) = rows.first() else {
        return Ok(Turn::Theirs {
            holder: String::new(),
        });
    };
    let (is_held, wait_ms): (bool, Option<i64>) = (row.try_get(1)?, row.try_get(2)?);
    let reason: Option<String> = row.try_get(3)?;
    Ok(match wait_ms.and_then(|wait| u64::try_from(wait).ok()) {
        Some(wait @ 1..) if !is_held => Turn::HeldOff {
            wait: Duration::from_millis(wait),
            reason: reason.unwrap_or_default(),
        },
        _ => Turn::Theirs {
            holder: row.try_get(0)?,
        },
    })
}

async fn end_turn(
    client: &Client,
    me: &ReplicaSelf,
    feed: &str,
    generation: i64,
    failed: Option<&(Duration, String)>,
) -> Result<(), Error> {
    let statement = "UPDATE byline.leases SET until = '-infinity', reason = $6, \
                     retry_at = clock_timestamp() + $5 * interval '1 millisecond' \
                     WHERE feed = $1 AND holder = $2 AND incarnation = $3 AND generation = $4";
    let wait = failed.map(|(wait, _)| wait.as_millis() as f64);
    let reason = failed.map(|(_, reason)| reason.as_str());
    let parameters: [Parameter<'_>; 6] = [
        (&feed, Type::TEXT),
        (&me.name, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&generation, Type::INT8),
        (&wait, Type::FLOAT8),
        (&reason, Type::TEXT),
    ];
    client.execute_typed(statement, &parameters).await?;
    Ok(())
}

/// The beginning of a statement in a turn: nothing has a number unless the turn is the feed's last one.
const IN_TURN: &str = "WITH held AS (SELECT FROM byline.leases WHERE feed = $1 AND holder = $2 \
    AND incarnation = $3 AND generation = $4 FOR UPDATE), \
    number AS (UPDATE byline.numbers SET last = last + 1 \
    WHERE what = 'snapshots' AND EXISTS (SELECT FROM held) RETURNING last)";
/// And its end.
const TELL: &str = "SELECT last, pg_notify('byline', 'snapshots ' || last) FROM number";

fn published(rows: &[Row]) -> Result<Published, Error> {
    match rows.first() {
        Some(row) => Ok(Published::As(row.try_get(0)?)),
        None => Ok(Published::Superseded),
    }
}

async fn publish(
    client: &Client,
    me: &ReplicaSelf,
    feed: &str,
    generation: i64,
    ends: bool,
    rows: &SnapshotRows,
) -> Result<Published, Error> {
    let statement = format!(
        "{IN_TURN}, \
         content AS (INSERT INTO byline.snapshots (feed, used_second, number, generation, record) \
            SELECT $1, $5, last, $4, $6::json FROM number \
            ON CONFLICT (feed) DO UPDATE SET used_second = excluded.used_second, \
                number = excluded.number, generation = excluded.generation, record = excluded.record), \
         refresh AS (INSERT INTO byline.refreshes (feed, used_second, generation, number, record, at) \
            SELECT $1, $5, $4, last, $7::json, clock_timestamp() - $9 * interval '1 millisecond' FROM number \
            ON CONFLICT (feed) DO UPDATE SET used_second = excluded.used_second, \
                generation = excluded.generation, number = excluded.number, record = excluded.record, \
                at = excluded.at), \
         turn AS (UPDATE byline.leases SET refreshed = last, retry_at = NULL, reason = NULL, \
            until = CASE WHEN $8 THEN '-infinity' ELSE until END FROM number WHERE feed = $1) \
         {TELL}"
    );
    let age_ms = rows.age.as_millis() as f64;
    let parameters: [Parameter<'_>; 9] = [
        (&feed, Type::TEXT),
        (&me.name, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&generation, Type::INT8),
        (&rows.second, Type::INT8),
        (&rows.content, Type::TEXT),
        (&rows.last, Type::TEXT),
        (&ends, Type::BOOL),
        (&age_ms, Type::FLOAT8),
    ];
    published(&client.query_typed(&statement, &parameters).await?)
}

async fn renew_snapshot(
    client: &Client,
    me: &ReplicaSelf,
    feed: &str,
    generation: i64,
    refreshed_at: Timestamp,
) -> Result<Published, Error> {
    let statement = format!(
        "{IN_TURN}, \
         refresh AS (UPDATE byline.refreshes SET used_second = $5, generation = $4, number = last, \
            at = clock_timestamp(), record = json_build_object('refreshed_at', $6, 'state', record -> 'state') \
            FROM number WHERE feed = $1), \
         turn AS (UPDATE byline.leases SET refreshed = last, retry_at = NULL, reason = NULL, \
            until = '-infinity' FROM number WHERE feed = $1) \
         {TELL}"
    );
    let (second, text) = (refreshed_at.as_second(), refreshed_at.to_string());
    let parameters: [Parameter<'_>; 6] = [
        (&feed, Type::TEXT),
        (&me.name, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&generation, Type::INT8),
        (&second, Type::INT8),
        (&text, Type::TEXT),
    ];
    published(&client.query_typed(&statement, &parameters).await?)
}

/// Puts a snapshot in place of the one with this number.
async fn replace(
    client: &Client,
    feed: &str,
    number: i64,
    rows: &SnapshotRows,
) -> Result<Published, Error> {
    let statement = "WITH counter AS (UPDATE byline.numbers SET last = last + 1 \
            WHERE what = 'snapshots' AND EXISTS (SELECT FROM byline.snapshots WHERE feed = $1 AND number = $2) \
            RETURNING last), \
         number AS (UPDATE byline.snapshots AS content SET record = $3::json, number = counter.last \
            FROM counter WHERE content.feed = $1 AND content.number = $2 RETURNING counter.last), \
         refresh AS (UPDATE byline.refreshes AS refresh SET number = number.last \
            FROM number WHERE refresh.feed = $1) \
         SELECT last, pg_notify('byline', 'snapshots ' || last) FROM number";
    let parameters: [Parameter<'_>; 3] = [
        (&feed, Type::TEXT),
        (&number, Type::INT8),
        (&rows.content, Type::TEXT),
    ];
    published(&client.query_typed(statement, &parameters).await?)
}

async fn snapshot(client: &Client, feed: &str) -> Result<Option<NumberedRows>, Error> {
    let query = format!(
        "SELECT s.number, {AGE}, s.record::text, r.record::text FROM byline.snapshots s \
         LEFT JOIN byline.refreshes r USING (feed) WHERE feed = $1"
    );
    let rows = client.query_typed(&query, &[(&feed, Type::TEXT)]).await?;
    let read = |row: &Row| {
        Ok((
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get(2)?,
            row.try_get(3)?,
        ))
    };
    rows.first().map(read).transpose()
}

async fn claim_sightings(
    client: &Client,
    sightings: &[(Key, Sighting)],
) -> Result<Vec<(Key, Sighting)>, Error> {
    let (mut guids, mut seconds) = (Vec::new(), Vec::new());
    let (mut urls, mut feeds) = (Vec::new(), Vec::new());
    for (key, sighting) in sightings {
        let Ok(guid) = Uuid::from_slice(key) else {
            continue;
        };
        guids.push(guid);
        seconds.push(sighting.first_second);
        urls.push(sighting.url.as_str());
        feeds.push(sighting.feed.as_str());
    }
    let statement = "INSERT INTO byline.sightings (guid, first_second, last_second, url, feed) \
                     SELECT guid, second, second, url, feed \
                     FROM unnest($1, $2, $3, $4) AS given (guid, second, url, feed) \
                     ORDER BY guid ON CONFLICT (guid) DO NOTHING";
    let parameters: [Parameter<'_>; 4] = [
        (&guids, Type::UUID_ARRAY),
        (&seconds, Type::INT8_ARRAY),
        (&urls, Type::TEXT_ARRAY),
        (&feeds, Type::TEXT_ARRAY),
    ];
    client.execute_typed(statement, &parameters).await?;
    let query = "SELECT guid, first_second, last_second, url, feed FROM byline.sightings \
                 WHERE guid = ANY($1)";
    let rows = client
        .query_typed(query, &[(&guids, Type::UUID_ARRAY)])
        .await?;
    let read = |row: &Row| {
        let guid: Uuid = row.try_get(0)?;
        let sighting = Sighting {
            first_second: row.try_get(1)?,
            last_second: row.try_get(2)?,
            url: row.try_get(3)?,
            feed: row.try_get(4)?,
        };
        Ok((Key::from(&guid.as_bytes()[..]), sighting))
    };
    rows.iter().map(read).collect()
}
