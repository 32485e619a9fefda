//! Where things stand in a text of TOML, legible or not: statements, headers, lines.
//!
//! In: the text, and as much of a table as the parser could make of it. Out: byte ranges.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// A key and its value, where an error lies between them or in the value.
pub(super) struct Statement {
    pub(super) name: String,
    pub(super) key: usize,
    pub(super) value: Range<usize>,
}

/// The last outermost `key = value` that begins at or before `to` and ends at or after `from`.
pub(super) fn statement_around(table: &DeTable<'_>, from: usize, to: usize) -> Option<Statement> {
    let statements = table
        .iter()
        .filter_map(|(key, value)| match value.get_ref() {
            // A header holds its key; a value comes behind it.
            _ if key.span().end <= value.span().start => {
                (key.span().start <= to && from <= value.span().end).then(|| Statement {
                    name: key.get_ref().clone().into_owned(),
                    key: key.span().start,
                    value: value.span(),
                })
            }
            DeValue::Table(inner) => statement_around(inner, from, to),
            DeValue::Array(elements) => elements
                .iter()
                .filter_map(|element| element.get_ref().as_table())
                .filter_map(|inner| statement_around(inner, from, to))
                .max_by_key(|statement| statement.key),
            _ => None,
        });
    statements.max_by_key(|statement| statement.key)
}

/// A table header: where it stands, and its path.
#[derive(Default)]
pub(super) struct Header {
    pub(super) at: Option<usize>,
    pub(super) path: Vec<String>,
}

/// The last header before byte `at`.
pub(super) fn header_before(table: &DeTable<'_>, text: &str, at: usize) -> Header {
    fn walk(table: &DeTable<'_>, text: &str, at: usize, path: &mut Vec<String>, best: &mut Header) {
        for (key, value) in table {
            path.push(key.get_ref().clone().into_owned());
            let start = value.span().start;
            let is_header =
                key.span().end > start && text[start.min(text.len())..].starts_with('[');
            if is_header && start <= at && best.at.is_none_or(|best| best < start) {
                *best = Header {
                    at: Some(start),
                    path: path.clone(),
                };
            }
            match value.get_ref() {
                DeValue::Table(inner) => walk(inner, text, at, path, best),
                DeValue::Array(elements) if is_header => {
                    for inner in elements
                        .iter()
                        .filter_map(|element| element.get_ref().as_table())
                    {
                        walk(inner, text, at, path, best);
                    }
                }
                _ => {}
            }
            path.pop();
        }
    }
    let mut best = Header::default();
    walk(table, text, at, &mut Vec::new(), &mut best);
    best
}

/// Where `path` was first defined in `before`, the text up to its second definition.
pub(super) fn first_definition(
    before: &DeTable<'_>,
    header: &Header,
    path: &[String],
    is_header: bool,
) -> Option<usize> {
    let mut table = before;
    let own = if is_header { 0 } else { header.path.len() };
    let mut place = None;
    for (depth, part) in path.iter().enumerate() {
        let (key, value) = table.get_key_value(part.as_str())?;
        if depth >= own {
            place = Some(key.span().start);
        }
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    place
}

/// The path of the one header or key on `line`.
pub(super) fn path_in(line: &str) -> Vec<String> {
    fn descend(table: &DeTable<'_>, path: &mut Vec<String>) {
        if let Some((key, value)) = table.iter().next() {
            path.push(key.get_ref().clone().into_owned());
            // An inline table is a value, not a part of the path.
            let is_value = key.span().end <= value.span().start;
            if let DeValue::Table(inner) = value.get_ref()
                && !is_value
            {
                descend(inner, path);
            }
        }
    }
    let (table, _) = DeTable::parse_recoverable(line);
    let mut path = Vec::new();
    descend(table.get_ref(), &mut path);
    path
}

pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |more| at + more);
    start..end
}

/// Where the next line that begins with `[` begins, from byte `from` on.
pub(super) fn next_header(text: &str, from: usize) -> usize {
    next_line(text, from, |line| line.trim_start().starts_with('['))
}

pub(super) fn next_statement(text: &str, from: usize) -> usize {
    next_line(text, from, looks_like_statement)
}

fn next_line(text: &str, from: usize, wanted: impl Fn(&str) -> bool) -> usize {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if at > from && wanted(line) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Whether `text` is fit to be a key, as far as its characters go.
pub(super) fn is_key(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.\"'".contains(c))
}

/// Whether a line begins like `key =` or `[header]`.
pub(super) fn looks_like_statement(line: &str) -> bool {
    let line = line.trim();
    let is_header = line.starts_with('[')
        && line
            .split(['#', ']'])
            .next()
            .is_some_and(|head| is_key(head.trim_start_matches('[')))
        && !line.starts_with("[\"")
        && !line.starts_with("['");
    is_header || line.split_once('=').is_some_and(|(key, _)| is_key(key))
}
