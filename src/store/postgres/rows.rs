//! The rows of the store in tables with columns.
//!
//! Backends speak bytes ([`backend`](crate::store::backend)); a database is looked into by people, too. So a row's stamp and
//! what is fixed in it are columns, and the rest is JSON, letter by letter as it was given: `json`, not `jsonb`, so that both
//! backends give back the same bytes.

use std::collections::{BTreeMap, HashMap};

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};
use uuid::Uuid;

use crate::store::backend::{Change, Page};
use crate::store::pending_rows::Key;
use crate::store::record::{self, Sighting};
use crate::store::tables::StoreTable;

type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// How a table is addressed.
enum Keys {
    Guids(Vec<Uuid>),
    Feeds(Vec<String>),
    /// Microsecond and number.
    Times(Vec<i64>, Vec<i64>),
}

impl StoreTable {
    const fn sql_name(self) -> &'static str {
        match self {
            Self::Sightings => "byline.sightings",
            Self::Articles => "byline.articles",
            Self::Snapshots => "byline.snapshots",
            Self::Refreshes => "byline.refreshes",
            Self::Takedowns => "byline.takedowns",
            Self::Usage => "byline.usage",
        }
    }

    const fn sql_key(self) -> &'static str {
        match self {
            Self::Sightings | Self::Articles | Self::Takedowns => "guid",
            Self::Snapshots | Self::Refreshes => "feed",
            Self::Usage => "at_microsecond, number",
        }
    }

    /// When a row was last of use.
    const fn sql_stamp(self) -> &'static str {
        match self {
            Self::Sightings => "last_second",
            Self::Articles | Self::Snapshots | Self::Refreshes | Self::Takedowns | Self::Usage => {
                "used_second"
            }
        }
    }

    /// What a row is made of, after its key.
    const fn sql_content(self) -> &'static str {
        match self {
            Self::Sightings => "last_second, first_second, url, feed",
            Self::Articles | Self::Snapshots | Self::Refreshes | Self::Takedowns | Self::Usage => {
                "used_second, record::text"
            }
        }
    }

    /// Which rows there are: a takedown that was undone is none.
    const fn sql_condition(self) -> &'static str {
        match self {
            Self::Takedowns => "record IS NOT NULL",
            Self::Sightings | Self::Articles | Self::Snapshots | Self::Refreshes | Self::Usage => {
                "true"
            }
        }
    }
}

fn keys_of<'k>(table: StoreTable, keys: impl Iterator<Item = &'k Key>) -> Keys {
    match table {
        StoreTable::Sightings | StoreTable::Articles | StoreTable::Takedowns => {
            Keys::Guids(keys.filter_map(|key| Uuid::from_slice(key).ok()).collect())
        }
        StoreTable::Snapshots | StoreTable::Refreshes => Keys::Feeds(
            keys.map(|key| String::from_utf8_lossy(key).into_owned())
                .collect(),
        ),
        StoreTable::Usage => {
            let (times, numbers) = keys.map(|key| time_of(key)).unzip();
            Keys::Times(times, numbers)
        }
    }
}

/// The microsecond and the number in a key of the log. A key without a number comes before all that have one.
fn time_of(key: &[u8]) -> (i64, i64) {
    let time = key
        .first_chunk::<8>()
        .map_or(0, |it| u64::from_be_bytes(*it));
    let number = key.get(8..).and_then(|rest| rest.first_chunk::<4>());
    let number = number.map_or(-1, |it| i64::from(u32::from_be_bytes(*it)));
    (i64::try_from(time).unwrap_or(i64::MAX), number)
}

impl Keys {
    /// The condition on one of these keys, and its parameters: the first ones of a statement.
    fn condition(&self) -> (&'static str, Vec<Parameter<'_>>) {
        match self {
            Self::Guids(guids) => ("guid = ANY($1)", vec![(guids, Type::UUID_ARRAY)]),
            Self::Feeds(feeds) => ("feed = ANY($1)", vec![(feeds, Type::TEXT_ARRAY)]),
            Self::Times(times, numbers) => (
                "(at_microsecond, number) IN (SELECT * FROM unnest($1, $2))",
                vec![(times, Type::INT8_ARRAY), (numbers, Type::INT8_ARRAY)],
            ),
        }
    }

    /// The condition on keys after the one key that this is.
    fn after(&self) -> (&'static str, Vec<Parameter<'_>>) {
        match self {
            Self::Guids(guids) => ("guid > ($1::uuid[])[1]", vec![(guids, Type::UUID_ARRAY)]),
            Self::Feeds(feeds) => ("feed > ($1::text[])[1]", vec![(feeds, Type::TEXT_ARRAY)]),
            Self::Times(times, numbers) => (
                "(at_microsecond, number) > (($1::bigint[])[1], ($2::bigint[])[1])",
                vec![(times, Type::INT8_ARRAY), (numbers, Type::INT8_ARRAY)],
            ),
        }
    }
}

