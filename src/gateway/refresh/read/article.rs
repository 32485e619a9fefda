//! Reads an article with all its pages, once for all feeds that list it.

use std::sync::Arc;

use url::Url;

use super::evidence::{self, PageEvidence};
use super::page::{How, context, fetch, parse, unasked_not_modified};
use crate::config::FeedSpec;
use crate::extract::article::{join, limit, read};
use crate::gateway::conductor::Gateway;
use crate::gateway::in_flight::NewArticle;
use crate::gateway::publish::whose;
use crate::gateway::read_error::ReadError;
use crate::model::{Article, Publisher, SourceClaim, Validators};
use crate::origin::{Asking, Fetched, Urgency};
use crate::page::Budget;
use crate::store::ArticleRecord;

/// The most further pages of one article that are read.
const MORE_PAGES_LIMIT: usize = 20;

/// Reads a new article with all its pages and puts it into the store. A section of `lister` lists it.
pub(in crate::gateway) async fn article(
    gateway: &Gateway,
    (spec, lister): (&FeedSpec, &Arc<Publisher>),
    url: &Url,
    urgency: Urgency,
) -> NewArticle {
    let read = async {
        // Another feed may have read it since this one found it unknown.
        if let Some(record) = gateway.store.article(url).await {
            return Ok(Arc::new(record.article));
        }
        // In a box, since whoever waits for it holds as much as it does.
        let read = Box::pin(whole_article(gateway, lister, url, None, urgency)).await?;
        let (article, validators) =
            read.ok_or_else(|| ReadError::from(unasked_not_modified(url)))?;
        let record = ArticleRecord {
            article: Article::clone(&article),
            fetched_at: gateway.clock.now(),
            validators,
            gone_since: None,
        };
        gateway.store.put_article(&spec.id, url, &record);
        Ok(article)
    };
    let reading = gateway.articles_in_flight.of(url);
    // When the first caller leaves, the next one reads it.
    let read = reading.get_or_init(|| async { read.await.map_err(Arc::<ReadError>::new) });
    read.await.clone()
}

/// Reads an article again; `None` when its first page is what `known` validates.
pub(in crate::gateway) async fn article_again(
    gateway: &Gateway,
    lister: &Arc<Publisher>,
    url: &Url,
    known: &Validators,
) -> Result<Option<(Arc<Article>, Validators)>, ReadError> {
    whole_article(gateway, lister, url, Some(known), Urgency::look()).await
}

/// Reads an article's first page for an operator: what it says, and what that says against feeds.toml.
pub(in crate::gateway) async fn article_with_evidence(
    gateway: &Gateway,
    lister: &Arc<Publisher>,
    url: &Url,
) -> Result<(Article, PageEvidence), ReadError> {
    let asking = Asking {
        publisher: Some(lister.id.clone()),
        urgency: Urgency::now(),
        post: None,
    };
    let how = How::article(gateway, &owner(gateway, lister, url));
    let Fetched::Page(page) = fetch(gateway, url, None, &asking, how).await?.fetched else {
        return Err(unasked_not_modified(url).into());
    };
    let (now, owner) = (gateway.clock.now(), owner(gateway, lister, &page.url));
    parse(gateway, &lister.id, page, move |page| {
        let read_at = |now| {
            let budget = Budget::of_page(page.text.len());
            read(&page.text, &context(page, &owner, now, &budget))
        };
        let found = read_at(now)?;
        let then = read_at(evidence::later(now))?;
        let evidence = PageEvidence::of_article(page, now, &found, &then);
        Ok((found, evidence))
    })
    .await
}

/// The publisher on whose host `url` is, or else the one that lists it. The page is read in this publisher's zone and has
/// its terms.
fn owner(gateway: &Gateway, lister: &Arc<Publisher>, url: &Url) -> Arc<Publisher> {
    let config = gateway.config();
    let owner = whose::publisher(&config, lister, url);
    owner.unwrap_or(lister).clone()
}

/// Names `owner` as the source of an article that a link of `lister` led to by a redirect, unless the page names a third.
/// A publisher's own address does not make another's page its own.
fn credit_owner(article: &mut Article, owner: &Publisher, lister: &Publisher) {
    let names_a_third = |source: &SourceClaim| !lister.owns(&source.name);
    if !article.source.as_ref().is_some_and(names_a_third) {
        article.source = Some(SourceClaim {
            name: owner.name.clone(),
            url: Some(owner.url.clone()),
        });
    }
}

async fn whole_article(
    gateway: &Gateway,
    lister: &Arc<Publisher>,
    url: &Url,
    known: Option<&Validators>,
    urgency: Urgency,
) -> Result<Option<(Arc<Article>, Validators)>, ReadError> {
    let asking = Asking {
        publisher: Some(lister.id.clone()),
        urgency,
        post: None,
    };
    let _permit = gateway.limits.articles.permit(&lister.id).await;
    let Some((first, mut validators)) = article_page(gateway, lister, url, known, &asking).await?
    else {
        return Ok(None);
    };
    if first.more_pages.is_empty() {
        return Ok(Some((Arc::new(first), validators)));
    }
    let mut rest = Vec::new();
    for more in first.more_pages.iter().take(MORE_PAGES_LIMIT) {
        let page = article_page(gateway, lister, more, None, &asking).await?;
        rest.push(page.ok_or_else(|| unasked_not_modified(more))?.0);
    }
    let whole = join(first, rest);
    // That the first page has the same bytes says nothing of the others.
    validators.digest = None;
    Ok(Some((Arc::new(whole), validators)))
}

async fn article_page(
    gateway: &Gateway,
    lister: &Arc<Publisher>,
    url: &Url,
    known: Option<&Validators>,
    asking: &Asking,
) -> Result<Option<(Article, Validators)>, ReadError> {
    gateway.serving().await;
    let how = How::article(gateway, &owner(gateway, lister, url));
    let page = match fetch(gateway, url, known, asking, how).await?.fetched {
        Fetched::Page(page) => page,
        Fetched::Unchanged { .. } => return Ok(None),
    };
    let (mut validators, now) = (page.validators.clone(), gateway.clock.now());
    // An article is looked at again for two days only, so its origin's 304 is believed each time.
    validators.whole_at = None;
    let (id, owner, lister) = (
        &lister.id,
        owner(gateway, lister, &page.url),
        owner(gateway, lister, url),
    );
    let article = parse(gateway, id, page, move |page| {
        let budget = Budget::of_page(page.text.len());
        let mut article = read(&page.text, &context(page, &owner, now, &budget))?;
        if owner.id != lister.id {
            credit_owner(&mut article, &owner, &lister);
        }
        // What the page's headers forbid counts as much as what its head forbids.
        limit(
            &mut article.limits,
            page.robots_tag.as_deref().unwrap_or_default(),
        );
        article.limits.tdm_reserved |= page.tdm_reserved;
        Ok(article)
    })
    .await?;
    Ok(Some((article, validators)))
}
