//! The last good snapshot of a feed: into the store and back.
//!
//! In: a [`CacheEntry`] to store, or a feed to restore. Out: a stored [`Snapshot`], or an entry in the cache, stated
//! anew where feeds.toml has other terms by now.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use url::Url;

use super::{entry, restate};
use crate::cache::CacheEntry;
use crate::extract::list::Choice;
use crate::gateway::conductor::Gateway;
use crate::gateway::cpu_pool::For;
use crate::gateway::failure::Failure;
use crate::gateway::feed_state::{FeedState, Times};
use crate::gateway::withdrawals::tombstones;
use crate::model::{FeedId, Show};
use crate::store::Snapshot;

/// Where a stored snapshot says under which terms it was made; section URLs are the other keys there.
const EDITION: &str = "edition";
/// And whose items it has.
const PUBLISHER: &str = "publisher";
/// What a podcast says of itself as a whole.
const SHOW: &str = "show";

/// Hands the snapshot to the store, which writes it soon after.
pub(in crate::gateway) async fn save(
    gateway: &Gateway,
    feed_state: &FeedState,
    entry: Arc<CacheEntry>,
    whom: For<'_>,
) {
    let (store, id) = (gateway.store.clone(), feed_state.spec.id.clone());
    let choices = feed_state.memory().choices.clone();
    // Encoding it takes a moment. What cannot be encoded is not stored, and is served all the same.
    let work = move || store.put_snapshot(&id, snapshot_of(&entry, &choices));
    let _ = gateway.cpu_pool.run(whom, work).await;
    feed_state.memory().is_not_stored = false;
}

/// Recalls when each feed was last refreshed, and restores as many feeds as the cache has room for, so that the first
/// readers after a start do not wait for the store.
pub(in crate::gateway) async fn recall(gateway: &Arc<Gateway>) {
    let setup = gateway.setup();
    let feed_states: Vec<Arc<FeedState>> = setup.feed_states.values().cloned().collect();
    let (store, now) = (gateway.store.clone(), gateway.clock.reading());
    let dated = move || {
        let undated = feed_states.iter().filter(|it| it.memory().times.is_none());
        let undated: Vec<&Arc<FeedState>> = undated.collect();
        let ids: Vec<FeedId> = undated.iter().map(|it| it.spec.id.clone()).collect();
        for (feed_state, last) in undated.into_iter().zip(store.last_refreshes(&ids)) {
            let Some((refreshed_at, state)) = last else {
                continue;
            };
            let edition = state.get(EDITION).cloned();
            if edition.and_then(|it| serde_json::from_value(it).ok()) == Some(feed_state.edition) {
                // When it changed is not looked up for every feed: the first refresh is early rather than late.
                let refreshed = now.of_past(refreshed_at);
                feed_state.memory().times = Some(entry::times(feed_state, refreshed_at, refreshed));
            }
        }
    };
    if tokio::task::spawn_blocking(dated).await.is_err() {
        tracing::error!("when the feeds were last refreshed could not be read from the store");
    }
    let gateway = gateway.clone();
    tokio::spawn(async move {
        // One after the other: a reader who comes meanwhile waits for one at most.
        for feed_state in setup.feed_states.values() {
            if feed_state.spec.gone || !gateway.cache.has_room() {
                continue;
            }
            restored(&gateway, feed_state).await;
        }
    });
}

/// The cached entry of the feed. If there is none under the terms in force, it is made without the origin: of the entry
/// under other terms, or of the snapshot in the store. `None` when there is neither. Concurrent callers share one entry.
pub(in crate::gateway) async fn restored(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
) -> Option<Arc<CacheEntry>> {
    if feed_state.memory().is_not_stored {
        return None;
    }
    let _alone = feed_state.restoring.lock().await;
    if let Some(entry) = gateway.entry_at(feed_state) {
        return Some(entry);
    }
    if feed_state.memory().is_not_stored {
        return None;
    }
    loop {
        let withdrawals = gateway.withdrawals();
        let held = gateway.cache.get(feed_state.spec.id.as_str());
        let (this, at) = (gateway.clone(), feed_state.clone());
        let restored = gateway
            .compute(&feed_state.spec.id, For::Readers, move || {
                let snapshot = match &held {
                    Some(entry) => Some(snapshot_of(entry, &HashMap::new())),
                    None => this.store.snapshot(&at.spec.id),
                };
                snapshot.map_or(Ok(None), |snapshot| stated(&this, &at, snapshot))
            })
            .await;
        match restored {
            Ok(Some(entry)) => {
                let _publishing = gateway.withdrawals.publishing.read().await;
                // Otherwise something was withdrawn or brought back meanwhile, and it is made once more.
                if gateway.withdrawals() == withdrawals {
                    gateway.cache.put(entry.clone());
                    return Some(entry);
                }
            }
            Ok(None) => {
                // A store that cannot be read now may be read later.
                feed_state.memory().is_not_stored = gateway.store.fault().is_none();
                return None;
            }
            Err(failure) => {
                tracing::warn!(feed = %feed_state.spec.id, reason = %failure.reason, "the stored snapshot cannot be used");
                return None;
            }
        }
    }
}

