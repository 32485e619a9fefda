//! What finding and reading a section's list costs beside parsing the page alone.
//!
//! `cargo bench --bench section`. Two invented pages of 100 KB: a list with abstracts and dates, and a front
//! page of many short blocks. With `BYLINE_PAGES` set, the captured pages of that size as well.

use std::fmt::Write as _;

use byline::extract::list;
use byline::page::Dom;
use byline::page::{Budget, Context};
use divan::Bencher;
use jiff::tz::TimeZone;
use url::Url;

fn main() {
    divan::main();
}

/// How large the invented pages are.
const PAGE_BYTES: usize = 100 * 1024;

fn frame(content: &str) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><title>泰山脚下_岱岳网</title></head><body><div id=\"nav\"><ul>",
    );
    for name in [
        "首页", "新闻", "民生", "图片", "财经", "教育", "论坛", "专题",
    ] {
        let _ = write!(page, "<li><a href=\"/{}/\">{name}</a></li>", name.len());
    }
    let _ = write!(
        page,
        "</ul></div><div id=\"wrap\">{content}<div class=\"sidebar\"><h2>本网特稿</h2><ul>"
    );
    for n in 0..10 {
        let _ = write!(
            page,
            "<li><a href=\"/feature/t20150120_{n}.htm\">特稿：一座小城的第{n}种慢生活</a></li>"
        );
    }
    page.push_str(
        "</ul></div></div><div id=\"foot\"><a href=\"/about.htm\">关于我们</a></div></body></html>",
    );
    page
}

/// Headings, abstracts, dates.
fn list() -> String {
    let mut items = String::from("<div id=\"main\"><ul class=\"list\">");
    let mut n = 0;
    while items.len() < PAGE_BYTES {
        let _ = write!(
            items,
            "<li><h3><a href=\"./201501/t20150121_{n}.htm\" target=\"_blank\">市图书馆第{n}次延长周末开放时间至晚九点</a></h3>\
             <p class=\"intro\">调整后每周可多开放六个小时，自习室座位实行线上预约，每人每天限约两次。<a href=\"./201501/t20150121_{n}.htm\">[详细]</a></p>\
             <span class=\"tags\"><a href=\"/tag/1\">文化</a> <a href=\"/tag/2\">民生</a></span><label>2015-01-21 09:{:02}:00</label></li>",
            n % 60
        );
        n += 1;
    }
    items.push_str("</ul></div>");
    frame(&items)
}

/// Many blocks of bare links.
fn front() -> String {
    let mut blocks = String::from("<div id=\"main\">");
    let mut n = 0;
    while blocks.len() < PAGE_BYTES {
        let _ = write!(blocks, "<div class=\"block\"><h2>要闻</h2><ul class=\"u\">");
        for _ in 0..8 {
            let _ = write!(
                blocks,
                "<li><a href=\"/news/201501/t20150121_{n}.htm\" title=\"三条公交线路下周起调整走向第{n}批\">三条公交线路下周起调…</a></li>"
            );
            n += 1;
        }
        blocks.push_str("</ul></div>");
    }
    blocks.push_str("</div>");
    frame(&blocks)
}

/// The captured pages between half and twice that size, if they are there.
fn captured(name: &str) -> Option<String> {
    let pages = std::env::var_os("BYLINE_PAGES")?;
    let path = std::path::Path::new(&pages).join("sections").join(name);
    let bytes = std::fs::read(path).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

const PAGES: [&str; 7] = [
    "list",
    "front",
    "en-mit-news.html",
    "en-audacity.html",
    "zh-36kr-ai.html",
    "en-appleinsider.html",
    "zh-ifeng-finance.html",
];

fn page(name: &str) -> Option<String> {
    match name {
        "list" => Some(list()),
        "front" => Some(front()),
        file => captured(file),
    }
}

/// html5ever's parse, bounded, as every page goes through it.
#[divan::bench(args = PAGES)]
fn parse(bencher: Bencher<'_, '_>, name: &str) {
    let Some(html) = page(name) else { return };
    bencher.bench(|| Dom::parse(&html, &Budget::unbounded()).map(|dom| dom.nodes()));
}

/// The same parse, then detection and extraction.
#[divan::bench(args = PAGES)]
fn parse_and_read(bencher: Bencher<'_, '_>, name: &str) {
    let Some(html) = page(name) else { return };
    let (Ok(url), Ok(zone)) = (
        Url::parse("http://news.example/dynews/"),
        TimeZone::get("Asia/Shanghai"),
    ) else {
        return;
    };
    let at = Context {
        url: &url,
        zone: &zone,
        language: "zh-CN",
        now: jiff::Timestamp::from_second(1_900_000_000).unwrap_or(jiff::Timestamp::UNIX_EPOCH),
        budget: &Budget::unbounded(),
    };
    bencher.bench_local(|| list::read(&html, &at).map(|list| list.teasers.len()));
}
