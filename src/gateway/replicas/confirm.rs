//! Confirmations: whether every replica that may serve has applied a takedown.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::gateway::conductor::Gateway;
use crate::model::Guid;
use crate::store::{StoreError, Unconfirmed};

/// How long an operator waits for confirmations, who is answered 202 after that.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks, when nothing is heard: a replica's time to stop comes in silence.
const LOOK: Duration = Duration::from_millis(500);

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

    /// The replicas that have not confirmed a takedown, for each takedown; `None` without replicas.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn all_unconfirmed(&self) -> Option<Result<Vec<Unconfirmed>, StoreError>> {
        let replication = self.store.replication()?;
        Some(replication.unconfirmed(None).await)
    }
}
