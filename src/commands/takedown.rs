//! `byline takedown`: withdraws an item, lists what is withdrawn, or undoes it.
//!
//! A running byline holds the store's file, so this command asks it through its admin endpoints. Without a running byline
//! the command writes to the store itself. Either way the takedown is on disk before the command says so.

use std::fmt::Write as _;
use std::path::Path;

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::running::{NoAnswer, Running};
use super::runtime::block_on;
use super::serve::failed;
use super::terminal::{log_to_stderr, print};
use crate::app::{self, App, Seams};
use crate::config::Config;
use crate::gateway::{REASON_LIMIT_CHARS, Subject, Takedown, Unconfirmed, Withdrawer};
use crate::store::Store;

/// `byline takedown URL|GUID [--reason TEXT] [--undo] [--config feeds.toml]`, `byline takedown --list`
#[derive(Debug, clap::Args)]
pub(crate) struct TakedownArguments {
    /// The article's URL, or the item's guid.
    #[arg(
        value_name = "URL|GUID",
        required_unless_present = "list",
        conflicts_with = "list"
    )]
    subject: Option<String>,
    /// Why, in words that readers are shown.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["undo", "list"])]
    reason: Option<String>,
    /// Bring the item back.
    #[arg(long, conflicts_with = "list")]
    undo: bool,
    /// List what is withdrawn, newest first.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    config: ConfigArgument,
}

/// The action that the arguments ask for.
enum TakedownCommand {
    TakeDown(Subject, Option<String>),
    Undo(Subject),
    List,
}

/// A takedown as this command prints it.
#[derive(Deserialize)]
struct TakedownRow {
    guid: String,
    url: Option<String>,
    by: Withdrawer,
    when: String,
    reason: Option<String>,
    feeds: Vec<String>,
}

impl From<Takedown> for TakedownRow {
    fn from(takedown: Takedown) -> Self {
        Self {
            guid: takedown.guid.to_string(),
            url: takedown.url.map(Into::into),
            by: takedown.by,
            when: takedown.when.rfc3339(),
            reason: takedown.reason,
            feeds: takedown.feeds.iter().map(ToString::to_string).collect(),
        }
    }
}

pub(crate) fn run(arguments: &TakedownArguments) -> Result<(), Exit> {
    let config = arguments.config.load()?;
    log_to_stderr(Level::ERROR);
    let request = request(arguments, &config)?;
    let file = arguments.config.path();
    let text = match store(&config)? {
        StoreFound::Open(store, path) => {
            let is_shared = config.store_database.is_some();
            let (reports, unconfirmed) = block_on(at_the_store(&request, config, store))?;
            let which = match is_shared {
                true => "which its replicas follow",
                false => "which no running byline uses",
            };
            format!(
                "{}{}(In the store at {path}, {which}.)\n",
                words(&request, &reports),
                unconfirmed_in_words(&unconfirmed)
            )
        }
        missing @ (StoreFound::Held(_) | StoreFound::Missing(_) | StoreFound::Unnamed) => words(
            &request,
            &block_on(at_the_server(&request, &config, file, &missing))?,
        ),
    };
    print(text.as_bytes())
}

fn request(arguments: &TakedownArguments, config: &Config) -> Result<TakedownCommand, Exit> {
    let Some(named) = arguments.subject.as_deref() else {
        return Ok(TakedownCommand::List);
    };
    let subject = Subject::parse(named, config).ok_or_else(|| {
        Exit::Usage(format!(
            "{named:?} is neither an article's URL (http:// or https://) nor an item's guid (urn:uuid:…)"
        ))
    })?;
    let reason = arguments.reason.as_deref().unwrap_or_default();
    if reason.chars().count() > REASON_LIMIT_CHARS {
        return Err(Exit::Usage(format!(
            "the reason is longer than {REASON_LIMIT_CHARS} characters; every reader is sent it"
        )));
    }
    Ok(if arguments.undo {
        TakedownCommand::Undo(subject)
    } else {
        TakedownCommand::TakeDown(subject, arguments.reason.clone())
    })
}

/// The store that feeds.toml names.
enum StoreFound {
    Open(Store, String),
    /// A running byline has it, presumably.
    Held(String),
    /// Nothing is there.
    Missing(String),
    /// feeds.toml names no store.
    Unnamed,
}

fn store(config: &Config) -> Result<StoreFound, Exit> {
    let shown = match (&config.store_database, config.store_path.as_deref()) {
        (Some(database), _) => format!("${}", database.variable),
        (None, Some(path)) => {
            let shown = path.display().to_string();
            // One that is made here and now, in the wrong directory perhaps, would withdraw nothing.
            if !Store::is_at(path) {
                return Ok(StoreFound::Missing(shown));
            }
            shown
        }
        (None, None) => return Ok(StoreFound::Unnamed),
    };
    match app::store(config) {
        Ok(store) => Ok(StoreFound::Open(store, shown)),
        Err(error) if error.is_held() => Ok(StoreFound::Held(shown)),
        Err(error) => Err(Exit::Failed(error.to_string())),
    }
}

