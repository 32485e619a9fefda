//! Restates items that were made under other terms under the terms in force.
//!
//! A changed grant, notice or title holds at once for what is served already, not only when the origin is next reachable. In: a feed's items, from the cache or the store. Out: the same items, newly ruled on.

use std::sync::Arc;

use url::Url;

use super::compose::cut_title;
use super::whose::Whose;
use crate::gateway::conductor::Gateway;
use crate::gateway::feed_state::FeedState;
use crate::gateway::filter;
use crate::model::{Item, PublisherId, Section};
use crate::store::{ArticleRecord, wait};

/// The items under the terms in force; `None` when no item is this feed's any more.
///
/// What no section of the feed lists is left out, and another publisher's items cannot become this one's.
pub(in crate::gateway) fn items(
    gateway: &Gateway,
    feed_state: &FeedState,
    publisher: &PublisherId,
    before: &[Arc<Item>],
) -> Option<Vec<Arc<Item>>> {
    let spec = &feed_state.spec;
    if *publisher != spec.publisher.id {
        return None;
    }
    // Neither can those of a section that has another publisher now.
    let listed = |it: &Section| {
        let mut sections = spec.sections.iter();
        sections.any(|section| section.url == it.url && section.publisher == it.publisher)
    };
    let listed_items: Vec<&Arc<Item>> = before
        .iter()
        .filter(|item| item.facts().sections.iter().any(listed))
        .take(spec.limit)
        .collect();
    let listed_items: Vec<(&Arc<Item>, Option<ArticleRecord>)> = listed_items
        .iter()
        .copied()
        .zip(known(gateway, &listed_items))
        .collect();
    let config = gateway.config();
    let read = listed_items.iter().filter_map(|(item, known)| {
        let record = known.as_ref()?;
        let facts = item.facts();
        Some((&facts.sections[..], &facts.link, &record.article))
    });
    let whose = Whose::of_read(&config, spec, read);
    let mut items: Vec<Arc<Item>> = listed_items
        .iter()
        .map(|(item, known)| {
            let owner = whose.of(&item.facts().link, &item.facts().sections);
            let ruled = item.ruled(match known {
                Some(record) => owner.rule(Some(&record.article)),
                None => owner.rule_again(item),
            });
            Arc::new(ruled.titled(cut_title(&spec.title_cut, &item.facts().title)))
        })
        .collect();
    // A feed without items, since all were withdrawn or are filtered, is still this feed.
    let is_this_feed = before.is_empty() || !items.is_empty();
    let all = items.len();
    let now = gateway.clock.now();
    items.retain(|item| !filter::leaves_out(&spec.filter, item, false, now));
    feed_state.memory().filtered = all - items.len();
    is_this_feed.then_some(items)
}

/// What is remembered of the items' articles, if they had been read when the items were made. Blocks.
fn known(gateway: &Gateway, items: &[&Arc<Item>]) -> Vec<Option<ArticleRecord>> {
    let links: Vec<Url> = items.iter().map(|item| item.facts().link.clone()).collect();
    let records = wait(gateway.store.articles(&links));
    let known = records.into_iter().zip(items);
    known
        .map(|(record, item)| record.filter(|_| item.is_complete()))
        .collect()
}
