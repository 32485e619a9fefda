//! What sections and articles share: a page's context, and parsing in the CPU pool.

use jiff::Timestamp;
use url::Url;

use crate::extract::ExtractError;
use crate::gateway::conductor::Gateway;
use crate::gateway::cpu_pool::For;
use crate::gateway::read_error::ReadError;
use crate::model::{Publisher, PublisherId};
use crate::origin::{Fault, FetchError, Page};
use crate::page::{Budget, Context};

/// A 304 to a request without validators, which RFC 9110 §15.4.5 forbids and some caches send.
pub(super) fn unasked_not_modified(url: &Url) -> FetchError {
    FetchError {
        url: Box::new(url.clone()),
        at: None,
        fault: Fault::Status { status: 304 },
    }
}

pub(super) fn context<'a>(
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

pub(super) async fn parse<T: Send + 'static>(
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