/// The key in the first columns of `row`, and the column after it.
fn key_in(table: StoreTable, row: &Row) -> Result<(Key, usize), Error> {
    Ok(match table {
        StoreTable::Sightings | StoreTable::Articles | StoreTable::Takedowns => {
            let guid: Uuid = row.try_get(0)?;
            (Key::from(&guid.as_bytes()[..]), 1)
        }
        StoreTable::Snapshots | StoreTable::Refreshes => {
            let feed: &str = row.try_get(0)?;
            (Key::from(feed.as_bytes()), 1)
        }
        StoreTable::Usage => {
            let (time, number): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            let time = u64::try_from(time).unwrap_or(0).to_be_bytes();
            let number = u32::try_from(number).unwrap_or(0).to_be_bytes();
            (Key::from([&time[..], &number].concat()), 2)
        }
    })
}

/// A whole row: its key and its bytes.
fn row_in(table: StoreTable, row: &Row) -> Result<(Key, Vec<u8>), Error> {
    let (key, at) = key_in(table, row)?;
    let stamp: i64 = row.try_get(at)?;
    let bytes = match table {
        StoreTable::Sightings => Sighting {
            last_second: stamp,
            first_second: row.try_get(at + 1)?,
            url: row.try_get(at + 2)?,
            feed: row.try_get(at + 3)?,
        }
        .row(),
        StoreTable::Articles
        | StoreTable::Snapshots
        | StoreTable::Refreshes
        | StoreTable::Takedowns
        | StoreTable::Usage => {
            let record: &str = row.try_get(at + 1)?;
            [&stamp.to_be_bytes()[..], record.as_bytes()].concat()
        }
    };
    Ok((key, bytes))
}

/// The values of `keys`, in their order.
pub(super) async fn get(
    client: &Client,
    table: StoreTable,
    keys: &[Key],
) -> Result<Vec<Option<Vec<u8>>>, Error> {
    let asked = keys_of(table, keys.iter());
    let (these, parameters) = asked.condition();
    let query = format!(
        "SELECT {key}, {content} FROM {name} WHERE {these} AND {condition}",
        key = table.sql_key(),
        content = table.sql_content(),
        name = table.sql_name(),
        condition = table.sql_condition()
    );
    let rows = client.query_typed(&query, &parameters).await?;
    let found: Result<HashMap<Key, Vec<u8>>, Error> =
        rows.iter().map(|row| row_in(table, row)).collect();
    let found = found?;
    Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
}

/// The lengths of the values of `keys`, in their order.
pub(super) async fn sizes(
    client: &Client,
    table: StoreTable,
    keys: &[Key],
) -> Result<Vec<Option<usize>>, Error> {
    let asked = keys_of(table, keys.iter());
    let (these, parameters) = asked.condition();
    let bytes = match table {
        StoreTable::Articles => "bytes",
        StoreTable::Sightings => "17 + octet_length(url) + octet_length(feed)",
        StoreTable::Snapshots
        | StoreTable::Refreshes
        | StoreTable::Takedowns
        | StoreTable::Usage => "8 + octet_length(record::text)",
    };
    let query = format!(
        "SELECT {key}, {bytes} FROM {name} WHERE {these} AND {condition}",
        key = table.sql_key(),
        name = table.sql_name(),
        condition = table.sql_condition()
    );
    let mut found: HashMap<Key, usize> = HashMap::new();
    for row in client.query_typed(&query, &parameters).await? {
        let (key, at) = key_in(table, &row)?;
        let bytes: i32 = row.try_get(at)?;
        found.insert(key, usize::try_from(bytes).unwrap_or(0));
    }
    Ok(keys.iter().map(|key| found.get(key).copied()).collect())
}

/// The next `limit` rows after `after`.
pub(super) async fn page(
    client: &Client,
    table: StoreTable,
    after: Option<&Key>,
    limit: usize,
) -> Result<Page<(Key, Vec<u8>)>, Error> {
    let asked = keys_of(table, after.into_iter());
    let (those, parameters) = match after {
        Some(_) => asked.after(),
        None => ("true", Vec::new()),
    };
    let query = format!(
        "SELECT {key}, {content} FROM {name} WHERE {those} AND {condition} \
         ORDER BY {key} LIMIT {limit}",
        key = table.sql_key(),
        content = table.sql_content(),
        name = table.sql_name(),
        condition = table.sql_condition()
    );
    let rows = client.query_typed(&query, &parameters).await?;
    let rows: Result<Vec<(Key, Vec<u8>)>, Error> =
        rows.iter().map(|row| row_in(table, row)).collect();
    let rows = rows?;
    let last = rows.last().filter(|_| rows.len() == limit);
    Ok(Page {
        last: last.map(|(key, _)| key.clone()),
        rows,
    })
}

