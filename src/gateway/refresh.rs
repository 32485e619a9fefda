//! One whole pass over a feed: its sections, its new articles, a new snapshot.
//!
//! Rules that hold whatever the origin does:
//! - a snapshot is replaced by a better one only; a pass that finds nothing is a failed pass;
//! - an article is read once, and a few at a time as the origin's pace allows;
//! - a cold feed shows what is ready after [`COLD_WAIT`], and grows while the pass goes on;
//! - the pass as a whole is bounded by [`PASS_LIMIT`]; what was not read by then is a headline until the next.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::watch;
use tokio::time::Instant;
use url::Url;

use super::Gateway;
use super::desk::{Desk, Failure, SectionMemory, Stage};
use super::merge;
use super::publish::{self, Draft};
use super::read::{self, ReadError, SectionRead};
use super::revisit::{Due, Found, Look};
use crate::cache::Entry;
use crate::extract::Teaser;
use crate::model::{Article, Section};
use crate::origin::Validators;
use crate::store::{self, ArticleRecord};

/// A reader of a cold feed gets what is ready by then; with headroom below the five seconds promised.
const COLD_WAIT: Duration = Duration::from_secs(4);
/// A cold feed's snapshot is renewed this often while its articles come in.
const GROW_EVERY: Duration = Duration::from_secs(5);
/// Articles asked for at once. More would only wait in the host's queue, and time out there.
const ARTICLES_AT_ONCE: usize = 6;
/// A host that is closed for no longer than this is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// A pass takes no longer than this.
const PASS_LIMIT: Duration = Duration::from_secs(5 * 60);
pub(super) enum Done {
    Section(Section, Result<SectionRead, ReadError>),
    Article(Url, Result<(Arc<Article>, Validators), ReadError>),
    /// A known article was looked at again.
    Look(Url, Look),
}

/// Runs a pass and tells `stage` how far it is. The entry it makes is in the cache when it returns.
pub(super) async fn run(
    gateway: &Arc<Gateway>,
    desk: &Arc<Desk>,
    stage: &watch::Sender<Stage>,
) -> Result<Arc<Entry>, Arc<Failure>> {
    let mut previous = gateway.entry_at(desk).await;
    let mut restated = false;
    if previous.is_none()
        && let Some((entry, as_it_was)) = publish::restore(gateway, desk).await
    {
        let fresh = crate::cache::freshness::is_fresh(entry.fresh_until, gateway.clock.now());
        stage.send_replace(Stage::Ready {
            entry: entry.clone(),
            from_store: true,
        });
        if fresh && as_it_was {
            return Ok(entry);
        }
        (previous, restated) = (Some(entry), !as_it_was);
    }
    desk.memory().progress = (0, 0);
    let pass = Pass {
        gateway,
        desk,
        stage,
        previous,
        listings: HashMap::new(),
        articles: HashMap::new(),
        asked: HashSet::new(),
        queue: VecDeque::new(),
        due: Vec::new(),
        found: Found::default(),
        trouble: Vec::new(),
        changed: restated,
        read: 0,
    };
    let outcome = pass.run().await;
    let now = gateway.clock.now();
    match &outcome {
        Ok(_) if desk.memory().succeeded() => tracing::info!(feed = %desk.spec.id, "recovered"),
        Ok(_) => {}
        Err(failure) => {
            if desk
                .memory()
                .failed(failure.clone(), desk.spec.interval, now)
            {
                tracing::warn!(feed = %desk.spec.id, reason = %failure.reason, "refresh failed; the last good snapshot stays");
            } else {
                tracing::debug!(feed = %desk.spec.id, reason = %failure.reason, "refresh still failing");
            }
        }
    }
    outcome
}

pub(super) struct Pass<'a> {
    pub(super) gateway: &'a Arc<Gateway>,
    pub(super) desk: &'a Arc<Desk>,
    stage: &'a watch::Sender<Stage>,
    previous: Option<Arc<Entry>>,
    listings: HashMap<Url, Arc<[Teaser]>>,
    pub(super) articles: HashMap<Url, Arc<Article>>,
    asked: HashSet<Url>,
    queue: VecDeque<Url>,
    /// Known articles that are to be looked at again, and what the looks found.
    pub(super) due: Vec<Due>,
    pub(super) found: Found,
    trouble: Vec<Failure>,
    pub(super) changed: bool,
    read: usize,
}

