//! `byline demo`: a newsroom on loopback and the real gateway over it. Needs no network and keeps no files.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tracing::Level;

use super::exit::Exit;
use super::runtime::{block_on, stop_signal};
use super::serve;
use super::terminal::{complain, log_to_stderr, print};
use crate::config::{self, Loaded, listen_address};
use crate::newsroom::{self, ADDRESS as NEWSROOM};
use crate::serve::net;

/// The shipped configuration; it describes this newsroom.
const SHIPPED: &str = include_str!("../../feeds.toml");
/// Where the shipped configuration expects the gateway.
const GATEWAY: &str = "127.0.0.1:8080";

/// `byline demo [--listen ADDR] [--newsroom ADDR] [--newsroom-only]`
#[derive(Debug, clap::Args)]
pub(crate) struct DemoArguments {
    /// Where the gateway listens; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = GATEWAY, value_parser = listen_address)]
    listen: SocketAddr,
    /// Where the newsroom listens; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = NEWSROOM, value_parser = listen_address)]
    newsroom: SocketAddr,
    /// Only the newsroom, for `byline serve` with the shipped feeds.toml.
    #[arg(long)]
    newsroom_only: bool,
}

pub(crate) fn run(arguments: &DemoArguments) -> Result<(), Exit> {
    log_to_stderr(Level::INFO);
    block_on(async {
        let at = arguments.newsroom;
        let newsroom = serve::bound(net::bind(at), at, "name another one with --newsroom")?;
        let newsroom_at = address(&newsroom)?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let origin = tokio::spawn(newsroom::serve(newsroom, async {
            let _ = stopped.await;
        }));
        if arguments.newsroom_only {
            print(format!("The newsroom: http://{newsroom_at}/\nCtrl-C stops it.\n").as_bytes())?;
            stop_signal().await;
        } else {
            gateway(arguments.listen, newsroom_at).await?;
        }
        let _ = stop.send(());
        if let Ok(Err(error)) = origin.await {
            complain(&format!("the newsroom: {error}"));
        }
        Ok(())
    })
}

async fn gateway(listen: SocketAddr, newsroom_at: SocketAddr) -> Result<(), Exit> {
    let remedy = "name another one with --listen (port 0 takes a free one)";
    let listener = serve::bound(net::bind(listen), listen, remedy)?;
    let text = configuration(address(&listener)?, newsroom_at);
    let Loaded { mut config, .. } =
        config::parse(&text, "feeds.toml", &|_| None).map_err(|invalid| {
            Exit::Failed(format!("the shipped configuration is wrong:\n{invalid}"))
        })?;
    (config.store_path, config.store_database) = (None, None);
    print(welcome(&config, newsroom_at).as_bytes())?;
    serve::serve(config, vec![listener.into()]).await
}

/// The shipped configuration with the addresses that are in use.
fn configuration(gateway: SocketAddr, newsroom: SocketAddr) -> String {
    SHIPPED
        .replace(NEWSROOM, &newsroom.to_string())
        .replace(GATEWAY, &gateway.to_string())
}

fn welcome(config: &config::Config, newsroom: SocketAddr) -> String {
    let base = &config.server.public_url;
    let mut text = format!(
        "The newsroom, a web site for people: http://{newsroom}/\nThe feeds made of it:               {base}\n\n"
    );
    for id in config.feeds.keys() {
        text += &format!("  {base}feeds/{id}.rss   .atom   .json\n");
    }
    text + "\nA new article appears every minute or so. Ctrl-C stops both.\n\n"
}

fn address(listener: &TcpListener) -> Result<SocketAddr, Exit> {
    listener
        .local_addr()
        .map_err(|error| Exit::Failed(format!("the socket: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A newcomer's first command must not fail on our own file, whatever ports are free.
    #[test]
    fn the_shipped_configuration_holds_on_any_ports() {
        let (gateway, newsroom) = (
            ([127, 0, 0, 1], 40001).into(),
            ([127, 0, 0, 1], 40002).into(),
        );
        let text = configuration(gateway, newsroom);
        let loaded = config::parse(&text, "feeds.toml", &|_| None).expect("the shipped file");
        assert_eq!(loaded.config.server.listen, [gateway.into()]);
        assert_eq!(
            loaded.config.server.public_url.as_str(),
            "http://127.0.0.1:40001/"
        );
        let sections: Vec<_> = loaded
            .config
            .feeds
            .values()
            .flat_map(|feed| &feed.sections)
            .collect();
        assert!(sections.len() >= 4);
        assert!(
            sections
                .iter()
                .all(|section| section.url.port() == Some(40002)),
            "{sections:?}"
        );
    }
}
