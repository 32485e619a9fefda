//! The way of spans to a collector: OTLP over HTTP, as the standard variables of the environment say (`OTEL_*`).
//!
//! In: spans. Out: batches to `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, or to `/v1/traces` below
//! `OTEL_EXPORTER_OTLP_ENDPOINT`; nothing when neither is set. Spans wait in a queue of `OTEL_BSP_MAX_QUEUE_SIZE`; what
//! finds no room there, and what the collector does not take, is lost and counted. A thread of its own sends them, so that
//! a collector delays neither a request nor a refresh.

use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use http::{Method, Request, StatusCode};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{Span as _, SpanKind, Status, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::SpanExporter as OtlpExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::resource::{EnvResourceDetector, TelemetryResourceDetector};
use opentelemetry_sdk::trace::{
    BatchSpanProcessor, SdkTracer, SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor,
};
use tracing::Instrument;
use tracing::field::display;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};

use super::collector::{self, AnyLayer};

/// At the end, the collector is waited for so long.
const END_WITHIN: Duration = Duration::from_secs(2);

/// The most of a request's path that a span holds: strangers write paths.
const PATH_LIMIT_BYTES: usize = 256;

/// What the process has, as it has one log. Empty when there is no collector.
static TO_COLLECTOR: OnceLock<ToCollector> = OnceLock::new();

#[derive(Debug)]
struct ToCollector {
    requests: SdkTracer,
    counts: Arc<Counts>,
}

/// Spans.
#[derive(Debug, Default)]
struct Counts {
    ended: AtomicU64,
    delivered: AtomicU64,
}

/// The way to the collector. When it is dropped, what waits is delivered, or given up after two seconds.
#[derive(Debug)]
pub(crate) struct Traces(SdkTracerProvider);

/// A layer that makes spans of [`collector::TARGET`], and the way that they go; `None` when the environment names no collector.
///
/// # Errors
/// A variable has a value that is not understood.
pub(crate) fn start() -> Result<Option<(Traces, AnyLayer)>, String> {
    if collector::named().is_none() {
        return Ok(None);
    }
    // The exporter's client takes the provider that is installed. One that is there already stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let exporter = OtlpExporter::builder()
        .with_http()
        .build()
        .map_err(|error| error.to_string())?;
    let counts: Arc<Counts> = Arc::default();
    let exporter = Told {
        exporter,
        lost: AtomicU64::new(0),
        counts: counts.clone(),
    };
    let queue = BatchSpanProcessor::builder(exporter).build();
    let processor = Counted {
        queue,
        counts: counts.clone(),
    };
    let provider = SdkTracerProvider::builder()
        .with_resource(resource())
        .with_span_processor(processor)
        .build();
    let tracer = provider.tracer("byline");
    let requests = tracer.clone();
    let _ = TO_COLLECTOR.set(ToCollector { requests, counts });
    let layer = tracing_opentelemetry::layer()
        .with_tracer(tracer)
        .with_context_activation(false)
        .with_location(false)
        .with_target(false)
        .with_threads(false)
        .with_filter(Targets::new().with_target(collector::TARGET, LevelFilter::INFO))
        .boxed();
    Ok(Some((Traces(provider), layer)))
}

impl Drop for Traces {
    fn drop(&mut self) {
        let _ = self.0.shutdown_with_timeout(END_WITHIN);
        if let Some((ended, delivered)) = counted().filter(|(ended, delivered)| ended > delivered) {
            tracing::warn!(
                lost = ended - delivered,
                delivered,
                "not all spans were delivered to the collector"
            );
        }
    }
}

/// How many spans ended, and how many the collector took; `None` when there is no collector.
pub(crate) fn counted() -> Option<(u64, u64)> {
    let Counts { ended, delivered } = &*TO_COLLECTOR.get()?.counts;
    Some((
        ended.load(Ordering::Relaxed),
        delivered.load(Ordering::Relaxed),
    ))
}

/// `work` within `span`.
pub(crate) fn within<T>(
    span: tracing::Span,
    work: impl Future<Output = T>,
) -> impl Future<Output = T> {
    work.instrument(span)
}

