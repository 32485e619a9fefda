//! A refresh run: plan, gather, judge, publish, one answer after the other.
//!
//! In: a feed, and for whom it is refreshed. Out: how the refresh ended ([`Ended`]); the entry it made is in the cache.

use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::time::Instant;
use url::Url;

use super::announce;
use super::articles::ListedArticles;
use super::gather::{Gather, Gathered};
use super::judge::{self, SectionBefore, SectionVerdict};
use super::outcome::RefreshOutcome;
use super::plan::{self, SectionAsk};
use super::plausibility;
use super::read::SectionRead;
use crate::cache::{CacheEntry, freshness};
use crate::gateway::conductor::Gateway;
use crate::gateway::failure::{Cause, Failure};
use crate::gateway::feed_state::{Ended, FeedState, Stage};
use crate::gateway::filter;
use crate::gateway::limits::Permit;
use crate::gateway::publish::draft::FeedDraft;
use crate::gateway::publish::{put, snapshot};
use crate::gateway::read_error::ReadError;
use crate::gateway::replicas::turn::{self, Whose};
use crate::model::{Item, Section};
use crate::traces;

/// Runs a refresh and reports its stages to `stage`.
pub(in crate::gateway) async fn run(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    stage: &watch::Sender<Stage>,
) -> Ended {
    let started = Instant::now();
    let (this, at) = (gateway.clone(), feed_state.clone());
    let permit = move || {
        let (this, at) = (this.clone(), at.clone());
        async move { permit(&this, &at).await }.boxed()
    };
    let permit = match turn::take(gateway, feed_state, stage, permit).await {
        Whose::Ours(permit) => permit,
        Whose::Theirs(ended) => return ended,
    };
    let ended = in_turn(gateway, feed_state, stage, started, permit).await;
    turn::end(gateway, feed_state, ended.as_ref().err().map(|it| &**it)).await;
    ended
}

