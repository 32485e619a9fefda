//! Entries of the page itself: a changelog, a ticker, release notes. Each is a heading with an id, a date in or under
//! it, and the text up to the next heading.
//!
//! In: a page. Out: a teaser for each entry, whose URL is the page's with the id as its fragment, and whose article is
//! the entry's own text. What the page states of all its entries, such as their source and what may be done with them,
//! is not in it: the caller adds it ([`crate::extract::article::of_places`]).

use foldhash::HashSet;
use html5ever::local_name;
use url::Url;

use super::areas::{Area, Areas};
use super::fields::edges::Shared;
use super::fields::link::Links;
use super::fields::{date, title};
use super::listing::Listing;
use crate::extract::bounds::bounded;
use crate::extract::sanitize::{self, Edits};
use crate::extract::{ITEM_LIMIT, Teaser};
use crate::model::{Article, Moment, SafeHtml, place_url};
use crate::page::Context;
use crate::page::elements::{Index, Page};

/// Fewer headings are the parts of a text.
const LEAST_ENTRIES: usize = 3;
/// Elements behind a heading that may hold its date.
const DATE_REACH: usize = 2;
/// A link with less text than this is no headline.
const HEADLINE_BYTES: usize = 20;
/// What marks a link to the heading itself.
const MARKS: [char; 6] = ['#', '¶', '§', '🔗', '\u{200b}', ' '];

/// Where the entries of a page begin: headings, or elements that an operator selects.
pub(in crate::extract) struct Entries {
    /// In page order.
    heads: Vec<Index>,
    /// `heads`, to look one up.
    known: HashSet<Index>,
}

/// The entries of the page, if it is made of them.
///
/// `strong`: only where they leave no doubt, since the page has another list too.
pub(super) fn list(
    page: &Page<'_>,
    links: &Links<'_>,
    areas: &Areas,
    at: &Context<'_>,
    strong: bool,
) -> Option<(Listing, std::ops::Range<Index>)> {
    let aside = [
        Area::NAVIGATION,
        Area::FOOTER,
        Area::ASIDE,
        Area::PROMOTED,
        Area::FALLBACK,
    ];
    let mut by_level: [Vec<Index>; 7] = Default::default();
    for index in 0..page.len() {
        let area = areas.at(index);
        let level = level(page, index);
        if level > 0 && !aside.iter().any(|it| area.has(*it)) && !leads_away(page, links, index) {
            by_level[level].push(index);
        }
    }
    let mut best: Option<(usize, Listing, std::ops::Range<Index>)> = None;
    for heads in by_level {
        if heads.len() < LEAST_ENTRIES || !at.budget.go_on() {
            continue;
        }
        let entries = Entries::of(heads);
        let found = entries.read(page, links, at);
        let dated = found.iter().filter(|it| it.1.published.is_some()).count();
        let told = found
            .iter()
            .filter(|it| entries.tells(page, links, it.0))
            .count();
        let (all, share) = (found.len(), if strong { 5 } else { 2 });
        let is_list = all >= LEAST_ENTRIES && dated * share >= all * (share - 1) && told * 2 >= all;
        if is_list && best.as_ref().is_none_or(|(most, ..)| dated > *most) {
            let first = found.first().map_or(0, |it| it.0);
            let last = found.last().map_or(0, |it| it.0);
            let end = page
                .upwards(last)
                .find(|&at| page.contains(at, first))
                .map_or(last, |around| page.element(around).end);
            let explain = vec![format!(
                "chosen: {all} headings of this page with ids, {dated} of them dated; each entry is a place of the page"
            )];
            let teasers = found.into_iter().map(|(_, teaser)| teaser).collect();
            let listing = Listing {
                teasers,
                explain,
                choice: None,
            };
            best = Some((dated, listing, first..end));
        }
    }
    best.map(|(_, listing, range)| (listing, range))
}

/// The level of a heading; 0 for anything else.
fn level(page: &Page<'_>, index: Index) -> usize {
    let name: &str = &page.element(index).name;
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => usize::from(digit - b'0'),
        _ => 0,
    }
}

