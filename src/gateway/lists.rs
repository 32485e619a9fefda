//! What each section listed when it was last read, as much of it as fits.
//!
//! A list is of use when a page is found unchanged and something else of its feed did change, or when the page
//! fails. One that did not fit costs another reading of its page, or stands in the feed's items.

use std::sync::Arc;

use url::Url;

use crate::extract::Teaser;
use crate::model::FeedId;

/// Lists by feed and section. Bounded by weight.
#[derive(Debug)]
pub(super) struct Lists(moka::sync::Cache<(FeedId, Url), Arc<[Teaser]>>);

impl Lists {
    /// Lists of at most about `memory_bytes`.
    pub(super) fn new(memory_bytes: u64) -> Self {
        let lists = moka::sync::Cache::builder()
            .name("lists")
            .max_capacity(memory_bytes)
            .weigher(|(_, section): &(FeedId, Url), list: &Arc<[Teaser]>| {
                let teasers: usize = list.iter().map(Teaser::weight_bytes).sum();
                u32::try_from(section.as_str().len() + teasers).unwrap_or(u32::MAX)
            })
            .build();
        Self(lists)
    }

    pub(super) fn get(&self, feed: &FeedId, section: &Url) -> Option<Arc<[Teaser]>> {
        self.0.get(&(feed.clone(), section.clone()))
    }

    pub(super) fn put(&self, feed: &FeedId, section: &Url, list: Arc<[Teaser]>) {
        self.0.insert((feed.clone(), section.clone()), list);
        self.0.run_pending_tasks();
    }
}
