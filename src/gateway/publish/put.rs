//! The one place that puts an entry in place: into the cache and, when a refresh is over, into the store.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::draft::{FeedDraft, feed};
use super::entry::{entry, times};
use super::snapshot;
use crate::cache::CacheEntry;
use crate::clock::ClockReading;
use crate::gateway::conductor::Gateway;
use crate::gateway::cpu_pool::For;
use crate::gateway::failure::Failure;
use crate::gateway::feed_state::{FeedState, Times};
use crate::gateway::replicas::fleet::Replicas;
use crate::gateway::withdrawals::tombstones;
use crate::model::Feed;
use crate::store::Published;
use crate::traces;

/// An entry that still grows is fresh for this long.
const GROWING_FOR: Duration = Duration::from_secs(5);

/// A commit takes some milliseconds; one that takes this long is not waited for.
const DURABLE_WITHIN: Duration = Duration::from_secs(1);

/// Makes the entry and puts it in its place.
///
/// A takedown never waits for it: an item that is withdrawn while the entry is made is removed before the entry is put.
pub(in crate::gateway) async fn publish(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    draft: FeedDraft,
) -> Result<Arc<CacheEntry>, Arc<Failure>> {
    let now = gateway.clock.reading();
    let growing = draft.growing;
    let withdrawals = gateway.withdrawals();
    let tombstones = tombstones(&gateway.store, &feed_state.spec.id, now.wall);
    let unchanged = draft.unchanged
        && feed_state.memory().withdrawals == withdrawals
        && draft
            .previous
            .as_ref()
            .is_some_and(|previous| previous.feed.tombstones == tombstones);
    let entry = match &draft.previous {
        Some(previous) if unchanged => Arc::new(CacheEntry {
            refreshed_at: now,
            ..CacheEntry::clone(previous)
        }),
        _ => {
            let (this, at) = (gateway.clone(), feed_state.clone());
            // A reader who waits gets headlines in time, however long the publisher's own pages take.
            let whom = match *feed_state.reader().borrow() {
                true => For::Readers,
                false => For::Refresh(&feed_state.spec.publisher.id),
            };
            gateway
                .compute(&feed_state.spec.id, whom, move || {
                    let previous = draft.previous.clone();
                    let feed = feed(&this, &at, draft, tombstones, now.wall)?;
                    let site = &this.setup().site;
                    let times = Times {
                        changed_at: now.wall,
                        refreshed_at: now,
                        fresh_until: now.steady.after(GROWING_FOR),
                    };
                    entry(feed, previous.as_deref(), at.edition, site, times)
                })
                .await
                // What the pages listed is in no feed, so the next refresh must read the pages again.
                .inspect_err(|_| feed_state.memory().forget_pages())?
        }
    };
    let entry = if growing {
        entry
    } else {
        let mut entry = Arc::unwrap_or_clone(entry);
        entry.fresh_until = times(feed_state, entry.changed_at, now).fresh_until;
        Arc::new(entry)
    };
    let made = match (unchanged, growing) {
        (true, _) => Made::Again,
        (false, true) => Made::InPart,
        (false, false) => Made::Anew,
    };
    match made {
        Made::Again => renew(gateway, feed_state, entry.changed_at, now).await,
        Made::InPart => {}
        Made::Anew => feed_state.memory().times = Some(times(feed_state, entry.changed_at, now)),
    }
    put(gateway, feed_state, entry, made, withdrawals).await
}

/// What an entry is, compared with the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// The same with new times.
    Again,
    /// A part of what the refresh will make.
    InPart,
    /// Another one.
    Anew,
}

