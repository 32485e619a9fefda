//! The draft of a feed: what a refresh has gathered becomes items with their rights, the newest first.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::compose::{self, Earlier, Listed};
use super::entry::shell;
use super::merge;
use super::whose::Whose;
use crate::cache::CacheEntry;
use crate::gateway::conductor::Gateway;
use crate::gateway::failure::Failure;
use crate::gateway::feed_state::FeedState;
use crate::gateway::filter;
use crate::model::{Article, Feed, Guid, Item, Moment, Tombstone, page_of};

/// What a refresh has gathered.
pub(in crate::gateway) struct FeedDraft {
    pub(in crate::gateway) listed: Vec<Listed>,
    /// How many listed articles the filter has left out so far; `None` when nothing was listed anew.
    pub(in crate::gateway) filtered: Option<usize>,
    /// Items that no list has and that stay as they are.
    pub(in crate::gateway) unlisted: Vec<Arc<Item>>,
    /// By the guid of their page, or of the item where an upstream feed states them.
    pub(in crate::gateway) articles: HashMap<Guid, Arc<Article>>,
    pub(in crate::gateway) previous: Option<Arc<CacheEntry>>,
    /// Nothing differs from `previous`: it only needs new times.
    pub(in crate::gateway) unchanged: bool,
    /// More articles are on their way.
    pub(in crate::gateway) growing: bool,
}

/// The feed of `draft`, without what is withdrawn.
pub(super) fn feed(
    gateway: &Gateway,
    feed_state: &FeedState,
    mut draft: FeedDraft,
    tombstones: Vec<Tombstone>,
    now: Timestamp,
) -> Result<Feed, Failure> {
    let spec = &feed_state.spec;
    let zone = &spec.publisher.zone;
    draft
        .listed
        .retain(|it| gateway.store.withdrawal(&it.teaser.url).is_none());
    // Only what can be shown is written to the store, however many new links a page has each time.
    draft.listed = merge::foremost(draft.listed, spec.limit);
    let links: Vec<(Guid, Url)> = draft
        .listed
        .iter()
        .map(|listed| (listed.guid, listed.teaser.url.clone()))
        .collect();
    let first_seen = gateway.store.first_seen(&spec.id, &links, now);
    let before: HashMap<Guid, &Item> = draft
        .previous
        .iter()
        .flat_map(|entry| &entry.feed.items)
        .map(|item| (item.facts().guid, &**item))
        .collect();
    let config = gateway.config();
    let whose = if draft.growing {
        Whose::of_unread(&config, spec)
    } else {
        let read = draft.listed.iter().filter_map(|listed| {
            let url = &listed.teaser.url;
            let of_page = match url.fragment() {
                Some(_) => draft.articles.get(&Guid::of(&page_of(url))),
                None => None,
            };
            let article = of_page.or_else(|| draft.articles.get(&listed.guid))?;
            Some((&listed.sections[..], url, &**article))
        });
        Whose::of_read(&config, spec, read)
    };
    let mut items: Vec<Arc<Item>> = draft
        .listed
        .iter()
        .filter_map(|listed| {
            let guid = listed.guid;
            let before = before.get(&guid).copied();
            let article = article_of(&draft.articles, listed);
            let article = article.as_deref();
            // When the store cannot be read, no date is invented: an item without a date waits.
            let dated = || listed.teaser.published.or(article?.published);
            let first_seen = match first_seen.get(&guid) {
                Some(&seen) => Moment::in_zone(seen, zone),
                None => before.map(|before| before.facts().updated).or_else(dated)?,
            };
            let earlier = Earlier {
                first_seen,
                complete: before.filter(|before| before.is_complete()),
            };
            Some(Arc::new(compose::item(
                listed,
                article,
                whose.of(&listed.teaser.url, &listed.sections),
                earlier,
                &spec.title_cut,
                Moment::in_zone(now, zone),
            )))
        })
        .collect();
    if items.len() < draft.listed.len() {
        // An item that waits for its date is read again, even if its page is unchanged.
        feed_state.memory().forget_pages();
    }
    let listed: HashSet<Guid> = items.iter().map(|item| item.facts().guid).collect();
    let mut unlisted = draft.unlisted;
    unlisted.retain(|item| !listed.contains(&item.facts().guid) && gateway.store.stands(item));
    items.extend(unlisted);
    if items.is_empty() && first_seen.len() < links.len() {
        return Err(Failure::page(format!(
            "feed \"{}\": its dates cannot be read from the store",
            spec.id
        )));
    }
    let all = items.len();
    items.retain(|item| !filter::leaves_out(&spec.filter, item, draft.growing, now));
    if let (Some(filtered), false) = (draft.filtered, draft.growing) {
        feed_state.memory().filtered = filtered + all - items.len();
    }
    merge::newest_first(&mut items, &first_seen);
    items.truncate(spec.limit);
    merge::shorten(&mut items, spec.limit);
    Ok(shell(feed_state, items, tombstones))
}

/// What is known of the article that is `listed`; of a place, what its page states of all of them.
fn article_of(articles: &HashMap<Guid, Arc<Article>>, listed: &Listed) -> Option<Arc<Article>> {
    articles.get(&listed.guid).cloned().or_else(|| {
        let url = &listed.teaser.url;
        url.fragment()?;
        let page = articles.get(&Guid::of(&page_of(url)))?;
        Some(Arc::new(page.of_place()))
    })
}
