//! A running byline, asked through its admin endpoints (`/admin/…`).
//!
//! In: the address it listens on, the admin token, a request. Out: the JSON of the answer, or why there is no answer.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;
use url::Url;

use crate::config::Secret;
use crate::origin::{Reach, Way, Wire, innermost_cause};

/// For the whole exchange. A takedown may have to look through every stored feed.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The longest answer that is read.
const ANSWER_LIMIT_BYTES: usize = 16 << 20;

/// A byline that may be running.
#[derive(Debug)]
pub(super) struct Running<'a> {
    /// Where it is reached from here.
    pub(super) address: SocketAddr,
    token: &'a Secret,
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
    /// The byline that listens on `listen`, as feeds.toml has it.
    pub(super) fn new(listen: SocketAddr, token: &'a Secret) -> Self {
        Self {
            address: reached(listen),
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
        let answer = tokio::time::timeout(TIMEOUT, self.exchange(method, path, body)).await;
        answer.unwrap_or_else(|_| {
            let (address, seconds) = (self.address, TIMEOUT.as_secs());
            Err(NoAnswer::Because(format!(
                "the byline at {address} did not answer within {seconds} s"
            )))
        })
    }

    async fn exchange(&self, method: Method, path: &str, body: &str) -> Result<Value, NoAnswer> {
        let address = self.address;
        let failed = |error: &dyn Error| {
            let cause = innermost_cause(error);
            NoAnswer::Because(format!("the byline at {address}: {cause}"))
        };
        let url = Url::parse(&format!("http://{address}{path}")).map_err(|error| failed(&error))?;
        let wire = Wire::new().map_err(|error| failed(&error))?;
        let client = wire.client(&url, Reach::Named, &Way::default()).await;
        let request = client
            .map_err(|error| failed(&error))?
            .request(method, url)
            .bearer_auth(self.token.expose())
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_owned());
        let answer = request.send().await.map_err(|error| match error {
            error if error.is_connect() => NoAnswer::Unreachable,
            error => failed(&error),
        })?;
        let status = answer.status();
        let body = Limited::new(reqwest::Body::from(answer), ANSWER_LIMIT_BYTES).collect();
        let body = body.await.map_err(|error| failed(&*error))?.to_bytes();
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
