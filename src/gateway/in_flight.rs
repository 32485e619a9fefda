//! New articles that are being read: two feeds that list one read it once.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::OnceCell;
use url::Url;

use super::read_error::ReadError;
use crate::model::Article;

/// The result of reading a new article.
pub(super) type NewArticle = Result<Arc<Article>, Arc<ReadError>>;

/// New articles that are being read. Feeds that list the same article wait for the same reading.
#[derive(Debug, Default)]
pub(super) struct ArticlesInFlight(Mutex<HashMap<Url, Weak<OnceCell<NewArticle>>>>);

impl ArticlesInFlight {
    /// The reading of `url`, which the caller joins or begins.
    pub(super) fn of(&self, url: &Url) -> Arc<OnceCell<NewArticle>> {
        let mut reading = self.0.lock();
        if let Some(under_way) = reading.get(url).and_then(Weak::upgrade) {
            return under_way;
        }
        reading.retain(|_, reading| reading.strong_count() > 0);
        let cell = Arc::<OnceCell<NewArticle>>::default();
        reading.insert(url.clone(), Arc::downgrade(&cell));
        cell
    }
}
