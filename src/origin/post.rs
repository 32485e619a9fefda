//! A message to an address that the operator gave: one POST, without robots.txt, pace and redirects.
//!
//! In: a URL, headers and a body. Out: what came back, or why nothing did. The address guard judges the URL and what its
//! name leads to, as for every page, unless the operator allows a private address.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, USER_AGENT};
use tokio::time::timeout;
use url::Url;

use super::client::Origin;
use super::guard::{Guard, Reach};
use super::revalidate;
use super::transport::{Ask, Beyond, TransportError};

/// How much of an answer's body is read, for people.
const BODY_LIMIT_BYTES: u64 = 4096;
/// How much of it is shown, in characters; so much of a redirect's target, too.
const SHOWN_CHARS: usize = 300;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The status.
    pub status: u16,
    /// How long `Retry-After` asks to wait.
    pub retry_after: Option<Duration>,
    /// Where a redirect leads, which is not followed.
    pub location: Option<String>,
    /// The beginning of the body, on one line.
    pub body: String,
}

impl Origin {
    /// Sends `body`, which is JSON, to `url`, within `[fetch] timeout`. `allow_private`: the operator allows any address.
    ///
    /// # Errors
    /// [`TransportError`] when nothing came back in time, or when the URL may not be connected to.
    pub async fn post(
        &self,
        url: &Url,
        mut headers: HeaderMap,
        body: Bytes,
        allow_private: bool,
    ) -> Result<Posted, TransportError> {
        let way = self.way(url, None);
        // What feeds.toml names for a publisher is named for its pages, and not for this.
        let reach = match allow_private {
            true => Reach::Named,
            false => Guard::default().reach(url, None, way.proxy.is_some())?,
        };
        headers.insert(USER_AGENT, self.agent.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let limit = self.fetch.timeout;
        let ask = Ask {
            url: url.clone(),
            headers,
            reach,
            way,
            timeout: limit,
            limit_bytes: BODY_LIMIT_BYTES,
            beyond: Beyond::Glance,
            method: Method::POST,
            body,
        };
        // The real transport keeps the time limit itself. A scripted one may not.
        let answer = timeout(limit, self.transport.exchange(ask)).await;
        let answer = answer.unwrap_or(Err(TransportError::Timeout(limit)))?;
        Ok(Posted {
            status: answer.status.as_u16(),
            retry_after: revalidate::retry_after(&answer.headers, self.clock.now()),
            location: answer.header(LOCATION).map(on_one_line),
            body: on_one_line(&String::from_utf8_lossy(&answer.body)),
        })
    }

    /// How long one message may take.
    pub const fn post_timeout(&self) -> Duration {
        self.fetch.timeout
    }
}

/// The words of a stranger, for a message.
fn on_one_line(text: &str) -> String {
    let printed = text.chars().map(|c| match c.is_control() {
        true => ' ',
        false => c,
    });
    let printed: String = printed.take(SHOWN_CHARS).collect();
    printed.trim().to_owned()
}