impl Pass<'_> {
    async fn run(mut self) -> Result<Arc<Entry>, Arc<Failure>> {
        let started = Instant::now();
        let mut grow_at = started
            + if self.previous.is_none() {
                COLD_WAIT
            } else {
                PASS_LIMIT
            };
        let mut work: FuturesUnordered<BoxFuture<'_, Done>> = FuturesUnordered::new();
        for section in &self.desk.spec.sections {
            work.push(self.ask_section(section.clone()));
        }
        let (mut asking, mut sections) = (0, self.desk.spec.sections.len());
        loop {
            while asking < ARTICLES_AT_ONCE
                && let Some(url) = self.queue.pop_front()
            {
                work.push(self.ask_article(url));
                asking += 1;
            }
            tokio::select! {
                biased;
                done = work.next() => match done {
                    None => break,
                    Some(Done::Section(section, outcome)) => {
                        self.take_section(section, outcome);
                        let wanted = self.wanted();
                        self.queue.extend(wanted);
                        sections -= 1;
                        if sections == 0 {
                            work.extend(self.looks());
                        }
                    }
                    Some(Done::Look(url, look)) => self.take_look(url, look),
                    Some(Done::Article(url, outcome)) => {
                        asking -= 1;
                        self.take_article(url, outcome);
                    }
                },
                () = tokio::time::sleep_until(grow_at) => {
                    grow_at += GROW_EVERY;
                    if !self.listings.is_empty() {
                        let entry = self.publish(true).await?;
                        self.stage.send_replace(Stage::Ready { entry, from_store: false });
                    }
                }
                () = tokio::time::sleep_until(started + PASS_LIMIT) => {
                    tracing::warn!(feed = %self.desk.spec.id, left = asking + self.queue.len(), "refresh cut short; the rest follows with the next");
                    break;
                }
            }
        }
        drop(work);
        self.settle().await
    }

    fn ask_section(&self, section: Section) -> BoxFuture<'static, Done> {
        let (gateway, spec) = (self.gateway.clone(), self.desk.spec.clone());
        // Validators are of use only while what they validate is still at hand.
        let known = self
            .previous
            .as_ref()
            .and_then(|_| self.desk.memory().sections.get(&section.url).cloned());
        let choice = self.desk.memory().choices.get(&section.url).cloned();
        Box::pin(async move {
            let outcome =
                read::section(&gateway, &spec, &section.url, known.as_ref(), choice).await;
            Done::Section(section, outcome)
        })
    }

    fn ask_article(&self, url: Url) -> BoxFuture<'static, Done> {
        let (gateway, spec) = (self.gateway.clone(), self.desk.spec.clone());
        Box::pin(async move {
            let outcome = loop {
                let outcome = read::article(&gateway, &spec, &url).await;
                match outcome.as_ref().err().and_then(ReadError::held_off) {
                    // The host is slow by its own wish; the pass as a whole bounds the patience.
                    Some(pause) if pause <= PATIENCE => tokio::time::sleep(pause).await,
                    _ => break outcome,
                }
            };
            Done::Article(url, outcome)
        })
    }

    fn take_section(&mut self, section: Section, outcome: Result<SectionRead, ReadError>) {
        match outcome {
            Ok(SectionRead {
                memory,
                choice,
                unchanged,
            }) => {
                self.changed |= !unchanged;
                self.listings
                    .insert(section.url.clone(), memory.teasers.clone());
                let mut desk = self.desk.memory();
                if let Some(choice) = choice {
                    desk.choices.insert(section.url.clone(), choice);
                }
                desk.sections.insert(section.url, memory);
            }
            Err(error) => {
                // The section as it was last seen stands in for it.
                if let Some(SectionMemory { teasers, .. }) =
                    self.desk.memory().sections.get(&section.url)
                {
                    self.listings.insert(section.url.clone(), teasers.clone());
                }
                self.trouble.push(error.into_failure());
            }
        }
    }

    /// The listed articles that are neither known nor asked for yet, in the order of the feed.
    fn wanted(&mut self) -> Vec<Url> {
        let now = self.gateway.clock.now();
        let mut standing = self.united();
        standing.retain(|it| self.may_stand(&it.teaser.url, it.teaser.published));
        let foremost = merge::foremost(standing, self.desk.spec.limit);
        let mut wanted = Vec::new();
        for listed in foremost {
            let url = listed.teaser.url;
            if let Some(article) = listed.teaser.article {
                self.articles
                    .entry(url)
                    .or_insert_with(|| Arc::from(article));
                continue;
            }
            if !self.asked.insert(url.clone()) {
                continue;
            }
            if let Some(record) = self.gateway.store.article(&url) {
                self.note_if_due(&url, &record, listed.teaser.published, false);
                self.articles.insert(url, Arc::new(record.article));
            } else if self
                .desk
                .memory()
                .unread
                .get(&url)
                .is_none_or(|unread| unread.retry_at <= now)
            {
                wanted.push(url);
            }
        }
        self.desk.memory().progress.1 += wanted.len();
        wanted
    }

    fn take_article(&mut self, url: Url, outcome: Result<(Arc<Article>, Validators), ReadError>) {
        let now = self.gateway.clock.now();
        self.desk.memory().progress.0 += 1;
        match outcome {
            Ok((article, validators)) => {
                self.read += 1;
                self.changed = true;
                self.desk.memory().unread.remove(&url);
                let record = ArticleRecord {
                    article: Article::clone(&article),
                    fetched_at: now,
                    validators: kept(validators),
                    gone_since: None,
                };
                self.gateway.store.keep_article(&url, &record);
                self.articles.insert(url, article);
            }
            // Not the article's fault: nobody asked for it yet.
            Err(error) if error.held_off().is_some() => {}
            Err(error) => {
                tracing::debug!(feed = %self.desk.spec.id, %error, "article not read; it stays a headline");
                self.put_off(url);
            }
        }
    }

    pub(super) fn united(&self) -> Vec<super::compose::Listed> {
        let sections = self.desk.spec.sections.iter();
        merge::unite(sections.filter_map(|section| {
            self.listings
                .get(&section.url)
                .map(|teasers| (section, &teasers[..]))
        }))
    }

    /// The end of the pass: a new snapshot, the old one with new times, or a failure.
    async fn settle(mut self) -> Result<Arc<Entry>, Arc<Failure>> {
        let every_section_failed = self.trouble.len() == self.desk.spec.sections.len();
        if self.listings.is_empty() || every_section_failed {
            return Err(Arc::new(self.trouble.into_iter().next().unwrap_or_else(
                || Failure {
                    timed_out: true,
                    reason: format!(
                        "feed \"{}\": no section answered within {} s",
                        self.desk.spec.id,
                        PASS_LIMIT.as_secs()
                    ),
                    retry_after: None,
                },
            )));
        }
        for failure in &self.trouble {
            tracing::warn!(feed = %self.desk.spec.id, reason = %failure.reason, "a section failed; it stays as it was");
        }
        let listed: HashSet<Url> = self
            .united()
            .into_iter()
            .map(|listed| listed.teaser.url)
            .collect();
        self.desk
            .memory()
            .unread
            .retain(|url, _| listed.contains(url));
        self.heed_the_origin().await;
        self.publish(false).await
    }

    async fn publish(&mut self, growing: bool) -> Result<Arc<Entry>, Arc<Failure>> {
        let started = Instant::now();
        let draft = Draft {
            listed: self.united(),
            articles: self.articles.clone(),
            previous: self.previous.clone(),
            unchanged: !self.changed && !growing,
            growing,
        };
        let entry = publish::publish(self.gateway, self.desk, draft).await?;
        if !growing {
            tracing::info!(
                feed = %self.desk.spec.id,
                items = entry.feed.items.len(),
                articles_read = self.read,
                took_ms = started.elapsed().as_millis(),
                "refreshed"
            );
        }
        self.previous = Some(entry.clone());
        Ok(entry)
    }
}

pub(super) fn kept(validators: Validators) -> store::Validators {
    let Validators {
        etag,
        last_modified,
        url,
    } = validators;
    store::Validators {
        etag,
        last_modified,
        url,
    }
}
