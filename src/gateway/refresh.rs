//! One whole refresh of a feed: its sections, its new articles, a new snapshot.
//!
//! Rules that hold whatever the origin does:
//! - a snapshot is replaced by a better one only: a pass that finds nothing, or suddenly much less, has failed;
//! - an article is read once, and a few at a time as the origin's pace allows;
//! - a cold feed shows what is ready after a few seconds, and grows while the pass goes on;
//! - the pass as a whole is bounded in time; what was not read by then is a headline until the next;
//! - the operator is told once per change of state.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Gateway;
use super::feed_state::{Cause, Ended, FeedState, Stage};
use super::health::{Outcome, PassReport};
use super::limits::Permit;
use super::pass::Pass;
use super::{sections, snapshots};
use crate::cache::freshness;
use crate::model::{Guid, Item};

/// Runs a refresh and tells `stage` how far it is. The entry it makes is in the cache when it returns.
pub(super) async fn run(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    stage: &watch::Sender<Stage>,
) -> Ended {
    let started = Instant::now();
    let permit = permit(gateway, feed_state).await;
    let orders = std::mem::take(&mut feed_state.memory().orders);
    // With more feeds than fit into memory, most passes are over such as nobody reads, and find them as they were.
    let unrestored = !orders.accept
        && gateway.entry_at(feed_state).is_none()
        && sections::may_be_quiet(gateway, feed_state);
    let previous = match unrestored {
        true => None,
        false => snapshots::restored(gateway, feed_state).await,
    };
    let restated = std::mem::take(&mut feed_state.memory().restated);
    if let Some(entry) = &previous {
        // Whether this pass succeeds is no matter to those who wait.
        stage.send_replace(Stage::Ready {
            entry: entry.clone(),
            held: true,
        });
        let fresh = freshness::is_fresh(entry.fresh_until, gateway.clock.steady());
        if fresh && !restated && !orders.refresh && !orders.accept {
            return Ok(Some(entry.clone()));
        }
    }
    feed_state.memory().progress = (0, 0);
    let mut pass = Pass::new(gateway, feed_state, stage, previous, unrestored);
    pass.changed = restated;
    // Whoever changed the feed's part of feeds.toml has looked at it.
    pass.believing = orders.accept || restated;
    let outcome = pass.run(started, permit).await;
    feed_state.memory().restated |= restated && outcome.is_err();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let now = gateway.clock.reading();
    let report = report(&pass, &outcome, ms, now.wall);
    tell(feed_state, &outcome, &report, pass.is_shown());
    let failure = outcome.as_ref().err();
    feed_state
        .memory()
        .ended(report, failure, feed_state.spec.interval, now);
    outcome
}

/// Waits until the feed's sections may be asked for. A feed that a reader waits for does not queue behind others.
async fn permit(gateway: &Gateway, feed_state: &FeedState) -> Permit {
    let (host, mut reader) = (feed_state.spec.host(), feed_state.reader());
    let reader_waits = async { drop(reader.wait_for(|waits| *waits).await) };
    tokio::select! {
        biased;
        permit = gateway.refreshes.permit(host) => permit,
        () = reader_waits => gateway.refreshes_for_readers.permit(host).await,
    }
}

fn report(pass: &Pass<'_>, outcome: &Ended, ms: u64, at: Timestamp) -> PassReport {
    let before = pass.before.as_deref();
    let last = pass.feed_state.memory().last.clone();
    let mut report = PassReport {
        feed: pass.feed_state.spec.id.clone(),
        outcome: Outcome::Unchanged,
        at,
        ms,
        items: match before {
            Some(entry) => entry.feed.items.len(),
            None => last.map_or(0, |last| last.items),
        },
        new: 0,
        changed: 0,
        articles_read: pass.read,
        sections: pass.sections.clone(),
        error: None,
    };
    let after = match outcome {
        Ok(Some(after)) => after,
        Ok(None) => return report,
        Err(failure) => {
            report.error = Some(failure.reason.clone());
            report.outcome = match failure.cause {
                Cause::Origin => Outcome::OriginFailed,
                Cause::Page => Outcome::PageDoubted,
            };
            return report;
        }
    };
    let items = before.iter().flat_map(|entry| &entry.feed.items);
    let known: HashMap<Guid, &Arc<Item>> = items.map(|item| (item.facts().guid, item)).collect();
    report.items = after.feed.items.len();
    for item in &after.feed.items {
        match known.get(&item.facts().guid) {
            None => report.new += 1,
            Some(before) if !Arc::ptr_eq(before, item) && *before != item => report.changed += 1,
            Some(_) => {}
        }
    }
    let same = before.is_some_and(|before| before.documents.same_as(&after.documents));
    report.outcome = match (pass.trouble.is_empty(), same) {
        (false, _) => Outcome::Partial,
        (true, true) => Outcome::Unchanged,
        (true, false) => Outcome::Changed,
    };
    report
}

/// Tells the operator, in the measure of the news.
fn tell(feed_state: &FeedState, outcome: &Ended, report: &PassReport, is_shown: bool) {
    let feed = &feed_state.spec.id;
    let before = feed_state.memory().trouble();
    match outcome {
        Ok(_) => {
            if before.is_some() {
                tracing::info!(%feed, "recovered");
            }
            let (items, new, changed) = (report.items, report.new, report.changed);
            if new + changed > 0 {
                tracing::info!(%feed, items, new, changed, ms = report.ms, "refreshed");
            } else {
                tracing::debug!(%feed, items, ms = report.ms, "nothing new");
            }
        }
        Err(failure) => {
            let reason = &failure.reason;
            let stays = match is_shown {
                true => "the last good snapshot stays",
                false => "there is nothing to serve yet",
            };
            match failure.cause {
                cause if before == Some(cause) => tracing::debug!(%feed, %reason, "still failing"),
                Cause::Page => {
                    tracing::error!(%feed, %reason, "someone has to look at the page; {stays}");
                }
                Cause::Origin => {
                    tracing::warn!(%feed, %reason, "refresh failed; {stays}");
                }
            }
        }
    }
}
