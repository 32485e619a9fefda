//! `byline fetch FEED`: one refresh, the feed on stdout.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::runtime::block_on;
use super::serve::failed;
use super::terminal::{complain, log_to_stderr, print};
use crate::app::{self, App, Seams};
use crate::gateway::{Gateway, Refusal};
use crate::render::Format;
use crate::store::Store;

/// `byline fetch FEED [--format rss|atom|json] [--config feeds.toml]`
#[derive(Debug, clap::Args)]
pub(crate) struct FetchArguments {
    /// The feed's id in feeds.toml.
    feed: String,
    /// What to print.
    #[arg(long, value_enum, default_value = "rss")]
    format: DocumentFormat,
    #[command(flatten)]
    config: ConfigArgument,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DocumentFormat {
    Rss,
    Atom,
    Json,
}

impl From<DocumentFormat> for Format {
    fn from(argument: DocumentFormat) -> Self {
        match argument {
            DocumentFormat::Rss => Self::Rss,
            DocumentFormat::Atom => Self::Atom,
            DocumentFormat::Json => Self::Json,
        }
    }
}

/// Whether a byline serves from the database that is the store. It would publish what is fetched here.
async fn is_served_from(store: &Store) -> bool {
    let Some(replication) = store.replication() else {
        return false;
    };
    let members = replication.members().await.unwrap_or_default();
    members.iter().any(|member| member.is_alive())
}

pub(crate) fn run(arguments: &FetchArguments) -> Result<(), Exit> {
    let config = arguments.config.load()?;
    log_to_stderr(Level::WARN);
    if !config.feeds.contains_key(arguments.feed.as_str()) {
        let known: Vec<&str> = config
            .feeds
            .keys()
            .map(crate::model::FeedId::as_str)
            .collect();
        return Err(Exit::Usage(format!(
            "{} has no feed \"{}\"; it has {}",
            arguments.config.path().display(),
            arguments.feed,
            known.join(", ")
        )));
    }
    block_on(async {
        let seams = Seams::real().map_err(failed)?;
        let store = match app::store(&config) {
            Err(error) if error.is_held() => {
                complain("a running byline has the store; reading every article afresh");
                Ok(Store::in_memory())
            }
            Ok(store) if is_served_from(&store).await => {
                complain("replicas serve from the database; reading every article afresh");
                Ok(Store::in_memory())
            }
            opened => opened,
        };
        let app = App::over(config, seams, store.map_err(|error| failed(error.into()))?);
        let gateway = app.gateway();
        let progress = show_progress(gateway, &arguments.feed);
        let outcome = gateway.refresh(&arguments.feed).await;
        if let Some(progress) = progress {
            progress.abort();
            // Its line is wiped before anything is printed.
            let _ = progress.await;
        }
        let served = match outcome {
            Ok(_) => {
                gateway
                    .document(&arguments.feed, arguments.format.into())
                    .await
            }
            Err(refusal) => Err(refusal),
        };
        let printed = match served {
            Ok(served) => print(served.document.body()),
            Err(refusal) => Err(refused(&arguments.feed, refusal)),
        };
        gateway.close().await;
        printed
    })
}

fn refused(feed: &str, refusal: Refusal) -> Exit {
    Exit::Failed(match refusal {
        Refusal::Unknown => format!("there is no feed \"{feed}\""),
        Refusal::Gone => format!("feed \"{feed}\" is retired (gone = true)"),
        Refusal::Paused(reason) | Refusal::Origin { reason, .. } => {
            format!("feed \"{feed}\": {reason}")
        }
    })
}

/// A line that counts articles, when someone is watching.
fn show_progress(gateway: &Arc<Gateway>, feed: &str) -> Option<tokio::task::JoinHandle<()>> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    struct ProgressLine(indicatif::ProgressBar);
    impl Drop for ProgressLine {
        fn drop(&mut self) {
            self.0.finish_and_clear();
        }
    }
    let line = ProgressLine(indicatif::ProgressBar::new_spinner());
    line.0.enable_steady_tick(Duration::from_millis(120));
    let (gateway, feed) = (gateway.clone(), feed.to_owned());
    Some(tokio::spawn(async move {
        loop {
            let (read, wanted) = gateway.progress(&feed);
            line.0.set_message(match wanted {
                0 => format!("{feed}: asking for its sections"),
                _ => format!("{feed}: {read} of {wanted} new articles read"),
            });
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }))
}
