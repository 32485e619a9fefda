//! Reads a section: a conditional request, its list, and its further pages as far as the feed wants them.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::evidence::{self, PageEvidence};
use super::page::{context, parse, unasked_not_modified};
use crate::config::{FeedSpec, SectionKind, Select};
use crate::extract::feed::Sitemap;
use crate::extract::list::{self, Choice, Listing};
use crate::extract::{ExtractError, ITEM_LIMIT, Teaser, feed, json, select};
use crate::gateway::conductor::Gateway;
use crate::gateway::feed_state::SectionMemory;
use crate::gateway::read_error::ReadError;
use crate::model::{Guid, Validators};
use crate::origin::{Asking, Fetched, Page, Urgency};
use crate::page::Budget;

/// A section as it was read.
pub(in crate::gateway) struct SectionRead {
    pub(in crate::gateway) memory: SectionMemory,
    /// What it lists; `None` when that is unchanged and not in the cache.
    pub(in crate::gateway) teasers: Option<Arc<[Teaser]>>,
    /// Where its list was found.
    pub(in crate::gateway) choice: Option<Choice>,
    /// The URL after redirects.
    pub(in crate::gateway) at: Url,
    /// The page is byte for byte what it was.
    pub(in crate::gateway) unchanged: bool,
    /// What its first page says against feeds.toml, if that was wanted.
    pub(in crate::gateway) evidence: Option<Box<PageEvidence>>,
}

/// What is known of a section before it is asked for.
pub(in crate::gateway) struct KnownSection {
    pub(in crate::gateway) memory: SectionMemory,
    pub(in crate::gateway) teasers: Option<Arc<[Teaser]>>,
}

/// Reads a section, or finds it unchanged since `known`. Without selectors, the list is looked for where
/// `choice` says it was found before. With `evidence`, what the page says against feeds.toml is looked for, too.
pub(in crate::gateway) async fn section(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    url: &Url,
    known: Option<KnownSection>,
    choice: Option<Choice>,
    urgency: Urgency,
    evidence: bool,
) -> Result<SectionRead, ReadError> {
    let asking = Asking {
        publisher: Some(spec.publisher.id.clone()),
        urgency,
    };
    // A replica that was stopped, and wakes up here, asks nobody before it knows what the others did meanwhile.
    gateway.serving().await;
    let origin = &gateway.setup().origin;
    let validators = known.as_ref().map(|known| &known.memory.validators);
    let page = match origin.page(url, validators, &asking).await? {
        Fetched::Page(page) => page,
        Fetched::Unchanged {
            url: at,
            validators,
        } => {
            let KnownSection { memory, teasers } =
                known.ok_or_else(|| unasked_not_modified(url))?;
            return Ok(SectionRead {
                memory: SectionMemory {
                    validators,
                    ..memory
                },
                teasers,
                choice,
                at,
                unchanged: true,
                evidence: None,
            });
        }
    };
    let mut validators = page.validators.clone();
    let (now, spec) = (gateway.clock.now(), spec.clone());
    let (reader, first) = (spec.clone(), page.url.clone());
    let ((mut listing, next, sitemaps), evidence) =
        parse(gateway, &spec.publisher.id, page, move |page| {
            let read = |now| looked_through(page, &reader, choice.as_ref(), now);
            let found = read(now)?;
            let evidence = if evidence {
                let (later, _, _) = read(evidence::later(now))?;
                let said = PageEvidence::of_section(page, now, &found.0.teasers, &later.teasers);
                Some(Box::new(said))
            } else {
                None
            };
            Ok((found, evidence))
        })
        .await?;
    if spec.pages > 1 && spec.kind == SectionKind::Html {
        let next = next.unwrap_or_else(|error| {
            tracing::warn!(feed = %spec.id, %url, %error, "the section's next page was not found");
            None
        });
        let seen = HashSet::from([url.clone(), first.clone()]);
        if !further(gateway, &spec, &mut listing, seen, next, &asking).await {
            let before = known.as_ref().and_then(|known| known.teasers.as_deref());
            stand_in(&mut listing.teasers, before);
            // The first page being unchanged must not keep the next refresh from trying the others again.
            validators = Validators::default();
        }
    }
    if !sitemaps.is_empty() {
        if !of_index(gateway, &spec, &mut listing, sitemaps, &asking).await? {
            let before = known.as_ref().and_then(|known| known.teasers.as_deref());
            stand_in(&mut listing.teasers, before);
        }
        // A sitemap may change where its index does not.
        validators = Validators::default();
    }
    without_tracking(gateway, &spec, &mut listing.teasers);
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
        evidence,
    })
}

/// Sitemaps of an index that are read at the least: sites have one for articles beside those for pages and topics.
const SITEMAPS_LEAST: usize = 3;

/// A page's list; where the list goes on, if it is wanted; and the sitemaps that it names in place of a list.
type LookedThrough = (Listing, Result<Option<Url>, ExtractError>, Vec<Url>);

