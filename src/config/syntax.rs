//! Text to legible TOML: every syntax error is reported, and what is illegible is overwritten with spaces.
//!
//! After its first error a parser's further errors are mostly echoes. So a file with an error is read statement by
//! statement (a header, or a key with its value), and each statement has at most one message. Places stay what they
//! were. What remains is TOML, and the keys in it can still be checked.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use super::plain_id::plain_id;
use super::problem::Report;
use super::wording::{TABLES_WITH_IDS, called, dotted, outermost, quoted};

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
        header: Header::default(),
        defined: BTreeMap::new(),
        doubled: Vec::new(),
        errors: 0,
        report: &mut *report,
    };
    let mut at = 0;
    while at < text.len() {
        let (mut end, is_legible) = file.statement(at);
        if file.errors > ERRORS_LIMIT {
            end = text.len();
        }
        if !is_legible {
            blank(&mut legible, at..end);
        }
        at = end;
    }
    // What is left are statements that contradict each other, such as a value and a table of one name.
    let (_, errors) = DeTable::parse_recoverable(&legible);
    for error in errors.iter().take(ERRORS_LIMIT) {
        let at = place(error, text);
        let line = &text[at..line_end(text, at)];
        report.error(
            at,
            format!(
                "{} cannot stand here: {}; rename or remove it",
                shown(line),
                plain(error.message())
            ),
        );
        lose_all_tables(report);
    }
    legible
}

fn lose_all_tables(report: &mut Report<'_>) {
    for kind in TABLES_WITH_IDS {
        report.lose_tables(kind);
    }
}

/// The table header above a statement.
#[derive(Default)]
struct Header {
    path: Vec<String>,
    /// The byte at which it begins; 0 for the top level.
    at: usize,
    /// Whether it is a `[[header]]`, which may be repeated.
    is_list: bool,
}

/// The file, statement by statement.
struct Statements<'a, 'r, 't> {
    text: &'a str,
    header: Header,
    /// Where each header and key was defined first.
    defined: BTreeMap<Vec<String>, usize>,
    /// The headers that were reported as doubled.
    doubled: Vec<Vec<String>>,
    errors: usize,
    report: &'r mut Report<'t>,
}

impl Statements<'_, '_, '_> {
    /// Reads the statement at byte `at`: where it ends, and whether it is legible. A header that is not takes all
    /// statements below it along.
    fn statement(&mut self, at: usize) -> (usize, bool) {
        let line = &self.text[at..line_end(self.text, at)];
        let start = at + line.len() - line.trim_start().len();
        let is_header = self.text[start..].starts_with('[');
        let (end, is_closed) = if is_header {
            (at + line.len(), true)
        } else {
            statement_end(self.text, at)
        };
        let statement = &self.text[at..end];
        let (table, errors) = DeTable::parse_recoverable(statement);
        let error = errors
            .iter()
            .min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
        let own = path_of(table.get_ref());
        match error {
            None if own.is_empty() => (end, true),
            None => {
                let path = if is_header {
                    own
                } else {
                    [self.header.path.as_slice(), &own].concat()
                };
                let is_legible = self.define(path, start, is_header);
                (self.end(end, is_header && !is_legible), is_legible)
            }
            Some(error) if is_header => {
                let message = match with_plain_ids(statement) {
                    Some(meant) => format!(
                        "{} has an id that cannot stand in a URL; use {meant}",
                        shown(statement)
                    ),
                    None => format!(
                        "{} is no table header: {}; write it as [name] on a line of its own",
                        shown(statement),
                        plain(error.message())
                    ),
                };
                self.error(start, message);
                lose_all_tables(self.report);
                (self.end(end, true), false)
            }
            Some(error) => {
                let stray = place(error, statement);
                let pair = Pair::of(statement, &self.header.path, is_closed);
                let (place, message) = pair.explain(stray, error.message());
                self.error(at + place, message);
                self.report.lose_keys(self.header.at);
                (end, false)
            }
        }
    }

    fn error(&mut self, at: usize, message: String) {
        self.errors += 1;
        if self.errors <= ERRORS_LIMIT {
            self.report.error(at, message);
        } else {
            let message = "from here on more is wrong than is listed; correct what is above first";
            self.report.error(at, message);
            lose_all_tables(self.report);
        }
    }

    /// `end`, or the next header's beginning when the statements below a header go with it.
    fn end(&self, end: usize, with_table: bool) -> usize {
        if with_table {
            next_line(self.text, end, |line| line.trim_start().starts_with('['))
        } else {
            end
        }
    }

    /// Notes that `path` is defined at byte `at`. When it was before, that is reported, and the answer is `false`.
    fn define(&mut self, path: Vec<String>, at: usize, is_header: bool) -> bool {
        let is_list = is_header && self.text[at..].starts_with("[[");
        let first = self.defined.get(&path).copied();
        let first = first.filter(|_| !is_list && (is_header || !self.header.is_list));
        if let Some(first) = first {
            // A block that was pasted twice doubles its inner tables too; one message is enough.
            let is_echo = |outer: &Vec<String>| path.starts_with(outer) && path != *outer;
            if !self.doubled.iter().any(is_echo) {
                let first = self.report.line(first);
                self.error(at, doubled(&path, is_header, first));
                if is_header {
                    self.doubled.push(path);
                }
            }
            return false;
        }
        self.defined.entry(path.clone()).or_insert(at);
        if is_header {
            self.header = Header { path, at, is_list };
        }
        true
    }
}

