//! The CPU pool: parsing, rendering and compressing, off the runtime's threads.
//!
//! In: a piece of work and for whom it is done ([`For`]). Out: its result, or that it panicked. Work is done to its
//! end, whether or not its caller still waits.
//!
//! *Refreshes.* A piece of work takes many times a page's size in memory, so only a few run at once: one more than
//! there are CPUs, of which one publisher has at most as many as there are CPUs. Publishers take turns. So one
//! publisher whose pages take long leaves a thread to the others.
//!
//! *Readers.* What a reader or a takedown waits for has threads of its own and never queues behind a refresh.
//!
//! The threads for refreshes are started once. Each thread has its part of the heap, and what lasts of its work lies
//! there among the remains of what does not; spread over the dozen threads that a runtime keeps for such work, the
//! same feeds take a third more memory.
//!
//! They step back for the threads that answer readers. Priority alone does not do it: a thread that has a CPU keeps
//! it until the system's clock ticks, 4 ms on many. So long work yields between its pieces: chunks of a page, steps of
//! finding its list, documents, pieces of them as they are compressed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::limits::Limit;
use crate::model::PublisherId;

type Work = Box<dyn FnOnce() + Send>;

/// Threads for work that takes CPU time.
#[derive(Debug)]
pub(super) struct CpuPool {
    refreshes: Arc<Limit<PublisherId>>,
    /// To the threads for refreshes, which end when this is dropped.
    work: Sender<Work>,
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

/// CPUs of this machine, or two where there is one.
fn cpus() -> usize {
    thread::available_parallelism()
        .map_or(1, usize::from)
        .max(2)
}

impl Default for CpuPool {
    fn default() -> Self {
        let cpus = cpus();
        let (work, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..=cpus {
            let waiting = waiting.clone();
            let builder = thread::Builder::new().name("refresh".into());
            if let Err(error) = builder.spawn(move || work_off(&waiting)) {
                tracing::error!(%error, "a thread to read pages cannot be started");
            }
        }
        Self {
            refreshes: Arc::new(Limit::new(cpus + 1, cpus)),
            work,
            readers: Arc::new(Semaphore::new(cpus)),
        }
    }
}

impl CpuPool {
    /// Does `work` when its turn comes.
    ///
    /// # Errors
    /// When it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        whom: For<'_>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        // A task of its own waits for the permit: a refresh that waits for something else meanwhile must not be given
        // a permit that it does not use.
        let done = match whom {
            For::Readers => {
                let readers = self.readers.clone();
                tokio::spawn(async move {
                    let _permit = readers.acquire_owned().await;
                    spawn_blocking(work).await.map_err(|_| Panicked)
                })
            }
            For::Refresh(publisher) => {
                let (limit, threads) = (self.refreshes.clone(), self.work.clone());
                let publisher = publisher.clone();
                tokio::spawn(async move {
                    let _permit = limit.permit(&publisher).await;
                    let (done, awaited) = channel();
                    let work = move || {
                        // The caller may have gone.
                        let _ = done.send(work());
                    };
                    threads.send(Box::new(work)).map_err(|_| Panicked)?;
                    // A thread waits, not only a task: tests that pause the runtime's clock must see it busy.
                    let done = spawn_blocking(move || awaited.recv()).await;
                    done.ok().and_then(Result::ok).ok_or(Panicked)
                })
            }
        };
        done.await.map_err(|_| Panicked)?
    }
}

/// How far the threads for refreshes step back: a thread that answers gets ten times the time, where both want it.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

fn work_off(waiting: &Mutex<Receiver<Work>>) {
    // Elsewhere the whole process would step back. The pool works as well at any other priority.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICE);
    loop {
        // The lock is released before the work begins.
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(work) = next else { return };
        // The caller learns of a panic from the closed channel; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                        let held = held.lock().unwrap_or_else(PoisonError::into_inner);
                        let _ = held.recv();
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
