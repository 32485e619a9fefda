//! From facts to what is served: items with their rights, a feed, its documents, an entry in the cache.
//!
//! In: a [`Draft`] of a pass. Out: an [`Entry`] that is in the cache and, when
//! the pass is over, in the store. Rendering and compressing happen off the runtime's threads.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::thread::yield_now;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::Gateway;
use super::compose::{self, Earlier, Listed};
use super::cpu_pool::For;
use super::feed_state::{Cause, Failure, FeedState, Times};
use super::whose::Whose;
use super::{merge, snapshots, takedown};
use crate::cache::{Documents, Entry, freshness};
use crate::clock::Reading;
use crate::model::{Article, Audience, Feed, Guid, Item, Moment, Tombstone, page_of};
use crate::render::{self, Document, Format, Site};

/// A snapshot that is still growing is looked at again after this.
const GROWING_FOR: Duration = Duration::from_secs(5);

/// A commit takes some milliseconds; one that takes this long is not waited for.
const DURABLE_WITHIN: Duration = Duration::from_secs(1);

/// What a pass has gathered.
pub(super) struct Draft {
    pub(super) listed: Vec<Listed>,
    /// Items that stay as they are, unless they are listed.
    pub(super) kept: Vec<Arc<Item>>,
    /// By the guid of their page, or of the item where a feed states them.
    pub(super) articles: HashMap<Guid, Arc<Article>>,
    pub(super) previous: Option<Arc<Entry>>,
    /// Nothing differs from `previous`: it only needs new times.
    pub(super) unchanged: bool,
    /// More articles are on their way.
    pub(super) growing: bool,
}

