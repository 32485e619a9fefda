//! `byline man` and `byline completions`: manual pages and shell completions, made of the commands themselves.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::Shell;

use super::exit::Exit;
use super::terminal::written;

/// `byline man [DIR]`
#[derive(Debug, clap::Args)]
pub(crate) struct ManArguments {
    /// A directory to write the pages of all commands into; without it the page of byline itself is printed.
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// `byline completions SHELL`
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn man(arguments: &ManArguments, command: Command) -> Result<(), Exit> {
    match &arguments.directory {
        None => written(page(command, &mut io::stdout().lock())),
        Some(directory) => pages(command, directory).map_err(|error| {
            let directory = directory.display();
            Exit::Failed(format!(
                "{directory}: {error}; name a directory that can be written to"
            ))
        }),
    }
}

pub(super) fn completions(
    arguments: &CompletionsArguments,
    mut command: Command,
) -> Result<(), Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "byline", &mut script);
    written(io::stdout().lock().write_all(&script))
}

fn page(command: Command, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    out.write_all(&page)
}

/// Writes `byline.1` and, for each command, `byline-COMMAND.1`.
fn pages(command: Command, directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    clap_mangen::generate_to(command.disable_help_subcommand(true), directory)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Arguments;

    /// Whoever types `man byline-check` on a server without a network gets every option of it.
    #[test]
    fn every_command_has_a_page_with_its_options() {
        let folder = std::env::temp_dir().join(format!("byline-man-{}", std::process::id()));
        pages(Arguments::command(), &folder).expect("a folder");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a page");
        assert!(read("byline-check.1").contains(r"\-\-online"));
        let main = read("byline.1");
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name();
            assert!(main.contains(&format!("byline\\-{name}(1)")), "{name}");
            assert!(read(&format!("byline-{name}.1")).starts_with(".ie"));
        }
        std::fs::remove_dir_all(&folder).expect("the folder");
    }
}
