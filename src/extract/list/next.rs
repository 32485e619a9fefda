//! The page after this one, in a section that is spread over several.
//!
//! In: a section page. Out: the URL of the next page on the same host, or nothing at the end. With the
//! operator's selector that link counts and nothing else. Without it: `rel=next` (HTML, link types), then a link
//! in a row of page numbers that says "next", then the call `createPageHTML(count, current, "index", "htm")`
//! by which one family of content systems builds that row in the browser.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use crate::extract::{ExtractError, pager};
use crate::model::Selector;
use crate::page::dom::Node;
use crate::page::matching::Matcher;
use crate::page::{Base, Context, Dom};

/// How far above a link the row of page numbers is looked for.
const ROW_LEVELS: usize = 3;
/// The most links a row of page numbers has; what has more is a menu or the page itself.
const ROW_LIMIT: usize = 60;
/// Sections beyond this many pages are not believed.
const COUNT_LIMIT: u32 = 100_000;

/// The section's next page; `select` is the operator's selector for the link to it.
///
/// # Errors
/// [`ExtractError::NoList`] when `select` finds nothing that links, or links to another host.
pub fn next_page(
    html: &str,
    at: &Context<'_>,
    select: Option<&str>,
) -> Result<Option<Url>, ExtractError> {
    let dom = Dom::parse(html, at.budget)?;
    let base = dom.base(at);
    if let Some(selector) = select {
        return chosen(&dom, at.url, &base, selector);
    }
    Ok(stated(&dom, at.url, &base)
        .or_else(|| worded(&dom, at.url, &base))
        .or_else(|| called(&dom, at.url, &base)))
}

/// What the operator's selector finds.
fn chosen(
    dom: &Dom,
    page: &Url,
    base: &Base<'_>,
    selector: &str,
) -> Result<Option<Url>, ExtractError> {
    let error = |what: &str, remedy: &str| ExtractError::NoList {
        found: format!("the next selector `{selector}` {what}"),
        remedy: remedy.to_owned(),
    };
    let Ok(matcher) = Selector::new(selector).map(Matcher::new) else {
        return Err(error(
            "is not a CSS selector",
            "correct it in feeds.toml; `byline check` shows the place",
        ));
    };
    let all = dom.root().descendants();
    let found: Vec<Node<'_>> = all.filter(|node| matcher.matches(*node)).collect();
    let Some(href) = found.iter().copied().find_map(href_of) else {
        let what = match found.len() {
            0 => "found nothing".to_owned(),
            1 => "found an element without a link".to_owned(),
            count => format!("found {count} elements, none with a link"),
        };
        return Err(error(
            &what,
            "correct it, or leave it out: byline looks for the next page itself",
        ));
    };
    let Some(url) = base.web(href) else {
        return Ok(None); // `javascript:;` on the last page
    };
    if !is_same_host(page, &url) {
        return Err(error(
            &format!("links to another site, {url}"),
            "select the link to the section's own next page",
        ));
    }
    Ok(another(page, url))
}

/// The address of a node that links, of the first link in it, or of the link around it.
fn href_of(node: Node<'_>) -> Option<&str> {
    let inside = std::iter::once(node).chain(node.descendants());
    let around = node.ancestors().take(ROW_LEVELS);
    inside
        .chain(around.filter(|outer| outer.has_name("a")))
        .find_map(|place| place.attr("href"))
}

/// `rel=next`, on a link or an anchor.
fn stated(dom: &Dom, page: &Url, base: &Base<'_>) -> Option<Url> {
    let is_next = |node: &Node<'_>| {
        let rel = node.attr("rel").unwrap_or_default();
        (node.has_name("link") || node.has_name("a"))
            && rel
                .split_ascii_whitespace()
                .any(|rel| rel.eq_ignore_ascii_case("next"))
    };
    let mut found = dom.root().descendants().filter(is_next);
    found.find_map(|node| target(node, page, base))
}

/// A link whose text says "next", where pages are counted.
fn worded(dom: &Dom, page: &Url, base: &Base<'_>) -> Option<Url> {
    let says_next = |link: &Node<'_>| {
        let mut named = ["title", "aria-label"]
            .iter()
            .filter_map(|name| link.attr(name));
        is_next(&link.text()) || named.any(is_next)
    };
    let links = dom.root().descendants().filter(|node| node.has_name("a"));
    links
        .filter(|link| says_next(link) && is_in_pager(*link))
        .find_map(|link| target(link, page, base))
}

