//! One refresh as those see it who wait for it: it takes off, holds out what there is, and lands.
//!
//! What a refresh does is in [`super::refresh`]; that a feed has one at a time, in [`Desk::board`].

use std::sync::Arc;

use tokio::sync::watch;

use super::desk::{Cause, Desk, Ended, Failure, Stage};
use super::{Gateway, kept, publish, refresh};
use crate::cache::Entry;

impl Gateway {
    /// Starts the refresh as a task of its own: a reader who leaves does not stop it.
    pub(super) fn take_off(self: &Arc<Self>, desk: &Arc<Desk>, stage: watch::Sender<Stage>) {
        let (gateway, desk) = (self.clone(), desk.clone());
        tokio::spawn(async move {
            // However the pass ends, by panic too, the desk is free for the next one.
            let landing = Landing(&desk);
            let outcome = refresh::run(&gateway, &desk, &stage).await;
            drop(landing);
            stage.send_replace(Stage::Landed(outcome));
        });
    }

    /// The first thing there is to serve, and whether it had to be made for this request.
    pub(super) async fn first_sight(
        self: &Arc<Self>,
        desk: &Arc<Desk>,
        stage: watch::Receiver<Stage>,
    ) -> Result<(Arc<Entry>, bool), Arc<Failure>> {
        let (entry, missed) = match ready(desk, stage).await? {
            Some(seen) => seen,
            None => (self.as_it_was(desk).await?, false),
        };
        if self.all_stand(&entry.feed) {
            return Ok((entry, missed));
        }
        // Something was withdrawn since the refresh held this out.
        let entry = publish::without_withdrawn(self, desk, entry).await?;
        Ok((entry, missed))
    }

    /// The end of a refresh that asks the origin, however fresh the feed is.
    pub(super) async fn refreshed(self: &Arc<Self>, desk: &Arc<Desk>) -> Ended {
        desk.memory().orders.refresh = true;
        let mut stage = loop {
            if let Some(stage) =
                desk.board(desk.landed(), false, |stage| self.take_off(desk, stage))
            {
                break stage;
            }
        };
        let seen = stage
            .wait_for(|stage| matches!(stage, Stage::Landed(_)))
            .await;
        match seen.as_deref() {
            Ok(Stage::Landed(ended)) => ended.clone(),
            Ok(_) | Err(_) => Err(crashed(desk)),
        }
    }

    /// What the store has of a feed whose refresh found that it need not even look at that.
    pub(super) async fn as_it_was(
        self: &Arc<Self>,
        desk: &Arc<Desk>,
    ) -> Result<Arc<Entry>, Arc<Failure>> {
        let kept = kept::restored(self, desk).await;
        kept.ok_or_else(|| {
            desk.memory().forget_pages();
            Arc::new(Failure {
                cause: Cause::Page,
                timed_out: false,
                reason: format!("feed \"{}\" cannot be read from the store", desk.spec.id),
                retry_after: None,
            })
        })
    }
}

/// What a refresh holds out first, and whether it was made for those who wait; `None` as in [`Ended`].
async fn ready(
    desk: &Desk,
    mut stage: watch::Receiver<Stage>,
) -> Result<Option<(Arc<Entry>, bool)>, Arc<Failure>> {
    let seen = stage
        .wait_for(|stage| !matches!(stage, Stage::Working))
        .await;
    match seen.as_deref() {
        Ok(Stage::Ready { entry, held }) => Ok(Some((entry.clone(), !held))),
        Ok(Stage::Landed(ended)) => Ok(ended.clone()?.map(|entry| (entry, true))),
        Ok(Stage::Working) | Err(_) => Err(crashed(desk)),
    }
}

struct Landing<'a>(&'a Desk);

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.0.land();
    }
}

/// What whoever waits is told when a pass panicked.
pub(super) fn crashed(desk: &Desk) -> Arc<Failure> {
    Arc::new(Failure {
        cause: Cause::Page,
        timed_out: false,
        reason: format!(
            "feed \"{}\": the refresh broke off; this is a fault in byline, see its log",
            desk.spec.id
        ),
        retry_after: None,
    })
}
