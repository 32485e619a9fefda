//! A section read by the operator's selectors.
//!
//! In: a page and a [`Select`]. Out: one teaser for each item, or an error that names the selector which
//! found nothing, what the others found, and what to try.

use dom_query::{Matcher, NodeRef, local_name};
use url::Url;

use super::dated;
use super::give_way;
use super::image;
use super::link::Links;
use super::page::{Index, Page};
use super::summary;
use super::title;
use crate::config::Select;
use crate::extract::{Context, ExtractError, Teaser};

/// One of the operator's selectors, ready to be applied.
struct Rule<'s> {
    key: &'static str,
    written: &'s str,
    matcher: Matcher,
}

impl<'s> Rule<'s> {
    fn new(key: &'static str, written: &'s str) -> Result<Self, ExtractError> {
        Matcher::new(written).map_or_else(
            |_| {
                Err(ExtractError::NoList {
                    found: format!("the {key} selector `{written}` is not a CSS selector"),
                    remedy: "correct it in feeds.toml; `byline check` shows the place".to_owned(),
                })
            },
            |matcher| {
                Ok(Self {
                    key,
                    written,
                    matcher,
                })
            },
        )
    }

    fn optional(
        key: &'static str,
        written: Option<&'s String>,
    ) -> Result<Option<Self>, ExtractError> {
        written.map(|text| Self::new(key, text)).transpose()
    }

    /// The first element in `item` that matches, `item` itself included.
    fn first(&self, page: &Page<'_>, item: Index) -> Option<Index> {
        page.subtree(item)
            .find(|&i| page.node(i).is_match(&self.matcher))
    }

    fn all<'p>(&self, page: &Page<'p>) -> Vec<Index> {
        (0..page.len())
            .filter(|&i| {
                let node: NodeRef<'p> = page.node(i);
                node.is_match(&self.matcher)
            })
            .collect()
    }
}

struct Rules<'s> {
    item: Rule<'s>,
    title: Option<Rule<'s>>,
    link: Option<Rule<'s>>,
    date: Option<Rule<'s>>,
    summary: Option<Rule<'s>>,
    image: Option<Rule<'s>>,
}

impl<'s> Rules<'s> {
    fn new(select: &'s Select) -> Result<Self, ExtractError> {
        Ok(Self {
            item: Rule::new("item", &select.item)?,
            title: Rule::optional("title", select.title.as_ref())?,
            link: Rule::optional("link", select.link.as_ref())?,
            date: Rule::optional("date", select.date.as_ref())?,
            summary: Rule::optional("summary", select.summary.as_ref())?,
            image: Rule::optional("image", select.image.as_ref())?,
        })
    }

    fn others(&self) -> impl Iterator<Item = &Rule<'s>> {
        [
            &self.title,
            &self.link,
            &self.date,
            &self.summary,
            &self.image,
        ]
        .into_iter()
        .filter_map(Option::as_ref)
    }
}

/// The items in page order, and one line on each selector that found nothing in any of them.
pub(super) fn read(
    page: &Page<'_>,
    links: &Links,
    at: &Context<'_>,
    select: &Select,
) -> Result<(Vec<Teaser>, Vec<String>), ExtractError> {
    let rules = Rules::new(select)?;
    let items = rules.item.all(page);
    if items.is_empty() {
        return Err(no_items(page, &rules));
    }
    let mut teasers = Vec::new();
    let (mut linked, mut titled) = (0_usize, 0_usize);
    for (number, &item) in items.iter().enumerate() {
        give_way(number);
        let Some((link, url)) = link_of(page, links, &rules, item) else {
            continue;
        };
        linked += 1;
        let Some(title) = title_of(page, &rules, item, link) else {
            continue;
        };
        titled += 1;
        let place = |rule: &Option<Rule<'_>>| rule.as_ref().and_then(|r| r.first(page, item));
        let title_span = || title::span(page, place(&rules.title).unwrap_or(link));
        teasers.push(Teaser {
            url,
            title,
            published: match &rules.date {
                Some(_) => place(&rules.date).and_then(|i| dated::at(page, i, at)),
                None => dated::beside(page, &[item], &title_span(), at),
            },
            summary: place(&rules.summary).and_then(|i| summary::at(page, i)),
            image: place(&rules.image).and_then(|i| image::of(page, links, i)),
            article: None,
        });
    }
    if linked == 0 {
        return Err(nothing_inside(
            page,
            &rules,
            &items,
            "link",
            rules.link.as_ref(),
        ));
    }
    if titled == 0 {
        return Err(nothing_inside(
            page,
            &rules,
            &items,
            "title",
            rules.title.as_ref(),
        ));
    }
    let blanks = rules
        .others()
        .filter(|rule| items.iter().all(|&item| rule.first(page, item).is_none()))
        .map(|rule| {
            format!(
                "the {} selector `{}` found nothing in any of the {} items",
                rule.key,
                rule.written,
                items.len()
            )
        })
        .collect();
    Ok((teasers, blanks))
}

