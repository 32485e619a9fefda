//! Looks at a feed after a refresh or a takedown, and queues what its endpoints are to be told.
//!
//! In: how a refresh ended, or what was withdrawn. Out: events in the store. A refresh does not wait for it: the look is a
//! task of its own, one after the other for each feed. What follows from a look is decided in `announced`.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::Timestamp;

use super::announced::{Announced, Condition, ItemNews};
use crate::config::{Config, FeedSpec};
use crate::gateway::conductor::Gateway;
use crate::gateway::failure::Cause;
use crate::gateway::feed_state::{Ended, FeedState};
use crate::gateway::report::SectionResult;
use crate::gateway::setup::short_digest;
use crate::model::{EndpointId, EventKind, Feed, FeedId, Guid};
use crate::render::{self, EventFeed, Happening, Site};
use crate::store::{QueuePlace, QueuedEvent, Store, Takedown, Withdrawer};

/// A feed is in trouble when so many refreshes in a row ended so: one bad answer is no alarm.
const IN_TROUBLE: u32 = 2;
/// Events that wait for one endpoint. Beyond that the oldest are dropped.
const MOST_QUEUED: usize = 5000;
/// A commit that takes this long is not waited for.
const DURABLE_WITHIN: Duration = Duration::from_secs(1);

/// How a feed is, and the words for it.
struct Found {
    condition: Condition,
    error: Option<String>,
    since: Option<Timestamp>,
}

/// An event before it is written for anyone.
struct Event {
    kind: EventKind,
    what: String,
    body: String,
}

/// What is needed to queue events of one feed.
struct EventWriter {
    config: Arc<Config>,
    spec: Arc<FeedSpec>,
    site: Site,
    store: Store,
    now: Timestamp,
}

impl Gateway {
    /// A refresh of the feed has ended: whoever wants to know is told, soon.
    pub(in crate::gateway) fn observe(
        self: &Arc<Self>,
        feed_state: &Arc<FeedState>,
        ended: &Ended,
    ) {
        if self.config().notify.is_empty() {
            return;
        }
        let found = found(feed_state);
        let is_read = ended.is_ok();
        let feed = ended.as_ref().ok().and_then(Option::as_ref);
        let feed = feed.map(|entry| entry.feed.clone());
        let (gateway, spec) = (self.clone(), feed_state.spec.clone());
        tokio::spawn(async move { gateway.look(spec, feed, is_read, found).await });
    }

    /// Compares a feed with what was announced of it. `is_read`: its refresh did not fail; without `feed` it is as it was.
    async fn look(
        &self,
        spec: Arc<FeedSpec>,
        feed: Option<Arc<Feed>>,
        is_read: bool,
        found: Found,
    ) {
        let looked = self.endpoints.looked(&spec.id);
        let mut looked = looked.lock().await;
        let withdrawals = self.withdrawals();
        let feed = feed.filter(|feed| {
            let before = looked.feed.as_ref();
            !before.is_some_and(|(before, count)| {
                *count == withdrawals && Weak::as_ptr(before) == Arc::as_ptr(feed)
            })
        });
        looked.in_trouble = match found.condition {
            Condition::Trouble => looked.in_trouble.saturating_add(1),
            Condition::Fine | Condition::NeedsALook => 0,
        };
        let is_early = found.condition == Condition::Trouble && looked.in_trouble < IN_TROUBLE;
        let condition =
            Some(found.condition).filter(|it| !is_early && looked.condition != Some(*it));
        // A feed that was found as the store has it, and was not looked at since the start.
        let is_stored = is_read && feed.is_none() && looked.feed.is_none();
        if feed.is_none() && condition.is_none() && !is_stored {
            return;
        }
        let seen = feed.as_ref().map(Arc::downgrade);
        let seen = seen.or_else(|| is_stored.then(Weak::new));
        let writer = self.event_writer(spec);
        let work = move |store: &Store| -> Option<(EventWriter, Announced, Vec<Event>)> {
            let before = announced(store, &writer.spec.id)?;
            let mut announced = before.clone();
            let mut events = Vec::new();
            let stored = || store.snapshot(&writer.spec.id).map(|it| it.items);
            let items = match &feed {
                Some(feed) => Some(feed.items.clone()),
                None if is_stored => stored(),
                None => None,
            };
            if let Some(mut items) = items {
                let is_withdrawn = |guid| store.takedown(guid).is_some();
                let reads = reads(&writer.spec);
                // What was withdrawn since the refresh ended is not published.
                items.retain(|item| store.stands(item));
                for news in announced.follow(&items, is_withdrawn, &reads, writer.now) {
                    events.extend(match news {
                        ItemNews::Published(item) => writer.event(
                            EventKind::ItemPublished,
                            item.facts().guid.to_string(),
                            Happening::Published(&item),
                        ),
                        ItemNews::Withdrawn(guid) => writer.withdrawn(guid),
                    });
                }
            }
            if let Some(kind) = condition.and_then(|it| announced.is_now(it)) {
                let happening = Happening::ToFeed {
                    error: found.error.as_deref(),
                    since: found.since,
                };
                events.extend(writer.event(kind, String::new(), happening));
            }
            (announced != before).then_some(())?;
            // The ids are made of the record as it was, so that after a kill they are the same.
            for event in &mut events {
                event.what = before.event_id(event.kind, &writer.spec.id, &event.what);
            }
            Some((writer, announced.next(), events))
        };
        self.queue_events(work).await;
        if self.store.fault().is_none() {
            let seen = seen.map(|feed| (feed, withdrawals));
            looked.feed = seen.or(looked.feed.take());
            looked.condition = condition.or(looked.condition);
        }
    }

