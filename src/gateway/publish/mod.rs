//! Step 4 of a refresh: what was gathered and believed becomes an entry of the cache and a snapshot in the store.
//!
//! [`merge`] unites what sections list, [`whose`] says whose terms hold for an article, [`compose`] makes an item of a
//! teaser and its article, [`draft`] the feed, [`entry`] its documents; [`put`] puts the entry into the cache, and
//! [`snapshot`] into the store and back. [`restate`] rules again on items that were made under other terms.

pub(super) mod compose;
pub(super) mod draft;
pub(super) mod entry;
pub(super) mod merge;
pub(super) mod put;
mod restate;
pub(super) mod snapshot;
pub(super) mod whose;
