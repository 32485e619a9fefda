//! The robots.txt files that were read, one per scheme, host and port, each fetched by one caller at a time.
//!
//! In: an origin, and how to fetch its file. Out: its rules, or that nobody knows them (RFC 9309 §2.3.1.4).
//! Good for as long as the file says, within [`MIN_AGE`] and [`MAX_AGE`] (§2.4). When it cannot be read again,
//! the last good copy stands; without one everything is forbidden until it can.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::robots::Robots;

const MIN_AGE: Duration = Duration::from_secs(10 * 60);
const MAX_AGE: Duration = Duration::from_secs(24 * 3600);
/// When the file says nothing: a publisher who locks up in the morning is obeyed by noon.
const DEFAULT_AGE: Duration = Duration::from_secs(4 * 3600);

const FIRST_RETRY: Duration = Duration::from_secs(30);
const LAST_RETRY: Duration = Duration::from_secs(3600);

/// Bounds on what is kept: hosts come from pages, and so do files of half a megabyte.
const FILES: usize = 2048;
const BYTES: usize = 16 << 20;

/// What fetching a file brought.
#[derive(Debug)]
pub(super) enum File {
    /// Rules, and the `max-age` they came with. A 4xx is rules without rules.
    Read(Robots, Option<Duration>),
    /// A 5xx, 429 or no answer.
    Unreachable { reason: String, timed_out: bool },
}

/// Nobody knows what the file says.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    pub(super) reason: String,
    pub(super) retry_after: Duration,
    pub(super) timed_out: bool,
}

#[derive(Debug, Default)]
pub(super) struct RobotsCache {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

#[derive(Debug)]
struct Slot {
    // Held while fetching: that is what makes it one at a time.
    record: tokio::sync::Mutex<Option<Record>>,
    weight_bytes: AtomicUsize,
    used: Mutex<Instant>,
}

#[derive(Debug)]
struct Record {
    rules: Option<Arc<Robots>>,
    until: Instant,
    unreachable: Option<(String, bool)>,
    failures: u32,
}

impl RobotsCache {
    /// The rules for `origin`; `fetch` is called when they are missing or too old, and its `Err` is passed on
    /// without being remembered.
    pub(super) async fn rules<E, F>(
        &self,
        origin: &str,
        fetch: F,
    ) -> Result<Result<Arc<Robots>, Unknown>, E>
    where
        F: AsyncFnOnce() -> Result<File, E>,
    {
        let slot = self.slot(origin);
        let mut record = slot.record.lock().await;
        if record
            .as_ref()
            .is_none_or(|record| record.until <= Instant::now())
        {
            let file = fetch().await?;
            let before = record.take();
            let fresh = Record::of(file, before);
            let weight = fresh
                .rules
                .as_ref()
                .map_or(256, |rules| rules.weight_bytes());
            slot.weight_bytes.store(weight, Ordering::Relaxed);
            *record = Some(fresh);
        }
        Ok(match record.as_ref() {
            Some(Record {
                rules: Some(rules), ..
            }) => Ok(Arc::clone(rules)),
            Some(Record {
                until, unreachable, ..
            }) => {
                let (reason, timed_out) = unreachable.clone().unwrap_or_default();
                Err(Unknown {
                    reason,
                    timed_out,
                    retry_after: until.saturating_duration_since(Instant::now()),
                })
            }
            // Just set above.
            None => Ok(Arc::default()),
        })
    }

