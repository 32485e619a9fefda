//! Reads an article page: headline, dates, authors, editors, source, abstract, body, image, rights.
//!
//! In: decoded markup and a [`Context`]. Out: an [`Article`] with what the page states, or why the page has no article.
//! The steps: one pass over the tree makes the page's [`lines`](crate::page::lines), [`title`] and [`body`] find the article
//! among them, [`rows`] reads the lines around it once for dates and labels, [`dates`] and [`credits`] choose among those,
//! and [`trim`] cleans the body. The rules are general: labels, structured data, density of text, position, repetition. No
//! rule is about one site.

mod affiliation;
mod body;
mod candidates;
mod category;
mod copies;
mod credits;
mod dates;
mod explain;
mod first_published;
mod furniture;
mod head;
mod imprint;
mod join;
mod labels;
mod lexicon;
mod licence;
mod media;
mod names;
mod notice;
mod pages;
mod phrases;
mod pictures;
mod pinyin;
mod refusal;
mod report;
mod rows;
mod signatures;
mod site_names;
mod slides;
mod stream;
mod structured;
mod summary;
mod text_source;
mod title;
mod trim;

use foldhash::HashSet;
use url::Url;

pub use self::body::Evidence as BlockEvidence;
pub use self::candidates::{Candidates, WeighedBlock, blocks, candidates};
pub use self::credits::{Evidence as CreditEvidence, WeighedCredits, WeighedNames};
pub use self::dates::{Evidence as DateEvidence, WeighedDate};
pub use self::explain::explain;
pub use self::head::limit;
pub use self::imprint::{Contact, Imprint, Statement, contact, imprint};
pub use self::join::join;
pub use self::report::report;
pub use self::title::{Evidence as HeadlineEvidence, WeighedHeadline};
pub use self::trim::{Evidence as LineEvidence, WeighedLine};

pub(super) use self::pictures::stated::Stated as StatedPicture;
pub(super) use self::site_names::parts as name_parts;

use self::head::Head;
use self::structured::Structured;
use super::ExtractError;
use super::bounds::bounded;
use super::sanitize::{self, Edits};
use crate::model::{Article, SafeHtml};
use crate::page::dom::Node;
use crate::page::lines::Flow;
use crate::page::{Base, Context, Dom};

/// The most keywords of an article.
const KEYWORDS: usize = 32;

