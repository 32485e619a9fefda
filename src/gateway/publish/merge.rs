//! Several sections, one feed: one item per article, sections united, newest first.
//!
//! In: each section's teasers in page order. Out: one list without duplicates. Pure.
//! Identity is the guid, which is made of the article's URL and nothing else: titles change, links do not.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::compose::Listed;
use crate::extract::Teaser;
use crate::model::{Guid, Item, Section};

/// Unites the sections, each with its teasers in page order.
pub(in crate::gateway) fn unite<'a>(
    sections: impl IntoIterator<Item = (&'a Section, &'a [Teaser])>,
) -> Vec<Listed> {
    let mut united: Vec<(usize, Listed)> = Vec::new();
    let mut known: HashMap<Guid, usize> = HashMap::new();
    for (section, teasers) in sections {
        for (position, teaser) in teasers.iter().enumerate() {
            let guid = Guid::of(&teaser.url);
            match known.get(&guid) {
                Some(&at) => {
                    let (first_position, listed) = &mut united[at];
                    *first_position = position.min(*first_position);
                    enrich(&mut listed.teaser, teaser);
                    if !listed.sections.contains(section) {
                        listed.sections.push(section.clone());
                    }
                }
                None => {
                    known.insert(guid, united.len());
                    united.push((
                        position,
                        Listed {
                            teaser: teaser.clone(),
                            guid,
                            sections: vec![section.clone()],
                        },
                    ));
                }
            }
        }
    }
    // Sections alternate, so that a long first section does not push a short second one beyond the limit.
    united.sort_by_key(|(position, _)| *position);
    united.into_iter().map(|(_, listed)| listed).collect()
}

/// What one section leaves open, another may state.
fn enrich(known: &mut Teaser, other: &Teaser) {
    if other.url.scheme() == "https" && known.url.scheme() == "http" {
        known.url.clone_from(&other.url);
    }
    if known.title.chars().count() < other.title.chars().count()
        && other.title.starts_with(stem(&known.title))
    {
        known.title.clone_from(&other.title);
    }
    known.published = known.published.or(other.published);
    known.summary = known.summary.take().or_else(|| other.summary.clone());
    known.image = known.image.take().or_else(|| other.image.clone());
    if known.media.is_empty() {
        known.media.clone_from(&other.media);
    }
    known.article = known.article.take().or_else(|| other.article.clone());
}

fn stem(title: &str) -> &str {
    title.trim_end_matches(['…', '.', ' '])
}

/// The `limit` that matter most before any article was read: the newest, and those without a date,
/// which stand where their section put them.
pub(in crate::gateway) fn foremost(mut listed: Vec<Listed>, limit: usize) -> Vec<Listed> {
    if listed.len() > limit {
        let cut_off = listed_date_at(&listed, limit);
        listed.retain(|one| {
            one.teaser
                .published
                .is_none_or(|at| at.timestamp() >= cut_off)
        });
        listed.truncate(limit);
    }
    listed
}

/// The date of the `limit`-th newest; everything older can not be among the newest `limit`.
fn listed_date_at(listed: &[Listed], limit: usize) -> Timestamp {
    let mut dates: Vec<Timestamp> = listed
        .iter()
        .filter_map(|one| one.teaser.published)
        .map(|at| at.timestamp())
        .collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    dates
        .get(limit.saturating_sub(1))
        .copied()
        .unwrap_or(Timestamp::MIN)
}

/// Newest first; what has no date goes by when it was first seen; ties keep the page's order.
pub(in crate::gateway) fn newest_first(
    items: &mut [Arc<Item>],
    first_seen: &HashMap<Guid, Timestamp>,
) {
    items.sort_by_key(|item| {
        let facts = item.facts();
        let at = facts
            .published
            .map(|at| at.timestamp())
            .or_else(|| first_seen.get(&facts.guid).copied())
            // What stays without being listed was in its place before.
            .unwrap_or_else(|| facts.updated.timestamp());
        std::cmp::Reverse(at)
    });
}

