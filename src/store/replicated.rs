//! A store that several bylines share: what is published and read by number, and the local copy beside it.
//!
//! In and out: records of the model. The copy is a store of its own in a directory; it is written behind, and read when the
//! database does not answer.

use std::time::Duration;

use super::backend::wait;
use super::error::StoreError;
use super::facade::Store;
use super::postgres::replicas::{Replication, SnapshotRows, age};
use super::record::{LastRefresh, Snapshot, SnapshotContent};
use super::replicas::{Fence, NumberedSnapshot, Published, ReplicaSelf};
use crate::model::FeedId;

impl Store {
    /// What the database shares among bylines; `None` for a store of one byline's own.
    pub(crate) fn replication(&self) -> Option<&Replication> {
        self.0.replication.as_ref()
    }

    /// Whether the store can be opened without the database.
    pub(crate) fn has_local_copy(&self) -> bool {
        self.0.local.is_some()
    }

    /// Publishes a refresh of `feed` by `me`, if `fence` allows it. Durable when it returns [`Published::As`].
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer; then nobody knows whether it is published, and to repeat it is safe.
    pub(crate) async fn publish_snapshot(
        &self,
        me: Option<&ReplicaSelf>,
        feed: &FeedId,
        encoded: EncodedSnapshot,
        fence: Fence,
    ) -> Result<Published, StoreError> {
        let Some(replication) = self.replication() else {
            return Ok(Published::Superseded);
        };
        let published = replication.publish(me, feed, fence, encoded.rows).await;
        self.note_failure(published.as_ref().err());
        if let (Ok(Published::As(_)), Some(local)) = (&published, &self.0.local) {
            local.put_snapshot(feed, encoded.snapshot);
        }
        published
    }

    /// The last good refresh of `feed`; that of the local copy when the database does not answer. Blocks.
    pub(crate) fn numbered_snapshot(&self, feed: &FeedId) -> Option<NumberedSnapshot> {
        let read = self.replication()?.snapshot(feed).wait();
        self.note_failure(read.as_ref().err());
        let Ok(read) = read else {
            let copied = self.0.local.as_ref()?.snapshot(feed)?;
            return Some(NumberedSnapshot {
                snapshot: copied,
                number: 0,
                age: None,
            });
        };
        let (number, age_ms, content, last) = read?;
        let content: SnapshotContent = serde_json::from_str(&content)
            .inspect_err(|_| {
                tracing::warn!(%feed, "its snapshot cannot be read from the store, and is made anew");
            })
            .ok()?;
        let last = last.and_then(|last| serde_json::from_str::<LastRefresh>(&last).ok());
        let last = last.unwrap_or_default();
        let snapshot = Snapshot {
            items: content.items,
            tombstones: content.tombstones,
            changed_at: content.changed_at,
            refreshed_at: last.refreshed_at,
            state: last.state,
        };
        Some(NumberedSnapshot {
            snapshot,
            number,
            age: age(age_ms),
        })
    }

    /// Notes in the local copy what another replica published. Blocks.
    pub(crate) fn copy_snapshot(&self, feed: &FeedId, snapshot: &Snapshot) {
        if let Some(local) = &self.0.local {
            local.put_snapshot(feed, snapshot.clone());
        }
    }

    /// Says, once, that the database does not answer. It is asked until it does.
    pub(crate) fn note_failure(&self, error: Option<&StoreError>) {
        if let Some(error) = error {
            let _ = self.0.rows.noted::<()>(Err(error.clone()));
        }
    }

    /// When the refresh of `feed` that was followed ended, in the local copy.
    pub(crate) fn copy_renewal(&self, feed: &FeedId, refreshed_at: jiff::Timestamp) {
        if let Some(local) = &self.0.local {
            wait(local.renew_snapshot(feed, refreshed_at));
        }
    }
}

/// A snapshot that is ready to be published.
#[derive(Debug)]
pub(crate) struct EncodedSnapshot {
    snapshot: Snapshot,
    rows: SnapshotRows,
}

impl EncodedSnapshot {
    /// Encodes `snapshot`: some 1 ms for 300 KB. It counts as refreshed `age` ago. `None` when it cannot be encoded.
    pub(crate) fn of(snapshot: Snapshot, age: Duration) -> Option<Self> {
        let rows = rows_of(&snapshot, age)?;
        Some(Self { snapshot, rows })
    }
}

fn rows_of(snapshot: &Snapshot, age: Duration) -> Option<SnapshotRows> {
    let content = SnapshotContent {
        items: snapshot.items.clone(),
        tombstones: snapshot.tombstones.clone(),
        changed_at: snapshot.changed_at,
    };
    let last = LastRefresh {
        refreshed_at: snapshot.refreshed_at,
        state: snapshot.state.clone(),
    };
    Some(SnapshotRows {
        second: snapshot.refreshed_at.as_second(),
        age,
        content: serde_json::to_string(&content).ok()?,
        last: serde_json::to_string(&last).ok()?,
    })
}