async fn in_turn(
    gateway: &Arc<Gateway>,
    feed_state: &Arc<FeedState>,
    stage: &watch::Sender<Stage>,
    started: Instant,
    permit: Permit,
) -> Ended {
    let orders = feed_state.memory().orders.take();
    // With more feeds than fit into memory, most refreshes are of feeds that nobody reads, and find them unchanged.
    let unrestored =
        !orders.accept && gateway.entry_at(feed_state).is_none() && is_quiet(gateway, feed_state);
    let before = match unrestored {
        true => None,
        false => snapshot::restored(gateway, feed_state).await,
    };
    let restated = std::mem::take(&mut feed_state.memory().restated);
    if let Some(entry) = &before {
        // Requests that wait get this entry, whether or not the refresh succeeds.
        stage.send_replace(Stage::Ready {
            entry: entry.clone(),
            held: true,
        });
        let fresh = freshness::is_fresh(entry.fresh_until, gateway.clock.steady());
        if fresh && !restated && !orders.refresh && !orders.accept {
            return Ok(Some(entry.clone()));
        }
    }
    let shown = before.iter().flat_map(|entry| &entry.feed.items);
    let expiry = filter::next_expiry(&feed_state.spec.filter, shown.map(|item| &**item));
    let expired = expiry.is_some_and(|at| at <= gateway.clock.now());
    feed_state.memory().progress = (0, 0);
    let mut run = Run {
        gateway,
        feed_state,
        stage,
        shown: before.clone(),
        before,
        unrestored,
        // An operator who changed the feed's part of feeds.toml has looked at its pages.
        accept: orders.accept || restated,
        quiet: false,
        articles: ListedArticles::new(gateway, feed_state),
        outcome: RefreshOutcome {
            changed: restated || expired,
            ..RefreshOutcome::default()
        },
    };
    let ended = run.steps(started, permit).await;
    feed_state.memory().restated |= restated && ended.is_err();
    if let Err(failure) = &ended
        && failure.cause == Cause::Database
    {
        // Nothing is known against the origin, and what it said was published nowhere.
        feed_state.memory().forget_pages();
        return ended;
    }
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let now = gateway.clock.reading();
    let (before, outcome) = (run.before.as_deref(), &run.outcome);
    let report = announce::report(feed_state, before, outcome, &ended, ms, now.wall);
    announce::refresh_ended(feed_state, &ended, &report, run.is_shown());
    let failure = ended.as_ref().err();
    let interval = feed_state.spec.interval;
    feed_state.memory().ended(report, failure, interval, now);
    gateway.observe(feed_state, &ended);
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

/// A refresh under way: it looks up what plan and judge need to know, and adds their verdicts to the outcome.
struct Run<'a> {
    gateway: &'a Arc<Gateway>,
    feed_state: &'a Arc<FeedState>,
    stage: &'a watch::Sender<Stage>,
    /// The entry that was served when the refresh began.
    before: Option<Arc<CacheEntry>>,
    /// The entry that is served now.
    shown: Option<Arc<CacheEntry>>,
    /// The entry is in the store alone. It is restored when an answer differs from what is known.
    unrestored: bool,
    /// An operator says that the sections are right, whatever they list.
    accept: bool,
    /// Every answer so far was "unchanged" and no article is due, so there is nothing to make.
    quiet: bool,
    articles: ListedArticles<'a>,
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
        let mut articles_shown = 0;
        let holds_back = !self.feed_state.spec.filter.is_open();
        loop {
            let sections_are_in = gather.sections_left() == 0;
            let may_show = self.outcome.has_more_to_show(
                self.is_shown(),
                sections_are_in,
                articles_shown,
                holds_back,
            );
            match gather.next(may_show).await {
                Gathered::Section(section, answer) => {
                    self.section(&mut gather, &section, answer).await;
                }
                Gathered::Look(url, look) => {
                    gather.looks(self.articles.looked_at(&mut self.outcome, url, look).await);
                }
                Gathered::Article(url, answer) => {
                    self.articles.answered(&mut self.outcome, url, answer);
                }
                Gathered::TimeToShow => {
                    articles_shown = self.outcome.articles_read;
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
        let unchanged = matches!(&answer, Ok(read) if read.unchanged);
        if !unchanged {
            self.restore().await;
        }
        let was_quiet = self.quiet;
        // An unchanged section is believed, whatever is known of it, and it is the usual case.
        let before = match unchanged {
            true => SectionBefore::default(),
            false => self.section_before(&section.url),
        };
        let feed = &self.feed_state.spec.id;
        let verdict = judge::section(&section.url, answer, before, feed, self.accept);
        let believed = self.add_section(section, verdict);
        self.quiet &= believed && !self.outcome.changed;
        if gather.sections_left() == 0 && !self.quiet {
            let unlisted = self.outcome.take_unlisted();
            gather.sections(self.section_asks(&unlisted));
        }
        // After a section that failed, its origin is not asked for articles at once. Sections that answered while all was
        // quiet still want theirs.
        let is_owed = was_quiet && !self.outcome.listings.is_empty();
        if !self.quiet && (believed || is_owed) {
            gather.articles(self.articles.plan_reads(&mut self.outcome).await);
        }
        if gather.sections_left() == 0 {
            gather.looks(self.articles.plan_looks().await);
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
            let (is_shown, section) = (self.is_shown(), section.clone());
            plan::section(section, known, choice, teasers, is_shown, self.quiet)
        };
        sections.iter().map(ask).collect()
    }

    /// Adds a verdict to the outcome, and remembers a section that is believed. Returns whether it is.
    fn add_section(&mut self, section: &Section, verdict: SectionVerdict) -> bool {
        let believed = if let SectionVerdict::Believed(read) = &verdict {
            // To look a list up or to put it counts as a use of it.
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
            let failure = last.and_then(|last| last.failure_of(section).map(str::to_owned));
            (usual, failure, memory.sections.contains_key(section))
        };
        let lists = was_read.then_some(&self.gateway.teaser_cache);
        let list = lists.and_then(|lists| lists.get(&self.feed_state.spec.id, section));
        let items: Vec<&Item> = self.items_of(section).map(|item| &**item).collect();
        SectionBefore::of(list, &items, usual, last_failure)
    }

    /// The items in the feed that a section lists.
    fn items_of<'s>(&'s self, section: &'s Url) -> impl Iterator<Item = &'s Arc<Item>> {
        let items = self.shown.iter().flat_map(|entry| &entry.feed.items);
        items.filter(move |item| item.facts().sections.iter().any(|it| it.url == *section))
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
        announce::sections_failed(self.feed_state, &self.outcome.failures);
        if self.quiet {
            return self.publish_the_same().await;
        }
        let whole = self.outcome.failures.is_empty() && all_asked;
        let quiet_until = whole.then_some(self.articles.quiet_until());
        let now = self.gateway.clock.reading();
        let listed = self.outcome.listed_pages(&spec, now.wall);
        self.feed_state.memory().end(quiet_until, &listed);
        self.articles.follow_the_origin(&mut self.outcome).await;
        let entry = self.publish(false).await?;
        let items = entry.feed.items.iter().map(|item| &**item);
        if let Some(expiry) = filter::next_expiry(&spec.filter, items) {
            self.feed_state.memory().expires_at(now.of_future(expiry));
        }
        Ok(Some(entry))
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

    /// Gives the entry new times. An entry that is in the store alone stays there.
    async fn publish_the_same(&mut self) -> Ended {
        let times = self.feed_state.memory().times.filter(|_| self.unrestored);
        match times {
            Some(times) => {
                let now = self.gateway.clock.reading();
                put::renew(self.gateway, self.feed_state, times.changed_at, now).await;
                Ok(None)
            }
            None => {
                self.restore().await;
                self.publish(false).await.map(Some)
            }
        }
    }

    /// Publishes what is known so far. `growing`: more articles are on their way.
    async fn publish(&mut self, growing: bool) -> Result<Arc<CacheEntry>, Arc<Failure>> {
        let outcome = &self.outcome;
        let (listed, filtered, unlisted) = match self.shown.as_ref().filter(|_| self.quiet) {
            Some(entry) => (Vec::new(), None, entry.feed.items.clone()),
            None => {
                let lost = outcome.lost.iter();
                let items = lost.flat_map(|section| self.items_of(section));
                let (spec, now) = (&self.feed_state.spec, self.gateway.clock.now());
                let (listed, filtered) = outcome.united(spec, now);
                (listed, Some(filtered), items.cloned().collect())
            }
        };
        let draft = FeedDraft {
            listed,
            filtered,
            unlisted,
            articles: outcome.articles.clone(),
            previous: self.shown.clone(),
            unchanged: !outcome.changed && !growing,
            growing,
        };
        let put = put::publish(self.gateway, self.feed_state, draft);
        let entry = traces::try_within(traces::publish(), put).await?;
        self.shown = Some(entry.clone());
        Ok(entry)
    }
}
