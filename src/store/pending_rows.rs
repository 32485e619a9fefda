//! Rows in memory: all there is without a file, and with one what is not yet in it.
//!
//! Bounded by weight. Beyond the bound the feed whose rows weigh most loses those that it wrote longest ago, so that a
//! feed that floods the store pushes out nobody else's rows.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

/// A key of any table, as bytes.
pub(super) type Key = Arc<[u8]>;

/// What each row costs beside its bytes.
const ROW_BYTES: usize = 160;

/// A row; without a value it is one that was deleted.
#[derive(Debug, Clone)]
pub(super) struct PendingRow {
    /// Its place in the order of writing.
    pub(super) number: u64,
    pub(super) value: Option<Arc<[u8]>>,
    /// The feed it belongs to; empty when it belongs to no feed.
    feed: Arc<str>,
}

/// What a feed has among the rows that wait.
#[derive(Debug, Default)]
struct Part {
    weight_bytes: usize,
    order: BTreeMap<u64, Key>,
}

/// The rows of one table.
#[derive(Debug)]
pub(super) struct PendingRows {
    rows: BTreeMap<Key, PendingRow>,
    order: BTreeMap<u64, Key>,
    /// Of feeds that have rows here.
    parts: HashMap<Arc<str>, Part>,
    next: u64,
    weight_bytes: usize,
    limit_bytes: usize,
}

impl PendingRows {
    pub(super) fn new(limit_bytes: usize) -> Self {
        Self {
            rows: BTreeMap::new(),
            order: BTreeMap::new(),
            parts: HashMap::new(),
            next: 0,
            weight_bytes: 0,
            limit_bytes,
        }
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&PendingRow> {
        self.rows.get(key)
    }

    /// The rows after `key`, in the order of keys.
    pub(super) fn after(&self, key: &[u8]) -> Vec<(Key, Arc<[u8]>)> {
        self.rows
            .range::<[u8], _>((Bound::Excluded(key), Bound::Unbounded))
            .filter_map(|(key, row)| Some((key.clone(), row.value.clone()?)))
            .collect()
    }

    /// The keys that begin with `prefix`, and whether each has a value or is deleted.
    pub(super) fn keys(&self, prefix: &[u8]) -> Vec<(Key, bool)> {
        self.rows
            .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, row)| (key.clone(), row.value.is_some()))
            .collect()
    }

    /// How many rows there are, and what they weigh.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows.len(), self.weight_bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts a row of `feed`; an empty `feed` stands for no feed.
    pub(super) fn put(&mut self, key: &[u8], feed: &str, value: Option<Vec<u8>>) {
        self.remove(key);
        let number = self.next;
        self.next += 1;
        let key: Key = key.into();
        let known = self.parts.get_key_value(feed);
        let feed = known.map_or_else(|| feed.into(), |(feed, _)| feed.clone());
        let row = PendingRow {
            number,
            value: value.map(Into::into),
            feed,
        };
        let weight = weight(&key, &row);
        self.weight_bytes += weight;
        let part = self.parts.entry(row.feed.clone()).or_default();
        part.weight_bytes += weight;
        part.order.insert(number, key.clone());
        self.order.insert(number, key.clone());
        self.rows.insert(key, row);
        while self.weight_bytes > self.limit_bytes && self.rows.len() > 1 {
            let heaviest = self.parts.values().max_by_key(|part| part.weight_bytes);
            let Some((_, oldest)) = heaviest.and_then(|part| part.order.first_key_value()) else {
                break;
            };
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
    }

    /// Everything on it, oldest first, up to `limit_bytes`.
    pub(super) fn contents(&self, limit_bytes: usize) -> Vec<(Key, PendingRow)> {
        let mut chosen_bytes = 0;
        self.order
            .values()
            .filter_map(|key| Some((key.clone(), self.rows.get(key)?.clone())))
            .take_while(|(key, row)| {
                let fits = chosen_bytes < limit_bytes;
                chosen_bytes += weight(key, row);
                fits
            })
            .collect()
    }

    /// Takes the row off if it is still the one of that number: it is in the file now.
    pub(super) fn saved(&mut self, key: &[u8], number: u64) {
        if self.is_current(key, number) {
            self.remove(key);
        }
    }

    /// Whether the row is still the one of that number.
    pub(super) fn is_current(&self, key: &[u8], number: u64) -> bool {
        self.rows.get(key).is_some_and(|row| row.number == number)
    }

    /// Takes the row off, whatever it is.
    pub(super) fn forget(&mut self, key: &[u8]) {
        self.remove(key);
    }

    fn remove(&mut self, key: &[u8]) {
        let Some((key, row)) = self.rows.remove_entry(key) else {
            return;
        };
        let weight = weight(&key, &row);
        self.weight_bytes -= weight;
        self.order.remove(&row.number);
        if let Some(part) = self.parts.get_mut(&row.feed) {
            part.weight_bytes -= weight;
            part.order.remove(&row.number);
            if part.order.is_empty() {
                self.parts.remove(&row.feed);
            }
        }
    }
}

fn weight(key: &Key, row: &PendingRow) -> usize {
    ROW_BYTES + 2 * key.len() + row.value.as_ref().map_or(0, |value| value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without a file, a flood of one feed must not make another feed's items new again.
    #[test]
    fn a_flood_pushes_out_nobody_elses_rows() {
        let mut rows = PendingRows::new(100_000);
        for n in 0..20_u32 {
            rows.put(&[1, n as u8], "news", Some(vec![0; 100]));
        }
        for n in 0..10_000_u32 {
            rows.put(&n.to_be_bytes(), "flood", Some(vec![0; 100]));
        }
        assert!((0..20).all(|n| rows.get(&[1, n]).is_some()));
        assert!(rows.get(&9_999_u32.to_be_bytes()).is_some());
        assert!(rows.get(&0_u32.to_be_bytes()).is_none());
        assert!(rows.weight_bytes <= 100_000);
    }
}
