//! The documents of a snapshot for partners. A document is made for the first partner who asks for it, and is dropped with
//! the snapshot.
//!
//! There is one document per scope and format. It names no partner and no key, so partners of one scope share it.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::model::Grant;
use crate::render::{ByFormat, Document, Format};

/// `None`: the document would be the public one.
type Cell = OnceCell<Option<Arc<Document>>>;

/// The private documents of one snapshot.
#[derive(Debug, Default)]
pub struct Private {
    headline: ByFormat<Cell>,
    excerpt: ByFormat<Cell>,
    full: ByFormat<Cell>,
}

impl Private {
    /// The document for `scope` in `format`. The first caller makes it with `make`; callers that come meanwhile wait
    /// for it. `None` when it is the public one.
    pub async fn document<E>(
        &self,
        scope: Grant,
        format: Format,
        make: impl Future<Output = Result<Option<Arc<Document>>, E>>,
    ) -> Result<Option<Arc<Document>>, E> {
        let cell = self.of(scope).of(format);
        cell.get_or_try_init(|| make).await.cloned()
    }

    /// The size of all of them in memory, in bytes.
    pub fn weight_bytes(&self) -> usize {
        let cells = Grant::ALL.iter().flat_map(|&scope| self.of(scope).all());
        let documents = cells.filter_map(OnceCell::get).flatten();
        documents.map(|document| document.weight_bytes()).sum()
    }

    const fn of(&self, scope: Grant) -> &ByFormat<Cell> {
        match scope {
            Grant::Headline => &self.headline,
            Grant::Excerpt => &self.excerpt,
            Grant::Full => &self.full,
        }
    }
}
