//! Makes an entry of the cache: a feed, its documents, and until when they are fresh.

use std::sync::Arc;
use std::thread::yield_now;
use std::time::Duration;

use jiff::Timestamp;

use crate::cache::{CacheEntry, Documents, freshness};
use crate::clock::ClockReading;
use crate::gateway::failure::Failure;
use crate::gateway::feed_state::{FeedState, Times};
use crate::model::{Feed, Item, Tombstone};
use crate::render::{Document, Format, Frame, Site};

/// Until when what was refreshed at `refreshed_at` is fresh, by how long its content has not changed.
pub(in crate::gateway) fn times(
    feed_state: &FeedState,
    changed_at: Timestamp,
    refreshed_at: ClockReading,
) -> Times {
    let (spec, quiet) = (&feed_state.spec, between(changed_at, refreshed_at.wall));
    let life = freshness::life(spec.interval, spec.max_interval, quiet);
    Times {
        changed_at,
        refreshed_at,
        fresh_until: refreshed_at.steady.after(life),
    }
}

/// A feed of `items`, with the title and terms that feeds.toml gives now.
pub(in crate::gateway) fn shell(
    feed_state: &FeedState,
    items: Vec<Arc<Item>>,
    tombstones: Vec<Tombstone>,
) -> Feed {
    let spec = &feed_state.spec;
    let show = {
        let memory = feed_state.memory();
        let mut sections = spec.sections.iter();
        sections.find_map(|section| memory.shows.get(&section.url).cloned())
    };
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
        show,
    }
}

/// The entry of `feed`, which takes the place of `previous`.
pub(in crate::gateway) fn entry(
    feed: Feed,
    previous: Option<&CacheEntry>,
    edition: [u8; 32],
    site: &Site,
    times: Times,
) -> Result<Arc<CacheEntry>, Failure> {
    let changed_at = previous.map_or(times.changed_at, |previous| {
        changed_after(previous.changed_at, times.changed_at)
    });
    let before = previous.map(|previous| {
        let bodies = previous.documents.as_ref();
        (
            &*previous.frame,
            bodies.map(|document| &document.body()[..]),
        )
    });
    let (bodies, frame) = Frame::documents(&feed, site, before).map_err(|error| {
        Failure::page(format!(
            "feed \"{}\" could not be rendered: {error}",
            feed.id
        ))
    })?;
    let document = |format: Format, body: Vec<u8>| -> Arc<Document> {
        yield_now();
        match previous.map(|previous| previous.documents.of(format)) {
            // Same bytes: same validators, and nothing to compress again.
            Some(before) if before.body()[..] == body[..] => before.clone(),
            before => {
                let link = site.link_header(&feed.id, &feed.publisher.id, format);
                let document = Document::new(format.content_type(), body, Some(changed_at), link)
                    .reserved(site.tdm_policy(&feed.publisher));
                Arc::new(match before {
                    Some(before) => document.packed_like(before),
                    None => document,
                })
            }
        }
    };
    let documents = Documents {
        rss: document(Format::Rss, bodies.rss),
        atom: document(Format::Atom, bodies.atom),
        json: document(Format::Json, bodies.json),
    };
    let changed_at = match previous {
        Some(previous) if previous.documents.same_as(&documents) => previous.changed_at,
        _ => changed_at,
    };
    Ok(Arc::new(CacheEntry {
        feed: Arc::new(feed),
        documents,
        frame: Arc::new(frame),
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
pub(in crate::gateway) fn changed_after(before: Timestamp, now: Timestamp) -> Timestamp {
    let next_second = before.checked_add(Duration::from_secs(1));
    now.max(next_second.unwrap_or(before))
}

/// From `from` to `to`; zero if `to` is earlier.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
