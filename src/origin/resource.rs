//! One request of a page that a browser shows: the page itself, its scripts, and what these load.
//!
//! In: a URL that the browser asks for, with the headers and the body that may leave. Out: the answer as it came, whatever its
//! status: the browser follows a redirect by asking again. The guard, robots.txt and the host's pace judge each request like
//! any other. Also here: the page that the browser made of it all, as a fetched page.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use url::Url;

use super::client::Origin;
use super::error::{Fault, FetchError};
use super::exchange::{Allowance, HostRequest};
use super::follow::{self, Asking};
use super::hops::without_credentials;
use super::page::{self, Fetched};
use super::transport::{Answer, Beyond};
use crate::model::Validators;

/// What a browser asks for.
#[derive(Debug, Clone)]
pub struct ResourceAsk {
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: Url,
    /// What the browser sends and may be sent on. byline's own `User-Agent` is added.
    pub headers: HeaderMap,
    /// What a script sends.
    pub body: Bytes,
    /// The largest answer, after decompression; never more than a page's.
    pub limit_bytes: u64,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The answer, of any status.
    pub answer: Answer,
    /// The RSL licences that the host's robots.txt points to.
    licences: Vec<Url>,
    /// The pause that the answer calls for.
    retry_after: Option<Duration>,
}

impl Resource {
    /// Why this answer is no page, if it is none. A redirect is on the way to one.
    pub fn fault(&self) -> Option<Fault> {
        match self.answer.status.as_u16() {
            200 | 203 | 301 | 302 | 303 | 307 | 308 => None,
            status => Some(Fault::of_status(status, self.retry_after)),
        }
    }
}

impl Origin {
    /// Asks for one resource of a page, as `asking` says for whom. Waits for the host's pace.
    ///
    /// # Errors
    /// What keeps byline from asking, or from an answer. An answer of any status is none.
    pub async fn resource(
        &self,
        wanted: ResourceAsk,
        asking: &Asking,
    ) -> Result<Resource, FetchError> {
        let mut at = without_credentials(&wanted.url);
        at.set_fragment(None);
        let asked = self.ask_for(&at, wanted, asking).await;
        asked.map_err(|fault| FetchError {
            url: Box::new(at),
            at: None,
            fault,
        })
    }

    async fn ask_for(
        &self,
        at: &Url,
        wanted: ResourceAsk,
        asking: &Asking,
    ) -> Result<Resource, Fault> {
        let mut time = Allowance::of(self.fetch.timeout * 2);
        let way = self.way(at, asking.publisher.as_ref());
        let proxied = way.proxy.is_some();
        let reach = self.guard.reach(at, asking.publisher.as_ref(), proxied)?;
        let robots = self.allowed(at, asking, &mut time).await?;
        let mut headers = wanted.headers;
        self.add_own_headers(at, asking.publisher.as_ref(), &mut headers);
        let limit_bytes = wanted.limit_bytes.min(self.fetch.max_page_bytes);
        let request = HostRequest {
            url: at,
            reach,
            way,
            headers,
            limit: (limit_bytes, Beyond::Refuse),
            delay: robots.delay(),
            sent: (wanted.method, wanted.body),
        };
        let (answer, retry_after) = self.exchange(request, &asking.urgency, &mut time).await?;
        Ok(Resource {
            answer,
            licences: robots.licences().to_vec(),
            retry_after,
        })
    }

    /// The page that a browser made of `document`: `text`, at `url`. Unchanged if that is what `known` was.
    ///
    /// What the document's headers say of its rights holds for the page.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] when there is more text than a page may have.
    pub async fn rendered(
        &self,
        document: &Resource,
        url: &Url,
        text: String,
        known: Option<&Validators>,
    ) -> Result<Fetched, Fault> {
        let limit_bytes = self.fetch.max_page_bytes;
        if text.len() as u64 > limit_bytes {
            return Err(Fault::TooLarge { limit_bytes });
        }
        let mut headers = HeaderMap::from_iter([(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        )]);
        for name in [page::ROBOTS_TAG, page::TDM_RESERVATION] {
            for value in document.answer.headers.get_all(&name) {
                headers.append(name.clone(), value.clone());
            }
        }
        let answer = Answer {
            status: StatusCode::OK,
            headers,
            body: text.into(),
        };
        let now = self.clock.now();
        follow::read(url, answer, known, &document.licences, None, now).await
    }

    /// The largest page, after decompression.
    pub fn max_page_bytes(&self) -> u64 {
        self.fetch.max_page_bytes
    }
}
