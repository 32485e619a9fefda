//! Deliveries to partners: counted for metrics, and written to the usage log without delaying the answer.
//!
//! In: one call per answer. It takes two short locks. The first call after a write starts a thread of the blocking
//! pool, which writes all calls that have gathered by then. The store makes them durable.

use std::sync::Arc;

use super::conductor::Gateway;
use super::partners::Guest;
use crate::store::{StoreError, Use, UseQuery};

/// What one answer gave to a partner.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// To whom, and of which feed.
    pub guest: Guest,
    /// `rss`, `atom`, `json`, `embed.html` or `embed.js`.
    pub form: &'static str,
    /// How many items were in it.
    pub items: usize,
    /// 200, or 304 when the partner had the document.
    pub status: u16,
}

impl Gateway {
    /// Waits until everything handed to the store is on disk, and leaves the other replicas.
    pub async fn close(&self) {
        self.leave_replicas().await;
        self.write_uses();
        let store = self.store.clone();
        if tokio::task::spawn_blocking(move || store.flush())
            .await
            .is_err()
        {
            tracing::error!("the store could not be flushed");
        }
    }

    /// Counts a delivery and has it written down.
    pub fn delivered(self: &Arc<Self>, delivery: &Delivery) {
        let (guest, unchanged) = (&delivery.guest, delivery.status == 304);
        self.partner_state.count(guest.partner(), |counts| {
            if unchanged {
                counts.unchanged += 1;
            } else {
                counts.delivered += 1;
                counts.items += delivery.items as u64;
            }
        });
        let used = Use {
            when: self.clock.now(),
            partner: guest.partner().clone(),
            feed: guest.feed().clone(),
            form: delivery.form.to_owned(),
            items: delivery.items,
            grant: guest.grant(),
            status: delivery.status,
        };
        let first = {
            let mut waiting = self.usage_queue.waiting.lock();
            waiting.push(used);
            waiting.len() == 1
        };
        if first {
            let gateway = self.clone();
            tokio::task::spawn_blocking(move || gateway.write_uses());
        }
    }

    /// Hands everything that waits to the store. When it returns, the store has all that waited before.
    pub(super) fn write_uses(&self) {
        let _writing = self.usage_queue.writing.lock();
        let uses = std::mem::take(&mut *self.usage_queue.waiting.lock());
        self.store.put_uses(&uses);
    }

    /// The first `limit` entries of the usage log that `query` asks for, oldest first, up to this moment.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub async fn usage(
        self: &Arc<Self>,
        query: UseQuery,
        limit: usize,
    ) -> Result<Vec<Use>, StoreError> {
        let gateway = self.clone();
        let read = move || {
            gateway.write_uses();
            gateway.store.uses(&query, limit)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
}
