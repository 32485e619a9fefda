//! The teaser cache: what each section listed when it was last read, as far as it fits.
//!
//! They are needed when a section is unchanged and another part of its feed has changed, or when the section fails. A
//! section whose teasers did not fit is read again, or its items stay as they are in the feed.

use std::sync::Arc;

use url::Url;

use crate::extract::Teaser;
use crate::model::FeedId;

/// Teasers by feed and section. Bounded by weight.
#[derive(Debug)]
pub(super) struct TeaserCache(moka::sync::Cache<(FeedId, Url), Arc<[Teaser]>>);

impl TeaserCache {
    /// A cache of at most about `memory_bytes`.
    pub(super) fn new(memory_bytes: u64) -> Self {
        let lists = moka::sync::Cache::builder()
            .name("teasers")
            .max_capacity(memory_bytes)
            .weigher(|(_, section): &(FeedId, Url), list: &Arc<[Teaser]>| {
                let teasers: usize = list.iter().map(Teaser::weight_bytes).sum();
                u32::try_from(section.as_str().len() + teasers).unwrap_or(u32::MAX)
            })
            .build();
        Self(lists)
    }

    /// The weight of all lists, in bytes.
    pub(super) fn weight_bytes(&self) -> u64 {
        self.0.weighted_size()
    }

    pub(super) fn get(&self, feed: &FeedId, section: &Url) -> Option<Arc<[Teaser]>> {
        self.0.get(&(feed.clone(), section.clone()))
    }

    pub(super) fn put(&self, feed: &FeedId, section: &Url, list: Arc<[Teaser]>) {
        self.0.insert((feed.clone(), section.clone()), list);
        self.0.run_pending_tasks();
    }
}