async fn at_the_store(
    request: &TakedownCommand,
    config: Config,
    store: Store,
) -> Result<(Vec<TakedownRow>, Vec<Unconfirmed>), Exit> {
    let alone = |rows| (rows, Vec::new());
    // No refresh is started from here, so the gateway that an undoing would ask stays out of it.
    match request {
        TakedownCommand::List => {
            let rows = store.takedowns().into_iter().map(TakedownRow::from);
            Ok(alone(rows.collect()))
        }
        TakedownCommand::Undo(subject) => {
            for guid in subject.guids() {
                match store.undo_takedown(guid) {
                    Ok(Some(takedown)) => return Ok(alone(vec![takedown.into()])),
                    Ok(None) => {}
                    Err(error) => return Err(Exit::Failed(error.to_string())),
                }
            }
            Err(Exit::Failed(format!("{} is not withdrawn", subject.guid)))
        }
        TakedownCommand::TakeDown(subject, reason) => {
            let app = App::over(config, Seams::real().map_err(failed)?, store);
            let gateway = app.gateway();
            let takedown = gateway.take_down(subject.clone(), reason.clone()).await;
            gateway.close().await;
            let takedown = takedown.map_err(|error| Exit::Failed(error.to_string()))?;
            let unconfirmed = gateway.unconfirmed(takedown.guid).await;
            let unconfirmed = unconfirmed.map_err(|error| {
                Exit::Failed(format!(
                    "the takedown is committed, and it is not known whether all replicas have applied it: {error}"
                ))
            })?;
            Ok((vec![takedown.into()], unconfirmed))
        }
    }
}

async fn at_the_server(
    request: &TakedownCommand,
    config: &Config,
    file: &Path,
    found: &StoreFound,
) -> Result<Vec<TakedownRow>, Exit> {
    let file = file.display();
    let there = match found {
        StoreFound::Held(path) => {
            format!("{path} is in use by another process, a running byline perhaps")
        }
        StoreFound::Missing(path) => format!("there is no store at {path}"),
        StoreFound::Open(..) | StoreFound::Unnamed => format!("{file} names no [store]"),
    };
    let Some(token) = &config.server.admin_token else {
        return Err(Exit::Usage(format!(
            "{there}, and without an admin token a running byline cannot be asked: set [server] admin-token-env in {file} \
             and the environment variable that it names, for byline serve and for this command"
        )));
    };
    let running = Running::new(config.server.listen, token);
    let answer = match request {
        TakedownCommand::List => running.ask(Method::GET, "/admin/takedowns", "").await,
        TakedownCommand::Undo(subject) => {
            let undo = async |guid| {
                let path = format!("/admin/takedowns/{guid}");
                running.ask(Method::DELETE, &path, "").await
            };
            let mut answer = undo(subject.guid).await;
            for guid in subject.guids().into_iter().skip(1) {
                let Err(NoAnswer::Because(_)) = answer else {
                    break;
                };
                answer = undo(guid).await;
            }
            answer
        }
        TakedownCommand::TakeDown(subject, reason) => {
            let body = match &subject.url {
                Some(url) => json!({"url": url, "reason": reason}),
                None => json!({"guid": subject.guid.to_string(), "reason": reason}),
            };
            let body = body.to_string();
            running.ask(Method::POST, "/admin/takedowns", &body).await
        }
    };
    let answer = answer.map_err(|no_answer| match no_answer {
        NoAnswer::Because(reason) => Exit::Failed(reason),
        NoAnswer::Unreachable => Exit::Failed(format!(
            "{there}, and no byline answers at {}; check --config {file} and the working directory, or start byline serve",
            running.address
        )),
    })?;
    let read = match request {
        TakedownCommand::List => answer.get("takedowns").cloned().unwrap_or_default(),
        TakedownCommand::TakeDown(..) | TakedownCommand::Undo(_) => Value::Array(vec![answer]),
    };
    serde_json::from_value(read).map_err(|_| {
        Exit::Failed(format!(
            "what answers at {} says what this byline does not understand; is it another version?",
            running.address
        ))
    })
}

/// Which replicas may still show what was withdrawn.
fn unconfirmed_in_words(unconfirmed: &[Unconfirmed]) -> String {
    let mut text = String::new();
    for one in unconfirmed {
        let name = &one.replica;
        let _ = match one.until {
            Some(until) => writeln!(
                text,
                "Replica {name} has not confirmed; it has stopped serving by {until} if it does not."
            ),
            None => writeln!(
                text,
                "Replica {name} has not confirmed, and may still show the item. If it is no more: byline replicas forget {name}"
            ),
        };
    }
    text
}

/// For people; one line per takedown.
fn words(request: &TakedownCommand, reports: &[TakedownRow]) -> String {
    let mut text = String::new();
    for one in reports {
        let (guid, feeds) = (&one.guid, one.feeds.join(", "));
        let _ = match request {
            TakedownCommand::TakeDown(..) if feeds.is_empty() => writeln!(
                text,
                "{guid} is withdrawn. It was in no feed, and will be in none."
            ),
            TakedownCommand::TakeDown(..) => writeln!(text, "{guid} is withdrawn, from {feeds}."),
            TakedownCommand::Undo(_) if feeds.is_empty() => {
                writeln!(text, "{guid} is no longer withdrawn.")
            }
            TakedownCommand::Undo(_) => writeln!(
                text,
                "{guid} is no longer withdrawn. It is back in {feeds} with the next refresh, if it is still listed."
            ),
            TakedownCommand::List => writeln!(
                text,
                "{} {guid} {} [{feeds}]{} {}",
                one.when,
                one.url.as_deref().unwrap_or("-"),
                match one.by {
                    Withdrawer::Operator => "",
                    Withdrawer::Origin => " by its publisher",
                },
                one.reason.as_deref().unwrap_or_default().escape_debug()
            ),
        };
    }
    if reports.is_empty() {
        text.push_str("Nothing is withdrawn.\n");
    }
    text
}
