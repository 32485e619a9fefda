//! Partners: who is let in with which key, and what they get.
//!
//! In: a key, a feed, and the site that asks. Out: a [`Guest`] or why not ([`Denied`]), and for guests the
//! documents of their scope. A key is compared and forgotten: it stands in no document, log or message.
//! What is remembered of partners is in [`super::partner_state`].

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use super::conductor::Gateway;
use super::failure::Failure;
use super::partner_state::PartnerUsage;
use super::refusal::Refusal;
use super::requests::Served;
use crate::cache::CacheEntry;
use crate::config::{Partner, Rate};
use crate::model::{Audience, Feed, FeedId, Grant, PartnerId};
use crate::render::{self, Document, Format};

/// A partner with a permission that holds for one feed, now.
#[derive(Debug, Clone)]
pub struct Guest {
    partner: Arc<Partner>,
    feed: FeedId,
}

impl Guest {
    /// Who it is.
    pub fn partner(&self) -> &PartnerId {
        &self.partner.id
    }

    /// The feed that it may see.
    pub fn feed(&self) -> &FeedId {
        &self.feed
    }

    /// How far its permission goes.
    pub fn grant(&self) -> Grant {
        self.partner.grant
    }

    /// The sites that may embed with its key; empty: any.
    pub fn origins(&self) -> &[String] {
        &self.partner.origins
    }

    /// The audience as far as an embed of `feed` can tell: headlines and abstracts, of which partners of several
    /// scopes may see the same.
    pub fn audience_of_embed(&self, feed: &Feed) -> Audience {
        seen_by(self.partner.grant.min(Grant::Excerpt), feed)
    }
}

/// Why a key does not open a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// No partner has this key.
    Unknown,
    /// There is no such feed.
    NoFeed,
    /// The permission is over.
    Expired {
        /// Its last day.
        last: Date,
        /// Whom to ask for another.
        contact: Option<String>,
    },
    /// The permission is for other feeds.
    NotThisFeed,
    /// The permission is for other sites.
    NotThisSite,
    /// The partner has asked as often as it may.
    TooOften {
        /// How often that is.
        rate: Rate,
        /// When it may ask again.
        retry_after: Duration,
    },
}

impl Gateway {
    /// Lets the holder of `key` see `feed`. `site` is the one that asks in a reader's browser, as an `Origin`
    /// header names it; `None` when it is no browser that asks.
    ///
    /// # Errors
    /// [`Denied`] says why the key does not open the feed. The public document is never sent in its place: a partner
    /// would believe it to be what it was promised.
    pub fn admit(&self, feed: &str, key: &str, site: Option<&str>) -> Result<Guest, Denied> {
        let config = self.config();
        let mut known = None;
        // Every partner is compared, so that the time it takes does not reveal which one it was.
        for partner in config.partners.values() {
            if partner
                .token
                .as_ref()
                .is_some_and(|token| token.is(key.as_bytes()))
            {
                known = Some(partner.clone());
            }
        }
        let Some(partner) = known else {
            self.partner_state.memory().usage.unknown_keys += 1;
            return Err(Denied::Unknown);
        };
        let admitted = self.opens(&partner, feed, site);
        if admitted.is_err() {
            self.partner_state
                .count(&partner.id, |counts| counts.refused += 1);
        }
        admitted.map(|feed| Guest { partner, feed })
    }

