//! `byline health`: whether the byline of `feeds.toml` answers, for a container's health check.

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::running::{NoAnswer, Running};
use super::runtime::block_on;
use super::terminal::print;

/// `byline health [--ready] [--config feeds.toml]`
#[derive(Debug, clap::Args)]
pub(crate) struct HealthArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Ask whether every feed was read or tried once (/readyz), not only whether byline runs (/healthz).
    #[arg(long)]
    ready: bool,
}

pub(crate) fn run(arguments: &HealthArguments) -> Result<(), Exit> {
    let config = arguments.config.load()?;
    let path = match arguments.ready {
        true => "/readyz",
        false => "/healthz",
    };
    let running = Running::new(&config.server, None);
    let (status, body) = block_on(async {
        running
            .get(path)
            .await
            .map_err(|no_answer| match no_answer {
                NoAnswer::Because(reason) => Exit::Failed(reason),
                NoAnswer::Unreachable => Exit::Failed(format!(
                    "no byline answers at {}; start byline serve",
                    running.address
                )),
            })
    })?;
    match status.is_success() {
        true => print(body.as_bytes()),
        false => Err(Exit::Failed(format!(
            "{path} answers {status}: {}",
            body.trim_end()
        ))),
    }
}