/// Reads the article on a page.
///
/// # Errors
/// [`ExtractError::NoArticle`] when the page holds no article, with what it holds instead;
/// [`ExtractError::Unreadable`] when the markup is built to exhaust its reader.
pub fn read(html: &str, at: &Context<'_>) -> Result<Article, ExtractError> {
    refusal::require_html(html)?;
    let html = pinyin::without_readings(html);
    let dom = Dom::parse(&html, at.budget)?;
    let base = dom.base(at);
    let mut flow = Flow::of(&dom);
    copies::hide(&mut flow);
    let flow = flow;
    at.budget.step()?;
    let mut head = Head::of(&dom, &base);
    head.add_comment(&html);
    let structured = Structured::of(
        &head.json_ld,
        head.title.as_deref().unwrap_or_default(),
        at.budget,
    );
    let title = title::find(&flow, &head, structured.headline.as_deref());
    let Some(place) = body::find(&flow, &title) else {
        return Err(refusal::after_parsing(&flow, &head).or_challenge(&html));
    };
    let rows = rows::read(&flow, &title, Some(place), at);
    let cut = trim::cut(&flow, place, &title, &rows);
    at.budget.step()?;
    refusal::of_body(&flow, &cut, &title, &head).map_err(|error| error.or_challenge(&html))?;

    let dates = dates::DateReader {
        flow: &flow,
        title: &title,
        body: Some(place),
        rows: &rows,
        at,
    }
    .find(&head, &structured);
    let credits = credits::CreditReader {
        flow: &flow,
        rows: &rows,
        body: &cut.lines,
        head: &head,
        structured: &structured,
        base: &base,
    }
    .credits();
    let body_end = cut.lines.last().map_or(0, |last| last + 1);
    let body_lines: HashSet<usize> = cut.lines.iter().copied().collect();
    let site_names =
        site_names::site_names(&flow, &head, &structured, title.text.as_deref(), |line| {
            body_lines.contains(&line)
        });
    let absolute = |href: &str| base.web(href);
    let body_text = cut.lines.iter().map(|&line| flow.lines[line].text.as_str());
    let text = title.text.as_deref().into_iter().chain(body_text);
    let keywords = keywords(&head, &structured, &site_names, text);
    let pictures = pictures::find(&flow, place, &structured, &base);
    let mut article = Article {
        summary: summary::find(&flow, &head, &structured, &title, &cut.lines),
        copyright: notice::find(&flow, body_end, |line| body_lines.contains(&line))
            .or_else(|| structured.notice.clone()),
        category: category::find(&flow, &head, &structured, &title, &base),
        more_pages: pages::further(&flow, &head, at.url, &base, body_end),
        title: title.text,
        published: dates.published,
        updated: dates.updated,
        byline: credits.byline,
        source: credits.source,
        source_label: credits.source_label,
        publisher: structured.publisher.clone().or_else(|| {
            head.get(&["itemprop:publisher/name", "itemprop:publisher"])
                .map(str::to_owned)
        }),
        site_names,
        editors: credits.editors,
        language: structured
            .language
            .clone()
            .or_else(|| head.language.clone())
            .or_else(|| {
                head.get(&["content-language", "og:locale"])
                    .map(|locale| locale.replace('_', "-"))
            }),
        keywords,
        canonical: head
            .canonical
            .clone()
            .or_else(|| head.get(&["og:url"]).and_then(absolute)),
        based_on: structured.based_on.as_deref().and_then(absolute),
        holder: structured.holder.clone(),
        licence: licence::find(&flow, &head, &structured, body_end, &base),
        limits: head.limits.clone(),
        ..Article::default()
    };
    let edits = edits(&flow, place.element, &cut);
    let body = flow.elements[place.element].node;
    article.image = head
        .get(&[
            "og:image",
            "og:image:url",
            "twitter:image",
            "twitter:image:src",
        ])
        .or(structured.image.as_deref())
        .and_then(absolute)
        .filter(|image| !sanitize::is_logo(image))
        .or_else(|| first_image(edits.descendants(body), &base));
    article.body =
        Some(sanitize::body_of(body, &edits, &base)).filter(|body| !body.as_str().is_empty());
    article.pictures = pictures.of(article.image.as_ref(), article.body.as_ref());
    at.budget.settle()?;
    Ok(bounded(sanitize::unmarked(article)))
}

/// What a page states of each of its places, as [`Article::of_place`] of its article. A page of entries need not read
/// like an article: then it is what its head and its notice state.
///
/// # Errors
/// [`ExtractError::Unreadable`] when the markup is built to exhaust its reader.
pub fn of_places(html: &str, at: &Context<'_>) -> Result<Article, ExtractError> {
    match read(html, at) {
        Ok(article) => return Ok(article.of_place()),
        Err(ExtractError::NoArticle { .. }) => {}
        Err(error @ (ExtractError::Unreadable(_) | ExtractError::NoList { .. })) => {
            return Err(error);
        }
    }
    let dom = Dom::parse(html, at.budget)?;
    let base = dom.base(at);
    let flow = Flow::of(&dom);
    let mut head = Head::of(&dom, &base);
    head.add_comment(html);
    let title = head.title.as_deref().unwrap_or_default();
    let structured = Structured::of(&head.json_ld, title, at.budget);
    let site_names = site_names::site_names(&flow, &head, &structured, None, |_| false);
    let absolute = |href: &str| base.web(href);
    let article = Article {
        copyright: notice::find(&flow, 0, |_| false).or_else(|| structured.notice.clone()),
        publisher: structured.publisher.clone(),
        site_names,
        language: structured
            .language
            .clone()
            .or_else(|| head.language.clone()),
        based_on: structured.based_on.as_deref().and_then(absolute),
        holder: structured.holder.clone(),
        licence: licence::find(&flow, &head, &structured, 0, &base),
        limits: head.limits.clone(),
        ..Article::default()
    };
    at.budget.settle()?;
    Ok(bounded(sanitize::unmarked(article)))
}

