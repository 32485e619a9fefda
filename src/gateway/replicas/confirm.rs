//! Confirmations: whether every replica that may serve has applied a takedown.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::gateway::conductor::Gateway;
use crate::model::Guid;
use crate::store::{StoreError, Unconfirmed};

/// How long an operator waits for confirmations, who is answered 202 after that.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks, when nothing is heard: a replica's time to stop comes in silence.
const LOOK: Duration = Duration::from_millis(500);

/// How far takedowns have come.
#[derive(Debug)]
pub struct Confirmations {
    stored: HashSet<Guid>,
    open: Vec<Unconfirmed>,
}

impl Confirmations {
    /// The replicas that may still show the item; `None` for a takedown that the database does not have.
    pub fn of(&self, guid: Guid) -> Option<impl Iterator<Item = &Unconfirmed>> {
        let is_stored = self.stored.contains(&guid);
        is_stored.then(|| self.open.iter().filter(move |it| it.guid == guid))
    }
}

impl Gateway {
    /// The replicas that have not confirmed the takedown of `guid`; waits for them, for 5 s at the most. Empty without replicas.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn unconfirmed(&self, guid: Guid) -> Result<Vec<Unconfirmed>, StoreError> {
        let Some(replication) = self.store.replication() else {
            return Ok(Vec::new());
        };
        let until = Instant::now() + PATIENCE;
        let mut applied = replication.applied();
        loop {
            let unconfirmed = replication.unconfirmed(Some(guid)).await?;
            if unconfirmed.is_empty() || Instant::now() >= until {
                return Ok(unconfirmed);
            }
            let _ = timeout(LOOK, applied.changed()).await;
        }
    }

    /// Which takedowns the database has, and who has not confirmed them; `None` without replicas. What this replica knew
    /// before is told of truly.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn confirmations(&self) -> Option<Result<Confirmations, StoreError>> {
        let replication = self.store.replication()?;
        let (stored, open) = (
            replication.stored_takedowns(),
            replication.unconfirmed(None),
        );
        // One after the other: who has confirmed what was stored in between does not matter.
        let both = async {
            let stored = stored.await?.into_iter().collect();
            let open = open.await?;
            Ok(Confirmations { stored, open })
        };
        Some(both.await)
    }
}
