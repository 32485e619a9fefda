//! A sitemap as a section (sitemaps.org 0.9), with the names of Google News and of image sitemaps.
//!
//! In: a document. Out: teasers, newest first, or the sitemaps that an index names. Only Google News has titles; an entry
//! without one gets the title of its article. No I/O: the caller of an index fetches what it names.

use url::Url;

use super::item_draft::{language, moment, plain, web};
use super::xml::{Node, Tree};
use crate::extract::ExtractError;
use crate::extract::list::unite;
use crate::extract::teaser::{ITEM_LIMIT, Teaser};
use crate::model::{Media, Moment, article_url, same_site};
use crate::page::Context;

/// Entries that are looked at: a sitemap has 50,000 at most (sitemaps.org, "Using Sitemap index files").
const ENTRIES: usize = 50_000;
/// Sitemaps of an index that are remembered, newest first.
const SITEMAPS: usize = 50;

/// What a sitemap lists.
#[derive(Debug)]
pub enum Sitemap {
    /// Articles, newest first.
    Articles(Vec<Teaser>),
    /// An index: further sitemaps of the same site, newest first.
    Index(Vec<Url>),
}

/// Reads a sitemap.
///
/// # Errors
/// [`ExtractError::NoList`] when the text is no sitemap, or lists nothing; [`ExtractError::Unreadable`] when it is built to
/// exhaust its reader.
pub fn read(text: &str, at: &Context<'_>) -> Result<Sitemap, ExtractError> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let tree = Tree::parse(text, at.url)?;
    let root = tree.root();
    match root.name() {
        "urlset" => articles(root, at).map(Sitemap::Articles),
        "sitemapindex" => index(root, at).map(Sitemap::Index),
        "rss" | "rdf:rdf" | "atom:feed" => Err(ExtractError::no_list(
            "this is a feed, not a sitemap".to_owned(),
            "set `kind = \"feed\"`",
        )),
        other => {
            let name: String = other.chars().take(40).collect();
            Err(ExtractError::no_list(
                format!("this is XML, but no sitemap: its root is <{name}>"),
                "give the address of a sitemap, which robots.txt names in its `Sitemap:` lines",
            ))
        }
    }
}

fn articles(root: Node<'_>, at: &Context<'_>) -> Result<Vec<Teaser>, ExtractError> {
    let mut found: Vec<(Option<Moment>, Node<'_>)> = root
        .all("url")
        .take(ENTRIES)
        .map(|entry| (date(entry, at), entry))
        .collect();
    newest_first(&mut found);
    let entries = found.into_iter().take(ITEM_LIMIT);
    let teasers: Vec<Teaser> = entries
        .filter_map(|(date, entry)| article(entry, date, at))
        .take_while(|teaser| at.budget.make(teaser.weight_bytes()))
        .collect();
    at.budget.settle()?;
    if teasers.is_empty() {
        return Err(ExtractError::no_list(
            "the sitemap lists no articles".to_owned(),
            "give another sitemap of the site; robots.txt names them in its `Sitemap:` lines",
        ));
    }
    Ok(unite::duplicates(teasers))
}

fn index(root: Node<'_>, at: &Context<'_>) -> Result<Vec<Url>, ExtractError> {
    let mut found: Vec<(Option<Moment>, Url)> = root
        .all("sitemap")
        .take(ENTRIES)
        .filter_map(|entry| {
            let url = web(entry.text_of("loc")?, at.url)?;
            Some((date(entry, at), url))
        })
        // The sitemaps of an index are of its own site (sitemaps.org).
        .filter(|(_, url)| same_site(url, at.url) && url != at.url)
        .collect();
    newest_first(&mut found);
    let mut urls: Vec<Url> = Vec::new();
    for (_, url) in found {
        if urls.len() < SITEMAPS && !urls.contains(&url) {
            urls.push(url);
        }
    }
    if urls.is_empty() {
        return Err(ExtractError::no_list(
            "the sitemap is an index that names no sitemap of this site".to_owned(),
            "give the address of a sitemap with articles",
        ));
    }
    Ok(urls)
}

/// What has no date stays behind what has one, in the document's order.
fn newest_first<T>(found: &mut [(Option<Moment>, T)]) {
    found.sort_by_key(|(date, _)| std::cmp::Reverse(date.map(Moment::timestamp)));
}

/// When an entry was published or, where only that is said, changed.
fn date(entry: Node<'_>, at: &Context<'_>) -> Option<Moment> {
    let news = entry.first("news:news");
    let published = news.and_then(|news| news.text_of("news:publication_date"));
    let published = published.and_then(|text| moment(text, at));
    published.or_else(|| moment(entry.text_of("lastmod")?, at))
}

fn article(entry: Node<'_>, published: Option<Moment>, at: &Context<'_>) -> Option<Teaser> {
    let url = web(entry.text_of("loc")?, at.url)?;
    // A home page is no article.
    if url.path() == "/" && url.query().is_none() {
        return None;
    }
    let news = entry.first("news:news");
    let title = news.and_then(|news| news.text_of("news:title"));
    let publication = news.and_then(|news| news.first("news:publication"));
    let language = publication.and_then(|it| language(it.text_of("news:language")?));
    let image = entry
        .all("image:image")
        .find_map(|image| web(image.text_of("image:loc")?, at.url));
    Some(Teaser {
        url: article_url(&url),
        title: title.and_then(plain).unwrap_or_default(),
        published,
        summary: None,
        image,
        media: Media::default(),
        article: None,
        language,
    })
}