/// `work` within `span`, which says how it failed.
pub(crate) fn try_within<T, E: Display>(
    span: tracing::Span,
    work: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = Result<T, E>> {
    let at = span.clone();
    work.instrument(span).inspect(move |ended| {
        if let Err(error) = ended {
            at.record("otel.status_code", "error");
            at.record("otel.status_description", display(error));
        }
    })
}

/// The span of a request, if it is sampled. It is no span of `tracing`, which would take some 14,000 instructions before it asks
/// the sampler, and has no spans below it: a refresh is waited for by many requests.
#[derive(Debug)]
pub(crate) struct RequestSpan(Option<Span>);

impl RequestSpan {
    /// Begins the span, in the trace that the `traceparent` of a trusted proxy names.
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        Self(TO_COLLECTOR.get().and_then(|to_collector| {
            let headers = HeaderExtractor(request.headers());
            let parent =
                TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
            let tracer = &to_collector.requests;
            let builder = tracer.span_builder("HTTP").with_kind(SpanKind::Server);
            let mut span = builder.start_with_context(tracer, &parent);
            if !span.is_recording() {
                return None;
            }
            let path = request.uri().path();
            let path = &path[..path.floor_char_boundary(PATH_LIMIT_BYTES)];
            span.set_attributes([
                KeyValue::new("http.request.method", known(request.method())),
                KeyValue::new("url.scheme", "http"),
                KeyValue::new("url.path", path.to_owned()),
            ]);
            Some(span)
        }))
    }

    /// Ends the span, with the request's route by the name that metrics give it, and the status of the reply.
    pub(crate) fn replied(self, method: &Method, route: &'static str, status: StatusCode) {
        let Some(mut span) = self.0 else {
            return;
        };
        span.update_name(format!("{} {route}", known(method)));
        span.set_attribute(KeyValue::new("http.route", route));
        let code = i64::from(status.as_u16());
        span.set_attribute(KeyValue::new("http.response.status_code", code));
        if status.is_server_error() {
            span.set_attribute(KeyValue::new("error.type", code.to_string()));
            span.set_status(Status::error(""));
        }
    }
}

/// A method that is answered or refused by its name, or `_OTHER`, as the conventions want it: strangers write methods.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "_OTHER",
    }
}

/// What sends the spans: byline, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` say more.
fn resource() -> Resource {
    let resource = Resource::builder_empty()
        .with_service_name("byline")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_detectors(&[
            Box::new(TelemetryResourceDetector),
            Box::new(EnvResourceDetector::new()),
        ]);
    match collector::variable("OTEL_SERVICE_NAME") {
        Some(name) => resource.with_service_name(name),
        None => resource,
    }
    .build()
}

/// Counts spans as they end.
#[derive(Debug)]
struct Counted {
    queue: BatchSpanProcessor,
    counts: Arc<Counts>,
}

impl SpanProcessor for Counted {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.queue.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        self.counts.ended.fetch_add(1, Ordering::Relaxed);
        self.queue.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.queue.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.queue.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.queue.set_resource(resource);
    }
}

/// Says once that the collector takes nothing, and once that it does again.
#[derive(Debug)]
struct Told {
    exporter: OtlpExporter,
    /// Spans that were not taken since it last took some.
    lost: AtomicU64,
    counts: Arc<Counts>,
}

impl SpanExporter for Told {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len() as u64;
        let sent = self.exporter.export(batch).await;
        match &sent {
            Ok(()) => {
                self.counts.delivered.fetch_add(count, Ordering::Relaxed);
                let lost = self.lost.swap(0, Ordering::Relaxed);
                if lost > 0 {
                    tracing::info!(lost, "the collector of traces takes them again");
                }
            }
            Err(error) if self.lost.fetch_add(count, Ordering::Relaxed) == 0 => {
                tracing::warn!(
                    %error,
                    "the collector of traces does not take them; look at OTEL_EXPORTER_OTLP_ENDPOINT and at the collector. \
                     Until it does, they are lost, and nothing else is"
                );
            }
            Err(_) => {}
        }
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
