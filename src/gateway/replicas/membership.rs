//! Membership: the lease is renewed, and the gate is open while it may be.
//!
//! A step every second, and at once when the database says that something changed: how this replica stands, what the last
//! numbers are, and every other second who else is there. A step never waits for a refresh, a takedown or a lock.
//!
//! - The database answers: the gate is open for another lease. After a gap it opens only when every takedown up to the
//!   last number was applied.
//! - It does not answer: with `isolated = "serve"` the gate stays open, since no takedown counts as done before this replica
//!   has applied it. With `"stop"` it stays open until `isolated-for` is over, and the others know when that is.
//! - It has forgotten this replica: the gate shuts, and the replica joins again.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::fleet::Replicas;
use crate::clock::ClockReading;
use crate::gateway::conductor::Gateway;
use crate::store::{Joined, LEASE, Member, Standing, StoreError};

/// Between two steps.
const STEP: Duration = Duration::from_secs(1);
/// Between two renewals of the lease.
const RENEWAL: Duration = Duration::from_millis(1900);
/// From one step that is not answered to the end of the next one.
const UNTIL_NEXT: Duration = Duration::from_secs(6);
/// A replica that wakes up, and finds the database away, waits so long for it before it serves what it has.
const SHUT_OUT: Duration = Duration::from_secs(6);

impl Gateway {
    /// Keeps this replica a member, and follows the others, until it is dropped. Returns at once without a database.
    pub async fn keep_in_step(self: Arc<Self>) {
        if self.replicas.is_none() {
            return;
        }
        tokio::join!(
            self.keep_membership(),
            self.follow_takedowns(),
            self.follow_snapshots()
        );
    }

    async fn keep_membership(&self) {
        let Some(replicas) = &self.replicas else {
            return;
        };
        let mut steps = interval(STEP);
        steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = steps.tick() => {}
                () = replicas.replication.news() => {}
            }
            let asked = self.clock.reading();
            match self.step(replicas, asked).await {
                Ok(standing) => self.answered(replicas, standing),
                Err(error) => self.unanswered(replicas, asked, &error),
            }
        }
    }

    /// Asks how this replica stands; `None` when another one has its name.
    async fn step(
        &self,
        replicas: &Replicas,
        asked: ClockReading,
    ) -> Result<Option<Standing>, StoreError> {
        let Replicas {
            replication, me, ..
        } = replicas;
        let setup = self.setup();
        let digest = setup.digest();
        if !replicas.is_member.load(Relaxed) {
            match replication.join(me, digest).await? {
                Joined::Yes => {}
                Joined::NameTaken { .. } => return Ok(None),
            }
            replicas.is_member.store(true, Relaxed);
            *replicas.renewed.lock() = None;
            // The row is new, and says that nothing was applied.
            let applied = replicas.followed.borrow().takedowns;
            replication.note_applied(me, applied).await?;
        }
        let renewed = *replicas.renewed.lock();
        let is_due = renewed.is_none_or(|at| asked.steady.since(at.steady) >= RENEWAL)
            || replicas.members.load().is_empty();
        if !is_due {
            return replication.standing(me).await.map(Some);
        }
        let (standing, members) = replication.renew_lease(me, digest).await?;
        if standing.is_member {
            *replicas.renewed.lock() = Some(asked);
        }
        tell_of_differences(replicas, digest, &members);
        replicas.members.store(Arc::new(members));
        Ok(Some(standing))
    }

    fn answered(&self, replicas: &Replicas, standing: Option<Standing>) {
        *replicas.shut_out.lock() = None;
        let is_taken = standing.is_none();
        if is_taken != replicas.name_is_taken.swap(is_taken, Relaxed) {
            let name = &replicas.me.name;
            match is_taken {
                true => tracing::error!(
                    name,
                    "another byline has joined under this one's name, so this one serves nothing; give each a name of its own: name in [replicas]"
                ),
                false => tracing::info!(name, "the name is this byline's again"),
            }
        }
        let Some(standing) = standing.filter(|it| it.is_member) else {
            replicas.gate.close();
            replicas.is_member.store(false, Relaxed);
            replicas.contact.send_replace(false);
            return;
        };
        replicas.heard.send_modify(|heard| {
            heard.snapshots = standing.snapshots;
            heard.takedowns = standing.takedowns;
        });
        replicas.contact.send_replace(true);
        let has_caught_up = replicas.followed.borrow().takedowns >= standing.takedowns;
        // No longer than the lease that the others see: when that is over, they may have forgotten this replica.
        let renewed = *replicas.renewed.lock();
        if let Some(renewed) = renewed
            && (has_caught_up || replicas.gate.is_open(&*self.clock))
        {
            replicas.gate.open(renewed, LEASE);
        }
    }

    fn unanswered(&self, replicas: &Replicas, asked: ClockReading, error: &StoreError) {
        self.store.note_failure(Some(error));
        replicas.contact.send_replace(false);
        let span = match replicas.me.isolated_for {
            None => Some(UNTIL_NEXT),
            // No longer than the others were told when the lease was last renewed.
            Some(isolated_for) => replicas.renewed.lock().and_then(|renewed| {
                let left = isolated_for.saturating_sub(asked.steady.since(renewed.steady));
                (!left.is_zero()).then_some(left.min(UNTIL_NEXT))
            }),
        };
        let Some(span) = span else {
            return;
        };
        let shut_out = || {
            let mut since = replicas.shut_out.lock();
            let since = since.get_or_insert(asked);
            asked.steady.since(since.steady)
        };
        // After a gap it may have been forgotten meanwhile, which the database knows if it is there after all.
        if replicas.gate.is_open(&*self.clock) || shut_out() >= SHUT_OUT {
            replicas.gate.open(asked, span);
        }
    }

    /// Ends the membership: nobody waits for this replica any more.
    pub(in crate::gateway) async fn leave_replicas(&self) {
        let Some(replicas) = &self.replicas else {
            return;
        };
        replicas.gate.close();
        // With a local copy it may be started without the database, and serve what it does not know to be withdrawn.
        let counts = self.store.has_local_copy() && replicas.me.isolated_for.is_none();
        if let Err(error) = replicas.replication.leave(&replicas.me, counts).await {
            tracing::debug!(%error, "the other replicas will notice that this one is gone");
        }
    }
}

/// Says in the log, once each, when another replica's configuration begins or ceases to differ.
fn tell_of_differences(replicas: &Replicas, digest: &str, members: &[Member]) {
    let differs = |it: &&Member| it.is_alive() && it.config_digest != digest;
    let now: Vec<String> = members
        .iter()
        .filter(differs)
        .map(|it| it.name.clone())
        .collect();
    let before = std::mem::replace(&mut *replicas.different.lock(), now.clone());
    for name in now.iter().filter(|name| !before.contains(name)) {
        tracing::warn!(
            replica = name,
            "this replica's feeds.toml differs from ours; give all replicas the same one, and reload them"
        );
    }
    for name in before.iter().filter(|name| !now.contains(name)) {
        tracing::info!(
            replica = name,
            "this replica's feeds.toml is ours again, or it is gone"
        );
    }
}
