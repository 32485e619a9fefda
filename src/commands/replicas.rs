//! `byline replicas`: the bylines over one database, and `byline replicas forget NAME` for one that is no more.

use std::fmt::Write as _;

use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::terminal::{log_to_stderr, print};
use crate::app;
use crate::store::{Forgotten, Member};

/// `byline replicas [--config feeds.toml]`, `byline replicas forget NAME`
#[derive(Debug, clap::Args)]
pub(crate) struct ReplicasArguments {
    #[command(subcommand)]
    command: Option<ReplicasCommand>,
    #[command(flatten)]
    config: ConfigArgument,
}

#[derive(Debug, clap::Subcommand)]
enum ReplicasCommand {
    /// Say that a replica is no more: takedowns stop waiting for it.
    ///
    /// If it does live, and is cut off from the database, it may go on showing what is withdrawn.
    Forget {
        /// Its name.
        name: String,
        #[command(flatten)]
        config: ConfigArgument,
    },
}

pub(crate) fn run(arguments: &ReplicasArguments) -> Result<(), Exit> {
    let argument = match &arguments.command {
        Some(ReplicasCommand::Forget { config, .. }) => config,
        None => &arguments.config,
    };
    let config = argument.load()?;
    log_to_stderr(Level::ERROR);
    let failed = |error: crate::store::StoreError| Exit::Failed(error.to_string());
    if config.store_database.is_none() {
        return Err(Exit::Usage(format!(
            "{} names no database, so its byline has no replicas; set postgres-url-env in [store]",
            argument.path().display()
        )));
    }
    let store = app::store(&config).map_err(failed)?;
    let Some(replication) = store.replication() else {
        return Ok(());
    };
    let Some(ReplicasCommand::Forget { name, .. }) = &arguments.command else {
        let members = replication.members().wait().map_err(failed)?;
        return print(words(&members).as_bytes());
    };
    match replication.forget(name).wait().map_err(failed)? {
        Forgotten::Yes => print(format!("{name} is forgotten.\n").as_bytes()),
        Forgotten::IsAlive => Err(Exit::Failed(format!(
            "{name} is alive; stop it first, and it leaves by itself"
        ))),
        Forgotten::Unknown => Err(Exit::Failed(format!(
            "there is no replica {name}; byline replicas lists them"
        ))),
    }
}

/// For people; one line per replica.
fn words(members: &[Member]) -> String {
    let mut text = String::new();
    for member in members {
        let lease = match member.is_alive() {
            true => "alive".to_owned(),
            false => format!("gone for {} s", -member.lease_ms / 1000),
        };
        let _ = writeln!(
            text,
            "{} {lease}, lease {} ms, at {}, byline {}, takedowns applied up to {}, configuration {}",
            member.name,
            member.lease_ms.max(0),
            member.address,
            member.version,
            member.applied,
            member.config_digest
        );
    }
    let digests = members.iter().filter(|it| it.is_alive());
    let digests: std::collections::BTreeSet<&str> =
        digests.map(|it| it.config_digest.as_str()).collect();
    if digests.len() > 1 {
        text.push_str("Their feeds.toml differ: give all the same one, and reload them.\n");
    }
    if members.is_empty() {
        text.push_str("No byline serves from this database.\n");
    }
    text
}
