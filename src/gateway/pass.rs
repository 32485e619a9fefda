//! A pass under way: sections and articles asked for side by side, until all is in or the time is up.

use std::collections::{HashMap, HashSet, VecDeque};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::Gateway;
use super::feed_state::{Cause, Ended, Failure, FeedState, Stage};
use super::health::SectionReport;
use super::limits::Permit;
use super::publish::{self, Draft};
use super::read::{self, NewArticle, ReadError, SectionRead};
use super::revisit::{Look, Revisit};
use super::{merge, snapshots, whose};
use crate::cache::Entry;
use crate::clock::Steady;
use crate::extract::Teaser;
use crate::model::{Article, Guid, Section, page_of};
use crate::origin::Urgency;

/// A reader of a cold feed gets what is ready by then; with headroom below the five seconds promised.
const COLD_WAIT: Duration = Duration::from_secs(4);
/// New articles of a feed that is shown are published by then, however long others take.
const NEWS_WAIT: Duration = Duration::from_secs(10);
/// A snapshot is renewed this often while its articles come in.
const GROW_EVERY: Duration = Duration::from_secs(5);
/// A refresh gathers articles until the next one is due, and for so long at the least.
const SHORTEST_GATHERING: Duration = Duration::from_secs(30);
/// Articles asked for at once. More would only wait in the host's queue, and time out there.
const ARTICLES_AT_ONCE: usize = 6;
/// A host that is closed for no longer than this is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// A pass takes no longer than this.
pub(super) const PASS_LIMIT: Duration = Duration::from_secs(5 * 60);
pub(super) enum Done {
    Section(Section, Result<SectionRead, ReadError>),
    Article(Url, NewArticle),
    /// A known article was looked at again.
    Look(Url, Look),
}

/// A pass under way.
pub(super) struct Pass<'a> {
    pub(super) gateway: &'a Arc<Gateway>,
    pub(super) feed_state: &'a Arc<FeedState>,
    stage: &'a watch::Sender<Stage>,
    /// What was served when the pass began, and what is now.
    pub(super) before: Option<Arc<Entry>>,
    pub(super) previous: Option<Arc<Entry>>,
    /// It is in the store, and is had back from there when something turns out to differ.
    unrestored: bool,
    /// Whatever a section lists, it is believed: an operator says so.
    pub(super) believing: bool,
    /// What each section lists, or listed when it was last read.
    pub(super) listings: HashMap<Url, Arc<[Teaser]>>,
    /// Unchanged sections whose teasers are not in the cache.
    pub(super) unlisted: Vec<Section>,
    /// While every section is as it was, there is nothing to do.
    pub(super) quiet: bool,
    /// Until when that holds for the passes to come.
    pub(super) quiet_until: Steady,
    /// Sections that failed and of which no list is remembered: their items stay as they are.
    pub(super) lost: Vec<Url>,
    pub(super) sections: Vec<SectionReport>,
    pub(super) trouble: Vec<(Url, Failure)>,
    pub(super) changed: bool,
    /// By the guid of their page, or of the item where a feed states them.
    pub(super) articles: HashMap<Guid, Arc<Article>>,
    /// Known articles that are looked at again, and what the looks found.
    pub(super) revisit: Revisit,
    asked: HashSet<Guid>,
    queue: VecDeque<Url>,
    pub(super) read: usize,
}

impl<'a> Pass<'a> {
    /// A pass over one feed, which shows `previous` now, or a stored snapshot that is `unrestored`.
    pub(super) fn new(
        gateway: &'a Arc<Gateway>,
        feed_state: &'a Arc<FeedState>,
        stage: &'a watch::Sender<Stage>,
        previous: Option<Arc<Entry>>,
        unrestored: bool,
    ) -> Self {
        Self {
            gateway,
            feed_state,
            stage,
            before: previous.clone(),
            previous,
            unrestored,
            believing: false,
            listings: HashMap::new(),
            unlisted: Vec::new(),
            quiet: false,
            quiet_until: Steady::MAX,
            lost: Vec::new(),
            sections: Vec::new(),
            trouble: Vec::new(),
            changed: false,
            articles: HashMap::new(),
            revisit: Revisit::default(),
            asked: HashSet::new(),
            queue: VecDeque::new(),
            read: 0,
        }
    }

