//! Keys and types: a TOML table to [`Raw`], with every unknown key and every wrong type reported.
//!
//! serde stops at the first error. Here each table is read on its own; the key that serde trips over is
//! reported, struck from the table, and the table is read again, until what is left is of the right shape.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::nearest::nearest;
use super::problem::{Report, quoted};
use super::raw::{At, Raw};
use super::schema;

/// A table with more wrong keys than this is not a configuration; the rest of them is not listed.
const PROBLEMS_PER_TABLE: usize = 100;

/// Where the ids of publishers, feeds and partners stand.
#[derive(Debug, Default)]
pub(super) struct Places {
    ids: BTreeMap<(&'static str, String), usize>,
}

impl Places {
    /// The byte at which `id` stands in its header.
    pub(super) fn of(&self, kind: &'static str, id: &str) -> usize {
        let at = self.ids.get(&(kind, id.to_owned()));
        at.copied().unwrap_or(0)
    }
}

/// Reads the whole file, as far as it is of the right shape.
pub(super) fn read(document: DeTable<'_>, report: &mut Report<'_>) -> (Raw, Places) {
    let mut raw = Raw::default();
    let mut places = Places::default();
    for (key, value) in document {
        let at = key.span().start;
        match key.get_ref().as_ref() {
            "server" => raw.server = one("[server]", "server", value, report),
            "cache" => raw.cache = one("[cache]", "cache", value, report),
            "store" => raw.store = one("[store]", "store", value, report),
            "fetch" => raw.fetch = one("[fetch]", "fetch", value, report),
            "publishers" => raw.publishers = named("publishers", value, &mut places, report),
            "feeds" => raw.feeds = named("feeds", value, &mut places, report),
            "partners" => raw.partners = named("partners", value, &mut places, report),
            other => {
                let tables = schema::tables();
                let known = tables.first().map_or(&[][..], |top| &top.keys);
                report.error(at, unknown_key("top level", other, "", known, tables));
                // What is under the mistyped name cannot be missed elsewhere.
                let kinds = ["publishers", "feeds", "partners"];
                if let Some(kind) = nearest(other, kinds) {
                    report.lose_tables(kind);
                }
            }
        }
    }
    (raw, places)
}

/// What messages call the table of `kind` that is named `id`: `feed "city"`.
pub(super) fn subject(kind: &str, id: &str) -> String {
    let singular = kind.strip_suffix('s').unwrap_or(kind);
    format!("{singular} {}", quoted(id))
}

fn named<T: DeserializeOwned>(
    kind: &'static str,
    value: Spanned<DeValue<'_>>,
    places: &mut Places,
    report: &mut Report<'_>,
) -> BTreeMap<String, At<T>> {
    let span = value.span();
    let DeValue::Table(tables) = value.into_inner() else {
        report.error(
            span.start,
            format!("{kind} must be tables with an id each; write [{kind}.ID]"),
        );
        report.lose_tables(kind);
        return BTreeMap::new();
    };
    tables
        .into_iter()
        .filter_map(|(id, value)| {
            let at = id.span().start;
            let id = id.into_inner().into_owned();
            places.ids.insert((kind, id.clone()), at);
            let read = one(&subject(kind, &id), &format!("{kind}.{id}"), value, report);
            if read.is_none() {
                report.lose_tables(kind);
            }
            read.map(|it| (id, it))
        })
        .collect()
}

/// Reads one table, striking what is not of its shape. `path` names its kind of table in the schema.
fn one<T: DeserializeOwned>(
    subject: &str,
    path: &str,
    mut value: Spanned<DeValue<'_>>,
    report: &mut Report<'_>,
) -> Option<At<T>> {
    let whole = value.span();
    for _ in 0..PROBLEMS_PER_TABLE {
        let error = match At::<T>::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let span = error.span().unwrap_or_else(|| whole.clone());
        let Some(struck) = strike(&mut value, &span) else {
            let found = described(value.get_ref());
            report.error(
                whole.start,
                format!("{subject} is {found}; write {}", expected(&error)),
            );
            return None;
        };
        report_struck(subject, path, &struck, &error, report);
    }
    report.error(
        whole.start,
        format!("{subject}: more is wrong than is listed here; mend these first"),
    );
    None
}

/// What was taken out of a table because it cannot be read.
struct Struck<'v> {
    /// The keys down to it, the last one being its own; an element of a list has its list's key.
    keys: Vec<String>,
    /// Where the table that holds the last key begins.
    table: usize,
    /// Whether the key is what is wrong, not its value.
    is_key: bool,
    is_element: bool,
    place: usize,
    value: DeValue<'v>,
}

fn strike<'v>(root: &mut Spanned<DeValue<'v>>, span: &Range<usize>) -> Option<Struck<'v>> {
    let table = root.span().start;
    match root.get_mut() {
        DeValue::Table(inner) => strike_in_table(inner, table, span, &mut Vec::new()),
        _ => None,
    }
}

fn strike_in_table<'v>(
    table: &mut DeTable<'v>,
    start: usize,
    span: &Range<usize>,
    keys: &mut Vec<String>,
) -> Option<Struck<'v>> {
    // Deeper first: the span of a dotted key's table is the key itself.
    for (key, value) in table.iter_mut() {
        keys.push(key.get_ref().clone().into_owned());
        let at = value.span().start;
        let found = match value.get_mut() {
            DeValue::Table(inner) => strike_in_table(inner, at, span, keys),
            DeValue::Array(elements) => strike_in_list(elements, start, span, keys),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        keys.pop();
    }
    let (key, is_key) = table.iter().find_map(|(key, value)| {
        let is_key = key.span() == *span;
        (is_key || value.span() == *span).then(|| (key.get_ref().clone(), is_key))
    })?;
    let value = table.remove::<str>(key.as_ref())?;
    keys.push(key.into_owned());
    Some(Struck {
        keys: keys.clone(),
        table: start,
        is_key,
        is_element: false,
        place: span.start,
        value: value.into_inner(),
    })
}

