//! A section read by the operator's selectors.
//!
//! In: a page and a [`Select`]. Out: one teaser for each item, or an error that names the selector which
//! found nothing, what the others found, and what to try.

use std::ops::Range;

use html5ever::local_name;
use url::Url;

use crate::config::Select;
use crate::extract::list::Listing;
use crate::extract::list::entries::{self, Entries};
use crate::extract::list::fields::edges::Shared;
use crate::extract::list::fields::link::Links;
use crate::extract::list::fields::{date, image, places, summary, title};
use crate::extract::list::{nothing, unite};
use crate::extract::teaser::ITEMS_PER_STEP;
use crate::extract::{ExtractError, Teaser};
use crate::model::{Article, Moment, Selector};
use crate::page::elements::{Index, Page};
use crate::page::matching::Matcher;
use crate::page::{Context, Dom};

/// One of the operator's selectors, at work on a page.
struct Rule<'s> {
    key: &'static str,
    written: &'s str,
    matcher: Matcher,
}

impl<'s> Rule<'s> {
    fn new(key: &'static str, written: &'s str) -> Result<Self, ExtractError> {
        let Ok(selector) = Selector::new(written) else {
            return Err(ExtractError::no_list(
                format!("the {key} selector `{written}` is not a CSS selector"),
                "correct it in feeds.toml; `byline check` shows the place",
            ));
        };
        Ok(Self {
            key,
            written,
            matcher: Matcher::new(selector),
        })
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
            .find(|&i| self.matcher.matches(page.node(i)))
    }

