//! One page on its way through the proxy: what it may still ask for, and what it has been given.
//!
//! In: the requests of a session while it shows one page, judged by [`super::policy`]. Out: the answers, within the page's
//! bounds, and what the proxy saw meanwhile: the documents, the JSON that scripts loaded, whether anything is on its way.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, LOCATION};
use http::{Method, StatusCode};
use parking_lot::Mutex;
use tokio::time::Instant;
use url::Url;

use super::policy::{self, Purpose, Sites, Verdict};
use crate::origin::{Asking, Fault, FetchError, Origin, Resource, ResourceAsk};

/// Documents of one page that are remembered: it, where scripts send on to, and frames.
const DOCUMENTS: usize = 24;
/// JSON of one page that is remembered.
const ENDPOINTS: usize = 24;
const ENDPOINT_BYTES: usize = 1024 * 1024;
const ENDPOINTS_BYTES: usize = 8 * 1024 * 1024;

/// What one page may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) requests: usize,
    pub(super) bytes: u64,
}

/// JSON that a page loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Where it is.
    pub url: Url,
    /// What it said.
    pub text: String,
}

/// What a page cost, and what it was kept from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// Requests that were sent to origins.
    pub requests: usize,
    /// Bytes that came back, after decompression.
    pub bytes: u64,
    /// What was refused: for what, or why, and how often.
    pub refused: BTreeMap<&'static str, usize>,
}

/// A page that is being shown.
pub(super) struct Visit {
    origin: Origin,
    asking: Asking,
    sites: Sites,
    bounds: Bounds,
    state: Mutex<State>,
}

struct State {
    cost: Cost,
    pending: usize,
    last: Instant,
    /// Where the page itself is, as far as redirects have led.
    at: Url,
    documents: Vec<(Url, Arc<Resource>)>,
    endpoints: Vec<Endpoint>,
    failed: Option<FetchError>,
    exceeded: Option<&'static str>,
}

/// What the browser gets.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Reply {
    pub(super) fn refused(why: &str) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(format!("byline: {why}\n").as_bytes()),
        }
    }
}

impl Visit {
    pub(super) fn new(origin: Origin, asking: Asking, sites: Sites, bounds: Bounds) -> Self {
        let at = requested(&sites.page);
        Self {
            origin,
            asking,
            sites,
            bounds,
            state: Mutex::new(State {
                cost: Cost::default(),
                pending: 0,
                last: Instant::now(),
                at,
                documents: Vec::new(),
                endpoints: Vec::new(),
                failed: None,
                exceeded: None,
            }),
        }
    }

    /// Whether a tunnel to `at` may be opened, in which requests will be judged one by one. A refusal is counted.
    pub(super) fn admits(&self, at: &Url) -> bool {
        let has = self.sites.has(at);
        if !has {
            self.refuse("other sites");
        }
        has
    }

    pub(super) fn refuse(&self, what: &'static str) {
        let mut state = self.state.lock();
        *state.cost.refused.entry(what).or_default() += 1;
    }

