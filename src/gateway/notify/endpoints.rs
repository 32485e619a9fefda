//! How the endpoints of `[notify]` are: what waits for them, what they answered, what was dropped.
//!
//! In: what the tasks that send report. Out: an [`EndpointHealth`] for each endpoint. Names come from `feeds.toml`, so the maps
//! are bounded.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::announced::Condition;
use crate::config::Config;
use crate::model::{EndpointId, Feed, FeedId};

/// How one endpoint of `[notify]` is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointHealth {
    /// Its name.
    pub endpoint: EndpointId,
    /// Events that wait for it.
    pub queued: usize,
    /// Events that it took, since the start.
    pub sent: u64,
    /// Attempts that failed, since the start.
    pub failed: u64,
    /// Events that were dropped since the start: after three days, or since the queue was full.
    pub dropped: u64,
    /// What came back last.
    pub last: Option<LastAnswer>,
    /// Since when every attempt has failed.
    pub failing_since: Option<Timestamp>,
    /// When it is tried again.
    pub retry_at: Option<Timestamp>,
    /// It answered 410, and is sent nothing until the configuration is read again.
    pub stopped: bool,
}

/// What an endpoint answered to one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAnswer {
    /// When.
    pub at: Timestamp,
    /// The status; `None` when nothing came back.
    pub status: Option<u16>,
    /// Why it counts as a failure, in words.
    pub error: Option<String>,
}

/// What is stored of an endpoint, for other bylines and the next start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Answered {
    pub(super) last: Option<LastAnswer>,
    pub(super) failures: u32,
    pub(super) failing_since: Option<Timestamp>,
    pub(super) retry_at: Option<Timestamp>,
}

/// What is remembered of the endpoints, and of feeds as they were last looked at.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Endpoints {
    states: Mutex<BTreeMap<EndpointId, EndpointState>>,
    feeds: Mutex<HashMap<FeedId, Arc<tokio::sync::Mutex<Looked>>>>,
}

/// What is remembered of one endpoint.
#[derive(Debug, Clone, Default)]
pub(super) struct EndpointState {
    pub(super) queued: usize,
    pub(super) sent: u64,
    pub(super) failed: u64,
    pub(super) dropped: u64,
    pub(super) stopped: bool,
    /// The log says that the queue is full.
    pub(super) overflows: bool,
    pub(super) answered: Answered,
    /// Notified when something is queued.
    pub(super) wake: Arc<Notify>,
}

/// The feed as it was when it was last compared with what was told.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// The feed, and the count of withdrawals.
    pub(super) feed: Option<(std::sync::Weak<Feed>, u64)>,
    pub(super) condition: Option<Condition>,
    /// Refreshes that ended in trouble, one after the other.
    pub(super) in_trouble: u32,
}

impl Endpoints {
    /// Forgets what `config` does not have.
    pub(super) fn configure(&self, config: &Config) {
        let mut states = self.states.lock();
        states.retain(|id, _| config.notify.contains_key(id));
        for id in config.notify.keys() {
            states.entry(id.clone()).or_default();
        }
        let mut feeds = self.feeds.lock();
        feeds.retain(|id, _| config.feeds.contains_key(id) && !config.notify.is_empty());
    }

    /// What is remembered of `feed`. Held while the feed is compared with what was told.
    pub(super) fn looked(&self, feed: &FeedId) -> Arc<tokio::sync::Mutex<Looked>> {
        let mut feeds = self.feeds.lock();
        feeds.entry(feed.clone()).or_default().clone()
    }

    /// Changes what is remembered of `endpoint`.
    pub(super) fn change<T>(
        &self,
        endpoint: &EndpointId,
        change: impl FnOnce(&mut EndpointState) -> T,
    ) -> T {
        change(self.states.lock().entry(endpoint.clone()).or_default())
    }

    /// How the endpoints of `config` are.
    pub(in crate::gateway) fn health(&self, config: &Config) -> Vec<EndpointHealth> {
        let states = self.states.lock();
        let health = config.notify.keys().map(|id| {
            let state = states.get(id).cloned().unwrap_or_default();
            EndpointHealth {
                endpoint: id.clone(),
                queued: state.queued,
                sent: state.sent,
                failed: state.failed,
                dropped: state.dropped,
                last: state.answered.last,
                failing_since: state.answered.failing_since,
                retry_at: state.answered.retry_at,
                stopped: state.stopped,
            }
        });
        health.collect()
    }
}
