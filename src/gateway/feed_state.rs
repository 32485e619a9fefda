//! The state of one feed: its specification, what is remembered of it between refreshes, and its refresh run.
//!
//! Single-flight: a feed has one refresh run at a time. A request that comes during a run joins it. The run is a task of
//! its own, so a request that leaves does not stop it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Release},
};
use std::time::Duration;

use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::watch;
use url::Url;

use super::failure::{Cause, Failure};
use super::report::{RefreshReport, RefreshResult};
use crate::cache::CacheEntry;
use crate::clock::{ClockReading, Steady, backoff};
use crate::config::FeedSpec;
use crate::extract::list::Choice;
use crate::model::Validators;

/// The state of one feed under one `feeds.toml`.
#[derive(Debug)]
pub(super) struct FeedState {
    pub(super) spec: Arc<FeedSpec>,
    /// Differs from the edition of the same feed under another `feeds.toml`.
    pub(super) edition: [u8; 32],
    /// Held while the feed is restored from the store outside a refresh run.
    pub(super) restoring: tokio::sync::Mutex<()>,
    /// Whether a reader waits for the current run and has nothing to read meanwhile.
    reader: watch::Sender<bool>,
    run: Mutex<Option<watch::Receiver<Stage>>>,
    /// Changes only while `run` is locked.
    runs_ended: AtomicU64,
    memory: Mutex<FeedMemory>,
}

/// How far a refresh run has come.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Nothing to show yet.
    Working,
    /// Something to serve while the refresh goes on: the entry of before, or what is ready so far.
    Ready { entry: Arc<CacheEntry>, held: bool },
    /// The run is over.
    Ended(Ended),
}

/// How a refresh ended: with the entry in the cache, or why it failed. `None`: the feed is as the store has it, and no entry
/// is in the cache.
pub(super) type Ended = Result<Option<Arc<CacheEntry>>, Arc<Failure>>;

/// What is remembered of a feed between refresh runs. Section URLs come from feeds.toml, so the maps are bounded.
#[derive(Debug, Default)]
pub(super) struct FeedMemory {
    /// Each section as it was last read. Boxed, since a map has room for three sections where most feeds have one.
    pub(super) sections: HashMap<Url, Box<SectionMemory>>,
    /// Where each section's list was found.
    pub(super) choices: HashMap<Url, Choice>,
    /// How many items each section listed at its last readings.
    pub(super) counts: HashMap<Url, Vec<usize>>,
    /// Sections whose failures are in the log, with their causes.
    pub(super) troubled: HashMap<Url, Cause>,
    /// What the next refresh run is to do beyond the usual.
    pub(super) orders: Orders,
    /// What the last refresh run did.
    pub(super) last: Option<Arc<RefreshReport>>,
    /// Of the last good refresh run.
    pub(super) times: Option<Times>,
    /// How many refresh runs ended in which way.
    pub(super) results: BTreeMap<RefreshResult, u64>,
    /// Articles that could not be read, by URL. Only articles that are listed now are here.
    pub(super) unread: HashMap<Url, Unread>,
    /// Articles read and articles wanted in the current refresh run.
    pub(super) progress: (usize, usize),
    /// [`super::Gateway::withdrawals`] when the feed was last made.
    pub(super) withdrawals: u64,
    /// While every section is as it was, no article is to be asked for before this.
    pub(super) quiet_until: Option<Steady>,
    /// The store has no snapshot of the feed.
    pub(super) is_not_stored: bool,
    /// The cached entry was made under other terms and stated anew. No refresh run has replaced it since.
    pub(super) restated: bool,
    /// The log says that the origin has lost most of its articles.
    pub(super) loss_is_logged: bool,
    /// How many of the listed articles the filter has left out of the feed.
    pub(super) filtered: usize,
    /// Of what replicas publish: how far this one has followed.
    pub(super) numbers: FeedNumbers,
    /// The generation of this replica's turn to refresh the feed.
    pub(super) turn: Option<i64>,
    failing: Option<FailureStreak>,
}

