//! The robots.txt files that were read, one per scheme, host and port.
//!
//! In: an origin, and how to fetch its file. Out: the file's rules, or that they are unknown (RFC 9309 §2.3.1.4).
//! One caller at a time fetches a file; the others wait for it. A file is good for as long as its answer says, within
//! [`MIN_AGE`] and [`MAX_AGE`] (§2.4). While it cannot be fetched again, the last good copy holds; without a copy every
//! page of the origin is forbidden.

use std::sync::Arc;
use std::time::Duration;

use moka::Entry;
use moka::future::Cache;
use moka::ops::compute::{CompResult, Op};
use moka::policy::EvictionPolicy;
use tokio::time::Instant;

use super::robots::Robots;
use crate::clock::backoff;

const MIN_AGE: Duration = Duration::from_secs(10 * 60);
const MAX_AGE: Duration = Duration::from_secs(24 * 3600);
/// Without a `max-age`: a publisher who forbids byline in the morning is obeyed by noon.
const DEFAULT_AGE: Duration = Duration::from_secs(4 * 3600);

const FIRST_BACKOFF: Duration = Duration::from_secs(30);
const MAX_BACKOFF: Duration = Duration::from_secs(3600);

/// Bounds on the cache: pages name the hosts, and one file may have half a megabyte.
const FILES: u32 = 2048;
const BYTES: u32 = 16 << 20;

/// The result of fetching a file.
#[derive(Debug)]
pub(super) enum RobotsFile {
    /// Rules, and the `max-age` of the answer. A 4xx is an empty set of rules.
    Read(Robots, Option<Duration>),
    /// A 5xx, a 429 or no answer.
    Unreachable { reason: String, timed_out: bool },
    /// As all replicas have it: the rules of the last good answer, and what came after.
    Shared {
        rules: Option<Robots>,
        good_for: Duration,
        failures: u32,
        reason: String,
        timed_out: bool,
    },
}

/// How long a file is good for whose answer says `max_age`.
pub(super) fn good_for(max_age: Option<Duration>) -> Duration {
    max_age.unwrap_or(DEFAULT_AGE).clamp(MIN_AGE, MAX_AGE)
}

/// How long a file is not fetched again after so many failures in a row.
pub(super) fn pause(failures: u32) -> Duration {
    backoff(FIRST_BACKOFF, failures, MAX_BACKOFF)
}

/// The file cannot be fetched, and there is no earlier copy.
#[derive(Debug, Clone)]
pub(super) struct UnknownRules {
    pub(super) reason: String,
    pub(super) retry_after: Duration,
    pub(super) timed_out: bool,
}

#[derive(Debug)]
pub(super) struct RobotsCache {
    records: Cache<String, Arc<RobotsRecord>>,
}

/// A file that was fetched, or that could not be.
#[derive(Debug)]
struct RobotsRecord {
    /// Of the last good answer.
    rules: Option<Arc<Robots>>,
    good_until: Instant,
    /// Failures in a row, and the last one.
    failures: u32,
    reason: String,
    timed_out: bool,
}

impl Default for RobotsCache {
    fn default() -> Self {
        let records = Cache::builder()
            .max_capacity(BYTES.into())
            // Each file counts as the mean of a full cache at least, which bounds their number too.
            .weigher(|_, record: &Arc<RobotsRecord>| record.weight_bytes().max(BYTES / FILES))
            // The default policy may refuse a new file, which would then be fetched before each page.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { records }
    }
}

impl RobotsCache {
    /// The rules of `origin`. Calls `fetch` when there are none or they are too old. An `Err` of `fetch` is passed on
    /// and not remembered.
    pub(super) async fn rules<E: Send + Sync + 'static>(
        &self,
        origin: &str,
        fetch: impl AsyncFnOnce() -> Result<RobotsFile, E>,
    ) -> Result<Result<Arc<Robots>, UnknownRules>, E> {
        if let Some(record) = self.records.get(origin).await
            && record.is_good()
        {
            return Ok(record.rules());
        }
        let refresh = async |known: Option<Entry<String, Arc<RobotsRecord>>>| {
            let known = known.map(Entry::into_value);
            if known.as_ref().is_some_and(|known| known.is_good()) {
                return Ok(Op::Nop);
            }
            let file = fetch().await?;
            Ok(Op::Put(Arc::new(RobotsRecord::of(file, known.as_deref()))))
        };
        let entry = self.records.entry_by_ref(origin);
        // Boxed, since the future of every page holds this one and few pages need it.
        Ok(match Box::pin(entry.and_try_compute_with(refresh)).await? {
            CompResult::Inserted(record)
            | CompResult::ReplacedWith(record)
            | CompResult::Unchanged(record)
            | CompResult::Removed(record) => record.value().rules(),
            // `refresh` leaves no origin without a record.
            CompResult::StillNone(_) => Ok(Arc::default()),
        })
    }
}

impl RobotsRecord {
    fn of(file: RobotsFile, before: Option<&Self>) -> Self {
        let now = Instant::now();
        match file {
            RobotsFile::Read(rules, max_age) => Self {
                rules: Some(Arc::new(rules)),
                good_until: now + good_for(max_age),
                failures: 0,
                reason: String::new(),
                timed_out: false,
            },
            RobotsFile::Unreachable { reason, timed_out } => {
                let failures = before.map_or(0, |before| before.failures).saturating_add(1);
                Self {
                    rules: before.and_then(|before| before.rules.clone()),
                    good_until: now + pause(failures),
                    failures,
                    reason,
                    timed_out,
                }
            }
            RobotsFile::Shared {
                rules,
                good_for,
                failures,
                reason,
                timed_out,
            } => Self {
                rules: rules.map(Arc::new),
                good_until: now + good_for.min(MAX_AGE),
                failures,
                reason,
                timed_out,
            },
        }
    }

