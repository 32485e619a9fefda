//! The bench: work for the CPU, off the runtime's threads, no more at once than there are CPUs.
//!
//! Parsing a page, rendering and compressing a feed take many times the page's size in memory while they last. A
//! thousand feeds that come due together would take it a thousand times over, and none would be done the sooner.
//!
//! The bench has threads of its own. Each thread has its share of the heap, and what lasts of its work lies there
//! among the remains of what does not; spread over the dozen threads that a runtime keeps for such work, the same
//! feeds take a third more memory.
//!
//! Its threads step back for those that answer: nobody waits for a feed that is served while it is refreshed. Priority
//! alone does not do it, since a thread that has a CPU keeps it until the system's clock ticks, 4 ms on many, and whoever
//! comes meanwhile waits. So long work yields between its pieces: chunks of a page, steps of finding its list, documents,
//! pieces of them as they are compressed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

type Work = Box<dyn FnOnce() + Send>;

/// As many places as there are CPUs.
#[derive(Debug)]
pub(super) struct Bench {
    places: Arc<Semaphore>,
    /// To the threads, which end with it.
    work: Sender<Work>,
}

/// The work panicked; its message is in the log.
#[derive(Debug)]
pub(super) struct Panicked;

/// CPUs of this machine, or two where there is one.
pub(super) fn cpus() -> usize {
    thread::available_parallelism()
        .map_or(1, usize::from)
        .max(2)
}

impl Default for Bench {
    fn default() -> Self {
        let cpus = cpus();
        let (work, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..cpus {
            let waiting = waiting.clone();
            let at_work = thread::Builder::new().name("bench".into());
            if let Err(error) = at_work.spawn(move || at_work_on(&waiting)) {
                tracing::error!(%error, "a thread to read pages cannot be started");
            }
        }
        Self {
            places: Arc::new(Semaphore::new(cpus)),
            work,
        }
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
    ) -> Result<T, Panicked> {
        let (places, bench) = (self.places.clone(), self.work.clone());
        // A task of its own waits for the place: a pass that waits for something else meanwhile must not be given one
        // that it does not take, or nobody would get on.
        let done = tokio::spawn(async move {
            let _place = places.acquire_owned().await;
            let (done, awaited) = channel();
            let work = move || {
                // Whoever waits may have gone.
                let _ = done.send(work());
            };
            bench.send(Box::new(work)).map_err(|_| Panicked)?;
            // A thread waits, not only a task: the runtime's clock must not be wound on meanwhile, as it is in tests
            // while no thread of the runtime is busy.
            let done = spawn_blocking(move || awaited.recv()).await;
            done.ok().and_then(Result::ok).ok_or(Panicked)
        });
        done.await.map_err(|_| Panicked)?
    }
}

/// How far the work steps back: a thread that answers gets ten times the time, where both want it.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

fn at_work_on(waiting: &Mutex<Receiver<Work>>) {
    // Elsewhere the whole process would step back. It works as well at any other priority.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICE);
    loop {
        // The lock goes before the work begins.
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(work) = next else { return };
        // Whoever waits learns of a panic by its end; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that makes a parser panic must cost one page, however many of them come.
    #[tokio::test]
    async fn a_panic_costs_one_piece_of_work() {
        let bench = Bench::default();
        for _ in 0..20 {
            let work = bench.work(|| assert!(std::hint::black_box(false), "as a page might"));
            assert!(work.await.is_err());
        }
        assert_eq!(bench.work(|| 7).await.ok(), Some(7));
    }
}
