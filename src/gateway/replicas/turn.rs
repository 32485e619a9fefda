//! Turns: one replica refreshes a feed at a time, and the others wait for what it publishes.
//!
//! In: a feed whose refresh run has begun here. Out: that it may go on, or how it ended elsewhere. The turn is given by the
//! database ([`Replication`](crate::store::Replication)); what is published under it is fenced by its generation.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::fleet::Replicas;
use crate::clock::ClockReading;
use crate::gateway::conductor::Gateway;
use crate::gateway::failure::{Cause, Failure};
use crate::gateway::feed_state::{Ended, FeedState, Stage};
use crate::gateway::publish::snapshot;
use crate::store::{StoreError, Turn};

/// How long a run waits for another replica's.
const PATIENCE: Duration = Duration::from_secs(330);
/// Between two looks whether the other one still has its turn.
const LOOK: Duration = Duration::from_secs(3);
/// The longest that a run waits for the gate.
const GATE: Duration = Duration::from_secs(4);

/// Whose turn it is.
pub(in crate::gateway) enum Whose<P> {
    /// This replica's, with its permit. Without a database it always is.
    Ours(P),
    /// Another one's; the run is over.
    Theirs(Ended),
}

/// Gets a permit and asks for the turn to refresh a feed. When it is another replica's, waits for that one's refresh, without
/// a permit.
pub(in crate::gateway) async fn take<P>(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    stage: &watch::Sender<Stage>,
    permit: impl Fn() -> BoxFuture<'static, P>,
) -> Whose<P> {
    let Some(replicas) = &gateway.replicas else {
        return Whose::Ours(permit().await);
    };
    let until = Instant::now() + PATIENCE;
    let mut waits = false;
    loop {
        let permit = permit().await;
        let open = replicas.gate.wait(&*gateway.clock, GATE).await;
        if !open || !replicas.is_in_contact() {
            return Whose::Theirs(paused(gateway, feed_state, None).await);
        }
        let orders = feed_state.memory().orders;
        let insists = orders.insisted || orders.accept;
        let feed = &feed_state.spec.id;
        let known = feed_state.memory().numbers.refresh;
        let turn = replicas.replication.take_turn(&replicas.me, feed, insists);
        match turn.await {
            Ok(Turn::Mine {
                generation,
                refreshed,
            }) => {
                feed_state.memory().turn = Some(generation);
                let is_news = refreshed > known;
                if is_news {
                    feed_state.memory().numbers.refresh = refreshed;
                    snapshot::reloaded(gateway, feed_state).await;
                }
                let is_due = {
                    let due = feed_state.memory().due_at(feed);
                    due.is_none_or(|due| due <= gateway.clock.steady())
                };
                if is_news && !insists && !is_due {
                    end(gateway, feed_state, None).await;
                    return Whose::Theirs(as_it_is(gateway, feed_state).await);
                }
                return Whose::Ours(permit);
            }
            Ok(Turn::HeldOff { wait, reason }) => {
                let failure = Arc::new(Failure {
                    cause: Cause::Origin,
                    timed_out: false,
                    reason,
                    retry_after: Some(wait),
                });
                let now = gateway.clock.reading();
                let mut memory = feed_state.memory();
                memory.orders.take();
                memory.hold_off(failure.clone(), now, wait);
                return Whose::Theirs(Err(failure));
            }
            Ok(Turn::Theirs { holder }) => {
                drop(permit);
                if !std::mem::replace(&mut waits, true)
                    && let Some(entry) = snapshot::restored(gateway, feed_state).await
                {
                    stage.send_replace(Stage::Ready { entry, held: true });
                }
                // What an operator says of a page holds for this replica's own reading of it.
                if followed(replicas, feed_state, known, &holder).await && !orders.accept {
                    return Whose::Theirs(as_it_is(gateway, feed_state).await);
                }
                if Instant::now() > until {
                    return Whose::Theirs(paused(gateway, feed_state, None).await);
                }
            }
            Err(error) => {
                gateway.store.note_failure(Some(&error));
                let ended = paused(gateway, feed_state, Some(&error)).await;
                return Whose::Theirs(ended);
            }
        }
    }
}

/// Waits until a refresh of the feed after number `known` was followed, or until it is worth asking for the turn again.
async fn followed(replicas: &Replicas, feed_state: &FeedState, known: i64, holder: &str) -> bool {
    let mut followed = replicas.followed.subscribe();
    let is_new = || feed_state.memory().numbers.refresh > known;
    let wait = async {
        while !is_new() {
            if followed.changed().await.is_err() {
                return;
            }
        }
    };
    // Its turn ends with its lease.
    let look = match replicas.lives(holder) {
        true => LOOK,
        false => LOOK / 6,
    };
    let _ = timeout(look, wait).await;
    is_new()
}

/// The feed as another replica has refreshed it.
async fn as_it_is(gateway: &Arc<Gateway>, feed_state: &Arc<FeedState>) -> Ended {
    feed_state.memory().orders.take();
    match snapshot::restored(gateway, feed_state).await {
        Some(entry) => Ok(Some(entry)),
        None => paused(gateway, feed_state, None).await,
    }
}

/// The feed while no turn is to be had.
async fn paused(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    error: Option<&StoreError>,
) -> Ended {
    let orders = feed_state.memory().orders.take();
    let entry = snapshot::restored(gateway, feed_state).await;
    match entry {
        // An operator who asks is told.
        Some(entry) if !orders.insisted => Ok(Some(entry)),
        _ => Err(Failure::paused(error)),
    }
}

/// Ends the turn of a run, if what it published has not ended it. `failure` is why the run failed.
pub(in crate::gateway) async fn end(
    gateway: &Gateway,
    feed_state: &FeedState,
    failure: Option<&Failure>,
) {
    let Some(replicas) = &gateway.replicas else {
        return;
    };
    let (turn, retry_at) = {
        let mut memory = feed_state.memory();
        (memory.turn.take(), memory.retry_at())
    };
    let Some(generation) = turn else {
        return;
    };
    let now: ClockReading = gateway.clock.reading();
    let failed = failure.filter(|it| it.cause != Cause::Database);
    let failed = failed.map(|failure| {
        let wait = retry_at.map_or(Duration::ZERO, |at| at.since(now.steady));
        (wait, failure.reason.clone())
    });
    let feed = &feed_state.spec.id;
    let ended = replicas
        .replication
        .end_turn(&replicas.me, feed, generation, failed);
    if let Err(error) = ended.await {
        gateway.store.note_failure(Some(&error));
    }
}
