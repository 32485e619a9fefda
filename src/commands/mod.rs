//! The commands: one file each. Everything that is printed is printed here.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.

mod article;
mod check;
mod demo;
mod discover;
mod fetch;
mod follow;
mod page;
mod running;
mod schema;
mod serve;
mod takedown;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use tracing::Level;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::config::{self, Loaded};

/// How a command ended, when it did not end well.
#[derive(Debug)]
enum Exit {
    /// What was asked for could not be done: exit code 1.
    Failed(String),
    /// The arguments or the configuration are wrong: exit code 2.
    Usage(String),
    /// What is to be said has been said.
    Told(u8),
}

/// A syndication gateway: news sections as RSS, Atom and JSON Feed, with credit and rights in every item.
#[derive(Debug, Parser)]
#[command(name = "byline", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the feeds of feeds.toml.
    Serve(serve::Arguments),
    /// Run a sample newsroom on loopback and the gateway over it; needs no network.
    Demo(demo::Arguments),
    /// Say everything that is wrong with feeds.toml; with --online, also what each section lists.
    Check(check::Arguments),
    /// Refresh one feed once and print it.
    Fetch(fetch::Arguments),
    /// Find a section's list: what would be published, and a block for feeds.toml.
    Discover(discover::Arguments),
    /// Show what byline reads from an article.
    Article(article::Arguments),
    /// Withdraw an item from everything that is served, list what is withdrawn, or undo it.
    Takedown(takedown::TakedownArguments),
    /// Print the JSON Schema of feeds.toml.
    Schema {
        /// Print the sample feeds.toml instead, whole and commented.
        #[arg(long)]
        sample: bool,
    },
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help to stdout and errors to stderr, and knows which is which.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let outcome = match arguments.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Fetch(arguments) => fetch::run(&arguments),
        Command::Discover(arguments) => discover::run(&arguments),
        Command::Article(arguments) => article::run(&arguments),
        Command::Takedown(arguments) => takedown::run(&arguments),
        Command::Schema { sample } => written(schema::run(sample, &mut std::io::stdout().lock())),
    };
    let (message, code) = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Exit::Failed(message)) => (message, 1),
        Err(Exit::Usage(message)) => (message, 2),
        Err(Exit::Told(code)) => return ExitCode::from(code),
    };
    complain(&message);
    ExitCode::from(code)
}

/// `--config`, as several commands have it.
#[derive(Debug, clap::Args)]
struct ConfigArgument {
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = "feeds.toml")]
    config: PathBuf,
}

impl ConfigArgument {
    fn path(&self) -> &Path {
        &self.config
    }

    /// Reads it, passing warnings on.
    fn load(&self) -> Result<config::Config, Exit> {
        let Loaded { config, warnings } =
            config::read(&self.config).map_err(|invalid| Exit::Usage(invalid.to_string()))?;
        for warning in warnings {
            complain(&warning.to_string());
        }
        Ok(config)
    }
}

/// Writes `bytes` to stdout.
fn print(bytes: &[u8]) -> Result<(), Exit> {
    let mut out = std::io::stdout().lock();
    written(out.write_all(bytes).and_then(|()| out.flush()))
}

/// A reader that has gone away (`byline fetch … | head`) is not an error.
fn written<T: Default>(outcome: std::io::Result<T>) -> Result<T, Exit> {
    match outcome {
        Ok(done) => Ok(done),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(T::default()),
        Err(error) => Err(Exit::Failed(format!("stdout: {error}"))),
    }
}

/// Writes a line for the operator to stderr. If that is closed there is nobody to tell.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{message}");
}

/// Logs for people on stderr; `RUST_LOG` chooses more or less (`RUST_LOG=byline=debug`).
fn log_to_stderr(default: Level) {
    let wished = std::env::var("RUST_LOG").unwrap_or_default();
    let (targets, misspelt) = match logged(&wished, default) {
        Ok(targets) => (targets, None),
        Err(error) => (of_byline(default), Some(error)),
    };
    let lines = fmt::layer()
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second subscriber in one process (tests) is refused, and the first one stays.
    let _ = tracing_subscriber::registry()
        .with(lines.with_filter(targets))
        .try_init();
    if let Some(error) = misspelt {
        tracing::warn!(
            "RUST_LOG: {error}; it takes a list such as byline=debug,hyper=info. It is passed over"
        );
    }
}

/// What is logged when `RUST_LOG` is `wished`. An empty one is none: it is meant to silence nothing.
fn logged(wished: &str, default: Level) -> Result<Targets, ParseError> {
    match wished.trim() {
        "" => Ok(of_byline(default)),
        wished => wished.parse(),
    }
}

fn of_byline(level: Level) -> Targets {
    Targets::new().with_target("byline", level)
}

/// Work that is still under way at the end, such as reading a page, is not waited for any longer.
const LEFT_BEHIND_AFTER: Duration = Duration::from_secs(1);

/// Runs `work` on the multi-threaded runtime.
fn block_on<T>(work: impl Future<Output = Result<T, Exit>>) -> Result<T, Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Exit::Failed(format!("the runtime cannot start: {error}")))?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(LEFT_BEHIND_AFTER);
    done
}

/// Resolves on SIGTERM or SIGINT.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard; Ctrl-C stops byline");
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
    tracing::info!("stopping; what is in flight is finished first");
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