/// What `<noscript>` shows in place of what a script would load.
const SHOWN_IN_NOSCRIPT: [&str; 4] = ["img", "iframe", "video", "audio"];

/// How the body is written otherwise than it stands in the page: without what is cut, and with each caption in a figure.
fn edits(flow: &Flow<'_>, body: usize, cut: &trim::Cut) -> Edits {
    let mut edits = Edits::default();
    for &element in &cut.elements {
        edits.leave_out(flow.elements[element].node.id());
    }
    // `Allow scripts to see the remarks`: what `<noscript>` says, but for a text and for pictures, is no part of the article.
    let shows = |node: Node<'_>| SHOWN_IN_NOSCRIPT.iter().any(|name| node.has_name(name));
    for at in body..flow.elements[body].after {
        let node = flow.elements[at].node;
        let is_text = flow.children(at).next().is_some();
        if node.has_name("noscript") && !is_text && !node.descendants().any(shows) {
            edits.leave_out(node.id());
        }
    }
    for &caption in &cut.captions {
        let parent = flow.elements[caption].parent;
        let (node, around) = (flow.elements[caption].node, flow.elements[parent].node);
        // A caption has to stand in a figure: the box that holds the caption and the picture becomes one.
        let is_box = parent != body && flow.lines_of(parent).len() <= 3;
        edits.rename(node.id(), "figcaption");
        if is_box && edits.descendants(around).any(|inner| inner.has_name("img")) {
            edits.rename(around.id(), "figure");
        } else if edits.name(around) != Some("figure") {
            edits.wrap_in_figure(node.id());
        }
    }
    for &line in &cut.dropped {
        for &text in &flow.texts[flow.lines[line].texts.clone()] {
            edits.leave_out(text);
        }
    }
    edits
}

/// What the article is about, as the page states it.
///
/// Many sites write one list of `keywords` into all of their pages. Of this meta element a word counts when the `text` of the
/// article has it, unless it is the site's name.
fn keywords<'t>(
    head: &Head,
    structured: &Structured,
    site_names: &[String],
    text: impl Iterator<Item = &'t str>,
) -> Vec<String> {
    let mut keywords = structured.keywords.clone();
    if keywords.is_empty() {
        keywords = head
            .get(&["news_keywords", "article:tag"])
            .map(split)
            .unwrap_or_default();
    }
    if keywords.is_empty() {
        let text = text.collect::<Vec<_>>().join("\n").to_lowercase();
        keywords = head.get(&["keywords"]).map(split).unwrap_or_default();
        keywords.truncate(KEYWORDS);
        keywords.retain(|word| {
            let is_site = || {
                site_names
                    .iter()
                    .any(|name| title::fold(name) == title::fold(word))
            };
            text.contains(&word.to_lowercase()) && !is_site()
        });
    }
    let mut seen = HashSet::default();
    keywords.retain(|word| seen.insert(word.clone()));
    keywords.truncate(KEYWORDS);
    keywords
}

/// The words of a list that is written with commas, or else with spaces.
fn split(list: &str) -> Vec<String> {
    let commas: &[char] = &[',', '，', ';', '；', '、'];
    let separators = if list.contains(commas) {
        commas
    } else {
        &[' ']
    };
    let words = list.split(separators).map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The first picture of a body that is no button or icon.
fn first_image<'a>(body: impl Iterator<Item = Node<'a>>, base: &Base<'_>) -> Option<Url> {
    let is_small = |image: Node<'_>| {
        ["width", "height"].iter().any(|side| {
            let size = image.attr(side).map(|size| size.trim_end_matches("px"));
            let pixels = size.and_then(|size| size.parse::<u32>().ok());
            pixels.is_some_and(|pixels| pixels < 80)
        })
    };
    body.filter(|node| node.has_name("img") && !is_small(*node))
        .find_map(|image| sanitize::picture(image, base))
}

/// The body's text, a line for each line that a browser would begin.
pub fn plain_text(body: &SafeHtml) -> String {
    report::text(body)
}

#[cfg(test)]
mod tests;
