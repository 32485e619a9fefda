//! The forward proxy that is the browser's only way out.
//!
//! In: connections that name a session's password, from this machine unless `proxy-listen` says otherwise. Out: for each request
//! an answer of the page that the session shows now ([`super::visit`]), which asks through [`crate::origin`]. It terminates TLS, to its own and to every other name,
//! so that each request is seen as a URL. Standards: HTTP/1.1 CONNECT (RFC 9110 §9.3.6), TLS 1.2 and 1.3.
//!
//! A connection without a password of a session is closed before a byte of HTTP is read.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::UPGRADE;
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::certificate::{Identity, password};
use super::visit::{Reply, Visit};

/// Connections at once. Chromium opens 32 to a proxy.
const CONNECTIONS: usize = 512;
/// For a handshake, and for the head of a request.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a script may send.
const BODY_BYTES: usize = 64 * 1024;
/// The head of a request.
const HEAD_BYTES: usize = 64 * 1024;

/// The running proxy. Dropping it ends it.
pub(super) struct Proxy {
    /// Where it listens.
    pub(super) address: SocketAddr,
    key_digest: String,
    lines: Arc<Lines>,
    task: JoinHandle<()>,
}

/// The lines of sessions, by password. Their number is that of sessions.
#[derive(Default)]
struct Lines(Mutex<HashMap<String, Arc<Line>>>);

/// What a session's requests belong to: the page that it shows, if it shows one.
#[derive(Default)]
struct Line(Mutex<Option<Arc<Visit>>>);

/// A session's way through the proxy. Dropping it closes it.
pub(super) struct Pass {
    password: String,
    line: Arc<Line>,
    lines: Arc<Lines>,
}

/// The way to the proxy, which a browser is started with.
pub(super) struct Way<'w> {
    pub(super) proxy: SocketAddr,
    pub(super) password: &'w str,
    /// SHA-256 of the proxy's key, in base64.
    pub(super) key_digest: &'w str,
}

impl Way<'_> {
    /// The name of the proxy, with the session's password: a browser sends it with each connection as the name that it wants to
    /// speak to (TLS, RFC 6066 §3). No resolver is asked for a name in `localhost` (RFC 6761 §6.3).
    pub(super) fn name(&self) -> String {
        format!("{}.localhost:{}", self.password, self.proxy.port())
    }
}

impl Proxy {
    /// Listens at `address`; port 0 is any free one.
    ///
    /// # Errors
    /// In words with a remedy, when it cannot listen there or has no key.
    pub(super) async fn start(address: SocketAddr) -> Result<Self, String> {
        let identity = Identity::new().map_err(|error| error.to_string())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|tls| {
                tls.with_no_client_auth()
                    .with_single_cert(vec![identity.certificate], identity.key)
            })
            .map_err(|error| format!("the browser's proxy has no TLS: {error}"))?;
        let failed = |error| {
            format!(
                "the proxy for browsers cannot listen on {address}: {error}; set proxy-listen in [browser] to a free port of an address that this machine has"
            )
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let lines = Arc::<Lines>::default();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let task = tokio::spawn(listen(listener, acceptor, Arc::clone(&lines)));
        Ok(Self {
            address,
            key_digest: identity.key_digest,
            lines,
            task,
        })
    }

    /// A way through for a new session.
    pub(super) fn pass(&self) -> Result<Pass, String> {
        let password = password().map_err(|error| error.to_string())?;
        let line = Arc::<Line>::default();
        let mut lines = self.lines.0.lock();
        lines.insert(password.clone(), Arc::clone(&line));
        Ok(Pass {
            password,
            line,
            lines: Arc::clone(&self.lines),
        })
    }

