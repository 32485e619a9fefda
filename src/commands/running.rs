//! A running byline, asked through its admin endpoints (`/admin/…`).
//!
//! In: the address it listens on, the admin token, a request. Out: the JSON of the answer, or why there is no answer.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

use crate::config::{ListenAddress, Secret, Server};
use crate::origin::innermost_cause;

/// For the whole exchange. A takedown may have to look through every stored feed.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The longest answer that is read.
const ANSWER_LIMIT_BYTES: usize = 16 << 20;

/// A byline that may be running.
#[derive(Debug)]
pub(super) struct Running<'a> {
    /// Where it is reached from here.
    pub(super) address: ListenAddress,
    token: Option<&'a Secret>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// Nothing listens there.
    Unreachable,
    /// The reason, as the operator reads it.
    Because(String),
}

impl<'a> Running<'a> {
    /// The byline that listens as `server` has it.
    pub(super) fn new(server: &Server, token: Option<&'a Secret>) -> Self {
        Self {
            address: reached(&server.operators_at()),
            token,
        }
    }

    /// Sends one request, and returns the JSON of a success.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: &str,
    ) -> Result<Value, NoAnswer> {
        let address = &self.address;
        let (status, body) = self.exchange(method, path, body).await?;
        let json: Option<Value> = serde_json::from_slice(&body).ok();
        let reason = json.as_ref().and_then(|json| json.get("error")?.as_str());
        Err(NoAnswer::Because(match (status, reason, &json) {
            (StatusCode::UNAUTHORIZED, ..) => format!(
                "the byline at {address} refuses the token: the environment variable that [server] admin-token-env names \
                 holds another one here than where byline was started"
            ),
            (_, Some(reason), _) => reason.to_owned(),
            (status, None, Some(json)) if status.is_success() => return Ok(json.clone()),
            (StatusCode::NOT_FOUND, ..) => format!(
                "what answers at {address} has no admin endpoints: set [server] admin-token-env and the variable that \
                 it names where byline is started, and restart it"
            ),
            (status, ..) => {
                format!("what answers at {address} is no byline that can be asked ({status})")
            }
        }))
    }

    /// What a GET answers, whatever its status.
    pub(super) async fn get(&self, path: &str) -> Result<(StatusCode, String), NoAnswer> {
        let (status, body) = self.exchange(Method::GET, path, "").await?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: &str,
    ) -> Result<(StatusCode, Bytes), NoAnswer> {
        let exchanged = tokio::time::timeout(TIMEOUT, self.exchanged(method, path, body)).await;
        exchanged.unwrap_or_else(|_| {
            let (address, seconds) = (&self.address, TIMEOUT.as_secs());
            Err(NoAnswer::Because(format!(
                "the byline at {address} did not answer within {seconds} s"
            )))
        })
    }

    async fn exchanged(
        &self,
        method: Method,
        path: &str,
        body: &str,
    ) -> Result<(StatusCode, Bytes), NoAnswer> {
        let address = &self.address;
        let failed = |error: &dyn Error| {
            let cause = innermost_cause(error);
            NoAnswer::Because(format!("the byline at {address}: {cause}"))
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost")
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = self.token {
            let bearer = format!("Bearer {}", token.expose());
            request = request.header(AUTHORIZATION, bearer);
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
            .map_err(|error| failed(&error))?;
        let answer = match address {
            ListenAddress::Tcp(address) => {
                let socket = TcpStream::connect(address).await;
                sent(socket.map_err(|_| NoAnswer::Unreachable)?, request).await
            }
            ListenAddress::Unix(path) => {
                let socket = UnixStream::connect(path).await;
                sent(socket.map_err(|_| NoAnswer::Unreachable)?, request).await
            }
        };
        let answer = answer.map_err(|error| failed(&error))?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER_LIMIT_BYTES).collect();
        let body = body.await.map_err(|error| failed(&*error))?.to_bytes();
        Ok((status, body))
    }
}

/// The answer to `request` over `socket`.
async fn sent(
    socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, hyper::Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    // It ends with the answer's last byte.
    tokio::spawn(connection);
    sender.send_request(request).await
}

/// "Every interface" is reached on loopback.
fn reached(listen: &ListenAddress) -> ListenAddress {
    let ListenAddress::Tcp(listen) = listen else {
        return listen.clone();
    };
    let ip = match listen.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator's tool on the same machine finds a server that listens everywhere.
    #[test]
    fn every_interface_is_reached_on_loopback() {
        for (listen, at) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:8080", "192.0.2.1:8080"),
        ] {
            let listen: SocketAddr = listen.parse().expect("an address");
            assert_eq!(reached(&listen.into()).to_string(), at);
        }
    }
}
