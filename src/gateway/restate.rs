//! Items that were made under other terms, under those in force.
//!
//! A changed grant, notice or title must hold for what is served already, and at once: not when the origin
//! is next reachable. In: a feed's items, from the cache or the store. Out: the same items, newly ruled on.

use std::sync::Arc;

use url::Url;

use super::Gateway;
use super::desk::Desk;
use crate::model::{Item, PublisherId};

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
    let items: Vec<Arc<Item>> = before
        .iter()
        .filter(|item| item.facts().sections.iter().any(|it| listed(&it.url)))
        .take(spec.limit)
        .map(|item| Arc::new(ruled(gateway, desk, item)))
        .collect();
    // One of which everything was withdrawn is still this feed.
    (before.is_empty() || !items.is_empty()).then_some(items)
}

fn ruled(gateway: &Gateway, desk: &Desk, item: &Item) -> Item {
    let publisher = &desk.spec.publisher;
    let known = gateway.store.article(&item.facts().link);
    item.ruled(match known {
        Some(record) if item.is_complete() => publisher.rule(Some(&record.article)),
        _ => publisher.rule_again(item),
    })
}
