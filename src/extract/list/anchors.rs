//! The links of a page that lead to other pages.
//!
//! In: a page. Out: a [`Link`] for each `a` element, in page order. The rule: links to the page itself and to front pages
//! are left out.

use std::sync::Arc;

use foldhash::HashMap;
use html5ever::local_name;
use url::Url;

use super::address;
use super::areas::{Area, Areas};
use super::fields::link::Links;
use super::fields::{title, wording};
use crate::model::site;
use crate::page::elements::{Index, Page};

/// How far above a link its heading may be, in levels.
const HEADING_REACH: usize = 4;
/// What a title in an attribute, which the page does not show, is worth beside a title that it shows.
const NAMED_QUALITY: f32 = 0.7;

/// A link of this quality may be a title, whatever stands beside it.
const SHORT_QUALITY: f32 = 0.45;
/// More words beside a link on its line make a sentence.
const LABEL_UNITS: f32 = 4.0;
/// So much of a line is looked at on either side of a link, in bytes.
const LINE_BYTES: usize = 160;

/// One link of the page that leads somewhere else.
#[derive(Debug)]
pub(in crate::extract) struct Link {
    /// The `a` element.
    pub(in crate::extract) at: Index,
    /// Where it leads.
    pub(in crate::extract) url: Arc<Url>,
    /// A number that two links share when they have the same URL.
    pub(in crate::extract) key: usize,
    /// How much its text reads like a headline, 0 to 1.
    pub(in crate::extract) quality: f32,
    /// How much its address looks like an article's, −1 to 1.
    pub(in crate::extract) likeness: f32,
    /// The site on which it leads; empty where there is none.
    pub(in crate::extract) site: Arc<str>,
    /// Whether it is in a heading or holds one.
    pub(in crate::extract) heading: bool,
    /// Whether it is some words of a sentence, which no title is.
    pub(in crate::extract) in_sentence: bool,
}

/// Where an address leads.
#[derive(Clone)]
struct Target {
    key: usize,
    url: Arc<Url>,
    site: Arc<str>,
    likeness: f32,
}

/// Every link of `page` that leads to another page, in page order.
pub(in crate::extract) fn collect(
    page: &Page<'_>,
    resolve: &Links<'_>,
    areas: &Areas,
    own: &Url,
) -> Vec<Link> {
    let mut keys: HashMap<Arc<Url>, usize> = HashMap::default();
    // A card links its article several times, and a page its categories: each address is resolved once.
    let mut known: HashMap<&str, Option<Target>> = HashMap::default();
    // A page links few hosts, and the public suffix list is asked once for each.
    let mut sites: HashMap<String, Arc<str>> = HashMap::default();
    let mut links = Vec::new();
    for at in 0..page.len() {
        if page.element(at).name != local_name!("a") || areas.at(at).has(Area::FALLBACK) {
            continue;
        }
        let Some(href) = page.attr(at, "href") else {
            continue;
        };
        let target = known.entry(href).or_insert_with_key(|href| {
            let url = resolve
                .article(href)
                .filter(|url| !is_same_place(url, own))?;
            let next = keys.len();
            let likeness = address::article_likeness(&url);
            let host = url.host_str().unwrap_or_default();
            let site = match sites.get(host) {
                Some(site) => site.clone(),
                None => {
                    let site: Arc<str> = site(&url).unwrap_or_default().into();
                    sites.insert(host.to_owned(), site.clone());
                    site
                }
            };
            let url = Arc::new(url);
            Some(Target {
                key: *keys.entry(url.clone()).or_insert(next),
                url,
                site,
                likeness,
            })
        });
        let Some(target) = target.clone() else {
            continue;
        };
        let heading = page
            .upwards(at)
            .take(HEADING_REACH)
            .chain(page.subtree(at).skip(1))
            .any(|i| page.is_heading(i));
        let text = page.text(at);
        let quality = if text.is_empty() {
            let named = title::of(page, at);
            named.map_or(0.0, |name| wording::headline_quality(&name) * NAMED_QUALITY)
        } else {
            wording::headline_quality(text)
        };
        links.push(Link {
            at,
            url: target.url,
            key: target.key,
            site: target.site,
            quality,
            likeness: target.likeness,
            heading,
            in_sentence: !heading && quality < SHORT_QUALITY && has_words_beside(page, at),
        });
    }
    links
}

/// Whether the line of `at` goes on before or behind it for more words than a label has.
fn has_words_beside(page: &Page<'_>, at: Index) -> bool {
    let (text, span) = (page.whole_text(), page.span(at));
    let from = text.ceil_char_boundary(span.start.saturating_sub(LINE_BYTES));
    let to = text.floor_char_boundary((span.end + LINE_BYTES).min(text.len()));
    let before = page.slice(from..span.start).rsplit('\n').next();
    let behind = page.slice(span.end..to).split('\n').next();
    [before, behind]
        .into_iter()
        .flatten()
        .any(|text| wording::units(text) > LABEL_UNITS)
}

/// Whether `url` leads to this page itself, or to the front page of its host.
fn is_same_place(url: &Url, own: &Url) -> bool {
    (url.path() == "/" && url.query().is_none())
        || (url.host_str() == own.host_str()
            && url.path().trim_end_matches('/') == own.path().trim_end_matches('/')
            && url.query() == own.query())
}