    /// The way to this proxy for the browser that has `pass`.
    pub(super) fn way<'w>(&'w self, pass: &'w Pass) -> Way<'w> {
        Way {
            proxy: self.address,
            password: &pass.password,
            key_digest: &self.key_digest,
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Pass {
    /// From now on the session's requests are of `visit`; of none, they are refused.
    pub(super) fn lead_to(&self, visit: Option<Arc<Visit>>) {
        *self.line.0.lock() = visit;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.lead_to(None);
        self.lines.0.lock().remove(&self.password);
    }
}

async fn listen(listener: TcpListener, acceptor: TlsAcceptor, lines: Arc<Lines>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // The semaphore is never closed.
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors: others will be given back.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (acceptor, lines) = (acceptor.clone(), Arc::clone(&lines));
        tokio::spawn(async move {
            let _permit = permit;
            connection(stream, acceptor, &lines).await;
        });
    }
}

/// One connection of a browser.
async fn connection(stream: TcpStream, acceptor: TlsAcceptor, lines: &Lines) {
    let _ = stream.set_nodelay(true);
    let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await else {
        return;
    };
    let name = stream.get_ref().1.server_name();
    let password = name.and_then(|name| name.strip_suffix(".localhost"));
    let line = password.and_then(|it| lines.0.lock().get(it).cloned());
    let Some(line) = line else {
        return;
    };
    let outer = line.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (line, acceptor) = (outer.clone(), acceptor.clone());
        async move { Ok::<_, Infallible>(respond(request, &line, acceptor).await) }
    });
    let serving = http1()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let _ = serving.await;
}

fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEAD_BYTES);
    builder
}

/// A request to the proxy itself: for a tunnel, or for an http:// URL.
async fn respond(
    mut request: Request<Incoming>,
    line: &Arc<Line>,
    acceptor: TlsAcceptor,
) -> Response<Full<Bytes>> {
    let Some(visit) = line.0.lock().clone() else {
        return plain(Reply::refused("no page is being read"));
    };
    if request.method() != Method::CONNECT {
        let uri = request.uri().to_string();
        return match Url::parse(&uri) {
            Ok(url) if url.scheme() == "http" => pass_on(request, url, &visit).await,
            Ok(_) | Err(_) => plain(Reply::refused("no http:// URL")),
        };
    }
    let Some(base) = tunnelled(request.uri()) else {
        return plain(Reply::refused("no host and port"));
    };
    if !visit.admits(&base) {
        return plain(Reply::refused("another site"));
    }
    let (line, upgrade) = (Arc::clone(line), hyper::upgrade::on(&mut request));
    tokio::spawn(async move {
        let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, upgrade).await else {
            return;
        };
        tunnel(TokioIo::new(stream), base, &line, acceptor, &visit).await;
    });
    Response::new(Full::default())
}

/// The origin that a tunnel leads to, as a URL.
fn tunnelled(uri: &Uri) -> Option<Url> {
    let authority = uri.authority()?;
    authority.port_u16()?;
    Url::parse(&format!("https://{authority}/")).ok()
}

/// The requests within a tunnel. Only TLS is spoken there: what else may be is a WebSocket in the clear.
async fn tunnel<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    base: Url,
    line: &Arc<Line>,
    acceptor: TlsAcceptor,
    visit: &Visit,
) {
    let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await else {
        visit.refuse("WebSocket");
        return;
    };
    let line = Arc::clone(line);
    let service = service_fn(move |request: Request<Incoming>| {
        let (line, base) = (line.clone(), base.clone());
        async move {
            // A tunnel may outlive the page that it was opened for.
            let visit = line.0.lock().clone();
            let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
            // Not joined: a path of `//other/` would be another host.
            let url = Url::parse(&format!("{}{path}", base.as_str().trim_end_matches('/')));
            let response = match (visit, url) {
                (Some(visit), Ok(url)) if url.origin() == base.origin() => {
                    pass_on(request, url, &visit).await
                }
                (Some(_) | None, Ok(_) | Err(_)) => plain(Reply::refused("no page is being read")),
            };
            Ok::<_, Infallible>(response)
        }
    });
    let _ = http1()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn pass_on(request: Request<Incoming>, url: Url, visit: &Visit) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let body = match head.headers.contains_key(UPGRADE) {
        true => Ok(Bytes::new()),
        false => Limited::new(body, BODY_BYTES)
            .collect()
            .await
            .map(|body| body.to_bytes()),
    };
    let Ok(body) = body else {
        visit.refuse("large bodies");
        return plain(Reply::refused("a page sends no more than 64 KiB"));
    };
    plain(visit.answer(head.method, url, &head.headers, body).await)
}

fn plain(reply: Reply) -> Response<Full<Bytes>> {
    let Reply {
        status,
        headers,
        body,
    } = reply;
    let bodiless = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    let body = match bodiless {
        true => Full::default(),
        false => Full::new(body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
