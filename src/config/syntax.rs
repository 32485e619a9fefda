//! Text to legible TOML: every syntax error is reported, and what is illegible is overwritten with spaces.
//!
//! After its first error a parser's further errors are mostly echoes. So a file with an error is read statement by
//! statement (a header, or a key with its value), and each statement has at most one message. Places stay what they
//! were. What remains is TOML, and the keys in it can still be checked.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::plain_id::plain_id;
use super::problem::{Report, TOP_LEVEL};
use super::wording::{called, dotted, outermost, quoted};

/// A text with more syntax errors than this is not a configuration; the others are not listed.
const ERRORS_LIMIT: usize = 50;

/// `text` with everything that is not TOML overwritten with spaces.
pub(super) fn legible(text: &str, report: &mut Report<'_>) -> String {
    let mut legible = text.to_owned();
    if DeTable::parse(text).is_ok() {
        return legible;
    }
    let mut file = Statements {
        text,
        header: Vec::new(),
        header_at: TOP_LEVEL,
        defined: BTreeMap::new(),
        doubled: Vec::new(),
        errors: 0,
        report,
    };
    let mut at = 0;
    while at < text.len() && file.errors <= ERRORS_LIMIT {
        let (end, is_legible) = file.statement(at);
        if !is_legible {
            blank(&mut legible, at..end);
        }
        at = end;
    }
    blank(&mut legible, at..text.len());
    // What is left are statements that contradict each other, such as a value and a table of one name.
    let (_, errors) = DeTable::parse_recoverable(&legible);
    for error in errors.iter().take(ERRORS_LIMIT) {
        let at = place(error, text);
        let (line, reason) = (shown(line_at(text, at)), plain(error));
        file.error(
            at,
            &format!("{line} cannot stand here: {reason}; rename or remove it"),
        );
        file.report.lose_keys(TOP_LEVEL);
    }
    legible
}

/// The file, statement by statement.
struct Statements<'a, 'r, 't> {
    text: &'a str,
    /// The path of the table header above the statement, and the byte at which the header begins.
    header: Vec<String>,
    header_at: usize,
    /// Where each header and key was defined first.
    defined: BTreeMap<Vec<String>, usize>,
    /// The headers that were reported as doubled.
    doubled: Vec<Vec<String>>,
    errors: usize,
    report: &'r mut Report<'t>,
}

impl Statements<'_, '_, '_> {
    /// Reads the statement whose line begins at byte `at`: where it ends, and whether it is legible.
    ///
    /// A header that is not legible ends where the next header begins.
    fn statement(&mut self, at: usize) -> (usize, bool) {
        let line = line_at(self.text, at);
        let is_header = line.trim_start().starts_with('[');
        let end = if is_header {
            at + line.len()
        } else {
            statement_end(self.text, at)
        };
        let statement = &self.text[at..end];
        let begin = at + statement.len() - statement.trim_start().len();
        let (table, errors) = DeTable::parse_recoverable(statement);
        let first = errors.iter().min_by_key(|error| place(error, statement));
        let is_legible = match first {
            None => self.define(&path_of(table.get_ref()), begin, is_header),
            Some(error) if is_header => {
                let (header, reason) = (shown(statement), plain(error));
                let complaint = match with_plain_ids(statement) {
                    Some(meant) => format!("has an id that cannot stand in a URL; use {meant}"),
                    None => format!(
                        "is no table header: {reason}; write it as [name] on a line of its own"
                    ),
                };
                self.error(begin, &format!("{header} {complaint}"));
                self.report.lose_keys(TOP_LEVEL);
                false
            }
            Some(error) => {
                let (place, message) = explain(statement, &self.header, error);
                self.error(at + place, &message);
                self.report.lose_keys(self.header_at);
                false
            }
        };
        if is_header && !is_legible {
            let is_header = |line: &str| line.trim_start().starts_with('[');
            return (next_line(self.text, end, is_header), false);
        }
        (end, is_legible)
    }

    /// Notes that the header or key `own` is defined at byte `at`. When it was before, reports that and answers `false`.
    fn define(&mut self, own: &[String], at: usize, is_header: bool) -> bool {
        if own.is_empty() {
            // An empty line, or a comment.
            return true;
        }
        let mut path = own.to_vec();
        if !is_header {
            path.splice(0..0, self.header.iter().cloned());
        }
        if self.text[at..].starts_with("[[") {
            // A list of tables: each header begins a new table.
            self.defined.retain(|known, _| !known.starts_with(&path));
        }
        if let Some(&first) = self.defined.get(&path) {
            // A block that was pasted twice doubles its inner tables too; one message is enough.
            let is_echo = |outer: &Vec<String>| path.starts_with(outer) && path != *outer;
            if !self.doubled.iter().any(is_echo) {
                let first = self.report.line(first);
                self.error(at, &doubled(&path, is_header, first));
                if is_header {
                    self.doubled.push(path);
                }
            }
            return false;
        }
        if is_header {
            (self.header, self.header_at) = (path.clone(), at);
        }
        self.defined.insert(path, at);
        true
    }

    fn error(&mut self, at: usize, message: &str) {
        const MORE: &str = "from here on more is wrong than is listed; correct what is above first";
        self.errors += 1;
        if self.errors <= ERRORS_LIMIT {
            self.report.error(at, message);
        } else if self.errors == ERRORS_LIMIT + 1 {
            self.report.error(at, MORE);
            self.report.lose_keys(TOP_LEVEL);
        }
    }
}

