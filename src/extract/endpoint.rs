//! Paths into JSON that a page's scripts loaded, if it holds the list that the page shows.
//!
//! In: a document, and the articles of the page. Out: a [`Select`] with paths. The rule: a document is proposed only when what
//! the paths find in it has the addresses of at least half of the page's articles.

use std::collections::HashSet;

use serde_json::Value;

use super::json::keys::{self, IMAGE, SUMMARY};
use super::json::path::{Path, written};
use super::json::suggest::{fields, lists};
use super::json::{moment, read, resource, wrapped};
use super::list::fields::markup;
use super::{Teaser, sanitize};
use crate::config::Select;
use crate::model::{Guid, place_url};
use crate::page::Context;

/// Lists that are tried, the longest first.
const LISTS: usize = 8;
/// Items of a list that are compared.
const ITEMS: usize = 40;

/// A list endpoint that holds what a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// What to write into `feeds.toml`.
    pub select: Select,
    /// How many of the page's articles it has.
    pub shared: usize,
    /// How many articles it has.
    pub articles: usize,
}

/// Paths into `text`, which came from the address in `at`, that find what `teasers` are; `None` when it does not hold them.
pub fn suggest(text: &str, at: &Context<'_>, teasers: &[Teaser]) -> Option<Suggested> {
    let document = wrapped::parse(text).ok()?;
    let known = Known {
        addresses: teasers.iter().map(|it| Guid::of(&it.url)).collect(),
        titles: teasers.iter().map(|it| it.title.as_str()).collect(),
        summaries: teasers
            .iter()
            .filter_map(|it| it.summary.as_deref())
            .collect(),
        at,
    };
    let mut lists = lists(&document);
    lists.sort_by_key(|(_, list)| std::cmp::Reverse(list.len()));
    let tried = lists.iter().take(LISTS).filter_map(|(path, list)| {
        let select = known.select(written(path), list)?;
        let found = read(text, at, &select).ok()?;
        let shared = found.iter().filter(|it| known.has(it)).count();
        Some(Suggested {
            select,
            shared,
            articles: found.len(),
        })
    });
    tried
        .max_by_key(|it| it.shared)
        .filter(|best| best.shared * 2 >= teasers.len() && best.shared > 0)
}

/// What the page shows.
struct Known<'k> {
    addresses: HashSet<Guid>,
    titles: HashSet<&'k str>,
    summaries: HashSet<&'k str>,
    at: &'k Context<'k>,
}

