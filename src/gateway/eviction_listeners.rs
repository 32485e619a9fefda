//! Listeners to the cache: they are called with each feed whose entry leaves the cache or is replaced.

use std::fmt;

use parking_lot::Mutex;

use crate::model::FeedId;

/// All listeners, in the order in which they came.
#[derive(Default)]
pub(super) struct EvictionListeners(Mutex<Vec<Listener>>);

type Listener = Box<dyn Fn(&FeedId) + Send + Sync>;

impl EvictionListeners {
    pub(super) fn add(&self, listener: impl Fn(&FeedId) + Send + Sync + 'static) {
        self.0.lock().push(Box::new(listener));
    }

    /// The cache no longer holds the entry that it held of `feed`.
    pub(super) fn evicted(&self, feed: &FeedId) {
        let listeners = self.0.lock();
        listeners.iter().for_each(|listener| listener(feed));
    }
}

impl fmt::Debug for EvictionListeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EvictionListeners").finish_non_exhaustive()
    }
}