/// The bodies of a feed together, per item of its limit and at the least, in bytes: an aggregator that polls gets them
/// all. An article has some 10 KiB.
const BODY_SHARE_BYTES: usize = 32 * 1024;
const BODIES_LEAST_BYTES: usize = 4 * 1024 * 1024;

/// Leaves the bodies of the oldest out where a feed of `limit` items would be larger than readers take.
pub(in crate::gateway) fn shorten(items: &mut [Arc<Item>], limit: usize) {
    let mut left = limit
        .saturating_mul(BODY_SHARE_BYTES)
        .max(BODIES_LEAST_BYTES);
    for item in items {
        match left.checked_sub(item.body_bytes()) {
            Some(rest) => left = rest,
            None => *item = Arc::new(item.shortened()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grant;
    use crate::testing::url;

    fn teaser(path: &str, title: &str, second: Option<i64>) -> Teaser {
        let link = url(&format!("http://news.example/{path}"));
        crate::testing::teaser(link, title, second)
    }

    fn section(label: &str) -> Section {
        Section {
            url: url("http://news.example/s/"),
            label: label.into(),
            publisher: None,
        }
    }

    /// A reader of a merged feed must not see one article twice, nor lose where it stood.
    #[test]
    fn an_article_in_two_sections_is_one_item_of_both() {
        let (news, local) = (section("news"), section("local"));
        let first = [teaser("a", "A long he…", None), teaser("b", "B", None)];
        let second = [teaser("a", "A long headline", Some(7))];
        let united = unite([(&news, &first[..]), (&local, &second[..])]);
        assert_eq!(united.len(), 2);
        assert_eq!(united[0].sections, [news, local]);
        assert_eq!(united[0].teaser.title, "A long headline");
        assert!(united[0].teaser.published.is_some());
    }

    /// A portal on its way to https links its articles both ways, and a reader must not see each of them twice.
    #[test]
    fn http_and_https_are_one_article() {
        let (news, local) = (section("news"), section("local"));
        let plain = [teaser("a", "A", None), teaser("b", "B", None)];
        let mut secure = teaser("a", "A", Some(7));
        secure.url.set_scheme("https").expect("a web scheme");
        let united = unite([(&news, &plain[..]), (&local, std::slice::from_ref(&secure))]);
        assert_eq!(united.len(), 2);
        assert_eq!(united[0].teaser.url, secure.url);
        assert_eq!(united[0].sections, [news, local]);
    }

    /// A busy section must not crowd a quiet one out of the feed.
    #[test]
    fn the_limit_keeps_the_newest_and_shares_fairly() {
        let (busy, quiet) = (section("busy"), section("quiet"));
        let many: Vec<Teaser> = (0..9)
            .map(|n| teaser(&format!("m{n}"), "M", Some(1000 - n)))
            .collect();
        let few = [teaser("f0", "F", Some(2000)), teaser("f1", "F", None)];
        let left = foremost(unite([(&busy, &many[..]), (&quiet, &few[..])]), 4);
        let urls: Vec<&str> = left.iter().map(|one| one.teaser.url.path()).collect();
        assert_eq!(urls, ["/m0", "/f0", "/m1", "/f1"]);
    }

    /// Fifty articles of half a megabyte each would be sent to everyone who polls, and take the memory of all.
    #[test]
    fn a_feed_that_would_be_too_large_keeps_its_newest_bodies() {
        let body = "x".repeat(BODIES_LEAST_BYTES / 4);
        let item = |text: &str| Arc::new(crate::testing::item(Grant::Full, None, text));
        let mut items: Vec<Arc<Item>> = (0..6).map(|_| item(&body)).collect();
        items.push(item("short"));
        shorten(&mut items, 50);
        let has_body: Vec<bool> = items.iter().map(|item| item.body_bytes() > 0).collect();
        // Each body is in a paragraph of seven bytes more.
        assert_eq!(has_body, [true, true, true, false, false, false, true]);
        let mut many: Vec<Arc<Item>> = (0..6).map(|_| item(&body)).collect();
        shorten(&mut many, 1_000);
        assert!(many.iter().all(|item| item.body_bytes() > 0));
    }
}
