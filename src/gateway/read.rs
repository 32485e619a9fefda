//! One page, asked for politely and read on a thread of its own.
//!
//! In: a URL. Out: a section's teasers or an article's facts. Parsing happens off the runtime's
//! threads, and a page that makes a parser panic costs this page, not the process.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::Gateway;
use super::desk::{Failure, SectionMemory};
use crate::config::{FeedSpec, Kind};
use crate::extract::section::{self, Choice, Listing};
use crate::extract::{self, Context, ExtractError};
use crate::model::Article;
use crate::origin::{Fault, FetchError, Fetched, Page, Validators};

/// The most further pages of one article that are read.
const MORE_PAGES_LIMIT: usize = 20;

/// A section after one look at it.
pub(super) struct SectionRead {
    pub(super) memory: SectionMemory,
    /// Where its list was found.
    pub(super) choice: Option<Choice>,
    /// The page is byte for byte what it was.
    pub(super) unchanged: bool,
}

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

    pub(super) fn into_failure(self) -> Failure {
        let (timed_out, retry_after) = match &self {
            Self::Fetch(error) => (error.is_timeout(), error.retry_after()),
            Self::Extract { .. } | Self::Crashed { .. } => (false, None),
        };
        Failure {
            timed_out,
            reason: self.to_string(),
            retry_after,
        }
    }
}

/// Reads a section, or finds it unchanged since `known`. Without selectors, the list is looked for where
/// `choice` says it was found before.
pub(super) async fn section(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
    known: Option<&SectionMemory>,
    choice: Option<Choice>,
) -> Result<SectionRead, ReadError> {
    let page = match gateway
        .origin
        .page(url, known.map(|known| &known.validators))
        .await?
    {
        Fetched::Page(page) => page,
        Fetched::NotModified => {
            let Some(known) = known else {
                return Err(unasked_not_modified(url).into());
            };
            return Ok(SectionRead {
                memory: known.clone(),
                choice,
                unchanged: true,
            });
        }
    };
    let (digest, validators) = (page.digest, page.validators.clone());
    if let Some(known) = known.filter(|known| known.digest == digest) {
        let memory = SectionMemory {
            validators,
            ..known.clone()
        };
        return Ok(SectionRead {
            memory,
            choice,
            unchanged: true,
        });
    }
    let (now, spec) = (gateway.clock.now(), spec.clone());
    let listing = parse(page, move |page| listing(page, &spec, choice.as_ref(), now)).await?;
    let memory = SectionMemory {
        validators,
        digest,
        teasers: listing.teasers.into(),
    };
    Ok(SectionRead {
        memory,
        choice: listing.choice,
        unchanged: false,
    })
}

fn listing(
    page: &Page,
    spec: &FeedSpec,
    choice: Option<&Choice>,
    now: Timestamp,
) -> Result<Listing, ExtractError> {
    let at = context(page, spec, now);
    match (spec.kind, &spec.select, choice) {
        (Kind::Html, None, Some(choice)) => section::read_remembered(&page.text, &at, choice),
        (Kind::Html, select, _) => section::read(&page.text, &at, select.as_ref()),
        (Kind::Json | Kind::Feed, _, _) => Err(ExtractError::NoList {
            found: "this kind of section cannot be read yet".into(),
            remedy: "use kind = \"html\"".into(),
        }),
    }
}

/// Reads an article with all its pages; the validators are the first page's.
pub(super) async fn article(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
) -> Result<(Arc<Article>, Validators), ReadError> {
    let (first, validators) = article_page(gateway, spec, url).await?;
    if first.more_pages.is_empty() {
        return Ok((Arc::new(first), validators));
    }
    let mut rest = Vec::new();
    for more in first.more_pages.iter().take(MORE_PAGES_LIMIT) {
        rest.push(article_page(gateway, spec, more).await?.0);
    }
    Ok((Arc::new(extract::article::join(first, rest)), validators))
}

async fn article_page(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
) -> Result<(Article, Validators), ReadError> {
    let page = match gateway.origin.page(url, None).await? {
        Fetched::Page(page) => page,
        Fetched::NotModified => return Err(unasked_not_modified(url).into()),
    };
    let (validators, now, spec) = (page.validators.clone(), gateway.clock.now(), spec.clone());
    let article = parse(page, move |page| {
        extract::article::read(&page.text, &context(page, &spec, now))
    })
    .await?;
    Ok((article, validators))
}

/// A 304 to a request without validators, which RFC 9110 §15.4.5 forbids and some caches send.
fn unasked_not_modified(url: &Url) -> FetchError {
    FetchError {
        url: Box::new(url.clone()),
        at: None,
        fault: Fault::Status { status: 304 },
    }
}

fn context<'a>(page: &'a Page, spec: &'a FeedSpec, now: Timestamp) -> Context<'a> {
    Context {
        url: &page.url,
        zone: &spec.publisher.zone,
        language: &spec.publisher.language,
        now,
    }
}

async fn parse<T: Send + 'static>(
    page: Page,
    read: impl FnOnce(&Page) -> Result<T, ExtractError> + Send + 'static,
) -> Result<T, ReadError> {
    let url = page.url.clone();
    match tokio::task::spawn_blocking(move || read(&page)).await {
        Ok(Ok(facts)) => Ok(facts),
        Ok(Err(error)) => Err(ReadError::Extract { url, error }),
        Err(_) => Err(ReadError::Crashed { url }),
    }
}