fn looked_through(
    page: &Page,
    spec: &FeedSpec,
    choice: Option<&Choice>,
    now: Timestamp,
) -> Result<LookedThrough, ExtractError> {
    let budget = Budget::of_page(page.text.len());
    let at = context(page, &spec.publisher, now, &budget);
    let listing = match (spec.kind, &spec.select, choice) {
        (SectionKind::Html, Some(select), _) => select::read(&page.text, &at, select)?,
        (SectionKind::Html, None, Some(choice)) => list::read_remembered(&page.text, &at, choice)?,
        (SectionKind::Html, None, None) => list::read(&page.text, &at)?,
        (SectionKind::Json, Some(select), _) => plain(json::read(&page.text, &at, select)?),
        (SectionKind::Json, None, _) => {
            let whole = Select::default();
            plain(json::read(&page.text, &at, &whole)?)
        }
        (SectionKind::Feed, _, _) => plain(feed::read(&page.text, &at)?),
        (SectionKind::Wordpress, _, _) => plain(feed::read_wordpress(&page.text, &at)?),
        (SectionKind::Sitemap, _, _) => match feed::read_sitemap(&page.text, &at)? {
            Sitemap::Articles(teasers) => plain(teasers),
            Sitemap::Index(sitemaps) => return Ok((plain(Vec::new()), Ok(None), sitemaps)),
        },
    };
    let next = if spec.pages > 1 && spec.kind == SectionKind::Html {
        let select = spec
            .select
            .as_ref()
            .and_then(|select| select.next.as_deref());
        list::next_page(&page.text, &at, select)
    } else {
        Ok(None)
    };
    Ok((listing, next, Vec::new()))
}

/// Reads the newest sitemaps of an index, one after the other, up to the feed's `pages` and three at the least.
///
/// Returns whether each was read.
///
/// # Errors
/// The error of the last one, when none was read.
async fn of_index(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    listing: &mut Listing,
    sitemaps: Vec<Url>,
    asking: &Asking,
) -> Result<bool, ReadError> {
    let mut known: HashSet<Guid> = HashSet::new();
    let mut failed = None;
    for url in sitemaps.into_iter().take(spec.pages.max(SITEMAPS_LEAST)) {
        let page = match gateway.setup().origin.page(&url, None, asking).await {
            Ok(Fetched::Page(page)) => Ok(page),
            Ok(Fetched::Unchanged { .. }) => Err(unasked_not_modified(&url).into()),
            Err(error) => Err(error.into()),
        };
        let (now, reader) = (gateway.clock.now(), spec.clone());
        let read = match page {
            Ok(page) => {
                let read = move |page: &Page| looked_through(page, &reader, None, now);
                parse(gateway, &spec.publisher.id, page, read).await
            }
            Err(error) => Err(error),
        };
        match read {
            Ok((more, _, _)) => {
                let new = more.teasers.into_iter();
                listing
                    .teasers
                    .extend(new.filter(|teaser| known.insert(Guid::of(&teaser.url))));
            }
            Err(error) => {
                tracing::debug!(feed = %spec.id, %error, "a sitemap of an index was not read");
                failed = Some(error);
            }
        }
    }
    listing.teasers.truncate(ITEM_LIMIT);
    match failed {
        Some(error) if listing.teasers.is_empty() => Err(error),
        failed => Ok(failed.is_none()),
    }
}

/// Takes what only counts out of the links, and lists each article once.
///
/// An article that was withdrawn under its whole link keeps it, so that it stays withdrawn.
fn without_tracking(gateway: &Gateway, spec: &FeedSpec, teasers: &mut Vec<Teaser>) {
    if spec.tracking.is_empty() {
        return;
    }
    let config = gateway.config();
    for teaser in &mut *teasers {
        let clean = config.without_tracking(&teaser.url, Some(&spec.publisher.id));
        if clean != teaser.url && gateway.store.withdrawal(&teaser.url).is_none() {
            teaser.url = clean;
        }
    }
    let mut listed = HashSet::new();
    teasers.retain(|teaser| listed.insert(Guid::of(&teaser.url)));
}

/// A listing that was not chosen among several.
fn plain(teasers: Vec<Teaser>) -> Listing {
    Listing {
        teasers,
        explain: Vec::new(),
        choice: None,
    }
}

/// Adds the section's further pages, up to the feed's `pages`, one after the other and each once.
///
/// A page that fails ends the walk, and what was read before it stays. Returns whether every page was read.
async fn further(
    gateway: &Gateway,
    spec: &Arc<FeedSpec>,
    listing: &mut Listing,
    mut seen: HashSet<Url>,
    mut next: Option<Url>,
    asking: &Asking,
) -> bool {
    let guids = listing.teasers.iter().map(|it| Guid::of(&it.url));
    let mut known: HashSet<Guid> = guids.collect();
    for _ in 1..spec.pages {
        let Some(url) = next.take().filter(|url| seen.insert(url.clone())) else {
            return true;
        };
        let page = match gateway.setup().origin.page(&url, None, asking).await {
            Ok(Fetched::Page(page)) => page,
            Ok(Fetched::Unchanged { .. }) => return false,
            Err(error) => {
                tracing::debug!(feed = %spec.id, %error, "a further page was not read");
                return false;
            }
        };
        let (now, reader, choice) = (gateway.clock.now(), spec.clone(), listing.choice.clone());
        let read = parse(gateway, &spec.publisher.id, page, move |page| {
            looked_through(page, &reader, choice.as_ref(), now)
        });
        match read.await {
            Ok((more, on, _)) => {
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

/// Adds what the further pages listed before, up to the length that the section had.
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
