//! `/status`, `/status.json` and `/metrics`: how the feeds are, for operators and their monitors.
//!
//! None of them fetches. All of them look at every feed, so each is made once a second at most, however many ask.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::Serialize;
use tokio::time::Instant;

use super::metrics;
use super::pages;
use super::reply::{self, Reply};
use super::tally::Tally;
use crate::gateway::{FeedHealth, Gateway};

/// What was made stays good for this long.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// Which view of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// `/status`
    Page,
    /// `/status.json`
    Json,
    /// `/metrics`
    Metrics,
}

/// The views as they were last made.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) tally: Arc<Tally>,
    made: [tokio::sync::Mutex<Option<(Instant, Bytes)>>; 3],
}

#[derive(Serialize)]
struct Status<'a> {
    version: &'static str,
    now: Timestamp,
    ready: bool,
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
    pub(super) async fn reply(&self, gateway: &Arc<Gateway>, view: View) -> Reply {
        // Whoever comes while it is made waits for it, and does not make another.
        let mut made = self.made[view as usize].lock().await;
        let body = match &*made {
            Some((at, body)) if at.elapsed() < GOOD_FOR => body.clone(),
            _ => {
                let (gateway, tally) = (gateway.clone(), self.tally.clone());
                match tokio::task::spawn_blocking(move || make(&gateway, &tally, view)).await {
                    Ok(Some(body)) => {
                        let body = Bytes::from(body);
                        *made = Some((Instant::now(), body.clone()));
                        body
                    }
                    Ok(None) | Err(_) => {
                        tracing::error!("{view:?} could not be made; please report this");
                        return reply::our_fault();
                    }
                }
            }
        };
        drop(made);
        let mut reply = reply::text(StatusCode::OK, body);
        let headers = reply.headers_mut();
        let content_type = match view {
            View::Page => {
                pages::protect(headers);
                pages::HTML
            }
            View::Json => HeaderValue::from_static("application/json; charset=utf-8"),
            View::Metrics => HeaderValue::from_static(metrics::CONTENT_TYPE),
        };
        headers.insert(CONTENT_TYPE, content_type);
        reply
    }
}

fn make(gateway: &Gateway, tally: &Tally, view: View) -> Option<String> {
    match view {
        View::Page => pages::status(&gateway.health(), gateway.now()).ok(),
        View::Metrics => Some(metrics::text(gateway, tally)),
        View::Json => {
            let closed = gateway.closed_hosts().into_iter();
            let status = Status {
                version: env!("CARGO_PKG_VERSION"),
                now: gateway.now(),
                ready: gateway.is_ready(),
                closed_hosts: closed
                    .map(|(host, closed)| Closed {
                        host,
                        seconds: closed.retry_after.as_secs(),
                        asked: closed.asked,
                    })
                    .collect(),
                feeds: &gateway.health(),
            };
            serde_json::to_string_pretty(&status).ok()
        }
    }
}
