//! One page, asked for politely and read on a thread of its own.
//!
//! In: a URL. Out: a section's teasers or an article's facts. Parsing happens off the runtime's
//! threads, and a page that makes a parser panic costs this page, not the process.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::Gateway;
use super::desk::{Cause, Failure, SectionMemory};
use crate::config::{FeedSpec, Kind, Select};
use crate::extract::section::{self, Choice, Listing};
use crate::extract::{self, Context, ExtractError, Teaser};
use crate::model::{Article, Guid};
use crate::origin::{Fault, FetchError, Fetched, Page, Validators};

/// The most further pages of one article that are read.
const MORE_PAGES_LIMIT: usize = 20;

/// A section after one look at it.
pub(super) struct SectionRead {
    pub(super) memory: SectionMemory,
    /// What it lists; `None` when that is unchanged and not at hand.
    pub(super) teasers: Option<Arc<[Teaser]>>,
    /// Where its list was found.
    pub(super) choice: Option<Choice>,
    /// Where it was found, after redirects.
    pub(super) at: Url,
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

/// What is known of a section before a look at it.
pub(super) struct Known {
    pub(super) memory: SectionMemory,
    pub(super) teasers: Option<Arc<[Teaser]>>,
}

/// Reads a section, or finds it unchanged since `known`. Without selectors, the list is looked for where
/// `choice` says it was found before.
pub(super) async fn section(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
    known: Option<Known>,
    choice: Option<Choice>,
) -> Result<SectionRead, ReadError> {
    let origin = &gateway.setup().origin;
    let validators = known.as_ref().map(|known| &known.memory.validators);
    let page = match origin.page(url, validators).await? {
        Fetched::Page(page) => page,
        Fetched::Unchanged {
            url: at,
            validators,
        } => {
            let Known { memory, teasers } = known.ok_or_else(|| unasked_not_modified(url))?;
            return Ok(SectionRead {
                memory: SectionMemory {
                    validators,
                    ..memory
                },
                teasers,
                choice,
                at,
                unchanged: true,
            });
        }
    };
    let mut validators = page.validators.clone();
    let (now, spec) = (gateway.clock.now(), spec.clone());
    let (reader, first) = (spec.clone(), page.url.clone());
    let (mut listing, next) = parse(gateway, page, move |page| {
        looked_through(page, &reader, choice.as_ref(), now)
    })
    .await?;
    if spec.pages > 1 && spec.kind == Kind::Html {
        let next = next.unwrap_or_else(|error| {
            tracing::warn!(feed = %spec.id, %url, %error, "the section's next page was not found");
            None
        });
        let seen = HashSet::from([url.clone(), first.clone()]);
        if !further(gateway, &spec, &mut listing, seen, next).await {
            let before = known.as_ref().and_then(|known| known.teasers.as_deref());
            stand_in(&mut listing.teasers, before);
            // The first page being unchanged must not keep the next refresh from trying the others again.
            validators = Validators::default();
        }
    }
    let memory = SectionMemory {
        validators,
        items: listing.teasers.len(),
    };
    Ok(SectionRead {
        memory,
        teasers: Some(listing.teasers.into()),
        choice: listing.choice,
        at: first,
        unchanged: false,
    })
}

/// A page's list, and where the list goes on, if it is wanted.
type LookedThrough = (Listing, Result<Option<Url>, ExtractError>);

fn looked_through(
    page: &Page,
    spec: &FeedSpec,
    choice: Option<&Choice>,
    now: Timestamp,
) -> Result<LookedThrough, ExtractError> {
    let at = context(page, spec, now);
    let listing = match (spec.kind, &spec.select, choice) {
        (Kind::Html, None, Some(choice)) => section::read_remembered(&page.text, &at, choice)?,
        (Kind::Html, select, _) => section::read(&page.text, &at, select.as_ref())?,
        (Kind::Json, Some(select), _) => plain(section::json::read(&page.text, &at, select)?),
        (Kind::Json, None, _) => {
            let whole = Select::default();
            plain(section::json::read(&page.text, &at, &whole)?)
        }
        (Kind::Feed, _, _) => plain(section::feed::read(&page.text, &at)?),
    };
    let next = if spec.pages > 1 && spec.kind == Kind::Html {
        let select = spec
            .select
            .as_ref()
            .and_then(|select| select.next.as_deref());
        section::next_page(&page.text, &at, select)
    } else {
        Ok(None)
    };
    Ok((listing, next))
}

/// A listing that was not chosen among several.
fn plain(teasers: Vec<Teaser>) -> Listing {
    Listing {
        teasers,
        explain: Vec::new(),
        choice: None,
        select: None,
    }
}

/// Adds the section's further pages, up to the feed's `pages`, one after the other and each once.
///
/// A page that fails ends the walk, and what was read before it stays. True if none did.
async fn further(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    listing: &mut Listing,
    mut seen: HashSet<Url>,
    mut next: Option<Url>,
) -> bool {
    let guids = listing.teasers.iter().map(|it| Guid::of(&it.url));
    let mut known: HashSet<Guid> = guids.collect();
    for _ in 1..spec.pages {
        let Some(url) = next.take().filter(|url| seen.insert(url.clone())) else {
            return true;
        };
        let page = match gateway.setup().origin.page(&url, None).await {
            Ok(Fetched::Page(page)) => page,
            Ok(Fetched::Unchanged { .. }) => return false,
            Err(error) => {
                tracing::debug!(feed = %spec.id, %error, "a further page was not read");
                return false;
            }
        };
        let (now, reader, choice) = (gateway.clock.now(), spec.clone(), listing.choice.clone());
        let read = parse(gateway, page, move |page| {
            looked_through(page, &reader, choice.as_ref(), now)
        });
        match read.await {
            Ok((more, on)) => {
                let new = more.teasers.into_iter();
                listing
                    .teasers
                    .extend(new.filter(|teaser| known.insert(Guid::of(&teaser.url))));
                next = on.unwrap_or_default();
            }
            Err(error) => {
                tracing::debug!(feed = %spec.id, %error, "a further page was not read");
                return false;
            }
        }
    }
    true
}

/// What the further pages listed before stands in for them, within the length that the section had.
fn stand_in(teasers: &mut Vec<Teaser>, known: Option<&[Teaser]>) {
    let Some(known) = known else {
        return;
    };
    let listed: HashSet<Guid> = teasers.iter().map(|it| Guid::of(&it.url)).collect();
    let room = known.len().saturating_sub(teasers.len());
    let before = known.iter();
    teasers.extend(
        before
            .filter(|teaser| !listed.contains(&Guid::of(&teaser.url)))
            .take(room)
            .cloned(),
    );
}

/// Reads an article with all its pages; the validators are what its server said of the first.
pub(super) async fn article(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
) -> Result<(Arc<Article>, Validators), ReadError> {
    let read = whole_article(gateway, spec, url, None).await?;
    read.ok_or_else(|| unasked_not_modified(url).into())
}

/// Reads an article again; `None` when its first page is what `known` validates.
pub(super) async fn article_again(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
    known: &Validators,
) -> Result<Option<(Arc<Article>, Validators)>, ReadError> {
    whole_article(gateway, spec, url, Some(known)).await
}

async fn whole_article(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
    known: Option<&Validators>,
) -> Result<Option<(Arc<Article>, Validators)>, ReadError> {
    let Some((first, mut validators)) = article_page(gateway, spec, url, known).await? else {
        return Ok(None);
    };
    if first.more_pages.is_empty() {
        return Ok(Some((Arc::new(first), validators)));
    }
    let mut rest = Vec::new();
    for more in first.more_pages.iter().take(MORE_PAGES_LIMIT) {
        let page = article_page(gateway, spec, more, None).await?;
        rest.push(page.ok_or_else(|| unasked_not_modified(more))?.0);
    }
    let whole = extract::article::join(first, rest);
    // That the first page has the same bytes says nothing of the others.
    validators.digest = None;
    Ok(Some((Arc::new(whole), validators)))
}

async fn article_page(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
    known: Option<&Validators>,
) -> Result<Option<(Article, Validators)>, ReadError> {
    let page = match gateway.setup().origin.page(url, known).await? {
        Fetched::Page(page) => page,
        Fetched::Unchanged { .. } => return Ok(None),
    };
    let (validators, now, spec) = (page.validators.clone(), gateway.clock.now(), spec.clone());
    let article = parse(gateway, page, move |page| {
        let mut article = extract::article::read(&page.text, &context(page, &spec, now))?;
        // What the page's headers forbid counts as much as what its head forbids.
        extract::article::limit(
            &mut article.limits,
            page.robots_tag.as_deref().unwrap_or_default(),
        );
        article.limits.tdm_reserved |= page.tdm_reserved;
        Ok(article)
    })
    .await?;
    Ok(Some((article, validators)))
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
    gateway: &Gateway,
    page: Page,
    read: impl FnOnce(&Page) -> Result<T, ExtractError> + Send + 'static,
) -> Result<T, ReadError> {
    let url = page.url.clone();
    match gateway.bench.work(move || read(&page)).await {
        Ok(Ok(facts)) => Ok(facts),
        Ok(Err(error)) => Err(ReadError::Extract { url, error }),
        Err(_) => Err(ReadError::Crashed { url }),
    }
}
