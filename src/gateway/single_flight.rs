//! A refresh run as a request sees it: it starts, offers an entry as soon as there is one, and ends.
//!
//! [`super::refresh`] does the work of a run. [`FeedState::join_or_start`] sees to it that a feed has one run at a time.

use std::sync::Arc;

use tokio::sync::watch;

use super::conductor::Gateway;
use super::failure::{Cause, Failure};
use super::feed_state::{Ended, FeedState, Stage};
use super::publish::{put, snapshot};
use super::refresh;
use super::withdrawals::all_stand;
use crate::cache::CacheEntry;
use crate::traces;

impl Gateway {
    /// Starts a refresh run as a task of its own: a reader who leaves does not stop it.
    pub(super) fn start_run(
        self: &Arc<Self>,
        feed_state: &Arc<FeedState>,
        stage: watch::Sender<Stage>,
    ) {
        let (gateway, feed_state) = (self.clone(), feed_state.clone());
        tokio::spawn(async move {
            // The guard ends the run even if the refresh panics.
            let guard = RunGuard(&feed_state);
            let run = refresh::run(&gateway, &feed_state, &stage);
            let outcome = traces::try_within(traces::refresh(&feed_state.spec.id), run).await;
            drop(guard);
            stage.send_replace(Stage::Ended(outcome));
        });
    }

    /// The first entry that a run offers, and whether it was made for this request.
    pub(super) async fn first_entry(
        self: &Arc<Self>,
        feed_state: &Arc<FeedState>,
        stage: watch::Receiver<Stage>,
    ) -> Result<(Arc<CacheEntry>, bool), Arc<Failure>> {
        let (entry, missed) = match ready(feed_state, stage).await? {
            Some(seen) => seen,
            None => (self.as_it_was(feed_state).await?, false),
        };
        if all_stand(&self.store, &entry.feed) {
            return Ok((entry, missed));
        }
        // An item was withdrawn since the run offered this entry.
        let entry = put::without_withdrawn(self, feed_state, entry).await?;
        Ok((entry, missed))
    }

    /// Waits for the end of a run that asks the origin, however fresh the feed is.
    pub(super) async fn refreshed(self: &Arc<Self>, feed_state: &Arc<FeedState>) -> Ended {
        feed_state.memory().orders.refresh = true;
        let mut stage = loop {
            if let Some(stage) = feed_state.join_or_start(feed_state.runs_ended(), false, |stage| {
                self.start_run(feed_state, stage)
            }) {
                break stage;
            }
        };
        let seen = stage
            .wait_for(|stage| matches!(stage, Stage::Ended(_)))
            .await;
        match seen.as_deref() {
            Ok(Stage::Ended(ended)) => ended.clone(),
            Ok(_) | Err(_) => Err(Failure::crashed(&feed_state.spec.id)),
        }
    }

    /// The stored snapshot of a feed whose run found everything unchanged without reading it.
    pub(super) async fn as_it_was(
        self: &Arc<Self>,
        feed_state: &Arc<FeedState>,
    ) -> Result<Arc<CacheEntry>, Arc<Failure>> {
        let stored = snapshot::restored(self, feed_state).await;
        stored.ok_or_else(|| {
            feed_state.memory().forget_pages();
            Arc::new(Failure {
                cause: Cause::Page,
                timed_out: false,
                reason: format!(
                    "feed \"{}\" cannot be read from the store",
                    feed_state.spec.id
                ),
                retry_after: None,
            })
        })
    }
}

/// The first entry of a run, and whether the run made it. `None` means the same as in [`Ended`].
async fn ready(
    feed_state: &FeedState,
    mut stage: watch::Receiver<Stage>,
) -> Result<Option<(Arc<CacheEntry>, bool)>, Arc<Failure>> {
    let seen = stage
        .wait_for(|stage| !matches!(stage, Stage::Working))
        .await;
    match seen.as_deref() {
        Ok(Stage::Ready { entry, held }) => Ok(Some((entry.clone(), !held))),
        Ok(Stage::Ended(ended)) => Ok(ended.clone()?.map(|entry| (entry, true))),
        Ok(Stage::Working) | Err(_) => Err(Failure::crashed(&feed_state.spec.id)),
    }
}

struct RunGuard<'a>(&'a FeedState);

impl Drop for RunGuard<'_> {
    fn drop(&mut self) {
        self.0.end_run();
    }
}
