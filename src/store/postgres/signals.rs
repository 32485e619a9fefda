//! What the database tells without being asked: `LISTEN byline`, on a connection of its own.
//!
//! A payload names a kind of change and its number. It only wakes up: what changed is read by number, so a notification that
//! is lost, or heard twice, does no harm.

use std::future::poll_fn;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, watch};
use tokio_postgres::{AsyncMessage, Connection, Error, Socket};

/// The statement that begins it.
pub(super) const LISTEN: &str = "LISTEN byline";

/// What was heard.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// A snapshot, a refresh or a takedown has a new number, or some may have been missed.
    pub(super) news: Notify,
    /// Counts how often a replica has applied takedowns.
    pub(super) applied: watch::Sender<u64>,
}

impl Signals {
    fn heard(&self, payload: &str) {
        match payload {
            "applied" => self.applied.send_modify(|count| *count += 1),
            _ => self.news.notify_one(),
        }
    }

    /// A connection was made: what was said meanwhile was not heard.
    pub(super) fn connected(&self) {
        self.news.notify_one();
        self.applied.send_modify(|count| *count += 1);
    }
}

/// Moves the bytes of `connection` until it ends, and passes on what it says.
pub(super) async fn drive<S>(
    mut connection: Connection<Socket, S>,
    signals: std::sync::Arc<Signals>,
) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(said))) => signals.heard(said.payload()),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error),
            None => return Ok(()),
        }
    }
}