/// Whether a heading is the link of an article elsewhere.
fn leads_away(page: &Page<'_>, links: &Links<'_>, head: Index) -> bool {
    let around = page.upwards(head).skip(1).take(2);
    page.subtree(head)
        .chain(around)
        .filter(|&i| page.element(i).name == local_name!("a"))
        .filter_map(|i| links.place(page.attr(i, "href")?))
        .any(|url| !links.is_own(&url))
}

impl Entries {
    pub(in crate::extract) fn of(heads: Vec<Index>) -> Self {
        let known = heads.iter().copied().collect();
        Self { heads, known }
    }

    fn read(&self, page: &Page<'_>, links: &Links<'_>, at: &Context<'_>) -> Vec<(Index, Teaser)> {
        let mut names = HashSet::default();
        let mut found = Vec::new();
        for &head in self.heads.iter().take(ITEM_LIMIT) {
            let root = self.root(page, head);
            let name = name_in(page, head).or_else(|| name_around(page, head, root));
            let Some(url) = name.and_then(|name| place(at.url, name)) else {
                continue;
            };
            if !names.insert(url.clone()) || !at.budget.go_on() {
                continue;
            }
            let Some((title, span)) = title::read(page, head, &Shared::default(), at) else {
                continue;
            };
            let title = title.trim_matches(MARKS);
            let title = match date::at_edge_of_name(page, title, at) {
                Some((_, rest)) => rest,
                None => title.to_owned(),
            };
            if title.is_empty() {
                continue;
            }
            let content = self.content(page, head, root, head);
            let published = date::at(page, head, at).or_else(|| {
                let near = match content.first() {
                    _ if root != head && page.text(root).len() > page.text(head).len() => {
                        vec![root]
                    }
                    _ => content.iter().copied().take(DATE_REACH).collect(),
                };
                date::beside(page, &near, &span, at).published
            });
            let article = self.article(page, links, (head, head), (&title, published), at);
            let teaser = Teaser {
                url,
                title,
                published,
                summary: None,
                image: None,
                article: Some(Box::new(article)),
                media: crate::model::Media::default(),
                language: None,
            };
            if !at.budget.make(teaser.weight_bytes()) {
                break;
            }
            found.push((head, teaser));
        }
        found
    }

    /// The entry that begins with `head`, as an article without what the page states of all. Its title stands in
    /// `shown`.
    pub(in crate::extract) fn article(
        &self,
        page: &Page<'_>,
        links: &Links<'_>,
        (head, shown): (Index, Index),
        (title, published): (&str, Option<Moment>),
        at: &Context<'_>,
    ) -> Article {
        let root = self.root(page, head);
        let base = links.base();
        let mut edits = Edits::default();
        for i in page.subtree(root) {
            let is_date = page.element(i).name == local_name!("time");
            if (i == shown && i != root) || is_date {
                edits.leave_out(page.node(i).id());
            }
        }
        let mut body = String::new();
        for element in self.content(page, head, root, shown) {
            let node = page.node(element);
            if node.has_name("li") {
                edits.rename(node.id(), "div");
            }
            let part = sanitize::body_of(node, &edits, base);
            if !at.budget.make(part.as_str().len()) {
                break;
            }
            body.push_str(part.as_str());
        }
        let body = (!body.trim().is_empty()).then(|| SafeHtml::from_sanitized(body));
        bounded(Article {
            title: Some(title.to_owned()),
            published,
            body,
            ..Article::default()
        })
    }

    /// Whether an entry tells something itself: no link in it begins a block of its own with the words of a headline. The
    /// sections of a front page, and the teasers in it, are headings with ids and dates, too, and lead to what is told
    /// elsewhere.
    fn tells(&self, page: &Page<'_>, links: &Links<'_>, head: Index) -> bool {
        let root = self.root(page, head);
        let content = self.content(page, head, root, head);
        let is_headline = |i: Index| {
            let text = page.text(i).trim();
            page.element(i).name == local_name!("a")
                && text.len() >= HEADLINE_BYTES
                && page
                    .text(page.element(i).parent)
                    .trim_start()
                    .starts_with(text)
                && page
                    .attr(i, "href")
                    .and_then(|href| links.place(href))
                    .is_some_and(|url| !links.is_own(&url))
        };
        let mut elements = content.iter().flat_map(|&it| page.subtree(it));
        !content.is_empty() && !elements.any(is_headline)
    }