/// Where the mistake in a `key = value` is, what it is and what to write.
///
/// A remedy is offered when the statement is TOML with it, or at least up to a place further on.
fn explain(statement: &str, header: &[String], error: &Error) -> (usize, String) {
    let (at, reason) = (place(error, statement), plain(error));
    let is_inner = outermost(header).len() < header.len();
    let table = called(header) + if is_inner { "." } else { ": " };
    let Some((key, value)) = statement.split_once('=') else {
        let key = statement
            .trim_start()
            .split([' ', ':'])
            .next()
            .unwrap_or_default();
        let fact = if is_key(key) {
            format!("{} is not followed by \"=\"", quoted(key))
        } else {
            format!("{} is no TOML: {reason}", shown(statement))
        };
        let remedy = "or put a key of several words in quotes";
        return (at, format!("{table}{fact}; write {key} = …, {remedy}"));
    };
    let (key, value) = (key.trim(), value.trim());
    let first_error = |text: &str| {
        let (_, errors) = DeTable::parse_recoverable(text);
        errors.iter().map(|error| place(error, text)).min()
    };
    let is_whole_with = |end: &&str| first_error(&format!("{statement}\n{end}")).is_none();
    let ends = ["]", "}", "}]", "\"\"\"", "'''"];
    if let Some(end) = ends.into_iter().find(is_whole_with) {
        let begin = statement.len() - statement.trim_start().len();
        let remedy = format!("add {}", quoted(end));
        return (
            begin,
            format!("{table}{key} begins here and is never closed; {remedy}"),
        );
    }
    let (before, after) = statement.split_at(at);
    let goes_on_with = |patch: char| {
        first_error(&format!("{before}{patch}{after}")).is_none_or(|next| next > at + 1)
    };
    let rest = shown(line_at(statement, at));
    let bare = value.split('#').next().unwrap_or_default().trim();
    let quotes = ['"', '\''];
    let complaint = if bare.is_empty() {
        "has no value; write one behind the \"=\", or remove the key".to_owned()
    } else if bare.contains(char::is_alphabetic) && !bare.contains(['"', '\'', '[', '{', '=']) {
        format!("is text without quotes; write {key} = {}", quoted(bare))
    } else if bare.starts_with(quotes) && !bare[1..].contains(quotes) {
        format!("has no closing quote; write {key} = {}", quoted(&bare[1..]))
    } else if before.contains('=') && first_error(before).is_none() {
        format!("is followed by {rest}; put a line break or \"#\" before it")
    } else if goes_on_with(',') {
        format!("lacks a comma before {rest}; separate the values with commas")
    } else if goes_on_with('\\') {
        r#"has a "\" that TOML does not know; write "\\", or use single quotes"#.to_owned()
    } else {
        format!("is no TOML: {reason}; correct the value")
    };
    (at, format!("{table}{key} {complaint}"))
}

