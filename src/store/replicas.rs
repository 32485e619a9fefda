//! What a store that several bylines share promises them: who is there, who refreshes which feed, and what changed.
//!
//! In and out: plain data. No SQL, no connection and no clock: [`postgres`](super::postgres) keeps the promises, on the
//! database's clock.
//!
//! - **Membership.** A replica joins under a name and renews its lease every two seconds. One whose lease has run out is gone.
//! - **Turns.** One replica refreshes a feed at a time. Each turn of a feed has a higher generation than the one before.
//! - **Fences.** A snapshot is published only by the turn with the highest generation, or in place of the very snapshot that
//!   it was made of. So a replica that was paused, and wakes up, cannot overwrite a newer snapshot.
//! - **Ages.** How long ago a refresh was, the database says. Replicas' clocks need not agree.
//! - **Numbers.** Snapshots and takedowns are numbered in the order of their commits. Who has followed up to a number has
//!   missed nothing before it.

use std::time::Duration;

use jiff::Timestamp;

use super::record::{LastRefresh, Snapshot, Takedown};
use crate::model::{FeedId, Guid};

/// A replica's lease lasts for this long after it was renewed.
pub const LEASE: Duration = Duration::from_secs(6);
/// A turn ends by itself after this time. A refresh run takes five minutes at the most.
pub(super) const TURN: Duration = Duration::from_secs(360);

/// A replica, as it presents itself.
#[derive(Debug, Clone)]
pub struct ReplicaSelf {
    /// Its name among the replicas.
    pub name: String,
    /// Another number for each start of the process.
    pub incarnation: i64,
    /// The version of byline.
    pub version: &'static str,
    /// Where it listens.
    pub address: String,
    /// For how long it goes on serving without the database; `None` is for ever.
    pub isolated_for: Option<Duration>,
}

/// A replica, as the others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Which start of it.
    pub incarnation: i64,
    /// The version of byline.
    pub version: String,
    /// Where it listens.
    pub address: String,
    /// The digest of its configuration.
    pub config_digest: String,
    /// When it was started.
    pub started: Timestamp,
    /// How much of its lease is left, in milliseconds; negative since it has run out.
    pub lease_ms: i64,
    /// When it stops serving unless it renews its lease; `None` is never.
    pub stops_at: Option<Timestamp>,
    /// The number of the last takedown that it has applied.
    pub applied: i64,
}

impl Member {
    /// Whether its lease holds.
    pub const fn is_alive(&self) -> bool {
        self.lease_ms > 0
    }
}

/// How a replica stands after it asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is still a member. `false`: it was forgotten, or another one has its name.
    pub is_member: bool,
    /// The last number of a snapshot or a refresh.
    pub snapshots: i64,
    /// The last number of a takedown or the end of one.
    pub takedowns: i64,
}

/// The answer to a replica that wants to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// It is a member.
    Yes,
    /// Another one has its name, and its lease has this long to run.
    NameTaken {
        /// Milliseconds.
        lease_ms: i64,
    },
}

/// The answer to a replica that wants to refresh a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It is its turn.
    Mine {
        /// The turn's generation.
        generation: i64,
        /// The number of the feed's last refresh, by whichever replica; 0 when there was none.
        refreshed: i64,
    },
    /// Another replica refreshes the feed.
    Theirs {
        /// Its name; empty when this replica is no member.
        holder: String,
    },
    /// The feed's origin failed, and is left alone for a while.
    HeldOff {
        /// For how long.
        wait: Duration,
        /// What failed, in words.
        reason: String,
    },
}

/// What a snapshot may take the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// Anything older: it was made in the turn with this generation.
    Turn {
        /// The turn's generation.
        generation: i64,
        /// Whether the turn ends with it.
        ends: bool,
    },
    /// The snapshot with this number alone.
    Snapshot(i64),
}

/// What became of a snapshot that was to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It is the feed's snapshot, under this number.
    As(i64),
    /// Another one has been published since, or may be.
    Superseded,
}

/// A feed that was refreshed.
#[derive(Debug)]
pub struct FeedChange {
    /// The feed.
    pub feed: FeedId,
    /// The number of the refresh.
    pub number: i64,
    /// The number of its last refresh that changed what it shows.
    pub content: i64,
    /// How long ago it was, on the database's clock, where that is known.
    pub age: Option<Duration>,
    pub(super) last: LastRefresh,
}

impl FeedChange {
    /// When it was refreshed.
    pub const fn refreshed_at(&self) -> Timestamp {
        self.last.refreshed_at
    }
}

/// A feed's last good refresh, as replicas share it.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedSnapshot {
    /// The refresh.
    pub snapshot: Snapshot,
    /// The number of its content; 0 for one of the local copy.
    pub number: i64,
    /// How long ago it was, on the database's clock, where that is known.
    pub age: Option<Duration>,
}

/// A takedown, or the end of one.
#[derive(Debug, Clone)]
pub struct TakedownChange {
    /// Its number.
    pub number: i64,
    /// The item.
    pub guid: Guid,
    /// `None`: it is no longer withdrawn.
    pub takedown: Option<Takedown>,
}

/// A replica that may still show what was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// The item.
    pub guid: Guid,
    /// The replica's name.
    pub replica: String,
    /// When it has stopped serving, if it does not confirm before; `None` for one that goes on serving.
    pub until: Option<Timestamp>,
}

/// What became of a replica that was to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// It is no member any more.
    Yes,
    /// Its lease holds.
    IsAlive,
    /// There is none of that name.
    Unknown,
}
