//! Why there is nothing to serve.

use std::time::Duration;

/// Why there is nothing to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No such feed: 404.
    Unknown,
    /// A retired feed: 410.
    Gone,
    /// It was not read yet, and is not read while the database that replicas share is away: 503. Says so in words.
    Paused(String),
    /// The origin fails and there is no snapshot: 502, or 504 when it did not answer in time.
    Origin {
        /// It did not answer in time.
        timed_out: bool,
        /// When asking again makes sense.
        retry_after: Duration,
        /// What failed, in words for a reader, without byline's internals.
        reason: String,
    },
}