/// Where the `key = value` that begins at byte `from` ends.
fn statement_end(text: &str, from: usize) -> usize {
    let mut depth = 0_usize;
    for token in Source::new(&text[from..]).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                depth = depth.saturating_sub(1)
            }
            TokenKind::Newline if depth == 0 => return from + token.span().end(),
            _ => {}
        }
    }
    // The last statement, or one that is never closed: then it ends where another seems to begin.
    if DeTable::parse(&text[from..]).is_ok() {
        text.len()
    } else {
        next_line(text, from + line_at(text, from).len(), looks_like_statement)
    }
}

/// The keys of the one header or key in `table`.
fn path_of(table: &DeTable<'_>) -> Vec<String> {
    let mut path = Vec::new();
    let mut inner = Some(table);
    while let Some((key, value)) = inner.and_then(|table| table.iter().next()) {
        path.push(key.get_ref().clone().into_owned());
        // An inline table stands behind its key. It is a value, not a part of the path.
        let is_value = key.span().end <= value.span().start;
        inner = match value.get_ref() {
            DeValue::Table(table) if !is_value => Some(table),
            _ => None,
        };
    }
    path
}

/// `[feeds.zürich]` as `[feeds.zuerich]`; `None` for a header with another mistake.
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

/// What is twice in the file, and what to do.
fn doubled(path: &[String], is_header: bool, first: usize) -> String {
    let has_id = outermost(path) == path && path.len() == 2;
    let (what, remedy) = match path {
        _ if is_header && has_id => (
            called(path),
            "give one of them another id, or make them one",
        ),
        _ if is_header => (format!("[{}]", dotted(path)), "make the two one"),
        [key] => (format!("top level: {key}"), "remove one of the two"),
        _ => (called(path), "remove one of the two"),
    };
    let verb = if is_header { "defined" } else { "set" };
    format!("{what} is {verb} twice, first on line {first}; {remedy}")
}

/// Overwrites a region with spaces; line breaks and places stay.
fn blank(text: &mut String, region: Range<usize>) {
    let old = text[region.clone()].bytes();
    let spaces: String = old.map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(region, &spaces);
}

/// The line from byte `at` on, its line break included.
fn line_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    rest.split_inclusive('\n').next().unwrap_or_default()
}

/// Where the first line from byte `from` on begins that is `wanted`, or the end of the text.
fn next_line(text: &str, from: usize, wanted: impl Fn(&str) -> bool) -> usize {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if wanted(line) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Whether `text` is fit to be a key, as far as its characters go.
fn is_key(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.\"'".contains(c))
}

/// Whether a line begins like `key =` or `[header]`.
fn looks_like_statement(line: &str) -> bool {
    let line = line.trim();
    let name = |header: &str| header.split(['#', ']']).next().is_some_and(is_key);
    let is_header = line.strip_prefix('[').is_some_and(|header| {
        !header.starts_with(['"', '\'']) && name(header.trim_start_matches('['))
    });
    is_header || line.split_once('=').is_some_and(|(key, _)| is_key(key))
}

/// The byte of `text` at which `error` lies.
fn place(error: &Error, text: &str) -> usize {
    let at = error.span().map_or(text.len(), |span| span.start);
    text.floor_char_boundary(at)
}

/// A piece of the file, short and on one line.
fn shown(piece: &str) -> String {
    quoted(piece.trim())
}

/// The parser's own words, without backquotes.
fn plain(error: &Error) -> String {
    error.message().replace('`', "\"")
}