/// The numbers of a feed's last refresh that is known here. 0 is none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FeedNumbers {
    /// Of the snapshot that the cached entry shows.
    pub(super) content: i64,
    /// Of any refresh.
    pub(super) refresh: i64,
}

/// When a feed changed, was last made or found unchanged, and until when it is fresh.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) changed_at: Timestamp,
    pub(super) refreshed_at: ClockReading,
    pub(super) fresh_until: Steady,
}

/// What an operator or a request for a refresh wants of the next refresh run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Orders {
    /// To ask the origin, however fresh the snapshot is.
    pub(super) refresh: bool,
    /// Also when another replica has just asked, or the origin is left alone: an operator wants it.
    pub(super) insisted: bool,
    /// To believe what the pages list.
    pub(super) accept: bool,
}

impl Orders {
    /// What is wanted, which is done with that.
    pub(super) fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

/// A section as it was last read; what it listed is in [`super::teaser_cache`].
#[derive(Debug, Clone)]
pub(super) struct SectionMemory {
    pub(super) validators: Validators,
    pub(super) items: usize,
}

/// An article that could not be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unread {
    pub(super) attempts: u32,
    pub(super) retry_at: Steady,
}

/// Refresh runs that failed one after the other.
#[derive(Debug, Clone)]
struct FailureStreak {
    failure: Arc<Failure>,
    since: Timestamp,
    failures: u32,
    retry_at: Steady,
}

/// How many readings of a section are remembered, to tell how long it usually is.
const READINGS: usize = 5;
/// Before the second attempt after a failure; doubles with each further one.
const FIRST_BACKOFF: Duration = Duration::from_secs(15);
/// An origin's `Retry-After` is honoured up to here.
const LONGEST_BACKOFF: Duration = Duration::from_secs(6 * 3600);

impl FeedState {
    pub(super) fn new(spec: Arc<FeedSpec>, edition: [u8; 32]) -> Self {
        Self {
            spec,
            edition,
            reader: watch::Sender::new(false),
            run: Mutex::default(),
            runs_ended: AtomicU64::new(0),
            memory: Mutex::default(),
            restoring: tokio::sync::Mutex::default(),
        }
    }

    /// Copies from `before`, the state of the same feed under the last `feeds.toml`, what still holds.
    pub(super) fn inherit(&self, before: &Self) {
        let (ours, theirs) = (&self.spec, &before.spec);
        let reads_alike = (ours.kind, ours.pages, &ours.select, &ours.tracking)
            == (theirs.kind, theirs.pages, &theirs.select, &theirs.tracking)
            && ours.publisher.language == theirs.publisher.language
            && ours.publisher.zone == theirs.publisher.zone;
        let (mut memory, known) = (self.memory(), before.memory());
        memory.last.clone_from(&known.last);
        memory.results.clone_from(&known.results);
        if !reads_alike {
            return;
        }
        for section in &ours.sections {
            let url = &section.url;
            if let Some(section) = known.sections.get(url) {
                memory.sections.insert(url.clone(), section.clone());
            }
            if let Some(counts) = known.counts.get(url) {
                memory.counts.insert(url.clone(), counts.clone());
            }
            if let Some(choice) = known.choices.get(url) {
                memory.choices.insert(url.clone(), choice.clone());
            }
        }
        memory.unread.clone_from(&known.unread);
        if ours.sections == theirs.sections {
            memory.failing.clone_from(&known.failing);
        }
    }

    /// How many refresh runs have ended. Read it before you look into the cache, and give it to [`Self::join_or_start`].
    pub(super) fn runs_ended(&self) -> u64 {
        self.runs_ended.load(Acquire)
    }

    /// Joins the current run, or starts one with `start`.
    ///
    /// `reader` says that a reader waits for the run and has nothing to read meanwhile.
    ///
    /// `None` when a run has ended since `runs_ended` was read: its entry is in the cache by now, and a second run would
    /// ask the origin twice for the same page.
    pub(super) fn join_or_start(
        &self,
        runs_ended: u64,
        reader: bool,
        start: impl FnOnce(watch::Sender<Stage>),
    ) -> Option<watch::Receiver<Stage>> {
        let mut run = self.run.lock();
        if run.is_none() && self.runs_ended() != runs_ended {
            return None;
        }
        if reader {
            self.reader.send_replace(true);
        }
        if let Some(stage) = &*run {
            return Some(stage.clone());
        }
        let (sender, receiver) = watch::channel(Stage::Working);
        *run = Some(receiver.clone());
        start(sender);
        Some(receiver)
    }

