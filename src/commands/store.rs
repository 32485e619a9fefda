//! `byline store copy`: moves a store from a directory into the database that feeds.toml names.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::PathBuf;

use tracing::Level;

use super::configuration::ConfigArgument;
use super::exit::Exit;
use super::terminal::{log_to_stderr, print};
use crate::store::{self, Copied};

/// What to do with a store.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum StoreCommand {
    /// Copy a store into the PostgreSQL database of [store] postgres-url-env, and compare the two.
    ///
    /// No byline may run over either. A copy that was broken off goes on when the command is run again. The directory stays
    /// as it is.
    Copy(CopyArguments),
}

/// `byline store copy --from DIR [--config feeds.toml]`
#[derive(Debug, clap::Args)]
pub(crate) struct CopyArguments {
    /// The directory that was [store] path.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    #[command(flatten)]
    config: ConfigArgument,
}

pub(crate) fn run(command: &StoreCommand) -> Result<(), Exit> {
    let StoreCommand::Copy(arguments) = command;
    let config = arguments.config.load()?;
    log_to_stderr(Level::WARN);
    let Some(database) = &config.store_database else {
        return Err(Exit::Usage(format!(
            "{} names no database to copy into; replace path in [store] with postgres-url-env = \"BYLINE_DATABASE_URL\", and set that environment variable",
            arguments.config.path().display()
        )));
    };
    let line = std::io::stderr()
        .is_terminal()
        .then(indicatif::ProgressBar::new_spinner);
    let mut progress = |what: &'static str, rows: u64| {
        if let Some(line) = &line {
            line.set_message(format!("{rows} {what}"));
            line.tick();
        }
    };
    let copied = store::copy(&arguments.from, database.url.expose(), &mut progress);
    if let Some(line) = line {
        line.finish_and_clear();
    }
    let copied = copied.map_err(|error| Exit::Failed(error.to_string()))?;
    print(words(&copied, arguments).as_bytes())
}

fn words(copied: &Copied, arguments: &CopyArguments) -> String {
    let from = arguments.from.display();
    let mut text = format!(
        "{from} was copied into {}. Both have the same rows:\n",
        copied.place
    );
    for table in &copied.tables {
        let digest = table.digest.get(..16).unwrap_or_default();
        let _ = write!(
            text,
            "{:>10} {:<28} sha256 {digest}",
            table.rows, table.what
        );
        if table.written < table.rows {
            let _ = write!(
                text,
                ", {} of them before this run",
                table.rows - table.written
            );
        }
        if table.unreadable > 0 {
            let _ = write!(
                text,
                "; {} that cannot be read were left out and are made anew",
                table.unreadable
            );
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "Now start byline. {from} stays as it is: keep it until byline has served from the database for a while. What byline writes from now on is in the database alone."
    );
    text
}
