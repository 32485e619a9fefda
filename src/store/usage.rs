//! The usage log: what was delivered to partners. Rows are added and never changed; the oldest go after
//! [`USAGE_STORED_DAYS`](super::USAGE_STORED_DAYS), and without a file when memory is full.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::facade::Store;
use super::pending_rows::Key;
use super::record;
use super::tables::StoreTable;
use crate::model::{FeedId, Grant, PartnerId};

/// One answer to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// When it was sent.
    pub when: Timestamp,
    /// To whom.
    pub partner: PartnerId,
    /// Of which feed.
    pub feed: FeedId,
    /// In which form: `rss`, `atom`, `json`, `embed.html` or `embed.js`.
    pub form: String,
    /// How many items were in it.
    pub items: usize,
    /// How far the partner's permission went.
    pub grant: Grant,
    /// 200, or 304 when the partner had it.
    pub status: u16,
}

/// Which part of the log.
#[derive(Debug, Clone, Default)]
pub struct UseQuery {
    /// Of this partner only.
    pub partner: Option<PartnerId>,
    /// From then on.
    pub since: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

/// Tells apart what happens within one microsecond. It begins anywhere, since replicas share a log.
static NUMBER: LazyLock<AtomicU32> = LazyLock::new(|| {
    let dice = RandomState::new().hash_one(std::process::id());
    AtomicU32::new((dice >> 32) as u32)
});

impl Store {
    /// Adds `uses` to the log.
    pub fn put_uses(&self, uses: &[Use]) {
        for it in uses {
            if let Some(row) = record::row(it.when, it) {
                let number = NUMBER.fetch_add(1, Relaxed).to_be_bytes();
                let key = [&begins(it.when)[..], &number].concat();
                self.0.rows.put(StoreTable::Usage, &Key::from(key), "", row);
            }
        }
    }

    /// The first `limit` entries of the log that `query` asks for, oldest first. Reads the file: not on the
    /// runtime's threads.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn uses(&self, query: &UseQuery, limit: usize) -> Result<Vec<Use>, StoreError> {
        let wanted = |row: &[u8]| {
            record::read::<Use>(row).filter(|it| {
                query.partner.as_ref().is_none_or(|of| *of == it.partner)
                    && query.since.is_none_or(|since| since <= it.when)
                    && query.until.is_none_or(|until| it.when < until)
            })
        };
        let after = begins(query.since.unwrap_or(Timestamp::UNIX_EPOCH));
        let rows = self.0.rows.rows(StoreTable::Usage, &after, limit, wanted)?;
        Ok(rows.into_values().collect())
    }
}

/// Where the keys of a time begin: microseconds, so that keys are in the order of time.
fn begins(when: Timestamp) -> [u8; 8] {
    u64::try_from(when.as_microsecond())
        .unwrap_or(0)
        .to_be_bytes()
}