    /// An item was withdrawn from the feeds that `takedown` names, and with it `places` of its page.
    pub(in crate::gateway) async fn tell_withdrawn(
        &self,
        takedown: &Takedown,
        places: &[(FeedId, Guid)],
    ) {
        if self.config().notify.is_empty() {
            return;
        }
        for feed in &takedown.feeds {
            let Ok(feed_state) = self.feed_state(feed.as_str()) else {
                continue;
            };
            let looked = self.endpoints.looked(feed);
            let _alone = looked.lock().await;
            let of_feed = places.iter().filter(|(of, _)| of == feed);
            let mut guids: Vec<Guid> = of_feed.map(|(_, guid)| *guid).collect();
            guids.push(takedown.guid);
            let (writer, takedown) = (self.event_writer(feed_state.spec.clone()), takedown.clone());
            self.queue_events(move |store| {
                let before = announced(store, &writer.spec.id)?;
                let mut announced = before.clone();
                guids.retain(|guid| announced.withdraw(*guid));
                (announced != before).then_some(())?;
                let events = guids.iter().filter_map(|guid| {
                    let mut event = writer.withdrawn_by(*guid, &takedown)?;
                    event.what = before.event_id(event.kind, &writer.spec.id, &event.what);
                    Some(event)
                });
                let events = events.collect();
                Some((writer, announced.next(), events))
            })
            .await;
        }
    }

    /// Queues what `work` finds, and waits until it is on disk.
    async fn queue_events(
        &self,
        work: impl FnOnce(&Store) -> Option<(EventWriter, Announced, Vec<Event>)> + Send + 'static,
    ) {
        let store = self.store.clone();
        let queued = tokio::task::spawn_blocking(move || {
            let (writer, announced, events) = work(&store)?;
            Some(writer.queue(&announced, &events))
        });
        let Ok(Some(queued)) = queued.await else {
            return;
        };
        for place in &queued {
            let Ok(endpoint) = place.endpoint().parse::<EndpointId>() else {
                continue;
            };
            self.endpoints.change(&endpoint, |state| {
                state.queued += 1;
                state.wake.notify_one();
            });
        }
        self.keep_within_bounds().await;
        if !queued.is_empty() && self.store.fault().is_none() {
            // What went wrong the store has said itself.
            let _ = tokio::time::timeout(DURABLE_WITHIN, self.store.saved()).await;
        }
    }

