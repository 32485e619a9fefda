//! Refreshes before anyone has to wait: one small task per feed, each on its own clockwork, so that
//! a slow host delays nobody else's feeds.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use super::Gateway;
use super::desk::Desk;
use crate::model::FeedId;

/// A feed is refreshed after this share of its interval at the earliest, in percent; a document is
/// then replaced before it grows stale.
const EARLIEST_PERCENT: u64 = 88;
/// And the feeds of one operator are spread over this share.
const SPREAD_PERCENT: u64 = 10;
/// The shortest pause, whatever a clock says.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

impl Gateway {
    /// Keeps every feed fresh, those of later configurations too, until it is dropped.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut reloaded = self.reloaded.subscribe();
        loop {
            let mut tasks = JoinSet::new();
            for (id, desk) in &self.setup().desks {
                if !desk.spec.gone {
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
        let id = id.as_str();
        while let Ok(desk) = self.desk(id) {
            // Wakes or restores the entry; a failure is logged where it happens and tried again when due.
            let _ = self.document(id, crate::render::Format::Rss).await;
            tokio::time::sleep(self.pause(&desk).await).await;
            if self.is_due(&desk).await {
                let _ = self.refresh(id).await;
            }
        }
    }

    async fn pause(&self, desk: &Desk) -> Duration {
        let due = self.due_at(desk).await;
        let wait = due.map_or(0, |due| {
            due.as_millisecond() - self.clock.now().as_millisecond()
        });
        Duration::from_millis(u64::try_from(wait).unwrap_or(0)).max(SHORTEST_PAUSE)
    }

    async fn is_due(&self, desk: &Desk) -> bool {
        self.due_at(desk)
            .await
            .is_none_or(|due| due <= self.clock.now())
    }

    /// When the next refresh is due; `None` is now.
    async fn due_at(&self, desk: &Desk) -> Option<Timestamp> {
        if let Some(retry_at) = desk.memory().retry_at() {
            return Some(retry_at);
        }
        let entry = self.entry_at(desk).await?;
        let early = early_by(&desk.spec.id, desk.spec.interval);
        entry.fresh_until.checked_sub(early).ok()
    }
}

/// How long before staleness a feed is refreshed: fixed per feed, different between feeds.
fn early_by(id: &FeedId, interval: Duration) -> Duration {
    let digest = Sha256::digest(id.as_str().as_bytes());
    let spread = u64::from(digest[0]) * SPREAD_PERCENT / 255;
    let percent = 100 - EARLIEST_PERCENT - spread;
    interval.mul_f64(percent as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred feeds with one interval must not all knock at one second.
    #[test]
    fn feeds_are_spread_and_early() {
        let interval = Duration::from_secs(600);
        let early: Vec<Duration> = (0..100)
            .map(|n| early_by(&format!("feed{n}").parse().expect("a test id"), interval))
            .collect();
        assert!(
            early
                .iter()
                .all(|early| (12..=72).contains(&early.as_secs())),
            "{early:?}"
        );
        let distinct: std::collections::BTreeSet<_> = early.iter().collect();
        assert!(distinct.len() > 5);
    }
}
