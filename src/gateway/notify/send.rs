//! Sends what waits for the endpoints of `[notify]`: one task for each endpoint, one message at a time.
//!
//! In: the queue in the store. Out: signed messages, and how they were answered. A message that is taken leaves the queue; one
//! that is not is sent again, with the same id, until three days have passed. Of several bylines over one database one sends
//! to an endpoint, by a lease that it renews before each message. A byline that dies between an answer and the store sends a
//! message twice.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::attempts::{Attempts, Next, Refusal};
use super::endpoints::{Answered, EndpointHealth, LastAnswer};
use super::message;
use crate::clock::Steady;
use crate::config::Endpoint;
use crate::gateway::conductor::Gateway;
use crate::model::EndpointId;
use crate::origin::{Blocked, Posted, TransportError};
use crate::render;
use crate::store::{QueuePlace, QueuedEvent};

/// What was not taken for so long is dropped.
const DROPPED_AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Others queue in a shared store without a word: it is looked into so often.
const LOOK: Duration = Duration::from_secs(2);
/// The lease is for so much longer than a message may take.
const LEASE_BEYOND: Duration = Duration::from_secs(30);
/// While nothing waits and nothing happens.
const IDLE: Duration = Duration::from_secs(600);

/// What one task remembers of its endpoint.
struct Sending {
    attempts: Attempts,
    /// What waits, oldest first, as of `read_at`.
    queue: Vec<QueuePlace>,
    read_at: Option<Instant>,
    holder: Arc<str>,
}

/// A test message and what came back.
#[derive(Debug)]
pub struct Sent {
    /// The id of the message.
    pub id: String,
    /// The message.
    pub body: String,
    /// What came back, or why nothing did.
    pub answer: Result<Posted, String>,
    /// How long it took.
    pub took: Duration,
}

/// Why no test message was sent.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// There is no such endpoint.
    #[error("feeds.toml has no [notify.{0}]")]
    Unknown(String),
    /// Its secret is not set.
    #[error(
        "the environment variable {0} is not set, and nothing is sent unsigned; set it to the secret"
    )]
    NoSecret(String),
    /// A fault in byline.
    #[error("the message could not be written: {0}")]
    Unwritten(String),
}

impl Gateway {
    /// Sends what waits for the endpoints of the configuration in force, and of later ones, until it is dropped.
    pub async fn send_notices(self: Arc<Self>) {
        let mut reloaded = self.reload_state.done.subscribe();
        let number = RandomState::new().hash_one(std::process::id());
        let holder: Arc<str> = format!("process {} {number:x}", std::process::id()).into();
        let (mut tasks, mut running) = (JoinSet::new(), HashMap::new());
        loop {
            let config = self.config();
            self.endpoints.configure(&config);
            if config.notify.is_empty() {
                let store = self.store.clone();
                // Whoever is told later is not told of what happened meanwhile.
                let forgotten = tokio::task::spawn_blocking(move || store.forget_announced());
                let _ = forgotten.await;
            }
            for id in config.notify.keys() {
                if !running.values().any(|it| it == id) {
                    let task = tasks.spawn(self.clone().send_to(id.clone(), holder.clone()));
                    running.insert(task.id(), id.clone());
                }
            }
            tokio::select! {
                changed = reloaded.changed() => {
                    if changed.is_err() {
                        return;
                    }
                }
                Some(ended) = tasks.join_next_with_id(), if !tasks.is_empty() => {
                    let task = match ended {
                        Ok((task, ())) => task,
                        Err(error) => {
                            tracing::error!(%error, "a task that sends messages of [notify] broke off; please report this");
                            tokio::time::sleep(LOOK).await;
                            error.id()
                        }
                    };
                    running.remove(&task);
                }
            }
        }
    }

