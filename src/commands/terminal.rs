//! The output of commands. Results go to stdout; warnings, errors and logs go to stderr.

use std::io::{IsTerminal, Write};

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, ParseError, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use super::exit::Exit;
use crate::traces::{self, AnyLayer, Traces};

/// Writes `bytes` to stdout.
pub(super) fn print(bytes: &[u8]) -> Result<(), Exit> {
    let mut out = std::io::stdout().lock();
    written(out.write_all(bytes).and_then(|()| out.flush()))
}

/// A reader that has gone away (`byline fetch … | head`) is not an error.
pub(super) fn written<T: Default>(outcome: std::io::Result<T>) -> Result<T, Exit> {
    match outcome {
        Ok(done) => Ok(done),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(T::default()),
        Err(error) => Err(Exit::Failed(format!("stdout: {error}"))),
    }
}

/// Writes a line for the operator to stderr. If that is closed there is nobody to tell.
pub(super) fn complain(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{message}");
}

/// A TOML string, with its quotes.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

/// A text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(char::is_control, "")
}

/// How a log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LogForm {
    /// Lines for people
    #[default]
    Text,
    /// A JSON object a line, for programs
    Json,
}

/// Logs for people on stderr; `RUST_LOG` chooses more or less (`RUST_LOG=byline=debug`).
pub(super) fn log_to_stderr(default: Level) {
    log_to_stderr_with(None, LogForm::Text, default);
}

/// The same in `form`, with traces to the collector that the environment names. They end when what is returned is dropped.
#[must_use]
pub(super) fn log_and_trace(form: LogForm, default: Level) -> Option<Traces> {
    let (started, fault) = match traces::start() {
        Ok(started) => (started, None),
        Err(error) => (None, Some(error)),
    };
    let (traces, layer) = started.unzip();
    log_to_stderr_with(layer, form, default);
    if let Some(error) = fault {
        tracing::warn!("no traces: {error}; correct the OTEL_ variables, or unset them");
    }
    traces
}

fn log_to_stderr_with(beside: Option<AnyLayer>, form: LogForm, default: Level) {
    let wished = std::env::var("RUST_LOG").unwrap_or_default();
    let (targets, misspelt) = match logged(&wished, default) {
        Ok(targets) => (targets, None),
        Err(error) => (of_byline(default), Some(error)),
    };
    let lines = fmt::layer()
        .with_target(false)
        .with_ansi(form == LogForm::Text && std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let lines = match form {
        LogForm::Text => lines.boxed(),
        LogForm::Json => lines.json().flatten_event(true).boxed(),
    };
    let lines = lines.with_filter(targets.with_target(traces::TARGET, LevelFilter::OFF));
    let layers: Vec<AnyLayer> = beside.into_iter().chain([lines.boxed()]).collect();
    // A second subscriber in one process (tests) is refused, and the first one stays.
    let _ = tracing_subscriber::registry().with(layers).try_init();
    if let Some(error) = misspelt {
        tracing::warn!(
            "RUST_LOG: {error}; it takes a list such as byline=debug,hyper=info. It is passed over"
        );
    }
}

/// The log levels for the value `wished` of `RUST_LOG`. An empty value counts as not set.
fn logged(wished: &str, default: Level) -> Result<Targets, ParseError> {
    match wished.trim() {
        "" => Ok(of_byline(default)),
        wished => wished.parse(),
    }
}

fn of_byline(level: Level) -> Targets {
    Targets::new().with_target("byline", level)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who sees no log because a variable is set to nothing looks for the fault elsewhere.
    #[test]
    fn the_log_says_what_is_wished_and_never_nothing_by_mistake() {
        let says = |wished: &str, target: &str, level: Level| {
            let targets = logged(wished, Level::INFO).expect("a list of levels");
            targets.would_enable(target, &level)
        };
        for empty in ["", " "] {
            assert!(says(empty, "byline::gateway", Level::INFO));
            assert!(!says(empty, "byline::gateway", Level::DEBUG));
            assert!(!says(empty, "hyper_util", Level::INFO));
        }
        assert!(says("byline=debug", "byline::serve", Level::DEBUG));
        assert!(!says("off", "byline", Level::ERROR));
        assert!(logged("byline=loud", Level::INFO).is_err());
    }
}
