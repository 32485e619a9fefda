//! `byline check`: everything that is wrong with `feeds.toml`, at once.
//!
//! Problems and warnings go to `err`, a line each; `out` gets one line that sums up.

use std::io::{self, Write};
use std::path::Path;

use crate::config::{self, Config, Problem, Severity};

/// Checks the file at `path` and answers with the exit code: 0 it can be used, 2 it cannot.
///
/// # Errors
/// When `out` or `err` cannot be written to.
pub fn run(path: &Path, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let (problems, code, what) = match config::read(path) {
        Ok(loaded) => (
            loaded.warnings,
            0,
            format!("{}, ", contents(&loaded.config)),
        ),
        Err(invalid) => (invalid.problems, 2, String::new()),
    };
    for problem in &problems {
        writeln!(err, "{problem}")?;
    }
    writeln!(out, "{}: {what}{}", path.display(), tally(&problems))?;
    Ok(code)
}

/// `4 feeds, 1 publisher`.
fn contents(config: &Config) -> String {
    let mut contents = vec![
        counted(config.feeds.len(), "feed"),
        counted(config.publishers.len(), "publisher"),
    ];
    if !config.partners.is_empty() {
        contents.push(counted(config.partners.len(), "partner"));
    }
    contents.join(", ")
}

/// `2 errors, 1 warning`.
fn tally(problems: &[Problem]) -> String {
    let of = |severity: Severity| {
        let these = problems.iter().filter(|it| it.severity == severity);
        these.count()
    };
    let found: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .map(|(severity, word)| (of(severity), word))
        .filter(|&(number, _)| number > 0)
        .map(|(number, word)| counted(number, word))
        .collect();
    if found.is_empty() {
        "no problems".to_owned()
    } else {
        found.join(", ")
    }
}

fn counted(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &Path) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run(path, &mut out, &mut err).expect("memory can be written to");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (code, text(out), text(err))
    }

    /// The first thing a newcomer runs.
    #[test]
    fn the_shipped_file_has_no_problems() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds.toml");
        let summary = format!("{}: 5 feeds, 1 publisher, no problems\n", path.display());
        assert_eq!(check(&path), (0, summary, String::new()));
    }

    /// A deployment script stops at the exit code; a person reads the lines.
    #[test]
    fn an_invalid_file_is_summed_up_and_exits_with_2() {
        let path = std::env::temp_dir().join(format!("byline-check-{}.toml", std::process::id()));
        std::fs::write(&path, "[feeds.a]\ntitle = 5\npublisher = \"x\"\n")
            .expect("a file for the test");
        let (code, out, err) = check(&path);
        let _ = std::fs::remove_file(&path);
        let name = path.display().to_string();
        assert_eq!((code, out), (2, format!("{name}: 3 errors\n")));
        assert_eq!(err.lines().count(), 3);
        assert!(err.lines().all(|line| line.starts_with(&name)), "{err}");
    }
}
