//! What is at hand: the answer to nearly every request, made once a second for each feed that is asked for.
//!
//! The first reader in a second is looked after with all care: the cache takes note that the feed is used, and one that
//! is stale is refreshed. Who comes within that second gets the same, unless anything has changed meanwhile.

use std::sync::{Arc, OnceLock, Weak};

use http::HeaderMap;

use super::{Gateway, Served};
use crate::cache::Entry;
use crate::cache::freshness::CacheAge;
use crate::render::{Coding, Document, Format};

/// A feed as it is served in one moment.
#[derive(Debug)]
pub(crate) struct AtHand {
    moment: Moment,
    age: CacheAge,
    items: usize,
    /// Not held here, by format: what the cache lets go is gone.
    documents: [Weak<Document>; 3],
    heads: [Heads; 3],
}

/// While all of this is the same, so is what is served of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    second: i64,
    /// [`crate::cache::Cache::changes`]
    changes: u64,
    /// [`super::desk::Desk::landed`]
    landed: u64,
}

/// The header fields of one document's answers as they were first made: in each coding, and that nothing changed.
#[derive(Debug, Default)]
struct Heads([OnceLock<HeaderMap>; 4]);

impl Heads {
    fn of(&self, coding: Option<Coding>, make: impl FnOnce() -> HeaderMap) -> HeaderMap {
        let cell = coding.map_or(0, |coding| coding as usize + 1);
        self.0[cell].get_or_init(make).clone()
    }
}

impl AtHand {
    fn new(moment: Moment, entry: &Entry, age: CacheAge) -> Arc<Self> {
        Arc::new(Self {
            moment,
            age,
            items: entry.feed.items.len(),
            documents: Format::ALL.map(|format| Arc::downgrade(entry.documents.of(format))),
            heads: Default::default(),
        })
    }

    fn served(self: &Arc<Self>, format: Format) -> Option<Served> {
        Some(Served {
            document: self.documents[format as usize].upgrade()?,
            age: self.age,
            items: self.items,
            at_hand: Some((self.clone(), format)),
        })
    }

    pub(super) fn head(
        &self,
        format: Format,
        coding: Option<Coding>,
        make: impl FnOnce() -> HeaderMap,
    ) -> HeaderMap {
        self.heads[format as usize].of(coding, make)
    }
}

impl Gateway {
    /// The same as [`Self::document`] if it is at hand, as nearly every time: `None` if it must be waited for, or is
    /// refused.
    pub fn document_at_hand(self: &Arc<Self>, feed: &str, format: Format) -> Option<Served> {
        let setup = self.setup.load();
        let desk = setup.desk(feed).ok()?;
        // Before anything is looked at, so that a change meanwhile makes it another moment.
        let moment = Moment {
            second: self.clock.now().as_second(),
            changes: self.cache.changes(),
            landed: desk.landed(),
        };
        let at_hand = desk.at_hand.load();
        let same = at_hand.as_ref().filter(|it| it.moment == moment);
        if let Some(served) = same.and_then(|it| it.served(format)) {
            return Some(served);
        }
        let entry = self.entry_at(desk)?;
        let age = self.age_at_hand(desk, moment.landed, &entry);
        let at_hand = AtHand::new(moment, &entry, age);
        desk.at_hand.store(Some(at_hand.clone()));
        at_hand.served(format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::freshness::CacheState;
    use http::header::{AGE, HeaderValue};

    fn at_hand(document: &Arc<Document>) -> Arc<AtHand> {
        Arc::new(AtHand {
            moment: Moment {
                second: 1,
                changes: 1,
                landed: 1,
            },
            age: CacheAge {
                state: CacheState::Hit,
                ttl_seconds: 9,
                max_age_seconds: 9,
                stale_while_revalidate_seconds: 9,
            },
            items: 1,
            documents: [(); 3].map(|()| Arc::downgrade(document)),
            heads: Default::default(),
        })
    }

    fn document() -> Arc<Document> {
        Arc::new(Document::new(
            Format::Rss.content_type(),
            "news",
            None,
            None,
        ))
    }

    /// What the cache has let go for want of room must not stay in memory because someone read it lately.
    #[test]
    fn what_is_at_hand_is_not_held() {
        let document = document();
        let at_hand = at_hand(&document);
        let served = at_hand.served(Format::Atom);
        assert!(served.is_some_and(|served| Arc::ptr_eq(&served.document, &document)));
        drop(document);
        assert!(at_hand.served(Format::Atom).is_none());
    }

    /// A head that another coding's answer was given would make a feed unreadable.
    #[test]
    fn a_head_is_made_once_for_each_format_and_coding() {
        let at_hand = at_hand(&document());
        let mut made = Vec::new();
        let (rss, json) = (Format::Rss, Format::Json);
        let gzip = Some(Coding::Gzip);
        for (n, format, coding) in [(0, rss, None), (1, rss, gzip), (2, json, gzip)] {
            for _ in 0..2 {
                let fields = at_hand.head(format, coding, || {
                    made.push(n);
                    HeaderMap::from_iter([(AGE, HeaderValue::from(n))])
                });
                assert_eq!(fields[AGE], n.to_string().as_str());
            }
        }
        assert_eq!(made, [0, 1, 2]);
    }
}
