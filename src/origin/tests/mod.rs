//! The whole way to a page over a scripted transport, in paused time.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{
    CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use http::{HeaderName, HeaderValue, StatusCode};
use parking_lot::Mutex;
use tokio::time::Instant;

use super::*;
use crate::clock::ManualClock;
use crate::config;
use crate::testing::url;

type Result1 = std::result::Result<Answer, TransportError>;

/// An origin that answers as told, and remembers what it was asked and when.
struct Script<F> {
    answer: F,
    asked: Mutex<Vec<(Instant, Ask)>>,
}

impl<F: Fn(&Ask) -> Option<Result1> + Send + Sync + 'static> Transport for Script<F> {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result1> {
        let answer = (self.answer)(&ask);
        self.asked().push((Instant::now(), ask));
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match answer {
                Some(answer) => answer,
                None => std::future::pending().await, // hangs
            }
        }
        .boxed()
    }
}

impl<F> Script<F> {
    fn asked(&self) -> parking_lot::MutexGuard<'_, Vec<(Instant, Ask)>> {
        self.asked.lock()
    }

    fn urls(&self) -> Vec<String> {
        self.asked()
            .iter()
            .map(|(_, ask)| ask.url.to_string())
            .collect()
    }
}

fn answer(status: u16, headers: &[(HeaderName, &str)], body: &str) -> Result1 {
    Ok(Answer {
        status: StatusCode::from_u16(status).expect("a status"),
        headers: headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a value")))
            .collect(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

fn html(body: &str) -> Option<Result1> {
    Some(answer(200, &[(CONTENT_TYPE, "text/html")], body))
}

fn redirect(status: u16, to: &str) -> Option<Result1> {
    Some(answer(status, &[(LOCATION, to)], ""))
}

/// An [`Origin`] over a script in which every robots.txt is a 404 unless the script answers it.
fn origin<F>(script: F) -> (Origin, Arc<Script<F>>)
where
    F: Fn(&Ask) -> Option<Result1> + Send + Sync + 'static,
{
    let transport = Arc::new(Script {
        answer: script,
        asked: Mutex::default(),
    });
    let clock = ManualClock::at("2026-01-21T09:00:00Z".parse().expect("a time"));
    let named = [
        (None, url("http://news.example/tanews/")),
        (None, url("http://127.0.0.1:8081/")),
    ];
    let origin = Origin::new(
        &fetch(),
        named,
        Arc::clone(&transport) as _,
        Arc::new(clock),
    );
    (origin, transport)
}

fn asking() -> Asking {
    Asking::by_command()
}

fn fetch() -> config::Fetch {
    config::Fetch {
        user_agent: "byline/0.1 (+http://127.0.0.1:8080/about)".into(),
        per_host: 2,
        min_interval: Duration::from_millis(500),
        timeout: Duration::from_secs(15),
        max_page_bytes: 1 << 20,
        publishers: Vec::new(),
    }
}

fn is_robots(ask: &Ask) -> bool {
    ask.url.path() == "/robots.txt"
}

fn no_robots(ask: &Ask, page: impl FnOnce() -> Option<Result1>) -> Option<Result1> {
    if is_robots(ask) {
        Some(answer(404, &[], ""))
    } else {
        page()
    }
}

async fn get(origin: &Origin, at: &str) -> Result<Page, FetchError> {
    match origin.page(&url(at), None, &asking()).await? {
        Fetched::Page(page) => Ok(page),
        Fetched::Unchanged { .. } => panic!("nothing was known"),
    }
}

async fn fault(origin: &Origin, at: &str) -> Fault {
    get(origin, at).await.expect_err(at).fault
}

mod failures;
mod own;
mod pages;
mod redirects;
mod robots;
mod shared;
