//! What partners see of a snapshot: kept with it, made when the first of them asks, gone when it goes.
//!
//! One document per scope and format. Nothing in it is a partner's own, neither name nor key, so partners of
//! one scope share it.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::model::Grant;
use crate::render::{Document, Format};

/// `None`: it would say what the public document says.
type Cell = OnceCell<Option<Arc<Document>>>;

/// The private documents of one snapshot.
#[derive(Debug, Default)]
pub struct Private {
    /// By scope, then by format.
    cells: [[Cell; 3]; 3],
}

impl Private {
    /// The document for `scope` in `format`, made by `make` if nobody asked before; whoever asks meanwhile waits
    /// for the same one. `None` when it is the public one.
    pub async fn document<E>(
        &self,
        scope: Grant,
        format: Format,
        make: impl Future<Output = Result<Option<Arc<Document>>, E>>,
    ) -> Result<Option<Arc<Document>>, E> {
        let cell = &self.cells[scope as usize][format as usize];
        cell.get_or_try_init(|| make).await.cloned()
    }

    /// What they weigh in memory, in bytes.
    pub fn weight_bytes(&self) -> usize {
        let documents = self.cells.iter().flatten().filter_map(Cell::get);
        documents
            .flatten()
            .map(|document| document.weight_bytes())
            .sum()
    }
}
