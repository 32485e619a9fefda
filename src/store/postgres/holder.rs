//! Who uses the database: bylines that serve together, or one that copies a store into it.
//!
//! The connection that writes holds an advisory lock for as long as it lives: shared to serve, alone to copy. So nobody serves
//! from half a store. A byline from before replicas takes the lock alone, and never serves beside others.
//!
//! A connection that broke here may live on at the server for a while, with the lock. A copy's next one ends it there.
//!
//! The lock belongs to a session of the database. Behind pgbouncer's transaction mode sessions change hands, so such a
//! pool must not stand between.

use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::Client;

use crate::store::database_error::DatabaseError;

/// Who writes. "byline" in ASCII, and which of its locks.
const HOLDER_LOCK: i64 = 0x6279_6C69_6E65_0002;
/// How long to wait for the lock of a byline that has just ended.
const PATIENCE: Duration = Duration::from_secs(3);
const RETRY: Duration = Duration::from_millis(100);

/// A connection as the server knows it. Process ids come again, so the time belongs to it.
#[derive(Debug, Clone)]
pub(super) struct ServerSide {
    pid: i32,
    begun: String,
}

impl ServerSide {
    pub(super) async fn of(client: &Client) -> Result<Option<Self>, tokio_postgres::Error> {
        let query =
            "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        let Some(row) = client.query_opt(query, &[]).await? else {
            return Ok(None);
        };
        let (pid, begun) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Some(Self { pid, begun }))
    }

    /// Ends it, if it still lives.
    async fn end(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        let query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE pid = $1 AND backend_start::text = $2";
        client.query_opt(query, &[&self.pid, &self.begun]).await?;
        Ok(())
    }
}

/// How the database is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Beside other bylines.
    Shared,
    /// By nobody else.
    Alone,
}

/// Takes the lock for as long as `client` lives. `before` is this byline's last connection, which broke.
pub(super) async fn lock(
    client: &Client,
    place: &str,
    wanted: Use,
    before: Option<ServerSide>,
) -> Result<(), DatabaseError> {
    let failed = |error: tokio_postgres::Error| DatabaseError::of(place, &error);
    let until = Instant::now() + PATIENCE;
    loop {
        let query = match wanted {
            Use::Shared => "SELECT pg_try_advisory_lock_shared($1)",
            Use::Alone => "SELECT pg_try_advisory_lock($1)",
        };
        let row = client.query_one(query, &[&HOLDER_LOCK]).await;
        if row.and_then(|row| row.try_get(0)).map_err(failed)? {
            return Ok(());
        }
        if let Some(before) = &before {
            before.end(client).await.map_err(failed)?;
        }
        if Instant::now() > until {
            return Err(DatabaseError::Held {
                place: place.to_owned(),
                holder: holder(client).await.unwrap_or_default(),
            });
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// ` (connected from 10.0.0.7 since 2026-11-28 21:40)`, as far as this user may see.
async fn holder(client: &Client) -> Option<String> {
    let query = "SELECT coalesce(host(client_addr), 'this machine'), \
                        to_char(backend_start, 'YYYY-MM-DD HH24:MI TZ') \
                 FROM pg_locks JOIN pg_stat_activity USING (pid) \
                 WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid <> pg_backend_pid() \
                   AND (classid::bigint << 32 | objid::bigint) = $1 \
                   AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let rows = client.query(query, &[&HOLDER_LOCK]).await.ok()?;
    let row = rows.first()?;
    let (from, since): (String, Option<String>) = (row.try_get(0).ok()?, row.try_get(1).ok()?);
    let since = since.map_or_else(String::new, |since| format!(" since {since}"));
    Some(format!(" (connected from {from}{since})"))
}
