//! The state of reloads: one at a time, and why the last was refused.

use jiff::Timestamp;
use parking_lot::Mutex;

use crate::config::{Invalid, Severity};

/// The state of reloads.
#[derive(Debug, Default)]
pub(super) struct ReloadState {
    /// Held while one configuration takes another's place.
    pub(super) one_at_a_time: tokio::sync::Mutex<()>,
    /// Notified after every reload.
    pub(super) done: tokio::sync::watch::Sender<()>,
    pub(super) refused: RefusedReload,
}

/// The last reload, if it was refused.
#[derive(Debug, Default)]
pub(super) struct RefusedReload(Mutex<Option<(Timestamp, String)>>);

impl RefusedReload {
    /// Notes how a reload ended at `now`.
    pub(super) fn note(&self, refused: Option<&Invalid>, now: Timestamp) {
        let refused = refused.map(|invalid| (now, in_words(invalid)));
        *self.0.lock() = refused;
    }

    pub(super) fn now(&self) -> Option<(Timestamp, String)> {
        self.0.lock().clone()
    }
}

fn in_words(invalid: &Invalid) -> String {
    let mut errors = invalid
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    let first = errors.next().map(ToString::to_string).unwrap_or_default();
    let more = match errors.count() {
        0 => String::new(),
        1 => " (and 1 more)".to_owned(),
        more => format!(" (and {more} more)"),
    };
    format!("{first}{more}; the file is not in force, what was in force before still is")
}
