//! The schedule: feeds are refreshed before a reader has to wait.
//!
//! Each feed has a small task of its own, so that a slow host delays its own feeds only.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use super::conductor::Gateway;
use super::feed_state::FeedMemory;
use super::publish::snapshot;
use crate::clock::Steady;
use crate::model::FeedId;

/// A feed is refreshed before its time by this share of it at the least: it takes a while, and a document is to be
/// replaced before it grows stale.
const EARLY_AT_LEAST: f64 = 0.02;
/// And by up to this share more, so that feeds that began together do not go on together.
const EARLY_SPREAD: f64 = 0.10;
/// A replica that is not the first for a feed begins its refresh when the first has not for so long.
const OVERDUE: Duration = Duration::from_secs(10);
/// The shortest pause, whatever a clock says.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

impl Gateway {
    /// Keeps every feed fresh, those of later configurations too, until it is dropped.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut reloaded = self.reload_state.done.subscribe();
        loop {
            snapshot::recall(&self).await;
            let mut tasks = JoinSet::new();
            for (id, feed_state) in &self.setup().feed_states {
                if !feed_state.spec.gone {
                    tasks.spawn(self.clone().keep_one_fresh(id.clone()));
                }
            }
            // Refreshes under way are tasks of their own and go on.
            if reloaded.changed().await.is_err() {
                return;
            }
        }
    }

    async fn keep_one_fresh(self: Arc<Self>, id: FeedId) {
        let mut due_since = None;
        while let Ok(feed_state) = self.feed_state(id.as_str()) {
            let due = feed_state.memory().due_at(&id);
            let now = self.clock.steady();
            match due.filter(|&due| due > now) {
                Some(due) => {
                    due_since = None;
                    tokio::time::sleep(due.since(now).max(SHORTEST_PAUSE)).await;
                }
                None => {
                    if let Some(replicas) = &self.replicas {
                        // Without the database there are no turns, and refreshes pause.
                        replicas.contact().await;
                        let waits = now.since(*due_since.get_or_insert(now));
                        if !replicas.is_first_for(&id) && waits < OVERDUE {
                            tokio::time::sleep(SHORTEST_PAUSE).await;
                            continue;
                        }
                    }
                    due_since = None;
                    // A failure is logged where it happens, and tried again when due.
                    let _ = self.refreshed(&feed_state).await;
                    // A refresh run that panicked has not said when to try again.
                    let is_due_later = feed_state.memory().due_at(&id).is_some();
                    let pause = if is_due_later {
                        SHORTEST_PAUSE
                    } else {
                        feed_state.spec.interval
                    };
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

impl FeedMemory {
    /// When the next refresh is due; `None` is now. It does not matter whether the feed is in memory.
    pub(super) fn due_at(&self, id: &FeedId) -> Option<Steady> {
        let by_time = || {
            let times = self.times?;
            let (from, until) = (times.refreshed_at, times.fresh_until);
            let early = until.since(from.steady).mul_f64(early_share(id, from.wall));
            Some(until.before(early))
        };
        let by_time = || by_time().filter(|_| !self.restated);
        self.retry_at().or_else(by_time)
    }
}

/// The share of its time by which a feed is early: another one for each feed and each time.
fn early_share(id: &FeedId, from: Timestamp) -> f64 {
    let digest = Sha256::digest(format!("{id} {}", from.as_millisecond()));
    let share = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    EARLY_AT_LEAST + EARLY_SPREAD * f64::from(share) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;

    /// A hundred feeds with one interval must not all knock at one second, nor always in one order.
    #[test]
    fn feeds_are_spread_and_early() {
        let id = |n| format!("feed{n}").parse::<FeedId>().expect("a test id");
        let shares: Vec<f64> = (0..100).map(|n| early_share(&id(n), at(0))).collect();
        assert!(shares.iter().all(|share| (0.02..=0.12).contains(share)));
        let distinct: std::collections::BTreeSet<u64> =
            shares.iter().map(|share| (share * 6000.0) as u64).collect();
        assert!(distinct.len() > 90, "of 100 feeds, to a tenth of a second");
        assert_ne!(early_share(&id(0), at(0)), early_share(&id(0), at(600)));
    }
}
