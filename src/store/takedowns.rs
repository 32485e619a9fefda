//! What is withdrawn, in memory: every request for an item asks.

use parking_lot::{RwLockReadGuard, RwLockWriteGuard};
use url::Url;

use super::error::StoreError;
use super::facade::Store;
use super::record::{self, Takedown};
use super::tables::{StoreTable, key};
use super::takedown_index::Takedowns;
use crate::model::{Guid, Item, page_of};

impl Store {
    /// Withdraws an item. Durable when it returns `Ok`; in force in this process in any case.
    ///
    /// # Errors
    /// [`StoreError`] when it is not on disk: it would not survive a restart, and is tried again
    /// in the background. Waits for the disk.
    pub fn take_down(&self, takedown: Takedown) -> Result<(), StoreError> {
        let (guid, rows) = (takedown.guid, &self.0.rows);
        let row = record::row(takedown.when.timestamp(), &takedown).unwrap_or_default();
        self.takedowns_mut().insert(takedown.clone());
        self.copy_takedown(guid, Some(&takedown));
        rows.write_through(StoreTable::Takedowns, &key(guid), Some(&row))
            .inspect_err(|_| rows.put(StoreTable::Takedowns, &key(guid), "", row))
    }

    /// Undoes a takedown, and says what it was; `None` when there was none.
    ///
    /// # Errors
    /// [`StoreError`] when the takedown is still on disk; it then stays in force.
    pub fn undo_takedown(&self, guid: Guid) -> Result<Option<Takedown>, StoreError> {
        let Some(guid) = self.takedown(guid).map(|takedown| takedown.guid) else {
            return Ok(None);
        };
        self.0
            .rows
            .write_through(StoreTable::Takedowns, &key(guid), None)?;
        self.copy_takedown(guid, None);
        Ok(self.takedowns_mut().remove(guid))
    }

    /// Follows a takedown, or the end of one, that another replica wrote. Whether that was news.
    pub(crate) fn follow_takedown(&self, guid: Guid, takedown: Option<Takedown>) -> bool {
        let mut takedowns = self.takedowns_mut();
        if takedowns.by_guid.get(&guid) == takedown.as_ref() {
            return false;
        }
        match &takedown {
            Some(takedown) => takedowns.insert(takedown.clone()),
            None => drop(takedowns.remove(guid)),
        }
        drop(takedowns);
        self.copy_takedown(guid, takedown.as_ref());
        true
    }

    /// Notes a takedown, or the end of one, in the local copy.
    fn copy_takedown(&self, guid: Guid, takedown: Option<&Takedown>) {
        let Some(local) = &self.0.local else {
            return;
        };
        match takedown {
            Some(takedown) => local.takedowns_mut().insert(takedown.clone()),
            None => drop(local.takedowns_mut().remove(guid)),
        }
        let row = takedown.map(|it| record::row(it.when.timestamp(), it).unwrap_or_default());
        local.0.rows.replace(StoreTable::Takedowns, &key(guid), row);
    }

    /// Whether and how an item was withdrawn, by its guid or one that it had before. From memory.
    pub fn takedown(&self, guid: Guid) -> Option<Takedown> {
        self.takedowns_in_force().get(guid).cloned()
    }

    /// Whether a takedown names a guid of which no link is known. From memory.
    pub fn has_bare_takedowns(&self) -> bool {
        let takedowns = self.takedowns_in_force();
        takedowns.by_guid.values().any(|it| it.url.is_none())
    }

    /// Every takedown in force, newest first.
    pub fn takedowns(&self) -> Vec<Takedown> {
        let takedowns = self.takedowns_in_force();
        let mut all: Vec<Takedown> = takedowns.by_guid.values().cloned().collect();
        all.sort_by(|a, b| b.when.cmp(&a.when).then(a.guid.cmp(&b.guid)));
        all
    }

    fn takedowns_in_force(&self) -> RwLockReadGuard<'_, Takedowns> {
        self.0.takedowns.read()
    }

    fn takedowns_mut(&self) -> RwLockWriteGuard<'_, Takedowns> {
        self.0.takedowns.write()
    }

    /// Whether `item` is not withdrawn.
    pub fn stands(&self, item: &Item) -> bool {
        self.withdrawal(&item.facts().link).is_none()
    }

    /// How the article at `url` was withdrawn: it, the page that it is a place of, or by a guid that it had when http
    /// and https were two articles and of which no link is known.
    pub fn withdrawal(&self, url: &Url) -> Option<Takedown> {
        let of_page = || {
            url.fragment()?;
            self.takedown(Guid::of(&page_of(url)))
        };
        let by_former_guid = || {
            let mut former = self
                .has_bare_takedowns()
                .then(|| Guid::former(url))?
                .into_iter();
            former.find_map(|guid| self.takedown(guid))
        };
        self.takedown(Guid::of(url))
            .or_else(of_page)
            .or_else(by_former_guid)
    }
}
