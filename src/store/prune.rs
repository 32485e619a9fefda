//! What keeps the file from growing for ever: a few hundred rows are looked at after each commit.

use super::Table;
use super::disk::{Change, Disk};
use super::record::{Sighting, stamp};
use super::shelf::Key;
use super::usage::USAGE_KEPT_DAYS;

/// An article that no section has listed for so many days is forgotten, its first-seen date too.
pub const FIRST_SEEN_KEPT_DAYS: i64 = 400;
/// The facts of an article that no section has listed for so many days are forgotten; if it comes back, it is read again.
pub const ARTICLE_KEPT_DAYS: i64 = 60;

const DAY_SECONDS: i64 = 24 * 3600;
/// Rows of each table looked at in one step.
const STEP_ROWS: usize = 300;

/// Goes round the tables, a step at a time. Its time is that of the newest row it has heard of: no clock.
#[derive(Debug, Default)]
pub(super) struct Pruner {
    now_second: i64,
    /// Where each table was left off.
    places: [Option<Key>; 4],
}

impl Pruner {
    pub(super) fn hear(&mut self, changes: &[Change]) {
        let stamps = changes
            .iter()
            .filter_map(|(.., value)| stamp(value.as_deref()?));
        self.now_second = stamps.max().unwrap_or(0).max(self.now_second);
    }

    /// Looks at the next rows. A failure is left to the next commit, which meets it too.
    pub(super) fn step(&mut self, disk: &Disk) {
        let long_ago = self.now_second - FIRST_SEEN_KEPT_DAYS * DAY_SECONDS;
        let ago = self.now_second - ARTICLE_KEPT_DAYS * DAY_SECONDS;
        let years_ago = self.now_second - USAGE_KEPT_DAYS * DAY_SECONDS;
        let mut changes: Vec<Change> = Vec::new();
        for (place, (table, before)) in self.places.iter_mut().zip([
            (Table::Sightings, long_ago),
            (Table::Articles, ago),
            (Table::Passes, long_ago),
            (Table::Usage, years_ago),
        ]) {
            let old = |key: &[u8], row: &[u8]| {
                stamp(row)
                    .is_some_and(|at| at < before)
                    .then(|| Key::from(key))
            };
            let Ok((old, last)) = disk.scan(table, place.as_deref(), STEP_ROWS, old) else {
                return;
            };
            *place = last;
            for key in old {
                match table {
                    Table::Articles if seen_since(disk, &key, ago) => {}
                    Table::Passes => {
                        changes.push((Table::Passes, key.clone(), None));
                        changes.push((Table::Snapshots, key, None));
                    }
                    table => changes.push((table, key, None)),
                }
            }
        }
        if !changes.is_empty() {
            let _ = disk.write(&changes);
        }
    }
}

/// Whether a section has listed the article since: one that stays listed is not read again every two months.
fn seen_since(disk: &Disk, key: &Key, second: i64) -> bool {
    let row = disk.get(Table::Sightings, std::slice::from_ref(key));
    let sighting = row.ok().and_then(|rows| rows.into_iter().next().flatten());
    sighting
        .and_then(|row| Sighting::read(&row))
        .is_some_and(|sighting| sighting.last_second >= second)
}
