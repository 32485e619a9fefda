//! The collector that the environment names, and what the spans for it are told by.

use tracing_subscriber::{Layer, Registry};

/// A layer of the process's subscriber: the log, or what makes spans.
pub(crate) type AnyLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// The target of all spans. No layer of the log shows it.
pub(crate) const TARGET: &str = "otlp";

/// The variable of the environment that names a collector, if one does.
pub(super) fn named() -> Option<&'static str> {
    let is_off = variable("OTEL_SDK_DISABLED").is_some_and(|it| it.eq_ignore_ascii_case("true"))
        || variable("OTEL_TRACES_EXPORTER").is_some_and(|it| it == "none");
    let names = [
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ];
    names
        .into_iter()
        .find(|name| !is_off && variable(name).is_some())
}

/// What `name` is set to. An empty variable counts as not set.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|it| !it.is_empty())
}