/// Whether a button's text means the next page: an arrow, or words.
fn is_next(text: &str) -> bool {
    matches!(text.trim(), ">" | ">>" | "»" | "›" | "→" | "▶" | "❯") || pager::says_next(text)
}

/// Whether page numbers stand beside `link`, or a block around it is named for paging: a slide show has
/// "next" too.
fn is_in_pager(link: Node<'_>) -> bool {
    let named = |node: Node<'_>| {
        ["class", "id", "role", "aria-label"].iter().any(|name| {
            node.attr(name).is_some_and(|value| {
                value
                    .split(|c: char| !c.is_alphanumeric())
                    .map(str::to_lowercase)
                    .any(|word| {
                        word.starts_with("pag") || word.starts_with("fenye") || word == "nav-links"
                    })
            })
        })
    };
    std::iter::once(link)
        .chain(link.ancestors().take(ROW_LEVELS))
        .take_while(|node| !node.has_name("body") && !node.has_name("html"))
        .any(|node| named(node) || counts(node))
}

/// Whether `row` is a short row of links, some of which are numbers or the way back.
fn counts(row: Node<'_>) -> bool {
    let mut links = 0;
    let mut counting = false;
    for node in row.descendants().filter(|node| node.has_name("a")) {
        links += 1;
        if links > ROW_LIMIT {
            return false;
        }
        let text = node.text();
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        counting |=
            (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
                || pager::is_other_word(text);
    }
    counting
}

static CALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // An argument may stand before (the id of the row's element) and any number behind. Code is ASCII: the letters
    // of every alphabet make an automaton ten times the size.
    Regex::new(
        r#"(?i-u)createPageHTML\s*\(\s*(?:["'](?u:[^"']*)["']\s*,\s*)?(\w+)\s*,\s*(\d+)\s*,\s*["']([\w.\-]+)["']\s*,\s*["'](\w+)["']"#,
    )
    .ok()
});

/// `createPageHTML(4, 0, "index", "htm")`: four pages, this is the first, the second is `index_1.htm`.
fn called(dom: &Dom, page: &Url, base: &Base<'_>) -> Option<Url> {
    let call = CALL.as_ref()?;
    for script in dom
        .root()
        .descendants()
        .filter(|node| node.has_name("script"))
    {
        let code = script.text();
        for found in call.captures_iter(&code) {
            let start = found.get(0).map_or(0, |whole| whole.start());
            let line = code[..start].rsplit('\n').next().unwrap_or_default();
            if line.contains("//") || line.trim_end().ends_with("function") {
                continue;
            }
            let count = number(&code, &found[1])?;
            let next = found[2].parse::<u32>().ok()?.checked_add(1)?;
            if count > COUNT_LIMIT || next >= count {
                return None;
            }
            let name = format!("{}_{next}.{}", &found[3], &found[4]);
            return base
                .web(&name)
                .filter(|url| is_same_host(page, url))
                .and_then(|url| another(page, url));
        }
    }
    None
}

/// A number, or the number that the variable of this name is given: `var countPage = 12`.
fn number(code: &str, word: &str) -> Option<u32> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.parse().ok();
    }
    code.match_indices(word).find_map(|(at, _)| {
        let value = code[at + word.len()..].trim_start().strip_prefix('=')?;
        let value = value.trim_start();
        let end = value
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(value.len());
        value[..end].parse().ok()
    })
}

fn target(node: Node<'_>, page: &Url, base: &Base<'_>) -> Option<Url> {
    let href = node.attr("href")?;
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    let url = base.web(href)?;
    is_same_host(page, &url)
        .then(|| another(page, url))
        .flatten()
}

/// `url` without its fragment, unless it is the page itself.
fn another(page: &Url, mut url: Url) -> Option<Url> {
    url.set_fragment(None);
    let mut here = page.clone();
    here.set_fragment(None);
    (url != here).then_some(url)
}

/// The host of the page, whether by http or https.
fn is_same_host(page: &Url, url: &Url) -> bool {
    page.host_str() == url.host_str() && page.port() == url.port()
}

#[cfg(test)]
mod tests;
