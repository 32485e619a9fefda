//! Why a page is no article: what it is instead, and what to try.

use super::head::Head;
use super::title::Title;
use super::trim::Cut;
use crate::extract::ExtractError;
use crate::page::lines::Flow;

/// How much of a page tells what kind of file it is.
const LOOK_CHARS: usize = 1024;
/// Less text than this, in units, is no body.
const LEAST_UNITS: f32 = 16.0;

fn none(found: impl Into<String>, remedy: &str) -> ExtractError {
    ExtractError::NoArticle {
        found: found.into(),
        remedy: remedy.to_owned(),
    }
}

/// What can be told without parsing: empty, binary, or another format.
pub(super) fn before_parsing(html: &str) -> Result<(), ExtractError> {
    let start = html.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.is_empty() {
        return Err(none(
            "the page is empty",
            "open it in a browser; if it shows an article there, it needs scripts",
        ));
    }
    let known = [
        ("%PDF-", "a PDF"),
        ("\u{fffd}PNG", "an image (PNG)"),
        ("GIF8", "an image (GIF)"),
        ("PK\u{3}\u{4}", "a ZIP archive or an office document"),
        ("\u{1f}\u{fffd}", "compressed data"),
    ];
    for (magic, what) in known {
        if start.starts_with(magic) {
            return Err(none(
                format!("the page is {what}"),
                "give the address of an HTML page",
            ));
        }
    }
    if start.starts_with("\u{fffd}\u{fffd}\u{fffd}\u{fffd}")
        && start.chars().take(64).any(|c| c == 'J')
    {
        return Err(none(
            "the page is an image (JPEG)",
            "give the address of an HTML page",
        ));
    }
    let odd = start
        .chars()
        .take(LOOK_CHARS)
        .filter(|c| *c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()))
        .count();
    if odd * 10 > start.chars().take(LOOK_CHARS).count() {
        return Err(none(
            "the page is binary data, or text in another charset",
            "check the charset (--charset) or the address",
        ));
    }
    if start.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok()
    {
        return Err(none(
            "the page is JSON",
            "give the address of the article's HTML page",
        ));
    }
    let head: String = start.chars().take(LOOK_CHARS).collect();
    if start.starts_with("<?xml")
        && ["<rss", "<feed", "<rdf:RDF"]
            .iter()
            .any(|root| head.contains(root))
    {
        return Err(none(
            "the page is a feed",
            "use it as a section with kind = \"feed\"",
        ));
    }
    Ok(())
}

/// A page without any running text.
pub(super) fn after_parsing(flow: &Flow<'_>, head: &Head) -> ExtractError {
    let lines = flow.lines.len();
    let links = flow.lines.iter().filter(|line| line.is_link()).count();
    let title = head
        .title
        .as_deref()
        .map(|title| format!(" titled {title:?}"))
        .unwrap_or_default();
    if wants_login(flow) {
        return none(
            format!("a login form{title} and no article"),
            "the origin shows this page to its subscribers only",
        );
    }
    if lines == 0 {
        return none(
            format!("a page{title} without any visible text"),
            "open it in a browser; if it shows an article there, it needs scripts",
        );
    }
    if links * 2 > lines {
        return none(
            format!("a list of {links} links{title} and no article"),
            "give the address of one article; for a list use `byline discover`",
        );
    }
    none(
        match lines {
            1 => format!("one short line{title} and no running text"),
            _ => format!("{lines} short lines{title} and no running text"),
        },
        "check that the address leads to an article and not to a gallery or a video",
    )
}

/// A body that is too little, or is somebody's request to log in.
pub(super) fn of_body(
    flow: &Flow<'_>,
    cut: &Cut,
    title: &Title,
    head: &Head,
) -> Result<(), ExtractError> {
    let units: f32 = cut.lines.iter().map(|&line| flow.lines[line].units).sum();
    let prose: f32 = cut.lines.iter().map(|&line| flow.lines[line].prose()).sum();
    if units < LEAST_UNITS
        || (prose <= 0.0 && units < 4.0 * LEAST_UNITS)
        || (wants_login(flow) && prose < 80.0 && title.place.is_none())
    {
        return Err(after_parsing(flow, head));
    }
    Ok(())
}

fn wants_login(flow: &Flow<'_>) -> bool {
    flow.elements.iter().any(|element| {
        element.name == dom_query::local_name!("input")
            && element
                .node
                .attr("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    })
}