    /// Asks, reads and publishes. The refresh was wanted since `started`; it holds `permit` until its sections are in.
    pub(super) async fn run(&mut self, started: Instant, permit: Permit) -> Ended {
        self.quiet = self.may_be_quiet();
        let mut permit = Some(permit);
        let mut end_at = Instant::now() + PASS_LIMIT;
        let mut grow_at = started
            + if self.is_shown() {
                NEWS_WAIT
            } else {
                COLD_WAIT
            };
        let mut published_read = 0;
        let gateway = self.gateway;
        let mut gathering = pin!(gateway.gathering.permit(self.feed_state.spec.host()));
        let mut gathers = None;
        let mut work: FuturesUnordered<BoxFuture<'_, Done>> = FuturesUnordered::new();
        for section in &self.feed_state.spec.sections {
            work.push(self.ask_section(section.clone()));
        }
        let (mut asking, mut sections) = (0, self.feed_state.spec.sections.len());
        loop {
            while gathers.is_some()
                && asking < ARTICLES_AT_ONCE
                && let Some(url) = self.queue.pop_front()
            {
                work.push(self.ask_article(url));
                asking += 1;
            }
            // Readers of a cold feed get headlines; of a feed that is shown, what is new. Both only while more comes.
            let may_grow = match self.is_shown() {
                false => !self.listings.is_empty(),
                true => sections == 0 && self.changed && self.read > published_read,
            };
            let waits_to_gather = gathers.is_none() && !self.queue.is_empty();
            tokio::select! {
                biased;
                Some(done) = work.next() => match done {
                    Done::Section(section, outcome) => {
                        if !matches!(&outcome, Ok(read) if read.unchanged) {
                            self.restore().await;
                        }
                        let was_quiet = self.quiet;
                        let taken = self.take_section(&section, outcome);
                        sections -= 1;
                        self.quiet &= taken && !self.changed;
                        if sections == 0 && !self.quiet {
                            sections = self.unlisted.len();
                            work.extend(self.read_the_unlisted());
                        }
                        // An origin that fails is not asked for articles in the same breath. What was passed over
                        // while all was quiet is wanted too.
                        let passed_over = was_quiet && !self.listings.is_empty();
                        if !self.quiet && (taken || passed_over) {
                            let wanted = self.wanted();
                            self.queue.extend(wanted);
                        }
                        if sections == 0 {
                            work.extend(self.looks());
                            permit = None;
                            let gather_for = self.feed_state.spec.interval.max(SHORTEST_GATHERING);
                            end_at = end_at.min(Instant::now() + gather_for);
                        }
                    }
                    Done::Look(url, look) => work.extend(self.take_look(url, look)),
                    Done::Article(url, outcome) => {
                        asking -= 1;
                        self.take_article(url, outcome);
                    }
                },
                permit = &mut gathering, if waits_to_gather => gathers = Some(permit),
                () = sleep_until(grow_at), if may_grow => {
                    grow_at = Instant::now() + GROW_EVERY;
                    published_read = self.read;
                    let entry = self.publish(true).await?;
                    self.stage.send_replace(Stage::Ready { entry, held: false });
                }
                () = sleep_until(end_at) => {
                    let left = asking + self.queue.len();
                    tracing::info!(feed = %self.feed_state.spec.id, left, "not all articles were read in time; the rest follows with the next refresh");
                    break;
                }
            }
            if work.is_empty() && self.queue.is_empty() {
                break;
            }
        }
        drop((work, permit, gathers));
        self.settle().await
    }

