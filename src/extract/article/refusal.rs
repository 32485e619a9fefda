//! Why a page has no article.
//!
//! In: the markup, or the parsed page. Out: an error that says what the page is instead and what to try.

use super::head::Head;
use super::title::Title;
use super::trim::Cut;
use crate::extract::ExtractError;
use crate::page::kind::OtherKind;
use crate::page::lines::Flow;

/// Less text than this, in units, is no body.
const LEAST_UNITS: f32 = 16.0;
const OPEN_IN_BROWSER: &str =
    "open it in a browser; if it shows an article there, it needs scripts";

fn no_article(found: impl Into<String>, remedy: &str) -> ExtractError {
    ExtractError::NoArticle {
        found: found.into(),
        remedy: remedy.to_owned(),
    }
}

/// Refuses what is no HTML page.
pub(super) fn require_html(html: &str) -> Result<(), ExtractError> {
    let Some(kind) = OtherKind::of(html) else {
        return Ok(());
    };
    let remedy = match kind {
        OtherKind::Empty => OPEN_IN_BROWSER,
        OtherKind::Pdf | OtherKind::Image(_) | OtherKind::Archive | OtherKind::Compressed => {
            "give the address of an HTML page"
        }
        OtherKind::Binary => "check the charset (--charset) or the address",
        OtherKind::Feed => "use it as a section with kind = \"feed\"",
        OtherKind::Sitemap => "use it as a section with kind = \"sitemap\"",
        OtherKind::Json => "give the address of the article's HTML page",
    };
    Err(no_article(format!("the page is {kind}"), remedy))
}

/// The error for a page without running text.
pub(super) fn after_parsing(flow: &Flow<'_>, head: &Head) -> ExtractError {
    let lines = flow.lines.len();
    let links = flow.lines.iter().filter(|line| line.is_link()).count();
    let title = head
        .title
        .as_deref()
        .map(|title| format!(" titled {title:?}"))
        .unwrap_or_default();
    if wants_login(flow) {
        return no_article(
            format!("a login form{title} and no article"),
            "the origin shows this page to its subscribers only",
        );
    }
    if lines == 0 {
        return no_article(
            format!("a page{title} without any visible text"),
            OPEN_IN_BROWSER,
        );
    }
    if links * 2 > lines {
        return no_article(
            format!("a list of {links} links{title} and no article"),
            "give the address of one article; for a list use `byline discover`",
        );
    }
    no_article(
        match lines {
            1 => format!("one short line{title} and no running text"),
            _ => format!("{lines} short lines{title} and no running text"),
        },
        "check that the address leads to an article and not to a gallery or a video",
    )
}

/// Refuses a body that is too short, or that is a request to log in.
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
        element.name == html5ever::local_name!("input")
            && element
                .node
                .attr("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    })
}
