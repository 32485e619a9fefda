//! `/status`, `/status.json`, `/metrics`, `/readyz` and `/healthz`: how the feeds are, for operators and their monitors.
//!
//! In: what the gateway and the router counted. Out: replies. No request for them causes a fetch. All of them but
//! `/healthz` look at every feed, so each view is made once a second at most, and compressed once in each coding.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::Serialize;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::guesses::Guesses;
use super::metrics::{self, ServeCounts};
use super::request_counts::RequestCounts;
use crate::gateway::{
    ConfigHealth, EndpointHealth, FeedHealth, Gateway, ReplicaStatus, StoreSize, Trouble,
};
use crate::render::{Document, Representation};
use crate::serve::net::{ConnectionBounds, Reply, Traffic};
use crate::serve::pages;
use crate::serve::respond::{codings, ready};

/// A view is made anew after this time.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// Troubles that `/readyz` names. `/status` names all.
const TROUBLES_IN_SHORT: usize = 10;

/// What is shown of the feeds' state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusView {
    /// `/status`
    Page,
    /// `/status.json`
    Json,
    /// `/metrics`
    Metrics,
    /// The lines of `/readyz` after the first.
    Troubles,
}

impl StatusView {
    const fn path(self) -> &'static str {
        match self {
            Self::Page => "/status",
            Self::Json => "/status.json",
            Self::Metrics => "/metrics",
            Self::Troubles => "/readyz",
        }
    }
}

/// A view as it was last made, with the time. Requests that come while it is made wait for it.
type MadeView = tokio::sync::Mutex<Option<(Instant, Arc<Document>)>>;

#[derive(Debug, Default)]
struct MadeViews {
    page: MadeView,
    json: MadeView,
    metrics: MadeView,
    troubles: MadeView,
}

impl MadeViews {
    const fn of(&self, view: StatusView) -> &MadeView {
        match view {
            StatusView::Page => &self.page,
            StatusView::Json => &self.json,
            StatusView::Metrics => &self.metrics,
            StatusView::Troubles => &self.troubles,
        }
    }
}

/// What operators see, and what is counted for it.
#[derive(Debug)]
pub(crate) struct OperatorPages {
    pub(crate) request_counts: Arc<RequestCounts>,
    pub(crate) traffic: Arc<Traffic>,
    pub(crate) guesses: Arc<Guesses>,
    started_at: Timestamp,
    views: MadeViews,
    closing: AtomicBool,
    /// Once set, it stays set: a feed that is added while serving is no reason to send readers elsewhere.
    ready: AtomicBool,
}

#[derive(Serialize)]
struct Status<'a> {
    version: &'static str,
    now: Timestamp,
    ready: bool,
    config: ConfigHealth,
    troubles: Vec<Trouble>,
    connections: ConnectionCounts,
    memory: MemoryParts,
    /// `None` without a store on disk.
    store: Option<StoreSize>,
    /// The bylines over the same database.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replicas: Vec<ReplicaStatus>,
    /// Hosts that are not asked now.
    closed_hosts: Vec<ClosedHost>,
    /// The endpoints of `[notify]`.
    notify: Vec<EndpointHealth>,
    feeds: &'a [FeedHealth],
}

/// Connections open now, and the most that may be.
#[derive(Serialize)]
struct ConnectionCounts {
    ordinary: usize,
    reserved: usize,
    limits: Option<ConnectionBounds>,
}

/// What lies in memory, in bytes.
#[derive(Serialize)]
struct MemoryParts {
    documents: u64,
    lists: u64,
    /// Of the first two together.
    limit: u64,
}

/// A host that is not asked for so many more seconds.
#[derive(Serialize)]
struct ClosedHost {
    host: String,
    seconds: u64,
    /// The host asked for the pause. Otherwise it failed.
    asked: bool,
}

impl OperatorPages {
    /// The pages of a byline that serves from `now` on.
    pub(crate) fn since(now: Timestamp) -> Self {
        Self {
            request_counts: Arc::default(),
            traffic: Arc::default(),
            guesses: Arc::default(),
            started_at: now,
            views: MadeViews::default(),
            closing: AtomicBool::default(),
            ready: AtomicBool::default(),
        }
    }

    /// From now on `/readyz` says that no more requests should come.
    pub(crate) fn close(&self) {
        self.closing.store(true, Relaxed);
    }

    /// `/healthz`
    pub(crate) fn health() -> Reply {
        ready::text(StatusCode::OK, "ok\n")
    }

