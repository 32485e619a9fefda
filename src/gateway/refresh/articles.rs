//! The articles of one refresh run: which to ask for, and what their answers change.
//!
//! In: what the sections list, what the store knows of it, and the answers. Out: requests to make, changes to the
//! [`RefreshOutcome`], and at the end the withdrawals that the origin made or ended. Plan and judge decide; this file
//! looks up what they need and remembers what they say.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use url::Url;

use super::gather::ListedBy;
use super::judge::{self, LookVerdict};
use super::outcome::RefreshOutcome;
use super::plan::{self, ArticleCandidate};
use super::revisit::{self, KnownArticle, Look, Revisit, WithdrawalVerdict};
use crate::clock::Steady;
use crate::gateway::conductor::Gateway;
use crate::gateway::feed_state::FeedState;
use crate::gateway::in_flight::NewArticle;
use crate::gateway::publish::compose::Listed;
use crate::gateway::publish::{merge, whose};
use crate::model::{Guid, Moment, Publisher, Validators, page_of};
use crate::store::Withdrawer;

/// The articles that the sections of one feed list.
pub(super) struct ListedArticles<'a> {
    gateway: &'a Gateway,
    feed_state: &'a FeedState,
    /// The pages that were looked up in the store or asked for, by guid.
    asked: HashSet<Guid>,
    /// Who lists them, where that is not the feed's publisher.
    listers: HashMap<Guid, Arc<Publisher>>,
    revisit: Revisit,
    /// No article is due before this.
    quiet_until: Steady,
}

impl<'a> ListedArticles<'a> {
    pub(super) fn new(gateway: &'a Gateway, feed_state: &'a FeedState) -> Self {
        Self {
            gateway,
            feed_state,
            asked: HashSet::new(),
            listers: HashMap::new(),
            revisit: Revisit::default(),
            quiet_until: Steady::MAX,
        }
    }

    /// No article is due before this.
    pub(super) const fn quiet_until(&self) -> Steady {
        self.quiet_until
    }

    /// The listed articles that are neither known nor asked for yet, in the order of the feed.
    pub(super) async fn plan_reads(&mut self, outcome: &mut RefreshOutcome) -> Vec<ListedBy> {
        let (now, config) = (self.gateway.clock.reading(), self.gateway.config());
        let spec = &self.feed_state.spec;
        let (mut listed, _) = outcome.united(spec, now.wall);
        self.leave_out_withdrawn(&mut listed).await;
        let (mut pages, mut dates) = (Vec::new(), Vec::new());
        for listed in merge::foremost(listed, spec.limit) {
            let lister = spec.lister(&listed.sections);
            let url = listed.teaser.url;
            let stated = listed.teaser.article;
            let claimed = stated.and_then(|stated| whose::claimed(&config, lister, &url, stated));
            if let Some(article) = claimed {
                outcome.articles.entry(Guid::of(&url)).or_insert(article);
                continue;
            }
            // All places of one page are read with the page, which is asked for once.
            let page = page_of(&url).into_owned();
            if self.asked.insert(Guid::of(&page)) {
                if lister.id != spec.publisher.id {
                    self.listers.insert(Guid::of(&page), lister.clone());
                }
                pages.push(page);
                dates.push(listed.teaser.published);
            }
        }
        let candidates = self.candidates(pages, dates).await;
        let plan = plan::articles(candidates.into_iter(), now);
        for known in plan.looked_at {
            let due = self.revisit.note(known, false, now);
            self.is_due(due);
        }
        self.is_due(plan.quiet_until);
        outcome.articles.extend(plan.known);
        self.feed_state.memory().progress.1 += plan.ask.len();
        let ask = plan.ask.into_iter();
        ask.map(|url| self.with_lister(url)).collect()
    }

    /// `url` with the publisher that lists it.
    fn with_lister(&self, url: Url) -> ListedBy {
        let lister = self.listers.get(&Guid::of(&url));
        let lister = lister.unwrap_or(&self.feed_state.spec.publisher).clone();
        (url, lister)
    }

    /// A new article was answered at `url`.
    pub(super) fn answered(&mut self, outcome: &mut RefreshOutcome, url: Url, answer: NewArticle) {
        self.feed_state.memory().progress.0 += 1;
        match answer {
            Ok(article) => {
                outcome.articles_read += 1;
                outcome.changed = true;
                self.feed_state.memory().unread.remove(&url);
                self.revisit.is_read(&url, self.gateway.clock.now());
                outcome.articles.insert(Guid::of(&url), article);
            }
            Err(error) => {
                tracing::debug!(feed = %self.feed_state.spec.id, %error, "article not read; it stays a headline");
                self.put_off(url);
            }
        }
    }

    /// The known articles to look at again in this refresh, once all sections are in.
    pub(super) async fn plan_looks(&mut self) -> Vec<(ListedBy, Validators)> {
        let due = self.revisit.looks();
        self.conditionally(due).await
    }