    /// Drops the oldest events of endpoints for which too many wait.
    async fn keep_within_bounds(&self) {
        for endpoint in self.config().notify.keys() {
            if self.endpoints.change(endpoint, |state| state.queued) <= MOST_QUEUED {
                continue;
            }
            let (store, of) = (self.store.clone(), endpoint.clone());
            let dropped = tokio::task::spawn_blocking(move || {
                let queue = store.queue(Some(&of)).unwrap_or_default();
                let dropped = queue.len().saturating_sub(MOST_QUEUED);
                store.unqueue(&queue[..dropped]);
                (dropped, queue.len() - dropped)
            });
            let Ok((dropped, left)) = dropped.await else {
                continue;
            };
            let is_new = self.endpoints.change(endpoint, |state| {
                state.queued = left;
                state.dropped += dropped as u64;
                dropped > 0 && !std::mem::replace(&mut state.overflows, true)
            });
            if is_new {
                tracing::warn!(%endpoint, "more than {MOST_QUEUED} events wait for this endpoint of [notify]; the oldest are dropped, and counted in /metrics");
            }
        }
    }

    fn event_writer(&self, spec: Arc<FeedSpec>) -> EventWriter {
        let setup = self.setup();
        EventWriter {
            config: setup.config.clone(),
            spec,
            site: setup.site.clone(),
            store: self.store.clone(),
            now: self.clock.now(),
        }
    }
}

impl EventWriter {
    /// An event; `what` tells it from others of its kind. `None` when it cannot be written, which no item can cause.
    fn event(&self, kind: EventKind, what: String, happening: Happening<'_>) -> Option<Event> {
        let feed = EventFeed {
            id: &self.spec.id,
            title: &self.spec.title,
            publisher: &self.spec.publisher,
        };
        let body = render::event(kind, self.now, feed, happening, &self.site);
        let body = body.inspect_err(
            |error| tracing::error!(feed = %self.spec.id, %error, "a message of [notify]"),
        );
        Some(Event {
            kind,
            what,
            body: body.ok()?,
        })
    }

    fn withdrawn(&self, guid: Guid) -> Option<Event> {
        let takedown = self.store.takedown(guid)?;
        self.withdrawn_by(guid, &takedown)
    }

    fn withdrawn_by(&self, guid: Guid, takedown: &Takedown) -> Option<Event> {
        let when = takedown.when.rfc3339();
        let is_itself = guid == takedown.guid || takedown.former.contains(&guid);
        let happening = Happening::Withdrawn {
            guid,
            url: takedown.url.as_ref().filter(|_| is_itself),
            by: match takedown.by {
                Withdrawer::Operator => "operator",
                Withdrawer::Origin => "origin",
            },
            when: &when,
            reason: takedown.reason.as_deref(),
        };
        self.event(EventKind::ItemWithdrawn, guid.to_string(), happening)
    }

    /// Queues `events` for every endpoint that wants them, together with what is then `announced`.
    fn queue(&self, announced: &Announced, events: &[Event]) -> Vec<QueuePlace> {
        let (feed, now) = (&self.spec.id, self.now);
        let mut queued = Vec::new();
        for (number, event) in events.iter().enumerate() {
            let wanted = self.config.notify.values();
            for endpoint in wanted.filter(|it| it.wants(event.kind, feed)) {
                let place = QueuePlace::new(&endpoint.id, feed, now, number, &event.what);
                let (id, body) = (event.what.clone(), event.body.clone());
                queued.push((place, QueuedEvent { id, body }));
            }
        }
        self.store.announce(feed, announced, &queued, now);
        queued.into_iter().map(|(place, _)| place).collect()
    }
}

/// What was announced of `feed`; `None` when the store cannot say, so that nothing is taken for a beginning.
fn announced(store: &Store, feed: &FeedId) -> Option<Announced> {
    match store.announced(feed) {
        None if store.fault().is_some() => None,
        announced => Some(announced.unwrap_or_default()),
    }
}

/// How the feed is after its last refresh, in the words of `/status`.
fn found(feed_state: &FeedState) -> Found {
    let memory = feed_state.memory();
    let last = memory.last.as_deref();
    let sections = last.map_or(&[][..], |report| &report.sections);
    let any = |result| sections.iter().any(|it| it.result == result);
    let failing = memory.failing_by();
    let condition = if failing == Some(Cause::Page) || any(SectionResult::Implausible) {
        Condition::NeedsALook
    } else if failing.is_some() || any(SectionResult::Failed) {
        Condition::Trouble
    } else {
        Condition::Fine
    };
    let of_section = || sections.iter().find_map(|section| section.error.clone());
    let error = last
        .and_then(|report| report.error.clone())
        .or_else(of_section);
    Found {
        condition,
        error: error.filter(|_| condition != Condition::Fine),
        since: memory.failing_since(),
    }
}

