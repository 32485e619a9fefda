//! The real transport: reqwest over hyper, rustls with ring, the platform's certificates.
//!
//! In: an [`Ask`]. Out: an [`Answer`]. Redirects, retries, cookies, referers and the environment's proxies are off:
//! each of them would send a request that the guard has not judged. Each [`Reach`] has a client of its own, so that no
//! pooled connection to a named private address ever serves a request that must stay public, and so has each [`Way`].
//!
//! A proxy is the operator's, so it may be anywhere. It is asked by names: what they resolve to is the proxy's to
//! judge.
//!
//! Reading the platform's certificates takes several times as long as the rest of byline's start. It happens at the first
//! request over https, and a machine without certificates still reads http.

use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::StatusCode;
use http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use parking_lot::Mutex;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::{ConfigVerifierExt as _, Verifier};
use tokio::sync::{OnceCell, Semaphore};
use tokio::task::spawn_blocking;
use url::Url;

use super::coding::{self, CodingError};
use super::guard::{Blocked, Reach, public};
use super::transport::{Answer, Ask, Beyond, Transport, TransportError, Way};
use crate::config::{Authorities, Proxy};

/// Idle connections per host and client.
const IDLE_PER_HOST: usize = 2;
/// How long a connection stays idle: a refresh lasts seconds, and the next one comes minutes later.
const IDLE: Duration = Duration::from_secs(20);
/// For connecting alone, so that a host that does not accept does not take the whole time.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a body is read of which only the beginning is wanted.
const GLANCE: Duration = Duration::from_secs(2);
/// Name lookups at once. Each holds a thread until the system's resolver answers.
const LOOKUPS: usize = 64;

/// Ways with clients of their own. `feeds.toml` names them; those of former files go when there are more.
const WAYS: usize = 256;

/// The real transport.
#[derive(Clone)]
pub struct Wire {
    lookups: Arc<Semaphore>,
    http: HttpClients,
    https: Arc<OnceCell<HttpClients>>,
    /// By the way, and whether they are for https.
    others: Arc<Mutex<HashMap<(Way, bool), HttpClients>>>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

/// One for each [`Reach`].
#[derive(Clone)]
struct HttpClients {
    named: reqwest::Client,
    public: reqwest::Client,
}

impl Wire {
    /// Fails when no client can be built.
    pub fn new() -> Result<Self, TransportError> {
        // A provider that is installed already stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let lookups = Arc::new(Semaphore::new(LOOKUPS));
        Ok(Self {
            http: HttpClients::new(&trusts_nobody(), &lookups, None)?,
            https: Arc::default(),
            others: Arc::default(),
            lookups,
        })
    }

    /// The clients for https, which trust the platform's certificates. A failure is not remembered.
    async fn https(&self) -> Result<&HttpClients, TransportError> {
        let read = || async {
            let trusted = match spawn_blocking(ClientConfig::with_platform_verifier).await {
                Ok(trusted) => trusted.map_err(|error| no_tls(&error)),
                Err(panic) => Err(no_tls(&panic)),
            };
            HttpClients::new(&trusted?, &self.lookups, None)
        };
        self.https.get_or_try_init(read).await
    }

    /// The clients for a way of its own.
    async fn on(&self, way: &Way, is_https: bool) -> Result<HttpClients, TransportError> {
        let key = (way.clone(), is_https);
        if let Some(clients) = self.others.lock().get(&key) {
            return Ok(clients.clone());
        }
        let tls = match is_https {
            false => trusts_nobody(),
            true => {
                let authorities = way.authorities.clone();
                let trusted = spawn_blocking(move || trusting(&authorities)).await;
                trusted.map_err(|panic| no_tls(&panic))??
            }
        };
        let clients = HttpClients::new(&tls, &self.lookups, way.proxy.as_deref())?;
        let mut others = self.others.lock();
        if others.len() >= WAYS {
            others.clear();
        }
        others.insert(key, clients.clone());
        Ok(clients)
    }

    /// The client for `url`, which connects to what `reach` admits, or to the proxy of `way`. It follows no redirect.
    pub(crate) async fn client(
        &self,
        url: &Url,
        reach: Reach,
        way: &Way,
    ) -> Result<reqwest::Client, TransportError> {
        let is_https = url.scheme() == "https";
        let clients = match is_https {
            _ if way.proxy.is_some() || !way.authorities.is_empty() => {
                self.on(way, is_https).await?
            }
            true => self.https().await?.clone(),
            false => self.http.clone(),
        };
        Ok(match reach {
            Reach::Named => clients.named,
            Reach::Public => clients.public,
        })
    }

