//! The conductor: decides when a feed is refreshed, and gives `serve` what it may send.
//!
//! In: requests for a feed. Out: documents from the cache, or a [`Refusal`] in words.
//! A cached document is answered at once, and a stale one starts a refresh in the background (RFC 5861). All requests
//! for a cold feed wait for the same refresh run (single-flight).
//!
//! | what | where |
//! |---|---|
//! | what all parts share | `conductor` ([`Gateway`]), `eviction_listeners` |
//! | a request for a document, a feed, a refresh | `requests`, `single_flight`, `generation`, `refusal` |
//! | one refresh run: plan, gather, judge | [`refresh`] |
//! | its last step: an entry in the cache and the store | [`publish`] |
//! | what is remembered of a feed between refresh runs | `feed_state`, `teaser_cache`, `failure` |
//! | when refreshes begin, and how many at once | `schedule`, `limits`, `cpu_pool`, `in_flight` |
//! | the configuration in force, and another in its place | `setup`, `reload`, `reload_state` |
//! | takedowns, in order with what is published | `takedown`, `withdrawals` |
//! | other bylines over the same database | [`replicas`] |
//! | partners: who is let in, what they get, what they got | `partners`, `partner_state`, `usage`, `usage_queue` |
//! | who is told when a feed breaks, and of items | [`notify`] |
//! | what replicas share about origins and partners | `manners` |
//! | the health of feeds, for operators | `health`, `report`, `trouble`, `survey` |

mod conductor;
mod cpu_pool;
mod eviction_listeners;
mod failure;
mod feed_state;
mod filter;
mod generation;
mod health;
mod in_flight;
mod limits;
mod manners;
mod notify;
mod partner_state;
mod partners;
mod publish;
mod read_error;
mod refresh;
mod refusal;
mod reload;
mod reload_state;
mod replicas;
mod report;
mod requests;
mod schedule;
mod setup;
mod single_flight;
mod survey;
mod takedown;
mod teaser_cache;
#[cfg(test)]
mod tests;
mod trouble;
mod usage;
mod usage_queue;
mod withdrawals;

pub use self::conductor::Gateway;
pub use self::generation::{Generation, HeldDocuments};
pub use self::health::{
    Closed, ConfigHealth, FeedHealth, HealthState, HostCounts, OriginOutcome, StoreSize,
};
pub use self::notify::{EndpointHealth, LastAnswer, Sent, TestError};
pub use self::partner_state::{PartnerCounts, PartnerUsage};
pub use self::partners::{Denied, Guest};
pub use self::refusal::Refusal;
pub use self::reload::ReloadError;
pub use self::replicas::ReplicaStatus;
pub use self::report::{RefreshReport, RefreshResult, SectionReport, SectionResult};
pub use self::requests::Served;
pub use self::setup::Reloaded;
pub use self::survey::{Against, Findings, Survey, Surveyed};
pub use self::takedown::{
    REASON_LIMIT_CHARS, Subject, Takedown, TakedownError, Whereabouts, Withdrawer,
};
pub use self::trouble::{Trouble, TroubleKind};
pub use self::usage::Delivery;
pub use crate::cache::Documents;
pub use crate::cache::freshness::{CacheAge, CacheState};
pub use crate::store::{Unconfirmed, Use, UseQuery};
