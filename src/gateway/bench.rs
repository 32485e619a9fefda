//! The bench: work for the CPU, off the runtime's threads, no more at once than there are CPUs.
//!
//! Parsing a page, rendering and compressing a feed take many times the page's size in memory while they last. A
//! thousand feeds that come due together would take it a thousand times over, and none would be done the sooner.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

/// As many places as there are CPUs.
#[derive(Debug)]
pub(super) struct Bench(Arc<Semaphore>);

impl Default for Bench {
    fn default() -> Self {
        let cpus = std::thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(cpus.max(2))))
    }
}

impl Bench {
    /// Does `work` when there is a place for it. It is done to its end, whether or not anyone waits.
    ///
    /// # Errors
    /// When it panicked.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let places = self.0.clone();
        // A task of its own waits for the place: a pass that waits for something else meanwhile must not be given one
        // that it does not take, or nobody would get on.
        let done = tokio::spawn(async move {
            let _place = places.acquire_owned().await;
            // Until its thread is free again, or the next work would take one more, with a heap of its own.
            spawn_blocking(work).await
        });
        done.await?
    }
}
