//! What replicas publish, and what they follow: turns, snapshots, refreshes, takedowns and first-seen dates.
//!
//! In: a replica's part. Out: what the database has, in the order of its commits. What publishes takes its locks in one order: the
//! feed's turn, the counter, the feed's rows. So a statement waits for another one's end at the most, and two never wait for
//! each other.

use std::time::Duration;

use jiff::Timestamp;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Row};
use uuid::Uuid;

use super::members::{Parameter, interval, timestamp};
use crate::model::Guid;
use crate::store::pending_rows::Key;
use crate::store::record::{Sighting, Takedown};
use crate::store::replicas::{
    FeedChange, Published, ReplicaSelf, TURN, TakedownChange, Turn, Unconfirmed,
};

/// A replica that has stopped serving counts as stopped so much later: clocks do not run alike.
const MARGIN: &str = "interval '1 second'";

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

pub(super) async fn takedowns_after(
    client: &Client,
    number: i64,
) -> Result<Vec<TakedownChange>, Error> {
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

pub(super) async fn refreshes_after(
    client: &Client,
    number: i64,
) -> Result<Vec<FeedChange>, Error> {
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

pub(super) async fn unconfirmed(
    client: &Client,
    guid: Option<Guid>,
) -> Result<Vec<Unconfirmed>, Error> {
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

pub(super) async fn stored_takedowns(client: &Client) -> Result<Vec<Guid>, Error> {
    let query = "SELECT guid FROM byline.takedowns WHERE record IS NOT NULL";
    let rows = client.query_typed(query, &[]).await?;
    let read = |row: &Row| Ok(Guid::from_uuid(row.try_get(0)?));
    rows.iter().map(read).collect()
}

pub(super) async fn take_turn(
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

pub(super) async fn end_turn(
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

pub(super) async fn publish(
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

pub(super) async fn renew_snapshot(
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
pub(super) async fn replace(
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

pub(super) async fn snapshot(client: &Client, feed: &str) -> Result<Option<NumberedRows>, Error> {
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

pub(super) async fn claim_sightings(
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
