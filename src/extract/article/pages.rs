//! The further pages of an article that is spread over several.
//!
//! Numbers in a row of links (`1 2 3 下一页`), `rel=next`, or the call `createPageHTML(count, current, "name",
//! "ext")` by which one family of content systems builds that row in the browser.

use std::collections::BTreeMap;

use html5ever::local_name;
use url::Url;

use super::head::Head;
use crate::extract::pager::says_next;
use crate::page::Base;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// No article has more pages than this; a page that says so is an archive or a trap.
const LIMIT: usize = 50;

/// The pages after this one, in order.
pub(super) fn further(
    flow: &Flow<'_>,
    head: &Head,
    page: &Url,
    base: &Base<'_>,
    body_end: usize,
) -> Vec<Url> {
    if let Some(pages) = head
        .page_call
        .as_deref()
        .and_then(|call| called(call, page))
    {
        return pages;
    }
    let rows = numbered(flow, page, base, body_end);
    if !rows.is_empty() {
        return rows;
    }
    head.next
        .iter()
        .filter(|next| number_in(page, next).is_some())
        .cloned()
        .collect()
}

/// `createPageHTML(4, 0, "t2015_1", "htm")`: four pages, this is the first.
fn called(arguments: &str, page: &Url) -> Option<Vec<Url>> {
    let mut arguments = arguments
        .split(',')
        .map(|part| part.trim().trim_matches(['"', '\'']));
    let count: usize = arguments.next()?.parse().ok()?;
    let current: usize = arguments.next()?.parse().ok()?;
    let name = arguments.next()?;
    let extension = arguments.next()?;
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    if !plain(name) || !plain(extension) || count > LIMIT {
        return Some(Vec::new());
    }
    Some(
        (current + 1..count)
            .filter_map(|number| page.join(&format!("{name}_{number}.{extension}")).ok())
            .collect(),
    )
}

/// Links whose text is a number, at the body's end, to addresses that differ from this one in a number only.
fn numbered(flow: &Flow<'_>, page: &Url, base: &Base<'_>, body_end: usize) -> Vec<Url> {
    let mut pages: BTreeMap<usize, Url> = BTreeMap::new();
    let mut next = None;
    let from = body_end.saturating_sub(8);
    let until = (body_end + 12).min(flow.lines.len());
    for line in from..until {
        if flow.place_of(line).has(Hints::COMMENTS) {
            continue;
        }
        let text = &flow.lines[line];
        for (range, element) in &text.links {
            let element = &flow.elements[*element];
            let href = (element.name == local_name!("a"))
                .then(|| element.node.attr("href"))
                .flatten();
            let Some(url) = href.and_then(|href| base.join(href)) else {
                continue;
            };
            let Some(number) = number_in(page, &url) else {
                continue;
            };
            let label = &text.text[range.clone()];
            let digits = label.trim_matches([' ', '[', ']', '第', '页', '頁', '(', ')']);
            match digits.parse::<usize>() {
                // Some count from nought: `_1` is the second page.
                Ok(label) if label >= 2 && (label == number || label == number + 1) => {
                    pages.entry(label).or_insert(url);
                }
                _ if says_next(label) => next = Some(url),
                _ => {}
            }
        }
    }
    // What the row leaves unlinked is where we are: only later pages are further ones.
    let current = own_number(page).unwrap_or(1);
    let further: Vec<Url> = pages
        .into_iter()
        .filter(|(number, url)| *number > current && url.as_str() != page.as_str())
        .map(|(_, url)| url)
        .collect();
    if further.is_empty() {
        next.into_iter().collect()
    } else {
        further
    }
}

/// The number of `other` as a page of the article at `page`: the same address, but for one number that `page` has another of or
/// lacks (`_2`, `/2`, `/seite-2`, `/teil/2`, `?page=2`).
fn number_in(page: &Url, other: &Url) -> Option<usize> {
    if page.host_str() != other.host_str()
        || page.port_or_known_default() != other.port_or_known_default()
    {
        return None;
    }
    let number = if path(page) == path(other) {
        number_in_query(
            page.query().unwrap_or_default(),
            other.query().unwrap_or_default(),
        )
    } else if page.query() == other.query() {
        let (page, other) = (PagePath::of(page), PagePath::of(other));
        let is_first = page.whole == other.stem || page.whole == other.without_word();
        let is_sibling = page.number.is_some() && page.stem == other.stem;
        other
            .number
            .filter(|_| page.extension == other.extension && (is_first || is_sibling))
    } else {
        None
    };
    number.filter(|number| (1..=LIMIT).contains(number))
}

fn path(url: &Url) -> &str {
    url.path().trim_end_matches('/')
}

/// The number of the one pair in which two queries differ.
fn number_in_query(page: &str, other: &str) -> Option<usize> {
    let (page, other) = (pairs(page), pairs(other));
    if page.len().max(other.len()) > PAIRS_LIMIT {
        return None;
    }
    let mut added = other.iter().filter(|pair| !page.contains(pair));
    let (key, number) = added.next()?.split_once('=')?;
    let is_number = |value: &str| value.len() <= 2 && value.parse::<usize>().is_ok();
    let mut gone = page.iter().filter(|pair| !other.contains(pair));
    let is_same = gone.all(|pair| {
        pair.split_once('=')
            .is_some_and(|(gone, value)| gone == key && is_number(value))
    });
    (added.next().is_none() && is_same && is_number(number))
        .then(|| number.parse().ok())
        .flatten()
}