    /// Ends the current run. Its entry is in the cache by then.
    pub(super) fn end_run(&self) {
        let mut run = self.run.lock();
        *run = None;
        self.reader.send_replace(false);
        self.runs_ended.fetch_add(1, Release);
    }

    /// Whether a reader waits for the current run; it may change during the run.
    pub(super) fn reader(&self) -> watch::Receiver<bool> {
        self.reader.subscribe()
    }

    /// What is remembered. Never hold it across an await.
    pub(super) fn memory(&self) -> MutexGuard<'_, FeedMemory> {
        self.memory.lock()
    }
}

/// Before an article that could not be read is tried again; doubles each time, up to a day.
const UNREAD_PAUSE: Duration = Duration::from_secs(10 * 60);
/// Longest pause between two attempts at one article.
const UNREAD_PAUSE_LIMIT: Duration = Duration::from_secs(24 * 3600);

impl Unread {
    /// An article that could not be read for the `attempts`-th time at `now`.
    pub(super) fn after(attempts: u32, now: Steady) -> Self {
        let pause = backoff(UNREAD_PAUSE, attempts, UNREAD_PAUSE_LIMIT);
        Self {
            attempts,
            retry_at: now.after(pause),
        }
    }
}

impl FeedMemory {
    /// The failure after which the origin is left alone at `now`, and until when.
    pub(super) fn held_off(&self, now: Steady) -> Option<(Arc<Failure>, Steady)> {
        self.failing
            .as_ref()
            .filter(|streak| now < streak.retry_at)
            .map(|streak| (streak.failure.clone(), streak.retry_at))
    }

    /// When the origin may be asked again, if the last attempt failed.
    pub(super) fn retry_at(&self) -> Option<Steady> {
        self.failing.as_ref().map(|streak| streak.retry_at)
    }

    /// When the origin may be asked again, and whether the cached entry was stated anew and is to be refreshed.
    pub(super) fn standing(&self) -> (Option<Steady>, bool) {
        (self.retry_at(), self.restated)
    }

    /// Asks for every section in full the next time.
    pub(super) fn forget_pages(&mut self) {
        self.sections.clear();
        self.quiet_until = None;
    }

    /// Remembers a section as it was read. `accept`: what it usually listed no longer counts.
    pub(super) fn section_is_read(
        &mut self,
        url: &Url,
        memory: SectionMemory,
        choice: Option<Choice>,
        accept: bool,
    ) {
        let counts = self.counts.entry(url.clone()).or_default();
        if accept {
            counts.clear();
        }
        counts.push(memory.items);
        if counts.len() > READINGS {
            counts.remove(0);
        }
        if let Some(choice) = choice {
            self.choices.insert(url.clone(), choice);
        }
        self.sections.insert(url.clone(), Box::new(memory));
    }

    /// Remembers what a refresh leaves: until when nothing is to be done, and the unread articles of those `listed`.
    pub(super) fn end(&mut self, quiet_until: Option<Steady>, listed: &HashSet<Url>) {
        self.quiet_until = quiet_until;
        self.unread.retain(|url, _| listed.contains(url));
    }

    /// An item is too old for the feed at `at`, so the feed is quiet until then at the most.
    pub(super) fn expires_at(&mut self, at: Steady) {
        self.quiet_until = self.quiet_until.map(|until| until.min(at));
    }

    /// The article at `url` was found there.
    pub(super) fn article_is_there(&mut self, url: &Url) {
        self.unread.remove(url);
        self.loss_is_logged = false;
    }

    /// The article at `url` could not be read at `now`. The pause before the next attempt grows each time.
    pub(super) fn put_off(&mut self, url: Url, now: Steady) {
        let attempts = self.unread.get(&url).map_or(0, |unread| unread.attempts) + 1;
        self.unread.insert(url, Unread::after(attempts, now));
    }

