//! `byline serve`: the gateway over `feeds.toml`.

use std::fmt::Display;
use std::io;

use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::runtime::{block_on, stop_signal};
use super::terminal::{LogForm, log_and_trace};
use super::{follow, service};
use crate::app::{App, Seams, StartError};
use crate::config::{Config, ListenAddress, Server};
use crate::serve::net::{Entrance, Listener};

/// `byline serve [--config feeds.toml] [--log text|json]`
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// How the log on stderr is written
    #[arg(long, value_enum, default_value_t)]
    log: LogForm,
}

pub(crate) fn run(arguments: &ServeArguments) -> Result<(), Exit> {
    let config = arguments.config.load()?;
    let _traces = log_and_trace(arguments.log, Level::INFO);
    block_on(async {
        let listeners = listeners(&config.server)?;
        serve(config, listeners).await
    })
}

/// The sockets of `[server]`; in their place those that the service manager opened, if it did.
fn listeners(server: &Server) -> Result<Vec<Listener>, Exit> {
    let passed = service::sockets()?;
    let has_operators = passed.iter().any(|it| it.entrance() == Entrance::Operators);
    if !passed.is_empty() {
        let readers = |it: Listener| match (has_operators, it.entrance()) {
            (true, Entrance::Everyone) => it.for_entrance(Entrance::Readers),
            (true | false, _) => it,
        };
        return Ok(passed.into_iter().map(readers).collect());
    }
    let for_readers = match server.admin_listen.is_empty() {
        true => Entrance::Everyone,
        false => Entrance::Readers,
    };
    let listen = |(key, addresses, entrance): (&str, &[ListenAddress], Entrance)| {
        let remedy = format!("set server.{key} in feeds.toml to a free address");
        let bind = move |address| bound(Listener::bind(address, entrance), address, &remedy);
        addresses.iter().map(bind).collect::<Vec<_>>()
    };
    let all = [
        ("listen", server.listen.as_slice(), for_readers),
        (
            "admin-listen",
            server.admin_listen.as_slice(),
            Entrance::Operators,
        ),
    ];
    all.into_iter().flat_map(listen).collect()
}

/// Serves `config` on `listeners` until the process is asked to stop.
pub(super) async fn serve(config: Config, listeners: Vec<Listener>) -> Result<(), Exit> {
    let (feeds, public_url) = (config.feeds.len(), config.server.public_url.clone());
    let start = follow::Start::of(config.file.clone()).await;
    let seams = Seams::real().map_err(failed)?;
    let app = App::new(config, seams).map_err(failed)?;
    let addresses: Vec<String> = listeners.iter().map(Listener::name).collect();
    let address = addresses.join(", ");
    tracing::info!(%address, %public_url, feeds, "serving");
    service::ready(&format!("serving {feeds} feeds on {address}"));
    let following = tokio::spawn(follow::follow(app.gateway().clone(), start));
    let watchdog = tokio::spawn(service::watchdog());
    let stop = async {
        stop_signal().await;
        service::stopping();
    };
    app.serve(listeners, stop).await;
    following.abort();
    watchdog.abort();
    tracing::info!("stopped");
    Ok(())
}

/// The socket at `address`, or what to do without it.
pub(super) fn bound<T>(
    socket: io::Result<T>,
    address: impl Display,
    remedy: &str,
) -> Result<T, Exit> {
    socket.map_err(|error| {
        let fact = match error.kind() {
            io::ErrorKind::AddrInUse => "another program listens there already".to_owned(),
            io::ErrorKind::PermissionDenied => "this user may not listen there".to_owned(),
            io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            io::ErrorKind::NotFound => "its folder is not there (byline makes none)".to_owned(),
            _ => error.to_string(),
        };
        Exit::Failed(format!("cannot listen on {address}: {fact}; {remedy}"))
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the signature is map_err's")]
pub(super) fn failed(error: StartError) -> Exit {
    Exit::Failed(error.to_string())
}