    fn ask_article(&self, url: Url) -> BoxFuture<'static, Done> {
        let (gateway, spec) = (self.gateway.clone(), self.feed_state.spec.clone());
        let urgency = Urgency::article(self.feed_state.reader());
        Box::pin(async move {
            let outcome = loop {
                let outcome = read::article(&gateway, &spec, &url, urgency.clone()).await;
                match outcome
                    .as_ref()
                    .err()
                    .and_then(|error| error.asked_to_wait())
                {
                    // The host is slow by its own wish; the refresh as a whole bounds the patience.
                    Some(pause) if pause <= PATIENCE => tokio::time::sleep(pause).await,
                    _ => break outcome,
                }
            };
            Done::Article(url, outcome)
        })
    }

    /// The listed articles that are neither known nor asked for yet, in the order of the feed.
    fn wanted(&mut self) -> Vec<Url> {
        let (now, config) = (self.gateway.clock.steady(), self.gateway.config());
        let mut standing = self.united();
        standing.retain(|it| self.may_stand(&it.teaser.url, it.teaser.published));
        let foremost = merge::foremost(standing, self.feed_state.spec.limit);
        let mut wanted = Vec::new();
        for listed in foremost {
            let url = listed.teaser.url;
            let stated = listed.teaser.article;
            let claimed = stated
                .and_then(|stated| whose::claimed(&config, &self.feed_state.spec, &url, stated));
            if let Some(article) = claimed {
                self.articles.entry(Guid::of(&url)).or_insert(article);
                continue;
            }
            // The places of one page are read with it, and it is asked for once.
            let url = page_of(&url).into_owned();
            let guid = Guid::of(&url);
            if !self.asked.insert(guid) {
                continue;
            }
            if let Some(record) = self.gateway.store.article(&url) {
                self.note_if_due(&url, &record, listed.teaser.published, false);
                self.articles.insert(guid, Arc::new(record.article));
                continue;
            }
            let unread = self.feed_state.memory().unread.get(&url).copied();
            match unread.filter(|unread| unread.retry_at > now) {
                Some(unread) => self.quiet_until = self.quiet_until.min(unread.retry_at),
                None => wanted.push(url),
            }
        }
        if !wanted.is_empty() {
            self.quiet_until = now;
        }
        self.feed_state.memory().progress.1 += wanted.len();
        wanted
    }

    fn take_article(&mut self, url: Url, outcome: NewArticle) {
        self.feed_state.memory().progress.0 += 1;
        match outcome {
            Ok(article) => {
                self.read += 1;
                self.changed = true;
                self.feed_state.memory().unread.remove(&url);
                self.revisit.is_read(&url, self.gateway.clock.now());
                self.articles.insert(Guid::of(&url), article);
            }
            Err(error) => {
                tracing::debug!(feed = %self.feed_state.spec.id, %error, "article not read; it stays a headline");
                self.put_off(url);
            }
        }
    }

    pub(super) fn united(&self) -> Vec<super::compose::Listed> {
        let sections = self.feed_state.spec.sections.iter();
        merge::unite(sections.filter_map(|section| {
            self.listings
                .get(&section.url)
                .map(|teasers| (section, &teasers[..]))
        }))
    }

    /// The end of the pass: a new snapshot, the old one with new times, or a failure.
    async fn settle(&mut self) -> Ended {
        if self.sections.len() < self.feed_state.spec.sections.len() {
            self.restore().await;
            self.give_up_on_the_silent();
        }
        if self.trouble.len() == self.feed_state.spec.sections.len() {
            // A page that someone has to look at matters more than one that will come back by itself.
            let failures = || self.trouble.iter().map(|(_, failure)| failure);
            let page = failures().find(|failure| failure.cause == Cause::Page);
            if let Some(failure) = page.or_else(|| failures().next()) {
                return Err(Arc::new(failure.clone()));
            }
        }
        self.tell_of_sections();
        if self.quiet {
            return self.publish_the_same().await;
        }
        let whole = self.trouble.is_empty() && self.queue.is_empty();
        self.feed_state.memory().quiet_until = whole.then_some(self.quiet_until);
        let united = self.united().into_iter();
        let listed: HashSet<Url> = united
            .map(|listed| page_of(&listed.teaser.url).into_owned())
            .collect();
        let still_listed = |url: &Url| listed.contains(url);
        self.feed_state
            .memory()
            .unread
            .retain(|url, _| still_listed(url));
        self.heed_the_origin().await;
        self.publish(false).await.map(Some)
    }

    /// Whether the feed is there for readers, in memory or in the store.
    pub(super) const fn is_shown(&self) -> bool {
        self.previous.is_some() || self.unrestored
    }

    async fn restore(&mut self) {
        if std::mem::take(&mut self.unrestored) {
            self.before = snapshots::restored(self.gateway, self.feed_state).await;
            self.previous.clone_from(&self.before);
        }
    }

    async fn publish_the_same(&mut self) -> Ended {
        let times = self.feed_state.memory().times.filter(|_| self.unrestored);
        match times {
            Some(times) => {
                let now = self.gateway.clock.reading();
                publish::renew(self.gateway, self.feed_state, times.changed_at, now);
                Ok(None)
            }
            None => {
                self.restore().await;
                self.publish(false).await.map(Some)
            }
        }
    }

    async fn publish(&mut self, growing: bool) -> Result<Arc<Entry>, Arc<Failure>> {
        let shown = self.previous.as_ref().filter(|_| self.quiet);
        let draft = Draft {
            listed: match shown {
                Some(_) => Vec::new(),
                None => self.united(),
            },
            kept: match shown {
                Some(entry) => entry.feed.items.clone(),
                None => self.items_of_the_lost(),
            },
            articles: self.articles.clone(),
            previous: self.previous.clone(),
            unchanged: !self.changed && !growing,
            growing,
        };
        let entry = publish::publish(self.gateway, self.feed_state, draft).await?;
        self.previous = Some(entry.clone());
        Ok(entry)
    }
}
