//! The fleet, for operators. Nothing here asks the database.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use serde::Serialize;

use crate::gateway::conductor::Gateway;

/// The longest that a request waits for a replica that has just woken up.
const PATIENCE: Duration = Duration::from_secs(4);

/// A replica, as `/status.json` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplicaStatus {
    /// Its name.
    pub name: String,
    /// Whether it is the one that is asked.
    pub this: bool,
    /// Whether its lease holds.
    pub alive: bool,
    /// How much of its lease is left, in milliseconds, when it was last heard of.
    pub lease_ms: i64,
    /// The version of byline.
    pub version: String,
    /// Where it listens.
    pub address: String,
    /// The number of the last takedown that it has applied.
    pub applied: i64,
    /// The digest of its configuration.
    pub config_digest: String,
}

impl Gateway {
    /// Whether this byline may serve at this moment. Without replicas it always may.
    pub fn is_serving(&self) -> bool {
        self.replicas
            .as_ref()
            .is_none_or(|replicas| replicas.gate.is_open(&*self.clock))
    }

    /// Whether this byline shares its store with others, or may.
    pub const fn has_replicas(&self) -> bool {
        self.replicas.is_some()
    }

    /// Waits until this byline may serve, for 4 s at the most. Whether it may.
    pub async fn serving(&self) -> bool {
        match &self.replicas {
            None => true,
            Some(replicas) => replicas.gate.wait(&*self.clock, PATIENCE).await,
        }
    }

    /// Whether this byline has stopped serving, since it has been cut off from the database for `isolated-for`.
    pub fn is_isolated(&self) -> bool {
        self.replicas.as_ref().is_some_and(|replicas| {
            let may_stop = replicas.me.isolated_for.is_some();
            may_stop && !replicas.is_in_contact() && !replicas.gate.is_open(&*self.clock)
        })
    }

    /// Every replica, by name; empty without a database.
    pub fn fleet(&self) -> Vec<ReplicaStatus> {
        let Some(replicas) = &self.replicas else {
            return Vec::new();
        };
        let members = replicas.members.load();
        let status = members.iter().map(|member| ReplicaStatus {
            this: member.name == replicas.me.name,
            alive: member.is_alive(),
            lease_ms: member.lease_ms,
            name: member.name.clone(),
            version: member.version.clone(),
            address: member.address.clone(),
            applied: member.applied,
            config_digest: member.config_digest.clone(),
        });
        status.collect()
    }

    /// What is wrong with the fleet, in words.
    pub(in crate::gateway) fn fleet_troubles(&self) -> Vec<String> {
        let Some(replicas) = &self.replicas else {
            return Vec::new();
        };
        let setup = self.setup();
        let ours = setup.digest();
        let mut troubles = Vec::new();
        if replicas.name_is_taken.load(Relaxed) {
            let name = &replicas.me.name;
            troubles.push(format!("another byline has joined under this one's name, \"{name}\", so this one serves nothing; give each a name of its own: name in [replicas]"));
        }
        for member in replicas.members.load().iter() {
            let name = &member.name;
            if !member.is_alive() {
                let waits = match member.stops_at {
                    None => {
                        "takedowns wait until it is back, or until `byline replicas forget` says that it is no more"
                    }
                    Some(_) => "it has stopped serving, or will soon",
                };
                troubles.push(format!("replica \"{name}\" is gone: {waits}"));
            } else if member.config_digest != ours {
                let theirs = &member.config_digest;
                troubles.push(format!("the feeds.toml of replica \"{name}\" ({theirs}) differs from ours ({ours}); give all replicas the same one, and reload them"));
            }
        }
        troubles
    }

    /// How many replicas live, as far as is known; 1 without a database.
    pub fn live_replicas(&self) -> usize {
        let fleet = self.replicas.as_ref().map(|it| it.members.load());
        let live = fleet.map_or(0, |it| it.iter().filter(|it| it.is_alive()).count());
        live.max(1)
    }
}