/// Puts an entry into the cache and, when it is whole and new, into the store. `withdrawals` was the count before it was
/// made: what was withdrawn since is removed.
async fn put(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    mut entry: Arc<CacheEntry>,
    mut made: Made,
    mut withdrawals: u64,
) -> Result<Arc<CacheEntry>, Arc<Failure>> {
    loop {
        let whom = For::Refresh(&feed_state.spec.publisher.id);
        if made == Made::Anew && gateway.replicas.is_none() {
            let saved = snapshot::save(gateway, feed_state, entry.clone(), whom);
            traces::within(traces::store(), saved).await;
        }
        if made != Made::Again {
            traces::within(traces::store(), durable(gateway)).await;
        }
        let mut number = feed_state.memory().numbers.content;
        if let (Some(replicas), Made::Anew | Made::InPart) = (&gateway.replicas, made) {
            let part = made == Made::InPart;
            let shared = snapshot::share(gateway, feed_state, replicas, &entry, whom, part);
            match shared.await? {
                Some(shared) => number = shared,
                None => {
                    // Another replica has refreshed the feed, since this one was held up.
                    let theirs = snapshot::reloaded(gateway, feed_state).await;
                    return theirs.ok_or_else(|| Failure::paused(None));
                }
            }
        }
        {
            let _publishing = gateway.withdrawals.publishing.read().await;
            let before = std::mem::replace(&mut withdrawals, gateway.withdrawals());
            if before == withdrawals {
                feed_state.memory().withdrawals = withdrawals;
                if !snapshot::put_numbered(gateway, feed_state, entry.clone(), number) {
                    return Ok(gateway.entry_at(feed_state).unwrap_or(entry));
                }
                return Ok(entry);
            }
            let mut memory = feed_state.memory();
            memory.numbers.content = memory.numbers.content.max(number);
        }
        entry = without_withdrawn(gateway, feed_state, entry).await?;
        if made == Made::Again {
            made = Made::Anew;
        }
    }
}

/// Waits until the dates of what is about to be shown are on disk: a kill a moment later must not give an item
/// that a reader has a second date.
async fn durable(gateway: &Gateway) {
    if gateway.store.fault().is_none() {
        // What went wrong the store has said itself; the feed is served from memory all the same.
        let _ = tokio::time::timeout(DURABLE_WITHIN, gateway.store.saved()).await;
    }
}

/// Notes that what changed last at `changed_at` was found unchanged now.
pub(in crate::gateway) async fn renew(
    gateway: &Gateway,
    feed_state: &FeedState,
    changed_at: Timestamp,
    now: ClockReading,
) {
    feed_state.memory().times = Some(times(feed_state, changed_at, now));
    let feed = &feed_state.spec.id;
    let Some(replicas) = &gateway.replicas else {
        return gateway.store.renew_snapshot(feed, now.wall).await;
    };
    let turn = feed_state.memory().turn.take();
    let Some(generation) = turn else {
        return;
    };
    let Replicas {
        replication, me, ..
    } = replicas;
    match replication
        .renew_snapshot(me, feed, generation, now.wall)
        .await
    {
        Ok(Published::As(number)) => {
            let mut memory = feed_state.memory();
            memory.numbers.refresh = memory.numbers.refresh.max(number);
            drop(memory);
            gateway.store.copy_renewal(feed, now.wall);
        }
        // Another replica has the turn, and is followed.
        Ok(Published::Superseded) => {}
        Err(error) => gateway.store.note_failure(Some(&error)),
    }
}

/// The entry as it is now, without what was withdrawn since it was made.
pub(in crate::gateway) async fn without_withdrawn(
    gateway: &Gateway,
    feed_state: &FeedState,
    old: Arc<CacheEntry>,
) -> Result<Arc<CacheEntry>, Arc<Failure>> {
    let (store, setup, now) = (gateway.store.clone(), gateway.setup(), gateway.clock.now());
    let mut feed = Feed::clone(&old.feed);
    feed.tombstones = tombstones(&gateway.store, &feed.id, now);
    gateway
        .compute(&feed_state.spec.id, For::Readers, move || {
            feed.items.retain(|item| store.stands(item));
            entry(
                feed,
                Some(&old),
                old.edition,
                &setup.site,
                Times {
                    changed_at: now,
                    refreshed_at: old.refreshed_at,
                    fresh_until: old.fresh_until,
                },
            )
        })
        .await
}