fn strike_in_list<'v>(
    elements: &mut toml::de::DeArray<'v>,
    table: usize,
    span: &Range<usize>,
    keys: &mut Vec<String>,
) -> Option<Struck<'v>> {
    for element in elements.iter_mut() {
        let at = element.span().start;
        let found = match element.get_mut() {
            DeValue::Table(inner) => strike_in_table(inner, at, span, keys),
            DeValue::Array(inner) => strike_in_list(inner, table, span, keys),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    let index = elements
        .iter()
        .position(|element| element.span() == *span)?;
    let mut kept = toml::de::DeArray::new();
    let mut value = None;
    for (at, element) in std::mem::replace(elements, toml::de::DeArray::new())
        .into_iter()
        .enumerate()
    {
        if at == index {
            value = Some(element.into_inner());
        } else {
            kept.push(element);
        }
    }
    *elements = kept;
    Some(Struck {
        keys: keys.clone(),
        table,
        is_key: false,
        is_element: true,
        place: span.start,
        value: value?,
    })
}

fn report_struck(
    subject: &str,
    path: &str,
    struck: &Struck<'_>,
    error: &Error,
    report: &mut Report<'_>,
) {
    let Some((key, above)) = struck.keys.split_last() else {
        return;
    };
    report.strike(struck.table, key);
    if !(struck.is_key && error.message().starts_with("unknown field")) {
        let name = struck.keys.join(".");
        let found = described(&struck.value);
        let remedy = remedy(key, &struck.value, error);
        let message = if struck.is_element {
            format!("{subject}: {name} has {found} in it; write {remedy}")
        } else {
            format!("{subject}: {name} is {found}; write {remedy}")
        };
        report.error(struck.place, message);
        return;
    }
    let known = expected_keys(error.message());
    let mut home = path.to_owned();
    for part in above {
        home = format!("{home}.{part}");
    }
    let owner = if above.is_empty() {
        subject.to_owned()
    } else {
        format!("{subject}: {}", above.join("."))
    };
    if let Some(meant) = nearest(key, known.iter().map(String::as_str)) {
        report.strike(struck.table, meant);
    }
    report.error(
        struck.place,
        unknown_key(&owner, key, &home, &known, schema::tables()),
    );
}

/// The message for a key that does not exist where it was written.
fn unknown_key(
    owner: &str,
    key: &str,
    home: &str,
    known: &[String],
    tables: &[schema::Table],
) -> String {
    let expected = known.join(", ");
    if let Some(meant) = nearest(key, known.iter().map(String::as_str)) {
        return format!(
            "{owner}: unknown key {}; did you mean {meant:?}? Known here: {expected}",
            quoted(key)
        );
    }
    let trunk = home.split('.').next().unwrap_or_default();
    let elsewhere = tables
        .iter()
        .filter(|table| table.keys.iter().any(|known| known == key))
        .min_by_key(|table| {
            let mut parts = table.path.split('.');
            (parts.next() != Some(trunk), parts.count())
        });
    match elsewhere {
        Some(table) => {
            let path = match home.split('.').nth(1) {
                Some(id) if table.path.starts_with(trunk) => table.path.replacen("ID", id, 1),
                _ => table.path.clone(),
            };
            format!(
                "{owner}: unknown key {}; it belongs in [{path}]. Known here: {expected}",
                quoted(key)
            )
        }
        None => format!(
            "{owner}: unknown key {}; remove it. Known here: {expected}",
            quoted(key)
        ),
    }
}

/// The keys that serde's "unknown field" names.
fn expected_keys(message: &str) -> Vec<String> {
    let list = message
        .split_once(", expected")
        .map_or("", |(_, list)| list);
    list.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// What serde says it expected, in the words of `raw`.
fn expected(error: &Error) -> String {
    let message = error.message();
    match message.rsplit_once(", expected ") {
        Some((_, "a sequence")) => "a list in brackets".to_owned(),
        Some((_, "a boolean")) => "true or false, without quotes".to_owned(),
        Some((_, "a map")) => "a table".to_owned(),
        Some((_, form)) if form.contains("datetime") => {
            "a date without quotes, such as 2027-12-31".to_owned()
        }
        Some((_, form)) => form.to_owned(),
        None => format!("something else ({message})"),
    }
}

/// What to write in place of `value`: the value itself, rightly spelt, where that is clear.
fn remedy(key: &str, value: &DeValue<'_>, error: &Error) -> String {
    let form = expected(error);
    match value {
        DeValue::String(text) if form.starts_with("a list") => {
            format!("a list in brackets: {key} = [{}]", quoted(text))
        }
        DeValue::String(text)
            if form.starts_with("true") && matches!(text.as_ref(), "true" | "false") =>
        {
            format!("it without quotes: {key} = {text}")
        }
        DeValue::String(text)
            if form.starts_with("a whole number") && text.parse::<u32>().is_ok() =>
        {
            format!("it without quotes: {key} = {text}")
        }
        DeValue::String(text)
            if form.starts_with("a date") && text.parse::<toml::value::Datetime>().is_ok() =>
        {
            format!("it without quotes: {key} = {text}")
        }
        _ => form,
    }
}

fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {}", quoted(text)),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(word) => word.to_string(),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