fn pairs(query: &str) -> Vec<&str> {
    query.split('&').filter(|pair| !pair.is_empty()).collect()
}

/// More pairs make a search, not an article.
const PAIRS_LIMIT: usize = 24;

/// The page that `page` itself is; the first has no number.
fn own_number(page: &Url) -> Option<usize> {
    let in_query = page
        .query()
        .unwrap_or_default()
        .split('&')
        .find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let is_page = matches!(
                key,
                "page" | "p" | "pn" | "pageno" | "page_no" | "pageNum" | "currentPage"
            );
            value.parse().ok().filter(|_| is_page)
        });
    in_query
        .or_else(|| PagePath::of(page).number)
        .filter(|number| *number <= LIMIT)
}

/// A path, and the page number at its end.
struct PagePath<'u> {
    /// Without the extension.
    whole: &'u str,
    extension: &'u str,
    /// Without the number and the sign before it.
    stem: &'u str,
    number: Option<usize>,
}

impl<'u> PagePath<'u> {
    fn of(url: &'u Url) -> Self {
        let path = path(url);
        let (whole, extension) = match path.rsplit_once('.') {
            Some((name, extension)) if extension.len() <= 5 && !extension.contains('/') => {
                (name, extension)
            }
            _ => (path, ""),
        };
        let bare = whole.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &whole[bare.len()..];
        let stem = (1..=2)
            .contains(&digits.len())
            .then(|| bare.strip_suffix(['_', '-', '/', ',']))
            .flatten();
        Self {
            whole,
            extension,
            stem: stem.unwrap_or(whole),
            number: stem.and_then(|_| digits.parse().ok()),
        }
    }

    /// The stem without the last part of the path, where that is a word for a page: `/seite-2`, `/page/2`.
    fn without_word(&self) -> &'u str {
        const WORD_CHARS: usize = 10;
        let bare = self.stem.trim_end_matches(|c: char| c.is_alphabetic());
        let word = self.stem.len() - bare.len();
        match bare.strip_suffix('/') {
            Some(rest) if (1..=WORD_CHARS).contains(&word) && self.number.is_some() => rest,
            _ => self.stem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::url;

    /// The second page of another article must never be joined to this one.
    #[test]
    fn only_pages_of_the_same_article_are_siblings() {
        let page = url("http://news.example/2015/t20150121_7701.htm");
        for other in [
            "http://news.example/2015/t20150121_7701_1.htm",
            "http://news.example/2015/t20150121_7701.htm?page=2",
            "http://news.example/2015/t20150121_7701.htm?del=2",
        ] {
            assert!(number_in(&page, &url(other)).is_some(), "{other}");
        }
        for other in [
            "http://news.example/2015/t20150121_7801.htm",
            "http://other.example/2015/t20150121_7701_1.htm",
            "http://news.example/2015/t20150121_7701.htm",
            "http://news.example/2015/t20150121_7701.htm?page=2&sort=new",
            "http://news.example/2015/t20150121_7701.htm?id=2015",
        ] {
            assert_eq!(number_in(&page, &url(other)), None, "{other}");
        }
    }

    /// Half an article would be published, whatever word its site has for a page.
    #[test]
    fn a_page_may_stand_under_the_articles_own_path() {
        let first = url("http://news.example/2026/ferry");
        for other in [
            "/2026/ferry/2",
            "/2026/ferry/2/",
            "/2026/ferry/seite-2",
            "/2026/ferry/page/2",
            "/2026/ferry/strona,2",
        ] {
            let other = first.join(other).expect("a URL");
            assert_eq!(number_in(&first, &other), Some(2), "{other}");
        }
        let second = url("http://news.example/2026/ferry/seite-2");
        let third = url("http://news.example/2026/ferry/seite-3");
        assert_eq!(number_in(&second, &third), Some(3));
        for other in [
            "/2026/bridge/seite-2",
            "/2026/ferry/comments-page-2",
            "/2026/ferry/part-of-the-story-2",
            "/2026/ferry-part-2",
            "/2026/seite-2",
        ] {
            let other = first.join(other).expect("a URL");
            assert_eq!(number_in(&first, &other), None, "{other}");
        }
        // Two stories of one series are no pages of one article.
        let story = url("http://news.example/2026/story-2");
        assert_eq!(
            number_in(&story, &url("http://news.example/2026/tale-3")),
            None
        );
    }

    /// The call's count is the page's only word on how far the article goes.
    #[test]
    fn the_call_names_the_pages() {
        let page = url("http://news.example/a/t1.htm");
        let pages = called("3, 0, \"t1\", \"htm\"", &page).expect("a call");
        let pages: Vec<&str> = pages.iter().map(Url::as_str).collect();
        assert_eq!(
            pages,
            [
                "http://news.example/a/t1_1.htm",
                "http://news.example/a/t1_2.htm"
            ]
        );
        assert_eq!(called("1, 0, \"t1\", \"htm\"", &page), Some(Vec::new()));
        assert_eq!(called("99999, 0, \"t1\", \"htm\"", &page), Some(Vec::new()));
        assert_eq!(called("_nPageCount, _nCurrIndex", &page), None);
    }
}