/// The item's link: where its rule points (there or within), else the first link that has something to read.
fn link_of(page: &Page<'_>, links: &Links, rules: &Rules<'_>, item: Index) -> Option<(Index, Url)> {
    let within = |place: Index| {
        let is_anchor = |&i: &Index| page.element(i).name == local_name!("a");
        let linked = |i| Some((i, links.article(&page.attr(i, "href")?)?));
        let anchors = page.subtree(place).filter(is_anchor).filter_map(linked);
        let mut first = None;
        for (anchor, url) in anchors {
            if title::of(page, anchor).is_some() {
                return Some((anchor, url));
            }
            first.get_or_insert((anchor, url));
        }
        first
    };
    match &rules.link {
        None => within(item),
        Some(rule) => page
            .subtree(item)
            .filter(|&i| page.node(i).is_match(&rule.matcher))
            .find_map(|place| {
                within(place).or_else(|| Some((place, links.article(&page.attr(place, "href")?)?)))
            }),
    }
}

/// The title's element, made whole by the link that carries it.
fn title_of(page: &Page<'_>, rules: &Rules<'_>, item: Index, link: Index) -> Option<String> {
    let Some(rule) = &rules.title else {
        return title::of(page, link);
    };
    let shown = title::of(page, rule.first(page, item)?)?;
    let named = ["title", "aria-label"]
        .iter()
        .filter_map(|name| page.attr(link, name))
        .map(|value| title::tidy(&value))
        .collect::<Vec<_>>();
    Some(title::whole(&shown, named.iter().map(String::as_str)).to_owned())
}

fn no_items(page: &Page<'_>, rules: &Rules<'_>) -> ExtractError {
    let others = found_elsewhere(page, rules, "item");
    ExtractError::NoList {
        found: format!(
            "the item selector `{}` found nothing{others}",
            rules.item.written
        ),
        remedy: REMEDY.to_owned(),
    }
}

const REMEDY: &str = "the page may have a new layout: compare the selectors with its source, \
     or try `byline discover` on it and leave out the select table";

fn nothing_inside(
    page: &Page<'_>,
    rules: &Rules<'_>,
    items: &[Index],
    key: &'static str,
    rule: Option<&Rule<'_>>,
) -> ExtractError {
    let what = rule.map_or_else(
        || format!("there is no {key} in them"),
        |rule| {
            format!(
                "the {key} selector `{}` found no {key} in them",
                rule.written
            )
        },
    );
    let others = found_elsewhere(page, rules, key);
    ExtractError::NoList {
        found: format!(
            "the item selector `{}` found {}, but {what}{others}",
            rules.item.written,
            elements(items.len())
        ),
        remedy: REMEDY.to_owned(),
    }
}

/// What the selectors besides `key` find on the whole page: `; on the whole page title `h3 a` finds 12 elements`.
fn found_elsewhere(page: &Page<'_>, rules: &Rules<'_>, key: &str) -> String {
    let counts: Vec<String> = rules
        .others()
        .filter(|rule| rule.key != key)
        .map(|rule| {
            format!(
                "{} `{}` finds {}",
                rule.key,
                rule.written,
                elements(rule.all(page).len())
            )
        })
        .collect();
    if counts.is_empty() {
        String::new()
    } else {
        format!("; on the whole page {}", counts.join(", "))
    }
}

