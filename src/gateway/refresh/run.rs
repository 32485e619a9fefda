//! A refresh run: plan, gather, judge, publish.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;
use url::Url;

use super::gather::{Gather, Gathered};
use super::judge::{self, LookVerdict, SectionBefore, SectionVerdict};
use super::news;
use super::outcome::RefreshOutcome;
use super::plan::{self, Candidate, SectionAsk};
use super::plausibility;
use super::read::SectionRead;
use super::revisit::{LATELY, Look, Revisit, Withdrawals};
use crate::cache::{Entry, freshness};
use crate::clock::Steady;
use crate::extract::Teaser;
use crate::gateway::conductor::Gateway;
use crate::gateway::failure::Failure;
use crate::gateway::feed_state::{Ended, FeedState, Stage};
use crate::gateway::in_flight::NewArticle;
use crate::gateway::limits::Permit;
use crate::gateway::publish::draft::Draft;
use crate::gateway::publish::{merge, put, snapshot, whose};
use crate::gateway::read_error::ReadError;
use crate::gateway::report::{SectionReport, SectionResult};
use crate::model::{Guid, Item, Moment, Section, Validators, page_of};
use crate::store::Withdrawer;

/// Runs a refresh and tells `stage` how far it is. The entry it makes is in the cache when it returns.
pub(in crate::gateway) async fn run(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    stage: &watch::Sender<Stage>,
) -> Ended {
    let started = Instant::now();
    let permit = permit(gateway, feed_state).await;
    let orders = std::mem::take(&mut feed_state.memory().orders);
    // With more feeds than fit into memory, most refreshes are of feeds that nobody reads, and find them as they were.
    let unrestored =
        !orders.accept && gateway.entry_at(feed_state).is_none() && is_quiet(gateway, feed_state);
    let previous = match unrestored {
        true => None,
        false => snapshot::restored(gateway, feed_state).await,
    };
    let restated = std::mem::take(&mut feed_state.memory().restated);
    if let Some(entry) = &previous {
        // Whether this refresh succeeds is no matter to those who wait.
        stage.send_replace(Stage::Ready {
            entry: entry.clone(),
            held: true,
        });
        let fresh = freshness::is_fresh(entry.fresh_until, gateway.clock.steady());
        if fresh && !restated && !orders.refresh && !orders.accept {
            return Ok(Some(entry.clone()));
        }
    }
    feed_state.memory().progress = (0, 0);
    let mut run = Run {
        gateway,
        feed_state,
        stage,
        before: previous.clone(),
        shown: previous,
        unrestored,
        // Whoever changed the feed's part of feeds.toml has looked at it.
        accept: orders.accept || restated,
        quiet: false,
        quiet_until: Steady::MAX,
        asked: HashSet::new(),
        revisit: Revisit::default(),
        outcome: RefreshOutcome {
            changed: restated,
            ..RefreshOutcome::default()
        },
    };
    let ended = run.steps(started, permit).await;
    feed_state.memory().restated |= restated && ended.is_err();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let now = gateway.clock.reading();
    let (before, outcome) = (run.before.as_deref(), &run.outcome);
    let report = news::report(feed_state, before, outcome, &ended, ms, now.wall);
    news::of_refresh(feed_state, &ended, &report, run.is_shown());
    let failure = ended.as_ref().err();
    feed_state
        .memory()
        .ended(report, failure, feed_state.spec.interval, now);
    ended
}

/// Waits until the feed's sections may be asked for. A feed that a reader waits for does not queue behind others.
async fn permit(gateway: &Gateway, feed_state: &FeedState) -> Permit {
    let (host, mut reader) = (feed_state.spec.host(), feed_state.reader());
    let reader_waits = async { drop(reader.wait_for(|waits| *waits).await) };
    tokio::select! {
        biased;
        permit = gateway.limits.sections.permit(host) => permit,
        () = reader_waits => gateway.limits.sections_for_readers.permit(host).await,
    }
}

