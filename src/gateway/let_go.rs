//! Who is told when the cache lets go of a feed.

use std::fmt;

use parking_lot::Mutex;

use crate::model::FeedId;

/// Who is told of each feed whose entry the cache no longer holds.
#[derive(Default)]
pub(super) struct LetGo(pub(super) Mutex<Vec<Listener>>);

type Listener = Box<dyn Fn(&FeedId) + Send + Sync>;

impl LetGo {
    pub(super) fn tell(&self, feed: &FeedId) {
        let listeners = self.0.lock();
        listeners.iter().for_each(|listener| listener(feed));
    }
}

impl fmt::Debug for LetGo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LetGo").finish_non_exhaustive()
    }
}
