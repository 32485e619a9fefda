//! The commands: one file each. Everything that is printed is printed here.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.

mod article;
mod check;
mod configuration;
mod demo;
mod discover;
mod endpoint;
mod exit;
mod fetch;
mod follow;
mod health;
mod init;
mod manual;
mod notify;
mod page;
mod replicas;
mod running;
mod runtime;
mod schema;
mod serve;
mod service;
mod store;
mod takedown;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use self::exit::Exit;
use self::terminal::{complain, written};

/// A syndication gateway: news sections as RSS, Atom and JSON Feed, with credit and rights in every item.
#[derive(Debug, Parser)]
#[command(name = "byline", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. RUST_LOG=byline=debug says more on stderr."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the feeds of feeds.toml.
    ///
    /// SIGTERM finishes what is in flight. SIGHUP reads feeds.toml again.
    Serve(serve::ServeArguments),
    /// Run a sample newsroom on loopback and the gateway over it; needs no network.
    Demo(demo::DemoArguments),
    /// Write a feeds.toml of what the sites of these pages say of themselves.
    ///
    /// One publisher for each site and one feed for each URL; behind each value stands where it was found.
    Init(init::InitArguments),
    /// Say everything that is wrong with feeds.toml; with --online, also what each section lists.
    ///
    /// --online reads each section once, and up to five articles of each feed. It warns of a time zone that the pages'
    /// offsets contradict, of dates in the future, and of a feed in which nothing turned out to be own.
    Check(check::CheckArguments),
    /// Refresh one feed once and print it.
    Fetch(fetch::FetchArguments),
    /// Find a section's list: what would be published, and a block for feeds.toml.
    ///
    /// The page may be JSON. With --browser it is shown in a browser first, and the endpoint behind it is named, too.
    Discover(discover::DiscoverArguments),
    /// Show what byline reads from an article.
    Article(article::ArticleArguments),
    /// Withdraw an item from everything that is served, list what is withdrawn, or undo it.
    Takedown(takedown::TakedownArguments),
    /// List the endpoints of [notify] and what waits for them, or send one a test event.
    Notify(notify::NotifyArguments),
    /// Move what is stored into another store.
    #[command(subcommand)]
    Store(store::StoreCommand),
    /// Say whether the byline of feeds.toml answers; exit code 1 when it does not.
    Health(health::HealthArguments),
    /// Print the manual page, or write those of all commands into a directory.
    Man(manual::ManArguments),
    /// Print a shell's completions of commands and options.
    Completions(manual::CompletionsArguments),
    /// List the bylines over the database of [store] postgres-url-env, or forget one that is no more.
    Replicas(replicas::ReplicasArguments),
    /// Print the JSON Schema of feeds.toml.
    Schema {
        /// Print the sample feeds.toml instead, whole and commented.
        #[arg(long)]
        sample: bool,
    },
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help to stdout and errors to stderr, and knows which is which.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let outcome = match arguments.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Fetch(arguments) => fetch::run(&arguments),
        Command::Discover(arguments) => discover::run(&arguments),
        Command::Article(arguments) => article::run(&arguments),
        Command::Takedown(arguments) => takedown::run(&arguments),
        Command::Notify(arguments) => notify::run(&arguments),
        Command::Store(command) => store::run(&command),
        Command::Health(arguments) => health::run(&arguments),
        Command::Man(arguments) => manual::man(&arguments, Arguments::command()),
        Command::Completions(arguments) => manual::completions(&arguments, Arguments::command()),
        Command::Replicas(arguments) => replicas::run(&arguments),
        Command::Schema { sample } => written(schema::run(sample, &mut std::io::stdout().lock())),
    };
    let (message, code) = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Exit::Failed(message)) => (message, 1),
        Err(Exit::Usage(message)) => (message, 2),
        Err(Exit::Silent(code)) => return ExitCode::from(code),
    };
    complain(&message);
    ExitCode::from(code)
}
