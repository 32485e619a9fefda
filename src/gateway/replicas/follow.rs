//! What other replicas did is done here too: takedowns, and what they published.
//!
//! In: the last numbers that were heard of. Out: caches and memories in which nothing before these numbers is missing. Both
//! are followed in the order of their numbers, each by a task of its own, so that a takedown never waits for a document that
//! is rendered. What this replica did itself comes by too, and is known by its number.

use std::sync::Arc;
use std::time::Duration;

use super::fleet::{Numbers, Replicas};
use crate::cache::CacheEntry;
use crate::gateway::conductor::Gateway;
use crate::gateway::feed_state::{FeedState, Times};
use crate::gateway::publish::{entry, snapshot};
use crate::store::{FeedChange, StoreError, TakedownChange};

/// After a read that failed.
const AGAIN: Duration = Duration::from_millis(500);

/// Waits until `number` of what was heard of is beyond that of what was followed; both.
async fn ahead(replicas: &Replicas, number: fn(&Numbers) -> i64) -> (i64, i64) {
    let followed = number(&replicas.followed.borrow());
    let mut heard = replicas.heard.subscribe();
    let is_ahead = |heard: &Numbers| number(heard) > followed;
    let heard = heard.wait_for(is_ahead).await;
    // The sender lives as long as the replica.
    (followed, heard.map_or(followed, |heard| number(&heard)))
}

impl Gateway {
    /// Follows takedowns until it is dropped, and confirms each.
    pub(super) async fn follow_takedowns(self: &Arc<Self>) {
        let Some(replicas) = &self.replicas else {
            return;
        };
        loop {
            let (followed, heard) = ahead(replicas, |numbers| numbers.takedowns).await;
            match self.takedowns_up_to(replicas, followed, heard).await {
                Ok(number) => {
                    let confirmed = replicas
                        .replication
                        .note_applied(&replicas.me, number)
                        .await;
                    if let Err(error) = confirmed {
                        self.store.note_failure(Some(&error));
                        tokio::time::sleep(AGAIN).await;
                        continue;
                    }
                    replicas
                        .followed
                        .send_modify(|followed| followed.takedowns = number);
                    // A gate that was shut opens with the next step.
                    replicas.replication.look_again();
                }
                Err(error) => {
                    self.store.note_failure(Some(&error));
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }

    /// Applies the takedowns after `followed`; the last number that is applied.
    async fn takedowns_up_to(
        self: &Arc<Self>,
        replicas: &Replicas,
        followed: i64,
        heard: i64,
    ) -> Result<i64, StoreError> {
        let mut number = followed;
        loop {
            let changes = replicas.replication.takedowns_after(number).await?;
            let Some(last) = changes.last().map(|it| it.number) else {
                // Numbers of changes that were changed again since are in no row.
                return Ok(number.max(heard));
            };
            number = last;
            let changes: Vec<TakedownChange> = changes;
            self.withdrawn_elsewhere(changes).await;
        }
    }

    /// Follows what others publish until it is dropped.
    pub(super) async fn follow_snapshots(self: &Arc<Self>) {
        let Some(replicas) = &self.replicas else {
            return;
        };
        loop {
            let (followed, heard) = ahead(replicas, |numbers| numbers.snapshots).await;
            let mut number = followed;
            loop {
                match replicas.replication.refreshes_after(number).await {
                    Ok(changes) if changes.is_empty() => {
                        number = number.max(heard);
                        break;
                    }
                    Ok(changes) => {
                        for change in changes {
                            number = change.number;
                            self.refreshed_elsewhere(&change).await;
                            replicas
                                .followed
                                .send_modify(|followed| followed.snapshots = number);
                        }
                    }
                    Err(error) => {
                        self.store.note_failure(Some(&error));
                        tokio::time::sleep(AGAIN).await;
                        break;
                    }
                }
            }
            replicas
                .followed
                .send_modify(|followed| followed.snapshots = number);
        }
    }

    /// A feed was refreshed, here or elsewhere.
    async fn refreshed_elsewhere(self: &Arc<Self>, change: &FeedChange) {
        let Ok(feed_state) = self.feed_state(change.feed.as_str()) else {
            return;
        };
        let is_content = {
            let mut memory = feed_state.memory();
            if change.number <= memory.numbers.refresh {
                return;
            }
            memory.numbers.refresh = change.number;
            let is_content = change.content > memory.numbers.content;
            memory.refreshed_elsewhere(is_content);
            is_content
        };
        let held = self.entry_at(&feed_state);
        if is_content && (held.is_some() || self.store.has_local_copy()) {
            snapshot::reloaded(self, &feed_state).await;
            return;
        }
        let now = self.clock.reading();
        let refreshed = now.of_past_by(change.refreshed_at(), change.age);
        let changed_at = match &held {
            Some(entry) => entry.changed_at,
            // When it changed is not looked up for a feed that nobody reads: the next refresh is early rather than late.
            None => refreshed.wall,
        };
        let times = entry::times(&feed_state, changed_at, refreshed);
        feed_state.memory().times = Some(times);
        if let Some(entry) = held {
            self.renewed(&feed_state, entry, times).await;
        }
        self.store.copy_renewal(&change.feed, change.refreshed_at());
    }

    /// Gives an entry that was found unchanged its new times, unless another one has taken its place.
    async fn renewed(&self, feed_state: &FeedState, entry: Arc<CacheEntry>, times: Times) {
        let _publishing = self.withdrawals.publishing.read().await;
        let _memory = feed_state.memory();
        let is_held = self
            .entry_at(feed_state)
            .is_some_and(|held| Arc::ptr_eq(&held, &entry));
        if is_held {
            self.cache.put(Arc::new(CacheEntry {
                refreshed_at: times.refreshed_at,
                fresh_until: times.fresh_until,
                ..CacheEntry::clone(&entry)
            }));
        }
    }
}
