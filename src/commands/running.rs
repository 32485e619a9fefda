//! A byline that is running, asked at its admin door (`/admin/…`) as any operator's tool would.
//!
//! In: where it listens, the token, what is asked. Out: its JSON, or why there is none. One connection per question.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::config::Secret;

/// For the whole exchange. A takedown may have to look through every stored feed.
const TIME: Duration = Duration::from_secs(60);
/// The longest answer that is read.
const ANSWER_LIMIT_BYTES: usize = 16 << 20;

/// A byline that may be running.
#[derive(Debug)]
pub(super) struct Running<'a> {
    /// Where it is reached from here.
    pub(super) address: SocketAddr,
    token: &'a Secret,
}

/// Why it gave no answer.
#[derive(Debug)]
pub(super) enum Silence {
    /// Nothing listens there.
    Nobody,
    /// In words.
    Because(String),
}

impl<'a> Running<'a> {
    /// The byline that listens on `listen` as feeds.toml has it.
    pub(super) fn new(listen: SocketAddr, token: &'a Secret) -> Self {
        Self {
            address: reached(listen),
            token,
        }
    }

    /// Asks, and answers with the JSON of a success.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: &str,
    ) -> Result<Value, Silence> {
        match tokio::time::timeout(TIME, self.exchange(method, path, body)).await {
            Ok(answer) => answer,
            Err(_) => Err(Silence::Because(format!(
                "the byline at {} did not answer within {} s",
                self.address,
                TIME.as_secs()
            ))),
        }
    }

    async fn exchange(&self, method: Method, path: &str, body: &str) -> Result<Value, Silence> {
        let address = self.address;
        let broke_off = |error: &dyn std::fmt::Display| {
            Silence::Because(format!("the byline at {address}: {error}"))
        };
        let stream = TcpStream::connect(address)
            .await
            .map_err(|_| Silence::Nobody)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| broke_off(&error))?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, address.to_string())
            .header(AUTHORIZATION, format!("Bearer {}", self.token.expose()))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
            .map_err(|error| broke_off(&error))?;
        let answer = sender.send_request(request).await;
        let (head, body) = answer.map_err(|error| broke_off(&error))?.into_parts();
        let body = Limited::new(body, ANSWER_LIMIT_BYTES).collect().await;
        let body = body.map_err(|error| broke_off(&error))?.to_bytes();
        let said: Option<Value> = serde_json::from_slice(&body).ok();
        let reason = said.as_ref().and_then(|said| said.get("error")?.as_str());
        match (head.status, reason, &said) {
            (StatusCode::UNAUTHORIZED, ..) => Err(Silence::Because(format!(
                "the byline at {address} refuses the token: the environment variable that [server] admin-token-env names \
                 holds another one here than where byline was started"
            ))),
            (_, Some(reason), _) => Err(Silence::Because(reason.to_owned())),
            (status, None, Some(_)) if status.is_success() => said.ok_or(Silence::Nobody),
            (StatusCode::NOT_FOUND, ..) => Err(Silence::Because(format!(
                "what answers at {address} has no admin endpoints: set [server] admin-token-env and the variable that \
                 it names where byline is started, and restart it"
            ))),
            (status, ..) => Err(Silence::Because(format!(
                "what answers at {address} is no byline that can be asked ({status})"
            ))),
        }
    }
}

/// "Every interface" is reached on loopback.
fn reached(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
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
            let listen = listen.parse().expect("an address");
            assert_eq!(reached(listen).to_string(), at);
        }
    }
}