    /// Answers one request of the page.
    pub(super) async fn answer(
        &self,
        method: Method,
        url: Url,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Reply {
        let purpose = Purpose::of(&method, &url, headers);
        match purpose.verdict(&method) {
            Verdict::Ask => {}
            Verdict::Nothing => {
                let mut reply = Reply::refused("");
                reply.status = StatusCode::OK;
                reply.body = Bytes::new();
                let css = http::HeaderValue::from_static("text/css");
                reply.headers.insert(CONTENT_TYPE, css);
                return reply;
            }
            Verdict::Refuse(why) => {
                self.refuse(purpose.as_str());
                return Reply::refused(why);
            }
        }
        let is_page = purpose == Purpose::Document && self.state.lock().at == requested(&url);
        if !self.sites.has(&url) {
            self.refuse("other sites");
            if is_page {
                let host = url.host_str().unwrap_or_default();
                self.fail(&url, Fault::Restless {
                    found: format!("the page leads to another site, {host}"),
                    remedy: format!("give the page's address there; or if its scripts are to be loaded from there, add {host:?} to the publisher's render-sites"),
                });
            }
            return Reply::refused(
                "another site; render-sites in feeds.toml names the others that a page may load from",
            );
        }
        let Some(limit_bytes) = self.begin() else {
            return Reply::refused("the page has used up what one page may ask for");
        };
        let pending = Pending(self);
        let wanted = ResourceAsk {
            method: method.clone(),
            url: url.clone(),
            headers: sendable(headers),
            body,
            limit_bytes,
        };
        let asked = self.origin.resource(wanted, &self.asking).await;
        let reply = self.look(method, purpose, is_page, url, asked);
        drop(pending);
        reply
    }

    /// Counts a request. Returns how many bytes may come back; `None` if it may not be sent.
    fn begin(&self) -> Option<u64> {
        let mut state = self.state.lock();
        let left = self.bounds.bytes.saturating_sub(state.cost.bytes);
        let exceeded = if state.cost.requests >= self.bounds.requests {
            Some("max-requests")
        } else if left == 0 {
            Some("max-bytes")
        } else {
            None
        };
        if let Some(bound) = exceeded {
            state.exceeded = Some(bound);
            *state.cost.refused.entry(bound).or_default() += 1;
            return None;
        }
        state.cost.requests += 1;
        state.pending += 1;
        state.last = Instant::now();
        Some(left)
    }

    /// Notes an answer, and makes of it what the browser gets.
    fn look(
        &self,
        method: Method,
        purpose: Purpose,
        is_page: bool,
        url: Url,
        asked: Result<Resource, FetchError>,
    ) -> Reply {
        let resource = match asked {
            Ok(resource) => resource,
            Err(error) => {
                self.refuse(error.fault.word());
                let reply = Reply::refused(&error.fault.to_string());
                if is_page {
                    self.fail(&url, error.fault);
                }
                return reply;
            }
        };
        let answer = &resource.answer;
        let bytes = answer.body.len() as u64;
        self.state.lock().cost.bytes += bytes;
        let kind = answer.header(CONTENT_TYPE).unwrap_or_default();
        if policy::is_unwanted(kind) {
            self.refuse("unwanted");
            if is_page {
                self.fail(
                    &url,
                    Fault::NotAPage {
                        found: "the origin sends a picture, a font or media".to_owned(),
                        remedy: "give the page that shows it",
                    },
                );
            }
            return Reply::refused("byline loads no pictures, fonts and media");
        }
        let mut reply = Reply {
            status: answer.status,
            headers: passable(&answer.headers),
            body: answer.body.clone(),
        };
        if purpose == Purpose::Document {
            // What the browser shows again must have come through here.
            let never = http::HeaderValue::from_static("no-store");
            reply.headers.insert(CACHE_CONTROL, never);
        }
        if is_page && let Some(fault) = resource.fault() {
            self.fail(&url, fault);
        } else if is_page && answer.status.is_redirection() {
            let to = answer.header(LOCATION).and_then(|to| url.join(to).ok());
            if let Some(to) = to {
                self.state.lock().at = requested(&to);
            }
        } else if purpose == Purpose::Document && answer.status.is_success() {
            let mut state = self.state.lock();
            if state.documents.len() < DOCUMENTS {
                state.documents.push((requested(&url), Arc::new(resource)));
            }
        } else if method == Method::GET && answer.status == StatusCode::OK {
            self.note_endpoint(url, kind, &answer.body);
        }
        reply
    }

    fn note_endpoint(&self, url: Url, kind: &str, body: &Bytes) {
        let first = body.trim_ascii_start().first();
        if !kind.contains("json") || !matches!(first, Some(b'{' | b'[')) {
            return;
        }
        let Ok(text) = std::str::from_utf8(body) else {
            return;
        };
        let mut state = self.state.lock();
        let held: usize = state.endpoints.iter().map(|it| it.text.len()).sum();
        let fits = text.len() <= ENDPOINT_BYTES && held + text.len() <= ENDPOINTS_BYTES;
        let is_known = state.endpoints.iter().any(|it| it.url == url);
        if fits && !is_known && state.endpoints.len() < ENDPOINTS {
            let text = text.to_owned();
            state.endpoints.push(Endpoint { url, text });
        }
    }

    fn fail(&self, at: &Url, fault: Fault) {
        let page = &self.sites.page;
        let at = (requested(page) != *at).then(|| Box::new(at.clone()));
        let error = FetchError {
            url: Box::new(page.clone()),
            at,
            fault,
        };
        self.state.lock().failed.get_or_insert(error);
    }

    /// Why the page itself could not be loaded.
    pub(super) fn failed(&self) -> Option<FetchError> {
        self.state.lock().failed.clone()
    }

    /// Requests on their way, and when the last one began or ended.
    pub(super) fn traffic(&self) -> (usize, Instant) {
        let state = self.state.lock();
        (state.pending, state.last)
    }

    /// The bound that was reached, by its key in feeds.toml.
    pub(super) fn exceeded(&self) -> Option<&'static str> {
        self.state.lock().exceeded
    }

    /// The document that the browser shows at `url`: the one that came from there, or, since scripts may change the address
    /// within an origin, the last one from its origin.
    pub(super) fn document(&self, url: &Url) -> Option<Arc<Resource>> {
        let url = requested(url);
        let state = self.state.lock();
        let mut documents = state.documents.iter().rev();
        let exact = documents.clone().find(|(at, _)| *at == url);
        let found = exact.or_else(|| documents.find(|(at, _)| at.origin() == url.origin()));
        found.map(|(_, resource)| Arc::clone(resource))
    }

    pub(super) fn endpoints(&self) -> Vec<Endpoint> {
        std::mem::take(&mut self.state.lock().endpoints)
    }

    pub(super) fn cost(&self) -> Cost {
        self.state.lock().cost.clone()
    }
}

/// A request on its way. A browser that goes away abandons it.
struct Pending<'v>(&'v Visit);

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.pending = state.pending.saturating_sub(1);
        state.last = Instant::now();
    }
}

/// `url` as a request has it: without fragment and credentials.
fn requested(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    // Both fail only for URLs without a host, which are not requested.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Headers of a connection, of the browser, and those that byline sets itself (RFC 9110 §7.6.1).
const KEPT_BACK: [&str; 16] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "content-length",
    "user-agent",
    "accept-encoding",
    "range",
    "upgrade-insecure-requests",
    "expect",
    "dnt",
];

/// What of a browser's headers goes to the origin.
fn sendable(headers: &HeaderMap) -> HeaderMap {
    let kept = headers.iter().filter(|(name, _)| {
        let name = name.as_str();
        !KEPT_BACK.contains(&name) && !name.starts_with("sec-")
    });
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Headers of an answer that the browser does not get: of the connection, and what would make it ask for more by itself.
const NOT_PASSED: [&str; 16] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "transfer-encoding",
    "trailer",
    "upgrade",
    "content-length",
    "content-encoding",
    "alt-svc",
    "link",
    "nel",
    "report-to",
    "reporting-endpoints",
    "speculation-rules",
    "content-security-policy-report-only",
    "strict-transport-security",
];

fn passable(headers: &HeaderMap) -> HeaderMap {
    let kept = headers
        .iter()
        .filter(|(name, _)| !NOT_PASSED.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
