//! The further pages of an article that is spread over several.
//!
//! Numbers in a row of links (`1 2 3 下一页`), `rel=next`, or the call `createPageHTML(count, current, "name",
//! "ext")` by which one family of content systems builds that row in the browser.

use std::collections::BTreeMap;

use dom_query::local_name;
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
            let Some(url) = href.and_then(|href| base.join(&href)) else {
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

/// The number of `other` as a page of the article at `page`: the same host, directory and name, with a number
/// put to the end (`_2`, `/2`, `?page=2`) or another number in its place.
fn number_in(page: &Url, other: &Url) -> Option<usize> {
    if page.host_str() != other.host_str()
        || page.port_or_known_default() != other.port_or_known_default()
    {
        return None;
    }
    let (whole, _) = numbered_name(page, false);
    let (base, _) = numbered_name(page, true);
    let (other_base, number) = numbered_name(other, true);
    number.filter(|number| {
        (1..=LIMIT).contains(number) && (other_base == whole || other_base == base)
    })
}

/// The page that `page` itself is; the first has no number.
fn own_number(page: &Url) -> Option<usize> {
    numbered_name(page, true)
        .1
        .filter(|number| *number <= LIMIT)
}

/// An address and the page number at its end; the number stays in the address unless `strip`.
fn numbered_name(url: &Url, strip: bool) -> (String, Option<usize>) {
    let path = url.path().trim_end_matches('/');
    let (name, extension) = match path.rsplit_once('.') {
        Some((name, extension)) if extension.len() <= 5 && !extension.contains('/') => {
            (name, extension)
        }
        _ => (path, ""),
    };
    let mut number = None;
    let mut query: Vec<&str> = Vec::new();
    for pair in url.query().unwrap_or_default().split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_page = matches!(
            key,
            "page" | "p" | "pn" | "pageno" | "page_no" | "pageNum" | "currentPage"
        );
        match value.parse() {
            Ok(value) if is_page => number = Some(value),
            _ if pair.is_empty() => {}
            _ => query.push(pair),
        }
    }
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &name[bare.len()..];
    let mut stem = name;
    if strip
        && number.is_none()
        && (1..=2).contains(&digits.len())
        && let Some(bare) = bare.strip_suffix(['_', '-', '/'])
    {
        number = digits.parse().ok();
        stem = bare.strip_suffix("/page").unwrap_or(bare);
    }
    (format!("{stem}.{extension}?{}", query.join("&")), number)
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
        ] {
            assert!(number_in(&page, &url(other)).is_some(), "{other}");
        }
        for other in [
            "http://news.example/2015/t20150121_7801.htm",
            "http://other.example/2015/t20150121_7701_1.htm",
            "http://news.example/2015/t20150121_7701.htm",
        ] {
            assert_eq!(number_in(&page, &url(other)), None, "{other}");
        }
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