impl Known<'_> {
    fn has(&self, teaser: &Teaser) -> bool {
        self.addresses.contains(&Guid::of(&teaser.url))
    }

    /// Paths within the items of `list`; `None` when none leads to the articles' addresses.
    fn select(&self, item: String, list: &[&Value]) -> Option<Select> {
        let items = list.get(..ITEMS).unwrap_or(list);
        let mut paths = Vec::new();
        fields(items.first()?, &mut Vec::new(), &mut paths);
        // The shallow ones say what they are.
        paths.sort_by_key(Vec::len);
        let fields: Vec<String> = paths.iter().map(|path| written(path)).collect();
        let best = |is: &dyn Fn(&str) -> bool| {
            let hits = |path: &&String| {
                let values = items.iter().filter_map(|item| Path::of(path).find(item));
                let texts = values.filter_map(|value| keys::scalar(value, &[]));
                texts.filter(|text| is(text)).count()
            };
            let best = fields.iter().rev().max_by_key(|path| hits(path))?;
            (hits(&best) > 0).then(|| best.clone())
        };
        let is_address = |text: &str| {
            let url = resource(text, self.at);
            url.is_some_and(|url| self.addresses.contains(&Guid::of(&place_url(&url))))
        };
        let is_title = |text: &str| {
            let title = markup::title(text);
            title.is_some_and(|title| self.titles.contains(title.as_str()))
        };
        let is_summary = |text: &str| self.summaries.contains(sanitize::plain_text(text).as_str());
        // The page may not show what the document has besides.
        let named = |names: &[&str]| {
            let last = |path: &str| Path::of(path).name().to_lowercase().replace(['_', '-'], "");
            let mut paths = fields.iter();
            paths
                .find(|path| names.contains(&last(path).as_str()))
                .cloned()
        };
        Some(Select {
            link: Some(best(&is_address)?),
            title: Some(best(&is_title)?),
            date: self.date(items.first()?),
            summary: best(&is_summary).or_else(|| named(&SUMMARY)),
            image: named(&IMAGE),
            next: None,
            item,
        })
    }

    /// The key of the first date that can be read.
    fn date(&self, item: &Value) -> Option<String> {
        let readable = keys::dates(item).find(|(is_utc, value)| {
            let text = keys::scalar(value, &[]);
            text.is_some_and(|text| moment(&text, self.at, *is_utc).is_some())
        })?;
        let pairs = item.as_object()?.iter();
        let mut same = pairs.filter(|(_, value)| std::ptr::eq(*value, readable.1));
        same.next()
            .map(|(key, _)| written(std::slice::from_ref(key)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::page::Budget;
    use crate::testing::{at, teaser, url};

    fn suggested(text: &str, shown: &[(&str, &str)]) -> Option<Suggested> {
        let shown: Vec<Teaser> = shown
            .iter()
            .map(|(path, title)| teaser(url(&format!("http://news.example{path}")), title, None))
            .collect();
        let endpoint = url("http://news.example/api/list?page=1");
        let budget = Budget::of_page(text.len());
        let context = Context {
            url: &endpoint,
            zone: &TimeZone::UTC,
            language: "en",
            now: at(1_760_000_000),
            budget: &budget,
        };
        suggest(text, &context, &shown)
    }

    /// An operator who would have to look for the endpoint in a network panel renders the page for ever instead.
    #[test]
    fn the_document_that_holds_the_list_is_found_with_its_paths() {
        let text = r#"{"menu": [{"name": "City", "url": "/city"}, {"name": "Sport", "url": "/sport"}, {"name": "Sea", "url": "/sea"}],
            "data": {"page": {"items.list": [
            {"id": 1, "head": {"text": "Bridge closed"}, "seo": {"path": "/a/1"}, "publish_time": "2025-10-01 08:00", "intro": "For a week."},
            {"id": 2, "head": {"text": "Ferry &amp; fares"}, "seo": {"path": "/a/2"}, "publish_time": "2025-10-01 09:00", "intro": "From May."}]}}}"#;
        let found = suggested(
            text,
            &[("/a/1", "Bridge closed"), ("/a/2", "Ferry & fares")],
        );
        let found = found.expect("a proposal");
        assert_eq!((found.shared, found.articles), (2, 2));
        assert_eq!(found.select.item, "/data/page/items.list");
        assert_eq!(found.select.title.as_deref(), Some("head.text"));
        assert_eq!(found.select.link.as_deref(), Some("seo.path"));
        assert_eq!(found.select.date.as_deref(), Some("publish_time"));
        assert_eq!(found.select.summary.as_deref(), Some("intro"));
    }

    /// A proposal that lists something else would replace a feed that works.
    #[test]
    fn what_does_not_hold_the_list_is_not_proposed() {
        let shown = [
            ("/a/1", "Bridge closed"),
            ("/a/2", "Ferry fares"),
            ("/a/3", "Sea"),
        ];
        for text in [
            "{}",
            "no JSON",
            r#"[{"title": "Bridge closed"}, {"title": "Ferry fares"}]"#,
            r#"[{"title": "Bridge closed", "url": "/a/1"}, {"title": "Other", "url": "/b"}]"#,
            r#"[{"title": "City", "url": "/city"}]"#,
        ] {
            assert_eq!(suggested(text, &shown), None, "{text}");
        }
    }
}
