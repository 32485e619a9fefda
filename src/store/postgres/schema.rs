//! The schema `byline`: made, and brought over from older formats, here and nowhere else.
//!
//! A step is added at the end of [`STEPS`] and never changed. Each step is one transaction, under an advisory lock, so that
//! of several bylines that start at once one makes it and the others find it made.
//!
//! Bylines of two versions share a database while they are upgraded one after the other: a byline accepts the next format, so
//! a step adds and never takes away.
//!
//! What is in it for several bylines over one database:
//! - `numbers`: snapshots and takedowns are numbered in the order of their commits. The row of the counter stays locked until
//!   the commit, which a sequence would not be: whoever has followed up to a number has missed nothing before it.
//! - `takedowns`: one that was undone stays as a row without a record, so that its end has a number too.
//! - `replicas`, `leases`: who is there, and who refreshes which feed ([`replicas`](super::replicas)).
//! - `hosts`, `robots`, `partner_requests`: one budget over all replicas ([`manners`](super::manners)).
//! - `generation`: the turn in which a row was written; 0 for one that was copied.

use tokio_postgres::Client;

use super::manners::MANNERS_TABLES;
use crate::store::database_error::DatabaseError;

/// The format that this byline writes.
pub(super) const FORMAT: i32 = 2;

/// The format of the next byline, whose tables this one can use.
const NEXT_FORMAT: i32 = FORMAT + 1;

/// Who changes the schema. "byline" in ASCII, and which of its locks.
const SCHEMA_LOCK: i64 = 0x6279_6C69_6E65_0001;

/// What makes format `n + 1` of format `n`.
const STEPS: [&[&str]; FORMAT as usize] = [&[TABLES], &[REPLICAS, MANNERS_TABLES]];

const TABLES: &str = r#"
CREATE SCHEMA IF NOT EXISTS byline;

-- One row: what the other tables are.
CREATE TABLE byline.meta (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    format     integer NOT NULL,
    -- The one that holds the database, or held it last.
    generation bigint NOT NULL DEFAULT 0,
    holder     text NOT NULL DEFAULT '',
    -- The directory of a store whose copy was begun and not finished.
    copied_from text
);
INSERT INTO byline.meta (format) VALUES (0);

-- The last number that was given to each kind of change, in the order of commits.
CREATE TABLE byline.numbers (
    what text PRIMARY KEY,
    last bigint NOT NULL
);
INSERT INTO byline.numbers (what, last) VALUES ('snapshots', 0), ('takedowns', 0);

-- When and where each article was first seen. Seconds are Unix time.
CREATE TABLE byline.sightings (
    guid         uuid PRIMARY KEY,
    first_second bigint NOT NULL,
    last_second  bigint NOT NULL,
    url          text NOT NULL,
    feed         text NOT NULL
);

-- What was read of each article. `used_second` is when a row was last of use, `bytes` how large it is.
CREATE TABLE byline.articles (
    guid        uuid PRIMARY KEY,
    used_second bigint NOT NULL,
    bytes       integer NOT NULL,
    record      json NOT NULL
);

-- The items of each feed's last good refresh, written when they change.
CREATE TABLE byline.snapshots (
    feed        text COLLATE "C" PRIMARY KEY,
    used_second bigint NOT NULL,
    number      bigint NOT NULL,
    generation  bigint NOT NULL,
    record      json NOT NULL
);
CREATE INDEX snapshots_by_number ON byline.snapshots (number);

-- When each feed was last refreshed, written at every refresh.
CREATE TABLE byline.refreshes (
    feed        text COLLATE "C" PRIMARY KEY,
    used_second bigint NOT NULL,
    generation  bigint NOT NULL,
    record      json NOT NULL
);

-- What is withdrawn. Without a record: what was withdrawn and is no more.
CREATE TABLE byline.takedowns (
    guid        uuid PRIMARY KEY,
    used_second bigint NOT NULL,
    number      bigint NOT NULL,
    record      json
);
CREATE INDEX takedowns_by_number ON byline.takedowns (number);

-- What partners were given. The number tells apart what happened within one microsecond.
CREATE TABLE byline.usage (
    at_microsecond bigint NOT NULL,
    number         bigint NOT NULL,
    used_second    bigint NOT NULL,
    record         json NOT NULL,
    PRIMARY KEY (at_microsecond, number)
);
"#;

