//! Why a page has no list.
//!
//! In: the markup, or the parsed page. Out: an error that says what the page is instead and what to try.

use html5ever::local_name;

use super::blocks::Structure;
use super::fields::wording;
use super::judge::Verdict;
use crate::extract::ExtractError;
use crate::page::elements::{Index, Page};
use crate::page::kind::OtherKind;

/// Refuses what is no HTML page.
pub(in crate::extract) fn require_html(html: &str) -> Result<(), ExtractError> {
    let Some(kind) = OtherKind::of(html) else {
        return Ok(());
    };
    let remedy = match kind {
        OtherKind::Empty => "open it in a browser; the server may answer differently to programs",
        OtherKind::Pdf => "give the URL of the page that links it",
        OtherKind::Image(_) => "give the URL of the page that shows it",
        OtherKind::Archive | OtherKind::Compressed | OtherKind::Binary => {
            "give the URL of an HTML page"
        }
        OtherKind::Feed => "set `kind = \"feed\"` for it",
        OtherKind::Sitemap => "set `kind = \"sitemap\"` for it",
        OtherKind::Json => "set `kind = \"json\"` and say where its items are",
    };
    Err(ExtractError::no_list(format!("the page is {kind}"), remedy))
}

/// A page with more words than these besides its links and its forms is no page that only asks for a login.
const LOGIN_UNITS: f32 = 80.0;

/// Whether the page holds little more than a form with a password. Many public pages have one of these in their header.
fn asks_for_login(page: &Page<'_>) -> bool {
    let is_password = |i: Index| {
        page.element(i).name == local_name!("input")
            && page
                .attr(i, "type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    };
    if !(0..page.len()).any(is_password) {
        return false;
    }
    let all = wording::units(page.whole_text());
    let mut aside = 0.0;
    let mut at = 0;
    while at < page.len() {
        let element = page.element(at);
        if matches!(element.name, local_name!("a") | local_name!("form")) {
            aside += wording::units(page.text(at));
            at = element.end;
        } else {
            at += 1;
        }
    }
    all - aside < LOGIN_UNITS
}

/// What to do about a page that a script fills.
const SCRIPT_REMEDY: &str = "set `render = true` for it, with `url` in [browser]; or use the endpoint that the script loads its list from, with `kind = \"json\"`: `byline discover URL --browser http://127.0.0.1:4444` finds it";

/// Names of the elements that frameworks fill.
const ROOTS: [&str; 8] = [
    "root",
    "app",
    "app-root",
    "__next",
    "__nuxt",
    "react-root",
    "application",
    "main-app",
];

/// Whether the page has scripts, and an empty element in which a script builds the page or a part of it: one with a name that
/// frameworks use, or one that no HTML knows (HTML §4.13, custom elements).
fn is_filled_by_script(page: &Page<'_>) -> bool {
    let has_scripts = (0..page.len()).any(|i| page.element(i).name == local_name!("script"));
    let is_root = |i: Index| {
        let is_named = page.attr(i, "id").is_some_and(|id| {
            let id = id.to_ascii_lowercase();
            ROOTS.contains(&id.as_str())
        });
        let is_empty = || {
            let mut inner = page.subtree(i).skip(1);
            page.text(i).trim().is_empty()
                && !inner.any(|it| page.element(it).name == local_name!("a"))
        };
        (is_named || page.element(i).name.contains('-')) && is_empty()
    };
    has_scripts && (0..page.len()).any(is_root)
}

/// The error for a page whose links make no list.
pub(super) fn no_list(page: &Page<'_>, structure: &Structure, verdict: &Verdict) -> ExtractError {
    let named = |name| (0..page.len()).filter(move |&i| page.element(i).name == name);
    if asks_for_login(page) {
        return ExtractError::no_list(
            "the page asks for a login",
            "byline reads only what everyone can: give the URL of a public page",
        );
    }
    let hrefs: Vec<_> = named(local_name!("a"))
        .filter_map(|i| page.attr(i, "href"))
        .collect();
    let places = hrefs
        .iter()
        .filter(|href| {
            href.split_once('#')
                .is_some_and(|(_, place)| !place.is_empty())
        })
        .count();
    if places > 1 && places * 2 > hrefs.len() {
        return ExtractError::no_list(
            format!(
                "{places} of the page's {} links lead to places of a page, and byline looks for no list among such links",
                hrefs.len()
            ),
            "if its entries are those places, write a select table: `item` selects one element for each",
        );
    }
    if is_filled_by_script(page) {
        return ExtractError::no_list("a script fills this page", SCRIPT_REMEDY);
    }
    let words = wording::units(page.whole_text());
    if structure.links.is_empty() {
        let scripts = named(local_name!("script")).count();
        if scripts > 0 && words < 60.0 {
            return ExtractError::no_list("a script fills this page", SCRIPT_REMEDY);
        }
        return ExtractError::no_list(
            format!("the page has no links to other pages, only {words:.0} words of text"),
            "give the URL of a page that lists articles",
        );
    }
    let best = verdict.others.first().map(|other| &other.features);
    let best = best.map_or_else(String::new, |features| {
        format!(
            "; the best group has {} that read like headlines to {:.0} %",
            features.articles,
            features.evidence.quality * 100.0
        )
    });
    let links = match structure.links.len() {
        1 => "one link".to_owned(),
        links => format!("{links} links"),
    };
    ExtractError::no_list(
        format!("the page has {links}, but no group of them reads like a list of articles{best}"),
        "give the URL of a page that lists articles, or write a select table: `item` selects one element for each",
    )
}
