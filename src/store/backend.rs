//! The seam of the store: where its rows lie.
//!
//! In: keys and rows as bytes. Out: the same rows later, whatever happened to the process meanwhile. A backend knows no
//! feed, no article and no rule of byline's; what rows mean is in [`facade`](super::facade).
//!
//! The trait is small on purpose, so that everything that byline promises of its store (read what was written, one first-seen
//! date, one message for an outage, pruning) is code that both backends share. Its methods return an [`Answer`]: redb has the
//! answer at once and pays for no allocation; PostgreSQL's comes from a thread of its own. One value serves both kinds of
//! callers, async ones (`.await`) and threads that may block ([`Answer::wait`]), so that the trait is object-safe and nothing
//! above it is generic.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use tokio::sync::oneshot;

use super::error::StoreError;
use super::pending_rows::Key;
use super::postgres::manners::Manners;
use super::tables::StoreTable;

/// One change to one table: a new value, or `None` to remove the row.
pub(super) type Change = (StoreTable, Key, Option<Arc<[u8]>>);

/// Rows of one table, in the order of their keys.
#[derive(Debug, Default)]
pub(super) struct Page<T> {
    pub(super) rows: Vec<T>,
    /// The last key that was looked at; `None` at the end of the table.
    pub(super) last: Option<Key>,
}

/// Where rows lie.
pub(super) trait Backend: std::fmt::Debug + Send + Sync {
    /// The values of `keys`, in their order.
    fn get(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<Vec<u8>>>>;

    /// The lengths of the values of `keys`, in bytes and in their order. Looks without copying.
    fn sizes(&self, table: StoreTable, keys: &[Key]) -> Answer<Vec<Option<usize>>>;

    /// The next `limit` rows of `table` after `after`.
    fn page(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Answer<Page<(Key, Vec<u8>)>>;

    /// Of the next `limit` rows of `table` after `after`, the keys of those that were last of use before the second `before`.
    fn old(
        &self,
        table: StoreTable,
        after: Option<&[u8]>,
        limit: usize,
        before: i64,
    ) -> Answer<Page<Key>>;

    /// Which snapshots of `feeds` have one of `texts` in them, in the order of `feeds`. Looks without decoding.
    fn snapshots_with(&self, feeds: &[Key], texts: &[String]) -> Answer<Vec<bool>>;

    /// Makes `changes`, all or none; answers when they are durable. To make the same changes again is safe.
    fn write(&self, changes: &[Change]) -> Answer<()>;

    /// The error for rows that were read and have no meaning.
    fn damaged(&self, fact: &str) -> StoreError;

    /// How long to wait after a write that failed.
    fn retry_after(&self) -> Duration;

    /// What bylines over this backend share about origins; `None` where there is one byline alone.
    fn manners(&self) -> Option<Manners> {
        None
    }

    /// As after a failure: closed, and opened again when it is next wanted.
    #[cfg(test)]
    fn lose(&self);
}

/// What a backend answers, now or later.
#[derive(Debug)]
#[must_use = "a future does nothing unless awaited"]
pub(crate) struct Answer<T>(AnswerState<T>);

#[derive(Debug)]
enum AnswerState<T> {
    Ready(Option<Result<T, StoreError>>),
    /// On its way; the error is for a backend that is gone before it answers.
    Coming(oneshot::Receiver<Result<T, StoreError>>, StoreError),
}

impl<T> Answer<T> {
    pub(super) const fn ready(answer: Result<T, StoreError>) -> Self {
        Self(AnswerState::Ready(Some(answer)))
    }

    /// The answer that will be sent to `receiver`, or `lost`.
    pub(super) const fn coming(
        receiver: oneshot::Receiver<Result<T, StoreError>>,
        lost: StoreError,
    ) -> Self {
        Self(AnswerState::Coming(receiver, lost))
    }

    /// Waits on this thread, which must not be one of the runtime's.
    pub(crate) fn wait(self) -> Result<T, StoreError>
    where
        T: Unpin,
    {
        wait(self)
    }
}

impl<T: Unpin> Future for Answer<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            AnswerState::Ready(answer) => answer.take().map_or(Poll::Pending, Poll::Ready),
            AnswerState::Coming(answer, lost) => Pin::new(answer)
                .poll(context)
                .map(|answer| answer.unwrap_or_else(|_| Err(lost.clone()))),
        }
    }
}

/// Waits for `future` on this thread, which must not be one of the runtime's.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
