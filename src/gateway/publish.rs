//! From facts to what is served: items with their rights, a feed, its documents, an entry in the cache.
//!
//! In: a [`Draft`] of a pass, or a stored snapshot. Out: an [`Entry`] that is in the cache and, when
//! the pass is over, in the store. Rendering and compressing happen off the runtime's threads.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::Gateway;
use super::compose::{self, Earlier, Listed};
use super::desk::{Cause, Desk, Failure};
use super::{merge, restate, takedown};
use crate::cache::{Documents, Entry, freshness};
use crate::extract::section::Choice;
use crate::model::{Article, Audience, Feed, Guid, Item, Moment, Tombstone};
use crate::render::{self, Document, Format, Site};
use crate::store::Snapshot;

/// A snapshot that is still growing is looked at again after this.
const GROWING_FOR: Duration = Duration::from_secs(5);

/// A commit takes some milliseconds; one that takes this long is not waited for.
const DURABLE_WITHIN: Duration = Duration::from_secs(1);

/// Where a stored snapshot says under which terms it was made; section URLs are the other keys there.
const EDITION: &str = "edition";
/// And whose items it has.
const PUBLISHER: &str = "publisher";

/// What a pass has gathered.
pub(super) struct Draft {
    pub(super) listed: Vec<Listed>,
    /// Items that stay as they are, unless they are listed.
    pub(super) kept: Vec<Arc<Item>>,
    pub(super) articles: HashMap<Url, Arc<Article>>,
    pub(super) previous: Option<Arc<Entry>>,
    /// Nothing differs from `previous`: it only needs new times.
    pub(super) unchanged: bool,
    /// More articles are on their way.
    pub(super) growing: bool,
}

/// Makes the entry and puts it in its place.
pub(super) async fn publish(
    gateway: &Arc<Gateway>,
    desk: &Arc<Desk>,
    draft: Draft,
) -> Result<Arc<Entry>, Arc<Failure>> {
    let now = gateway.clock.now();
    let growing = draft.growing;
    let until = freshness::fresh_until(now, GROWING_FOR);
    // Nothing is withdrawn from here until the entry is in its place.
    let _publishing = gateway.withdrawals.publishing.read().await;
    let tombstones = gateway.tombstones(&desk.spec.id, now);
    let withdrawals = gateway.withdrawals();
    let withdrew = std::mem::replace(&mut desk.memory().withdrawals, withdrawals) != withdrawals;
    let unchanged = draft.unchanged
        && !withdrew
        && draft
            .previous
            .as_ref()
            .is_some_and(|previous| previous.feed.tombstones == tombstones);
    let entry = match &draft.previous {
        Some(previous) if unchanged => Arc::new(Entry {
            refreshed_at: now,
            ..Entry::clone(previous)
        }),
        _ => {
            let (gateway, desk) = (gateway.clone(), desk.clone());
            at_the_bench(&gateway.clone(), &desk.clone(), move || {
                let previous = draft.previous.clone();
                let feed = feed(&gateway, &desk, draft, tombstones, now)?;
                entry(
                    feed,
                    previous.as_deref(),
                    desk.edition,
                    &gateway.setup().site,
                    (now, now, until),
                )
            })
            .await?
        }
    };
    let entry = if growing {
        entry
    } else {
        let mut entry = Arc::unwrap_or_clone(entry);
        entry.fresh_until = fresh_until(desk, entry.changed_at, now);
        desk.memory().times = Some((now, entry.fresh_until));
        Arc::new(entry)
    };
    if !growing {
        keep(gateway, desk, entry.clone(), unchanged).await;
    }
    if !unchanged {
        durable(gateway).await;
    }
    gateway.cache.put(entry.clone());
    Ok(entry)
}

/// Waits until the dates of what is about to be shown are on disk: a kill a moment later must not give an item
/// that a reader has a second date.
async fn durable(gateway: &Gateway) {
    if gateway.store.fault().is_none() {
        // What went wrong the store has said itself; the feed is served from memory all the same.
        let _ = tokio::time::timeout(DURABLE_WITHIN, gateway.store.saved()).await;
    }
}

/// Until when what was refreshed at `refreshed_at` is fresh, by how long its content has not changed.
fn fresh_until(desk: &Desk, changed_at: Timestamp, refreshed_at: Timestamp) -> Timestamp {
    let (spec, quiet) = (&desk.spec, super::between(changed_at, refreshed_at));
    let life = freshness::life(spec.interval, spec.max_interval, quiet);
    freshness::fresh_until(refreshed_at, life)
}