/// A digest of what decides which items the feed has.
fn reads(spec: &FeedSpec) -> String {
    let what = (
        &spec.sections,
        spec.kind,
        spec.pages,
        &spec.select,
        spec.limit,
    );
    short_digest(&format!("{what:?} {:?}", spec.filter))
}

#[cfg(test)]
mod tests {
    use futures_util::future::BoxFuture;

    use super::*;
    use crate::clock::ManualClock;
    use crate::config;
    use crate::origin::{Answer, Ask, Origin, Transport, TransportError};
    use crate::testing::at;

    /// Nothing is there.
    struct Nowhere;

    impl Transport for Nowhere {
        fn exchange(&self, _: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
            Box::pin(async { Err(TransportError::Network("no connection".into())) })
        }
    }

    fn gateway(store: Store) -> Gateway {
        let toml = r#"
            [publishers.paper]
            name = "The Paper"
            url = "http://news.example/"
            language = "en"
            timezone = "UTC"
            [feeds.news]
            publisher = "paper"
            title = "News"
            sections = ["http://news.example/news/"]
            [notify.ops]
            url = "https://ops.example/"
            secret-env = "SECRET"
            events = ["item.published"]
        "#;
        let env = |_: &str| Some("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".to_owned());
        let config = config::parse(toml, "feeds.toml", &env).expect("a configuration");
        let clock = Arc::new(ManualClock::at(at(0)));
        let named = config.config.named();
        let transport = Arc::new(Nowhere);
        let origin = Origin::new(&config.config.fetch, named, transport, clock.clone());
        Gateway::new(config.config, clock, origin, store)
    }

    /// A receiver that is away for a weekend must not fill the store: the oldest go, and are counted.
    #[tokio::test]
    async fn a_queue_that_is_full_drops_its_oldest_and_counts_them() {
        let store = Store::in_memory();
        let gateway = gateway(store.clone());
        let (feed, ops): (FeedId, EndpointId) = (
            "news".parse().expect("an id"),
            "ops".parse().expect("an id"),
        );
        let all = MOST_QUEUED + 3;
        let events: Vec<(QueuePlace, QueuedEvent)> = (0..all)
            .map(|n| {
                let second = i64::try_from(n).expect("a small number");
                let id = format!("msg_{n}");
                let body = "{}".to_owned();
                (
                    QueuePlace::new(&ops, &feed, at(second), 0, &id),
                    QueuedEvent { id, body },
                )
            })
            .collect();
        store.announce(&feed, &Announced::default(), &events, at(0));
        gateway.endpoints.change(&ops, |state| state.queued = all);
        gateway.keep_within_bounds().await;
        let queue = store.queue(Some(&ops)).expect("a store");
        assert_eq!((queue.len(), queue[0].queued_at()), (MOST_QUEUED, at(3)));
        let health = gateway.endpoint_health().remove(0);
        assert_eq!((health.queued, health.dropped), (MOST_QUEUED, 3));
    }

    /// While the store cannot be read, a feed must not pass for a new one: all that follows would be swallowed as its filling.
    #[tokio::test]
    async fn a_store_that_cannot_say_what_was_announced_is_no_beginning() {
        let directory = std::env::temp_dir().join(format!("byline-notify-{}", std::process::id()));
        let feed: FeedId = "news".parse().expect("an id");
        let store = Store::open(Some(&directory)).expect("a store");
        store.announce(&feed, &Announced::default().next(), &[], at(0));
        store.flush().expect("durable");
        let known = announced(&store, &feed);
        assert_eq!(known, Some(Announced::default().next()));
        let other: FeedId = "other".parse().expect("an id");
        assert_eq!(announced(&store, &other), Some(Announced::default()));
        // The file is gone, and cannot be opened again.
        std::fs::remove_dir_all(&directory).expect("a directory");
        store.lose_backend();
        let lost = tokio::task::spawn_blocking(move || announced(&store, &feed));
        assert_eq!(lost.await.expect("no panic"), None);
    }
}
