//! Text to legible TOML: every syntax error reported, and what is illegible blanked out.
//!
//! After its first error a parser's further ones are mostly echoes. So the first is reported, the
//! statement that holds it is overwritten with spaces (places stay what they were), and the text is
//! parsed again. What remains is TOML, and the keys in it can still be checked.

use std::ops::Range;

use toml::de::DeTable;

use super::plain_id::plain_id;
use super::problem::{Report, quoted};
use super::shape::subject;
use super::statement::{
    Statement, first_definition, header_before, is_key, line_around, looks_like_statement,
    next_header, next_statement, path_in, statement_around,
};

/// A text with more syntax errors than this is not a configuration; the rest of them is not listed.
const ERRORS_LIMIT: usize = 50;

/// `text` with all that is no TOML blanked out.
pub(super) fn legible(text: &str, report: &mut Report<'_>) -> String {
    let mut rest = text.to_owned();
    let mut doubled: Vec<Vec<String>> = Vec::new();
    for _ in 0..ERRORS_LIMIT {
        let Some((fault, region)) = first_fault(&rest) else {
            return rest;
        };
        match fault {
            Fault::Doubled {
                at,
                path,
                is_header,
                first,
            } => {
                // A block that was pasted twice doubles its inner tables too; once said is enough.
                let echo = is_header
                    && doubled
                        .iter()
                        .any(|outer| path.starts_with(outer) && path != *outer);
                if !echo {
                    let first = first.map(|at| report.line(at));
                    report.error(at, doubled_message(&path, is_header, first));
                }
                if is_header {
                    doubled.push(path);
                }
            }
            Fault::Illegible { at, message, table } => {
                report.error(at, message);
                lose(table, report);
            }
        }
        blank(&mut rest, region);
    }
    if let Some((Fault::Illegible { at, .. } | Fault::Doubled { at, .. }, region)) =
        first_fault(&rest)
    {
        report.error(
            at,
            "from here on more is wrong than is listed; mend what is above first",
        );
        lose(None, report);
        let end = rest.len();
        blank(&mut rest, region.start..end);
    }
    rest
}

/// Keys of the table at a byte are lost, or (`None`) whole tables.
fn lose(table: Option<usize>, report: &mut Report<'_>) {
    match table {
        Some(table) => report.lose_keys(table),
        None => ["publishers", "feeds", "partners"]
            .into_iter()
            .for_each(|kind| report.lose_tables(kind)),
    }
}

enum Fault {
    /// A key or a table that was there before.
    Doubled {
        at: usize,
        path: Vec<String>,
        is_header: bool,
        first: Option<usize>,
    },
    Illegible {
        at: usize,
        message: String,
        /// The table that loses a key; absent when a table's header is lost.
        table: Option<usize>,
    },
}

/// The first syntax error, and the bytes to blank so that it goes.
fn first_fault(text: &str) -> Option<(Fault, Range<usize>)> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let error = errors
        .into_iter()
        .min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start))?;
    let span = error.span().unwrap_or(0..0);
    let at = span.start.min(text.len());

    let line = line_around(text, at);
    // Up to here the text is sound, so its last header is the one above.
    let (before, _) = DeTable::parse_recoverable(&text[..line.start]);
    let header = header_before(before.get_ref(), text, at);
    let statement = statement_around(table.get_ref(), at, at)
        .or_else(|| statement_around(table.get_ref(), line.start, line.end));
    let is_header = text[line.clone()].trim_start().starts_with('[') && statement.is_none();
    if error.message() == "duplicate key" {
        let path = if is_header {
            path_in(&text[line.clone()])
        } else {
            let own = path_in(&text[line.clone()]);
            header.path.iter().cloned().chain(own).collect()
        };
        let first = first_definition(before.get_ref(), &header, &path, is_header);
        let region = if is_header {
            line.start..next_header(text, line.end)
        } else {
            statement.map_or(line.clone(), |it| {
                line.start..line_around(text, it.value.end).end
            })
        };
        let path = if path.is_empty() {
            vec![text.get(span).unwrap_or_default().to_owned()]
        } else {
            path
        };
        return Some((
            Fault::Doubled {
                at,
                path,
                is_header,
                first,
            },
            visible(text, region, line),
        ));
    }
    let owner = owner(&header.path);
    if is_header {
        let header = &text[line.clone()];
        let message = match with_plain_ids(header) {
            Some(meant) => format!(
                "{} has an id that cannot stand in a URL; use {meant}",
                shown(header)
            ),
            None => format!(
                "{} is no table header: {}; write it as [name] on a line of its own",
                shown(header),
                plain(error.message())
            ),
        };
        let region = line.start..next_header(text, line.end);
        return Some((
            Fault::Illegible {
                at,
                message,
                table: None,
            },
            visible(text, region, line),
        ));
    }
    let (place, message, region) = explain(text, at, &owner, statement.as_ref(), error.message());
    Some((
        Fault::Illegible {
            at: place,
            message,
            table: Some(header.at.unwrap_or(0)),
        },
        visible(text, region, line),
    ))
}

/// `[feeds.zürich]` as `[feeds.zuerich]`; `None` for a header whose fault is another.
fn with_plain_ids(header: &str) -> Option<String> {
    let header = header.split('#').next().unwrap_or_default();
    let path = header.trim().strip_prefix('[')?.strip_suffix(']')?;
    let is_named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if path.is_ascii() || !path.chars().all(is_named) {
        return None;
    }
    let parts: Option<Vec<String>> = path.split('.').map(plain_id).collect();
    Some(format!("[{}]", parts?.join(".")))
}

