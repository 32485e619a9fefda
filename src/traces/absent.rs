//! What stands in the place of `export` in a byline that was built without the feature `otlp`.

use http::{Method, Request, StatusCode};
use tracing::Span;

use super::collector::{self, AnyLayer};

/// There are none.
#[derive(Debug)]
pub(crate) enum Traces {}

/// No layer.
///
/// # Errors
/// The environment names a collector, which will get nothing.
pub(crate) fn start() -> Result<Option<(Traces, AnyLayer)>, String> {
    match collector::named() {
        None => Ok(None),
        Some(name) => Err(format!(
            "{name} is set, and this byline was built without traces (cargo build --features otlp)"
        )),
    }
}

/// Nothing is counted.
pub(crate) const fn counted() -> Option<(u64, u64)> {
    None
}

/// `work` as it is.
pub(crate) fn within<F: Future>(_: Span, work: F) -> F {
    work
}

/// The same.
pub(crate) fn try_within<F: Future>(_: Span, work: F) -> F {
    work
}

/// Nothing is noted of a request.
#[derive(Debug)]
pub(crate) struct RequestSpan;

impl RequestSpan {
    pub(crate) const fn of<B>(_: &Request<B>) -> Self {
        Self
    }

    pub(crate) const fn replied(self, _: &Method, _: &'static str, _: StatusCode) {}
}
