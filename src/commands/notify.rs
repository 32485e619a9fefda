//! `byline notify`: the endpoints of `[notify]` and what waits for them; `byline notify test NAME`: sends one a test event.
//!
//! A running byline knows what it sent, so the list comes from there, by its admin endpoints. Without a running byline the
//! list comes from the store. A test event is sent from here, past the queue: it tests the address, the secret and the way.

use std::fmt::Write as _;

use http::Method;
use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::running::{NoAnswer, Running};
use super::runtime::block_on;
use super::serve::failed;
use super::terminal::{log_to_stderr, print};
use crate::app::{self, App, Seams};
use crate::config::{Config, Endpoint};
use crate::gateway::{EndpointHealth, Sent, TestError};
use crate::store::Store;

/// `byline notify [--config feeds.toml]`, `byline notify test NAME`
#[derive(Debug, clap::Args)]
pub(crate) struct NotifyArguments {
    #[command(subcommand)]
    command: Option<NotifyCommand>,
    #[command(flatten)]
    config: ConfigArgument,
}

#[derive(Debug, clap::Subcommand)]
enum NotifyCommand {
    /// Send a test event and print what comes back.
    Test {
        /// The endpoint: the NAME of [notify.NAME].
        name: String,
        #[command(flatten)]
        config: ConfigArgument,
    },
}

pub(crate) fn run(arguments: &NotifyArguments) -> Result<(), Exit> {
    match &arguments.command {
        Some(NotifyCommand::Test { name, config }) => test(name, config.load()?),
        None => {
            let config = arguments.config.load()?;
            log_to_stderr(Level::ERROR);
            if config.notify.is_empty() {
                let file = arguments.config.path().display();
                return print(
                    format!("{file} has no [notify.NAME]; nobody is told of anything.\n")
                        .as_bytes(),
                );
            }
            let (health, from) = block_on(health(&config))?;
            let mut text = String::new();
            for endpoint in config.notify.values() {
                let health = health.iter().find(|it| it.endpoint == endpoint.id);
                describe(endpoint, health, &mut text);
            }
            text.push_str(&from);
            print(text.as_bytes())
        }
    }
}

/// How the endpoints are, and a line that says who says so.
async fn health(config: &Config) -> Result<(Vec<EndpointHealth>, String), Exit> {
    if let Some(token) = &config.server.admin_token {
        let running = Running::new(&config.server, Some(token));
        match running.ask(Method::GET, "/admin/notify", "").await {
            Ok(answer) => {
                let list = answer.get("endpoints").cloned().unwrap_or_default();
                let list = serde_json::from_value(list).map_err(|_| {
                    Exit::Failed(format!(
                        "what answers at {} says what this byline does not understand; is it another version?",
                        running.address
                    ))
                })?;
                return Ok((
                    list,
                    format!("(As the byline at {} has it.)\n", running.address),
                ));
            }
            Err(NoAnswer::Because(reason)) => return Err(Exit::Failed(reason)),
            Err(NoAnswer::Unreachable) => {}
        }
    }
    let is_there = config.store_path.as_deref().is_some_and(Store::is_at);
    if !is_there && config.store_database.is_none() {
        return Ok((
            Vec::new(),
            "(No byline runs that can be asked, and there is no store.)\n".to_owned(),
        ));
    }
    let store = app::store(config).map_err(|error| match error.is_held() {
        true => Exit::Usage(
            "the store is in use by a running byline, which can only be asked with an admin token: set [server] \
             admin-token-env and the environment variable that it names, for byline serve and for this command"
                .to_owned(),
        ),
        false => Exit::Failed(error.to_string()),
    })?;
    let app = App::over(config.clone(), Seams::real().map_err(failed)?, store);
    let health = app.gateway().stored_endpoint_health().await;
    app.gateway().close().await;
    Ok((
        health,
        "(As the store has it; no byline runs.)\n".to_owned(),
    ))
}

/// For people.
fn describe(endpoint: &Endpoint, health: Option<&EndpointHealth>, text: &mut String) {
    let events: Vec<&str> = endpoint.events.iter().map(|it| it.as_str()).collect();
    let feeds = endpoint.feeds.as_ref().map(|feeds| {
        let feeds: Vec<&str> = feeds.iter().map(|it| it.as_str()).collect();
        feeds.join(", ")
    });
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}: {}", endpoint.id, endpoint.shown_url());
    let _ = writeln!(
        text,
        "  {} of {}",
        events.join(", "),
        feeds.as_deref().unwrap_or("all feeds")
    );
    if endpoint.keys.is_empty() {
        let _ = writeln!(text, "  ${} is not set here", endpoint.secret_env);
    }
    let Some(health) = health else {
        return;
    };
    let _ = writeln!(
        text,
        "  {} queued; {} sent, {} attempts failed, {} dropped",
        health.queued, health.sent, health.failed, health.dropped
    );
    let _ = match &health.last {
        None => writeln!(text, "  last answer: none yet"),
        Some(last) => writeln!(
            text,
            "  last answer: {:.0} {}",
            last.at,
            match (&last.error, last.status) {
                (Some(error), _) => error.escape_debug().to_string(),
                (None, Some(status)) => format!("{status}, taken"),
                (None, None) => "taken".to_owned(),
            }
        ),
    };
    if health.stopped {
        let _ = writeln!(text, "  stopped by 410, until feeds.toml is read again");
    } else if let (Some(since), Some(at)) = (health.failing_since, health.retry_at) {
        let _ = writeln!(text, "  failing since {since:.0}, tried again at {at:.0}");
    }
}

fn test(name: &str, config: Config) -> Result<(), Exit> {
    log_to_stderr(Level::ERROR);
    let known: Vec<String> = config.notify.keys().map(ToString::to_string).collect();
    let url = config.notify.get(name).map(|it| it.shown_url());
    let sent = block_on(async {
        let app = App::over(config, Seams::real().map_err(failed)?, Store::in_memory());
        let sent = app.gateway().send_test(name).await;
        sent.map_err(|error| match error {
            error @ TestError::Unknown(_) => Exit::Usage(match &*known {
                [] => format!("{error}, nor any other"),
                known => format!("{error}; known: {}", known.join(", ")),
            }),
            error @ TestError::NoSecret(_) => Exit::Usage(error.to_string()),
            error @ TestError::Unwritten(_) => Exit::Failed(error.to_string()),
        })
    })?;
    let Sent {
        id,
        body,
        answer,
        took,
    } = sent;
    let mut text = format!(
        "POST {}\nwebhook-id: {id}\n{body}\n\n",
        url.map(String::from).unwrap_or_default()
    );
    let after = format!("after {} ms", took.as_millis());
    let is_taken = match &answer {
        Ok(posted) => {
            let _ = writeln!(text, "{} {after}", posted.status);
            if let Some(location) = &posted.location {
                let _ = writeln!(text, "location: {location} (not followed)");
            }
            if let Some(wait) = posted.retry_after {
                let _ = writeln!(text, "retry-after: {} s", wait.as_secs());
            }
            if !posted.body.is_empty() {
                let _ = writeln!(text, "{}", posted.body);
            }
            (200..=299).contains(&posted.status)
        }
        Err(why) => {
            let _ = writeln!(text, "no answer {after}: {why}");
            false
        }
    };
    print(text.as_bytes())?;
    if is_taken {
        return Ok(());
    }
    Err(Exit::Failed(format!(
        "[notify.{name}] did not take the test event: any status from 200 to 299 would say that it did"
    )))
}
