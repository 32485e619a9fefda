//! Traces: what a request or a refresh spent its time on, for an OpenTelemetry collector.
//!
//! In: the steps of a refresh, as they begin and end. Out: spans of `tracing`, with the attributes of OpenTelemetry's
//! semantic conventions for HTTP; `export` sends them on, and has the spans of requests. Without the feature `otlp` there
//! are no spans, and no function here has code.
//!
//! A span says nothing of who asks: no address, no header, no query of a request, no partner. Origins are told nothing of
//! a trace: no `traceparent` is sent.

#[cfg(not(feature = "otlp"))]
mod absent;
mod collector;
#[cfg(feature = "otlp")]
mod export;

use std::fmt::Display;

use http::{HeaderMap, HeaderName, Method, StatusCode};
use tracing::Span;
use tracing::field::Empty;
use url::{Position, Url};

#[cfg(not(feature = "otlp"))]
use absent as export;
pub(crate) use collector::{AnyLayer, TARGET};
pub(crate) use export::{RequestSpan, Traces, counted, start, try_within, within};

/// W3C Trace Context §3.2.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

macro_rules! span {
    ($name:literal $($fields:tt)*) => {
        if cfg!(feature = "otlp") {
            tracing::info_span!(target: TARGET, $name, otel.status_code = Empty, otel.status_description = Empty $($fields)*)
        } else {
            Span::none()
        }
    };
}

/// A refresh of a feed, from the wait for its permit to the published entry.
pub(crate) fn refresh(feed: impl Display) -> Span {
    span!("refresh", feed.id = %feed)
}

/// A section that is fetched and read.
pub(crate) fn section(url: &Url) -> Span {
    span!("section", url.full = without_credentials(url))
}

/// An article that is fetched and read, with the waits for its host.
pub(crate) fn article(url: &Url) -> Span {
    span!("article", url.full = without_credentials(url))
}

/// Parsing a page and finding its facts.
pub(crate) fn extract() -> Span {
    span!("extract")
}

/// Making documents and putting them in place.
pub(crate) fn publish() -> Span {
    span!("publish")
}

/// Waiting for the store.
pub(crate) fn store() -> Span {
    span!("store")
}

/// One exchange with an origin. It is part of a refresh: what a browser or a command asks for has no span.
pub(crate) fn exchange(method: &Method, url: &Url) -> Span {
    if !cfg!(feature = "otlp") || Span::current().is_none() {
        return Span::none();
    }
    span!(
        "exchange",
        otel.name = method.as_str(),
        otel.kind = "client",
        http.request.method = method.as_str(),
        url.full = without_credentials(url),
        server.address = url.host_str(),
        server.port = url.port_or_known_default().map(i64::from),
        http.response.status_code = Empty,
        "error.type" = Empty
    )
}

/// Ends the span of an exchange, with the status of its answer or how it failed.
pub(crate) fn exchanged(span: Span, ended: Result<StatusCode, &'static str>) {
    let fault = match &ended {
        Ok(status) => {
            span.record("http.response.status_code", i64::from(status.as_u16()));
            let failed = status.is_client_error() || status.is_server_error();
            failed.then(|| status.as_str())
        }
        Err(kind) => Some(*kind),
    };
    if let Some(fault) = fault {
        span.record("error.type", fault);
        span.record("otel.status_code", "error");
    }
}

/// A trace that anyone may name would be sampled, and told apart, as anyone wishes.
pub(crate) fn distrust(headers: &mut HeaderMap) {
    if counted().is_some() {
        headers.remove(TRACEPARENT);
    }
}

fn without_credentials(url: &Url) -> String {
    format!(
        "{}://{}",
        url.scheme(),
        &url[Position::BeforeHost..Position::AfterQuery]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link on a page may hold a password; a trace is read by more people than the page.
    #[test]
    fn a_span_has_the_address_without_its_credentials() {
        for (url, shown) in [
            (
                "http://ann:secret@news.example:81/a?b=c#d",
                "http://news.example:81/a?b=c",
            ),
            ("https://ann@news.example/", "https://news.example/"),
        ] {
            assert_eq!(without_credentials(&crate::testing::url(url)), shown);
        }
    }
}