/// Whether nothing was withdrawn or brought back since the last refresh, and no article is due.
fn is_quiet(gateway: &Gateway, feed_state: &FeedState) -> bool {
    let memory = feed_state.memory();
    let now = gateway.clock.steady();
    memory.quiet_until.is_some_and(|until| now < until)
        && memory.withdrawals == gateway.withdrawals()
}

/// A refresh under way. It looks up what plan and judge need to know, and adds their verdicts to the outcome.
struct Run<'a> {
    gateway: &'a Arc<Gateway>,
    feed_state: &'a Arc<FeedState>,
    stage: &'a watch::Sender<Stage>,
    /// What was served when the refresh began,
    before: Option<Arc<Entry>>,
    /// and what is now.
    shown: Option<Arc<Entry>>,
    /// What is shown is in the store, and is had back from there when something turns out to differ.
    unrestored: bool,
    /// Whatever a section lists, it is believed: an operator says so.
    accept: bool,
    /// While every section is as it was, there is nothing to do,
    quiet: bool,
    /// and until then the next refreshes have nothing to do either.
    quiet_until: Steady,
    /// Articles that were looked up or asked for.
    asked: HashSet<Guid>,
    revisit: Revisit,
    outcome: RefreshOutcome,
}

impl Run<'_> {
    /// Asks, reads and publishes. The refresh was wanted since `started`; it holds `permit` until its sections are in.
    async fn steps(&mut self, started: Instant, permit: Permit) -> Ended {
        self.quiet = self.is_shown()
            && !self.outcome.changed
            && !self.accept
            && is_quiet(self.gateway, self.feed_state);
        let show_at = plan::first_shown_at(started, self.is_shown());
        let mut gather = Gather::new(self.gateway, self.feed_state, permit, show_at);
        gather.sections(self.section_asks(&self.feed_state.spec.sections));
        let mut shown_articles = 0;
        loop {
            // Readers of a cold feed get headlines; of a feed that is shown, what is new. Both only while more comes.
            let read = self.outcome.articles_read;
            let may_show = match self.is_shown() {
                false => !self.outcome.listings.is_empty(),
                true => {
                    gather.sections_left() == 0 && self.outcome.changed && read > shown_articles
                }
            };
            match gather.next(may_show).await {
                Gathered::Section(section, answer) => {
                    self.section(&mut gather, &section, answer).await;
                }
                Gathered::Look(url, look) => gather.looks(self.look(url, look)),
                Gathered::Article(url, answer) => self.article(url, answer),
                Gathered::TimeToShow => {
                    shown_articles = read;
                    let entry = self.publish(true).await?;
                    self.stage.send_replace(Stage::Ready { entry, held: false });
                }
                Gathered::TimeIsUp(left) => {
                    tracing::info!(feed = %self.feed_state.spec.id, left, "not all articles were read in time; the rest follows with the next refresh");
                    break;
                }
                Gathered::All => break,
            }
        }
        let all_asked = gather.all_asked();
        drop(gather);
        self.end(all_asked).await
    }

    /// A section has answered: its list is judged, and its articles are planned.
    async fn section(
        &mut self,
        gather: &mut Gather<'_>,
        section: &Section,
        answer: Result<SectionRead, ReadError>,
    ) {
        if !matches!(&answer, Ok(read) if read.unchanged) {
            self.restore().await;
        }
        let was_quiet = self.quiet;
        let before = self.section_before(&section.url);
        let feed = &self.feed_state.spec.id;
        let verdict = judge::section(&section.url, answer, before, feed, self.accept);
        let believed = self.add_section(section, verdict);
        self.quiet &= believed && !self.outcome.changed;
        if gather.sections_left() == 0 && !self.quiet {
            let unlisted = self.outcome.take_unlisted();
            gather.sections(self.section_asks(&unlisted));
        }
        // An origin that fails is not asked for articles in the same breath. What was passed over while all was quiet is
        // wanted too.
        let passed_over = was_quiet && !self.outcome.listings.is_empty();
        if !self.quiet && (believed || passed_over) {
            gather.articles(self.article_asks());
        }
        if gather.sections_left() == 0 {
            let due = self.revisit.looks();
            gather.looks(self.look_asks(due));
            gather.end_sections();
        }
    }

    fn section_asks(&self, sections: &[Section]) -> Vec<SectionAsk> {
        let spec = &self.feed_state.spec;
        let memory = self.feed_state.memory();
        let ask = |section: &Section| {
            let url = &section.url;
            let known = memory.sections.get(url).map(|known| (**known).clone());
            let choice = memory.choices.get(url).cloned();
            let teasers = self.gateway.teaser_cache.get(&spec.id, url);
            plan::section(
                section.clone(),
                known,
                choice,
                teasers,
                self.is_shown(),
                self.quiet,
            )
        };
        sections.iter().map(ask).collect()
    }

    /// Adds a verdict to the outcome, and remembers what is believed. True if it is.
    fn add_section(&mut self, section: &Section, verdict: SectionVerdict) -> bool {
        let believed = if let SectionVerdict::Believed(read) = &verdict {
            // Looked up or put, a list counts as used.
            if let (Some(teasers), false) = (&read.teasers, read.unchanged) {
                let (feed, url) = (&self.feed_state.spec.id, &section.url);
                self.gateway.teaser_cache.put(feed, url, teasers.clone());
            }
            let (memory, choice) = (read.memory.clone(), read.choice.clone());
            let mut known = self.feed_state.memory();
            known.section_is_read(&section.url, memory, choice, self.accept);
            true
        } else {
            false
        };
        self.outcome.add_section(section, verdict);
        believed
    }

    /// What is known of a section: as it was last read, else as far as the feed shows it.
    fn section_before(&self, section: &Url) -> SectionBefore {
        let (usual, last_failure, was_read) = {
            let memory = self.feed_state.memory();
            let usual = memory.counts.get(section).map(|it| plausibility::usual(it));
            let last = memory.last.as_ref();
            let of_url = |report: &&SectionReport| report.url == section.as_str();
            let report = last.and_then(|last| last.sections.iter().find(of_url));
            let failed = report.filter(|report| report.result == SectionResult::Failed);
            let failure = failed.and_then(|report| report.error.clone());
            (usual, failure, memory.sections.contains_key(section))
        };
        let lists = was_read.then_some(&self.gateway.teaser_cache);
        let list = lists.and_then(|lists| lists.get(&self.feed_state.spec.id, section));
        let items = self.items_of(section).count();
        let plausible = match &list {
            Some(list) => {
                let dates = list.iter().filter_map(|teaser: &Teaser| teaser.published);
                plausibility::Known {
                    usual: usual.unwrap_or_default(),
                    articles: list.iter().map(|it| Guid::of(&it.url)).collect(),
                    newest: dates.map(Moment::timestamp).max(),
                }
            }
            None => {
                let facts = || self.items_of(section).map(|item| item.facts());
                let dates = facts().filter_map(|item| item.published);
                plausibility::Known {
                    usual: usual.unwrap_or(items),
                    articles: facts().map(|item| item.guid).collect(),
                    newest: dates.map(Moment::timestamp).max(),
                }
            }
        };
        SectionBefore {
            plausible,
            list,
            items,
            last_failure,
        }
    }

    /// The items in the feed that a section lists.
    fn items_of<'s>(&'s self, section: &'s Url) -> impl Iterator<Item = &'s Arc<Item>> {
        let items = self.shown.iter().flat_map(|entry| &entry.feed.items);
        items.filter(move |item| item.facts().sections.iter().any(|it| it.url == *section))
    }

    /// The listed articles that are neither known nor asked for yet, in the order of the feed.
    fn article_asks(&mut self) -> Vec<Url> {
        let (now, config) = (self.gateway.clock.reading(), self.gateway.config());
        let spec = &self.feed_state.spec;
        let mut standing = self.outcome.united(&spec.sections);
        standing.retain(|it| self.may_stand(&it.teaser.url, it.teaser.published));
        let mut candidates = Vec::new();
        for listed in merge::foremost(standing, spec.limit) {
            let url = listed.teaser.url;
            let stated = listed.teaser.article;
            let claimed = stated.and_then(|stated| whose::claimed(&config, spec, &url, stated));
            if let Some(article) = claimed {
                let articles = &mut self.outcome.articles;
                articles.entry(Guid::of(&url)).or_insert(article);
                continue;
            }
            // The places of one page are read with it, and it is asked for once.
            let page = page_of(&url).into_owned();
            if self.asked.insert(Guid::of(&page)) {
                candidates.push(self.candidate(page, listed.teaser.published));
            }
        }
        let plan = plan::articles(candidates.into_iter(), now);
        for known in &plan.records {
            let due = self.revisit.note(known, false, now);
            self.quiet_until = self.quiet_until.min(due.unwrap_or(self.quiet_until));
        }
        let quiet_until = plan.quiet_until.unwrap_or(self.quiet_until);
        self.quiet_until = self.quiet_until.min(quiet_until);
        self.outcome.articles.extend(plan.known);
        self.feed_state.memory().progress.1 += plan.ask.len();
        plan.ask
    }

    fn candidate(&self, url: Url, listed: Option<Moment>) -> Candidate {
        let unread = self.feed_state.memory().unread.get(&url).copied();
        Candidate {
            record: self.gateway.store.article(&url),
            url,
            listed,
            unread,
        }
    }

    /// Whether an article may be in the feed. One that its origin withdrew is looked at when that is due.
    fn may_stand(&mut self, url: &Url, listed: Option<Moment>) -> bool {
        let Some(takedown) = self.gateway.store.withdrawal(url) else {
            return true;
        };
        if takedown.by == Withdrawer::Origin
            && let Some(record) = self.gateway.store.article(url)
        {
            let page = page_of(url).into_owned();
            let unread = self.feed_state.memory().unread.get(&page).copied();
            let withdrawn = Candidate {
                url: page,
                listed,
                record: Some(record),
                unread,
            };
            let due = self
                .revisit
                .note(&withdrawn, true, self.gateway.clock.reading());
            self.quiet_until = self.quiet_until.min(due.unwrap_or(self.quiet_until));
        }
        false
    }

    fn article(&mut self, url: Url, answer: NewArticle) {
        self.feed_state.memory().progress.0 += 1;
        match answer {
            Ok(article) => {
                self.outcome.articles_read += 1;
                self.outcome.changed = true;
                self.feed_state.memory().unread.remove(&url);
                self.revisit.is_read(&url, self.gateway.clock.now());
                self.outcome.articles.insert(Guid::of(&url), article);
            }
            Err(error) => {
                tracing::debug!(feed = %self.feed_state.spec.id, %error, "article not read; it stays a headline");
                self.put_off(url);
            }
        }
    }

    /// Asks for an article later than it would be due.
    fn put_off(&self, url: Url) {
        let now = self.gateway.clock.steady();
        self.feed_state.memory().put_off(url, now);
    }

    /// What the looks at `urls` are conditional on.
    fn look_asks(&self, urls: Vec<Url>) -> Vec<(Url, Validators)> {
        let known = |url: Url| {
            let record = self.gateway.store.article(&url).unwrap_or_default();
            (url, record.validators)
        };
        urls.into_iter().map(known).collect()
    }

    /// A known article was looked at again; returns the looks that follow from it.
    fn look(&mut self, url: Url, look: Look) -> Vec<(Url, Validators)> {
        let (store, now) = (&self.gateway.store, self.gateway.clock.now());
        let Some(record) = store.article(&url) else {
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
                self.outcome.changed |= changed;
                self.revisit.is_there(&url, was_withdrawn, now);
                self.feed_state.memory().article_is_there(&url);
                let article = Arc::new(record.article.clone());
                self.outcome.articles.insert(guid, article);
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
        store.keep_article(&self.feed_state.spec.id, &url, &record);
        let more = self.revisit.more_looks();
        self.look_asks(more)
    }

    /// The end of the refresh: a new snapshot, the old one with new times, or a failure.
    async fn end(&mut self, all_asked: bool) -> Ended {
        let spec = self.feed_state.spec.clone();
        if self.outcome.sections.len() < spec.sections.len() {
            self.restore().await;
            for section in self.outcome.silent(&spec.sections) {
                let before = self.section_before(&section.url);
                let verdict = judge::silent_section(&section.url, before);
                self.outcome.add_section(section, verdict);
            }
        }
        if let Some(failure) = self.outcome.failure(spec.sections.len()) {
            return Err(Arc::new(failure.clone()));
        }
        news::of_sections(self.feed_state, &self.outcome.failures);
        if self.quiet {
            return self.publish_the_same().await;
        }
        let whole = self.outcome.failures.is_empty() && all_asked;
        let listed = self.outcome.listed_pages(&spec.sections);
        self.feed_state
            .memory()
            .end(whole.then_some(self.quiet_until), &listed);
        self.follow_the_origin().await;
        self.publish(false).await.map(Some)
    }

    /// Withdraws what the origin withdrew, and brings back what it brought back.
    async fn follow_the_origin(&mut self) {
        for guid in self.revisit.take_back() {
            self.outcome.changed = true;
            self.gateway.back_at_origin(guid).await;
        }
        if !self.revisit.has_confirmed() {
            return;
        }
        let (feed, now) = (&self.feed_state.spec.id, self.gateway.clock.now());
        let takedowns = self.gateway.store.takedowns().into_iter();
        let lately = takedowns.filter(|takedown| {
            takedown.by == Withdrawer::Origin
                && takedown.feeds.contains(feed)
                && now.duration_since(takedown.when.timestamp()) < LATELY
        });
        match self.revisit.withdrawals(lately.count(), now) {
            Withdrawals::Of(urls) => {
                for url in urls {
                    self.outcome.changed = true;
                    self.gateway.withdrawn_at_origin(url).await;
                }
            }
            Withdrawals::Trouble { gone, had } => {
                if !std::mem::replace(&mut self.feed_state.memory().told_of_loss, true) {
                    tracing::warn!(
                        %feed, gone, of = had,
                        "the origin answers \"not found\" for more articles than editors withdraw; the feed keeps them. \
                         Look at one in a browser; if they are meant to be gone, use byline takedown"
                    );
                }
            }
        }
    }

    /// Whether the feed is there for readers, in memory or in the store.
    const fn is_shown(&self) -> bool {
        self.shown.is_some() || self.unrestored
    }

    async fn restore(&mut self) {
        if std::mem::take(&mut self.unrestored) {
            self.before = snapshot::restored(self.gateway, self.feed_state).await;
            self.shown.clone_from(&self.before);
        }
    }

    async fn publish_the_same(&mut self) -> Ended {
        let times = self.feed_state.memory().times.filter(|_| self.unrestored);
        match times {
            Some(times) => {
                let now = self.gateway.clock.reading();
                put::renew(self.gateway, self.feed_state, times.changed_at, now);
                Ok(None)
            }
            None => {
                self.restore().await;
                self.publish(false).await.map(Some)
            }
        }
    }

    async fn publish(&mut self, growing: bool) -> Result<Arc<Entry>, Arc<Failure>> {
        let (outcome, sections) = (&self.outcome, &self.feed_state.spec.sections);
        let lost = || {
            outcome
                .lost
                .iter()
                .flat_map(|section| self.items_of(section))
        };
        let (listed, kept) = match self.shown.as_ref().filter(|_| self.quiet) {
            Some(entry) => (Vec::new(), entry.feed.items.clone()),
            None => (outcome.united(sections), lost().cloned().collect()),
        };
        let draft = Draft {
            listed,
            kept,
            articles: outcome.articles.clone(),
            previous: self.shown.clone(),
            unchanged: !outcome.changed && !growing,
            growing,
        };
        let entry = put::publish(self.gateway, self.feed_state, draft).await?;
        self.shown = Some(entry.clone());
        Ok(entry)
    }
}
