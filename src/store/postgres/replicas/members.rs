//! Who serves from the database: joins, leases, and who is forgotten.
//!
//! In: what a replica says of itself. Out: how it stands, and the others. Leases count on the database's clock.

use std::time::Duration;

use jiff::Timestamp;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

use crate::store::replicas::{Forgotten, Joined, LEASE, Member, ReplicaSelf, Standing};

pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// SQL for a span of time.
pub(super) fn interval(span: Duration) -> String {
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

pub(super) fn timestamp(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

pub(super) async fn join(client: &Client, me: &ReplicaSelf, digest: &str) -> Result<Joined, Error> {
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

pub(super) async fn renew_lease(
    client: &Client,
    me: &ReplicaSelf,
    digest: &str,
) -> Result<bool, Error> {
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

pub(super) async fn standing(client: &Client, me: &ReplicaSelf) -> Result<Standing, Error> {
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

pub(super) async fn members(client: &Client) -> Result<Vec<Member>, Error> {
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

pub(super) async fn forget(client: &Client, name: &str) -> Result<Forgotten, Error> {
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
