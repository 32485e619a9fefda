//! Bodies of mozilla/readability's own test pages, against what readability is expected to read.
//!
//! The pages are others' and stay outside of the project: `BYLINE_READABILITY` names their folder, `test/test-pages` of
//! readability's repository. Without it nothing is measured.

use std::path::{Path, PathBuf};

use byline::extract::article;
use byline::page::{Budget, Context};
use dom_query::NodeRef;
use jiff::tz::TimeZone;
use serde_json::json;
use url::Url;

use crate::score::text_alike;

/// What was reached, over all pages and by the page in the middle.
const MEAN_FLOOR: f64 = 0.94;
const MEDIAN_FLOOR: f64 = 0.985;

/// Elements that begin a line.
const BLOCKS: &str = " address article aside blockquote body br caption center dd details div dl dt fieldset figure footer form \
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul ";
/// Elements without text of the body; captions belong to the pictures.
const SKIPPED: &str = " figcaption head noscript script style template ";

/// One test page: what it holds, and what should be read from it.
pub(crate) struct TestPage {
    pub(crate) id: String,
    pub(crate) html: String,
    pub(crate) body: String,
}

/// The test pages, as far as they are there.
pub(crate) fn pages() -> Vec<TestPage> {
    let Some(folder) = std::env::var_os("BYLINE_READABILITY") else {
        println!("BYLINE_READABILITY names no folder: readability's pages are not measured");
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.html").is_file())
        .collect();
    folders.sort();
    folders.iter().map(|folder| TestPage::of(folder)).collect()
}

impl TestPage {
    fn of(folder: &Path) -> Self {
        let file = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        Self {
            id: folder.file_name().unwrap().to_string_lossy().into_owned(),
            html: file("source.html"),
            body: text(&file("expected.html")),
        }
    }

    /// What `ask` makes of the page.
    pub(crate) fn with<T>(&self, ask: impl FnOnce(&str, &Context<'_>) -> T) -> T {
        let at = Context {
            url: &Url::parse("http://fakehost/test/page.html").unwrap(),
            zone: &TimeZone::UTC,
            language: "en",
            now: "2026-06-01T00:00:00Z".parse().unwrap(),
            budget: &Budget::unbounded(),
        };
        ask(&self.html, &at)
    }
}

/// The text of markup, a line for each block.
fn text(html: &str) -> String {
    let page = dom_query::Document::from(html);
    let mut text = String::new();
    let mut open: Vec<(NodeRef<'_>, bool)> = vec![(page.root(), false)];
    while let Some((node, is_left)) = open.pop() {
        if node.is_text() {
            text.push_str(&node.text().replace('\n', " "));
            continue;
        }
        let name = node.node_name().map(|name| format!(" {name} "));
        let is_in = |list: &str| {
            name.as_ref()
                .is_some_and(|name| list.contains(name.as_str()))
        };
        if is_in(SKIPPED) {
            continue;
        }
        if is_in(BLOCKS) {
            text.push('\n');
        }
        if !is_left {
            open.push((node, true));
            let mut children = node.children();
            children.reverse();
            open.extend(children.into_iter().map(|child| (child, false)));
        }
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The bodies of pages of all kinds reach readers whole and without what stands around them.
#[test]
fn readability_pages_are_read_as_well_as_recorded() {
    let pages = pages();
    if pages.is_empty() {
        return;
    }
    let mut scores = Vec::new();
    let mut got = serde_json::Map::new();
    for page in &pages {
        let body = page.with(|html, at| match article::read(html, at) {
            Ok(article) => article.body.as_ref().map(article::plain_text),
            Err(error) => {
                println!("  {}: {error}", page.id);
                None
            }
        });
        let body = body.unwrap_or_default();
        let (precision, recall, f1) = text_alike(&page.body, &body);
        if f1 < 0.95 {
            println!(
                "  {:30} body {f1:.3}: precision {precision:.3}, recall {recall:.3}",
                page.id
            );
        }
        scores.push(f1);
        let record = json!({ "expected": page.body, "got": body, "f1": f1 });
        got.insert(page.id.clone(), record);
    }
    let written = crate::written("readability.json");
    std::fs::write(&written, serde_json::to_vec_pretty(&got).unwrap()).unwrap();
    scores.sort_by(f64::total_cmp);
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    let median = (scores[(scores.len() - 1) / 2] + scores[scores.len() / 2]) / 2.0;
    println!(
        "readability's pages: {}, read into {}\n  body mean {mean:.4}, median {median:.4}",
        pages.len(),
        written.display(),
    );
    assert!(mean >= MEAN_FLOOR, "the mean of bodies fell to {mean:.4}");
    assert!(
        median >= MEDIAN_FLOOR,
        "the median of bodies fell to {median:.4}"
    );
}
