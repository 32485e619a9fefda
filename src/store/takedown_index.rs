//! Takedowns by guid.

use std::collections::BTreeMap;

use super::record::Takedown;
use crate::model::Guid;

/// Takedowns by guid.
#[derive(Debug, Default)]
pub(super) struct Takedowns {
    pub(super) by_guid: BTreeMap<Guid, Takedown>,
    /// The guids of now by those of before.
    former: BTreeMap<Guid, Guid>,
}

impl Takedowns {
    pub(super) fn insert(&mut self, takedown: Takedown) {
        let guid = takedown.guid;
        self.former
            .extend(takedown.former.iter().map(|former| (*former, guid)));
        self.by_guid.insert(guid, takedown);
    }

    pub(super) fn get(&self, guid: Guid) -> Option<&Takedown> {
        let now = self.former.get(&guid).unwrap_or(&guid);
        self.by_guid.get(now).or_else(|| self.by_guid.get(&guid))
    }

    pub(super) fn remove(&mut self, guid: Guid) -> Option<Takedown> {
        self.former.retain(|_, now| *now != guid);
        self.by_guid.remove(&guid)
    }
}
