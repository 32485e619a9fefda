//! The real transport: reqwest over hyper, rustls with ring, the platform's certificates.
//!
//! In: an [`Ask`]. Out: an [`Answer`]. Redirects, retries, cookies, referers and proxies are off: each of them
//! would send a request that the guard has not judged. Each [`Reach`] has a client of its own, so that no pooled connection to a named
//! private address ever serves a request that must stay public.
//!
//! Reading the platform's certificates takes several times as long as the rest of byline's start. It happens at the first
//! request over https, and a machine without certificates still reads http.

use std::borrow::Cow;
use std::error::Error;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio::sync::{OnceCell, Semaphore};
use tokio::task::spawn_blocking;
use url::Url;

use super::coding::{self, CodingError};
use super::guard::{Blocked, Reach, public};
use super::transport::{Answer, Ask, Beyond, Transport, TransportError};

/// Idle connections per host and client.
const IDLE_PER_HOST: usize = 2;
/// How long a connection stays idle: a refresh lasts seconds, and the next one comes minutes later.
const IDLE: Duration = Duration::from_secs(20);
/// For connecting alone, so that a host that does not accept does not take the whole time.
const CONNECT: Duration = Duration::from_secs(10);
/// Name lookups at once. Each holds a thread until the system's resolver answers.
const LOOKUPS: usize = 64;

/// The real transport.
#[derive(Debug, Clone)]
pub struct Wire {
    lookups: Arc<Semaphore>,
    http: HttpClients,
    https: Arc<OnceCell<HttpClients>>,
}

/// One for each [`Reach`].
#[derive(Debug, Clone)]
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
        let nobody = ClientConfig::builder()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        Ok(Self {
            http: HttpClients::new(&nobody, &lookups)?,
            https: Arc::default(),
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
            HttpClients::new(&trusted?, &self.lookups)
        };
        self.https.get_or_try_init(read).await
    }

    /// The client for `url`, which connects to what `reach` admits. It follows no redirect and uses no proxy.
    pub(crate) async fn client(
        &self,
        url: &Url,
        reach: Reach,
    ) -> Result<&reqwest::Client, TransportError> {
        let clients = match url.scheme() {
            "https" => self.https().await?,
            _ => &self.http,
        };
        Ok(match reach {
            Reach::Named => &clients.named,
            Reach::Public => &clients.public,
        })
    }

    async fn ask(&self, ask: Ask) -> Result<Answer, TransportError> {
        let client = self.client(&ask.url, ask.reach).await?;
        let mut asked = ask.headers;
        asked.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED));
        let mut response = client
            .request(ask.method, ask.url)
            .headers(asked)
            .body(ask.body)
            .send()
            .await
            .map_err(failure)?;
        if ask.reach == Reach::Public
            && let Some(peer) = response.remote_addr()
        {
            public(peer.ip())?;
        }
        let mut headers = std::mem::take(response.headers_mut());
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
        let limit = usize::try_from(ask.limit_bytes).unwrap_or(usize::MAX);
        let mut body = BytesMut::new();
        // A compressed body is smaller than the decompressed one, so one limit serves for both.
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            let room = limit.saturating_sub(body.len());
            if chunk.len() > room {
                match ask.beyond {
                    Beyond::Refuse => return Err(too_large(&headers)),
                    Beyond::Cut => {
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

impl HttpClients {
    fn new(tls: &ClientConfig, lookups: &Arc<Semaphore>) -> Result<Self, TransportError> {
        let client = |reach| client(reach, tls.clone(), Arc::clone(lookups));
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
) -> Result<reqwest::Client, TransportError> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // A proxy would resolve names itself, and the guard would not see the addresses.
        .no_proxy()
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .dns_resolver(Arc::new(GuardedResolver { reach, lookups }))
        .build()
        .map_err(|error| no_tls(&innermost_cause(&error)))
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
    let what = if error.is_connect() {
        "no connection"
    } else if error.is_body() || error.is_decode() {
        "the body broke off"
    } else {
        "no answer"
    };
    TransportError::Network(format!("{what}: {}", innermost_cause(&error)))
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