    async fn send_to(self: Arc<Self>, id: EndpointId, holder: Arc<str>) {
        let mut reloaded = self.reload_state.done.subscribe();
        let answered = self.last_answered(&id).await;
        let now = self.clock.reading();
        let paused_until = answered
            .retry_at
            .map_or(Steady::MIN, |at| now.of_future(at));
        let mut sending = Sending {
            attempts: Attempts::new(answered.failures, paused_until),
            queue: Vec::new(),
            read_at: None,
            holder,
        };
        self.endpoints
            .change(&id, |state| state.answered = answered);
        while let Some(endpoint) = self.config().notify.get(&id).cloned() {
            let wake = self.endpoints.change(&id, |state| state.wake.clone());
            let pause = self.send_next(&endpoint, &mut sending).await;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = wake.notified() => sending.read_at = None,
                changed = reloaded.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    sending.attempts.anew();
                    self.endpoints.change(&id, |state| {
                        state.stopped = false;
                        state.answered.retry_at = None;
                    });
                }
            }
        }
    }

    /// Sends one message, if one is due. Returns for how long nothing is to be done.
    async fn send_next(&self, endpoint: &Endpoint, sending: &mut Sending) -> Duration {
        let id = &endpoint.id;
        if endpoint.keys.is_empty() || self.endpoints.change(id, |state| state.stopped) {
            return IDLE;
        }
        let is_shared = self.store.is_shared();
        if is_shared && !self.has_lease(endpoint, &sending.holder).await {
            // Another byline sends; what it was answered is in the store.
            let answered = self.last_answered(id).await;
            self.endpoints.change(id, |state| state.answered = answered);
            self.read_queue(endpoint, sending).await;
            return LOOK;
        }
        let often = if is_shared { LOOK } else { IDLE };
        let is_old = sending.read_at.is_none_or(|at| at.elapsed() > often);
        if (is_old || sending.queue.is_empty()) && !self.read_queue(endpoint, sending).await {
            return LOOK;
        }
        let now = self.clock.steady();
        let place = match sending.attempts.next(&sending.queue, now) {
            Next::Send(place) => place.clone(),
            Next::WaitUntil(until) => {
                return until.since(now).min(often);
            }
            Next::Nothing => return often,
        };
        let (store, at) = (self.store.clone(), place.clone());
        let event = tokio::task::spawn_blocking(move || store.queued(&at)).await;
        match event {
            Ok(Some(event)) => self.send(endpoint, sending, place, event).await,
            // It cannot be read: now, or ever.
            Ok(None) | Err(_) if self.store.fault().is_some() => return LOOK,
            Ok(None) | Err(_) => self.leave(endpoint, sending, &place),
        }
        Duration::ZERO
    }

    async fn send(
        &self,
        endpoint: &Endpoint,
        sending: &mut Sending,
        place: QueuePlace,
        event: QueuedEvent,
    ) {
        let id = &endpoint.id;
        let (answer, at) = self.post(endpoint, &event.id, event.body).await;
        let status = answer.as_ref().ok().map(|posted| posted.status);
        let refusal = why(endpoint, &answer);
        let now = self.clock.reading();
        let last = LastAnswer {
            at,
            status,
            error: refusal.as_ref().map(|(_, words)| words.clone()),
        };
        let Some((refusal, words)) = refusal else {
            let was_failing = sending.attempts.failures > 0;
            sending.attempts.accepted(&place, now.steady);
            self.leave(endpoint, sending, &place);
            self.endpoints.change(id, |state| state.sent += 1);
            self.note(id, last, &sending.attempts, now.wall, None);
            if was_failing {
                tracing::info!(endpoint = %id, "the endpoint of [notify] takes events again");
            }
            return;
        };
        let wish = answer.ok().and_then(|posted| posted.retry_after);
        let dice = RandomState::new().hash_one(&event.id) % 1000;
        let stretch = dice as f64 / 1000.0;
        sending
            .attempts
            .failed(&place, refusal, wish, stretch, now.steady);
        let retry_at = now.date_of(sending.attempts.paused_until);
        let stopped = status == Some(410);
        self.endpoints.change(id, |state| {
            state.failed += 1;
            state.stopped = stopped;
        });
        self.note(
            id,
            last,
            &sending.attempts,
            now.wall,
            Some(retry_at).filter(|_| !stopped),
        );
        if stopped {
            tracing::warn!(endpoint = %id, "the endpoint of [notify] answers 410 and wants no more: nothing is sent there until feeds.toml is read again. Remove it there, or correct its url");
        } else if sending.attempts.failures == 1 {
            tracing::warn!(endpoint = %id, reason = %words, "an event was not taken; it waits and is sent again");
        } else {
            tracing::debug!(endpoint = %id, reason = %words, "an event was not taken again");
        }
    }

    /// Sends one message to `endpoint`. Returns what came back, and when it was sent.
    async fn post(
        &self,
        endpoint: &Endpoint,
        id: &str,
        body: String,
    ) -> (Result<Posted, TransportError>, Timestamp) {
        let now = self.clock.now();
        let headers = message::headers(id, body.as_bytes(), &endpoint.keys, now);
        let origin = self.setup().origin.clone();
        let (body, allow_private) = (Bytes::from(body), endpoint.allow_private);
        let answer = origin
            .post(&endpoint.url, headers, body, allow_private)
            .await;
        (answer, now)
    }

    /// Removes the event at `place`: it was taken, or cannot be read.
    fn leave(&self, endpoint: &Endpoint, sending: &mut Sending, place: &QueuePlace) {
        self.store.unqueue([place]);
        sending.queue.retain(|it| it != place);
        let left = sending.queue.len();
        self.endpoints.change(&endpoint.id, |state| {
            // What was queued meanwhile is counted with the next look at the queue.
            state.queued = state.queued.saturating_sub(1).max(left);
            state.overflows &= left > 0;
        });
    }

    /// Remembers how the endpoint answered, here and in the store.
    fn note(
        &self,
        id: &EndpointId,
        last: LastAnswer,
        attempts: &Attempts,
        now: Timestamp,
        retry_at: Option<Timestamp>,
    ) {
        let answered = self.endpoints.change(id, |state| {
            let failing_since = last.error.is_some().then(|| {
                let before = state.answered.failing_since;
                before.unwrap_or(last.at)
            });
            state.answered = Answered {
                last: Some(last),
                failures: attempts.failures,
                failing_since,
                retry_at,
            };
            state.answered.clone()
        });
        self.store.put_endpoint(id, &answered, now);
    }

    /// Looks what waits for the endpoint, and drops what has waited too long. Whether the store could be read.
    async fn read_queue(&self, endpoint: &Endpoint, sending: &mut Sending) -> bool {
        let (store, id) = (self.store.clone(), endpoint.id.clone());
        let read = tokio::task::spawn_blocking(move || store.queue(Some(&id)));
        let Ok(Ok(mut queue)) = read.await else {
            return false;
        };
        let now = self.clock.now();
        let is_old = |place: &QueuePlace| now.duration_since(place.queued_at()) > DROPPED_AFTER;
        // The oldest are the first.
        let old = queue.partition_point(is_old);
        let dropped: Vec<QueuePlace> = queue.drain(..old).collect();
        self.store.unqueue(&dropped);
        let left = queue.len();
        self.endpoints.change(&endpoint.id, |state| {
            state.queued = left;
            state.dropped += dropped.len() as u64;
        });
        if !dropped.is_empty() {
            tracing::warn!(endpoint = %endpoint.id, events = dropped.len(), "events that the endpoint of [notify] has not taken for three days are dropped");
        }
        sending.queue = queue;
        sending.read_at = Some(Instant::now());
        true
    }

    async fn has_lease(&self, endpoint: &Endpoint, holder: &Arc<str>) -> bool {
        let seconds = (self.setup().origin.post_timeout() + LEASE_BEYOND).as_secs();
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        let (store, id, holder) = (self.store.clone(), endpoint.id.clone(), holder.clone());
        let asked = tokio::task::spawn_blocking(move || store.may_send(&id, &holder, seconds));
        matches!(asked.await, Ok(Ok(true)))
    }

    async fn last_answered(&self, id: &EndpointId) -> Answered {
        let (store, id) = (self.store.clone(), id.clone());
        let read = tokio::task::spawn_blocking(move || store.endpoint(&id)).await;
        read.ok().flatten().unwrap_or_default()
    }

    /// How the endpoints are, as the store has it: for a byline that does not serve.
    pub async fn stored_endpoint_health(&self) -> Vec<EndpointHealth> {
        let config = self.config();
        for id in config.notify.keys() {
            let answered = self.last_answered(id).await;
            let (store, of) = (self.store.clone(), id.clone());
            let read = tokio::task::spawn_blocking(move || store.queue(Some(&of)));
            let queue = read.await.ok().and_then(Result::ok).unwrap_or_default();
            self.endpoints.change(id, |state| {
                state.answered = answered;
                state.queued = queue.len();
            });
        }
        self.endpoint_health()
    }

    /// Sends a test message to the endpoint `name`, at once and past the queue.
    ///
    /// # Errors
    /// [`TestError`] when there is no such endpoint, or it has no secret.
    pub async fn send_test(&self, name: &str) -> Result<Sent, TestError> {
        let config = self.config();
        let endpoint = config.notify.get(name);
        let endpoint = endpoint.ok_or_else(|| TestError::Unknown(name.to_owned()))?;
        if endpoint.keys.is_empty() {
            return Err(TestError::NoSecret(endpoint.secret_env.clone()));
        }
        let body = render::test_event(&endpoint.id, self.clock.now())
            .map_err(|error| TestError::Unwritten(error.to_string()))?;
        let id = format!("msg_{:016x}", RandomState::new().hash_one(&body));
        let began = Instant::now();
        let (answer, _) = self.post(endpoint, &id, body.clone()).await;
        Ok(Sent {
            id,
            body,
            answer: answer.map_err(|error| in_words(endpoint, &error)),
            took: began.elapsed(),
        })
    }
}

/// Why the message was not taken; `None` when it was.
fn why(endpoint: &Endpoint, answer: &Result<Posted, TransportError>) -> Option<(Refusal, String)> {
    match answer {
        Ok(Posted {
            status: 200..=299, ..
        }) => None,
        Ok(posted) => Some((Refusal::of(posted.status), posted_in_words(posted))),
        Err(error) => Some((Refusal::NoAnswer, in_words(endpoint, error))),
    }
}

/// An answer that is no success.
fn posted_in_words(posted: &Posted) -> String {
    let status = posted.status;
    match &posted.location {
        Some(location) if (300..=399).contains(&status) => format!(
            "it answers {status} and sends on to {location}, which is not followed; if that is right, write it into url"
        ),
        _ => format!("it answers {status}"),
    }
}

fn in_words(endpoint: &Endpoint, error: &TransportError) -> String {
    match error {
        TransportError::Blocked(Blocked::Address { address, what }) => format!(
            "{address} is {what}; add allow-private = true to [notify.{}] if it is meant",
            endpoint.id
        ),
        TransportError::Blocked(_)
        | TransportError::Timeout(_)
        | TransportError::TooLarge { .. }
        | TransportError::Network(_) => error.to_string(),
    }
}