/// A snapshot under the terms in force; `None` when nothing of it is this feed's any more.
fn stated(
    gateway: &Gateway,
    feed_state: &FeedState,
    mut snapshot: Snapshot,
) -> Result<Option<Arc<CacheEntry>>, Failure> {
    let mut remembered = |key: &str| snapshot.state.remove(key);
    let edition = remembered(EDITION).and_then(|it| serde_json::from_value(it).ok());
    let publisher = remembered(PUBLISHER).and_then(|it| serde_json::from_value(it).ok());
    let show = remembered(SHOW).and_then(|it| serde_json::from_value::<Show>(it).ok());
    if let (Some(show), Some(section)) = (show, feed_state.spec.sections.first()) {
        // A section that was read meanwhile knows better.
        let mut memory = feed_state.memory();
        if memory.shows.is_empty() {
            memory.shows.insert(section.url.clone(), Arc::new(show));
        }
    }
    let (mut items, mut changed_at) = (snapshot.items, snapshot.changed_at);
    items.retain(|item| gateway.store.stands(item));
    if edition != Some(feed_state.edition) {
        let publisher = publisher.as_ref().unwrap_or(&feed_state.spec.publisher.id);
        let Some(restated) = restate::items(gateway, feed_state, publisher, &items) else {
            return Ok(None);
        };
        items = restated;
        changed_at = entry::changed_after(changed_at, gateway.clock.now());
        feed_state.memory().restated = true;
    }
    let choices = choices_of(snapshot.state);
    if !choices.is_empty() {
        feed_state.memory().choices = choices;
    }
    let tombstones = tombstones(&gateway.store, &feed_state.spec.id, gateway.clock.now());
    let feed = entry::shell(feed_state, items, tombstones);
    let refreshed_at = gateway.clock.reading().of_past(snapshot.refreshed_at);
    let last = feed_state.memory().times;
    if last.is_some_and(|last| last.refreshed_at.wall > refreshed_at.wall) {
        // A later one was never written: what was learnt with it is to be learnt again.
        feed_state.memory().forget_pages();
    }
    let times = entry::times(feed_state, snapshot.changed_at, refreshed_at);
    feed_state.memory().times = Some(times);
    let times = Times {
        changed_at,
        ..times
    };
    let entry = entry::entry(feed, None, feed_state.edition, &gateway.setup().site, times)?;
    Ok(Some(entry))
}

fn snapshot_of(entry: &CacheEntry, choices: &HashMap<Url, Choice>) -> Snapshot {
    let choices = choices.iter().filter_map(|(section, choice)| {
        Some((section.to_string(), serde_json::to_value(choice).ok()?))
    });
    let terms = [
        (EDITION, serde_json::to_value(entry.edition)),
        (PUBLISHER, serde_json::to_value(&entry.feed.publisher.id)),
    ];
    let show = entry.feed.show.as_deref();
    let show = show.map(|show| (SHOW, serde_json::to_value(show)));
    let terms = terms
        .into_iter()
        .chain(show)
        .filter_map(|(key, value)| Some((key.to_owned(), value.ok()?)));
    Snapshot {
        items: entry.feed.items.clone(),
        tombstones: entry.feed.tombstones.clone(),
        changed_at: entry.changed_at,
        refreshed_at: entry.refreshed_at.wall,
        state: choices.chain(terms).collect(),
    }
}

/// The choices of lists as they were stored. One that a later byline wrote differently is made anew.
fn choices_of(state: BTreeMap<String, serde_json::Value>) -> HashMap<Url, Choice> {
    state
        .into_iter()
        .filter_map(|(section, choice)| {
            Some((
                Url::parse(&section).ok()?,
                serde_json::from_value(choice).ok()?,
            ))
        })
        .collect()
}
