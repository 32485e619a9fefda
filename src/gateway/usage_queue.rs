//! Deliveries that wait to be written to the usage log.

use parking_lot::Mutex;

use crate::store::Use;

/// Deliveries on their way to the usage log.
#[derive(Debug, Default)]
pub(super) struct UsageQueue {
    pub(super) waiting: Mutex<Vec<Use>>,
    pub(super) writing: Mutex<()>,
}
