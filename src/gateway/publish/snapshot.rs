//! The last good snapshot of a feed: into the store and back.
//!
//! In: a [`CacheEntry`] to store, or a feed to restore. Out: a stored [`Snapshot`], or an entry in the cache, stated
//! anew where feeds.toml has other terms by now.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use url::Url;

use super::{entry, restate};
use crate::cache::CacheEntry;
use crate::extract::list::Choice;
use crate::gateway::conductor::Gateway;
use crate::gateway::cpu_pool::For;
use crate::gateway::failure::Failure;
use crate::gateway::feed_state::{FeedState, Times};
use crate::gateway::replicas::fleet::Replicas;
use crate::gateway::withdrawals::tombstones;
use crate::model::{FeedId, Show};
use crate::store::{EncodedSnapshot, Fence, NumberedSnapshot, Published, Snapshot};

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

/// Publishes the snapshot for all replicas, under this replica's turn, or in place of the one it was made of. `None`: another
/// one has been published since. The turn ends with it, unless it is a part. A `part` of a refresh is stale at once for the others.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub(in crate::gateway) async fn share(
    gateway: &Gateway,
    feed_state: &FeedState,
    replicas: &Replicas,
    entry: &Arc<CacheEntry>,
    whom: For<'_>,
    part: bool,
) -> Result<Option<i64>, Arc<Failure>> {
    let (turn, numbers) = {
        let memory = feed_state.memory();
        (memory.turn, memory.numbers)
    };
    let fence = match turn {
        Some(generation) => Fence::Turn {
            generation,
            ends: !part,
        },
        None => Fence::Snapshot(numbers.content),
    };
    let shared = shared(gateway, feed_state, replicas, entry, whom, part, fence).await?;
    let mut memory = feed_state.memory();
    if !part || shared.is_none() {
        memory.turn = None;
    }
    Ok(shared)
}

/// Publishes the snapshot in place of the one that it was made of, whosever turn it is.
///
/// # Errors
/// As [`share`].
pub(in crate::gateway) async fn replace(
    gateway: &Gateway,
    feed_state: &FeedState,
    replicas: &Replicas,
    entry: &Arc<CacheEntry>,
) -> Result<Option<i64>, Arc<Failure>> {
    let fence = Fence::Snapshot(feed_state.memory().numbers.content);
    shared(
        gateway,
        feed_state,
        replicas,
        entry,
        For::Readers,
        false,
        fence,
    )
    .await
}

async fn shared(
    gateway: &Gateway,
    feed_state: &FeedState,
    replicas: &Replicas,
    entry: &Arc<CacheEntry>,
    whom: For<'_>,
    part: bool,
    fence: Fence,
) -> Result<Option<i64>, Arc<Failure>> {
    let feed = &feed_state.spec.id;
    let choices = feed_state.memory().choices.clone();
    let age = match part {
        true => feed_state.spec.max_interval,
        false => Duration::ZERO,
    };
    let shared = entry.clone();
    let encode = move || EncodedSnapshot::of(snapshot_of(&shared, &choices), age);
    let encoded = gateway.cpu_pool.run(whom, encode).await;
    let Some(encoded) = encoded.ok().flatten() else {
        return Err(Failure::crashed(feed));
    };
    let me = Some(&replicas.me);
    let published = gateway.store.publish_snapshot(me, feed, encoded, fence);
    match published
        .await
        .map_err(|error| Failure::paused(Some(&error)))?
    {
        Published::As(number) => {
            feed_state.memory().is_not_stored = false;
            Ok(Some(number))
        }
        Published::Superseded => Ok(None),
    }
}

/// Puts an entry into the cache that shows the snapshot `number`, unless a newer one is there. Whether it was put.
pub(in crate::gateway) fn put_numbered(
    gateway: &Gateway,
    feed_state: &FeedState,
    entry: Arc<CacheEntry>,
    number: i64,
) -> bool {
    let mut memory = feed_state.memory();
    if number < memory.numbers.content {
        return false;
    }
    memory.numbers.content = number;
    memory.numbers.refresh = memory.numbers.refresh.max(number);
    gateway.cache.put(entry);
    true
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
    loaded(gateway, feed_state).await
}

