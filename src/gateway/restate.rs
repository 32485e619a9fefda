//! Items that were made under other terms, under those in force.
//!
//! A changed grant, notice or title must hold for what is served already, and at once: not when the origin
//! is next reachable. In: a feed's items, from the cache or the store. Out: the same items, newly ruled on.

use std::sync::Arc;

use url::Url;

use super::Gateway;
use super::desk::Desk;
use super::publish::around;
use crate::model::{Item, Labelling, PublisherId};
use crate::store::ArticleRecord;

/// The items under the terms that `desk` has now; `None` when nothing of them is this feed's any more.
///
/// What no section of the feed lists is left out, and another publisher's items cannot become this one's.
pub(super) fn items(
    gateway: &Gateway,
    desk: &Desk,
    publisher: &PublisherId,
    before: &[Arc<Item>],
) -> Option<Vec<Arc<Item>>> {
    let spec = &desk.spec;
    if *publisher != spec.publisher.id {
        return None;
    }
    let listed = |url: &Url| spec.sections.iter().any(|section| section.url == *url);
    let kept: Vec<(&Arc<Item>, Option<ArticleRecord>)> = before
        .iter()
        .filter(|item| item.facts().sections.iter().any(|it| listed(&it.url)))
        .take(spec.limit)
        .map(|item| (item, known(gateway, item)))
        .collect();
    let read = kept.iter().filter_map(|(_, known)| known.as_ref());
    let labelling = Labelling::of(&spec.publisher, read.map(|record| &record.article));
    let items: Vec<Arc<Item>> = kept
        .iter()
        .map(|(item, known)| Arc::new(ruled(gateway, desk, item, known.as_ref(), labelling)))
        .collect();
    // One of which everything was withdrawn is still this feed.
    (before.is_empty() || !items.is_empty()).then_some(items)
}

/// What is remembered of an item's article, if it had been read when the item was made.
fn known(gateway: &Gateway, item: &Item) -> Option<ArticleRecord> {
    let record = gateway.store.article(&item.facts().link);
    record.filter(|_| item.is_complete())
}

fn ruled(
    gateway: &Gateway,
    desk: &Desk,
    item: &Item,
    known: Option<&ArticleRecord>,
    labelling: Labelling,
) -> Item {
    let publisher = &desk.spec.publisher;
    item.ruled(match known {
        Some(record) => {
            let config = gateway.config();
            let around = around(&config, &desk.spec, &item.facts().link, labelling);
            publisher.rule(Some(&record.article), around)
        }
        None => publisher.rule_again(item),
    })
}
