//! `/status`, `/status.json`, `/metrics` and `/readyz`: how the feeds are, for operators and their monitors.
//!
//! None of them fetches. All of them look at every feed, so each is made once a second at most, however many ask, and
//! compressed once for those who want it so.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::Serialize;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::encoding;
use super::guesses::Guesses;
use super::metrics::{self, Counted};
use super::net::Traffic;
use super::pages;
use super::reply::{self, Reply};
use super::request_counts::RequestCounts;
use crate::gateway::{FeedHealth, Gateway, StoreSize, Trouble};
use crate::render::{Document, Representation};

/// What was made stays good for this long.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// `/readyz` names so many troubles; `/status` names all.
const TROUBLES_IN_SHORT: usize = 10;

/// Which view of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// `/status`
    Page,
    /// `/status.json`
    Json,
    /// `/metrics`
    Metrics,
    /// What `/readyz` says beyond a word.
    Troubles,
}

impl View {
    const fn path(self) -> &'static str {
        match self {
            Self::Page => "/status",
            Self::Json => "/status.json",
            Self::Metrics => "/metrics",
            Self::Troubles => "/readyz",
        }
    }
}

/// A view, and when it was made.
type Made = (Instant, Arc<Document>);

/// The views as they were last made, and what they count.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) request_counts: Arc<RequestCounts>,
    pub(super) traffic: Arc<Traffic>,
    pub(super) guesses: Arc<Guesses>,
    made: [tokio::sync::Mutex<Option<Made>>; 4],
}

#[derive(Serialize)]
struct Status<'a> {
    version: &'static str,
    now: Timestamp,
    ready: bool,
    troubles: Vec<Trouble>,
    /// Nothing, when nothing is kept on disk.
    store: Option<StoreSize>,
    /// Hosts that are left alone now.
    closed_hosts: Vec<Closed>,
    feeds: &'a [FeedHealth],
}

/// A host that is left alone, and for how many seconds yet.
#[derive(Serialize)]
struct Closed {
    host: String,
    seconds: u64,
    /// It asked for it; otherwise it failed.
    asked: bool,
}

impl Watch {
    /// The answer to a request for `view`.
    pub(super) async fn reply(
        &self,
        gateway: &Arc<Gateway>,
        view: View,
        request: &HeaderMap,
    ) -> Reply {
        let Some(document) = self.made(gateway, view).await else {
            return reply::our_fault();
        };
        let coding = encoding::choose(request, |coding| document.offers(coding));
        let make = async {
            let body = document.body().clone();
            let packed = spawn_blocking(move || Representation::packed(&body, coding));
            packed.await.ok().flatten()
        };
        document.pack(coding, make).await;
        let sent = document.in_coding(coding);
        let mut reply = reply::text(StatusCode::OK, sent.body.clone());
        let headers = reply.headers_mut();
        if view == View::Page {
            pages::protect(headers);
        }
        headers.insert(CONTENT_TYPE, document.content_type.clone());
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(coding) = &sent.content_encoding {
            headers.insert(CONTENT_ENCODING, coding.clone());
        }
        reply
    }

    /// `/readyz`: `word`, and below it what is wrong. An origin that is down is no reason to send readers elsewhere.
    pub(super) async fn readiness(
        &self,
        gateway: &Arc<Gateway>,
        status: StatusCode,
        word: &str,
    ) -> Reply {
        let troubles = self.made(gateway, View::Troubles).await;
        let troubles = troubles.as_ref().map_or(&b""[..], |made| &made.body()[..]);
        reply::text(status, [word.as_bytes(), b"\n", troubles].concat())
    }

    /// `None` after the log was told.
    async fn made(&self, gateway: &Arc<Gateway>, view: View) -> Option<Arc<Document>> {
        // Whoever comes while it is made waits for it, and does not make another.
        let mut made = self.made[view as usize].lock().await;
        if let Some((at, document)) = &*made
            && at.elapsed() < GOOD_FOR
        {
            return Some(document.clone());
        }
        let gateway = gateway.clone();
        let (request_counts, traffic, guesses) = (
            self.request_counts.clone(),
            self.traffic.clone(),
            self.guesses.clone(),
        );
        let counted = move || Counted {
            requests: request_counts.all(),
            traffic,
            guesses: guesses.so_far(),
        };
        let (content_type, text) = match spawn_blocking(move || make(&gateway, counted, view)).await
        {
            Ok(Some(made)) => made,
            Ok(None) | Err(_) => {
                tracing::error!("{} could not be made; please report this", view.path());
                return None;
            }
        };
        let document = Arc::new(Document::new(content_type, text, None, None));
        *made = Some((Instant::now(), document.clone()));
        Some(document)
    }
}

fn make(
    gateway: &Gateway,
    counted: impl FnOnce() -> Counted,
    view: View,
) -> Option<(HeaderValue, String)> {
    let feeds = gateway.health();
    let troubles = gateway.troubles(&feeds);
    Some(match view {
        View::Page => (
            pages::HTML,
            pages::status(
                &feeds,
                &troubles,
                gateway.store_size().as_ref(),
                gateway.now(),
            )
            .ok()?,
        ),
        View::Metrics => (
            HeaderValue::from_static(metrics::CONTENT_TYPE),
            metrics::text(gateway, &feeds, &troubles, &counted()),
        ),
        View::Troubles => (
            HeaderValue::from_static("text/plain; charset=utf-8"),
            in_short(&troubles),
        ),
        View::Json => {
            let closed = gateway.closed_hosts().into_iter();
            let status = Status {
                version: env!("CARGO_PKG_VERSION"),
                now: gateway.now(),
                ready: gateway.is_ready(),
                troubles,
                store: gateway.store_size(),
                closed_hosts: closed
                    .map(|(host, closed)| Closed {
                        host,
                        seconds: closed.retry_after.as_secs(),
                        asked: closed.asked,
                    })
                    .collect(),
                feeds: &feeds,
            };
            (
                HeaderValue::from_static("application/json; charset=utf-8"),
                serde_json::to_string_pretty(&status).ok()?,
            )
        }
    })
}

/// A line for each trouble.
fn in_short(troubles: &[Trouble]) -> String {
    let mut lines = String::new();
    for trouble in troubles.iter().take(TROUBLES_IN_SHORT) {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{}: {}", trouble.kind.as_str(), trouble.what);
    }
    if let Some(more @ 1..) = troubles.len().checked_sub(TROUBLES_IN_SHORT) {
        let _ = writeln!(lines, "and {more} more: see /status");
    }
    lines
}