    fn slot(&self, origin: &str) -> Arc<Slot> {
        let now = Instant::now();
        let mut slots = lock(&self.slots);
        if let Some(slot) = slots.get(origin) {
            *lock(&slot.used) = now;
            return Arc::clone(slot);
        }
        let weight: usize = slots
            .values()
            .map(|slot| slot.weight_bytes.load(Ordering::Relaxed))
            .sum();
        if slots.len() >= FILES || weight >= BYTES {
            forget(&mut slots);
        }
        let slot = Arc::new(Slot {
            record: tokio::sync::Mutex::new(None),
            weight_bytes: AtomicUsize::new(256),
            used: Mutex::new(now),
        });
        slots.insert(origin.to_owned(), Arc::clone(&slot));
        slot
    }
}

/// Drops what was not used for longest, down to half of both bounds; what is in use stays.
fn forget(slots: &mut HashMap<String, Arc<Slot>>) {
    let mut idle: Vec<_> = slots
        .iter()
        .filter(|(_, slot)| Arc::strong_count(slot) == 1)
        .map(|(origin, slot)| (*lock(&slot.used), origin.clone()))
        .collect();
    idle.sort();
    let (mut files, mut bytes) = (slots.len(), 0);
    for slot in slots.values() {
        bytes += slot.weight_bytes.load(Ordering::Relaxed);
    }
    for (_, origin) in idle {
        if files <= FILES / 2 && bytes <= BYTES / 2 {
            break;
        }
        if let Some(slot) = slots.remove(&origin) {
            files -= 1;
            bytes -= slot.weight_bytes.load(Ordering::Relaxed).min(bytes);
        }
    }
}

impl Record {
    fn of(file: File, before: Option<Self>) -> Self {
        let now = Instant::now();
        match file {
            File::Read(rules, max_age) => Self {
                rules: Some(Arc::new(rules)),
                until: now + max_age.unwrap_or(DEFAULT_AGE).clamp(MIN_AGE, MAX_AGE),
                unreachable: None,
                failures: 0,
            },
            File::Unreachable { reason, timed_out } => {
                let (rules, failures) = before.map_or((None, 0), |b| (b.rules, b.failures));
                let pause = FIRST_RETRY * 2_u32.pow(failures.min(7));
                Self {
                    rules,
                    until: now + pause.min(LAST_RETRY),
                    unreachable: Some((reason, timed_out)),
                    failures: failures.saturating_add(1),
                }
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn rules(cache: &RobotsCache, origin: &str, file: File) -> Result<Arc<Robots>, Unknown> {
        match cache.rules(origin, async || Ok::<_, ()>(file)).await {
            Ok(rules) => rules,
            Err(()) => unreachable!("fetching does not fail here"),
        }
    }

    fn read(text: &str, max_age: Option<u64>) -> File {
        let robots = Robots::parse(text.as_bytes(), &["byline"]);
        File::Read(robots, max_age.map(Duration::from_secs))
    }

    fn down() -> File {
        File::Unreachable {
            reason: "503".into(),
            timed_out: false,
        }
    }

    const CLOSED: &str = "User-agent: *\nDisallow: /\nCrawl-delay: 7";

    async fn delay(cache: &RobotsCache, file: File) -> Option<u64> {
        let rules = rules(cache, "http://news.example", file)
            .await
            .expect("rules");
        rules.delay().map(|delay| delay.as_secs())
    }

    /// A file is asked for again after hours, not after each page, and never kept beyond a day.
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

    /// An outage must neither open what was closed nor, with a copy at hand, close what was open.
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
    async fn the_shelf_is_bounded() {
        let cache = RobotsCache::default();
        for n in 0..FILES + 10 {
            let _ = rules(&cache, &format!("http://h{n}.example"), read("", None)).await;
        }
        assert!(lock(&cache.slots).len() <= FILES);
        let large = format!("User-agent: *\n{}", "Disallow: /abcdefghi\n".repeat(20_000));
        for n in 0..30 {
            let _ = rules(&cache, &format!("http://l{n}.example"), read(&large, None)).await;
        }
        let bytes: usize = lock(&cache.slots)
            .values()
            .map(|s| s.weight_bytes.load(Ordering::Relaxed))
            .sum();
        assert!(bytes < BYTES + (2 << 20), "{bytes}");
        assert!(lock(&cache.slots).contains_key("http://l29.example"));
    }
}