    /// A known article was looked at again; returns the looks that follow from it.
    pub(super) async fn looked_at(
        &mut self,
        outcome: &mut RefreshOutcome,
        url: Url,
        look: Look,
    ) -> Vec<(ListedBy, Validators)> {
        let (store, now) = (&self.gateway.store, self.gateway.clock.now());
        let Some(record) = store.article(&url).await else {
            return Vec::new();
        };
        let guid = Guid::of(&url);
        let takedown = store.takedown(guid);
        let was_withdrawn = takedown.is_some_and(|it| it.by == Withdrawer::Origin);
        let record = match judge::look(&url, look, record, now) {
            LookVerdict::NotAsked => return Vec::new(),
            LookVerdict::PutOff(reason) => {
                tracing::debug!(feed = %self.feed_state.spec.id, %reason, "a known article could not be read again; it stays as it was");
                self.put_off(url);
                return Vec::new();
            }
            LookVerdict::There { record, changed } => {
                outcome.changed |= changed;
                self.revisit.is_there(&url, was_withdrawn, now);
                self.feed_state.memory().article_is_there(&url);
                let article = Arc::new(record.article.clone());
                outcome.articles.insert(guid, article);
                record
            }
            LookVerdict::Gone {
                record,
                since,
                confirmed,
            } => {
                if !was_withdrawn {
                    self.revisit.is_gone(url.clone(), since, confirmed);
                }
                record
            }
        };
        store.put_article(&self.feed_state.spec.id, &url, &record);
        let more = self.revisit.more_looks();
        self.conditionally(more).await
    }

    /// Withdraws what the origin withdrew, and brings back what it brought back.
    pub(super) async fn follow_the_origin(&mut self, outcome: &mut RefreshOutcome) {
        for guid in self.revisit.take_back() {
            outcome.changed = true;
            self.gateway.back_at_origin(guid).await;
        }
        if !self.revisit.has_confirmed() {
            return;
        }
        let (feed, now) = (&self.feed_state.spec.id, self.gateway.clock.now());
        let lately = revisit::withdrawn_lately(&self.gateway.store.takedowns(), feed, now);
        match self.revisit.withdrawals(lately, now) {
            WithdrawalVerdict::Believed(urls) => {
                for url in urls {
                    outcome.changed = true;
                    self.gateway.withdrawn_at_origin(url).await;
                }
            }
            WithdrawalVerdict::SiteTrouble { gone, had } => {
                if !std::mem::replace(&mut self.feed_state.memory().loss_is_logged, true) {
                    tracing::warn!(
                        %feed, gone, of = had,
                        "the origin answers \"not found\" for more articles than editors withdraw; the feed keeps them. \
                         Look at one in a browser; if they are meant to be gone, use byline takedown"
                    );
                }
            }
        }
    }

    /// Leaves out what is withdrawn. An article that its origin withdrew is looked at again when that is due.
    async fn leave_out_withdrawn(&mut self, listed: &mut Vec<Listed>) {
        let (mut pages, mut dates) = (Vec::new(), Vec::new());
        listed.retain(|it| {
            let takedown = self.gateway.store.withdrawal(&it.teaser.url);
            if takedown
                .as_ref()
                .is_some_and(|it| it.by == Withdrawer::Origin)
            {
                pages.push(page_of(&it.teaser.url).into_owned());
                dates.push(it.teaser.published);
            }
            takedown.is_none()
        });
        let now = self.gateway.clock.reading();
        for candidate in self.candidates(pages, dates).await {
            let known = candidate.record.map(|record| {
                KnownArticle::of(candidate.url, &record, candidate.listed, candidate.unread)
            });
            let due = known.and_then(|known| self.revisit.note(known, true, now));
            self.is_due(due);
        }
    }

    /// What is known of `pages`, which are listed with `dates`.
    async fn candidates(
        &self,
        pages: Vec<Url>,
        dates: Vec<Option<Moment>>,
    ) -> Vec<ArticleCandidate> {
        let records = self.gateway.store.articles(&pages).await;
        let memory = self.feed_state.memory();
        let candidates = pages.into_iter().zip(dates).zip(records);
        let candidate = |((url, listed), record)| ArticleCandidate {
            unread: memory.unread.get(&url).copied(),
            record,
            url,
            listed,
        };
        candidates.map(candidate).collect()
    }

    /// An article is due at `due`, so the feed is quiet until then at the most.
    fn is_due(&mut self, due: Option<Steady>) {
        self.quiet_until = due.map_or(self.quiet_until, |due| due.min(self.quiet_until));
    }

    /// The article at `url` could not be read: it is asked for later than it would be due.
    fn put_off(&self, url: Url) {
        let now = self.gateway.clock.steady();
        self.feed_state.memory().put_off(url, now);
    }

    /// Each of `urls` with the validators of its last answer.
    async fn conditionally(&self, urls: Vec<Url>) -> Vec<(ListedBy, Validators)> {
        let known = self.gateway.store.articles(&urls).await;
        let validators = known
            .into_iter()
            .map(|it| it.unwrap_or_default().validators);
        let listed = urls.into_iter().map(|url| self.with_lister(url));
        listed.zip(validators).collect()
    }
}
