//! Step 2: asks for what was planned, side by side, until all is in or the time is up.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::plan::{self, REFRESH_LIMIT, SectionAsk};
use super::read::{self, SectionRead};
use super::revisit::Look;
use crate::gateway::conductor::Gateway;
use crate::gateway::feed_state::FeedState;
use crate::gateway::in_flight::NewArticle;
use crate::gateway::limits::Permit;
use crate::gateway::read_error::ReadError;
use crate::model::{Publisher, Section, Validators};
use crate::origin::Urgency;
use crate::traces;

/// A feed is published again this often while its articles come in.
const GROW_EVERY: Duration = Duration::from_secs(5);
/// Articles asked for at once. More would only wait in the host's queue, and time out there.
const ARTICLES_AT_ONCE: usize = 6;
/// A host that asked for a pause no longer than this is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// An article's URL, and the publisher whose section lists it.
pub(super) type ListedBy = (Url, Arc<Publisher>);

/// What came in.
pub(super) enum Gathered {
    Section(Section, Result<SectionRead, ReadError>),
    Article(Url, NewArticle),
    /// A known article was looked at again.
    Look(Url, Look),
    /// It is time to publish what is there, although more comes.
    TimeToShow,
    /// The time is up; so many articles were not read.
    TimeIsUp(usize),
    /// All answers are in.
    All,
}

/// Requests of one refresh under way.
pub(super) struct Gather<'a> {
    gateway: &'a Arc<Gateway>,
    feed_state: &'a FeedState,
    work: FuturesUnordered<BoxFuture<'static, Gathered>>,
    /// Articles to ask for, with the publishers that list them.
    queue: VecDeque<ListedBy>,
    sections_left: usize,
    articles_asked: usize,
    /// Held while sections are read.
    sections_permit: Option<Permit>,
    /// To gather articles: awaited from the first one on.
    awaited_permit: BoxFuture<'a, Permit>,
    articles_permit: Option<Permit>,
    show_at: Instant,
    end_at: Instant,
}

impl<'a> Gather<'a> {
    /// Holds `sections_permit` until the sections are in. `show_at` is the first [`Gathered::TimeToShow`].
    pub(super) fn new(
        gateway: &'a Arc<Gateway>,
        feed_state: &'a FeedState,
        sections_permit: Permit,
        show_at: Instant,
    ) -> Self {
        Self {
            gateway,
            feed_state,
            work: FuturesUnordered::new(),
            queue: VecDeque::new(),
            sections_left: 0,
            articles_asked: 0,
            sections_permit: Some(sections_permit),
            awaited_permit: Box::pin(gateway.limits.gathering.permit(feed_state.spec.host())),
            articles_permit: None,
            show_at,
            end_at: Instant::now() + REFRESH_LIMIT,
        }
    }

    pub(super) fn sections(&mut self, asks: Vec<SectionAsk>) {
        self.sections_left += asks.len();
        for ask in asks {
            self.work.push(self.section(ask));
        }
    }

    pub(super) fn articles(&mut self, articles: Vec<ListedBy>) {
        self.queue.extend(articles);
    }

    /// Looks at known articles again: a conditional request for each.
    pub(super) fn looks(&mut self, looks: Vec<(ListedBy, Validators)>) {
        for ((url, lister), known) in looks {
            let gateway = self.gateway.clone();
            self.work.push(Box::pin(async move {
                let read = read::article_again(&gateway, &lister, &url, &known);
                let look = traces::try_within(traces::article(&url), read).await;
                Gathered::Look(url, look)
            }));
        }
    }

    pub(super) const fn sections_left(&self) -> usize {
        self.sections_left
    }

    /// All sections are in: another feed's may be asked for, and the time for articles begins.
    pub(super) fn end_sections(&mut self) {
        self.sections_permit = None;
        let gathering = plan::gathering(self.feed_state.spec.interval);
        self.end_at = self.end_at.min(Instant::now() + gathering);
    }

    /// Whether every article of the plan was asked for.
    pub(super) fn all_asked(&self) -> bool {
        self.queue.is_empty()
    }

    /// Waits for what comes in next. [`Gathered::TimeToShow`] comes only when there is something to show (`may_show`).
    pub(super) async fn next(&mut self, may_show: bool) -> Gathered {
        loop {
            while self.articles_permit.is_some()
                && self.articles_asked < ARTICLES_AT_ONCE
                && let Some(article) = self.queue.pop_front()
            {
                self.work.push(self.article(article));
                self.articles_asked += 1;
            }
            if self.work.is_empty() && self.queue.is_empty() {
                return Gathered::All;
            }
            let awaits_permit = self.articles_permit.is_none() && !self.queue.is_empty();
            tokio::select! {
                biased;
                Some(gathered) = self.work.next() => {
                    match gathered {
                        Gathered::Section(..) => self.sections_left -= 1,
                        Gathered::Article(..) => self.articles_asked -= 1,
                        Gathered::Look(..) | Gathered::TimeToShow | Gathered::TimeIsUp(_) | Gathered::All => {}
                    }
                    return gathered;
                }
                permit = &mut self.awaited_permit, if awaits_permit => {
                    self.articles_permit = Some(permit);
                }
                () = sleep_until(self.show_at), if may_show => {
                    self.show_at = Instant::now() + GROW_EVERY;
                    return Gathered::TimeToShow;
                }
                () = sleep_until(self.end_at) => {
                    return Gathered::TimeIsUp(self.articles_asked + self.queue.len());
                }
            }
        }
    }

    fn section(&self, ask: SectionAsk) -> BoxFuture<'static, Gathered> {
        let (gateway, spec) = (self.gateway.clone(), self.feed_state.spec.clone());
        let urgency = Urgency::section(self.feed_state.reader());
        Box::pin(async move {
            let SectionAsk {
                section,
                known,
                choice,
            } = ask;
            let span = traces::section(&section.url);
            let read = read::section(&gateway, &spec, &section, known, choice, urgency, false);
            let answer = traces::try_within(span, read).await;
            Gathered::Section(section, answer)
        })
    }

    fn article(&self, (url, lister): ListedBy) -> BoxFuture<'static, Gathered> {
        let (gateway, spec) = (self.gateway.clone(), self.feed_state.spec.clone());
        let urgency = Urgency::article(self.feed_state.reader());
        Box::pin(async move {
            let answer = loop {
                let read = read::article(&gateway, (&spec, &lister), &url, urgency.clone());
                let answer = traces::try_within(traces::article(&url), read).await;
                let pause = answer
                    .as_ref()
                    .err()
                    .and_then(|error| error.asked_to_wait());
                match pause {
                    // The host asked for the pause; the time limit of the refresh bounds all pauses together.
                    Some(pause) if pause <= PATIENCE => tokio::time::sleep(pause).await,
                    _ => break answer,
                }
            };
            Gathered::Article(url, answer)
        })
    }
}
