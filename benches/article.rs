//! What reading an article costs beside parsing its page alone.
//!
//! `cargo bench --bench article`: an invented page of 100 KB, a tenth of which is the article: the rest is menus, cards of
//! other stories, comments and scripts, as on real pages. With `BYLINE_PAGES` set, the captured articles of 50 to 200 KB too.
//! In instructions: callgrind with two sample sizes, as for `answer`.

use std::fmt::Write as _;
use std::path::PathBuf;

use byline::extract::article;
use byline::page::{Budget, Context, Dom};
use divan::Bencher;
use jiff::tz::TimeZone;
use url::Url;

fn main() {
    divan::main();
}

/// How large the invented page is.
const PAGE_BYTES: usize = 100 * 1024;

fn made() -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The council mends the bridge - The Paper</title>\
         <meta property=og:title content=\"The council mends the bridge\"><meta name=author content=\"Ann Lee\">\
         <script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"The council mends the bridge\",\
         \"datePublished\":\"2026-05-04T09:00:00+01:00\",\"author\":{\"@type\":\"Person\",\"name\":\"Ann Lee\"}}</script></head><body>",
    );
    page.push_str("<nav class=menu><ul>");
    for n in 0..60 {
        let _ = write!(page, "<li><a href=\"/part{n}/\">Part {n}</a></li>");
    }
    page.push_str(
        "</ul></nav><main><article><h1>The council mends the bridge</h1><p class=deck>Work begins in spring.</p>\
         <div class=byline>By <a rel=author href=\"/people/ann\">Ann Lee</a></div><time datetime=\"2026-05-04T09:00:00+01:00\">4 May 2026</time>",
    );
    for n in 0..30 {
        let _ = write!(
            page,
            "<p>Work on part {n} of the bridge begins in spring, said the council on Monday, and ends before the holidays. \
             <a href=\"/a/{n}\">An earlier plan</a> had named another year, and the engineers, who measured each arch twice, \
             found <em>{n} stones</em> that have to be replaced. The road stays open in one direction.</p>"
        );
        if n % 10 == 5 {
            let _ = write!(
                page,
                "<figure><img src=\"/img/{n}.jpg\" width=800 height=600 alt=\"Arch {n}\"><figcaption>Arch {n}. Photo: Bo Dahl</figcaption></figure>"
            );
        }
    }
    page.push_str("</article></main><section class=comments>");
    for n in 0..60 {
        let _ = write!(
            page,
            "<div class=comment><b>Reader {n}</b> <span>{n} hours ago</span><p>I cross it each day and number {n} of the arches is loose.</p></div>"
        );
    }
    page.push_str("</section><aside class=related>");
    let mut n = 0;
    while page.len() < PAGE_BYTES - 20_000 {
        let _ = write!(
            page,
            "<div class=card><a href=\"/b/{n}.htm\"><img src=\"/thumb/{n}.jpg\" alt=\"\"><h3>Another story with number {n} of this week</h3></a><span>{n} May</span></div>"
        );
        n += 1;
    }
    page.push_str("</aside><script>");
    while page.len() < PAGE_BYTES {
        page.push_str("window.state.push({\"id\":17,\"text\":\"of a program, not of a page\"});");
    }
    page.push_str(
        "</script><footer><p>© 2026 The Paper. All rights reserved.</p></footer></body></html>",
    );
    page
}

/// The invented page, and the captured ones of its size.
fn pages() -> Vec<String> {
    let mut names = vec!["made".to_owned()];
    let folder =
        std::env::var_os("BYLINE_PAGES").map(|pages| PathBuf::from(pages).join("articles"));
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    for file in files.into_iter().flatten().flatten() {
        let is_of_size = file
            .metadata()
            .is_ok_and(|file| (50 * 1024..200 * 1024).contains(&file.len()));
        let path = file.path();
        if is_of_size
            && path
                .extension()
                .is_some_and(|extension| extension == "html")
        {
            names.push(path.to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

fn page(name: &str) -> Option<String> {
    if name == "made" {
        return Some(made());
    }
    let bytes = std::fs::read(name).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// html5ever's parse, bounded, as every page goes through it.
#[divan::bench(args = pages())]
fn parse(bencher: Bencher<'_, '_>, name: &str) {
    let Some(html) = page(name) else { return };
    bencher.bench(|| Dom::parse(&html, &Budget::unbounded()).map(|dom| dom.nodes()));
}

/// The same parse, then the article.
#[divan::bench(args = pages())]
fn parse_and_read(bencher: Bencher<'_, '_>, name: &str) {
    let Some(html) = page(name) else { return };
    let Ok(url) = Url::parse("http://news.example/a/bridge.htm") else {
        return;
    };
    let at = Context {
        url: &url,
        zone: &TimeZone::UTC,
        language: "en",
        now: jiff::Timestamp::from_second(1_900_000_000).unwrap_or(jiff::Timestamp::UNIX_EPOCH),
        budget: &Budget::unbounded(),
    };
    bencher.bench_local(|| article::read(&html, &at).is_ok());
}