fn elements(count: usize) -> String {
    match count {
        1 => "1 element".to_owned(),
        n => format!("{n} elements"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Listing, read};
    use super::*;
    use jiff::tz::TimeZone;

    fn section(html: &str, path: &str, select: &Select) -> Result<Listing, ExtractError> {
        let url = Url::parse("http://news.example/").and_then(|base| base.join(path));
        let at = Context {
            url: &url.expect("a test URL"),
            zone: &TimeZone::get("Asia/Shanghai").expect("a zone"),
            language: "zh-CN",
            now: "2015-01-21T14:00:00+08:00".parse().expect("a time"),
        };
        read(html, &at, Some(select))
    }

    fn select(item: &str, rest: [&str; 5]) -> Select {
        let [title, link, date, summary, image] =
            rest.map(|rule| (!rule.is_empty()).then(|| rule.to_owned()));
        Select {
            item: item.to_owned(),
            title,
            link,
            date,
            summary,
            image,
            next: None,
        }
    }

    /// The operator of the first publisher writes these very selectors.
    #[test]
    fn heading_abstract_and_label_come_out_as_written() {
        let html = include_str!("../../../tests/sections/headings.html");
        let rules = select("#main2 li", ["h3 a", "h3 a", "label", "p", "img"]);
        let list = section(html, "dynews/", &rules).expect("a list");
        assert_eq!(list.teasers.len(), 10);
        let first = &list.teasers[0];
        assert_eq!(
            first.url.as_str(),
            "http://news.example/dynews/201501/t20150121_11768000.htm"
        );
        assert_eq!(first.title, "城南老桥加固工程本月完工 两侧人行道同步拓宽");
        let summary = first.summary.as_deref().unwrap_or_default();
        assert!(summary.ends_with("公交线路恢复原走向。"), "{summary}");
        assert!(list.explain[0].contains("`img` found nothing"));
    }

    /// A column too narrow for its headlines must not cut them in the feed.
    #[test]
    fn cut_titles_are_whole() {
        let html = include_str!("../../../tests/sections/plain.html");
        let list = section(html, "life/", &select("#main2 .news_list li", [""; 5]));
        let list = list.expect("a list");
        assert_eq!(list.teasers.len(), 14);
        assert!(list.teasers.iter().all(|t| !t.title.contains("..")));
    }

    /// Late pictures and the two links of a card are one item with its picture.
    #[test]
    fn a_card_is_one_item_with_its_late_picture() {
        let html = include_str!("../../../tests/sections/cards.html");
        let rules = select(".pics a", ["", "", "", "", "img"]);
        let list = section(html, "photo/", &rules).expect("a list");
        assert_eq!(list.teasers.len(), 12);
        assert_eq!(
            list.teasers[0].image.as_ref().map(Url::as_str),
            Some("http://news.example/photo/201501/W0201501200.jpg")
        );
    }

    /// Links that lead nowhere else would become items that nobody can open.
    #[test]
    fn links_resolve_as_in_a_browser() {
        let html = r##"<base href="//cdn.news.example/a/b/"><ul>
            <li><a href="./x.htm#top">First of the day</a>
            <li><a href="//other.example/y?utm_source=s&id=2">Second of the day</a>
            <li><a href="javascript:void(0)">Not a page</a>
            <li><a href="#here">Not another page</a>
            <li><a href="mailto:a@news.example">Nor this</a>
            <li><a href=" ../z.htm ">Third of the day</a></ul>"##;
        let list = section(html, "s/", &select("li", [""; 5])).expect("a list");
        let urls: Vec<&str> = list.teasers.iter().map(|t| t.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "http://cdn.news.example/a/b/x.htm",
                "http://other.example/y?id=2",
                "http://cdn.news.example/a/z.htm"
            ]
        );
    }

    /// An operator must know which selector failed without opening the page.
    #[test]
    fn a_selector_that_finds_nothing_is_named() {
        let html = include_str!("../../../tests/sections/headings.html");
        let failed = |rules: &Select| match section(html, "dynews/", rules) {
            Err(error) => error.to_string(),
            Ok(list) => panic!("{} items", list.teasers.len()),
        };
        let none = failed(&select("#list li", ["h3 a", "", "label", "", ""]));
        assert!(
            none.contains("item selector `#list li` found nothing"),
            "{none}"
        );
        assert!(none.contains("title `h3 a` finds 10 elements"), "{none}");
        let linkless = failed(&select("#main2 li", ["", "h4 a", "", "", ""]));
        assert!(
            linkless.contains("found 10 elements, but the link selector `h4 a` found no link"),
            "{linkless}"
        );
        assert!(linkless.contains("byline discover"), "{linkless}");
        assert!(failed(&select("li[", [""; 5])).contains("is not a CSS selector"));
    }
}