    /// The answer to a request for `view`.
    pub(crate) async fn reply(
        &self,
        gateway: &Arc<Gateway>,
        view: StatusView,
        request: &HeaderMap,
    ) -> Reply {
        let Some(document) = self.made(gateway, view).await else {
            return ready::our_fault();
        };
        let coding = codings::choose(request, |coding| document.offers(coding));
        let make = async {
            let body = document.body().clone();
            let packed = spawn_blocking(move || Representation::packed(&body, coding));
            packed.await.ok().flatten()
        };
        document.pack(coding, make).await;
        let sent = document.in_coding(coding);
        let mut reply = ready::text(StatusCode::OK, sent.body.clone());
        let headers = reply.headers_mut();
        if view == StatusView::Page {
            pages::protect(headers);
        }
        headers.insert(CONTENT_TYPE, document.content_type.clone());
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(coding) = &sent.content_encoding {
            headers.insert(CONTENT_ENCODING, coding.clone());
        }
        reply
    }

    /// `/readyz`: a word, and below it what is wrong. An origin that is down does not make byline unready, nor does a database
    /// that is away: a balancer must not take all replicas out at once. `isolated = "stop"` wants just that.
    pub(crate) async fn readiness(&self, gateway: &Arc<Gateway>) -> Reply {
        let (status, word) = if self.closing.load(Relaxed) {
            (StatusCode::SERVICE_UNAVAILABLE, "closing")
        } else if gateway.is_isolated() {
            let isolated = "isolated: cut off from the database for longer than isolated-for";
            (StatusCode::SERVICE_UNAVAILABLE, isolated)
        } else if self.is_ready(gateway) {
            (StatusCode::OK, "ready")
        } else {
            let starting = "starting: some feeds were not tried yet";
            (StatusCode::SERVICE_UNAVAILABLE, starting)
        };
        let troubles = self.made(gateway, StatusView::Troubles).await;
        let troubles = troubles.as_ref().map_or(&b""[..], |made| &made.body()[..]);
        ready::text(status, [word.as_bytes(), b"\n", troubles].concat())
    }

    fn is_ready(&self, gateway: &Gateway) -> bool {
        let ready = self.ready.load(Relaxed) || gateway.is_ready();
        self.ready.store(ready, Relaxed);
        ready
    }

    /// The view, made in this second. `None` after the log says why not.
    async fn made(&self, gateway: &Arc<Gateway>, view: StatusView) -> Option<Arc<Document>> {
        let mut made = self.views.of(view).lock().await;
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
        let started_at = self.started_at;
        let counted = move || ServeCounts {
            started_at,
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
    counted: impl FnOnce() -> ServeCounts,
    view: StatusView,
) -> Option<(HeaderValue, String)> {
    let feeds = gateway.health();
    let troubles = gateway.troubles(&feeds);
    Some(match view {
        StatusView::Page => (
            pages::HTML,
            pages::status(
                &feeds,
                &troubles,
                gateway.store_size().as_ref(),
                gateway.fleet(),
                gateway.now(),
            )
            .ok()?,
        ),
        StatusView::Metrics => (
            HeaderValue::from_static(metrics::CONTENT_TYPE),
            metrics::text(gateway, &feeds, &troubles, &counted()),
        ),
        StatusView::Troubles => (
            HeaderValue::from_static("text/plain; charset=utf-8"),
            in_short(&troubles),
        ),
        StatusView::Json => {
            let closed = gateway.closed_hosts().into_iter();
            let traffic = counted().traffic;
            let (ordinary, reserved) = traffic.connections();
            let status = Status {
                version: env!("CARGO_PKG_VERSION"),
                now: gateway.now(),
                ready: gateway.is_ready(),
                config: gateway.config_health(),
                troubles,
                connections: ConnectionCounts {
                    ordinary,
                    reserved,
                    limits: traffic.bounds(),
                },
                memory: MemoryParts {
                    documents: gateway.cache_weight_bytes(),
                    lists: gateway.teaser_weight_bytes(),
                    limit: gateway.config().cache_memory_bytes,
                },
                store: gateway.store_size(),
                replicas: gateway.fleet(),
                closed_hosts: closed
                    .map(|(host, closed)| ClosedHost {
                        host,
                        seconds: closed.retry_after.as_secs(),
                        asked: closed.asked,
                    })
                    .collect(),
                notify: gateway.endpoint_health(),
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
