//! How many passes are under way at once.
//!
//! A pass holds what it has gathered until it is over, and the articles of a thousand feeds do not come the sooner for
//! being asked for together. The bounds are wide: a host whose passes hang must not fill the house.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::desk::Desk;

/// Passes at once.
const IN_ALL: usize = 256;
/// Passes at once of feeds whose first section is on one host.
const PER_HOST: usize = 32;

/// Turns for passes.
#[derive(Debug)]
pub(super) struct Turns {
    all: Arc<Semaphore>,
    /// Those of hosts that have a pass under way or waiting.
    hosts: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// Held while a pass is under way.
#[derive(Debug)]
#[must_use = "a turn ends when it is dropped"]
pub(super) struct Turn {
    _of_host: Option<OwnedSemaphorePermit>,
    _of_all: Option<OwnedSemaphorePermit>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(IN_ALL)),
            hosts: Mutex::default(),
        }
    }
}

impl Turns {
    /// Waits for a turn for a pass over the feed of `desk`; first come, first served.
    pub(super) async fn take(&self, desk: &Desk) -> Turn {
        let first = desk.spec.sections.first();
        let host = first.and_then(|section| section.url.host_str());
        // The host's first: what waits for its host takes nobody else's place.
        let of_host = self.of_host(host.unwrap_or_default());
        Turn {
            _of_host: of_host.acquire_owned().await.ok(),
            _of_all: self.all.clone().acquire_owned().await.ok(),
        }
    }

    fn of_host(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = hosts.get(host).and_then(Weak::upgrade) {
            return turns;
        }
        hosts.retain(|_, turns| turns.strong_count() > 0);
        let turns = Arc::new(Semaphore::new(PER_HOST));
        hosts.insert(host.to_owned(), Arc::downgrade(&turns));
        turns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A host whose passes hang must not keep other hosts' feeds from their turn.
    #[test]
    fn a_host_takes_its_own_turns_only() {
        let turns = Turns::default();
        let hanging = turns.of_host("slow.example");
        let held: Vec<_> =
            std::iter::from_fn(|| hanging.clone().try_acquire_owned().ok()).collect();
        assert_eq!(held.len(), PER_HOST);
        assert!(turns.of_host("slow.example").try_acquire().is_err());
        assert!(turns.of_host("news.example").try_acquire().is_ok());
    }
}