    fn is_good(&self) -> bool {
        self.good_until > Instant::now()
    }

    fn rules(&self) -> Result<Arc<Robots>, UnknownRules> {
        self.rules.clone().ok_or_else(|| UnknownRules {
            reason: self.reason.clone(),
            retry_after: self.good_until.saturating_duration_since(Instant::now()),
            timed_out: self.timed_out,
        })
    }

    fn weight_bytes(&self) -> u32 {
        let bytes = self.rules.as_ref().map_or(0, |rules| rules.weight_bytes());
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    async fn rules(
        cache: &RobotsCache,
        origin: &str,
        file: RobotsFile,
    ) -> Result<Arc<Robots>, UnknownRules> {
        match cache.rules(origin, async || Ok::<_, ()>(file)).await {
            Ok(rules) => rules,
            Err(()) => unreachable!("fetching does not fail here"),
        }
    }

    fn read(text: &str, max_age: Option<u64>) -> RobotsFile {
        let robots = Robots::parse(text.as_bytes(), &["byline"]);
        RobotsFile::Read(robots, max_age.map(Duration::from_secs))
    }

    fn down() -> RobotsFile {
        RobotsFile::Unreachable {
            reason: "503".into(),
            timed_out: false,
        }
    }

    const CLOSED: &str = "User-agent: *\nDisallow: /\nCrawl-delay: 7";

    async fn delay(cache: &RobotsCache, file: RobotsFile) -> Option<u64> {
        let rules = rules(cache, "http://news.example", file)
            .await
            .expect("rules");
        rules.delay().map(|delay| delay.as_secs())
    }

    /// A file is asked for again after hours, not after each page, and never remembered beyond a day.
    #[tokio::test(start_paused = true)]
    async fn a_file_is_good_for_as_long_as_it_says_within_bounds() {
        for (max_age, good) in [
            (None, DEFAULT_AGE),
            (Some(0), MIN_AGE),
            (Some(7200), Duration::from_secs(7200)),
            (Some(1 << 40), MAX_AGE),
        ] {
            let cache = RobotsCache::default();
            assert_eq!(delay(&cache, read(CLOSED, max_age)).await, Some(7));
            tokio::time::advance(good - Duration::from_secs(1)).await;
            assert_eq!(delay(&cache, read("", None)).await, Some(7), "{max_age:?}");
            tokio::time::advance(Duration::from_secs(2)).await;
            assert_eq!(delay(&cache, read("", None)).await, None, "{max_age:?}");
        }
    }

    /// An outage must neither open what was closed nor, with an earlier copy, close what was open.
    #[tokio::test(start_paused = true)]
    async fn unreachable_is_forbidden_unless_there_is_a_copy() {
        let cache = RobotsCache::default();
        let mut pauses = Vec::new();
        for _ in 0..9 {
            let unknown = rules(&cache, "http://news.example", down())
                .await
                .expect_err("unknown");
            pauses.push(unknown.retry_after.as_secs());
            tokio::time::advance(unknown.retry_after).await;
        }
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(delay(&cache, read(CLOSED, None)).await, Some(7));
        tokio::time::advance(DEFAULT_AGE * 2).await;
        assert_eq!(delay(&cache, down()).await, Some(7));
    }

    /// A feed of thirty new articles asks for one robots.txt.
    #[tokio::test(start_paused = true)]
    async fn a_file_is_fetched_once_however_many_wait() {
        let (cache, asked) = (
            Arc::new(RobotsCache::default()),
            Arc::new(AtomicUsize::new(0)),
        );
        let tasks: Vec<_> = (0..30)
            .map(|_| {
                let (cache, asked) = (Arc::clone(&cache), Arc::clone(&asked));
                tokio::spawn(async move {
                    let fetch = async || {
                        asked.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        Ok::<_, ()>(read("", None))
                    };
                    cache.rules("http://news.example", fetch).await.is_ok()
                })
            })
            .collect();
        for task in tasks {
            assert!(task.await.expect("no panic"));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    /// Hosts come from pages: neither their number nor the size of their files fills memory.
    #[tokio::test(start_paused = true)]
    async fn the_cache_is_bounded() {
        let cache = RobotsCache::default();
        for n in 0..FILES + 10 {
            let _ = rules(&cache, &format!("http://h{n}.example"), read("", None)).await;
        }
        cache.records.run_pending_tasks().await;
        assert!(cache.records.entry_count() <= FILES.into());
        let large = format!("User-agent: *\n{}", "Disallow: /abcdefghi\n".repeat(20_000));
        for n in 0..30 {
            let _ = rules(&cache, &format!("http://l{n}.example"), read(&large, None)).await;
        }
        cache.records.run_pending_tasks().await;
        let bytes: u32 = cache.records.iter().map(|(_, r)| r.weight_bytes()).sum();
        assert!(bytes <= BYTES, "{bytes}");
        assert!(cache.records.contains_key("http://l29.example"));
    }
}
