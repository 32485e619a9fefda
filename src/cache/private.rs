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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{Cache, Documents, Entry};
    use crate::model::{Feed, publisher_for_tests};
    use jiff::Timestamp;
    use std::time::Duration;

    fn document(bytes: usize) -> Arc<Document> {
        let text = "x".repeat(bytes);
        Arc::new(Document::new(Format::Rss.content_type(), text, None, None))
    }

    fn entry() -> Arc<Entry> {
        let publisher = publisher_for_tests();
        let public = document(10);
        Arc::new(Entry {
            feed: Arc::new(Feed {
                id: "news".parse().expect("a test id"),
                title: String::new(),
                description: String::new(),
                home: publisher.url.clone(),
                publisher: Arc::new(publisher),
                interval: Duration::from_secs(600),
                items: Vec::new(),
                tombstones: Vec::new(),
            }),
            documents: Documents {
                rss: public.clone(),
                atom: public.clone(),
                json: public,
            },
            private: Arc::default(),
            edition: [0; 32],
            changed_at: Timestamp::UNIX_EPOCH,
            refreshed_at: Timestamp::UNIX_EPOCH,
            fresh_until: Timestamp::UNIX_EPOCH,
        })
    }

    /// Partners' documents are within `[cache] memory`, or there would be no bound.
    #[tokio::test]
    async fn private_documents_are_weighed_and_go_with_their_snapshot() {
        let (cache, entry) = (Cache::new(1 << 20, |_| {}), entry());
        cache.put(entry.clone());
        let before = cache.weight_bytes();
        let mut made = 0;
        for _ in 0..2 {
            let make = async {
                made += 1;
                Ok::<_, ()>(Some(document(50_000)))
            };
            let of = entry.private.document(Grant::Full, Format::Rss, make).await;
            assert!(of.is_ok_and(|document| document.is_some()));
        }
        assert_eq!(made, 1, "the second partner gets what the first one got");
        cache.weigh_again(&entry);
        assert!(cache.weight_bytes() > before + 50_000);
        // Replaced meanwhile, it stays replaced.
        let next = self::entry();
        cache.put(next.clone());
        cache.weigh_again(&entry);
        let held = cache.get("news").expect("the next one");
        assert!(Arc::ptr_eq(&held, &next));
        assert_eq!(cache.weight_bytes(), before);
    }
}
