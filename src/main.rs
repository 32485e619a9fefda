//! The `byline` command. See `byline --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    byline::commands::run()
}