/// `region`, or when nothing is left to blank in it, the line of the error, or the rest of the text.
fn visible(text: &str, region: Range<usize>, line: Range<usize>) -> Range<usize> {
    let marks = |range: &Range<usize>| {
        text.get(range.clone())
            .is_some_and(|it| !it.trim().is_empty())
    };
    if marks(&region) {
        region
    } else if marks(&line) {
        line
    } else {
        // The error is behind the last mark: what ends there is not closed.
        line_around(text, text[..region.end.min(text.len())].trim_end().len()).start..text.len()
    }
}

/// Where the mistake is, what it is and what to write, and what to blank.
fn explain(
    text: &str,
    at: usize,
    owner: &str,
    statement: Option<&Statement>,
    error: &str,
) -> (usize, String, Range<usize>) {
    let line = line_around(text, at);
    let Some(statement) = statement else {
        let key = text[line.start..at].trim();
        let message = if error.starts_with("key with no value") && is_key(key) {
            format!(
                "{owner}{} is not followed by \"=\"; write {key} = …, or put a key of several words in quotes",
                quoted(key)
            )
        } else {
            format!(
                "{owner}{} is no TOML: {}; write: key = value",
                shown(&text[line.clone()]),
                plain(error)
            )
        };
        return (at, message, line);
    };
    let key = &statement.name;
    let first = line_around(text, statement.key);
    let whole = first.start..line_around(text, statement.value.end.max(at)).end;
    let opened_above = first.start < line.start;
    let runs_on =
        opened_above && (looks_like_statement(&text[line.clone()]) || at >= text.trim_end().len());
    let value = text.get(statement.value.clone()).unwrap_or_default();
    if runs_on || error.starts_with("unclosed") {
        let close = match value.chars().next() {
            Some('[') => "]",
            Some('{') => "}",
            Some('\'') => "'''",
            _ => "\"\"\"",
        };
        let message = format!(
            "{owner}{key} begins here and is never closed; add {}",
            quoted(close)
        );
        let until = next_statement(text, first.end);
        return (statement.key, message, first.start..until);
    }
    let message = if error.starts_with("string values must be quoted") {
        if value.trim().is_empty() {
            format!("{owner}{key} has no value; write one behind the \"=\", or remove the key")
        } else {
            format!(
                "{owner}{key} is text without quotes; write {key} = {}",
                quoted(value)
            )
        }
    } else if error.starts_with("invalid basic string") {
        format!(
            "{owner}{key} has no closing quote; write {key} = {}",
            quoted(value.trim().trim_matches('"'))
        )
    } else if error.starts_with("missing comma") {
        format!(
            "{owner}{key} lacks a comma before {}; separate the values with commas",
            shown(&text[at..line.end])
        )
    } else if error.starts_with("unexpected key or value") {
        format!(
            "{owner}{key} is followed by {}; put a line break or \"#\" before it",
            shown(&text[at..line.end])
        )
    } else if error.starts_with("missing escaped value") {
        format!(
            "{owner}{key} has a \"\\\" that TOML does not know; write \"\\\\\", or use single quotes"
        )
    } else {
        format!(
            "{owner}{key} is no TOML: {}; correct the value",
            plain(error)
        )
    };
    (at.max(first.start), message, whole)
}

fn doubled_message(path: &[String], is_header: bool, first: Option<usize>) -> String {
    let first = first.map_or_else(String::new, |line| format!(", first on line {line}"));
    match path {
        [kind, id] if is_header && matches!(kind.as_str(), "feeds" | "publishers" | "partners") => {
            format!(
                "{} is defined twice{first}; give one of them another id, or make them one",
                subject(kind, id)
            )
        }
        _ if is_header => {
            format!(
                "[{}] is defined twice{first}; make the two one",
                path.join(".")
            )
        }
        _ => {
            let (key, above) = path
                .split_last()
                .map_or(("", path), |(key, above)| (key.as_str(), above));
            format!(
                "{}{key} is set twice{first}; remove one of the two",
                owner(above)
            )
        }
    }
}

/// What messages call the table at `path`, up to where a key follows: `feed "city": select.`
fn owner(path: &[String]) -> String {
    match path {
        [] => "top level: ".to_owned(),
        [kind, id, inner @ ..] if matches!(kind.as_str(), "feeds" | "publishers" | "partners") => {
            let inner: String = inner.iter().map(|part| format!("{part}.")).collect();
            format!("{}: {inner}", subject(kind, id))
        }
        other => format!("[{}]: ", other.join(".")),
    }
}

/// Overwrites a region with spaces; line breaks and places stay.
fn blank(text: &mut String, region: Range<usize>) {
    let Some(old) = text.get(region.clone()) else {
        return;
    };
    let spaces: String = old
        .bytes()
        .map(|b| if b == b'\n' { '\n' } else { ' ' })
        .collect();
    text.replace_range(region, &spaces);
}

/// A piece of the file, short and on one line.
fn shown(piece: &str) -> String {
    quoted(piece.trim())
}

/// toml's own words, without backquotes.
fn plain(message: &str) -> String {
    message.replace('`', "\"")
}
