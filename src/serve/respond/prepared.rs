//! Prepared pages: a page is rendered and compressed when it changes, not per visitor.
//!
//! In: a key, what the page is made of, and how it is made. Out: its document, made again when any of that has changed.
//! The collection is bounded by weight. A page that was dropped from it is made again.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::config::Config;
use crate::model::Feed;
use crate::render::{Document, RenderError};

/// All pages together weigh no more than this.
const LIMIT_BYTES: usize = 2 << 20;

/// Why a page could not be made. The fault is byline's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// A template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// The XML writer failed.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// What a page was made of. Pages with the same key and the same basis are the same.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    config: Weak<Config>,
    feed: Option<Weak<Feed>>,
    /// The second, and the number of withdrawals by then.
    moment: (u64, u64),
}

impl Basis {
    /// A page of the configuration alone.
    pub(crate) fn config(config: &Arc<Config>) -> Self {
        Self {
            config: Arc::downgrade(config),
            feed: None,
            moment: (0, 0),
        }
    }

    /// A page of one feed.
    pub(crate) fn feed(config: &Arc<Config>, feed: &Arc<Feed>) -> Self {
        Self {
            feed: Some(Arc::downgrade(feed)),
            ..Self::config(config)
        }
    }

    /// A page of all feeds, made anew each second and when something is withdrawn.
    pub(crate) fn moment(config: &Arc<Config>, second: u64, withdrawals: u64) -> Self {
        Self {
            moment: (second, withdrawals),
            ..Self::config(config)
        }
    }
}

impl PartialEq for Basis {
    /// By identity. A weak reference keeps the address from being reused.
    fn eq(&self, other: &Self) -> bool {
        let feeds = match (&self.feed, &other.feed) {
            (Some(ours), Some(theirs)) => ours.ptr_eq(theirs),
            (None, None) => true,
            _ => false,
        };
        feeds && self.config.ptr_eq(&other.config) && self.moment == other.moment
    }
}

/// Pages that are made already, by key.
#[derive(Debug)]
pub(crate) struct PreparedPages<K> {
    /// The one that was made last is last.
    prepared: Mutex<VecDeque<(K, Basis, Arc<Document>)>>,
}

impl<K> Default for PreparedPages<K> {
    fn default() -> Self {
        Self {
            prepared: Mutex::default(),
        }
    }
}

impl<K: Clone + fmt::Debug + PartialEq> PreparedPages<K> {
    /// The page as it was prepared from the same basis.
    pub(crate) fn find(&self, page: &K, basis: &Basis) -> Option<Arc<Document>> {
        let prepared = self.prepared.lock();
        prepared
            .iter()
            .find(|(key, of, _)| key == page && of == basis)
            .map(|(_, _, document)| document.clone())
    }

    /// The page as it was prepared from the same basis, or else made now, off the runtime's threads. `None` after an error,
    /// which is logged.
    pub(crate) async fn prepared<F>(&self, page: &K, basis: Basis, make: F) -> Option<Arc<Document>>
    where
        F: FnOnce() -> Result<Document, PageError> + Send + 'static,
    {
        if let Some(document) = self.find(page, &basis) {
            return Some(document);
        }
        let make = move || make().map(Document::in_every_coding);
        let made = tokio::task::spawn_blocking(make).await;
        let made = made.map_err(|panic| panic.to_string());
        match made.and_then(|made| made.map_err(|error| error.to_string())) {
            Ok(document) => {
                let document = Arc::new(document);
                self.put(page.clone(), basis, document.clone());
                Some(document)
            }
            Err(why) => {
                tracing::error!("{page:?} could not be made: {why}; please report this");
                None
            }
        }
    }

    /// Puts a page in place of its older state, and drops the oldest pages until all are within the limit.
    fn put(&self, page: K, basis: Basis, document: Arc<Document>) {
        let mut prepared = self.prepared.lock();
        prepared.retain(|(key, _, _)| *key != page);
        prepared.push_back((page, basis, document));
        let mut weight: usize = prepared
            .iter()
            .map(|(_, _, document)| document.weight_bytes())
            .sum();
        while weight > LIMIT_BYTES {
            let Some((_, _, oldest)) = prepared.pop_front() else {
                break;
            };
            weight -= oldest.weight_bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::testing::{config, publisher, spec};
    use http::HeaderValue;

    fn document(bytes: usize) -> Arc<Document> {
        // Noise does not compress, so its weight is known.
        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(bytes)
        .collect();
        Arc::new(Document::new(
            HeaderValue::from_static("text/html"),
            noise,
            None,
            None,
        ))
    }

    fn some_config() -> Arc<Config> {
        let publisher = publisher("daily", "Daily", "en");
        Arc::new(config(vec![spec("city", "City", &publisher)]))
    }

    /// After a reload, people must see the new configuration.
    #[test]
    fn a_page_of_another_basis_is_not_found() {
        let (pages, before, after) = (PreparedPages::default(), some_config(), some_config());
        pages.put("about", Basis::config(&before), document(10));
        assert!(pages.find(&"about", &Basis::config(&before)).is_some());
        assert!(pages.find(&"robots", &Basis::config(&before)).is_none());
        assert!(pages.find(&"about", &Basis::config(&after)).is_none());
        assert!(
            pages
                .find(&"about", &Basis::moment(&before, 1, 0))
                .is_none()
        );
    }

    /// Visitors of ten thousand previews must not fill the memory.
    #[test]
    fn prepared_pages_are_bounded() {
        let (pages, config) = (PreparedPages::default(), some_config());
        let large = document(200_000);
        for n in 0..40 {
            pages.put(n, Basis::config(&config), large.clone());
        }
        let held = pages.prepared.lock();
        let weight: usize = held
            .iter()
            .map(|(_, _, document)| document.weight_bytes())
            .sum();
        assert!(
            weight <= LIMIT_BYTES && held.len() > 5,
            "{} pages, {weight} bytes",
            held.len()
        );
        assert!(held.iter().any(|(key, _, _)| *key == 39));
    }
}