    async fn ask(&self, ask: Ask) -> Result<Answer, TransportError> {
        let client = self.client(&ask.url, ask.reach, &ask.way).await?;
        let mut asked = ask.headers;
        if ask.beyond != Beyond::Glance {
            asked.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED));
        }
        let request = client.request(ask.method, ask.url).body(ask.body);
        let proxy = ask.way.proxy.as_deref();
        let sent = request.headers(asked).send().await;
        let mut response = sent.map_err(|error| through(failure(error), proxy))?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            return Err(through(
                TransportError::Network(WANTS_LOGIN.to_owned()),
                Some(proxy),
            ));
        }
        if ask.reach == Reach::Public
            && proxy.is_none()
            && let Some(peer) = response.remote_addr()
        {
            public(peer.ip())?;
        }
        let mut headers = std::mem::take(response.headers_mut());
        let limit = usize::try_from(ask.limit_bytes).unwrap_or(usize::MAX);
        if ask.beyond == Beyond::Glance {
            return Ok(Answer {
                status: response.status(),
                headers,
                body: glance(response, limit).await,
            });
        }
        let codings =
            coding::of(&headers).map_err(|error| TransportError::Network(error.to_string()))?;
        headers.remove(CONTENT_ENCODING);
        let too_large = |headers: &HeaderMap| TransportError::TooLarge {
            limit_bytes: ask.limit_bytes,
            content_type: headers
                .get(CONTENT_TYPE)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
        };
        let mut body = BytesMut::new();
        // A compressed body is smaller than the decompressed one, so one limit serves for both.
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            let room = limit.saturating_sub(body.len());
            if chunk.len() > room {
                match ask.beyond {
                    Beyond::Refuse => return Err(too_large(&headers)),
                    Beyond::Cut | Beyond::Glance => {
                        body.extend_from_slice(&chunk[..room]);
                        break;
                    }
                }
            }
            body.extend_from_slice(&chunk);
        }
        let body = body.freeze();
        if codings.is_empty() {
            return Ok(Answer {
                status: response.status(),
                headers,
                body,
            });
        }
        headers.remove(CONTENT_LENGTH);
        let cut = ask.beyond == Beyond::Cut;
        let work = move || coding::undo(&codings, &body, limit, cut).map(Cow::into_owned);
        // A few milliseconds for the largest page: not on the runtime's threads.
        let body = match spawn_blocking(work).await {
            Ok(Ok(body)) => body,
            Ok(Err(CodingError::TooLarge)) => return Err(too_large(&headers)),
            Ok(Err(error)) => return Err(TransportError::Network(error.to_string())),
            Err(panic) => {
                return Err(TransportError::Network(format!(
                    "the body could not be decompressed: {panic}"
                )));
            }
        };
        Ok(Answer {
            status: response.status(),
            headers,
            body: Bytes::from(body),
        })
    }
}

impl Transport for Wire {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let limit = ask.timeout;
        async move {
            tokio::time::timeout(limit, self.ask(ask))
                .await
                .unwrap_or(Err(TransportError::Timeout(limit)))
        }
        .boxed()
    }
}

/// As much of a body, as it was sent, as comes soon and whole: at most `limit_bytes`.
async fn glance(mut response: reqwest::Response, limit_bytes: usize) -> Bytes {
    let mut said = BytesMut::new();
    let read = async {
        while said.len() < limit_bytes
            && let Ok(Some(chunk)) = response.chunk().await
        {
            said.extend_from_slice(&chunk[..chunk.len().min(limit_bytes - said.len())]);
        }
    };
    let _ = tokio::time::timeout(GLANCE, read).await;
    said.freeze()
}

impl HttpClients {
    fn new(
        tls: &ClientConfig,
        lookups: &Arc<Semaphore>,
        proxy: Option<&Proxy>,
    ) -> Result<Self, TransportError> {
        let client = |reach| client(reach, tls.clone(), Arc::clone(lookups), proxy);
        Ok(Self {
            named: client(Reach::Named)?,
            public: client(Reach::Public)?,
        })
    }
}

fn client(
    reach: Reach,
    tls: ClientConfig,
    lookups: Arc<Semaphore>,
    proxy: Option<&Proxy>,
) -> Result<reqwest::Client, TransportError> {
    // With a proxy its own name is the only one that is looked up here.
    let reach = if proxy.is_some() { Reach::Named } else { reach };
    // A proxy would resolve names itself, so none is used that feeds.toml does not name.
    let builder = match proxy {
        None => reqwest::Client::builder().no_proxy(),
        Some(proxy) => {
            let all = reqwest::Proxy::all(proxy.expose().as_str());
            let unusable = |_| {
                TransportError::Network(format!(
                    "the proxy {proxy} cannot be used; correct its URL"
                ))
            };
            reqwest::Client::builder().proxy(all.map_err(unusable)?)
        }
    };
    builder
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .dns_resolver(Arc::new(GuardedResolver { reach, lookups }))
        .build()
        .map_err(|error| no_tls(&innermost_cause(&error)))
}

