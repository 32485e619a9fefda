//! `byline demo`: a newsroom on loopback and the real gateway over it. Needs no network and keeps no files.
//!
//! There are two newsrooms, a Chinese portal and an English paper; the environment says which one, or `--lang`.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tracing::Level;

use super::exit::Exit;
use super::runtime::{block_on, stop_signal};
use super::serve;
use super::terminal::{complain, log_to_stderr, print};
use crate::config::{self, Loaded, listen_address};
use crate::newsroom::{self, ADDRESS as NEWSROOM, Respond, english};
use crate::serve::net;

/// The shipped configuration; it describes the Chinese newsroom.
const SHIPPED: &str = include_str!("../../feeds.toml");
/// Where the shipped configuration expects the gateway.
const GATEWAY: &str = "127.0.0.1:8080";

/// The environment variable of the admin token.
const TOKEN: &str = "BYLINE_ADMIN_TOKEN";

/// `byline demo [--lang en|zh] [--listen ADDR] [--newsroom ADDR] [--newsroom-only]`
#[derive(Debug, clap::Args)]
pub(crate) struct DemoArguments {
    /// The language of the newsroom. Default: zh where LC_ALL, LC_MESSAGES or LANG says so, and with --newsroom-only; else en.
    #[arg(long, value_enum)]
    lang: Option<Language>,
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

/// The language of a newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    /// The Quay Gazette, a local paper.
    En,
    /// 岱岳网, a regional portal.
    Zh,
}

impl Language {
    /// The language that the environment asks for (POSIX, "Environment Variables" §8.2).
    fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let mut set = names.iter().filter_map(|name| variable(name));
        let locale = set.find(|value| !value.is_empty()).unwrap_or_default();
        match locale.starts_with("zh") {
            true => Self::Zh,
            false => Self::En,
        }
    }

    fn newsroom(self) -> Respond {
        match self {
            Self::En => english::respond,
            Self::Zh => newsroom::respond,
        }
    }

    /// The configuration that describes its newsroom, with the admin endpoints.
    fn configuration(self) -> String {
        match self {
            Self::En => english::FEEDS.to_owned(),
            Self::Zh => SHIPPED.replacen("# admin-token-env", "admin-token-env", 1),
        }
    }
}

pub(crate) fn run(arguments: &DemoArguments) -> Result<(), Exit> {
    log_to_stderr(Level::INFO);
    let default = || match arguments.newsroom_only {
        true => Language::Zh,
        false => Language::of_environment(|name| std::env::var(name).ok()),
    };
    let language = arguments.lang.unwrap_or_else(default);
    block_on(async {
        let at = arguments.newsroom;
        let newsroom = serve::bound(net::bind(at), at, "name another one with --newsroom")?;
        let newsroom_at = address(&newsroom)?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let origin = tokio::spawn(newsroom::serve(newsroom, language.newsroom(), async {
            let _ = stopped.await;
        }));
        if arguments.newsroom_only {
            print(format!("The newsroom: http://{newsroom_at}/\nCtrl-C stops it.\n").as_bytes())?;
            stop_signal().await;
        } else {
            gateway(language, arguments.listen, newsroom_at).await?;
        }
        let _ = stop.send(());
        if let Ok(Err(error)) = origin.await {
            complain(&format!("the newsroom: {error}"));
        }
        Ok(())
    })
}

async fn gateway(
    language: Language,
    listen: SocketAddr,
    newsroom_at: SocketAddr,
) -> Result<(), Exit> {
    let remedy = "name another one with --listen (port 0 takes a free one)";
    let listener = serve::bound(net::bind(listen), listen, remedy)?;
    let text = configuration(language, address(&listener)?, newsroom_at);
    let token = token()?;
    let variable = |name: &str| (name == TOKEN).then(|| token.clone());
    let Loaded { mut config, .. } =
        config::parse(&text, "feeds.toml", &variable).map_err(|invalid| {
            Exit::Failed(format!("the demo's configuration is wrong:\n{invalid}"))
        })?;
    (config.store_path, config.store_database) = (None, None);
    print(welcome(&config, newsroom_at, &token).as_bytes())?;
    serve::serve(config, vec![listener.into()]).await
}

/// An admin token for this run alone.
fn token() -> Result<String, Exit> {
    let mut bytes = [0; 16];
    let filled = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes);
    filled.map_err(|_| {
        Exit::Failed("the system gives no random bytes for the admin token".to_owned())
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The configuration of a newsroom with the addresses that are in use.
fn configuration(language: Language, gateway: SocketAddr, newsroom: SocketAddr) -> String {
    language
        .configuration()
        .replace(NEWSROOM, &newsroom.to_string())
        .replace(GATEWAY, &gateway.to_string())
}

fn welcome(config: &config::Config, newsroom: SocketAddr, token: &str) -> String {
    let base = &config.server.public_url;
    let mut text = format!(
        "The newsroom, a web site for people: http://{newsroom}/\nThe feeds made of it:               {base}\n\n"
    );
    for id in config.feeds.keys() {
        text += &format!("  {base}feeds/{id}.rss   .atom   .json\n");
    }
    text + &format!(
        "\nA new article appears every minute or so. A rights holder objects to one? Take it down, here and in every feed:\n  curl -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' -d '{{\"url\": \"ARTICLE\"}}' {base}admin/takedowns\nCtrl-C stops both.\n\n"
    )
}

fn address(listener: &TcpListener) -> Result<SocketAddr, Exit> {
    listener
        .local_addr()
        .map_err(|error| Exit::Failed(format!("the socket: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A newcomer's first command must not fail on our own files, whatever ports are free.
    #[test]
    fn the_configurations_hold_on_any_ports() {
        let (gateway, newsroom) = (
            ([127, 0, 0, 1], 40001).into(),
            ([127, 0, 0, 1], 40002).into(),
        );
        let token = token().unwrap_or_else(|exit| panic!("{exit:?}"));
        for language in [Language::En, Language::Zh] {
            let text = configuration(language, gateway, newsroom);
            let loaded = config::parse(&text, "feeds.toml", &|_| Some(token.clone()));
            let Loaded { config, warnings } = loaded.unwrap_or_else(|invalid| panic!("{invalid}"));
            assert_eq!(warnings, [], "{language:?}");
            assert_eq!(config.server.listen, [gateway.into()]);
            assert_eq!(config.server.public_url.as_str(), "http://127.0.0.1:40001/");
            assert!(config.server.admin_token.is_some());
            let sections = config.feeds.values().flat_map(|feed| &feed.sections);
            let ports: Vec<_> = sections.map(|section| section.url.port()).collect();
            assert!(
                ports.len() >= 4 && ports.iter().all(|port| *port == Some(40002)),
                "{ports:?}"
            );
        }
    }

    /// A newcomer reads the newsroom in a language that he knows.
    #[test]
    fn the_environment_says_which_newsroom() {
        let of = |set: &[(&str, &str)]| {
            Language::of_environment(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        for (set, language) in [
            (&[("LANG", "zh_CN.UTF-8")][..], Language::Zh),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], Language::En),
            (&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "")], Language::En),
            (&[("LANG", "de_DE"), ("LC_MESSAGES", "zh_TW")], Language::Zh),
            (&[], Language::En),
        ] {
            assert_eq!(of(set), language, "{set:?}");
        }
    }
}
