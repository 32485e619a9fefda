//! This byline as one of several replicas: who it is, how far it has followed, and who else is there.
//!
//! The state alone. [`membership`](super::membership) and [`follow`](super::follow) keep it, [`turn`](super::turn) asks it.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::time::Duration;

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::gate::Gate;
use crate::clock::ClockReading;
use crate::config::{Config, ListenAddress};
use crate::model::FeedId;
use crate::store::{Joined, LEASE, Member, ReplicaSelf, Replication, Store, StoreError};

/// Between two attempts to join under a name whose last owner's lease has not run out.
const AGAIN: Duration = Duration::from_millis(250);

/// This byline as a replica.
#[derive(Debug)]
pub(in crate::gateway) struct Replicas {
    pub(in crate::gateway) replication: Replication,
    pub(in crate::gateway) me: ReplicaSelf,
    pub(in crate::gateway) gate: Gate,
    /// Whether the database has this replica as a member, as far as is known.
    pub(super) is_member: AtomicBool,
    /// Whether the database answered when it was last asked.
    pub(super) contact: watch::Sender<bool>,
    /// The last numbers that were heard of.
    pub(super) heard: watch::Sender<Numbers>,
    /// The last numbers that were followed.
    pub(super) followed: watch::Sender<Numbers>,
    /// When the lease was last renewed.
    pub(super) renewed: Mutex<Option<ClockReading>>,
    /// Since when the database has not answered, while the gate is shut.
    pub(super) shut_out: Mutex<Option<ClockReading>>,
    pub(super) members: ArcSwap<Vec<Member>>,
    /// Whether the log says that this replica's name is another one's.
    pub(super) name_is_taken: AtomicBool,
    /// The replicas whose configuration differs, as far as the log says so.
    pub(super) different: Mutex<Vec<String>>,
}

/// Numbers of changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::gateway) struct Numbers {
    pub(in crate::gateway) snapshots: i64,
    pub(in crate::gateway) takedowns: i64,
}

/// A number that another start of this process would not have.
fn incarnation() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    let dice = RandomState::new().hash_one((std::process::id(), NEXT.fetch_add(1, Relaxed)));
    i64::from_ne_bytes(dice.to_ne_bytes())
}

impl Replicas {
    /// Joins the other bylines over the database of `store`, at `now`, under the name `name`. `None` for a store of one
    /// byline's own. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when another replica has the name, or when the database is away and there is no local copy.
    pub(in crate::gateway) fn join(
        config: &Config,
        digest: &str,
        name: String,
        store: &Store,
        now: ClockReading,
    ) -> Result<Option<Self>, StoreError> {
        let Some(replication) = store.replication() else {
            return Ok(None);
        };
        let replicas = Self {
            replication: replication.clone(),
            me: ReplicaSelf {
                name,
                incarnation: incarnation(),
                version: env!("CARGO_PKG_VERSION"),
                address: config.server.operators_at().to_string(),
                isolated_for: config.replicas.isolated_for,
            },
            gate: Gate::shut(),
            is_member: AtomicBool::new(false),
            contact: watch::Sender::new(false),
            heard: watch::Sender::default(),
            followed: watch::Sender::default(),
            renewed: Mutex::default(),
            shut_out: Mutex::default(),
            members: ArcSwap::default(),
            name_is_taken: AtomicBool::new(false),
            different: Mutex::default(),
        };
        match replicas.join_as_new(digest, now) {
            // It may serve what it has, since nothing that it does not know of was confirmed.
            Err(away) if store.has_local_copy() && away.is_away() => {
                store.note_failure(Some(&away));
                if replicas.me.isolated_for.is_none() {
                    replicas.gate.open(now, LEASE);
                }
            }
            joined => joined?,
        }
        Ok(Some(replicas))
    }

    fn join_as_new(&self, digest: &str, now: ClockReading) -> Result<(), StoreError> {
        let mut patience = LEASE + Duration::from_secs(2);
        // A busy machine at its start may take longer than a renewal may.
        let mut again = true;
        loop {
            let joined = self.replication.join(&self.me, digest).wait();
            if joined.as_ref().is_err_and(StoreError::is_away) && std::mem::take(&mut again) {
                continue;
            }
            match joined? {
                Joined::Yes => break,
                Joined::NameTaken { .. } if patience.is_zero() => {
                    return Err(self.replication.name_taken(&self.me.name));
                }
                Joined::NameTaken { .. } => {
                    std::thread::sleep(AGAIN);
                    patience = patience.saturating_sub(AGAIN);
                }
            }
        }
        // What was published before is read when it is wanted.
        let standing = self.replication.standing(&self.me).wait()?;
        self.followed
            .send_modify(|followed| followed.snapshots = standing.snapshots);
        self.is_member.store(true, Relaxed);
        *self.renewed.lock() = Some(now);
        Ok(())
    }

    /// Whether the database answers, and this replica is a member: then it may ask for turns.
    pub(in crate::gateway) fn is_in_contact(&self) -> bool {
        *self.contact.borrow()
    }

    /// Waits until it is.
    pub(in crate::gateway) async fn contact(&self) {
        let mut contact = self.contact.subscribe();
        let _ = contact.wait_for(|contact| *contact).await;
    }

    /// Whether this replica is the first of those that live to refresh `feed`: the one whose name goes best with the feed's.
    pub(in crate::gateway) fn is_first_for(&self, feed: &FeedId) -> bool {
        let ours = rank(&self.me.name, feed);
        let members = self.members.load();
        let mut others = members.iter().filter(|it| it.is_alive());
        others.all(|other| rank(&other.name, feed) <= ours)
    }

    /// Whether the replica `name` lives, as far as is known.
    pub(in crate::gateway) fn lives(&self, name: &str) -> bool {
        let members = self.members.load();
        let mut others = members.iter();
        others.any(|it| it.name == name && it.is_alive())
    }
}

/// How well a replica's name goes with a feed's: the highest rank wins, so that with each replica that comes or goes only its
/// own share of the feeds changes hands (rendezvous hashing).
fn rank(name: &str, feed: &FeedId) -> [u8; 32] {
    Sha256::digest(format!("{name}\0{feed}")).into()
}

/// This byline's name among its replicas: the machine's, and what tells it from others there: the port, or the file.
pub(in crate::gateway) fn default_name(config: &Config) -> String {
    let machine = machine();
    match config.server.listen.first() {
        Some(ListenAddress::Tcp(address)) => format!("{machine}:{}", address.port()),
        Some(ListenAddress::Unix(path)) => format!("{machine}:{}", path.display()),
        None => machine,
    }
}

#[cfg(unix)]
fn machine() -> String {
    let names = rustix::system::uname();
    names.nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn machine() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "byline".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every replica works, and one that goes takes only its own feeds' order with it.
    #[test]
    fn feeds_are_spread_over_replicas() {
        let feeds: Vec<FeedId> = (0..300)
            .map(|n| format!("feed{n}").parse().expect("a test id"))
            .collect();
        let first = |names: &[&'static str], feed: &FeedId| {
            let ranked = names.iter().map(|name| (rank(name, feed), *name));
            ranked.max().expect("a name").1
        };
        let of_three = |feed| first(&["a", "b", "c"], feed);
        for name in ["a", "b", "c"] {
            let share = feeds.iter().filter(|feed| of_three(feed) == name).count();
            assert!((70..130).contains(&share), "{name}: {share}");
        }
        for feed in feeds.iter().filter(|feed| of_three(feed) != "c") {
            assert_eq!(first(&["a", "b"], feed), of_three(feed));
        }
    }
}
