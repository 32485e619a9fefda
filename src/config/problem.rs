//! What is wrong with `feeds.toml`, in messages for the person who wrote it.
//!
//! Each message is subject, fact, remedy: `feeds.toml:14: feed "city": interval "0s" must be positive; use "10m"`.

use std::collections::BTreeSet;
use std::fmt;

use super::wording::on_one_line;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It works, and probably not as meant.
    Warning,
    /// It cannot work.
    Error,
}

/// One thing that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named to byline.
    pub file: String,
    /// The line, from 1; absent when the file as a whole is meant.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// Whether it keeps the file from being used.
    pub severity: Severity,
    /// Subject, fact and remedy, in one line.
    pub message: String,
}

impl Problem {
    /// A problem with the file as a whole.
    pub(super) fn with_file(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            column: None,
            severity: Severity::Error,
            message,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        f.write_str(": ")?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&self.message)
    }
}

/// A file that cannot be used, with everything that is wrong with it, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// At least one of them is an error.
    pub problems: Vec<Problem>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

/// Where the top level "begins": no table begins at this byte.
pub(super) const TOP_LEVEL: usize = usize::MAX;

/// Collects problems while the file is read; places are byte offsets until they are reported.
pub(super) struct Report<'t> {
    file: &'t str,
    text: &'t str,
    line_starts: Vec<usize>,
    problems: Vec<Problem>,
    struck: BTreeSet<(usize, String)>,
    lost_keys: BTreeSet<usize>,
}

impl<'t> Report<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file,
            text,
            line_starts: std::iter::once(0).chain(after_breaks).collect(),
            problems: Vec::new(),
            struck: BTreeSet::new(),
            lost_keys: BTreeSet::new(),
        }
    }

    /// Something that cannot work, at byte `at`.
    pub(super) fn error(&mut self, at: usize, message: impl Into<String>) {
        self.add(at, Severity::Error, &message.into());
    }

    /// Something that is probably not meant.
    pub(super) fn warn(&mut self, at: usize, message: impl Into<String>) {
        self.add(at, Severity::Warning, &message.into());
    }

    /// Notes that the table at byte `table` has keys that cannot be read.
    pub(super) fn lose_keys(&mut self, table: usize) {
        self.lost_keys.insert(table);
    }

    /// Notes that `key` of the table at byte `table` was written with a mistake, so that it is not reported as missing.
    pub(super) fn strike(&mut self, table: usize, key: &str) {
        self.struck.insert((table, key.to_owned()));
    }

    /// Whether `key` of the table at byte `table` was perhaps written with a mistake that is reported.
    pub(super) fn is_struck(&self, table: usize, key: &str) -> bool {
        self.lost_keys.contains(&table) || self.struck.contains(&(table, key.to_owned()))
    }

    /// The line of byte `at`, from 1; never beyond the last line that holds anything.
    pub(super) fn line(&self, at: usize) -> usize {
        let at = at.min(self.text.trim_end().len());
        self.line_starts
            .partition_point(|&start| start <= at)
            .max(1)
    }

    /// All problems in the order of their lines, and whether one of them is an error.
    pub(super) fn finish(mut self) -> (Vec<Problem>, bool) {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems.dedup();
        let fatal = self
            .problems
            .iter()
            .any(|problem| problem.severity == Severity::Error);
        (self.problems, fatal)
    }

    fn add(&mut self, at: usize, severity: Severity, message: &str) {
        let at = at.min(self.text.trim_end().len());
        let line = self.line(at);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self
            .text
            .get(start..at)
            .map(|left| left.chars().count() + 1);
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line: Some(line),
            column,
            severity,
            message: on_one_line(message),
        });
    }
}
