//! This byline as one of several equal replicas over one database.
//!
//! In: what the database tells of the others. Out: a gate that says whether this replica may serve, turns to refresh, and
//! caches that follow what others publish and withdraw. Without a database nothing of this exists, and nothing is asked.
//!
//! | what | where |
//! |---|---|
//! | who this replica is, and what it knows of the others | [`fleet`] |
//! | whether it may serve at this moment | [`gate`] |
//! | its lease, renewed | [`membership`] |
//! | what others published and withdrew | [`follow`] |
//! | which replica refreshes a feed | [`turn`] |
//! | whether all have applied a takedown | [`confirm`] |
//! | the fleet, for operators | [`status`] |

mod confirm;
pub(super) mod fleet;
mod follow;
mod gate;
mod membership;
mod status;
pub(super) mod turn;

pub use self::status::ReplicaStatus;