/// The entry as it is now, without what was withdrawn since it was made.
pub(super) async fn without_withdrawn(
    gateway: &Gateway,
    desk: &Desk,
    old: Arc<Entry>,
) -> Result<Arc<Entry>, Arc<Failure>> {
    let (store, setup, now) = (gateway.store.clone(), gateway.setup(), gateway.clock.now());
    // A reader who was here in this very second must see that it changed: dates on the wire are whole seconds.
    let after = old.changed_at.checked_add(Duration::from_secs(1));
    let changed_at = now.max(after.unwrap_or(now));
    let mut feed = Feed::clone(&old.feed);
    feed.tombstones = gateway.tombstones(&feed.id, now);
    at_the_bench(gateway, desk, move || {
        feed.items.retain(|item| takedown::stands(&store, item));
        entry(
            feed,
            Some(&old),
            old.edition,
            &setup.site,
            (changed_at, old.refreshed_at, old.fresh_until),
        )
    })
    .await
}

/// Hands the snapshot to the store, which writes it when it comes to it.
pub(super) async fn keep(gateway: &Gateway, desk: &Desk, entry: Arc<Entry>, unchanged: bool) {
    let (store, id) = (gateway.store.clone(), desk.spec.id.clone());
    if unchanged {
        store.renew_snapshot(&id, entry.refreshed_at);
        return;
    }
    let choices = desk.memory().choices.clone();
    // Encoding it takes a moment. What cannot be encoded is not stored, and is served all the same.
    let work = move || store.keep_snapshot(&id, snapshot_of(&entry, &choices));
    let _ = gateway.bench.work(work).await;
}

/// The feed as it was held under other terms, or as the store has it, put into the cache; and whether it is
/// as it was, or had to be stated anew. `None` when there is neither.
pub(super) async fn restore(
    gateway: &Arc<Gateway>,
    desk: &Arc<Desk>,
) -> Option<(Arc<Entry>, bool)> {
    let _publishing = gateway.withdrawals.publishing.read().await;
    let held = gateway.cache.get(desk.spec.id.as_str());
    let (this, at) = (gateway.clone(), desk.clone());
    let restored = at_the_bench(gateway, desk, move || {
        let snapshot = match &held {
            Some(entry) => Some(snapshot_of(entry, &HashMap::new())),
            None => this.store.snapshot(&at.spec.id),
        };
        snapshot.map_or(Ok(None), |snapshot| stated(&this, &at, snapshot))
    })
    .await;
    match restored {
        Ok(Some((entry, as_it_was))) => {
            gateway.cache.put(entry.clone());
            Some((entry, as_it_was))
        }
        Ok(None) => None,
        Err(failure) => {
            tracing::warn!(feed = %desk.spec.id, reason = %failure.reason, "the stored snapshot cannot be used");
            None
        }
    }
}

/// A snapshot under the terms that `desk` has, and whether those are the ones it was made under.
fn stated(
    gateway: &Gateway,
    desk: &Desk,
    mut snapshot: Snapshot,
) -> Result<Option<(Arc<Entry>, bool)>, Failure> {
    let mut remembered = |key: &str| snapshot.state.remove(key);
    let edition = remembered(EDITION).and_then(|it| serde_json::from_value(it).ok());
    let publisher = remembered(PUBLISHER).and_then(|it| serde_json::from_value(it).ok());
    let as_it_was = edition == Some(desk.edition);
    let (mut items, mut changed_at) = (snapshot.items, snapshot.changed_at);
    items.retain(|item| takedown::stands(&gateway.store, item));
    if !as_it_was {
        let publisher = publisher.as_ref().unwrap_or(&desk.spec.publisher.id);
        let Some(restated) = restate::items(gateway, desk, publisher, &items) else {
            return Ok(None);
        };
        (items, changed_at) = (restated, gateway.clock.now());
    }
    let choices = choices_of(snapshot.state);
    if !choices.is_empty() {
        desk.memory().choices = choices;
    }
    let tombstones = gateway.tombstones(&desk.spec.id, gateway.clock.now());
    let feed = shell(desk, items, tombstones);
    let refreshed_at = snapshot.refreshed_at;
    let until = fresh_until(desk, snapshot.changed_at, refreshed_at);
    desk.memory().times = Some((refreshed_at, until));
    let times = (changed_at, refreshed_at, until);
    let entry = entry(feed, None, desk.edition, &gateway.setup().site, times)?;
    Ok(Some((entry, as_it_was)))
}