    /// The outermost element around `head` that holds no other entry.
    fn root(&self, page: &Page<'_>, head: Index) -> Index {
        // Alone on a page it would have all of it.
        if self.heads.len() < 2 {
            return head;
        }
        let here = self.heads.partition_point(|&it| it < head);
        let before = here.checked_sub(1).and_then(|at| self.heads.get(at));
        let after = self.heads.get(here + 1);
        let is_alone = |around: &Index| {
            let holds = |other: Option<&Index>| other.is_some_and(|&it| page.contains(*around, it));
            !holds(before) && !holds(after)
        };
        page.upwards(head)
            .take_while(is_alone)
            .last()
            .unwrap_or(head)
    }

    /// The elements that hold the entry's text: its own, or what follows it up to the next entry.
    fn content(&self, page: &Page<'_>, head: Index, root: Index, shown: Index) -> Vec<Index> {
        let is_heading = level(page, root) > 0;
        if !is_heading && page.text(root).len() > page.text(shown).len() {
            return vec![root];
        }
        let level = level(page, head);
        let parent = page.element(root).parent;
        let mut content = Vec::new();
        let mut next = page.element(root).end;
        while parent != root && next < page.element(parent).end {
            let ends =
                |i: Index| self.known.contains(&i) || (1..=level).contains(&self::level(page, i));
            if page.subtree(next).any(ends) {
                break;
            }
            let name = &page.element(next).name;
            if matches!(
                *name,
                local_name!("nav")
                    | local_name!("footer")
                    | local_name!("aside")
                    | local_name!("form")
            ) {
                break;
            }
            content.push(next);
            next = page.element(next).end;
        }
        content
    }
}

/// The name of the place that `element` is: where a link in it to itself leads, its id, or the name of an anchor in it.
pub(in crate::extract) fn name_in<'p>(page: &Page<'p>, element: Index) -> Option<&'p str> {
    let own = |i: Index| {
        let is_anchor = page.element(i).name == local_name!("a");
        let href = page.attr(i, "href").filter(|_| is_anchor)?;
        href.strip_prefix('#').filter(|name| !name.is_empty())
    };
    let named = |i: Index| {
        let is_anchor = page.element(i).name == local_name!("a");
        page.attr(i, "id")
            .or_else(|| page.attr(i, "name").filter(|_| is_anchor))
    };
    let is_marked = page.subtree(element).find_map(own);
    is_marked.or_else(|| page.subtree(element).find_map(named))
}

/// The name of an entry whose heading has none: the id of what holds it, or of an empty anchor before it.
fn name_around<'p>(page: &Page<'p>, head: Index, root: Index) -> Option<&'p str> {
    let before = head.checked_sub(1).filter(|&it| {
        page.element(it).name == local_name!("a")
            && page.element(it).end == head
            && page.text(it).is_empty()
    });
    let anchor = before.and_then(|it| page.attr(it, "id").or_else(|| page.attr(it, "name")));
    let mut around = page.upwards(head).skip(1).take_while(|&it| it >= root);
    anchor.or_else(|| around.find_map(|it| page.attr(it, "id")))
}

/// The place called `name` of the page at `url`.
pub(in crate::extract) fn place(url: &Url, name: &str) -> Option<Url> {
    let mut place = url.clone();
    place.set_fragment(Some(name));
    let place = place_url(&place);
    place.fragment().is_some().then_some(place)
}

/// What the place called `name` is on the page: of an anchor in or before a heading, the heading.
pub(in crate::extract) fn named(page: &Page<'_>, name: &str) -> Option<Index> {
    let place = (0..page.len()).find(|&i| {
        let is_anchor = page.element(i).name == local_name!("a");
        page.attr(i, "id") == Some(name) || (is_anchor && page.attr(i, "name") == Some(name))
    })?;
    let mut around = page.upwards(place).take(3);
    let behind = Some(page.element(place).end);
    let behind = behind.filter(|&i| i < page.len() && page.text(place).is_empty());
    let heading = around.find(|&i| level(page, i) > 0);
    let heading = heading.or_else(|| behind.filter(|&i| level(page, i) > 0));
    Some(heading.unwrap_or(place))
}
