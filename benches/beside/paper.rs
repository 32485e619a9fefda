//! An invented newspaper in memory, and a gateway that reads it: what `answer` and `refresh` measure.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use byline::clock::SystemClock;
use byline::config;
use byline::gateway::Gateway;
use byline::origin::{Answer, Ask, Origin, Transport, TransportError};
use byline::store::Store;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};

/// Two feeds of one section: by selectors, and found by its structure.
const FEEDS: &str = r#"
[server]
public-url = "http://byline.example"
[fetch]
user-agent = "byline-bench (+http://byline.example/about)"
[publishers.paper]
name = "The Paper"
url = "http://news.example/"
language = "en"
timezone = "Europe/London"
[publishers.paper.rights]
holder = "The Paper"
[feeds.selected]
publisher = "paper"
title = "City"
sections = ["http://news.example/selected/"]
interval = "9h"
[feeds.selected.select]
item = "ul.list li"
title = "h3 a"
link = "h3 a"
date = "label"
summary = "p"
[feeds.detected]
publisher = "paper"
title = "City"
sections = ["http://news.example/detected/"]
interval = "9h"
"#;

/// How many articles the section lists.
const ITEMS: usize = 50;
/// How large its page is.
const PAGE_BYTES: usize = 100 * 1024;

/// The newspaper.
#[derive(Debug)]
pub(crate) struct Paper {
    /// How often the section's first headline was corrected.
    pub(crate) edition: AtomicUsize,
    /// The section before and after a correction, written beforehand: that costs no reader anything.
    sections: [Bytes; 2],
}

impl Default for Paper {
    fn default() -> Self {
        Self {
            edition: AtomicUsize::new(0),
            sections: [section(0).into(), section(1).into()],
        }
    }
}

impl Paper {
    /// The section's page as it is now.
    pub(crate) fn section(&self) -> Bytes {
        self.sections[self.edition.load(Relaxed) % 2].clone()
    }
}

fn section(edition: usize) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>City - The Paper</title></head><body><div id=nav><ul>",
    );
    for n in 0..40 {
        let _ = write!(
            page,
            "<li class=entry><a href=\"/part{n}/\">Part {n}</a></li>"
        );
    }
    page.push_str("</ul></div><div id=wrap><div id=main><ul class=list>");
    for n in 0..ITEMS {
        let corrected = if n == 0 { edition } else { 0 };
        let _ = write!(
            page,
            "<li><h3><a href=\"/a/t20150121_{n}.htm\" target=_blank>The council mends street number {n} this year, part {corrected}</a></h3>\
                 <div class=box><a class=pic href=\"/a/t20150121_{n}.htm\"><img src=\"/img/{n}.jpg\" width=160 height=90 alt=\"Street {n}\"></a>\
                 <p>Work on street {n} begins in spring, says the council, and ends before the summer holidays of the {n} schools nearby.</p></div>\
                 <span class=tags><a href=\"/tag/1\">City</a> <a href=\"/tag/2\">Streets</a></span><label>2015-01-21 {:02}:{:02}</label></li>",
            9 + n / 60,
            n % 60
        );
    }
    page.push_str("</ul></div><div class=sidebar><h2>Read</h2><ul>");
    let mut n = 0;
    while page.len() < PAGE_BYTES - 2048 {
        let _ = write!(
            page,
            "<li class=m><a href=\"/more/{n}.htm\"><b>{n}</b></a><i></i><span onclick=\"go({n})\">{n} comments</span></li>"
        );
        n += 1;
    }
    page.push_str("</ul></div></div><div id=foot><a href=\"/about\">About</a></div></body></html>");
    page
}

fn article(path: &str) -> String {
    let text = format!("<p>Work on the street of {path} begins in spring, says the council. It ends before the summer holidays, when nobody drives to school.</p>").repeat(6);
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The council mends {path}</title></head><body><div id=main>\
         <h1>The council mends {path}</h1><div class=info>2015-01-21 09:00 Source: The Paper</div><div class=content>{text}</div></div></body></html>"
    )
}

impl Transport for Paper {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let path = ask.url.path();
        let body = match path {
            "/selected/" | "/detected/" => Some(self.section()),
            path if path.starts_with("/a/") => Some(article(path).into()),
            _ => None,
        };
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        Box::pin(std::future::ready(Ok(Answer {
            status: if body.is_some() {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            },
            headers: HeaderMap::from_iter([(CONTENT_TYPE, html)]),
            body: body.unwrap_or_default(),
        })))
    }
}

/// A gateway over `paper` whose articles are all known. `None` if something is wrong with it.
pub(crate) async fn gateway(paper: &Arc<Paper>) -> Option<Arc<Gateway>> {
    let mut config = config::parse(FEEDS, "feeds.toml", &|_| None).ok()?.config;
    config.store_path = None;
    config.fetch.min_interval = std::time::Duration::ZERO;
    let clock = Arc::new(SystemClock);
    let origin = Origin::new(&config.fetch, config.named(), paper.clone(), clock.clone());
    let gateway = Arc::new(Gateway::new(config, clock, origin, Store::in_memory()));
    for feed in ["selected", "detected"] {
        let feed = gateway.refresh(feed).await.ok()?;
        if feed.items.len() != ITEMS || !feed.items.iter().all(|item| item.is_complete()) {
            return None;
        }
    }
    Some(gateway)
}
