//! What the endpoints of `[notify]` have been told, and what waits to be sent to them.
//!
//! In: events, and what a feed's endpoints have been told of it. Out: both again after a kill at any moment. The table has
//! three kinds of rows, by the beginning of their keys:
//! - `feed/ID`: what was told of a feed. It is written in one step with the events that follow from it, so after a kill an
//!   event is queued and told, or neither, and is then found again.
//! - `queue/NAME/TIME-PLACE-ID/FEED`: an event that waits for the endpoint NAME, in the order of time.
//! - `endpoint/NAME`: how the endpoint answered last.

use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::backend::wait;
use super::error::StoreError;
use super::facade::Store;
use super::pending_rows::Key;
use super::record;
use super::tables::StoreTable;
use super::writer::TableRow;
use crate::model::{EndpointId, FeedId};

/// An event that waits for one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedEvent {
    /// The same at every attempt, and after a restart.
    pub id: String,
    /// The message, as it is signed and sent.
    pub body: String,
}

/// Where an event waits. Ordered by endpoint and time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueuePlace(Arc<str>);

impl QueuePlace {
    /// The place of the event `id` of `feed`, the `number`-th of those that are queued at `at`.
    pub fn new(
        endpoint: &EndpointId,
        feed: &FeedId,
        at: Timestamp,
        number: usize,
        id: &str,
    ) -> Self {
        // Several bylines over one database may queue at one time: the id keeps their places apart.
        let microsecond = u64::try_from(at.as_microsecond()).unwrap_or(0);
        Self(format!("queue/{endpoint}/{microsecond:017}-{number:05}-{id}/{feed}").into())
    }

    fn read(key: &[u8]) -> Option<Self> {
        std::str::from_utf8(key).ok().map(|key| Self(key.into()))
    }

    /// When it was queued.
    pub fn queued_at(&self) -> Timestamp {
        let time = self.0.split('/').nth(2);
        let time = time.and_then(|it| it.split('-').next()?.parse().ok());
        Timestamp::from_microsecond(time.unwrap_or(0)).unwrap_or_default()
    }

    /// The endpoint that it waits for.
    pub fn endpoint(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }

    /// The feed that it is about.
    pub fn feed(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    fn key(&self) -> Key {
        Key::from(self.0.as_bytes())
    }
}

impl Store {
    /// What the endpoints were told of `feed`. Blocks.
    pub fn announced<T: DeserializeOwned>(&self, feed: &FeedId) -> Option<T> {
        let row = wait(self.0.rows.get(StoreTable::Notices, &of_feed(feed)))?;
        record::read(&row)
    }

    /// Stores what the endpoints were told of `feed`, with the events that follow from it: all of it or nothing.
    pub fn announce(
        &self,
        feed: &FeedId,
        announced: &impl Serialize,
        events: &[(QueuePlace, QueuedEvent)],
        at: Timestamp,
    ) {
        let announced = record::row(at, announced).map(|row| TableRow {
            key: of_feed(feed),
            feed: feed.as_str(),
            row: Some(row),
        });
        let events = events.iter().filter_map(|(place, event)| {
            Some(TableRow {
                key: place.key(),
                feed: place.endpoint(),
                row: Some(record::row(at, event)?),
            })
        });
        let rows: Vec<TableRow<'_>> = events.chain(announced).collect();
        self.0.rows.put_all(StoreTable::Notices, rows);
    }

    /// Forgets what was told of every feed: nobody is told any more. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn forget_announced(&self) -> Result<(), StoreError> {
        let keys = self.0.rows.keys(StoreTable::Notices, b"feed/")?;
        self.remove(keys);
        Ok(())
    }

    /// What waits for `endpoint`, oldest first; without one, what waits for all. Looks at the keys alone. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn queue(&self, endpoint: Option<&EndpointId>) -> Result<Vec<QueuePlace>, StoreError> {
        let prefix = endpoint.map_or_else(|| "queue/".to_owned(), |it| format!("queue/{it}/"));
        let keys = self.0.rows.keys(StoreTable::Notices, prefix.as_bytes())?;
        Ok(keys.iter().filter_map(|it| QueuePlace::read(it)).collect())
    }

    /// The event at `place`; `None` when it is gone or cannot be read. Blocks.
    pub fn queued(&self, place: &QueuePlace) -> Option<QueuedEvent> {
        let row = wait(self.0.rows.get(StoreTable::Notices, &place.key()))?;
        record::read(&row)
    }

    /// Removes what waits at `places`: it was taken, or given up.
    pub fn unqueue<'p>(&self, places: impl IntoIterator<Item = &'p QueuePlace>) {
        self.remove(places.into_iter().map(QueuePlace::key).collect());
    }

    /// How `endpoint` answered last. Blocks.
    pub fn endpoint<T: DeserializeOwned>(&self, endpoint: &EndpointId) -> Option<T> {
        let row = wait(self.0.rows.get(StoreTable::Notices, &of_endpoint(endpoint)))?;
        record::read(&row)
    }

    /// Stores how `endpoint` answered at `at`.
    pub fn put_endpoint(&self, endpoint: &EndpointId, answered: &impl Serialize, at: Timestamp) {
        if let Some(row) = record::row(at, answered) {
            let (rows, key) = (&self.0.rows, of_endpoint(endpoint));
            rows.put(StoreTable::Notices, &key, "", row);
        }
    }

    /// Whether `holder` is the one that sends to `endpoint` for the next `seconds`: of several bylines over one database one
    /// is, and without a database this one is. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be asked.
    pub fn may_send(
        &self,
        endpoint: &EndpointId,
        holder: &str,
        seconds: u32,
    ) -> Result<bool, StoreError> {
        self.0.rows.lease(endpoint.as_str(), holder, seconds)
    }

    /// Whether other bylines may write to the store, too.
    pub fn is_shared(&self) -> bool {
        self.0.rows.is_shared()
    }

    fn remove(&self, keys: Vec<Key>) {
        let gone = |key| TableRow {
            key,
            feed: "",
            row: None,
        };
        let rows = keys.into_iter().map(gone).collect();
        self.0.rows.put_all(StoreTable::Notices, rows);
    }
}

fn of_feed(feed: &FeedId) -> Key {
    Key::from(format!("feed/{feed}").as_bytes())
}

fn of_endpoint(endpoint: &EndpointId) -> Key {
    Key::from(format!("endpoint/{endpoint}").as_bytes())
}