    /// The cause of the failure, if the last refresh failed.
    pub(super) fn failing_by(&self) -> Option<Cause> {
        self.failing.as_ref().map(|streak| streak.failure.cause)
    }

    /// Since when refreshes have failed, if the last one did.
    pub(super) fn failing_since(&self) -> Option<Timestamp> {
        self.failing.as_ref().map(|streak| streak.since)
    }

    /// Records how a refresh ended, and when to try again if it failed.
    pub(super) fn ended(
        &mut self,
        report: RefreshReport,
        failure: Option<&Arc<Failure>>,
        interval: Duration,
        now: ClockReading,
    ) {
        *self.results.entry(report.outcome).or_default() += 1;
        self.last = Some(Arc::new(report));
        match failure {
            None => self.failing = None,
            Some(failure) => self.failed(failure.clone(), interval, now),
        }
    }

    /// Another replica has found the feed well; `is_content`: and changed.
    pub(super) fn refreshed_elsewhere(&mut self, is_content: bool) {
        self.failing = None;
        self.is_not_stored = false;
        if is_content {
            // What was read here before says nothing of what the feed shows now.
            self.forget_pages();
        }
    }

    /// The origin failed another replica, and is left alone for `wait` from `now`.
    pub(super) fn hold_off(&mut self, failure: Arc<Failure>, now: ClockReading, wait: Duration) {
        let before = self.failing.take();
        self.failing = Some(FailureStreak {
            failure,
            since: before.as_ref().map_or(now.wall, |streak| streak.since),
            failures: before.map_or(1, |streak| streak.failures),
            retry_at: now.steady.after(wait),
        });
    }

    fn failed(&mut self, failure: Arc<Failure>, interval: Duration, now: ClockReading) {
        let before = self.failing.take();
        let failures = before.as_ref().map_or(0, |streak| streak.failures) + 1;
        let backoff = backoff(FIRST_BACKOFF, failures, interval.max(FIRST_BACKOFF));
        let wait = failure
            .retry_after
            .map_or(backoff, |asked| asked.max(backoff))
            .min(LONGEST_BACKOFF);
        self.failing = Some(FailureStreak {
            failure,
            since: before.map_or(now.wall, |streak| streak.since),
            failures,
            retry_at: now.steady.after(wait),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, ManualClock};

    const HOUR: Duration = Duration::from_secs(3600);

    fn failure(reason: &str, retry_after: Option<Duration>) -> Arc<Failure> {
        Arc::new(Failure {
            cause: Cause::Origin,
            timed_out: false,
            reason: reason.into(),
            retry_after,
        })
    }

    fn wait(memory: &FeedMemory, now: ClockReading) -> i64 {
        let retry_at = memory.retry_at().expect("a failure");
        now.steady.seconds_until(retry_at)
    }

    /// An origin in trouble must be left alone for longer each time, and not for ever.
    #[test]
    fn backoff_doubles_up_to_the_interval() {
        let now = ManualClock::at(Timestamp::UNIX_EPOCH).reading();
        let mut memory = FeedMemory::default();
        let mut waits = Vec::new();
        for _ in 0..12 {
            memory.failed(failure("down", None), HOUR, now);
            waits.push(wait(&memory, now));
        }
        assert_eq!(waits[..4], [15, 30, 60, 120]);
        assert_eq!(waits[11], 3600);
    }

    /// `Retry-After` is the origin's word.
    #[test]
    fn retry_after_is_honoured_and_bounded() {
        let now = ManualClock::at(Timestamp::UNIX_EPOCH).reading();
        let mut memory = FeedMemory::default();
        memory.failed(failure("busy", Some(Duration::from_secs(7200))), HOUR, now);
        assert_eq!(wait(&memory, now), 7200);
        memory.failed(
            failure("busy", Some(Duration::from_secs(1 << 40))),
            HOUR,
            now,
        );
        assert_eq!(wait(&memory, now), 6 * 3600);
    }
}
