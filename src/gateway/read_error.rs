//! Why a page could not be read.

use std::time::Duration;

use url::Url;

use super::failure::{Cause, Failure};
use crate::extract::ExtractError;
use crate::origin::{Fault, FetchError};

/// Why a page could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("{url}: {error}")]
    Extract { url: Url, error: ExtractError },
    #[error("{url}: reading the page broke off; this is a fault in byline, please report the page")]
    Crashed { url: Url },
}

impl ReadError {
    /// The pause that the page's host asked for, if the page was not asked for because of that pause.
    pub(super) fn asked_to_wait(&self) -> Option<Duration> {
        match self {
            Self::Fetch(FetchError {
                fault: Fault::Closed(closed),
                ..
            }) if closed.asked => Some(closed.retry_after),
            Self::Fetch(_) | Self::Extract { .. } | Self::Crashed { .. } => None,
        }
    }

    /// For how long the page's host is left alone, if the page was not asked for because of that.
    pub(super) fn held_off(&self) -> Option<Duration> {
        match self {
            Self::Fetch(error)
                if matches!(
                    error.fault,
                    Fault::Closed(_) | Fault::RobotsUnreachable { .. }
                ) =>
            {
                error.retry_after()
            }
            Self::Fetch(_) | Self::Extract { .. } | Self::Crashed { .. } => None,
        }
    }

    /// Whether the origin says that there is no page at `url`.
    pub(super) fn is_gone(&self, url: &Url) -> bool {
        matches!(self, Self::Fetch(error) if *error.url == *url && matches!(error.fault, Fault::Withdrawn { .. }))
    }

    pub(super) fn into_failure(self) -> Failure {
        let (cause, timed_out, retry_after) = match &self {
            Self::Fetch(error) => (Cause::Origin, error.is_timeout(), error.retry_after()),
            Self::Extract { .. } | Self::Crashed { .. } => (Cause::Page, false, None),
        };
        Failure {
            cause,
            timed_out,
            reason: self.to_string(),
            retry_after,
        }
    }
}