/// Makes the entry and puts it in its place.
///
/// A takedown never waits for it: what is withdrawn while the entry is made is taken out before it is put.
pub(super) async fn publish(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    draft: Draft,
) -> Result<Arc<Entry>, Arc<Failure>> {
    let now = gateway.clock.reading();
    let growing = draft.growing;
    let withdrawals = gateway.withdrawals();
    let tombstones = gateway.tombstones(&feed_state.spec.id, now.wall);
    let unchanged = draft.unchanged
        && feed_state.memory().withdrawals == withdrawals
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
            let (this, at) = (gateway.clone(), feed_state.clone());
            // A reader who waits gets headlines in time, however long the publisher's own pages take.
            let whom = match *feed_state.reader().borrow() {
                true => For::Readers,
                false => For::Refresh(&feed_state.spec.publisher.id),
            };
            compute(gateway, feed_state, whom, move || {
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
            // What the pages listed is in no feed: the next pass must not take them for known.
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
        Made::Again => renew(gateway, feed_state, entry.changed_at, now),
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
/// made: what was withdrawn since is taken out.
async fn put(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    mut entry: Arc<Entry>,
    mut made: Made,
    mut withdrawals: u64,
) -> Result<Arc<Entry>, Arc<Failure>> {
    loop {
        if made == Made::Anew {
            let whom = For::Refresh(&feed_state.spec.publisher.id);
            snapshots::keep(gateway, feed_state, entry.clone(), whom).await;
        }
        if made != Made::Again {
            durable(gateway).await;
        }
        {
            let _publishing = gateway.withdrawals.publishing.read().await;
            let before = std::mem::replace(&mut withdrawals, gateway.withdrawals());
            if before == withdrawals {
                feed_state.memory().withdrawals = withdrawals;
                gateway.cache.put(entry.clone());
                return Ok(entry);
            }
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
pub(super) fn renew(
    gateway: &Gateway,
    feed_state: &FeedState,
    changed_at: Timestamp,
    now: Reading,
) {
    feed_state.memory().times = Some(times(feed_state, changed_at, now));
    gateway.store.renew_snapshot(&feed_state.spec.id, now.wall);
}

/// Until when what was refreshed at `refreshed_at` is fresh, by how long its content has not changed.
pub(super) fn times(feed_state: &FeedState, changed_at: Timestamp, refreshed_at: Reading) -> Times {
    let (spec, quiet) = (
        &feed_state.spec,
        super::between(changed_at, refreshed_at.wall),
    );
    let life = freshness::life(spec.interval, spec.max_interval, quiet);
    Times {
        changed_at,
        refreshed_at,
        fresh_until: refreshed_at.steady.after(life),
    }
}

/// The entry as it is now, without what was withdrawn since it was made.
pub(super) async fn without_withdrawn(
    gateway: &Gateway,
    feed_state: &FeedState,
    old: Arc<Entry>,
) -> Result<Arc<Entry>, Arc<Failure>> {
    let (store, setup, now) = (gateway.store.clone(), gateway.setup(), gateway.clock.now());
    let mut feed = Feed::clone(&old.feed);
    feed.tombstones = gateway.tombstones(&feed.id, now);
    compute(gateway, feed_state, For::Readers, move || {
        feed.items.retain(|item| takedown::stands(&store, item));
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

fn feed(
    gateway: &Gateway,
    feed_state: &FeedState,
    mut draft: Draft,
    tombstones: Vec<Tombstone>,
    now: Timestamp,
) -> Result<Feed, Failure> {
    let spec = &feed_state.spec;
    let zone = &spec.publisher.zone;
    draft
        .listed
        .retain(|it| takedown::withdrawal(&gateway.store, &it.teaser.url).is_none());
    // What cannot be shown leaves no trace, however many new links a page has each time.
    draft.listed = merge::foremost(draft.listed, spec.limit);
    let links: Vec<(Guid, Url)> = draft
        .listed
        .iter()
        .map(|listed| (Guid::of(&listed.teaser.url), listed.teaser.url.clone()))
        .collect();
    let first_seen = gateway.store.first_seen(&spec.id, &links, now);
    let before: HashMap<Guid, &Item> = draft
        .previous
        .iter()
        .flat_map(|entry| &entry.feed.items)
        .map(|item| (item.facts().guid, &**item))
        .collect();
    let config = gateway.config();
    let whose = if draft.growing {
        Whose::of_unread(&config, spec)
    } else {
        let listed = draft.listed.iter().map(|listed| &listed.teaser.url);
        let read = listed.filter_map(|url| {
            let guid = Guid::of(&page_of(url));
            Some((
                url,
                &**draft
                    .articles
                    .get(&guid)
                    .or_else(|| draft.articles.get(&Guid::of(url)))?,
            ))
        });
        Whose::of_read(&config, spec, read)
    };
    let mut items: Vec<Arc<Item>> = draft
        .listed
        .iter()
        .filter_map(|listed| {
            let guid = Guid::of(&listed.teaser.url);
            let before = before.get(&guid).copied();
            let article = article_of(&draft.articles, &listed.teaser.url);
            let article = article.as_deref();
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
                whose.of(&listed.teaser.url),
                earlier,
                Moment::in_zone(now, zone),
            )))
        })
        .collect();
    if items.len() < draft.listed.len() {
        // What waits for its date is wanted again, however unchanged its page.
        feed_state.memory().forget_pages();
    }
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
    merge::shorten(&mut items, spec.limit);
    Ok(shell(feed_state, items, tombstones))
}

/// What is known of the article at `url`; of a place, what its page states of all of them.
fn article_of(articles: &HashMap<Guid, Arc<Article>>, url: &Url) -> Option<Arc<Article>> {
    articles.get(&Guid::of(url)).cloned().or_else(|| {
        url.fragment()?;
        let page = articles.get(&Guid::of(&page_of(url)))?;
        Some(Arc::new(page.of_place()))
    })
}

/// The feed around its items, as feeds.toml has it now.
pub(super) fn shell(
    feed_state: &FeedState,
    items: Vec<Arc<Item>>,
    tombstones: Vec<Tombstone>,
) -> Feed {
    let spec = &feed_state.spec;
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

/// The entry of `feed`, which takes the place of `previous`.
pub(super) fn entry(
    feed: Feed,
    previous: Option<&Entry>,
    edition: [u8; 32],
    site: &Site,
    times: Times,
) -> Result<Arc<Entry>, Failure> {
    let changed_at = previous.map_or(times.changed_at, |previous| {
        changed_after(previous.changed_at, times.changed_at)
    });
    let document = |format: Format| -> Result<Arc<Document>, Failure> {
        yield_now();
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
            before => {
                let link = site.link_header(&feed.id, &feed.publisher.id, format);
                let document = Document::new(format.content_type(), body, Some(changed_at), link)
                    .reserved(site.tdm_policy(&feed.publisher));
                Ok(Arc::new(match before {
                    Some(before) => document.packed_like(before),
                    None => document,
                }))
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
        changed_at,
        refreshed_at: times.refreshed_at,
        fresh_until: times.fresh_until,
    }))
}

/// When something changed that had last changed at `before`: `now`, or the second after `before` if that is later.
///
/// Dates on the wire are whole seconds, and a clock may be set back: a reader who sends `If-Modified-Since` must see
/// every change.
pub(super) fn changed_after(before: Timestamp, now: Timestamp) -> Timestamp {
    let next_second = before.checked_add(Duration::from_secs(1));
    now.max(next_second.unwrap_or(before))
}

/// Does `work` for a feed in the CPU pool.
pub(super) async fn compute<T: Send + 'static>(
    gateway: &Gateway,
    feed_state: &FeedState,
    whom: For<'_>,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Arc<Failure>> {
    match gateway.cpu_pool.run(whom, work).await {
        Ok(done) => done.map_err(Arc::new),
        Err(_) => Err(super::single_flight::crashed(feed_state)),
    }
}
