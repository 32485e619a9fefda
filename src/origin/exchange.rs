//! One exchange with an origin: the host's permit, the transport, then the outcome for pace and counts.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{HeaderMap, USER_AGENT};
use tokio::time::Instant;
use url::Url;

use super::client::Origin;
use super::counts::Outcome;
use super::error::Fault;
use super::guard::Reach;
use super::pace::Urgency;
use super::transport::{Answer, Ask, Beyond, TransportError, Way};
use super::{page, revalidate};
use crate::traces;

/// The longest wait for a host's permit. A refresh gives up sooner.
const LONGEST_QUEUE: Duration = Duration::from_secs(3600);

/// The pause after a 429 without `Retry-After`.
const TOO_MANY_PAUSE: Duration = Duration::from_secs(30);

/// A request that the guard and robots.txt allow.
pub(super) struct HostRequest<'a> {
    pub(super) url: &'a Url,
    pub(super) reach: Reach,
    pub(super) way: Way,
    pub(super) headers: HeaderMap,
    /// The largest body, and what to do with a larger one.
    pub(super) limit: (u64, Beyond),
    /// The `Crawl-delay` of robots.txt.
    pub(super) delay: Option<Duration>,
    /// The method, and what is sent with it.
    pub(super) sent: (Method, Bytes),
}

/// The time that the exchanges of one fetch may take together.
#[derive(Debug)]
pub(super) struct Allowance {
    whole: Duration,
    left: Duration,
}

impl Allowance {
    pub(super) const fn of(whole: Duration) -> Self {
        Self { whole, left: whole }
    }

    /// The time for the next exchange, `longest` at the most.
    fn for_one(&self, longest: Duration) -> Result<Duration, Fault> {
        if self.left.is_zero() {
            return Err(Fault::Timeout {
                after: self.whole,
                retry_after: None,
            });
        }
        Ok(longest.min(self.left))
    }

    fn spend(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }
}

impl Origin {
    /// Waits for the host's permit and asks once. Returns the answer, and the pause that it or its failure calls for.
    pub(super) async fn exchange(
        &self,
        request: HostRequest<'_>,
        urgency: &Urgency,
        time: &mut Allowance,
    ) -> Result<(Answer, Option<Duration>), Fault> {
        let HostRequest {
            url,
            reach,
            way,
            mut headers,
            limit: (limit_bytes, beyond),
            delay,
            sent: (method, body),
        } = request;
        let host = url.host_str().unwrap_or_default();
        let interval = self.fetch.min_interval.max(delay.unwrap_or_default());
        let permit = self
            .pace
            .permit(host, interval, urgency, Instant::now() + LONGEST_QUEUE)
            .await
            .map_err(Fault::Closed)?;
        // The semaphores are never closed. If they were, the exchange would go on without a permit.
        let _of_articles = match urgency.is_for_section() {
            true => None,
            false => self.exchanges_for_articles.acquire().await.ok(),
        };
        let _of_all = self.exchanges.acquire().await.ok();
        let timeout = time.for_one(self.fetch.timeout)?;
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.agent.clone());
        let span = traces::exchange(&method, url);
        let ask = Ask {
            method,
            body,
            url: url.clone(),
            headers,
            reach,
            way,
            timeout,
            limit_bytes,
            beyond,
        };
        // The real transport keeps the time limit itself. A scripted one may not.
        let started = Instant::now();
        let result = tokio::time::timeout(timeout, self.transport.exchange(ask))
            .await
            .unwrap_or(Err(TransportError::Timeout(timeout)));
        time.spend(started.elapsed());
        let named = self.guard.names(host).then_some(host);
        let outcome = match &result {
            Ok(answer) => Outcome::of(answer.status),
            Err(TransportError::Timeout(_)) => Outcome::Timeout,
            Err(TransportError::Network(_)) => Outcome::Network,
            Err(TransportError::TooLarge { .. }) => Outcome::TooLarge,
            Err(TransportError::Blocked(_)) => Outcome::Blocked,
        };
        self.counts.add(named, outcome);
        let status = result.as_ref().map(|answer| answer.status);
        traces::exchanged(span, status.map_err(|_| outcome.as_str()));
        match result {
            Ok(answer) => {
                let wish = revalidate::retry_after(&answer.headers, self.clock.now());
                let pause = match answer.status.as_u16() {
                    429 => Some(permit.asked_to_wait(wish, TOO_MANY_PAUSE)),
                    503 if wish.is_some() => Some(permit.asked_to_wait(wish, Duration::ZERO)),
                    500..=599 => Some(permit.failed()),
                    _ => {
                        permit.answered();
                        None
                    }
                };
                Ok((answer, pause))
            }
            Err(TransportError::Timeout(after)) => Err(Fault::Timeout {
                after,
                retry_after: Some(permit.failed()),
            }),
            Err(TransportError::Network(reason)) => Err(Fault::Network {
                reason: printable(&reason),
                retry_after: Some(permit.failed()),
            }),
            Err(TransportError::TooLarge {
                limit_bytes,
                content_type,
            }) => {
                permit.answered();
                let kind = content_type
                    .as_deref()
                    .map(page::essence)
                    .unwrap_or_default();
                Err(if page::is_no_page(&kind) {
                    Fault::NotAPage {
                        found: format!("the origin calls it {kind}"),
                        remedy: "give the page that links to it",
                    }
                } else {
                    Fault::TooLarge { limit_bytes }
                })
            }
            Err(TransportError::Blocked(blocked)) => Err(Fault::Blocked(blocked)),
        }
    }
}

/// A message of a library or an origin, on one line and of bounded length.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect()
}