/// A key and its value that are not TOML.
struct Pair<'a> {
    text: &'a str,
    header: &'a [String],
    /// Whether every bracket and every text of several lines is closed.
    is_closed: bool,
    /// All tokens that mean something.
    tokens: Vec<Token>,
}

impl<'a> Pair<'a> {
    fn of(text: &'a str, header: &'a [String], is_closed: bool) -> Self {
        let has_meaning = |token: &Token| {
            use TokenKind::{Comment, Eof, Newline, Whitespace};
            !matches!(token.kind(), Whitespace | Newline | Comment | Eof)
        };
        let tokens = Source::new(text).lex().filter(has_meaning).collect();
        Self {
            text,
            header,
            is_closed,
            tokens,
        }
    }

    fn token(&self, token: Token) -> &'a str {
        &self.text[token.span().start()..token.span().end()]
    }

    /// What messages call `key` of this table.
    fn called(&self, key: &str) -> String {
        let is_inner = outermost(self.header).len() < self.header.len();
        let separator = if is_inner { "." } else { ": " };
        format!("{}{separator}{key}", called(self.header))
    }

    /// Where the mistake is, what it is and what to write; `stray` is the byte at which the parser stopped, and
    /// `error` what it said.
    fn explain(&self, stray: usize, error: &str) -> (usize, String) {
        let begin = self.tokens.first().map_or(0, |token| token.span().start());
        let equals = self
            .tokens
            .iter()
            .position(|token| token.kind() == TokenKind::Equals);
        let Some(equals) = equals else {
            let key = self.tokens.first().map_or("", |&first| self.token(first));
            let key = key.trim_end_matches(':');
            return (
                begin,
                if is_key(key) {
                    format!(
                        "{} is not followed by \"=\"; write {key} = …, or put a key of several words in quotes",
                        self.called(&quoted(key))
                    )
                } else {
                    format!(
                        "{} is no TOML: {}; write: key = value",
                        self.called(&shown(self.text)),
                        plain(error)
                    )
                },
            );
        };
        let key = self.text[begin..self.tokens[equals].span().start()].trim();
        let called = self.called(key);
        let values = &self.tokens[equals + 1..];
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return (
                begin,
                format!("{called} has no value; write one behind the \"=\", or remove the key"),
            );
        };
        let value = &self.text[first.span().start()..last.span().end()];
        if let Some(open) = values
            .iter()
            .find(|&&token| !is_closed_text(token, self.token(token)))
        {
            let (at, text) = (open.span().start(), self.token(*open).trim_end());
            return match open.kind() {
                TokenKind::MlBasicString | TokenKind::MlLiteralString => (
                    begin,
                    format!(
                        "{called} begins here and is never closed; add {}",
                        quoted(&text[..3])
                    ),
                ),
                _ if at == first.span().start() => (
                    begin,
                    format!(
                        "{called} has no closing quote; write {key} = {}",
                        quoted(&text[1..])
                    ),
                ),
                _ => (
                    at,
                    format!(
                        "{called} has no closing quote after {}; add one",
                        quoted(&text[1..])
                    ),
                ),
            };
        }
        match first.kind() {
            TokenKind::LeftSquareBracket if !self.is_closed => {
                return (
                    begin,
                    format!("{called} begins here and is never closed; add \"]\""),
                );
            }
            TokenKind::LeftCurlyBracket if !self.is_closed => {
                return (
                    begin,
                    format!("{called} begins here and is never closed; add \"}}\""),
                );
            }
            TokenKind::Atom
                if stray < first.span().end() && value.contains(char::is_alphabetic) =>
            {
                return (
                    begin,
                    format!(
                        "{called} is text without quotes; write {key} = {}",
                        quoted(value)
                    ),
                );
            }
            _ => {}
        }
        let rest = shown(&self.text[stray..line_end(self.text, stray)]);
        let after = values
            .iter()
            .position(|token| token.span().start() == stray);
        if let Some(after) = after.filter(|&after| {
            after > 0 && ends_value(values[after - 1]) && begins_value(values[after])
        }) {
            let opened = values[..after]
                .iter()
                .fold(0, |depth, &token| depth_after(depth, token));
            return (
                stray,
                if opened > 0 {
                    format!("{called} lacks a comma before {rest}; separate the values with commas")
                } else {
                    format!("{called} is followed by {rest}; put a line break or \"#\" before it")
                },
            );
        }
        let is_escape = self.text[..stray].ends_with('\\') || self.text[stray..].starts_with('\\');
        (
            stray,
            if is_escape && value.contains('"') {
                format!(
                    "{called} has a \"\\\" that TOML does not know; write \"\\\\\", or use single quotes"
                )
            } else {
                format!("{called} is no TOML: {}; correct the value", plain(error))
            },
        )
    }
}