/// For http, where nobody has to be trusted.
fn trusts_nobody() -> ClientConfig {
    ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}

/// Trusts the platform's certificates and `authorities`. Reads files.
fn trusting(authorities: &[Arc<Authorities>]) -> Result<ClientConfig, TransportError> {
    let builder = ClientConfig::builder();
    let provider = Arc::clone(builder.crypto_provider());
    let certificates = authorities.iter().flat_map(|it| &it.certificates).cloned();
    let verifier = Verifier::new_with_extra_roots(certificates, provider);
    let verifier = verifier.map_err(|error| no_tls(&error))?;
    let builder = builder.dangerous();
    Ok(builder
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// What a proxy says that wants user and password, or others.
const WANTS_LOGIN: &str = "it wants a login; put user and password into the URL at `proxy`";

/// A failure on the way through `proxy`, which may be the proxy's.
fn through(error: TransportError, proxy: Option<&Proxy>) -> TransportError {
    match (error, proxy) {
        (TransportError::Network(reason), Some(proxy)) => {
            let reason = match reason.contains("proxy authorization required") {
                true => WANTS_LOGIN,
                false => &reason,
            };
            TransportError::Network(format!("through the proxy {proxy}: {reason}"))
        }
        (error, _) => error,
    }
}

fn no_tls(why: &dyn std::fmt::Display) -> TransportError {
    TransportError::Network(format!(
        "TLS cannot be set up: {why}; https needs the system's certificates (Debian: ca-certificates)"
    ))
}

/// The system's resolver, with its answers judged.
struct GuardedResolver {
    reach: Reach,
    lookups: Arc<Semaphore>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookups) = (self.reach, Arc::clone(&self.lookups));
        Box::pin(async move {
            // The permit goes into the thread: an abandoned lookup still holds it.
            let permit = lookups.acquire_owned().await?;
            let found = spawn_blocking(move || {
                let _permit = permit;
                (name.as_str(), 0)
                    .to_socket_addrs()
                    .map(Iterator::collect::<Vec<_>>)
            })
            .await??;
            Ok(Box::new(admit(reach, found)?.into_iter()) as Addrs)
        })
    }
}

/// The addresses of `found` that `reach` admits. Fails when there are none.
fn admit(reach: Reach, mut found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Blocked> {
    if reach == Reach::Public {
        let first = found.first().map_or(Ok(()), |address| public(address.ip()));
        found.retain(|address| public(address.ip()).is_ok());
        if found.is_empty() {
            first?;
        }
    }
    Ok(found)
}

/// reqwest's error as ours: the guard's refusal, or the innermost cause.
fn failure(error: reqwest::Error) -> TransportError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(this) = cause {
        if let Some(blocked) = this.downcast_ref::<Blocked>() {
            return TransportError::Blocked(blocked.clone());
        }
        cause = this.source();
    }
    if error.is_timeout() {
        return TransportError::Timeout(CONNECT);
    }
    if is_no_tls(&error) {
        return TransportError::Network(
            "what answers there does not speak https; write the address with http://".to_owned(),
        );
    }
    let cause = innermost_cause(&error);
    if cause.contains("UnknownIssuer") {
        return TransportError::Network(format!(
            "no connection: {cause}: nobody who is trusted has issued its certificate; for an origin with an authority of its own, name its certificate with ca-file"
        ));
    }
    let what = if error.is_connect() {
        "no connection"
    } else if error.is_body() || error.is_decode() {
        "the body broke off"
    } else {
        "no answer"
    };
    TransportError::Network(format!("{what}: {cause}"))
}

/// Whether the peer answered a TLS handshake with something else.
fn is_no_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(this) = cause {
        let io = this.downcast_ref::<std::io::Error>();
        let inner = io.and_then(|io| io.get_ref()?.downcast_ref::<rustls::Error>());
        if let Some(rustls::Error::InvalidMessage(_)) = inner.or_else(|| this.downcast_ref()) {
            return true;
        }
        cause = this.source();
    }
    false
}

/// The innermost cause, which is the one that says something.
pub(crate) fn innermost_cause(error: &dyn Error) -> String {
    match error.source() {
        Some(source) => innermost_cause(source),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
