//! What partners see of a snapshot: made when the first partner asks, and dropped with the snapshot.
//!
//! There is one document per scope and format. It names no partner and no key, so partners of one scope share it.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::model::Grant;
use crate::render::{Document, Format};

/// `None`: the document would be the public one.
type Cell = OnceCell<Option<Arc<Document>>>;

/// The private documents of one snapshot.
#[derive(Debug, Default)]
pub struct Private {
    headline: Formats,
    excerpt: Formats,
    full: Formats,
}

/// The private documents of one scope.
#[derive(Debug, Default)]
struct Formats {
    rss: Cell,
    atom: Cell,
    json: Cell,
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
        let formats = match scope {
            Grant::Headline => &self.headline,
            Grant::Excerpt => &self.excerpt,
            Grant::Full => &self.full,
        };
        let cell = match format {
            Format::Rss => &formats.rss,
            Format::Atom => &formats.atom,
            Format::Json => &formats.json,
        };
        cell.get_or_try_init(|| make).await.cloned()
    }

    /// What they weigh in memory, in bytes.
    pub fn weight_bytes(&self) -> usize {
        let scopes = [&self.headline, &self.excerpt, &self.full];
        let cells = scopes.map(|formats| [&formats.rss, &formats.atom, &formats.json]);
        let documents = cells.iter().flatten().filter_map(|cell| cell.get());
        documents
            .flatten()
            .map(|document| document.weight_bytes())
            .sum()
    }
}
