//! `byline serve`: the gateway over `feeds.toml`.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::follow;
use super::runtime::{block_on, stop_signal};
use super::terminal::log_to_stderr;
use crate::app::{App, Seams, StartError};
use crate::config::Config;
use crate::serve::net;

/// `byline serve [--config feeds.toml]`
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    config: ConfigArgument,
}

pub(crate) fn run(arguments: &ServeArguments) -> Result<(), Exit> {
    let config = arguments.config.load()?;
    log_to_stderr(Level::INFO);
    block_on(async {
        let listener = bind(
            config.server.listen,
            "set server.listen in feeds.toml to a free address",
        )?;
        serve(config, listener).await
    })
}

/// Serves `config` on `listener` until the process is asked to stop.
pub(super) async fn serve(config: Config, listener: TcpListener) -> Result<(), Exit> {
    let (feeds, public_url) = (config.feeds.len(), config.server.public_url.clone());
    let start = follow::Start::of(config.file.clone()).await;
    let seams = Seams::real().map_err(failed)?;
    let app = App::new(config, seams).map_err(failed)?;
    let address = listener
        .local_addr()
        .map_err(|error| Exit::Failed(format!("the socket: {error}")))?;
    tracing::info!(%address, %public_url, feeds, "serving");
    let following = tokio::spawn(follow::follow(app.gateway().clone(), start));
    app.serve(listener, stop_signal()).await;
    following.abort();
    tracing::info!("stopped");
    Ok(())
}

/// Listens on `address`, or says what to do about it.
pub(super) fn bind(address: SocketAddr, remedy: &str) -> Result<TcpListener, Exit> {
    net::bind(address).map_err(|error| {
        let fact = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another program listens there already".to_owned(),
            std::io::ErrorKind::PermissionDenied => "this user may not listen there".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            _ => error.to_string(),
        };
        Exit::Failed(format!("cannot listen on {address}: {fact}; {remedy}"))
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the signature is map_err's")]
pub(super) fn failed(error: StartError) -> Exit {
    Exit::Failed(error.to_string())
}