const REPLICAS: &str = r#"
-- Who serves from this database. A replica that goes on serving when it is cut off never stops by itself.
CREATE TABLE byline.replicas (
    name          text COLLATE "C" PRIMARY KEY,
    -- Another one for each start.
    incarnation   bigint NOT NULL,
    version       text NOT NULL,
    address       text NOT NULL,
    config_digest text NOT NULL,
    started       timestamptz NOT NULL,
    lease_until   timestamptz NOT NULL,
    stops_at      timestamptz NOT NULL,
    -- The last takedown that it no longer shows.
    applied       bigint NOT NULL,
    -- Its connection: when that is gone, another one may have the name at once.
    server_pid    integer NOT NULL,
    server_start  timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Who refreshes a feed. Each turn has another generation, and the last one alone may publish.
CREATE TABLE byline.leases (
    feed        text COLLATE "C" PRIMARY KEY,
    holder      text NOT NULL,
    incarnation bigint NOT NULL,
    generation  bigint NOT NULL,
    until       timestamptz NOT NULL,
    -- The number of the feed's last refresh.
    refreshed   bigint NOT NULL DEFAULT 0,
    -- After a failure: how long the origin is left alone, and why.
    retry_at    timestamptz,
    reason      text
) WITH (fillfactor = 70);

-- A refresh has a number of the kind 'snapshots', also when it changed nothing.
-- When that was, on this clock, is what all replicas agree on.
ALTER TABLE byline.refreshes ADD COLUMN number bigint NOT NULL DEFAULT 0;
ALTER TABLE byline.refreshes ADD COLUMN at timestamptz;
CREATE INDEX refreshes_by_number ON byline.refreshes (number);
"#;

/// Makes the schema, or brings it over from an older format.
pub(super) async fn prepare(client: &mut Client, place: &str) -> Result<(), DatabaseError> {
    let failed = |error: &tokio_postgres::Error| DatabaseError::of(place, error);
    let encoding = client.query_one("SHOW server_encoding", &[]).await;
    let encoding: String = encoding
        .and_then(|row| row.try_get(0))
        .map_err(|error| failed(&error))?;
    if encoding != "UTF8" {
        return Err(DatabaseError::Foreign {
            place: place.to_owned(),
            fact: format!("its encoding is {encoding}, and the news need UTF8"),
        });
    }
    let transaction = client.transaction().await.map_err(|error| failed(&error))?;
    let locked = transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&SCHEMA_LOCK])
        .await;
    locked.map_err(|error| failed(&error))?;
    let found = match format(&transaction, place).await? {
        // A newer byline has brought it over, and this one has its turn in the upgrade.
        Some(FORMAT | NEXT_FORMAT) => return Ok(()),
        Some(found) if found > FORMAT => {
            return Err(DatabaseError::Newer {
                place: place.to_owned(),
                found,
                known: NEXT_FORMAT,
            });
        }
        Some(found) => found,
        None => 0,
    };
    let older = usize::try_from(found).unwrap_or(0);
    for tables in STEPS.iter().skip(older) {
        for made in *tables {
            let done = transaction.batch_execute(made).await;
            done.map_err(|error| failed(&error))?;
        }
    }
    let marked = transaction
        .execute("UPDATE byline.meta SET format = $1", &[&FORMAT])
        .await;
    marked.map_err(|error| failed(&error))?;
    transaction.commit().await.map_err(|error| failed(&error))?;
    if found > 0 {
        tracing::info!(
            database = place,
            "the store was brought over from format {found} to format {FORMAT}"
        );
    }
    Ok(())
}

/// Sees to it that the database is used for one thing: served from, or copied into from `copy_from`.
///
/// A copy goes into an empty database, or goes on where the same copy was broken off.
pub(super) async fn reserve(
    client: &Client,
    place: &str,
    copy_from: Option<&str>,
) -> Result<(), DatabaseError> {
    let failed = |error: tokio_postgres::Error| DatabaseError::of(place, &error);
    let query = "SELECT copied_from, \
                 EXISTS (SELECT FROM byline.sightings) OR EXISTS (SELECT FROM byline.articles) \
                 OR EXISTS (SELECT FROM byline.snapshots) OR EXISTS (SELECT FROM byline.refreshes) \
                 OR EXISTS (SELECT FROM byline.takedowns) OR EXISTS (SELECT FROM byline.usage) \
                 FROM byline.meta";
    let row = client.query_one(query, &[]).await.map_err(failed)?;
    let unfinished: Option<String> = row.try_get(0).map_err(failed)?;
    let has_rows: bool = row.try_get(1).map_err(failed)?;
    let place = place.to_owned();
    match (unfinished, copy_from) {
        (None, None) => Ok(()),
        (Some(from), Some(again)) if from == again => Ok(()),
        (Some(from), _) => Err(DatabaseError::Unfinished { place, from }),
        (None, Some(_)) if has_rows => Err(DatabaseError::NotEmpty { place }),
        (None, Some(from)) => {
            let begun = "UPDATE byline.meta SET copied_from = $1";
            client.execute(begun, &[&from]).await.map_err(failed)?;
            Ok(())
        }
    }
}

/// The copy that was begun is whole.
pub(super) async fn end_copy(client: &Client) -> Result<(), tokio_postgres::Error> {
    client
        .batch_execute("UPDATE byline.meta SET copied_from = NULL")
        .await
}

/// The format of the schema; `None` when there is no schema yet.
async fn format(
    transaction: &tokio_postgres::Transaction<'_>,
    place: &str,
) -> Result<Option<i32>, DatabaseError> {
    let failed = |error: tokio_postgres::Error| DatabaseError::of(place, &error);
    let foreign = |fact: &str| DatabaseError::Foreign {
        place: place.to_owned(),
        fact: fact.to_owned(),
    };
    let tables = "SELECT count(*), count(*) FILTER (WHERE relname = 'meta') FROM pg_class \
                  WHERE relnamespace = to_regnamespace('byline')";
    let row = transaction.query_one(tables, &[]).await.map_err(failed)?;
    let (all, meta): (i64, i64) = (
        row.try_get(0).map_err(failed)?,
        row.try_get(1).map_err(failed)?,
    );
    match (all, meta) {
        (0, _) => return Ok(None),
        (_, 0) => return Err(foreign("its schema \"byline\" is another program's")),
        _ => {}
    }
    let read = transaction
        .query_opt("SELECT format FROM byline.meta", &[])
        .await;
    match read {
        Ok(Some(row)) => Ok(Some(row.try_get(0).map_err(failed)?)),
        Ok(None) => Err(foreign("its schema \"byline\" names no format")),
        Err(error) if error.code() == Some(&tokio_postgres::error::SqlState::UNDEFINED_COLUMN) => {
            Err(foreign("its schema \"byline\" is another program's"))
        }
        Err(error) => Err(failed(error)),
    }
}