    fn opens(&self, partner: &Partner, feed: &str, site: Option<&str>) -> Result<FeedId, Denied> {
        let now = self.clock.now();
        let config = self.config();
        let spec = config.feeds.get(feed).ok_or(Denied::NoFeed)?;
        let publisher = &spec.publisher;
        if let Some(last) = partner.until
            && !partner.holds_at(now, &publisher.zone)
        {
            let contact = publisher.policy.rights.contact.clone();
            return Err(Denied::Expired { last, contact });
        }
        if !partner.feeds.contains(feed) {
            return Err(Denied::NotThisFeed);
        }
        let listed = |site: &str| partner.origins.iter().any(|origin| origin == site);
        if !partner.origins.is_empty() && !site.is_none_or(listed) {
            return Err(Denied::NotThisSite);
        }
        if let Some(rate) = partner.rate {
            let mut memory = self.partner_state.memory();
            let allowance = memory.allowances.entry(partner.id.clone()).or_default();
            allowance
                .take(rate, self.clock.steady())
                .map_err(|retry_after| Denied::TooOften { rate, retry_after })?;
        }
        Ok(spec.id.clone())
    }

    /// The document of the guest's feed in `format`, as far as its scope goes.
    ///
    /// # Errors
    /// As for the public document.
    pub async fn private_document(
        self: &Arc<Self>,
        guest: &Guest,
        format: Format,
    ) -> Result<Served, Refusal> {
        loop {
            let withdrawals = self.withdrawals();
            let (entry, age) = self.entry(guest.feed.as_str()).await?;
            let made = self.made_for(guest.partner.grant, format, &entry).await;
            let document = made.map_err(|failure| self.refusal(&failure, None))?;
            // What was withdrawn while this was being made must not leave with it.
            let held = self.cache.get(guest.feed.as_str());
            if held.is_none_or(|held| Arc::ptr_eq(&held.feed, &entry.feed)) {
                let items = entry.feed.items.len();
                return Ok(Served {
                    feed: entry.feed.id.clone(),
                    document,
                    age,
                    items,
                    withdrawals,
                });
            }
        }
    }

    async fn made_for(
        self: &Arc<Self>,
        scope: Grant,
        format: Format,
        entry: &Arc<CacheEntry>,
    ) -> Result<Arc<Document>, Failure> {
        let mut grown = false;
        let make = async {
            if seen_by(scope, &entry.feed) == Audience::Public {
                return Ok(None);
            }
            grown = true;
            let (gateway, feed) = (self.clone(), entry.feed.clone());
            let write = move || gateway.write(scope, format, &feed);
            match tokio::task::spawn_blocking(write).await {
                Ok(written) => written.map(|document| Some(Arc::new(document))),
                Err(panic) => Err(unwritten(&entry.feed.id, &panic)),
            }
        };
        let document = entry.private.document(scope, format, make).await?;
        if grown {
            self.cache.weigh_again(&entry.feed.id);
        }
        Ok(document.unwrap_or_else(|| entry.documents.of(format).clone()))
    }

    /// Writes it without a `Last-Modified`: at one address readers cache the public document and those of several scopes.
    /// A date cannot distinguish them, the `ETag` can.
    fn write(&self, scope: Grant, format: Format, feed: &Feed) -> Result<Document, Failure> {
        let site = &self.setup().site;
        let body = render::feed(feed, format, Audience::Partner(scope), site)
            .map_err(|error| unwritten(&feed.id, &error))?;
        let link = site.link_header(&feed.id, &feed.publisher.id, format);
        let document = Document::new(format.content_type(), body, None, link);
        Ok(document.reserved(site.tdm_policy(&feed.publisher)))
    }

    /// How often partners asked: for metrics.
    pub fn partner_usage(&self) -> PartnerUsage {
        self.partner_state.memory().usage.clone()
    }
}

/// The audience that sees what a partner with `scope` sees of `feed`: the public, where the scope opens nothing more.
fn seen_by(scope: Grant, feed: &Feed) -> Audience {
    let partner = Audience::Partner(scope);
    let more =
        |item: &Arc<crate::model::Item>| item.grant_for(partner) > item.grant_for(Audience::Public);
    if feed.items.iter().any(more) {
        partner
    } else {
        Audience::Public
    }
}

fn unwritten(feed: &FeedId, why: &dyn std::fmt::Display) -> Failure {
    Failure::page(format!("feed \"{feed}\" could not be rendered: {why}"))
}
