//! A WebDriver client: the few commands that byline needs.
//!
//! In: the driver's address. Out: what it answers. Standard: W3C WebDriver, sections 8 (sessions), 10.1 (navigate), 11 (tabs)
//! and 13.2 (execute script). `sessions` and `cdp` are extensions that chromedriver has. Each command has its time, and each
//! answer a bound: a page can make it larger.

use std::time::Duration;

use bytes::BytesMut;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderValue};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use url::Url;

use super::kind::Kind;
use crate::origin::innermost_cause;

/// For a command that no page can delay.
const COMMAND: Duration = Duration::from_secs(20);
/// For a script in a page. Chromium's driver gives up after ten seconds, and Firefox's never.
const SCRIPT: Duration = Duration::from_secs(12);
/// To start a browser.
const START: Duration = Duration::from_secs(60);
/// The JSON around a page's text in an answer of the driver may take this much.
const AROUND_BYTES: usize = 256 * 1024;

/// The client of one driver.
#[derive(Debug, Clone)]
pub(super) struct Driver {
    base: Url,
    http: reqwest::Client,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum DriverError {
    /// Nothing answers at the address, or the answer is not one of WebDriver's.
    #[error("{0}")]
    Away(String),
    /// No answer in time.
    #[error("it did not answer within {0:?}")]
    Timeout(Duration),
    /// More than was allowed for.
    #[error("it answered with more than {0} bytes")]
    TooLarge(usize),
    /// The driver starts a browser that byline does not know.
    #[error("it starts {0}")]
    Unknown(String),
    /// byline itself lacks something.
    #[error("{0}")]
    Own(String),
    /// The driver's own error (section 6.6).
    #[error("{error}: {message}")]
    Refused { error: String, message: String },
}

/// A session.
#[derive(Debug, Clone)]
pub(super) struct SessionId(pub(super) String);

/// A browser that was started.
pub(super) struct Started {
    pub(super) id: SessionId,
    pub(super) kind: Kind,
    /// Its process, where the driver says so.
    pub(super) process: Option<u32>,
    /// Where WebDriver BiDi is spoken, if that was asked for.
    pub(super) web_socket: Option<Url>,
}

impl Driver {
    pub(super) fn new(base: &Url) -> Result<Self, DriverError> {
        // A provider that is installed already stays. The driver is asked over http, so no certificate is read.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let nobody = ClientConfig::builder()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(nobody)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(COMMAND)
            .build()
            .map_err(|error| DriverError::Away(error.to_string()))?;
        Ok(Self {
            base: base.clone(),
            http,
        })
    }

    /// Starts a browser.
    pub(super) async fn new_session(&self, capabilities: &Value) -> Result<Started, DriverError> {
        let body = json!({"capabilities": capabilities});
        let value = self
            .send(Method::POST, "session", Some(body), START)
            .await?;
        let id = value["sessionId"].as_str().filter(|id| is_plain(id));
        let id = SessionId(
            id.ok_or_else(|| no_driver("a session without an id"))?
                .to_owned(),
        );
        let started = &value["capabilities"];
        let Some(kind) = Kind::of(started) else {
            let name = printable(started["browserName"].as_str().unwrap_or("no browser"));
            let _ = self.delete_session(&id).await;
            return Err(DriverError::Unknown(name));
        };
        let process = ["goog:processID", "moz:processID"].map(|name| started[name].as_u64());
        let process = process.into_iter().flatten().next();
        let web_socket = started["webSocketUrl"].as_str();
        Ok(Started {
            id,
            kind,
            process: process.and_then(|id| u32::try_from(id).ok()),
            web_socket: web_socket.and_then(|url| url.parse().ok()),
        })
    }

    /// Ends a browser, whatever it is doing.
    pub(super) async fn delete_session(&self, session: &SessionId) -> Result<(), DriverError> {
        let path = format!("session/{}", session.0);
        self.send(Method::DELETE, &path, None, COMMAND).await?;
        Ok(())
    }

    /// The sessions of this driver and the wait for elements that each was made with, in milliseconds; empty where the driver
    /// does not say.
    pub(super) async fn sessions(&self) -> Vec<(SessionId, u64)> {
        let listed = self.send(Method::GET, "sessions", None, COMMAND).await;
        let listed = listed.unwrap_or_default();
        let sessions = listed.as_array().into_iter().flatten().take(1000);
        let read = |it: &Value| {
            let id = it["id"].as_str().filter(|id| is_plain(id))?;
            let implicit = it["capabilities"]["timeouts"]["implicit"].as_u64()?;
            Some((SessionId(id.to_owned()), implicit))
        };
        sessions.filter_map(read).collect()
    }

