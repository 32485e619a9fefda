//! Freshness: may a cached document be served as it is, and what may downstream caches do with it?
//!
//! In: an entry's times and `now`. Out: a verdict and the numbers for the headers. No I/O, no clock.
//! Terms: RFC 9111 §4.2 (fresh, stale), RFC 5861 §3 and §4, RFC 9211 (`ttl`).

use std::time::Duration;

use crate::clock::Steady;

/// How a document came to the reader, for `Cache-Status` and `Cache-Control`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheAge {
    /// Hit, stale or miss.
    pub state: CacheState,
    /// Seconds until it is stale; negative once it is.
    pub ttl_seconds: i64,
    /// For how long a downstream cache need not ask: until the next refresh.
    pub max_age_seconds: u64,
    /// For how long after that it may serve what it has while it asks.
    pub stale_while_revalidate_seconds: u64,
}

/// What the cache had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheState {
    /// A fresh document.
    Hit,
    /// A stale document; a refresh is under way or held back.
    Stale,
    /// Nothing: this request waited for the refresh that made it.
    Miss,
}

/// The least a downstream cache is asked to wait, so that a stale feed is not polled in a loop.
const SHORTEST_WAIT: Duration = Duration::from_secs(5);

/// The age at `now` of an entry that is fresh until `fresh_until`.
///
/// `retry_at` is when the origin may be asked again, when an attempt has failed.
pub fn age(
    fresh_until: Steady,
    interval: Duration,
    retry_at: Option<Steady>,
    missed: bool,
    now: Steady,
) -> CacheAge {
    let ttl_seconds = now.seconds_until(fresh_until);
    let state = match (missed, ttl_seconds > 0) {
        (true, _) => CacheState::Miss,
        (false, true) => CacheState::Hit,
        (false, false) => CacheState::Stale,
    };
    let wait = match (state, retry_at) {
        (CacheState::Stale, Some(retry_at)) => now.seconds_until(retry_at),
        (CacheState::Stale, None) | (CacheState::Miss | CacheState::Hit, _) => ttl_seconds,
    };
    let max_age_seconds = u64::try_from(wait)
        .unwrap_or(0)
        .max(SHORTEST_WAIT.as_secs())
        .min(longest(interval));
    CacheAge {
        state,
        ttl_seconds,
        max_age_seconds,
        stale_while_revalidate_seconds: longest(interval),
    }
}

/// Whether an entry that is fresh until `fresh_until` may be served without a refresh.
pub fn is_fresh(fresh_until: Steady, now: Steady) -> bool {
    now < fresh_until
}

/// How long an entry stays fresh whose content last changed `quiet` before it was refreshed: `interval`, or longer,
/// up to `max_interval`, the longer nothing has changed.
pub fn life(interval: Duration, max_interval: Duration, quiet: Duration) -> Duration {
    // A tenth: news after a quiet day is found within a tenth of a day.
    (quiet / 10).clamp(interval, max_interval.max(interval))
}

fn longest(interval: Duration) -> u64 {
    interval.as_secs().max(SHORTEST_WAIT.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN_MINUTES: Duration = Duration::from_secs(600);

    fn at(second: u64) -> Steady {
        Steady::at(Duration::from_secs(second))
    }

    /// An aggregator that trusts max-age must come back when there is something new, not before.
    #[test]
    fn a_fresh_document_says_how_long_it_stays_so() {
        let age = age(at(600), TEN_MINUTES, None, false, at(188));
        assert_eq!(
            (age.state, age.ttl_seconds, age.max_age_seconds),
            (CacheState::Hit, 412, 412)
        );
    }

    /// A stale document is not polled in a loop, and an origin in trouble sets the pace.
    #[test]
    fn a_stale_document_says_when_to_come_back() {
        let fresh_until = at(600);
        assert!(!is_fresh(fresh_until, at(600)));
        let refreshing = age(fresh_until, TEN_MINUTES, None, false, at(630));
        assert_eq!(
            (
                refreshing.state,
                refreshing.ttl_seconds,
                refreshing.max_age_seconds
            ),
            (CacheState::Stale, -30, 5)
        );
        let failing = age(fresh_until, TEN_MINUTES, Some(at(700)), false, at(630));
        assert_eq!(failing.max_age_seconds, 70);
    }

    /// A section that changes twice a week is not worth a request every ten minutes; one that does must not wait.
    #[test]
    fn a_quiet_section_is_asked_less_often() {
        let hour = Duration::from_secs(3600);
        for (quiet, minutes) in [(0, 10), (1, 10), (5, 30), (12, 72), (24, 120), (999, 120)] {
            let life = life(TEN_MINUTES, 2 * hour, quiet * hour);
            assert_eq!(life.as_secs(), minutes * 60, "{quiet} h");
        }
        assert_eq!(life(TEN_MINUTES, TEN_MINUTES, 99 * hour), TEN_MINUTES);
    }

    /// max-age never exceeds the interval, whatever an origin's Retry-After says.
    #[test]
    fn max_age_is_bounded_by_the_interval() {
        let age = age(at(600), TEN_MINUTES, Some(at(90_000)), false, at(700));
        assert_eq!(age.max_age_seconds, 600);
    }
}