    fn all(&self, page: &Page<'_>) -> Vec<Index> {
        (0..page.len())
            .filter(|&i| self.matcher.matches(page.node(i)))
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

/// The list of `html`, by the operator's selectors.
///
/// # Errors
/// [`ExtractError::NoList`] says which selector found nothing and what to try, [`ExtractError::Unreadable`] that
/// the page is built to exhaust its reader.
pub fn read(html: &str, at: &Context<'_>, select: &Select) -> Result<Listing, ExtractError> {
    nothing::require_html(html)?;
    let dom = Dom::parse(html, at.budget)?;
    let page = Page::of(&dom);
    let links = Links::of(&page, at);
    let (teasers, explain) =
        apply(&page, &links, at, select).map_err(|error| error.or_challenge(html))?;
    at.budget.settle()?;
    Ok(Listing {
        teasers: unite::duplicates(teasers),
        explain,
        choice: None,
    })
}

/// The items in page order, and one line on each selector that found nothing in any of them.
pub(super) fn apply(
    page: &Page<'_>,
    links: &Links<'_>,
    at: &Context<'_>,
    select: &Select,
) -> Result<(Vec<Teaser>, Vec<String>), ExtractError> {
    let rules = Rules::new(select)?;
    let items = rules.item.all(page);
    if items.is_empty() {
        return Err(no_items(page, &rules));
    }
    let entries = Entries::of(items.clone());
    let mut teasers = Vec::new();
    let (mut linked, mut titled) = (0_usize, 0_usize);
    for (number, &item) in items.iter().enumerate() {
        if number % ITEMS_PER_STEP == 0 {
            at.budget.step()?;
        }
        let Some((link, url)) = link_of(page, links, &rules, item) else {
            continue;
        };
        linked += 1;
        let Some((title, title_span)) = title_of(page, &rules, item, link, at) else {
            continue;
        };
        titled += 1;
        let place = |rule: &Option<Rule<'_>>| rule.as_ref().and_then(|r| r.first(page, item));
        let published = match &rules.date {
            Some(_) => place(&rules.date).and_then(|i| date::at(page, i, at)),
            None => date::beside(page, &[item], &title_span, at).published,
        };
        let article = links
            .is_own(&url)
            .then(|| {
                let shown = place(&rules.title).unwrap_or(item);
                let facts = (&url, &*title, published);
                article_of(page, links, &entries, (item, shown), facts, at)
            })
            .flatten();
        teasers.push(Teaser {
            url,
            title,
            published,
            summary: place(&rules.summary).and_then(|i| summary::at(page, i)),
            image: place(&rules.image).and_then(|i| image::of(page, links, i)),
            article,
            media: crate::model::Media::default(),
            language: None,
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
    let teasers = places::settle(teasers, at.url);
    if teasers.is_empty() {
        return Err(all_on_the_page(&rules, items.len()));
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

/// The entry of the page itself that `item` is or that it leads to.
fn article_of(
    page: &Page<'_>,
    links: &Links<'_>,
    entries: &Entries,
    (item, shown): (Index, Index),
    (url, title, published): (&Url, &str, Option<Moment>),
    at: &Context<'_>,
) -> Option<Box<Article>> {
    let name = url.fragment()?;
    let target = entries::named(page, name)
        .filter(|&it| !page.contains(item, it) && !page.contains(it, item));
    let facts = (title, published);
    let article = match target {
        None => entries.article(page, links, (item, shown), facts, at),
        Some(target) => {
            let named = Entries::of(vec![target]);
            named.article(page, links, (target, target), facts, at)
        }
    };
    article.body.is_some().then(|| Box::new(article))
}

/// Why a list of links to the page itself is no list of articles.
fn all_on_the_page(rules: &Rules<'_>, items: usize) -> ExtractError {
    ExtractError::no_list(
        format!(
            "the item selector `{}` found {}, but their links lead to this page itself",
            rules.item.written,
            elements(items)
        ),
        REMEDY,
    )
}

/// The item's link: where its rule points (there or within), else the first link that has something to read, one that
/// leads away before one that stays on the page.
fn link_of(
    page: &Page<'_>,
    links: &Links<'_>,
    rules: &Rules<'_>,
    item: Index,
) -> Option<(Index, Url)> {
    let within = |place: Index| {
        let anchors = page
            .subtree(place)
            .filter(|&i| page.element(i).name == local_name!("a"))
            .filter_map(|i| Some((i, links.place(page.attr(i, "href")?)?)));
        let (mut first, mut on_page) = (None, None);
        for (anchor, url) in anchors {
            let is_titled = title::of(page, anchor).is_some();
            if links.is_own(&url) {
                if is_titled && url.fragment().is_some() {
                    on_page.get_or_insert((anchor, url));
                }
                continue;
            }
            if is_titled {
                return Some((anchor, url));
            }
            first.get_or_insert((anchor, url));
        }
        first.or(on_page)
    };
    // What has no link may be a place of the page itself.
    let own_place = |place: Index| {
        let name = entries::name_in(page, place)?;
        Some((place, entries::place(links.own_page(), name)?))
    };
    match &rules.link {
        None => within(item).or_else(|| own_place(item)),
        Some(rule) => page
            .subtree(item)
            .filter(|&i| rule.matcher.matches(page.node(i)))
            .find_map(|place| {
                // An item that is its own link is a place by its id, whatever its text links.
                let is_itself = place == item
                    && page.attr(item, "id").is_some()
                    && page.attr(item, "href").is_none();
                let own = is_itself.then(|| page.attr(item, "id")).flatten();
                own.and_then(|name| Some((place, entries::place(links.own_page(), name)?)))
                    .or_else(|| within(place))
                    .or_else(|| Some((place, links.place(page.attr(place, "href")?)?)))
                    .or_else(|| own_place(place))
            }),
    }
}

/// The title's element, made whole by the link that carries it, and where the title stands.
fn title_of(
    page: &Page<'_>,
    rules: &Rules<'_>,
    item: Index,
    link: Index,
    at: &Context<'_>,
) -> Option<(String, Range<usize>)> {
    let read = |place| title::read(page, place, &Shared::default(), at);
    let Some(rule) = &rules.title else {
        return read(link);
    };
    let (shown, span) = read(rule.first(page, item)?)?;
    let named = ["title", "aria-label"]
        .iter()
        .filter_map(|name| page.attr(link, name))
        .map(title::tidy)
        .collect::<Vec<_>>();
    let whole = title::whole(&shown, named.iter().map(String::as_str));
    Some((whole.to_owned(), span))
}

fn no_items(page: &Page<'_>, rules: &Rules<'_>) -> ExtractError {
    let others = found_elsewhere(page, rules, "item");
    ExtractError::no_list(
        format!(
            "the item selector `{}` found nothing{others}",
            rules.item.written
        ),
        REMEDY,
    )
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
    ExtractError::no_list(
        format!(
            "the item selector `{}` found {}, but {what}{others}",
            rules.item.written,
            elements(items.len())
        ),
        REMEDY,
    )
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
