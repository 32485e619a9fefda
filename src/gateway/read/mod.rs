//! One page, asked for politely and read in the CPU pool.
//!
//! In: a URL. Out: a section's teasers ([`section()`]) or an article's facts ([`article()`]), or a [`ReadError`]. A page
//! that makes a parser panic costs this page, not the process.

mod article;
mod evidence;
mod section;

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::Gateway;
use super::cpu_pool::For;
use super::feed_state::{Cause, Failure};
use crate::extract::ExtractError;
use crate::model::{Publisher, PublisherId};
use crate::origin::{Fault, FetchError, Page};
use crate::page::{Budget, Context};

pub(super) use article::{NewArticle, Reading, article, article_again, article_with_evidence};
pub(super) use evidence::Evidence;
pub(super) use section::{Known, SectionRead, section};

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
    /// For how long the page's host is to be left alone by its own wish, if the page was not asked for because of that.
    pub(super) fn asked_to_wait(&self) -> Option<Duration> {
        match self {
            Self::Fetch(error) => match &error.fault {
                Fault::Closed(closed) if closed.asked => Some(closed.retry_after),
                _ => None,
            },
            _ => None,
        }
    }

    /// For how long the page's host is to be left alone, if the page was not asked for because of that.
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
            _ => None,
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
/// A 304 to a request without validators, which RFC 9110 §15.4.5 forbids and some caches send.
fn unasked_not_modified(url: &Url) -> FetchError {
    FetchError {
        url: Box::new(url.clone()),
        at: None,
        fault: Fault::Status { status: 304 },
    }
}

fn context<'a>(
    page: &'a Page,
    publisher: &'a Publisher,
    now: Timestamp,
    budget: &'a Budget,
) -> Context<'a> {
    Context {
        url: &page.url,
        zone: &publisher.zone,
        language: &publisher.language,
        now,
        budget,
    }
}

async fn parse<T: Send + 'static>(
    gateway: &Gateway,
    publisher: &PublisherId,
    page: Page,
    read: impl FnOnce(&Page) -> Result<T, ExtractError> + Send + 'static,
) -> Result<T, ReadError> {
    let url = page.url.clone();
    let work = move || read(&page);
    match gateway.cpu_pool.run(For::Refresh(publisher), work).await {
        Ok(Ok(facts)) => Ok(facts),
        Ok(Err(error)) => Err(ReadError::Extract { url, error }),
        Err(_) => Err(ReadError::Crashed { url }),
    }
}
