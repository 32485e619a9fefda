//! The category of an article: the section of its site that the page says it belongs to.
//!
//! In: a page's head, its structured data, the lines above its headline. Out: one name. The rule: `articleSection` and
//! `article:section` say it outright; else it is the last step of the breadcrumb before the headline. A visible breadcrumb is
//! a row of links that begins at the site's home page, and whose steps are parted by signs that point on (`首页 > 要闻`), or
//! lead one into the other (`/`, `/news/`, `/news/harbour/`).

use url::Url;

use super::head::Head;
use super::structured::Structured;
use super::title::{Title, fold};
use crate::page::Base;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// A longer name is a headline.
const LIMIT_UNITS: f32 = 20.0;
/// A longer row of links is a menu.
const STEPS: usize = 6;
/// How many lines above the headline a breadcrumb is sought in.
const ABOVE: usize = 40;

/// Finds the category.
pub(super) fn find(
    flow: &Flow<'_>,
    head: &Head,
    structured: &Structured,
    title: &Title,
    base: &Base<'_>,
) -> Option<String> {
    let headline = title.text.as_deref().map(fold).unwrap_or_default();
    let is_name = |name: &&str| {
        let folded = fold(name);
        !folded.is_empty() && folded != headline && units(name) <= LIMIT_UNITS
    };
    let stated = structured.section.as_deref().into_iter();
    let mut stated = stated.chain(head.get(&["article:section", "itemprop:articlesection"]));
    let steps = structured.breadcrumb.iter().map(String::as_str);
    stated
        .find(is_name)
        .or_else(|| steps.rev().find(is_name))
        .map(str::to_owned)
        .or_else(|| visible(flow, title, base, is_name))
}

/// One link of the page, and what stands between it and the link before it on its line.
struct Step<'f> {
    name: &'f str,
    url: Url,
    between: &'f str,
    line: usize,
}

fn visible(
    flow: &Flow<'_>,
    title: &Title,
    base: &Base<'_>,
    is_name: impl Fn(&&str) -> bool,
) -> Option<String> {
    let until = title.place.map_or(0, |(line, _)| line);
    let mut row: Vec<Step<'_>> = Vec::new();
    let mut found = None;
    for line in until.saturating_sub(ABOVE)..until {
        for step in steps(flow, line, base) {
            let goes_on = row.last().is_some_and(|last| {
                last.line == line || step.line == last.line + 1 && are_beside(flow, last.line, line)
            });
            if !goes_on {
                found = category(flow, &row, base.url(), &is_name).or(found);
                row.clear();
            }
            if !row.is_empty() || is_home(&step.url) {
                row.push(step);
            }
        }
    }
    category(flow, &row, base.url(), &is_name).or(found)
}

/// The links of a line.
fn steps<'f>(flow: &'f Flow<'_>, line: usize, base: &Base<'_>) -> Vec<Step<'f>> {
    let text = &flow.lines[line];
    let mut from = 0;
    let links = text.links.iter().take(STEPS + 1);
    links
        .filter_map(|(range, element)| {
            let between = text.text.get(from..range.start)?;
            from = range.end;
            let url = base.web(flow.elements[*element].node.attr("href")?)?;
            let name = text
                .text
                .get(range.clone())?
                .trim_matches(|c: char| !c.is_alphanumeric());
            Some(Step {
                name,
                url,
                between,
                line,
            })
        })
        .collect()
}

/// Whether two lines are items of one list.
fn are_beside(flow: &Flow<'_>, one: usize, other: usize) -> bool {
    let list = |line: usize| flow.elements[flow.lines[line].block].parent;
    list(one) == list(other)
}

fn is_home(url: &Url) -> bool {
    url.path().trim_matches('/').is_empty() && url.query().is_none()
}

/// The last step of a row of links, if the row is a breadcrumb.
fn category(
    flow: &Flow<'_>,
    row: &[Step<'_>],
    page: &Url,
    is_name: impl Fn(&&str) -> bool,
) -> Option<String> {
    let [first, rest @ ..] = row else { return None };
    if rest.len() + 1 > STEPS {
        return None;
    }
    let points_on = |step: &Step<'_>| {
        let mut signs = step.between.chars().filter(|c| !c.is_whitespace());
        signs.next_back().is_some_and(|c| ">›»＞≫→▸▶⟩".contains(c))
    };
    let mut trail = std::iter::once(first)
        .chain(rest)
        .map(|step| step.url.path());
    let mut before = trail.next().unwrap_or_default();
    let mut leads_in = trail.chain([page.path()]).all(|path| {
        let is_inside = path.starts_with(before) && path.len() > before.len();
        before = path;
        is_inside
    });
    leads_in &= rest.len() > 1 || rest.iter().any(|step| step.line != first.line);
    let is_named = || {
        flow.around(flow.lines[first.line].block).take(4).any(|at| {
            let element = &flow.elements[at];
            element.hints.has(Hints::NAV)
                && ["class", "id"].iter().any(|name| {
                    element
                        .node
                        .attr(name)
                        .is_some_and(|it| it.to_ascii_lowercase().contains("crumb"))
                })
        })
    };
    let is_breadcrumb = rest.iter().all(points_on) || leads_in || is_named();
    let last = rest.iter().rev().map(|step| step.name).find(is_name);
    last.filter(|_| is_breadcrumb).map(str::to_owned)
}
