//! Rows in memory: all there is without a file, and with one what is not yet in it.
//!
//! Bounded by weight; beyond it the rows written longest ago go.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// A key of any table, as bytes.
pub(super) type Key = Arc<[u8]>;

/// What each row costs beside its bytes.
const ROW_BYTES: usize = 160;

/// A row; without a value it is one that was deleted.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its place in the order of writing.
    pub(super) number: u64,
    pub(super) value: Option<Arc<[u8]>>,
}

/// The rows of one table.
#[derive(Debug)]
pub(super) struct Shelf {
    rows: BTreeMap<Key, Row>,
    order: BTreeMap<u64, Key>,
    next: u64,
    weight_bytes: usize,
    limit_bytes: usize,
}

impl Shelf {
    pub(super) const fn new(limit_bytes: usize) -> Self {
        Self {
            rows: BTreeMap::new(),
            order: BTreeMap::new(),
            next: 0,
            weight_bytes: 0,
            limit_bytes,
        }
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&Row> {
        self.rows.get(key)
    }

    /// The rows after `key`, in the order of keys.
    pub(super) fn after(&self, key: &[u8]) -> Vec<(Key, Arc<[u8]>)> {
        self.rows
            .range::<[u8], _>((Bound::Excluded(key), Bound::Unbounded))
            .filter_map(|(key, row)| Some((key.clone(), row.value.clone()?)))
            .collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn put(&mut self, key: &[u8], value: Option<Vec<u8>>) {
        self.remove(key);
        let number = self.next;
        self.next += 1;
        let key: Key = key.into();
        let row = Row {
            number,
            value: value.map(Into::into),
        };
        self.weight_bytes += weight(&key, &row);
        self.order.insert(number, key.clone());
        self.rows.insert(key, row);
        while self.weight_bytes > self.limit_bytes && self.rows.len() > 1 {
            let Some((_, oldest)) = self.order.pop_first() else {
                break;
            };
            self.remove(&oldest);
        }
    }

    /// Everything on it, oldest first, up to `limit_bytes`.
    pub(super) fn contents(&self, limit_bytes: usize) -> Vec<(Key, Row)> {
        let mut taken_bytes = 0;
        self.order
            .values()
            .filter_map(|key| Some((key.clone(), self.rows.get(key)?.clone())))
            .take_while(|(key, row)| {
                let fits = taken_bytes < limit_bytes;
                taken_bytes += weight(key, row);
                fits
            })
            .collect()
    }

    /// Takes the row off if it is still the one of that number: it is in the file now.
    pub(super) fn saved(&mut self, key: &[u8], number: u64) {
        if self.rows.get(key).is_some_and(|row| row.number == number) {
            self.remove(key);
        }
    }

    fn remove(&mut self, key: &[u8]) {
        if let Some((key, row)) = self.rows.remove_entry(key) {
            self.weight_bytes -= weight(&key, &row);
            self.order.remove(&row.number);
        }
    }
}

fn weight(key: &Key, row: &Row) -> usize {
    ROW_BYTES + 2 * key.len() + row.value.as_ref().map_or(0, |value| value.len())
}