    /// Begins to load `url`.
    pub(super) async fn navigate(&self, session: &SessionId, url: &str) -> Result<(), DriverError> {
        let path = format!("session/{}/url", session.0);
        let body = Some(json!({"url": url}));
        self.send(Method::POST, &path, body, COMMAND).await?;
        Ok(())
    }

    /// Runs `script`, the body of a function, in the page with `arguments`, and returns its result.
    ///
    /// The answer may have `limit_bytes` and [`AROUND_BYTES`]; a longer one is an error.
    pub(super) async fn execute(
        &self,
        session: &SessionId,
        script: &str,
        arguments: Value,
        limit_bytes: usize,
    ) -> Result<Value, DriverError> {
        let path = format!("session/{}/execute/sync", session.0);
        let body = json!({"script": script, "args": arguments});
        let limit = limit_bytes.saturating_add(AROUND_BYTES);
        self.send_within(Method::POST, &path, Some(body), SCRIPT, limit)
            .await
    }

    /// The tab that is shown.
    pub(super) async fn window(&self, session: &SessionId) -> Result<String, DriverError> {
        let path = format!("session/{}/window", session.0);
        let handle = self.send(Method::GET, &path, None, COMMAND).await?;
        let handle = handle.as_str().filter(|handle| is_plain(handle));
        Ok(handle
            .ok_or_else(|| no_driver("a tab without a handle"))?
            .to_owned())
    }

    /// Opens another tab, in which nothing is shown.
    pub(super) async fn open_tab(&self, session: &SessionId) -> Result<(), DriverError> {
        let path = format!("session/{}/window/new", session.0);
        let body = Some(json!({"type": "tab"}));
        self.send(Method::POST, &path, body, COMMAND).await?;
        Ok(())
    }

    /// A command of the Chrome DevTools protocol.
    pub(super) async fn cdp(
        &self,
        session: &SessionId,
        command: &str,
        parameters: Value,
    ) -> Result<(), DriverError> {
        let path = format!("session/{}/goog/cdp/execute", session.0);
        let body = json!({"cmd": command, "params": parameters});
        self.send(Method::POST, &path, Some(body), COMMAND).await?;
        Ok(())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        time: Duration,
    ) -> Result<Value, DriverError> {
        self.send_within(method, path, body, time, AROUND_BYTES)
            .await
    }

    async fn send_within(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        time: Duration,
        limit: usize,
    ) -> Result<Value, DriverError> {
        let exchange = self.exchange(method, path, body, limit);
        tokio::time::timeout(time, exchange)
            .await
            .unwrap_or(Err(DriverError::Timeout(time)))
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        limit: usize,
    ) -> Result<Value, DriverError> {
        let base = self.base.as_str().trim_end_matches('/');
        let mut request = self.http.request(method, format!("{base}/{path}"));
        if let Some(body) = body {
            let json = HeaderValue::from_static("application/json; charset=utf-8");
            request = request.header(CONTENT_TYPE, json).body(body.to_string());
        }
        let away = |error: reqwest::Error| DriverError::Away(innermost_cause(&error));
        let mut response = request.send().await.map_err(away)?;
        let status = response.status();
        let mut text = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(away)? {
            if text.len() + chunk.len() > limit {
                return Err(DriverError::TooLarge(limit));
            }
            text.extend_from_slice(&chunk);
        }
        let answer: Value = serde_json::from_slice(&text)
            .map_err(|_| no_driver(&format!("{status} and no JSON")))?;
        let Some(value) = answer.get("value") else {
            return Err(no_driver(&format!("{status} and no value")));
        };
        match value.get("error").and_then(Value::as_str) {
            Some(error) if !status.is_success() => Err(DriverError::Refused {
                error: printable(error),
                message: printable(value["message"].as_str().unwrap_or_default()),
            }),
            Some(_) | None => Ok(value.clone()),
        }
    }
}

fn no_driver(answer: &str) -> DriverError {
    DriverError::Away(format!("what answers there is no WebDriver ({answer})"))
}

/// Whether an id can stand in a path.
fn is_plain(id: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !id.is_empty() && id.len() <= 128 && id.chars().all(is_plain)
}

/// The first line of a message, which may have a page's text in it.
fn printable(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect()
}
