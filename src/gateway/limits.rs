//! Limits: how much may be under way at once, in all and for each key.
//!
//! A [`Limit`] has a number of permits in all, and a share of them for each key, such as a host or a publisher.
//! One key never holds more than its share, so that one slow origin leaves room for the others.

use parking_lot::Mutex;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::model::PublisherId;

/// Permits in all, and a share of them for each key.
#[derive(Debug)]
pub(super) struct Limit<K> {
    all: Arc<Semaphore>,
    share: usize,
    /// The shares of the keys that hold or await a permit.
    shares: Mutex<HashMap<K, Weak<Semaphore>>>,
}

/// Counts against a [`Limit`] until it is dropped.
#[derive(Debug)]
#[must_use = "a permit ends when it is dropped"]
pub(super) struct Permit {
    _of_share: Option<OwnedSemaphorePermit>,
    _of_all: Option<OwnedSemaphorePermit>,
}

impl<K: Eq + Hash> Limit<K> {
    /// `in_all` permits, of which one key holds at most `share`.
    pub(super) fn new(in_all: usize, share: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(in_all)),
            share,
            shares: Mutex::default(),
        }
    }

    /// `share` permits for each key, and no bound in all.
    pub(super) fn each(share: usize) -> Self {
        Self::new(Semaphore::MAX_PERMITS, share)
    }

    /// Waits for a permit; first come, first served.
    ///
    /// The share comes first: a caller that waits for its own share takes no other key's permit.
    pub(super) async fn permit<Q>(&self, key: &Q) -> Permit
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let share = self.share_of(key);
        Permit {
            _of_share: share.acquire_owned().await.ok(),
            _of_all: self.all.clone().acquire_owned().await.ok(),
        }
    }

    fn share_of<Q>(&self, key: &Q) -> Arc<Semaphore>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let mut shares = self.shares.lock();
        if let Some(share) = shares.get(key).and_then(Weak::upgrade) {
            return share;
        }
        shares.retain(|_, share| share.strong_count() > 0);
        let share = Arc::new(Semaphore::new(self.share));
        shares.insert(key.to_owned(), Arc::downgrade(&share));
        share
    }
}

/// How many refreshes may be under way at once, and how many articles they read.
#[derive(Debug)]
pub(super) struct RefreshLimits {
    /// Refreshes that read their sections, in all and for each host of a first section.
    pub(super) sections: Limit<String>,
    /// The same for feeds that a reader waits for.
    pub(super) sections_for_readers: Limit<String>,
    /// Refreshes that gather articles, likewise.
    pub(super) gathering: Limit<String>,
    /// Articles that are fetched and read, for each publisher.
    pub(super) articles: Limit<PublisherId>,
}

/// Refreshes at once. A refresh holds what it has gathered in memory until it is over, and the articles of a thousand feeds
/// do not come sooner when all are asked for together.
const REFRESHES: usize = 256;
/// Refreshes at once of feeds whose first section is on one host. One slow host leaves room for the others.
const REFRESHES_PER_HOST: usize = 32;
/// Articles of one publisher that are fetched and read at once: a bound on what its pages take in memory.
const ARTICLES_PER_PUBLISHER: usize = 24;

impl Default for RefreshLimits {
    fn default() -> Self {
        Self {
            sections: Limit::new(REFRESHES, REFRESHES_PER_HOST),
            sections_for_readers: Limit::new(REFRESHES, REFRESHES_PER_HOST),
            gathering: Limit::new(REFRESHES, REFRESHES_PER_HOST),
            articles: Limit::each(ARTICLES_PER_PUBLISHER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A host whose refreshes hang must not keep other hosts' feeds from being refreshed.
    #[test]
    fn one_key_takes_its_own_share_only() {
        let limit: Limit<String> = Limit::new(8, 3);
        let hanging = limit.share_of("slow.example");
        let held: Vec<_> =
            std::iter::from_fn(|| hanging.clone().try_acquire_owned().ok()).collect();
        assert_eq!(held.len(), 3);
        assert!(limit.share_of("slow.example").try_acquire().is_err());
        assert!(limit.share_of("news.example").try_acquire().is_ok());
    }
}