/// Of the next `limit` rows after `after`, the keys of those that were last of use before `before`.
pub(super) async fn old(
    client: &Client,
    table: StoreTable,
    after: Option<&Key>,
    limit: usize,
    before: i64,
) -> Result<Page<Key>, Error> {
    let asked = keys_of(table, after.into_iter());
    let (those, parameters) = match after {
        Some(_) => asked.after(),
        None => ("true", Vec::new()),
    };
    let query = format!(
        "SELECT {key}, {stamp} < {before} FROM {name} WHERE {those} AND {condition} \
         ORDER BY {key} LIMIT {limit}",
        key = table.sql_key(),
        stamp = table.sql_stamp(),
        name = table.sql_name(),
        condition = table.sql_condition()
    );
    let rows = client.query_typed(&query, &parameters).await?;
    let mut page = Page::default();
    for row in &rows {
        let (key, at) = key_in(table, row)?;
        if rows.len() == limit {
            page.last = Some(key.clone());
        }
        if row.try_get(at)? {
            page.rows.push(key);
        }
    }
    Ok(page)
}

/// Which snapshots of `feeds` have one of `texts` in them.
pub(super) async fn snapshots_with(
    client: &Client,
    feeds: &[Key],
    texts: &[String],
) -> Result<Vec<bool>, Error> {
    let names: Vec<String> = feeds
        .iter()
        .map(|key| String::from_utf8_lossy(key).into_owned())
        .collect();
    let query = "SELECT feed FROM byline.snapshots WHERE feed = ANY($1) AND EXISTS ( \
                 SELECT FROM unnest($2) AS text WHERE position(text IN record::text) > 0)";
    let rows = client
        .query_typed(
            query,
            &[(&names, Type::TEXT_ARRAY), (&texts, Type::TEXT_ARRAY)],
        )
        .await?;
    let found: Result<Vec<String>, Error> = rows.iter().map(|row| row.try_get(0)).collect();
    let found = found?;
    Ok(names.iter().map(|name| found.contains(name)).collect())
}

/// Makes `changes` within the transaction that `client` is in.
///
/// Snapshots that are written here are in no turn; [`replicas`](super::replicas) publishes the others.
pub(super) async fn write(client: &Client, changes: &[Change]) -> Result<(), Error> {
    // Of several changes to one row the last one counts.
    let mut by_table: BTreeMap<StoreTable, BTreeMap<&Key, Option<&[u8]>>> = BTreeMap::new();
    for (table, key, row) in changes {
        by_table
            .entry(*table)
            .or_default()
            .insert(key, row.as_deref());
    }
    for (table, rows) in by_table {
        let removed = rows.iter().filter(|(_, row)| row.is_none());
        let removed = keys_of(table, removed.map(|(key, _)| *key));
        remove(client, table, &removed).await?;
        let put: Vec<(&Key, &[u8])> = rows
            .into_iter()
            .filter_map(|(key, row)| Some((key, row?)))
            .collect();
        if put.is_empty() {
            continue;
        }
        match table {
            StoreTable::Sightings => put_sightings(client, &put).await?,
            StoreTable::Articles
            | StoreTable::Snapshots
            | StoreTable::Refreshes
            | StoreTable::Takedowns
            | StoreTable::Usage => put_records(client, table, &put).await?,
        }
    }
    Ok(())
}

async fn remove(client: &Client, table: StoreTable, keys: &Keys) -> Result<(), Error> {
    let is_empty = match keys {
        Keys::Guids(guids) => guids.is_empty(),
        Keys::Feeds(feeds) => feeds.is_empty(),
        Keys::Times(times, _) => times.is_empty(),
    };
    if is_empty {
        return Ok(());
    }
    let (these, parameters) = keys.condition();
    let name = table.sql_name();
    let statement = match table {
        StoreTable::Takedowns => {
            let number = numbers(client, "takedowns", 1).await?;
            format!(
                "UPDATE {name} SET record = NULL, number = {number} WHERE {these} AND record IS NOT NULL"
            )
        }
        StoreTable::Sightings
        | StoreTable::Articles
        | StoreTable::Snapshots
        | StoreTable::Refreshes
        | StoreTable::Usage => format!("DELETE FROM {name} WHERE {these}"),
    };
    client.execute_typed(&statement, &parameters).await?;
    Ok(())
}