fn begins_value(token: Token) -> bool {
    use TokenKind::{
        Atom, BasicString, LeftCurlyBracket, LeftSquareBracket, LiteralString, MlBasicString,
        MlLiteralString,
    };
    matches!(
        token.kind(),
        Atom | BasicString
            | LiteralString
            | MlBasicString
            | MlLiteralString
            | LeftSquareBracket
            | LeftCurlyBracket
    )
}

fn ends_value(token: Token) -> bool {
    use TokenKind::{LeftCurlyBracket, LeftSquareBracket, RightCurlyBracket, RightSquareBracket};
    match token.kind() {
        RightSquareBracket | RightCurlyBracket => true,
        LeftSquareBracket | LeftCurlyBracket => false,
        _ => begins_value(token),
    }
}

/// How many brackets are open after `token`, when `depth` were before it.
fn depth_after(depth: usize, token: Token) -> usize {
    match token.kind() {
        TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth + 1,
        TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth.saturating_sub(1),
        _ => depth,
    }
}

/// Whether `token` is no text in quotes, or one that ends with its quotes.
fn is_closed_text(token: Token, text: &str) -> bool {
    let quotes = match token.kind() {
        TokenKind::BasicString => "\"",
        TokenKind::LiteralString => "'",
        TokenKind::MlBasicString => "\"\"\"",
        TokenKind::MlLiteralString => "'''",
        _ => return true,
    };
    text.len() >= 2 * quotes.len() && text.ends_with(quotes)
}

/// Where the `key = value` that begins at byte `from` ends, and whether everything in it is closed.
fn statement_end(text: &str, from: usize) -> (usize, bool) {
    let mut depth = 0;
    for token in Source::new(&text[from..]).lex() {
        let (start, end) = (from + token.span().start(), from + token.span().end());
        let is_open = token.kind() != TokenKind::BasicString
            && token.kind() != TokenKind::LiteralString
            && !is_closed_text(token, &text[start..end]);
        depth = depth_after(depth, token);
        if is_open {
            break;
        }
        if depth == 0 && matches!(token.kind(), TokenKind::Newline | TokenKind::Eof) {
            return (end, true);
        }
    }
    (
        next_line(text, line_end(text, from), looks_like_statement),
        false,
    )
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

/// The message for a header or a key that was on line `first` before.
fn doubled(path: &[String], is_header: bool, first: usize) -> String {
    match path {
        [kind, _] if is_header && TABLES_WITH_IDS.contains(&kind.as_str()) => format!(
            "{} is defined twice, first on line {first}; give one of them another id, or make them one",
            called(path)
        ),
        _ if is_header => {
            format!(
                "[{}] is defined twice, first on line {first}; make the two one",
                dotted(path)
            )
        }
        [key] => {
            format!("top level: {key} is set twice, first on line {first}; remove one of the two")
        }
        _ => format!(
            "{} is set twice, first on line {first}; remove one of the two",
            called(path)
        ),
    }
}

/// Overwrites a region with spaces; line breaks and places stay.
fn blank(text: &mut String, region: Range<usize>) {
    let old = text[region.clone()].bytes();
    let spaces: String = old.map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(region, &spaces);
}

/// Where the line of byte `at` ends, its line break included.
fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |more| at + more + 1)
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
fn place(error: &toml::de::Error, text: &str) -> usize {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    text.floor_char_boundary(at)
}

/// A piece of the file, short and on one line.
fn shown(piece: &str) -> String {
    quoted(piece.trim())
}

/// The parser's own words, without backquotes.
fn plain(message: &str) -> String {
    message.replace('`', "\"")
}
