//! Why a refresh failed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::model::FeedId;
use crate::store::StoreError;

/// Where a failure is. The log says it once, until it is elsewhere or over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The origin does not answer, or refuses. It comes back by itself.
    Origin,
    /// It answers with a page that is not what it used to be. An operator has to look.
    Page,
    /// It was not asked: the database that replicas share is away. The log says that once for all feeds.
    Database,
}

/// Why a refresh failed, for the reader who waits and for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// Decides how loudly the log says it.
    pub(super) cause: Cause,
    /// The origin did not answer in time (504 rather than 502).
    pub(super) timed_out: bool,
    /// In words: what, where, what to do.
    pub(super) reason: String,
    /// The origin's own wish (`Retry-After`).
    pub(super) retry_after: Option<Duration>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Failure {
    /// A failure that an operator has to look into; it is not the origin's.
    pub(super) fn page(reason: String) -> Self {
        Self {
            cause: Cause::Page,
            timed_out: false,
            reason,
            retry_after: None,
        }
    }

    /// That a feed cannot be refreshed at the moment, for no fault of its origin; `error` is the database's.
    pub(super) fn paused(error: Option<&StoreError>) -> Arc<Self> {
        let why = error.map_or_else(String::new, |error| format!(" ({error})"));
        Arc::new(Self {
            cause: Cause::Database,
            timed_out: false,
            reason: format!(
                "it is not refreshed while the database that byline's replicas share is away, or another replica refreshes it{why}"
            ),
            retry_after: None,
        })
    }

    /// The failure of a refresh run that panicked.
    pub(super) fn crashed(feed: &FeedId) -> Arc<Self> {
        Arc::new(Self::page(format!(
            "feed \"{feed}\": the refresh broke off; this is a fault in byline, see its log"
        )))
    }
}