/// The entry of the feed's stored snapshot, in place of an older one in the cache.
pub(in crate::gateway) async fn reloaded(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
) -> Option<Arc<CacheEntry>> {
    let _alone = feed_state.restoring.lock().await;
    loaded(gateway, feed_state).await
}

/// The entry of the snapshot that is there: in the store, or in the cache under other terms. What replicas share is read from
/// the store first, since another one may have published since.
async fn loaded(gateway: &Arc<Gateway>, feed_state: &Arc<FeedState>) -> Option<Arc<CacheEntry>> {
    loop {
        let withdrawals = gateway.withdrawals();
        let held = gateway.cache.get(feed_state.spec.id.as_str());
        let (this, at) = (gateway.clone(), feed_state.clone());
        let restored = gateway
            .compute(&feed_state.spec.id, For::Readers, move || {
                let held = held.map(|entry| snapshot_of(&entry, &HashMap::new()));
                let numbers = at.memory().numbers;
                let of_here = |snapshot| NumberedSnapshot {
                    snapshot,
                    number: numbers.content,
                    age: None,
                };
                let known = match &this.replicas {
                    None => held
                        .or_else(|| this.store.snapshot(&at.spec.id))
                        .map(of_here),
                    Some(_) => {
                        let stored = this.store.numbered_snapshot(&at.spec.id);
                        let stored = stored.filter(|it| it.number > 0 || held.is_none());
                        stored.or_else(|| held.map(of_here))
                    }
                };
                let Some(known) = known else {
                    return Ok(None);
                };
                let number = known.number;
                if number > numbers.content {
                    this.store.copy_snapshot(&at.spec.id, &known.snapshot);
                }
                // What another replica publishes under other terms is no reason to refresh it under ours: it would do the same.
                let is_first = numbers.content == 0;
                let entry = stated(&this, &at, known, is_first)?;
                Ok(entry.map(|entry| (entry, number)))
            })
            .await;
        match restored {
            Ok(Some((entry, number))) => {
                let _publishing = gateway.withdrawals.publishing.read().await;
                // Otherwise something was withdrawn or brought back meanwhile, and it is made once more.
                if gateway.withdrawals() == withdrawals {
                    if !put_numbered(gateway, feed_state, entry.clone(), number) {
                        return gateway.entry_at(feed_state).or(Some(entry));
                    }
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

/// A snapshot under the terms in force; `None` when nothing of it is this feed's any more. If it `is_first`, and was made under
/// other terms, the feed is to be refreshed.
fn stated(
    gateway: &Gateway,
    feed_state: &FeedState,
    known: NumberedSnapshot,
    is_first: bool,
) -> Result<Option<Arc<CacheEntry>>, Failure> {
    let (mut snapshot, now) = (known.snapshot, gateway.clock.reading());
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
    if edition == Some(feed_state.edition) {
        // Whoever published it has refreshed the feed under these terms, so there is no need to do it here, too.
        feed_state.memory().restated = false;
    } else {
        let publisher = publisher.as_ref().unwrap_or(&feed_state.spec.publisher.id);
        let Some(restated) = restate::items(gateway, feed_state, publisher, &items) else {
            return Ok(None);
        };
        items = restated;
        changed_at = entry::changed_after(changed_at, gateway.clock.now());
        feed_state.memory().restated |= is_first || gateway.replicas.is_none();
    }
    let choices = choices_of(snapshot.state);
    if !choices.is_empty() {
        feed_state.memory().choices = choices;
    }
    let tombstones = tombstones(&gateway.store, &feed_state.spec.id, gateway.clock.now());
    let feed = entry::shell(feed_state, items, tombstones);
    let refreshed_at = now.of_past_by(snapshot.refreshed_at, known.age);
    let last = feed_state.memory().times;
    // What another replica refreshed is dated at each look, and so never to the millisecond.
    let later = |last: Times| last.refreshed_at.wall.duration_since(refreshed_at.wall);
    if last.is_some_and(|last| later(last) > SignedDuration::from_secs(1)) {
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
