//! What sections and articles share: a page's context, and parsing in the CPU pool.

use jiff::Timestamp;
use url::Url;

use crate::browser::{Endpoint, Wanted};
use crate::config::FeedSpec;
use crate::extract::ExtractError;
use crate::gateway::conductor::Gateway;
use crate::gateway::cpu_pool::For;
use crate::gateway::read_error::ReadError;
use crate::model::{Publisher, PublisherId, Validators};
use crate::origin::{Asking, Fault, FetchError, Fetched, Page};
use crate::page::{Budget, Context};
use crate::traces;

/// A 304 to a request without validators, which RFC 9110 §15.4.5 forbids and some caches send.
pub(super) fn unasked_not_modified(url: &Url) -> FetchError {
    FetchError {
        url: Box::new(url.clone()),
        at: None,
        fault: Fault::Status { status: 304 },
    }
}

/// A page as it came, and the JSON that its scripts loaded if the browser showed it.
pub(super) struct FetchedPage {
    pub(super) fetched: Fetched,
    pub(super) endpoints: Vec<Endpoint>,
}

/// How a page is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How<'h> {
    /// As the origin sends it.
    Plain,
    /// As the browser shows it; with the selector of its list's items, if there is one.
    Rendered(Option<&'h str>),
}

impl<'h> How<'h> {
    /// How the section at `url` is fetched.
    pub(super) fn section(spec: &'h FeedSpec, url: &Url) -> Self {
        match spec.rendered.contains(url) {
            true => Self::Rendered(spec.select.as_ref().map(|select| select.item.as_str())),
            false => Self::Plain,
        }
    }

    /// How an article of `publisher` is fetched.
    pub(super) fn article(gateway: &Gateway, publisher: &Publisher) -> Self {
        let config = gateway.config();
        let rendering = config.rendering.get(&publisher.id);
        match rendering.is_some_and(|it| it.articles) {
            true => Self::Rendered(None),
            false => Self::Plain,
        }
    }
}

/// Fetches a page, or learns that it is still as `known`.
pub(super) async fn fetch(
    gateway: &Gateway,
    url: &Url,
    known: Option<&Validators>,
    asking: &Asking,
    how: How<'_>,
) -> Result<FetchedPage, FetchError> {
    let setup = gateway.setup();
    let (How::Rendered(item), Some(browser)) = (how, &setup.browser) else {
        let fetched = setup.origin.page(url, known, asking).await?;
        let endpoints = Vec::new();
        return Ok(FetchedPage { fetched, endpoints });
    };
    let publisher = asking.publisher.as_ref();
    let rendering = publisher.and_then(|id| setup.config.rendering.get(id));
    let sites = rendering.map_or(&[][..], |it| &it.sites);
    let wanted = Wanted {
        url,
        item,
        known,
        sites,
    };
    let shown = browser.page(&setup.origin, wanted, asking).await?;
    Ok(FetchedPage {
        fetched: shown.fetched,
        endpoints: shown.endpoints,
    })
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
    let done = gateway.cpu_pool.run(For::Refresh(publisher), work);
    match traces::within(traces::extract(), done).await {
        Ok(Ok(facts)) => Ok(facts),
        Ok(Err(error)) => Err(ReadError::Extract { url, error }),
        Err(_) => Err(ReadError::Crashed { url }),
    }
}
