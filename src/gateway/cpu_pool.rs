//! The CPU pool: parsing, rendering and compressing, off the runtime's threads.
//!
//! In: a piece of work and for whom it is done ([`For`]). Out: its result, or that it panicked. Work is done to its
//! end, whether or not its caller still waits.
//!
//! *Refreshes.* A piece of work takes many times a page's size in memory, so only a few run at once: one more than there
//! are CPUs. One publisher has at most as many as there are CPUs, so a publisher whose pages take long leaves a thread to
//! the others.
//!
//! *Readers.* Work that a reader or a takedown waits for has threads of its own and never queues behind a refresh.
//!
//! The threads for refreshes are started once. Each thread has its own part of the heap, where lasting results lie among
//! freed memory. On the dozen threads of the runtime's blocking pool the same feeds take a third more memory.
//!
//! The threads for refreshes have a lower priority than those that answer readers. Priority alone is not enough: a thread
//! that has a CPU keeps it until the system's clock ticks, 4 ms on many systems. So long work yields between its pieces:
//! chunks of a page, steps of finding its list, documents, and blocks of them while they are compressed.

use std::future::pending;
use std::sync::Arc;
use std::thread;

use rayon_core::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::limits::Limit;
use crate::model::PublisherId;

/// Threads for work that takes CPU time.
#[derive(Debug)]
pub(super) struct CpuPool {
    refreshes: Arc<Limit<PublisherId>>,
    /// The threads for refreshes; `None` when the system gives none.
    refresh_threads: Option<Arc<ThreadPool>>,
    readers: Arc<Semaphore>,
}

/// For whom work is done.
#[derive(Debug, Clone, Copy)]
pub(super) enum For<'a> {
    /// A reader or an operator waits for it.
    Readers,
    /// A refresh of a feed of this publisher.
    Refresh(&'a PublisherId),
}

/// The work panicked; its message is in the log.
#[derive(Debug)]
pub(super) struct Panicked;

/// How many CPUs this machine has; at least two.
fn cpus() -> usize {
    thread::available_parallelism()
        .map_or(1, usize::from)
        .max(2)
}

impl Default for CpuPool {
    fn default() -> Self {
        let cpus = cpus();
        let refresh_threads = ThreadPoolBuilder::new()
            .num_threads(cpus + 1)
            .thread_name(|_| "refresh".into())
            .start_handler(|_| step_back())
            .build()
            .inspect_err(
                |error| tracing::error!(%error, "the threads to read pages cannot be started"),
            );
        Self {
            refreshes: Arc::new(Limit::new(cpus + 1, cpus)),
            refresh_threads: refresh_threads.ok().map(Arc::new),
            readers: Arc::new(Semaphore::new(cpus)),
        }
    }
}

impl CpuPool {
    /// Does `work` once there is a thread for it.
    ///
    /// # Errors
    /// When it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        whom: For<'_>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        // A task of its own waits for the permit. A refresh that waits for something else meanwhile must not get a permit
        // that it does not use.
        let done = match whom {
            For::Readers => {
                let readers = self.readers.clone();
                tokio::spawn(async move {
                    let _permit = readers.acquire_owned().await;
                    spawn_blocking(work).await
                })
            }
            For::Refresh(publisher) => {
                let (limit, threads) = (self.refreshes.clone(), self.refresh_threads.clone());
                let publisher = publisher.clone();
                tokio::spawn(async move {
                    let _permit = limit.permit(&publisher).await;
                    // A thread waits, not only a task: tests that pause the runtime's clock must see it busy.
                    let work = move || match threads {
                        Some(threads) => threads.install(work),
                        None => work(),
                    };
                    spawn_blocking(work).await
                })
            }
        };
        let error = match done.await.flatten() {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        if error.is_cancelled() {
            // Only when the runtime ends, and then nobody waits for it.
            pending::<()>().await;
        }
        Err(Panicked)
    }
}

/// Lowers the priority of a thread for refreshes, so that a thread that answers readers gets ten times the CPU time
/// where both want it.
#[cfg(target_os = "linux")]
fn step_back() {
    // The pool works as well at any other priority.
    let _ = rustix::process::nice(10);
}

/// Elsewhere the whole process would step back.
#[cfg(not(target_os = "linux"))]
fn step_back() {}

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex;
    use std::sync::mpsc::channel;

    fn publisher(id: &str) -> PublisherId {
        id.parse().expect("a test id")
    }

    /// A page that makes a parser panic must cost one page, however many of them come.
    #[tokio::test]
    async fn a_panic_costs_one_piece_of_work() {
        let pool = CpuPool::default();
        let paper = publisher("paper");
        for whom in [For::Refresh(&paper), For::Readers] {
            for _ in 0..20 {
                let work = pool.run(whom, || {
                    assert!(std::hint::black_box(false), "as a page might")
                });
                assert!(work.await.is_err());
            }
            assert_eq!(pool.run(whom, || 7).await.ok(), Some(7));
        }
    }

    /// One origin whose pages take minutes must not hold up other publishers' feeds, nor any reader.
    #[tokio::test]
    async fn slow_work_of_one_publisher_delays_no_other() {
        let pool = Arc::new(CpuPool::default());
        let (release, held) = channel::<()>();
        let held = Arc::new(Mutex::new(held));
        let begun = Arc::new(Semaphore::new(0));
        let slow: Vec<_> = (0..20)
            .map(|_| {
                let (pool, held, begun) = (pool.clone(), held.clone(), begun.clone());
                tokio::spawn(async move {
                    let wait = move || {
                        begun.add_permits(1);
                        let _ = held.lock().recv();
                    };
                    pool.run(For::Refresh(&publisher("slow")), wait).await
                })
            })
            .collect();
        let all_it_gets = u32::try_from(cpus()).expect("a few");
        let _ = begun.acquire_many(all_it_gets).await;
        assert_eq!(
            pool.run(For::Refresh(&publisher("news")), || 7).await.ok(),
            Some(7)
        );
        assert_eq!(pool.run(For::Readers, || 8).await.ok(), Some(8));
        drop(release);
        for work in slow {
            assert!(work.await.is_ok_and(|done| done.is_ok()));
        }
    }
}