/// The first of `count` numbers for changes of the kind `what`. Whoever listens hears of the last one.
async fn numbers(client: &Client, what: &str, count: usize) -> Result<i64, Error> {
    let statement = "UPDATE byline.numbers SET last = last + $1 WHERE what = $2 \
                     RETURNING last, pg_notify('byline', what || ' ' || last)";
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let parameters: [Parameter<'_>; 2] = [(&count, Type::INT8), (&what, Type::TEXT)];
    let rows = client.query_typed(statement, &parameters).await?;
    let last: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(last - count + 1)
}

/// A first-seen date only ever becomes earlier.
async fn put_sightings(client: &Client, put: &[(&Key, &[u8])]) -> Result<(), Error> {
    let (mut guids, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new());
    let (mut urls, mut feeds) = (Vec::new(), Vec::new());
    for (key, row) in put {
        let read = Uuid::from_slice(key).ok().zip(Sighting::read(row));
        let Some((guid, sighting)) = read else {
            continue;
        };
        guids.push(guid);
        first.push(sighting.first_second);
        last.push(sighting.last_second);
        urls.push(sighting.url);
        feeds.push(sighting.feed);
    }
    let statement = "INSERT INTO byline.sightings AS known \
                     (guid, first_second, last_second, url, feed) \
                     SELECT * FROM unnest($1, $2, $3, $4, $5) \
                     ON CONFLICT (guid) DO UPDATE SET \
                     first_second = least(known.first_second, excluded.first_second), \
                     last_second = excluded.last_second, url = excluded.url, feed = excluded.feed";
    let parameters: [Parameter<'_>; 5] = [
        (&guids, Type::UUID_ARRAY),
        (&first, Type::INT8_ARRAY),
        (&last, Type::INT8_ARRAY),
        (&urls, Type::TEXT_ARRAY),
        (&feeds, Type::TEXT_ARRAY),
    ];
    client.execute_typed(statement, &parameters).await?;
    Ok(())
}

async fn put_records(
    client: &Client,
    table: StoreTable,
    put: &[(&Key, &[u8])],
) -> Result<(), Error> {
    let keys = keys_of(table, put.iter().map(|(key, _)| *key));
    let stamps: Vec<i64> = put
        .iter()
        .map(|(_, row)| record::stamp(row).unwrap_or(0))
        .collect();
    let records: Vec<&str> = put
        .iter()
        .map(|(_, row)| record::text(row).unwrap_or("null"))
        .collect();
    let mut parameters: Vec<Parameter<'_>> = match &keys {
        Keys::Guids(guids) => vec![(guids, Type::UUID_ARRAY)],
        Keys::Feeds(feeds) => vec![(feeds, Type::TEXT_ARRAY)],
        Keys::Times(times, numbers) => {
            vec![(times, Type::INT8_ARRAY), (numbers, Type::INT8_ARRAY)]
        }
    };
    let at = parameters.len();
    parameters.push((&stamps, Type::INT8_ARRAY));
    parameters.push((&records, Type::TEXT_ARRAY));
    // What else a row has: its columns, and their values.
    let (columns, values) = match table {
        StoreTable::Sightings | StoreTable::Usage => ("", String::new()),
        StoreTable::Articles => (", bytes", ", 8 + octet_length(record)".to_owned()),
        StoreTable::Refreshes => (", generation", ", 0".to_owned()),
        StoreTable::Snapshots => {
            let first = numbers(client, "snapshots", put.len()).await?;
            (", number, generation", format!(", {first} + place - 1, 0"))
        }
        StoreTable::Takedowns => {
            let first = numbers(client, "takedowns", put.len()).await?;
            (", number", format!(", {first} + place - 1"))
        }
    };
    let key = table.sql_key();
    let arrays: Vec<String> = (1..=at + 2).map(|n| format!("${n}")).collect();
    let replaced = format!("used_second, record{columns}");
    let set: Vec<String> = replaced
        .split(", ")
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let statement = format!(
        "INSERT INTO {name} ({key}, {replaced}) \
         SELECT {key}, used_second, record::json{values} \
         FROM unnest({arrays}) WITH ORDINALITY AS given ({key}, used_second, record, place) \
         ON CONFLICT ({key}) DO UPDATE SET {set}",
        name = table.sql_name(),
        arrays = arrays.join(", "),
        set = set.join(", ")
    );
    client.execute_typed(&statement, &parameters).await?;
    Ok(())
}