fn snapshot_of(entry: &Entry, choices: &HashMap<Url, Choice>) -> Snapshot {
    let choices = choices.iter().filter_map(|(section, choice)| {
        Some((section.to_string(), serde_json::to_value(choice).ok()?))
    });
    let terms = [
        (EDITION, serde_json::to_value(entry.edition)),
        (PUBLISHER, serde_json::to_value(&entry.feed.publisher.id)),
    ];
    let terms = terms
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value.ok()?)));
    Snapshot {
        items: entry.feed.items.clone(),
        tombstones: entry.feed.tombstones.clone(),
        changed_at: entry.changed_at,
        refreshed_at: entry.refreshed_at,
        state: choices.chain(terms).collect(),
        ..Snapshot::default()
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

fn feed(
    gateway: &Gateway,
    desk: &Desk,
    mut draft: Draft,
    tombstones: Vec<Tombstone>,
    now: Timestamp,
) -> Result<Feed, Failure> {
    let spec = &desk.spec;
    let zone = &spec.publisher.zone;
    draft
        .listed
        .retain(|it| takedown::withdrawal(&gateway.store, &it.teaser.url).is_none());
    let links: Vec<(Guid, Url)> = draft
        .listed
        .iter()
        .map(|listed| (Guid::of(&listed.teaser.url), listed.teaser.url.clone()))
        .collect();
    let first_seen = gateway.store.first_seen(&links, now);
    let before: HashMap<Guid, &Item> = draft
        .previous
        .iter()
        .flat_map(|entry| &entry.feed.items)
        .map(|item| (item.facts().guid, &**item))
        .collect();
    let mut items: Vec<Arc<Item>> = draft
        .listed
        .iter()
        .filter_map(|listed| {
            let guid = Guid::of(&listed.teaser.url);
            let before = before.get(&guid).copied();
            let article = draft
                .articles
                .get(&listed.teaser.url)
                .map(|article| &**article);
            // A store that cannot be read makes no date up: what would show it waits.
            let dated = || listed.teaser.published.or(article?.published);
            let first_seen = match first_seen.get(&guid) {
                Some(&seen) => Moment::in_zone(seen, zone),
                None => before.map(|before| before.facts().updated).or_else(dated)?,
            };
            let earlier = Earlier {
                first_seen,
                complete: before.filter(|before| before.is_complete()),
            };
            Some(Arc::new(compose::item(
                listed,
                article,
                &spec.publisher,
                earlier,
                Moment::in_zone(now, zone),
            )))
        })
        .collect();
    let listed: HashSet<Guid> = items.iter().map(|item| item.facts().guid).collect();
    let mut kept = draft.kept;
    kept.retain(|item| {
        !listed.contains(&item.facts().guid) && takedown::stands(&gateway.store, item)
    });
    items.extend(kept);
    if items.is_empty() && first_seen.len() < links.len() {
        return Err(Failure {
            cause: Cause::Page,
            timed_out: false,
            reason: format!(
                "feed \"{}\": its dates cannot be read from the store",
                spec.id
            ),
            retry_after: None,
        });
    }
    merge::newest_first(&mut items, &first_seen);
    items.truncate(spec.limit);
    Ok(shell(desk, items, tombstones))
}

/// The feed around its items, as feeds.toml has it now.
fn shell(desk: &Desk, items: Vec<Arc<Item>>, tombstones: Vec<Tombstone>) -> Feed {
    let spec = &desk.spec;
    Feed {
        id: spec.id.clone(),
        title: spec.title.clone(),
        description: spec.description.clone(),
        home: spec
            .sections
            .first()
            .map_or_else(|| spec.publisher.url.clone(), |section| section.url.clone()),
        publisher: spec.publisher.clone(),
        interval: spec.interval,
        items,
        tombstones,
    }
}

fn entry(
    feed: Feed,
    previous: Option<&Entry>,
    edition: [u8; 32],
    site: &Site,
    (changed_at, refreshed_at, fresh_until): (Timestamp, Timestamp, Timestamp),
) -> Result<Arc<Entry>, Failure> {
    let document = |format: Format| -> Result<Arc<Document>, Failure> {
        let body =
            render::feed(&feed, format, Audience::Public, site).map_err(|error| Failure {
                cause: Cause::Page,
                timed_out: false,
                reason: format!("feed \"{}\" could not be rendered: {error}", feed.id),
                retry_after: None,
            })?;
        match previous.map(|previous| previous.documents.of(format)) {
            // Same bytes: same validators, and nothing to compress again.
            Some(before) if before.body()[..] == body[..] => Ok(before.clone()),
            _ => {
                let link = site.link_header(&feed.id, &feed.publisher.id, format);
                let document = Document::new(format.content_type(), body, Some(changed_at), link);
                Ok(Arc::new(
                    document.reserved(site.tdm_policy(&feed.publisher)),
                ))
            }
        }
    };
    let documents = Documents {
        rss: document(Format::Rss)?,
        atom: document(Format::Atom)?,
        json: document(Format::Json)?,
    };
    let changed_at = match previous {
        Some(previous) if previous.documents.same_as(&documents) => previous.changed_at,
        _ => changed_at,
    };
    Ok(Arc::new(Entry {
        feed: Arc::new(feed),
        documents,
        edition,
        private: Arc::default(),
        heads: Arc::default(),
        changed_at,
        refreshed_at,
        fresh_until,
    }))
}

async fn at_the_bench<T: Send + 'static>(
    gateway: &Gateway,
    desk: &Desk,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Arc<Failure>> {
    match gateway.bench.work(work).await {
        Ok(done) => done.map_err(Arc::new),
        Err(_) => Err(super::crashed(desk)),
    }
}
